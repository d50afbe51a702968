/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10b.LoadBoundProfilePackage (SGP.22 5.7.6): what comes of a bound profile package: a new
 * profile, or none; in both cases a signed ProfileInstallationResult. */
#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "isdr/es10.h"
#include "isdr/installation.h"
#include "isdr/notifications.h"
#include "isdr/rat.h"
#include "isdr/session.h"
#include "store/profile_store.h"
#include "uicc/memory.h"

/* AIDs of ISD-Ps: the number is the middle of the TAR, from 0010 on (SGP.02 annex H). */
enum { ISDP_AID_BYTES = 16, ISDP_NUMBER_AT = 13, ISDP_FIRST = 0x0010, ISDP_LAST = 0xFFFF };

static const uint8_t isdp_aid_base[ISDP_AID_BYTES] = {0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
						      0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89,
						      0x00, 0x00, 0x00, 0x00};

/* ---- may it be installed? ---- */

/* 1 where an operational profile is installed, 0 where none is, negative errno. */
static int has_operational_profile(struct softeuicc *card)
{
	struct profile p = {0};
	struct metadata m;
	int r;

	while ((r = profile_store_next(card->store, p.id, card->pool, &p)) == 1)
		if (metadata_parse(p.metadata, &m) < 0 || m.class == CLASS_OPERATIONAL)
			return 1;
	return r;
}

/* A card before v3 passes over what it does not know; one of v3 says that it does not. */
static enum bpp_reason check_v3(const struct softeuicc *card, struct slice value,
				const struct metadata *m)
{
	if (!settings_v3(card->settings))
		return BPP_OK;
	if (metadata_has_unknown(value))
		return BPP_UNKNOWN_TLV_IN_METADATA;
	if (tlv_present(&m->field[METADATA_ENTERPRISE]) &&
	    !settings_can(card->settings, RSP_ENTERPRISE_PROFILES))
		return BPP_ENTERPRISE_NOT_SUPPORTED;
	if (tlv_present(&m->field[METADATA_LPR]) && !settings_can(card->settings, RSP_LPA_PROXY))
		return BPP_LPR_NOT_SUPPORTED;
	return BPP_OK;
}

/* The checks of ES8+.StoreMetadata (SGP.22 5.5.3) that depend on what is on the card. */
static enum bpp_reason admit(void *arg, struct slice value, const struct metadata *m)
{
	struct softeuicc *card = arg;
	enum bpp_reason reason = check_v3(card, value, m);
	struct profile other;
	int r;

	if (reason != BPP_OK)
		return reason;
	if (m->class == CLASS_TEST && !settings_can(card->settings, RSP_TEST_PROFILE))
		return BPP_UNSUPPORTED_PROFILE_CLASS;
	r = profile_store_by_iccid(card->store, m->field[METADATA_ICCID].value, card->pool, &other);
	if (r != 0)
		return r < 0 ? BPP_UNKNOWN_ERROR : BPP_ICCID_EXISTS;
	if (!rat_allows(card, m))
		return BPP_PPR_NOT_ALLOWED;
	/* A profile that cannot be disabled must be the only operational one. */
	if (metadata_has_rule(m, PPR1)) {
		r = has_operational_profile(card);
		if (r != 0)
			return r < 0 ? BPP_UNKNOWN_ERROR : BPP_PPR_NOT_ALLOWED;
	}
	return BPP_OK;
}

/* ---- saving ---- */

/* The lowest free ISD-P AID. Returns 0, -ENOSPC, or another negative errno. */
static int choose_aid(struct softeuicc *card, uint8_t aid[ISDP_AID_BYTES])
{
	struct profile other;
	int r;

	memcpy(aid, isdp_aid_base, ISDP_AID_BYTES);
	for (unsigned n = ISDP_FIRST; n <= ISDP_LAST; n++) {
		aid[ISDP_NUMBER_AT] = (uint8_t)(n >> 8);
		aid[ISDP_NUMBER_AT + 1] = (uint8_t)n;
		r = profile_store_by_aid(card->store, slice_of(aid, ISDP_AID_BYTES), card->pool,
					 &other);
		if (r <= 0)
			return r;
	}
	return -ENOSPC;
}

/* Within one transaction: the profile with its files, the installation result, and notifications
 * to whoever else wants to know of installations. */
