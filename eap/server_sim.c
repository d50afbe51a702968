/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAP-SIM of the server. */
#include <errno.h>

#include "eap/server_method.h"

/* AT_VERSION_LIST, which also goes into the keys. */
static const uint8_t versions[] = {0, EAP_SIM_VERSION_1};

static struct slice nonce_of(const struct eap_server *s)
{
	return slice_of(s->nonce_mt, sizeof(s->nonce_mt));
}

/* ---- requests ---- */

static int begin(struct eap_server *s, struct buf *out)
{
	size_t mark = eap_server_open(s, SIM_START, out);

	s->state = EAP_ASKED;
	if (!s->imsi[0])
		eap_put(out, AT_PERMANENT_ID_REQ, 0, slice_of(NULL, 0));
	eap_put(out, AT_VERSION_LIST, sizeof(versions), slice_of(versions, sizeof(versions)));
	eap_close(out, mark);
	return buf_ok(out) ? 0 : -ENOMEM;
}

static int fetch_triplets(struct eap_server *s)
{
	const struct eap_auc *auc = &s->config.auc;
	int r = 0;

	for (size_t i = 0; i < EAP_TRIPLETS && r == 0; i++)
		r = auc->triplet(auc->arg, s->imsi, &s->triplets[i]);
	return r;
}

static int make_keys(struct eap_server *s)
{
	uint8_t kc[EAP_TRIPLETS * EAP_KC_BYTES];
	int r;

	for (size_t i = 0; i < EAP_TRIPLETS; i++)
		memcpy(kc + i * EAP_KC_BYTES, s->triplets[i].kc, EAP_KC_BYTES);
	r = eap_sim_keys(s->identity, slice_of(kc, sizeof(kc)), nonce_of(s),
			 slice_of(versions, sizeof(versions)), EAP_SIM_VERSION_1, &s->keys);
	crypto_wipe(kc, sizeof(kc));
	return r;
}

static int challenge(struct eap_server *s, struct buf *out)
{
	uint8_t rands[EAP_TRIPLETS * EAP_RAND_BYTES];
	size_t mark;

	if (fetch_triplets(s))
		return eap_server_notify_failure(s, out);
	s->state = EAP_CHALLENGED;
	if (make_keys(s))
		return -EIO;
	for (size_t i = 0; i < EAP_TRIPLETS; i++)
		memcpy(rands + i * EAP_RAND_BYTES, s->triplets[i].rand, EAP_RAND_BYTES);
	mark = eap_server_open(s, SIM_CHALLENGE, out);
	eap_put(out, AT_RAND, 0, slice_of(rands, sizeof(rands)));
	if (s->config.result_indications)
		eap_put(out, AT_RESULT_IND, 0, slice_of(NULL, 0));
	return eap_close_with_mac(out, mark, s->config.crypto, &s->keys, nonce_of(s));
}

/* ---- responses ---- */

/* The nonce, the version that was offered, and the identity where it was asked for. 1, 0 where
 * something is missing or wrong, -ENOMEM. */
static int take_start(struct eap_server *s, const struct slice *at)
{
	struct slice identity;

	if (!at[AT_NONCE_MT].p || !at[AT_SELECTED_VERSION].p ||
	    be16(at[AT_SELECTED_VERSION].p) != EAP_SIM_VERSION_1)
		return 0;
	memcpy(s->nonce_mt, at[AT_NONCE_MT].p + 2, sizeof(s->nonce_mt));
	if (s->imsi[0])
		return 1;
	return eap_counted(at[AT_IDENTITY], 8, &identity) ? 0 : eap_server_identify(s, identity);
}

static int on_start(struct eap_server *s, const struct eap_response *p, struct buf *out)
{
	int r = take_start(s, p->attributes.at);

	if (r < 0)
		return r;
	return r ? challenge(s, out) : eap_server_notify_failure(s, out);
}

/* The MAC alone shows that the peer has the SRESs, which are not sent (RFC 4186 9.4). */
static int on_challenge(struct eap_server *s, const struct eap_response *p, struct buf *out)
{
	uint8_t sres[EAP_TRIPLETS * EAP_SRES_BYTES];

	for (size_t i = 0; i < EAP_TRIPLETS; i++)
		memcpy(sres + i * EAP_SRES_BYTES, s->triplets[i].sres, EAP_SRES_BYTES);
	if (eap_check_mac(s->config.crypto, &s->keys, p->packet, p->attributes.at[AT_MAC],
			  slice_of(sres, sizeof(sres))))
		return eap_server_notify_failure(s, out);
	return eap_server_accept(s, p, out);
}

static const struct eap_server_row rows[] = {
	{EAP_ASKED, SIM_START, on_start},
	{EAP_CHALLENGED, SIM_CHALLENGE, on_challenge},
};

const struct eap_server_method eap_server_sim = {
	.type = EAP_SIM,
	.begin = begin,
	.rows = rows,
	.row_count = sizeof(rows) / sizeof(rows[0]),
};
