/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's servers in one process, as devices meet them over HTTPS: by our entitlement client
 * with a card's USIM or a code; and which part a path leads to. */
#include <errno.h>

#include "boss_fixture.h"
#include "devices/entitlement_client.h"
#include "servers/mno/mno_server.h"
#include "servers/mno/smsc.h"
#include "usim_card.h"

static const char *const addresses[] = {"operator.example:8543", NULL};

static struct mno_server *operator_server;
static struct http_server *https;
static struct entitlement_client *client;
static struct entitlement_answer result;
static const char *url;
static char *error;

/* ---- the operator ---- */

static void quiet(void *arg, const char *line)
{
	(void)arg;
	ck_assert_msg(strstr(line, "token=") == NULL, "%s", line);
}

static void setup(void)
{
	struct mno_config config = {
		.rsp = {.addresses = addresses, .requester = "2.999.20"},
		.profile_type = "GOLD",
	};
	struct http_listener listener;

	boss_setup();
	usim_insert(A);
	config.rsp.store = mno_path();
	config.smdp = boss_config.smdp;
	ck_assert_msg(mno_server_new(ctx, &config, &operator_server, &error) == 0, "%s", error);
	ck_assert_int_eq(http_listen("127.0.0.1:0", ctx, &listener, &error), 0);
	url = talloc_asprintf(ctx, "https://%s", listener.address);
	ck_assert_msg(mno_serve(operator_server, &listener, quiet, NULL, ctx, &https, &error) == 0,
		      "%s", error);
}

/* The server's threads end before the server does. */
static void teardown(void)
{
	TALLOC_FREE(https);
	TALLOC_FREE(operator_server);
	usim_remove();
	boss_teardown();
}

/* ---- the device ---- */

