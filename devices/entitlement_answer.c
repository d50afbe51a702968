/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/entitlement_answer.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <talloc.h>

#include "codec/utf8.h"
#include "servers/common/base64.h"

enum {
	TEXT_MAX = 2048, /* bytes: longer than any that the specification asks for */
	NUMBER_DIGITS_MAX = 9,
	NESTING_MAX = 4, /* of what the configurations may be wrapped in */
};

/* ---- members ---- */

enum kind {
	TEXT,   /* printable ASCII: addresses, identifiers, codes */
	PEOPLE, /* for people, in UTF-8 */
	NUMBER, /* as a string of digits, or as a JSON number */
	FLAG,   /* a number that is 1 or not */
};

struct member {
	const char *name;
	enum kind kind;
	size_t at; /* of a const char *, int or bool in the structure */
};

#define MEMBERS(table) (table), sizeof(table) / sizeof((table)[0])

struct reading {
	void *ctx;
	char **error;
};

static int malformed(const struct reading *r, const char *name, const char *what)
{
	*r->error = talloc_asprintf(r->ctx, "%s %s", name, what);
	return *r->error ? -EBADMSG : -ENOMEM;
}

static bool printable(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7E)
			return false;
	return true;
}

static int read_text(const struct reading *r, const struct member *m, const json_t *value,
		     const char **out)
{
	const char *text = json_string_value(value);
	char *copy;

	if (!text)
		return malformed(r, m->name, "is no string");
	if (strlen(text) > TEXT_MAX || (m->kind == TEXT && !printable(text)))
		return malformed(r, m->name, "is no text that makes sense");
	copy = talloc_strdup(r->ctx, text);
	if (!copy)
		return -ENOMEM;
	utf8_mask_controls(copy);
	*out = copy;
	return 0;
}

static int read_number(const struct reading *r, const struct member *m, const json_t *value,
		       int *out)
{
	const char *text = json_string_value(value);
	json_int_t number = json_integer_value(value);

	if (text && *text && strlen(text) <= NUMBER_DIGITS_MAX &&
	    strspn(text, "0123456789") == strlen(text))
		number = strtol(text, NULL, 10);
	else if (text || !json_is_integer(value) || number < 0 || number > 999999999)
		return malformed(r, m->name, "is no number");
	*out = (int)number;
	return 0;
}

static int read_member(const struct reading *r, const struct member *m, const json_t *value,
		       void *out)
{
	char *place = (char *)out + m->at;
	int number = 0, result;

	if (m->kind == TEXT || m->kind == PEOPLE)
		return read_text(r, m, value, (const char **)place);
	result = read_number(r, m, value, &number);
	if (result)
		return result;
	if (m->kind == FLAG)
		*(bool *)place = number == 1;
	else
		*(int *)place = number;
	return 0;
}

/* Members that are absent leave in @out what is there. */
static int read_object(const struct reading *r, const char *name, const json_t *object,
		       const struct member *members, size_t n, void *out)
{
	if (!json_is_object(object))
		return malformed(r, name, "is no object");
	for (size_t i = 0; i < n; i++) {
		const json_t *value = json_object_get(object, members[i].name);
		int result = value ? read_member(r, &members[i], value, out) : 0;

		if (result)
			return result;
	}
	return 0;
}

/* ---- DownloadInfo, MSG ---- */

static const struct entitlement_download no_download = {.iccid = "", .address = "", .code = ""};

/* Table 41: the code is in base64, whose alphabet has no '$'. Servers are known to leave that out.
 */
static int decode_code(const struct reading *r, struct entitlement_download *d)
{
	struct slice bytes;
	char *code;

	if (!*d->code || strchr(d->code, '$'))
		return 0;
	if (base64_decode(r->ctx, d->code, &bytes))
		return malformed(r, "ProfileActivationCode", "is no base64");
	code = talloc_strndup(r->ctx, (const char *)bytes.p, bytes.n);
	if (!code)
		return -ENOMEM;
	if (strlen(code) != bytes.n || !printable(code) || !strchr(code, '$'))
		return malformed(r, "ProfileActivationCode", "is no activation code");
	d->code = code;
	return 0;
}

static int read_download(const struct reading *r, const json_t *parent,
			 struct entitlement_download *out)
{
	static const struct member members[] = {
		{"ProfileIccid", TEXT, offsetof(struct entitlement_download, iccid)},
		{"ProfileSmdpAddress", TEXT, offsetof(struct entitlement_download, address)},
		{"ProfileActivationCode", TEXT, offsetof(struct entitlement_download, code)},
	};
	const json_t *object = json_object_get(parent, "DownloadInfo");
	int result;

	*out = no_download;
	if (!object)
		return 0;
	result = read_object(r, "DownloadInfo", object, MEMBERS(members), out);
	return result ? result : decode_code(r, out);
}

static int read_message(const struct reading *r, const json_t *parent,
			struct entitlement_message *out)
{
	static const struct member members[] = {
		{"Title", PEOPLE, offsetof(struct entitlement_message, title)},
		{"Message", PEOPLE, offsetof(struct entitlement_message, text)},
		{"Accept_freetext", FLAG, offsetof(struct entitlement_message, asks)},
		{"Accept_freetext_hint", PEOPLE, offsetof(struct entitlement_message, hint)},
	};
	const json_t *object = json_object_get(parent, "MSG");

	*out = (struct entitlement_message){.title = "", .text = "", .hint = ""};
	return object ? read_object(r, "MSG", object, MEMBERS(members), out) : 0;
}

/* ---- configurations ---- */

enum polling_unit { MINUTES, SECONDS, DECISECONDS }; /* PollingIntervalUnit */

struct raw_configuration {
	struct entitlement_configuration c;
	int interval;
	int unit;
};

