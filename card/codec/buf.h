/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growing byte string on a talloc context.
 *
 * Writers return nothing: the first failed allocation sets @failed, later writes are ignored, and
 * whoever needs the bytes asks buf_ok() once at the end. */
#ifndef CODEC_BUF_H
#define CODEC_BUF_H

#include "codec/slice.h"

struct buf {
	void *ctx; /* talloc parent of the bytes */
	uint8_t *p;
	size_t n;
	size_t cap;
	bool failed;
};

/* A copy of @s on talloc context @ctx; p is NULL only where memory ran out. */
struct slice slice_dup(void *ctx, struct slice s);

/* An empty buffer whose bytes become talloc children of @ctx. */
struct buf buf_new(void *ctx);

/* Frees the bytes (wiped first) and leaves an empty, usable buffer. */
void buf_reset(struct buf *b);

static inline bool buf_ok(const struct buf *b)
{
	return !b->failed;
}

static inline struct slice buf_slice(const struct buf *b)
{
	return (struct slice){b->p, b->n};
}

void buf_put(struct buf *b, const void *p, size_t n);
void buf_put_slice(struct buf *b, struct slice s);
void buf_put_u8(struct buf *b, uint8_t v);
void buf_put_u16(struct buf *b, uint16_t v); /* big endian */
void buf_put_u32(struct buf *b, uint32_t v); /* big endian */
void buf_fill(struct buf *b, uint8_t v, size_t n);

/* Puts @n bytes of room at offset @at, moving what follows. Returns the room, NULL on failure. */
uint8_t *buf_insert(struct buf *b, size_t at, size_t n);

/* Drops the first @n bytes. */
void buf_consume(struct buf *b, size_t n);

#endif
