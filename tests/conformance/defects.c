/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "defects.h"

#include <stdint.h>
#include <string.h>

#include "apdu/channel.h"
#include "codec/tlv.h"
#include "codec/utf8.h"
#include "ecasd/ecasd.h"
#include "gp/scp03t.h"
#include "isdp/installer.h"
#include "isdr/es10.h"
#include "isdr/euicc_info.h"
#include "isdr/profile_switch.h"
#include "isdr/rat.h"
#include "isdr/session.h"
#include "store/notification_store.h"
#include "store/profile_store.h"
#include "card.h"
#include "uicc/access_rules.h"
#include "uicc/memory.h"
#include "uicc/refresh.h"
#include "uicc/toolkit.h"

enum defect defect = NO_DEFECT;

/* A function of the card, and what stands in its place: the linker gives both their names. */
#define WRAPPED(result, name, ...)                                                                 \
	result __real_##name(__VA_ARGS__);                                                         \
	result __wrap_##name(__VA_ARGS__);                                                         \
	result __wrap_##name(__VA_ARGS__)

/* ---- what is taken ---- */

WRAPPED(int, ec_verify, struct crypto *c, const struct ec_key *k, const struct slice *parts,
	size_t n, struct slice signature)
{
	return defect == ANY_SIGNATURE ? 0 : __real_ec_verify(c, k, parts, n, signature);
}

WRAPPED(int, certificate_verify, struct crypto *c, const struct certificate *cert,
	const struct certificate *issuer, enum certificate_role role, int64_t now)
{
	return defect == ANY_CERTIFICATE ? 0
					 : __real_certificate_verify(c, cert, issuer, role, now);
}

WRAPPED(const struct identity *, ecasd_find_verifying, const struct ecasd *e,
	struct slice ci_key_id)
{
	return defect == ANY_SERVER_CI ? ecasd_find(e, ci_key_id)
				       : __real_ecasd_find_verifying(e, ci_key_id);
}

WRAPPED(bool, session_is, const struct softeuicc *card, struct slice transaction_id)
{
	return defect == ANY_TRANSACTION ? session_at_least(card, RSP_AUTHENTICATED) != NULL
					 : __real_session_is(card, transaction_id);
}

WRAPPED(long, utf8_length, struct slice s)
{
	return defect == ANY_TEXT ? (long)s.n : __real_utf8_length(s);
}

WRAPPED(bool, access_granted, const struct uicc_content *c, const struct file *f,
	enum access_mode mode, const struct apdu *a)
{
	return defect == ANY_ACCESS || __real_access_granted(c, f, mode, a);
}

WRAPPED(bool, rat_allows, const struct softeuicc *card, const struct metadata *m)
{
	return defect == ANY_RULE || __real_rat_allows(card, m);
}

WRAPPED(bool, installer_has_test_keys, const struct installer *in)
{
	return defect == ANY_TEST_KEY || __real_installer_has_test_keys(in);
}

WRAPPED(int, profile_store_by_iccid, struct store *s, struct slice iccid, void *ctx,
	struct profile *out)
{
	return defect == ICCIDS_REPEAT ? 0 : __real_profile_store_by_iccid(s, iccid, ctx, out);
}

WRAPPED(uint64_t, memory_free, const struct softeuicc *card)
{
	return defect == MEMORY_HAS_NO_END ? UINT32_MAX : __real_memory_free(card);
}

WRAPPED(uint16_t, es10b_load_crl, struct softeuicc *card, const struct tlv *request,
	struct buf *out)
{
	size_t mark;

	if (defect != CRLS_ARE_LOADED)
		return __real_es10b_load_crl(card, request, out);
	mark = tlv_open(out, request->tag);
	tlv_put(out, 0xA0, slice_of(NULL, 0));
	tlv_close(out, mark);
	return SW_OK;
}

/* ---- what does not happen ---- */

WRAPPED(void, channels_reset, struct softeuicc *card)
{
	if (defect != RESET_CHANGES_NOTHING)
		__real_channels_reset(card);
}

WRAPPED(bool, metadata_has_rule, const struct metadata *m, enum policy_rule rule)
{
	return defect != RULES_DO_NOT_BIND && __real_metadata_has_rule(m, rule);
}

