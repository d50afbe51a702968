/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the operator on which the user agrees to a contract (TS.43 6.5.9): shown to the
 * person as an address, or loaded and answered as their browser would. */
#ifndef DEVICES_CONTRACT_PAGE_H
#define DEVICES_CONTRACT_PAGE_H

#include "devices/entitlement_answer.h"
#include "devices/person.h"

enum contract_choice {
	CHOICE_ASK,  /* shows the address, and asks: accept, decline, or done in a browser */
	CHOICE_OPEN, /* also opens it, by xdg-open */
	CHOICE_ACCEPT,
	CHOICE_DECLINE,
	CHOICES,
};

extern const char *const contract_choice_names[CHOICES];

struct contract_page_config {
	const char *trusted; /* PEM text: CIs that the web server's certificate may be under */
	enum contract_choice choice;
	const struct person *person;
	int stop;
	/* Shows the address in another way as well, as a QR code; may be NULL. */
	void (*show)(void *arg, const char *address);
	void *arg;
};

enum contract_outcome {
	OUTCOME_ACCEPTED,
	OUTCOME_DECLINED,
	OUTCOME_ELSEWHERE, /* decided in a browser: the operator knows how */
};

/* Has the user decide. Of further contracts that follow at once each is decided likewise. Returns 0
 * with *@outcome; -EPERM (the operator refuses, or the page is gone), -EBADMSG (that is no page to
 * decide on), -EIO, -ECANCELED, -ENODATA (nobody decides), -ENOMEM, with *@error on @ctx. */
int contract_page_decide(const struct contract_page_config *config,
			 const struct entitlement_websheet *sheet, void *ctx,
			 enum contract_outcome *outcome, char **error);

#endif
