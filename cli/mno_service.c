/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno service and mno device: what subscribers have, and the devices they have it in. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/mno.h"
#include "servers/mno/device.h"
#include "servers/mno/service.h"

static const char name[] = "mno";

static const char service_help[] =
	"usage: softeuicc mno service list [ID] [--json] [--store FILE]\n"
	"       softeuicc mno service show SERVICE [--json] [--store FILE]\n\n"
	"Lists the services of all subscribers, or of the one with that IMSI, ICCID or MSISDN:\n"
	"profiles that they have got for their devices. SERVICE is the number in the list.\n\n"
	"  --store FILE  as for mno subscriber\n"
	"  --json        print JSON";

static const char device_help[] = "usage: softeuicc mno device list [--json] [--store FILE]\n\n"
				  "Lists the devices that the operator has heard of.\n\n"
				  "  --store FILE  as for mno subscriber\n"
				  "  --json        print JSON";

enum { OPT_STORE = 256, OPT_JSON };

static const struct option options[] = {
	{"store", required_argument, NULL, OPT_STORE},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	const char *store;
	const char *id; /* NULL: none */
	bool json;
};

/* ---- services ---- */

/* As long as it may still be of use. */
static const char *code_of(void *ctx, const struct service *s)
{
	const char *code = service_activation_code(s, ctx);

	return code ? code : "";
}

static json_t *service_json(void *ctx, const struct service *s)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:I, s:I}",
			 "service", (json_int_t)s->id, "kind", service_kind_names[s->kind], "state",
			 service_state_names[s->state], "imsi", s->imsi, "device", s->device, "eid",
			 s->eid, "iccid", s->iccid, "profile", s->profile, "activationCode",
			 code_of(ctx, s), "share", s->share, "alerting",
			 alerting_names[s->alerting], "problem", s->problem, "created",
			 (json_int_t)s->created, "changed", (json_int_t)s->changed);
}

static void print_service_row(const struct service *s)
{
	printf("%-4lld %-10s %-10s %-15s  %s  %-15s  %s\n", (long long)s->id,
	       service_state_names[s->state], service_kind_names[s->kind], s->imsi, s->eid,
	       *s->profile ? s->profile : "-", s->device);
}

static int list_services(void *ctx, struct db *db, const struct arguments *a)
{
	json_t *all = a->json ? json_array() : NULL;
	struct service s = {.id = 0};
	const char *imsi = "";
	int r = a->id ? mno_find(ctx, db, a->id, &imsi) : EXIT_OK;

	if (r)
		return r;
	while ((r = service_next(db, imsi, s.id, ctx, &s)) == 1) {
		if (!a->json)
			print_service_row(&s);
		else if (json_array_append_new(all, service_json(ctx, &s)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r == 0)
		return a->json ? cli_print_json(name, all) : EXIT_OK;
	json_decref(all);
	return cli_fail(name, "the services cannot be read");
}

static void print_service(void *ctx, const struct service *s)
{
	const struct {
		const char *what, *value;
	} lines[] = {
		{"kind", service_kind_names[s->kind]},
		{"state", service_state_names[s->state]},
		{"problem", s->problem},
		{"subscriber", s->imsi},
		{"device", s->device},
		{"EID", s->eid},
		{"ICCID", s->iccid},
		{"profile", s->profile},
		{"code", code_of(ctx, s)},
		{"shares", s->share ? alerting_names[s->alerting] : ""},
		{"since", mno_time(ctx, s->created)},
		{"changed", mno_time(ctx, s->changed)},
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (*lines[i].value)
			printf("%-10s %s\n", lines[i].what, lines[i].value);
}

static int show_service(void *ctx, struct db *db, const struct arguments *a)
{
	struct service s;
	int64_t id;
	int r;

	if (mno_number_of(a->id, &id))
		return cli_usage(name, "service show: %s is no number", a->id);
	r = service_by_id(db, id, ctx, &s);
	if (r == 0)
		return cli_fail(name, "there is no service %s", a->id);
	if (r < 0)
		return cli_fail(name, "the services cannot be read");
	if (a->json)
		return cli_print_json(name, service_json(ctx, &s));
	print_service(ctx, &s);
	return EXIT_OK;
}

/* ---- devices ---- */

static json_t *device_json(const struct device *d)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "device", d->id, "imsi",
			 d->imsi, "eid", d->eid, "vendor", d->vendor, "model", d->model, "software",
			 d->software, "name", d->name, "seen", (json_int_t)d->seen);
}

static void print_device_row(void *ctx, const struct device *d)
{
	printf("%s  %s  %-32s  %s  %s %s%s%s\n", mno_time(ctx, d->seen), d->imsi,
	       *d->eid ? d->eid : "-", d->id, d->vendor, d->model, *d->name ? ": " : "", d->name);
}

static int list_devices(void *ctx, struct db *db, const struct arguments *a)
{
	json_t *all = a->json ? json_array() : NULL;
	struct device d = {.imsi = "", .id = ""};
	int r;

	while ((r = device_next(db, &d, ctx, &d)) == 1) {
		if (!a->json)
			print_device_row(ctx, &d);
		else if (json_array_append_new(all, device_json(&d)))
			r = -ENOMEM;
		if (r < 0)
			break;
	}
	if (r == 0)
		return a->json ? cli_print_json(name, all) : EXIT_OK;
	json_decref(all);
	return cli_fail(name, "the devices cannot be read");
}

/* ---- the commands ---- */

/* @least, @most: how many arguments the command takes. */
static int run(int argc, char **argv, const char *help, int least, int most,
	       int (*action)(void *ctx, struct db *db, const struct arguments *a))
{
	struct arguments a = {0};
	struct db *db;
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_STORE:
			a.store = optarg;
			break;
		case OPT_JSON:
			a.json = true;
			break;
		case 'h':
			puts(help);
			return EXIT_OK;
		default:
			return cli_usage(name, "%s does not take that", argv[0]);
		}
	if (argc - optind < least || argc - optind > most)
		return cli_usage(name, "%s: too %s arguments", argv[0],
				 argc - optind < least ? "few" : "many");
	a.id = argv[optind];
	ctx = talloc_new(NULL);
	r = mno_open_existing(ctx, a.store, &db);
	if (r == EXIT_OK)
		r = action(ctx, db, &a);
	talloc_free(ctx);
	return r;
}

static int run_service_list(int argc, char **argv)
{
	return run(argc, argv, service_help, 0, 1, list_services);
}

static int run_service_show(int argc, char **argv)
{
	return run(argc, argv, service_help, 1, 1, show_service);
}

static int run_device_list(int argc, char **argv)
{
	return run(argc, argv, device_help, 0, 0, list_devices);
}

static const struct mno_action service_actions[] = {
	{"list", run_service_list},
	{"show", run_service_show},
};

static const struct mno_action device_actions[] = {
	{"list", run_device_list},
};

int mno_service(int argc, char **argv)
{
	return mno_dispatch(argc, argv, service_actions,
			    sizeof(service_actions) / sizeof(service_actions[0]), service_help);
}

int mno_device(int argc, char **argv)
{
	return mno_dispatch(argc, argv, device_actions,
			    sizeof(device_actions) / sizeof(device_actions[0]), device_help);
}
