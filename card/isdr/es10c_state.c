/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10c: EnableProfile, DisableProfile, DeleteProfile, eUICCMemoryReset
 * (SGP.22 5.7.16 to 5.7.19). */
#include <errno.h>

#include "card.h"
#include "isdp/metadata.h"
#include "isdr/es10.h"
#include "isdr/notifications.h"
#include "isdr/profile_switch.h"
#include "uicc/refresh.h"
#include "uicc/uicc.h"

/* EnableResult, DisableResult, DeleteResult */
enum {
	PROFILE_NOT_FOUND = 1,
	WRONG_STATE = 2, /* profileNotInDisabledState, profileNotInEnabledState */
	DISALLOWED_BY_POLICY = 3,
	WRONG_REENABLING = 4, /* of EnableResult */
	CAT_BUSY = 5,
	COMMAND_ERROR = 7, /* from v3 on */
};

/* ---- profile identifiers and policy rules ---- */

/* @choice: '4F' or '5A'. 1 and *@out when found, 0 when not, negative errno. */
static int find_profile(struct softeuicc *card, const struct tlv *choice, struct profile *out)
{
	return choice->tag == 0x4F
		       ? profile_store_by_aid(card->store, choice->value, card->pool, out)
		       : profile_store_by_iccid(card->store, choice->value, card->pool, out);
}

static int parse_identifier(struct slice value, struct tlv *choice)
{
	if (tlv_only(value, 0x4F, choice) == 0)
		return choice->value.n >= 1 && choice->value.n <= 16 ? 0 : -EBADMSG;
	if (tlv_only(value, 0x5A, choice) == 0)
		return choice->value.n == ICCID_BYTES ? 0 : -EBADMSG;
	return -EBADMSG;
}

static bool has_rule(const struct profile *p, enum policy_rule rule)
{
	struct metadata m;

	/* Metadata that cannot be read gives no permission. */
	return metadata_parse(p->metadata, &m) < 0 || metadata_has_rule(&m, rule);
}

/* PPR1 keeps an operational profile from taking the place of another. Not the provisioning profile,
 * which the LPA falls back to (SGP.22 2.4.5.2), and not a test profile (SGP.21 TPRO8). */
static bool kept_by_policy(const struct profile *enabled, const struct profile *target)
{
	struct metadata m;

	return enabled->id && has_rule(enabled, PPR1) &&
	       (metadata_parse(target->metadata, &m) < 0 || m.class == CLASS_OPERATIONAL);
}

/* A test profile gives way to another, or to the operational profile that it took the place of:
 * otherwise it would be a way around that one's PPR1. 1, 0, or negative errno. */
static int wrong_reenabling(struct softeuicc *card, const struct profile *target)
{
	int64_t back;
	int r = profile_switch_back(card, &back);

	if (r < 0 || back == NO_PROFILE)
		return r;
	return target->id != back && !metadata_has_class(target->metadata, CLASS_TEST);
}

/* While a proactive command is in progress, or a former switch awaits its REFRESH, the terminal
 * cannot be taken to another profile. */
static bool cat_busy(const struct softeuicc *card)
{
	return profile_switch_pending(card) || toolkit_busy(&card->uicc->toolkit);
}

/* ---- EnableProfile, DisableProfile ---- */

struct switch_request {
	struct tlv identifier;
	bool refresh;
	bool has_port; /* for an eUICC that has several profiles enabled at a time */
};

static int parse_switch(struct slice value, struct switch_request *q)
{
	static const struct tlv_field fields[] = {
		{"profileIdentifier", 0xA0, 0, 1, 0},
		{"refreshFlag", 0x81, 0, 1, 1},
		{"targetEsimPort", 0x82, TLV_OPTIONAL, 1, 8},
	};
	struct tlv t[3];

	if (tlv_sequence(value, fields, 3, t, NULL) < 0)
		return -EBADMSG;
	q->refresh = t[1].value.p[0] != 0;
	q->has_port = tlv_present(&t[2]);
	return parse_identifier(t[0].value, &q->identifier);
}

