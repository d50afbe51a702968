/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES2+.HandleDownloadProgressInfo at the operator. */
#include "boss_fixture.h"
#include "servers/common/json.h"
#include "servers/mno/download_progress.h"
#include "servers/rsp/call.h"

static const struct rsp_interface *const interfaces[] = {&download_progress_interface, NULL};
static const struct rsp_role role = {.party = "BOSS", .interfaces = interfaces};
static struct rsp_response response;
static struct slice certificate; /* of who reports */

static void setup(void)
{
	boss_setup();
	sign_contracts();
	subscribe(SERVICE_COMPANION, A, "watch", EID_1, true, BOSS_DOWNLOAD);
}

static json_t *installed(void)
{
	return json_pack("{s:{s:s, s:s}, s:s, s:s, s:s, s:s, s:i, s:{s:s}}", "header",
			 "functionRequesterIdentifier", "2.999.10", "functionCallIdentifier", "1",
			 "eid", EID_1, "iccid", P1_ICCID "F", "profileType", "GOLD", "timestamp",
			 "2026-11-22T06:00:00Z", "notificationPointId", 4,
			 "notificationPointStatus", "status", "Executed-Success");
}

/* Takes over the reference; returns the HTTP status. */
static unsigned tell(const char *name, json_t *members)
{
	static const char *const headers[] = {"X-Admin-Protocol", "gsma/rsp/v2.5.0", NULL};
	struct rsp_server server = {.role = &role, .owner = boss};
	const struct http_request request = {
		.method = "POST",
		.path = talloc_asprintf(ctx, ES2_PATH "%s", name),
		.headers = headers,
		.body = slice_str(json_text(ctx, members)),
		.certificate = certificate,
	};

	json_decref(members);
	rsp_handle(&server, &request, ctx, &response);
	return response.http_status;
}

static unsigned report(json_t *members)
{
	return tell("handleDownloadProgressInfo", members);
}

START_TEST(installation_is_heard)
{
	ck_assert_uint_eq(report(installed()), 204);
	ck_assert_ptr_null(response.body);
	ck_assert_str_eq(service_state(A, "watch"), "installed");
	ck_assert_str_eq(members(A_NUMBER), A " " P1);
	ck_assert_uint_eq(report(installed()), 204);
	ck_assert_str_eq(response.detail, "");
}
END_TEST

/* A member in the place of its own, as JSON; NULL: it is missing. What the operator says. */
static const struct {
	const char *member, *value;
	unsigned status;
	const char *detail;
} others[] = {
	{"header", NULL, 400, "header.functionRequesterIdentifier is missing"},
	{"iccid", NULL, 400, "iccid is missing, or no string"},
	{"iccid", "7", 400, "iccid is missing, or no string"},
	{"profileType", NULL, 400, "profileType is missing, or no string"},
	{"timestamp", NULL, 400, "timestamp is missing, or no string"},
	{"notificationPointId", NULL, 400, "notificationPointId is missing, or no number"},
	{"notificationPointId", "\"4\"", 400, "notificationPointId is missing, or no number"},
	{"notificationPointStatus", NULL, 400, "notificationPointStatus.status is missing"},
	{"notificationPointStatus", "{}", 400, "notificationPointStatus.status is missing"},
	{"notificationPointStatus", "{\"status\": \"nonsense\"}", 204, ""},
	{"notificationPointId", "3", 204, ""},
	{"notificationPointId", "-1", 204, ""},
	{"notificationPointId", "4294967300", 204, ""},
	{"iccid", "\"" P2_ICCID "\"", 204, "no service has the profile " P2_ICCID},
	{"iccid", "\"x\"", 204, "no service has the profile "},
	{"eid", "\"" EID_2 "\"", 204, "the profile " P1_ICCID " is for another eUICC than " EID_2},
};

