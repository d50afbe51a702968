/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device that has an eUICC of its own and asks the operator for itself (TS.43, primary ODSA).
 * Whatever ends halfway can be asked for again, and goes on from there. */
#ifndef DEVICES_ESIM_H
#define DEVICES_ESIM_H

#include "devices/companion.h"
#include "devices/contract_page.h"
#include "devices/lpa.h"

enum esim_action {
	ESIM_ADD,      /* a further subscription, beside the device's UICC, which shows who asks */
	ESIM_TRANSFER, /* the user's subscription from another device, where a code is sent to */
	ESIM_CHECK,    /* whether the enabled profile is still good: disables one that has gone over
			  to another device */
	ESIM_ACTIONS,
};

/* Strings outlive the call. */
struct esim_config {
	struct device_identity identity;
	const char *uicc;     /* the reader of its UICC (ESIM_ADD) ... */
	const char *euicc;    /* ... and of its eUICC: parts of their names will do */
	struct lpa *lpa;      /* of the eUICC */
	const char *operator; /* "https://HOST[:PORT]": the entitlement server */
	const char *pki;      /* whose CIs are trusted; NULL: pki_default_path() */
	uint64_t eap_types;   /* to authenticate by, of EAP_BIT(); 0: by SMS */
	const char *msisdn;   /* for that; NULL: as the card says. ESIM_TRANSFER: the number */
	const char *state;    /* the file with its token; NULL: none */
	bool share;           /* ESIM_ADD: both share the number */
	const char *alerting; /* "flexible", "hunting"; NULL: the operator's choice */
	enum contract_choice contract;
	/* Shows an address as a QR code as well; may be NULL. */
	void (*show)(void *arg, const char *text);
	void *arg;
	const struct person *person;
	int stop;            /* see wait.h */
	struct trail *trail; /* may be NULL */
};

/* Strings are "" where they are not known. */
struct esim_result {
	const char *eid;
	const char *iccid;  /* of the profile */
	const char *status; /* "activated", "shared", "disabled" */
};

/* Returns 0 with *@out, or negative errno with a sentence in *@error, both on @ctx. */
int esim_run(const struct esim_config *config, enum esim_action action, void *ctx,
	     struct esim_result *out, char **error);

#endif
