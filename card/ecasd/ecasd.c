/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ecasd/ecasd.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/tlv.h"
#include "gp/get_status.h"

static const uint8_t ecasd_aid[] = {0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF,
				    0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x02, 0x00};

/* ---- loading ---- */

/* 1 where there is one, 0 where not, negative errno. */
static int load_eid(struct softeuicc *card, struct ecasd *e)
{
	struct slice eid;
	int r = store_get(card->store, "eid", e, &eid);

	if (r <= 0)
		return r;
	if (eid.n != EID_BYTES)
		return -EBADMSG;
	memcpy(e->eid, eid.p, EID_BYTES);
	return 1;
}

/* True where the setting, a list of CI key identifiers, has that of @i, or is not there. */
static bool listed(const struct softeuicc *card, enum setting_id id, const struct identity *i)
{
	struct slice rest = card->settings->value[id];
	struct tlv key_id;

	if (!setting_present(card->settings, id))
		return true;
	while (tlv_next(&rest, &key_id) == 1)
		if (slice_eq(key_id.value, i->ci_key_id))
			return true;
	return false;
}

static int load_row(struct softeuicc *card, struct ecasd *e, sqlite3_stmt *q, struct identity *i)
{
	int64_t curve = sqlite3_column_int64(q, 0);
	int r;

	if (curve < 0 || curve >= CURVE_COUNT)
		return -EBADMSG;
	i->curve = (enum curve)curve;
	i->ci_key_id = slice_dup(e, store_blob(q, 1));
	i->verifies = listed(card, SETTING_CI_VERIFICATION, i);
	i->signs = listed(card, SETTING_CI_SIGNING, i);
	i->eum_certificate = slice_dup(e, store_blob(q, 3));
	i->euicc_certificate = slice_dup(e, store_blob(q, 4));
	if (!i->ci_key_id.p || !i->eum_certificate.p || !i->euicc_certificate.p)
		return -ENOMEM;
	r = certificate_parse(card->crypto, store_blob(q, 2), e, &i->ci);
	if (r == 0)
		r = ec_key_from_private_der(card->crypto, store_blob(q, 5), e, &i->key);
	if (r < 0)
		return r;
	return ec_key_curve(i->key) == i->curve ? 0 : -EBADMSG;
}

static int load_identities(struct softeuicc *card, struct ecasd *e)
{
	sqlite3_stmt *q = store_query(card->store,
				      "SELECT curve, ci_key_id, ci_certificate, eum_certificate, "
				      "euicc_certificate, euicc_key FROM identity "
				      "ORDER BY priority, ci_key_id",
				      "");
	int r;

	while ((r = store_step(card->store, q)) == 1) {
		struct identity *grown =
			talloc_realloc(e, e->identities, struct identity, e->identity_count + 1);

		r = -ENOMEM;
		if (grown) {
			e->identities = grown;
			grown[e->identity_count] = (struct identity){0};
			r = load_row(card, e, q, &grown[e->identity_count]);
		}
		if (r < 0)
			break;
		e->identity_count++;
	}
	if (r < 0)
		store_done(q);
	return r;
}

int ecasd_load(struct softeuicc *card)
{
	struct ecasd *e = talloc_zero(card, struct ecasd);
	int has_eid, r;

	if (!e)
		return -ENOMEM;
	has_eid = load_eid(card, e);
	r = has_eid < 0 ? has_eid : load_identities(card, e);
	/* A plain UICC has neither. */
	if (r == 0 && !has_eid && e->identity_count)
		r = -EBADMSG;
	if (r < 0 || !has_eid) {
		talloc_free(e);
		return r;
	}
	card->ecasd = e;
	return 0;
}

const struct identity *ecasd_find(const struct ecasd *e, struct slice ci_key_id)
{
	for (size_t i = 0; i < e->identity_count; i++)
		if (e->identities[i].signs && slice_eq(e->identities[i].ci_key_id, ci_key_id))
			return &e->identities[i];
	return NULL;
}

const struct identity *ecasd_find_verifying(const struct ecasd *e, struct slice ci_key_id)
{
	for (size_t i = 0; i < e->identity_count; i++)
		if (e->identities[i].verifies && slice_eq(e->identities[i].ci_key_id, ci_key_id))
			return &e->identities[i];
	return NULL;
}

/* ---- the application ---- */

/* GET DATA '5A': the EID. */
static uint16_t get_data(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			 struct buf *out)
{
	(void)ch;
	if (a->p1 != 0x00 || a->p2 != 0x5A)
		return SW_REFERENCE_NOT_FOUND;
	tlv_put(out, 0x5A, slice_of(card->ecasd->eid, EID_BYTES));
	return SW_OK;
}

static const struct command commands[] = {
	{0xCA, CLA_ANY, CMD_NO_DATA, get_data},
	{0xF2, 0x80, 0, gp_get_status},
};

static struct slice ecasd_aid_at(const struct softeuicc *card, size_t index)
{
	return index == 0 && card_is_euicc(card) ? slice_of(ecasd_aid, sizeof(ecasd_aid))
						 : slice_of(NULL, 0);
}

static uint16_t ecasd_select(struct softeuicc *card, struct channel *ch, size_t index, uint8_t p2,
			     struct buf *out)
{
	size_t fci, proprietary;

	(void)card;
	(void)ch;
	(void)index;
	if ((p2 & 0x0C) == 0x0C) /* TS 102 221 11.1.1: no data wanted */
		return SW_OK;
	fci = tlv_open(out, 0x6F);
	tlv_put(out, 0x84, slice_of(ecasd_aid, sizeof(ecasd_aid)));
	proprietary = tlv_open(out, 0xA5);
	tlv_put_u8(out, 0x9F65, 0xFF);
	tlv_close(out, proprietary);
	tlv_close(out, fci);
	return SW_OK;
}

const struct application ecasd_application = {
	.name = "ECASD",
	.commands = commands,
	.command_count = sizeof(commands) / sizeof(commands[0]),
	.aid = ecasd_aid_at,
	.select = ecasd_select,
};
