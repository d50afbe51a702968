/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdbool.h>

enum { QUIET = 4 }; /* modules of light around the code, ISO/IEC 18004 */

static bool dark(const QRcode *code, int x, int y)
{
	return x >= 0 && y >= 0 && x < code->width && y < code->width &&
	       (code->data[y * code->width + x] & 1);
}

/* A character cell is two modules high: the upper is the foreground, the lower the background. */
static void print_cell(FILE *f, bool upper, bool lower)
{
	fprintf(f, "\033[%d;%dm\xE2\x96\x80", upper ? 30 : 97, lower ? 40 : 107);
}

int qr_print(FILE *f, const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);

	if (!code)
		return -EINVAL;
	for (int y = -QUIET; y < code->width + QUIET; y += 2) {
		for (int x = -QUIET; x < code->width + QUIET; x++)
			print_cell(f, dark(code, x, y), dark(code, x, y + 1));
		fputs("\033[0m\n", f);
	}
	QRcode_free(code);
	return 0;
}
