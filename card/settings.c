/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <talloc.h>

#include "codec/tlv.h"
#include "codec/utf8.h"
#include "store/store.h"

enum { BITS_MAX = 32, VERSION_PARTS = 3 };

const struct setting *setting_by_name(const char *name)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (!strcmp(settings_table[i].name, name))
			return &settings_table[i];
	return NULL;
}

/* ---- from text ---- */

/* Where an element is no good, what would be, as in "2.5 is no version: ..." */
static const char *const wanted[] = {
	[SETTING_VERSION] = "a version of three numbers up to 255, as in 2.5.0",
	[SETTING_NUMBER] = "a number",
	[SETTING_FLAG] = "true or false",
	[SETTING_TEXT] = "text in UTF-8",
	[SETTING_BYTES] = "hexadecimal",
	[SETTING_BITS] = "one of the names that this setting has",
	[SETTING_VERSIONS] = "a version of three numbers up to 255, as in 2.5.0",
	[SETTING_TEXTS] = "text in UTF-8",
	[SETTING_BYTES_LIST] = "hexadecimal",
	[SETTING_RULES] = "a rule, as in \"ppr1 ppr2 consentRequired 001-01 *\"",
};

static bool take_digits(struct slice *rest, int64_t max, int64_t *out)
{
	size_t n = 0;

	for (*out = 0; n < rest->n && isdigit(rest->p[n]) && *out <= max; n++)
		*out = *out * 10 + (rest->p[n] - '0');
	*rest = slice_sub(*rest, n, SIZE_MAX);
	return n > 0 && *out <= max;
}

static int put_version(struct slice text, struct buf *out)
{
	int64_t part;

	for (int i = 0; i < VERSION_PARTS; i++) {
		if (i > 0) {
			if (text.n == 0 || text.p[0] != '.')
				return -EINVAL;
			text = slice_sub(text, 1, SIZE_MAX);
		}
		if (!take_digits(&text, UINT8_MAX, &part))
			return -EINVAL;
		buf_put_u8(out, (uint8_t)part);
	}
	return text.n ? -EINVAL : 0;
}

static int put_number(const struct setting *s, struct slice text, struct buf *out)
{
	struct buf tlv = buf_new(out->ctx);
	int64_t number;

	if (!take_digits(&text, s->max, &number) || text.n || number < s->min)
		return -ERANGE;
	tlv_put_integer(&tlv, 0x02, number);
	buf_put_slice(out, slice_sub(buf_slice(&tlv), 2, SIZE_MAX));
	buf_reset(&tlv);
	return 0;
}

static int put_flag(struct slice text, struct buf *out)
{
	bool on = slice_eq(text, slice_str("true"));

	if (!on && !slice_eq(text, slice_str("false")))
		return -EINVAL;
	buf_put_u8(out, on ? 0xFF : 0x00);
	return 0;
}

static int put_text(const struct setting *s, struct slice text, struct buf *out)
{
	long characters = utf8_length(text);

	if (characters < 0)
		return -EINVAL;
	if (characters < s->min || characters > s->max)
		return -ERANGE;
	buf_put_slice(out, text);
	return 0;
}

