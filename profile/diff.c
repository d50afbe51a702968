/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How two decoded packages differ, component by component. Lists are aligned first, so that one
 * element more in one of them is one difference. */

#include <errno.h>
#include <stdlib.h>
#include <talloc.h>

#include "codec/utf8.h"
#include "profile/diff_files.h"
#include "profile/profile.h"

enum { ALIGNED_MAX = 4 << 20 }; /* cells; longer lists are compared place by place */

/* How much two members of a list have in common. */
enum { NOTHING, KIND, ALL_BUT_HEADER, EVERYTHING };

struct differ {
	void *ctx;
	unsigned flags;
	json_t *list;
	const char *element; /* that is being compared; NULL outside of all */
	json_int_t index[2]; /* its place in each package, -1 where it is only in the other */
	bool failed;
};

/* ---- reporting ---- */

static json_t *presentable(struct differ *d, const struct asn1_field *f, const json_t *value)
{
	json_t *copy;

	if (d->flags & PROFILE_SHOW_SECRETS)
		return json_incref((json_t *)value);
	if (f->flags & ASN1_SECRET)
		return json_string(asn1_mask);
	copy = json_deep_copy(value);
	if (copy && f->type)
		profile_mask_value(f->type, copy);
	return copy;
}

static void set(struct differ *d, json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, value))
		d->failed = true;
}

/* One difference; @a or @b is NULL where the component is absent. */
static void report(struct differ *d, const struct asn1_field *f, const char *path, const json_t *a,
		   const json_t *b)
{
	json_t *entry = json_object();

	if (d->element)
		set(d, entry, "element", json_string(d->element));
	if (d->element && d->index[0] >= 0)
		set(d, entry, "indexA", json_integer(d->index[0]));
	if (d->element && d->index[1] >= 0)
		set(d, entry, "indexB", json_integer(d->index[1]));
	if (*path)
		set(d, entry, "where", json_string(path));
	if (a)
		set(d, entry, "a", presentable(d, f, a));
	if (b)
		set(d, entry, "b", presentable(d, f, b));
	if (json_array_append_new(d->list, entry))
		d->failed = true;
}

/* ---- aligning lists ---- */

static const char *alternative(const json_t *choice)
{
	return json_object_iter_key(json_object_iter((json_t *)choice));
}

static bool same_alternative(const json_t *a, const json_t *b)
{
	return strcmp(alternative(a), alternative(b)) == 0;
}

static json_t *without_header(const struct asn1_type *t, const json_t *element)
{
	json_t *copy = json_copy((json_t *)element);
	const char *header = profile_header_name(t);

	if (header)
		json_object_del(copy, header);
	return copy;
}

static unsigned likeness(const struct asn1_type *t, const json_t *a, const json_t *b)
{
	const char *name = alternative(a);
	struct asn1_field f = {0};
	json_t *inner_a, *inner_b;
	unsigned like;

	if (json_equal(a, b))
		return EVERYTHING;
	if (t->kind != ASN1_CHOICE)
		return KIND;
	if (!same_alternative(a, b))
		return NOTHING;
	if (t != &asn1_profile_element || asn1_field_by_name(t, name, &f) == asn1_field_count(t))
		return KIND;
	inner_a = without_header(f.type, json_object_get(a, name));
	inner_b = without_header(f.type, json_object_get(b, name));
	like = json_equal(inner_a, inner_b) ? ALL_BUT_HEADER : KIND;
	json_decref(inner_a);
	json_decref(inner_b);
	return like;
}

/* The two lists, less what both begin and end with; the table of the best score from each pair of
 * places on. */
struct alignment {
	const struct asn1_type *type;
	const json_t *a, *b;
	size_t from, to_a, to_b;
	uint32_t *score; /* NULL: place by place */
};

static uint32_t *cell(const struct alignment *al, size_t i, size_t j)
{
	return &al->score[(i - al->from) * (al->to_b - al->from + 1) + j - al->from];
}

static unsigned like_at(const struct alignment *al, size_t i, size_t j)
{
	return likeness(al->type, json_array_get(al->a, i), json_array_get(al->b, j));
}

static void trim(struct alignment *al)
{
	while (al->from < al->to_a && al->from < al->to_b &&
	       json_equal(json_array_get(al->a, al->from), json_array_get(al->b, al->from)))
		al->from++;
	while (al->to_a > al->from && al->to_b > al->from &&
	       json_equal(json_array_get(al->a, al->to_a - 1),
			  json_array_get(al->b, al->to_b - 1))) {
		al->to_a--;
		al->to_b--;
	}
}

