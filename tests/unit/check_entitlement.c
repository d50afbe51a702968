/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of TS.43's on-device service activation, for companions (ap2006) and for the
 * primary itself (ap2009): what is asked, what is answered, and what it leaves in the store. */
#include "entitlement_fixture.h"
#include "servers/common/base64.h"

#define WATCH "'companion_terminal_id':'watch'"
#define EID   ",'companion_terminal_eid':'" EID_1 "'"

static const char *token;

static void setup(void)
{
	char *text;

	es_setup();
	text = talloc_array(ctx, char, TOKEN_CHARACTERS + 1);
	ck_assert_int_eq(token_issue(db, crypto, A, PHONE, clock_now, text), 0);
	token = text;
}

/* @members: behind the operation. */
static void ask(const char *app, const char *operation, const char *members)
{
	es_ask(app, talloc_asprintf(ctx, "'token':'%s','operation':'%s'%s%s", token, operation,
				    *members ? "," : "", members));
	if (reply.status == 200)
		ck_assert_ptr_nonnull(document);
}

static void companion(const char *operation, const char *members)
{
	ask("ap2006", operation, members);
}

static void primary(const char *operation, const char *members)
{
	ask("ap2009", operation, members);
}

/* Checks a member of the application, whichever it was. */
static void assert_member(const char *name, const char *value)
{
	const char *app = json_object_get(document, "ap2006") ? "ap2006" : "ap2009";
	const char *is = es_value(talloc_asprintf(ctx, "%s.%s", app, name));

	ck_assert_msg(!strcmp(is, value), "%s is '%s', not '%s'; %s", name, is, value, reply.body);
}

static void assert_result(const char *result)
{
	es_status(200);
	assert_member("OperationResult", result);
}

static void assert_subscription(const char *result)
{
	assert_result("1");
	assert_member("SubscriptionResult", result);
}

/* Of the only companion's configuration. */
static void assert_configuration(const char *name, const char *value)
{
	assert_result("1");
	assert_member(
		talloc_asprintf(ctx, "CompanionConfigurations.0.CompanionConfiguration.%s", name),
		value);
}

static void assert_code(const char *path, const char *code)
{
	struct slice bytes;

	ck_assert_int_eq(base64_decode(ctx, es_value(path), &bytes), 0);
	ck_assert(slice_eq(bytes, slice_str(code)));
}

/* ---- companions ---- */

START_TEST(companion_may_be_activated)
{
	companion("CheckEligibility", WATCH);
	assert_result("1");
	assert_member("CompanionAppEligibility", "1");
	assert_member("CompanionDeviceServices", "SharedNumber,DiffNumber");
}
END_TEST

START_TEST(nobody_shares_what_he_has_not)
{
	char text[TOKEN_CHARACTERS + 1];

	ck_assert_int_eq(token_issue(db, crypto, P1, PHONE, clock_now, text), 0);
	token = text;
	companion("CheckEligibility", WATCH);
	assert_member("CompanionDeviceServices", "DiffNumber");
}
END_TEST

/* From the first request to the shared number and back (A1, A5). */
START_TEST(companion_from_beginning_to_end)
{
	sign_contracts();
	companion("ManageSubscription", "'operation_type':'0'," WATCH EID
					",'companion_terminal_friendly_name':'My watch'");
	assert_subscription("2");
	assert_member("DownloadInfo.ProfileIccid", P1_ICCID);
	assert_code("ap2006.DownloadInfo.ProfileActivationCode", "LPA:1$smdp.example$M-1");
	companion("AcquireConfiguration", WATCH);
	assert_configuration("ICCID", P1_ICCID);
	assert_configuration("ServiceStatus", "2");
	assert_configuration("PollingInterval", "2");
	assert_configuration("PollingIntervalUnit", "1");
	assert_configuration("CompanionDeviceService", "DiffNumber");
	assert_code("ap2006.CompanionConfigurations.0.CompanionConfiguration.DownloadInfo."
		    "ProfileActivationCode",
		    "LPA:1$smdp.example$M-1");
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	companion("ManageSubscription",
		  "'operation_type':'2'," WATCH ",'companion_terminal_service':'SharedNumber',"
		  "'companion_terminal_iccid':'" P1_ICCID "'");
	assert_subscription("3");
	companion("ManageService",
		  "'operation_type':10," WATCH ",'companion_terminal_service':'sharednumber'");
	assert_result("1");
	assert_member("ServiceStatus", "1");
	companion("AcquireConfiguration", WATCH);
	assert_configuration("ServiceStatus", "1");
	assert_configuration("CompanionDeviceService", "SharedNumber");
	assert_configuration("DownloadInfo.ProfileActivationCode", "");
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
	for (int again = 0; again < 2; again++) {
		companion("ManageService", "'operation_type':'11'," WATCH
					   ",'companion_terminal_service':'SharedNumber'");
		assert_result("1");
		assert_member("ServiceStatus", "3");
	}
	companion("AcquireConfiguration", WATCH);
	assert_configuration("ServiceStatus", "3");
	ck_assert_str_eq(members(A_NUMBER), "");
	companion("ManageSubscription", "'operation_type':'1'," WATCH);
	assert_subscription("3");
	companion("AcquireConfiguration", WATCH);
	assert_configuration("ServiceStatus", "4");
}
END_TEST

