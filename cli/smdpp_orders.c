/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc smdpp order, and stock, which has most of its options. */
#include "cli/smdpp_orders.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/qr.h"
#include "profile/file.h"
#include "servers/rsp/activation_code.h"
#include "servers/smdpp/profile_package.h"
#include "servers/smdpp/stock.h"

enum { PACKAGE_MAX = 16 << 20, DESCRIPTION_MAX = 1 << 20, NUMBER_MAX = 1000000000 };

static const char name[] = "smdpp";

static void print_help(const char *action)
{
	if (!strcmp(action, "order"))
		puts("usage: softeuicc smdpp order --profile FILE [OPTIONS]\n\n"
		     "Places an order to download a profile, and prints its activation code.\n\n"
		     "  --profile FILE            unprotected profile package, DER\n"
		     "  --eid EID                 for this eUICC alone; else for the first that "
		     "comes\n"
		     "  --matching-id ID          A-Z, 0-9, -; random by default. An empty one, "
		     "with\n"
		     "                            --eid, is found by the EID alone (default "
		     "SM-DP+)\n"
		     "  --confirmation-code CODE  which the user must then enter\n"
		     "  --qr                      print the QR code even where stdout is no "
		     "terminal");
	else
		puts("usage: softeuicc smdpp stock --type TYPE --description FILE [OPTIONS]\n\n"
		     "Makes profiles of a description and puts them into stock, from which "
		     "operators\n"
		     "order by ES2+.\n\n"
		     "  --type TYPE               the profileType that operators order\n"
		     "  --description FILE        as softeuicc profile build takes it, JSON\n"
		     "  --count N                 a series: ICCID and IMSI count on from those of "
		     "the\n"
		     "                            description, and each further profile has random "
		     "keys");
	puts("  --service-provider NAME   up to 32 characters; by default that in EF.SPN of the\n"
	     "                            package's USIM, or its profileType\n"
	     "  --profile-name NAME       up to 64 characters; the package's profileType by\n"
	     "                            default\n"
	     "  --class CLASS             operational (default), provisioning or test\n"
	     "  --icon FILE               PNG or JPEG, up to 1024 bytes\n"
	     "  --notify EVENTS           of install,enable,disable,delete, or none; by default\n"
	     "                            enable,disable,delete\n"
	     "  --owner PLMN              MCC and MNC of the profile's owner\n"
	     "  --rules RULES             policy rules, of update,ppr1,ppr2; they need an owner\n"
	     "  --conditions FILE         what eUICC and device must have, JSON\n"
	     "  --expires SECONDS         from now on, after which it cannot be downloaded\n"
	     "  --attempts N              downloads that may begin, 10 by default\n"
	     "  --code-attempts N         wrong confirmation codes that end it, 3 by default\n"
	     "  --session-keys            protect the profile with the session keys instead of\n"
	     "                            keys of its own (ReplaceSessionKeys)\n"
	     "  --reusable                it may be downloaded any number of times\n"
	     "  --address FQDN[:PORT]     for the activation code; by default what the server on\n"
	     "                            this store was last started with\n"
	     "  --store FILE              as for the server\n"
	     "  --json                    print JSON");
}

enum {
	OPT_PROFILE = 256,
	OPT_EID,
	OPT_MATCHING_ID,
	OPT_CODE,
	OPT_PROVIDER,
	OPT_NAME,
	OPT_CLASS,
	OPT_ICON,
	OPT_NOTIFY,
	OPT_SESSION_KEYS,
	OPT_REUSABLE,
	OPT_ADDRESS,
	OPT_STORE,
	OPT_QR,
	OPT_JSON,
	OPT_OWNER,
	OPT_RULES,
	OPT_CONDITIONS,
	OPT_EXPIRES,
	OPT_ATTEMPTS,
	OPT_CODE_ATTEMPTS,
	OPT_TYPE,
	OPT_DESCRIPTION,
	OPT_COUNT,
};

