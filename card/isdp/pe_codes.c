/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-PINCodes and PE-PUKCodes. */
#include <talloc.h>

#include "isdp/pe.h"

enum {
	CODE_COST = 24, /* bytes of memory for a code and its counters */
	CODE_BYTES = 8,
	DEFAULT_ATTRIBUTES = 7,
	DEFAULT_PIN_TRIES = 0x33, /* three at most, three left */
	DEFAULT_PUK_TRIES = 0xAA,
	ATTRIBUTE_ENABLED = 1,
	LOCAL_FIRST = 0x81,
	LOCAL_LAST = 0x88,
};

/* PINKeyReferenceValue. In the context of the MF, which makes a PIN valid everywhere, those of
 * applications and of administration; in a DF or ADF the local ones. */
static bool pin_reference_valid(int64_t reference, bool at_mf)
{
	if (!at_mf)
		return reference >= LOCAL_FIRST && reference <= LOCAL_LAST;
	return (reference >= 0x01 && reference <= 0x08) ||
	       (reference >= 0x0A && reference <= 0x0E) || (reference >= 0x8A && reference <= 0x8E);
}

static bool puk_reference_valid(int64_t reference)
{
	return (reference >= 0x01 && reference <= 0x08) ||
	       (reference >= LOCAL_FIRST && reference <= LOCAL_LAST);
}

/* @code: value and tries are set; gives it its place in the list. */
static enum pe_status add_code(struct installer *in, const struct pin *code, const struct tlv *at)
{
	struct pin **end = &in->content->pins;
	enum pe_status status;

	for (; *end; end = &(*end)->next)
		if ((*end)->df == code->df && (*end)->puk == code->puk &&
		    (*end)->reference == code->reference)
			return pe_fail(in, PE_BAD_VALUES, at->whole.p, "%s %02X is there already",
				       code->puk ? "PUK" : "PIN", code->reference);
	status = pe_charge(in, CODE_COST);
	if (status != PE_OK)
		return status;
	*end = talloc_memdup(in->content, code, sizeof(*code));
	return *end ? PE_OK : pe_fail(in, PE_MEMORY_FAILURE, at->whole.p, "out of volatile memory");
}

/* PE-PINCodes, filePath: the PINs of the directory at @path are this one's, too, in one state.
 * Those of the MF are everywhere already. */
static enum pe_status share_pins(struct installer *in, const struct tlv *path)
{
	struct file *from = pe_path(in, path->value);
	enum pe_status status = PE_OK;
	bool any = false;

	if (!from || !file_is_df(from) || from == in->context)
		return pe_fail(in, PE_BAD_VALUES, path->whole.p, "filePath: no other directory");
	if (from->kind == FILE_MF)
		return PE_OK;
	if (in->context->kind == FILE_MF)
		return pe_fail(in, PE_BAD_VALUES, path->whole.p, "filePath: the MF shares no PINs");
	for (struct pin *p = in->content->pins; p && status == PE_OK; p = p->next) {
		const struct pin shared = {.df = in->context,
					   .reference = p->reference,
					   .shared = p->shared ? p->shared : p};

		if (p->df != from)
			continue;
		any = true;
		status = add_code(in, &shared, path);
	}
	return status == PE_OK && !any
		       ? pe_fail(in, PE_PIN_CODE_MISSING, path->whole.p, "filePath: no PINs there")
		       : status;
}

/* maxNumOfAttemps-retryNumLeft: the most in the high nibble, those left in the low one. */
static enum pe_status read_tries(struct installer *in, const struct tlv *t, int64_t otherwise,
				 struct pin *code)
{
	int64_t tries;
	enum pe_status status = pe_number(in, t, 0, UINT8_MAX, otherwise, &tries);

	if (status != PE_OK)
		return status;
	code->tries_max = (uint8_t)(tries >> 4);
	code->tries = tries & 0x0F;
	if (code->tries_max == 0 || code->tries > code->tries_max)
		return pe_fail(in, PE_BAD_VALUES, t->whole.p, "number of attempts");
	return PE_OK;
}

/* Whose a PIN is: NULL for the MF's. Where one element made the MF and an ADF, the PIN says by its
 * reference which of them it is for. */
static struct file *pin_directory(const struct installer *in, int64_t reference)
{
	bool local = reference >= LOCAL_FIRST && reference <= LOCAL_LAST;

	if (in->context->kind != FILE_MF)
		return in->context;
	return local ? in->adf : NULL;
}

static enum pe_status pin_configuration(struct installer *in, const struct tlv *config)
{
	enum { REFERENCE, VALUE, PUK, ATTRIBUTES, TRIES, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[REFERENCE] = {"keyReference", 0x80, 0, 1, 2},
		[VALUE] = {"pinValue", 0x81, 0, CODE_BYTES, CODE_BYTES},
		[PUK] = {"unblockingPINReference", 0x82, TLV_OPTIONAL, 1, 2},
		[ATTRIBUTES] = {"pinAttributes", 0x83, TLV_OPTIONAL, 1, 2},
		[TRIES] = {"maxNumOfAttemps-retryNumLeft", 0x84, TLV_OPTIONAL, 1, 2},
	};
	struct pin pin = {0};
	int64_t reference = 0, puk = 0, attributes = 0;
	struct tlv t[FIELDS];
	enum pe_status status = pe_sequence(in, config->value, fields, FIELDS, t);

