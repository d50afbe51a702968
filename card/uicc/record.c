/* SPDX-License-Identifier: GPL-3.0-or-later */
/* READ RECORD, UPDATE RECORD and INCREASE, TS 102 221 11.1.5, 11.1.6 and 11.1.8. */
#include "card.h"
#include "store/uicc_store.h"
#include "uicc/files.h"

/* P2 b3 to b1, table 11.11. */
enum record_mode { MODE_NEXT = 2, MODE_PREVIOUS = 3, MODE_ABSOLUTE = 4 };

uint32_t record_count(const struct file *f)
{
	return f->record_length ? f->size / f->record_length : 0;
}

uint8_t *record_at(const struct file *f, uint32_t number)
{
	return f->content + (number - 1) * f->record_length;
}

/* ---- which record ---- */

static uint32_t step(const struct ef *ef, enum record_mode mode)
{
	uint32_t count = record_count(ef->target);
	bool around = ef->target->kind == FILE_CYCLIC;

	if (mode == MODE_NEXT) {
		if (ef->record == 0)
			return 1;
		return ef->record < count ? ef->record + 1 : around ? 1 : 0;
	}
	if (ef->record == 0)
		return count;
	return ef->record > 1 ? ef->record - 1 : around ? count : 0;
}

/* The record that P1 and the mode mean; the pointer moves in the modes next and previous alone. */
static uint16_t locate(struct ef *ef, enum record_mode mode, uint8_t p1, uint32_t *number)
{
	if (mode == MODE_ABSOLUTE)
		*number = p1 ? p1 : ef->record;
	else
		*number = step(ef, mode);
	if (*number == 0 || *number > record_count(ef->target))
		return SW_RECORD_NOT_FOUND;
	if (mode != MODE_ABSOLUTE)
		ef->record = *number;
	return SW_OK;
}

static uint16_t open_record(const struct softeuicc *card, const struct channel *ch,
			    enum access_mode access, const struct apdu *a, struct ef *ef,
			    enum record_mode *mode)
{
	uint8_t sfi = a->p2 >> 3;

	*mode = (enum record_mode)(a->p2 & 0x07);
	if (*mode != MODE_NEXT && *mode != MODE_PREVIOUS && *mode != MODE_ABSOLUTE)
		return SW_WRONG_P1P2;
	if ((*mode != MODE_ABSOLUTE && a->p1) || (sfi && !sfi_valid(sfi)))
		return SW_WRONG_P1P2;
	return ef_open(card, ch, sfi, KIND(FILE_LINEAR_FIXED) | KIND(FILE_CYCLIC), access, a, ef);
}

uint16_t uicc_read_record(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	enum record_mode mode;
	uint32_t number;
	struct ef ef;
	uint16_t sw = open_record(card, ch, ACCESS_READ, a, &ef, &mode);

	if (sw == SW_OK)
		sw = locate(&ef, mode, a->p1, &number);
	if (sw != SW_OK)
		return sw;
	buf_put(out, record_at(ef.target, number), ef.target->record_length);
	if (apdu_delivers(a, ef.target->record_length))
		ef_settle(ch, &ef);
	return SW_OK;
}

/* A cyclic EF's oldest record takes the new value and becomes the first. */
static void turn(struct file *f, struct slice value)
{
	memmove(record_at(f, 2), record_at(f, 1), f->size - f->record_length);
	memcpy(record_at(f, 1), value.p, value.n);
}

static uint16_t write_cyclic(struct ef *ef, enum record_mode mode, struct slice value)
{
	if (mode != MODE_PREVIOUS)
		return SW_COMMAND_INCOMPATIBLE;
	if (record_count(ef->target) == 0)
		return SW_RECORD_NOT_FOUND;
	turn(ef->target, value);
	ef->record = 1;
	return SW_OK;
}

uint16_t uicc_update_record(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out)
{
	enum record_mode mode;
	uint32_t number;
	struct ef ef;
	uint16_t sw = open_record(card, ch, ACCESS_UPDATE, a, &ef, &mode);

	(void)out;
	if (sw != SW_OK)
		return sw;
	if (a->data.n != ef.target->record_length)
		return SW_WRONG_LENGTH;
	if (ef.target->kind == FILE_CYCLIC) {
		sw = write_cyclic(&ef, mode, a->data);
	} else {
		sw = locate(&ef, mode, a->p1, &number);
		if (sw == SW_OK)
			memcpy(record_at(ef.target, number), a->data.p, a->data.n);
	}
	if (sw != SW_OK)
		return sw;
	if (uicc_store_file_content(card->store, ef.target) < 0)
		return SW_MEMORY_PROBLEM;
	ef_settle(ch, &ef);
	return SW_OK;
}

/* ---- INCREASE ---- */

/* @sum += @value, big endian, right aligned. False where it does not fit. */
static bool add(uint8_t *sum, size_t n, struct slice value)
{
	unsigned carry = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned v = sum[n - 1 - i] + carry;

		if (i < value.n)
			v += value.p[value.n - 1 - i];
		sum[n - 1 - i] = (uint8_t)v;
		carry = v >> 8;
	}
	return carry == 0;
}

uint16_t uicc_increase(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out)
{
	uint8_t sfi = a->p1 & 0x1F, sum[255];
	struct slice value = a->data;
	struct ef ef;
	uint16_t sw;

	if (a->p2 || (a->p1 && ((a->p1 & 0xE0) != 0x80 || !sfi_valid(sfi))))
		return SW_WRONG_P1P2;
	if (value.n == 0 || value.n > 127)
		return SW_WRONG_LENGTH;
	sw = ef_open(card, ch, sfi, KIND(FILE_CYCLIC), ACCESS_BY_COMMAND, a, &ef);
	if (sw != SW_OK)
		return sw;
	if (value.n > ef.target->record_length)
		return SW_WRONG_LENGTH;
	if (record_count(ef.target) == 0)
		return SW_RECORD_NOT_FOUND;
	memcpy(sum, record_at(ef.target, 1), ef.target->record_length);
	if (!add(sum, ef.target->record_length, value))
		return SW_MAX_VALUE;
	turn(ef.target, slice_of(sum, ef.target->record_length));
	if (uicc_store_file_content(card->store, ef.target) < 0)
		return SW_MEMORY_PROBLEM;
	ef.record = 1;
	ef_settle(ch, &ef);
	buf_put(out, sum, ef.target->record_length);
	buf_put_slice(out, value);
	return SW_OK;
}
