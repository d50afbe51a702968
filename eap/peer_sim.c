/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAP-SIM of the peer. */
#include <errno.h>

#include "eap/peer_method.h"

enum {
	CHALLENGES_MIN = 2,
	CHALLENGES_MAX = 3,                  /* RFC 4186 1 */
	NEVER_AGAIN = EAP_ASKS_PERMANENT + 1 /* after a start that asks for no identity */
};

static struct slice nonce_of(const struct eap_peer *p)
{
	return slice_of(p->nonce_mt, sizeof(p->nonce_mt));
}

/* ---- SIM/Start ---- */

static bool lists(struct slice versions, uint16_t version)
{
	for (size_t i = 0; i + 1 < versions.n; i += 2)
		if (be16(versions.p + i) == version)
			return true;
	return false;
}

/* The same nonce serves all rounds of one exchange. The list goes into the keys as it came. */
static int begin(struct eap_peer *p, struct slice versions)
{
	int r = p->version_bytes
			? 0
			: crypto_random(p->config.crypto, p->nonce_mt, sizeof(p->nonce_mt));

	if (r == 0) {
		memcpy(p->versions, versions.p, versions.n);
		p->version_bytes = versions.n;
	}
	return r;
}

static int put_start(struct eap_peer *p, const struct eap_request *q, bool identity,
		     struct buf *out)
{
	size_t mark = eap_peer_open(p, q, SIM_START, out);

	eap_put(out, AT_NONCE_MT, 0, nonce_of(p));
	eap_put(out, AT_SELECTED_VERSION, EAP_SIM_VERSION_1, slice_of(NULL, 0));
	if (identity && eap_peer_put_identity(p, out))
		return -ENOMEM;
	return eap_peer_close(out, mark);
}

/* RFC 4186 4.2.7: each request asks more closely than the one before. */
static int on_start(struct eap_peer *p, const struct eap_request *q, struct buf *out)
{
	int closeness = eap_peer_closeness(q);
	int asked = closeness == EAP_ASKS_NOTHING ? NEVER_AGAIN : closeness;
	struct slice versions;

	if (asked <= (int)p->asked || p->answered ||
	    eap_counted(q->attributes.at[AT_VERSION_LIST], 8, &versions) || versions.n == 0 ||
	    versions.n % 2 || versions.n > EAP_VERSIONS_MAX)
		return eap_peer_client_error(p, q, EAP_UNABLE_TO_PROCESS, out);
	if (!lists(versions, EAP_SIM_VERSION_1))
		return eap_peer_client_error(p, q, EAP_UNSUPPORTED_VERSION, out);
	if (begin(p, versions))
		return -EIO;
	p->asked = (unsigned)asked;
	return put_start(p, q, closeness != EAP_ASKS_NOTHING, out);
}

/* ---- SIM/Challenge ---- */

struct gsm {
	size_t n;
	uint8_t sres[CHALLENGES_MAX * EAP_SRES_BYTES];
	uint8_t kc[CHALLENGES_MAX * EAP_KC_BYTES];
};

static bool all_differ(struct slice rands)
{
	for (size_t i = 0; i < rands.n; i += EAP_RAND_BYTES)
		for (size_t j = 0; j < i; j += EAP_RAND_BYTES)
			if (memcmp(rands.p + i, rands.p + j, EAP_RAND_BYTES) == 0)
				return false;
	return true;
}

static bool run_all(const struct eap_usim *usim, struct slice rands, struct gsm *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (usim->run_gsm(usim->arg, rands.p + i * EAP_RAND_BYTES,
				  g->sres + i * EAP_SRES_BYTES,
				  g->kc + i * EAP_KC_BYTES) != EAP_USIM_OK)
			return false;
	return true;
}

static int answer(struct eap_peer *p, const struct eap_request *q, const struct gsm *g,
		  struct buf *out)
{
	struct crypto *crypto = p->config.crypto;
	size_t mark;

	if (eap_sim_keys(p->identity, slice_of(g->kc, g->n * EAP_KC_BYTES), nonce_of(p),
			 slice_of(p->versions, p->version_bytes), EAP_SIM_VERSION_1, &p->keys))
		return -EIO;
	if (eap_check_mac(crypto, &p->keys, q->packet, q->attributes.at[AT_MAC], nonce_of(p)))
		return eap_peer_client_error(p, q, EAP_UNABLE_TO_PROCESS, out);
	mark = eap_peer_open(p, q, SIM_CHALLENGE, out);
	eap_peer_answer(p, q, out);
	return eap_close_with_mac(out, mark, crypto, &p->keys,
				  slice_of(g->sres, g->n * EAP_SRES_BYTES));
}

static int on_challenge(struct eap_peer *p, const struct eap_request *q, struct buf *out)
{
	const struct slice *at = q->attributes.at;
	struct slice rands = slice_sub(at[AT_RAND], 2, SIZE_MAX);
	struct gsm g = {.n = rands.n / EAP_RAND_BYTES};
	int r;

	if (!at[AT_RAND].p || !at[AT_MAC].p || !p->version_bytes || p->answered ||
	    rands.n % EAP_RAND_BYTES || g.n > CHALLENGES_MAX)
		return eap_peer_client_error(p, q, EAP_UNABLE_TO_PROCESS, out);
	if (g.n < CHALLENGES_MIN)
		return eap_peer_client_error(p, q, EAP_TOO_FEW_CHALLENGES, out);
	if (!all_differ(rands))
		return eap_peer_client_error(p, q, EAP_RANDS_NOT_FRESH, out);
	if (run_all(&p->config.usim, rands, &g))
		r = answer(p, q, &g, out);
	else
		r = eap_peer_client_error(p, q, EAP_UNABLE_TO_PROCESS, out);
	crypto_wipe(&g, sizeof(g));
	return r;
}

static const struct eap_peer_row rows[] = {
	{SIM_START, on_start},
	{SIM_CHALLENGE, on_challenge},
};

const struct eap_peer_method eap_peer_sim = {
	.type = EAP_SIM,
	.rows = rows,
	.row_count = sizeof(rows) / sizeof(rows[0]),
};
