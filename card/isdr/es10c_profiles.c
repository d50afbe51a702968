/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES10c: GetProfilesInfo, SetNickname, GetEID (SGP.22 5.7.15, 5.7.21, 5.7.20). */
#include <errno.h>

#include "card.h"
#include "codec/utf8.h"
#include "ecasd/ecasd.h"
#include "isdp/metadata.h"
#include "isdr/es10.h"
#include "store/profile_store.h"

enum { AID_BYTES_MAX = 16, NICKNAME_CHARACTERS_MAX = 64 };

/* ---- GetProfilesInfo ---- */

enum { INCORRECT_INPUT_VALUES = 1 };

struct info_source {
	const struct profile *profile;
	struct metadata metadata;
};

static void put_iccid(const struct info_source *s, struct buf *out)
{
	tlv_put(out, 0x5A, s->profile->iccid);
}

static void put_aid(const struct info_source *s, struct buf *out)
{
	tlv_put(out, 0x4F, s->profile->isdp_aid);
}

static void put_state(const struct info_source *s, struct buf *out)
{
	tlv_put_integer(out, 0x9F70, s->profile->state);
}

static void put_nickname(const struct info_source *s, struct buf *out)
{
	if (s->profile->nickname.n)
		tlv_put(out, 0x90, s->profile->nickname);
}

/* StoreMetadata may leave out the default, operational; ProfileInfo knows no default. */
static void put_class(const struct info_source *s, struct buf *out)
{
	tlv_put_integer(out, 0x95, s->metadata.class);
}

static void put_size(const struct info_source *s, struct buf *out)
{
	tlv_put_integer(out, 0x9F25, s->profile->size);
}

static void put_dp_data(const struct info_source *s, struct buf *out)
{
	if (s->profile->dp_data.n)
		tlv_put(out, 0xB8, s->profile->dp_data);
}

/* ProfileInfo's components in their order. Without a put function, a component is what
 * StoreMetadata said. */
static const struct info_field {
	uint32_t tag;
	bool by_default; /* sent where the request has no tag list */
	void (*put)(const struct info_source *s, struct buf *out);
	enum metadata_field field;
	enum rsp_capability needs; /* 0: nothing; a card without has no such component */
} info_fields[] = {
	{0x5A, true, put_iccid, 0, 0},
	{0x4F, true, put_aid, 0, 0},
	{0x9F70, true, put_state, 0, 0},
	{0x90, true, put_nickname, 0, 0},
	{0x91, true, NULL, METADATA_SERVICE_PROVIDER, 0},
	{0x92, true, NULL, METADATA_NAME, 0},
	{0x93, true, NULL, METADATA_ICON_TYPE, 0},
	{0x94, true, NULL, METADATA_ICON, 0},
	{0x95, true, put_class, 0, 0},
	{0xB6, false, NULL, METADATA_NOTIFICATIONS, 0},
	{0xB7, false, NULL, METADATA_OWNER, 0},
	{0xB8, false, put_dp_data, 0, 0},
	{0x99, false, NULL, METADATA_POLICY_RULES, 0},
	{0xBF22, false, NULL, METADATA_SERVICE_DATA, RSP_SERVICE_SPECIFIC_DATA},
	{0xBA, false, NULL, METADATA_RPM, RSP_RPM},
	{0x9B, false, NULL, METADATA_HRI_SERVER, RSP_HRI_SERVER_ADDRESS},
	{0xBC, false, NULL, METADATA_LPR, RSP_LPA_PROXY},
	{0xBD, false, NULL, METADATA_ENTERPRISE, RSP_ENTERPRISE_PROFILES},
	{0x9F1F, false, NULL, METADATA_SERVICE_DESCRIPTION, RSP_SERVICE_DESCRIPTION},
	{0xBF20, false, NULL, METADATA_DEVICE_CHANGE, RSP_DEVICE_CHANGE},
	{0x9F25, false, put_size, 0, RSP_PROFILE_SIZE},
};

enum { INFO_FIELDS = sizeof(info_fields) / sizeof(info_fields[0]) };

struct info_request {
	bool wanted[INFO_FIELDS];
	struct tlv criterion; /* '4F', '5A' or '95'; absent: every profile */
};

static bool has_field(const struct softeuicc *card, const struct info_field *f)
{
	return !f->needs || settings_can(card->settings, f->needs);
}

/* Tags that ProfileInfo does not have are passed over. */
static int choose_fields(const struct softeuicc *card, const struct tlv *list,
			 struct info_request *q)
{
	struct slice rest = list->value;
	uint32_t tag;
	int r = 0;

	for (size_t i = 0; i < INFO_FIELDS; i++)
		q->wanted[i] = !tlv_present(list) && info_fields[i].by_default;
	while (tlv_present(list) && (r = tlv_next_tag(&rest, &tag)) == 1)
		for (size_t i = 0; i < INFO_FIELDS; i++)
			if (info_fields[i].tag == tag && has_field(card, &info_fields[i]))
				q->wanted[i] = true;
	return r;
}