#define COMMON_OPTIONS                                                                             \
	{"service-provider", required_argument, NULL, OPT_PROVIDER},                               \
		{"profile-name", required_argument, NULL, OPT_NAME},                               \
		{"class", required_argument, NULL, OPT_CLASS},                                     \
		{"icon", required_argument, NULL, OPT_ICON},                                       \
		{"notify", required_argument, NULL, OPT_NOTIFY},                                   \
		{"owner", required_argument, NULL, OPT_OWNER},                                     \
		{"rules", required_argument, NULL, OPT_RULES},                                     \
		{"conditions", required_argument, NULL, OPT_CONDITIONS},                           \
		{"expires", required_argument, NULL, OPT_EXPIRES},                                 \
		{"attempts", required_argument, NULL, OPT_ATTEMPTS},                               \
		{"code-attempts", required_argument, NULL, OPT_CODE_ATTEMPTS},                     \
		{"session-keys", no_argument, NULL, OPT_SESSION_KEYS},                             \
		{"reusable", no_argument, NULL, OPT_REUSABLE},                                     \
		{"address", required_argument, NULL, OPT_ADDRESS},                                 \
		{"store", required_argument, NULL, OPT_STORE},                                     \
		{"json", no_argument, NULL, OPT_JSON}, {"help", no_argument, NULL, 'h'},           \
	{                                                                                          \
		NULL, 0, NULL, 0                                                                   \
	}

static const struct option order_options[] = {
	{"profile", required_argument, NULL, OPT_PROFILE},
	{"eid", required_argument, NULL, OPT_EID},
	{"matching-id", required_argument, NULL, OPT_MATCHING_ID},
	{"confirmation-code", required_argument, NULL, OPT_CODE},
	{"qr", no_argument, NULL, OPT_QR},
	COMMON_OPTIONS,
};

static const struct option stock_options[] = {
	{"type", required_argument, NULL, OPT_TYPE},
	{"description", required_argument, NULL, OPT_DESCRIPTION},
	{"count", required_argument, NULL, OPT_COUNT},
	COMMON_OPTIONS,
};

struct order_arguments {
	struct download_order order;
	const char *profile;
	const char *icon;
	const char *conditions;
	const char *description;
	const char *store;
	int64_t lifetime; /* seconds; 0: unlimited */
	int64_t count;
	bool qr;
	bool json;
	bool help;
};

static int parse_class(const char *text, int64_t *out)
{
	static const char *const names[] = {
		[PROFILE_CLASS_TEST] = "test",
		[PROFILE_CLASS_PROVISIONING] = "provisioning",
		[PROFILE_CLASS_OPERATIONAL] = "operational",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(text, names[i])) {
			*out = (int64_t)i;
			return 0;
		}
	return -EINVAL;
}

/* Names between commas to the bits of a BIT STRING with @n bits, the first of which is the highest.
 */
static int parse_bits(const char *text, const char *const *names, size_t n, uint32_t *out)
{
	*out = 0;
	if (!strcmp(text, "none"))
		return 0;
	for (;;) {
		size_t length = strcspn(text, ","), i = 0;

		while (i < n && (strlen(names[i]) != length || strncmp(text, names[i], length)))
			i++;
		if (i == n)
			return -EINVAL;
		*out |= 1u << (n - 1 - i);
		if (!text[length])
			return 0;
		text += length + 1;
	}
}

static const char *const event_names[] = {"install", "enable", "disable", "delete"};
static const char *const rule_names[] = {"update", "ppr1", "ppr2"}; /* PprIds */

static int take_number(const char *option, int64_t *out)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(optarg, &end, 10);
	if (errno || *end || end == optarg || n < 1 || n > NUMBER_MAX)
		return cli_usage(name, "--%s %s: no number from 1 to %d", option, optarg,
				 NUMBER_MAX);
	*out = n;
	return EXIT_OK;
}

