/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/fault_file.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <talloc.h>

#include "reader-bridge/function_name.h"

enum { MS_MAX = 3600 * 1000, US_MAX = 1000 * 1000 };

/* The kinds by their member: what its value is, and what the member "performed" means for it. */
static const struct kind {
	const char *member;
	const char *unit;
	int64_t min, max;
	bool may_perform;
} kinds[] = {
	[FAULT_RESULT] = {"result", "", 1, 127, false},
	[FAULT_STATUS] = {"status", "", 0x6000, 0x9FFF, true},
	[FAULT_SILENCE] = {"silence", " ms", 0, MS_MAX, true},
	[FAULT_DELAY] = {"delay", " ms", 0, MS_MAX, false},
	[FAULT_DROP] = {"drop", " ms", 0, MS_MAX, true},
	[FAULT_CORRUPT] = {"corrupt", "", 1, 0xFF, false},
	[FAULT_TRUNCATE] = {"truncate", " bytes", 1, SOFTEUICC_RESPONSE_MAX, false},
	[FAULT_MEMORY] = {"memory", " bytes", 0, UINT32_MAX, false},
	[FAULT_RESET] = {"reset", "", 1, 1, true},
};

/* ---- reading ---- */

static int complain(void *ctx, char **error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int complain(void *ctx, char **error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*error = talloc_vasprintf(ctx, format, args);
	va_end(args);
	return -EINVAL;
}

static int known_members(const json_t *object, const char *const *names, void *ctx, char **error)
{
	const char *key;
	json_t *value;

	json_object_foreach ((json_t *)object, key, value) {
		const char *const *name = names;

		while (*name && strcmp(*name, key))
			name++;
		if (!*name)
			return complain(ctx, error, "\"%s\" is not known", key);
	}
	return 0;
}

static bool known_function(const char *name)
{
	if (!strcmp(name, "*"))
		return true;
	for (size_t i = 0; function_name_at(i); i++)
		if (!strcmp(function_name_at(i), name))
			return true;
	return false;
}

static int number(const json_t *json, const char *member, int64_t min, int64_t max, void *ctx,
		  int64_t *out, char **error)
{
	if (!json_is_integer(json) || json_integer_value(json) < min ||
	    json_integer_value(json) > max)
		return complain(ctx, error, "\"%s\" must be a number from %lld to %lld", member,
				(long long)min, (long long)max);
	*out = json_integer_value(json);
	return 0;
}

/* @digits hexadecimal digits. */
static int hexadecimal(const json_t *json, const char *member, size_t digits, void *ctx,
		       int64_t *out, char **error)
{
	const char *text = json_string_value(json);

	if (!text || strlen(text) != digits || strspn(text, "0123456789abcdefABCDEF") != digits)
		return complain(ctx, error, "\"%s\" must be a string of %zu hexadecimal digits",
				member, digits);
	*out = strtol(text, NULL, 16);
	return 0;
}

static int corruption(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	static const char *const members[] = {"at", "xor", NULL};
	int64_t at = 0;
	int r;

	if (!json_is_object(json))
		return complain(ctx, error, "\"corrupt\" must be an object of \"at\" and \"xor\"");
	r = known_members(json, members, ctx, error);
	if (r == 0)
		r = number(json_object_get(json, "at"), "at", -SOFTEUICC_RESPONSE_MAX,
			   SOFTEUICC_RESPONSE_MAX, ctx, &at, error);
	if (r == 0)
		r = hexadecimal(json_object_get(json, "xor"), "xor", 2, ctx, &fault->value, error);
	fault->at = (long)at;
	return r;
}

static int status(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	const struct kind *k = &kinds[FAULT_STATUS];
	int r = hexadecimal(json, k->member, 4, ctx, &fault->value, error);

	if (r == 0 && (fault->value < k->min || fault->value > k->max))
		return complain(ctx, error, "\"status\" must be 6XXX or 9XXX");
	return r;
}

static int reset(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	fault->value = 1;
	return json_is_true(json) ? 0 : complain(ctx, error, "\"reset\" can only be true");
}

static int kind_value(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	const struct kind *k = &kinds[fault->kind];

	if (fault->kind == FAULT_CORRUPT)
		return corruption(json, ctx, fault, error);
	if (fault->kind == FAULT_STATUS)
		return status(json, ctx, fault, error);
	if (fault->kind == FAULT_RESET)
		return reset(json, ctx, fault, error);
	return number(json, k->member, k->min, k->max, ctx, &fault->value, error);
}

static int find_kind(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	unsigned found = 0;

	for (unsigned i = 0; i < FAULT_KINDS; i++)
		if (json_object_get(json, kinds[i].member)) {
			fault->kind = (enum fault_kind)i;
			found++;
		}
	if (found != 1)
		return complain(ctx, error,
				"a fault does one thing: result, status, silence, delay, drop, "
				"corrupt, truncate, memory or reset");
	return kind_value(json_object_get(json, kinds[fault->kind].member), ctx, fault, error);
}

/* The members that say when it strikes. */
static int find_moment(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	const json_t *card = json_object_get(json, "card"), *nth = json_object_get(json, "nth");
	const json_t *times = json_object_get(json, "times");
	int64_t c = FAULT_ANY_CARD, n = 1, t = 1;
	int r = 0;

	if (card)
		r = number(card, "card", 0, UINT16_MAX, ctx, &c, error);
	if (r == 0 && nth)
		r = number(nth, "nth", 1, INT_MAX, ctx, &n, error);
	if (r == 0 && times)
		r = number(times, "times", 0, INT_MAX, ctx, &t, error);
	fault->card = (int)c;
	fault->nth = (unsigned)n;
	fault->times = (unsigned)t;
	return r;
}

static int find_performed(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	const json_t *performed = json_object_get(json, "performed");

	if (performed && (!json_is_boolean(performed) || !kinds[fault->kind].may_perform))
		return complain(ctx, error,
				"\"performed\" is true or false, beside status, silence, drop or "
				"reset");
	fault->performed = json_is_true(performed);
	return 0;
}

static int find_function(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	fault->function = json_string_value(json_object_get(json, "function"));
	if (!fault->function)
		return complain(ctx, error, "\"function\" is missing, or no string");
	if (!known_function(fault->function))
		return complain(ctx, error, "\"function\": %s is not known", fault->function);
	if (fault->kind == FAULT_RESULT && !function_has_result(fault->function))
		return complain(ctx, error, "\"result\": %s has no result code", fault->function);
	if (fault->kind != FAULT_RESULT && !strncmp(fault->function, "ES8+", 4))
		return complain(ctx, error,
				"\"function\": %s is inside a package: it can only have a result",
				fault->function);
	return 0;
}

int fault_from_json(const json_t *json, void *ctx, struct fault *fault, char **error)
{
	static const char *const members[] = {
		"function",
		"card",
		"nth",
		"times",
		"performed",
		"result",
		"status",
		"silence",
		"delay",
		"drop",
		"corrupt",
		"truncate",
		"memory",
		"reset",
		/* what fault_to_json() adds */
		"id",
		"seen",
		"struck",
		NULL,
	};
	int r;

	*fault = (struct fault){.card = FAULT_ANY_CARD};
	if (!json_is_object(json))
		return complain(ctx, error, "a fault must be an object");
	r = known_members(json, members, ctx, error);
	if (r == 0)
		r = find_kind(json, ctx, fault, error);
	if (r == 0)
		r = find_moment(json, ctx, fault, error);
	if (r == 0)
		r = find_performed(json, ctx, fault, error);
	return r < 0 ? r : find_function(json, ctx, fault, error);
}

/* ---- timing ---- */

static int check_timing(const json_t *timing, void *ctx, char **error)
{
	static const char *const members[] = {"microseconds_per_byte", "milliseconds", NULL};
	const json_t *byte = json_object_get(timing, members[0]);
	json_t *functions = json_object_get(timing, members[1]), *ms;
	const char *function;
	int64_t n;
	int r;

	if (!json_is_object(timing))
		return complain(ctx, error, "\"timing\" must be an object");
	r = known_members(timing, members, ctx, error);
	if (r == 0 && byte)
		r = number(byte, members[0], 0, US_MAX, ctx, &n, error);
	if (r == 0 && functions && !json_is_object(functions))
		return complain(ctx, error, "\"milliseconds\" must be an object");
	json_object_foreach (functions, function, ms) {
		if (r == 0 && (!known_function(function) || !strncmp(function, "ES8+", 4)))
			return complain(ctx, error, "\"milliseconds\": %s is not known", function);
		if (r == 0)
			r = number(ms, function, 0, MS_MAX, ctx, &n, error);
	}
	return r;
}

static int apply_timing(struct faults *f, const json_t *timing)
{
	json_t *ms;
	const char *function;
	int r = 0;

	faults_clear_times(f);
	faults_set_byte_time(
		f, (unsigned)json_integer_value(json_object_get(timing, "microseconds_per_byte")));
	json_object_foreach (json_object_get(timing, "milliseconds"), function, ms) {
		if (r == 0)
			r = faults_set_time(f, function, (unsigned)json_integer_value(ms));
	}
	return r;
}

/* ---- the whole ---- */

static int check_faults(const json_t *list, void *ctx, char **error)
{
	struct fault fault;
	const json_t *item;
	size_t i;
	int r;

	if (!json_is_array(list))
		return complain(ctx, error, "\"faults\" must be an array");
	json_array_foreach (list, i, item) {
		r = fault_from_json(item, ctx, &fault, error);
		if (r < 0) {
			*error = talloc_asprintf(ctx, "faults[%zu]: %s", i, *error);
			return r;
		}
	}
	return 0;
}

static int apply_faults(struct faults *f, const json_t *list, void *ctx)
{
	struct fault fault;
	const json_t *item;
	char *error;
	size_t i;
	int r = 0;

	json_array_foreach (list, i, item) {
		r = fault_from_json(item, ctx, &fault, &error);
		if (r == 0)
			r = faults_add(f, &fault);
		if (r < 0)
			return r;
	}
	return 0;
}

int faults_from_json(struct faults *f, const json_t *json, void *ctx, char **error)
{
	static const char *const members[] = {"faults", "timing", NULL};
	const json_t *list = json_object_get(json, "faults");
	const json_t *timing = json_object_get(json, "timing");
	int r;

	if (!json_is_object(json))
		return complain(ctx, error, "the whole must be an object");
	r = known_members(json, members, ctx, error);
	if (r == 0 && list)
		r = check_faults(list, ctx, error);
	if (r == 0 && timing)
		r = check_timing(timing, ctx, error);
	if (r == 0 && timing)
		r = apply_timing(f, timing);
	if (r == 0 && list)
		r = apply_faults(f, list, ctx);
	return r;
}

int faults_read(struct faults *f, const char *path, void *ctx, char **error)
{
	json_error_t where;
	json_t *json;
	char *inner = NULL;
	int r;

	errno = 0;
	json = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
	if (!json) {
		if (json_error_code(&where) == json_error_cannot_open_file)
			*error = talloc_asprintf(ctx, "%s: %s", path, strerror(errno));
		else
			*error = talloc_asprintf(ctx, "%s:%d: %s", path, where.line, where.text);
		return -EINVAL;
	}
	r = faults_from_json(f, json, ctx, &inner);
	if (r < 0)
		*error = talloc_asprintf(ctx, "%s: %s", path, inner ? inner : strerror(-r));
	json_decref(json);
	return r;
}

/* ---- writing ---- */

char *fault_text(void *ctx, const struct fault *fault)
{
	const struct kind *k = &kinds[fault->kind];
	const char *done = fault->performed ? ", performed" : "";

	switch (fault->kind) {
	case FAULT_STATUS:
		return talloc_asprintf(ctx, "%s %04X%s", k->member, (unsigned)fault->value, done);
	case FAULT_CORRUPT:
		return talloc_asprintf(ctx, "%s at %ld xor %02X", k->member, fault->at,
				       (unsigned)fault->value);
	case FAULT_RESET:
		return talloc_asprintf(ctx, "%s%s", k->member, done);
	case FAULT_RESULT:
	case FAULT_SILENCE:
	case FAULT_DELAY:
	case FAULT_DROP:
	case FAULT_TRUNCATE:
	case FAULT_MEMORY:
	case FAULT_KINDS:
		break;
	}
	return talloc_asprintf(ctx, "%s %lld%s%s", k->member, (long long)fault->value, k->unit,
			       done);
}

static json_t *value_json(const struct fault *r)
{
	char digits[5];

	switch (r->kind) {
	case FAULT_STATUS:
		snprintf(digits, sizeof(digits), "%04X", (unsigned)(r->value & 0xFFFF));
		return json_string(digits);
	case FAULT_CORRUPT:
		snprintf(digits, sizeof(digits), "%02X", (unsigned)(r->value & 0xFF));
		return json_pack("{s:I, s:s}", "at", (json_int_t)r->at, "xor", digits);
	case FAULT_RESET:
		return json_true();
	case FAULT_RESULT:
	case FAULT_SILENCE:
	case FAULT_DELAY:
	case FAULT_DROP:
	case FAULT_TRUNCATE:
	case FAULT_MEMORY:
	case FAULT_KINDS:
		break;
	}
	return json_integer(r->value);
}

json_t *fault_to_json(const struct fault *fault)
{
	json_t *json = json_pack("{s:i, s:s, s:i, s:i, s:o, s:i, s:i}", "id", (int)fault->id,
				 "function", fault->function, "nth", (int)fault->nth, "times",
				 (int)fault->times, kinds[fault->kind].member, value_json(fault),
				 "seen", (int)fault->seen, "struck", (int)fault->struck);

	if (json && fault->card != FAULT_ANY_CARD)
		json_object_set_new(json, "card", json_integer(fault->card));
	if (json && fault->performed)
		json_object_set_new(json, "performed", json_true());
	return json;
}
