/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ProfileInstallationResult (SGP.22 2.5.6): what came of a package, signed and kept as a
 * notification to its SM-DP+; and the note that lets the card tell of a package which a reset or a
 * loss of power has cut short (3.1.5). */
#ifndef ISDR_INSTALLATION_H
#define ISDR_INSTALLATION_H

#include "ecasd/ecasd.h"
#include "isdp/bpp.h"

struct rsp_session;
struct softeuicc;

struct installation {
	struct slice transaction_id;
	struct slice server_address;
	struct slice dp_oid; /* of CERT.DPpb */
	struct slice iccid;  /* empty before StoreMetadata was accepted */
	const struct identity *identity;
	enum bpp_command command;          /* the one under way */
	const struct installer *installer; /* NULL: no profile element has come */

	/* The outcome: the AID of the new ISD-P, or none and the reason. */
	struct slice aid;
	enum bpp_reason reason;
};

/* The installation that the ongoing session is about, without its outcome. */
struct installation installation_of(const struct rsp_session *s);

/* Signs the result, keeps it as a notification, appends it to @out, and forgets the note. 0 or
 * negative errno. */
int installation_result(struct softeuicc *card, const struct installation *i, struct buf *out);

/* Keeps in the image that @i is under way, in place of what was kept before. 0 or negative errno.
 */
int installation_note(struct softeuicc *card, const struct installation *i);
int installation_forget(struct softeuicc *card);
/* Where an installation is kept that is under way: its result is that it was interrupted. */
int installation_interrupted(struct softeuicc *card);

#endif
