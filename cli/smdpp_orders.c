/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc smdpp order, list, notifications, cancel, remove. */
#include "cli/smdpp_orders.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/file.h"
#include "cli/qr.h"
#include "servers/rsp/server.h"
#include "servers/smdpp/activation_code.h"
#include "servers/smdpp/download_order.h"
#include "servers/smdpp/profile_package.h"

enum { PACKAGE_MAX = 16 << 20 };

static const char name[] = "smdpp";

static int open_store(void *ctx, const char *path, struct db **out)
{
	char *error = NULL;

	if (order_store_open(path ? path : rsp_store_default_path(ctx, "smdpp"), ctx, out, &error))
		return cli_fail(name, "%s", error ? error : strerror(ENOMEM));
	return EXIT_OK;
}

/* For those who look: a mistyped name is no new and empty store. */
static int open_existing(void *ctx, const char *path, struct db **out)
{
	if (path && access(path, F_OK))
		return cli_fail(name, "--store %s: %s", path, strerror(errno));
	return open_store(ctx, path, out);
}

/* ---- order ---- */

static void print_order_help(void)
{
	puts("usage: softeuicc smdpp order --profile FILE [OPTIONS]\n\n"
	     "Places an order to download a profile, and prints its activation code.\n\n"
	     "  --profile FILE            unprotected profile package, DER\n"
	     "  --eid EID                 for this eUICC alone; else for the first that comes\n"
	     "  --matching-id ID          A-Z, 0-9, -; random by default. An empty one, with\n"
	     "                            --eid, is found by the EID alone (default SM-DP+)\n"
	     "  --confirmation-code CODE  which the user must then enter\n"
	     "  --service-provider NAME   up to 32 characters; by default that in EF.SPN of the\n"
	     "                            package's USIM, or its profileType\n"
	     "  --profile-name NAME       up to 64 characters; the package's profileType by\n"
	     "                            default\n"
	     "  --class CLASS             operational (default), provisioning or test\n"
	     "  --icon FILE               PNG or JPEG, up to 1024 bytes\n"
	     "  --notify EVENTS           of install,enable,disable,delete, or none; by default\n"
	     "                            enable,disable,delete\n"
	     "  --session-keys            protect the profile with the session keys instead of\n"
	     "                            keys of its own (ReplaceSessionKeys)\n"
	     "  --reusable                it may be downloaded any number of times\n"
	     "  --address FQDN[:PORT]     for the activation code; by default what the server on\n"
	     "                            this store was last started with\n"
	     "  --store FILE              as for the server\n"
	     "  --qr                      print the QR code even where stdout is no terminal\n"
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
};

static const struct option order_options[] = {
	{"profile", required_argument, NULL, OPT_PROFILE},
	{"eid", required_argument, NULL, OPT_EID},
	{"matching-id", required_argument, NULL, OPT_MATCHING_ID},
	{"confirmation-code", required_argument, NULL, OPT_CODE},
	{"service-provider", required_argument, NULL, OPT_PROVIDER},
	{"profile-name", required_argument, NULL, OPT_NAME},
	{"class", required_argument, NULL, OPT_CLASS},
	{"icon", required_argument, NULL, OPT_ICON},
	{"notify", required_argument, NULL, OPT_NOTIFY},
	{"session-keys", no_argument, NULL, OPT_SESSION_KEYS},
	{"reusable", no_argument, NULL, OPT_REUSABLE},
	{"address", required_argument, NULL, OPT_ADDRESS},
	{"store", required_argument, NULL, OPT_STORE},
	{"qr", no_argument, NULL, OPT_QR},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct order_arguments {
	struct download_order order;
	const char *profile;
	const char *icon;
	const char *store;
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

/* Names between commas to NotificationEvent, whose first bit is the highest of four. */
static int parse_events(const char *text, uint32_t *out)
{
	static const char *const names[] = {"install", "enable", "disable", "delete"};

	*out = 0;
	if (!strcmp(text, "none"))
		return 0;
	for (;;) {
		size_t n = strcspn(text, ","), i = 0;

		while (i < 4 && (strlen(names[i]) != n || strncmp(text, names[i], n)))
			i++;
		if (i == 4)
			return -EINVAL;
		*out |= 8u >> i;
		if (!text[n])
			return 0;
		text += n + 1;
	}
}

static int take_option(int c, struct order_arguments *a)
{
	switch (c) {
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
		if (parse_events(optarg, &a->order.events))
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
		return cli_usage(name, "order does not take that");
	}
	return EXIT_OK;
}

static const char *iccid_text(void *ctx, struct slice iccid)
{
	char digits[2 * PACKAGE_ICCID_BYTES + 1];

	profile_iccid_format(iccid, digits);
	return talloc_strdup(ctx, digits);
}

static int print_json(json_t *value)
{
	int failed = !value || json_dumpf(value, stdout, JSON_INDENT(2));

	json_decref(value);
	putchar('\n');
	return failed ? cli_fail(name, "cannot write: %s", strerror(errno)) : EXIT_OK;
}

static json_t *order_json(void *ctx, const struct order *o)
{
	const char *code = activation_code(ctx, o->address, o->matching_id, o->code.n > 0);

	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:I, s:I}", "number",
			 (json_int_t)o->id, "activationCode", code ? code : "", "matchingId",
			 o->matching_id, "address", o->address, "iccid", iccid_text(ctx, o->iccid),
			 "eid", o->eid, "state", order_state_names[o->state], "reason", o->reason,
			 "confirmationCodeRequired", o->code.n > 0, "reusable", o->reusable,
			 "attempts", (json_int_t)o->attempts, "created", (json_int_t)o->created);
}

static int print_order(void *ctx, const struct order_arguments *a, const struct order *o)
{
	const char *code = activation_code(ctx, o->address, o->matching_id, o->code.n > 0);

	if (!code)
		return cli_fail(name, "%s", strerror(ENOMEM));
	if (a->json)
		return print_json(order_json(ctx, o));
	puts(code);
	if ((a->qr || isatty(STDOUT_FILENO)) && qr_print(stdout, code))
		return cli_fail(name, "the activation code is too long for a QR code");
	return EXIT_OK;
}

static int read_into(void *ctx, const char *option, const char *path, size_t max, struct slice *out)
{
	struct buf b = buf_new(ctx);
	int r = cli_read_file(path, max, &b);

	if (r)
		return cli_fail(name, "%s %s: %s", option, path, strerror(-r));
	*out = buf_slice(&b);
	return EXIT_OK;
}

static int place(void *ctx, struct order_arguments *a)
{
	struct crypto *crypto;
	struct order o;
	struct db *db;
	char *error = NULL;
	int r = read_into(ctx, "--profile", a->profile, PACKAGE_MAX, &a->order.package);

	if (r == EXIT_OK && a->icon)
		r = read_into(ctx, "--icon", a->icon, ICON_MAX, &a->order.icon);
	if (r == EXIT_OK)
		r = open_store(ctx, a->store, &db);
	if (r)
		return r;
	if (crypto_new(ctx, NULL, NULL, &crypto))
		return cli_fail(name, "the cryptographic library does not start");
	r = download_order_place(db, crypto, &a->order, (int64_t)time(NULL), ctx, &o, &error);
	if (r == -EBADMSG)
		return cli_fail(name, "--profile %s: %s", a->profile, error);
	if (r)
		return cli_fail(name, "%s", error ? error : strerror(-r));
	return print_order(ctx, a, &o);
}

int smdpp_order(int argc, char **argv)
{
	struct order_arguments a = {
		.order = {.profile_class = PROFILE_CLASS_OPERATIONAL, .events = 7},
	};
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", order_options, NULL)) != -1) {
		r = take_option(c, &a);
		if (r)
			return r;
	}
	if (a.help) {
		print_order_help();
		return EXIT_OK;
	}
	if (!a.profile)
		return cli_usage(name, "order needs --profile FILE");
	if (optind < argc)
		return cli_usage(name, "order does not take '%s'", argv[optind]);
	ctx = talloc_new(NULL);
	r = place(ctx, &a);
	talloc_free(ctx);
	return r;
}

