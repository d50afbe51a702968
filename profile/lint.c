/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks a package by a table of rules. */
#include "profile/lint.h"

#include <errno.h>
#include <stdarg.h>
#include <talloc.h>

static const char *const severities[] = {
	[LINT_NOTE] = "note",
	[LINT_WARNING] = "warning",
	[LINT_ERROR] = "error",
};

/* clang-format off */
static const struct lint_rule rules[] = {
	{"header-first",     LINT_ERROR,   NULL, lint_header_first},
	{"end-last",         LINT_ERROR,   NULL, lint_end_last},
	{"refused",          LINT_ERROR,   NULL, lint_refused},
	{"fid-twice",        LINT_ERROR,   NULL, lint_fid_twice},
	{"sfi-twice",        LINT_ERROR,   NULL, lint_sfi_twice},
	{"unsupported",      LINT_WARNING, NULL, lint_unsupported},
	{"left-out",         LINT_NOTE,    NULL, lint_left_out},
	{"identification",   LINT_WARNING, NULL, lint_identification},
	{"lengths",          LINT_WARNING, "X.690 10.1", lint_lengths},
	{"service-missing",  LINT_WARNING, NULL, lint_service_missing},
	{"service-unused",   LINT_NOTE,    NULL, lint_service_unused},
	{"template-missing", LINT_WARNING, NULL, lint_template_missing},
	{"template-unused",  LINT_NOTE,    NULL, lint_template_unused},
	{"pin-status",       LINT_ERROR,   "ETSI TS 102 221 11.1.1.4.10", lint_pin_status},
	{"puk-reference",    LINT_ERROR,   NULL, lint_puk_reference},
	{"puk-first",        LINT_WARNING, NULL, lint_puk_first},
	{"aka-missing",      LINT_WARNING, NULL, lint_aka_missing},
	{"domain-missing",   LINT_WARNING, NULL, lint_domain_missing},
	{"rfm-adf",          LINT_ERROR,   NULL, lint_rfm_adf},
	{"tar-twice",        LINT_WARNING, NULL, lint_tar_twice},
	{"service-file",     LINT_WARNING, NULL, lint_service_file},
	{"file-service",     LINT_NOTE,    NULL, lint_file_service},
	{"arr-file",         LINT_ERROR,   "ETSI TS 102 221 11.1.1.4.7", lint_arr_file},
	{"arr-record",       LINT_ERROR,   "ETSI TS 102 221 11.1.1.4.7", lint_arr_record},
	{"arr-key",          LINT_WARNING, "ETSI TS 102 221 9.5.1", lint_arr_key},
	{"dir-adf",          LINT_WARNING, "ETSI TS 102 221 13.1", lint_dir_adf},
	{"adf-dir",          LINT_WARNING, "ETSI TS 102 221 13.1", lint_adf_dir},
	{"file-size",        LINT_ERROR,   NULL, lint_file_size},
	{"iccid",            LINT_ERROR,   "ETSI TS 102 221 13.2", lint_iccid},
};
/* clang-format on */

void lint_find(struct lint *l, const struct lint_rule *rule, size_t element, const char *format,
	       ...)
{
	const struct lint_element *e = element < l->count ? &l->elements[element] : NULL;
	json_t *finding = json_object();
	va_list args;
	char *text;
	int r = 0;

	va_start(args, format);
	text = talloc_vasprintf(l->ctx, format, args);
	va_end(args);
	if (e) {
		r |= json_object_set_new(finding, "index", json_integer((json_int_t)element));
		r |= json_object_set_new(finding, "element", json_string(e->name));
	}
	if (e && e->identification >= 0)
		r |= json_object_set_new(finding, "identification",
					 json_integer(e->identification));
	r |= json_object_set_new(finding, "rule", json_string(rule->id));
	r |= json_object_set_new(finding, "severity", json_string(severities[rule->severity]));
	if (rule->clause)
		r |= json_object_set_new(finding, "clause", json_string(rule->clause));
	r |= json_object_set_new(finding, "text", json_string(text ? text : ""));
	r |= json_array_append_new(l->findings, finding);
	if (r || !text)
		l->failed = true;
	talloc_free(text);
}

bool lint_named(const struct lint_element *e, const char *name)
{
	return strcmp(e->name, name) == 0;
}

bool lint_makes(const struct lint_element *e, const char *name)
{
	return lint_named(e, name) || (lint_named(e, "iot") && strcmp(name, "usim") == 0);
}

static int identification(const struct lint_element *e)
{
	const json_t *header = NULL, *number;

	if (e->type && profile_header_name(e->type))
		header = json_object_get(e->value, profile_header_name(e->type));
	number = json_object_get(header, "identification");
	return json_is_integer(number) ? (int)json_integer_value(number) : -1;
}

static void list_elements(struct lint *l)
{
	const json_t *list = json_object_get(l->package, "elements"), *choice;
	size_t i;

	l->count = json_array_size(list);
	l->elements = talloc_zero_array(l->ctx, struct lint_element, l->count);
	if (!l->elements) {
		l->count = 0;
		l->failed = true;
	}
	for (i = 0; i < l->count; i++) {
		struct lint_element *e = &l->elements[i];
		void *only;
		struct asn1_field f;

		choice = json_array_get(list, i);
		only = json_object_iter((json_t *)choice);
		e->name = json_object_iter_key(only);
		e->value = json_object_iter_value(only);
		if (asn1_field_by_name(&asn1_profile_element, e->name, &f) <
		    asn1_field_count(&asn1_profile_element))
			e->type = f.type;
		e->identification = identification(e);
	}
}

int profile_lint(const json_t *package, json_t **out)
{
	struct lint l = {.ctx = talloc_new(NULL), .package = package, .findings = json_array()};

	list_elements(&l);
	lint_install(&l);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && !l.failed; i++)
		rules[i].check(&l, &rules[i]);
	talloc_free(l.ctx);
	if (l.failed) {
		json_decref(l.findings);
		return -ENOMEM;
	}
	*out = l.findings;
	return 0;
}

bool profile_lint_clean(const json_t *findings)
{
	const json_t *finding;
	size_t i;

	json_array_foreach ((json_t *)findings, i, finding) {
		const char *severity = json_string_value(json_object_get(finding, "severity"));

		if (strcmp(severity, severities[LINT_NOTE]) != 0)
			return false;
	}
	return true;
}

void profile_lint_print(FILE *f, const json_t *findings)
{
	const json_t *finding;
	size_t i;

	json_array_foreach ((json_t *)findings, i, finding) {
		const json_t *index = json_object_get(finding, "index");
		const char *clause = json_string_value(json_object_get(finding, "clause"));

		if (index)
			fprintf(f, "%" JSON_INTEGER_FORMAT " %s: ", json_integer_value(index),
				json_string_value(json_object_get(finding, "element")));
		fprintf(f, "%s: %s [%s%s%s]\n",
			json_string_value(json_object_get(finding, "severity")),
			json_string_value(json_object_get(finding, "text")),
			json_string_value(json_object_get(finding, "rule")), clause ? ", " : "",
			clause ? clause : "");
	}
}