/* Result code of the conditions of 5.7.16. */
static int check_enable(struct softeuicc *card, const struct switch_request *q,
			struct profile *target)
{
	struct profile enabled = {0};
	int r;

	/* There is one eSIM port, which nobody may name. Before v3 that is an extension to ignore.
	 */
	if (q->has_port && settings_v3(card->settings))
		return COMMAND_ERROR;
	r = find_profile(card, &q->identifier, target);
	if (r <= 0)
		return r < 0 ? ES10_UNDEFINED_ERROR : PROFILE_NOT_FOUND;
	if (target->state != PROFILE_DISABLED)
		return WRONG_STATE;
	if (profile_store_enabled(card->store, card->pool, &enabled) < 0)
		return ES10_UNDEFINED_ERROR;
	if (kept_by_policy(&enabled, target))
		return DISALLOWED_BY_POLICY;
	r = wrong_reenabling(card, target);
	if (r != 0)
		return r < 0 ? ES10_UNDEFINED_ERROR : WRONG_REENABLING;
	return cat_busy(card) ? CAT_BUSY : ES10_OK;
}

uint16_t es10c_enable_profile(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	struct switch_request q;
	struct profile target;
	int code;

	if (parse_switch(request->value, &q) < 0)
		return SW_WRONG_DATA;
	code = check_enable(card, &q, &target);
	if (code == ES10_OK && profile_switch(card, target.id, q.refresh) < 0)
		return SW_MEMORY_PROBLEM;
	return es10_result(out, request->tag, code);
}

static int check_disable(struct softeuicc *card, const struct switch_request *q,
			 struct profile *target)
{
	int r = find_profile(card, &q->identifier, target);

	if (r <= 0)
		return r < 0 ? ES10_UNDEFINED_ERROR : PROFILE_NOT_FOUND;
	if (target->state != PROFILE_ENABLED)
		return WRONG_STATE;
	if (has_rule(target, PPR1))
		return DISALLOWED_BY_POLICY;
	return cat_busy(card) ? CAT_BUSY : ES10_OK;
}

/* After a test profile comes the operational one that was enabled before. */
static int leave_profile(struct softeuicc *card, bool refresh)
{
	int64_t back;
	int r = profile_switch_back(card, &back);

	return r < 0 ? r : profile_switch(card, back, refresh);
}

uint16_t es10c_disable_profile(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	struct switch_request q;
	struct profile target;
	int code;

	if (parse_switch(request->value, &q) < 0)
		return SW_WRONG_DATA;
	code = check_disable(card, &q, &target);
	if (code == ES10_OK && leave_profile(card, q.refresh) < 0)
		return SW_MEMORY_PROBLEM;
	return es10_result(out, request->tag, code);
}

/* ---- DeleteProfile ---- */

static int delete_profile(struct softeuicc *card, const struct profile *p)
{
	int r = notifications_add(card, p, EVENT_DELETE, slice_of(NULL, 0));

	return r < 0 ? r : profile_store_delete(card->store, p->id);
}

static int check_delete(struct softeuicc *card, const struct tlv *identifier,
			struct profile *target)
{
	int r = find_profile(card, identifier, target);

	if (r <= 0)
		return r < 0 ? ES10_UNDEFINED_ERROR : PROFILE_NOT_FOUND;
	if (target->state != PROFILE_DISABLED)
		return WRONG_STATE;
	if (has_rule(target, PPR2))
		return DISALLOWED_BY_POLICY;
	/* DeleteResult has no catBusy for a profile that the terminal is about to get. */
	return profile_switch_target(card) == target->id ? ES10_UNDEFINED_ERROR : ES10_OK;
}

