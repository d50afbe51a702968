/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "boss_fixture.h"

#include <signal.h>
#include <stdio.h>

#include "ecasd/pki.h"
#include "servers/common/json.h"
#include "servers/common/tls.h"

struct boss *boss;
struct boss_config boss_config;
struct boss_answer answer;
int64_t clock_now;

void (*smdp_meanwhile)(void);
const char *smdp_meanwhile_at = "downloadOrder";
pid_t smdp_victim;

/* ---- the SM-DP+ ---- */

static struct http_server *smdp;

static struct profile {
	const char *iccid, *state;
	char eid[33], matching_id[16];
} stock[2];

static struct rule {
	const char *function;
	enum fault fault;
	const char *member, *value; /* NULL: none */
	unsigned calls;
	bool faulty;
} rules[] = {
	{.function = "downloadOrder"},
	{.function = "confirmOrder"},
	{.function = "cancelOrder"},
};

static struct rule *rule(const char *function)
{
	for (int i = 0; i < COUNT(rules); i++)
		if (!strcmp(rules[i].function, function))
			return &rules[i];
	ck_abort_msg("the SM-DP+ has no %s", function);
}

void smdp_fault(const char *function, enum fault fault)
{
	rule(function)->faulty = true;
	rule(function)->fault = fault;
}

void smdp_answers(const char *function, const char *member, const char *value)
{
	rule(function)->member = member;
	rule(function)->value = value;
}

const char *smdp_state(const char *iccid)
{
	for (int i = 0; i < COUNT(stock); i++)
		if (!strcmp(stock[i].iccid, iccid))
			return stock[i].state;
	return "";
}

unsigned smdp_calls(const char *function)
{
	return rule(function)->calls;
}

static void set(char *out, size_t n, const char *text)
{
	snprintf(out, n, "%s", text ? text : "");
}

/* Each does what it is asked for, or returns false. */
static bool download_order(const json_t *in, json_t *out)
{
	for (int i = 0; i < COUNT(stock); i++)
		if (!strcmp(stock[i].state, "available")) {
			stock[i].state = "ordered";
			set(stock[i].eid, sizeof(stock[i].eid), json_member_text(in, "eid"));
			json_object_set_new(out, "iccid", json_sprintf("%sF", stock[i].iccid));
			return !strcmp(json_member_text(in, "profileType"), "GOLD");
		}
	return false;
}

/* An ICCID of 19 digits comes with an F behind it or without. */
static struct profile *named(const json_t *in)
{
	const char *eid = json_member_text(in, "eid"), *iccid = json_member_text(in, "iccid");

	for (int i = 0; i < COUNT(stock); i++)
		if (!strncmp(stock[i].iccid, iccid, 19) && eid && !strcmp(stock[i].eid, eid))
			return &stock[i];
	return NULL;
}

static bool confirm_order(const json_t *in, json_t *out)
{
	struct profile *p = named(in);

	if (!p || strcmp(p->state, "ordered") != 0)
		return false;
	p->state = "released";
	snprintf(p->matching_id, sizeof(p->matching_id), "M-%d", (int)(p - stock) + 1);
	json_object_set_new(out, "eid", json_string(p->eid));
	json_object_set_new(out, "matchingId", json_string(p->matching_id));
	json_object_set_new(out, "smdpAddress", json_string("smdp.example"));
	return true;
}

static bool cancel_order(const json_t *in, json_t *out)
{
	const char *id = json_member_text(in, "matchingId");
	struct profile *p = named(in);

	(void)out;
	if (!p || (strcmp(p->state, "ordered") != 0 && strcmp(p->state, "released") != 0) ||
	    (id && strcmp(id, p->matching_id) != 0))
		return false;
	p->state = strcmp(json_member_text(in, "finalProfileStatusIndicator"), "Available")
			   ? "unavailable"
			   : "available";
	set(p->eid, sizeof(p->eid), "");
	set(p->matching_id, sizeof(p->matching_id), "");
	return true;
}

static bool execute(const struct rule *r, const json_t *in, json_t *out)
{
	static bool (*const functions[])(const json_t *in, json_t *out) = {
		download_order, confirm_order, cancel_order};

	return functions[r - rules](in, out);
}

static void run_meanwhile(void *arg)
{
	void (*run)(void) = smdp_meanwhile;

	(void)arg;
	smdp_meanwhile = NULL;
	run();
}

/* The answer, or NULL for nonsense. */
static json_t *respond(struct rule *r, const struct http_request *request)
{
	static const char failed[] = "{s:{s:{s:s, s:{s:s, s:s, s:s}}}}";
	bool faulty = r->faulty, ok = !faulty || r->fault == FAULT_AFTER || r->fault == FAULT_KILL;
	json_t *in = json_loadb((const char *)request->body.p, request->body.n, 0, NULL);
	json_t *out = json_pack("{s:{s:{s:s}}}", "header", "functionExecutionStatus", "status",
				"Executed-Success");

	r->calls++;
	r->faulty = false;
	ok = ok && execute(r, in, out);
	if (smdp_meanwhile && !strcmp(r->function, smdp_meanwhile_at))
		http_apart(request, run_meanwhile, NULL);
	if (faulty && r->fault == FAULT_KILL)
		kill(smdp_victim, SIGKILL);
	if (r->member)
		json_object_set_new(out, r->member, json_string(r->value));
	r->member = NULL;
	json_decref(in);
	if (!ok) {
		json_decref(out);
		out = json_pack(failed, "header", "functionExecutionStatus", "status", "Failed",
				"statusCodeData", "subjectCode", "8.2.1", "reasonCode", "3.9",
				"message", "no");
	}
	if (faulty && r->fault != FAULT_REFUSE) {
		json_decref(out);
		out = NULL;
	}
	return out;
}

