/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/qr.h"

#include <errno.h>
#include <png.h>
#include <qrencode.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	QUIET = 4,  /* modules of light around the code, ISO/IEC 18004 */
	PIXELS = 8, /* of an image, for each module */
};

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

/* Grey, a byte for each pixel. */
static unsigned char *pixels(const QRcode *code, int side)
{
	unsigned char *image = malloc((size_t)side * (size_t)side);

	for (int y = 0; image && y < side; y++)
		for (int x = 0; x < side; x++)
			image[y * side + x] =
				dark(code, x / PIXELS - QUIET, y / PIXELS - QUIET) ? 0 : 255;
	return image;
}

int qr_write(const char *path, const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	png_image png = {.version = PNG_IMAGE_VERSION, .format = PNG_FORMAT_GRAY};
	int side = code ? (code->width + 2 * QUIET) * PIXELS : 0;
	unsigned char *image = code ? pixels(code, side) : NULL;
	int r = !code ? -EINVAL : !image ? -ENOMEM : 0;

	png.width = png.height = (png_uint_32)side;
	if (r == 0 && !png_image_write_to_file(&png, path, 0, image, 0, NULL))
		r = -EIO;
	free(image);
	QRcode_free(code);
	return r;
}
