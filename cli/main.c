/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc: one program with git-style subcommands. */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/subcommands.h"

static __attribute__((format(printf, 2, 0))) int complain(const char *name, const char *format,
							  va_list args)
{
	fprintf(stderr, "softeuicc %s: ", name);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	return EXIT_FAILED;
}

int cli_fail(const char *name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(name, format, args);
	va_end(args);
	return EXIT_FAILED;
}

int cli_usage(const char *name, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(name, format, args);
	va_end(args);
	fprintf(stderr, "Try 'softeuicc %s --help'.\n", name);
	return EXIT_USAGE;
}

static void print_help(FILE *f)
{
	fputs("usage: softeuicc SUBCOMMAND [ARGUMENTS]\n"
	      "       softeuicc --version | --help\n\n"
	      "An eUICC in software, and the parties around it.\n\n",
	      f);
	for (size_t i = 0; i < subcommand_count; i++)
		fprintf(f, "  %-10s %s\n", subcommands[i].name, subcommands[i].summary);
	fputs("\n'softeuicc SUBCOMMAND --help' and man softeuicc-SUBCOMMAND tell more.\n", f);
}

/* What did not reach a file that is full was not printed. */
static int printed(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "softeuicc: standard output: %s\n", strerror(errno));
	return status == EXIT_OK ? EXIT_FAILED : status;
}

int main(int argc, char **argv)
{
	char name[64];

	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--version")) {
		puts(PACKAGE_STRING);
		return EXIT_OK;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		print_help(stdout);
		return EXIT_OK;
	}
	for (size_t i = 0; i < subcommand_count; i++) {
		if (strcmp(argv[1], subcommands[i].name))
			continue;
		/* getopt names argv[0] in its messages. */
		snprintf(name, sizeof(name), "softeuicc %s", subcommands[i].name);
		argv[1] = name;
		return printed(subcommands[i].run(argc - 1, argv + 1));
	}
	fprintf(stderr, "softeuicc: '%s' is no subcommand. Try 'softeuicc --help'.\n", argv[1]);
	return EXIT_USAGE;
}