static int read_configuration(const struct reading *r, const char *name, const json_t *object,
			      struct entitlement_answer *out)
{
	static const long unit_ms[] = {
		[MINUTES] = 60 * 1000, [SECONDS] = 1000, [DECISECONDS] = 100};
	static const struct member members[] = {
		{"ICCID", TEXT, offsetof(struct raw_configuration, c.iccid)},
		{"CompanionDeviceService", TEXT, offsetof(struct raw_configuration, c.service)},
		{"ServiceStatus", NUMBER, offsetof(struct raw_configuration, c.status)},
		{"PollingInterval", NUMBER, offsetof(struct raw_configuration, interval)},
		{"PollingIntervalUnit", NUMBER, offsetof(struct raw_configuration, unit)},
	};
	struct raw_configuration raw = {.c = {.iccid = "", .service = "", .status = ODSA_ABSENT},
					.unit = MINUTES};
	int result = read_object(r, name, object, MEMBERS(members), &raw);

	if (!result)
		result = read_download(r, object, &raw.c.download);
	if (result)
		return result;
	if (raw.unit > DECISECONDS)
		return malformed(r, "PollingIntervalUnit", "is none that is known");
	if (out->n == ENTITLEMENT_CONFIGURATIONS_MAX)
		return malformed(r, name, "is there too often");
	raw.c.poll_ms = raw.interval * unit_ms[raw.unit];
	out->configurations[out->n++] = raw.c;
	return 0;
}

/* The specification's examples wrap each into an object, and these into an array (table 63); a
 * single one may also stand alone (6.5.5). */
static int read_configurations(const struct reading *r, const char *name, const json_t *value,
			       unsigned nesting, struct entitlement_answer *out)
{
	const json_t *inner = json_object_get(value, name);
	int result = 0;

	if (nesting == NESTING_MAX)
		return malformed(r, name, "is wrapped too deep");
	if (inner)
		return read_configurations(r, name, inner, nesting + 1, out);
	if (!json_is_array(value))
		return read_configuration(r, name, value, out);
	for (size_t i = 0; i < json_array_size(value) && !result; i++)
		result = read_configurations(r, name, json_array_get(value, i), nesting + 1, out);
	return result;
}

static int read_all_configurations(const struct reading *r, const json_t *app,
				   struct entitlement_answer *out)
{
	static const struct {
		const char *all, *one;
	} names[] = {
		{"CompanionConfigurations", "CompanionConfiguration"},
		{"PrimaryConfigurations", "PrimaryConfiguration"},
	};
	int result = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !result; i++) {
		const json_t *value = json_object_get(app, names[i].all);

		if (!value)
			value = json_object_get(app, names[i].one);
		if (value)
			result = read_configurations(r, names[i].one, value, 0, out);
	}
	return result;
}

/* ---- the document ---- */

static int read_app(const struct reading *r, const char *name, const json_t *app,
		    struct entitlement_answer *out)
{
	static const struct member members[] = {
		{"OperationResult", NUMBER, offsetof(struct entitlement_answer, result)},
		{"GeneralErrorText", PEOPLE, offsetof(struct entitlement_answer, problem)},
		{"CompanionAppEligibility", NUMBER,
		 offsetof(struct entitlement_answer, eligibility)},
		{"PrimaryAppEligibility", NUMBER, offsetof(struct entitlement_answer, eligibility)},
		{"CompanionDeviceServices", TEXT, offsetof(struct entitlement_answer, services)},
		{"SubscriptionResult", NUMBER, offsetof(struct entitlement_answer, subscription)},
		{"SubscriptionServiceURL", TEXT, offsetof(struct entitlement_answer, websheet.url)},
		{"SubscriptionServiceUserData", TEXT,
		 offsetof(struct entitlement_answer, websheet.user_data)},
		{"SubscriptionServiceContentsType", TEXT,
		 offsetof(struct entitlement_answer, websheet.type)},
		{"ServiceStatus", NUMBER, offsetof(struct entitlement_answer, status)},
	};
	int result;

	*out = (struct entitlement_answer){
		.result = ODSA_ABSENT,
		.problem = "",
		.eligibility = ODSA_ABSENT,
		.services = "",
		.subscription = ODSA_ABSENT,
		.websheet = {.url = "", .user_data = "", .type = ""},
		.status = ODSA_ABSENT,
	};
	result = read_object(r, name, app, MEMBERS(members), out);
	if (!result)
		result = read_download(r, app, &out->download);
	if (!result)
		result = read_message(r, app, &out->message);
	if (!result)
		result = read_all_configurations(r, app, out);
	if (!result && out->result == ODSA_ABSENT)
		return malformed(r, "OperationResult", "is missing");
	return result;
}

static int read_document(const struct reading *r, const json_t *document, const char *app,
			 struct entitlement_answer *out, const char **token)
{
	static const struct member members[] = {{"token", TEXT, 0}};
	const json_t *value = json_object_get(document, "Token");
	int result;

	*token = "";
	if (!json_is_object(document))
		return malformed(r, "the document", "is no JSON object");
	if (value) {
		result = read_object(r, "Token", value, MEMBERS(members), token);
		if (result)
			return result;
	}
	value = json_object_get(document, app);
	if (!value)
		return 0;
	result = read_app(r, app, value, out);
	return result ? result : 1;
}

int entitlement_answer_parse(struct slice document, const char *app, void *ctx,
			     struct entitlement_answer *out, const char **token, char **error)
{
	const struct reading reading = {ctx, error};
	json_t *root = json_loadb((const char *)document.p, document.n, 0, NULL);
	int result = read_document(&reading, root, app, out, token);

	json_decref(root);
	return result;
}
