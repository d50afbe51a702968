/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap/aka_server.h"

#include <errno.h>
#include <talloc.h>

enum state {
	NEW,
	IDENTITY,     /* AKA-Identity is out */
	CHALLENGE,    /* AKA-Challenge is out */
	NOTIFICATION, /* AKA-Notification of a failure is out */
	OVER,
};

enum { IMSI_DIGITS_MIN = 6 };

struct eap_aka_server {
	struct crypto *crypto;
	enum eap_type type;
	struct slice network;
	struct eap_auc auc;
	enum state state;
	enum eap_verdict verdict;
	uint8_t identifier;    /* of the last request */
	struct buf identities; /* all AKA-Identity packets, for AT_CHECKCODE */
	struct slice identity; /* the one that keys are made of */
	char imsi[IMSI_DIGITS_MAX + 1];
	struct eap_quintet quintet;
	struct eap_keys keys;
	bool resynchronised; /* once is enough */
};

static int server_destroy(struct eap_aka_server *s)
{
	crypto_wipe(&s->quintet, sizeof(s->quintet));
	crypto_wipe(&s->keys, sizeof(s->keys));
	return 0;
}

int eap_aka_server_new(void *ctx, struct crypto *crypto, enum eap_type type, struct slice network,
		       const struct eap_auc *auc, struct eap_aka_server **out)
{
	struct eap_aka_server *s = talloc_zero(ctx, struct eap_aka_server);

	if (!s)
		return -ENOMEM;
	talloc_set_destructor(s, server_destroy);
	s->crypto = crypto;
	s->type = type;
	s->auc = *auc;
	s->identities = buf_new(s);
	s->network = slice_dup(s, network);
	if (network.n && !s->network.p) {
		talloc_free(s);
		return -ENOMEM;
	}
	*out = s;
	return 0;
}

bool eap_permanent_identity(enum eap_type type, struct slice identity,
			    char imsi[IMSI_DIGITS_MAX + 1])
{
	size_t n = 1;

	if (identity.n == 0 || identity.p[0] != (type == EAP_AKA_PRIME ? '6' : '0'))
		return false;
	while (n < identity.n && identity.p[n] >= '0' && identity.p[n] <= '9')
		n++;
	if (n < identity.n && identity.p[n] != '@')
		return false;
	n--;
	if (n < IMSI_DIGITS_MIN || n > IMSI_DIGITS_MAX)
		return false;
	memcpy(imsi, identity.p + 1, n);
	imsi[n] = '\0';
	return true;
}

/* ---- requests ---- */

static size_t open_request(struct eap_aka_server *s, struct buf *out, enum eap_subtype subtype)
{
	return eap_open(out, EAP_REQUEST, ++s->identifier, s->type, subtype);
}

static int end(struct eap_aka_server *s, enum eap_verdict verdict, struct buf *out)
{
	s->state = OVER;
	s->verdict = verdict;
	eap_put_end(out, verdict == EAP_SUCCEEDED ? EAP_SUCCESS : EAP_FAILURE, s->identifier);
	return buf_ok(out) ? 0 : -ENOMEM;
}

/* RFC 4187 6.3.2: the peer hears why before it fails. As long as the challenge is not answered
 * rightly the notification is one with the P bit, which has no AT_MAC. */
static int notify_failure(struct eap_aka_server *s, struct buf *out)
{
	size_t mark = open_request(s, out, AKA_NOTIFICATION);

	s->state = NOTIFICATION;
	eap_put(out, AT_NOTIFICATION, EAP_GENERAL_FAILURE, slice_of(NULL, 0));
	eap_close(out, mark);
	return buf_ok(out) ? 0 : -ENOMEM;
}

static int ask_identity(struct eap_aka_server *s, struct buf *out)
{
	size_t mark = open_request(s, out, AKA_IDENTITY);

	s->state = IDENTITY;
	eap_put(out, AT_PERMANENT_ID_REQ, 0, slice_of(NULL, 0));
	eap_close(out, mark);
	buf_put(&s->identities, out->p + mark, out->n - mark);
	return buf_ok(out) && buf_ok(&s->identities) ? 0 : -ENOMEM;
}

static int make_keys(struct eap_aka_server *s)
{
	const struct eap_quintet *q = &s->quintet;

	if (s->type == EAP_AKA_PRIME)
		return eap_aka_prime_keys(s->crypto, s->identity, s->network, q->autn, q->ck, q->ik,
					  &s->keys);
	return eap_aka_keys(s->identity, q->ck, q->ik, &s->keys);
}

static int put_challenge(struct eap_aka_server *s, struct buf *out)
{
	size_t mark = open_request(s, out, AKA_CHALLENGE);
	uint8_t checkcode[SHA256_BYTES];
	int n = eap_checkcode(s->crypto, s->type, buf_slice(&s->identities), checkcode);

	if (n < 0)
		return n;
	eap_put(out, AT_RAND, 0, slice_of(s->quintet.rand, sizeof(s->quintet.rand)));
	eap_put(out, AT_AUTN, 0, slice_of(s->quintet.autn, sizeof(s->quintet.autn)));
	if (s->type == EAP_AKA_PRIME) {
		eap_put(out, AT_KDF, EAP_KDF_1, slice_of(NULL, 0));
		eap_put(out, AT_KDF_INPUT, (uint16_t)s->network.n, s->network);
	}
	eap_put(out, AT_CHECKCODE, 0, slice_of(checkcode, (size_t)n));
	return eap_close_with_mac(out, mark, s->crypto, &s->keys);
}

