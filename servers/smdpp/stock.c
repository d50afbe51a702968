/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/stock.h"

#include <errno.h>
#include <talloc.h>

#include "profile/profile.h"
#include "servers/common/json.h"

enum { ICCID_COUNTED = 18, KEY_MAX = 32 };

static int build(const json_t *description, void *ctx, struct slice *out, char **error)
{
	struct asn1_error err = {.ctx = ctx};
	struct buf package = buf_new(ctx);
	json_t *elements = NULL;
	int r = profile_build(description, &elements, &err);

	if (r == 0)
		r = profile_encode(elements, &package, &err);
	json_decref(elements);
	if (r == 0 && !buf_ok(&package))
		r = -ENOMEM;
	if (r == -EINVAL)
		*error = talloc_asprintf(ctx, "%s: %s", err.where ? err.where : "description",
					 err.what ? err.what : "invalid");
	*out = buf_slice(&package);
	return r;
}

int stock_add(struct db *db, struct crypto *c, const struct download_order *q,
	      const json_t *description, int64_t now, void *ctx, struct order *out, char **error)
{
	struct download_order order = *q;
	int r;

	*error = NULL;
	r = build(description, ctx, &order.package, error);
	return r ? r : download_order_place(db, c, &order, now, ctx, out, error);
}

/* The decimal number @digits plus @i, with as many digits. -ERANGE: it would need more. */
static int count_on(char *digits, unsigned i)
{
	for (size_t at = strlen(digits); at > 0 && i > 0; at--) {
		unsigned sum = (unsigned)(digits[at - 1] - '0') + i % 10;

		digits[at - 1] = (char)('0' + sum % 10);
		i = i / 10 + sum / 10;
	}
	return i ? -ERANGE : 0;
}

static int number(json_t *description, const char *name, size_t digits_max, unsigned i, void *ctx,
		  char **error)
{
	const char *text = json_member_text(description, name);
	char *digits = text ? talloc_strndup(ctx, text, digits_max) : NULL;

	if (!digits || strspn(digits, "0123456789") != strlen(digits)) {
		*error = talloc_asprintf(ctx, "%s is missing or not made of digits", name);
		return -EINVAL;
	}
	if (count_on(digits, i)) {
		*error = talloc_asprintf(ctx,
					 "%s %s: no number is left for profile %u of the series",
					 name, text, i + 1);
		return -ERANGE;
	}
	return json_object_set_new(description, name, json_string(digits)) ? -ENOMEM : 0;
}

/* A random key of the same length where there is one called @name. */
static int new_key(struct crypto *c, json_t *parameters, const char *name)
{
	const char *old = json_member_text(parameters, name);
	uint8_t random[KEY_MAX];
	char hex[2 * KEY_MAX + 1];
	size_t n = old ? strlen(old) / 2 : 0;
	int r;

	if (n == 0 || n > sizeof(random))
		return 0;
	if (crypto_random(c, random, n))
		return -EIO;
	for (size_t i = 0; i < n; i++)
		snprintf(hex + 2 * i, 3, "%02x", random[i]);
	r = json_object_set_new(parameters, name, json_string(hex)) ? -ENOMEM : 0;
	crypto_wipe(random, sizeof(random));
	crypto_wipe(hex, sizeof(hex));
	return r;
}

json_t *stock_numbered(struct crypto *c, const json_t *first, unsigned i, void *ctx, char **error)
{
	static const char *const keys[] = {"k", "opc", "topc"};
	json_t *description = json_deep_copy(first), *parameters;
	int r;

	*error = NULL;
	if (!description || i == 0)
		return description;
	/* Without the ICCID's check digit, which the builder then adds. */
	r = number(description, "iccid", ICCID_COUNTED, i, ctx, error);
	if (r == 0)
		r = number(description, "imsi", SIZE_MAX, i, ctx, error);
	parameters = json_object_get(description, "authentication");
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]) && r == 0; k++)
		r = new_key(c, parameters, keys[k]);
	if (r == 0)
		return description;
	json_decref(description);
	return NULL;
}