static void fill_scores(struct alignment *al)
{
	for (size_t i = al->to_a; i-- > al->from;) {
		for (size_t j = al->to_b; j-- > al->from;) {
			uint32_t pair = like_at(al, i, j), best = *cell(al, i + 1, j);

			if (*cell(al, i, j + 1) > best)
				best = *cell(al, i, j + 1);
			if (pair && pair + *cell(al, i + 1, j + 1) > best)
				best = pair + *cell(al, i + 1, j + 1);
			*cell(al, i, j) = best;
		}
	}
}

static void align(struct differ *d, struct alignment *al)
{
	size_t rows, columns;

	trim(al);
	rows = al->to_a - al->from + 1;
	columns = al->to_b - al->from + 1;
	if (rows > ALIGNED_MAX / columns)
		return;
	al->score = talloc_zero_array(d->ctx, uint32_t, rows * columns);
	if (al->score)
		fill_scores(al);
	else
		d->failed = true;
}

/* What the best alignment does at @i and @j: pairs them, or leaves one alone. */
enum step { PAIR, ONLY_A, ONLY_B };

static enum step step_at(const struct alignment *al, size_t i, size_t j)
{
	unsigned pair;

	if (j == al->to_b)
		return ONLY_A;
	if (i == al->to_a)
		return ONLY_B;
	if (!al->score)
		return PAIR;
	pair = like_at(al, i, j);
	if (pair && *cell(al, i, j) == pair + *cell(al, i + 1, j + 1))
		return PAIR;
	return *cell(al, i, j) == *cell(al, i + 1, j) ? ONLY_A : ONLY_B;
}

/* ---- comparing ---- */

static void compare(struct differ *d, const struct asn1_field *f, const char *path, const json_t *a,
		    const json_t *b);

static void compare_inside(struct differ *d, const struct asn1_field *f, const char *parent,
			   const json_t *a, const json_t *b)
{
	char *path = talloc_asprintf(d->ctx, "%s%s%s", parent, *parent ? "." : "", f->name);

	if (path)
		compare(d, f, path, a, b);
	else
		d->failed = true;
	talloc_free(path);
}

static void compare_member(struct differ *d, const struct asn1_type *t, const char *name,
			   const char *path, const json_t *a, const json_t *b)
{
	struct asn1_field f = {0};

	if (asn1_field_by_name(t, name, &f) == asn1_field_count(t))
		f = (struct asn1_field){.name = name};
	compare_inside(d, &f, path, json_object_get(a, name), json_object_get(b, name));
}

static void compare_objects(struct differ *d, const struct asn1_type *t, const char *path,
			    const json_t *a, const json_t *b)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)a, name, value) {
		compare_member(d, t, name, path, a, b);
	}
	json_object_foreach ((json_t *)b, name, value) {
		if (!json_object_get(a, name))
			compare_member(d, t, name, path, a, b);
	}
}

/* The members at @i and @j of two lists; either is NULL where there is none. */
static void compare_places(struct differ *d, const struct asn1_type *t, const char *parent,
			   const json_t *a, const json_t *b, size_t place)
{
	struct asn1_field f = {.name = "", .type = t};
	char *path = talloc_asprintf(d->ctx, "%s[%zu]", parent, place);

	if (path)
		compare(d, &f, path, a, b);
	else
		d->failed = true;
	talloc_free(path);
}

static void compare_elements(struct differ *d, const json_t *a, const json_t *b, size_t i, size_t j)
{
	const char *name = alternative(a ? a : b);
	struct asn1_field f = {0};

	if (a && b && !same_alternative(a, b)) { /* not aligned */
		compare_elements(d, a, NULL, i, j);
		compare_elements(d, NULL, b, i, j);
		return;
	}
	if (asn1_field_by_name(&asn1_profile_element, name, &f) ==
	    asn1_field_count(&asn1_profile_element))
		f = (struct asn1_field){.name = name};
	d->element = name;
	d->index[0] = a ? (json_int_t)i : -1;
	d->index[1] = b ? (json_int_t)j : -1;
	compare(d, &f, "", json_object_get(a, name), json_object_get(b, name));
	d->element = NULL;
}

static void compare_lists(struct differ *d, const struct asn1_type *t, const char *path,
			  const json_t *a, const json_t *b)
{
	struct alignment al = {t, a, b, 0, json_array_size(a), json_array_size(b), NULL};
	size_t i, j;

	align(d, &al);
	for (i = j = al.from; i < al.to_a || j < al.to_b;) {
		enum step step = step_at(&al, i, j);
		const json_t *in_a = step == ONLY_B ? NULL : json_array_get(a, i);
		const json_t *in_b = step == ONLY_A ? NULL : json_array_get(b, j);

		if (t == &asn1_profile_element)
			compare_elements(d, in_a, in_b, i, j);
		else
			compare_places(d, t, path, in_a, in_b, in_a ? i : j);
		i += step != ONLY_B;
		j += step != ONLY_A;
	}
	talloc_free(al.score);
}

