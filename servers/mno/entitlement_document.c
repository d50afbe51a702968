/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/entitlement_document.h"

#include <stdio.h>
#include <talloc.h>

#include "codec/buf.h"
#include "servers/common/json.h"

/* VERS (RCC.14 4): the document is good for two days; each operation makes a new one. */
static const char version[] = "1";
static const char validity[] = "172800";

/* Both forms are of one tree, in which the parts have different names. Takes over the reference to
 * @answer. */
static json_t *tree(const struct entitlement_document *d, const char *vers, const char *token,
		    const char *application, json_t *answer)
{
	json_t *all = json_pack("{s:{s:s, s:s}}", vers, "version", version, "validity", validity);
	char life[24];
	int failed = !all;

	snprintf(life, sizeof(life), "%ld", d->token_life);
	if (d->token)
		failed |= json_object_set_new(
			all, token, json_pack("{s:s, s:s}", "token", d->token, "validity", life));
	if (answer)
		failed |= json_object_set_new(all, application, answer);
	if (!failed)
		return all;
	json_decref(all);
	return NULL;
}

char *entitlement_json(const struct entitlement_document *d, void *ctx)
{
	json_t *all = tree(d, "Vers", "Token", d->app, json_incref(d->answer));
	char *text = all ? json_text(ctx, all) : NULL;

	json_decref(all);
	return text;
}

/* ---- XML ---- */

static void put(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text));
}

/* The value of an attribute in double quotes (XML 1.0, 2.3 and 4.6). What the SM-DP+ has to say may
 * have control characters, which XML forbids (2.2). */
static void put_value(struct buf *b, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			put(b, "&amp;");
			break;
		case '<':
			put(b, "&lt;");
			break;
		case '>':
			put(b, "&gt;");
			break;
		case '"':
			put(b, "&quot;");
			break;
		default:
			buf_put_u8(b, (uint8_t)*text < 0x20 ? '?' : (uint8_t)*text);
		}
	}
}

static void put_named(struct buf *b, const char *element, const char *name)
{
	put(b, element);
	put_value(b, name);
	put(b, "\"");
}

static void put_parm(struct buf *b, const char *name, const char *value)
{
	put_named(b, "<parm name=\"", name);
	put_named(b, " value=\"", value);
	put(b, "/>\n");
}

/* From the document down to what is to be downloaded in one of several configurations. */
enum { DEPTH_MAX = 6 };

static void put_members(struct buf *b, json_t *object, unsigned depth)
{
	const char *name;
	json_t *value, *item;
	size_t i;

	if (depth > DEPTH_MAX)
		return;
	json_object_foreach (object, name, value) {
		if (json_is_string(value)) {
			put_parm(b, name, json_string_value(value));
			continue;
		}
		put_named(b, "<characteristic type=\"", name);
		put(b, ">\n");
		put_members(b, value, depth + 1);
		json_array_foreach (value, i, item)
			put_members(b, item, depth + 1);
		put(b, "</characteristic>\n");
	}
}

char *entitlement_xml(const struct entitlement_document *d, void *ctx)
{
	struct buf b = buf_new(ctx);
	json_t *application = d->answer ? json_pack("{s:s}", "AppID", d->app) : NULL, *all;

	json_object_update(application, d->answer);
	all = tree(d, "VERS", "TOKEN", "APPLICATION", application);
	put(&b, "<?xml version=\"1.0\"?>\n<wap-provisioningdoc version=\"1.1\">\n");
	put_members(&b, all, 0);
	put(&b, "</wap-provisioningdoc>\n");
	buf_put_u8(&b, '\0');
	b.failed |= !all;
	json_decref(all);
	return buf_ok(&b) ? (char *)b.p : NULL;
}
