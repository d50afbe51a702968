/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/settings_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "card/settings.h"
#include "codec/buf.h"

int settings_list_add(struct settings_list *list, const char *name, const char *value)
{
	struct softeuicc_setting *grown =
		talloc_realloc(list, list->settings, struct softeuicc_setting, list->n + 1);

	if (!grown)
		return -ENOMEM;
	list->settings = grown;
	grown[list->n].name = talloc_strdup(grown, name);
	grown[list->n].value = talloc_strdup(grown, value);
	if (!grown[list->n].name || !grown[list->n].value)
		return -ENOMEM;
	list->n++;
	return 0;
}

/* ---- from JSON ---- */

/* Left for whoever writes the file, at any place. */
static const char comment_key[] = "$comment";

struct reader {
	struct settings_list *list;
	char **error;
};

static int complain(struct reader *r, const char *name, const char *what)
{
	*r->error = talloc_asprintf(r->list, "%s: %s", name, what);
	return -1;
}

static int read_object(struct reader *r, const char *prefix, const json_t *object);

/* The text of a scalar, NULL where @value is none. */
static char *scalar(void *ctx, const json_t *value)
{
	if (json_is_string(value))
		return talloc_strdup(ctx, json_string_value(value));
	if (json_is_integer(value))
		return talloc_asprintf(ctx, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (json_is_boolean(value))
		return talloc_strdup(ctx, json_is_true(value) ? "true" : "false");
	return NULL;
}

/* The value is tried here, where the file's name is known; a card is made with it later. */
static int add(struct reader *r, const struct setting *s, const char *text)
{
	struct buf tried = buf_new(r->list);
	int result = text ? setting_encode(s, text, r->list, &tried, r->error) : -ENOMEM;

	buf_reset(&tried);
	return result < 0 ? result : settings_list_add(r->list, s->name, text);
}

static int read_array(struct reader *r, const struct setting *s, const json_t *array)
{
	char *joined = talloc_strdup(r->list, "");
	const json_t *element;
	size_t i;

	json_array_foreach (array, i, element) {
		const char *text = json_string_value(element);

		if (!text)
			return complain(r, s->name, "its elements must be strings");
		if (!*text || strchr(text, ','))
			return complain(r, s->name, "an element is empty or has a comma in it");
		joined = talloc_asprintf_append(joined, "%s%s", i ? "," : "", text);
	}
	return add(r, s, joined);
}

static int read_value(struct reader *r, const char *name, const json_t *value)
{
	const struct setting *s;
	char *text;

	if (json_is_object(value))
		return read_object(r, name, value);
	s = setting_by_name(name);
	if (!s)
		return complain(r, name, "there is no such setting");
	if (json_is_array(value) != setting_is_list(s))
		return complain(r, name, setting_is_list(s) ? "must be an array" : "is no array");
	if (json_is_array(value))
		return read_array(r, s, value);
	text = scalar(r->list, value);
	if (!text)
		return complain(r, name, "must be a string, an integer, true or false");
	return add(r, s, text);
}

static int read_object(struct reader *r, const char *prefix, const json_t *object)
{
	const char *key;
	json_t *value;

	/* jansson's iterator asks for an object that it does not change. */
	json_object_foreach ((json_t *)object, key, value) {
		char *name = talloc_asprintf(r->list, "%s%s%s", prefix, *prefix ? "." : "", key);

		if (!name || (strcmp(key, comment_key) && read_value(r, name, value) < 0))
			return -1;
	}
	return 0;
}

int settings_read(struct settings_list *list, const char *path, char **error)
{
	struct reader r = {list, error};
	json_error_t at;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &at);
	int result;

	if (!root) {
		*error = at.line > 0 ? talloc_asprintf(list, "%s:%d: %s", path, at.line, at.text)
				     : talloc_strdup(list, at.text);
		return -1;
	}
	if (json_is_object(root)) {
		result = read_object(&r, "", root);
		if (result < 0)
			*error = talloc_asprintf(list, "%s: %s", path,
						 *error ? *error : "out of memory");
	} else {
		*error = talloc_asprintf(list, "%s: is no JSON object", path);
		result = -1;
	}
	json_decref(root);
	return result;
}

/* ---- to JSON ---- */

static json_t *list_to_json(const char *text)
{
	json_t *array = json_array();

	while (*text) {
		size_t n;

		text += strspn(text, " ");
		n = strcspn(text, ",");
		json_array_append_new(array, json_stringn(text, n));
		text += n + (text[n] == ',');
	}
	return array;
}

static json_t *value_to_json(const struct setting *s, const char *text)
{
	if (setting_is_list(s))
		return list_to_json(text);
	if (s->type == SETTING_NUMBER)
		return json_integer(strtoll(text, NULL, 10));
	if (s->type == SETTING_FLAG)
		return json_boolean(!strcmp(text, "true"));
	return json_string(text);
}

/* Puts @value at @name, in an object within where there is a dot. */
static void place(json_t *all, const char *name, json_t *value)
{
	const char *dot = strchr(name, '.');
	json_t *inner;
	char *outer;

	if (!dot) {
		json_object_set_new(all, name, value);
		return;
	}
	outer = talloc_strndup(NULL, name, (size_t)(dot - name));
	if (!outer) {
		json_decref(value);
		return;
	}
	inner = json_object_get(all, outer);
	if (!inner) {
		inner = json_object();
		json_object_set_new(all, outer, inner);
	}
	json_object_set_new(inner, dot + 1, value);
	talloc_free(outer);
}

json_t *settings_to_json(struct store *s, bool uicc, void *ctx)
{
	json_t *all = json_object();
	const char *text;

	for (size_t i = 0; i < SETTING_COUNT; i++) {
		if (settings_store_get(s, &settings_table[i], ctx, &text) < 0) {
			json_decref(all);
			return NULL;
		}
		if (text && (!uicc || setting_of_uicc(&settings_table[i])))
			place(all, settings_table[i].name, value_to_json(&settings_table[i], text));
	}
	return all;
}
