/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/fcp.h"

#include "uicc/access_rules.h"
#include "uicc/pin.h"

enum {
	TAG_FILE_SIZE = 0x80,
	TAG_TOTAL_SIZE = 0x81,
	TAG_FILE_DESCRIPTOR = 0x82,
	TAG_FILE_IDENTIFIER = 0x83,
	TAG_DF_NAME = 0x84,
	TAG_SFI = 0x88,
	TAG_LIFE_CYCLE = 0x8A,
	TAG_SECURITY_REFERENCED = 0x8B,
	TAG_SECURITY_COMPACT = 0x8C,
	TAG_SECURITY_EXPANDED = 0xAB,
	TAG_PROPRIETARY = 0xA5,
	TAG_PIN_STATUS = 0xC6,
};

/* Within A5. */
enum {
	TAG_UICC_CHARACTERISTICS = 0x80,
	TAG_FILE_DETAILS = 0x84,
	TAG_MAXIMUM_SIZE = 0x86,
	TAG_SUPPORTED_COMMANDS = 0x87,
	TAG_SPECIAL_FILE_INFORMATION = 0xC0,
	USABLE_WHEN_DEACTIVATED = 0x40,
};

enum {
	SHAREABLE = 0x40,
	DATA_CODING = 0x21,
	FID_CURRENT_ADF = 0x7FFF, /* what an ADF is called, 8.4.1 */
	/* 11.1.1.4.6.1: clock stop allowed, no preferred level; supply classes A, B and C. */
	UICC_CHARACTERISTICS = 0x71,
	TERMINAL_CAPABILITY = 0x01, /* the one command that '87' tells of */
	DER_CODING = 0x01,          /* '84': lengths are coded as DER has them */
};

/* File descriptor byte without the shareable bit, 11.1.1.4.3. */
static const uint8_t descriptors[] = {
	[FILE_MF] = 0x38,           [FILE_DF] = 0x38,     [FILE_ADF] = 0x38,
	[FILE_TRANSPARENT] = 0x01,  [FILE_CYCLIC] = 0x06, [FILE_BER_TLV] = 0x39,
	[FILE_LINEAR_FIXED] = 0x02,
};

static void put_descriptor(struct buf *out, const struct file *f, const struct file *target)
{
	uint8_t v[5] = {descriptors[target->kind] | (f->shareable ? SHAREABLE : 0), DATA_CODING};
	size_t n = 2;

	if (target->kind == FILE_LINEAR_FIXED || target->kind == FILE_CYCLIC) {
		v[3] = target->record_length;
		v[4] = target->record_length ? (uint8_t)(target->size / target->record_length) : 0;
		n = 5;
	}
	tlv_put(out, TAG_FILE_DESCRIPTOR, slice_of(v, n));
}

static void put_fid(struct buf *out, const struct file *f)
{
	uint16_t fid = f->kind == FILE_ADF ? FID_CURRENT_ADF : f->fid;
	const uint8_t v[] = {(uint8_t)(fid >> 8), (uint8_t)fid};

	tlv_put(out, TAG_FILE_IDENTIFIER, slice_of(v, sizeof(v)));
}

/* In at least @min bytes. */
static void put_size(struct buf *out, uint32_t tag, uint32_t size, size_t min)
{
	const uint8_t v[] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8),
			     (uint8_t)size};
	size_t skip = 0;

	while (skip < sizeof(v) - min && !v[skip])
		skip++;
	tlv_put(out, tag, slice_of(v + skip, sizeof(v) - skip));
}

static void put_unless_there(struct buf *out, struct slice in, uint32_t tag, uint8_t value)
{
	struct tlv t;

	if (tlv_find(in, tag, &t) != 1)
		tlv_put_u8(out, tag, value);
}

/* What the profile says of the file, and what it may have left out: the UICC characteristics of a
 * directory, the commands that the MF tells of, and how a BER-TLV
 * structured EF is coded. The maximum size of one is what RESIZE FILE has made of it. */
static void put_proprietary(struct buf *out, const struct file *f, const struct file *target)
{
	bool objects = target->kind == FILE_BER_TLV;
	struct slice in = f->proprietary;
	size_t mark;
	struct tlv t;

	if (!file_is_df(f) && !objects && !f->proprietary.n)
		return;
	mark = tlv_open(out, TAG_PROPRIETARY);
	if (file_is_df(f))
		put_unless_there(out, f->proprietary, TAG_UICC_CHARACTERISTICS,
				 UICC_CHARACTERISTICS);
	while (tlv_next(&in, &t) == 1)
		if (t.tag != TAG_MAXIMUM_SIZE || !objects)
			buf_put_slice(out, t.whole);
	if (f->kind == FILE_MF)
		put_unless_there(out, f->proprietary, TAG_SUPPORTED_COMMANDS, TERMINAL_CAPABILITY);
	if (objects) {
		put_unless_there(out, f->proprietary, TAG_FILE_DETAILS, DER_CODING);
		put_size(out, TAG_MAXIMUM_SIZE, target->size, 1);
	}
	tlv_close(out, mark);
}

