/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/sms_tpdu.h"

#include <errno.h>
#include <time.h>

#include "profile/coding.h"
#include "servers/mno/sms_text.h"

enum {
	MTI_DELIVER = 0x00,
	NO_MORE_MESSAGES = 0x04, /* TP-MMS: of this one */
	UDHI = 0x40,
	TON_INTERNATIONAL = 0x91, /* with the numbering plan of E.164 */
	TON_UNKNOWN = 0x81,
	TON_ALPHANUMERIC = 0xD0,
	NAME_SEPTETS_MAX = 11, /* 10 bytes of address: 9.1.2.5 */
	DCS_GSM7 = 0x00,       /* TS 23.038 4 */
	DCS_8_BIT = 0x04,
	DCS_UCS2 = 0x08,
	DCS_CLASS = 0x10, /* the two bits behind have a meaning */
	PART_HEADER_BYTES = 6,
};

/* How much of a text goes into a message, and into a part behind its header: 140 bytes. */
static const struct {
	size_t whole, part;
} capacities[] = {
	[SMS_GSM7] = {160, 153},
	[SMS_UCS2] = {140, 134},
};

/* One TPDU in the making. */
struct deliver {
	const struct short_message *message;
	enum sms_alphabet alphabet;
	struct slice text;   /* septets, one in a byte, or UCS2 */
	uint8_t total, part; /* 0: it is whole */
};

/* 9.1.2.5: the length is in semi-octets, without the filling. */
static void put_address(struct buf *out, const char *address)
{
	const char *digits = *address == '+' ? address + 1 : address;
	struct buf name = buf_new(out->ctx);
	struct slice septets;

	if (is_digits(digits, 1, SMS_SENDER_MAX)) {
		buf_put_u8(out, (uint8_t)strlen(digits));
		buf_put_u8(out, digits == address ? TON_UNKNOWN : TON_INTERNATIONAL);
		put_swapped(out, digits);
		return;
	}
	sms_text_encode(address, SMS_GSM7, &name);
	septets = slice_sub(buf_slice(&name), 0,
			    sms_text_cut(buf_slice(&name), SMS_GSM7, NAME_SEPTETS_MAX));
	buf_put_u8(out, (uint8_t)((septets.n * 7 + 3) / 4));
	buf_put_u8(out, TON_ALPHANUMERIC);
	sms_pack(septets, 0, out);
	buf_reset(&name);
}

static uint8_t swapped(int two_digits)
{
	return (uint8_t)(two_digits % 10 << 4 | two_digits / 10 % 10);
}

/* 9.2.3.11, in UTC. */
static void put_time(struct buf *out, int64_t time)
{
	time_t then = (time_t)time;
	struct tm tm = {.tm_mday = 1};

	gmtime_r(&then, &tm);
	buf_put_u8(out, swapped(tm.tm_year % 100));
	buf_put_u8(out, swapped(tm.tm_mon + 1));
	buf_put_u8(out, swapped(tm.tm_mday));
	buf_put_u8(out, swapped(tm.tm_hour));
	buf_put_u8(out, swapped(tm.tm_min));
	buf_put_u8(out, swapped(tm.tm_sec));
	buf_put_u8(out, 0);
}

static uint8_t coding_of(const struct deliver *d)
{
	const struct short_message *m = d->message;
	uint8_t coding = m->data.p ? DCS_8_BIT : d->alphabet == SMS_UCS2 ? DCS_UCS2 : DCS_GSM7;

	if (m->message_class != MESSAGE_NO_CLASS)
		coding |= DCS_CLASS | (uint8_t)(m->message_class - MESSAGE_CLASS_0);
	return coding;
}

/* 9.2.3.24.1, with its length before it. */
static void put_part_header(struct buf *out, const struct deliver *d)
{
	const uint8_t header[PART_HEADER_BYTES] = {PART_HEADER_BYTES - 1,   0x00,     0x03,
						   (uint8_t)d->message->id, d->total, d->part};

	buf_put(out, header, sizeof(header));
}

/* 9.2.3.16, 9.2.3.24: septets begin at a septet's boundary, and are counted from the header on. */
static void put_text(struct buf *out, const struct deliver *d)
{
	size_t header = d->total ? PART_HEADER_BYTES : 0;
	size_t header_septets = (header * 8 + 6) / 7;

	if (d->alphabet == SMS_GSM7)
		buf_put_u8(out, (uint8_t)(header_septets + d->text.n));
	else
		buf_put_u8(out, (uint8_t)(header + d->text.n));
	if (d->total)
		put_part_header(out, d);
	if (d->alphabet == SMS_GSM7)
		sms_pack(d->text, (unsigned)(header_septets * 7 - header * 8), out);
	else
		buf_put_slice(out, d->text);
}

static int make(const struct deliver *d, void *ctx, struct slice *out)
{
	const struct short_message *m = d->message;
	bool has_header = d->total || m->has_header;
	struct buf b = buf_new(ctx);

	buf_put_u8(&b, (uint8_t)(MTI_DELIVER | (d->part == d->total ? NO_MORE_MESSAGES : 0) |
				 (has_header ? UDHI : 0)));
	put_address(&b, m->from);
	buf_put_u8(&b, m->protocol);
	buf_put_u8(&b, coding_of(d));
	put_time(&b, m->time);
	if (m->data.p) {
		buf_put_u8(&b, (uint8_t)m->data.n);
		buf_put_slice(&b, m->data);
	} else {
		put_text(&b, d);
	}
	*out = buf_slice(&b);
	return buf_ok(&b) ? 0 : -ENOMEM;
}

/* Where the parts of a text end; returns how many there are. */
static int cut(struct slice text, enum sms_alphabet alphabet, struct slice parts[SMS_PARTS_MAX])
{
	size_t most = capacities[alphabet].part;
	int n = 0;

	for (; text.n && n < SMS_PARTS_MAX; n++) {
		parts[n] = slice_sub(text, 0, sms_text_cut(text, alphabet, most));
		text = slice_sub(text, parts[n].n, SIZE_MAX);
	}
	return n;
}

int sms_tpdus(const struct short_message *m, void *ctx, struct slice out[SMS_PARTS_MAX])
{
	struct buf text = buf_new(ctx);
	struct slice parts[SMS_PARTS_MAX];
	struct deliver d = {.message = m,
			    .alphabet = sms_text_is_gsm7(m->text) ? SMS_GSM7 : SMS_UCS2};
	int n, r = 0;

	sms_text_encode(m->text, d.alphabet, &text);
	if (!buf_ok(&text))
		return -ENOMEM;
	d.text = buf_slice(&text);
	if (d.text.n <= capacities[d.alphabet].whole)
		return make(&d, ctx, &out[0]) ? -ENOMEM : 1;
	n = cut(d.text, d.alphabet, parts);
	d.total = (uint8_t)n;
	for (int i = 0; i < n && r == 0; i++) {
		d.part = (uint8_t)(i + 1);
		d.text = parts[i];
		r = make(&d, ctx, &out[i]);
	}
	return r ? r : n;
}
