/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc smdpp operator: who may order by ES2+. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/smdpp_orders.h"
#include "profile/file.h"
#include "servers/smdpp/operator.h"

static const char name[] = "smdpp";

enum { CERTIFICATE_MAX = 64 << 10 };
enum { OPT_CERTIFICATE = 256, OPT_URL, OPT_REMOVE, OPT_STORE, OPT_JSON };

static const struct option options[] = {
	{"certificate", required_argument, NULL, OPT_CERTIFICATE},
	{"url", required_argument, NULL, OPT_URL},
	{"remove", no_argument, NULL, OPT_REMOVE},
	{"store", required_argument, NULL, OPT_STORE},
	{"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static void print_help(void)
{
	puts("usage: softeuicc smdpp operator ID [--certificate FILE] [--url URL] [--store FILE]\n"
	     "       softeuicc smdpp operator ID --remove [--store FILE]\n"
	     "       softeuicc smdpp operator [--json] [--store FILE]\n\n"
	     "Registers an operator that may order by ES2+, forgets it, or lists all. While none\n"
	     "is registered, whoever asks may order.\n\n"
	     "  ID                  the functionRequesterIdentifier of its requests, an OID\n"
	     "  --certificate FILE  its TLS client's, DER: others are refused\n"
	     "  --url URL           https://HOST[:PORT] that is told of downloads\n"
	     "                      (handleDownloadProgressInfo)\n"
	     "  --remove            forget it\n"
	     "  --store FILE        as for the server\n"
	     "  --json              print JSON");
}

struct operator_arguments {
	const char *requester; /* NULL: list */
	const char *certificate, *url, *store;
	bool remove, json;
};

static int put(void *ctx, struct db *db, const struct operator_arguments *a)
{
	struct es2_operator o = {.requester = a->requester, .url = a->url ? a->url : ""};
	struct buf b = buf_new(ctx);
	const char *problem;
	int r;

	if (a->certificate) {
		r = file_read(a->certificate, CERTIFICATE_MAX, &b);
		if (r)
			return cli_fail(name, "--certificate %s: %s", a->certificate, strerror(-r));
		o.certificate = buf_slice(&b);
	}
	r = operator_put(db, &o, &problem);
	if (r == -EINVAL)
		return cli_fail(name, "operator: %s", problem);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

static int list(void *ctx, struct db *db, bool json)
{
	json_t *all = json ? json_array() : NULL;
	struct es2_operator o = {.requester = ""};
	int r;

	while ((r = operator_next(db, o.requester, ctx, &o)) == 1)
		if (!json)
			printf("%-24s %-11s %s\n", o.requester,
			       o.certificate.n ? "certificate" : "-", *o.url ? o.url : "-");
		else
			json_array_append_new(all, json_pack("{s:s, s:b, s:s}", "id", o.requester,
							     "certificate", o.certificate.n > 0,
							     "url", o.url));
	if (r == 0)
		return json ? smdpp_print_json(all) : EXIT_OK;
	json_decref(all);
	return cli_fail(name, "the operators cannot be read");
}

static int act(void *ctx, const struct operator_arguments *a)
{
	struct db *db;
	int r = smdpp_open_store(ctx, a->store, &db);

	if (r)
		return r;
	if (!a->requester)
		return list(ctx, db, a->json);
	if (!a->remove)
		return put(ctx, db, a);
	r = operator_remove(db, a->requester);
	if (r == -ENOENT)
		return cli_fail(name, "there is no operator %s", a->requester);
	return r ? cli_fail(name, "the store cannot be written") : EXIT_OK;
}

int smdpp_operator(int argc, char **argv)
{
	struct operator_arguments a = {0};
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
		switch (c) {
		case OPT_CERTIFICATE:
			a.certificate = optarg;
			break;
		case OPT_URL:
			a.url = optarg;
			break;
		case OPT_REMOVE:
			a.remove = true;
			break;
		case OPT_STORE:
			a.store = optarg;
			break;
		case OPT_JSON:
			a.json = true;
			break;
		case 'h':
			print_help();
			return EXIT_OK;
		default:
			return cli_usage(name, "operator does not take that");
		}
	if (argc - optind > 1)
		return cli_usage(name, "operator takes one ID");
	a.requester = optind < argc ? argv[optind] : NULL;
	if (!a.requester && (a.certificate || a.url || a.remove))
		return cli_usage(name, "operator needs an ID");
	ctx = talloc_new(NULL);
	r = act(ctx, &a);
	talloc_free(ctx);
	return r;
}
