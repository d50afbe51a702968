/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the link is: "unix:PATH", or "HOST:PORT" with HOST one of 127.0.0.1, [::1] and localhost,
 * which here is 127.0.0.1. Errors as in link.h. */
#ifndef DEVICES_LINK_ADDRESS_H
#define DEVICES_LINK_ADDRESS_H

/* A socket that listens there, and its address with the port that the system chose for 0, a talloc
 * string on @ctx. A PATH is the caller's to remove. */
int link_address_listen(const char *address, void *ctx, int *fd, const char **bound, char **error);

int link_address_connect(const char *address, void *ctx, int *fd, char **error);

/* The PATH of a unix: address; NULL for another. */
const char *link_address_path(const char *address);

#endif
