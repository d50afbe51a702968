/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/toolkit_application.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/ctlv.h"
#include "uicc/bip.h"
#include "uicc/events.h"
#include "uicc/uicc.h"

enum { TEXT_MAX = 255, ITEMS_MAX = 255 };

uint16_t toolkit_reply(int n, const uint8_t *reply, struct buf *out)
{
	if (n == -EBUSY)
		return SW_TOOLKIT_BUSY;
	if (n < 0 || n > SOFTEUICC_REPLY_MAX)
		return SW_TECHNICAL_PROBLEM;
	buf_put(out, reply, (size_t)n);
	return SW_OK;
}

struct softeuicc_toolkit *toolkit_application_of(const struct toolkit *t, const uint8_t *tar)
{
	for (struct softeuicc_toolkit *a = t->applications; a; a = a->next)
		for (size_t i = 0; i < a->d.tar_count; i++)
			if (memcmp(a->d.tars + TAR_BYTES * i, tar, TAR_BYTES) == 0)
				return a;
	return NULL;
}

/* ---- the menu of all applications ---- */

/* 8.9: an entry has an identifier, here its place in the whole menu, and its text. */
static bool put_item(struct buf *b, uint8_t identifier, const char *text)
{
	uint8_t item[1 + TEXT_MAX] = {identifier};
	int n = softeuicc_toolkit_alpha(text, item + 1, TEXT_MAX);

	if (n >= 0)
		ctlv_put(b, OBJECT_ITEM, true, slice_of(item, 1 + (size_t)n));
	return n >= 0;
}

static bool put_title(struct buf *b, const char *text)
{
	uint8_t title[TEXT_MAX];
	int n = softeuicc_toolkit_alpha(text, title, sizeof(title));

	if (n >= 0)
		ctlv_put(b, OBJECT_ALPHA_IDENTIFIER, true, slice_of(title, (size_t)n));
	return n >= 0;
}

/* The title, and the entries of all applications; *@b stays empty where there are none. */
static bool put_menu(struct buf *b, const struct softeuicc_toolkit *applications)
{
	uint8_t identifier = 0;
	bool ok = true;

	for (const struct softeuicc_toolkit *a = applications; a; a = a->next) {
		if (a->item_count && b->n == 0)
			ok = put_title(b, a->d.name);
		for (size_t i = 0; ok && i < a->item_count && identifier < ITEMS_MAX; i++)
			ok = put_item(b, ++identifier, a->d.items[i]);
	}
	return ok;
}

/* SET UP MENU, 6.6.7. A menu that the terminal has, of applications that are gone, is removed by
 * one of a single entry without contents (6.4.8). */
static int set_up_menu(struct softeuicc *card)
{
	static const uint8_t none[] = {0x80 | OBJECT_ALPHA_IDENTIFIER, 0, 0x80 | OBJECT_ITEM, 0};
	struct softeuicc_command c = {.type = PROACTIVE_SET_UP_MENU};
	struct toolkit *t = &card->uicc->toolkit;
	struct buf b = buf_new(card->uicc);
	bool ok = put_menu(&b, t->applications), any = b.n > 0;
	int r = 0;

	if (!any && t->menu)
		buf_put(&b, none, sizeof(none));
	c.objects = toolkit_bytes(buf_slice(&b));
	if (!buf_ok(&b))
		r = -ENOMEM;
	else if (b.n > 0)
		r = ok ? toolkit_queue(card, NULL, &c) : -EINVAL;
	if (r == 0)
		t->menu = any;
	buf_reset(&b);
	return r;
}

uint16_t toolkit_menu_selection(struct softeuicc *card, struct slice objects, struct buf *out)
{
	struct ctlv item, help;
	size_t index;

	(void)out;
	if (ctlv_find(objects, OBJECT_ITEM_IDENTIFIER, &item) != 1 || item.value.n != 1 ||
	    item.value.p[0] == 0)
		return SW_WRONG_DATA;
	index = item.value.p[0] - 1u;
	for (struct softeuicc_toolkit *a = card->uicc->toolkit.applications; a; a = a->next) {
		if (index < a->item_count) {
			if (a->d.menu)
				a->d.menu(a->d.arg, index,
					  ctlv_find(objects, OBJECT_HELP_REQUEST, &help) == 1);
			return SW_OK;
		}
		index -= a->item_count;
	}
	return SW_OK;
}

/* ---- registration ---- */

/* A terminal that cannot do a part of it is served with the rest. */
static void set_up(struct softeuicc *card)
{
	int events = events_update(card), menu = set_up_menu(card);

	if ((events < 0 && events != -ENOTSUP && events != -ENOTCONN) ||
	    (menu < 0 && menu != -ENOTSUP && menu != -ENOTCONN))
		card_log(card, "the toolkit's menu or events cannot be set up");
}

