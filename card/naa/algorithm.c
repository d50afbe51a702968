/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/algorithm.h"

#include "crypto/milenage.h"
#include "naa/sqn.h"

static bool fresh_by_annex_c(const struct aka *a, const uint8_t sqn[6],
			     const uint8_t amf[AKA_AMF_BYTES])
{
	(void)amf;
	return sqn_is_fresh(a, sqn);
}

/* ---- MILENAGE, TS 35.206 ---- */

static void milenage_of(const struct aka *a, struct milenage *m)
{
	memcpy(m->k, a->key, sizeof(m->k));
	memcpy(m->opc, a->opc, sizeof(m->opc));
	memcpy(m->r, a->rotation, sizeof(m->r));
	memcpy(m->c, a->constants, sizeof(m->c));
}

static int f1_milenage(struct crypto *crypto, const struct aka *a,
		       const uint8_t rand[AKA_RAND_BYTES], const uint8_t sqn[6],
		       const uint8_t amf[AKA_AMF_BYTES], uint8_t mac_a[AKA_MAC_BYTES],
		       uint8_t mac_s[AKA_MAC_BYTES])
{
	struct milenage m;
	int r;

	milenage_of(a, &m);
	r = milenage_f1(crypto, &m, rand, sqn, amf, mac_a, mac_s);
	crypto_wipe(&m, sizeof(m));
	return r;
}

static int f2345_milenage(struct crypto *crypto, const struct aka *a,
			  const uint8_t rand[AKA_RAND_BYTES], struct aka_keys *out)
{
	struct milenage m;
	int r;

	milenage_of(a, &m);
	r = milenage_f2345(crypto, &m, rand, out->res, out->ck, out->ik, out->ak, out->ak_star);
	out->res_length = 8;
	crypto_wipe(&m, sizeof(m));
	return r;
}

/* ---- the test USIM's algorithm, TS 34.108 8.1.2 ---- */

static void xdout_of(const struct aka *a, const uint8_t rand[AKA_RAND_BYTES], uint8_t xdout[16])
{
	for (size_t i = 0; i < 16; i++)
		xdout[i] = a->key[i] ^ rand[i];
}

/* TS 34.108 8.1.2.2: the reserved value AMF_RESYNCH calls for a resynchronisation, and it alone:
 * the test USIM takes any other sequence number. */
static bool fresh_in_test_usim(const struct aka *a, const uint8_t sqn[6],
			       const uint8_t amf[AKA_AMF_BYTES])
{
	(void)a;
	(void)sqn;
	return be16(amf) != 0xFFFF;
}

static int f1_test(struct crypto *crypto, const struct aka *a, const uint8_t rand[AKA_RAND_BYTES],
		   const uint8_t sqn[6], const uint8_t amf[AKA_AMF_BYTES],
		   uint8_t mac_a[AKA_MAC_BYTES], uint8_t mac_s[AKA_MAC_BYTES])
{
	uint8_t xdout[16], cdout[AKA_MAC_BYTES];

	(void)crypto;
	xdout_of(a, rand, xdout);
	memcpy(cdout, sqn, 6);
	memcpy(cdout + 6, amf, 2);
	for (size_t i = 0; i < AKA_MAC_BYTES; i++)
		mac_a[i] = mac_s[i] = xdout[i] ^ cdout[i];
	crypto_wipe(xdout, sizeof(xdout));
	return 0;
}

/* @out = @xdout rotated by @bytes: the i-th byte of the result is byte i + @bytes. */
static void take_from(const uint8_t xdout[16], size_t bytes, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = xdout[(i + bytes) % 16];
}

static int f2345_test(struct crypto *crypto, const struct aka *a,
		      const uint8_t rand[AKA_RAND_BYTES], struct aka_keys *out)
{
	/* RES lengths that algorithmOptions of PE-AKAParameter gives: 32, 64, 128 bits. */
	static const uint8_t res_lengths[] = {4, 8, 16};
	size_t option = a->options & 0x07;
	uint8_t xdout[16];

	(void)crypto;
	xdout_of(a, rand, xdout);
	out->res_length = option < sizeof(res_lengths) ? res_lengths[option] : AKA_RES_MAX;
	take_from(xdout, 0, out->res, out->res_length);
	take_from(xdout, 1, out->ck, sizeof(out->ck));
	take_from(xdout, 2, out->ik, sizeof(out->ik));
	take_from(xdout, 3, out->ak, sizeof(out->ak));
	take_from(xdout, 3, out->ak_star, sizeof(out->ak_star));
	crypto_wipe(xdout, sizeof(xdout));
	return 0;
}

static const struct algorithm algorithms[] = {
	{AKA_MILENAGE, fresh_by_annex_c, f1_milenage, f2345_milenage},
	{AKA_USIM_TEST, fresh_in_test_usim, f1_test, f2345_test},
};

const struct algorithm *algorithm_of(const struct aka *a)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (algorithms[i].id == a->algorithm)
			return &algorithms[i];
	return NULL;
}
