/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crypto/milenage.h"

enum { BLOCK = AES128_BYTES };

void milenage_defaults(struct milenage *m)
{
	/* TS 35.206 4.1 */
	static const uint8_t r[5] = {64, 0, 32, 64, 96};
	static const uint8_t last_byte_of_c[5] = {0, 1, 2, 4, 8};

	memcpy(m->r, r, sizeof(r));
	memset(m->c, 0, sizeof(m->c));
	for (size_t i = 0; i < 5; i++)
		m->c[i][BLOCK - 1] = last_byte_of_c[i];
}

static void xor_block(uint8_t out[BLOCK], const uint8_t other[BLOCK])
{
	for (size_t i = 0; i < BLOCK; i++)
		out[i] ^= other[i];
}

/* Cyclic rotation by @bits towards the most significant bit (TS 35.206 2.2.3). */
static void rotate(const uint8_t in[BLOCK], unsigned bits, uint8_t out[BLOCK])
{
	size_t bytes = bits / 8;
	unsigned rest = bits % 8;

	for (size_t i = 0; i < BLOCK; i++) {
		unsigned pair =
			(unsigned)in[(i + bytes) % BLOCK] << 8 | in[(i + bytes + 1) % BLOCK];

		out[i] = (uint8_t)(pair >> (8 - rest));
	}
}

int milenage_opc(struct crypto *crypto, const uint8_t k[16], const uint8_t op[16], uint8_t opc[16])
{
	uint8_t block[BLOCK];
	int r = crypto_aes128_block(crypto, k, op, block);

	if (r == 0) {
		xor_block(block, op);
		memcpy(opc, block, BLOCK);
	}
	crypto_wipe(block, sizeof(block));
	return r;
}

/* TEMP = E_K(RAND xor OPc) */
static int make_temp(struct crypto *crypto, const struct milenage *m, const uint8_t rand[BLOCK],
		     uint8_t temp[BLOCK])
{
	uint8_t block[BLOCK];

	memcpy(block, rand, BLOCK);
	xor_block(block, m->opc);
	return crypto_aes128_block(crypto, m->k, block, temp);
}

int milenage_f1(struct crypto *crypto, const struct milenage *m, const uint8_t rand[16],
		const uint8_t sqn[6], const uint8_t amf[2], uint8_t mac_a[8], uint8_t mac_s[8])
{
	uint8_t temp[BLOCK], in1[BLOCK], block[BLOCK], out1[BLOCK] = {0};
	int r = make_temp(crypto, m, rand, temp);

	/* IN1 = SQN || AMF || SQN || AMF */
	for (size_t i = 0; i < BLOCK; i += 8) {
		memcpy(in1 + i, sqn, 6);
		memcpy(in1 + i + 6, amf, 2);
	}
	/* OUT1 = E_K(TEMP xor rot(IN1 xor OPc, r1) xor c1) xor OPc */
	xor_block(in1, m->opc);
	rotate(in1, m->r[0], block);
	xor_block(block, temp);
	xor_block(block, m->c[0]);
	if (r == 0)
		r = crypto_aes128_block(crypto, m->k, block, out1);
	xor_block(out1, m->opc);
	if (r == 0 && mac_a)
		memcpy(mac_a, out1, 8);
	if (r == 0 && mac_s)
		memcpy(mac_s, out1 + 8, 8);
	crypto_wipe(temp, sizeof(temp));
	crypto_wipe(block, sizeof(block));
	crypto_wipe(out1, sizeof(out1));
	return r;
}

/* OUTi = E_K(rot(TEMP xor OPc, ri) xor ci) xor OPc, i from 2 to 5; @mixed is TEMP xor OPc */
static int make_out(struct crypto *crypto, const struct milenage *m, const uint8_t mixed[BLOCK],
		    unsigned i, uint8_t out[BLOCK])
{
	uint8_t block[BLOCK];
	int r;

	rotate(mixed, m->r[i - 1], block);
	xor_block(block, m->c[i - 1]);
	r = crypto_aes128_block(crypto, m->k, block, out);
	xor_block(out, m->opc);
	crypto_wipe(block, sizeof(block));
	return r;
}

int milenage_f2345(struct crypto *crypto, const struct milenage *m, const uint8_t rand[16],
		   uint8_t res[8], uint8_t ck[16], uint8_t ik[16], uint8_t ak[6],
		   uint8_t ak_star[6])
{
	/* TS 35.206 4.1: which bytes of which block each function takes. */
	const struct {
		uint8_t *to;
		unsigned out;
		size_t from;
		size_t length;
	} functions[] = {
		{ak, 2, 0, 6},     {res, 2, 8, 8},     {ck, 3, 0, BLOCK},
		{ik, 4, 0, BLOCK}, {ak_star, 5, 0, 6},
	};
	uint8_t mixed[BLOCK], out[BLOCK] = {0};
	unsigned made = 0;
	int r = make_temp(crypto, m, rand, mixed);

	xor_block(mixed, m->opc);
	for (size_t i = 0; r == 0 && i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (!functions[i].to)
			continue;
		if (functions[i].out != made)
			r = make_out(crypto, m, mixed, functions[i].out, out);
		made = functions[i].out;
		if (r == 0)
			memcpy(functions[i].to, out + functions[i].from, functions[i].length);
	}
	crypto_wipe(mixed, sizeof(mixed));
	crypto_wipe(out, sizeof(out));
	return r;
}
