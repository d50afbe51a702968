/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks: by a token, by EAP relayed over HTTP (TS.43 2.8.1), or by a code that was sent to their
 * number (RCC.14). */
#include <errno.h>
#include <talloc.h>

#include "flow/trail.h"
#include "servers/common/base64.h"
#include "servers/mno/odsa.h"
#include "servers/mno/one_time_code.h"

#define COOKIE "login"

/* EAP-AKA' makes its keys of the access network's name (TS 24.302 8.1.1). The server does not know
 * by which one the device has come: all that is not 3GPP's own is this to it. */
static const char network[] = "WLAN";

/* Later than a number may have another code. */
static const char *const retry_after[] = {"Retry-After", "3600", NULL};

/* ---- the end of it ---- */

static int set_cookie(struct odsa *o, const char *value, int life)
{
	const char **headers = talloc_zero_array(o->ctx, const char *, 5);

	if (!headers)
		return -ENOMEM;
	headers[0] = "Set-Cookie";
	headers[1] = talloc_asprintf(o->ctx, COOKIE "=%s; Max-Age=%d; Path=/; Secure; HttpOnly",
				     value, life);
	headers[2] = "Cache-Control";
	headers[3] = "no-store";
	o->reply->headers = headers;
	return headers[1] ? 0 : -ENOMEM;
}

/* Whoever has shown who they are gets a token, and what they have asked for. */
static int succeed(struct odsa *o, struct login_session *s, const char *imsi)
{
	struct entitlement *e = o->server;
	char *token = talloc_array(o->ctx, char, TOKEN_CHARACTERS + 1);
	int r = entitlement_request_copy(&s->request, o->ctx, &o->q);

	o->imsi = talloc_strdup(o->ctx, imsi);
	login_session_end(&e->sessions, s);
	if (r == 0 && (!token || !o->imsi))
		r = -ENOMEM;
	if (r == 0)
		r = token_issue(e->config.db, e->config.crypto, o->imsi, o->q.terminal_id, o->now,
				token);
	o->token = token;
	return r ? r : 1;
}

/* ---- by EAP ---- */

static int relay(struct odsa *o, struct login_session *s)
{
	char *packet = base64_encode(o->ctx, s->sent);

	o->reply->body =
		packet ? talloc_asprintf(o->ctx, "{\"eap-relay-packet\":\"%s\"}", packet) : NULL;
	if (!o->reply->body)
		return -ENOMEM;
	o->reply->status = 200;
	o->reply->content_type = EAP_RELAY_TYPE;
	o->note = "EAP goes on";
	return set_cookie(o, s->cookie, LOGIN_SECONDS);
}

/* Table 7: an identity that is not known, or not believed, is refused for good. */
static int eap_step(struct odsa *o, struct login_session *s, const struct buf *out)
{
	struct login_sessions *sessions = &o->server->sessions;

	switch (eap_server_verdict(s->eap)) {
	case EAP_SUCCEEDED:
		return succeed(o, s, eap_server_imsi(s->eap));
	case EAP_FAILED:
		login_session_end(sessions, s);
		return odsa_refuse(o, 403, "EAP has failed: no such subscriber, or not its USIM");
	default:
		talloc_free((void *)(uintptr_t)s->sent.p);
		s->sent = slice_dup(s, buf_slice(out));
		return s->sent.p ? relay(o, s) : -ENOMEM;
	}
}

static int eap_begin(struct odsa *o)
{
	struct entitlement *e = o->server;
	const struct eap_server_config config = {
		.crypto = e->config.crypto,
		.auc = mno_eap_auc(&e->auc),
		.network = slice_str(network),
		.types = EAP_ALL_TYPES,
	};
	struct buf out = buf_new(o->ctx);
	struct login_session *s;
	int r;

	if (!o->q.relays_eap)
		return odsa_refuse(o, 400, "EAP_ID needs Accept: " EAP_RELAY_TYPE);
	r = login_session_new(&e->sessions, e->config.crypto, o->now, &o->q, e, &s);
	if (r)
		return r;
	r = eap_server_new(s, &config, &s->eap);
	if (r == 0)
		r = eap_server_begin(s->eap, slice_str(o->q.eap_id), &out);
	if (r == 0 && buf_ok(&out))
		return eap_step(o, s, &out);
	login_session_end(&e->sessions, s);
	return r ? r : -ENOMEM;
}

/* Nothing has changed by a packet that does not belong there (RFC 3748 4.1), but that many come is
 * no accident. */
static int eap_stray(struct odsa *o, struct login_session *s)
{
	if (++s->strays >= LOGIN_STRAYS_MAX)
		login_session_end(&o->server->sessions, s);
	return odsa_refuse(o, 400, "the EAP packet is no answer to the last one");
}

