/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_QR_H
#define CLI_QR_H

#include <stdio.h>

/* Prints @text as a QR code in UTF-8 half blocks, dark on light whatever the terminal's colours.
 * Returns 0 or -EINVAL (too long for a QR code). */
int qr_print(FILE *f, const char *text);

/* Writes it as a PNG image, of which each module is a square of pixels, to the file @path, which is
 * made or replaced. Returns 0, -EINVAL (too long), -EIO (the file cannot be written), -ENOMEM. */
int qr_write(const char *path, const char *text);

#endif
