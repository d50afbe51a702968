/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc card: puts card images into reader slots until it is told to stop. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>

#include "softeuicc.h"
#include "cli/identity.h"
#include "cli/subcommands.h"
#include "reader-bridge/bridge.h"
#include "reader-bridge/chip_times.h"
#include "reader-bridge/control.h"
#include "reader-bridge/fault_file.h"
#include "reader-bridge/gsmtap.h"
#include "reader-bridge/toolkit_file.h"
#include "reader-bridge/trace.h"
#include "reader-bridge/vpcd.h"

static const char NAME[] = "card";

struct reader {
	char *host;
	uint16_t port;
	const char *name; /* HOST:PORT as the user would write it */
};

struct inserted {
	const char *image;
	struct softeuicc *card;
	struct reader reader;
	struct faults *faults; /* NULL: none are asked for */
	unsigned index;
};

struct options {
	struct softeuicc_config config;
	struct reader *readers; /* talloc array: those given */
	const char *trace;
	const char *gsmtap;
	const char **faults; /* talloc array of files: those given */
	const char *timing;
	const char *control;
	const char **toolkit; /* talloc array of files: those given */
};

static void print_help(void)
{
	printf("usage: softeuicc card IMAGE... [OPTIONS]\n\n"
	       "Puts each card image into its own slot of pcscd's virtual reader (vpcd), until\n"
	       "stopped by SIGTERM, SIGINT or SIGHUP. A reader that is not there is waited for.\n\n"
	       "  --reader HOST:PORT    where the slot listens; again for each further image.\n"
	       "                        Images beyond take the ports that follow. [localhost:%d]\n"
	       "  --trace FILE          write all APDUs to FILE (see doc/trace-format.md)\n"
	       "  --gsmtap HOST         send all APDUs to HOST, UDP port %d, for Wireshark\n"
	       "  --fault FILE          fail as FILE says (softeuicc-fault(1)); may be repeated\n"
	       "  --timing chip|FILE    be as slow as a chip, or as FILE says\n"
	       "  --control SOCKET      take faults from 'softeuicc fault' while running\n"
	       "  --toolkit FILE        have the toolkit application that FILE describes beside\n"
	       "                        the profile (softeuicc-toolkit(7)); may be repeated\n"
	       "  --durability LEVEL    process: changes survive the end of this process;\n"
	       "                        power: they survive power loss too, slower [process]\n"
	       "  --help\n",
	       VPCD_PORT, GSMTAP_PORT);
}

/* ---- readers ---- */

static bool same_reader(const struct reader *a, const struct reader *b)
{
	return a->port == b->port && !strcmp(a->host, b->host);
}

static struct reader reader_at(void *ctx, const char *host, uint16_t port)
{
	char *name = talloc_asprintf(ctx, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, port);

	return (struct reader){talloc_strdup(ctx, host), port, name};
}

/* HOST:PORT, or [ADDRESS]:PORT for IPv6. Returns whether @text was that. */
static bool parse_reader(void *ctx, const char *text, struct reader *out)
{
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;
	unsigned long port;
	char *end;
	char *host;

	if (n > 2 && text[0] == '[' && text[n - 1] == ']')
		host = talloc_strndup(ctx, text + 1, n - 2);
	else if (n > 0 && !memchr(text, ':', n))
		host = talloc_strndup(ctx, text, n);
	else
		return false;
	if (colon[1] < '0' || colon[1] > '9')
		return false;
	port = strtoul(colon + 1, &end, 10);
	if (*end || port == 0 || port > UINT16_MAX)
		return false;
	*out = reader_at(ctx, host, (uint16_t)port);
	return true;
}

/* The @i-th card's reader: as given, or the port after that of the card before. Returns false where
 * the ports are at their end. */
static bool choose_reader(void *ctx, const struct options *o, struct inserted *cards, size_t i)
{
	if (i < talloc_array_length(o->readers)) {
		cards[i].reader = o->readers[i];
	} else if (i == 0) {
		cards[i].reader = reader_at(ctx, "localhost", VPCD_PORT);
	} else {
		const struct reader *before = &cards[i - 1].reader;

		if (before->port == UINT16_MAX)
			return false;
		cards[i].reader = reader_at(ctx, before->host, (uint16_t)(before->port + 1));
	}
	return true;
}

