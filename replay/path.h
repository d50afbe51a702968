/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths of tags into BER-TLV data: BF2D/A0/E3[2]/5A is the '5A' in the second 'E3' in the first
 * 'A0' of the 'BF2D'. */
#ifndef REPLAY_PATH_H
#define REPLAY_PATH_H

#include "codec/tlv.h"

/* Whether @text is a path. */
bool path_valid(const char *text);

/* What is at @path in @data: 1 when found, 0 when not, -EBADMSG where the data on the way is no
 * BER-TLV. @path is valid. */
int path_find(struct slice data, const char *path, struct tlv *out);

#endif
