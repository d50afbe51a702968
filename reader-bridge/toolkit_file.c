/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/toolkit_file.h"

#include <errno.h>
#include <talloc.h>

#include "codec/ctlv.h"
#include "profile/reader.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum {
	VALUE_MAX = 250, /* bytes of an object: what a command of 255 can hold */
	SEND_MAX = 65536,
	LIST_MAX = 16,
	ITEMS_MAX = 255,
	TARS_MAX = 16,
	TAR_BYTES = 3,
};

static int read_actions(const json_t *j, void *target, struct asn1_error *err);

/* ---- values of objects ---- */

/* How a text is written in an object; in others it is bytes. */
static const struct {
	const char *object;
	int (*encode)(const char *text, uint8_t *out, size_t max);
} codings[] = {
	{"text-string", softeuicc_toolkit_text},
	{"default-text", softeuicc_toolkit_text},
	{"alpha-identifier", softeuicc_toolkit_alpha},
	{"item", softeuicc_toolkit_alpha},
};

static int plain(const char *text, uint8_t *out, size_t max)
{
	struct slice bytes = slice_str(text);

	if (bytes.n > max)
		return -EMSGSIZE;
	memcpy(out, bytes.p, bytes.n);
	return (int)bytes.n;
}

struct value {
	const char *object;
	const char *text;
	uint8_t identifier; /* of an item */
	bool received;
};

static int read_text(const json_t *j, void *target, struct asn1_error *err)
{
	struct value *v = target;

	v->text = json_string_value(j);
	return v->text ? 0 : asn1_fail(err, -EINVAL, "should be a string");
}

static int read_identifier(const json_t *j, void *target, struct asn1_error *err)
{
	struct value *v = target;
	json_int_t n = json_integer_value(j);

	if (n < 1 || n > 255 || strcmp(v->object, "item") != 0)
		return asn1_fail(err, -EINVAL, "should be a number from 1 to 255, of an item");
	v->identifier = (uint8_t)n;
	return 0;
}

static int read_received(const json_t *j, void *target, struct asn1_error *err)
{
	struct value *v = target;

	v->received = json_is_true(j);
	return v->received ? 0 : asn1_fail(err, -EINVAL, "should be true");
}

static int put_text(const struct value *v, struct buf *out, struct asn1_error *err)
{
	int (*encode)(const char *, uint8_t *, size_t) = plain;
	uint8_t bytes[VALUE_MAX];
	int n;

	for (size_t i = 0; i < COUNT(codings); i++)
		if (!strcmp(codings[i].object, v->object))
			encode = codings[i].encode;
	n = encode(v->text, bytes, sizeof(bytes));
	if (n < 0)
		return asn1_fail(err, -EINVAL,
				 "has a text that is too long, or has characters "
				 "beyond UCS2");
	if (v->identifier)
		buf_put_u8(out, v->identifier);
	buf_put(out, bytes, (size_t)n);
	return 0;
}

/* Hex digits, or {"text": ...}, or {"received": true}. */
static int read_value(const json_t *j, struct value *v, struct buf *out, struct asn1_error *err)
{
	static const struct reader_member members[] = {
		{"text", read_text},
		{"identifier", read_identifier},
		{"received", read_received},
	};
	struct slice hex;
	int r;

	if (json_is_string(j)) {
		r = read_hex(j, 0, VALUE_MAX, &hex, err);
		if (r == 0)
			buf_put_slice(out, hex);
		return r;
	}
	r = read_members(j, members, COUNT(members), v, err);
	if (r < 0)
		return r;
	if (v->received == (v->text != NULL) || (v->received && v->identifier))
		return asn1_fail(err, -EINVAL, "should have \"text\" or \"received\"");
	if (v->text && !v->identifier && !strcmp(v->object, "item"))
		return asn1_fail(err, -EINVAL, "should have an \"identifier\"");
	return v->text ? put_text(v, out, err) : 0;
}

/* ---- lists of objects ---- */

struct objects {
	struct buf before, behind;
	uint16_t received; /* the tag between them */
};

static int put_object(const char *name, const json_t *j, struct objects *o, struct asn1_error *err)
{
	int tag = softeuicc_toolkit_object_tag(name), r;
	struct buf value = buf_new(err->ctx);
	struct value v = {.object = name};

	if (tag < 0)
		return asn1_fail(err, -EINVAL, "is no object");
	r = read_value(j, &v, &value, err);
	if (r < 0)
		return r;
	if (v.received && o->received)
		return asn1_fail(err, -EINVAL, "only one object can be what was received");
	if (v.received)
		o->received = (uint16_t)tag;
	else
		ctlv_put(o->received ? &o->behind : &o->before, (uint16_t)tag, true,
			 buf_slice(&value));
	return buf_ok(&value) ? 0 : -ENOMEM;
}

