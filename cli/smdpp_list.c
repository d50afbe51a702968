/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc smdpp list, notifications, cancel, remove. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/smdpp_orders.h"

static const char name[] = "smdpp";

enum { OPT_STORE = 256, OPT_JSON };

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
	       smdpp_iccid(ctx, o->iccid), *o->eid ? o->eid : "-", *o->reason ? "  " : "",
	       o->reason);
}

static int list_orders(void *ctx, const char *store, bool json)
{
	json_t *all = json ? json_array() : NULL;
	struct order o = {0};
	struct db *db;
	int r = smdpp_open_existing(ctx, store, &db);

	if (r) {
		json_decref(all);
		return r;
	}
	if (!json)
		printf("%-5s %-24s %-11s %-20s %s\n", "", "MATCHING ID", "STATE", "ICCID", "EID");
	while ((r = order_next(db, o.id, ctx, &o)) == 1) {
		if (!json)
			print_row(ctx, &o);
		else if (json_array_append_new(all, smdpp_order_json(ctx, &o)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r < 0) {
		json_decref(all);
		return cli_fail(name, "the orders cannot be read");
	}
	return json ? smdpp_print_json(all) : EXIT_OK;
}

static json_t *notification_json(void *ctx, const struct recorded *n)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:I}", "time", (json_int_t)n->time, "eid", n->eid,
			 "event", n->event, "iccid", smdpp_iccid(ctx, n->iccid), "sequenceNumber",
			 (json_int_t)n->sequence);
}

static int list_notifications(void *ctx, const char *store, bool json)
{
	json_t *all = json ? json_array() : NULL;
	struct recorded n;
	struct db *db;
	int64_t id = 0;
	int r = smdpp_open_existing(ctx, store, &db);

	if (r) {
		json_decref(all);
		return r;
	}
	while ((r = notification_next(db, id, ctx, &id, &n)) == 1) {
		if (!json)
			printf("%-32s %-20s %5lld  %s\n", n.eid, smdpp_iccid(ctx, n.iccid),
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
	return json ? smdpp_print_json(all) : EXIT_OK;
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
	r = smdpp_open_existing(ctx, store, &db);
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
