/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc qr: activation codes and the like as QR codes. */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/qr.h"
#include "cli/subcommands.h"
#include "devices/qr_scan.h"

static const char name[] = "qr";

static void print_help(void)
{
	puts("usage: softeuicc qr [--output FILE] TEXT\n"
	     "       softeuicc qr --scan FILE\n\n"
	     "Shows TEXT, such as an activation code, as a QR code on the terminal, or writes "
	     "that\n"
	     "as a PNG image; or prints the text of the QR code in an image.\n\n"
	     "  --output FILE, -o  the image to write\n"
	     "  --scan FILE        the image to read, by zbarimg (Debian package zbar-tools)");
}

static int scan(const char *path)
{
	void *ctx = talloc_new(NULL);
	char *text, *error = NULL;
	int r = qr_scan(path, -1, ctx, &text, &error);

	if (r == 0)
		puts(text);
	else
		r = cli_fail(name, "%s", error ? error : strerror(-r));
	talloc_free(ctx);
	return r;
}

static int show(const char *text, const char *output)
{
	int r = output ? qr_write(output, text) : qr_print(stdout, text);

	if (r == -EINVAL)
		return cli_fail(name, "that cannot be a QR code: it is empty or too long");
	return r ? cli_fail(name, "%s: cannot be written", output ? output : "stdout") : EXIT_OK;
}

int cmd_qr(int argc, char **argv)
{
	static const struct option options[] = {
		{"output", required_argument, NULL, 'o'},
		{"scan", required_argument, NULL, 's'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	const char *output = NULL, *image = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "o:h", options, NULL)) != -1) {
		if (c == 'h') {
			print_help();
			return EXIT_OK;
		}
		if (c == '?')
			return cli_usage(name, "it does not take that");
		*(c == 'o' ? &output : &image) = optarg;
	}
	if (image && (output || optind < argc))
		return cli_usage(name, "--scan stands alone");
	if (image)
		return scan(image);
	if (optind + 1 != argc)
		return cli_usage(name, "one text, or --scan FILE");
	return show(argv[optind], output);
}
