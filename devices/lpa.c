/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/lpa.h"

#include <errno.h>
#include <string.h>
#include <talloc.h>

#include "devices/child.h"
#include "replay/transport.h"
#include "servers/common/json.h"

enum { SILENCE_MS = 2 * 60 * 1000, ARGUMENTS_MAX = 10, WORDS_MAX = 500 };

struct lpa {
	struct lpa_config config;
};

int lpa_new(void *ctx, const struct lpa_config *config, struct lpa **out)
{
	*out = talloc_zero(ctx, struct lpa);
	if (!*out)
		return -ENOMEM;
	(*out)->config = *config;
	return 0;
}

/* ---- one run ---- */

/* What lpac prints: a JSON object on each line, {"type": "progress" or "lpa", "payload": {"code",
 * "message", "data"}}, of which the last "lpa" is the result. */
struct run {
	void *ctx;
	void (*progress)(void *arg, const char *step);
	void *arg;
	json_t *result; /* its payload */
	char *words;    /* the last line that is no JSON; NULL: none */
};

/* Words of lpac, which has them from cards and servers, as a terminal and a message can bear them:
 * in ASCII, without control characters. */
static char *readable(void *ctx, const char *text)
{
	char *out = talloc_strndup(ctx, text, WORDS_MAX);

	for (char *c = out; c && *c; c++)
		if (*c < 0x20 || *c >= 0x7F)
			*c = '?';
	return out;
}

static bool is_digits(const char *text)
{
	return text && *text && !text[strspn(text, "0123456789")];
}

static void on_line(void *arg, char *line)
{
	struct run *run = arg;
	json_t *json = json_loads(line, 0, NULL);
	json_t *payload = json_object_get(json, "payload");
	const char *type = json_member_text(json, "type");
	const char *message = json_member_text(payload, "message");

	if (!json) {
		run->words = readable(run->ctx, line);
	} else if (type && !strcmp(type, "lpa") && json_is_object(payload)) {
		json_decref(run->result);
		run->result = json_incref(payload);
	} else if (type && !strcmp(type, "progress") && message && run->progress) {
		char *step = readable(run->ctx, message);

		if (step)
			run->progress(run->arg, step);
	}
	json_decref(json);
}

/* lpac 2.3.0 heeds a reader's name only beside its place, and later ones the place alone. */
static const char **environment(const struct lpa *l, void *ctx, int *r, char **error)
{
	const char **e = talloc_zero_array(ctx, const char *, 5);
	unsigned index;
	char *name;

	*r = e ? 0 : -ENOMEM;
	if (*r || !l->config.reader)
		return e;
	*r = transport_find_reader(l->config.reader, ctx, &name, &index, error);
	if (*r)
		return NULL;
	e[0] = "LPAC_APDU=pcsc";
	e[1] = "LPAC_HTTP=curl";
	e[2] = talloc_asprintf(ctx, "LPAC_APDU_PCSC_DRV_IFID=%u", index);
	e[3] = talloc_asprintf(ctx, "LPAC_APDU_PCSC_DRV_NAME=%s", name);
	*r = e[2] && e[3] ? 0 : -ENOMEM;
	return e;
}

/* In lpac's words what went wrong, or else in its last ones. */
static int failure(const struct run *run, int status, const char *messages, void *ctx, char **error)
{
	const char *message = json_member_text(run->result, "message");
	const char *data = json_member_text(run->result, "data");

	if (message && json_integer_value(json_object_get(run->result, "code")) != 0)
		*error = talloc_asprintf(ctx, "lpac: %s%s%s", readable(ctx, message),
					 data && *data ? ": " : "",
					 data && *data ? readable(ctx, data) : "");
	else
		*error = talloc_asprintf(ctx, "lpac ended with status %d%s%s", status,
					 run->words || *messages ? ": " : "",
					 run->words ? run->words : readable(ctx, messages));
	return -EREMOTEIO;
}

static int did_not_run(const struct lpa *l, int r, void *ctx, char **error)
{
	if (r == -ECANCELED)
		*error = talloc_strdup(ctx, "interrupted");
	else if (r == -ETIMEDOUT)
		*error = talloc_asprintf(ctx, "%s has said nothing for %d seconds, and was ended",
					 l->config.program, SILENCE_MS / 1000);
	else
		*error = talloc_asprintf(ctx, "%s: %s", l->config.program, strerror(-r));
	return r;
}

/* Runs lpac with @arguments. 0 with what its result has as data, to be released. */
static int run(const struct lpa *l, struct run *run, const char *const *arguments, void *ctx,
	       json_t **data, char **error)
{
	const char *argv[ARGUMENTS_MAX] = {l->config.program};
	struct child_command command = {.argv = argv,
					.timeout = SILENCE_MS,
					.stop = l->config.stop,
					.line = on_line,
					.arg = run};
	char *messages = NULL;
	int r, status;

	for (size_t i = 0; arguments[i] && i + 2 < ARGUMENTS_MAX; i++)
		argv[i + 1] = arguments[i];
	command.environment = environment(l, ctx, &r, error);
	if (r)
		return r;
	run->ctx = ctx;
	r = child_run(&command, ctx, &status, &messages);
	if (r)
		r = did_not_run(l, r, ctx, error);
	else if (status || !run->result ||
		 json_integer_value(json_object_get(run->result, "code")) != 0)
		r = failure(run, status, messages, ctx, error);
	if (r == 0)
		*data = json_incref(json_object_get(run->result, "data"));
	json_decref(run->result);
	return r;
}

