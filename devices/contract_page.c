/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/contract_page.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <strings.h>
#include <sys/wait.h>
#include <talloc.h>

#include "codec/utf8.h"
#include "devices/html_form.h"
#include "servers/common/base64.h"
#include "servers/common/https_client.h"

enum {
	PAGE_SECONDS = 30,
	REDIRECTS_MAX = 5,
	CONTRACTS_MAX = 4, /* that may follow each other */
	WORDS_MAX = 500,
};

#define ENCODED "encodedValue=" /* what base64 is behind: table 50 */

const char *const contract_choice_names[CHOICES] = {
	[CHOICE_ASK] = "ask",
	[CHOICE_OPEN] = "open",
	[CHOICE_ACCEPT] = "accept",
	[CHOICE_DECLINE] = "decline",
};

struct browser {
	struct https_client *https;
	void *ctx;
	char **error;
	const char *url; /* of the page that is shown */
	struct https_reply page;
};

static int fail(const struct browser *b, int code, const char *what)
{
	/* Without the query, which may have secrets. */
	*b->error = talloc_asprintf(b->ctx, "%.*s %s", (int)strcspn(b->url, "?"), b->url, what);
	return *b->error ? code : -ENOMEM;
}

/* ---- a browser ---- */

static int load(struct browser *b, const char *body, const char *type)
{
	char *origin = https_origin(b->url, b->ctx);
	const char *const headers[] = {
		"Accept: text/html",
		"User-Agent: softeuicc",
		talloc_asprintf(b->ctx, "Origin: %s", origin),
		talloc_asprintf(b->ctx, "Content-Type: %s", type ? type : ""),
		NULL,
	};
	const struct https_request request = {.url = b->url, .body = body, .headers = headers};

	if (!origin || !headers[2] || !headers[3])
		return -ENOMEM;
	return https_call(b->https, &request, b->ctx, &b->page, b->error);
}

/* Goes where @to leads from the page that is shown, with @body to be posted or NULL; and on where
 * that is answered with redirects. To other servers it does not go. */
static int go(struct browser *b, const char *to, const char *body, const char *type)
{
	char *origin = https_origin(b->url, b->ctx);
	int r = 0;

	for (unsigned i = 0; r == 0 && *to; i++) {
		const char *next = https_resolve(b->url, to, b->ctx);
		char *there = next ? https_origin(next, b->ctx) : NULL;

		if (i > REDIRECTS_MAX)
			return fail(b, -EBADMSG, "redirects without end");
		if (!origin || !there || strcmp(origin, there) != 0)
			return fail(b, -EBADMSG, "leads to another server");
		b->url = next;
		r = load(b, body, type);
		to = b->page.location;
		body = NULL;
	}
	return r;
}

/* application/x-www-form-urlencoded, with the button that is pressed. */
static char *form_text(struct browser *b, const struct html_form *form,
		       const struct html_field *button)
{
	char *text = talloc_strdup(b->ctx, "");

	for (size_t i = 0; text && i <= form->n; i++) {
		const struct html_field *f = i < form->n ? &form->fields[i] : button;
		char *name = https_escape(b->https, f->name, b->ctx);
		char *value = https_escape(b->https, f->value, b->ctx);

		if (!name || !value)
			return NULL;
		if (*name)
			text = talloc_asprintf_append(text, "%s%s=%s", *text ? "&" : "", name,
						      value);
	}
	return text;
}

static int submit(struct browser *b, const struct html_form *form, const struct html_field *button)
{
	char *text = form_text(b, form, button);
	const char *to = *form->action ? form->action : b->url;

	if (!text)
		return -ENOMEM;
	if (form->post)
		return go(b, to, text, "application/x-www-form-urlencoded");
	to = talloc_asprintf(b->ctx, "%.*s?%s", (int)strcspn(to, "?"), to, text);
	return to ? go(b, to, NULL, NULL) : -ENOMEM;
}

/* ---- the page ---- */

static char *address_of(const struct entitlement_websheet *sheet, void *ctx)
{
	if (!*sheet->user_data || *sheet->type)
		return talloc_strdup(ctx, sheet->url);
	return talloc_asprintf(ctx, "%s%c%s", sheet->url, strchr(sheet->url, '?') ? '&' : '?',
			       sheet->user_data);
}

/* What is to be posted to get the page; NULL without memory. */
static const char *posted(const struct entitlement_websheet *sheet, void *ctx)
{
	struct slice bytes;

	if (strncmp(sheet->user_data, ENCODED, strlen(ENCODED)) != 0)
		return sheet->user_data;
	if (base64_decode(ctx, sheet->user_data + strlen(ENCODED), &bytes))
		return "";
	return talloc_strndup(ctx, (const char *)bytes.p, bytes.n);
}

static int open_page(struct browser *b, const struct entitlement_websheet *sheet)
{
	const char *body;

	if (!*sheet->type)
		return go(b, b->url, NULL, NULL);
	body = posted(sheet, b->ctx);
	if (!body)
		return -ENOMEM;
	return go(b, b->url, body,
		  talloc_asprintf(b->ctx, "application/%s",
				  !strcmp(sheet->type, "xml") ? "xml" : "json"));
}

/* What the page says to people, as a terminal can bear it; NULL without memory. */
static const char *words_of(const struct html_forms *page, void *ctx)
{
	char *words = talloc_strndup(ctx, page->says, WORDS_MAX);

	if (words && utf8_length(slice_str(words)) < 0)
		return "";
	if (words)
		utf8_mask_controls(words);
	return words;
}

