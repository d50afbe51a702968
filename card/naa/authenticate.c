/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/authenticate.h"

#include "card.h"
#include "naa/algorithm.h"
#include "naa/application.h"
#include "naa/gba.h"
#include "naa/sqn.h"
#include "store/uicc_store.h"
#include "uicc/uicc.h"

enum {
	TAG_SUCCESS = 0xDB,
	TAG_SYNCHRONISATION_FAILURE = 0xDC,
	TAG_GBA_BOOTSTRAPPING = 0xDD,
	TAG_GBA_NAF_DERIVATION = 0xDE,
	NEVER = 0, /* no service has this number */
};

/* The applications that authenticate. */
enum naa { USIM, ISIM, NAA_COUNT };

static const struct naa_facts {
	uint16_t service_table; /* EF.UST (TS 31.102 4.2.8), EF.IST (TS 31.103 4.2.7) */
	unsigned gsm_access;    /* service: Kc is part of the answer */
	uint16_t gba_parameters;
	uint16_t gba_naf_list;
} naas[NAA_COUNT] = {
	[USIM] = {0x6F38, 27, 0x6FD6, 0x6FDA},
	[ISIM] = {0x6F07, NEVER, 0x6FD5, 0x6FD7},
};

/* One AUTHENTICATE command on its way. */
struct authentication {
	struct softeuicc *card;
	struct file *adf;
	const struct naa_facts *naa;
	struct aka *own; /* the application's: its GBA */
	struct aka *aka; /* that or its source's: keys and sequence numbers */
	const struct algorithm *algorithm;
	size_t mac_length;
	struct slice rand;
	struct slice autn; /* empty in contexts without */
	struct buf *out;
};

/* What has become of a command when the keys are there. */
typedef uint16_t (*outcome)(const struct authentication *x, const struct aka_keys *keys);

static bool service_available(const struct authentication *x, unsigned service)
{
	return service != NEVER && naa_service_available(x->adf, x->naa->service_table, service);
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

static void put_gsm(struct buf *out, const struct aka_keys *keys, bool with_sres)
{
	uint8_t sres[AKA_SRES_BYTES], kc[AKA_KC_BYTES];

	aka_gsm(keys, sres, kc);
	if (with_sres)
		put_counted(out, sres, sizeof(sres));
	put_counted(out, kc, sizeof(kc));
	crypto_wipe(kc, sizeof(kc));
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
	if (aka_gsm_possible(keys) && service_available(x, x->naa->gsm_access))
		put_gsm(x->out, keys, false);
	return SW_OK;
}

static struct gba_place gba_place(const struct authentication *x)
{
	return (struct gba_place){
		.adf = x->adf,
		.aka = x->own,
		.parameters = x->naa->gba_parameters,
		.naf_list = x->naa->gba_naf_list,
	};
}

/* CK and IK stay here, as Ks. */
static uint16_t success_bootstrapping(const struct authentication *x, const struct aka_keys *keys)
{
	struct gba_place place = gba_place(x);
	uint16_t sw = gba_bootstrap(x->card, &place, x->rand.p, keys);

	if (sw != SW_OK)
		return sw;
	buf_put_u8(x->out, TAG_SUCCESS);
	put_counted(x->out, keys->res, keys->res_length);
	return SW_OK;
}

/* Authenticates the network (TS 33.102 6.3.3), and itself where that succeeds. */
static uint16_t agree(const struct authentication *x, const struct aka_keys *keys, outcome success)
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
	return success(x, keys);
}

static uint16_t agree_3g(const struct authentication *x, const struct aka_keys *keys)
{
	return agree(x, keys, success_3g);
}

static uint16_t agree_bootstrapping(const struct authentication *x, const struct aka_keys *keys)
{
	return agree(x, keys, success_bootstrapping);
}

static uint16_t success_gsm(const struct authentication *x, const struct aka_keys *keys)
{
	if (!aka_gsm_possible(keys))
		return SW_SECURITY_CONTEXT;
	put_gsm(x->out, keys, true);
	return SW_OK;
}

/* ---- the command's data ---- */

/* Takes one counted value of @n bytes off the front of @data. */
static bool take_counted(struct slice *data, size_t n, struct slice *out)
{
	if (data->n < 1 + n || data->p[0] != n)
		return false;
	*out = slice_sub(*data, 1, n);
	*data = slice_sub(*data, 1 + n, SIZE_MAX);
	return true;
}

/* RAND, and AUTN where @with_autn says so. */
static uint16_t take_challenge(struct authentication *x, struct slice data, bool with_autn)
{
	size_t autn = SQN_BYTES + AKA_AMF_BYTES + x->mac_length;

	if (data.n != 1 + AKA_RAND_BYTES + (with_autn ? 1 + autn : 0))
		return SW_WRONG_LENGTH;
	if (!take_counted(&data, AKA_RAND_BYTES, &x->rand))
		return SW_WRONG_LENGTH;
	if (with_autn && !take_counted(&data, autn, &x->autn))
		return SW_WRONG_LENGTH;
	return SW_OK;
}

/* authCounterMax of PE-AKAParameter: so often the key serves, whatever comes of it. */
static uint16_t count_use(const struct authentication *x)
{
	struct aka *a = x->aka;

	if (a->uses_max == 0)
		return SW_OK;
	if (a->uses >= a->uses_max)
		return SW_REFERENCE_INVALIDATED;
	a->uses++;
	return uicc_store_aka(x->card->store, a) < 0 ? SW_MEMORY_PROBLEM : SW_OK;
}