static int read_object(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	const char *name;
	json_t *value;
	int r = 0;

	(void)i;
	if (json_object_size(j) != 1)
		return asn1_fail(err, -EINVAL, "should be an object with one member");
	json_object_foreach ((json_t *)j, name, value) {
		r = put_object(name, value, target, err);
		if (r == -EINVAL)
			asn1_fail_in(err, r, name);
	}
	return r;
}

/* Hex digits of whole objects, or a list of objects by their names. */
static int read_objects(const json_t *j, void *target, struct asn1_error *err)
{
	struct script_action *a = target;
	struct objects o = {.before = buf_new(err->ctx), .behind = buf_new(err->ctx)};
	struct slice hex = {NULL, 0};
	int r = json_is_string(j) ? read_hex(j, 0, VALUE_MAX, &hex, err)
				  : read_list(j, 0, VALUE_MAX, read_object, &o, err);

	if (r < 0)
		return r;
	buf_put_slice(&o.before, hex);
	a->command.objects = (struct softeuicc_bytes){o.before.p, o.before.n};
	a->received = o.received;
	a->behind = buf_slice(&o.behind);
	return buf_ok(&o.before) && buf_ok(&o.behind) ? 0 : -ENOMEM;
}

/* ---- actions ---- */

static int read_command(const json_t *j, void *target, struct asn1_error *err)
{
	struct script_action *a = target;
	int type = json_is_string(j) ? softeuicc_toolkit_command_type(json_string_value(j)) : -1;

	if (type < 0)
		return asn1_fail(err, -EINVAL, "is no proactive command");
	a->name = talloc_strdup(err->ctx, json_string_value(j));
	a->command.type = (uint8_t)type;
	return a->name ? 0 : -ENOMEM;
}

static int read_qualifier(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex_array(j, &((struct script_action *)target)->command.qualifier, 1, err);
}

static int read_destination(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex_array(j, &((struct script_action *)target)->command.destination, 1, err);
}

static int read_class(const json_t *j, struct script_action **then,
		      enum softeuicc_result_class class, struct asn1_error *err)
{
	return read_actions(j, &then[class >> 4], err);
}

static int read_performed(const json_t *j, void *target, struct asn1_error *err)
{
	return read_class(j, target, SOFTEUICC_RESULT_PERFORMED, err);
}

static int read_ended(const json_t *j, void *target, struct asn1_error *err)
{
	return read_class(j, target, SOFTEUICC_RESULT_ENDED, err);
}

static int read_may_retry(const json_t *j, void *target, struct asn1_error *err)
{
	return read_class(j, target, SOFTEUICC_RESULT_MAY_RETRY, err);
}

static int read_permanent(const json_t *j, void *target, struct asn1_error *err)
{
	return read_class(j, target, SOFTEUICC_RESULT_PERMANENT, err);
}

static int read_then(const json_t *j, void *target, struct asn1_error *err)
{
	static const struct reader_member members[] = {
		{"performed", read_performed},
		{"ended", read_ended},
		{"may-retry", read_may_retry},
		{"permanent", read_permanent},
	};

	return read_members(j, members, COUNT(members), ((struct script_action *)target)->then,
			    err);
}

static int read_send(const json_t *j, void *target, struct asn1_error *err)
{
	struct script_action *a = target;
	struct buf b = buf_new(err->ctx);
	const char *text = json_string_value(json_object_get(j, "text"));

	if (json_is_string(j))
		return read_hex(j, 0, SEND_MAX, &a->send, err);
	if (!text || json_object_size(j) != 1 || strlen(text) > SEND_MAX)
		return asn1_fail(err, -EINVAL, "should be hex digits, or {\"text\": ...}");
	buf_put_slice(&b, slice_str(text));
	a->send = buf_slice(&b);
	return buf_ok(&b) ? 0 : -ENOMEM;
}

static int read_take(const json_t *j, void *target, struct asn1_error *err)
{
	if (json_integer_value(j) < 1 || json_integer_value(j) > SEND_MAX)
		return asn1_fail(err, -EINVAL, "should be a number from 1 to %d", SEND_MAX);
	((struct script_action *)target)->take = (size_t)json_integer_value(j);
	return 0;
}

static int read_closed(const json_t *j, void *target, struct asn1_error *err)
{
	return read_actions(j, &((struct script_action *)target)->closed, err);
}

static int read_failed(const json_t *j, void *target, struct asn1_error *err)
{
	return read_actions(j, &((struct script_action *)target)->failed, err);
}

