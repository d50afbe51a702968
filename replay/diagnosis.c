/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/diagnosis.h"

#include <talloc.h>

#include "codec/tlv.h"

enum { DEPTH_MAX = 16, HEX_MAX = 256 };

/* Whether all of @data is BER-TLV. */
static bool is_tlv(struct slice data)
{
	struct tlv t;
	int r;

	if (!data.n)
		return false;
	while ((r = tlv_next(&data, &t)) == 1)
		;
	return r == 0;
}

char *diagnosis_tree(char *text, struct slice data, unsigned depth)
{
	struct tlv t;

	while (tlv_next(&data, &t) == 1) {
		bool inside = tlv_constructed(t.tag) && depth < DEPTH_MAX && is_tlv(t.value);
		char *hex = inside ? NULL : hex_text(slice_sub(t.value, 0, HEX_MAX), text);

		text = talloc_asprintf_append(text, "  %*s%02X (%zu)%s%s%s\n", (int)depth * 2, "",
					      t.tag, t.value.n, inside || !t.value.n ? "" : " ",
					      inside ? "" : hex,
					      t.value.n > HEX_MAX && !inside ? "..." : "");
		if (inside)
			text = diagnosis_tree(text, t.value, depth + 1);
	}
	return text;
}

/* The bytes of a pattern that allows one string alone. */
static bool exact(const struct pattern *p, struct buf *out)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->bytes[i].gap || p->bytes[i].mask != 0xFF)
			return false;
		buf_put_u8(out, p->bytes[i].value);
	}
	return buf_ok(out);
}

static char *put_tree(char *text, const char *whose, struct slice response)
{
	struct slice data = slice_sub(response, 0, response.n < 2 ? 0 : response.n - 2);

	if (!is_tlv(data))
		return text;
	return diagnosis_tree(talloc_asprintf_append(text, "%s:\n", whose), data, 0);
}

char *diagnosis_difference(const char *what, const struct pattern *expected, struct slice seen,
			   bool response, void *ctx)
{
	struct buf wanted = buf_new(ctx);
	size_t at = 0;
	char *text;

	pattern_match(expected, seen, &at);
	text = talloc_asprintf(ctx, "%s is     %s\n%*s  not as %s\n", what, hex_text(seen, ctx),
			       (int)strlen(what), "", pattern_text(expected, ctx));
	if (at < seen.n)
		text = talloc_asprintf_append(text, "first difference: byte %zu, %02X\n", at,
					      seen.p[at]);
	else
		text = talloc_asprintf_append(text, "first difference: it ends after %zu bytes\n",
					      seen.n);
	if (!response)
		return text;
	text = put_tree(text, "seen", seen);
	return exact(expected, &wanted) ? put_tree(text, "expected", buf_slice(&wanted)) : text;
}