WRAPPED(void, scp03t_replace, struct scp03t *s, const uint8_t chaining[16], const uint8_t enc[16],
	const uint8_t mac[16])
{
	if (defect != KEYS_ARE_NOT_REPLACED)
		__real_scp03t_replace(s, chaining, enc, mac);
}

/* A session that does not end still needs its key. */
WRAPPED(void, session_forget_key, struct softeuicc *card)
{
	if (defect != KEYS_ARE_KEPT && defect != SESSIONS_DO_NOT_END)
		__real_session_forget_key(card);
}

WRAPPED(void, session_end, struct softeuicc *card)
{
	if (defect != SESSIONS_DO_NOT_END)
		__real_session_end(card);
}

/* There is always a session: its challenge serves again. */
WRAPPED(int, session_begin, struct softeuicc *card)
{
	return defect == ONE_CHALLENGE && card->isdr->session ? 0 : __real_session_begin(card);
}

WRAPPED(int, profile_store_add, struct store *s, struct profile *p)
{
	if (defect == SERVER_DATA_IS_LOST)
		p->dp_data = slice_of(NULL, 0);
	if (defect == PROFILES_BEGIN_ENABLED)
		p->state = PROFILE_ENABLED;
	return __real_profile_store_add(s, p);
}

WRAPPED(int, profile_switch_back, struct softeuicc *card, int64_t *to)
{
	*to = NO_PROFILE;
	return defect == NOTHING_TO_RETURN_TO ? 0 : __real_profile_switch_back(card, to);
}

WRAPPED(int, toolkit_refresh, struct softeuicc *card, enum refresh_mode mode,
	void (*done)(struct softeuicc *card, bool success))
{
	return defect == NO_REFRESH ? 0 : __real_toolkit_refresh(card, mode, done);
}

WRAPPED(int, profile_store_delete, struct store *s, int64_t id)
{
	return defect == NOTHING_IS_DELETED ? 0 : __real_profile_store_delete(s, id);
}

WRAPPED(int, profile_store_set_nickname, struct store *s, int64_t id, struct slice nickname)
{
	return defect == NO_NICKNAME_IS_KEPT ? 0
					     : __real_profile_store_set_nickname(s, id, nickname);
}

WRAPPED(int, notification_store_remove, struct store *s, int64_t sequence)
{
	return defect == NO_NOTIFICATION_IS_REMOVED ? 0
						    : __real_notification_store_remove(s, sequence);
}

WRAPPED(int, store_set, struct store *s, const char *key, struct slice value)
{
	return defect == NO_ADDRESS_IS_KEPT && !strcmp(key, "default_dp_address")
		       ? 0
		       : __real_store_set(s, key, value);
}

/* ---- what is told ---- */

WRAPPED(int, profile_store_next, struct store *s, int64_t after, void *ctx, struct profile *out)
{
	return defect == NO_PROFILE_IS_LISTED ? 0 : __real_profile_store_next(s, after, ctx, out);
}

WRAPPED(int, notification_store_next, struct store *s, int64_t after, void *ctx,
	struct notification *out)
{
	return defect == NO_NOTIFICATION_IS_LISTED
		       ? 0
		       : __real_notification_store_next(s, after, ctx, out);
}

WRAPPED(int, notification_store_get, struct store *s, int64_t sequence, void *ctx,
	struct notification *out)
{
	return defect == NO_NOTIFICATION_IS_FOUND
		       ? 0
		       : __real_notification_store_get(s, sequence, ctx, out);
}

WRAPPED(void, rat_put, const struct softeuicc *card, struct buf *out)
{
	if (defect != NO_RULES_ARE_TOLD)
		__real_rat_put(card, out);
}

WRAPPED(void, euicc_info2, const struct softeuicc *card, struct buf *out)
{
	if (defect != NO_VERSION_IS_TOLD)
		__real_euicc_info2(card, out);
}

WRAPPED(uint16_t, es10c_get_eid, struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	uint16_t sw = __real_es10c_get_eid(card, request, out);

	if (defect == ANOTHER_EID && out->n)
		out->p[out->n - 1] ^= 0x01;
	return sw;
}
