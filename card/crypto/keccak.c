/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crypto/keccak.h"

#include <stddef.h>

#include "crypto/crypto.h"

enum { SIDE = 5, LANES = SIDE * SIDE, LANE_BYTES = KECCAK_BYTES / LANES, ROUNDS = 24 };

/* FIPS 202 3.2.5: RC of each round. */
static const uint64_t round_constants[ROUNDS] = {
	0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
	0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
	0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
	0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
	0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
	0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

static uint64_t rotate(uint64_t lane, unsigned bits)
{
	return bits ? lane << bits | lane >> (64 - bits) : lane;
}

/* Lanes are a[x + 5 * y] here and below. */
static void theta(uint64_t a[LANES])
{
	uint64_t parity[SIDE] = {0};

	for (size_t i = 0; i < LANES; i++)
		parity[i % SIDE] ^= a[i];
	for (size_t i = 0; i < LANES; i++)
		a[i] ^= parity[(i + 4) % SIDE] ^ rotate(parity[(i + 1) % SIDE], 1);
}

/* Both walk the lanes in the same order: rho turns the t-th one by (t + 1)(t + 2) / 2 bits, and pi
 * moves it to the place of the next. */
static void rho_and_pi(uint64_t a[LANES])
{
	size_t x = 1, y = 0;
	uint64_t moving = a[1];

	for (unsigned t = 0; t < LANES - 1; t++) {
		size_t next_y = (2 * x + 3 * y) % SIDE;
		uint64_t displaced;

		x = y;
		y = next_y;
		displaced = a[x + SIDE * y];
		a[x + SIDE * y] = rotate(moving, (t + 1) * (t + 2) / 2 % 64);
		moving = displaced;
	}
}

static void chi(uint64_t a[LANES])
{
	for (size_t y = 0; y < LANES; y += SIDE) {
		uint64_t row[SIDE];

		for (size_t x = 0; x < SIDE; x++)
			row[x] = a[x + y];
		for (size_t x = 0; x < SIDE; x++)
			a[x + y] = row[x] ^ (~row[(x + 1) % SIDE] & row[(x + 2) % SIDE]);
	}
}

void keccak_f1600(uint8_t state[KECCAK_BYTES])
{
	uint64_t a[LANES] = {0};

	for (size_t i = 0; i < KECCAK_BYTES; i++)
		a[i / LANE_BYTES] |= (uint64_t)state[i] << i % LANE_BYTES * 8;
	for (size_t round = 0; round < ROUNDS; round++) {
		theta(a);
		rho_and_pi(a);
		chi(a);
		a[0] ^= round_constants[round];
	}
	for (size_t i = 0; i < KECCAK_BYTES; i++)
		state[i] = (uint8_t)(a[i / LANE_BYTES] >> i % LANE_BYTES * 8);
	crypto_wipe(a, sizeof(a));
}