static int eap_go_on(struct odsa *o, struct login_session *s)
{
	struct buf out = buf_new(o->ctx);
	int r;

	/* The answer to it was lost. */
	if (s->received.n && slice_eq(o->q.eap_packet, s->received))
		return relay(o, s);
	r = eap_server_receive(s->eap, o->q.eap_packet, &out);
	if (r == -EBADMSG)
		return eap_stray(o, s);
	if (r || !buf_ok(&out))
		return r ? r : -ENOMEM;
	talloc_free((void *)(uintptr_t)s->received.p);
	s->received = slice_dup(s, o->q.eap_packet);
	return s->received.p ? eap_step(o, s, &out) : -ENOMEM;
}

/* ---- by a code ---- */

/* A code that was asked for by one device is good for no other. */
static const char *purpose(const struct odsa *o, const char *terminal_id)
{
	return talloc_asprintf(o->ctx, "login %s", terminal_id);
}

static int code_begin(struct odsa *o)
{
	struct entitlement *e = o->server;
	const char *msisdn = msisdn_digits(o->q.msisdn);
	struct login_session *s;
	struct subscriber who;
	int r = msisdn ? odsa_find(o, msisdn, &who) : 0;

	if (r < 0)
		return r;
	if (r == 0 || who.suspended || strcmp(who.msisdn, msisdn) != 0)
		return odsa_refuse(o, 403, "msisdn is no subscriber's number");
	r = code_send(e->config.db, e->config.crypto, msisdn, purpose(o, o->q.terminal_id),
		      "Your code to sign in:", o->now);
	if (r == -EAGAIN) {
		o->reply->headers = retry_after;
		return odsa_refuse(o, 503, "the number has had too many codes of late");
	}
	if (r == 0)
		r = login_session_new(&e->sessions, e->config.crypto, o->now, &o->q, e, &s);
	if (r)
		return r;
	trail_message(e->config.trail, "AS", "SMSC", "code", json_pack("{s:s}", "msisdn", msisdn));
	s->imsi = talloc_strdup(s, who.imsi);
	s->msisdn = talloc_strdup(s, msisdn);
	o->reply->status = 200;
	o->note = "a code was sent";
	return s->imsi && s->msisdn ? set_cookie(o, s->cookie, LOGIN_SECONDS) : -ENOMEM;
}

static int code_go_on(struct odsa *o, struct login_session *s)
{
	static const char *const refusals[] = {
		[CODE_WRONG] = "the code is wrong",
		[CODE_LATE] = "the code has come too late",
		[CODE_EXHAUSTED] = "there were too many wrong codes",
		[CODE_NONE] = "no code is expected: it was used, or another one was sent since",
	};
	struct entitlement *e = o->server;
	enum code_verdict verdict;
	int r = code_try(e->config.db, s->msisdn, purpose(o, s->request.terminal_id), o->q.otp,
			 o->now, &verdict);

	if (r)
		return r;
	if (verdict == CODE_RIGHT)
		return succeed(o, s, s->imsi);
	if (verdict != CODE_WRONG)
		login_session_end(&e->sessions, s);
	return odsa_refuse(o, 511, "%s", refusals[verdict]);
}

/* ---- by a token ---- */

static int token_login(struct odsa *o)
{
	struct entitlement *e = o->server;
	int r = token_check(e->config.db, e->config.crypto, o->q.token, o->q.terminal_id, o->now,
			    o->ctx, &o->imsi);

	if (r != 1)
		return r;
	if (o->q.imsi && strcmp(o->q.imsi, o->imsi))
		return odsa_refuse(o, 403, "the token is not that IMSI's");
	return 1;
}

/* ---- whichever ---- */

/* A packet or a code, that goes on with a session. */
static int go_on(struct odsa *o)
{
	struct entitlement *e = o->server;
	const char *cookie = http_cookie(o->http, COOKIE, o->ctx);
	struct login_session *s = cookie ? login_session_find(&e->sessions, cookie, o->now) : NULL;

	if (!s || (o->q.eap_packet.p ? !s->eap : !s->msisdn))
		return odsa_refuse(o, 511, "nobody logs in with that cookie, or not any more");
	return o->q.eap_packet.p ? eap_go_on(o, s) : code_go_on(o, s);
}

int odsa_login(struct odsa *o)
{
	int r = 0;

	if (o->q.eap_packet.p || o->q.otp)
		r = go_on(o);
	else if (o->q.token)
		r = token_login(o);
	if (r || o->reply->status)
		return r;
	if (o->q.eap_id)
		return eap_begin(o);
	if (o->q.msisdn)
		return code_begin(o);
	return odsa_refuse(o, 511,
			   o->q.token ? "the token is not good, or not any more: log in"
				      : "log in: by EAP_ID, or msisdn");
}
