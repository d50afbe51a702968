/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap/aka_peer.h"

#include <errno.h>
#include <talloc.h>

enum { AMF_SEPARATION = 0x80 }; /* of AUTN's byte 6: TS 33.102 annex H */

struct eap_aka_peer {
	struct crypto *crypto;
	enum eap_type type;
	struct slice identity;
	struct slice network;
	struct eap_usim usim;
	enum eap_verdict verdict;
	struct buf identities; /* all AKA-Identity packets, for AT_CHECKCODE */
	struct eap_keys keys;
	unsigned asked; /* for an identity: closeness() */
	bool answered;  /* the challenge, rightly: the server may say that it is over */
	bool notified;  /* of a failure */
};

static int peer_destroy(struct eap_aka_peer *p)
{
	crypto_wipe(&p->keys, sizeof(p->keys));
	return 0;
}

int eap_aka_peer_new(void *ctx, struct crypto *crypto, enum eap_type type, struct slice identity,
		     struct slice network, const struct eap_usim *usim, struct eap_aka_peer **out)
{
	struct eap_aka_peer *p = talloc_zero(ctx, struct eap_aka_peer);

	if (!p)
		return -ENOMEM;
	talloc_set_destructor(p, peer_destroy);
	p->crypto = crypto;
	p->type = type;
	p->usim = *usim;
	p->identities = buf_new(p);
	p->identity = slice_dup(p, identity);
	p->network = slice_dup(p, network);
	if ((identity.n && !p->identity.p) || (network.n && !p->network.p)) {
		talloc_free(p);
		return -ENOMEM;
	}
	*out = p;
	return 0;
}

/* A request of the server on its way. */
struct request {
	struct slice packet;
	uint8_t identifier;
	struct eap_attributes attributes;
};

static size_t open_response(const struct eap_aka_peer *p, const struct request *q, struct buf *out,
			    enum eap_subtype subtype)
{
	return eap_open(out, EAP_RESPONSE, q->identifier, p->type, subtype);
}

static int close_response(struct buf *out, size_t mark)
{
	eap_close(out, mark);
	return buf_ok(out) ? 0 : -ENOMEM;
}

static int client_error(struct eap_aka_peer *p, const struct request *q, struct buf *out)
{
	size_t mark = open_response(p, q, out, AKA_CLIENT_ERROR);

	eap_put(out, AT_CLIENT_ERROR_CODE, EAP_UNABLE_TO_PROCESS, slice_of(NULL, 0));
	return close_response(out, mark);
}

static int reject(struct eap_aka_peer *p, const struct request *q, struct buf *out)
{
	return close_response(out, open_response(p, q, out, AKA_AUTHENTICATION_REJECT));
}

/* How closely a request asks who the peer is; 0 where it asks for no identity, or more than one. */
static unsigned closeness(const struct slice *at)
{
	bool any = at[AT_ANY_ID_REQ].p, full = at[AT_FULLAUTH_ID_REQ].p,
	     permanent = at[AT_PERMANENT_ID_REQ].p;

	return any + full + permanent == 1 ? 1u * any + 2u * full + 3u * permanent : 0;
}

/* RFC 4187 4.1.6: each request asks more closely than the one before. */
static int on_identity(struct eap_aka_peer *p, const struct request *q, struct buf *out)
{
	unsigned asked = closeness(q->attributes.at);
	size_t mark;

	if (asked <= p->asked || p->answered)
		return client_error(p, q, out);
	p->asked = asked;
	mark = open_response(p, q, out, AKA_IDENTITY);
	eap_put(out, AT_IDENTITY, (uint16_t)p->identity.n, p->identity);
	eap_close(out, mark);
	buf_put_slice(&p->identities, q->packet);
	buf_put(&p->identities, out->p + mark, out->n - mark);
	return buf_ok(out) && buf_ok(&p->identities) ? 0 : -ENOMEM;
}

static int synchronisation_failure(struct eap_aka_peer *p, const struct request *q,
				   const struct eap_usim_answer *a, struct buf *out)
{
	size_t mark = open_response(p, q, out, AKA_SYNCHRONIZATION_FAILURE);

	eap_put_auts(out, slice_of(a->auts, sizeof(a->auts)));
	return close_response(out, mark);
}

/* Whether an EAP-AKA' challenge is one that this side can and may take (RFC 9048 3.1, 3.2). */
static bool prime_acceptable(const struct eap_aka_peer *p, const struct slice *at,
			     struct slice *network)
{
	if (!at[AT_KDF].p || be16(at[AT_KDF].p) != EAP_KDF_1 ||
	    eap_counted(at[AT_KDF_INPUT], 8, network) || network->n == 0)
		return false;
	if (p->network.n && !slice_eq(*network, p->network))
		return false;
	return at[AT_AUTN].p[2 + 6] & AMF_SEPARATION;
}

static int make_keys(struct eap_aka_peer *p, struct slice network, const uint8_t autn[16],
		     const struct eap_usim_answer *a)
{
	if (p->type == EAP_AKA_PRIME)
		return eap_aka_prime_keys(p->crypto, p->identity, network, autn, a->ck, a->ik,
					  &p->keys);
	return eap_aka_keys(p->identity, a->ck, a->ik, &p->keys);
}

/* The server's checkcode must be this side's: otherwise somebody changed the identity packets. */
static int take_checkcode(struct eap_aka_peer *p, struct slice attribute, uint8_t own[SHA256_BYTES])
{
	int n = eap_checkcode(p->crypto, p->type, buf_slice(&p->identities), own);

	if (n < 0 || !attribute.p)
		return n;
	return slice_eq(slice_sub(attribute, 2, SIZE_MAX), slice_of(own, (size_t)n)) ? n : -EBADMSG;
}