static uint16_t with_keys(const struct authentication *x, outcome then)
{
	struct aka_keys keys;
	uint16_t sw = count_use(x);

	if (sw != SW_OK)
		return sw;
	sw = SW_TECHNICAL_PROBLEM;
	if (x->algorithm->f2345(x->card->crypto, x->aka, x->rand.p, &keys) == 0)
		sw = then(x, &keys);
	crypto_wipe(&keys, sizeof(keys));
	return sw;
}

/* ---- the security contexts ---- */

/* TS 31.102 7.1.1.1, TS 31.103 7.1.1.1 */
static uint16_t context_3g(struct authentication *x, struct slice data)
{
	uint16_t sw = take_challenge(x, data, true);

	return sw == SW_OK ? with_keys(x, agree_3g) : sw;
}

/* TS 31.102 7.1.1.2 */
static uint16_t context_gsm(struct authentication *x, struct slice data)
{
	uint16_t sw = take_challenge(x, data, false);

	return sw == SW_OK ? with_keys(x, success_gsm) : sw;
}

/* TS 31.102 7.1.1.4 and 7.1.1.5: the first byte of the data tells the mode. */
static uint16_t context_gba(struct authentication *x, struct slice data)
{
	struct gba_place place = gba_place(x);
	struct slice rest = slice_sub(data, 1, SIZE_MAX);
	uint16_t sw;

	if (data.n == 0)
		return SW_WRONG_LENGTH;
	if (data.p[0] == TAG_GBA_NAF_DERIVATION)
		return gba_derive_naf(x->card, &place, rest, x->out);
	if (data.p[0] != TAG_GBA_BOOTSTRAPPING)
		return SW_SECURITY_CONTEXT;
	sw = take_challenge(x, rest, true);
	if (sw == SW_OK && !gba_has_room(&place))
		return SW_NO_MEMORY_SPACE;
	return sw == SW_OK ? with_keys(x, agree_bootstrapping) : sw;
}

/* The odd instruction code is for contexts whose data are BER-TLV. */
enum { EVEN = 0x88, ODD = 0x89 };

/* The contexts of TS 31.102 7.1.2 and TS 31.103 7.1.2. Those without a function exist in the
 * specification, but in no application of this card. */
static const struct context {
	uint8_t ins;
	uint8_t p2;
	uint16_t (*run)(struct authentication *x, struct slice data);
	struct {
		bool exists;
		unsigned service; /* that must be available, or NEVER: none needed */
	} in[NAA_COUNT];
} contexts[] = {
	{EVEN, 0x80, context_gsm, {[USIM] = {true, 38}}},
	{EVEN, 0x81, context_3g, {[USIM] = {true, NEVER}, [ISIM] = {true, NEVER}}},
	/* VGCS/VBS; HTTP digest */
	{EVEN, 0x82, NULL, {[USIM] = {true, NEVER}, [ISIM] = {true, NEVER}}},
	{EVEN, 0x84, context_gba, {[USIM] = {true, 68}, [ISIM] = {true, 2}}},
	{ODD, 0x85, NULL, {[USIM] = {true, NEVER}}}, /* MBMS */
	/* local key establishment */
	{ODD, 0x86, NULL, {[USIM] = {true, NEVER}, [ISIM] = {true, NEVER}}},
};

static const struct context *context_of(enum naa naa, const struct apdu *a)
{
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++)
		if (contexts[i].ins == a->ins && contexts[i].p2 == a->p2 &&
		    contexts[i].in[naa].exists)
			return &contexts[i];
	return NULL;
}

/* TS 102 221 11.1.16: P1 of the odd code tells blocks apart, the first (b8) or the next, of what
 * the terminal sends or of the answer (b6). */
static bool p1_valid(const struct apdu *a)
{
	return a->ins == EVEN ? a->p1 == 0 : (a->p1 & ~0xA0) == 0;
}

/* What @adf holds by its AID (TS 101 220 annex E); others are asked as a USIM would be. */
static enum naa naa_of(const struct file *adf)
{
	static const uint8_t isim[] = {0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04};
	struct slice begin = slice_of(isim, sizeof(isim));

	return adf && slice_eq(slice_sub(adf->aid, 0, begin.n), begin) ? ISIM : USIM;
}

static struct aka *aka_of(const struct uicc_content *content, const struct file *adf)
{
	struct aka *a = content->akas;

	while (a && a->adf != adf)
		a = a->next;
	return a;
}

uint16_t naa_authenticate(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	enum naa naa = naa_of(ch->at.adf);
	const struct context *context = context_of(naa, a);
	struct authentication x = {.card = card, .adf = ch->at.adf, .naa = &naas[naa], .out = out};

	if (!p1_valid(a) || !context)
		return SW_WRONG_P1P2;
	if (!x.adf || !file_is_below(ch->at.df, x.adf) || !file_is_in_use(x.adf))
		return SW_CONDITIONS;
	if (!context->run ||
	    (context->in[naa].service != NEVER && !service_available(&x, context->in[naa].service)))
		return SW_SECURITY_CONTEXT;
	if (!naa_pin_satisfied(card->uicc->content, x.adf))
		return SW_SECURITY_STATUS;
	x.own = aka_of(card->uicc->content, x.adf);
	x.aka = x.own && x.own->source ? aka_of(card->uicc->content, x.own->source) : x.own;
	x.algorithm = x.aka ? algorithm_of(x.aka) : NULL;
	if (!x.algorithm)
		return SW_REFERENCE_NOT_FOUND;
	x.mac_length = x.algorithm->mac_length(x.aka);
	return context->run(&x, a->data);
}
