/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CODEC_UTF8_H
#define CODEC_UTF8_H

#include "codec/slice.h"

/* The number of characters in @s, which is what SIZE constraints of an ASN.1 UTF8String count, or
 * -1 where @s is not well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates). */
long utf8_length(struct slice s);

/* The next character of @text, which is well-formed and not at its end; steps over it. */
uint32_t utf8_next(const char **text);

enum { UTF8_MAX = 4 };

/* Writes one character, no surrogate and at most 10FFFF; returns how many bytes it takes. */
size_t utf8_encode(uint32_t c, uint8_t out[UTF8_MAX]);

/* Puts '?' over control characters (C0, DEL, C1), for text from outside that goes to a terminal or
 * into a log: they steer the one and forge lines in the other. */
void utf8_mask_controls(char *text);

#endif
