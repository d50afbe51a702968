/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device reads out of an entitlement server's document. */
#include <errno.h>

#include "devices/entitlement_answer.h"
#include "unit.h"

static void *ctx;
static struct entitlement_answer answer;
static const char *token;
static char *error;

static void setup(void)
{
	ctx = talloc_new(NULL);
	error = NULL;
}

static void teardown(void)
{
	talloc_free(ctx);
}

static int parse(const char *document)
{
	return entitlement_answer_parse(slice_str(document), "ap2006", ctx, &answer, &token,
					&error);
}

/* The members of an answer whose operation has succeeded. */
static int parse_members(const char *members)
{
	return parse(
		talloc_asprintf(ctx, "{\"ap2006\": {\"OperationResult\": \"1\", %s}}", members));
}

START_TEST(eligibility)
{
	ck_assert_int_eq(parse("{\"Vers\": {\"version\": \"1\", \"validity\": \"172800\"},"
			       "\"Token\": {\"token\": \"ASH127\"}, \"ap2006\": {"
			       "\"CompanionAppEligibility\": \"1\", \"OperationResult\": \"1\","
			       "\"CompanionDeviceServices\": \"SharedNumber,DiffNumber\"}}"),
			 1);
	ck_assert_str_eq(token, "ASH127");
	ck_assert_int_eq(answer.result, ODSA_SUCCESS);
	ck_assert_int_eq(answer.eligibility, ODSA_ENABLED);
	ck_assert_str_eq(answer.services, "SharedNumber,DiffNumber");
	ck_assert_int_eq(answer.subscription, ODSA_ABSENT);
	ck_assert_int_eq(answer.status, ODSA_ABSENT);
	ck_assert_str_eq(answer.download.code, "");
	ck_assert_uint_eq(answer.n, 0);
}
END_TEST

START_TEST(numbers_may_be_numbers)
{
	ck_assert_int_eq(parse_members("\"ServiceStatus\": 3, \"SubscriptionResult\": \"8\""), 1);
	ck_assert_int_eq(answer.status, ODSA_DEACTIVATED);
	ck_assert_int_eq(answer.subscription, ODSA_REQUIRES_USER_INPUT);
}
END_TEST

START_TEST(websheet)
{
	ck_assert_int_eq(parse_members("\"SubscriptionResult\": \"1\","
				       "\"SubscriptionServiceURL\": \"https://op.example/c\","
				       "\"SubscriptionServiceUserData\": \"key=12&imsi=1\""),
			 1);
	ck_assert_int_eq(answer.subscription, ODSA_CONTINUE_TO_WEBSHEET);
	ck_assert_str_eq(answer.websheet.url, "https://op.example/c");
	ck_assert_str_eq(answer.websheet.user_data, "key=12&imsi=1");
	ck_assert_str_eq(answer.websheet.type, "");
}
END_TEST

START_TEST(message)
{
	ck_assert_int_eq(parse_members("\"MSG\": {\"Title\": \"Code\", \"Message\": \"K\\u00f6nnen"
				       " Sie\\u001b[2J?\", \"Accept_btn\": \"1\","
				       "\"Accept_freetext\": \"1\"}"),
			 1);
	ck_assert_str_eq(answer.message.title, "Code");
	ck_assert_str_eq(answer.message.text, "K\xC3\xB6nnen Sie?[2J?");
	ck_assert(answer.message.asks);
	ck_assert_str_eq(answer.message.hint, "");
}
END_TEST

/* Base64 as table 41 demands, and the code as it is. */
START_TEST(activation_code)
{
	static const char *const forms[] = {"TFBBOjEkc21kcC5leGFtcGxlJEFCQw==",
					    "LPA:1$smdp.example$ABC"};

	for (int i = 0; i < COUNT(forms); i++) {
		ck_assert_int_eq(parse_members(talloc_asprintf(
					 ctx,
					 "\"DownloadInfo\": {\"ProfileIccid\": \"8988211\","
					 "\"ProfileActivationCode\": \"%s\"}",
					 forms[i])),
				 1);
		ck_assert_str_eq(answer.download.code, "LPA:1$smdp.example$ABC");
		ck_assert_str_eq(answer.download.iccid, "8988211");
		ck_assert_str_eq(answer.download.address, "");
	}
}
END_TEST

