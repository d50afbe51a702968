/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of short messages: UTF-8 here, and what 3GPP TS 23.038 and SMPP have there. */
#ifndef MNO_SMS_TEXT_H
#define MNO_SMS_TEXT_H

#include "codec/buf.h"

enum sms_alphabet {
	SMS_GSM7, /* the default alphabet with its extension table (6.2.1), a septet in each byte */
	SMS_ASCII,
	SMS_LATIN_1,
	SMS_UCS2, /* as UTF-16, big endian: what phones make of it */
};

/* Whether GSM 7 bit has all characters of @text, which is well-formed UTF-8. */
bool sms_text_is_gsm7(const char *text);
/* Appends @text in GSM 7 bit or UCS2; characters that the former does not have become '?'. */
void sms_text_encode(const char *text, enum sms_alphabet alphabet, struct buf *out);
/* Appends what @coded says as UTF-8. -EILSEQ: it is no text of that alphabet. */
int sms_text_decode(struct slice coded, enum sms_alphabet alphabet, struct buf *out);

/* How many of the septets or bytes at the front of @coded go into a part of at most @most: no
 * character is cut in two (TS 23.040 9.2.3.24.1). */
size_t sms_text_cut(struct slice coded, enum sms_alphabet alphabet, size_t most);

/* Packs septets into bytes (6.1.2.1), behind @fill bits of padding (0 to 6). */
void sms_pack(struct slice septets, unsigned fill, struct buf *out);

#endif
