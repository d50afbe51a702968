/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/base64.h"

#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <talloc.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_encode(void *ctx, struct slice bytes)
{
	char *text;

	if (bytes.n > INT_MAX / 2)
		return NULL;
	text = talloc_size(ctx, (bytes.n + 2) / 3 * 4 + 1);
	if (!text)
		return NULL;
	text[0] = '\0'; /* EVP_EncodeBlock writes nothing at all for no input */
	EVP_EncodeBlock((unsigned char *)text, bytes.p, (int)bytes.n);
	talloc_set_name_const(text, "base64");
	return text;
}

int base64_decode(void *ctx, const char *text, struct slice *bytes)
{
	size_t n = strlen(text), digits = strspn(text, alphabet), padding = n - digits;
	uint8_t *p;

	/* EVP_DecodeBlock takes '=' for a digit wherever it stands, so that is checked here. */
	if (n % 4 != 0 || n > INT_MAX || padding > 2 || strspn(text + digits, "=") != padding)
		return -EBADMSG;
	p = talloc_size(ctx, n / 4 * 3 + 1);
	if (!p)
		return -ENOMEM;
	if (n > 0 && EVP_DecodeBlock(p, (const unsigned char *)text, (int)n) < 0)
		return -EBADMSG;
	*bytes = slice_of(p, n / 4 * 3 - padding);
	return 0;
}
