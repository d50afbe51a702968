/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the file system templates of annex A as JSON, for package-files.jq: the facts that a
 * package takes for granted. */
#include <stdio.h>

#include "isdp/pe_table.h"

static const char *const places[] = {[PLACE_ROOT] = "root",
				     [PLACE_MF] = "mf",
				     [PLACE_ADF] = "adf",
				     [PLACE_EXTENDED] = "extended"};
static const char *const kinds[] = {
	[FILE_MF] = "mf",
	[FILE_DF] = "df",
	[FILE_ADF] = "adf",
	[FILE_TRANSPARENT] = "transparent",
	[FILE_LINEAR_FIXED] = "linear-fixed",
	[FILE_CYCLIC] = "cyclic",
	[FILE_BER_TLV] = "ber-tlv",
};

static void print_template(const struct template *t)
{
	printf("\"2.23.143.1.2.%u", t->number);
	if (t->version)
		printf(".%u", t->version);
	printf("\": {\"place\": \"%s\", \"byDefault\": %s, \"files\": [",
	       places[pe_type_by_tag(t->tag)->place], t->by_default ? "true" : "false");
	for (size_t i = 0; i < t->file_count; i++) {
		const struct template_file *f = template_row(t, i);

		printf("%s\n\t{\"name\": \"%s\", \"kind\": \"%s\", \"fid\": \"%04X\", "
		       "\"rule\": %u, \"records\": %u, \"size\": %u, \"fill\": \"%s\", \"of\": "
		       "\"%s\"}",
		       i ? "," : "", f->name, kinds[f->kind], f->fid, f->arr, f->records, f->size,
		       f->fill ? f->fill : "",
		       f->flags & FILE_OF_ICCID ? "iccid"
		       : f->flags & FILE_OF_AID ? "aid"
						: "");
	}
	printf("]}");
}

int main(void)
{
	puts("{");
	for (size_t i = 0; template_at(i); i++) {
		printf("%s", i ? ",\n" : "");
		print_template(template_at(i));
	}
	puts("}");
	return 0;
}
