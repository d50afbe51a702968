/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a device shows an entitlement server whose it is: EAP relayed in HTTPS (TS.43 2.8.1), or a
 * one-time code by SMS (RCC.14 2.6). A cookie holds the requests together. */
#include <errno.h>
#include <talloc.h>

#include "devices/entitlement_parameters.h"
#include "devices/entitlement_session.h"
#include "flow/trail.h"
#include "servers/common/json.h"

#define RELAY_TYPE   "application/vnd.gsma.eap-relay.v1.0+json"
#define RELAY_MEMBER "eap-relay-packet"

enum {
	EAP_ROUNDS_MAX = 20, /* a full authentication with two resynchronisations takes less */
	CODE_ASKS_MAX = 3,
};

struct login {
	struct entitlement_client *client;
	const struct entitlement_request *q;
	void *ctx;
	struct https_reply *reply;
	char **error;
};

static int fail(const struct login *l, int code, const char *what)
{
	*l->error = talloc_asprintf(l->ctx, "%s %s", l->client->config.url, what);
	return *l->error ? code : -ENOMEM;
}

/* ---- EAP ---- */

/* The name of a packet, for the trail. */
static char *packet_name(struct slice packet, void *ctx)
{
	static const char *const codes[] = {
		[EAP_REQUEST] = "EAP-Request",
		[EAP_RESPONSE] = "EAP-Response",
		[EAP_SUCCESS] = "EAP-Success",
		[EAP_FAILURE] = "EAP-Failure",
	};
	static const struct {
		uint8_t subtype;
		const char *name;
	} subtypes[] = {
		{AKA_CHALLENGE, "Challenge"},
		{AKA_AUTHENTICATION_REJECT, "Authentication-Reject"},
		{AKA_SYNCHRONIZATION_FAILURE, "Synchronization-Failure"},
		{AKA_IDENTITY, "Identity"},
		{AKA_NOTIFICATION, "Notification"},
		{AKA_CLIENT_ERROR, "Client-Error"},
		{SIM_START, "Start"},
		{SIM_CHALLENGE, "Challenge"},
	};
	struct eap_header h;
	const char *method;

	if (eap_header_parse(packet, &h))
		return talloc_strdup(ctx, "EAP");
	method = h.type == EAP_SIM         ? "SIM"
		 : h.type == EAP_AKA       ? "AKA"
		 : h.type == EAP_AKA_PRIME ? "AKA'"
					   : NULL;
	for (size_t i = 0; method && h.data.n && i < sizeof(subtypes) / sizeof(subtypes[0]); i++)
		if (subtypes[i].subtype == h.data.p[0])
			return talloc_asprintf(ctx, "%s/%s-%s", codes[h.code], method,
					       subtypes[i].name);
	return talloc_strdup(ctx, codes[h.code]);
}

static bool relays(const struct https_reply *reply)
{
	return reply->status == 200 && !strncmp(reply->type, RELAY_TYPE, strlen(RELAY_TYPE));
}

static int read_packet(const struct login *l, struct slice *packet)
{
	json_t *object = json_loadb((const char *)l->reply->body.p, l->reply->body.n, 0, NULL);
	int r = json_member_bytes(object, RELAY_MEMBER, l->ctx, packet);

	json_decref(object);
	return r == 0 || r == -ENOMEM ? r : fail(l, -EBADMSG, "relays no EAP packet");
}

static int send_packet(const struct login *l, struct slice packet)
{
	json_t *object = json_object();
	int r = object ? json_set_bytes(object, RELAY_MEMBER, packet) : -ENOMEM;

	trail_message(l->client->config.trail, l->client->config.party, ENTITLEMENT_SERVER,
		      packet_name(packet, l->ctx), NULL);
	if (r == 0)
		r = entitlement_send(l->client, l->q, object, true, l->ctx, l->reply, l->error);
	json_decref(object);
	return r;
}

/* Gives the packet of the last reply to the peer, and sends what that says. */
static int eap_round(const struct login *l, struct eap_peer *peer)
{
	struct buf response = buf_new(l->ctx);
	struct slice packet;
	int r = read_packet(l, &packet);

	if (r)
		return r;
	trail_message(l->client->config.trail, ENTITLEMENT_SERVER, l->client->config.party,
		      packet_name(packet, l->ctx), NULL);
	r = eap_peer_receive(peer, packet, &response);
	if (r == -EBADMSG)
		return fail(l, r, "relays an EAP packet that is none, or out of order");
	if (r)
		return r;
	if (eap_peer_verdict(peer) == EAP_FAILED)
		return fail(l, -EACCES, "does not take this subscription for what it says it is");
	if (!response.n)
		return fail(l, -EBADMSG, "ends EAP without a document");
	return send_packet(l, buf_slice(&response));
}

