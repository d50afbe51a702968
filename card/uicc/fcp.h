/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File control parameters, TS 102 221 11.1.1.3. */
#ifndef UICC_FCP_H
#define UICC_FCP_H

#include "codec/tlv.h"
#include "uicc/content.h"

enum {
	TAG_FCP = 0x62,
	TAG_FCI = 0x6F, /* what ISO/IEC 7816-4 SELECT returns for P2 00 */
};

/* Appends the template @tag with the file control parameters of @f. */
void fcp_put(struct buf *out, uint32_t tag, const struct uicc_content *c, struct file *f);

/* What a template '62' that comes with CREATE FILE or RESIZE FILE may hold (TS 102 222 6.3.2.2,
 * 6.10.2.2). */
enum fcp_field {
	FCP_FILE_SIZE,
	FCP_TOTAL_SIZE,
	FCP_DESCRIPTOR,
	FCP_FILE_IDENTIFIER,
	FCP_DF_NAME,
	FCP_SFI,
	FCP_LIFE_CYCLE,
	FCP_SECURITY, /* any of the three formats */
	FCP_PROPRIETARY,
	FCP_PIN_STATUS,
	FCP_FIELDS,
};

/* Reads @data as one FCP template, its objects in any order. What is absent gets whole.p == NULL.
 * False where it is none, where something in it has a length that it cannot have, comes twice or is
 * not known. */
bool fcp_read(struct slice data, struct tlv out[FCP_FIELDS]);

/* The kind of file that the file descriptor byte @byte means; a DF where it may be any directory.
 * False for a byte that describes no file of the UICC (TS 102 221 11.1.1.4.3). */
bool fcp_kind(uint8_t byte, enum file_kind *kind);

/* The big endian number in @value, of at most four bytes. */
uint32_t fcp_number(struct slice value);

/* Fills @n bytes, those of a record or of a transparent EF, by a filling pattern or by a repeat
 * pattern (TS 102 222 6.3.2.2.2). */
void fcp_fill(uint8_t *out, size_t n, struct slice pattern, bool repeat);

/* Special file information (TS 102 222, tag C0 within A5): the file can be read and updated while
 * it is deactivated. */
bool fcp_usable_when_deactivated(const struct file *f);

#endif
