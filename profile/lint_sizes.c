/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EFs whose size, or record length, a specification fixes. */
#include "profile/lint.h"

#define USIM "3GPP TS 31.102 4."
#define ISIM "3GPP TS 31.103 4.2"
#define CSIM "3GPP2 C.S0065 5.2"

enum { DF_PHONEBOOK = 0x5F3A };

/* clang-format off */
static const struct {
	const char *element; /* that made the directory; NULL: a DF.PHONEBOOK, wherever */
	uint16_t fid;
	uint32_t size;
	const char *name, *clause;
} sizes[] = {
	{"usim", 0x6F07, 9, "EF.IMSI", USIM "2.2"},        {"usim", 0x6F08, 33, "EF.Keys", USIM "2.3"},
	{"usim", 0x6F09, 33, "EF.KeysPS", USIM "2.4"},     {"usim", 0x6F31, 1, "EF.HPPLMN", USIM "2.6"},
	{"usim", 0x6F37, 3, "EF.ACMmax", USIM "2.7"},      {"usim", 0x6F39, 3, "EF.ACM", USIM "2.9"},
	{"usim", 0x6F46, 17, "EF.SPN", USIM "2.12"},       {"usim", 0x6F41, 5, "EF.PUCT", USIM "2.13"},
	{"usim", 0x6F78, 2, "EF.ACC", USIM "2.15"},        {"usim", 0x6F7E, 11, "EF.LOCI", USIM "2.17"},
	{"usim", 0x6F73, 14, "EF.PSLOCI", USIM "2.23"},    {"usim", 0x6F3C, 176, "EF.SMS", USIM "2.25"},
	{"usim", 0x6F4B, 13, "EF.EXT2", USIM "2.30"},      {"usim", 0x6F4C, 13, "EF.EXT3", USIM "2.31"},
	{"usim", 0x6F47, 30, "EF.SMSR", USIM "2.32"},      {"usim", 0x6F82, 3, "EF.ICT", USIM "2.35"},
	{"usim", 0x6F83, 3, "EF.OCT", USIM "2.36"},        {"usim", 0x6F4E, 13, "EF.EXT5", USIM "2.37"},
	{"usim", 0x6FB5, 2, "EF.eMLPP", USIM "2.39"},      {"usim", 0x6FB6, 1, "EF.AaeM", USIM "2.40"},
	{"usim", 0x6F55, 13, "EF.EXT4", USIM "2.45"},      {"usim", 0x6F2C, 16, "EF.DCK", USIM "2.49"},
	{"usim", 0x6F5B, 6, "EF.START-HFN", USIM "2.51"},  {"usim", 0x6F5C, 3, "EF.THRESHOLD", USIM "2.52"},
	{"usim", 0x6FE3, 18, "EF.EPSLOCI", USIM "2.91"},

	{"gsm-access", 0x4F20, 9, "EF.Kc", USIM "4.3.1"},  {"gsm-access", 0x4F52, 9, "EF.KcGPRS", USIM "4.3.2"},
	{"gsm-access", 0x4F64, 1, "EF.INVSCAN", USIM "4.3.4"},

	{"df-5gs", 0x4F01, 20, "EF.5GS3GPPLOCI", USIM "4.11.2"},
	{"df-5gs", 0x4F02, 20, "EF.5GSN3GPPLOCI", USIM "4.11.3"},
	{"df-5gs", 0x4F06, 4, "EF.UAC_AIC", USIM "4.11.7"},
	{"df-5gs", 0x4F0A, 4, "EF.Routing_Indicator", USIM "4.11.11"},

	{NULL, 0x4F22, 4, "EF.PSC", USIM "4.2.12.2"},      {NULL, 0x4F23, 2, "EF.CC", USIM "4.2.12.3"},
	{NULL, 0x4F24, 2, "EF.PUID", USIM "4.2.12.4"},

	{"isim", 0x6F3C, 176, "EF.SMS", ISIM},             {"isim", 0x6F47, 30, "EF.SMSR", ISIM},

	{"csim", 0x6F21, 2, "EF.CALL COUNT", CSIM},        {"csim", 0x6F22, 10, "EF.IMSI_M", CSIM},
	{"csim", 0x6F23, 10, "EF.IMSI_T", CSIM},           {"csim", 0x6F24, 16, "EF.TMSI", CSIM},
	{"csim", 0x6F25, 2, "EF.AH", CSIM},                {"csim", 0x6F26, 1, "EF.AOP", CSIM},
	{"csim", 0x6F27, 7, "EF.ALOC", CSIM},              {"csim", 0x6F28, 5, "EF.CDMAHOME", CSIM},
	{"csim", 0x6F29, 8, "EF.ZNREGI", CSIM},            {"csim", 0x6F2A, 7, "EF.SNREGI", CSIM},
	{"csim", 0x6F2B, 8, "EF.DISTREGI", CSIM},          {"csim", 0x6F2C, 1, "EF.ACCOLC", CSIM},
	{"csim", 0x6F2D, 1, "EF.TERM", CSIM},              {"csim", 0x6F2F, 7, "EF.ACP", CSIM},
	{"csim", 0x6F31, 8, "EF.RUIMID", CSIM},            {"csim", 0x6F33, 3, "EF.SPC", CSIM},
	{"csim", 0x6F34, 1, "EF.OTAPASPC", CSIM},          {"csim", 0x6F35, 1, "EF.NAMLOCK", CSIM},
	{"csim", 0x6F37, 1, "EF.SP", CSIM},                {"csim", 0x6F38, 8, "EF.ESN_MEID_ME", CSIM},
	{"csim", 0x6F42, 1, "EF.USGIND", CSIM},            {"csim", 0x6F46, 1, "EF.SPCS", CSIM},
	{"csim", 0x6F55, 3, "EF.MECRP", CSIM},
};
/* clang-format on */

static bool lies_in(const struct lint *l, const struct file *df, const char *element)
{
	if (!element)
		return df->fid == DF_PHONEBOOK;
	return lint_makes(&l->elements[df->id - 1], element) &&
	       (df->kind == FILE_ADF || df->parent->kind == FILE_ADF);
}

static void check(struct lint *l, const struct lint_rule *rule, struct file *f)
{
	const struct file *target = file_target(f);
	uint32_t size = target->record_length ? target->record_length : target->size;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (f->fid == sizes[i].fid && size != sizes[i].size &&
		    lies_in(l, f->parent, sizes[i].element))
			lint_find(l, rule, (size_t)f->id - 1,
				  "%s: %s has %s%u bytes, should have %u (%s)", lint_path(l, f),
				  sizes[i].name, target->record_length ? "records of " : "", size,
				  sizes[i].size, sizes[i].clause);
}

void lint_file_size(struct lint *l, const struct lint_rule *rule)
{
	struct file *f = l->content ? l->content->mf : NULL;

	for (; f; f = file_walk(l->content, f))
		if (!file_is_df(f))
			check(l, rule, f);
}