/* ---- list ---- */

static const struct option list_options[] = {
	{"json", no_argument, NULL, OPT_JSON},
	{"store", required_argument, NULL, OPT_STORE},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static void print_row(void *ctx, const struct order *o)
{
	printf("#%-4lld %-24s %-11s %-20s %s%s%s\n", (long long)o->id,
	       *o->matching_id ? o->matching_id : "-", order_state_names[o->state],
	       iccid_text(ctx, o->iccid), *o->eid ? o->eid : "-", *o->reason ? "  " : "",
	       o->reason);
}

static int list_orders(void *ctx, const char *store, bool json)
{
	json_t *all = json ? json_array() : NULL;
	struct order o = {0};
	struct db *db;
	int r = open_existing(ctx, store, &db);

	if (r) {
		json_decref(all);
		return r;
	}
	if (!json)
		printf("%-5s %-24s %-11s %-20s %s\n", "", "MATCHING ID", "STATE", "ICCID", "EID");
	while ((r = order_next(db, o.id, ctx, &o)) == 1) {
		if (!json)
			print_row(ctx, &o);
		else if (json_array_append_new(all, order_json(ctx, &o)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r < 0) {
		json_decref(all);
		return cli_fail(name, "the orders cannot be read");
	}
	return json ? print_json(all) : EXIT_OK;
}

static json_t *notification_json(void *ctx, const struct recorded *n)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:I}", "time", (json_int_t)n->time, "eid", n->eid,
			 "event", n->event, "iccid", iccid_text(ctx, n->iccid), "sequenceNumber",
			 (json_int_t)n->sequence);
}