/* @t: of a FileManagement. */
static void compare_file(struct differ *d, const struct asn1_type *t, const char *parent,
			 const char *file, const json_t *a, const json_t *b)
{
	struct asn1_field f = {.name = "", .type = t};
	char *path = talloc_asprintf(d->ctx, "%s[%s]", parent, file);

	if (path)
		compare(d, &f, path, a, b);
	else
		d->failed = true;
	talloc_free(path);
}

/* PE-GenericFileManagement, file by file. Returns false where it finds nothing: the same commands
 * in another order, or such as cannot be told apart by files. */
static bool compare_managements(struct differ *d, const struct asn1_field *f, const char *path,
				const json_t *a, const json_t *b)
{
	json_t *files_a = diff_files_of(a), *files_b = diff_files_of(b);
	const size_t before = json_array_size(d->list);
	const char *file;
	json_t *commands;

	if (files_a && files_b) {
		json_object_foreach (files_a, file, commands) {
			compare_file(d, f->type->element, path, file, commands,
				     json_object_get(files_b, file));
		}
		json_object_foreach (files_b, file, commands) {
			if (!json_object_get(files_a, file))
				compare_file(d, f->type->element, path, file, NULL, commands);
		}
	}
	json_decref(files_a);
	json_decref(files_b);
	return json_array_size(d->list) > before;
}

static void compare(struct differ *d, const struct asn1_field *f, const char *path, const json_t *a,
		    const json_t *b)
{
	bool both = a && b && f->type;

	if (a && b && json_equal(a, b))
		return;
	if (both && strcmp(f->name, "fileManagementCMD") == 0 &&
	    compare_managements(d, f, path, a, b))
		return;
	if (both && (f->type->kind == ASN1_SEQUENCE ||
		     (f->type->kind == ASN1_CHOICE && same_alternative(a, b))))
		compare_objects(d, f->type, path, a, b);
	else if (both && f->type->kind == ASN1_SEQUENCE_OF)
		compare_lists(d, f->type->element, path, a, b);
	else
		report(d, f, path, a, b);
}

int profile_diff(const json_t *a, const json_t *b, unsigned flags, json_t **out)
{
	struct differ d = {.ctx = talloc_new(NULL), .flags = flags, .list = json_array()};
	struct asn1_field lengths = {.name = "lengths"};

	compare_lists(&d, &asn1_profile_element, "", json_object_get(a, "elements"),
		      json_object_get(b, "elements"));
	if (json_object_get(a, "lengths") || json_object_get(b, "lengths"))
		compare_inside(&d, &lengths, "", json_object_get(a, "lengths"),
			       json_object_get(b, "lengths"));
	talloc_free(d.ctx);
	if (d.failed) {
		json_decref(d.list);
		return -ENOMEM;
	}
	*out = d.list;
	return 0;
}

/* ---- printing ---- */

/* Strings come from whoever made the package. */
static void print_side(FILE *f, char sign, const json_t *value)
{
	char *text;

	if (!value)
		return;
	text = json_is_string(value) ? strdup(json_string_value(value))
				     : json_dumps(value, JSON_ENCODE_ANY);
	if (!text)
		return;
	utf8_mask_controls(text);
	fprintf(f, "%c%s\n", sign, text);
	free(text);
}

static void print_place(FILE *f, const json_t *difference)
{
	const char *element = json_string_value(json_object_get(difference, "element"));
	const json_t *a = json_object_get(difference, "indexA");
	const json_t *b = json_object_get(difference, "indexB");
	const char *where = json_string_value(json_object_get(difference, "where"));

	fputs("@@", f);
	if (element)
		fprintf(f, " %s", element);
	if (a)
		fprintf(f, " -%" JSON_INTEGER_FORMAT, json_integer_value(a));
	if (b)
		fprintf(f, " +%" JSON_INTEGER_FORMAT, json_integer_value(b));
	fprintf(f, "%s%s @@\n", where ? " " : "", where ? where : "");
}

void profile_diff_print(FILE *f, const json_t *differences)
{
	const json_t *difference;
	size_t i;

	json_array_foreach ((json_t *)differences, i, difference) {
		print_place(f, difference);
		print_side(f, '-', json_object_get(difference, "a"));
		print_side(f, '+', json_object_get(difference, "b"));
	}
}
