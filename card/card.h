/* SPDX-License-Identifier: GPL-3.0-or-later */
/* struct softeuicc: everything that one card is, while it runs. Each member is made and known by
 * the directory that its type comes from; nothing here is shared between cards. */
#ifndef CARD_H
#define CARD_H

#include "apdu/channel.h"
#include "crypto/crypto.h"
#include "settings.h"
#include "softeuicc.h"
#include "store/store.h"

struct ecasd;
struct isdr;
struct uicc;

struct softeuicc {
	struct softeuicc_config config;
	struct store *store;
	struct settings *settings; /* what the card was made to be */
	struct crypto *crypto;
	struct ecasd *ecasd;      /* EID, eUICC keys and certificates; NULL: a plain UICC */
	struct isdr *isdr;        /* RSP session, notifications being built */
	struct uicc *uicc;        /* the files and applications that the terminal sees */
	uint64_t memory_withheld; /* bytes that are free but not to be had */
	bool powered;
	struct channel channels[CHANNEL_COUNT];
	void *pool; /* talloc: lives as long as one command */
};

/* A plain UICC has neither ISD-R nor ECASD. */
static inline bool card_is_euicc(const struct softeuicc *card)
{
	return card->ecasd != NULL;
}

void card_log(struct softeuicc *card, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The result code that the configuration wants instead of @function, or 0. */
int card_fault(const struct softeuicc *card, const char *function);

/* Seconds since 1970 by the configured clock. */
int64_t card_now(const struct softeuicc *card);

#endif
