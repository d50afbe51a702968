/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc device: the devices that cards are in. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/signalfd.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/device.h"
#include "cli/person.h"
#include "cli/subcommands.h"
#include "flow/trail.h"

static const char name[] = "device";

static const char help[] =
	"usage: softeuicc device primary --reader NAME --link ADDRESS... --operator URL ...\n"
	"       softeuicc device secondary --reader NAME --link ADDRESS ...\n"
	"       softeuicc device single --reader NAME --euicc NAME --operator URL ...\n"
	"       softeuicc device new --reader NAME --msisdn NUMBER --operator URL ...\n"
	"       softeuicc device old --reader NAME --operator URL ...\n\n"
	"A device with a card. A primary has the user's subscription, and asks the operator for\n"
	"what secondaries are to have. A secondary has an eUICC and an LPA, or a plain UICC, and\n"
	"does what the primary asks for over the short-range link. A single device has both, and\n"
	"asks for itself; a new one takes the user's number over from an old one.\n\n"
	"Each command tells its options with --help.";

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{"new", device_new},         {"old", device_old},
	{"primary", device_primary}, {"secondary", device_secondary},
	{"single", device_single},
};

int device_fail(int r, const char *error)
{
	return cli_fail(name, "%s", error ? error : strerror(-r));
}

int device_usage(const char *format, ...)
{
	char line[200];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	return cli_usage(name, "%s", line);
}

static int read_pairing(const char *word, enum link_pairing *out)
{
	static const char *const words[] = {
		[LINK_ASK] = "ask", [LINK_YES] = "yes", [LINK_NO] = "no"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i], word)) {
			*out = (enum link_pairing)i;
			return 0;
		}
	device_usage("--accept-pairing %s: ask, yes or no", word);
	return -EINVAL;
}

int device_option(struct device_options *o, int c, const char *value)
{
	const struct {
		int c;
		const char **where;
	} texts[] = {
		{'r', &o->reader},          {'l', &o->link_address},
		{'n', &o->identity.name},   {'i', &o->identity.terminal_id},
		{'v', &o->identity.vendor}, {'m', &o->identity.model},
		{'t', &o->trail_path},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].c == c) {
			*texts[i].where = value;
			return 0;
		}
	return c == 'p' ? read_pairing(value, &o->link.pairing) : -ENOENT;
}

/* Blocked, they wait at the descriptor, where they are never taken away: all that waits ends. */
static int catch_signals(void)
{
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	if (signal(SIGHUP, SIG_IGN) != SIG_IGN) { /* no nohup */
		signal(SIGHUP, SIG_DFL);
		sigaddset(&stop, SIGHUP);
	}
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	return signalfd(-1, &stop, SFD_CLOEXEC);
}

int device_begin(struct device_options *o, void *ctx)
{
	char *error = NULL;
	int r;

	if (!o->identity.terminal_id)
		o->identity.terminal_id = o->identity.name;
	o->link.person = &cli_person;
	if (o->trail_path) {
		r = trail_open(ctx, o->trail_path, &o->trail, &error);
		if (r)
			return device_fail(r, error);
	}
	o->link.stop = catch_signals();
	return o->link.stop < 0 ? device_fail(-errno, NULL) : EXIT_OK;
}

int cmd_device(int argc, char **argv)
{
	if (argc < 2)
		return cli_usage(name, "what?");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		puts(help);
		return EXIT_OK;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	return cli_usage(name, "there is no '%s'", argv[1]);
}