static int read_channel(const json_t *j, void *target, struct asn1_error *err)
{
	static const struct reader_member members[] = {
		{"qualifier", read_qualifier}, {"objects", read_objects}, {"send", read_send},
		{"take", read_take},           {"closed", read_closed},   {"failed", read_failed},
	};
	struct script_action *a = target;
	int r = read_members(j, members, COUNT(members), a, err);

	if (r == 0 && a->received)
		return asn1_fail(err, -EINVAL, "cannot have what was received");
	a->is_channel = true;
	return r;
}

/* Whether it is a command at all, with something in the place of what is yet to be received. */
static int check_command(const struct script_action *a, struct asn1_error *err)
{
	struct softeuicc_command c = a->command;
	struct buf b = buf_new(err->ctx);
	int r;

	buf_put(&b, c.objects.p, c.objects.n);
	if (a->received) {
		ctlv_put(&b, a->received, true, slice_of("", 1));
		buf_put_slice(&b, a->behind);
	}
	if (!buf_ok(&b))
		return -ENOMEM;
	c.objects = (struct softeuicc_bytes){b.p, b.n};
	r = softeuicc_toolkit_check(&c);
	buf_reset(&b);
	if (r == -EPERM)
		return asn1_fail(err, r, "%s is made of \"menu\" and \"events\"", a->name);
	if (r < 0)
		return asn1_fail(err, r,
				 "%s needs other objects, another order of them, or a destination",
				 a->name);
	return 0;
}

static int read_action(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	static const struct reader_member of_command[] = {
		{"command", read_command},
		{"qualifier", read_qualifier},
		{"destination", read_destination},
		{"objects", read_objects},
		{"then", read_then},
	};
	static const struct reader_member of_channel[] = {{"channel", read_channel}};
	struct script_action ***end = target, *a = talloc_zero(err->ctx, struct script_action);
	bool channel = json_object_get(j, "channel") != NULL;
	int r;

	(void)i;
	if (!a)
		return -ENOMEM;
	r = channel ? read_members(j, of_channel, COUNT(of_channel), a, err)
		    : read_members(j, of_command, COUNT(of_command), a, err);
	if (r < 0)
		return r;
	if (channel) {
		a->name = "open-channel";
		a->command.type = (uint8_t)softeuicc_toolkit_command_type(a->name);
	}
	if (!a->name)
		return asn1_fail(err, -EINVAL, "should have a \"command\" or a \"channel\"");
	**end = a;
	*end = &a->next;
	r = check_command(a, err);
	return r == -EPERM ? -EINVAL : r;
}

static int read_actions(const json_t *j, void *target, struct asn1_error *err)
{
	struct script_action **end = target;

	return read_list(j, 0, LIST_MAX, read_action, &end, err);
}

/* ---- what they follow on ---- */

static int read_name(const json_t *j, void *target, struct asn1_error *err)
{
	struct toolkit_script *s = target;

	if (!json_is_string(j) || !*json_string_value(j))
		return asn1_fail(err, -EINVAL, "should be a string");
	s->name = talloc_strdup(err->ctx, json_string_value(j));
	return s->name ? 0 : -ENOMEM;
}

static int read_tar(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	uint8_t tar[TAR_BYTES];
	int r = read_hex_array(j, tar, sizeof(tar), err);

	(void)i;
	if (r == 0)
		buf_put(target, tar, sizeof(tar));
	return r;
}

static int read_tars(const json_t *j, void *target, struct asn1_error *err)
{
	struct buf b = buf_new(err->ctx);
	int r = read_list(j, 0, TARS_MAX, read_tar, &b, err);

	((struct toolkit_script *)target)->tars = buf_slice(&b);
	return r == 0 && !buf_ok(&b) ? -ENOMEM : r;
}

static int read_profile(const json_t *j, void *target, struct asn1_error *err)
{
	return read_actions(j, &((struct toolkit_script *)target)->profile, err);
}

static int read_item_text(const json_t *j, void *target, struct asn1_error *err)
{
	struct script_item *item = target;
	uint8_t text[VALUE_MAX];

	if (!json_is_string(j) ||
	    softeuicc_toolkit_alpha(json_string_value(j), text, sizeof(text)) < 1)
		return asn1_fail(err, -EINVAL, "should be a text that a menu can show");
	item->text = talloc_strdup(err->ctx, json_string_value(j));
	return item->text ? 0 : -ENOMEM;
}

static int read_item_actions(const json_t *j, void *target, struct asn1_error *err)
{
	return read_actions(j, &((struct script_item *)target)->actions, err);
}

