/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SEARCH RECORD, TS 102 221 11.1.7. */
#include "card.h"
#include "uicc/files.h"

/* P2 b3 to b1. */
enum { SIMPLE_FORWARD = 4, SIMPLE_BACKWARD = 5, ENHANCED = 6 };

/* First byte of an enhanced search's indication: where it starts (b3 to b1) and what the second
 * byte is (b4 and up). */
enum {
	START_FORWARD = 4,
	START_BACKWARD = 5,
	START_FORWARD_FROM_NEXT = 6,
	START_BACKWARD_FROM_PREVIOUS = 7,
	SECOND_IS_OFFSET = 0,
	SECOND_IS_VALUE = 1,
};

struct search {
	struct slice string;
	bool backward;
	bool from_neighbour; /* begins beside the record pointer, not at it */
	bool after_value;    /* compares behind the first @parameter of a record, not from it on */
	uint8_t parameter;
};

static uint16_t parse(const struct apdu *a, struct search *s)
{
	uint8_t mode = a->p2 & 0x07, start;

	*s = (struct search){.string = a->data, .backward = mode == SIMPLE_BACKWARD};
	if (mode == SIMPLE_FORWARD || mode == SIMPLE_BACKWARD)
		return a->data.n ? SW_OK : SW_WRONG_LENGTH;
	if (mode != ENHANCED)
		return SW_WRONG_P1P2;
	if (a->data.n < 3)
		return SW_WRONG_LENGTH;
	start = a->data.p[0] & 0x07;
	if (start < START_FORWARD || a->data.p[0] >> 3 > SECOND_IS_VALUE)
		return SW_WRONG_DATA;
	s->backward = start == START_BACKWARD || start == START_BACKWARD_FROM_PREVIOUS;
	s->from_neighbour = start >= START_FORWARD_FROM_NEXT;
	if (s->from_neighbour && a->p1)
		return SW_WRONG_P1P2;
	s->after_value = a->data.p[0] >> 3 == SECOND_IS_VALUE;
	s->parameter = a->data.p[1];
	s->string = slice_sub(a->data, 2, a->data.n);
	return SW_OK;
}

static bool contains(struct slice in, struct slice what)
{
	for (; in.n >= what.n; in = slice_sub(in, 1, in.n))
		if (slice_starts(in, what))
			return true;
	return false;
}

static bool record_matches(const struct search *s, struct slice record)
{
	const uint8_t *at;

	if (!s->after_value)
		return contains(slice_sub(record, s->parameter, record.n), s->string);
	at = memchr(record.p, s->parameter, record.n);
	return at && contains(slice_sub(record, (size_t)(at - record.p) + 1, record.n), s->string);
}

/* The record that the search begins with, 0 where there is none: one that is named is missing then,
 * while beside the last record and the first there is merely nothing to be found. */
static uint32_t first_record(const struct search *s, const struct ef *ef, uint8_t p1)
{
	uint32_t count = record_count(ef->target), first = p1 ? p1 : ef->record;

	if (s->from_neighbour && ef->record)
		first = s->backward ? ef->record - 1 : ef->record + 1;
	else if (s->from_neighbour)
		first = s->backward ? count : 1;
	return first <= count ? first : 0;
}

uint16_t uicc_search_record(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out)
{
	uint8_t sfi = a->p2 >> 3;
	struct search s;
	struct ef ef;
	uint32_t i, found = 0;
	uint16_t sw = parse(a, &s);

	if (sw != SW_OK)
		return sw;
	if (sfi && !sfi_valid(sfi))
		return SW_WRONG_P1P2;
	sw = ef_open(card, ch, sfi, KIND(FILE_LINEAR_FIXED) | KIND(FILE_CYCLIC), ACCESS_READ, a,
		     &ef);
	if (sw != SW_OK)
		return sw;
	if (s.string.n > ef.target->record_length)
		return SW_WRONG_LENGTH;
	i = first_record(&s, &ef, a->p1);
	if (i == 0)
		return s.from_neighbour ? SW_WARNING_NOTHING_FOUND : SW_RECORD_NOT_FOUND;
	for (; i >= 1 && i <= record_count(ef.target); i += s.backward ? -1u : 1u) {
		if (!record_matches(&s,
				    slice_of(record_at(ef.target, i), ef.target->record_length)))
			continue;
		if (!found)
			found = i;
		buf_put_u8(out, (uint8_t)i);
	}
	if (!found)
		return SW_WARNING_NOTHING_FOUND;
	ef.record = found;
	ef_settle(ch, &ef);
	return SW_OK;
}
