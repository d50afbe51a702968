/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on profile elements: their order and numbers, and what the header demands. */
#include <stdlib.h>

#include "profile/lint.h"

/* What is wrong with the profile, and what only this eUICC lacks. */
static bool is_lack(enum pe_status status)
{
	return status == PE_NOT_SUPPORTED || status == PE_RUNTIME_NOT_SUPPORTED ||
	       status == PE_LIB_NOT_SUPPORTED || status == PE_TEMPLATE_NOT_SUPPORTED ||
	       status == PE_FEATURE_NOT_SUPPORTED || status == PE_NOT_ENOUGH_MEMORY;
}

static void find_status(struct lint *l, const struct lint_rule *rule, bool lack)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct lint_element *e = &l->elements[i];

		if (e->status != PE_OK && e->clash == CLASH_NONE && is_lack(e->status) == lack)
			lint_find(l, rule, i, "%s (PEStatus %d)", e->message, (int)e->status);
	}
}

void lint_refused(struct lint *l, const struct lint_rule *rule)
{
	find_status(l, rule, false);
}

void lint_unsupported(struct lint *l, const struct lint_rule *rule)
{
	find_status(l, rule, true);
}

static void find_clash(struct lint *l, const struct lint_rule *rule, enum installer_clash clash)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->elements[i].clash == clash)
			lint_find(l, rule, i, "%s", l->elements[i].message);
}

void lint_fid_twice(struct lint *l, const struct lint_rule *rule)
{
	find_clash(l, rule, CLASH_FID);
}

void lint_sfi_twice(struct lint *l, const struct lint_rule *rule)
{
	find_clash(l, rule, CLASH_SFI);
}

void lint_header_first(struct lint *l, const struct lint_rule *rule)
{
	if (l->count == 0 || !lint_named(&l->elements[0], "header"))
		lint_find(l, rule, 0, "the package does not begin with its header");
	for (size_t i = 1; i < l->count; i++)
		if (lint_named(&l->elements[i], "header"))
			lint_find(l, rule, i, "a header that is not the first element");
}

void lint_end_last(struct lint *l, const struct lint_rule *rule)
{
	if (l->count == 0 || !lint_named(&l->elements[l->count - 1], "end"))
		lint_find(l, rule, l->count ? l->count - 1 : 0,
			  "the package does not end with end");
	for (size_t i = 0; i + 1 < l->count; i++)
		if (lint_named(&l->elements[i], "end"))
			lint_find(l, rule, i, "elements follow the end");
}

void lint_identification(struct lint *l, const struct lint_rule *rule)
{
	for (size_t i = 1; i < l->count; i++) {
		int number = l->elements[i].identification;

		for (size_t j = 0; j < i && number >= 0; j++) {
			if (l->elements[j].identification != number)
				continue;
			lint_find(l, rule, i, "identification %d is that of element %zu, too",
				  number, j);
			break;
		}
	}
}

void lint_lengths(struct lint *l, const struct lint_rule *rule)
{
	const char *path;
	json_t *n;

	json_object_foreach (json_object_get(l->package, "lengths"), path, n) {
		size_t element = strtoul(path + strlen("elements["), NULL, 10);

		lint_find(l, rule, element, "%s: its length takes more bytes than it needs", path);
	}
}

/* ---- eUICC-Mandatory-services ---- */

/* A service, and the elements that need it. */
static const struct {
	const char *service;
	const char *element;
	int algorithm;    /* of akaParameter; 0: any */
	size_t key_bytes; /* of that; 0: any */
	size_t at_least;  /* so many of the elements */
	bool may_idle;    /* demanding it without such an element means something, too */
} services[] = {
	{"usim", "usim", 0, 0, 1, false},
	{"isim", "isim", 0, 0, 1, false},
	{"csim", "csim", 0, 0, 1, false},
	{"eap", "eap", 0, 0, 1, false},
	{"javacard", "application", 0, 0, 1, true},
	{"milenage", "akaParameter", 1, 0, 1, false},
	{"tuak128", "akaParameter", 2, 16, 1, false},
	{"tuak256", "akaParameter", 2, 32, 1, false},
	{"usim-test-algorithm", "akaParameter", 3, 0, 1, false},
	{"multiple-usim", "usim", 0, 0, 2, false},
	{"multiple-isim", "isim", 0, 0, 2, false},
	{"multiple-csim", "csim", 0, 0, 2, false},
};