static int take_option(int c, struct order_arguments *a)
{
	switch (c) {
	case OPT_TYPE:
		a->order.profile_type = optarg;
		break;
	case OPT_DESCRIPTION:
		a->description = optarg;
		break;
	case OPT_OWNER:
		a->order.owner = optarg;
		break;
	case OPT_RULES:
		if (parse_bits(optarg, rule_names, 3, &a->order.rules))
			return cli_usage(name, "--rules %s: no list of rules", optarg);
		break;
	case OPT_CONDITIONS:
		a->conditions = optarg;
		break;
	case OPT_COUNT:
		return take_number("count", &a->count);
	case OPT_EXPIRES:
		return take_number("expires", &a->lifetime);
	case OPT_ATTEMPTS:
		return take_number("attempts", &a->order.attempts_max);
	case OPT_CODE_ATTEMPTS:
		return take_number("code-attempts", &a->order.code_attempts_max);
	case OPT_PROFILE:
		a->profile = optarg;
		break;
	case OPT_EID:
		a->order.eid = optarg;
		break;
	case OPT_MATCHING_ID:
		a->order.matching_id = optarg;
		break;
	case OPT_CODE:
		a->order.code = optarg;
		break;
	case OPT_PROVIDER:
		a->order.service_provider = optarg;
		break;
	case OPT_NAME:
		a->order.profile_name = optarg;
		break;
	case OPT_CLASS:
		if (parse_class(optarg, &a->order.profile_class))
			return cli_usage(name, "--class %s: no profile class", optarg);
		break;
	case OPT_ICON:
		a->icon = optarg;
		break;
	case OPT_NOTIFY:
		if (parse_bits(optarg, event_names, 4, &a->order.events))
			return cli_usage(name, "--notify %s: no list of events", optarg);
		break;
	case OPT_SESSION_KEYS:
		a->order.session_keys = true;
		break;
	case OPT_REUSABLE:
		a->order.reusable = true;
		break;
	case OPT_ADDRESS:
		a->order.address = optarg;
		break;
	case OPT_STORE:
		a->store = optarg;
		break;
	case OPT_QR:
		a->qr = true;
		break;
	case OPT_JSON:
		a->json = true;
		break;
	case 'h':
		a->help = true;
		break;
	default:
		return cli_usage(name, "it does not take that");
	}
	return EXIT_OK;
}

static int print_order(void *ctx, const struct order_arguments *a, const struct order *o)
{
	const char *code = activation_code(ctx, o->address, o->matching_id, o->code.n > 0);

	if (!code)
		return cli_fail(name, "%s", strerror(ENOMEM));
	if (a->json)
		return smdpp_print_json(smdpp_order_json(ctx, o));
	puts(code);
	if ((a->qr || isatty(STDOUT_FILENO)) && qr_print(stdout, code))
		return cli_fail(name, "the activation code is too long for a QR code");
	return EXIT_OK;
}

static int read_into(void *ctx, const char *option, const char *path, size_t max, struct slice *out)
{
	struct buf b = buf_new(ctx);
	int r = file_read(path, max, &b);

	if (r)
		return cli_fail(name, "%s %s: %s", option, path, strerror(-r));
	*out = buf_slice(&b);
	return EXIT_OK;
}

/* What both take from files, and the store. */
static int prepare(void *ctx, struct order_arguments *a, struct db **db, struct crypto **crypto)
{
	struct slice conditions;
	int r = EXIT_OK;

	if (a->icon)
		r = read_into(ctx, "--icon", a->icon, ICON_MAX, &a->order.icon);
	if (r == EXIT_OK && a->conditions) {
		r = read_into(ctx, "--conditions", a->conditions, DESCRIPTION_MAX, &conditions);
		a->order.conditions =
			r ? NULL : talloc_strndup(ctx, (const char *)conditions.p, conditions.n);
	}
	if (a->lifetime)
		a->order.expires = (int64_t)time(NULL) + a->lifetime;
	if (r == EXIT_OK)
		r = smdpp_open_store(ctx, a->store, db);
	if (r == EXIT_OK && crypto_new(ctx, NULL, NULL, crypto))
		return cli_fail(name, "the cryptographic library does not start");
	return r;
}

