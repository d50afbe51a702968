/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-AKAParameter and PE-CDMAParameter: what the network access applications authenticate with. */
#include <talloc.h>

#include "isdp/pe.h"
#include "naa/algorithm.h"
#include "uicc/fcp.h"

enum {
	AKA_COST = 512, /* bytes of memory: keys, constants, 32 sequence numbers */
	KEY_128 = 16,
	KEY_256 = 32,
	TOPC = 32,
	SQN_BYTES = 6,
	SQN_TOP = 0x07, /* of the most significant byte: SEQ has 43 bits */
	IND_COUNT = 32,
	DEFAULT_SQN_OPTIONS = 0x02,
};

static const uint8_t default_rotation[5] = {0x40, 0x00, 0x20, 0x40, 0x60};
static const uint8_t default_delta[SQN_BYTES] = {0x00, 0x00, 0x10, 0x00, 0x00, 0x00};

/* c1 to c5 of 3GPP TS 35.206 4.1: all zero but the last byte. */
static const uint8_t default_constant[5] = {0, 1, 2, 4, 8};

/* ---- algoParameter ---- */

static void read_constants(const struct tlv *rotation, const struct tlv *xoring, struct aka *aka)
{
	memcpy(aka->rotation, tlv_present(rotation) ? rotation->value.p : default_rotation,
	       sizeof(aka->rotation));
	for (int i = 0; i < 5; i++) {
		memset(aka->constants[i], 0, sizeof(aka->constants[i]));
		aka->constants[i][15] = default_constant[i];
	}
	if (tlv_present(xoring))
		memcpy(aka->constants, xoring->value.p, sizeof(aka->constants));
}

/* What @aka->algorithm demands of key, OPc (TOPc for TUAK), options and iterations. */
static enum pe_status check_algorithm(struct installer *in, const struct aka *aka,
				      const struct tlv *options, const struct tlv *key,
				      const struct tlv *opc, const struct tlv *keccak)
{
	bool tuak = aka->algorithm == AKA_TUAK;

	if (key->value.n != KEY_128 && !(tuak && key->value.n == KEY_256))
		return pe_fail(in, PE_BAD_VALUES, key->whole.p, "key: length");
	if (aka->algorithm != AKA_USIM_TEST && opc->value.n != (tuak ? TOPC : KEY_128))
		return pe_fail(in, PE_BAD_VALUES, opc->whole.p, "opc: length");
	if (tuak && !algorithm_tuak_options_valid(aka->options))
		return pe_fail(in, PE_BAD_VALUES, options->whole.p, "algorithmOptions: lengths");
	if (tuak && aka->keccak_iterations == 0)
		return pe_fail(in, PE_BAD_VALUES, keccak->whole.p, "numberOfKeccak: zero");
	return PE_OK;
}

static enum pe_status read_algorithm(struct installer *in, const struct tlv *parameter,
				     struct aka *aka)
{
	enum { ID, OPTIONS, KEY, OPC, ROTATION, XORING, COUNTER_MAX, KECCAK, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[ID] = {"algorithmID", 0x80, 0, 1, 8},
		[OPTIONS] = {"algorithmOptions", 0x81, 0, 1, 1},
		[KEY] = {"key", 0x82, 0, 0, 0},
		[OPC] = {"opc", 0x83, 0, 0, 0},
		[ROTATION] = {"rotationConstants", 0x84, TLV_OPTIONAL, 5, 5},
		[XORING] = {"xoringConstants", 0x85, TLV_OPTIONAL, 80, 80},
		[COUNTER_MAX] = {"authCounterMax", 0x86, TLV_OPTIONAL, 3, 3},
		[KECCAK] = {"numberOfKeccak", 0x87, TLV_OPTIONAL, 1, 2},
	};
	struct tlv t[FIELDS];
	int64_t id, iterations;
	enum pe_status status = pe_sequence(in, parameter->value, fields, FIELDS, t);

	if (status == PE_OK)
		status = pe_number(in, &t[ID], INT64_MIN, INT64_MAX, 0, &id);
	if (status == PE_OK)
		status = pe_number(in, &t[KECCAK], 0, UINT8_MAX, 1, &iterations);
	if (status != PE_OK)
		return status;
	if (id < AKA_MILENAGE || id > AKA_USIM_TEST)
		return pe_fail(in, PE_FEATURE_NOT_SUPPORTED, t[ID].whole.p,
			       "algorithmID %d not supported", (int)id);
	aka->algorithm = (enum aka_algorithm)id;
	aka->options = t[OPTIONS].value.p[0];
	aka->keccak_iterations = (uint8_t)iterations;
	status = check_algorithm(in, aka, &t[OPTIONS], &t[KEY], &t[OPC], &t[KECCAK]);
	if (status != PE_OK)
		return status;
	aka->key_length = (uint8_t)t[KEY].value.n;
	memcpy(aka->key, t[KEY].value.p, t[KEY].value.n);
	if (id != AKA_USIM_TEST && tlv_present(&t[COUNTER_MAX]))
		aka->uses_max = fcp_number(t[COUNTER_MAX].value);
	if (id != AKA_USIM_TEST)
		memcpy(aka->opc, t[OPC].value.p, t[OPC].value.n);
	read_constants(&t[ROTATION], &t[XORING], aka);
	return PE_OK;
}

