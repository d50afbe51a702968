/* SPDX-License-Identifier: GPL-3.0-or-later */
/* READ BINARY and UPDATE BINARY, TS 102 221 11.1.3 and 11.1.4. */
#include "card.h"
#include "store/uicc_store.h"
#include "uicc/files.h"

/* P1 b8: an SFI in b5 to b1 and the offset in P2; otherwise an offset of 15 bits in both. */
static uint16_t open_binary(const struct softeuicc *card, const struct channel *ch,
			    enum access_mode mode, const struct apdu *a, struct ef *ef,
			    uint32_t *offset)
{
	uint8_t sfi = 0;
	uint16_t sw;

	*offset = a->p2;
	if (a->p1 & 0x80) {
		sfi = a->p1 & 0x1F;
		if ((a->p1 & 0x60) || !sfi_valid(sfi))
			return SW_WRONG_P1P2;
	} else {
		*offset |= (uint32_t)a->p1 << 8;
	}
	sw = ef_open(card, ch, sfi, KIND(FILE_TRANSPARENT), mode, a, ef);
	if (sw == SW_OK && *offset >= ef->target->size)
		return SW_WRONG_P1P2_RANGE;
	return sw;
}

uint16_t uicc_read_binary(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	uint32_t offset, n = a->has_le ? a->le : 256;
	struct ef ef;
	uint16_t sw = open_binary(card, ch, ACCESS_READ, a, &ef, &offset);

	if (sw != SW_OK)
		return sw;
	if (n > ef.target->size - offset)
		n = ef.target->size - offset;
	buf_put(out, ef.target->content + offset, n);
	if (apdu_delivers(a, n))
		ef_settle(ch, &ef);
	return SW_OK;
}

uint16_t uicc_update_binary(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out)
{
	uint32_t offset;
	struct ef ef;
	uint16_t sw = open_binary(card, ch, ACCESS_UPDATE, a, &ef, &offset);

	(void)out;
	if (sw != SW_OK)
		return sw;
	if (a->data.n > ef.target->size - offset)
		return SW_WRONG_LENGTH;
	memcpy(ef.target->content + offset, a->data.p, a->data.n);
	if (uicc_store_file_content(card->store, ef.target) < 0)
		return SW_MEMORY_PROBLEM;
	ef_settle(ch, &ef);
	return SW_OK;
}