static void on_request(void *arg, const struct http_request *request, void *request_ctx,
		       struct http_reply *reply)
{
	static const char prefix[] = "/gsma/rsp2/es2plus/";
	json_t *out;

	(void)arg;
	ck_assert_msg(!strncmp(request->path, prefix, strlen(prefix)), "%s", request->path);
	out = respond(rule(request->path + strlen(prefix)), request);
	reply->status = 200;
	reply->content_type = "application/json";
	reply->body = out ? json_text(request_ctx, out) : "nonsense";
	json_decref(out);
}

static void quiet(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

static char *pki_file(const char *name)
{
	return talloc_asprintf(ctx, "%s/%s", pki_default_path(), name);
}

static const char *trusted(void)
{
	static uint8_t der[4096];
	FILE *f = fopen(pki_file("CertificateIssuer/CERT_CI_ECDSA_NIST.der"), "rb");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(der, 1, sizeof(der), f);
	fclose(f);
	return tls_pem(ctx, slice_of(der, n));
}

static const char *start_smdp(void)
{
	struct http_config config = {.handler = on_request, .log = quiet};
	char *certificate, *key, *error = NULL;
	struct http_listener l;

	stock[0] = (struct profile){.iccid = P1_ICCID, .state = "available"};
	stock[1] = (struct profile){.iccid = P2_ICCID, .state = "available"};
	ck_assert_msg(tls_load(pki_file("DPtls/CERT_S_SM_DP_TLS_NIST.der"),
			       pki_file("DPtls/SK_S_SM_DP_TLS_NIST.pem"), ctx, &certificate, &key,
			       &error) == 0,
		      "%s", error);
	config.certificate = certificate;
	config.key = key;
	ck_assert_int_eq(http_listen("127.0.0.1:0", ctx, &l, &error), 0);
	ck_assert_int_eq(http_start(&config, &l, ctx, &smdp, &error), 0);
	return talloc_asprintf(ctx, "https://%s", l.address);
}

/* ---- BOSS ---- */

static int64_t now(void *arg)
{
	(void)arg;
	return clock_now;
}

void boss_restart(void)
{
	TALLOC_FREE(boss);
	ck_assert_int_eq(boss_new(ctx, db, crypto, &boss_config, &boss), 0);
	ck_assert_int_eq(boss_recover(boss), 0);
}

void boss_store_setup(void)
{
	mno_setup();
	clock_now = 1700000000;
	add_subscriber(A, A_ICCID, A_NUMBER);
	add_subscriber(B, B_ICCID, B_NUMBER);
	add_subscriber(P1, P1_ICCID, NULL);
	add_subscriber(P2, P2_ICCID, NULL);
	boss_config = (struct boss_config){
		.es2 = {.requester = "2.999.20", .trusted = trusted()},
		.profile_type = "GOLD",
		.now = now,
	};
}

void boss_start(void)
{
	boss_config.smdp = start_smdp();
	boss = NULL;
	boss_restart();
}

void boss_setup(void)
{
	boss_store_setup();
	boss_start();
}

/* The server's thread ends before its context does. */
void boss_teardown(void)
{
	TALLOC_FREE(smdp);
	mno_teardown();
}

void sign_contracts(void)
{
	static const char *const customers[] = {A, B};
	struct contract c;

	for (int i = 0; i < COUNT(customers); i++)
		for (int kind = 0; kind < CONTRACT_KINDS; kind++)
			ck_assert_int_eq(contract_sign(db, crypto, customers[i],
						       (enum contract_kind)kind, "", clock_now, ctx,
						       &c),
					 0);
}

void subscribe(enum service_kind kind, const char *imsi, const char *device, const char *eid,
	       bool share, enum boss_verdict verdict)
{
	const struct boss_subscription q = {kind, imsi, device, eid, share, ALERTING_HUNTING};

	ck_assert_int_eq(boss_subscribe(boss, &q, NULL, ctx, &answer), 0);
	ck_assert_msg(answer.verdict == verdict, "verdict %d, not %d: %s", answer.verdict, verdict,
		      answer.problem);
}

void report_installed(const char *iccid, const char *eid, enum boss_verdict verdict)
{
	const struct boss_progress p = {iccid, eid, 4, true, ""};

	ck_assert_int_eq(boss_progress(boss, &p, ctx, &answer), 0);
	ck_assert_msg(answer.verdict == verdict, "verdict %d, not %d: %s", answer.verdict, verdict,
		      answer.problem);
}

const char *service_state(const char *imsi, const char *device)
{
	struct service s;
	int r = service_find(db, imsi, device, ctx, &s);

	ck_assert_int_ge(r, 0);
	return r ? service_state_names[s.state] : "";
}

const char *members(const char *msisdn)
{
	struct shared_number n;
	char *all = talloc_strdup(ctx, "");

	if (shared_number_find(db, msisdn, ctx, &n) != 1)
		return "";
	for (size_t i = 0; i < n.n; i++)
		all = talloc_asprintf_append(all, "%s%s", i ? " " : "", n.members[i]);
	return all;
}
