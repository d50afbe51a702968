/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/auc.h"

#include <errno.h>
#include <talloc.h>

#include "naa/sqn.h"
#include "servers/mno/subscriber.h"

static void xor_bytes(uint8_t *out, const uint8_t *other, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] ^= other[i];
}

/* SQN = SEQ || IND, with IND going round (C.1.2, C.3.2). */
static void put_sqn(int64_t seq, uint8_t sqn[AUC_SQN_BYTES])
{
	uint64_t n = (uint64_t)seq;

	n = n << SQN_IND_BITS | (n & ((1u << SQN_IND_BITS) - 1));
	for (size_t i = AUC_SQN_BYTES; i-- > 0; n >>= 8)
		sqn[i] = (uint8_t)n;
}

static int64_t seq_of(const uint8_t sqn[AUC_SQN_BYTES])
{
	uint64_t n = 0;

	for (size_t i = 0; i < AUC_SQN_BYTES; i++)
		n = n << 8 | sqn[i];
	return (int64_t)(n >> SQN_IND_BITS);
}

/* TS 33.102 6.3.2; RAND is there already. */
static int compute(struct crypto *crypto, const struct aka *aka, const uint8_t sqn[AUC_SQN_BYTES],
		   const uint8_t amf[AKA_AMF_BYTES], struct auc_vector *v)
{
	const struct algorithm *algorithm = algorithm_of(aka);
	uint8_t mac_a[AKA_MAC_MAX], mac_s[AKA_MAC_MAX];
	size_t mac_length = algorithm->mac_length(aka);
	struct aka_keys keys;
	int r = algorithm->f1(crypto, aka, v->rand, sqn, amf, mac_a, mac_s);

	if (r == 0)
		r = algorithm->f2345(crypto, aka, v->rand, &keys);
	if (r)
		return r;
	memcpy(v->autn, sqn, AUC_SQN_BYTES);
	xor_bytes(v->autn, keys.ak, AUC_SQN_BYTES);
	memcpy(v->autn + AUC_SQN_BYTES, amf, AKA_AMF_BYTES);
	memcpy(v->autn + AUC_SQN_BYTES + AKA_AMF_BYTES, mac_a, mac_length);
	v->autn_length = AUC_SQN_BYTES + AKA_AMF_BYTES + mac_length;
	memcpy(v->xres, keys.res, sizeof(v->xres));
	v->xres_length = keys.res_length;
	memcpy(v->ck, keys.ck, sizeof(v->ck));
	memcpy(v->ik, keys.ik, sizeof(v->ik));
	v->key_length = keys.key_length;
	crypto_wipe(&keys, sizeof(keys));
	return 0;
}

static int find_keys(struct db *db, const char *imsi, struct aka *aka)
{
	void *ctx = talloc_new(NULL);
	struct subscriber s;
	int r = subscriber_by_imsi(db, imsi, ctx, &s);

	if (r == 1) {
		*aka = s.aka;
		crypto_wipe(&s.aka, sizeof(s.aka));
	}
	talloc_free(ctx);
	return r == 1 ? 0 : r ? r : -ENOENT;
}

int auc_vector(struct db *db, struct crypto *crypto, const char *imsi,
	       const uint8_t amf[AKA_AMF_BYTES], struct auc_vector *out)
{
	uint8_t sqn[AUC_SQN_BYTES];
	struct aka aka;
	int64_t seq;
	int r = find_keys(db, imsi, &aka);

	if (r)
		return r;
	r = subscriber_next_seq(db, imsi, &seq);
	if (r == 0)
		r = crypto_random(crypto, out->rand, sizeof(out->rand));
	if (r == 0) {
		put_sqn(seq, sqn);
		r = compute(crypto, &aka, sqn, amf, out);
	}
	crypto_wipe(&aka, sizeof(aka));
	return r;
}

static int compute_triplet(struct crypto *crypto, const struct aka *aka, struct auc_triplet *t)
{
	struct aka_keys keys;
	int r = algorithm_of(aka)->f2345(crypto, aka, t->rand, &keys);

	if (r == 0 && !aka_gsm_possible(&keys))
		r = -ENOTSUP;
	if (r == 0)
		aka_gsm(&keys, t->sres, t->kc);
	crypto_wipe(&keys, sizeof(keys));
	return r;
}

int auc_triplet(struct db *db, struct crypto *crypto, const char *imsi, struct auc_triplet *out)
{
	struct aka aka;
	int r = find_keys(db, imsi, &aka);

	if (r)
		return r;
	r = crypto_random(crypto, out->rand, sizeof(out->rand));
	if (r == 0)
		r = compute_triplet(crypto, &aka, out);
	crypto_wipe(&aka, sizeof(aka));
	return r;
}

/* SQN_MS where AUTS is authentic; its MAC is over the dummy AMF 0000 (6.3.3). */
static int open_auts(struct crypto *crypto, const struct aka *aka,
		     const uint8_t rand[AKA_RAND_BYTES], struct slice auts,
		     uint8_t sqn[AUC_SQN_BYTES])
{
	static const uint8_t dummy_amf[AKA_AMF_BYTES];
	const struct algorithm *algorithm = algorithm_of(aka);
	uint8_t mac_a[AKA_MAC_MAX], mac_s[AKA_MAC_MAX];
	size_t mac_length = algorithm->mac_length(aka);
	struct aka_keys keys;
	int r;

	if (auts.n != AUC_SQN_BYTES + mac_length)
		return -EBADMSG;
	r = algorithm->f2345(crypto, aka, rand, &keys);
	if (r)
		return r;
	memcpy(sqn, auts.p, AUC_SQN_BYTES);
	xor_bytes(sqn, keys.ak_star, AUC_SQN_BYTES);
	crypto_wipe(&keys, sizeof(keys));
	r = algorithm->f1(crypto, aka, rand, sqn, dummy_amf, mac_a, mac_s);
	if (r)
		return r;
	return crypto_equal(slice_of(mac_s, mac_length), slice_sub(auts, AUC_SQN_BYTES, mac_length))
		       ? 0
		       : -EKEYREJECTED;
}

int auc_resynchronise(struct db *db, struct crypto *crypto, const char *imsi,
		      const uint8_t rand[AKA_RAND_BYTES], struct slice auts)
{
	uint8_t sqn[AUC_SQN_BYTES];
	struct aka aka;
	int r = find_keys(db, imsi, &aka);

	if (r)
		return r;
	r = open_auts(crypto, &aka, rand, auts, sqn);
	crypto_wipe(&aka, sizeof(aka));
	return r ? r : subscriber_set_seq(db, imsi, seq_of(sqn));
}