static int list_notifications(void *ctx, const char *store, bool json)
{
	json_t *all = json ? json_array() : NULL;
	struct recorded n;
	struct db *db;
	int64_t id = 0;
	int r = open_existing(ctx, store, &db);

	if (r) {
		json_decref(all);
		return r;
	}
	while ((r = notification_next(db, id, ctx, &id, &n)) == 1) {
		if (!json)
			printf("%-32s %-20s %5lld  %s\n", n.eid, iccid_text(ctx, n.iccid),
			       (long long)n.sequence, n.event);
		else if (json_array_append_new(all, notification_json(ctx, &n)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r < 0) {
		json_decref(all);
		return cli_fail(name, "the notifications cannot be read");
	}
	return json ? print_json(all) : EXIT_OK;
}

static int list_what(int argc, char **argv, const char *what,
		     int (*print)(void *ctx, const char *store, bool json))
{
	const char *store = NULL;
	bool json = false;
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", list_options, NULL)) != -1) {
		if (c == 'h') {
			printf("usage: softeuicc smdpp %s [--json] [--store FILE]\n\n%s.\n",
			       argv[0], what);
			return EXIT_OK;
		}
		if (c == '?')
			return cli_usage(name, "%s does not take that", argv[0]);
		if (c == OPT_STORE)
			store = optarg;
		json = json || c == OPT_JSON;
	}
	if (optind < argc)
		return cli_usage(name, "%s does not take '%s'", argv[0], argv[optind]);
	ctx = talloc_new(NULL);
	r = print(ctx, store, json);
	talloc_free(ctx);
	return r;
}

int smdpp_list(int argc, char **argv)
{
	return list_what(argc, argv,
			 "Lists orders with their state, and the ICCID and EID that they are for",
			 list_orders);
}

int smdpp_notifications(int argc, char **argv)
{
	return list_what(argc, argv,
			 "Lists what eUICCs have notified: EID, ICCID, sequence number, event",
			 list_notifications);
}

/* ---- cancel and remove ---- */

/* "#3", the number that list shows, or a matching id. */
static int find(struct db *db, const char *which, void *ctx, struct order *o)
{
	char *end;
	long long number;

	if (which[0] != '#')
		return order_by_matching_id(db, which, ctx, o);
	number = strtoll(which + 1, &end, 10);
	return *end || end == which + 1 ? 0 : order_by_id(db, number, ctx, o);
}

static int cancel_order(struct db *db, const struct order *o)
{
	if (o->state == ORDER_INSTALLED)
		return cli_fail(name, "the profile is installed; there is nothing to cancel");
	return order_set_state(db, o->id, ORDER_UNAVAILABLE, "cancelled")
		       ? cli_fail(name, "the store cannot be written")
		       : EXIT_OK;
}

static int remove_order(struct db *db, const struct order *o)
{
	return order_remove(db, o->id) ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

static int on_one(int argc, char **argv, const char *what,
		  int (*action)(struct db *, const struct order *))
{
	const char *store = NULL;
	struct order o;
	struct db *db;
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", list_options + 1, NULL)) != -1) {
		if (c == 'h') {
			printf("usage: softeuicc smdpp %s MATCHING-ID | '#'NUMBER [--store FILE]"
			       "\n\n%s.\n",
			       argv[0], what);
			return EXIT_OK;
		}
		if (c == '?')
			return cli_usage(name, "%s does not take that", argv[0]);
		store = optarg;
	}
	if (argc - optind != 1)
		return cli_usage(name, "%s takes one MATCHING-ID or '#'NUMBER", argv[0]);
	ctx = talloc_new(NULL);
	r = open_existing(ctx, store, &db);
	if (r == EXIT_OK)
		r = find(db, argv[optind], ctx, &o) == 1
			    ? action(db, &o)
			    : cli_fail(name, "there is no order %s", argv[optind]);
	talloc_free(ctx);
	return r;
}

int smdpp_cancel(int argc, char **argv)
{
	return on_one(argc, argv, "Cancels an order: the profile cannot be downloaded any more",
		      cancel_order);
}

int smdpp_remove(int argc, char **argv)
{
	return on_one(argc, argv, "Forgets an order with all that belongs to it", remove_order);
}
