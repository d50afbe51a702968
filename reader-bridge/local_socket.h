/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets in the file system (unix(7)) that only this user can open. */
#ifndef READER_BRIDGE_LOCAL_SOCKET_H
#define READER_BRIDGE_LOCAL_SOCKET_H

#include <sys/un.h>

/* Returns 0 or -ENAMETOOLONG. */
int local_socket_address(const char *path, struct sockaddr_un *out);

/* A stream socket at @path, non-blocking, not yet listening. One that a killed process has left
 * there is replaced. Returns 0, or a negative errno: -EADDRINUSE where somebody listens there or it
 * is no socket, -ENAMETOOLONG. */
int local_socket_bind(const char *path, int *out);

#endif
