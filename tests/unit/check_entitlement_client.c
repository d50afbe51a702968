/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device and an entitlement server over HTTPS, whose answers a script gives: tokens, EAP, codes,
 * and servers that do not behave. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "devices/entitlement_client.h"
#include "eap/server.h"
#include "https_script.h"
#include "servers/common/json.h"
#include "unit.h"

#define RELAY "application/vnd.gsma.eap-relay.v1.0+json"
#define JSON  "application/json"
#define OK_OF(members)                                                                             \
	"{\"ap2006\": {\"OperationResult\":\"1\", \"CompanionAppEligibility\":\"1\"" members "}"   \
	"}"
#define WITH_TOKEN                                                                                 \
	"{\"Token\": {\"token\":\"T1\"}, \"ap2006\": {\"OperationResult\":\"1\","                  \
	" \"CompanionAppEligibility\":\"1\"}}"

static const struct device_identity phone = {
	.terminal_id = "356938035643809", .vendor = "softeuicc", .model = "phone", .software = "1"};
static const struct entitlement_request check = {.app = ENTITLEMENT_COMPANION,
						 .operation = ODSA_CHECK_ELIGIBILITY,
						 .type = ODSA_NO_TYPE,
						 .companion = {.id = "watch"}};

static void *ctx;
static struct crypto *crypto;
static struct entitlement_config config;
static struct entitlement_client *client;
static struct entitlement_answer answer;
static char *error, *state;

/* ---- the user and the USIM ---- */

static unsigned questions;
static const char *user_code;