static int save(struct softeuicc *card, struct profile *p, struct buf *out)
{
	const struct rsp_session *s = card->isdr->session;
	struct installer *in = bpp_installer(s->bpp);
	struct installation i = installation_of(s);
	int r;

	i.aid = p->isdp_aid;
	r = profile_store_add(card->store, p);
	if (r == 0)
		r = installer_save(in, card->store, p->id);
	if (r == 0)
		r = installation_result(card, &i, out);
	if (r == 0)
		r = notifications_add(card, p, EVENT_INSTALL, s->server_address);
	return r;
}

static int install(struct softeuicc *card, struct buf *out)
{
	const struct rsp_session *s = card->isdr->session;
	struct installer *in = bpp_installer(s->bpp);
	uint8_t aid[ISDP_AID_BYTES];
	struct profile p = {
		.iccid = installer_iccid(in),
		.isdp_aid = slice_of(aid, sizeof(aid)),
		.state = PROFILE_DISABLED,
		.metadata = bpp_metadata_value(s->bpp),
		.dp_data = bpp_dp_data(s->bpp),
		.smdp_oid = s->dp_oid,
		.ci_key_id = s->identity->ci_key_id,
		.size = (int64_t)installer_size(in),
	};
	int r = choose_aid(card, aid);

	return r < 0 ? r : save(card, &p, out);
}

static uint16_t fail(struct softeuicc *card, enum bpp_reason reason, struct buf *out)
{
	struct installation i = installation_of(card->isdr->session);

	i.reason = reason;
	return installation_result(card, &i, out) < 0 ? SW_MEMORY_PROBLEM : SW_OK;
}

static uint16_t complete(struct softeuicc *card, struct buf *out)
{
	int r = install(card, out);

	if (r == 0 && buf_ok(out)) {
		session_forget_key(card);
		return SW_OK;
	}
	/* Nothing of it has happened, but the result that says so. */
	store_rollback(card->store);
	buf_reset(out);
	return fail(card, r == -ENOSPC ? BPP_INSUFFICIENT_MEMORY : BPP_UNKNOWN_ERROR, out);
}

/* ---- the stream ---- */

static enum bpp_reason fault(void *arg, const char *function)
{
	return (enum bpp_reason)card_fault(arg, function);
}

static int begin(struct softeuicc *card, struct channel *ch)
{
	struct rsp_session *s = card->isdr->session;
	struct bpp_terms terms = {
		.transaction_id = s->transaction_id,
		.signer = certificate_key(s->dp_pb),
		.one_time_key = s->one_time_key,
		.eid = slice_of(card->ecasd->eid, EID_BYTES),
		.memory = memory_free(card),
		.admit = admit,
		.fault = fault,
		.arg = card,
	};

	session_abandon_load(card);
	s->noted = BPP_INITIALISE_SECURE_CHANNEL;
	s->bpp = bpp_new(s, card->crypto, &terms);
	s->loader = ch->number;
	return s->bpp ? 0 : -ENOMEM;
}

/* From the secure channel on, every package comes to a result, also one that a loss of power ends:
 * how far it has come is kept in the image. */
static uint16_t note_progress(struct softeuicc *card)
{
	struct rsp_session *s = card->isdr->session;
	struct installation i;

	if (bpp_command(s->bpp) == s->noted)
		return SW_OK;
	i = installation_of(s);
	if (installation_note(card, &i) < 0)
		return SW_MEMORY_PROBLEM;
	s->noted = i.command;
	return SW_OK;
}

uint16_t es10b_load_bound_profile_package(struct softeuicc *card, struct channel *ch, bool begins,
					  struct slice bytes, struct buf *out)
{
	struct rsp_session *s = session_at_least(card, RSP_PREPARED);
	enum bpp_progress progress;
	uint16_t sw;

	if (!s || (!begins && !(s->bpp && s->loader == ch->number)))
		return SW_CONDITIONS;
	if (begins && begin(card, ch) < 0)
		return SW_TECHNICAL_PROBLEM;
	progress = bpp_push(s->bpp, bytes);
	if (progress == BPP_MORE)
		return note_progress(card);
	if (progress == BPP_COMPLETE)
		sw = complete(card, out);
	else
		sw = fail(card, bpp_reason(s->bpp), out);
	session_end(card);
	return sw;
}
