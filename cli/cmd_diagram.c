/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc diagram: draws what servers and devices have written into a trail. */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/diagram_file.h"
#include "cli/subcommands.h"

static const char name[] = "diagram";

static const char help[] =
	"usage: softeuicc diagram TRAIL [--output FILE] [--title TEXT] [--plain]\n\n"
	"Draws the sequence diagram of a trail: the file that servers and devices write their\n"
	"messages to with --trail. SVG.\n\n"
	"  -o, --output FILE  where to; by default to standard output\n"
	"  --title TEXT       above it\n"
	"  --plain            no times, and no details that are another each time\n"
	"  --help             this text";

static int draw(const char *trail, const char *output, const struct diagram_options *options)
{
	void *ctx = talloc_new(NULL);
	struct trail_entry *entries;
	char *error = NULL;
	size_t n;
	int r = trail_read(ctx, trail, &entries, &n, &error);

	if (r)
		r = cli_fail(name, "%s", error ? error : strerror(-r));
	else
		r = cli_write_diagram(name, output, entries, n, options);
	talloc_free(ctx);
	return r;
}

int cmd_diagram(int argc, char **argv)
{
	enum { OPT_TITLE = 256, OPT_PLAIN };
	static const struct option options[] = {
		{"output", required_argument, NULL, 'o'},
		{"title", required_argument, NULL, OPT_TITLE},
		{"plain", no_argument, NULL, OPT_PLAIN},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct diagram_options wanted = {0};
	const char *output = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "ho:", options, NULL)) != -1) {
		if (c == 'h') {
			puts(help);
			return EXIT_OK;
		}
		if (c == '?')
			return cli_usage(name, "it does not take that");
		if (c == 'o')
			output = optarg;
		if (c == OPT_TITLE)
			wanted.title = optarg;
		wanted.plain = wanted.plain || c == OPT_PLAIN;
	}
	if (optind != argc - 1)
		return cli_usage(name, "it takes one TRAIL");
	return draw(argv[optind], output, &wanted);
}