static void tell(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

static int ask(void *arg, const char *question, const struct person_wait *wait, void *where,
	       char **reply)
{
	(void)arg;
	(void)wait;
	ck_assert_msg(strstr(question, "+882110000001"), "%s", question);
	questions++;
	if (!user_code)
		return -ENODATA;
	*reply = talloc_strdup(where, user_code);
	return 0;
}

static const struct person user = {.tell = tell, .ask = ask};

static const uint8_t res[] = {1, 2, 3, 4, 5, 6, 7, 8};
static enum eap_usim_result usim_says;

static enum eap_usim_result authenticate(void *arg, const uint8_t rand[EAP_RAND_BYTES],
					 const uint8_t autn[16], struct eap_usim_answer *out)
{
	(void)arg;
	(void)rand;
	(void)autn;
	*out = (struct eap_usim_answer){.res_length = sizeof(res)};
	memcpy(out->res, res, sizeof(res));
	return usim_says;
}

static int quintet(void *arg, const char *imsi, bool separation, struct eap_quintet *out)
{
	(void)arg;
	(void)separation;
	ck_assert_str_eq(imsi, "001010123456789");
	*out = (struct eap_quintet){.xres_length = sizeof(res)};
	memcpy(out->xres, res, sizeof(res));
	return 0;
}

/* ---- the server ---- */

static void setup(void)
{
	ctx = talloc_new(NULL);
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
	https_script_start(ctx);
	state = talloc_asprintf(ctx, "/tmp/check_entitlement.%d", (int)getpid());
	unlink(state);
	questions = 0;
	user_code = "123456";
	usim_says = EAP_USIM_OK;
	error = NULL;
	config = (struct entitlement_config){
		.url = https_script_url("/"),
		.trusted = https_script_ci(),
		.terminal = &phone,
		.login = {.msisdn = "+882110000001"},
		.person = &user,
		.stop = -1,
	};
}

static void teardown(void)
{
	https_script_stop();
	unlink(state);
	talloc_free(ctx);
}

static int call(const struct entitlement_request *q)
{
	if (!client)
		ck_assert_int_eq(entitlement_client_new(ctx, crypto, &config, &client), 0);
	return entitlement_call(client, q, ctx, &answer, &error);
}

/* A client that has the token T1, by a code. */
static void sign_in(void)
{
	static const struct https_line lines[] = {
		{.has = "\"msisdn\":\"+882110000001\"",
		 .status = 200,
		 .cookie = "login=abc; Path=/; Secure"},
		{.has = "\"OTP\":\"123456\"",
		 .with_cookie = "login=abc",
		 .status = 200,
		 .type = JSON,
		 .body = WITH_TOKEN},
	};

	https_script(lines, COUNT(lines));
	ck_assert_msg(call(&check) == 0, "%s", error);
	ck_assert_uint_eq(https_script_left(), 0);
	ck_assert_int_eq(answer.eligibility, ODSA_ENABLED);
}

START_TEST(request)
{
	static const struct https_line line = {
		.has = "\"operation\":\"ManageSubscription\"", .status = 200, .body = OK_OF("")};
	static const char *const members[] = {
		"\"operation_type\":\"2\"",
		"\"token\":\"T1\"",
		"\"terminal_id\":\"356938035643809\"",
		"\"terminal_vendor\":\"softeuicc\"",
		"\"app\":\"ap2006\"",
		"\"companion_terminal_eid\":\"89\"",
		"\"companion_terminal_service\":\"SharedNumber\"",
		"\"MSG_response\":\"77\"",
		"\"MSG_btn\":\"1\"",
	};
	const struct entitlement_request q = {
		.app = ENTITLEMENT_COMPANION,
		.operation = ODSA_MANAGE_SUBSCRIPTION,
		.type = ODSA_CHANGE,
		.companion = {.id = "watch", .eid = "89", .service = ODSA_SHARED_NUMBER},
		.response = "77",
	};

	sign_in();
	https_script(&line, 1);
	ck_assert_msg(call(&q) == 0, "%s", error);
	for (int i = 0; i < COUNT(members); i++)
		ck_assert_msg(strstr(https_script_body(), members[i]), "%s", https_script_body());
	ck_assert_ptr_null(strstr(https_script_body(), "companion_terminal_iccid"));
	ck_assert_ptr_null(strstr(https_script_body(), "EAP_ID"));
	ck_assert_str_eq(https_script_agent(), "PRD-TS43 term-softeuicc/phone-1 "
					       "client-Companion-ODSA/1.0 OS-Other/1.0");
}
END_TEST

/* TS.43 2.4 */
START_TEST(server_that_knows_get_alone)
{
	static const struct https_line lines[] = {
		{.has = "\"token\":\"T1\"", .status = 405},
		{.query = "token=T1", .status = 200, .body = OK_OF("")},
		{.query = "companion_terminal_id=watch", .status = 200, .body = OK_OF("")},
	};
	static const struct https_line never[] = {{.query = "token=T1", .status = 405}};

	sign_in();
	https_script(lines, COUNT(lines));
	ck_assert_msg(call(&check) == 0, "%s", error);
	ck_assert_int_eq(call(&check), 0);
	ck_assert_uint_eq(https_script_left(), 0);
	https_script(never, COUNT(never));
	ck_assert_int_eq(call(&check), -EPERM);
}
END_TEST

/* ---- tokens ---- */

START_TEST(token_is_kept)
{
	static const struct https_line line = {
		.has = "\"token\":\"T1\"", .status = 200, .body = OK_OF("")};
	struct device_identity other = phone;
	struct stat st;

	config.state = state;
	sign_in();
	ck_assert_int_eq(stat(state, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	client = NULL;
	https_script(&line, 1);
	ck_assert_msg(call(&check) == 0, "%s", error);
	ck_assert_uint_eq(questions, 1);

	/* In another terminal it is not used. */
	other.terminal_id = "356938035643817";
	config.terminal = &other;
	client = NULL;
	sign_in();
	ck_assert_uint_eq(questions, 2);
}
END_TEST

START_TEST(token_file_that_is_none)
{
	static const char *const texts[] = {"", "{", "[]", "{\"token\": 7}"};

	config.state = state;
	for (int i = 0; i < COUNT(texts); i++) {
		int fd = open(state, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		ck_assert_int_eq(write(fd, texts[i], strlen(texts[i])), (ssize_t)strlen(texts[i]));
		close(fd);
		client = NULL;
		sign_in();
	}
}
END_TEST

START_TEST(token_that_is_refused)
{
	static const struct https_line lines[] = {
		{.has = "\"token\":\"T1\"", .status = 511, .type = "text/plain", .body = "old"},
		{.has = "\"msisdn\"", .status = 200},
		{.has = "\"OTP\"",
		 .status = 200,
		 .type = JSON,
		 .body = "{\"Token\": {\"token\":\"T2\"}}"},
		{.has = "\"token\":\"T2\"", .status = 200, .body = OK_OF("")},
	};

	config.state = state;
	sign_in();
	https_script(lines, COUNT(lines));
	ck_assert_msg(call(&check) == 0, "%s", error);
	ck_assert_uint_eq(https_script_left(), 0);
	entitlement_forget(client);
	ck_assert_int_ne(access(state, F_OK), 0);
}
END_TEST

/* ---- codes ---- */

START_TEST(wrong_codes)
{
	static const struct https_line lines[] = {
		{.has = "\"msisdn\"", .status = 200},
		{.has = "\"OTP\"", .status = 511, .type = "text/plain", .body = "wrong"},
		{.has = "\"OTP\"", .status = 511, .type = "text/plain", .body = "wrong"},
		{.has = "\"OTP\"", .status = 511, .type = "text/plain", .body = "too many"},
	};

	https_script(lines, COUNT(lines));
	ck_assert_int_eq(call(&check), -EACCES);
	ck_assert_msg(strstr(error, "wants authentication (HTTP status 511: too many)"), "%s",
		      error);
	ck_assert_uint_eq(questions, 3);
}
END_TEST

START_TEST(no_code)
{
	static const struct https_line lines[] = {{.has = "\"msisdn\"", .status = 200}};
	static const struct https_line unknown[] = {
		{.has = "\"msisdn\"", .status = 403, .type = "text/plain", .body = "no such\n"}};

	user_code = NULL;
	https_script(lines, COUNT(lines));
	ck_assert_int_eq(call(&check), -ENODATA);
	ck_assert_str_eq(error, "no code was given");
	https_script(unknown, COUNT(unknown));
	ck_assert_int_eq(call(&check), -EACCES);
	ck_assert_msg(strstr(error, "does not let this device in (HTTP status 403: no such)"), "%s",
		      error);
	ck_assert_uint_eq(questions, 1);
}
END_TEST

/* ---- EAP ---- */

static void use_eap(void)
{
	config.login = (struct entitlement_login){
		.eap_types = EAP_BIT(EAP_AKA),
		.imsi = "001010123456789",
		.mnc_length = 2,
		.usim = {.authenticate = authenticate},
	};
}

static struct eap_server *eap;

static struct eap_server *new_eap_server(void)
{
	const struct eap_server_config c = {
		.crypto = crypto, .auc = {.quintet = quintet}, .types = EAP_BIT(EAP_AKA)};
	struct eap_server *s;

	ck_assert_int_eq(eap_server_new(ctx, &c, &s), 0);
	return s;
}

/* The server's side of EAP: begins with EAP_ID, then answers packets; in the end, the document. */
static void serve_eap(const char *body, void *where, struct https_line *out)
{
	json_t *object = json_loads(body, 0, NULL);
	const char *identity = json_member_text(object, "EAP_ID");
	struct buf packet = buf_new(where);
	struct slice received;

	if (identity) {
		ck_assert_str_eq(identity,
				 "0001010123456789@nai.epc.mnc001.mcc001.3gppnetwork.org");
		ck_assert_int_eq(eap_server_begin(eap, slice_str(identity), &packet), 0);
	} else {
		ck_assert_int_eq(json_member_bytes(object, "eap-relay-packet", where, &received),
				 0);
		ck_assert_int_eq(eap_server_receive(eap, received, &packet), 0);
	}
	json_decref(object);
	*out = (struct https_line){.status = 200, .type = RELAY};
	if (eap_server_verdict(eap) == EAP_SUCCEEDED) {
		out->type = JSON;
		out->body = WITH_TOKEN;
	} else if (eap_server_verdict(eap) == EAP_FAILED) {
		out->status = 403;
	} else {
		object = json_object();
		json_set_bytes(object, "eap-relay-packet", buf_slice(&packet));
		out->body = json_text(where, object);
		json_decref(object);
	}
}

START_TEST(eap_aka)
{
	static const struct https_line line = {
		.has = "\"token\":\"T1\"", .status = 200, .body = OK_OF("")};

	use_eap();
	eap = new_eap_server();
	https_script_with(serve_eap);
	ck_assert_msg(call(&check) == 0, "%s", error);
	ck_assert_int_eq(eap_server_verdict(eap), EAP_SUCCEEDED);
	https_script(&line, 1);
	ck_assert_msg(call(&check) == 0, "%s", error);
}
END_TEST

START_TEST(eap_is_refused)
{
	use_eap();
	usim_says = EAP_USIM_REFUSES;
	eap = new_eap_server();
	https_script_with(serve_eap);
	ck_assert_int_eq(call(&check), -EACCES);
	ck_assert_int_eq(eap_server_verdict(eap), EAP_FAILED);
	ck_assert_msg(strstr(error, "does not let this device in (HTTP status 403)"), "%s", error);
}
END_TEST

/* EAP-Request/Identity, which a peer answers as often as it comes. */
static void serve_endless_eap(const char *body, void *where, struct https_line *out)
{
	(void)body;
	(void)where;
	*out = (struct https_line){
		.status = 200, .type = RELAY, .body = "{\"eap-relay-packet\":\"AQEABQE=\"}"};
}

START_TEST(hostile_eap)
{
	static const struct {
		const char *body;
		int code;
		const char *says;
	} relays[] = {
		{"{}", -EBADMSG, "relays no EAP packet"},
		{"{\"eap-relay-packet\":\"", -EBADMSG, "relays no EAP packet"},
		{"{\"eap-relay-packet\":\"*\"}", -EBADMSG, "relays no EAP packet"},
		{"{\"eap-relay-packet\":\"AQE=\"}", -EBADMSG, "none, or out of order"},
		/* success before anything, and failure */
		{"{\"eap-relay-packet\":\"AwEABA==\"}", -EBADMSG, "none, or out of order"},
		{"{\"eap-relay-packet\":\"BAEABA==\"}", -EACCES, "does not take this subscript"},
	};

	use_eap();
	for (int i = 0; i < COUNT(relays); i++) {
		const struct https_line line = {
			.has = "EAP_ID", .status = 200, .type = RELAY, .body = relays[i].body};

		https_script(&line, 1);
		ck_assert_int_eq(call(&check), relays[i].code);
		ck_assert_msg(strstr(error, relays[i].says), "%s", error);
	}
	https_script_with(serve_endless_eap);
	ck_assert_int_eq(call(&check), -EACCES);
	ck_assert_msg(strstr(error, "goes on with EAP without end"), "%s", error);
}
END_TEST

/* ---- servers that do not behave ---- */

START_TEST(hostile_answers)
{
	char *huge = talloc_zero_size(ctx, (2 << 20) + 1);
	const struct {
		struct https_line line;
		int code;
		const char *says;
	} replies[] = {
		{{.status = 200, .body = "{\"ap2006\": {"}, -EBADMSG, "is no JSON object"},
		{{.status = 200, .body = "<html></html>", .type = "text/html"},
		 -EBADMSG,
		 "no JSON"},
		{{.status = 200, .body = huge}, -EIO, "Failed writing"},
		{{.status = 302, .location = "https://127.0.0.1:9/"}, -EBADMSG, "HTTP status 302"},
		{{.status = 500, .body = "<b>boom</b>", .type = "text/html"},
		 -EBADMSG,
		 "gives no answer (HTTP status 500)"},
		{{.status = 503, .body = "later\x1b[2J", .type = "text/plain"},
		 -EIO,
		 "is not available now (HTTP status 503: later?[2J)"},
		{{.status = 400, .body = "\xff\xfe", .type = "text/plain"},
		 -EPERM,
		 "does not understand the request (HTTP status 400)"},
		{{.status = 200,
		  .body = "{\"ap2006\": {\"OperationResult\":\"100\","
			  "\"GeneralErrorText\":\"not today\"}}"},
		 -EPERM,
		 "not today"},
		{{.status = 200, .body = "{\"ap2006\": {\"OperationResult\":\"102\"}}"},
		 -EPERM,
		 "takes a parameter for wrong"},
		{{.status = 200, .body = "{\"ap2006\": {\"OperationResult\":\"104\"}}"},
		 -EKEYREJECTED,
		 "does not take that for right"},
		{{.status = 200, .body = "{\"ap2006\": {\"OperationResult\":\"7\"}}"},
		 -EBADMSG,
		 "OperationResult 7"},
	};

	memset(huge, ' ', 2 << 20);
	sign_in();
	for (int i = 0; i < COUNT(replies); i++) {
		https_script(&replies[i].line, 1);
		ck_assert_int_eq(call(&check), replies[i].code);
		ck_assert_msg(strstr(error, replies[i].says), "%d: %s", i, error);
		ck_assert_ptr_null(strstr(error, "T1"));
	}
}
END_TEST

START_TEST(document_of_something_else)
{
	static const struct https_line lines[] = {{.status = 200, .body = "{\"ap2009\": {}}"},
						  {.status = 200, .body = "{\"ap2009\": {}}"}};

	sign_in();
	https_script(lines, COUNT(lines));
	ck_assert_int_eq(call(&check), -EBADMSG);
	ck_assert_msg(strstr(error, "says nothing of ap2006"), "%s", error);
}
END_TEST

START_TEST(server_that_is_not_there)
{
	sign_in();
	https_script_stop();
	ck_assert_int_eq(call(&check), -EIO);
	ck_assert_msg(strstr(error, config.url), "%s", error);
}
END_TEST

/* A server under another CI. */
START_TEST(server_that_is_not_trusted)
{
	config.trusted = https_script_other_ci();
	ck_assert_int_eq(call(&check), -EIO);
}
END_TEST

/* ---- waiting ---- */

#define STATUS(status, more)                                                                       \
	OK_OF(", \"CompanionConfigurations\": [{\"CompanionConfiguration\": {\"ICCID\":\"89\","    \
	      "\"ServiceStatus\":\"" status "\", \"PollingInterval\":\"1\","                       \
	      "\"PollingIntervalUnit\":\"2\"" more "}}]")

static const struct entitlement_request look = {.app = ENTITLEMENT_COMPANION,
						.operation = ODSA_ACQUIRE_CONFIGURATION,
						.type = ODSA_NO_TYPE,
						.companion = {.id = "watch"}};

START_TEST(waits_for_the_service)
{
	static const struct https_line lines[] = {
		{.status = 200, .body = STATUS("2", "")},
		{.status = 200, .body = STATUS("1", "")},
	};
	static const struct https_line none = {.status = 200, .body = OK_OF("")};
	static const struct https_line download = {
		.status = 200,
		.body = STATUS("2", ", \"DownloadInfo\": {\"ProfileActivationCode\": "
				    "\"LPA:1$a$b\"}")};
	struct entitlement_configuration found;

	sign_in();
	https_script(lines, COUNT(lines));
	ck_assert_int_eq(entitlement_wait(client, &look, ctx, &found, &error), 1);
	ck_assert_int_eq(found.status, ODSA_ACTIVATED);
	https_script(&none, 1);
	ck_assert_int_eq(entitlement_wait(client, &look, ctx, &found, &error), 0);
	https_script(&download, 1);
	ck_assert_int_eq(entitlement_wait(client, &look, ctx, &found, &error), 1);
	ck_assert_str_eq(found.download.code, "LPA:1$a$b");
}
END_TEST

START_TEST(stops_waiting)
{
	static const struct https_line line = {.status = 200, .body = STATUS("2", "")};
	struct entitlement_configuration found;
	int pipe_ends[2];

	ck_assert_int_eq(pipe(pipe_ends), 0);
	config.stop = pipe_ends[0];
	sign_in();
	ck_assert_int_eq(write(pipe_ends[1], "", 1), 1);
	https_script(&line, 1);
	ck_assert_int_eq(entitlement_wait(client, &look, ctx, &found, &error), -ECANCELED);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("entitlement_client");
	TCase *t = tcase_create("entitlement_client");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, request);
	tcase_add_test(t, server_that_knows_get_alone);
	tcase_add_test(t, token_is_kept);
	tcase_add_test(t, token_file_that_is_none);
	tcase_add_test(t, token_that_is_refused);
	tcase_add_test(t, wrong_codes);
	tcase_add_test(t, no_code);
	tcase_add_test(t, eap_aka);
	tcase_add_test(t, eap_is_refused);
	tcase_add_test(t, hostile_eap);
	tcase_add_test(t, hostile_answers);
	tcase_add_test(t, document_of_something_else);
	tcase_add_test(t, server_that_is_not_there);
	tcase_add_test(t, server_that_is_not_trusted);
	tcase_add_test(t, waits_for_the_service);
	tcase_add_test(t, stops_waiting);
	suite_add_tcase(s, t);
	return unit_main(s);
}
