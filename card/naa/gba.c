/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/gba.h"

#include "apdu/apdu.h"
#include "card.h"
#include "codec/tlv.h"
#include "store/uicc_store.h"

enum {
	TAG_NAF_DERIVATION = 0xDB, /* "successful NAF derivation" */
	TAG_NAF_ID = 0x80,
	TAG_B_TID = 0x81,
	UNUSED = 0xFF,
	KDF_FC = 0x01, /* TS 33.220 B.3 */
};

static struct file *ef(const struct gba_place *place, uint16_t fid, enum file_kind kind)
{
	struct file *f = file_child(place->adf, fid);

	f = f && file_is_in_use(f) ? file_target(f) : NULL;
	return f && f->kind == kind && f->content ? f : NULL;
}

bool gba_has_room(const struct gba_place *place)
{
	struct file *f = ef(place, place->parameters, FILE_TRANSPARENT);

	return f && f->size >= 1 + AKA_RAND_BYTES;
}

uint16_t gba_bootstrap(struct softeuicc *card, const struct gba_place *place,
		       const uint8_t rand[AKA_RAND_BYTES], const struct aka_keys *keys)
{
	struct file *f = ef(place, place->parameters, FILE_TRANSPARENT);
	struct gba *gba = &place->aka->gba;

	memcpy(gba->ks, keys->ck, keys->key_length);
	memcpy(gba->ks + keys->key_length, keys->ik, keys->key_length);
	gba->ks_length = (uint8_t)(2 * keys->key_length);
	memcpy(gba->rand, rand, AKA_RAND_BYTES);
	f->content[0] = AKA_RAND_BYTES;
	memcpy(f->content + 1, rand, AKA_RAND_BYTES);
	if (uicc_store_gba(card->store, place->aka) < 0 ||
	    uicc_store_file_content(card->store, f) < 0)
		return SW_MEMORY_PROBLEM;
	return SW_OK;
}

/* Takes what follows its own length off the front of @in. */
static bool take_counted(struct slice *in, struct slice *out)
{
	if (in->n == 0 || in->n - 1 < in->p[0])
		return false;
	*out = slice_sub(*in, 1, in->p[0]);
	*in = slice_sub(*in, 1 + out->n, SIZE_MAX);
	return true;
}

/* ---- the key, TS 33.220 B.2 and B.3 ---- */

static int derive_ks_ext_naf(struct crypto *crypto, const struct gba *gba, struct slice naf_id,
			     struct slice impi, uint8_t out[SHA256_BYTES])
{
	static const uint8_t fc = KDF_FC, label[] = {'g', 'b', 'a', '-', 'm', 'e'};
	const struct slice parameters[] = {
		slice_of(label, sizeof(label)),
		slice_of(gba->rand, sizeof(gba->rand)),
		impi,
		naf_id,
	};
	enum { COUNT = sizeof(parameters) / sizeof(parameters[0]) };
	struct slice parts[1 + 2 * COUNT] = {slice_of(&fc, 1)};
	uint8_t lengths[COUNT][2];

	for (size_t i = 0; i < COUNT; i++) {
		lengths[i][0] = (uint8_t)(parameters[i].n >> 8);
		lengths[i][1] = (uint8_t)parameters[i].n;
		parts[1 + 2 * i] = parameters[i];
		parts[2 + 2 * i] = slice_of(lengths[i], 2);
	}
	return crypto_hmac_sha256(crypto, slice_of(gba->ks, gba->ks_length), parts, 1 + 2 * COUNT,
				  out);
}

/* ---- EF.GBANL ---- */

/* The B-TID that the terminal has left behind RAND in EF.GBABP, empty where there is none. */
static struct slice b_tid_of(const struct gba_place *place)
{
	struct file *f = ef(place, place->parameters, FILE_TRANSPARENT);
	struct slice rest = f ? slice_of(f->content, f->size) : slice_of(NULL, 0), rand, b_tid;

	if (!take_counted(&rest, &rand) || !take_counted(&rest, &b_tid) || b_tid.n == UNUSED)
		return slice_of(NULL, 0);
	return b_tid;
}

