/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of an operator's entitlement server (GSMA TS.43): what a device asks about its own
 * subscription (the primary ODSA application) or about that of a companion device (the companion
 * ODSA application, clause 6). */
#ifndef DEVICES_ENTITLEMENT_CLIENT_H
#define DEVICES_ENTITLEMENT_CLIENT_H

#include "crypto/crypto.h"
#include "devices/companion.h"
#include "devices/entitlement_answer.h"
#include "eap/peer.h"

struct trail;

enum entitlement_app { ENTITLEMENT_COMPANION, ENTITLEMENT_PRIMARY };

enum entitlement_operation {
	ODSA_CHECK_ELIGIBILITY,
	ODSA_MANAGE_SUBSCRIPTION,
	ODSA_MANAGE_SERVICE,
	ODSA_ACQUIRE_CONFIGURATION,
};

/* operation_type, table 27 */
enum entitlement_operation_type {
	ODSA_NO_TYPE = -1,
	ODSA_SUBSCRIBE = 0,
	ODSA_UNSUBSCRIBE = 1,
	ODSA_CHANGE = 2,
	ODSA_TRANSFER = 3,
	ODSA_ACTIVATE_SERVICE = 10,
	ODSA_DEACTIVATE_SERVICE = 11,
};

#define ODSA_SHARED_NUMBER "SharedNumber"
#define ODSA_DIFF_NUMBER   "DiffNumber"

/* Parameters that are NULL are not sent. */
struct entitlement_request {
	enum entitlement_app app;
	enum entitlement_operation operation;
	int type; /* enum entitlement_operation_type */
	struct {
		const char *id;
		const char *vendor;
		const char *model;
		const char *software;
		const char *name;
		const char *service; /* ODSA_SHARED_NUMBER, ODSA_DIFF_NUMBER */
		const char *iccid;
		const char *eid;
		const char *msisdn;   /* beyond TS.43: for companions that no ICCID is known of */
		const char *imsi;     /* likewise */
		const char *alerting; /* beyond TS.43: "flexible" or "hunting" */
	} companion;
	const char *terminal_iccid;
	const char *terminal_eid;
	const char *old_terminal_id;
	const char *old_terminal_iccid;
	const char
		*response; /* to the message of the answer before: MSG_response, with MSG_btn 1 */
};

/* How the device shows whose it is, as long as it has no token that the server takes: by EAP with
 * its USIM, or by a one-time code that goes to @msisdn by SMS. */
struct entitlement_login {
	uint64_t eap_types; /* methods, of EAP_BIT(); 0: by SMS */
	const char *imsi;
	unsigned mnc_length; /* digits of the MNC in @imsi: 2 or 3 */
	struct eap_usim usim;
	const char *msisdn;
};

/* All strings outlive the client. */
struct entitlement_config {
	const char *url;     /* "https://HOST[:PORT][/PATH]" */
	const char *trusted; /* PEM text: CIs that the server's TLS certificate may be under */
	const struct device_identity *terminal; /* who asks */
	struct entitlement_login login;
	const struct person *person; /* asked for the code */
	int stop;                    /* a descriptor: readable, it ends all waiting; or -1 */
	/* A file that keeps the token for the next time (its mode is 0600), good for this server,
	 * terminal and subscription alone; NULL: none. */
	const char *state;
	struct trail *trail; /* NULL: none */
	const char *party;   /* the device's name in it */
};

struct entitlement_client; /* a talloc object */

/* -ENOMEM. Nothing is sent yet. */
int entitlement_client_new(void *ctx, struct crypto *crypto,
			   const struct entitlement_config *config,
			   struct entitlement_client **out);

/* Sends @q with the token that there is, or after authentication, once more where the server takes
 * the token no more. Returns 0 with *@out on @ctx where the operation has succeeded; otherwise
 * -EPERM (the server refuses), -EKEYREJECTED (the response to its message is wrong), -EACCES (it
 * does not believe who this is), -ECANCELED (by the user, also -ENODATA), -EIO (it is not reached),
 * -EBADMSG (that was no answer), -ENOMEM, with *@error, for people, on @ctx. After -EIO and
 * -EBADMSG it is not known whether the server has done it. */
int entitlement_call(struct entitlement_client *c, const struct entitlement_request *q, void *ctx,
		     struct entitlement_answer *out, char **error);

/* AcquireConfiguration for @q's companion (or the terminal) until it is no longer "activating", or
 * has something to download; after the pauses that the server asks for, at most
 * ENTITLEMENT_LOOKS_MAX times. 1 with *@out where there is a configuration, 0 where there is none;
 * -ETIMEDOUT: still activating; else as entitlement_call(). */
int entitlement_wait(struct entitlement_client *c, const struct entitlement_request *q, void *ctx,
		     struct entitlement_configuration *out, char **error);

enum { ENTITLEMENT_LOOKS_MAX = 20 };

/* Forgets the token, in the file as well. */
void entitlement_forget(struct entitlement_client *c);

#endif
