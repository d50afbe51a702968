/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a card: opened, powered, fed with APDUs, closed. */
#include "card.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>

#include "ecasd/ecasd.h"
#include "ecasd/eid.h"
#include "isdr/isdr.h"
#include "store/profile_store.h"
#include "uicc/uicc.h"

/* TS 102 221 6.3: T=0 first, then T=15 whose first TBi says "eUICC-related functions supported"
 * (b2; b8 is always 1), where they are. Historical bytes, ISO/IEC 7816-4 8.1: card service data E0,
 * capabilities FE 21 98 (selection, chaining, logical channels assigned by either side; their
 * number is put in), pre-issuing data. */
enum { ATR_T15_TB = 6, T15_TB_EUICC = 0x02, CAPABILITIES_AT = 13, EIGHT_OR_MORE = 7 };

static const uint8_t atr_bytes[] = {
	0x3B, 0x9F,                               /* TS, T0: TA1 TD1, 15 historical bytes */
	0x96, 0x80,                               /* TA1: F=512 D=32; TD1: T=0, TD2 */
	0x3F, 0xC7, 0x80,                         /* TD2: T=15, TA3 TB3; all classes */
	0x80, 0x31, 0xE0, 0x73, 0xFE, 0x21, 0x98, /* historical bytes */
	0x67, 'S',  'O',  'F',  'T',  'S',  'I',  'M',
};

void card_log(struct softeuicc *card, const char *format, ...)
{
	va_list args;
	char *line;

	if (!card->config.log)
		return;
	va_start(args, format);
	line = talloc_vasprintf(card, format, args);
	va_end(args);
	card->config.log(card->config.arg, line ? line : format);
	talloc_free(line);
}

int card_fault(const struct softeuicc *card, const char *function)
{
	return card->config.fault ? card->config.fault(card->config.arg, function) : 0;
}

int64_t card_now(const struct softeuicc *card)
{
	return card->config.now ? card->config.now(card->config.arg) : (int64_t)time(NULL);
}

/* Hands a talloc'ed sentence to a caller who knows only free(). */
static void export_error(char **error, const char *sentence)
{
	if (error)
		*error = strdup(sentence ? sentence : "out of memory");
}

/* A plain UICC is its one profile. */
static int check_plain_uicc(struct softeuicc *card)
{
	struct profile p;
	int r = profile_store_enabled(card->store, card, &p);

	return r == 0 ? -EBADMSG : r < 0 ? r : 0;
}

static int build(struct softeuicc *card, const char *image, char **sentence)
{
	int r = store_open(image, card->config.durability, card, &card->store, sentence);

	if (r < 0)
		return r;
	r = settings_load(card->store, card, &card->settings);
	if (r == 0)
		r = crypto_new(card, card->config.random, card->config.arg, &card->crypto);
	if (r == 0)
		r = ecasd_load(card);
	if (r == 0 && !card_is_euicc(card))
		r = check_plain_uicc(card);
	if (r == 0)
		r = uicc_new(card);
	if (r == 0)
		r = isdr_new(card);
	if (r < 0)
		*sentence = talloc_asprintf(card, "%s: the card cannot be set up: %s", image,
					    strerror(-r));
	return r;
}

int softeuicc_open(struct softeuicc **out, const char *image, const struct softeuicc_config *config,
		   char **error)
{
	struct softeuicc *card = talloc_zero(NULL, struct softeuicc);
	char *sentence = NULL;
	int r;

	if (!card) {
		export_error(error, NULL);
		return -ENOMEM;
	}
	if (config)
		card->config = *config;
	r = build(card, image, &sentence);
	if (r < 0) {
		export_error(error, sentence);
		talloc_free(card);
		return r;
	}
	*out = card;
	return 0;
}

void softeuicc_close(struct softeuicc *card)
{
	if (!card)
		return;
	softeuicc_power_off(card);
	talloc_free(card);
}

void softeuicc_eid(const struct softeuicc *card, char eid[SOFTEUICC_EID_DIGITS + 1])
{
	if (card_is_euicc(card))
		eid_format(card->ecasd->eid, eid);
	else
		eid[0] = '\0';
}

void softeuicc_iccid(const struct softeuicc *card, char iccid[SOFTEUICC_ICCID_DIGITS + 1])
{
	void *ctx = talloc_new(NULL);
	struct profile p = {0};

	if (profile_store_enabled(card->store, ctx, &p) < 0)
		p.iccid = slice_of(NULL, 0);
	iccid_format(p.iccid, iccid);
	talloc_free(ctx);
}

/* Everything volatile as after a reset; the UICC is that of the profile which is enabled now. */
static void start(struct softeuicc *card)
{
	struct profile enabled = {0};

	card->pool = talloc_new(card);
	isdr_reset(card);
	if (card_is_euicc(card) && isdr_resume(card) < 0) {
		card_log(card, "what a reset has interrupted cannot be brought to its end");
		store_rollback(card->store);
	}
	uicc_reset(card);
	if (profile_store_enabled(card->store, card->pool, &enabled) < 0)
		card_log(card, "the enabled profile cannot be read");
	/* What a proactive command that the reset ends has written is kept before any command
	 * comes. */
	if (store_commit(card->store) < 0 || uicc_show(card, enabled.id) < 0)
		card_log(card, "the file system cannot be read");
	channels_reset(card);
	store_rest(card->store);
	talloc_free(card->pool);
	card->pool = NULL;
}

void softeuicc_power_on(struct softeuicc *card)
{
	if (card->powered)
		return;
	card->powered = true;
	start(card);
}

void softeuicc_power_off(struct softeuicc *card)
{
	if (!card->powered)
		return;
	start(card);
	card->powered = false;
}

void softeuicc_reset(struct softeuicc *card)
{
	card->powered = true;
	start(card);
}

size_t softeuicc_atr(const struct softeuicc *card, uint8_t atr[SOFTEUICC_ATR_MAX])
{
	int64_t further = setting_number(card->settings, SETTING_CHANNELS) - 1;
	uint8_t tck = 0;

	memcpy(atr, atr_bytes, sizeof(atr_bytes));
	if (card_is_euicc(card))
		atr[ATR_T15_TB] |= T15_TB_EUICC;
	atr[CAPABILITIES_AT] |= (uint8_t)(further < EIGHT_OR_MORE ? further : EIGHT_OR_MORE);
	/* TCK makes the XOR over all bytes after TS zero (ISO/IEC 7816-3 8.2.5). */
	for (size_t i = 1; i < sizeof(atr_bytes); i++)
		tck ^= atr[i];
	atr[sizeof(atr_bytes)] = tck;
	return sizeof(atr_bytes) + 1;
}

size_t softeuicc_transmit(struct softeuicc *card, const uint8_t *command, size_t n,
			  uint8_t response[SOFTEUICC_RESPONSE_MAX])
{
	static const uint8_t technical_problem[] = {0x6F, 0x00};
	struct buf out = buf_new(card);

	softeuicc_power_on(card);
	dispatch(card, slice_of(command, n), &out);
	if (!buf_ok(&out) || out.n < 2 || out.n > SOFTEUICC_RESPONSE_MAX) {
		buf_reset(&out);
		memcpy(response, technical_problem, sizeof(technical_problem));
		return sizeof(technical_problem);
	}
	n = out.n;
	memcpy(response, out.p, n);
	buf_reset(&out);
	return n;
}