static int read_item_help(const json_t *j, void *target, struct asn1_error *err)
{
	return read_actions(j, &((struct script_item *)target)->help, err);
}

static int read_item(const json_t *j, size_t i, void *target, struct asn1_error *err)
{
	static const struct reader_member members[] = {
		{"item", read_item_text},
		{"do", read_item_actions},
		{"help", read_item_help},
	};
	struct script_item *items = target;
	int r = read_members(j, members, COUNT(members), &items[i], err);

	return r == 0 && !items[i].text ? asn1_fail(err, -EINVAL, "should have an \"item\"") : r;
}

static int read_menu(const json_t *j, void *target, struct asn1_error *err)
{
	struct toolkit_script *s = target;

	s->items = talloc_zero_array(err->ctx, struct script_item, json_array_size(j));
	return s->items ? read_list(j, 0, ITEMS_MAX, read_item, s->items, err) : -ENOMEM;
}

static int read_events(const json_t *j, void *target, struct asn1_error *err)
{
	struct toolkit_script *s = target;
	const char *name;
	json_t *actions;

	if (!json_is_object(j))
		return asn1_fail(err, -EINVAL, "should be an object");
	json_object_foreach ((json_t *)j, name, actions) {
		int event = softeuicc_toolkit_event(name);
		int r = event < 0 ? asn1_fail(err, -EINVAL, "is no event")
				  : read_actions(actions, &s->events[event], err);

		if (r < 0)
			return r == -EINVAL ? asn1_fail_in(err, r, name) : r;
		s->event_set |= 1u << event;
	}
	return 0;
}

static int read_timers(const json_t *j, void *target, struct asn1_error *err)
{
	struct toolkit_script *s = target;
	const char *name;
	json_t *actions;

	if (!json_is_object(j))
		return asn1_fail(err, -EINVAL, "should be an object");
	json_object_foreach ((json_t *)j, name, actions) {
		bool known = name[0] >= '1' && name[0] <= '0' + SCRIPT_TIMERS && !name[1];
		int r = known ? read_actions(actions, &s->timers[name[0] - '1'], err)
			      : asn1_fail(err, -EINVAL, "is no timer: they are 1 to 8");

		if (r < 0)
			return r == -EINVAL ? asn1_fail_in(err, r, name) : r;
	}
	return 0;
}

static int read_sms_actions(const json_t *j, void *target, struct asn1_error *err)
{
	return read_actions(j, &((struct toolkit_script *)target)->sms, err);
}

static int read_reply(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex(j, 0, SOFTEUICC_REPLY_MAX, &((struct toolkit_script *)target)->reply, err);
}

static int read_sms(const json_t *j, void *target, struct asn1_error *err)
{
	static const struct reader_member members[] = {
		{"do", read_sms_actions},
		{"reply", read_reply},
	};

	return read_members(j, members, COUNT(members), target, err);
}

/* ---- the whole ---- */

static int read_script(const json_t *j, struct toolkit_script *s, struct asn1_error *err)
{
	static const struct reader_member members[] = {
		{"name", read_name}, {"tars", read_tars},     {"profile", read_profile},
		{"menu", read_menu}, {"events", read_events}, {"timers", read_timers},
		{"sms", read_sms},
	};
	int r = read_members(j, members, COUNT(members), s, err);

	return r == 0 && !s->name ? asn1_fail(err, -EINVAL, "should have a \"name\"") : r;
}

int toolkit_from_json(struct toolkit_script **out, const json_t *json, void *ctx, char **error)
{
	struct toolkit_script *s = talloc_zero(ctx, struct toolkit_script);
	struct asn1_error err = {.ctx = s};
	int r = s ? read_script(json, s, &err) : -ENOMEM;

	if (r == 0) {
		*out = s;
		return 0;
	}
	if (r == -EINVAL)
		*error = talloc_asprintf(ctx, "%s%s%s", err.where ? err.where : "",
					 err.where ? ": " : "", err.what);
	talloc_free(s);
	return r;
}

int toolkit_read(struct toolkit_script **out, const char *path, void *ctx, char **error)
{
	json_error_t position;
	json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &position);
	char *problem = NULL;
	int r;

	if (!json) {
		*error = position.line > 0 ? talloc_asprintf(ctx, "%s:%d: %s", path, position.line,
							     position.text)
					   : talloc_strdup(ctx, position.text);
		return -EINVAL;
	}
	r = toolkit_from_json(out, json, ctx, &problem);
	if (r == -EINVAL)
		*error = talloc_asprintf(ctx, "%s: %s", path, problem);
	json_decref(json);
	return r;
}
