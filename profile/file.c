/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "profile/file.h"

#include <errno.h>
#include <stdio.h>

int file_read(const char *path, size_t max, struct buf *out)
{
	uint8_t block[4096];
	FILE *f = fopen(path, "rb");
	size_t n;
	int r;

	if (!f)
		return -errno;
	while ((n = fread(block, 1, sizeof(block), f)) > 0 && out->n <= max)
		buf_put(out, block, n);
	r = ferror(f) ? -errno : out->n > max ? -EFBIG : buf_ok(out) ? 0 : -ENOMEM;
	fclose(f);
	return r;
}
