/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAP-AKA and EAP-AKA' of the peer. */
#include <errno.h>

#include "eap/peer_method.h"

enum { AMF_SEPARATION = 0x80 }; /* of AUTN's byte 6: TS 33.102 annex H */

static bool prime(const struct eap_peer *p)
{
	return p->method->type == EAP_AKA_PRIME;
}

static int reject(const struct eap_peer *p, const struct eap_request *q, struct buf *out)
{
	return eap_peer_close(out, eap_peer_open(p, q, AKA_AUTHENTICATION_REJECT, out));
}

/* RFC 4187 4.1.6: each request asks more closely than the one before. */
static int on_identity(struct eap_peer *p, const struct eap_request *q, struct buf *out)
{
	int asked = eap_peer_closeness(q);
	size_t mark;

	if (asked <= (int)p->asked || p->answered)
		return eap_peer_client_error(p, q, EAP_UNABLE_TO_PROCESS, out);
	p->asked = (unsigned)asked;
	mark = eap_peer_open(p, q, AKA_IDENTITY, out);
	if (eap_peer_put_identity(p, out))
		return -ENOMEM;
	eap_close(out, mark);
	buf_put_slice(&p->identities, q->packet);
	buf_put(&p->identities, out->p + mark, out->n - mark);
	return buf_ok(out) && buf_ok(&p->identities) ? 0 : -ENOMEM;
}

static int synchronisation_failure(const struct eap_peer *p, const struct eap_request *q,
				   const struct eap_usim_answer *a, struct buf *out)
{
	size_t mark = eap_peer_open(p, q, AKA_SYNCHRONIZATION_FAILURE, out);

	eap_put_auts(out, slice_of(a->auts, sizeof(a->auts)));
	return eap_peer_close(out, mark);
}

/* ---- whether the challenge is one to be answered ---- */

/* RFC 9048 4: who could have EAP-AKA' and is offered EAP-AKA by a server that would rather have
 * EAP-AKA' too knows that somebody has come between them. */
static bool bid_down(const struct eap_peer *p, const struct slice *at)
{
	return !prime(p) && p->config.types & EAP_BIT(EAP_AKA_PRIME) && at[AT_BIDDING].p &&
	       be16(at[AT_BIDDING].p) & EAP_BIDDING_D;
}

/* RFC 9048 3.1: the network is the one that it is in, and the quintet is for this use. */
static bool network_right(const struct eap_peer *p, const struct slice *at, struct slice *network)
{
	if (eap_counted(at[AT_KDF_INPUT], 8, network) || network->n == 0)
		return false;
	if (p->config.network.n && !slice_eq(*network, p->config.network))
		return false;
	return at[AT_AUTN].p[2 + 6] & AMF_SEPARATION;
}

/* How often an offer has the function that this side knows; -EBADMSG where it has any twice. */
static int offers_of_known(const uint16_t *kdfs, size_t n)
{
	int known = 0;

	for (size_t i = 0; i < n; i++) {
		known += kdfs[i] == EAP_KDF_1;
		for (size_t j = 0; j < i; j++)
			if (kdfs[i] == kdfs[j])
				return -EBADMSG;
	}
	return known;
}

enum kdf_verdict { KDF_AGREED, KDF_TO_CHOOSE, KDF_REJECTED };

/* RFC 9048 3.2: what is agreed stands first. After a choice the choice comes before the offer,
 * which is otherwise the same. */
static enum kdf_verdict judge_kdfs(const struct eap_peer *p, const struct eap_attributes *a)
{
	if (p->kdf_count)
		return a->kdf_count == p->kdf_count + 1 && a->kdfs[0] == EAP_KDF_1 &&
				       memcmp(a->kdfs + 1, p->kdfs,
					      p->kdf_count * sizeof(p->kdfs[0])) == 0
			       ? KDF_AGREED
			       : KDF_REJECTED;
	if (offers_of_known(a->kdfs, a->kdf_count) != 1)
		return KDF_REJECTED;
	return a->kdfs[0] == EAP_KDF_1 ? KDF_AGREED : KDF_TO_CHOOSE;
}

