/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec/buf.h"

#include <openssl/crypto.h>
#include <talloc.h>

struct slice slice_dup(void *ctx, struct slice s)
{
	uint8_t *p = talloc_size(ctx, s.n + 1);

	if (p && s.n)
		memcpy(p, s.p, s.n);
	return slice_of(p, p ? s.n : 0);
}

struct buf buf_new(void *ctx)
{
	return (struct buf){.ctx = ctx};
}

void buf_reset(struct buf *b)
{
	if (b->p)
		OPENSSL_cleanse(b->p, b->cap);
	talloc_free(b->p);
	*b = buf_new(b->ctx);
}

/* Makes room for @n more bytes. Old bytes may be secret, so they are wiped, not just released. */
static bool buf_reserve(struct buf *b, size_t n)
{
	size_t cap;
	uint8_t *p;

	if (b->failed)
		return false;
	if (n <= b->cap - b->n)
		return true;
	cap = b->cap ? b->cap : 64;
	while (cap - b->n < n) {
		if (cap > SIZE_MAX / 2) {
			b->failed = true;
			return false;
		}
		cap *= 2;
	}
	p = talloc_size(b->ctx, cap);
	if (!p) {
		b->failed = true;
		return false;
	}
	if (b->p) {
		memcpy(p, b->p, b->n);
		OPENSSL_cleanse(b->p, b->cap);
		talloc_free(b->p);
	}
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_put(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !buf_reserve(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void buf_put_slice(struct buf *b, struct slice s)
{
	buf_put(b, s.p, s.n);
}

void buf_put_u8(struct buf *b, uint8_t v)
{
	buf_put(b, &v, 1);
}

void buf_put_u16(struct buf *b, uint16_t v)
{
	buf_put(b, (uint8_t[]){(uint8_t)(v >> 8), (uint8_t)v}, 2);
}

void buf_put_u32(struct buf *b, uint32_t v)
{
	buf_put_u16(b, (uint16_t)(v >> 16));
	buf_put_u16(b, (uint16_t)v);
}

void buf_fill(struct buf *b, uint8_t v, size_t n)
{
	if (n == 0 || !buf_reserve(b, n))
		return;
	memset(b->p + b->n, v, n);
	b->n += n;
}

uint8_t *buf_insert(struct buf *b, size_t at, size_t n)
{
	if (at > b->n || !buf_reserve(b, n))
		return NULL;
	memmove(b->p + at + n, b->p + at, b->n - at);
	b->n += n;
	return b->p + at;
}

void buf_consume(struct buf *b, size_t n)
{
	if (n >= b->n) {
		b->n = 0;
		return;
	}
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}
