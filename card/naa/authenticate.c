/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/authenticate.h"

#include "card.h"
#include "naa/algorithm.h"
#include "naa/sqn.h"
#include "store/uicc_store.h"
#include "uicc/pin.h"
#include "uicc/uicc.h"

enum {
	KC_BYTES = 8,
	SRES_BYTES = 4,
	TAG_SUCCESS = 0xDB,
	TAG_SYNCHRONISATION_FAILURE = 0xDC,
	FID_SERVICE_TABLE = 0x6F38, /* EF.UST, TS 31.102 4.2.8 */
	SERVICE_GSM_ACCESS = 27,
	SERVICE_GSM_CONTEXT = 38,
};

/* One AUTHENTICATE command on its way. */
struct authentication {
	struct softeuicc *card;
	struct file *adf;
	struct aka *aka;
	const struct algorithm *algorithm;
	size_t mac_length;
	struct slice rand;
	struct slice autn; /* empty in contexts without */
	struct buf *out;
};

/* TS 31.102 4.2.8: services are numbered from 1, from the least significant bit of the first byte
 * on. An application without EF.UST has none of them. */
static bool service_available(const struct file *adf, unsigned service)
{
	struct file *table = file_child(adf, FID_SERVICE_TABLE);

	if (!table)
		return false;
	table = file_target(table);
	service--;
	return table && table->kind == FILE_TRANSPARENT && table->content &&
	       service / 8 < table->size && table->content[service / 8] >> service % 8 & 1;
}

static void xor_bytes(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = a[i] ^ b[i];
}

static void put_counted(struct buf *out, const uint8_t *p, size_t n)
{
	buf_put_u8(out, (uint8_t)n);
	buf_put(out, p, n);
}

/* The conversion functions know CK and IK of 128 bits, and RES of at most as many. */
static bool has_gsm_keys(const struct aka_keys *keys)
{
	return keys->key_length == 16 && keys->res_length <= 16;
}

/* c3 of TS 33.102 6.8.1.2: Kc = CK1 xor CK2 xor IK1 xor IK2 */
static void put_kc(struct buf *out, const struct aka_keys *keys)
{
	uint8_t kc[KC_BYTES];

	xor_bytes(kc, keys->ck, keys->ck + 8, KC_BYTES);
	xor_bytes(kc, kc, keys->ik, KC_BYTES);
	xor_bytes(kc, kc, keys->ik + 8, KC_BYTES);
	put_counted(out, kc, KC_BYTES);
	crypto_wipe(kc, sizeof(kc));
}

/* c2 of TS 33.102 6.8.1.2: SRES = XRES*1 xor XRES*2 xor XRES*3 xor XRES*4, where XRES* is XRES
 * filled up with zeroes to 128 bits. */
static void put_sres(struct buf *out, const struct aka_keys *keys)
{
	uint8_t sres[SRES_BYTES] = {0};

	for (size_t i = 0; i < keys->res_length; i++)
		sres[i % SRES_BYTES] ^= keys->res[i];
	put_counted(out, sres, SRES_BYTES);
}

/* AUTS = SQN_MS xor AK* || MAC-S, with f1* over the dummy AMF 0000 (TS 33.102 6.3.3). */
static uint16_t synchronisation_failure(const struct authentication *x, const struct aka_keys *keys)
{
	static const uint8_t dummy_amf[AKA_AMF_BYTES];
	uint8_t sqn[SQN_BYTES], mac_a[AKA_MAC_MAX], auts[SQN_BYTES + AKA_MAC_MAX];

	sqn_highest(x->aka, sqn);
	if (x->algorithm->f1(x->card->crypto, x->aka, x->rand.p, sqn, dummy_amf, mac_a,
			     auts + SQN_BYTES) < 0)
		return SW_TECHNICAL_PROBLEM;
	xor_bytes(auts, sqn, keys->ak_star, SQN_BYTES);
	buf_put_u8(x->out, TAG_SYNCHRONISATION_FAILURE);
	put_counted(x->out, auts, SQN_BYTES + x->mac_length);
	return SW_OK;
}

static uint16_t success_3g(const struct authentication *x, const struct aka_keys *keys)
{
	buf_put_u8(x->out, TAG_SUCCESS);
	put_counted(x->out, keys->res, keys->res_length);
	put_counted(x->out, keys->ck, keys->key_length);
	put_counted(x->out, keys->ik, keys->key_length);
	if (has_gsm_keys(keys) && service_available(x->adf, SERVICE_GSM_ACCESS))
		put_kc(x->out, keys);
	return SW_OK;
}

