/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/sms.h"

#include <errno.h>

enum {
	MTI_MASK = 0x03,
	MTI_DELIVER = 0x00,
	UDHI = 0x40,
	ADDRESS_DIGITS_MAX = 20,
	SCTS_BYTES = 7,
	USER_DATA_MAX = 140,
	PID_DATA_DOWNLOAD = 0x7F,
	MTI_SUBMIT = 0x01,
	DCS_8_BIT = 0x04,
};

static bool take(struct slice *in, size_t n, struct slice *out)
{
	if (in->n < n)
		return false;
	*out = slice_of(in->p, n);
	*in = slice_sub(*in, n, SIZE_MAX);
	return true;
}

enum alphabet { ALPHABET_7_BIT, ALPHABET_8_BIT, ALPHABET_UCS2 };

/* 3GPP TS 23.038 4. What is reserved counts as the default alphabet. */
static enum alphabet alphabet_of(uint8_t coding)
{
	static const enum alphabet by_bits[] = {ALPHABET_7_BIT, ALPHABET_8_BIT, ALPHABET_UCS2,
						ALPHABET_7_BIT};

	if (coding < 0x80)
		/* Compressed text is counted in bytes, too. */
		return coding & 0x20 ? ALPHABET_8_BIT : by_bits[coding >> 2 & 3];
	if ((coding & 0xF0) == 0xF0)
		return coding & 0x04 ? ALPHABET_8_BIT : ALPHABET_7_BIT;
	return (coding & 0xF0) == 0xE0 ? ALPHABET_UCS2 : ALPHABET_7_BIT;
}

static bool is_class_2(uint8_t coding)
{
	bool has_class = (coding < 0x80 && coding & 0x10) || (coding & 0xF0) == 0xF0;

	return has_class && (coding & 0x03) == 2;
}

bool sms_is_data_download(const struct sms_deliver *m)
{
	return m->protocol == PID_DATA_DOWNLOAD && is_class_2(m->coding) &&
	       alphabet_of(m->coding) == ALPHABET_8_BIT;
}

static bool header_valid(struct slice header)
{
	struct slice ie;

	while (header.n > 0)
		if (header.n < 2 || !take(&header, 2u + header.p[1], &ie))
			return false;
	return true;
}

int sms_header_find(struct slice header, uint8_t id, struct slice *out)
{
	struct slice ie;

	while (header.n >= 2 && take(&header, 2u + header.p[1], &ie))
		if (ie.p[0] == id) {
			*out = slice_sub(ie, 2, SIZE_MAX);
			return 1;
		}
	return 0;
}

/* 9.2.3.16: the length is in septets for the default alphabet. */
static size_t user_data_bytes(uint8_t length, uint8_t coding)
{
	return alphabet_of(coding) == ALPHABET_7_BIT ? (length * 7u + 7) / 8 : length;
}

int sms_deliver_parse(struct slice tpdu, struct sms_deliver *out)
{
	struct slice first, codings, length, data, header_length;

	*out = (struct sms_deliver){0};
	if (!take(&tpdu, 1, &first) || (first.p[0] & MTI_MASK) != MTI_DELIVER || tpdu.n < 1 ||
	    tpdu.p[0] > ADDRESS_DIGITS_MAX || !take(&tpdu, 2 + (tpdu.p[0] + 1u) / 2, &out->address))
		return -EBADMSG;
	if (!take(&tpdu, 2, &codings) || !take(&tpdu, SCTS_BYTES, &out->time) ||
	    !take(&tpdu, 1, &length))
		return -EBADMSG;
	out->protocol = codings.p[0];
	out->coding = codings.p[1];
	if (!take(&tpdu, user_data_bytes(length.p[0], out->coding), &data) || tpdu.n != 0 ||
	    data.n > USER_DATA_MAX)
		return -EBADMSG;
	if (first.p[0] & UDHI &&
	    (!take(&data, 1, &header_length) || !take(&data, header_length.p[0], &out->header) ||
	     !header_valid(out->header)))
		return -EBADMSG;
	out->data = data;
	return 0;
}

void sms_submit_put(struct buf *out, struct slice address, struct slice user_data)
{
	buf_put_u8(out, MTI_SUBMIT | UDHI);
	buf_put_u8(out, 0); /* TP-MR: the terminal's to set */
	buf_put_slice(out, address);
	buf_put_u8(out, 0); /* TP-PID */
	buf_put_u8(out, DCS_8_BIT);
	buf_put_u8(out, (uint8_t)user_data.n);
	buf_put_slice(out, user_data);
	out->failed |= user_data.n > USER_DATA_MAX;
}
