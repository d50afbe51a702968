/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc show: what is on a card image. Reads it without disturbing a card that runs on it.
 * Everything is collected into one JSON value first; the text is a rendering of that. */
#include "config.h"

#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "card/codec/tlv.h"
#include "card/codec/utf8.h"
#include "card/ecasd/eid.h"
#include "card/settings.h"
#include "card/store/notification_store.h"
#include "card/store/profile_store.h"
#include "card/store/uicc_store.h"
#include "cli/cli.h"
#include "cli/settings_file.h"
#include "cli/show_applications.h"
#include "cli/show_files.h"
#include "cli/subcommands.h"

static const char help[] =
	"usage: softeuicc show IMAGE [--files [--all]] [--json]\n\n"
	"Prints what is on the card image IMAGE: identity, configuration, profiles with their\n"
	"files and applications, and pending notifications. Keys and PINs are not printed. A card\n"
	"that runs on the image is not disturbed.\n\n"
	"  --files  the files and applications alone, each file with its path\n"
	"  --all    the files' contents, too\n"
	"  --json   as JSON, with the contents of files and load blocks in hexadecimal\n"
	"  --help   this text\n";

enum { OPT_JSON = 1, OPT_FILES, OPT_ALL, OPT_HELP = 'h' };

/* What of it, and how. */
struct choice {
	bool json;
	bool files; /* nothing else */
	bool contents;
};

static const struct option options[] = {
	{"json", no_argument, NULL, OPT_JSON},
	{"files", no_argument, NULL, OPT_FILES},
	{"all", no_argument, NULL, OPT_ALL},
	{"help", no_argument, NULL, OPT_HELP},
	{0},
};

/* ---- collecting ---- */

struct show {
	void *ctx;
	struct store *store;
};

