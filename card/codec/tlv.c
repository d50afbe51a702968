/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec/tlv.h"

#include <errno.h>

enum { TAG_BYTES_MAX = 3, LENGTH_BYTES_MAX = 4 };

/* Returns the number of tag bytes, 0 when more are needed, -EBADMSG. */
static int read_tag(struct slice in, uint32_t *tag)
{
	size_t i = 0;

	if (in.n == 0)
		return 0;
	*tag = in.p[i];
	if ((in.p[i++] & 0x1F) != 0x1F)
		return 1;
	do {
		if (i == TAG_BYTES_MAX)
			return -EBADMSG;
		if (i == in.n)
			return 0;
		*tag = *tag << 8 | in.p[i];
	} while (in.p[i++] & 0x80);
	return (int)i;
}

/* Returns the number of length bytes, 0 when more are needed, -EBADMSG. */
static int read_length(struct slice in, size_t *length)
{
	size_t count;

	if (in.n == 0)
		return 0;
	if (in.p[0] < 0x80) {
		*length = in.p[0];
		return 1;
	}
	count = in.p[0] & 0x7F;
	if (count == 0 || count > LENGTH_BYTES_MAX)
		return -EBADMSG;
	if (in.n < 1 + count)
		return 0;
	*length = 0;
	for (size_t i = 1; i <= count; i++)
		*length = *length << 8 | in.p[i];
	return (int)(1 + count);
}

int tlv_header(struct slice in, uint32_t *tag, size_t *length, size_t *header)
{
	int t, l;

	t = read_tag(in, tag);
	if (t <= 0)
		return t;
	l = read_length(slice_sub(in, (size_t)t, SIZE_MAX), length);
	if (l <= 0)
		return l;
	*header = (size_t)(t + l);
	return 1;
}

int tlv_next(struct slice *in, struct tlv *out)
{
	size_t length, header;
	int r;

	if (in->n == 0)
		return 0;
	r = tlv_header(*in, &out->tag, &length, &header);
	if (r <= 0 || length > in->n - header)
		return -EBADMSG;
	out->value = slice_of(in->p + header, length);
	out->whole = slice_of(in->p, header + length);
	in->p += header + length;
	in->n -= header + length;
	return 1;
}

int tlv_only(struct slice in, uint32_t tag, struct tlv *out)
{
	if (tlv_next(&in, out) != 1 || out->tag != tag || in.n != 0)
		return -EBADMSG;
	return 0;
}

int tlv_find(struct slice in, uint32_t tag, struct tlv *out)
{
	int r;

	while ((r = tlv_next(&in, out)) == 1)
		if (out->tag == tag)
			return 1;
	return r;
}

int tlv_next_tag(struct slice *list, uint32_t *tag)
{
	size_t n = 1;

	if (list->n == 0)
		return 0;
	*tag = list->p[0];
	if ((list->p[0] & 0x1F) == 0x1F) {
		do {
			if (n == list->n || n == sizeof(*tag))
				return -EBADMSG;
			*tag = *tag << 8 | list->p[n];
		} while (list->p[n++] & 0x80);
	}
	*list = slice_sub(*list, n, SIZE_MAX);
	return 1;
}

bool tlv_constructed(uint32_t tag)
{
	while (tag > 0xFF)
		tag >>= 8;
	return tag & 0x20;
}

static bool field_takes(const struct tlv_field *f, const struct tlv *t)
{
	return f->tag == TLV_ANY || f->tag == t->tag;
}

static bool length_fits(const struct tlv_field *f, const struct tlv *t)
{
	return t->value.n >= f->min && (f->max == 0 || t->value.n <= f->max);
}

int tlv_sequence(struct slice in, const struct tlv_field *fields, size_t n, struct tlv *out,
		 const char **culprit)
{
	struct tlv t = {0};
	const char *ignored;
	int have = 0;

	if (!culprit)
		culprit = &ignored;
	for (size_t i = 0; i < n; i++) {
		const struct tlv_field *f = &fields[i];

		*culprit = f->name;
		out[i] = (struct tlv){0};
		for (;;) {
			if (!have)
				have = tlv_next(&in, &t);
			if (have < 0)
				return have;
			if (!have || !field_takes(f, &t))
				break;
			if (!length_fits(f, &t))
				return -EBADMSG;
			if (!tlv_present(&out[i]))
				out[i] = t;
			else
				out[i].whole.n = (size_t)(t.whole.p + t.whole.n - out[i].whole.p);
			have = 0;
			if (!(f->flags & TLV_REPEATED))
				break;
		}
		if (!tlv_present(&out[i]) && !(f->flags & (TLV_OPTIONAL | TLV_REPEATED)))
			return -EBADMSG;
	}
	/* Extensions: they must be well formed, their meaning is not ours to judge. One that
	 * repeats a known tag is no extension but a component out of its order. */
	*culprit = "extension";
	while (have > 0 || (have = tlv_next(&in, &t)) > 0) {
		for (size_t i = 0; i < n; i++)
			if (fields[i].tag != TLV_ANY && fields[i].tag == t.tag)
				return -EBADMSG;
		have = 0;
	}
	return have;
}

