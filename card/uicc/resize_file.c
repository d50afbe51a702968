/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RESIZE FILE, TS 102 222 6.10. */
#include "card.h"
#include "store/uicc_store.h"
#include "uicc/fcp.h"
#include "uicc/files.h"
#include "uicc/memory.h"
#include "uicc/uicc.h"

enum {
	/* P1: what becomes of the objects of a BER-TLV structured EF that do not fit any more. */
	MODE_KEEP = 0,
	MODE_DROP = 1,
	TAG_MAXIMUM_SIZE = 0x86, /* within A5 */
};

/* Where the new size stands, by the kind of file. */
static bool read_size(const struct file *f, const struct tlv fcp[FCP_FIELDS], uint32_t *size)
{
	const struct tlv *t = &fcp[file_is_df(f) ? FCP_TOTAL_SIZE : FCP_FILE_SIZE];
	struct tlv maximum;

	if (tlv_present(&fcp[FCP_PROPRIETARY])) {
		if (f->kind != FILE_BER_TLV || tlv_present(&fcp[FCP_FILE_SIZE]) ||
		    tlv_find(fcp[FCP_PROPRIETARY].value, TAG_MAXIMUM_SIZE, &maximum) != 1 ||
		    maximum.value.n == 0 || maximum.value.n > 4)
			return false;
		t = &maximum;
	} else if (!tlv_present(t)) {
		return false;
	}
	*size = fcp_number(t->value);
	if (f->kind == FILE_LINEAR_FIXED)
		return *size && *size % f->record_length == 0 &&
		       *size / f->record_length <= RECORDS_MAX;
	return *size || file_is_df(f);
}

/* What is cut off is the end; what is added is FF. */
static uint16_t resize(struct softeuicc *card, struct file *f, uint32_t size)
{
	uint64_t before = memory_used(card);
	uint32_t old = f->size;
	uint16_t sw;

	f->size = size;
	sw = memory_account(card, f, before);
	if (sw != SW_OK) {
		f->size = old;
		return sw;
	}
	if (!file_is_df(f)) {
		f->size = old;
		if (file_resize(card->uicc->content, f, size) < 0 ||
		    uicc_store_file_content(card->store, f) < 0)
			return SW_MEMORY_PROBLEM;
	}
	return uicc_store_file_attributes(card->store, f) < 0 ? SW_MEMORY_PROBLEM : SW_OK;
}

/* Records and objects that pointers meant may be gone. */
static void forget_pointers(struct softeuicc *card, const struct file *f)
{
	for (size_t i = 0; i < CHANNEL_COUNT; i++) {
		struct uicc_position *at = &card->channels[i].at;

		if (at->ef && file_target(at->ef) == f) {
			at->record = 0;
			at->data = (struct data_transfer){0};
		}
	}
}

uint16_t uicc_resize_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	struct tlv fcp[FCP_FIELDS];
	struct file *f;
	uint32_t size;
	uint16_t sw;

	(void)out;
	if (a->p1 > MODE_DROP || a->p2)
		return SW_WRONG_P1P2;
	if (!fcp_read(a->data, fcp) || !tlv_present(&fcp[FCP_FILE_IDENTIFIER]))
		return SW_WRONG_DATA;
	f = file_of_directory(ch, fcp[FCP_FILE_IDENTIFIER].value);
	if (!f)
		return SW_FILE_NOT_FOUND;
	/* A link has no body of its own; a cyclic EF's records have no end to add to. */
	if (f->link || f->kind == FILE_CYCLIC)
		return SW_COMMAND_INCOMPATIBLE;
	sw = file_open(card, f, ACCESS_BY_COMMAND, a);
	if (sw != SW_OK)
		return sw;
	if (!read_size(f, fcp, &size))
		return SW_WRONG_DATA;
	if (f->kind == FILE_BER_TLV && f->content_size > size && a->p1 == MODE_KEEP)
		return SW_CONDITIONS;
	sw = resize(card, f, size);
	if (sw == SW_OK)
		forget_pointers(card, f);
	return sw;
}
