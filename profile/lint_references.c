/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on what elements say of one another: codes, keys, applications. */
#include <strings.h>

#include "profile/lint.h"

/* ---- what is installed, but not of full use ---- */

void lint_left_out(struct lint *l, const struct lint_rule *rule)
{
	for (size_t i = 0; i < l->count; i++) {
		enum pe_status status = l->elements[i].noted;

		if (status != PE_OK)
			lint_find(l, rule, i, "%s (PEStatus %d), and not mandated",
				  status == PE_RUNTIME_NOT_SUPPORTED ? "kept, but not run"
								     : "left out",
				  (int)status);
	}
}

/* ---- PINs, PUKs, authentication ---- */

static bool has_unblocking_reference(const struct lint_element *e)
{
	const json_t *codes = json_object_get(e->value, "pinCodes"), *pin;
	size_t i;

	json_array_foreach (json_object_get(codes, "pinconfig"), i, pin) {
		if (json_object_get(pin, "unblockingPINReference"))
			return true;
	}
	return false;
}

void lint_puk_first(struct lint *l, const struct lint_rule *rule)
{
	bool seen = false;
	size_t last = l->count;

	while (last > 0 && !lint_named(&l->elements[last - 1], "pukCodes"))
		last--;
	for (size_t i = 0; i < last && !seen; i++) {
		seen = lint_named(&l->elements[i], "pukCodes");
		if (lint_named(&l->elements[i], "pinCodes") &&
		    has_unblocking_reference(&l->elements[i]))
			lint_find(l, rule, i, "its PUKs come only later");
	}
}

void lint_aka_missing(struct lint *l, const struct lint_rule *rule)
{
	const struct file *f = l->content && l->content->mf ? l->content->mf->children : NULL;

	for (; f; f = f->next) {
		const struct lint_element *e = &l->elements[f->id - 1];
		const struct aka *a = l->content->akas;

		while (a && a->adf != f)
			a = a->next;
		if (f->kind == FILE_ADF && !a && (lint_makes(e, "usim") || lint_makes(e, "isim")))
			lint_find(l, rule, (size_t)f->id - 1,
				  "%s: no akaParameter, so it cannot authenticate",
				  lint_path(l, f));
	}
}

/* ---- applications ---- */

static bool same_hex(const json_t *a, const char *b)
{
	return json_is_string(a) && strcasecmp(json_string_value(a), b) == 0;
}

static bool has_domain(const struct lint *l, const char *aid)
{
	for (size_t i = 0; i < l->count; i++) {
		const json_t *instance = json_object_get(l->elements[i].value, "instance");

		if (lint_named(&l->elements[i], "securityDomain") &&
		    same_hex(json_object_get(instance, "instanceAID"), aid))
			return true;
	}
	return false;
}

/* @name: of the component of @object that names a security domain. */
static void check_domain(struct lint *l, const struct lint_rule *rule, size_t element,
			 const json_t *object, const char *name)
{
	const char *aid = json_string_value(json_object_get(object, name));

	if (aid && !has_domain(l, aid))
		lint_find(l, rule, element, "%s: the profile has no security domain %s", name, aid);
}

void lint_domain_missing(struct lint *l, const struct lint_rule *rule)
{
	static const char extradite[] = "extraditeSecurityDomainAID";
	static const char associated[] = "securityDomainAID";

	for (size_t i = 0; i < l->count; i++) {
		const json_t *value = l->elements[i].value, *instance;
		size_t k;

		if (lint_named(&l->elements[i], "rfm"))
			check_domain(l, rule, i, value, associated);
		check_domain(l, rule, i, json_object_get(value, "loadBlock"), associated);
		check_domain(l, rule, i, json_object_get(value, "instance"), extradite);
		json_array_foreach (json_object_get(value, "instanceList"), k, instance) {
			check_domain(l, rule, i, instance, extradite);
		}
	}
}

void lint_rfm_adf(struct lint *l, const struct lint_rule *rule)
{
	for (size_t i = 0; i < l->count && l->content; i++) {
		const json_t *access = json_object_get(l->elements[i].value, "adfRFMAccess");
		const char *hex = json_string_value(json_object_get(access, "adfAID"));
		struct buf aid = buf_new(l->ctx);

		if (hex && asn1_unhex(hex, &aid) == 0 && buf_ok(&aid) &&
		    !file_by_aid(l->content, buf_slice(&aid)))
			lint_find(l, rule, i, "adfAID: there is no ADF %s", hex);
		buf_reset(&aid);
	}
}

/* A TAR leads to one application. */
void lint_tar_twice(struct lint *l, const struct lint_rule *rule)
{
	json_t *seen = json_object();

	for (size_t i = 0; i < l->count; i++) {
		const json_t *tar;
		size_t k;

		json_array_foreach (json_object_get(l->elements[i].value, "tarList"), k, tar) {
			const char *text = json_string_value(tar);
			const json_t *first = json_object_get(seen, text);

			if (first)
				lint_find(l, rule, i, "TAR %s is that of element %d, too", text,
					  (int)json_integer_value(first));
			else if (json_object_set_new(seen, text, json_integer((json_int_t)i)))
				l->failed = true;
		}
	}
	json_decref(seen);
}