static json_t *hex(const struct show *w, struct slice s)
{
	char *text = talloc_zero_size(w->ctx, 2 * s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		sprintf(text + 2 * i, "%02X", s.p[i]);
	return json_string(text);
}

static json_t *iccid_digits(struct slice iccid)
{
	char text[ICCID_DIGITS + 1];

	iccid_format(iccid, text);
	return json_string(text);
}

static json_t *utf8(struct slice s)
{
	json_t *text = json_stringn((const char *)s.p, s.n);

	return text ? text : json_string("(not UTF-8)");
}

static json_t *identities(struct show *w)
{
	static const char *const curves[] = {"NIST P-256", "brainpoolP256r1"};
	sqlite3_stmt *q = store_query(w->store,
				      "SELECT ci_key_id, curve, euicc_certificate FROM identity "
				      "ORDER BY priority",
				      "");
	json_t *list = json_array();

	while (store_step(w->store, q) == 1) {
		int curve = sqlite3_column_int(q, 1);

		json_array_append_new(
			list, json_pack("{s:o, s:s, s:o}", "ciKeyId", hex(w, store_blob(q, 0)),
					"curve", curve == 0 || curve == 1 ? curves[curve] : "?",
					"euiccCertificate", hex(w, store_blob(q, 2))));
	}
	return list;
}

/* What SetDefaultDpAddress has made it, or what it was at first. */
static json_t *default_dp_address(struct show *w)
{
	const struct setting *initial = &settings_table[SETTING_DEFAULT_DP_ADDRESS];
	struct slice value;
	const char *text;

	if (store_get(w->store, "default_dp_address", w->ctx, &value) == 1)
		return utf8(value);
	if (settings_store_get(w->store, initial, w->ctx, &text) < 0 || !text)
		return json_null();
	return json_string(text);
}

static json_t *file_tree(struct show *w, struct file *f)
{
	json_t *o = json_object(), *children;
	char fid[5];

	snprintf(fid, sizeof(fid), "%04X", f->fid);
	json_object_set_new(o, "fid", json_string(fid));
	json_object_set_new(o, "kind", json_string(file_kind_names[f->kind]));
	if (f->aid.n)
		json_object_set_new(o, "aid", hex(w, f->aid));
	if (!file_is_df(f)) {
		const struct file *target = file_target(f);
		size_t used = f->kind == FILE_BER_TLV ? target->content_size : target->size;

		json_object_set_new(o, "size", json_integer(target->size));
		if (f->record_length)
			json_object_set_new(o, "recordLength", json_integer(f->record_length));
		json_object_set_new(o, "content",
				    hex(w, slice_of(target->content, target->content ? used : 0)));
		return o;
	}
	children = json_array();
	for (struct file *child = f->children; child; child = child->next)
		json_array_append_new(children, file_tree(w, child));
	json_object_set_new(o, "files", children);
	return o;
}

static json_t *files_of(struct show *w, int64_t profile)
{
	struct uicc_content *content;

	if (uicc_store_load(w->store, profile, w->ctx, &content) < 0 || !content->mf)
		return json_null();
	return file_tree(w, content->mf);
}

/* Components of StoreMetadataRequest (SGP.22 5.5.3) that are plain text. */
static json_t *metadata_text(struct slice metadata, uint32_t tag)
{
	struct tlv t;

	return tlv_find(metadata, tag, &t) == 1 ? utf8(t.value) : json_null();
}

static json_t *profile_class(struct slice metadata)
{
	static const char *const names[] = {"test", "provisioning", "operational"};
	int64_t number = 2;
	struct tlv t;

	if (tlv_find(metadata, 0x95, &t) == 1 && tlv_integer(t.value, &number) < 0)
		number = -1;
	return json_string(number >= 0 && number <= 2 ? names[number] : "?");
}

static json_t *profiles(struct show *w)
{
	json_t *list = json_array();
	struct profile p = {0};

	while (profile_store_next(w->store, p.id, w->ctx, &p) == 1)
		json_array_append_new(
			list,
			json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "iccid",
				  iccid_digits(p.iccid), "isdpAid", hex(w, p.isdp_aid), "state",
				  p.state == PROFILE_ENABLED ? "enabled" : "disabled", "class",
				  profile_class(p.metadata), "nickname",
				  p.nickname.p ? utf8(p.nickname) : json_null(),
				  "serviceProviderName", metadata_text(p.metadata, 0x91),
				  "profileName", metadata_text(p.metadata, 0x92), "size",
				  (json_int_t)p.size, "mf", files_of(w, p.id), "applications",
				  show_applications(w->store, p.id)));
	return list;
}

static json_t *notifications(struct show *w)
{
	static const char *const events[] = {"install", "enable", "disable", "delete"};
	struct notification n = {0};
	json_t *list = json_array();

	while (notification_store_next(w->store, n.sequence, w->ctx, &n) == 1)
		json_array_append_new(
			list,
			json_pack("{s:I, s:s, s:o, s:o}", "sequence", (json_int_t)n.sequence,
				  "event", n.event <= EVENT_DELETE ? events[n.event] : "?",
				  "address", utf8(n.address), "iccid", iccid_digits(n.iccid)));
	return list;
}

static json_t *eid_text(struct show *w)
{
	char text[EID_DIGITS + 1];
	struct slice eid;

	if (store_get(w->store, "eid", w->ctx, &eid) != 1 || eid.n != EID_DIGITS / 2)
		return json_null();
	eid_format(eid.p, text);
	return json_string(text);
}

static const char plain_uicc[] = "plain UICC";

static bool has_eid(struct show *w)
{
	struct slice eid;

	return store_get(w->store, "eid", w->ctx, &eid) != 0;
}

/* Of the profile that is enabled. */
static json_t *iccid_text(struct show *w)
{
	struct profile p;

	return profile_store_enabled(w->store, w->ctx, &p) == 1 ? iccid_digits(p.iccid)
								: json_null();
}

