/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_QR_H
#define CLI_QR_H

#include <stdio.h>

/* Prints @text as a QR code in UTF-8 half blocks, dark on light whatever the terminal's colours.
 * Returns 0 or -EINVAL (too long for a QR code). */
int qr_print(FILE *f, const char *text);

#endif
