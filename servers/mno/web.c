/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/web.h"

#include <errno.h>
#include <strings.h>
#include <talloc.h>

#include "flow/trail.h"
#include "servers/common/json.h"
#include "servers/mno/one_time_code.h"
#include "servers/mno/subscriber.h"
#include "servers/mno/web_visit.h"

#define FORM_TYPE "application/x-www-form-urlencoded"
#define JSON_TYPE "application/json"

enum { EID_GROUP = 4 };

/* A route has pages, or @content of @type. Without @posted only GET and HEAD. */
static const struct route {
	const char *path;
	web_page *show, *posted;
	const char *content, *type;
} routes[] = {
	{.path = "/contract", .show = contract_show, .posted = contract_decided},
	{.path = "/code", .show = code_show, .posted = code_entered},
	{.path = "/status", .show = status_show, .posted = status_posted},
	{.path = "/web/style.css", .content = html_style, .type = "text/css; charset=utf-8"},
	{.path = "/web/callback.js", .content = html_script, .type = "text/javascript"},
};

const char *const web_prefixes[] = {"/contract", "/code", "/status", "/web/", NULL};

int web_new(void *ctx, const struct web_config *config, struct web **out)
{
	struct web *web = talloc_zero(ctx, struct web);
	int r;

	if (!web)
		return -ENOMEM;
	web->config = *config;
	r = crypto_random(config->crypto, web->key, sizeof(web->key));
	if (r) {
		talloc_free(web);
		return r;
	}
	*out = web;
	return 0;
}

char *web_contract_url(void *ctx, const char *url)
{
	return talloc_asprintf(ctx, "%s/contract", url);
}

char *web_contract_data(void *ctx, const struct contract *contract)
{
	return talloc_asprintf(ctx, "contract=%s", contract->key);
}

/* ---- what pages share ---- */

const char *visit_value(const struct visit *v, const char *name)
{
	const char *value = form_value(&v->form, name);

	if (!value)
		value = form_value(&v->query, name);
	return value ? value : "";
}

static int protection(const struct visit *v, const char *secret, char code[TOKEN_CHARACTERS + 1])
{
	const struct slice parts[] = {slice_of(v->path, strlen(v->path) + 1), slice_str(secret)};
	uint8_t mac[SHA256_BYTES];
	int r = crypto_hmac_sha256(v->web->config.crypto,
				   slice_of(v->web->key, sizeof(v->web->key)), parts, 2, mac);

	if (r == 0)
		token_text(mac, code);
	return r;
}

void visit_protect(struct visit *v, const char *secret)
{
	char code[TOKEN_CHARACTERS + 1];

	if (protection(v, secret, code))
		v->page.failed = true;
	else
		html_put(&v->page, "<input type=\"hidden\" name=\"protection\" value=\"%s\">\n",
			 code);
}

bool visit_protected(const struct visit *v, const char *secret)
{
	const char *got = form_value(&v->form, "protection");
	char code[TOKEN_CHARACTERS + 1];

	return got && protection(v, secret, code) == 0 &&
	       crypto_equal(slice_str(got), slice_str(code));
}

unsigned visit_problem(struct visit *v, unsigned status, const char *title, const char *text)
{
	html_begin(&v->page, title);
	html_put(&v->page, "<p>%s</p>\n", text);
	html_end(&v->page);
	return status;
}

unsigned visit_foreign(struct visit *v, const char *back)
{
	html_begin(&v->page, "Please try once more");
	html_put(&v->page,
		 "<p>This form has been open for too long, or it is not one of ours. Nothing was"
		 " done.</p>\n<p><a href=\"%s\">Go back and try once more</a></p>\n",
		 back);
	html_end(&v->page);
	return 403;
}

unsigned visit_failed(struct visit *v)
{
	buf_reset(&v->page);
	return visit_problem(v, 503, "This does not work at the moment",
			     "Something is wrong on our side. Please try again later.");
}

unsigned visit_go(struct visit *v, const char *location)
{
	if (!location)
		return visit_failed(v);
	v->location = location;
	return 303;
}

void visit_asks(struct visit *v, const char *done, const char *message)
{
	trail_message(v->web->config.trail, "user", "web server", done, NULL);
	trail_message(v->web->config.trail, "web server", "BOSS", message, NULL);
}