static int judge_page(const struct browser *b, struct html_forms *page)
{
	const char *words;
	int r = html_forms_read(b->page.body, b->ctx, page);

	if (r || b->page.status == 200)
		return r;
	words = words_of(page, b->ctx);
	if (!words)
		return -ENOMEM;
	return fail(b, b->page.status < 500 ? -EPERM : -EIO,
		    talloc_asprintf(b->ctx, "cannot be used (HTTP status %ld)%s%s", b->page.status,
				    *words ? ": " : "", words));
}

/* Presses the button of each contract that is shown, one after the other. */
static int decide(struct browser *b, const char *decision)
{
	struct html_forms *forms = talloc(b->ctx, struct html_forms);
	const struct html_form *form;
	const struct html_field *button;
	int r = forms ? judge_page(b, forms) : -ENOMEM;

	for (unsigned decided = 0; r == 0; decided++) {
		if (!html_find_button(forms, decision, &form, &button))
			return decided ? 0
				       : fail(b, -EBADMSG, "shows nothing to accept or decline");
		if (decided == CONTRACTS_MAX)
			return fail(b, -EBADMSG, "asks the same without end");
		r = submit(b, form, button);
		if (r == 0)
			r = judge_page(b, forms);
	}
	return r;
}

static int decide_here(const struct contract_page_config *config,
		       const struct entitlement_websheet *sheet, const char *decision, void *ctx,
		       char **error)
{
	const struct https_client_config https = {
		.trusted = config->trusted, .seconds = PAGE_SECONDS, .cookies = true};
	struct browser b = {.ctx = ctx, .error = error, .url = address_of(sheet, ctx)};
	int r = b.url ? https_client_new(ctx, &https, &b.https) : -ENOMEM;

	if (r == 0)
		r = open_page(&b, sheet);
	return r ? r : decide(&b, decision);
}

/* ---- the person ---- */

/* What else an operator may name, as a file or another program's scheme, is not for a browser. */
static bool is_https(const char *address)
{
	static const char scheme[] = "https://";

	return !strncasecmp(address, scheme, sizeof(scheme) - 1);
}

/* With signals as a program by itself has them: here those that end it are blocked. */
static void open_browser(const char *address)
{
	char program[] = "xdg-open";
	char *const argv[] = {program, (char *)(uintptr_t)address, NULL};
	posix_spawnattr_t as;
	sigset_t none, defaults;
	pid_t pid;

	if (posix_spawnattr_init(&as))
		return;
	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setsigmask(&as, &none);
	posix_spawnattr_setsigdefault(&as, &defaults);
	posix_spawnattr_setflags(&as, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (posix_spawnp(&pid, program, NULL, &as, argv, environ) == 0)
		waitpid(pid, NULL, 0);
	posix_spawnattr_destroy(&as);
}

static int show(const struct contract_page_config *config, const char *address, void *ctx)
{
	char *line = talloc_asprintf(ctx, "The operator wants your agreement: %s", address);

	if (!line)
		return -ENOMEM;
	config->person->tell(config->person->arg, line);
	if (config->show)
		config->show(config->arg, address);
	if (config->choice == CHOICE_OPEN)
		open_browser(address);
	return 0;
}

/* Returns "accept", "decline", "done"; NULL with *@r. */
static const char *ask(const struct contract_page_config *config, void *ctx, int *r)
{
	static const char *const answers[] = {"accept", "decline", "done"};
	const struct person_wait wait = {.stop = config->stop, .gone = -1};
	char *answer;

	for (;;) {
		*r = config->person->ask(config->person->arg,
					 "accept, decline, or done once decided in a browser: ",
					 &wait, ctx, &answer);
		if (*r)
			return NULL;
		for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
			if (!strcmp(answer, answers[i]))
				return answers[i];
	}
}

/* The decision's word for the page; NULL with *@r where there is none. */
static const char *choose(const struct contract_page_config *config,
			  const struct entitlement_websheet *sheet, void *ctx, int *r)
{
	char *address;

	if (config->choice == CHOICE_ACCEPT || config->choice == CHOICE_DECLINE)
		return contract_choice_names[config->choice];
	address = address_of(sheet, ctx);
	*r = address ? show(config, address, ctx) : -ENOMEM;
	return *r ? NULL : ask(config, ctx, r);
}

int contract_page_decide(const struct contract_page_config *config,
			 const struct entitlement_websheet *sheet, void *ctx,
			 enum contract_outcome *outcome, char **error)
{
	const char *decision;
	int r = 0;

	*error = NULL;
	if (!is_https(sheet->url)) {
		*error = talloc_strdup(ctx, "the operator's page has no https address");
		return *error ? -EBADMSG : -ENOMEM;
	}
	decision = choose(config, sheet, ctx, &r);
	if (!decision) {
		*error = talloc_strdup(ctx, "nobody has decided on the contract");
		return r;
	}
	*outcome = !strcmp(decision, "accept")    ? OUTCOME_ACCEPTED
		   : !strcmp(decision, "decline") ? OUTCOME_DECLINED
						  : OUTCOME_ELSEWHERE;
	return *outcome == OUTCOME_ELSEWHERE ? 0 : decide_here(config, sheet, decision, ctx, error);
}
