/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/pin.h"

#include "card.h"
#include "codec/tlv.h"
#include "store/uicc_store.h"
#include "uicc/uicc.h"

/* The PIN status template, 11.1.1.4.10. */
enum {
	TAG_PS_DO = 0x90,
	TAG_KEY_REFERENCE = 0x83,
	TAG_USAGE_QUALIFIER = 0x95,
	USAGE_VERIFICATION = 0x08,
	USAGE_NONE = 0x00,
	TEMPLATE_PINS_MAX = 32,
};

enum { DISABLE_WITH_REPLACEMENT = 0x80 };

/* ---- what state the PINs are in ---- */

static bool holds(const struct pin *p)
{
	return !p->enabled || p->verified;
}

bool pin_satisfied(const struct uicc_content *c, const struct file *df, uint8_t reference)
{
	const struct pin *p = pin_find(c, df, reference, false);

	if (p && p->replaced && !p->enabled)
		p = pin_find(c, NULL, PIN_UNIVERSAL, false);
	return p && holds(p);
}

static bool is_application_pin(uint8_t reference)
{
	return reference >= 0x01 && reference <= 0x08;
}

struct pin *pin_of_application(const struct uicc_content *c, const struct file *df)
{
	struct slice in = df->pin_status;
	struct tlv t;

	while (tlv_next(&in, &t) == 1) {
		struct pin *p;

		if (t.tag != TAG_KEY_REFERENCE || t.value.n != 1 ||
		    !is_application_pin(t.value.p[0]))
			continue;
		p = pin_find(c, df, t.value.p[0], false);
		if (p && (p->enabled || p->replaced))
			return p;
	}
	return NULL;
}

static bool is_local_pin(uint8_t reference)
{
	return reference >= 0x81 && reference <= 0x88;
}

/* True where the PIN status template of @df names @p. */
static bool asks_for(const struct uicc_content *c, const struct file *df, const struct pin *p)
{
	struct slice in = df->pin_status;
	struct tlv t;

	while (tlv_next(&in, &t) == 1)
		if (t.tag == TAG_KEY_REFERENCE && t.value.n == 1 &&
		    pin_find(c, df, t.value.p[0], false) == p)
			return true;
	return false;
}

static bool serves_a_session(const struct softeuicc *card, const struct pin *p)
{
	for (size_t i = 0; i < CHANNEL_COUNT; i++) {
		const struct channel *ch = &card->channels[i];

		if (ch->open && ch->at.adf && asks_for(card->uicc->content, ch->at.adf, p))
			return true;
	}
	return false;
}

void pins_of_ended_session(struct softeuicc *card, const struct file *adf)
{
	struct uicc_content *c = card->uicc->content;

	for (struct pin *p = c->pins; p; p = p->next)
		if ((is_application_pin(p->reference) || is_local_pin(p->reference)) &&
		    asks_for(c, adf, p) && !serves_a_session(card, p))
			p->verified = false;
}

void pins_reset(struct uicc_content *c)
{
	for (struct pin *p = c->pins; p; p = p->next)
		p->verified = false;
}

/* Whether a PIN of this directory has the universal one in its place. */
static bool universal_is_used(const struct uicc_content *c, const struct file *df,
			      const uint8_t *references, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct pin *p = pin_find(c, df, references[i], false);

		if (p && !p->enabled && p->replaced)
			return true;
	}
	return false;
}

void pin_put_status_template(struct buf *out, const struct uicc_content *c, const struct file *df)
{
	uint8_t references[TEMPLATE_PINS_MAX], states[TEMPLATE_PINS_MAX / 8] = {0};
	struct slice in = df->pin_status;
	struct tlv t;
	size_t n = 0;

	while (n < TEMPLATE_PINS_MAX && tlv_next(&in, &t) == 1)
		if (t.tag == TAG_KEY_REFERENCE && t.value.n == 1)
			references[n++] = t.value.p[0];
	for (size_t i = 0; i < n; i++) {
		const struct pin *p = pin_find(c, df, references[i], false);

		if (p && p->enabled)
			states[i / 8] |= (uint8_t)(0x80 >> i % 8);
	}
	tlv_put(out, TAG_PS_DO, slice_of(states, (n + 7) / 8));
	for (size_t i = 0; i < n; i++) {
		if (references[i] == PIN_UNIVERSAL)
			tlv_put_u8(out, TAG_USAGE_QUALIFIER,
				   universal_is_used(c, df, references, n) ? USAGE_VERIFICATION
									   : USAGE_NONE);
		tlv_put_u8(out, TAG_KEY_REFERENCE, references[i]);
	}
}

/* ---- what the commands share ---- */

/* The PIN that P2 names (table 11.15). */
static uint16_t pin_of_command(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			       struct pin **out)
{
	if ((a->p2 & 0x60) || (a->p2 & 0x1F) == 0)
		return SW_WRONG_P1P2;
	*out = pin_find(card->uicc->content, ch->at.df, a->p2, false);
	return *out ? SW_OK : SW_REFERENCE_NOT_FOUND;
}

/* The same for the commands that P1 has no say in. */
static uint16_t pin_of_plain_command(struct softeuicc *card, struct channel *ch,
				     const struct apdu *a, struct pin **out)
{
	return a->p1 ? SW_WRONG_P1P2 : pin_of_command(card, ch, a, out);
}