#define ONE   "{\"ICCID\": \"89001\", \"ServiceStatus\": \"1\"}"
#define OTHER "{\"ICCID\": \"89002\", \"ServiceStatus\": \"2\"}"

START_TEST(configurations)
{
	static const struct {
		const char *members;
		size_t n;
	} shapes[] = {
		{"\"CompanionConfigurations\": [{\"CompanionConfiguration\": " ONE "}]", 1},
		{"\"CompanionConfigurations\": [{\"CompanionConfiguration\": " ONE "},"
		 "{\"CompanionConfiguration\": " OTHER "}]",
		 2},
		{"\"CompanionConfigurations\": {\"CompanionConfiguration\": [" ONE ", " OTHER "]}",
		 2},
		{"\"CompanionConfigurations\": [" ONE ", " OTHER "]", 2},
		{"\"CompanionConfiguration\": " ONE, 1},
		{"\"PrimaryConfigurations\": [{\"PrimaryConfiguration\": " ONE "}]", 1},
		{"\"PrimaryConfiguration\": " ONE, 1},
		{"\"CompanionConfigurations\": []", 0},
	};

	for (int i = 0; i < COUNT(shapes); i++) {
		ck_assert_int_eq(parse_members(shapes[i].members), 1);
		ck_assert_uint_eq(answer.n, shapes[i].n);
		if (answer.n)
			ck_assert_str_eq(answer.configurations[0].iccid, "89001");
		if (answer.n == 2)
			ck_assert_int_eq(answer.configurations[1].status, ODSA_ACTIVATING);
	}
}
END_TEST

START_TEST(polling)
{
	static const struct {
		const char *members;
		long ms;
	} intervals[] = {
		{"\"ServiceStatus\": 2", 0},
		{"\"PollingInterval\": \"2\"", 120000},
		{"\"PollingInterval\": 2, \"PollingIntervalUnit\": 0", 120000},
		{"\"PollingInterval\": 2, \"PollingIntervalUnit\": \"1\"", 2000},
		{"\"PollingInterval\": 2, \"PollingIntervalUnit\": 2", 200},
	};

	for (int i = 0; i < COUNT(intervals); i++) {
		ck_assert_int_eq(
			parse_members(talloc_asprintf(ctx, "\"CompanionConfiguration\": {%s}",
						      intervals[i].members)),
			1);
		ck_assert_int_eq(answer.configurations[0].poll_ms, intervals[i].ms);
	}
}
END_TEST

START_TEST(refusal)
{
	ck_assert_int_eq(parse("{\"ap2006\": {\"OperationResult\": \"100\","
			       "\"GeneralErrorText\": \"no such offer\"}}"),
			 1);
	ck_assert_int_eq(answer.result, ODSA_ERROR);
	ck_assert_str_eq(answer.problem, "no such offer");
}
END_TEST

START_TEST(nothing_of_the_application)
{
	ck_assert_int_eq(parse("{\"Token\": {\"token\": \"T\"}}"), 0);
	ck_assert_str_eq(token, "T");
	ck_assert_int_eq(parse("{\"ap2009\": 7}"), 0);
	ck_assert_str_eq(token, "");
}
END_TEST