START_TEST(anything_else_binds_nothing)
{
	json_t *m = installed();

	if (others[_i].value)
		json_object_set_new(m, others[_i].member,
				    json_loads(others[_i].value, JSON_DECODE_ANY, NULL));
	else
		json_object_del(m, others[_i].member);
	ck_assert_uint_eq(report(m), others[_i].status);
	ck_assert_str_eq(response.detail, others[_i].detail);
	ck_assert_str_ne(service_state(A, "watch"), "installed");
	ck_assert_str_eq(members(A_NUMBER), "");
}
END_TEST

/* A service that has no profile yet is not found by an ICCID without digits. */
START_TEST(no_profile_is_nobodys)
{
	json_t *m = installed();
	struct contract c;

	ck_assert_int_eq(contract_accepted(db, A, CONTRACT_PROFILE, "tablet", ctx, &c), 1);
	ck_assert_int_eq(contract_remove(db, c.id), 0);
	subscribe(SERVICE_COMPANION, A, "tablet", EID_2, false, BOSS_CONTRACT);
	json_object_set_new(m, "iccid", json_string("x"));
	json_object_set_new(m, "eid", json_string(EID_2));
	ck_assert_uint_eq(report(m), 204);
	ck_assert_str_eq(response.detail, "no service has the profile ");
}
END_TEST

START_TEST(reporter_is_known_by_its_certificate)
{
	static const uint8_t own[] = {0x30, 0x01}, other[] = {0x30, 0x02};

	boss_config.smdp_certificate = slice_of(own, sizeof(own));
	boss_restart();
	ck_assert_uint_eq(report(installed()), 400);
	certificate = slice_of(other, sizeof(other));
	ck_assert_uint_eq(report(installed()), 400);
	ck_assert_str_eq(service_state(A, "watch"), "ordered");
	certificate = boss_config.smdp_certificate;
	ck_assert_uint_eq(report(installed()), 204);
	ck_assert_str_eq(service_state(A, "watch"), "installed");
}
END_TEST

START_TEST(failure_has_its_reason)
{
	struct service s;
	json_t *m = installed();

	json_object_set_new(m, "notificationPointStatus",
			    json_pack("{s:s, s:{s:s}}", "status", "Failed", "statusCodeData",
				      "message", "no room"));
	ck_assert_uint_eq(report(m), 204);
	ck_assert_int_eq(service_find(db, A, "watch", ctx, &s), 1);
	ck_assert_str_eq(s.problem, "the download has failed: no room");
}
END_TEST

static void report_meanwhile(void)
{
	json_t *m = installed();

	json_object_set_new(m, "iccid", json_string(P2_ICCID));
	json_object_set_new(m, "eid", json_string(EID_2));
	report(m);
}

/* The SM-DP+ is to say it again, once the answer to the order has come. */
START_TEST(report_overtakes_the_answer)
{
	smdp_meanwhile = report_meanwhile;
	smdp_meanwhile_at = "confirmOrder";
	subscribe(SERVICE_COMPANION, A, "tablet", EID_2, true, BOSS_DOWNLOAD);
	ck_assert_uint_eq(response.http_status, 500);
	ck_assert_str_eq(service_state(A, "tablet"), "ordered");
	report_meanwhile();
	ck_assert_uint_eq(response.http_status, 204);
	ck_assert_str_eq(service_state(A, "tablet"), "installed");
}
END_TEST

START_TEST(other_functions_are_not_here)
{
	ck_assert_uint_eq(tell("downloadOrder", installed()), 404);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_progress");
	TCase *tc = tcase_create("progress");

	tcase_add_checked_fixture(tc, setup, boss_teardown);
	tcase_add_test(tc, installation_is_heard);
	tcase_add_loop_test(tc, anything_else_binds_nothing, 0, COUNT(others));
	tcase_add_test(tc, no_profile_is_nobodys);
	tcase_add_test(tc, reporter_is_known_by_its_certificate);
	tcase_add_test(tc, failure_has_its_reason);
	tcase_add_test(tc, report_overtakes_the_answer);
	tcase_add_test(tc, other_functions_are_not_here);
	suite_add_tcase(s, tc);
	return unit_main(s);
}