enum { SERVICES = sizeof(services) / sizeof(services[0]) };

/* An element that is not mandated does without what it needs. */
static bool is_mandated(const struct lint_element *e)
{
	const char *header = e->type ? profile_header_name(e->type) : NULL;

	return header && json_object_get(json_object_get(e->value, header), "mandated");
}

static bool needs(const struct lint_element *e, size_t service)
{
	const json_t *algorithm;

	if (!lint_makes(e, services[service].element))
		return false;
	if (!services[service].algorithm)
		return true;
	algorithm =
		json_object_get(json_object_get(e->value, "algoConfiguration"), "algoParameter");
	if (json_integer_value(json_object_get(algorithm, "algorithmID")) !=
	    services[service].algorithm)
		return false;
	return !services[service].key_bytes ||
	       json_string_length(json_object_get(algorithm, "key")) ==
		       2 * services[service].key_bytes;
}

/* The number of elements that need @service, @mandated ones alone or all, and the last's place. */
static size_t users(const struct lint *l, size_t service, bool mandated, size_t *last)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++) {
		if (needs(&l->elements[i], service) &&
		    (!mandated || is_mandated(&l->elements[i]))) {
			*last = i;
			n++;
		}
	}
	return n;
}

static const json_t *header_member(const struct lint *l, const char *name)
{
	return l->count ? json_object_get(l->elements[0].value, name) : NULL;
}

static bool demanded(const struct lint *l, const char *service)
{
	return json_object_get(header_member(l, "eUICC-Mandatory-services"), service);
}

void lint_service_missing(struct lint *l, const struct lint_rule *rule)
{
	for (size_t i = 0; i < SERVICES; i++) {
		size_t last = 0;

		if (users(l, i, true, &last) >= services[i].at_least &&
		    !demanded(l, services[i].service))
			lint_find(l, rule, last,
				  "needs the service %s, which the header does not demand",
				  services[i].service);
	}
}

void lint_service_unused(struct lint *l, const struct lint_rule *rule)
{
	for (size_t i = 0; i < SERVICES; i++) {
		size_t last;

		if (!services[i].may_idle && demanded(l, services[i].service) &&
		    users(l, i, false, &last) < services[i].at_least)
			lint_find(l, rule, 0, "demands the service %s, which no element needs",
				  services[i].service);
	}
}

/* ---- eUICC-Mandatory-GFSTEList ---- */

static bool listed(const struct lint *l, const json_t *template)
{
	const json_t *list = header_member(l, "eUICC-Mandatory-GFSTEList"), *j;
	size_t i;

	json_array_foreach ((json_t *)list, i, j) {
		if (json_equal(j, template))
			return true;
	}
	return false;
}

static bool used(const struct lint *l, const json_t *template)
{
	for (size_t i = 0; i < l->count; i++)
		if (json_equal(json_object_get(l->elements[i].value, "templateID"), template))
			return true;
	return false;
}

void lint_template_missing(struct lint *l, const struct lint_rule *rule)
{
	for (size_t i = 0; i < l->count; i++) {
		const json_t *template = json_object_get(l->elements[i].value, "templateID");

		if (template && is_mandated(&l->elements[i]) && !listed(l, template))
			lint_find(l, rule, i, "template %s is not in the header's list",
				  json_string_value(template));
	}
}

void lint_template_unused(struct lint *l, const struct lint_rule *rule)
{
	const json_t *list = header_member(l, "eUICC-Mandatory-GFSTEList"), *j;
	size_t i;

	json_array_foreach ((json_t *)list, i, j) {
		if (!used(l, j))
			lint_find(l, rule, 0, "demands template %s, which no element uses",
				  json_string_value(j));
	}
}
