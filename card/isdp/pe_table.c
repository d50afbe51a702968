/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdp/pe.h"
#include "isdp/templates.h"

/* clang-format off */
/* Tags: PEDefinitions has AUTOMATIC TAGS, so an alternative of ProfileElement has the context tag
 * of its place in the CHOICE. */
static const struct pe_type types[] = {
    {0xA0,   "header",                pe_header,                 NULL, 0, 0, 0},
    {0xA1,   "genericFileManagement", pe_generic_file_management, NULL, 0, 0, 0},
    {0xA2,   "pinCodes",              pe_pin_codes,              NULL, 0, 0, 0},
    {0xA3,   "pukCodes",              pe_puk_codes,              NULL, 0, 0, 0},
    {0xA4,   "akaParameter",          pe_aka_parameter,          NULL, 0, 0, 0},
    {0xA5,   "cdmaParameter",         pe_cdma_parameter,         NULL, 0, 0, 0},
    {0xA6,   "securityDomain",        pe_security_domain,        NULL, 0, 0, 0},
    {0xA7,   "rfm",                   pe_rfm,                    NULL, 0, 0, 0},
    {0xA8,   "application",           pe_application,            NULL, 0, 0, 0},
    {0xA9,   "nonStandard",           NULL,                      NULL, 0, 0, 0},
    {0xAA,   "end",                   pe_end,                    NULL, 0, 0, 0},
    {0xAB,   "rfu1",                  NULL,                      NULL, 0, 0, 0},
    {0xAC,   "rfu2",                  NULL,                      NULL, 0, 0, 0},
    {0xAD,   "rfu3",                  NULL,                      NULL, 0, 0, 0},
    {0xAE,   "rfu4",                  NULL,                      NULL, 0, 0, 0},
    {0xAF,   "rfu5",                  NULL,                      NULL, 0, 0, 0},
    {0xB0,   "mf",         pe_template, mf_files,         MF_FILES,         PLACE_ROOT, FAMILY_NONE},
    {0xB1,   "cd",         pe_template, cd_files,         CD_FILES,         PLACE_MF, FAMILY_NONE},
    {0xB2,   "telecom",    pe_template, telecom_files,    TELECOM_FILES,    PLACE_MF, FAMILY_NONE},
    {0xB3,   "usim",       pe_template, usim_files,       USIM_FILES,       PLACE_MF, FAMILY_USIM},
    {0xB4,   "opt-usim",   pe_template, opt_usim_files,   OPT_USIM_FILES,   PLACE_EXTENDED, FAMILY_USIM},
    {0xB5,   "isim",       pe_template, isim_files,       ISIM_FILES,       PLACE_MF, FAMILY_ISIM},
    {0xB6,   "opt-isim",   pe_template, opt_isim_files,   OPT_ISIM_FILES,   PLACE_EXTENDED, FAMILY_ISIM},
    {0xB7,   "phonebook",  pe_template, telecom_files + TELECOM_PHONEBOOK, PHONEBOOK_FILES, PLACE_ADF, FAMILY_USIM},
    {0xB8,   "gsm-access", pe_template, gsm_access_files, GSM_ACCESS_FILES, PLACE_ADF, FAMILY_USIM},
    {0xB9,   "csim",       pe_template, csim_files,       CSIM_FILES,       PLACE_MF, FAMILY_CSIM},
    {0xBA,   "opt-csim",   pe_template, opt_csim_files,   OPT_CSIM_FILES,   PLACE_EXTENDED, FAMILY_CSIM},
    {0xBB,   "eap",        pe_template, eap_files,        EAP_FILES,        PLACE_ADF, FAMILY_ANY},
    {0xBC,   "df-5gs",     pe_template, df_5gs_files,     DF_5GS_FILES,     PLACE_ADF, FAMILY_USIM},
    {0xBD,   "df-saip",    pe_template, df_saip_files,    DF_SAIP_FILES,    PLACE_ADF, FAMILY_USIM},
    {0xBE,   "df-snpn",    pe_template, df_snpn_files,    DF_SNPN_FILES,    PLACE_ADF, FAMILY_USIM},
    {0xBF1F, "df-5gprose", pe_template, df_5gprose_files, DF_5GPROSE_FILES, PLACE_ADF, FAMILY_USIM},
    {0xBF20, "iot",        pe_template, iot_files,        IOT_FILES,        PLACE_ROOT, FAMILY_USIM},
    {0xBF21, "opt-iot",    pe_template, opt_iot_files,    OPT_IOT_FILES,    PLACE_EXTENDED, FAMILY_USIM},
};

/* clang-format on */

enum {
	ROW_UST = 6,
	ROW_5GS_NSC = 3,
	ROW_N5GS_NSC = 4,
	ROW_ROUTING = 10,
};

/* EF.UST grew from 14 to 17 bytes with the second version. */
static const struct template_change usim_1[] = {
	{ROW_UST, {"ef-ust", TR, 0x6F38, 0, 0x04, 2, 0, 14, RQ, NULL}},
};

/* One NAS security context of 57 bytes became two of 62 with the third version of DF.5GS, and the
 * spare nibbles of the routing indicator became zero with the fourth. */
