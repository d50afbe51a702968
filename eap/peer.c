/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap/peer.h"

#include <errno.h>
#include <talloc.h>

#include "eap/peer_method.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* From the strongest to the weakest. */
static const struct eap_peer_method *const methods[] = {
	&eap_peer_aka_prime,
	&eap_peer_aka,
	&eap_peer_sim,
};

static bool takes(const struct eap_peer *p, const struct eap_peer_method *m)
{
	return p->config.types & EAP_BIT(m->type);
}

static struct slice identity_for(struct eap_peer *p, enum eap_type type)
{
	return eap_identity(p, type, p->config.imsi, p->config.realm);
}

static int peer_destroy(struct eap_peer *p)
{
	crypto_wipe(&p->keys, sizeof(p->keys));
	return 0;
}

static int copy_config(struct eap_peer *p, const struct eap_peer_config *config)
{
	size_t i = 0;

	p->config = *config;
	p->config.imsi = talloc_strdup(p, config->imsi);
	p->config.realm = talloc_strdup(p, config->realm);
	p->config.network = slice_dup(p, config->network);
	if (!p->config.imsi || !p->config.realm || (config->network.n && !p->config.network.p))
		return -ENOMEM;
	while (!takes(p, methods[i]))
		i++;
	p->identity = identity_for(p, methods[i]->type);
	return p->identity.p ? 0 : -ENOMEM;
}

int eap_peer_new(void *ctx, const struct eap_peer_config *config, struct eap_peer **out)
{
	struct eap_peer *p;

	if (!(config->types & EAP_ALL_TYPES))
		return -EINVAL;
	p = talloc_zero(ctx, struct eap_peer);
	if (!p)
		return -ENOMEM;
	talloc_set_destructor(p, peer_destroy);
	p->identities = buf_new(p);
	if (copy_config(p, config)) {
		talloc_free(p);
		return -ENOMEM;
	}
	*out = p;
	return 0;
}

/* ---- what it says ---- */

size_t eap_peer_open(const struct eap_peer *p, const struct eap_request *q,
		     enum eap_subtype subtype, struct buf *out)
{
	return eap_open(out, EAP_RESPONSE, q->identifier, p->method->type, subtype);
}

int eap_peer_close(struct buf *out, size_t mark)
{
	eap_close(out, mark);
	return buf_ok(out) ? 0 : -ENOMEM;
}

int eap_peer_client_error(const struct eap_peer *p, const struct eap_request *q,
			  enum eap_client_error code, struct buf *out)
{
	size_t mark = eap_peer_open(p, q, AKA_CLIENT_ERROR, out);

	eap_put(out, AT_CLIENT_ERROR_CODE, (uint16_t)code, slice_of(NULL, 0));
	return eap_peer_close(out, mark);
}

int eap_peer_closeness(const struct eap_request *q)
{
	const struct slice *at = q->attributes.at;
	bool any = at[AT_ANY_ID_REQ].p, full = at[AT_FULLAUTH_ID_REQ].p,
	     permanent = at[AT_PERMANENT_ID_REQ].p;

	if (any + full + permanent > 1)
		return -EBADMSG;
	return any ? EAP_ASKS_ANY : full ? EAP_ASKS_FULL : permanent ? EAP_ASKS_PERMANENT : 0;
}

int eap_peer_put_identity(struct eap_peer *p, struct buf *out)
{
	p->identity = identity_for(p, p->method->type);
	if (!p->identity.p)
		return -ENOMEM;
	eap_put(out, AT_IDENTITY, (uint16_t)p->identity.n, p->identity);
	return 0;
}

void eap_peer_answer(struct eap_peer *p, const struct eap_request *q, struct buf *out)
{
	p->answered = true;
	p->wants_indication = q->attributes.at[AT_RESULT_IND].p;
	if (p->wants_indication)
		eap_put(out, AT_RESULT_IND, 0, slice_of(NULL, 0));
}

/* ---- what it hears ---- */

/* RFC 4187 6.1: without the P bit it comes after the challenge, and has an AT_MAC; with it, before
 * that, and has none. Success cannot come before. */
static bool notification_right(const struct eap_peer *p, const struct eap_request *q)
{
	const struct slice *at = q->attributes.at;
	uint16_t code;

	if (!at[AT_NOTIFICATION].p || p->notified || p->welcomed)
		return false;
	code = be16(at[AT_NOTIFICATION].p);
	if (code & EAP_NOTIFICATION_P)
		return !at[AT_MAC].p && !(code & EAP_NOTIFICATION_S);
	return p->answered && eap_check_mac(p->config.crypto, &p->keys, q->packet, at[AT_MAC],
					    slice_of(NULL, 0)) == 0;
}

