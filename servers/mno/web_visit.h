/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request for a page, as the pages of the web server share it. */
#ifndef MNO_WEB_VISIT_H
#define MNO_WEB_VISIT_H

#include "servers/common/form.h"
#include "servers/mno/device.h"
#include "servers/mno/token.h"
#include "servers/mno/web.h"
#include "servers/mno/web_html.h"
#include "servers/mno/web_session.h"

struct web {
	struct web_config config;
	uint8_t key[SHA256_BYTES]; /* of the codes that protect forms; another one in each process
				    */
	struct web_sessions sessions;
};

struct visit {
	struct web *web;
	const struct http_request *request;
	void *ctx;
	const char *path;
	struct form query, form; /* the form: what was posted */
	int64_t now;
	struct buf page;
	const char *location; /* to go on to; NULL: none */
	const char *cookie;   /* to be set; NULL: none */
};

/* A page's function writes it, and returns the HTTP status. */
typedef unsigned web_page(struct visit *v);

web_page contract_show, contract_decided;
web_page code_show, code_entered;
web_page status_show, status_posted;

/* Fields of the form, else of the query; "" where there is none. */
const char *visit_value(const struct visit *v, const char *name);

/* Forms are only good in the hands of those who got them: each has a code that was made for its
 * page and @secret, which others do not know: the key of a contract, a session. */
void visit_protect(struct visit *v, const char *secret); /* writes it into the form */
bool visit_protected(const struct visit *v, const char *secret);

/* The page for what is wrong. @text: a sentence for people. */
unsigned visit_problem(struct visit *v, unsigned status, const char *title, const char *text);
/* What was posted did not come out of our form, or out of one from before a restart: @back leads to
 * a new one. */
unsigned visit_foreign(struct visit *v, const char *back);
/* The store or memory fails. */
unsigned visit_failed(struct visit *v);
/* Goes on with a GET of @location (RFC 9110 15.4.4), so that reloading posts nothing again. */
unsigned visit_go(struct visit *v, const char *location);

/* Writes a message down: what BOSS is asked on behalf of the user, who has done @done; what it has
 * answered. */
void visit_asks(struct visit *v, const char *done, const char *message);
void visit_told(struct visit *v, const struct boss_answer *answer);

/* Writes the input for a one-time code, below what is wrong with the one before; @problem "" for
 * nothing. */
void visit_ask_code(struct visit *v, const char *problem);
void visit_put_problem(struct visit *v, const char *problem);
/* Writes a name and a text into a list of such, unless there is no text. */
void visit_detail(struct visit *v, const char *name, const char *text);
/* The same for an EID, in groups of digits that people can compare. */
void visit_eid(struct visit *v, const char *eid);
/* The name that @imsi's user knows a device by, or the number of a UICC, on the visit's context. */
const char *visit_device(struct visit *v, const char *imsi, const char *id);
/* Its vendor and model; "" where neither is known. */
const char *visit_model(struct visit *v, const struct device *d);

#endif