/* ---- functions ---- */

static int answered_oddly(const char *what, void *ctx, char **error)
{
	*error = talloc_asprintf(ctx, "lpac's answer has no %s", what);
	return -EREMOTEIO;
}

/* The digits @member of @data. */
static int digits(const json_t *data, const char *member, const char *what, void *ctx, char **out,
		  char **error)
{
	const char *text = json_member_text(data, member);

	if (!is_digits(text))
		return answered_oddly(what, ctx, error);
	*out = talloc_strdup(ctx, text);
	return *out ? 0 : -ENOMEM;
}

int lpa_eid(struct lpa *l, void *ctx, char **eid, char **error)
{
	static const char *const arguments[] = {"chip", "info", NULL};
	struct run one = {0};
	json_t *data;
	int r = run(l, &one, arguments, ctx, &data, error);

	if (r)
		return r;
	r = digits(data, "eidValue", "EID", ctx, eid, error);
	json_decref(data);
	return r;
}

static int read_profile(const json_t *json, void *ctx, struct lpa_profile *out, char **error)
{
	const char *name = json_member_text(json, "serviceProviderName");
	const char *state = json_member_text(json, "profileState");
	char *iccid;
	int r = digits(json, "iccid", "ICCID", ctx, &iccid, error);

	if (r)
		return r;
	*out = (struct lpa_profile){
		.iccid = iccid,
		.name = readable(ctx, name ? name : ""),
		.enabled = state && !strcmp(state, "enabled"),
	};
	return out->name ? 0 : -ENOMEM;
}

int lpa_list(struct lpa *l, void *ctx, struct lpa_profile **out, char **error)
{
	static const char *const arguments[] = {"profile", "list", NULL};
	struct run one = {0};
	json_t *data;
	int r = run(l, &one, arguments, ctx, &data, error);

	if (r)
		return r;
	*out = talloc_zero_array(ctx, struct lpa_profile, json_array_size(data));
	if (!*out)
		r = -ENOMEM;
	else if (!json_is_array(data))
		r = answered_oddly("list of profiles", ctx, error);
	for (size_t i = 0; r == 0 && i < json_array_size(data); i++)
		r = read_profile(json_array_get(data, i), ctx, &(*out)[i], error);
	json_decref(data);
	return r;
}

/* An IMEI as lpac takes it, with or without its check digit or software version. */
static bool is_imei(const char *id)
{
	size_t n = id ? strspn(id, "0123456789") : 0;

	return n >= 14 && n <= 16 && !id[n];
}

static int run_download(struct lpa *l, const struct lpa_download *what, void *ctx, char **error)
{
	const char *arguments[ARGUMENTS_MAX] = {"profile", "download", "-a", what->activation_code};
	struct run one = {.progress = what->progress, .arg = what->arg};
	size_t n = 4;
	json_t *data;
	int r;

	if (what->confirmation_code) {
		arguments[n++] = "-c";
		arguments[n++] = what->confirmation_code;
	}
	if (is_imei(l->config.terminal_id)) {
		arguments[n++] = "-i";
		arguments[n++] = l->config.terminal_id;
	}
	r = run(l, &one, arguments, ctx, &data, error);
	if (r == 0)
		json_decref(data);
	return r;
}

static bool is_among(const struct lpa_profile *profiles, const char *iccid)
{
	for (size_t i = 0; i < talloc_array_length(profiles); i++)
		if (!strcmp(profiles[i].iccid, iccid))
			return true;
	return false;
}

/* lpac 2.3.0 does not say what it has installed: it is what was not there before. */
int lpa_download(struct lpa *l, const struct lpa_download *what, void *ctx, char **iccid,
		 char **error)
{
	struct lpa_profile *before, *after;
	int r = lpa_list(l, ctx, &before, error);

	if (r == 0)
		r = run_download(l, what, ctx, error);
	if (r == 0)
		r = lpa_list(l, ctx, &after, error);
	if (r)
		return r;
	for (size_t i = 0; i < talloc_array_length(after); i++)
		if (!is_among(before, after[i].iccid)) {
			*iccid = talloc_strdup(ctx, after[i].iccid);
			return *iccid ? 0 : -ENOMEM;
		}
	*error = talloc_strdup(ctx, "lpac reports a download, but there is no new profile");
	return -EREMOTEIO;
}

static int manage(struct lpa *l, const char *group, const char *function, const char *argument,
		  void *ctx, char **error)
{
	const char *const arguments[] = {group, function, argument, NULL};
	struct run one = {0};
	json_t *data;
	int r = run(l, &one, arguments, ctx, &data, error);

	if (r == 0)
		json_decref(data);
	return r;
}

int lpa_enable(struct lpa *l, const char *iccid, void *ctx, char **error)
{
	return manage(l, "profile", "enable", iccid, ctx, error);
}

int lpa_disable(struct lpa *l, const char *iccid, void *ctx, char **error)
{
	return manage(l, "profile", "disable", iccid, ctx, error);
}

int lpa_delete(struct lpa *l, const char *iccid, void *ctx, char **error)
{
	return manage(l, "profile", "delete", iccid, ctx, error);
}

int lpa_notify(struct lpa *l, void *ctx, char **error)
{
	return manage(l, "notification", "process", "-ar", ctx, error);
}