static json_t *collect(struct show *w)
{
	bool euicc = has_eid(w);

	return json_pack(
		"{s:s, s:o, s:o, s:o, s:o, s:{s:o, s:I, s:I}, s:o, s:o, s:o}", "kind",
		euicc ? "eUICC" : plain_uicc, "eid", eid_text(w), "iccid", iccid_text(w),
		"identities", identities(w), "settings", settings_to_json(w->store, !euicc, w->ctx),
		"configuration", "defaultDpAddress", default_dp_address(w), "memoryTotal",
		(json_int_t)(profile_store_free_memory(w->store) +
			     (uint64_t)profile_store_total_size(w->store)),
		"memoryUsed", (json_int_t)profile_store_total_size(w->store), "mfWithoutProfile",
		files_of(w, 0), "profiles", profiles(w), "notifications", notifications(w));
}

/* ---- rendering ---- */

static const char *text_of(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text ? text : "-";
}

static void print_tree(const json_t *f, int depth)
{
	const json_t *children = json_object_get(f, "files"), *child;
	const char *aid = json_string_value(json_object_get(f, "aid"));
	size_t i;

	printf("%*s%s  %s", 4 + 2 * depth, "", text_of(f, "fid"), text_of(f, "kind"));
	if (aid)
		printf("  %s", aid);
	if (!children)
		printf("  %lld bytes", (long long)json_integer_value(json_object_get(f, "size")));
	if (json_object_get(f, "recordLength"))
		printf(", records of %lld",
		       (long long)json_integer_value(json_object_get(f, "recordLength")));
	putchar('\n');
	json_array_foreach (children, i, child)
		print_tree(child, depth + 1);
}

static bool is_plain_uicc(const json_t *all)
{
	return strcmp(text_of(all, "kind"), plain_uicc) == 0;
}

/* What an eUICC knows of a profile. */
static void print_installed(const json_t *p)
{
	printf("  state     %s\n", text_of(p, "state"));
	printf("  class     %s\n", text_of(p, "class"));
	printf("  ISD-P     %s\n", text_of(p, "isdpAid"));
	printf("  provider  %s\n", text_of(p, "serviceProviderName"));
	printf("  name      %s\n", text_of(p, "profileName"));
	printf("  nickname  %s\n", text_of(p, "nickname"));
}

static void print_profile(const json_t *p, bool installed)
{
	printf("\nprofile %s\n", text_of(p, "iccid"));
	if (installed)
		print_installed(p);
	printf("  memory    %lld bytes\n  files\n",
	       (long long)json_integer_value(json_object_get(p, "size")));
	print_tree(json_object_get(p, "mf"), 0);
	if (json_array_size(json_object_get(p, "applications")))
		puts("  applications");
	show_applications_print(json_object_get(p, "applications"), 4);
}

/* A line for each, as in NAME=ELEMENT, ELEMENT. The first has the heading. */
static void print_settings(const json_t *settings, const char *heading, const char *prefix)
{
	const json_t *value, *element;
	const char *key;
	size_t i;

	json_object_foreach ((json_t *)settings, key, value) {
		if (json_is_object(value)) {
			print_settings(value, heading, key);
			continue;
		}
		printf("%s%s%s%s=", heading, prefix, *prefix ? "." : "", key);
		heading = "                 ";
		if (json_is_integer(value))
			printf("%lld", (long long)json_integer_value(value));
		else if (json_is_boolean(value))
			printf("%s", json_is_true(value) ? "true" : "false");
		else if (json_is_string(value))
			printf("%s", json_string_value(value));
		json_array_foreach (value, i, element)
			printf("%s%s", i ? ", " : "", json_string_value(element));
		putchar('\n');
	}
}

