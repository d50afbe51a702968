/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc fault: has running cards fail on purpose, by their control socket. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <talloc.h>
#include <unistd.h>

#include "cli/subcommands.h"
#include "reader-bridge/fault_file.h"
#include "reader-bridge/function_name.h"

static const char NAME[] = "fault";

static void print_help(void)
{
	puts("usage: softeuicc fault add SOCKET FAULT|FILE|-\n"
	     "       softeuicc fault list SOCKET [--json]\n"
	     "       softeuicc fault remove SOCKET ID|all\n"
	     "       softeuicc fault functions\n\n"
	     "Has cards that 'softeuicc card --control SOCKET' has put into readers fail on\n"
	     "purpose. FAULT is a JSON object, as\n\n"
	     "  {\"function\": \"ES10c.EnableProfile\", \"nth\": 2, \"result\": 5}\n\n"
	     "and FILE holds one, or many with times as for 'softeuicc card --fault'.\n"
	     "softeuicc-fault(1) describes both.\n\n"
	     "  add         faults, or the times that functions take\n"
	     "  list        the faults there are, and how often each has struck\n"
	     "  remove      one fault, or all\n"
	     "  functions   print the names that \"function\" can have\n"
	     "  --json      print what the socket answered\n"
	     "  --help");
}

/* ---- the socket ---- */