/* The answer has nothing but the choice. */
static int choose_kdf(struct eap_peer *p, const struct eap_request *q, struct buf *out)
{
	size_t mark = eap_peer_open(p, q, AKA_CHALLENGE, out);

	p->kdf_count = q->attributes.kdf_count;
	memcpy(p->kdfs, q->attributes.kdfs, sizeof(p->kdfs));
	eap_put(out, AT_KDF, EAP_KDF_1, slice_of(NULL, 0));
	return eap_peer_close(out, mark);
}

/* ---- the challenge ---- */

static int make_keys(struct eap_peer *p, struct slice network, const uint8_t autn[16],
		     const struct eap_usim_answer *a)
{
	if (prime(p))
		return eap_aka_prime_keys(p->config.crypto, p->identity, network, autn, a->ck,
					  a->ik, &p->keys);
	return eap_aka_keys(p->identity, a->ck, a->ik, &p->keys);
}

/* The server's checkcode must be this side's: otherwise somebody changed the identity packets. */
static int take_checkcode(const struct eap_peer *p, struct slice attribute,
			  uint8_t own[SHA256_BYTES])
{
	int n = eap_checkcode(p->config.crypto, p->method->type, buf_slice(&p->identities), own);

	if (n < 0 || !attribute.p)
		return n;
	return slice_eq(slice_sub(attribute, 2, SIZE_MAX), slice_of(own, (size_t)n)) ? n : -EBADMSG;
}

static int answer(struct eap_peer *p, const struct eap_request *q, struct slice network,
		  const struct eap_usim_answer *a, struct buf *out)
{
	const struct slice *at = q->attributes.at, nothing = {NULL, 0};
	uint8_t checkcode[SHA256_BYTES];
	size_t mark;
	int n;

	if (make_keys(p, network, at[AT_AUTN].p + 2, a))
		return -EIO;
	n = take_checkcode(p, at[AT_CHECKCODE], checkcode);
	if (n < 0 || eap_check_mac(p->config.crypto, &p->keys, q->packet, at[AT_MAC], nothing))
		return eap_peer_client_error(p, q, EAP_UNABLE_TO_PROCESS, out);
	if (bid_down(p, at))
		return reject(p, q, out);
	mark = eap_peer_open(p, q, AKA_CHALLENGE, out);
	eap_put(out, AT_RES, (uint16_t)(8 * a->res_length), slice_of(a->res, a->res_length));
	if (at[AT_CHECKCODE].p)
		eap_put(out, AT_CHECKCODE, 0, slice_of(checkcode, (size_t)n));
	eap_peer_answer(p, q, out);
	return eap_close_with_mac(out, mark, p->config.crypto, &p->keys, nothing);
}

static int authenticate(struct eap_peer *p, const struct eap_request *q, struct slice network,
			struct buf *out)
{
	const struct slice *at = q->attributes.at;
	const struct eap_usim *usim = &p->config.usim;
	struct eap_usim_answer a = {.res_length = 0};
	int r;

	switch (usim->authenticate(usim->arg, at[AT_RAND].p + 2, at[AT_AUTN].p + 2, &a)) {
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

static int on_challenge(struct eap_peer *p, const struct eap_request *q, struct buf *out)
{
	const struct slice *at = q->attributes.at;
	struct slice network = {NULL, 0};
	enum kdf_verdict kdf;

	if (at[AT_RAND].n != 2 + EAP_RAND_BYTES || !at[AT_AUTN].p || !at[AT_MAC].p || p->answered)
		return eap_peer_client_error(p, q, EAP_UNABLE_TO_PROCESS, out);
	if (!prime(p))
		return authenticate(p, q, network, out);
	kdf = judge_kdfs(p, &q->attributes);
	if (kdf == KDF_REJECTED || !network_right(p, at, &network))
		return reject(p, q, out);
	return kdf == KDF_TO_CHOOSE ? choose_kdf(p, q, out) : authenticate(p, q, network, out);
}

static const struct eap_peer_row rows[] = {
	{AKA_IDENTITY, on_identity},
	{AKA_CHALLENGE, on_challenge},
};

const struct eap_peer_method eap_peer_aka = {
	.type = EAP_AKA,
	.rows = rows,
	.row_count = sizeof(rows) / sizeof(rows[0]),
};

const struct eap_peer_method eap_peer_aka_prime = {
	.type = EAP_AKA_PRIME,
	.rows = rows,
	.row_count = sizeof(rows) / sizeof(rows[0]),
};
