/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secondary device as the primary sees it: requests over the link, answered one by one.
 *
 * Functions return 0, or what link.h says, or, with the other device's own words in *@error,
 *   -EREMOTEIO  it could not do what it was asked for; the link is as good as before
 *   -ENOSYS     it has no such card (an EID of a plain UICC)
 * and every *@error is a talloc string on @ctx. */
#ifndef DEVICES_COMPANION_H
#define DEVICES_COMPANION_H

#include <stdbool.h>

#include "devices/link.h"

struct trail;

/* What TS.43 asks of devices. All but the name and the terminal id may be NULL. */
struct device_identity {
	const char *name;        /* for people: companion_terminal_friendly_name */
	const char *terminal_id; /* IMEI, or what else is the device's own */
	const char *vendor;
	const char *model;
	const char *software; /* its version */
	bool euicc;           /* it has an eUICC and an LPA; otherwise a plain UICC */
};

/* A talloc object; freed, it says goodbye where there is still a link, and closes it. */
struct companion;

/* Connects to @address, pairs, and exchanges identities. */
int companion_connect(struct companion **out, const char *address,
		      const struct device_identity *self, const struct link_config *config,
		      struct trail *trail, void *ctx, char **error);
/* Who it says to be. */
const struct device_identity *companion_identity(const struct companion *c);

/* The EID of its eUICC, 32 digits. */
int companion_eid(struct companion *c, void *ctx, char **eid, char **error);

/* What became of a profile. */
struct companion_profile {
	const char *iccid;   /* digits; NULL only where there was no download and it is unsaid */
	const char *warning; /* NULL, or why notifications have not reached the SM-DP+ yet */
};

struct companion_download {
	const char *activation_code;
	const char *confirmation_code; /* NULL: none */
	/* What its LPA is doing, in the LPA's words; may be NULL. */
	void (*progress)(void *arg, const char *step);
	void *arg;
};

/* Has its LPA download and install a profile, which is then disabled, and tell the SM-DP+. The same
 * activation code again, as after a lost link, is answered with what came of it. */
int companion_download(struct companion *c, const struct companion_download *what, void *ctx,
		       struct companion_profile *result, char **error);

enum companion_action { COMPANION_ENABLE, COMPANION_DISABLE, COMPANION_DELETE };

int companion_manage(struct companion *c, enum companion_action action, const char *iccid,
		     void *ctx, struct companion_profile *result, char **error);

/* Has its LPA deliver the notifications that are still pending. */
int companion_notify(struct companion *c, void *ctx, char **error);

/* The subscription that its card has: the plain UICC's, or the enabled profile's. */
struct companion_identifiers {
	const char *iccid; /* digits */
	const char *imsi;
	const char *msisdn; /* NULL where the card has none */
};

int companion_identifiers(struct companion *c, void *ctx, struct companion_identifiers *out,
			  char **error);

/* Asks its person for the code that it was sent by SMS. */
int companion_sms_code(struct companion *c, void *ctx, char **code, char **error);

enum companion_number { COMPANION_ACTIVATED, COMPANION_UNBOUND, COMPANION_FAILED };

/* Tells its person what became of the shared number. @why may be NULL. */
int companion_number(struct companion *c, const char *msisdn, enum companion_number status,
		     const char *why, void *ctx, char **error);

#endif
