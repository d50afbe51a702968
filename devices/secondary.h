/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secondary device: it waits for a primary, and does with its card what that asks for. */
#ifndef DEVICES_SECONDARY_H
#define DEVICES_SECONDARY_H

#include "devices/companion.h"
#include "devices/lpa.h"

struct secondary_config {
	struct device_identity identity; /* .euicc is true where there is an LPA */
	const char *reader;              /* with its card: a part of its name will do */
	struct lpa *lpa;                 /* NULL: the card is a plain UICC */
	struct link_config link;
	struct trail *trail; /* may be NULL */
	bool once;           /* ends with the first link */
};

/* Serves one primary device after the other, and tells the person what happens. A download goes on
 * where its link is lost; who asks for it again hears what came of it. Returns 0 when stopped, or
 * with @once when the primary has said goodbye; otherwise what link.h says, of the first link with
 * @once, of the socket without, with *@error on @ctx. SIGPIPE must be ignored. */
int secondary_serve(struct link_listener *listener, const struct secondary_config *config,
		    void *ctx, char **error);

#endif