static int answer(struct eap_aka_peer *p, const struct request *q, struct slice network,
		  const struct eap_usim_answer *a, struct buf *out)
{
	const struct slice *at = q->attributes.at;
	uint8_t checkcode[SHA256_BYTES];
	size_t mark;
	int n;

	if (make_keys(p, network, at[AT_AUTN].p + 2, a))
		return -EIO;
	n = take_checkcode(p, at[AT_CHECKCODE], checkcode);
	if (n < 0 || eap_check_mac(p->crypto, &p->keys, q->packet, at[AT_MAC]))
		return client_error(p, q, out);
	mark = open_response(p, q, out, AKA_CHALLENGE);
	eap_put(out, AT_RES, (uint16_t)(8 * a->res_length), slice_of(a->res, a->res_length));
	if (at[AT_CHECKCODE].p)
		eap_put(out, AT_CHECKCODE, 0, slice_of(checkcode, (size_t)n));
	p->answered = true;
	return eap_close_with_mac(out, mark, p->crypto, &p->keys);
}

static int on_challenge(struct eap_aka_peer *p, const struct request *q, struct buf *out)
{
	const struct slice *at = q->attributes.at;
	struct slice network = {NULL, 0};
	struct eap_usim_answer a = {.res_length = 0};
	int r;

	if (!at[AT_RAND].p || !at[AT_AUTN].p || !at[AT_MAC].p || p->answered)
		return client_error(p, q, out);
	if (p->type == EAP_AKA_PRIME && !prime_acceptable(p, at, &network))
		return reject(p, q, out);
	switch (p->usim.authenticate(p->usim.arg, at[AT_RAND].p + 2, at[AT_AUTN].p + 2, &a)) {
	case EAP_USIM_OK:
		r = answer(p, q, network, &a, out);
		break;
	case EAP_USIM_SYNCHRONISATION_FAILURE:
		r = synchronisation_failure(p, q, &a, out);
		break;
	default:
		r = reject(p, q, out);
	}
	crypto_wipe(&a, sizeof(a));
	return r;
}

/* RFC 4187 6.1: without the P bit it comes after the challenge, and has an AT_MAC. */
static int on_notification(struct eap_aka_peer *p, const struct request *q, struct buf *out)
{
	const struct slice *at = q->attributes.at;
	uint16_t code = at[AT_NOTIFICATION].p ? be16(at[AT_NOTIFICATION].p) : 0;
	bool early = code & EAP_NOTIFICATION_P;
	size_t mark;

	if (!at[AT_NOTIFICATION].p || p->notified || (early && at[AT_MAC].p) ||
	    (early && code & EAP_NOTIFICATION_S) ||
	    (!early && (!p->answered || eap_check_mac(p->crypto, &p->keys, q->packet, at[AT_MAC]))))
		return client_error(p, q, out);
	p->notified = !(code & EAP_NOTIFICATION_S);
	mark = open_response(p, q, out, AKA_NOTIFICATION);
	if (!early)
		return eap_close_with_mac(out, mark, p->crypto, &p->keys);
	return close_response(out, mark);
}

static const struct {
	enum eap_subtype subtype;
	int (*run)(struct eap_aka_peer *p, const struct request *q, struct buf *out);
} requests[] = {
	{AKA_IDENTITY, on_identity},
	{AKA_CHALLENGE, on_challenge},
	{AKA_NOTIFICATION, on_notification},
};

static int on_request(struct eap_aka_peer *p, const struct eap_header *h, struct slice packet,
		      struct buf *out)
{
	struct request q = {.packet = packet, .identifier = h->identifier};

	if (eap_attributes_parse(h->data, &q.attributes))
		return client_error(p, &q, out);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (requests[i].subtype == q.attributes.subtype)
			return requests[i].run(p, &q, out);
	return client_error(p, &q, out);
}

/* RFC 3748 5.3.1: the one method that it wants. */
static int nak(const struct eap_aka_peer *p, uint8_t identifier, struct buf *out)
{
	uint8_t wanted = (uint8_t)p->type;

	eap_put_simple(out, EAP_RESPONSE, identifier, EAP_NAK, slice_of(&wanted, 1));
	return buf_ok(out) ? 0 : -ENOMEM;
}

int eap_aka_peer_receive(struct eap_aka_peer *p, struct slice packet, struct buf *out)
{
	struct eap_header h;

	if (p->verdict != EAP_GOES_ON || eap_header_parse(packet, &h) || h.code == EAP_RESPONSE)
		return -EBADMSG;
	if (h.code == EAP_FAILURE) {
		p->verdict = EAP_FAILED;
		return 0;
	}
	if (h.code == EAP_SUCCESS) {
		/* RFC 3748 4.2: before the method is done it is nobody's to say. */
		if (!p->answered || p->notified)
			return -EBADMSG;
		p->verdict = EAP_SUCCEEDED;
		return 0;
	}
	if (h.type == EAP_IDENTITY || h.type == EAP_NOTIFICATION) {
		eap_put_simple(out, EAP_RESPONSE, h.identifier, (enum eap_type)h.type,
			       h.type == EAP_IDENTITY ? p->identity : slice_of(NULL, 0));
		return buf_ok(out) ? 0 : -ENOMEM;
	}
	return h.type == p->type ? on_request(p, &h, packet, out) : nak(p, h.identifier, out);
}

enum eap_verdict eap_aka_peer_verdict(const struct eap_aka_peer *p)
{
	return p->verdict;
}

const uint8_t *eap_aka_peer_msk(const struct eap_aka_peer *p)
{
	return p->verdict == EAP_SUCCEEDED ? p->keys.msk : NULL;
}