static int place(void *ctx, struct order_arguments *a)
{
	struct crypto *crypto;
	struct order o;
	struct db *db;
	char *error = NULL;
	int r = read_into(ctx, "--profile", a->profile, PACKAGE_MAX, &a->order.package);

	if (r == EXIT_OK)
		r = prepare(ctx, a, &db, &crypto);
	if (r)
		return r;
	r = download_order_place(db, crypto, &a->order, (int64_t)time(NULL), ctx, &o, &error);
	if (r == -EBADMSG)
		return cli_fail(name, "--profile %s: %s", a->profile, error);
	if (r)
		return cli_fail(name, "%s", error ? error : strerror(-r));
	return print_order(ctx, a, &o);
}

/* ---- stock ---- */

/* The description of each profile is printed: who runs the network needs its numbers and keys. */
static int stock_one(void *ctx, const struct order_arguments *a, struct db *db, struct crypto *c,
		     const json_t *first, unsigned i, json_t *made)
{
	char *error = NULL;
	json_t *description = stock_numbered(c, first, i, ctx, &error);
	struct order o;
	int r = description ? stock_add(db, c, &a->order, description, (int64_t)time(NULL), ctx, &o,
					&error)
			    : -EINVAL;

	if (r) {
		json_decref(description);
		return cli_fail(name, "--description %s: %s", a->description,
				error ? error : strerror(-r));
	}
	if (!a->json)
		puts(smdpp_iccid(ctx, o.iccid));
	json_object_set_new(description, "iccid", json_string(smdpp_iccid(ctx, o.iccid)));
	json_array_append_new(made, description);
	return EXIT_OK;
}

static int stock(void *ctx, struct order_arguments *a)
{
	json_t *first, *made;
	struct crypto *crypto;
	struct slice text;
	json_error_t error;
	struct db *db;
	int r = read_into(ctx, "--description", a->description, DESCRIPTION_MAX, &text);

	if (r == EXIT_OK)
		r = prepare(ctx, a, &db, &crypto);
	if (r)
		return r;
	first = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, &error);
	if (!first)
		return cli_fail(name, "--description %s: line %d: %s", a->description, error.line,
				error.text);
	made = json_array();
	for (unsigned i = 0; i < a->count && r == EXIT_OK; i++) {
		void *pool = talloc_new(ctx);

		r = stock_one(pool, a, db, crypto, first, i, made);
		talloc_free(pool);
	}
	json_decref(first);
	if (r == EXIT_OK && a->json)
		return smdpp_print_json(made);
	json_decref(made);
	return r;
}

/* ---- the command line ---- */

static int run(int argc, char **argv, const struct option *options,
	       int (*action)(void *ctx, struct order_arguments *a))
{
	struct order_arguments a = {
		.order = {.profile_class = PROFILE_CLASS_OPERATIONAL, .events = 7},
		.count = 1,
	};
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		r = take_option(c, &a);
		if (r)
			return r;
	}
	if (a.help) {
		print_help(argv[0]);
		return EXIT_OK;
	}
	if (action == place && !a.profile)
		return cli_usage(name, "order needs --profile FILE");
	if (action == stock && (!a.description || !a.order.profile_type))
		return cli_usage(name, "stock needs --type TYPE and --description FILE");
	if (optind < argc)
		return cli_usage(name, "%s does not take '%s'", argv[0], argv[optind]);
	ctx = talloc_new(NULL);
	r = action(ctx, &a);
	talloc_free(ctx);
	return r;
}

int smdpp_order(int argc, char **argv)
{
	return run(argc, argv, order_options, place);
}

int smdpp_stock(int argc, char **argv)
{
	return run(argc, argv, stock_options, stock);
}
