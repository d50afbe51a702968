/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/access_rules.h"

#include "codec/tlv.h"
#include "uicc/pin.h"

enum {
	TAG_REFERENCED = 0x8B,
	TAG_COMPACT = 0x8C,
	TAG_EXPANDED = 0xAB,
};

/* Access mode and security condition data objects, ISO/IEC 7816-4 5.4.3.2. */
enum {
	AM_BYTE = 0x80,
	AM_HEADER_FIRST = 0x81, /* 1000 cla ins p1 p2: which header bytes follow */
	AM_HEADER_LAST = 0x8F,
	AM_STATE_MACHINE = 0x9C,
	SC_ALWAYS = 0x90,
	SC_NEVER = 0x97,
	SC_BYTE = 0x9E,
	SC_OR = 0xA0,
	SC_AUTHENTICATION = 0xA4,
	SC_AND = 0xAF,
	CRT_KEY_REFERENCE = 0x83,
	CRT_USAGE_QUALIFIER = 0x95,
	USAGE_USER_AUTHENTICATION = 0x08,
};

enum { TEMPLATE_DEPTH_MAX = 8 };

struct request {
	const struct uicc_content *content;
	const struct file *file;
	const struct file *df; /* where its key references are looked up */
	enum access_mode mode;
	const struct apdu *apdu;
};

/* ---- security conditions ---- */

/* A4 with one or more key references, all of which must be verified PINs. */
static bool authentication_satisfied(const struct request *q, struct slice crt)
{
	bool user = false, any = false;
	struct slice in = crt;
	struct tlv t;
	int r;

	while ((r = tlv_next(&in, &t)) == 1)
		if (t.tag == CRT_USAGE_QUALIFIER)
			user = t.value.n == 1 && t.value.p[0] == USAGE_USER_AUTHENTICATION;
	if (r < 0 || !user)
		return false;
	for (in = crt; tlv_next(&in, &t) == 1;) {
		if (t.tag != CRT_KEY_REFERENCE)
			continue;
		if (t.value.n != 1 || !pin_satisfied(q->content, q->df, t.value.p[0]))
			return false;
		any = true;
	}
	return any;
}

/* Conditions other than always and never name a security environment (9.2.5), whose keys no file
 * of a profile tells: they cannot be met. */
static bool byte_satisfied(uint8_t sc)
{
	return sc == 0x00;
}

static bool condition_satisfied(const struct request *q, const struct tlv *sc, int depth);

static bool template_satisfied(const struct request *q, const struct tlv *sc, int depth)
{
	struct slice in = sc->value;
	bool any = false, all = true;
	struct tlv t;
	int r;

	if (depth >= TEMPLATE_DEPTH_MAX || in.n == 0)
		return false;
	while ((r = tlv_next(&in, &t)) == 1) {
		bool one = condition_satisfied(q, &t, depth + 1);

		any |= one;
		all &= one;
	}
	return r == 0 && (sc->tag == SC_OR ? any : all);
}

static bool condition_satisfied(const struct request *q, const struct tlv *sc, int depth)
{
	switch (sc->tag) {
	case SC_ALWAYS:
		return sc->value.n == 0;
	case SC_BYTE:
		return sc->value.n == 1 && byte_satisfied(sc->value.p[0]);
	case SC_AUTHENTICATION:
		return authentication_satisfied(q, sc->value);
	case SC_OR:
	case SC_AND:
		return template_satisfied(q, sc, depth);
	default: /* never, secure messaging, and what is not known */
		return false;
	}
}

/* ---- access modes ---- */

static bool is_access_mode(uint32_t tag)
{
	return (tag >= AM_BYTE && tag <= AM_HEADER_LAST) || tag == AM_STATE_MACHINE;
}

/* The value lists one or more descriptions of a command, of as many bytes as the tag has bits. */
static bool header_matches(const struct apdu *a, uint32_t tag, struct slice value)
{
	const uint8_t header[] = {apdu_class(a), a->ins, a->p1, a->p2};
	uint8_t wanted[4] = {0};
	size_t n = 0;

	for (int i = 0; i < 4; i++)
		if (tag & (0x08u >> i))
			wanted[n++] = header[i];
	for (; value.n >= n; value = slice_sub(value, n, value.n))
		if (memcmp(value.p, wanted, n) == 0)
			return true;
	return false;
}

static bool mode_matches(const struct request *q, const struct tlv *am)
{
	if (am->tag == AM_BYTE)
		return am->value.n == 1 && !(am->value.p[0] & 0x80) && (am->value.p[0] & q->mode);
	if (am->tag >= AM_HEADER_FIRST && am->tag <= AM_HEADER_LAST)
		return header_matches(q->apdu, am->tag, am->value);
	return false;
}

