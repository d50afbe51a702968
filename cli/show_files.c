/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc show --files: each file by its path, so that lines can be searched and compared. */
#include "cli/show_files.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/show_applications.h"

enum {
	PATH_MAX_CHARS = 128, /* file identifiers of four digits; directories nest less deep */
	DIGITS = 2,           /* of a byte */
};

static long long number_of(const json_t *o, const char *key)
{
	return (long long)json_integer_value(json_object_get(o, key));
}

static void print_content(const json_t *f)
{
	const char *hex = json_string_value(json_object_get(f, "content"));
	size_t n = strlen(hex), record = DIGITS * (size_t)number_of(f, "recordLength");

	if (!record && n)
		printf("    %s\n", hex);
	for (size_t at = 0; record && at < n; at += record)
		printf("    %zu: %.*s\n", at / record + 1, (int)record, hex + at);
}

static void print_file(const json_t *f, const char *parent, bool contents)
{
	const json_t *children = json_object_get(f, "files"), *child;
	const char *aid = json_string_value(json_object_get(f, "aid"));
	char path[PATH_MAX_CHARS];
	size_t i;

	snprintf(path, sizeof(path), "%s%s%s", parent, *parent ? "/" : "",
		 json_string_value(json_object_get(f, "fid")));
	printf("%s  %s", path, json_string_value(json_object_get(f, "kind")));
	if (aid)
		printf("  %s", aid);
	if (!children)
		printf("  %lld bytes", number_of(f, "size"));
	if (json_object_get(f, "recordLength"))
		printf(", records of %lld", number_of(f, "recordLength"));
	putchar('\n');
	if (!children && contents)
		print_content(f);
	json_array_foreach (children, i, child)
		print_file(child, path, contents);
}

static void print_root(const json_t *mf, bool contents)
{
	if (json_is_object(mf))
		print_file(mf, "", contents);
}

void show_files_print(const json_t *files, bool contents)
{
	const json_t *without = json_object_get(files, "mfWithoutProfile"), *p;
	const char *gap = "";
	size_t i;

	if (json_is_object(without)) { /* not so of a plain UICC */
		puts("while no profile is enabled");
		print_file(without, "", contents);
		gap = "\n";
	}
	json_array_foreach (json_object_get(files, "profiles"), i, p) {
		printf("%sprofile %s, %s\n", gap, json_string_value(json_object_get(p, "iccid")),
		       json_string_value(json_object_get(p, "state")));
		print_root(json_object_get(p, "mf"), contents);
		show_applications_print(json_object_get(p, "applications"), 0);
		gap = "\n";
	}
}

json_t *show_files_of(const json_t *all)
{
	json_t *profiles = json_array();
	const json_t *p;
	size_t i;

	json_array_foreach (json_object_get(all, "profiles"), i, p)
		json_array_append_new(profiles, json_pack("{s:O, s:O, s:O, s:O}", "iccid",
							  json_object_get(p, "iccid"), "state",
							  json_object_get(p, "state"), "mf",
							  json_object_get(p, "mf"), "applications",
							  json_object_get(p, "applications")));
	return json_pack("{s:O, s:o}", "mfWithoutProfile", json_object_get(all, "mfWithoutProfile"),
			 "profiles", profiles);
}
