/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/sqn.h"

enum { IND_COUNT = 1 << SQN_IND_BITS };

static uint64_t number(const uint8_t in[SQN_BYTES])
{
	uint64_t n = 0;

	for (size_t i = 0; i < SQN_BYTES; i++)
		n = n << 8 | in[i];
	return n;
}

static void put_number(uint64_t n, uint8_t out[SQN_BYTES])
{
	for (size_t i = SQN_BYTES; i-- > 0; n >>= 8)
		out[i] = (uint8_t)n;
}

static size_t ind_of(const uint8_t sqn[SQN_BYTES])
{
	return sqn[SQN_BYTES - 1] % IND_COUNT;
}

static uint64_t seq_of(const uint8_t sqn[SQN_BYTES])
{
	return number(sqn) >> SQN_IND_BITS;
}

/* The IND of the highest SEQ_MS(i). */
static size_t highest_ind(const struct aka *a)
{
	size_t best = 0;

	for (size_t i = 1; i < IND_COUNT; i++)
		if (number(a->sqn[i]) > number(a->sqn[best]))
			best = i;
	return best;
}

bool sqn_is_fresh(const struct aka *a, const uint8_t sqn[SQN_BYTES])
{
	uint64_t seq = seq_of(sqn), seq_ms = number(a->sqn[highest_ind(a)]);

	if (a->sqn_options & SQN_OPTION_DELTA_LIMIT && seq > seq_ms &&
	    seq - seq_ms > number(a->sqn_delta))
		return false;
	if (a->sqn_options & SQN_OPTION_AGE_LIMIT && seq_ms > seq &&
	    seq_ms - seq >= number(a->sqn_age_limit))
		return false;
	return seq > number(a->sqn[ind_of(sqn)]);
}

void sqn_accept(struct aka *a, const uint8_t sqn[SQN_BYTES])
{
	put_number(seq_of(sqn), a->sqn[ind_of(sqn)]);
}

void sqn_highest(const struct aka *a, uint8_t sqn[SQN_BYTES])
{
	size_t ind = highest_ind(a);

	put_number(number(a->sqn[ind]) << SQN_IND_BITS | ind, sqn);
}