static int choose_readers(void *ctx, const struct options *o, struct inserted *cards, size_t n)
{
	if (talloc_array_length(o->readers) > n)
		return cli_usage(NAME, "there are more readers than images");
	for (size_t i = 0; i < n; i++) {
		if (!choose_reader(ctx, o, cards, i))
			return cli_usage(NAME, "no port is left for %s", cards[i].image);
		for (size_t j = 0; j < i; j++)
			if (same_reader(&cards[i].reader, &cards[j].reader))
				return cli_usage(NAME, "%s is the reader of two images",
						 cards[i].reader.name);
	}
	return EXIT_OK;
}

/* ---- options ---- */

static bool parse_durability(const char *text, enum softeuicc_durability *out)
{
	static const char *const names[] = {
		[SOFTEUICC_DURABILITY_PROCESS] = "process",
		[SOFTEUICC_DURABILITY_POWER] = "power",
	};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(text, names[i])) {
			*out = (enum softeuicc_durability)i;
			return true;
		}
	return false;
}

static bool add_reader(void *ctx, struct options *o, const char *text)
{
	size_t n = talloc_array_length(o->readers);

	o->readers = talloc_realloc(ctx, o->readers, struct reader, n + 1);
	return parse_reader(ctx, text, &o->readers[n]);
}

static void add_file(void *ctx, const char ***files, const char *path)
{
	size_t n = talloc_array_length(*files);

	*files = talloc_realloc(ctx, *files, const char *, n + 1);
	(*files)[n] = path;
}

enum { RUN = -1 }; /* no exit status: the options are good */

