/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/algorithm.h"

#include "crypto/milenage.h"
#include "crypto/tuak.h"
#include "naa/sqn.h"

/* ---- algorithmOptions of PE-AKAParameter: lengths in bytes, 0 for values without a meaning ----
 */

/* b3 to b1 */
static size_t res_length_of(uint8_t options)
{
	static const uint8_t lengths[8] = {4, 8, 16, 32};

	return lengths[options & 0x07];
}

/* b6 to b4 */
static size_t mac_length_of(uint8_t options)
{
	static const uint8_t lengths[8] = {8, 16, 32};

	return lengths[options >> 3 & 0x07];
}

/* b7: of CK and of IK */
static size_t key_length_of(uint8_t options)
{
	return options & 0x40 ? 32 : 16;
}

bool algorithm_tuak_options_valid(uint8_t options)
{
	return !(options & 0x80) && res_length_of(options) && mac_length_of(options);
}

/* ---- sequence numbers and MACs that most have in common ---- */

static bool fresh_by_annex_c(const struct aka *a, const uint8_t sqn[6],
			     const uint8_t amf[AKA_AMF_BYTES])
{
	(void)amf;
	return sqn_is_fresh(a, sqn);
}

static size_t mac_length_64(const struct aka *a)
{
	(void)a;
	return 8;
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
		       const uint8_t amf[AKA_AMF_BYTES], uint8_t mac_a[AKA_MAC_MAX],
		       uint8_t mac_s[AKA_MAC_MAX])
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
	out->key_length = 16;
	crypto_wipe(&m, sizeof(m));
	return r;
}

/* ---- TUAK, TS 35.231 ---- */

static void tuak_of(const struct aka *a, struct tuak *t)
{
	memcpy(t->k, a->key, sizeof(t->k));
	t->k_length = a->key_length;
	memcpy(t->topc, a->opc, sizeof(t->topc));
	t->iterations = a->keccak_iterations;
	t->mac_length = mac_length_of(a->options);
	t->res_length = res_length_of(a->options);
	t->ck_length = t->ik_length = key_length_of(a->options);
}

static size_t mac_length_tuak(const struct aka *a)
{
	return mac_length_of(a->options);
}

static int f1_tuak(struct crypto *crypto, const struct aka *a, const uint8_t rand[AKA_RAND_BYTES],
		   const uint8_t sqn[6], const uint8_t amf[AKA_AMF_BYTES],
		   uint8_t mac_a[AKA_MAC_MAX], uint8_t mac_s[AKA_MAC_MAX])
{
	struct tuak t;
	int r;

	(void)crypto;
	tuak_of(a, &t);
	r = tuak_f1(&t, rand, sqn, amf, mac_a, mac_s);
	crypto_wipe(&t, sizeof(t));
	return r;
}

static int f2345_tuak(struct crypto *crypto, const struct aka *a,
		      const uint8_t rand[AKA_RAND_BYTES], struct aka_keys *out)
{
	struct tuak t;
	int r;

	(void)crypto;
	tuak_of(a, &t);
	r = tuak_f2345(&t, rand, out->res, out->ck, out->ik, out->ak, out->ak_star);
	out->res_length = t.res_length;
	out->key_length = t.ck_length;
	crypto_wipe(&t, sizeof(t));
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
		   uint8_t mac_a[AKA_MAC_MAX], uint8_t mac_s[AKA_MAC_MAX])
{
	uint8_t xdout[16], cdout[8];

	(void)crypto;
	xdout_of(a, rand, xdout);
	memcpy(cdout, sqn, 6);
	memcpy(cdout + 6, amf, 2);
	for (size_t i = 0; i < sizeof(cdout); i++)
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
	uint8_t xdout[16];

	(void)crypto;
	xdout_of(a, rand, xdout);
	out->res_length = res_length_of(a->options);
	if (out->res_length == 0 || out->res_length > sizeof(xdout))
		out->res_length = sizeof(xdout);
	out->key_length = 16;
	take_from(xdout, 0, out->res, out->res_length);
	take_from(xdout, 1, out->ck, out->key_length);
	take_from(xdout, 2, out->ik, out->key_length);
	take_from(xdout, 3, out->ak, sizeof(out->ak));
	take_from(xdout, 3, out->ak_star, sizeof(out->ak_star));
	crypto_wipe(xdout, sizeof(xdout));
	return 0;
}

static const struct algorithm algorithms[] = {
	{AKA_MILENAGE, fresh_by_annex_c, mac_length_64, f1_milenage, f2345_milenage},
	{AKA_TUAK, fresh_by_annex_c, mac_length_tuak, f1_tuak, f2345_tuak},
	{AKA_USIM_TEST, fresh_in_test_usim, mac_length_64, f1_test, f2345_test},
};

const struct algorithm *algorithm_of(const struct aka *a)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (algorithms[i].id == a->algorithm)
			return &algorithms[i];
	return NULL;
}

bool aka_gsm_possible(const struct aka_keys *keys)
{
	return keys->key_length == 16 && keys->res_length <= 16;
}

/* SRES = XRES*1 xor XRES*2 xor XRES*3 xor XRES*4, where XRES* is XRES filled up with zeroes to 128
 * bits; Kc = CK1 xor CK2 xor IK1 xor IK2. */
void aka_gsm(const struct aka_keys *keys, uint8_t sres[AKA_SRES_BYTES], uint8_t kc[AKA_KC_BYTES])
{
	memset(sres, 0, AKA_SRES_BYTES);
	for (size_t i = 0; i < keys->res_length; i++)
		sres[i % AKA_SRES_BYTES] ^= keys->res[i];
	for (size_t i = 0; i < AKA_KC_BYTES; i++)
		kc[i] = keys->ck[i] ^ keys->ck[i + AKA_KC_BYTES] ^ keys->ik[i] ^
			keys->ik[i + AKA_KC_BYTES];
}
