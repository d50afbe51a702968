/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every unit test program shares: a TAP-printing main, and hex literals. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdlib.h>
#include <talloc.h>

#include "codec/buf.h"

/* Runs @suite and prints TAP. To be returned from main. */
int unit_main(Suite *suite);

/* Bytes of a hex string (blanks allowed); a talloc child of @ctx. Fails the test on bad hex. */
struct slice unhex(void *ctx, const char *hex);

/* Fails the test with both values in hex unless @actual is exactly @hex. */
#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

void assert_hex_at(const char *file, int line, struct slice actual, const char *hex);
#define assert_hex(actual, hex) assert_hex_at(__FILE__, __LINE__, (actual), (hex))

#endif