	if (status == PE_OK)
		status = pe_number(in, &t[REFERENCE], 0, UINT8_MAX, 0, &reference);
	if (status == PE_OK)
		status = pe_number(in, &t[PUK], 0, UINT8_MAX, 0, &puk);
	if (status == PE_OK)
		status = pe_number(in, &t[ATTRIBUTES], 0, UINT8_MAX, DEFAULT_ATTRIBUTES,
				   &attributes);
	if (status == PE_OK)
		status = read_tries(in, &t[TRIES], DEFAULT_PIN_TRIES, &pin);
	if (status != PE_OK)
		return status;
	pin.df = pin_directory(in, reference);
	if (!pin_reference_valid(reference, !pin.df))
		return pe_fail(in, PE_BAD_VALUES, t[REFERENCE].whole.p, "PIN %02X not allowed here",
			       (unsigned)reference);
	if (tlv_present(&t[PUK]) && !puk_reference_valid(puk))
		return pe_fail(in, PE_BAD_VALUES, t[PUK].whole.p, "unblockingPINReference");
	pin.reference = (uint8_t)reference;
	pin.unblocked_by = (uint8_t)puk;
	pin.attributes = (uint8_t)attributes;
	pin.enabled = attributes & ATTRIBUTE_ENABLED;
	memcpy(pin.value, t[VALUE].value.p, CODE_BYTES);
	status = add_code(in, &pin, config);
	crypto_wipe(&pin, sizeof(pin));
	return status;
}

static enum pe_status puk_configuration(struct installer *in, const struct tlv *config)
{
	enum { REFERENCE, VALUE, TRIES, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[REFERENCE] = {"keyReference", 0x80, 0, 1, 2},
		[VALUE] = {"pukValue", 0x81, 0, CODE_BYTES, CODE_BYTES},
		[TRIES] = {"maxNumOfAttemps-retryNumLeft", 0x82, TLV_OPTIONAL, 1, 2},
	};
	struct pin puk = {.puk = true, .enabled = true};
	int64_t reference = 0;
	struct tlv t[FIELDS];
	enum pe_status status = pe_sequence(in, config->value, fields, FIELDS, t);

	if (status == PE_OK)
		status = pe_number(in, &t[REFERENCE], 0, UINT8_MAX, 0, &reference);
	if (status == PE_OK)
		status = read_tries(in, &t[TRIES], DEFAULT_PUK_TRIES, &puk);
	if (status != PE_OK)
		return status;
	if (!puk_reference_valid(reference))
		return pe_fail(in, PE_BAD_VALUES, t[REFERENCE].whole.p, "PUK %02X",
			       (unsigned)reference);
	puk.reference = (uint8_t)reference;
	memcpy(puk.value, t[VALUE].value.p, CODE_BYTES);
	status = add_code(in, &puk, config);
	crypto_wipe(&puk, sizeof(puk));
	return status;
}

static enum pe_status each_configuration(struct installer *in, struct slice list,
					 enum pe_status (*configure)(struct installer *in,
								     const struct tlv *config))
{
	enum pe_status status = PE_OK;
	struct tlv t;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&list, &t)) == 1) {
		if (t.tag != 0x30)
			return pe_fail(in, PE_INVALID_REQUEST_FORMAT, t.whole.p,
				       "codes: malformed");
		status = configure(in, &t);
	}
	return r < 0 ? pe_fail(in, PE_INVALID_REQUEST_FORMAT, list.p, "codes: malformed") : status;
}

enum pe_status pe_pin_codes(struct installer *in, const struct pe *pe)
{
	enum { PIN_CONFIG = 0xA0, FILE_PATH = 0x81 };
	static const struct tlv_field fields[] = {
		{"pin-Header", 0xA0, 0, 0, 0},
		{"pinCodes", 0xA1, 0, 2, 0},
	};
	struct tlv t[2], choice;
	enum pe_status status = pe_sequence(in, pe->value, fields, 2, t);
	struct slice inside;

	if (status != PE_OK)
		return status;
	inside = t[1].value; /* a CHOICE keeps its alternative's tag inside its own */
	if (tlv_next(&inside, &choice) != 1 || inside.n != 0)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, t[1].whole.p, "pinCodes: malformed");
	if (choice.tag != PIN_CONFIG && choice.tag != FILE_PATH)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, choice.whole.p,
			       "pinCodes: malformed");
	if (!in->context)
		return pe_fail(in, PE_INVALID_PARAMETER, NULL, "pinCodes: no directory for them");
	if (choice.tag == FILE_PATH)
		return share_pins(in, &choice);
	return each_configuration(in, choice.value, pin_configuration);
}

enum pe_status pe_puk_codes(struct installer *in, const struct pe *pe)
{
	static const struct tlv_field fields[] = {
		{"puk-Header", 0xA0, 0, 0, 0},
		{"pukCodes", 0xA1, 0, 2, 0},
	};
	struct tlv t[2];
	enum pe_status status = pe_sequence(in, pe->value, fields, 2, t);

	return status == PE_OK ? each_configuration(in, t[1].value, puk_configuration) : status;
}
