/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <ctype.h>
#include <stdio.h>

int unit_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int nibble(char c)
{
	ck_assert_msg(isxdigit((unsigned char)c), "'%c' is no hex digit", c);
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

struct slice unhex(void *ctx, const char *hex)
{
	uint8_t *p = talloc_size(ctx, strlen(hex) / 2 + 1);
	size_t n = 0;

	for (;; hex += 2) {
		while (isspace((unsigned char)*hex))
			hex++;
		if (!*hex)
			return slice_of(p, n);
		p[n++] = (uint8_t)(nibble(hex[0]) << 4 | nibble(hex[1]));
	}
}

void assert_hex_at(const char *file, int line, struct slice actual, const char *hex)
{
	void *ctx = talloc_new(NULL);
	struct slice expected = unhex(ctx, hex);
	char *seen = talloc_strdup(ctx, "");

	for (size_t i = 0; i < actual.n; i++)
		seen = talloc_asprintf_append(seen, "%02X", actual.p[i]);
	ck_assert_msg(slice_eq(actual, expected), "%s:%d: is %s, should be %s", file, line, seen,
		      hex);
	talloc_free(ctx);
}