static int on_notification(struct eap_peer *p, const struct eap_request *q, struct buf *out)
{
	uint16_t code;
	size_t mark;

	if (!notification_right(p, q))
		return eap_peer_client_error(p, q, EAP_UNABLE_TO_PROCESS, out);
	code = be16(q->attributes.at[AT_NOTIFICATION].p);
	p->welcomed = code & EAP_NOTIFICATION_S;
	p->notified = !p->welcomed;
	mark = eap_peer_open(p, q, AKA_NOTIFICATION, out);
	if (code & EAP_NOTIFICATION_P)
		return eap_peer_close(out, mark);
	return eap_close_with_mac(out, mark, p->config.crypto, &p->keys, slice_of(NULL, 0));
}

static int on_request(struct eap_peer *p, const struct eap_header *h, struct slice packet,
		      struct buf *out)
{
	const struct eap_peer_method *m = p->method;
	struct eap_request q = {.packet = packet, .identifier = h->identifier};

	if (eap_attributes_parse(h->data, &q.attributes))
		return eap_peer_client_error(p, &q, EAP_UNABLE_TO_PROCESS, out);
	if (q.attributes.subtype == AKA_NOTIFICATION)
		return on_notification(p, &q, out);
	for (size_t i = 0; i < m->row_count; i++)
		if (m->rows[i].subtype == q.attributes.subtype)
			return m->rows[i].run(p, &q, out);
	return eap_peer_client_error(p, &q, EAP_UNABLE_TO_PROCESS, out);
}

/* RFC 3748 5.3.1: the methods that it takes. */
static int nak(const struct eap_peer *p, uint8_t identifier, struct buf *out)
{
	uint8_t wanted[COUNT(methods)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(methods); i++)
		if (takes(p, methods[i]))
			wanted[n++] = (uint8_t)methods[i]->type;
	eap_put_simple(out, EAP_RESPONSE, identifier, EAP_NAK, slice_of(wanted, n));
	return buf_ok(out) ? 0 : -ENOMEM;
}

/* RFC 3748 2.1: once there is a method, there is no other. */
static int on_method(struct eap_peer *p, const struct eap_header *h, struct slice packet,
		     struct buf *out)
{
	if (p->method && h->type != p->method->type)
		return -EBADMSG;
	for (size_t i = 0; i < COUNT(methods) && !p->method; i++)
		if (methods[i]->type == h->type && takes(p, methods[i]))
			p->method = methods[i];
	return p->method ? on_request(p, h, packet, out) : nak(p, h->identifier, out);
}

/* Success and failure. RFC 3748 4.2: before the method is done success is nobody's to say; RFC 4187
 * 6.2: with an indication of the result it is the notification that counts. */
static int on_end(struct eap_peer *p, bool success)
{
	if (success && (!p->answered || p->notified || (p->wants_indication && !p->welcomed)))
		return -EBADMSG;
	p->verdict = success ? EAP_SUCCEEDED : EAP_FAILED;
	return 0;
}

int eap_peer_receive(struct eap_peer *p, struct slice packet, struct buf *out)
{
	struct eap_header h;

	if (p->verdict != EAP_GOES_ON || eap_header_parse(packet, &h) || h.code == EAP_RESPONSE)
		return -EBADMSG;
	if (h.code != EAP_REQUEST)
		return on_end(p, h.code == EAP_SUCCESS);
	if (h.type != EAP_IDENTITY && h.type != EAP_NOTIFICATION)
		return on_method(p, &h, packet, out);
	eap_put_simple(out, EAP_RESPONSE, h.identifier, (enum eap_type)h.type,
		       h.type == EAP_IDENTITY ? p->identity : slice_of(NULL, 0));
	return buf_ok(out) ? 0 : -ENOMEM;
}

struct slice eap_peer_identity(const struct eap_peer *p)
{
	return p->identity;
}

enum eap_verdict eap_peer_verdict(const struct eap_peer *p)
{
	return p->verdict;
}

enum eap_type eap_peer_type(const struct eap_peer *p)
{
	return p->method ? p->method->type : EAP_IDENTITY;
}

const uint8_t *eap_peer_msk(const struct eap_peer *p)
{
	return p->verdict == EAP_SUCCEEDED ? p->keys.msk : NULL;
}