uint16_t es10c_delete_profile(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	struct profile target;
	struct tlv identifier;
	int code;

	if (parse_identifier(request->value, &identifier) < 0)
		return SW_WRONG_DATA;
	code = check_delete(card, &identifier, &target);
	if (code == ES10_OK && delete_profile(card, &target) < 0)
		return SW_MEMORY_PROBLEM;
	return es10_result(out, request->tag, code);
}

/* ---- eUICCMemoryReset ---- */

enum {
	NOTHING_TO_DELETE = 1,
	DELETE_OPERATIONAL = 0, /* resetOptions */
	DELETE_FIELD_LOADED_TEST = 1,
	RESET_DEFAULT_DP_ADDRESS = 2,
};

/* Whether the options take this profile. Provisioning profiles survive; the policy rules have no
 * say here (5.7.19). */
static bool reset_takes(const struct profile *p, struct slice options)
{
	struct metadata m;

	if (metadata_parse(p->metadata, &m) < 0 || m.class == CLASS_OPERATIONAL)
		return tlv_bit(options, DELETE_OPERATIONAL);
	return m.class == CLASS_TEST && tlv_bit(options, DELETE_FIELD_LOADED_TEST);
}

struct reset_effect {
	size_t deleted;
	bool enabled_deleted;
};

/* Counts what the options take, and deletes it when @really. */
static int reset_profiles(struct softeuicc *card, struct slice options, bool really,
			  struct reset_effect *effect)
{
	struct profile p = {0};
	int r;

	*effect = (struct reset_effect){0};
	while ((r = profile_store_next(card->store, p.id, card->pool, &p)) == 1) {
		if (!reset_takes(&p, options))
			continue;
		effect->deleted++;
		effect->enabled_deleted |= p.state == PROFILE_ENABLED;
		if (really && delete_profile(card, &p) < 0)
			return -EIO;
	}
	return r;
}

/* 1 where the address was another than its initial one, which it is again; 0 where it was that
 * already; negative errno. */
static int reset_address(struct softeuicc *card, struct slice options)
{
	struct slice initial = card->settings->value[SETTING_DEFAULT_DP_ADDRESS], address;
	int r;

	if (!tlv_bit(options, RESET_DEFAULT_DP_ADDRESS))
		return 0;
	r = store_get(card->store, "default_dp_address", card->pool, &address);
	if (r <= 0 || slice_eq(address, initial))
		return r < 0 ? r : 0;
	r = store_set(card->store, "default_dp_address", initial);
	return r < 0 ? r : 1;
}

/* The deleted profile is out of sight at once; the terminal is told to start afresh. */
static int leave_deleted(struct softeuicc *card)
{
	int r = leave_profile(card, false);

	if (r == 0 && profile_switch_can_refresh(card))
		r = toolkit_refresh(card, REFRESH_UICC_RESET, NULL);
	return r;
}

uint16_t es10c_euicc_memory_reset(struct softeuicc *card, const struct tlv *request,
				  struct buf *out)
{
	static const struct tlv_field fields[] = {{"resetOptions", 0x82, 0, 0, 0}};
	struct reset_effect effect;
	struct tlv options;
	int r;

	if (tlv_sequence(request->value, fields, 1, &options, NULL) < 0 ||
	    !tlv_bits_valid(options.value))
		return SW_WRONG_DATA;
	if (reset_profiles(card, options.value, false, &effect) < 0)
		return SW_MEMORY_PROBLEM;
	if (effect.deleted && cat_busy(card))
		return es10_result(out, request->tag, CAT_BUSY);
	if (reset_profiles(card, options.value, true, &effect) < 0)
		return SW_MEMORY_PROBLEM;
	r = reset_address(card, options.value);
	if (r < 0 || (effect.enabled_deleted && leave_deleted(card) < 0))
		return SW_MEMORY_PROBLEM;
	return es10_result(out, request->tag,
			   effect.deleted || r == 1 ? ES10_OK : NOTHING_TO_DELETE);
}