void visit_told(struct visit *v, const struct boss_answer *answer)
{
	trail_message(v->web->config.trail, "BOSS", "web server",
		      boss_verdict_names[answer->verdict],
		      *answer->problem ? json_pack("{s:s}", "problem", answer->problem) : NULL);
}

void visit_put_problem(struct visit *v, const char *problem)
{
	if (*problem)
		html_put(&v->page, "<p class=\"bad\" role=\"alert\" id=\"problem\">%s</p>\n",
			 problem);
}

void visit_ask_code(struct visit *v, const char *problem)
{
	visit_put_problem(v, problem);
	html_put(
		&v->page,
		"<label for=\"code\">Code</label>\n"
		"<input class=\"code\" id=\"code\" name=\"code\" type=\"text\" required autofocus"
		" inputmode=\"numeric\" pattern=\"[0-9]{%d}\" maxlength=\"%d\""
		" autocomplete=\"one-time-code\" aria-describedby=\"%s\">\n"
		"<p class=\"hint\" id=\"hint\">The %d digits in the message that we have sent. They"
		" are good for %d minutes.</p>\n",
		CODE_DIGITS, CODE_DIGITS, *problem ? "problem hint" : "hint", CODE_DIGITS,
		CODE_LIFE / 60);
}

void visit_detail(struct visit *v, const char *name, const char *text)
{
	if (*text)
		html_put(&v->page, "<dt>%s</dt><dd><bdi>%s</bdi></dd>\n", name, text);
}

void visit_eid(struct visit *v, const char *eid)
{
	if (!*eid)
		return;
	html_put(&v->page, "<dt>EID</dt><dd><bdi>");
	for (size_t n = 0; *eid; eid += n) {
		char group[EID_GROUP + 1] = "";

		n = strnlen(eid, EID_GROUP);
		memcpy(group, eid, n);
		html_put(&v->page, "%s%s", group, eid[n] ? " " : "");
	}
	html_put(&v->page, "</bdi></dd>\n");
}

const char *visit_model(struct visit *v, const struct device *d)
{
	const char *between = *d->vendor && *d->model ? " " : "";
	const char *text = talloc_asprintf(v->ctx, "%s%s%s", d->vendor, between, d->model);

	return text ? text : "";
}

/* The number of a UICC, which is known by its IMSI. */
static const char *uicc_number(struct visit *v, const char *imsi)
{
	struct subscriber s;

	if (subscriber_by_imsi(v->web->config.db, imsi, v->ctx, &s) != 1)
		return NULL;
	crypto_wipe(&s.aka, sizeof(s.aka));
	return *s.msisdn ? talloc_asprintf(v->ctx, "+%s", s.msisdn) : NULL;
}

const char *visit_device(struct visit *v, const char *imsi, const char *id)
{
	struct device d;
	const char *text;

	if (device_find(v->web->config.db, imsi, id, v->ctx, &d) == 1)
		text = *d.name ? d.name : visit_model(v, &d);
	else
		text = uicc_number(v, id);
	return text && *text ? text : id;
}

/* ---- requests ---- */

/* A media type without its parameters. */
static bool is_type(const char *type, const char *wanted)
{
	size_t n = type ? strcspn(type, "; \t") : 0;

	return n == strlen(wanted) && !strncasecmp(type, wanted, n);
}

/* Browsers tell with each form whose page it is of. What comes without is no browser's. */
static bool from_our_page(const struct http_request *request)
{
	static const char scheme[] = "https://";
	const char *origin = http_header(request, "Origin"), *host = http_header(request, "Host");
	size_t n = strlen(scheme);

	return !origin || (host && !strncmp(origin, scheme, n) && !strcasecmp(origin + n, host));
}

/* User data that an entitlement client posts as a JSON object (TS.43 6.5.9) is a query that the
 * address does not show. */
static unsigned show_json(struct visit *v, const struct route *route)
{
	json_t *data = json_loadb((const char *)v->request->body.p, v->request->body.n, 0, NULL);
	const char *key = json_member_text(data, "contract");
	struct form_field *field = talloc(v->ctx, struct form_field);

	if (key && field) {
		*field = (struct form_field){"contract", talloc_strdup(v->ctx, key)};
		v->query = (struct form){field, field->value ? 1 : 0};
	}
	json_decref(data);
	return route->show(v);
}