static int hex_digit(uint8_t c)
{
	if (isdigit(c))
		return c - '0';
	return isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

int setting_put_hex(struct slice digits, struct buf *out)
{
	if (digits.n % 2)
		return -EINVAL;
	for (size_t i = 0; i < digits.n; i += 2) {
		int high = hex_digit(digits.p[i]), low = hex_digit(digits.p[i + 1]);

		if (high < 0 || low < 0)
			return -EINVAL;
		buf_put_u8(out, (uint8_t)(high << 4 | low));
	}
	return 0;
}

static int put_bytes(const struct setting *s, struct slice text, struct buf *out)
{
	int64_t n = (int64_t)text.n / 2;
	int r = setting_put_hex(text, out);

	return r == 0 && (n < s->min || n > s->max) ? -ERANGE : r;
}

static int add_bit(const struct setting *s, struct slice name, uint32_t *bits)
{
	for (unsigned i = 0; s->names[i]; i++) {
		if (!slice_eq(name, slice_str(s->names[i])))
			continue;
		*bits |= 1u << (BITS_MAX - 1 - i);
		return 0;
	}
	return -EINVAL;
}

static int put_element(const struct setting *s, struct slice text, uint32_t *bits, struct buf *out)
{
	size_t mark = 0;
	int r;

	switch (s->type) {
	case SETTING_BITS:
		return add_bit(s, text, bits);
	case SETTING_RULES:
		return setting_encode_rule(text, out);
	case SETTING_TEXTS:
		mark = tlv_open(out, 0x0C);
		r = put_text(s, text, out);
		break;
	case SETTING_VERSIONS:
		mark = tlv_open(out, 0x04);
		r = put_version(text, out);
		break;
	default:
		mark = tlv_open(out, 0x04);
		r = put_bytes(s, text, out);
	}
	tlv_close(out, mark);
	return r;
}

static struct slice trimmed(struct slice s)
{
	while (s.n && s.p[0] == ' ')
		s = slice_sub(s, 1, SIZE_MAX);
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* *@at: the element that is read, for the message. */
static int put_list(const struct setting *s, struct slice rest, struct buf *out, struct slice *at)
{
	struct buf tlv = buf_new(out->ctx);
	uint32_t bits = 0;
	int r = 0;

	while (r == 0 && rest.n) {
		const uint8_t *comma = memchr(rest.p, ',', rest.n);
		size_t n = comma ? (size_t)(comma - rest.p) : rest.n;

		*at = trimmed(slice_sub(rest, 0, n));
		r = put_element(s, *at, &bits, out);
		rest = slice_sub(rest, n + 1, SIZE_MAX);
		if (r == 0 && comma && rest.n == 0)
			r = -EINVAL;
	}
	if (r == 0 && bits) {
		tlv_put_bits(&tlv, 0x03, bits, BITS_MAX);
		buf_put_slice(out, slice_sub(buf_slice(&tlv), 2, SIZE_MAX));
	}
	buf_reset(&tlv);
	return r;
}

static int encode(const struct setting *s, struct slice text, struct buf *out, struct slice *at)
{
	*at = text;
	switch (s->type) {
	case SETTING_VERSION:
		return put_version(text, out);
	case SETTING_NUMBER:
		return put_number(s, text, out);
	case SETTING_FLAG:
		return put_flag(text, out);
	case SETTING_TEXT:
		return put_text(s, text, out);
	case SETTING_BYTES:
		return put_bytes(s, text, out);
	default:
		return put_list(s, text, out, at);
	}
}

static const char *unit(const struct setting *s)
{
	switch (s->type) {
	case SETTING_TEXT:
	case SETTING_TEXTS:
		return " characters";
	case SETTING_BYTES:
	case SETTING_BYTES_LIST:
		return " bytes";
	default:
		return "";
	}
}

int setting_encode(const struct setting *s, const char *text, void *ctx, struct buf *out,
		   char **error)
{
	struct slice at;
	int r = encode(s, slice_str(text), out, &at);

	if (r == 0)
		return buf_ok(out) ? 0 : -ENOMEM;
	if (!error)
		return -EINVAL;
	*error = r == -ERANGE ? talloc_asprintf(ctx, "%s: '%.*s' is not from %lld to %lld%s",
						s->name, (int)at.n, (const char *)at.p,
						(long long)s->min, (long long)s->max, unit(s))
			      : talloc_asprintf(ctx, "%s: '%.*s' is not %s", s->name, (int)at.n,
						(const char *)at.p, wanted[s->type]);
	return -EINVAL;
}

/* ---- of a card ---- */

static int load(struct store *store, const struct setting *s, void *ctx, struct slice *value)
{
	struct buf out = buf_new(ctx);
	const char *text;
	int r = settings_store_get(store, s, ctx, &text);

	if (r < 0 || !text)
		return r < 0 ? r : 0;
	r = setting_encode(s, text, ctx, &out, NULL);
	if (r == 0)
		*value = out.p ? slice_dup(ctx, buf_slice(&out)) : slice_str("");
	buf_reset(&out);
	talloc_free((void *)text);
	if (r < 0)
		return r == -EINVAL ? -EBADMSG : r;
	return value->p ? 0 : -ENOMEM;
}

int settings_load(struct store *s, void *ctx, struct settings **out)
{
	struct settings *all = talloc_zero(ctx, struct settings);
	int r = all ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < SETTING_COUNT; i++)
		r = load(s, &settings_table[i], all, &all->value[i]);
	if (r < 0) {
		talloc_free(all);
		return r;
	}
	*out = all;
	return 0;
}

bool setting_present(const struct settings *s, enum setting_id id)
{
	const struct slice *value = &s->value[id];

	return value->p && (value->n || !setting_is_list(&settings_table[id]));
}

int64_t setting_number(const struct settings *s, enum setting_id id)
{
	int64_t number = 0;

	return tlv_integer(s->value[id], &number) == 0 ? number : 0;
}

bool setting_flag(const struct settings *s, enum setting_id id)
{
	return s->value[id].n && s->value[id].p[0];
}

bool setting_bit(const struct settings *s, enum setting_id id, unsigned bit)
{
	return setting_present(s, id) && tlv_bit(s->value[id], bit);
}

bool settings_v3(const struct settings *s)
{
	enum { V3 = 3 };

	return setting_present(s, SETTING_HIGHEST_SVN) && s->value[SETTING_HIGHEST_SVN].p[0] >= V3;
}

/* ---- in an image ---- */

int settings_store_put(struct store *s, const struct setting *setting, const char *text)
{
	return store_write(s, NULL, "INSERT OR REPLACE INTO setting(name, value) VALUES(?, ?)",
			   "ss", setting->name, text);
}

int settings_store_get(struct store *s, const struct setting *setting, void *ctx, const char **text)
{
	sqlite3_stmt *q =
		store_query(s, "SELECT value FROM setting WHERE name = ?", "s", setting->name);
	const char *found = setting->otherwise;
	int r = store_step(s, q);

	if (r == 1)
		found = (const char *)sqlite3_column_text(q, 0);
	*text = r >= 0 && found ? talloc_strdup(ctx, found) : NULL;
	if (r == 1)
		store_done(q);
	return r >= 0 && found && !*text ? -ENOMEM : r;
}
