/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usim_card.h"

#include <unistd.h>

#include "card.h"
#include "naa/authenticate.h"
#include "store/uicc_store.h"
#include "uicc/uicc.h"

struct aka *usim;

static char path[] = "/tmp/check_usim.XXXXXX";
static struct softeuicc *card;

void usim_insert(const char *imsi)
{
	struct uicc_content *c;
	struct subscriber s;
	struct file *adf, *ust;

	card = talloc_zero(ctx, struct softeuicc);
	card->crypto = crypto;
	card->uicc = talloc_zero(card, struct uicc);
	c = card->uicc->content = content_new(card->uicc);
	ck_assert_int_eq(file_add(c, NULL, FILE_MF, 0x3F00, &adf), 0);
	ck_assert_int_eq(file_add(c, NULL, FILE_ADF, 0x7FD0, &adf), 0);
	adf->aid = unhex(c, "A0000000871002FF49");
	adf->pin_status = unhex(c, "900180 830181 830101");
	ck_assert_int_eq(file_add(c, adf, FILE_TRANSPARENT, 0x6F38, &ust), 0);
	ck_assert_int_eq(file_allocate(c, ust, 5), 0);
	memset(ust->content, 0, 5);
	ust->content[4] = 0x20; /* service 38: GSM security context */
	ck_assert_int_eq(subscriber_by_imsi(db, imsi, ctx, &s), 1);
	usim = c->akas = talloc_zero(c, struct aka);
	*usim = s.aka;
	usim->adf = adf;
	close(mkstemp(path));
	ck_assert_int_eq(store_create(path, true, card, &card->store, NULL), 0);
	ck_assert_int_eq(uicc_store_save(card->store, 0, c), 0);
	ck_assert_int_eq(store_commit(card->store), 0);
	card->channels[0].at.adf = card->channels[0].at.df = adf;
}

void usim_remove(void)
{
	unlink(path);
	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
}

/* One counted value of at most @n bytes off the front of the answer. */
static size_t take(struct slice *answer, uint8_t *out, size_t n)
{
	size_t length = answer->p[0];

	ck_assert_uint_le(length, n);
	ck_assert_uint_lt(length, answer->n);
	memcpy(out, answer->p + 1, length);
	*answer = slice_sub(*answer, 1 + length, SIZE_MAX);
	return length;
}

/* Sends AUTHENTICATE with RAND and, unless it is NULL, AUTN. */
static bool transmit(uint8_t context, const uint8_t rand[16], const uint8_t autn[16],
		     struct buf *answer)
{
	struct buf data = buf_new(ctx);
	struct apdu a = {.ins = 0x88, .p2 = context, .has_data = true};

	buf_put_u8(&data, 16);
	buf_put(&data, rand, 16);
	if (autn) {
		buf_put_u8(&data, 16);
		buf_put(&data, autn, 16);
	}
	a.data = buf_slice(&data);
	return naa_authenticate(card, &card->channels[0], &a, answer) == SW_OK;
}

static enum eap_usim_result authenticate(void *arg, const uint8_t rand[16], const uint8_t autn[16],
					 struct eap_usim_answer *out)
{
	struct buf answer = buf_new(ctx);
	struct slice rest;

	(void)arg;
	if (!transmit(0x81, rand, autn, &answer))
		return EAP_USIM_REFUSES;
	rest = slice_sub(buf_slice(&answer), 1, SIZE_MAX);
	if (answer.p[0] == 0xDC) {
		ck_assert_uint_eq(take(&rest, out->auts, sizeof(out->auts)), 14);
		return EAP_USIM_SYNCHRONISATION_FAILURE;
	}
	ck_assert_uint_eq(answer.p[0], 0xDB);
	out->res_length = take(&rest, out->res, sizeof(out->res));
	ck_assert_uint_eq(take(&rest, out->ck, sizeof(out->ck)), 16);
	ck_assert_uint_eq(take(&rest, out->ik, sizeof(out->ik)), 16);
	return EAP_USIM_OK;
}

static enum eap_usim_result run_gsm(void *arg, const uint8_t rand[16], uint8_t sres[4],
				    uint8_t kc[8])
{
	struct buf answer = buf_new(ctx);
	struct slice rest;

	(void)arg;
	if (!transmit(0x80, rand, NULL, &answer))
		return EAP_USIM_REFUSES;
	rest = buf_slice(&answer);
	ck_assert_uint_eq(take(&rest, sres, 4), 4);
	ck_assert_uint_eq(take(&rest, kc, 8), 8);
	ck_assert_uint_eq(rest.n, 0);
	return EAP_USIM_OK;
}

const struct eap_usim usim_card = {.authenticate = authenticate, .run_gsm = run_gsm};
