/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal's side of the toolkit, for tests: a card that is used through softeuicc.h alone. */
#ifndef TESTS_UNIT_TERMINAL_H
#define TESTS_UNIT_TERMINAL_H

#include "softeuicc.h"
#include "unit.h"

struct terminal {
	struct softeuicc *card;
	char path[64];
	uint16_t sw;          /* of the last command */
	struct slice answer;  /* and its data */
	uint8_t details[3];   /* of the proactive command fetched last */
	struct slice command; /* what followed its device identities */
	uint8_t destination;
};

extern struct terminal terminal;

/* A fresh card, powered on. */
void terminal_setup(void);
void terminal_teardown(void);

/* Sends an APDU; more data is gathered by GET RESPONSE. Returns the status word. */
uint16_t terminal_apdu(struct slice apdu);
uint16_t terminal_send(const char *hex);
/* TERMINAL PROFILE with every bit set, or with @hex. */
uint16_t terminal_profile(const char *hex);
/* ENVELOPE around @hex (its value), with the tag. */
uint16_t terminal_envelope(uint8_t tag, const char *hex);

/* Fetches the next proactive command, which must be announced and have that type. */
void terminal_fetch(uint8_t type);
/* The object of that command with that tag; fails the test where there is none. */
struct slice terminal_object(uint16_t tag);
/* TERMINAL RESPONSE: the result object's value, and further objects. Returns the status word. */
uint16_t terminal_respond(const char *result, const char *objects);
/* Fetches a command that must have that type and performs it. */
void terminal_perform(uint8_t type);

#endif