static unsigned post(struct visit *v, const struct route *route)
{
	const struct http_request *request = v->request;
	const char *type = http_header(request, "Content-Type");

	if (request->body.n > WEB_BODY_MAX)
		return visit_problem(v, 413, "That is too much",
				     "No form of ours has so much in it.");
	if (is_type(type, JSON_TYPE))
		return show_json(v, route);
	if (!is_type(type, FORM_TYPE))
		return visit_problem(v, 415, "That is no form",
				     "Only what our forms send is taken here.");
	if (!from_our_page(request))
		return visit_problem(v, 403, "This came from another site",
				     "Another site has tried to send this form for you. Nothing was"
				     " done.");
	if (form_parse(request->body, v->ctx, &v->form))
		return visit_problem(v, 400, "That is no form", "The form has arrived damaged.");
	return route->posted(v);
}

static bool is_read(const char *method)
{
	return !strcmp(method, "GET") || !strcmp(method, "HEAD");
}

static const char *allowed(const struct route *route)
{
	return route->posted ? "GET, HEAD, POST" : "GET, HEAD";
}

static unsigned serve(struct visit *v, const struct route *route)
{
	const char *query = v->request->query ? v->request->query : "";

	if (!route)
		return visit_problem(v, 404, "There is no such page",
				     "Please check the address, or go back to where it came from.");
	if (is_read(v->request->method) && route->content) {
		buf_put_slice(&v->page, slice_str(route->content));
		return 200;
	}
	if (form_parse(slice_str(query), v->ctx, &v->query))
		return visit_problem(v, 400, "There is no such page", "The address is damaged.");
	if (is_read(v->request->method))
		return route->show(v);
	if (!strcmp(v->request->method, "POST") && route->posted)
		return post(v, route);
	return visit_problem(v, 405, "That cannot be done",
			     "This page cannot be used in that way.");
}

/* ---- replies ---- */

/* Nothing is taken from elsewhere, shown within other pages, or kept; forms go to this server
 * alone. Addresses have keys in them, which other servers are not told; "no-referrer" would also
 * take the origin out of our own forms' requests. */
static const char policy[] = "default-src 'none'; style-src 'self'; script-src 'self'; "
			     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static const char *const headers[] = {
	"Content-Security-Policy",
	policy,
	"X-Content-Type-Options",
	"nosniff",
	"X-Frame-Options",
	"DENY",
	"Referrer-Policy",
	"same-origin",
	"Cross-Origin-Opener-Policy",
	"same-origin",
};

enum { HEADERS = sizeof(headers) / sizeof(headers[0]) };

static const char *const *headers_of(const struct visit *v, const struct route *route,
				     unsigned status)
{
	const char *const others[][2] = {
		{"Cache-Control", route && route->content ? "max-age=3600" : "no-store"},
		{"Allow", status == 405 ? allowed(route) : NULL},
		{"Location", v->location},
		{"Set-Cookie", v->cookie},
	};
	const char **out = talloc_array(v->ctx, const char *, HEADERS + 2 * 4 + 1);
	size_t n = HEADERS;

	if (!out)
		return NULL;
	memcpy(out, headers, sizeof(headers));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i][1]) {
			out[n++] = others[i][0];
			out[n++] = others[i][1];
		}
	out[n] = NULL;
	return out;
}

void web_handle(void *arg, const struct http_request *request, void *ctx, struct http_reply *reply)
{
	struct web *web = arg;
	const struct route *route = NULL;
	struct visit v = {
		.web = web,
		.request = request,
		.ctx = ctx,
		.path = request->path,
		.now = web->config.now(web->config.now_arg),
		.page = buf_new(ctx),
	};
	unsigned status;

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (!strcmp(request->path, routes[i].path))
			route = &routes[i];
	status = serve(&v, route);
	buf_put_u8(&v.page, '\0');
	*reply = (struct http_reply){
		.status = buf_ok(&v.page) ? status : 500,
		.body = buf_ok(&v.page) ? (const char *)v.page.p : NULL,
		.content_type = route && route->content && status == 200
					? route->type
					: "text/html; charset=utf-8",
		.headers = headers_of(&v, route, status),
	};
}