void toolkit_applications_begin(struct softeuicc *card)
{
	set_up(card);
	for (struct softeuicc_toolkit *a = card->uicc->toolkit.applications; a; a = a->next)
		if (a->d.profile)
			a->d.profile(a->d.arg);
}

static bool copy_definition(struct softeuicc_toolkit *a)
{
	const char *const *items = a->d.items;
	const char **copies;

	a->d.name = talloc_strdup(a, a->d.name ? a->d.name : "");
	a->d.tars = talloc_memdup(a, a->d.tars, TAR_BYTES * a->d.tar_count);
	while (items && items[a->item_count])
		a->item_count++;
	copies = talloc_array(a, const char *, a->item_count + 1);
	if (!a->d.name || (a->d.tar_count && !a->d.tars) || !copies)
		return false;
	for (size_t i = 0; i < a->item_count; i++) {
		copies[i] = talloc_strdup(copies, items[i]);
		if (!copies[i])
			return false;
	}
	a->d.items = copies;
	return true;
}

/* Whether names and entries can be shown, and can be told apart by a byte. */
static bool texts_fit(const struct softeuicc_toolkit *a)
{
	uint8_t text[TEXT_MAX];

	if (a->item_count > ITEMS_MAX || softeuicc_toolkit_alpha(a->d.name, text, TEXT_MAX) < 0)
		return false;
	for (size_t i = 0; i < a->item_count; i++)
		if (softeuicc_toolkit_alpha(a->d.items[i], text, TEXT_MAX) < 0)
			return false;
	return true;
}

int softeuicc_toolkit_register(struct softeuicc *card,
			       const struct softeuicc_toolkit_definition *definition,
			       struct softeuicc_toolkit **out)
{
	struct softeuicc_toolkit **end = &card->uicc->toolkit.applications, *a;

	for (size_t i = 0; i < definition->tar_count; i++)
		if (toolkit_application_of(&card->uicc->toolkit, definition->tars + TAR_BYTES * i))
			return -EEXIST;
	a = talloc_zero(card->uicc, struct softeuicc_toolkit);
	if (!a)
		return -ENOMEM;
	a->card = card;
	a->d = *definition;
	if (!copy_definition(a)) {
		talloc_free(a);
		return -ENOMEM;
	}
	if (!texts_fit(a)) {
		talloc_free(a);
		return -EINVAL;
	}
	while (*end)
		end = &(*end)->next;
	*end = a;
	*out = a;
	if (card->uicc->toolkit.profile.p)
		set_up(card);
	return 0;
}

void softeuicc_toolkit_unregister(struct softeuicc_toolkit *application)
{
	struct softeuicc *card = application->card;
	struct toolkit *t = &card->uicc->toolkit;
	struct softeuicc_toolkit **at = &t->applications;

	while (*at != application)
		at = &(*at)->next;
	*at = application->next;
	toolkit_disown(card, application);
	bip_disown(t, application);
	for (size_t i = 0; i < TIMER_COUNT; i++)
		if (t->timers[i] == application)
			t->timers[i] = NULL;
	talloc_free(application);
	if (t->profile.p)
		set_up(card);
}

static bool is_common(const struct softeuicc_command *c)
{
	return c->type == PROACTIVE_SET_UP_MENU || c->type == PROACTIVE_SET_UP_EVENT_LIST;
}

int softeuicc_toolkit_check(const struct softeuicc_command *command)
{
	return is_common(command) ? -EPERM : toolkit_check(command);
}

int softeuicc_toolkit_issue(struct softeuicc_toolkit *application,
			    const struct softeuicc_command *command)
{
	if (is_common(command))
		return -EPERM;
	return toolkit_queue(application->card, application, command);
}

/* ---- help for applications ---- */

enum softeuicc_result_class softeuicc_result_class(uint8_t result)
{
	uint8_t class = result & 0xF0;

	return class < SOFTEUICC_RESULT_PERMANENT ? (enum softeuicc_result_class) class
						  : SOFTEUICC_RESULT_PERMANENT;
}

int softeuicc_object(struct softeuicc_bytes objects, uint16_t tag, struct softeuicc_bytes *value)
{
	struct ctlv t;

	if (ctlv_find(toolkit_slice(objects), tag, &t) != 1)
		return 0;
	*value = toolkit_bytes(t.value);
	return 1;
}

int softeuicc_toolkit_command_type(const char *name)
{
	const struct proactive_command *c = proactive_named(name);

	return c ? c->type : -ENOENT;
}

int softeuicc_toolkit_object_tag(const char *name)
{
	uint16_t tag = proactive_object_named(name);

	return tag ? tag : -ENOENT;
}

int softeuicc_toolkit_event(const char *name)
{
	return events_named(name);
}
