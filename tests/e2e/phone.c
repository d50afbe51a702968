/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A primary device for the tests, without a card and without an operator:
 *
 *   phone ADDRESS [--refuse] COMMAND...
 *
 * connects to the secondary at ADDRESS and has it do each COMMAND: hello, eid, identifiers, code,
 * download=CODE, enable=ICCID, disable=ICCID, delete=ICCID, notify, number=MSISDN, vanish (leaves
 * without a goodbye, in the middle of the download whose code follows: vanish=CODE). Prints what it
 * is answered; ends with status 1 and the reason where that is a failure. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "devices/companion.h"

static void tell(void *arg, const char *line)
{
	(void)arg;
	puts(line);
}

static void show_step(void *arg, const char *step)
{
	(void)arg;
	printf("step %s\n", step);
}

static void vanish(void *arg, const char *step)
{
	(void)arg, (void)step;
	puts("gone");
	fflush(stdout);
	_exit(0);
}

static int hello(struct companion *c, const char *what, void *ctx, char **error)
{
	const struct device_identity *id = companion_identity(c);

	(void)what, (void)ctx, (void)error;
	printf("hello from %s, %s, %s\n", id->name, id->terminal_id, id->euicc ? "eUICC" : "UICC");
	return 0;
}

static int eid(struct companion *c, const char *what, void *ctx, char **error)
{
	char *text;
	int r = companion_eid(c, ctx, &text, error);

	(void)what;
	if (r == 0)
		printf("eid %s\n", text);
	return r;
}

static int identifiers(struct companion *c, const char *what, void *ctx, char **error)
{
	struct companion_identifiers i;
	int r = companion_identifiers(c, ctx, &i, error);

	(void)what;
	if (r == 0)
		printf("iccid %s imsi %s msisdn %s\n", i.iccid, i.imsi, i.msisdn ? i.msisdn : "-");
	return r;
}

static int code(struct companion *c, const char *what, void *ctx, char **error)
{
	char *text;
	int r = companion_sms_code(c, ctx, &text, error);

	(void)what;
	if (r == 0)
		printf("code %s\n", text);
	return r;
}

static int show_profile(int r, const struct companion_profile *p)
{
	if (r == 0)
		printf("profile %s%s%s\n", p->iccid ? p->iccid : "-", p->warning ? " but " : "",
		       p->warning ? p->warning : "");
	return r;
}

static int download(struct companion *c, const char *what, void *ctx, char **error)
{
	const struct companion_download d = {.activation_code = what, .progress = show_step};
	struct companion_profile p;

	return show_profile(companion_download(c, &d, ctx, &p, error), &p);
}

static int download_and_vanish(struct companion *c, const char *what, void *ctx, char **error)
{
	const struct companion_download d = {.activation_code = what, .progress = vanish};
	struct companion_profile p;

	return show_profile(companion_download(c, &d, ctx, &p, error), &p);
}

static int enable(struct companion *c, const char *what, void *ctx, char **error)
{
	struct companion_profile p;

	return show_profile(companion_manage(c, COMPANION_ENABLE, what, ctx, &p, error), &p);
}

static int disable(struct companion *c, const char *what, void *ctx, char **error)
{
	struct companion_profile p;

	return show_profile(companion_manage(c, COMPANION_DISABLE, what, ctx, &p, error), &p);
}

static int delete (struct companion *c, const char *what, void *ctx, char **error)
{
	struct companion_profile p;

	return show_profile(companion_manage(c, COMPANION_DELETE, what, ctx, &p, error), &p);
}

static int notify(struct companion *c, const char *what, void *ctx, char **error)
{
	(void)what;
	return companion_notify(c, ctx, error);
}

static int number(struct companion *c, const char *what, void *ctx, char **error)
{
	return companion_number(c, what, COMPANION_ACTIVATED, NULL, ctx, error);
}

static const struct {
	const char *name;
	int (*run)(struct companion *c, const char *what, void *ctx, char **error);
} commands[] = {
	{"hello", hello},   {"eid", eid},           {"identifiers", identifiers},
	{"code", code},     {"download", download}, {"vanish", download_and_vanish},
	{"enable", enable}, {"disable", disable},   {"delete", delete},
	{"notify", notify}, {"number", number},
};

static int run(struct companion *c, char *command, void *ctx, char **error)
{
	char *what = strchr(command, '=');

	if (what)
		*what++ = '\0';
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(commands[i].name, command))
			return commands[i].run(c, what, ctx, error);
	*error = talloc_asprintf(ctx, "there is no %s", command);
	return -EINVAL;
}

int main(int argc, char **argv)
{
	const struct person person = {.tell = tell};
	struct link_config config = {.person = &person, .pairing = LINK_YES, .stop = -1};
	const struct device_identity self = {.name = "phone", .terminal_id = "phone"};
	void *ctx = talloc_new(NULL);
	struct companion *c;
	char *error = NULL;
	int i = 2, r;

	if (argc < 2)
		return 2;
	if (argc > 2 && !strcmp(argv[2], "--refuse")) {
		config.pairing = LINK_NO;
		i++;
	}
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	r = companion_connect(&c, argv[1], &self, &config, NULL, ctx, &error);
	for (; r == 0 && i < argc; i++)
		r = run(c, argv[i], ctx, &error);
	if (r)
		fprintf(stderr, "phone: %s\n", error ? error : strerror(-r));
	talloc_free(ctx);
	return r ? 1 : 0;
}
