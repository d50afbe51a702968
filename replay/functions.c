/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/functions.h"

#include <talloc.h>

#include "codec/tlv.h"
#include "crypto/crypto.h"
#include "replay/path.h"

static const char *run_tlv(const union argument *a, struct buf *out)
{
	tlv_put(out, a[0].tag, a[1].bytes);
	return NULL;
}

/* ISO/IEC 7816-4 5.1: Lc and the data, extended where it must be. */
static const char *run_lc(const union argument *a, struct buf *out)
{
	if (a[0].bytes.n == 0 || a[0].bytes.n > UINT16_MAX)
		return "an APDU has 1 to 65535 data bytes";
	if (a[0].bytes.n > UINT8_MAX) {
		buf_put_u8(out, 0);
		buf_put_u16(out, (uint16_t)a[0].bytes.n);
	} else {
		buf_put_u8(out, (uint8_t)a[0].bytes.n);
	}
	buf_put_slice(out, a[0].bytes);
	return NULL;
}

static const char *run_sub(const union argument *a, struct buf *out)
{
	if (a[1].number > a[0].bytes.n || a[2].number > a[0].bytes.n - a[1].number)
		return "there are not as many bytes";
	buf_put_slice(out, slice_sub(a[0].bytes, a[1].number, a[2].number));
	return NULL;
}

static const char *run_fill(const union argument *a, struct buf *out)
{
	if (a[0].bytes.n != 1)
		return "it is one byte that is repeated";
	if (a[1].number > UINT16_MAX)
		return "at most 65535 times";
	buf_fill(out, a[0].bytes.p[0], a[1].number);
	return NULL;
}

static const char *put_at(const union argument *a, bool whole, struct buf *out)
{
	struct tlv t;
	int r = path_find(a[0].bytes, a[1].path, &t);

	if (r <= 0)
		return r ? "that is no BER-TLV" : "there is no such tag";
	buf_put_slice(out, whole ? t.whole : t.value);
	return NULL;
}

static const char *run_tag(const union argument *a, struct buf *out)
{
	return put_at(a, false, out);
}

static const char *run_whole(const union argument *a, struct buf *out)
{
	return put_at(a, true, out);
}

static const char *run_swap(const union argument *a, struct buf *out)
{
	for (size_t i = 0; i < a[0].bytes.n; i++)
		buf_put_u8(out, (uint8_t)(a[0].bytes.p[i] << 4 | a[0].bytes.p[i] >> 4));
	return NULL;
}

/* A big endian number of the same length. */
static const char *run_add(const union argument *a, struct buf *out)
{
	size_t from = out->n;
	uint64_t carry = a[1].number;

	buf_put_slice(out, a[0].bytes);
	if (!buf_ok(out))
		return NULL;
	for (size_t i = out->n; i > from && carry; i--) {
		carry += out->p[i - 1];
		out->p[i - 1] = (uint8_t)carry;
		carry >>= 8;
	}
	return carry ? "the sum is too long" : NULL;
}

static const char *run_xor(const union argument *a, struct buf *out)
{
	if (a[0].bytes.n != a[1].bytes.n)
		return "the two are not of the same length";
	for (size_t i = 0; i < a[0].bytes.n; i++)
		buf_put_u8(out, a[0].bytes.p[i] ^ a[1].bytes.p[i]);
	return NULL;
}

static const char *run_sha256(const union argument *a, struct buf *out)
{
	uint8_t digest[SHA256_BYTES];
	struct crypto *c = NULL;

	if (crypto_new(NULL, NULL, NULL, &c) || crypto_sha256(c, &a[0].bytes, 1, digest))
		out->failed = true;
	else
		buf_put(out, digest, sizeof(digest));
	talloc_free(c);
	return NULL;
}

static const struct function functions[] = {
	{"add", "bn", run_add},      {"fill", "bn", run_fill}, {"lc", "b", run_lc},
	{"sha256", "b", run_sha256}, {"sub", "bnn", run_sub},  {"swap", "b", run_swap},
	{"tag", "bp", run_tag},      {"tlv", "tb", run_tlv},   {"whole", "bp", run_whole},
	{"xor", "bb", run_xor},
};

const struct function *function_find(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strlen(functions[i].name) == n && !memcmp(functions[i].name, name, n))
			return &functions[i];
	return NULL;
}