/* One request for both (A2): nothing is shared before the SM-DP+ has reported. */
START_TEST(number_is_shared_with_the_download)
{
	sign_contracts();
	for (int again = 0; again < 2; again++) {
		companion("ManageSubscription", "'operation_type':'0'," WATCH EID
						",'companion_terminal_service':'SharedNumber',"
						"'companion_terminal_alerting':'hunting'");
		assert_subscription("2");
	}
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 1);
	ck_assert_str_eq(members(A_NUMBER), "");
	companion("ManageService",
		  "'operation_type':'10'," WATCH ",'companion_terminal_service':'SharedNumber'");
	assert_member("ServiceStatus", "2");
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	companion("AcquireConfiguration", "'companion_terminal_iccid':'" P1_ICCID "'," WATCH);
	assert_configuration("ServiceStatus", "1");
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
}
END_TEST

static const char *contract_key(void)
{
	struct contract c;

	ck_assert_int_eq(contract_last(db, A, CONTRACT_PROFILE, "watch", ctx, &c), 1);
	return c.key;
}

/* A page for the contract that is missing (A3). */
START_TEST(contract_comes_first)
{
	companion("ManageSubscription", "'operation_type':'0'," WATCH EID);
	assert_subscription("1");
	assert_member("SubscriptionServiceURL", "https://operator.example/contract");
	assert_member("SubscriptionServiceUserData",
		      talloc_asprintf(ctx, "contract=%s", contract_key()));
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
	companion("AcquireConfiguration", WATCH);
	assert_configuration("ServiceStatus", "2");
	assert_configuration("ICCID", "");
	ck_assert_int_eq(boss_decide(boss, contract_key(), _i == 0, NULL, ctx, &answer), 0);
	companion("AcquireConfiguration", WATCH);
	if (_i == 0) {
		assert_configuration("DownloadInfo.ProfileIccid", P1_ICCID);
		companion("ManageSubscription", "'operation_type':'0'," WATCH EID);
		assert_subscription("2");
	} else {
		assert_configuration("ServiceStatus", "4");
		ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
	}
}
END_TEST

START_TEST(nothing_is_there)
{
	companion("AcquireConfiguration", WATCH);
	assert_result("1");
	ck_assert_ptr_null(
		json_object_get(json_object_get(document, "ap2006"), "CompanionConfigurations"));
	companion("ManageService",
		  "'operation_type':'10'," WATCH ",'companion_terminal_service':'SharedNumber'");
	assert_result("100");
	assert_member("ServiceStatus", "3");
}
END_TEST

/* A UICC of another subscriber's, which proves by a code that it is at hand (A4). */
static const char *const plain[] = {
	"'companion_terminal_iccid':'" B_ICCID "'",
	"'companion_terminal_imsi':'" B "'",
	"'companion_terminal_msisdn':'+" B_NUMBER "'",
};

static void change_plain(int i, const char *members)
{
	companion("ManageSubscription",
		  talloc_asprintf(ctx,
				  "'operation_type':'2'," WATCH
				  ",'companion_terminal_service':'SharedNumber',%s%s",
				  plain[i], members));
}

