/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ASN.1 module PEDefinitions (TCA eUICC Profile Package: Interoperable Format, annex) as
 * tables, and the two walkers that serve every type of it: DER to JSON and JSON to DER.
 *
 * JSON follows the module's own names, so that nothing is lost on the way and back:
 *   SEQUENCE        object, members in the order of the module
 *   SEQUENCE OF     array
 *   CHOICE          object with one member, the alternative
 *   OCTET STRING    hex digits            UTF8String  string
 *   INTEGER         number                NULL        null
 *   OBJECT IDENTIFIER  "2.23.143.1.2.1"
 * Elements beyond those that the module knows (it is EXTENSIBILITY IMPLIED) are kept as hex of
 * the whole TLV: a SEQUENCE's in its member "extensions", an alternative of a CHOICE as member
 * "unknown". */
#ifndef PROFILE_ASN1_H
#define PROFILE_ASN1_H

#include <jansson.h>

#include "codec/buf.h"

enum asn1_kind {
	ASN1_NULL,
	ASN1_INTEGER,
	ASN1_OCTETS,
	ASN1_UTF8,
	ASN1_OID,
	ASN1_SEQUENCE,
	ASN1_SEQUENCE_OF,
	ASN1_CHOICE,
};

enum {
	ASN1_OPTIONAL = 1, /* or DEFAULT */
	ASN1_SECRET = 2,   /* key material: not to be shown without being asked for */
};

struct asn1_field;
struct template_file;

struct asn1_type {
	enum asn1_kind kind;
	/* No component carries a tag in the module, so they are numbered [0], [1], ... by
	 * AUTOMATIC TAGS (X.680 25.7); otherwise untagged ones keep their universal tags. */
	bool automatic;
	const struct asn1_field *fields; /* SEQUENCE, CHOICE */
	size_t count;
	/* Behind the fields, components of type File: a template's. */
	const struct template_file *files;
	size_t file_count;
	const struct asn1_type *element; /* SEQUENCE OF */
};

struct asn1_field {
	const char *name;
	const struct asn1_type *type;
	unsigned flags;
	uint32_t tag; /* as encoded, constructed bit included; 0: none in the module */
};

/* What went wrong. @where is the path to the component, as in usim.ef-imsi[1].fillFileContent. */
struct asn1_error {
	void *ctx; /* talloc parent of the two strings; set by the caller */
	char *where;
	char *what;
};

extern const struct asn1_type asn1_profile_element;

/* The profile elements that consist of files (asn1_files.c). */
extern const struct asn1_type asn1_pe_mf, asn1_pe_cd, asn1_pe_telecom, asn1_pe_usim,
	asn1_pe_opt_usim, asn1_pe_isim, asn1_pe_opt_isim, asn1_pe_phonebook, asn1_pe_gsm_access,
	asn1_pe_csim, asn1_pe_opt_csim, asn1_pe_eap, asn1_pe_df_5gs, asn1_pe_df_saip,
	asn1_pe_df_snpn, asn1_pe_df_5gprose, asn1_pe_iot, asn1_pe_opt_iot;

/* What they share (asn1_types.c). */
extern const struct asn1_type asn1_pe_header, asn1_file, asn1_oid;

/* The components of @t, a SEQUENCE or CHOICE: its fields, then its files. */
size_t asn1_field_count(const struct asn1_type *t);
struct asn1_field asn1_field_at(const struct asn1_type *t, size_t i);
/* The index of the component named @name, with *@out set; asn1_field_count() where there is none.
 */
size_t asn1_field_by_name(const struct asn1_type *t, const char *name, struct asn1_field *out);
/* The tag with which component @i of @t, a SEQUENCE or CHOICE, is encoded. */
uint32_t asn1_field_tag(const struct asn1_type *t, size_t i);
/* The component of @t from @from on that is tagged @tag; asn1_field_count() where there is none. */
size_t asn1_field_by_tag(const struct asn1_type *t, size_t from, uint32_t tag);
/* The tag of a value of @t on its own: what a SEQUENCE OF contains. */
uint32_t asn1_universal_tag(const struct asn1_type *t);

/* Decodes all of @value, the contents of a value of @t (of a CHOICE: the one TLV), to *@out.
 * Returns 0, -EBADMSG with *@err set, or -ENOMEM. */
int asn1_decode(const struct asn1_type *t, struct slice value, json_t **out,
		struct asn1_error *err);

/* Appends the DER contents of @value, a value of @t, to @out.
 * Returns 0 or -EINVAL with *@err set; allocation failures show in @out. */
int asn1_encode(const struct asn1_type *t, const json_t *value, struct buf *out,
		struct asn1_error *err);

/* Sets @err's text and returns @result. For the walkers. */
int asn1_fail(struct asn1_error *err, int result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Prepends the name of the component in which the error lies, returns @result. */
int asn1_fail_in(struct asn1_error *err, int result, const char *name);
int asn1_fail_at(struct asn1_error *err, int result, size_t index);

/* What stands in the place of a secret that is not to be shown. */
extern const char asn1_mask[];

/* Hex digits of @s as a JSON string. */
json_t *asn1_hex(struct slice s);
/* Appends the bytes that @hex spells to @out. Returns 0 or -EINVAL. */
int asn1_unhex(const char *hex, struct buf *out);

#endif