static int challenge(struct eap_aka_server *s, struct buf *out)
{
	if (s->auc.quintet(s->auc.arg, s->imsi, s->type == EAP_AKA_PRIME, &s->quintet))
		return notify_failure(s, out);
	s->state = CHALLENGE;
	return make_keys(s) ? -EIO : put_challenge(s, out);
}

/* Keys are made of the identity as the peer sent it (RFC 4187 7). */
static int take_identity(struct eap_aka_server *s, struct slice identity)
{
	s->identity = slice_dup(s, identity);
	return s->identity.p ? 0 : -ENOMEM;
}

int eap_aka_server_begin(struct eap_aka_server *s, struct slice identity, struct buf *out)
{
	int r;

	if (!eap_permanent_identity(s->type, identity, s->imsi))
		return ask_identity(s, out);
	r = take_identity(s, identity);
	return r ? r : challenge(s, out);
}

/* ---- responses ---- */

struct response {
	struct slice packet;
	struct eap_attributes attributes;
};

static int on_identity(struct eap_aka_server *s, const struct response *p, struct buf *out)
{
	struct slice identity;
	int r;

	if (eap_counted(p->attributes.at[AT_IDENTITY], 8, &identity) ||
	    !eap_permanent_identity(s->type, identity, s->imsi))
		return notify_failure(s, out);
	buf_put_slice(&s->identities, p->packet);
	r = buf_ok(&s->identities) ? take_identity(s, identity) : -ENOMEM;
	return r ? r : challenge(s, out);
}

/* Absent, or what this side has too. */
static bool checkcode_right(const struct eap_aka_server *s, struct slice attribute)
{
	uint8_t right[SHA256_BYTES];
	int n = eap_checkcode(s->crypto, s->type, buf_slice(&s->identities), right);

	if (!attribute.p)
		return true;
	return n >= 0 && slice_eq(slice_sub(attribute, 2, SIZE_MAX), slice_of(right, (size_t)n));
}

static int on_challenge(struct eap_aka_server *s, const struct response *p, struct buf *out)
{
	const struct slice *at = p->attributes.at;
	struct slice res;

	if (eap_check_mac(s->crypto, &s->keys, p->packet, at[AT_MAC]) ||
	    eap_counted(at[AT_RES], 1, &res) ||
	    !crypto_equal(res, slice_of(s->quintet.xres, s->quintet.xres_length)) ||
	    !checkcode_right(s, at[AT_CHECKCODE]))
		return notify_failure(s, out);
	return end(s, EAP_SUCCEEDED, out);
}

static int on_synchronization_failure(struct eap_aka_server *s, const struct response *p,
				      struct buf *out)
{
	struct slice auts = p->attributes.at[AT_AUTS];

	if (!auts.p || s->resynchronised ||
	    s->auc.resynchronise(s->auc.arg, s->imsi, s->quintet.rand, auts))
		return notify_failure(s, out);
	s->resynchronised = true;
	return challenge(s, out);
}

/* The peer gives up, or has heard that it is over. */
static int on_end(struct eap_aka_server *s, const struct response *p, struct buf *out)
{
	(void)p;
	return end(s, EAP_FAILED, out);
}

static const struct {
	enum state state;
	enum eap_subtype subtype;
	int (*run)(struct eap_aka_server *s, const struct response *p, struct buf *out);
} responses[] = {
	{IDENTITY, AKA_IDENTITY, on_identity},
	{IDENTITY, AKA_CLIENT_ERROR, on_end},
	{CHALLENGE, AKA_CHALLENGE, on_challenge},
	{CHALLENGE, AKA_SYNCHRONIZATION_FAILURE, on_synchronization_failure},
	{CHALLENGE, AKA_AUTHENTICATION_REJECT, on_end},
	{CHALLENGE, AKA_CLIENT_ERROR, on_end},
	{NOTIFICATION, AKA_NOTIFICATION, on_end},
	{NOTIFICATION, AKA_CLIENT_ERROR, on_end},
};

static int dispatch(struct eap_aka_server *s, const struct response *p, struct buf *out)
{
	for (size_t i = 0; i < sizeof(responses) / sizeof(responses[0]); i++)
		if (responses[i].state == s->state && responses[i].subtype == p->attributes.subtype)
			return responses[i].run(s, p, out);
	/* One notification is all that there may be (RFC 4187 6.1). */
	return s->state == NOTIFICATION ? end(s, EAP_FAILED, out) : notify_failure(s, out);
}

int eap_aka_server_receive(struct eap_aka_server *s, struct slice packet, struct buf *out)
{
	struct response response = {.packet = packet};
	struct eap_header header;

	if (s->state == NEW || s->state == OVER || eap_header_parse(packet, &header) ||
	    header.code != EAP_RESPONSE || header.identifier != s->identifier ||
	    (header.type != s->type && header.type != EAP_NAK))
		return -EBADMSG;
	if (header.type == EAP_NAK) /* it does not want this method */
		return end(s, EAP_FAILED, out);
	if (eap_attributes_parse(header.data, &response.attributes))
		return s->state == NOTIFICATION ? end(s, EAP_FAILED, out) : notify_failure(s, out);
	return dispatch(s, &response, out);
}

enum eap_verdict eap_aka_server_verdict(const struct eap_aka_server *s)
{
	return s->verdict;
}

const char *eap_aka_server_imsi(const struct eap_aka_server *s)
{
	return s->imsi;
}

const uint8_t *eap_aka_server_msk(const struct eap_aka_server *s)
{
	return s->verdict == EAP_SUCCEEDED ? s->keys.msk : NULL;
}