START_TEST(plain_uicc_shares_the_number)
{
	const char *code;

	sign_contracts();
	change_plain(_i, "");
	assert_subscription("8");
	assert_member("MSG.Accept_freetext", "1");
	assert_member("MSG.Accept_btn", "1");
	code = es_code(B_NUMBER);
	change_plain(_i, talloc_asprintf(ctx, ",'MSG_btn':'1','MSG_response':'%s'",
					 strcmp(code, "000000") ? "000000" : "000001"));
	assert_result("104");
	ck_assert_str_ne(es_value("ap2006.GeneralErrorText"), "");
	companion("AcquireConfiguration", talloc_asprintf(ctx, WATCH ",%s", plain[_i]));
	ck_assert_str_eq(es_value("ap2006.CompanionConfigurations.0.CompanionConfiguration.ICCID"),
			 "");
	change_plain(_i, talloc_asprintf(ctx, ",'MSG_btn':'1','MSG_response':'%s'", code));
	assert_subscription("3");
	ck_assert_str_eq(members(A_NUMBER), A " " B);
	companion("AcquireConfiguration", talloc_asprintf(ctx, WATCH ",%s", plain[_i]));
	assert_configuration("ICCID", B_ICCID);
	assert_configuration("ServiceStatus", "1");
	companion("ManageService",
		  talloc_asprintf(ctx,
				  "'operation_type':'11'," WATCH
				  ",'companion_terminal_service':'SharedNumber',%s",
				  plain[_i]));
	assert_member("ServiceStatus", "3");
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(user_declines_the_code)
{
	sign_contracts();
	change_plain(0, "");
	change_plain(0, ",'MSG_btn':'0'");
	assert_subscription("5");
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(service_needs_its_contract)
{
	companion("ManageService", "'operation_type':'10'," WATCH ",'companion_terminal_service':"
				   "'SharedNumber','companion_terminal_imsi':'" B "'");
	assert_result("100");
	assert_member("ServiceStatus", "3");
	ck_assert_str_ne(es_value("ap2006.GeneralErrorText"), "");
}
END_TEST

START_TEST(number_becomes_a_different_one)
{
	sign_contracts();
	companion("ManageSubscription",
		  "'operation_type':'0'," WATCH EID ",'companion_terminal_service':'SharedNumber'");
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	companion("ManageSubscription",
		  "'operation_type':'2'," WATCH ",'companion_terminal_service':'DiffNumber'");
	assert_subscription("3");
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(smdp_fails)
{
	sign_contracts();
	smdp_fault("downloadOrder", FAULT_REFUSE);
	companion("ManageSubscription", "'operation_type':'0'," WATCH EID);
	assert_subscription("5");
	ck_assert_str_ne(es_value("ap2006.GeneralErrorText"), "");
	companion("ManageSubscription", "'operation_type':'0'," WATCH EID);
	assert_subscription("2");
}
END_TEST

/* ---- the primary itself ---- */

START_TEST(primary_may_be_activated)
{
	primary("CheckEligibility", "");
	assert_result("1");
	assert_member("PrimaryAppEligibility", "1");
}
END_TEST

#define OWN_EID "'terminal_eid':'" EID_1 "'"

static void assert_primary(const char *name, const char *value)
{
	assert_result("1");
	assert_member(talloc_asprintf(ctx, "PrimaryConfiguration.%s", name), value);
}

/* A profile for the eUICC next to the device's own UICC (A6). */
START_TEST(own_euicc)
{
	sign_contracts();
	primary("AcquireConfiguration", "");
	assert_primary("ICCID", A_ICCID);
	assert_primary("ServiceStatus", "1");
	primary("AcquireConfiguration", "'terminal_eid':'','terminal_iccid':''");
	assert_primary("ICCID", A_ICCID);
	primary("ManageSubscription", "'operation_type':'0'," OWN_EID);
	assert_subscription("2");
	assert_code("ap2009.DownloadInfo.ProfileActivationCode", "LPA:1$smdp.example$M-1");
	primary("AcquireConfiguration", OWN_EID);
	assert_primary("ServiceStatus", "2");
	assert_primary("SecondaryICCID", "1");
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	primary("AcquireConfiguration", "");
	assert_member("PrimaryConfigurations.0.PrimaryConfiguration.ICCID", A_ICCID);
	assert_member("PrimaryConfigurations.1.PrimaryConfiguration.ICCID", P1_ICCID);
	assert_member("PrimaryConfigurations.1.PrimaryConfiguration.ServiceStatus", "1");
	primary("AcquireConfiguration", "'terminal_iccid':'" P1_ICCID "'");
	assert_primary("ICCID", P1_ICCID);
	primary("ManageSubscription", "'operation_type':'1','terminal_iccid':'" P1_ICCID "'");
	assert_subscription("3");
	primary("AcquireConfiguration", "");
	assert_primary("ICCID", A_ICCID);
}
END_TEST

/* The subscription goes over to another device's eUICC (A7, A8), which asks itself or is named by
 * the old one. */
static const char *const movers[] = {
	OWN_EID,
	"'target_terminal_id':'" PHONE "','target_terminal_eid':'" EID_1
	"','old_terminal_id':'old','old_terminal_iccid':'" A_ICCID "'",
};

START_TEST(subscription_goes_over)
{
	primary("ManageSubscription", talloc_asprintf(ctx, "'operation_type':'3',%s", movers[_i]));
	assert_subscription("2");
	assert_member("DownloadInfo.ProfileIccid", P1_ICCID);
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	primary("AcquireConfiguration", "");
	assert_member("PrimaryConfiguration.ICCID", P1_ICCID);
	assert_member("PrimaryConfiguration.ServiceStatus", "1");
}
END_TEST

START_TEST(another_subscription_does_not_go_over)
{
	primary("ManageSubscription",
		"'operation_type':'3'," OWN_EID ",'old_terminal_iccid':'" B_ICCID "'");
	assert_result("102");
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
}
END_TEST

/* Who holds a token of a subscription that was suspended may learn that alone. */
START_TEST(suspended_subscription)
{
	char text[TOKEN_CHARACTERS + 1];

	ck_assert_int_eq(subscriber_suspend(db, A), 0);
	ck_assert_int_eq(token_issue(db, crypto, A, PHONE, clock_now, text), 0);
	token = text;
	primary("CheckEligibility", "");
	es_status(403);
	companion("ManageSubscription", "'operation_type':'0'," WATCH EID);
	es_status(403);
	primary("AcquireConfiguration", "");
	assert_primary("ICCID", A_ICCID);
	assert_primary("ServiceStatus", "4");
}
END_TEST

/* ---- what is wrong ---- */

static const struct {
	const char *app, *operation, *members, *result;
} wrong[] = {
	{"ap2006", "Nonsense", WATCH, "101"},
	{"ap2006", "", WATCH, "101"},
	{"ap2006", "CheckEligibility", "", "102"},
	{"ap2006", "ManageSubscription", "'operation_type':'0'", "102"},
	{"ap2006", "ManageSubscription", WATCH EID, "102"},
	{"ap2006", "ManageSubscription", "'operation_type':'x'," WATCH EID, "102"},
	{"ap2006", "ManageSubscription", "'operation_type':'-1'," WATCH EID, "102"},
	{"ap2006", "ManageSubscription", "'operation_type':'10'," WATCH EID, "102"},
	{"ap2006", "ManageSubscription", "'operation_type':'999999'," WATCH EID, "102"},
	{"ap2006", "ManageSubscription", "'operation_type':'4'," WATCH EID, "103"},
	{"ap2006", "ManageSubscription", "'operation_type':'7'," WATCH EID, "103"},
	{"ap2006", "ManageSubscription", "'operation_type':'0'," WATCH, "102"},
	{"ap2006", "ManageSubscription",
	 "'operation_type':'0'," WATCH
	 ",'companion_terminal_eid':'89049032123451234512345678901234'",
	 "102"},
	{"ap2006", "ManageSubscription",
	 "'operation_type':'0'," WATCH EID ",'companion_terminal_service':'FamilyNumber'", "102"},
	{"ap2006", "ManageSubscription",
	 "'operation_type':'0'," WATCH EID ",'companion_terminal_alerting':'loud'", "102"},
	{"ap2006", "ManageSubscription", "'operation_type':'2'," WATCH, "102"},
	{"ap2006", "ManageService", "'operation_type':'10'," WATCH, "102"},
	{"ap2006", "ManageService",
	 "'operation_type':'10','companion_terminal_service':'SharedNumber'", "102"},
	{"ap2006", "ManageService",
	 "'operation_type':'0'," WATCH ",'companion_terminal_service':'SharedNumber'", "102"},
	{"ap2006", "ManageService", WATCH ",'companion_terminal_service':'SharedNumber'", "102"},
	{"ap2006", "ManageService",
	 "'operation_type':'10'," WATCH ",'companion_terminal_service':'DiffNumber'", "103"},
	{"ap2006", "AcquireConfiguration", "", "102"},
	{"ap2009", "ManageSubscription", "'operation_type':'0'", "102"},
	{"ap2009", "ManageSubscription", "'operation_type':'0','terminal_eid':'1'", "102"},
	{"ap2009", "ManageSubscription", OWN_EID, "102"},
	{"ap2009", "ManageSubscription", "'operation_type':'2'," OWN_EID, "103"},
	{"ap2009", "ManageService", "'operation_type':'10'", "103"},
};

START_TEST(wrong_requests_have_their_results)
{
	sign_contracts();
	ask(wrong[_i].app, wrong[_i].operation, wrong[_i].members);
	assert_result(wrong[_i].result);
	ck_assert_uint_eq(smdp_calls("downloadOrder"), 0);
}
END_TEST

static const struct {
	const char *operation, *members;
	unsigned status;
} unsupported[] = {
	{"AcquirePlan", "", 405},
	{"acquiretemporarytoken", "", 405},
	{"GetPhoneNumber", "", 405},
	{"VerifyPhoneNumber", "", 405},
	{"GetSubscriberInfo", "", 405},
	{"ManageSubscription", "'operation_type':'3'," WATCH EID, 406},
};

START_TEST(unsupported_requests_have_their_statuses)
{
	companion(unsupported[_i].operation, unsupported[_i].members);
	es_status(unsupported[_i].status);
}
END_TEST

/* The same answer as XML. */
START_TEST(answer_as_xml)
{
	const struct http_request request = {
		.method = "GET",
		.path = "/",
		.query = talloc_asprintf(ctx,
					 "app=ap2006&entitlement_version=12.0&terminal_id=" PHONE
					 "&token=%s&operation=ManageSubscription&operation_type=0"
					 "&companion_terminal_id=watch"
					 "&companion_terminal_eid=" EID_1,
					 token),
	};

	sign_contracts();
	entitlement_handle(es, &request, ctx, &reply);
	es_status(200);
	ck_assert_str_eq(reply.content_type, "text/vnd.wap.connectivity-xml; charset=utf-8");
	ck_assert_ptr_nonnull(strstr(reply.body,
				     "<parm name=\"AppID\" value=\"ap2006\"/>\n"
				     "<characteristic type=\"DownloadInfo\">\n"
				     "<parm name=\"ProfileIccid\" value=\"" P1_ICCID "\"/>\n"));
	ck_assert_ptr_nonnull(strstr(reply.body, "<parm name=\"SubscriptionResult\" value=\"2\"/>\n"
						 "<parm name=\"OperationResult\" value=\"1\"/>\n"
						 "</characteristic>\n"));
}
END_TEST

/* Only the subscriber learns of his companions. */
START_TEST(others_learn_nothing)
{
	char text[TOKEN_CHARACTERS + 1];

	sign_contracts();
	companion("ManageSubscription", "'operation_type':'0'," WATCH EID);
	ck_assert_int_eq(token_issue(db, crypto, B, PHONE, clock_now, text), 0);
	token = text;
	companion("AcquireConfiguration", "'companion_terminal_iccid':'" P1_ICCID "'," WATCH);
	assert_result("1");
	ck_assert_ptr_null(
		json_object_get(json_object_get(document, "ap2006"), "CompanionConfigurations"));
	companion("AcquireConfiguration", "'companion_terminal_iccid':'" A_ICCID "'," WATCH);
	ck_assert_ptr_null(
		json_object_get(json_object_get(document, "ap2006"), "CompanionConfigurations"));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("entitlement");
	TCase *t = tcase_create("operations");

	tcase_add_checked_fixture(t, setup, es_teardown);
	tcase_add_test(t, companion_may_be_activated);
	tcase_add_test(t, nobody_shares_what_he_has_not);
	tcase_add_test(t, companion_from_beginning_to_end);
	tcase_add_test(t, number_is_shared_with_the_download);
	tcase_add_loop_test(t, contract_comes_first, 0, 2);
	tcase_add_test(t, nothing_is_there);
	tcase_add_loop_test(t, plain_uicc_shares_the_number, 0, COUNT(plain));
	tcase_add_test(t, user_declines_the_code);
	tcase_add_test(t, service_needs_its_contract);
	tcase_add_test(t, number_becomes_a_different_one);
	tcase_add_test(t, smdp_fails);
	tcase_add_test(t, primary_may_be_activated);
	tcase_add_test(t, own_euicc);
	tcase_add_loop_test(t, subscription_goes_over, 0, COUNT(movers));
	tcase_add_test(t, another_subscription_does_not_go_over);
	tcase_add_test(t, suspended_subscription);
	tcase_add_loop_test(t, wrong_requests_have_their_results, 0, COUNT(wrong));
	tcase_add_loop_test(t, unsupported_requests_have_their_statuses, 0, COUNT(unsupported));
	tcase_add_test(t, answer_as_xml);
	tcase_add_test(t, others_learn_nothing);
	suite_add_tcase(s, t);
	return unit_main(s);
}