static void tell(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

/* The user reads the code from the last short message. */
static int read_code(void *arg, const char *question, const struct person_wait *wait, void *where,
		     char **code)
{
	struct short_message m = {.id = 0, .text = ""};

	(void)arg;
	(void)question;
	(void)wait;
	while (smsc_next(db, A_NUMBER, m.id, where, &m) == 1)
		;
	ck_assert_uint_gt(strlen(m.text), 6);
	*code = talloc_strdup(where, m.text + strlen(m.text) - 6);
	return 0;
}

/* @types: methods of EAP; 0 for a code. */
static void new_client(uint64_t types)
{
	static const struct device_identity phone = {.name = "phone",
						     .terminal_id = "356938035643809",
						     .vendor = "softeuicc",
						     .model = "phone",
						     .software = "1"};
	static const struct person user = {.tell = tell, .ask = read_code};
	const struct entitlement_config config = {
		.url = url,
		.trusted = boss_config.es2.trusted,
		.terminal = &phone,
		.login = {.eap_types = types,
			  .imsi = A,
			  .mnc_length = 2,
			  .usim = usim_card,
			  .msisdn = "+" A_NUMBER},
		.person = &user,
		.stop = -1,
	};

	ck_assert_int_eq(entitlement_client_new(ctx, crypto, &config, &client), 0);
}

static const struct entitlement_request request = {
	.app = ENTITLEMENT_COMPANION,
	.operation = ODSA_MANAGE_SUBSCRIPTION,
	.type = ODSA_SUBSCRIBE,
	.companion = {.id = "watch", .vendor = "V", .name = "My \"watch\" & <more>", .eid = EID_1},
};

static void call(const struct entitlement_request *q)
{
	int r = entitlement_call(client, q, ctx, &result, &error);

	ck_assert_msg(r == 0, "%d: %s", r, error);
}

static const uint64_t methods[] = {EAP_BIT(EAP_AKA), EAP_BIT(EAP_AKA_PRIME), EAP_BIT(EAP_SIM),
				   EAP_ALL_TYPES, 0};

START_TEST(device_activates_a_companion)
{
	struct entitlement_request q = request;
	struct entitlement_configuration found;

	sign_contracts();
	new_client(methods[_i]);
	q.operation = ODSA_CHECK_ELIGIBILITY;
	q.type = ODSA_NO_TYPE;
	call(&q);
	ck_assert_int_eq(result.eligibility, ODSA_ENABLED);
	call(&request);
	ck_assert_int_eq(result.subscription, ODSA_DOWNLOAD_PROFILE);
	ck_assert_str_eq(result.download.code, "LPA:1$smdp.example$M-1");
	report_installed(P1_ICCID, EID_1, BOSS_DONE);
	q = request;
	q.type = ODSA_CHANGE;
	q.companion.service = ODSA_SHARED_NUMBER;
	call(&q);
	ck_assert_int_eq(result.subscription, ODSA_DONE);
	q.operation = ODSA_ACQUIRE_CONFIGURATION;
	q.type = ODSA_NO_TYPE;
	ck_assert_int_eq(entitlement_wait(client, &q, ctx, &found, &error), 1);
	ck_assert_int_eq(found.status, ODSA_ACTIVATED);
	ck_assert_str_eq(found.service, ODSA_SHARED_NUMBER);
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
	q.operation = ODSA_MANAGE_SERVICE;
	q.type = ODSA_DEACTIVATE_SERVICE;
	call(&q);
	ck_assert_int_eq(result.status, ODSA_DEACTIVATED);
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

START_TEST(device_is_sent_to_the_contract)
{
	struct http_reply reply;
	struct http_request get = {.method = "GET"};

	new_client(EAP_BIT(EAP_AKA));
	call(&request);
	ck_assert_int_eq(result.subscription, ODSA_CONTINUE_TO_WEBSHEET);
	ck_assert_str_eq(result.websheet.url, "https://operator.example:8543/contract");
	get.path = strrchr(result.websheet.url, '/');
	get.query = result.websheet.user_data;
	mno_handle(operator_server, &get, ctx, &reply);
	ck_assert_uint_eq(reply.status, 200);
	ck_assert_ptr_nonnull(strstr(reply.body, "My &quot;watch&quot; &amp; &lt;more&gt;"));
}
END_TEST

START_TEST(device_with_another_key_is_refused)
{
	new_client(EAP_BIT(EAP_AKA));
	usim->key[0] ^= 1;
	ck_assert_int_eq(entitlement_call(client, &request, ctx, &result, &error), -EACCES);
}
END_TEST

/* ---- paths ---- */

static const struct {
	const char *path, *name;
	unsigned status;
} paths[] = {
	{"/", "AS", 400},
	{"/nowhere", "AS", 404},
	{"/status", "web server", 200},
	{"/contract", "web server", 404},
	{"/web/nothing", "web server", 404},
	{"/gsma/rsp2/es2plus/downloadOrder", "BOSS", 404},
	{"/gsma/rsp2/es2plus/handleDownloadProgressInfo", "BOSS", 405},
	{"", "-", 404},
};

START_TEST(path_leads_to_a_part)
{
	const struct http_request get = {
		.method = "GET", .path = paths[_i].path, .query = "token=secret"};
	struct http_reply reply;
	char *note = talloc_asprintf(ctx, "%s: GET %s %u", paths[_i].name, paths[_i].path,
				     paths[_i].status);

	mno_handle(operator_server, &get, ctx, &reply);
	ck_assert_uint_eq(reply.status, paths[_i].status);
	ck_assert_msg(!strncmp(reply.note, note, strlen(note)), "%s", reply.note);
}
END_TEST

START_TEST(start_errors)
{
	const struct mno_config bad = {.rsp = {.store = "/dev/null/x", .requester = "2.999.20"}};
	struct mno_server *none;

	ck_assert_int_ne(mno_server_new(ctx, &bad, &none, &error), 0);
	ck_assert_ptr_nonnull(strstr(error, "/dev/null/x"));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_server");
	TCase *t = tcase_create("https");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, device_activates_a_companion, 0, COUNT(methods));
	tcase_add_test(t, device_is_sent_to_the_contract);
	tcase_add_test(t, device_with_another_key_is_refused);
	tcase_add_loop_test(t, path_leads_to_a_part, 0, COUNT(paths));
	tcase_add_test(t, start_errors);
	suite_add_tcase(s, t);
	return unit_main(s);
}
