/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/path.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

struct part {
	uint32_t tag;
	unsigned long nth; /* from 1 */
};

enum { TAG_DIGITS_MAX = 6, NTH_MAX = 65535 };

/* Reads one part; returns what follows it, NULL where it is none. */
static const char *read_part(const char *text, struct part *out)
{
	char *end;
	size_t digits = strspn(text, "0123456789ABCDEFabcdef");

	if (!digits || digits % 2 || digits > TAG_DIGITS_MAX)
		return NULL;
	out->tag = (uint32_t)strtoul(text, &end, 16);
	out->nth = 1;
	if (*end != '[')
		return end;
	if (!isdigit((unsigned char)end[1]))
		return NULL;
	out->nth = strtoul(end + 1, &end, 10);
	return *end == ']' && out->nth > 0 && out->nth <= NTH_MAX ? end + 1 : NULL;
}

bool path_valid(const char *text)
{
	struct part part;

	do {
		text = read_part(text, &part);
		if (text && !*text)
			return true;
	} while (text && *text++ == '/');
	return false;
}

int path_find(struct slice data, const char *path, struct tlv *out)
{
	struct part part;

	for (;;) {
		int r;

		path = read_part(path, &part);
		if (!path)
			return -EINVAL;
		while ((r = tlv_next(&data, out)) == 1)
			if (out->tag == part.tag && --part.nth == 0)
				break;
		if (r <= 0 || !*path)
			return r;
		path++;
		data = out->value;
	}
}