static void print_identity(const json_t *all)
{
	const json_t *configuration = json_object_get(all, "configuration"), *item;
	size_t i;

	if (is_plain_uicc(all)) {
		printf("ICCID            %s\n", text_of(all, "iccid"));
		puts("kind             plain UICC: no eUICC");
	} else {
		printf("EID              %s\n", text_of(all, "eid"));
		json_array_foreach (json_object_get(all, "identities"), i, item)
			printf("identity         %s, CI %s\n", text_of(item, "curve"),
			       text_of(item, "ciKeyId"));
	}
	print_settings(json_object_get(all, "settings"), "settings         ", "");
	if (!is_plain_uicc(all))
		printf("default SM-DP+   %s\n", text_of(configuration, "defaultDpAddress"));
	printf("memory           %lld of %lld bytes used\n",
	       (long long)json_integer_value(json_object_get(configuration, "memoryUsed")),
	       (long long)json_integer_value(json_object_get(configuration, "memoryTotal")));
}

static void print_notifications(const json_t *list)
{
	const json_t *item;
	size_t i;

	printf("\nnotifications    %s\n", json_array_size(list) ? "" : "none pending");
	json_array_foreach (list, i, item)
		printf("  %lld  %-8s %s  %s\n",
		       (long long)json_integer_value(json_object_get(item, "sequence")),
		       text_of(item, "event"), text_of(item, "iccid"), text_of(item, "address"));
}

static void print_text(const json_t *all)
{
	bool euicc = !is_plain_uicc(all);
	const json_t *profile;
	size_t i;

	print_identity(all);
	if (euicc) {
		printf("\nfiles while no profile is enabled\n");
		print_tree(json_object_get(all, "mfWithoutProfile"), 0);
	}
	json_array_foreach (json_object_get(all, "profiles"), i, profile)
		print_profile(profile, euicc);
	if (euicc)
		print_notifications(json_object_get(all, "notifications"));
}

/* Names come from whoever made the profile; JSON has its own escapes for what steers a terminal. */
static void mask_controls(json_t *j)
{
	char *text = json_is_string(j) ? strdup(json_string_value(j)) : NULL;
	const char *key;
	json_t *child;
	size_t i;

	if (text) {
		utf8_mask_controls(text);
		json_string_set(j, text);
		free(text);
	}
	json_array_foreach (j, i, child)
		mask_controls(child);
	json_object_foreach (j, key, child)
		mask_controls(child);
}

static void print_choice(json_t *all, const struct choice *choice)
{
	if (choice->json) {
		json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
		return;
	}
	mask_controls(all);
	if (choice->files)
		show_files_print(all, choice->contents);
	else
		print_text(all);
}

/* All that is on the image, or the files alone. NULL where it cannot be read. */
static json_t *collect_choice(struct show *w, const struct choice *choice)
{
	json_t *all = collect(w), *files;

	if (!all || !choice->files)
		return all;
	files = show_files_of(all);
	json_decref(all);
	return files;
}

static int show(const char *image, const struct choice *choice)
{
	struct show w = {.ctx = talloc_new(NULL)};
	char *error = NULL;
	json_t *all;

	if (store_open_readonly(image, w.ctx, &w.store, &error) < 0) {
		cli_fail("show", "%s", error ? error : "out of memory");
		talloc_free(w.ctx);
		return EXIT_FAILED;
	}
	all = collect_choice(&w, choice);
	if (!all) {
		cli_fail("show", "%s cannot be read", image);
		talloc_free(w.ctx);
		return EXIT_FAILED;
	}
	print_choice(all, choice);
	json_decref(all);
	talloc_free(w.ctx);
	return EXIT_OK;
}

int cmd_show(int argc, char **argv)
{
	struct choice choice = {0};
	int opt;

	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case OPT_JSON:
			choice.json = true;
			break;
		case OPT_FILES:
			choice.files = true;
			break;
		case OPT_ALL:
			choice.contents = true;
			break;
		case OPT_HELP:
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return EXIT_USAGE;
		}
	}
	if (optind != argc - 1)
		return cli_usage("show", optind == argc ? "which IMAGE?" : "only one IMAGE");
	if (choice.contents && !choice.files)
		return cli_usage("show", "--all goes with --files");
	return show(argv[optind], &choice);
}
