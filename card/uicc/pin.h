/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PINs: TS 102 221 9.4, 9.5 and the commands of 11.1.9 to 11.1.13. */
#ifndef UICC_PIN_H
#define UICC_PIN_H

#include "apdu/channel.h"
#include "uicc/content.h"

enum { PIN_BYTES = 8, PIN_UNIVERSAL = 0x11 };

/* True where the access condition "PIN @reference", met in @df (NULL: the MF), is fulfilled: the
 * PIN has been verified or is disabled, or the universal PIN that replaces it has been or is. */
bool pin_satisfied(const struct uicc_content *c, const struct file *df, uint8_t reference);

/* The PIN that the application in @df (an ADF, or the MF) asks of its user: the first application
 * PIN of its PIN status template that is not disabled, NULL where there is none. One that the
 * universal PIN replaces counts as not disabled. */
struct pin *pin_of_application(const struct uicc_content *c, const struct file *df);

/* No PIN is verified any more. */
void pins_reset(struct uicc_content *c);

/* The session of the application @adf has been terminated: its PINs are no longer verified, but for
 * those that an application with a session on another channel asks for, too, and the universal PIN,
 * which belongs to none (TS 102 221 9.4.1). */
void pins_of_ended_session(struct softeuicc *card, const struct file *adf);

/* Appends the value of @df's PIN status template (C6, 11.1.1.4.10): the key references of the
 * profile's with the state that their PINs have now. */
void pin_put_status_template(struct buf *out, const struct uicc_content *c, const struct file *df);

uint16_t uicc_verify_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			 struct buf *out);
uint16_t uicc_change_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			 struct buf *out);
uint16_t uicc_disable_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);
uint16_t uicc_enable_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			 struct buf *out);
uint16_t uicc_unblock_pin(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);

#endif
