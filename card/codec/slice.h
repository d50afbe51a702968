/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view of bytes that somebody else owns. */
#ifndef CODEC_SLICE_H
#define CODEC_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const uint8_t *p;
	size_t n;
};

static inline struct slice slice_of(const void *p, size_t n)
{
	return (struct slice){p, n};
}

static inline struct slice slice_str(const char *s)
{
	return (struct slice){(const uint8_t *)s, strlen(s)};
}

/* Ordinary comparison: for secrets use crypto_equal(). */
static inline bool slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* True where @s begins with @prefix. */
static inline bool slice_starts(struct slice s, struct slice prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

/* The part of @s from @from on, at most @n bytes; empty when @from is past the end. */
static inline struct slice slice_sub(struct slice s, size_t from, size_t n)
{
	if (from >= s.n)
		return (struct slice){NULL, 0};
	if (n > s.n - from)
		n = s.n - from;
	return (struct slice){s.p + from, n};
}

static inline uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

#endif