static const struct template_change df_5gs_1[] = {
	{ROW_5GS_NSC, {"ef-5gs3gppnsc", LF, 0x4F03, 0, 0x03, 5, 1, 57, HU, "FF.."}},
	{ROW_N5GS_NSC, {"ef-5gsn3gppnsc", LF, 0x4F04, 0, 0x04, 5, 1, 57, HU, "FF.."}},
	{ROW_ROUTING, {"ef-routing-indicator", TR, 0x4F0A, 0, 0x0A, 2, 0, 4, 0, "F0FF.."}},
};
static const struct template_change df_5gs_3[] = {
	{ROW_ROUTING, {"ef-routing-indicator", TR, 0x4F0A, 0, 0x0A, 2, 0, 4, 0, "F0FF.."}},
};

/* What the files of an earlier version end with is a prefix of the latest table. */
static const struct template templates[] = {
	{1, 0, 0xB0, true, MF_FILES, NULL, 0},
	{2, 0, 0xB1, false, CD_FILES, NULL, 0},
	{3, 0, 0xB2, false, 38, NULL, 0},
	{3, 2, 0xB2, false, TELECOM_FILES, NULL, 0},
	{4, 0, 0xB3, true, USIM_FILES, usim_1, 1},
	{4, 2, 0xB3, true, USIM_FILES, NULL, 0},
	{5, 0, 0xB4, false, 74, NULL, 0},
	{5, 2, 0xB4, false, 85, NULL, 0},
	{5, 3, 0xB4, false, OPT_USIM_FILES, NULL, 0},
	{6, 0, 0xB7, false, PHONEBOOK_FILES, NULL, 0},
	{7, 0, 0xB8, false, GSM_ACCESS_FILES, NULL, 0},
	{8, 0, 0xB5, true, ISIM_FILES, NULL, 0},
	{9, 0, 0xB6, false, 9, NULL, 0},
	{9, 2, 0xB6, false, OPT_ISIM_FILES, NULL, 0},
	{10, 0, 0xB9, true, CSIM_FILES, NULL, 0},
	{10, 2, 0xB9, true, CSIM_FILES, NULL, 0},
	{11, 0, 0xBA, false, OPT_CSIM_FILES, NULL, 0},
	{11, 2, 0xBA, false, OPT_CSIM_FILES, NULL, 0},
	{12, 0, 0xBB, false, EAP_FILES, NULL, 0},
	{13, 0, 0xBC, false, 11, df_5gs_1, 3},
	{13, 2, 0xBC, false, 13, df_5gs_1, 3},
	{13, 3, 0xBC, false, 13, df_5gs_3, 1},
	{13, 4, 0xBC, false, DF_5GS_FILES, NULL, 0},
	{14, 0, 0xBD, false, DF_SAIP_FILES, NULL, 0},
	{15, 0, 0xBE, false, DF_SNPN_FILES, NULL, 0},
	{16, 0, 0xBF1F, false, DF_5GPROSE_FILES, NULL, 0},
	{17, 0, 0xBF20, true, IOT_FILES, NULL, 0},
	{18, 0, 0xBF21, false, OPT_IOT_FILES, NULL, 0},
};

enum {
	TYPES = sizeof(types) / sizeof(types[0]),
	TEMPLATES = sizeof(templates) / sizeof(templates[0])
};

const struct pe_type *pe_type_at(size_t index)
{
	return index < TYPES ? &types[index] : NULL;
}

const struct pe_type *pe_type_by_tag(uint32_t tag)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].tag == tag)
			return &types[i];
	return NULL;
}

const struct template *template_at(size_t index)
{
	return index < TEMPLATES ? &templates[index] : NULL;
}

const struct template *template_by_oid(struct slice oid)
{
	static const uint8_t prefix[] = {0x67, 0x81, 0x0F, 0x01, 0x02}; /* 2.23.143.1.2 */
	struct slice rest = slice_sub(oid, sizeof(prefix), SIZE_MAX);
	uint8_t version;

	if (!slice_starts(oid, slice_of(prefix, sizeof(prefix))) || rest.n < 1 || rest.n > 2)
		return NULL;
	version = rest.n == 2 ? rest.p[1] : 0;
	if (rest.n == 2 && version == 0)
		return NULL;
	for (size_t i = 0; i < TEMPLATES; i++)
		if (templates[i].number == rest.p[0] && templates[i].version == version)
			return &templates[i];
	return NULL;
}

const struct template_file *template_row(const struct template *t, size_t row)
{
	for (size_t i = 0; i < t->change_count; i++)
		if (t->changes[i].row == row)
			return &t->changes[i].file;
	return &pe_type_by_tag(t->tag)->files[row];
}

/* ---- default contents ---- */

static uint8_t hex_digit(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : c - 'A' + 10);
}

static uint8_t hex_byte(const char *hex)
{
	return (uint8_t)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
}

void template_fill(const char *fill, uint8_t *out, size_t n)
{
	bool repeat = fill[0] == '*';
	const char *head = fill + repeat;
	size_t head_n = strcspn(head, ".") / 2;
	const char *tail = head[head_n * 2] ? head + head_n * 2 + strlen("..") : "";
	size_t tail_n = strlen(tail) / 2;

	for (size_t i = 0; i < n; i++) {
		if (i < head_n || (repeat && head_n))
			out[i] = hex_byte(head + 2 * (i % head_n));
		else if (head[head_n * 2])
			out[i] = hex_byte(head + 2 * (head_n - 1));
		else
			out[i] = 0xFF;
	}
	for (size_t i = 0; i < tail_n && tail_n <= n; i++)
		out[n - tail_n + i] = hex_byte(tail + 2 * i);
}