/* ---- the three formats ---- */

/* A series of access modes, each run of them followed by the conditions that open it; unused bytes
 * of a record are FF. */
static bool expanded_grants(const struct request *q, struct slice rules)
{
	bool matches = false, in_conditions = true;
	struct tlv t;

	while (rules.n && rules.p[0] != 0xFF && tlv_next(&rules, &t) == 1) {
		if (is_access_mode(t.tag)) {
			matches = (!in_conditions && matches) || mode_matches(q, &t);
			in_conditions = false;
			continue;
		}
		in_conditions = true;
		if (matches && condition_satisfied(q, &t, 0))
			return true;
	}
	return false;
}

/* An access mode byte, then a condition byte for each of its bits from b7 down. */
static bool compact_grants(const struct request *q, struct slice rule)
{
	size_t at = 1;

	if (rule.n == 0 || (rule.p[0] & 0x80))
		return false;
	for (unsigned bit = 0x40; bit; bit >>= 1) {
		if (!(rule.p[0] & bit))
			continue;
		if (at >= rule.n)
			return false;
		if (bit == q->mode)
			return byte_satisfied(rule.p[at]);
		at++;
	}
	return false;
}

/* ---- references into EF.ARR, 9.2.7 ---- */

uint16_t access_arr_fid(const struct file *f)
{
	return f->kind == FILE_MF || f->kind == FILE_ADF || f->parent->kind == FILE_MF ? 0x2F06
										       : 0x6F06;
}

/* An EF's is searched from its directory upwards to the ADF or MF, a DF's from the one above it,
 * an ADF's and the MF's in the MF. */
struct file *access_arr(const struct uicc_content *c, const struct file *f, uint16_t fid)
{
	const struct file *df = f->kind == FILE_MF ? f : f->parent;

	for (; df; df = df->parent) {
		struct file *arr = file_child(df, fid);

		if (arr && file_target(arr)->kind == FILE_LINEAR_FIXED)
			return file_target(arr);
		if (df->kind == FILE_ADF || df == c->mf)
			break;
	}
	return NULL;
}

/* The security environment (9.3): 01 where the application asks for user verification, 00 where
 * its PIN is disabled. Files outside of any ADF go by the MF's PIN. */
static uint8_t security_environment(const struct request *q)
{
	const struct file *df = q->df;

	while (df->kind != FILE_ADF && df->kind != FILE_MF)
		df = df->parent;
	return pin_of_application(q->content, df) ? 0x01 : 0x00;
}

/* 8B: a record number; a file identifier and a record number; or a file identifier and pairs of
 * security environment and record number. */
static bool parse_reference(const struct request *q, struct slice v, uint16_t *fid, uint8_t *record)
{
	uint8_t se;

	if (v.n == 1) {
		*fid = access_arr_fid(q->file);
		*record = v.p[0];
		return true;
	}
	if (v.n < 3)
		return false;
	*fid = be16(v.p);
	*record = v.p[2];
	if (v.n == 3)
		return true;
	if (v.n % 2)
		return false;
	se = security_environment(q);
	for (v = slice_sub(v, 2, v.n); v.n >= 2; v = slice_sub(v, 2, v.n)) {
		*record = v.p[1];
		if (v.p[0] == se)
			return true;
	}
	return false;
}

static bool referenced_grants(const struct request *q, struct slice reference)
{
	const struct file *arr;
	uint16_t fid;
	uint8_t record;

	if (!parse_reference(q, reference, &fid, &record))
		return false;
	arr = access_arr(q->content, q->file, fid);
	if (!arr || record == 0 || (uint32_t)record * arr->record_length > arr->size)
		return false;
	return expanded_grants(q,
			       slice_sub(slice_of(arr->content, arr->size),
					 (record - 1u) * arr->record_length, arr->record_length));
}

bool access_granted(const struct uicc_content *c, const struct file *f, enum access_mode mode,
		    const struct apdu *a)
{
	const struct request q = {c, f, file_is_df(f) ? f : f->parent, mode, a};
	struct slice in = f->security;
	struct tlv t;

	if (tlv_next(&in, &t) != 1)
		return false;
	switch (t.tag) {
	case TAG_REFERENCED:
		return referenced_grants(&q, t.value);
	case TAG_COMPACT:
		return compact_grants(&q, t.value);
	case TAG_EXPANDED:
		return expanded_grants(&q, t.value);
	default:
		return false;
	}
}
