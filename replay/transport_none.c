/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PC/SC readers, where the build had no libpcsclite. */
#include <errno.h>
#include <talloc.h>

#include "replay/transport.h"

int transport_reader(const char *name, bool exclusive, void *ctx, struct transport **out,
		     char **error)
{
	(void)exclusive;
	*out = NULL;
	*error = talloc_asprintf(ctx, "%s: built without PC/SC (libpcsclite)", name);
	return -ENOTSUP;
}

int transport_find_reader(const char *name, void *ctx, char **full, unsigned *index, char **error)
{
	(void)full, (void)index;
	*error = talloc_asprintf(ctx, "%s: built without PC/SC (libpcsclite)", name);
	return -ENOTSUP;
}