/* TS 31.102 7.1.1.1, TS 33.102 6.3.3 */
static uint16_t context_3g(const struct authentication *x, const struct aka_keys *keys)
{
	const uint8_t *amf = x->autn.p + SQN_BYTES, *mac = amf + AKA_AMF_BYTES;
	uint8_t sqn[SQN_BYTES], mac_a[AKA_MAC_MAX], mac_s[AKA_MAC_MAX];

	xor_bytes(sqn, x->autn.p, keys->ak, SQN_BYTES);
	if (x->algorithm->f1(x->card->crypto, x->aka, x->rand.p, sqn, amf, mac_a, mac_s) < 0)
		return SW_TECHNICAL_PROBLEM;
	if (!crypto_equal(slice_of(mac_a, x->mac_length), slice_of(mac, x->mac_length)))
		return SW_MAC_FAILURE;
	if (!x->algorithm->fresh(x->aka, sqn, amf))
		return synchronisation_failure(x, keys);
	sqn_accept(x->aka, sqn);
	if (uicc_store_aka(x->card->store, x->aka) < 0)
		return SW_MEMORY_PROBLEM;
	return success_3g(x, keys);
}

/* TS 31.102 7.1.1.2: SRES and Kc from f2, f3 and f4 by the conversion functions c2 and c3. */
static uint16_t context_gsm(const struct authentication *x, const struct aka_keys *keys)
{
	if (!has_gsm_keys(keys))
		return SW_SECURITY_CONTEXT;
	put_sres(x->out, keys);
	put_kc(x->out, keys);
	return SW_OK;
}

/* The security contexts of TS 31.102 7.1.2, table 2. Those without a function exist in the
 * specification, but in no application of this card. */
static const struct context {
	uint8_t p2;
	unsigned service; /* that must be available, 0: none */
	bool autn;        /* AUTN follows RAND */
	uint16_t (*run)(const struct authentication *x, const struct aka_keys *keys);
} contexts[] = {
	{0x80, SERVICE_GSM_CONTEXT, false, context_gsm},
	{0x81, 0, true, context_3g},
	{0x82, 0, false, NULL}, /* VGCS/VBS */
	{0x84, 0, false, NULL}, /* GBA */
	{0x85, 0, false, NULL}, /* MBMS */
	{0x86, 0, false, NULL}, /* local key establishment */
};

static const struct context *context_of(uint8_t p2)
{
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++)
		if (contexts[i].p2 == p2)
			return &contexts[i];
	return NULL;
}

/* TS 31.102 7.1.1: the current directory is the application's ADF or below it. */
static bool stands_in(const struct file *df, const struct file *adf)
{
	while (df && df != adf)
		df = df->parent;
	return df && df == adf;
}

/* TS 31.102 7.1.1 asks for the PIN of the application. */
static bool application_pin_satisfied(const struct uicc_content *content, const struct file *adf)
{
	const struct pin *p = pin_of_application(content, adf);

	return !p || pin_satisfied(content, adf, p->reference);
}

static struct aka *aka_of(const struct uicc_content *content, const struct file *adf)
{
	struct aka *a = content->akas;

	while (a && a->adf != adf)
		a = a->next;
	return a;
}

/* Takes one counted value of @n bytes off the front of @data. */
static bool take_counted(struct slice *data, size_t n, struct slice *out)
{
	if (data->n < 1 + n || data->p[0] != n)
		return false;
	*out = slice_sub(*data, 1, n);
	*data = slice_sub(*data, 1 + n, SIZE_MAX);
	return true;
}

static uint16_t parse(const struct context *context, struct slice data, struct authentication *x)
{
	size_t autn = SQN_BYTES + AKA_AMF_BYTES + x->mac_length;

	if (data.n != 1 + AKA_RAND_BYTES + (context->autn ? 1 + autn : 0))
		return SW_WRONG_LENGTH;
	if (!take_counted(&data, AKA_RAND_BYTES, &x->rand))
		return SW_WRONG_DATA;
	if (context->autn && !take_counted(&data, autn, &x->autn))
		return SW_WRONG_DATA;
	return SW_OK;
}

uint16_t naa_authenticate(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	const struct context *context = context_of(a->p2);
	struct authentication x = {.card = card, .adf = ch->at.adf, .out = out};
	struct aka_keys keys;
	uint16_t sw;

	if (a->p1 != 0 || !context)
		return SW_WRONG_P1P2;
	if (!x.adf || !stands_in(ch->at.df, x.adf))
		return SW_CONDITIONS;
	if (!context->run || (context->service && !service_available(x.adf, context->service)))
		return SW_SECURITY_CONTEXT;
	x.aka = aka_of(card->uicc->content, x.adf);
	x.algorithm = x.aka ? algorithm_of(x.aka) : NULL;
	if (!x.algorithm)
		return SW_REFERENCE_NOT_FOUND;
	x.mac_length = x.algorithm->mac_length(x.aka);
	sw = parse(context, a->data, &x);
	if (sw != SW_OK)
		return sw;
	if (!application_pin_satisfied(card->uicc->content, x.adf))
		return SW_SECURITY_STATUS;
	sw = x.algorithm->f2345(card->crypto, x.aka, x.rand.p, &keys) < 0 ? SW_TECHNICAL_PROBLEM
									  : context->run(&x, &keys);
	crypto_wipe(&keys, sizeof(keys));
	return sw;
}
