/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/eligibility.h"

#include <talloc.h>

#include "servers/common/json.h"

enum { TAC_DIGITS = 8 };

/* DeviceCapabilities, SGP.22 4.2: the place of a name is its tag, [0] and on. */
static const char *const releases[] = {
	"gsm",         "utran",  "cdma2000onex", "cdma2000hrpd", "cdma2000ehrpd", "eutranEpc",
	"contactless", "rspCrl", "nrEpc",        "nr5gc",        "eutran5gc",
};

enum { RELEASE_COUNT = sizeof(releases) / sizeof(releases[0]) };

static int release_index(const char *name)
{
	for (int i = 0; i < RELEASE_COUNT; i++)
		if (!strcmp(releases[i], name))
			return i;
	return -1;
}

/* ---- what an order may demand ---- */

static const char *memory_problem(const json_t *value, void *ctx)
{
	if (json_is_integer(value) && json_integer_value(value) >= 0)
		return NULL;
	return talloc_strdup(ctx, "memory should be a number of bytes");
}

static const char *tac_problem(const json_t *value, void *ctx)
{
	const json_t *tac;
	size_t i;

	if (!json_is_array(value))
		return talloc_strdup(ctx, "tac should be an array of strings");
	json_array_foreach (value, i, tac) {
		const char *text = json_string_value(tac);

		if (!text || strlen(text) != TAC_DIGITS || strspn(text, "0123456789") != TAC_DIGITS)
			return talloc_asprintf(ctx, "tac[%zu] should be a string of %d digits", i,
					       TAC_DIGITS);
	}
	return NULL;
}

static const char *releases_problem(const json_t *value, void *ctx)
{
	const json_t *release;
	const char *name;

	if (!json_is_object(value))
		return talloc_strdup(ctx, "releases should be an object");
	json_object_foreach ((json_t *)(uintptr_t)value, name, release) {
		if (release_index(name) < 0)
			return talloc_asprintf(ctx, "releases has an unknown member %s", name);
		if (!json_is_integer(release) || json_integer_value(release) < 0 ||
		    json_integer_value(release) > UINT8_MAX)
			return talloc_asprintf(ctx, "releases.%s should be a number up to 255",
					       name);
	}
	return NULL;
}

static const struct {
	const char *name;
	const char *(*problem)(const json_t *value, void *ctx);
} members[] = {
	{"memory", memory_problem},
	{"tac", tac_problem},
	{"releases", releases_problem},
};

static const char *member_problem(const char *name, const json_t *value, void *ctx)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!strcmp(members[i].name, name))
			return members[i].problem(value, ctx);
	return talloc_asprintf(ctx, "there is no condition %s", name);
}

const char *eligibility_problem(const char *conditions, void *ctx)
{
	json_error_t error;
	json_t *all = json_loads(conditions, JSON_REJECT_DUPLICATES, &error), *value;
	const char *name, *problem = NULL;

	if (!all)
		return talloc_asprintf(ctx, "line %d: %s", error.line, error.text);
	if (!json_is_object(all))
		problem = talloc_strdup(ctx, "should be an object");
	json_object_foreach (all, name, value) {
		if (!problem)
			problem = member_problem(name, value, ctx);
	}
	json_decref(all);
	return problem;
}

/* ---- what an eUICC says ---- */

static bool find(struct slice in, uint32_t tag, struct slice *value)
{
	struct tlv t;

	if (tlv_find(in, tag, &t) != 1)
		return false;
	*value = t.value;
	return true;
}

/* Of extCardResource, ETSI TS 102 226 8.2.1.7.2. */
static bool free_memory(struct slice info2, json_int_t *out)
{
	struct slice resource, memory;

	if (!find(info2, 0x84, &resource) || !find(resource, 0x82, &memory) || memory.n > 7)
		return false;
	*out = 0;
	for (size_t i = 0; i < memory.n; i++)
		*out = *out << 8 | memory.p[i];
	return true;
}

static enum rsp_status check_memory(struct rsp_call *call, const json_t *wanted, struct slice info2)
{
	json_int_t memory = 0;

	if (!wanted || (free_memory(info2, &memory) && memory >= json_integer_value(wanted)))
		return STATUS_OK;
	return call_because(call, STATUS_NO_MEMORY, "the eUICC has %lld bytes left, not %lld",
			    (long long)memory, (long long)json_integer_value(wanted));
}

/* SGP.22 4.2: coded as TBCD (3GPP TS 29.002), the first digit in the low nibble. */
static enum rsp_status check_tac(struct rsp_call *call, const json_t *admitted, struct slice device)
{
	char digits[TAC_DIGITS + 1] = "";
	struct slice coded;
	const json_t *tac;
	size_t i;

	if (!admitted)
		return STATUS_OK;
	if (find(device, 0x80, &coded) && coded.n == TAC_DIGITS / 2)
		for (i = 0; i < coded.n; i++)
			snprintf(digits + 2 * i, 3, "%X%X", coded.p[i] & 0xFu, coded.p[i] >> 4);
	json_array_foreach (admitted, i, tac) {
		if (!strcmp(json_string_value(tac), digits))
			return STATUS_OK;
	}
	return call_because(call, STATUS_NOT_ELIGIBLE, "devices of TAC %s are not admitted",
			    digits);
}

static enum rsp_status check_releases(struct rsp_call *call, const json_t *wanted,
				      struct slice device)
{
	struct slice capabilities = {NULL, 0};
	const json_t *release;
	const char *name;

	find(device, 0xA1, &capabilities);
	json_object_foreach ((json_t *)(uintptr_t)wanted, name, release) {
		struct slice version;

		if (!find(capabilities, 0x80u + (uint32_t)release_index(name), &version) ||
		    version.n == 0 || version.p[0] < json_integer_value(release))
			return call_because(call, STATUS_NOT_ELIGIBLE,
					    "the device does not support %s of release %lld", name,
					    (long long)json_integer_value(release));
	}
	return STATUS_OK;
}

/* A rule that the eUICC forbids it would refuse at the installation. */
static enum rsp_status check_rules(struct rsp_call *call, struct slice metadata, struct slice info2)
{
	struct slice forbidden, rules;
	struct tlv whole;

	if (!find(info2, 0x99, &forbidden) || tlv_only(metadata, 0xBF25, &whole) ||
	    !find(whole.value, 0x99, &rules))
		return STATUS_OK;
	for (unsigned i = 0; i < 8 * rules.n; i++)
		if (tlv_bit(rules, i) && tlv_bit(forbidden, i))
			return call_because(call, STATUS_NOT_ELIGIBLE,
					    "the eUICC forbids a policy rule of the profile");
	return STATUS_OK;
}

enum rsp_status eligibility_check(struct rsp_call *call, const struct order *o, struct slice info2,
				  struct slice device_info)
{
	json_t *all = *o->conditions ? json_loads(o->conditions, 0, NULL) : NULL;
	enum rsp_status s = check_memory(call, json_object_get(all, "memory"), info2);

	s = s ? s : check_tac(call, json_object_get(all, "tac"), device_info);
	s = s ? s : check_releases(call, json_object_get(all, "releases"), device_info);
	json_decref(all);
	return s ? s : check_rules(call, o->metadata, info2);
}