/* ---- sequence numbers ---- */

/* "Maximum ... is '07FFFFFFFFFF'H": a SEQ without its index. */
static enum pe_status read_seq(struct installer *in, const struct tlv *t, uint8_t out[SQN_BYTES])
{
	if (t->value.n != SQN_BYTES || t->value.p[0] > SQN_TOP)
		return pe_fail(in, PE_BAD_VALUES, t->whole.p, "sequence number too large");
	memcpy(out, t->value.p, SQN_BYTES);
	return PE_OK;
}

static enum pe_status read_sqn_init(struct installer *in, const struct tlv *list, struct aka *aka)
{
	struct slice rest = list->value;
	enum pe_status status = PE_OK;
	size_t count = 0;
	struct tlv t;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&rest, &t)) == 1) {
		if (t.tag != 0x04 || count == IND_COUNT)
			break;
		status = read_seq(in, &t, aka->sqn[count++]);
	}
	if (status == PE_OK && (r != 0 || count != IND_COUNT))
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, list->whole.p, "sqnInit: malformed");
	return status;
}

static struct aka *aka_of(const struct uicc_content *c, const struct file *adf)
{
	struct aka *a = c->akas;

	while (a && a->adf != adf)
		a = a->next;
	return a;
}

/* ---- mappingParameter ---- */

/* The whole of another application's parameters serve, whatever mappingOptions selects of them: a
 * subscription has one key, and its authentication centre one series of sequence numbers. */
static enum pe_status read_mapping(struct installer *in, const struct tlv *parameter,
				   struct aka *aka)
{
	enum { OPTIONS, SOURCE, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[OPTIONS] = {"mappingOptions", 0x80, 0, 1, 1},
		[SOURCE] = {"mappingSource", 0x81, 0, 5, 16},
	};
	struct tlv t[FIELDS];
	enum pe_status status = pe_sequence(in, parameter->value, fields, FIELDS, t);
	const struct file *adf;
	const struct aka *source;

	if (status != PE_OK)
		return status;
	adf = file_by_aid(in->content, t[SOURCE].value);
	source = adf ? aka_of(in->content, adf) : NULL;
	if (!source)
		return pe_fail(in, PE_INVALID_PARAMETER, t[SOURCE].whole.p,
			       "mappingSource: no application with parameters");
	aka->algorithm = source->algorithm;
	aka->source = source->source ? source->source : source->adf;
	return PE_OK;
}

static enum pe_status add_aka(struct installer *in, const struct aka *aka)
{
	struct aka **end = &in->content->akas;
	enum pe_status status = pe_charge(in, AKA_COST);

	if (status != PE_OK)
		return status;
	while (*end)
		end = &(*end)->next;
	*end = talloc_memdup(in->content, aka, sizeof(*aka));
	return *end ? PE_OK : pe_out_of_memory(in);
}

enum pe_status pe_aka_parameter(struct installer *in, const struct pe *pe)
{
	enum { HEADER, ALGO, OPTIONS, DELTA, AGE_LIMIT, INIT, FIELDS };
	enum { MAPPING_PARAMETER = 0xA0, ALGO_PARAMETER = 0xA1 };
	static const struct tlv_field fields[FIELDS] = {
		[HEADER] = {"aka-header", 0xA0, 0, 0, 0},
		[ALGO] = {"algoConfiguration", 0xA1, 0, 2, 0},
		[OPTIONS] = {"sqnOptions", 0x82, TLV_OPTIONAL, 1, 1},
		[DELTA] = {"sqnDelta", 0x83, TLV_OPTIONAL, SQN_BYTES, SQN_BYTES},
		[AGE_LIMIT] = {"sqnAgeLimit", 0x84, TLV_OPTIONAL, SQN_BYTES, SQN_BYTES},
		[INIT] = {"sqnInit", 0xA5, TLV_OPTIONAL, 0, 0},
	};
	struct aka aka = {.adf = in->adf, .sqn_options = DEFAULT_SQN_OPTIONS};
	struct tlv t[FIELDS], choice;
	enum pe_status status = pe_sequence(in, pe->value, fields, FIELDS, t);
	struct slice inside = t[ALGO].value;