static uint16_t tries_left(const struct pin *p)
{
	return SW_COUNTER | (p->tries < 15 ? p->tries : 15);
}

static uint16_t save(struct softeuicc *card, const struct pin *p)
{
	return uicc_store_pin(card->store, p) < 0 ? SW_MEMORY_PROBLEM : SW_OK;
}

/* Compares @value with a PIN or PUK and counts. The counter goes to the image with the command's
 * transaction, so before the answer can be seen. */
static uint16_t present(struct softeuicc *card, struct pin *p, struct slice value)
{
	uint8_t tries = p->tries;
	bool right;
	uint16_t sw = SW_OK;

	if (tries == 0)
		return SW_PIN_BLOCKED;
	right = crypto_equal(value, slice_of(p->value, PIN_BYTES));
	p->tries = right ? p->tries_max : tries - 1;
	if (!p->tries)
		p->verified = false;
	if (p->tries != tries)
		sw = save(card, p);
	return sw != SW_OK || right ? sw : tries_left(p);
}

/* VERIFY, CHANGE and DISABLE PIN: for enabled PINs only. */
static uint16_t present_enabled(struct softeuicc *card, struct pin *p, struct slice value)
{
	return p->enabled ? present(card, p, value) : SW_REFERENCE_INVALIDATED;
}

/* ---- the commands ---- */

uint16_t uicc_verify_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			 struct buf *out)
{
	struct pin *p;
	uint16_t sw;

	(void)out;
	sw = pin_of_plain_command(card, ch, a, &p);
	if (sw != SW_OK)
		return sw;
	if (a->data.n == 0)
		return tries_left(p);
	if (a->data.n != PIN_BYTES)
		return SW_WRONG_LENGTH;
	sw = present_enabled(card, p, a->data);
	if (sw == SW_OK)
		p->verified = true;
	return sw;
}

uint16_t uicc_change_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			 struct buf *out)
{
	struct pin *p;
	uint16_t sw;

	(void)out;
	sw = pin_of_plain_command(card, ch, a, &p);
	if (sw != SW_OK)
		return sw;
	if (a->data.n != 2 * PIN_BYTES)
		return SW_WRONG_LENGTH;
	if (!(p->attributes & PIN_CHANGEABLE))
		return SW_CONDITIONS;
	sw = present_enabled(card, p, slice_sub(a->data, 0, PIN_BYTES));
	if (sw != SW_OK)
		return sw;
	memcpy(p->value, a->data.p + PIN_BYTES, PIN_BYTES);
	p->verified = true;
	return save(card, p);
}

/* P1 of DISABLE PIN (11.1.11): 00, or b8 and the key reference that takes the PIN's place. Only
 * an application PIN can be replaced, and only by the universal PIN (9.4.1). */
static uint16_t check_replacement(const struct softeuicc *card, const struct apdu *a)
{
	if (a->p1 == 0)
		return SW_OK;
	if (a->p1 != (DISABLE_WITH_REPLACEMENT | PIN_UNIVERSAL) || !is_application_pin(a->p2))
		return SW_WRONG_P1P2;
	return pin_find(card->uicc->content, NULL, PIN_UNIVERSAL, false) ? SW_OK
									 : SW_REFERENCE_NOT_FOUND;
}

uint16_t uicc_disable_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	struct pin *p;
	uint16_t sw = check_replacement(card, a);

	(void)out;
	if (sw == SW_OK)
		sw = pin_of_command(card, ch, a, &p);
	if (sw != SW_OK)
		return sw;
	if (a->data.n != PIN_BYTES)
		return SW_WRONG_LENGTH;
	if (!(p->attributes & PIN_DISABLEABLE))
		return SW_CONDITIONS;
	sw = present_enabled(card, p, a->data);
	if (sw != SW_OK)
		return sw;
	p->enabled = false;
	p->replaced = a->p1 != 0;
	p->verified = false;
	return save(card, p);
}

uint16_t uicc_enable_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			 struct buf *out)
{
	struct pin *p;
	uint16_t sw;

	(void)out;
	sw = pin_of_plain_command(card, ch, a, &p);
	if (sw != SW_OK)
		return sw;
	if (a->data.n != PIN_BYTES)
		return SW_WRONG_LENGTH;
	if (p->enabled)
		return SW_CONDITIONS;
	sw = present(card, p, a->data);
	if (sw != SW_OK)
		return sw;
	p->enabled = true;
	p->replaced = false;
	p->verified = true;
	return save(card, p);
}

uint16_t uicc_unblock_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out)
{
	struct pin *p, *puk;
	uint16_t sw;

	(void)out;
	sw = pin_of_plain_command(card, ch, a, &p);
	if (sw != SW_OK)
		return sw;
	puk = pin_find(card->uicc->content, p->df, p->unblocked_by, true);
	if (!p->unblocked_by || !puk)
		return SW_REFERENCE_NOT_FOUND;
	if (a->data.n == 0)
		return tries_left(puk);
	if (a->data.n != 2 * PIN_BYTES)
		return SW_WRONG_LENGTH;
	sw = present(card, puk, slice_sub(a->data, 0, PIN_BYTES));
	if (sw != SW_OK)
		return sw;
	memcpy(p->value, a->data.p + PIN_BYTES, PIN_BYTES);
	p->tries = p->tries_max;
	p->enabled = true;
	p->replaced = false;
	p->verified = true;
	return save(card, p);
}
