/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of devices that ask an operator. */
#ifndef CLI_DEVICE_OPERATOR_H
#define CLI_DEVICE_OPERATOR_H

#include <stdint.h>
#include <stdio.h>

#include "cli/device.h"
#include "devices/contract_page.h"

struct device_operator {
	const char *url; /* of the entitlement server */
	const char *pki;
	const char *msisdn;
	const char *state;
	const char *alerting;
	uint64_t eap_types;
	enum contract_choice contract;
	const char *image; /* where what can be scanned is written to; NULL: nowhere */
	FILE *screen;      /* where the person looks */
};

enum {
	OPT_OPERATOR = 256,
	OPT_PKI,
	OPT_AUTH,
	OPT_MSISDN,
	OPT_STATE,
	OPT_CONTRACT,
	OPT_ALERTING,
	OPT_QR,
	OPT_OPERATOR_END, /* where a device's own begin */
};

#define DEVICE_OPERATOR_OPTIONS                                                                    \
	{"operator", required_argument, NULL, OPT_OPERATOR},                                       \
		{"pki", required_argument, NULL, OPT_PKI},                                         \
		{"auth", required_argument, NULL, OPT_AUTH},                                       \
		{"msisdn", required_argument, NULL, OPT_MSISDN},                                   \
		{"state", required_argument, NULL, OPT_STATE},                                     \
		{"contract", required_argument, NULL, OPT_CONTRACT},                               \
		{"qr", required_argument, NULL, OPT_QR},                                           \
	{                                                                                          \
		"alerting", required_argument, NULL, OPT_ALERTING                                  \
	}
#define DEVICE_OPERATOR_HELP                                                                       \
	"  --operator URL         https://HOST[:PORT] of the entitlement server\n"                 \
	"  --pki DIR              whose CIs its certificate may be under; by default those of\n"   \
	"                         $SOFTEUICC_PKI, or of the installed test PKI\n"                  \
	"  --auth WORD            aka (the default), aka-prime or sim: EAP with the card;\n"       \
	"                         sms: a code that the operator sends\n"                           \
	"  --msisdn NUMBER        where it sends that, by default as the card says\n"              \
	"  --state FILE           keeps the token that the operator gives, for the next time\n"    \
	"  --contract WORD        ask (the default): shows the address of a contract's page;\n"    \
	"                         open: opens it as well, by xdg-open; accept or decline:\n"       \
	"                         does so there\n"                                                 \
	"  --qr FILE              writes the page's address, and then the activation code, as\n"   \
	"                         the PNG image of a QR code\n"                                    \
	"  --alerting WORD        what a call to a shared number does: flexible (all ring) or\n"   \
	"                         hunting (one after the other)\n"

/* What these are without options. */
struct device_operator device_operator_default(void);
/* As device_option(). */
int device_operator_option(struct device_operator *o, int c, const char *value);
/* Whether there is a server to ask: an exit status. */
int device_operator_check(const struct device_operator *o);

/* The place of @word among @words; -1 after the user was told. */
int device_word(const char *option, const char *word, const char *const *words, size_t n);

/* Shows @text as a QR code as @arg, a struct device_operator, tells: in the image, and on the
 * screen where that is a terminal. */
void device_show_code(void *arg, const char *text);

#endif
