/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno subscriber. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/mno.h"
#include "profile/file.h"
#include "servers/mno/shared_number.h"

static const char name[] = "mno";

enum { DESCRIPTION_MAX = 1 << 20 };

static const char help[] =
	"usage: softeuicc mno subscriber add --description FILE [OPTIONS]\n"
	"       softeuicc mno subscriber add --imsi IMSI --iccid ICCID --k KI --opc OPC [OPTIONS]\n"
	"       softeuicc mno subscriber list [--json] [--store FILE]\n"
	"       softeuicc mno subscriber show ID [--json] [--secrets] [--store FILE]\n"
	"       softeuicc mno subscriber remove ID [--store FILE]\n\n"
	"Adds subscribers to the HLR, lists them, shows one, or removes it. An ID is an IMSI,\n"
	"an ICCID or an MSISDN.\n\n"
	"  --description FILE  of the profile, as softeuicc profile build takes it, or an array\n"
	"                      of such, as softeuicc smdpp stock --json prints it\n"
	"  --imsi IMSI         these are put in place of what the description says:\n"
	"  --iccid ICCID\n"
	"  --msisdn NUMBER     international, with or without +\n"
	"  --algorithm NAME    milenage (default), tuak or usim-test\n"
	"  --k KI              hex\n"
	"  --opc OPC           hex; OPc or TOPc\n"
	"  --op OP             hex; OP or TOP, of which that is made\n"
	"  --store FILE        where they are kept; by default\n"
	"                      $XDG_STATE_HOME/softeuicc/mno.db, which is usually\n"
	"                      ~/.local/state/softeuicc/mno.db\n"
	"  --secrets           show keys too\n"
	"  --json              print JSON";

/* ---- printing ---- */

static const char *state(const struct subscriber *s)
{
	return s->suspended ? "suspended" : "active";
}

static json_t *to_json(const struct subscriber *s, bool secrets)
{
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "imsi", s->imsi, "iccid", s->iccid,
			      "msisdn", s->msisdn, "state", state(s), "algorithm",
			      subscriber_algorithm(s), "seq", (json_int_t)s->seq);

	if (!j || !secrets)
		return j;
	if (json_object_set_new(j, "k", asn1_hex(slice_of(s->aka.key, s->aka.key_length))) ||
	    json_object_set_new(j, "opc", asn1_hex(subscriber_opc(s)))) {
		json_decref(j);
		return NULL;
	}
	return j;
}

static void print_row(const struct subscriber *s)
{
	printf("%-15s  %-20s  %s%s%s\n", s->imsi, s->iccid, *s->msisdn ? "+" : "",
	       *s->msisdn ? s->msisdn : "-", s->suspended ? "  suspended" : "");
}

/* Takes over the reference. */
static int print_one(json_t *j)
{
	const char *member;
	json_t *value;

	json_object_foreach (j, member, value)
		if (json_is_string(value))
			printf("%-10s %s\n", member, json_string_value(value));
		else
			printf("%-10s %lld\n", member, (long long)json_integer_value(value));
	json_decref(j);
	return EXIT_OK;
}

/* ---- add ---- */

enum { OPT_DESCRIPTION = 256, OPT_STORE, OPT_JSON, OPT_SECRETS, OPT_MEMBER };

/* Options that put a member into the description, OPT_MEMBER and its index. */
static const struct {
	const char *name;
	bool authentication; /* within that member */
} members[] = {
	{"imsi", false}, {"iccid", false}, {"msisdn", false}, {"algorithm", true},
	{"k", true},     {"opc", true},    {"op", true},
};

