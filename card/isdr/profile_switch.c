/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdr/profile_switch.h"

#include <errno.h>

#include "card.h"
#include "isdp/metadata.h"
#include "isdr/notifications.h"
#include "uicc/refresh.h"
#include "uicc/uicc.h"

/* The pending switch is in the image, because a reset performs it, and a terminal may reset the
 * card by taking its power. */
static const char pending_key[] = "profile_switch";

enum { NOTHING_PENDING = -1 };

static int64_t pending(const struct softeuicc *card)
{
	return store_get_number(card->store, pending_key, NOTHING_PENDING);
}

static int set_pending(struct softeuicc *card, int64_t to)
{
	return store_set_number(card->store, pending_key, to);
}

bool profile_switch_pending(const struct softeuicc *card)
{
	return pending(card) != NOTHING_PENDING;
}

int64_t profile_switch_target(const struct softeuicc *card)
{
	int64_t to = pending(card);

	return to == NOTHING_PENDING ? NO_PROFILE : to;
}

int profile_switch_show(struct softeuicc *card, int64_t profile)
{
	int r = uicc_show(card, profile);

	if (r == 0)
		channels_leave_uicc(card);
	return r;
}

static int set_state(struct softeuicc *card, const struct profile *p, enum profile_state state)
{
	static const enum notification_event events[] = {
		[PROFILE_DISABLED] = EVENT_DISABLE,
		[PROFILE_ENABLED] = EVENT_ENABLE,
	};
	int r = profile_store_set_state(card->store, p->id, state);

	return r < 0 ? r : notifications_add(card, p, events[state], slice_of(NULL, 0));
}

/* 1 and *@out when the profile is there, 0 when not, negative errno. */
static int find(struct softeuicc *card, int64_t id, struct profile *out)
{
	int r = id == NO_PROFILE ? 0 : profile_store_next(card->store, id - 1, card->pool, out);

	return r == 1 ? out->id == id : r;
}

/* What the test profiles have taken the place of. */
static const char before_test_key[] = "before_test_profile";

/* One test profile after another leaves the first one's predecessor to return to. */
static int remember(struct softeuicc *card, const struct profile *from,
		    const struct profile *target)
{
	int64_t before = NO_PROFILE;

	if (metadata_has_class(target->metadata, CLASS_TEST)) {
		if (metadata_has_class(from->metadata, CLASS_TEST))
			return 0;
		if (metadata_has_class(from->metadata, CLASS_OPERATIONAL))
			before = from->id;
	}
	return store_set_number(card->store, before_test_key, before);
}

int profile_switch_back(struct softeuicc *card, int64_t *to)
{
	int64_t before = store_get_number(card->store, before_test_key, NO_PROFILE);
	struct profile p;
	int r = find(card, before, &p);

	*to = r == 1 ? before : NO_PROFILE;
	return r < 0 ? r : 0;
}

/* The new states with their notifications, disabled before enabled. */
static int set_states(struct softeuicc *card, int64_t to)
{
	struct profile from = {0}, target = {0};
	int r = find(card, to, &target);

	if (r < 0 || (r == 0 && to != NO_PROFILE))
		return r < 0 ? r : -ENOENT;
	r = profile_store_enabled(card->store, card->pool, &from);
	if (r == 1)
		r = set_state(card, &from, PROFILE_DISABLED);
	if (r == 0)
		r = remember(card, &from, &target);
	return r < 0 || to == NO_PROFILE ? r : set_state(card, &target, PROFILE_ENABLED);
}

int profile_switch_perform(struct softeuicc *card)
{
	int64_t to = pending(card);
	int r;

	if (to == NOTHING_PENDING)
		return 0;
	r = set_pending(card, NOTHING_PENDING);
	return r < 0 ? r : set_states(card, to);
}

/* The terminal has answered REFRESH. What cannot be written now is left for the reset. Returns
 * whether another profile is shown. */
static bool refresh_done(struct softeuicc *card, bool success)
{
	int64_t to = pending(card);
	int r;

	if (to == NOTHING_PENDING)
		return false;
	r = success ? profile_switch_perform(card) : set_pending(card, NOTHING_PENDING);
	if (r < 0) {
		card_log(card, "the profiles' states cannot be written");
		store_rollback(card->store);
		return false;
	}
	if (!success)
		return false;
	if (profile_switch_show(card, to) < 0) {
		card_log(card, "the enabled profile cannot be shown");
		return false;
	}
	return true;
}

static void uicc_reset_done(struct softeuicc *card, bool success)
{
	refresh_done(card, success);
}

/* No reset follows on this one: all logical channels but the basic one are closed, and the card is
 * as after its activation, before it answers (TS 102 223 6.4.7). */
static void state_change_done(struct softeuicc *card, bool success)
{
	if (refresh_done(card, success))
		channels_reset(card);
}

/* Where the terminal knows the mode that is made for it, that one. */
static int refresh_terminal(struct softeuicc *card)
{
	return toolkit_supports_mode(&card->uicc->toolkit, REFRESH_EUICC_PROFILE_STATE_CHANGE)
		       ? toolkit_refresh(card, REFRESH_EUICC_PROFILE_STATE_CHANGE,
					 state_change_done)
		       : toolkit_refresh(card, REFRESH_UICC_RESET, uicc_reset_done);
}

bool profile_switch_can_refresh(const struct softeuicc *card)
{
	return setting_flag(card->settings, SETTING_REFRESH) &&
	       toolkit_supports_refresh(&card->uicc->toolkit);
}

int profile_switch(struct softeuicc *card, int64_t to, bool refresh)
{
	int r;

	if (refresh && profile_switch_can_refresh(card)) {
		r = set_pending(card, to);
		return r < 0 ? r : refresh_terminal(card);
	}
	r = set_states(card, to);
	return r < 0 ? r : profile_switch_show(card, to);
}
