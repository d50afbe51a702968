/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every fuzz target shares. One input is one call; a target aborts where a promise of the
 * interface under test does not hold. See README. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "codec/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require_at(bool condition, const char *what, const char *file, int line)
{
	if (condition)
		return;
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	abort();
}

#define REQUIRE(condition) require_at((condition), #condition, __FILE__, __LINE__)

/* True where @inner lies within @outer. */
static inline bool slice_within(struct slice outer, struct slice inner)
{
	return inner.n == 0 || (inner.p >= outer.p && inner.n <= outer.n &&
				(size_t)(inner.p - outer.p) <= outer.n - inner.n);
}

#endif