static const struct option add_options[] = {
	{"imsi", required_argument, NULL, OPT_MEMBER},
	{"iccid", required_argument, NULL, OPT_MEMBER + 1},
	{"msisdn", required_argument, NULL, OPT_MEMBER + 2},
	{"algorithm", required_argument, NULL, OPT_MEMBER + 3},
	{"k", required_argument, NULL, OPT_MEMBER + 4},
	{"opc", required_argument, NULL, OPT_MEMBER + 5},
	{"op", required_argument, NULL, OPT_MEMBER + 6},
	{"description", required_argument, NULL, OPT_DESCRIPTION},
	{"store", required_argument, NULL, OPT_STORE},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct add_arguments {
	const char *description; /* NULL: options alone */
	const char *store;
	json_t *given; /* the members that options name, as in a description */
	bool json;
};

static json_t *authentication_of(json_t *description)
{
	json_t *a = json_object_get(description, "authentication");

	if (a)
		return a;
	json_object_set_new(description, "authentication", json_object());
	return json_object_get(description, "authentication");
}

static int take_member(struct add_arguments *a, size_t i)
{
	json_t *target = members[i].authentication ? authentication_of(a->given) : a->given;

	return json_object_set_new(target, members[i].name, json_string(optarg))
		       ? cli_usage(name, "--%s is no text", members[i].name)
		       : EXIT_OK;
}

/* OPc and OP are one or the other: what an option says replaces both. */
static int merge(json_t *description, const json_t *given)
{
	const json_t *keys = json_object_get(given, "authentication");
	json_t *target = json_object_get(description, "authentication");

	if (json_object_get(keys, "opc") || json_object_get(keys, "op")) {
		json_object_del(target, "opc");
		json_object_del(target, "op");
	}
	return json_object_update_recursive(description, (json_t *)given);
}

/* Where something is wrong in what the user gave: a file and the place in it, or an option. */
static int bad(const struct add_arguments *a, const struct asn1_error *err)
{
	const char *where = err->where ? err->where : "", *last = strrchr(where, '.');

	if (a->description)
		return cli_fail(name, "--description %s: %s%s%s", a->description, where,
				*where ? ": " : "", err->what);
	if (!strcmp(where, "authentication")) /* what options say together */
		return cli_fail(name, "%s", err->what);
	return cli_fail(name, "--%s: %s", last ? last + 1 : where, err->what);
}

static int add_one(void *ctx, const struct add_arguments *a, struct db *db, const json_t *all,
		   size_t i, json_t *added)
{
	struct asn1_error err = {.ctx = ctx};
	struct subscriber s;
	const char *taken;
	int r = subscriber_from_description(json_array_get(all, i), &s, &err);

	if (r == -EINVAL && json_array_size(all) > 1)
		asn1_fail_at(&err, r, i);
	if (r == -EINVAL)
		return bad(a, &err);
	if (r == 0)
		r = subscriber_add(db, &s);
	if (r == -EEXIST) {
		taken = subscriber_taken(db, &s);
		if (!taken)
			return cli_fail(name, "IMSI %s: +%s is a shared number", s.imsi, s.msisdn);
		return cli_fail(name, "IMSI %s: the %s is another subscriber's", s.imsi, taken);
	}
	if (r)
		return cli_fail(name, "the store cannot be written: %s", strerror(-r));
	return json_array_append_new(added, to_json(&s, false))
		       ? cli_fail(name, "%s", strerror(ENOMEM))
		       : EXIT_OK;
}

/* All of them or none. */
static int add_all(void *ctx, const struct add_arguments *a, struct db *db, const json_t *all,
		   json_t *added)
{
	int r = EXIT_OK;

	if (db_begin(db))
		return cli_fail(name, "the store cannot be written");
	for (size_t i = 0; i < json_array_size(all) && r == EXIT_OK; i++)
		r = add_one(ctx, a, db, all, i, added);
	if (r == EXIT_OK && db_commit(db))
		r = cli_fail(name, "the store cannot be written");
	if (r)
		db_rollback(db);
	return r;
}

static int load(void *ctx, const struct add_arguments *a, json_t **out)
{
	struct buf text = buf_new(ctx);
	json_error_t error;
	int r = file_read(a->description, DESCRIPTION_MAX, &text);

	if (r)
		return cli_fail(name, "--description %s: %s", a->description, strerror(-r));
	*out = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	buf_reset(&text);
	return *out ? EXIT_OK
		    : cli_fail(name, "--description %s: line %d: %s", a->description, error.line,
			       error.text);
}

/* The descriptions that file and options make together: an array. */
static int describe(void *ctx, const struct add_arguments *a, json_t **out)
{
	json_t *loaded = NULL;
	int r = EXIT_OK;

	if (a->description)
		r = load(ctx, a, &loaded);
	else
		loaded = json_pack("{s:{}}", "authentication");
	if (r)
		return r;
	if (json_is_array(loaded) && json_object_size(a->given)) {
		json_decref(loaded);
		return cli_fail(name, "--description %s: with an array there are no other options",
				a->description);
	}
	if (json_is_object(loaded) && merge(loaded, a->given)) {
		json_decref(loaded);
		return cli_fail(name, "%s", strerror(ENOMEM));
	}
	*out = json_is_array(loaded) ? loaded : json_pack("[o]", loaded);
	return *out ? EXIT_OK : cli_fail(name, "%s", strerror(ENOMEM));
}

static int add(void *ctx, const struct add_arguments *a)
{
	json_t *all, *added;
	struct db *db;
	int r = describe(ctx, a, &all);

	if (r)
		return r;
	added = json_array();
	r = mno_open_store(ctx, a->store, &db);
	if (r == EXIT_OK)
		r = add_all(ctx, a, db, all, added);
	json_decref(all);
	if (r == EXIT_OK && a->json)
		return cli_print_json(name, added);
	json_decref(added);
	return r;
}

static int run_add(int argc, char **argv)
{
	struct add_arguments a = {.given = json_object()};
	void *ctx = talloc_new(NULL);
	int c, r = EXIT_OK;

	while (r == EXIT_OK && (c = getopt_long(argc, argv, "h", add_options, NULL)) != -1)
		switch (c) {
		case OPT_DESCRIPTION:
			a.description = optarg;
			break;
		case OPT_STORE:
			a.store = optarg;
			break;
		case OPT_JSON:
			a.json = true;
			break;
		case 'h':
			puts(help);
			goto out;
		case '?':
			r = cli_usage(name, "subscriber add does not take that");
			break;
		default:
			r = take_member(&a, (size_t)(c - OPT_MEMBER));
		}
	if (r == EXIT_OK && optind < argc)
		r = cli_usage(name, "subscriber add does not take '%s'", argv[optind]);
	if (r == EXIT_OK && !a.description && !json_object_size(a.given))
		r = cli_usage(name, "subscriber add needs --description FILE, or --imsi IMSI "
				    "--iccid ICCID --k KI --opc OPC");
	if (r == EXIT_OK)
		r = add(ctx, &a);
out:
	json_decref(a.given);
	talloc_free(ctx);
	return r;
}

/* ---- list, show, remove ---- */

static const struct option options[] = {
	{"json", no_argument, NULL, OPT_JSON},
	{"secrets", no_argument, NULL, OPT_SECRETS},
	{"store", required_argument, NULL, OPT_STORE},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	const char *store;
	const char *id; /* NULL: none */
	bool json, secrets;
};

static int list(void *ctx, struct db *db, const struct arguments *a)
{
	json_t *all = a->json ? json_array() : NULL;
	struct subscriber s = {.imsi = ""};
	int r;

	while ((r = subscriber_next(db, s.imsi, ctx, &s)) == 1) {
		if (!a->json)
			print_row(&s);
		else if (json_array_append_new(all, to_json(&s, false)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r == 0)
		return a->json ? cli_print_json(name, all) : EXIT_OK;
	json_decref(all);
	return cli_fail(name, "the subscribers cannot be read");
}

static int find(void *ctx, struct db *db, const struct arguments *a, struct subscriber *s)
{
	int r = subscriber_find(db, a->id, ctx, s);

	if (r == 0)
		return cli_fail(name, "there is no subscriber %s", a->id);
	return r < 0 ? cli_fail(name, "the subscribers cannot be read") : EXIT_OK;
}

static int show(void *ctx, struct db *db, const struct arguments *a)
{
	struct shared_number number = {.msisdn = ""};
	struct subscriber s;
	json_t *j;
	int r = find(ctx, db, a, &s);

	if (r)
		return r;
	if (shared_number_of(db, s.imsi, ctx, &number) < 0)
		return cli_fail(name, "the numbers cannot be read");
	j = to_json(&s, a->secrets);
	if (!j || json_object_set_new(j, "shares", json_string(number.msisdn))) {
		json_decref(j);
		return cli_fail(name, "%s", strerror(ENOMEM));
	}
	return a->json ? cli_print_json(name, j) : print_one(j);
}

static int remove_subscriber(void *ctx, struct db *db, const struct arguments *a)
{
	struct subscriber s;
	int r = find(ctx, db, a, &s);

	if (r)
		return r;
	r = subscriber_remove(db, s.imsi);
	if (r == -EEXIST)
		return cli_fail(name, "IMSI %s shares a number or has a service: end that first",
				s.imsi);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

/* @ids: how many the command takes, none or one. */
static int run(int argc, char **argv, int ids,
	       int (*action)(void *ctx, struct db *db, const struct arguments *a))
{
	struct arguments a = {0};
	struct db *db;
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_JSON:
			a.json = true;
			break;
		case OPT_SECRETS:
			a.secrets = true;
			break;
		case OPT_STORE:
			a.store = optarg;
			break;
		case 'h':
			puts(help);
			return EXIT_OK;
		default:
			return cli_usage(name, "subscriber %s does not take that", argv[0]);
		}
	if (argc - optind != ids)
		return cli_usage(name, "subscriber %s takes %s", argv[0], ids ? "one ID" : "no ID");
	a.id = argv[optind];
	ctx = talloc_new(NULL);
	r = mno_open_existing(ctx, a.store, &db);
	if (r == EXIT_OK)
		r = action(ctx, db, &a);
	talloc_free(ctx);
	return r;
}

static int run_list(int argc, char **argv)
{
	return run(argc, argv, 0, list);
}

static int run_show(int argc, char **argv)
{
	return run(argc, argv, 1, show);
}

static int run_remove(int argc, char **argv)
{
	return run(argc, argv, 1, remove_subscriber);
}

static const struct mno_action actions[] = {
	{"add", run_add},
	{"list", run_list},
	{"show", run_show},
	{"remove", run_remove},
};

int mno_subscriber(int argc, char **argv)
{
	return mno_dispatch(argc, argv, actions, sizeof(actions) / sizeof(actions[0]), help);
}
