/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc device secondary: a device that a primary drives. */
#include <string.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/device.h"
#include "devices/secondary.h"

static void print_help(void)
{
	puts("usage: softeuicc device secondary --reader NAME --link ADDRESS [OPTION]...\n\n"
	     "A secondary device: it waits for a primary at the short-range link, pairs with it, "
	     "and\n"
	     "tells its EID, downloads profiles by lpac, enables, disables and deletes them as "
	     "the\n"
	     "primary asks. Ends when it is interrupted.\n\n" DEVICE_OPTIONS_HELP
		     DEVICE_LINK_OPTIONS_HELP
	     "  --lpa PROGRAM          its LPA, lpac by default; none: the card is a plain UICC\n"
	     "  --once                 end when the first primary goes");
}

static int serve(struct device_options *o, struct secondary_config *config, void *ctx)
{
	struct link_listener *listener;
	char *error = NULL;
	int r;

	config->identity = o->identity;
	config->reader = o->reader;
	config->link = o->link;
	config->trail = o->trail;
	r = link_listen(&listener, o->link_address, ctx, &error);
	if (r)
		return device_fail(r, error);
	printf("%s waits at %s\n", o->identity.name, link_listener_address(listener));
	fflush(stdout);
	r = secondary_serve(listener, config, ctx, &error);
	talloc_free(listener);
	return r ? device_fail(r, error) : EXIT_OK;
}

static int begin(struct device_options *o, const char *lpa, bool once, void *ctx)
{
	struct lpa_config lpa_config = {.program = lpa};
	struct secondary_config config = {.once = once};
	int r = device_begin(o, ctx);

	if (r)
		return r;
	o->identity.euicc = lpa != NULL;
	lpa_config.reader = o->reader;
	lpa_config.terminal_id = o->identity.terminal_id;
	lpa_config.stop = o->link.stop;
	if (lpa) {
		r = lpa_new(ctx, &lpa_config, &config.lpa);
		if (r)
			return device_fail(r, NULL);
	}
	return serve(o, &config, ctx);
}

int device_secondary(int argc, char **argv)
{
	static const struct option options[] = {
		DEVICE_OPTIONS,
		DEVICE_LINK_OPTIONS,
		{"lpa", required_argument, NULL, 'L'},
		{"once", no_argument, NULL, 'o'},
		{NULL, 0, NULL, 0},
	};
	struct device_options o = {.identity.name = "secondary"};
	const char *lpa = "lpac";
	bool once = false;
	void *ctx;
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			print_help();
			return EXIT_OK;
		}
		if (c == '?')
			return device_usage("secondary does not take that");
		if (c == 'L')
			lpa = strcmp(optarg, "none") ? optarg : NULL;
		else if (c == 'o')
			once = true;
		else if (device_option(&o, c, optarg))
			return EXIT_USAGE;
	}
	if (optind < argc)
		return device_usage("secondary does not take '%s'", argv[optind]);
	if (!o.reader || !o.link_address)
		return device_usage("secondary needs --reader NAME and --link ADDRESS");
	ctx = talloc_new(NULL);
	r = begin(&o, lpa, once, ctx);
	talloc_free(ctx);
	return r;
}