static int new_peer(const struct login *l, struct eap_peer **out)
{
	const struct entitlement_login *login = &l->client->config.login;
	/* TS 23.003 19.3.2: the MNC has three digits, the first of which may be an added zero. */
	const struct eap_peer_config config = {
		.crypto = l->client->crypto,
		.usim = login->usim,
		.imsi = login->imsi,
		.realm = talloc_asprintf(l->ctx, "nai.epc.mnc%s%.*s.mcc%.3s.3gppnetwork.org",
					 login->mnc_length == 2 ? "0" : "", (int)login->mnc_length,
					 strlen(login->imsi) > 3 ? login->imsi + 3 : "",
					 login->imsi),
		.types = login->eap_types,
	};

	return config.realm ? eap_peer_new(l->ctx, &config, out) : -ENOMEM;
}

static int login_by_eap(const struct login *l, json_t *parameters)
{
	struct eap_peer *peer;
	struct slice identity;
	int r = new_peer(l, &peer);

	if (r)
		return r;
	identity = eap_peer_identity(peer);
	if (json_object_set_new(parameters, "EAP_ID",
				json_stringn((const char *)identity.p, identity.n)))
		return -ENOMEM;
	r = entitlement_send(l->client, l->q, parameters, true, l->ctx, l->reply, l->error);
	for (unsigned i = 0; r == 0 && relays(l->reply); i++) {
		if (i == EAP_ROUNDS_MAX)
			return fail(l, -EACCES, "goes on with EAP without end");
		r = eap_round(l, peer);
	}
	return r;
}

/* ---- a code ---- */

static int send_code(const struct login *l, const char *code)
{
	json_t *object = json_pack("{s:s}", "OTP", code);
	int r;

	trail_message(l->client->config.trail, l->client->config.party, ENTITLEMENT_SERVER,
		      "one-time code", NULL);
	r = object ? entitlement_send(l->client, l->q, object, false, l->ctx, l->reply, l->error)
		   : -ENOMEM;
	json_decref(object);
	return r;
}

static int ask_code(const struct login *l, char **code)
{
	const struct entitlement_config *config = &l->client->config;
	const struct person_wait wait = {.stop = config->stop, .gone = -1};
	char *question =
		talloc_asprintf(l->ctx, "Code that was sent to %s: ", config->login.msisdn);
	int r = question ? config->person->ask(config->person->arg, question, &wait, l->ctx, code)
			 : -ENOMEM;

	if (r && r != -ENOMEM)
		*l->error = talloc_strdup(l->ctx, "no code was given");
	return r;
}

static bool asks_again(const struct https_reply *reply)
{
	return reply->status == 401 || reply->status == 511;
}

/* A wrong code is asked for again, with what the server says of it. */
static int login_by_code(const struct login *l, json_t *parameters)
{
	const struct person *person = l->client->config.person;
	char *code;
	int r;

	if (json_object_set_new(parameters, "msisdn", json_string(l->client->config.login.msisdn)))
		return -ENOMEM;
	r = entitlement_send(l->client, l->q, parameters, false, l->ctx, l->reply, l->error);
	for (unsigned i = 0; r == 0 && i < CODE_ASKS_MAX; i++) {
		if (l->reply->status != 200 && (i == 0 || !asks_again(l->reply)))
			return 0;
		if (l->reply->status == 200 && l->reply->body.n)
			return 0;
		if (i)
			person->tell(
				person->arg,
				entitlement_words(l->reply, entitlement_app_id(l->q->app), l->ctx));
		r = ask_code(l, &code);
		if (r == 0)
			r = send_code(l, code);
	}
	return r;
}

int entitlement_login(struct entitlement_client *c, const struct entitlement_request *q,
		      json_t *parameters, void *ctx, struct https_reply *reply, char **error)
{
	const struct login l = {.client = c, .q = q, .ctx = ctx, .reply = reply, .error = error};

	return c->config.login.eap_types ? login_by_eap(&l, parameters)
					 : login_by_code(&l, parameters);
}