int tlv_integer(struct slice value, int64_t *out)
{
	uint64_t v;

	if (value.n == 0 || value.n > 8)
		return -EBADMSG;
	if (value.n > 1 && ((value.p[0] == 0x00 && !(value.p[1] & 0x80)) ||
			    (value.p[0] == 0xFF && (value.p[1] & 0x80))))
		return -EBADMSG;
	v = value.p[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < value.n; i++)
		v = v << 8 | value.p[i];
	*out = (int64_t)v;
	return 0;
}

bool tlv_bits_valid(struct slice value)
{
	return value.n >= 1 && value.p[0] <= 7 && (value.n > 1 || value.p[0] == 0);
}

bool tlv_bit(struct slice value, unsigned bit)
{
	size_t byte = 1 + bit / 8;

	return byte < value.n && (value.p[byte] >> (7 - bit % 8) & 1);
}

static void put_tag(struct buf *b, uint32_t tag)
{
	if (tag > 0xFFFF)
		buf_put_u8(b, (uint8_t)(tag >> 16));
	if (tag > 0xFF)
		buf_put_u8(b, (uint8_t)(tag >> 8));
	buf_put_u8(b, (uint8_t)tag);
}

/* Writes the DER length of @n to @out; returns its size in bytes. */
static size_t encode_length(size_t n, uint8_t out[5])
{
	size_t count = 0;

	if (n < 0x80) {
		out[0] = (uint8_t)n;
		return 1;
	}
	for (size_t rest = n; rest; rest >>= 8)
		count++;
	out[0] = (uint8_t)(0x80 | count);
	for (size_t i = 0; i < count; i++)
		out[1 + i] = (uint8_t)(n >> 8 * (count - 1 - i));
	return 1 + count;
}

void tlv_put_header(struct buf *b, uint32_t tag, size_t length)
{
	uint8_t bytes[5];

	if (length > UINT32_MAX) {
		b->failed = true;
		return;
	}
	put_tag(b, tag);
	buf_put(b, bytes, encode_length(length, bytes));
}

void tlv_put(struct buf *b, uint32_t tag, struct slice value)
{
	tlv_put_header(b, tag, value.n);
	buf_put_slice(b, value);
}

void tlv_put_u8(struct buf *b, uint32_t tag, uint8_t value)
{
	tlv_put(b, tag, slice_of(&value, 1));
}

void tlv_put_str(struct buf *b, uint32_t tag, const char *value)
{
	tlv_put(b, tag, slice_str(value));
}

void tlv_put_integer(struct buf *b, uint32_t tag, int64_t value)
{
	uint8_t bytes[8];
	size_t skip = 0;

	for (size_t i = 0; i < 8; i++)
		bytes[i] = (uint8_t)((uint64_t)value >> 8 * (7 - i));
	while (skip < 7 && ((bytes[skip] == 0x00 && !(bytes[skip + 1] & 0x80)) ||
			    (bytes[skip] == 0xFF && (bytes[skip + 1] & 0x80))))
		skip++;
	tlv_put(b, tag, slice_of(bytes + skip, 8 - skip));
}

void tlv_put_bits(struct buf *b, uint32_t tag, uint32_t bits, unsigned nbits)
{
	uint8_t bytes[5];
	size_t n;

	bits <<= 32 - nbits;
	while (nbits > 0 && !(bits >> (32 - nbits) & 1))
		nbits--;
	n = (nbits + 7) / 8;
	bytes[0] = (uint8_t)(n * 8 - nbits);
	for (size_t i = 0; i < n; i++)
		bytes[1 + i] = (uint8_t)(bits >> (24 - 8 * i));
	tlv_put(b, tag, slice_of(bytes, 1 + n));
}

void tlv_put_boolean(struct buf *b, uint32_t tag, bool value)
{
	tlv_put_u8(b, tag, value ? 0xFF : 0x00);
}

size_t tlv_open(struct buf *b, uint32_t tag)
{
	put_tag(b, tag);
	return b->n;
}

void tlv_close(struct buf *b, size_t mark)
{
	uint8_t bytes[5];
	uint8_t *room;
	size_t n;

	if (!buf_ok(b))
		return;
	n = encode_length(b->n - mark, bytes);
	room = buf_insert(b, mark, n);
	if (room)
		memcpy(room, bytes, n);
}