START_TEST(hostile_documents)
{
	static const struct {
		const char *document, *says;
	} bad[] = {
		{"", "the document is no JSON object"},
		{"[]", "the document is no JSON object"},
		{"{\"ap2006\": {\"OperationResult\": \"1\"", "the document is no JSON object"},
		{"{\"Token\": \"T\"}", "Token is no object"},
		{"{\"Token\": {\"token\": 7}}", "token is no string"},
		{"{\"Token\": {\"token\": \"a\\nb\"}}", "token is no text that makes sense"},
		{"{\"ap2006\": []}", "ap2006 is no object"},
		{"{\"ap2006\": {}}", "OperationResult is missing"},
		{"{\"ap2006\": {\"OperationResult\": \"one\"}}", "OperationResult is no number"},
		{"{\"ap2006\": {\"OperationResult\": \"\"}}", "OperationResult is no number"},
		{"{\"ap2006\": {\"OperationResult\": -1}}", "OperationResult is no number"},
		{"{\"ap2006\": {\"OperationResult\": 1e3}}", "OperationResult is no number"},
		{"{\"ap2006\": {\"OperationResult\": 99999999999}}",
		 "OperationResult is no number"},
		{"{\"ap2006\": {\"OperationResult\": true}}", "OperationResult is no number"},
	};
	static const struct {
		const char *members, *says;
	} bad_members[] = {
		{"\"GeneralErrorText\": \"a\\u0000b\"", "the document is no JSON object"},
		{"\"SubscriptionServiceURL\": \"https://\\u00e4\"", "SubscriptionServiceURL is no"},
		{"\"MSG\": \"hello\"", "MSG is no object"},
		{"\"DownloadInfo\": []", "DownloadInfo is no object"},
		{"\"DownloadInfo\": {\"ProfileActivationCode\": \"*\"}", "is no base64"},
		{"\"DownloadInfo\": {\"ProfileActivationCode\": \"AAAA\"}",
		 "is no activation code"},
		{"\"DownloadInfo\": {\"ProfileActivationCode\": \"YWJj\"}",
		 "is no activation code"},
		{"\"CompanionConfigurations\": \"x\"", "CompanionConfiguration is no object"},
		{"\"CompanionConfigurations\": [[[[[{}]]]]]", "is wrapped too deep"},
		{"\"CompanionConfiguration\": {\"CompanionConfiguration\": 1}", "is no object"},
		{"\"CompanionConfiguration\": {\"ServiceStatus\": {}}", "ServiceStatus is no"},
		{"\"CompanionConfiguration\": {\"PollingIntervalUnit\": 3}", "none that is known"},
	};

	for (int i = 0; i < COUNT(bad); i++) {
		ck_assert_int_eq(parse(bad[i].document), -EBADMSG);
		ck_assert_str_eq(error, bad[i].says);
	}
	for (int i = 0; i < COUNT(bad_members); i++) {
		ck_assert_int_eq(parse_members(bad_members[i].members), -EBADMSG);
		ck_assert_msg(strstr(error, bad_members[i].says), "%s", error);
	}
}
END_TEST

START_TEST(too_much)
{
	char *text = talloc_strdup(ctx, "\"CompanionConfigurations\": [{}"), *digits;

	for (int i = 1; i < ENTITLEMENT_CONFIGURATIONS_MAX; i++)
		text = talloc_strdup_append(text, ", {}");
	ck_assert_int_eq(parse_members(talloc_asprintf(ctx, "%s]", text)), 1);
	ck_assert_uint_eq(answer.n, ENTITLEMENT_CONFIGURATIONS_MAX);
	ck_assert_int_eq(parse_members(talloc_asprintf(ctx, "%s, {}]", text)), -EBADMSG);
	ck_assert_msg(strstr(error, "is there too often"), "%s", error);

	digits = talloc_zero_size(ctx, 3000);
	memset(digits, '7', 2999);
	ck_assert_int_eq(
		parse_members(talloc_asprintf(ctx, "\"GeneralErrorText\": \"%s\"", digits)),
		-EBADMSG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("entitlement_answer");
	TCase *tc = tcase_create("entitlement_answer");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, eligibility);
	tcase_add_test(tc, numbers_may_be_numbers);
	tcase_add_test(tc, websheet);
	tcase_add_test(tc, message);
	tcase_add_test(tc, activation_code);
	tcase_add_test(tc, configurations);
	tcase_add_test(tc, polling);
	tcase_add_test(tc, refusal);
	tcase_add_test(tc, nothing_of_the_application);
	tcase_add_test(tc, hostile_documents);
	tcase_add_test(tc, too_much);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
