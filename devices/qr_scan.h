/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef DEVICES_QR_SCAN_H
#define DEVICES_QR_SCAN_H

/* The text of the one QR code in the image at @path, read by ZBar's zbarimg. @stop: see wait.h.
 * Returns 0 with a talloc string on @ctx, or -ENOENT (no such program), -EBADMSG (no image, no or
 * several codes), -ECANCELED and others, with *@error on @ctx. */
int qr_scan(const char *path, int stop, void *ctx, char **text, char **error);

#endif
