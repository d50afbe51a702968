/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno call: what an incoming call does. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/mno.h"
#include "servers/mno/incoming_call.h"

static const char name[] = "mno";

static const char help[] =
	"usage: softeuicc mno call NUMBER [--answers ID]... [--busy ID]... [--off ID]...\n"
	"                                 [--json] [--store FILE]\n\n"
	"Tells whom a call to NUMBER rings, in which order, and who gets it. Who is not named\n"
	"rings, but does not answer. An ID is an IMSI, an ICCID or an MSISDN.\n\n"
	"  --answers ID  answers; of several at once the one that is named first\n"
	"  --busy ID     is in another call\n"
	"  --off ID      is switched off\n"
	"  --store FILE  as for mno subscriber\n"
	"  --json        print JSON";

enum { OPT_ANSWERS = 256, OPT_BUSY, OPT_OFF, OPT_STORE, OPT_JSON };

static const struct option options[] = {
	{"answers", required_argument, NULL, OPT_ANSWERS},
	{"busy", required_argument, NULL, OPT_BUSY},
	{"off", required_argument, NULL, OPT_OFF},
	{"store", required_argument, NULL, OPT_STORE},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

enum { NAMED_MAX = 2 * SHARED_MEMBERS_MAX };

/* What options say of somebody. */
struct named {
	const char *option, *id;
	enum party_does does;
};

struct arguments {
	const char *store, *number;
	bool json;
	struct named named[NAMED_MAX];
	size_t n;
};

static int take_party(struct arguments *a, const char *option, enum party_does does)
{
	if (a->n == NAMED_MAX)
		return cli_usage(name, "--%s %s: too many are named", option, optarg);
	a->named[a->n++] = (struct named){option, optarg, does};
	return EXIT_OK;
}

static int find_called(void *ctx, struct db *db, const char *msisdn, struct shared_number *out)
{
	int r = called_members(db, msisdn, ctx, out);

	if (r < 0)
		return cli_fail(name, "the store cannot be read");
	return r ? EXIT_OK : cli_fail(name, "nobody has the number +%s", msisdn);
}

/* Puts what options say into @parties, one for each member. */
static int apply(void *ctx, struct db *db, const struct arguments *a,
		 const struct shared_number *called, struct party *parties)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct named *named = &a->named[i];
		size_t member = 0;
		const char *imsi;
		int r = mno_find(ctx, db, named->id, &imsi);

		if (r)
			return r;
		while (member < called->n && strcmp(called->members[member], imsi) != 0)
			member++;
		if (member == called->n)
			return cli_fail(name, "--%s %s: +%s does not ring there", named->option,
					named->id, called->msisdn);
		parties[member].does = named->does;
		parties[member].after = (unsigned)i;
	}
	return EXIT_OK;
}

static void print_call(const struct incoming_call *call)
{
	for (size_t i = 0; i < call->n; i++)
		printf("%s %s\n", call->events[i].imsi, call_event_names[call->events[i].kind]);
	printf("%s%s%s\n", call_result_names[call->result], call->answered_by ? " by " : "",
	       call->answered_by ? call->answered_by : "");
}

static json_t *to_json(const struct incoming_call *call)
{
	json_t *events = json_array();

	for (size_t i = 0; i < call->n; i++)
		json_array_append_new(events,
				      json_pack("{s:s, s:s}", "imsi", call->events[i].imsi, "event",
						call_event_names[call->events[i].kind]));
	return json_pack("{s:o, s:s, s:s}", "events", events, "result",
			 call_result_names[call->result], "answeredBy",
			 call->answered_by ? call->answered_by : "");
}

static int place(void *ctx, struct db *db, const struct arguments *a)
{
	struct party parties[SHARED_MEMBERS_MAX] = {0};
	struct shared_number called;
	struct incoming_call call;
	int r = find_called(ctx, db, a->number, &called);

	if (r)
		return r;
	for (size_t i = 0; i < called.n; i++)
		parties[i].imsi = called.members[i];
	r = apply(ctx, db, a, &called, parties);
	if (r)
		return r;
	incoming_call(called.alerting, parties, called.n, &call);
	if (a->json)
		return cli_print_json(name, to_json(&call));
	print_call(&call);
	return EXIT_OK;
}

int mno_call(int argc, char **argv)
{
	struct arguments a = {0};
	struct db *db;
	void *ctx;
	int c, r = EXIT_OK;

	while (r == EXIT_OK && (c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_ANSWERS:
			r = take_party(&a, "answers", PARTY_ANSWERS);
			break;
		case OPT_BUSY:
			r = take_party(&a, "busy", PARTY_IS_BUSY);
			break;
		case OPT_OFF:
			r = take_party(&a, "off", PARTY_IS_OFF);
			break;
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
			return cli_usage(name, "call does not take that");
		}
	if (r)
		return r;
	if (argc - optind != 1)
		return cli_usage(name, "call takes one NUMBER");
	a.number = msisdn_digits(argv[optind]);
	if (!a.number)
		return cli_usage(name, "%s is no international number", argv[optind]);
	ctx = talloc_new(NULL);
	r = mno_open_existing(ctx, a.store, &db);
	if (r == EXIT_OK)
		r = place(ctx, db, &a);
	talloc_free(ctx);
	return r;
}