static int check_criterion(const struct tlv *c)
{
	switch (c->tag) {
	case 0x4F:
		return c->value.n >= 1 && c->value.n <= AID_BYTES_MAX ? 0 : -EBADMSG;
	case 0x5A:
		return c->value.n == ICCID_BYTES ? 0 : -EBADMSG;
	case 0x95:
		return c->value.n == 1 && c->value.p[0] <= CLASS_OPERATIONAL ? 0 : -EBADMSG;
	default:
		return -EBADMSG;
	}
}

static int parse_info_request(const struct softeuicc *card, struct slice value,
			      struct info_request *q)
{
	static const struct tlv_field fields[] = {
		{"searchCriteria", 0xA0, TLV_OPTIONAL, 0, 0},
		{"tagList", 0x5C, TLV_OPTIONAL, 0, 0},
	};
	struct slice choice;
	struct tlv t[2];

	*q = (struct info_request){0};
	if (tlv_sequence(value, fields, 2, t, NULL) < 0)
		return -EBADMSG;
	choice = t[0].value;
	if (tlv_present(&t[0]) && (tlv_next(&choice, &q->criterion) != 1 || choice.n ||
				   check_criterion(&q->criterion) < 0))
		return -EBADMSG;
	return choose_fields(card, &t[1], q);
}

static bool meets(const struct info_source *s, const struct tlv *c)
{
	if (!tlv_present(c))
		return true;
	if (c->tag == 0x4F)
		return slice_eq(c->value, s->profile->isdp_aid);
	if (c->tag == 0x5A)
		return slice_eq(c->value, s->profile->iccid);
	return c->value.p[0] == s->metadata.class;
}

static void put_info(const struct info_source *s, const struct info_request *q, struct buf *out)
{
	size_t mark = tlv_open(out, 0xE3);

	for (size_t i = 0; i < INFO_FIELDS; i++) {
		if (!q->wanted[i])
			continue;
		if (info_fields[i].put)
			info_fields[i].put(s, out);
		else
			buf_put_slice(out, s->metadata.field[info_fields[i].field].whole);
	}
	tlv_close(out, mark);
}

static int put_profiles(struct softeuicc *card, const struct info_request *q, struct buf *out)
{
	struct profile p = {0};
	struct info_source s = {.profile = &p};
	int r;

	while ((r = profile_store_next(card->store, p.id, card->pool, &p)) == 1) {
		if (metadata_parse(p.metadata, &s.metadata) < 0)
			return -EBADMSG;
		if (meets(&s, &q->criterion))
			put_info(&s, q, out);
	}
	return r;
}

uint16_t es10c_get_profiles_info(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	size_t response = tlv_open(out, request->tag), list;
	struct info_request q;

	if (parse_info_request(card, request->value, &q) < 0) {
		tlv_put_integer(out, 0x81, INCORRECT_INPUT_VALUES);
	} else {
		list = tlv_open(out, 0xA0);
		if (put_profiles(card, &q, out) < 0)
			return SW_MEMORY_PROBLEM;
		tlv_close(out, list);
	}
	tlv_close(out, response);
	return SW_OK;
}

/* ---- SetNickname ---- */

enum { ICCID_NOT_FOUND = 1 };

uint16_t es10c_set_nickname(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	static const struct tlv_field fields[] = {
		{"iccid", 0x5A, 0, ICCID_BYTES, ICCID_BYTES},
		{"profileNickname", 0x90, 0, 0, 0},
	};
	struct profile p;
	struct tlv t[2];
	long characters;
	int r;

	if (tlv_sequence(request->value, fields, 2, t, NULL) < 0)
		return SW_WRONG_DATA;
	r = profile_store_by_iccid(card->store, t[0].value, card->pool, &p);
	if (r == 0)
		return es10_result(out, request->tag, ICCID_NOT_FOUND);
	characters = utf8_length(t[1].value);
	if (characters < 0 || characters > NICKNAME_CHARACTERS_MAX)
		return es10_result(out, request->tag, ES10_UNDEFINED_ERROR);
	if (r == 1)
		r = profile_store_set_nickname(card->store, p.id, t[1].value);
	return r < 0 ? SW_MEMORY_PROBLEM : es10_result(out, request->tag, ES10_OK);
}

/* ---- GetEID ---- */

uint16_t es10c_get_eid(struct softeuicc *card, const struct tlv *request, struct buf *out)
{
	static const struct tlv_field fields[] = {{"tagList", 0x5C, 0, 1, 1}};
	struct tlv list;
	size_t mark;

	if (tlv_sequence(request->value, fields, 1, &list, NULL) < 0 || list.value.p[0] != 0x5A)
		return SW_WRONG_DATA;
	mark = tlv_open(out, request->tag);
	tlv_put(out, 0x5A, slice_of(card->ecasd->eid, EID_BYTES));
	tlv_close(out, mark);
	return SW_OK;
}
