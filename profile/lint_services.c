/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on service tables: EF.UST of the USIM (3GPP TS 31.102 4.2.8) and EF.IST of the ISIM (3GPP
 * TS 31.103 4.2.7). */
#include "profile/lint.h"

enum { FID_UST = 0x6F38, FID_IST = 0x6F07, DF_5GS = 0x5FC0, DF_GSM_ACCESS = 0x5F3B };

/* A service and a file that it needs, in the ADF or in a DF of it. */
struct service_file {
	uint8_t service;
	uint16_t df; /* 0: the ADF itself */
	uint16_t fid;
};

/* clang-format off */
static const struct service_file usim[] = {
	{2, 0, 0x6F3B},   {3, 0, 0x6F4B},   {4, 0, 0x6F49},   {5, 0, 0x6F4C},   {6, 0, 0x6F4D},
	{7, 0, 0x6F55},   {8, 0, 0x6F81},   {9, 0, 0x6F80},   {10, 0, 0x6F3C},  {11, 0, 0x6F47},
	{12, 0, 0x6F42},  {13, 0, 0x6F39},  {14, 0, 0x6F4F},  {15, 0, 0x6F45},  {16, 0, 0x6F50},
	{17, 0, 0x6F3E},  {18, 0, 0x6F3F},  {19, 0, 0x6F46},  {20, 0, 0x6F60},  {21, 0, 0x6F40},
	{24, 0, 0x6FB5},  {25, 0, 0x6FB6},  {27, 0, DF_GSM_ACCESS},             {29, 0, 0x6F48},
	{36, 0, 0x6F2C},  {37, 0, 0x6F32},  {42, 0, 0x6F61},  {43, 0, 0x6F62},  {45, 0, 0x6FC5},
	{46, 0, 0x6FC6},  {47, 0, 0x6FC7},  {48, 0, 0x6FCA},  {49, 0, 0x6FCB},  {51, 0, 0x6FCD},
	{52, 0, 0x6FCE},  {56, 0, 0x6FD3},  {57, 0, 0x6FB1},  {58, 0, 0x6FB3},  {68, 0, 0x6FD6},
	{71, 0, 0x6FD9},  {74, 0, 0x6FDC},  {78, 0, 0x6FDE},  {79, 0, 0x6FDF},  {80, 0, 0x6FE2},
	{85, 0, 0x6FE3},  {95, 0, 0x6FE7},  {96, 0, 0x6FE8},  {97, 0, 0x6FEC},
	{122, DF_5GS, 0x4F01}, {123, DF_5GS, 0x4F05}, {124, DF_5GS, 0x4F07},
	{126, DF_5GS, 0x4F06}, {129, DF_5GS, 0x4F08}, {130, DF_5GS, 0x4F09},
	{132, DF_5GS, 0x4F0B},
};
static const struct service_file isim[] = {
	{1, 0, 0x6F09}, {2, 0, 0x6FD5}, {6, 0, 0x6F3C}, {7, 0, 0x6F47}, {10, 0, 0x6FE7},
};

/* clang-format on */

static const struct {
	const char *element; /* that made the ADF */
	const char *name;
	uint16_t fid;
	const struct service_file *rows;
	size_t n;
} tables[] = {
	{"usim", "EF.UST", FID_UST, usim, sizeof(usim) / sizeof(usim[0])},
	{"isim", "EF.IST", FID_IST, isim, sizeof(isim) / sizeof(isim[0])},
};

enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static const struct file *needed(const struct file *adf, const struct service_file *row)
{
	const struct file *df = row->df ? file_child(adf, row->df) : adf;

	return df ? file_child(df, row->fid) : NULL;
}

static bool announced(const struct file *table, unsigned service)
{
	unsigned bit = service - 1;

	return bit / 8 < table->size && table->content[bit / 8] & 1u << bit % 8;
}

/* True where the profile asked for @f by an element of optional files: the others are there by
 * default. */
static bool is_optional(const struct lint *l, const struct file *f)
{
	return strncmp(l->elements[f->id - 1].name, "opt-", strlen("opt-")) == 0;
}

/* Calls @check for each row of the table that each ADF has. */
static void each_row(struct lint *l, const struct lint_rule *rule,
		     void (*check)(struct lint *l, const struct lint_rule *rule, size_t table,
				   struct file *content, const struct service_file *row))
{
	const struct file *adf = l->content && l->content->mf ? l->content->mf->children : NULL;

	for (; adf; adf = adf->next) {
		for (size_t i = 0; i < TABLES && adf->kind == FILE_ADF; i++) {
			struct file *f = file_child(adf, tables[i].fid);

			if (!lint_makes(&l->elements[adf->id - 1], tables[i].element) || !f ||
			    file_target(f)->kind != FILE_TRANSPARENT)
				continue;
			for (size_t k = 0; k < tables[i].n; k++)
				check(l, rule, i, f, &tables[i].rows[k]);
		}
	}
}

static void check_file(struct lint *l, const struct lint_rule *rule, size_t table,
		       struct file *content, const struct service_file *row)
{
	if (announced(file_target(content), row->service) && !needed(content->parent, row))
		lint_find(l, rule, (size_t)content->parent->id - 1,
			  "%s: %s announces service %u, but %s%04X is not there",
			  lint_path(l, content->parent), tables[table].name, row->service,
			  row->df == DF_5GS ? "5FC0/" : "", row->fid);
}

void lint_service_file(struct lint *l, const struct lint_rule *rule)
{
	each_row(l, rule, check_file);
}

static void check_service(struct lint *l, const struct lint_rule *rule, size_t table,
			  struct file *content, const struct service_file *row)
{
	const struct file *f = needed(content->parent, row);

	if (f && is_optional(l, f) && !announced(file_target(content), row->service))
		lint_find(l, rule, (size_t)f->id - 1, "%s: %s does not announce service %u",
			  lint_path(l, f), tables[table].name, row->service);
}

void lint_file_service(struct lint *l, const struct lint_rule *rule)
{
	each_row(l, rule, check_service);
}
