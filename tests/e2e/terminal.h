/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal at a PC/SC reader, for the end-to-end tests: sends commands as one at T=0 does. */
#ifndef TESTS_E2E_TERMINAL_H
#define TESTS_E2E_TERMINAL_H

#include <stddef.h>
#include <winscard.h>

enum {
	TERMINAL_APDU_MAX = 512,
	TERMINAL_RESPONSE_MAX = 65538,
	TERMINAL_ANSWER_MAX = 4 * TERMINAL_RESPONSE_MAX,
};

/* Data of all responses to one command, and the last status word. */
struct answer {
	unsigned char p[TERMINAL_ANSWER_MAX];
	size_t n;
};

/* All return 0, or 1 after a message on standard error. */
int pcsc_check(LONG result, const char *what);
int terminal_connect(SCARDCONTEXT context, const char *reader, SCARDHANDLE *card);
/* The answer begins anew, and is what the card answers to this one APDU. */
int terminal_send_raw(SCARDHANDLE card, const unsigned char *apdu, size_t n, struct answer *answer);
/* Answers 61XX with GET RESPONSE, and 6CXX with the right Le in apdu[4], for which there is room.
 */
int terminal_send(SCARDHANDLE card, unsigned char *apdu, size_t n, struct answer *answer);

/* Up to @most bytes written as hexadecimal digits; -1 where @hex is something else. */
int parse_hex(const char *hex, unsigned char *out, size_t most, size_t *n);

#endif
