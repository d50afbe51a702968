/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what to a file: TS 102 221 clause 9.2, rules in the referenced (8B), compact (8C) and
 * expanded (AB) formats. */
#ifndef UICC_ACCESS_RULES_H
#define UICC_ACCESS_RULES_H

#include "apdu/apdu.h"
#include "uicc/content.h"

/* Bits of an access mode byte (ISO/IEC 7816-4 5.4.3.1). Those of directories and of EFs differ in
 * the three low bits. */
enum access_mode {
	ACCESS_BY_COMMAND = 0, /* in no access mode byte: by the command's header only */
	ACCESS_READ = 0x01,
	ACCESS_UPDATE = 0x02,
	ACCESS_DELETE_CHILD = 0x01,
	ACCESS_CREATE_EF = 0x02,
	ACCESS_CREATE_DF = 0x04,
	ACCESS_DEACTIVATE = 0x08,
	ACCESS_ACTIVATE = 0x10,
	ACCESS_TERMINATE = 0x20,
	ACCESS_DELETE_SELF = 0x40,
};

/* True where the rules of @f let the command @a do what @mode says, as the PINs stand now. What is
 * not granted by a rule, and any rule that cannot be understood, is refused. */
bool access_granted(const struct uicc_content *c, const struct file *f, enum access_mode mode,
		    const struct apdu *a);

/* The EF.ARR that a reference without file identifier means (TCA profile package,
 * securityAttributesReferenced): 2F06 for the MF, ADFs and files directly below the MF, otherwise
 * 6F06. */
uint16_t access_arr_fid(const struct file *f);

/* The EF.ARR named @fid whose records hold for @f: the nearest one above it within its application
 * (TS 102 221 11.1.1.4.7). NULL where there is none. */
struct file *access_arr(const struct uicc_content *c, const struct file *f, uint16_t fid);

#endif