	if (status != PE_OK)
		return status;
	if (!in->adf || aka_of(in->content, in->adf))
		return pe_fail(in, PE_INVALID_PARAMETER, NULL, "akaParameter: no ADF to take it");
	if (tlv_next(&inside, &choice) != 1 || inside.n != 0 ||
	    (choice.tag != MAPPING_PARAMETER && choice.tag != ALGO_PARAMETER))
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, t[ALGO].whole.p,
			       "algoConfiguration: malformed");
	memcpy(aka.sqn_delta, default_delta, SQN_BYTES);
	memcpy(aka.sqn_age_limit, default_delta, SQN_BYTES);
	if (tlv_present(&t[OPTIONS]))
		aka.sqn_options = t[OPTIONS].value.p[0];
	status = choice.tag == MAPPING_PARAMETER ? read_mapping(in, &choice, &aka)
						 : read_algorithm(in, &choice, &aka);
	if (status == PE_OK && tlv_present(&t[DELTA]))
		status = read_seq(in, &t[DELTA], aka.sqn_delta);
	if (status == PE_OK && tlv_present(&t[AGE_LIMIT]))
		status = read_seq(in, &t[AGE_LIMIT], aka.sqn_age_limit);
	if (status == PE_OK && tlv_present(&t[INIT]))
		status = read_sqn_init(in, &t[INIT], &aka);
	if (status == PE_OK)
		status = add_aka(in, &aka);
	crypto_wipe(&aka, sizeof(aka));
	return status;
}

/* ---- test profiles ---- */

/* 00 in each byte, or 00, 01, 02 and so on; the last byte is free. */
static bool is_test_key(const uint8_t *key, size_t n)
{
	bool zero = true, counting = true;

	for (size_t i = 0; i + 1 < n; i++) {
		zero &= key[i] == 0;
		counting &= key[i] == i;
	}
	return zero || counting;
}

bool installer_has_test_keys(const struct installer *in)
{
	for (const struct aka *a = in->content->akas; a; a = a->next)
		if (!a->source && !is_test_key(a->key, a->key_length))
			return false;
	return true;
}

/* ---- CDMA ---- */

/* The parameters are kept for an ADF.CSIM; no command uses them, as CAVE is not offered. */
enum pe_status pe_cdma_parameter(struct installer *in, const struct pe *pe)
{
	enum { HEADER, KEY, SSD, HRPD, SIMPLE_IP, MOBILE_IP, FIELDS };
	static const struct tlv_field fields[FIELDS] = {
		[HEADER] = {"cdma-header", 0xA0, 0, 0, 0},
		[KEY] = {"authenticationKey", 0x81, 0, 8, 8},
		[SSD] = {"ssd", 0x82, TLV_OPTIONAL, 16, 16},
		[HRPD] = {"hrpdAccessAuthenticationData", 0x83, TLV_OPTIONAL, 2, 32},
		[SIMPLE_IP] = {"simpleIPAuthenticationData", 0x84, TLV_OPTIONAL, 3, 483},
		[MOBILE_IP] = {"mobileIPAuthenticationData", 0x85, TLV_OPTIONAL, 5, 957},
	};
	struct cdma_parameter **end = &in->cdmas, *c;
	struct tlv t[FIELDS];
	enum pe_status status = pe_sequence(in, pe->value, fields, FIELDS, t);

	if (status != PE_OK)
		return status;
	if (!in->adf || in->family != FAMILY_CSIM)
		return pe_fail(in, PE_INVALID_PARAMETER, NULL, "cdmaParameter: no ADF to take it");
	for (; *end; end = &(*end)->next)
		if ((*end)->adf == in->adf)
			return pe_fail(in, PE_INVALID_PARAMETER, NULL,
				       "cdmaParameter: the ADF has one");
	status = pe_charge(in, pe->value.n);
	if (status != PE_OK)
		return status;
	c = talloc_zero(in, struct cdma_parameter);
	if (!c)
		return pe_out_of_memory(in);
	c->adf = in->adf;
	*end = c;
	if (!pe_keep(c, t[KEY].value, &c->authentication_key) ||
	    !pe_keep(c, t[SSD].value, &c->ssd) || !pe_keep(c, t[HRPD].value, &c->hrpd) ||
	    !pe_keep(c, t[SIMPLE_IP].value, &c->simple_ip) ||
	    !pe_keep(c, t[MOBILE_IP].value, &c->mobile_ip))
		return pe_out_of_memory(in);
	return PE_OK;
}