static int connect_to(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd;

	if (strlen(path) >= sizeof(a.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(a.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Sends @request, and reads the line that answers it. NULL with errno. */
static json_t *converse(int fd, const json_t *request)
{
	FILE *stream = fdopen(fd, "r+");
	json_t *reply = NULL;
	char *line = NULL;
	size_t size = 0;

	if (!stream) {
		close(fd);
		return NULL;
	}
	errno = 0;
	if (json_dumpf(request, stream, JSON_COMPACT) == 0 && fputc('\n', stream) != EOF &&
	    fflush(stream) == 0 && getline(&line, &size, stream) > 0)
		reply = json_loads(line, 0, NULL);
	if (!reply && !errno)
		errno = EPROTO;
	free(line);
	fclose(stream);
	return reply;
}

/* Takes over @request. Returns an exit status, and with EXIT_OK the answer in *@reply. */
static int ask(const char *path, json_t *request, json_t **reply)
{
	int fd = connect_to(path);
	const char *error;

	*reply = fd < 0 ? NULL : converse(fd, request);
	json_decref(request);
	if (!*reply)
		return cli_fail(NAME, "%s: %s", path, strerror(errno));
	error = json_string_value(json_object_get(*reply, "error"));
	if (!error)
		return EXIT_OK;
	cli_fail(NAME, "%s", error);
	json_decref(*reply);
	return EXIT_FAILED;
}

/* ---- the subcommands ---- */

/* @text is JSON itself, or names a file of it. */
static json_t *load(const char *text)
{
	const char *name = text;
	json_error_t where;
	json_t *json;

	errno = 0;
	if (text[0] == '{') {
		name = "FAULT";
		json = json_loads(text, JSON_REJECT_DUPLICATES, &where);
	} else if (!strcmp(text, "-")) {
		name = "standard input";
		json = json_loadf(stdin, JSON_REJECT_DUPLICATES, &where);
	} else {
		json = json_load_file(text, JSON_REJECT_DUPLICATES, &where);
	}
	if (!json && json_error_code(&where) == json_error_cannot_open_file)
		cli_fail(NAME, "%s: %s", name, strerror(errno));
	else if (!json)
		cli_fail(NAME, "%s:%d: %s", name, where.line, where.text);
	return json;
}

static int add(const char *path, const char *what, bool as_json)
{
	json_t *json = load(what), *reply;
	int r;

	(void)as_json;
	if (!json)
		return EXIT_FAILED;
	if (json_object_get(json, "function"))
		json = json_pack("{s:[o]}", "faults", json);
	r = ask(path, json_pack("{s:o}", "add", json), &reply);
	if (r == EXIT_OK)
		json_decref(reply);
	return r;
}

static int print_fault(const json_t *json)
{
	void *ctx = talloc_new(NULL);
	int status = EXIT_OK;
	char *error = NULL;
	struct fault f;

	if (fault_from_json(json, ctx, &f, &error) < 0) {
		status = cli_fail(NAME, "%s", error);
	} else {
		printf("%lld: %s", json_integer_value(json_object_get(json, "id")), f.function);
		if (f.card != FAULT_ANY_CARD)
			printf(" of card %d", f.card);
		printf(", from time %u on, ", f.nth);
		if (f.times)
			printf("%u times", f.times);
		else
			printf("for ever");
		printf(": %s (seen %lld, struck %lld)\n", fault_text(ctx, &f),
		       json_integer_value(json_object_get(json, "seen")),
		       json_integer_value(json_object_get(json, "struck")));
	}
	talloc_free(ctx);
	return status;
}

static int list(const char *path, const char *what, bool as_json)
{
	json_t *reply, *item;
	size_t i;
	int r = ask(path, json_pack("{s:b}", "list", 1), &reply);

	(void)what;
	if (r != EXIT_OK)
		return r;
	if (as_json) {
		json_dumpf(reply, stdout, JSON_INDENT(2));
		putchar('\n');
	} else {
		json_array_foreach (json_object_get(reply, "faults"), i, item)
			if (print_fault(item) != EXIT_OK)
				r = EXIT_FAILED;
	}
	json_decref(reply);
	return r;
}

static int take_away(const char *path, const char *what, bool as_json)
{
	json_t *reply, *id = json_string(what);
	char *end;
	long n = strtol(what, &end, 10);
	int r;

	(void)as_json;
	if (strcmp(what, "all") != 0) {
		json_decref(id);
		if (*end || n <= 0)
			return cli_usage(NAME, "'%s' is neither a fault's id nor all", what);
		id = json_integer(n);
	}
	r = ask(path, json_pack("{s:o}", "remove", id), &reply);
	if (r != EXIT_OK)
		return r;
	if (json_integer_value(json_object_get(reply, "removed")) == 0 && strcmp(what, "all") != 0)
		r = cli_fail(NAME, "there is no fault %s", what);
	json_decref(reply);
	return r;
}

static int functions(const char *path, const char *what, bool as_json)
{
	(void)path, (void)what, (void)as_json;
	for (size_t i = 0; function_name_at(i); i++)
		if (i == 0 || strcmp(function_name_at(i), function_name_at(i - 1)) != 0)
			puts(function_name_at(i));
	return EXIT_OK;
}

static const struct {
	const char *name;
	int arguments;
	int (*run)(const char *path, const char *what, bool as_json);
} commands[] = {
	{"add", 2, add}, {"list", 1, list}, {"remove", 2, take_away}, {"functions", 0, functions}};

int cmd_fault(int argc, char **argv)
{
	static const struct option known[] = {
		{"json", no_argument, NULL, 'j'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	bool as_json = false;
	int c, n;

	while ((c = getopt_long(argc, argv, "h", known, NULL)) != -1) {
		if (c == 'h') {
			print_help();
			return EXIT_OK;
		}
		if (c != 'j')
			return cli_usage(NAME, "the options are wrong");
		as_json = true;
	}
	n = argc - optind - 1;
	if (n < 0)
		return cli_usage(NAME, "add, list, remove or functions?");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[optind], commands[i].name) != 0)
			continue;
		if (n != commands[i].arguments)
			return cli_usage(NAME, "%s takes %d arguments", commands[i].name,
					 commands[i].arguments);
		return commands[i].run(n > 0 ? argv[optind + 1] : NULL,
				       n > 1 ? argv[optind + 2] : NULL, as_json);
	}
	return cli_usage(NAME, "'%s' is not known", argv[optind]);
}
