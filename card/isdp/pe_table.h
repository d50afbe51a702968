/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The profile elements of PEDefinitions (TCA eUICC Profile Package: Interoperable Format) and the
 * file system templates of its annex A, as tables. Names are spelled as in the ASN.1, so that
 * whoever prints or checks a package can use them too. */
#ifndef ISDP_PE_TABLE_H
#define ISDP_PE_TABLE_H

#include "isdp/installer.h"

struct pe;

enum template_file_flags {
	FILE_REQUIRED = 1,    /* the component is not OPTIONAL in the ASN.1 */
	FILE_HIGH_UPDATE = 2, /* high update activity, TS 102 222 special file information b8 */
	FILE_GIVEN = 4,       /* OPTIONAL, but without a default that would make it of use */
	FILE_OF_ICCID = 8,    /* its default content is the ICCID of the ProfileHeader */
	FILE_OF_AID = 16,     /* its dfName is iotOptions' AID; EF.DIR: the entry for it */
};

/* One file component of a profile element, with what annex A says of it.
 *
 * @fill is the default content in hex: "07FF.." repeats the byte before the dots up to the end of
 * the file or record, what follows the dots ends it, "*FFFFFF0000" repeats the whole. NULL: the
 * template gives no content.
 *
 * A DF behind the first row lies in the first one; EFs lie in the DF above them in the table. */
struct template_file {
	const char *name;
	enum file_kind kind;
	uint16_t fid; /* 0: the profile has to name it */
	uint8_t span; /* the component may hold this many files, with identifiers from @fid on */
	uint8_t sfi;
	uint8_t arr;     /* record of EF.ARR */
	uint8_t records; /* 0: the profile has to say the size */
	uint16_t size;   /* of the file, or of a record; 0: the profile has to say it */
	uint8_t flags;
	const char *fill;
};

/* Where the files of an element go. */
enum template_place {
	PLACE_ROOT,     /* its first file is the MF; an ADF may follow */
	PLACE_MF,       /* its first file lies in the MF */
	PLACE_ADF,      /* its first file lies in the ADF that the profile is building */
	PLACE_EXTENDED, /* no directory of its own: more files of that ADF */
};

/* Which elements may have built the ADF that an element adds to. */
enum template_family { FAMILY_NONE, FAMILY_USIM, FAMILY_ISIM, FAMILY_CSIM, FAMILY_ANY };

struct pe_type {
	uint32_t tag;
	const char *name;
	/* NULL: not supported, which the PEStatus says. */
	enum pe_status (*install)(struct installer *in, const struct pe *pe);
	/* Elements with a template: their file components, in order. */
	const struct template_file *files;
	size_t file_count;
	enum template_place place;
	enum template_family family; /* of the ADF that is built or needed */
};

/* Row of an earlier or later version of a template that differs from the element's table. */
struct template_change {
	size_t row;
	struct template_file file;
};

struct template
{
	/* The identifier is 2.23.143.1.2.number, or 2.23.143.1.2.number.version. */
	uint8_t number;
	uint8_t version; /* 0: the first */
	uint32_t tag;    /* of the element that uses it */
	bool by_default; /* its files exist even where the profile does not name them */
	size_t file_count;
	const struct template_change *changes;
	size_t change_count;
};

/* NULL where the tag is none of the module's. */
const struct pe_type *pe_type_by_tag(uint32_t tag);
/* All of them: index from 0, NULL at the end. */
const struct pe_type *pe_type_at(size_t index);

/* @oid: contents of an OBJECT IDENTIFIER. NULL where it is unknown. */
const struct template *template_by_oid(struct slice oid);
const struct template *template_at(size_t index);
/* Component @row of @t: the element's row, or the version's own. */
const struct template_file *template_row(const struct template *t, size_t row);

/* Writes the default content of @n bytes that @fill describes. */
void template_fill(const char *fill, uint8_t *out, size_t n);

/* The profile's services that this eUICC has, by their tag in ServicesList (0 contactless ...). */
bool profile_service_supported(unsigned service);
/* NULL where the number is not defined. */
const char *profile_service_name(unsigned service);

#endif
