/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/activation_code.h"

#include <talloc.h>

enum { GROUPS = 4, GROUP = 5 };

char *activation_code(void *ctx, const char *address, const char *matching_id, bool code)
{
	return talloc_asprintf(ctx, "LPA:1$%s$%s%s", address, matching_id, code ? "$$1" : "");
}

bool address_valid(const char *address)
{
	size_t n = strspn(address, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789-._:[]");

	return n > 0 && !address[n];
}

bool matching_id_valid(const char *id)
{
	return strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(id);
}

/* Without I, O, 0 and 1, which people mistake when they type. */
char *matching_id_random(struct crypto *c, void *ctx)
{
	static const char digits[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	uint8_t random[GROUPS * GROUP];
	char *id = talloc_strdup(ctx, "");

	if (crypto_random(c, random, sizeof(random)))
		return NULL;
	for (size_t i = 0; i < sizeof(random) && id; i++)
		id = talloc_asprintf_append(id, "%s%c", i && i % GROUP == 0 ? "-" : "",
					    digits[random[i] % 32]);
	return id;
}
