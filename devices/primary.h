/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The primary device: it has the user's subscription, and asks the operator for what its secondary
 * devices are to have. Whatever ends halfway can be asked for again, and goes on from there: what
 * the operator and the other device have done already they do not do twice. */
#ifndef DEVICES_PRIMARY_H
#define DEVICES_PRIMARY_H

#include "devices/companion.h"
#include "devices/contract_page.h"

enum primary_action {
	PRIMARY_ADD,     /* a profile for the device, and the number as @share says */
	PRIMARY_SHARE,   /* the number, with the subscription that the device has */
	PRIMARY_UNSHARE, /* the number no more */
	PRIMARY_REMOVE,  /* neither number nor profile, which the device deletes */
	PRIMARY_STATUS,  /* what the operator says of the device */
	PRIMARY_ACTIONS,
};

extern const char *const primary_action_names[PRIMARY_ACTIONS];

/* When the device is to share the number. */
enum primary_sharing {
	SHARING_AFTER,   /* asked for once the profile is installed */
	SHARING_AT_ONCE, /* asked for with the profile; it begins with the installation */
	SHARING_NO,
	PRIMARY_SHARINGS,
};

extern const char *const primary_sharing_names[PRIMARY_SHARINGS];

/* By what the operator is to know a subscription that is in the device already. */
enum primary_identifier { BY_ICCID, BY_IMSI, BY_MSISDN, PRIMARY_IDENTIFIERS };

extern const char *const primary_identifier_names[PRIMARY_IDENTIFIERS];

/* Strings outlive the device. */
struct primary_config {
	struct device_identity identity;
	const char *reader;   /* with its card: a part of its name will do */
	const char *operator; /* "https://HOST[:PORT]": the entitlement server */
	const char *pki;      /* whose CIs are trusted; NULL: pki_default_path() */
	uint64_t eap_types;   /* to authenticate by, of EAP_BIT(); 0: by SMS */
	const char *msisdn;   /* for that; NULL: as the card says */
	const char *state;    /* the file with its token; NULL: none */
	enum primary_sharing sharing;
	const char *alerting; /* "flexible", "hunting"; NULL: the operator's choice */
	enum primary_identifier identifier;
	/* The code that the operator sends to the other device: "ask" for the person at this one,
	 * NULL for the person at the other. */
	const char *code;
	enum contract_choice contract;
	/* Shows an address or an activation code as a QR code as well; may be NULL. */
	void (*show)(void *arg, const char *text);
	void *arg;
	struct link_config link; /* with the person */
	struct trail *trail;     /* NULL: none */
};

struct primary; /* a talloc object */

/* Powers the card and reads its USIM. -EACCES (it wants its PIN), -ENODEV (no such reader), and
 * others, with *@error on @ctx. */
int primary_new(void *ctx, const struct primary_config *config, struct primary **out, char **error);

/* What is known of a secondary in the end. Strings are "" where they are not known. */
struct primary_result {
	const char *name;
	const char *terminal_id;
	const char *eid;
	const char *iccid;   /* of its profile */
	const char *service; /* "SharedNumber", "DiffNumber" */
	const char *status;  /* of that: "activated", "activating", "deactivated", "ended" */
};

/* Does @action with the device at @address. Returns 0, or negative errno with *@error on @ctx: a
 * sentence for people, also on what remains and how to go on. *@out, on @ctx, is set as far as it
 * is known either way. */
int primary_run(struct primary *p, enum primary_action action, const char *address, void *ctx,
		struct primary_result *out, char **error);

#endif