static int parse_options(int argc, char **argv, void *ctx, struct options *o)
{
	static const struct option known[] = {
		{"reader", required_argument, NULL, 'r'},
		{"trace", required_argument, NULL, 't'},
		{"gsmtap", required_argument, NULL, 'g'},
		{"durability", required_argument, NULL, 'd'},
		{"fault", required_argument, NULL, 'f'},
		{"timing", required_argument, NULL, 's'},
		{"control", required_argument, NULL, 'c'},
		{"toolkit", required_argument, NULL, 'k'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", known, NULL)) != -1) {
		switch (c) {
		case 'r':
			if (!add_reader(ctx, o, optarg))
				return cli_usage(NAME, "--reader '%s' is not HOST:PORT", optarg);
			break;
		case 't':
			o->trace = optarg;
			break;
		case 'g':
			o->gsmtap = optarg;
			break;
		case 'd':
			if (!parse_durability(optarg, &o->config.durability))
				return cli_usage(NAME,
						 "--durability '%s' is neither process nor power",
						 optarg);
			break;
		case 'f':
			add_file(ctx, &o->faults, optarg);
			break;
		case 's':
			o->timing = optarg;
			break;
		case 'c':
			o->control = optarg;
			break;
		case 'k':
			add_file(ctx, &o->toolkit, optarg);
			break;
		case 'h':
			print_help();
			return EXIT_OK;
		default:
			return cli_usage(NAME, "the options are wrong");
		}
	}
	return optind < argc ? RUN : cli_usage(NAME, "which card image?");
}

/* ---- cards ---- */

static void print_log(void *arg, const char *line)
{
	(void)arg;
	fprintf(stderr, "softeuicc card: %s\n", line);
}

struct report {
	const struct inserted *cards;
	bool explained;
};

/* Most who read this for the first time do not have pcscd running yet. */
static void print_waiting(struct report *report, const struct inserted *c)
{
	printf("%s: waiting for a reader at %s\n", c->image, c->reader.name);
	if (!report->explained)
		puts("  (pcscd with the driver vpcd opens it: Debian packages pcscd and\n"
		     "  vsmartcard-vpcd. Where systemd starts pcscd on demand, it comes with the\n"
		     "  first PC/SC program, as pcsc_scan.)");
	report->explained = true;
}

static void print_state(void *arg, unsigned i, enum bridge_state state)
{
	struct report *report = arg;
	const struct inserted *c = &report->cards[i];
	char identity[CLI_IDENTITY_MAX];

	cli_identity(c->card, identity);
	if (state == BRIDGE_WAITING)
		print_waiting(report, c);
	else
		printf("%s: %s in %s\n", c->image, identity, c->reader.name);
	fflush(stdout);
}

static int on_fault(void *arg, const char *function)
{
	const struct inserted *c = arg;

	return faults_result(c->faults, c->index, function);
}

static int open_card(struct inserted *c, struct softeuicc_config config)
{
	char *error = NULL;
	int r;

	if (c->faults)
		config.fault = on_fault;
	config.arg = c;
	r = softeuicc_open(&c->card, c->image, &config, &error);

	if (r < 0) {
		cli_fail(NAME, "%s", error ? error : strerror(-r));
		free(error);
		return EXIT_FAILED;
	}
	return EXIT_OK;
}

static struct bridge_card as_bridge_card(const struct inserted *c)
{
	return c->faults ? faults_card(c->faults, c->index, c->card) : bridge_softeuicc(c->card);
}

static int insert(struct bridge *bridge, struct inserted *cards, const struct options *o)
{
	for (size_t i = 0; i < talloc_array_length(cards); i++) {
		struct inserted *c = &cards[i];
		int r;

		if (open_card(c, o->config) != EXIT_OK)
			return EXIT_FAILED;
		r = bridge_add(bridge, as_bridge_card(c), c->reader.host, c->reader.port);
		if (r == -EADDRNOTAVAIL)
			return cli_fail(NAME, "--reader: the host %s is not known", c->reader.host);
		if (r < 0)
			return cli_fail(NAME, "%s", strerror(-r));
	}
	return EXIT_OK;
}

/* ---- faults ---- */

static int load_timing(struct faults *f, const char *timing)
{
	char *error = NULL;

	if (!strcmp(timing, "chip"))
		return chip_times(f) < 0 ? cli_fail(NAME, "%s", strerror(ENOMEM)) : EXIT_OK;
	if (faults_read(f, timing, f, &error) < 0)
		return cli_fail(NAME, "--timing %s", error);
	return EXIT_OK;
}

/* Has all cards obey what the options ask for, if anything. */
static int load_faults(struct bridge *bridge, const struct options *o, struct inserted *cards)
{
	size_t files = talloc_array_length(o->faults);
	struct faults *f;
	char *error = NULL;

	if (!files && !o->timing && !o->control)
		return EXIT_OK;
	f = faults_new(bridge);
	if (!f)
		return cli_fail(NAME, "%s", strerror(ENOMEM));
	for (size_t i = 0; i < talloc_array_length(cards); i++)
		cards[i].faults = f;
	if (o->timing && load_timing(f, o->timing) != EXIT_OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < files; i++)
		if (faults_read(f, o->faults[i], f, &error) < 0)
			return cli_fail(NAME, "--fault %s", error);
	return EXIT_OK;
}

static int open_control(struct control **control, struct bridge *bridge, const char *path,
			struct faults *f)
{
	int r = control_new(control, bridge, path, f);

	return r < 0 ? cli_fail(NAME, "--control %s: %s", path, strerror(-r)) : EXIT_OK;
}

/* ---- toolkit applications ---- */

/* @ctx outlives the cards. */
static int add_application(void *ctx, const char *path, const struct inserted *cards)
{
	struct toolkit_script *script;
	char *error = NULL;
	int r = toolkit_read(&script, path, ctx, &error);

	if (r < 0)
		return cli_fail(NAME, "--toolkit %s", error ? error : strerror(-r));
	for (size_t i = 0; i < talloc_array_length(cards); i++) {
		r = toolkit_script_run(script, cards[i].card, ctx, print_log, NULL);
		if (r == -EEXIST)
			return cli_fail(NAME, "--toolkit %s: tars: one is another application's",
					path);
		if (r < 0)
			return cli_fail(NAME, "--toolkit %s: %s", path, strerror(-r));
	}
	return EXIT_OK;
}

static int add_applications(void *ctx, const struct options *o, const struct inserted *cards)
{
	int r = EXIT_OK;

	for (size_t i = 0; r == EXIT_OK && i < talloc_array_length(o->toolkit); i++)
		r = add_application(ctx, o->toolkit[i], cards);
	return r;
}

/* ---- taps ---- */

static int close_file(FILE **f)
{
	fclose(*f);
	return 0;
}

struct tracing {
	struct trace *trace;
	const char *path;
	bool failed;
};

static void check_trace(struct tracing *t)
{
	if (trace_error(t->trace) && !t->failed) {
		cli_fail(NAME, "--trace %s: %s", t->path, strerror(-trace_error(t->trace)));
		t->failed = true;
	}
}

/* Says at once that the trace is at its end, and not when the card is. */
static void on_tap(void *arg, const struct tap_event *event)
{
	struct tracing *t = arg;

	trace_tap(t->trace, event);
	check_trace(t);
}

/* Opening a trace empties what was there: that must not be a card. */
static bool is_an_image(const char *path, const struct inserted *cards)
{
	struct stat file, image;

	if (stat(path, &file) < 0)
		return false;
	for (size_t i = 0; i < talloc_array_length(cards); i++)
		if (stat(cards[i].image, &image) == 0 && file.st_ino == image.st_ino &&
		    file.st_dev == image.st_dev)
			return true;
	return false;
}

static int add_trace(struct bridge *bridge, struct tracing *t)
{
	FILE **f = talloc(bridge, FILE *);

	*f = fopen(t->path, "we");
	if (!*f)
		return cli_fail(NAME, "--trace %s: %s", t->path, strerror(errno));
	talloc_set_destructor(f, close_file);
	t->trace = trace_new(bridge, *f);
	if (!t->trace || bridge_tap(bridge, on_tap, t) < 0)
		return cli_fail(NAME, "%s", strerror(ENOMEM));
	check_trace(t);
	return t->failed ? EXIT_FAILED : EXIT_OK;
}

static int add_gsmtap(struct bridge *bridge, const char *host)
{
	struct gsmtap *gsmtap;
	int r = gsmtap_new(&gsmtap, bridge, host, GSMTAP_PORT);

	if (r == -EADDRNOTAVAIL)
		return cli_fail(NAME, "--gsmtap: the host %s is not known", host);
	if (r == 0)
		r = bridge_tap(bridge, gsmtap_tap, gsmtap);
	return r < 0 ? cli_fail(NAME, "--gsmtap %s: %s", host, strerror(-r)) : EXIT_OK;
}

static int serve(struct bridge *bridge, const struct options *o, struct inserted *cards)
{
	struct tracing tracing = {.path = o->trace};
	struct control *control = NULL;
	int r = load_faults(bridge, o, cards);

	if (r == EXIT_OK)
		r = insert(bridge, cards, o);
	if (r == EXIT_OK)
		r = add_applications(cards, o, cards);
	if (r == EXIT_OK && o->control)
		r = open_control(&control, bridge, o->control, cards[0].faults);
	if (r == EXIT_OK && o->trace && is_an_image(o->trace, cards))
		r = cli_fail(NAME, "--trace %s is a card image", o->trace);
	if (r == EXIT_OK && o->trace)
		r = add_trace(bridge, &tracing);
	if (r == EXIT_OK && o->gsmtap)
		r = add_gsmtap(bridge, o->gsmtap);
	if (r == EXIT_OK && bridge_run(bridge) < 0)
		r = cli_fail(NAME, "the event loop failed");
	talloc_free(control); /* before the loop that it is in */
	return r == EXIT_OK && tracing.failed ? EXIT_FAILED : r;
}

static int run(void *ctx, const struct options *o, char **images, size_t n)
{
	struct inserted *cards = talloc_zero_array(ctx, struct inserted, n);
	struct report report = {.cards = cards};
	struct bridge *bridge;
	int r;

	for (size_t i = 0; i < n; i++) {
		cards[i].image = images[i];
		cards[i].index = (unsigned)i;
		for (size_t j = 0; j < i; j++)
			if (!strcmp(images[i], images[j]))
				return cli_usage(NAME, "%s is given twice", images[i]);
	}
	r = choose_readers(ctx, o, cards, n);
	if (r != EXIT_OK)
		return r;
	bridge = bridge_new(ctx, print_state, &report);
	if (!bridge)
		return cli_fail(NAME, "cannot make an event loop");
	r = serve(bridge, o, cards);
	talloc_free(bridge); /* before the cards that are in it */
	for (size_t i = 0; i < n; i++)
		if (cards[i].card)
			softeuicc_close(cards[i].card);
	return r;
}

int cmd_card(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct options o = {.config = {.log = print_log}};
	int r = parse_options(argc, argv, ctx, &o);

	if (r == RUN)
		r = run(ctx, &o, argv + optind, (size_t)(argc - optind));
	talloc_free(ctx);
	return r;
}
