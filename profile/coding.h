/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How numbers and names are coded in a USIM's files. */
#ifndef PROFILE_CODING_H
#define PROFILE_CODING_H

#include "codec/buf.h"

/* True where @text consists of @min to @max decimal digits. */
bool is_digits(const char *text, size_t min, size_t max);

/* The digit that makes @digits[0..n-1] with it valid (ISO/IEC 7812-1 annex B), as a character. */
char luhn_digit(const char *digits, size_t n);

/* Digits two in a byte, first in the low nibble, F behind an odd number: EF.ICCID, numbers. */
void put_swapped(struct buf *b, const char *digits);
/* EF.IMSI, TS 31.102 4.2.2: 9 bytes. */
void put_imsi(struct buf *b, const char *imsi);
/* Three bytes of MCC and MNC, TS 24.008 10.5.1.3. @digits: 5 or 6. */
void plmn_code(const char *digits, uint8_t out[3]);
/* A dialling number as EF.ADN and EF.MSISDN hold it (TS 31.102 4.4.2.3): length, TON and NPI,
 * ten bytes of digits; 12 bytes in all. @number may begin with +; at most 20 digits. */
void put_number(struct buf *b, const char *number);
/* A name in the SMS default alphabet with bit 8 zero or, where a character is not in it, as UCS2
 * (TS 102 221 annex A, first coding), padded with FF to @n bytes. False where it does not fit or
 * is no UTF-8 of the basic plane. */
bool put_name(struct buf *b, const char *utf8, size_t n);
/* Appends such a name, up to its padding, in UTF-8. False for other codings and for characters that
 * put_name() does not know. */
bool get_name(struct buf *utf8, struct slice name);

#endif