/* A profile may refer to its EF.ARR by record number alone; terminals are told which file. */
static void put_security(struct buf *out, const struct file *f)
{
	uint16_t fid = access_arr_fid(f);
	struct tlv t;

	if (tlv_only(f->security, TAG_SECURITY_REFERENCED, &t) == 0 && t.value.n == 1) {
		const uint8_t v[] = {(uint8_t)(fid >> 8), (uint8_t)fid, t.value.p[0]};

		tlv_put(out, TAG_SECURITY_REFERENCED, slice_of(v, sizeof(v)));
	} else {
		buf_put_slice(out, f->security);
	}
}

static void put_directory(struct buf *out, const struct uicc_content *c, const struct file *f)
{
	size_t mark = tlv_open(out, TAG_PIN_STATUS);

	pin_put_status_template(out, c, f);
	tlv_close(out, mark);
	if (f->size)
		put_size(out, TAG_TOTAL_SIZE, f->size, 2);
}

/* 11.1.1.4.1: the bytes that the file's body has, or that a BER-TLV EF's objects take. 11.1.1.4.8:
 * an empty SFI object says that there is none, an absent one would mean the low bits of the file
 * identifier. */
static void put_ef(struct buf *out, const struct file *f, const struct file *target)
{
	uint32_t size = target->kind == FILE_BER_TLV ? target->content_size : target->size;
	const uint8_t sfi = (uint8_t)(f->sfi << 3);

	put_size(out, TAG_FILE_SIZE, size, 2);
	tlv_put(out, TAG_SFI, slice_of(&sfi, f->sfi ? 1 : 0));
}

void fcp_put(struct buf *out, uint32_t tag, const struct uicc_content *c, struct file *f)
{
	const struct file *target = file_target(f);
	size_t mark = tlv_open(out, tag);

	put_descriptor(out, f, target);
	put_fid(out, f);
	if (f->kind == FILE_ADF)
		tlv_put(out, TAG_DF_NAME, f->aid);
	put_proprietary(out, f, target);
	tlv_put_u8(out, TAG_LIFE_CYCLE, f->life_cycle);
	put_security(out, f);
	if (file_is_df(f))
		put_directory(out, c, f);
	else
		put_ef(out, f, target);
	tlv_close(out, mark);
}

bool fcp_usable_when_deactivated(const struct file *f)
{
	struct tlv t;

	return tlv_find(f->proprietary, TAG_SPECIAL_FILE_INFORMATION, &t) == 1 && t.value.n == 1 &&
	       (t.value.p[0] & USABLE_WHEN_DEACTIVATED);
}

/* ---- what comes with a command ---- */

static const struct {
	uint8_t tag;
	enum fcp_field field;
	uint8_t min, max; /* bytes */
} known[] = {
	{TAG_FILE_SIZE, FCP_FILE_SIZE, 1, 4},
	{TAG_TOTAL_SIZE, FCP_TOTAL_SIZE, 1, 4},
	{TAG_FILE_DESCRIPTOR, FCP_DESCRIPTOR, 2, 5},
	{TAG_FILE_IDENTIFIER, FCP_FILE_IDENTIFIER, 2, 2},
	{TAG_DF_NAME, FCP_DF_NAME, 5, 16},
	{TAG_SFI, FCP_SFI, 0, 1},
	{TAG_LIFE_CYCLE, FCP_LIFE_CYCLE, 1, 1},
	{TAG_SECURITY_REFERENCED, FCP_SECURITY, 1, 255},
	{TAG_SECURITY_COMPACT, FCP_SECURITY, 2, 255},
	{TAG_SECURITY_EXPANDED, FCP_SECURITY, 1, 255},
	{TAG_PROPRIETARY, FCP_PROPRIETARY, 0, 255},
	{TAG_PIN_STATUS, FCP_PIN_STATUS, 0, 255},
};

static bool take_field(const struct tlv *t, struct tlv out[FCP_FIELDS])
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].tag != t->tag)
			continue;
		if (t->value.n < known[i].min || t->value.n > known[i].max ||
		    tlv_present(&out[known[i].field]))
			return false;
		out[known[i].field] = *t;
		return true;
	}
	return false;
}

bool fcp_read(struct slice data, struct tlv out[FCP_FIELDS])
{
	struct tlv template, t;
	int r;

	memset(out, 0, FCP_FIELDS * sizeof(*out));
	if (tlv_only(data, TAG_FCP, &template) < 0)
		return false;
	while ((r = tlv_next(&template.value, &t)) == 1)
		if (!take_field(&t, out))
			return false;
	return r == 0;
}

bool fcp_kind(uint8_t byte, enum file_kind *kind)
{
	for (int k = FILE_DF; k <= FILE_BER_TLV; k++) {
		if (descriptors[k] == (byte & ~SHAREABLE)) {
			*kind = (enum file_kind)k;
			return true;
		}
	}
	return false;
}

uint32_t fcp_number(struct slice value)
{
	uint32_t n = 0;

	for (size_t i = 0; i < value.n; i++)
		n = n << 8 | value.p[i];
	return n;
}

/* The last byte of a filling pattern goes on to the end, a repeat pattern begins anew; of a longer
 * pattern the end is not used. */
void fcp_fill(uint8_t *out, size_t n, struct slice pattern, bool repeat)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = repeat ? i % pattern.n : i;

		out[i] = pattern.p[at < pattern.n ? at : pattern.n - 1];
	}
}