static struct slice record_at(const struct file *f, size_t i)
{
	return slice_of(f->content + i * f->record_length, f->record_length);
}

static bool is_of_naf(struct slice record, struct slice naf_id)
{
	struct tlv t;

	return tlv_next(&record, &t) == 1 && t.tag == TAG_NAF_ID && slice_eq(t.value, naf_id);
}

static size_t place_in_order(const struct gba *gba, size_t record)
{
	size_t i = 0;

	while (i < gba->order_count && gba->order[i] != record)
		i++;
	return i;
}

/* The record for @naf_id: the one that it has, a free one, or the one whose use is longest ago. */
static size_t choose_record(const struct file *f, const struct gba *gba, struct slice naf_id)
{
	size_t count = f->size / f->record_length;

	for (size_t i = 0; i < count; i++)
		if (is_of_naf(record_at(f, i), naf_id))
			return i;
	for (size_t i = 0; i < count; i++)
		if (record_at(f, i).p[0] == UNUSED)
			return i;
	for (size_t i = 0; i < count; i++)
		if (place_in_order(gba, i) == gba->order_count)
			return i;
	for (size_t i = gba->order_count; i-- > 0;)
		if (gba->order[i] < count)
			return gba->order[i];
	return 0;
}

static void make_first(struct gba *gba, size_t record)
{
	size_t at = place_in_order(gba, record);

	if (at == GBA_RECORDS_MAX)
		at--;
	else if (at == gba->order_count)
		gba->order_count++;
	memmove(gba->order + 1, gba->order, at);
	gba->order[0] = (uint8_t)record;
}

static uint16_t list_naf(struct softeuicc *card, const struct gba_place *place, struct slice naf_id)
{
	struct file *f = ef(place, place->naf_list, FILE_LINEAR_FIXED);
	struct buf entry = buf_new(card->pool);
	size_t record;

	tlv_put(&entry, TAG_NAF_ID, naf_id);
	tlv_put(&entry, TAG_B_TID, b_tid_of(place));
	if (!buf_ok(&entry))
		return SW_TECHNICAL_PROBLEM;
	if (!f || f->record_length < entry.n || f->size < f->record_length ||
	    f->size / f->record_length > GBA_RECORDS_MAX)
		return SW_NO_MEMORY_SPACE;
	record = choose_record(f, &place->aka->gba, naf_id);
	memset(f->content + record * f->record_length, UNUSED, f->record_length);
	memcpy(f->content + record * f->record_length, entry.p, entry.n);
	make_first(&place->aka->gba, record);
	if (uicc_store_gba(card->store, place->aka) < 0 ||
	    uicc_store_file_content(card->store, f) < 0)
		return SW_MEMORY_PROBLEM;
	return SW_OK;
}

/* Ks_int_NAF is not made: only MBMS and local key establishment would use it. */
uint16_t gba_derive_naf(struct softeuicc *card, const struct gba_place *place, struct slice data,
			struct buf *out)
{
	struct slice naf_id, impi;
	uint8_t ks_ext_naf[SHA256_BYTES];
	uint16_t sw;

	if (!take_counted(&data, &naf_id) || !take_counted(&data, &impi) || data.n != 0 ||
	    naf_id.n == 0 || impi.n == 0)
		return SW_WRONG_LENGTH;
	if (place->aka->gba.ks_length == 0)
		return SW_CONDITIONS;
	if (derive_ks_ext_naf(card->crypto, &place->aka->gba, naf_id, impi, ks_ext_naf) < 0)
		return SW_TECHNICAL_PROBLEM;
	sw = list_naf(card, place, naf_id);
	if (sw == SW_OK) {
		buf_put_u8(out, TAG_NAF_DERIVATION);
		buf_put_u8(out, sizeof(ks_ext_naf));
		buf_put(out, ks_ext_naf, sizeof(ks_ext_naf));
	}
	crypto_wipe(ks_ext_naf, sizeof(ks_ext_naf));
	return sw;
}
