/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crypto/tuak.h"

#include <errno.h>
#include <string.h>

#include "crypto/crypto.h"
#include "crypto/keccak.h"

/* The functions, as the first two bits of INSTANCE number them (TS 35.231 6). TOPc is distinguished
 * from f1 by the bits for the length of the MAC, which are never all zero there. */
enum function {
	FUNCTION_TOPC = 0x00,
	FUNCTION_F1 = 0x00,
	FUNCTION_F2345 = 0x40,
	FUNCTION_F1_STAR = 0x80,
	FUNCTION_F5_STAR = 0xC0,
};

/* Further bits of INSTANCE. */
enum {
	INSTANCE_CK_256 = 0x04,
	INSTANCE_IK_256 = 0x02,
	INSTANCE_KEY_256 = 0x01,
};

/* Where the fields begin in the permutation's input and output, in bytes. The specification counts
 * the bits of a field from its far end, so that each field stands there with its bytes in reverse
 * order. */
enum {
	IN_TOP = 0,
	IN_INSTANCE = 32,
	IN_ALGONAME = 33,
	IN_RAND = 40,
	IN_AMF = 56,
	IN_SQN = 58,
	IN_KEY = 64,
	IN_PADDING = 96, /* five ones, and a last one behind zeroes */
	IN_PADDING_END = 135,
	OUT_MAC = 0,
	OUT_RES = 0,
	OUT_CK = 32,
	OUT_IK = 64,
	OUT_AK = 96,
};

static const uint8_t algorithm_name[7] = {'T', 'U', 'A', 'K', '1', '.', '0'};

static void reverse(uint8_t *out, const uint8_t *in, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = in[n - 1 - i];
}

static bool is_key_length(size_t n)
{
	return n == 16 || n == 32;
}

/* The bits of INSTANCE that give the length of MAC or RES; RES of 32 bits has none. */
static uint8_t result_bits(size_t length)
{
	return length == 4 ? 0 : (uint8_t)length;
}

static void begin(const struct tuak *t, const uint8_t top[TUAK_TOP_BYTES], uint8_t instance,
		  uint8_t state[KECCAK_BYTES])
{
	memset(state, 0, KECCAK_BYTES);
	reverse(state + IN_TOP, top, TUAK_TOP_BYTES);
	state[IN_INSTANCE] = instance | (t->k_length == 32 ? INSTANCE_KEY_256 : 0);
	reverse(state + IN_ALGONAME, algorithm_name, sizeof(algorithm_name));
	reverse(state + IN_KEY, t->k, t->k_length);
	state[IN_PADDING] = 0x1F;
	state[IN_PADDING_END] = 0x80;
}

static void permute(const struct tuak *t, uint8_t state[KECCAK_BYTES])
{
	for (unsigned i = 0; i < t->iterations; i++)
		keccak_f1600(state);
}

static bool key_is_valid(const struct tuak *t)
{
	return is_key_length(t->k_length) && t->iterations > 0;
}

int tuak_topc(const struct tuak *t, const uint8_t top[TUAK_TOP_BYTES], uint8_t topc[TUAK_TOP_BYTES])
{
	uint8_t state[KECCAK_BYTES];

	if (!key_is_valid(t))
		return -EINVAL;
	begin(t, top, FUNCTION_TOPC, state);
	permute(t, state);
	reverse(topc, state, TUAK_TOP_BYTES);
	crypto_wipe(state, sizeof(state));
	return 0;
}

static void make_mac(const struct tuak *t, uint8_t function, const uint8_t rand[16],
		     const uint8_t sqn[6], const uint8_t amf[2], uint8_t *mac)
{
	uint8_t state[KECCAK_BYTES];

	begin(t, t->topc, function | result_bits(t->mac_length), state);
	reverse(state + IN_RAND, rand, 16);
	reverse(state + IN_AMF, amf, 2);
	reverse(state + IN_SQN, sqn, 6);
	permute(t, state);
	reverse(mac, state + OUT_MAC, t->mac_length);
	crypto_wipe(state, sizeof(state));
}

int tuak_f1(const struct tuak *t, const uint8_t rand[16], const uint8_t sqn[6],
	    const uint8_t amf[2], uint8_t *mac_a, uint8_t *mac_s)
{
	if (!key_is_valid(t) || (t->mac_length != 8 && t->mac_length != 16 && t->mac_length != 32))
		return -EINVAL;
	if (mac_a)
		make_mac(t, FUNCTION_F1, rand, sqn, amf, mac_a);
	if (mac_s)
		make_mac(t, FUNCTION_F1_STAR, rand, sqn, amf, mac_s);
	return 0;
}

int tuak_f2345(const struct tuak *t, const uint8_t rand[16], uint8_t *res, uint8_t *ck, uint8_t *ik,
	       uint8_t ak[6], uint8_t ak_star[6])
{
	uint8_t state[KECCAK_BYTES];

	if (!key_is_valid(t) || !is_key_length(t->ck_length) || !is_key_length(t->ik_length) ||
	    (t->res_length != 4 && t->res_length != 8 && !is_key_length(t->res_length)))
		return -EINVAL;
	begin(t, t->topc,
	      FUNCTION_F2345 | result_bits(t->res_length) |
		      (t->ck_length == 32 ? INSTANCE_CK_256 : 0) |
		      (t->ik_length == 32 ? INSTANCE_IK_256 : 0),
	      state);
	reverse(state + IN_RAND, rand, 16);
	permute(t, state);
	reverse(res, state + OUT_RES, t->res_length);
	reverse(ck, state + OUT_CK, t->ck_length);
	reverse(ik, state + OUT_IK, t->ik_length);
	reverse(ak, state + OUT_AK, 6);

	begin(t, t->topc, FUNCTION_F5_STAR, state);
	reverse(state + IN_RAND, rand, 16);
	permute(t, state);
	reverse(ak_star, state + OUT_AK, 6);
	crypto_wipe(state, sizeof(state));
	return 0;
}
