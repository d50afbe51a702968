/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAP-AKA and EAP-AKA' of the server. */
#include <errno.h>

#include "eap/server_method.h"

static bool prime(const struct eap_server *s)
{
	return s->method->type == EAP_AKA_PRIME;
}

/* ---- requests ---- */

static int ask_identity(struct eap_server *s, struct buf *out)
{
	size_t mark = eap_server_open(s, AKA_IDENTITY, out);

	s->state = EAP_ASKED;
	eap_put(out, AT_PERMANENT_ID_REQ, 0, slice_of(NULL, 0));
	eap_close(out, mark);
	buf_put(&s->identities, out->p + mark, out->n - mark);
	return buf_ok(out) && buf_ok(&s->identities) ? 0 : -ENOMEM;
}

static int make_keys(struct eap_server *s)
{
	const struct eap_quintet *q = &s->quintet;

	if (prime(s))
		return eap_aka_prime_keys(s->config.crypto, s->identity, s->config.network, q->autn,
					  q->ck, q->ik, &s->keys);
	return eap_aka_keys(s->identity, q->ck, q->ik, &s->keys);
}

/* What only one of the two methods has: the key derivation function; or that the other method could
 * be had, so that nobody talks the peer out of it (RFC 9048 4). */
static void put_prime(const struct eap_server *s, struct buf *out)
{
	const struct slice nothing = {NULL, 0}, network = s->config.network;

	if (prime(s)) {
		eap_put(out, AT_KDF, EAP_KDF_1, nothing);
		eap_put(out, AT_KDF_INPUT, (uint16_t)network.n, network);
	} else if (s->config.types & EAP_BIT(EAP_AKA_PRIME)) {
		eap_put(out, AT_BIDDING, EAP_BIDDING_D, nothing);
	}
}

static int put_challenge(struct eap_server *s, struct buf *out)
{
	size_t mark = eap_server_open(s, AKA_CHALLENGE, out);
	uint8_t checkcode[SHA256_BYTES];
	int n = eap_checkcode(s->config.crypto, s->method->type, buf_slice(&s->identities),
			      checkcode);

	if (n < 0)
		return n;
	eap_put(out, AT_RAND, 0, slice_of(s->quintet.rand, sizeof(s->quintet.rand)));
	eap_put(out, AT_AUTN, 0, slice_of(s->quintet.autn, sizeof(s->quintet.autn)));
	put_prime(s, out);
	eap_put(out, AT_CHECKCODE, 0, slice_of(checkcode, (size_t)n));
	if (s->config.result_indications)
		eap_put(out, AT_RESULT_IND, 0, slice_of(NULL, 0));
	return eap_close_with_mac(out, mark, s->config.crypto, &s->keys, slice_of(NULL, 0));
}

static int challenge(struct eap_server *s, struct buf *out)
{
	const struct eap_auc *auc = &s->config.auc;

	if (auc->quintet(auc->arg, s->imsi, prime(s), &s->quintet))
		return eap_server_notify_failure(s, out);
	s->state = EAP_CHALLENGED;
	return make_keys(s) ? -EIO : put_challenge(s, out);
}

static int begin(struct eap_server *s, struct buf *out)
{
	return s->imsi[0] ? challenge(s, out) : ask_identity(s, out);
}

/* ---- responses ---- */

static int on_identity(struct eap_server *s, const struct eap_response *p, struct buf *out)
{
	struct slice identity;
	int r = eap_counted(p->attributes.at[AT_IDENTITY], 8, &identity);

	if (r == 0)
		r = eap_server_identify(s, identity);
	if (r == -ENOMEM)
		return r;
	if (r != 1)
		return eap_server_notify_failure(s, out);
	buf_put_slice(&s->identities, p->packet);
	return buf_ok(&s->identities) ? challenge(s, out) : -ENOMEM;
}

/* Absent, or what this side has too. */
static bool checkcode_right(const struct eap_server *s, struct slice attribute)
{
	uint8_t right[SHA256_BYTES];
	int n = eap_checkcode(s->config.crypto, s->method->type, buf_slice(&s->identities), right);

	if (!attribute.p)
		return true;
	return n >= 0 && slice_eq(slice_sub(attribute, 2, SIZE_MAX), slice_of(right, (size_t)n));
}

static int on_challenge(struct eap_server *s, const struct eap_response *p, struct buf *out)
{
	const struct slice *at = p->attributes.at;
	struct slice res;

	if (eap_check_mac(s->config.crypto, &s->keys, p->packet, at[AT_MAC], slice_of(NULL, 0)) ||
	    eap_counted(at[AT_RES], 1, &res) ||
	    !crypto_equal(res, slice_of(s->quintet.xres, s->quintet.xres_length)) ||
	    !checkcode_right(s, at[AT_CHECKCODE]))
		return eap_server_notify_failure(s, out);
	return eap_server_accept(s, p, out);
}

static int on_synchronization_failure(struct eap_server *s, const struct eap_response *p,
				      struct buf *out)
{
	const struct eap_auc *auc = &s->config.auc;
	struct slice auts = p->attributes.at[AT_AUTS];

	if (!auts.p || s->resynchronised ||
	    auc->resynchronise(auc->arg, s->imsi, s->quintet.rand, auts))
		return eap_server_notify_failure(s, out);
	s->resynchronised = true;
	return challenge(s, out);
}

static const struct eap_server_row rows[] = {
	{EAP_ASKED, AKA_IDENTITY, on_identity},
	{EAP_CHALLENGED, AKA_CHALLENGE, on_challenge},
	{EAP_CHALLENGED, AKA_SYNCHRONIZATION_FAILURE, on_synchronization_failure},
	{EAP_CHALLENGED, AKA_AUTHENTICATION_REJECT, eap_server_on_end},
};

const struct eap_server_method eap_server_aka = {
	.type = EAP_AKA,
	.begin = begin,
	.rows = rows,
	.row_count = sizeof(rows) / sizeof(rows[0]),
};

const struct eap_server_method eap_server_aka_prime = {
	.type = EAP_AKA_PRIME,
	.begin = begin,
	.rows = rows,
	.row_count = sizeof(rows) / sizeof(rows[0]),
};
