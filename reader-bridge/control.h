/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control socket of running cards: a local stream socket that takes one JSON object in each
 * line and answers each with one.
 *
 *	{"add": {faults and timing, see fault_file.h}}   {"ok": true}
 *	{"list": true}                                   {"faults": [...]}
 *	{"remove": id}, {"remove": "all"}                {"removed": count}
 *	anything else                                    {"error": "a sentence"} */
#ifndef READER_BRIDGE_CONTROL_H
#define READER_BRIDGE_CONTROL_H

#include "reader-bridge/fault.h"

struct control; /* a talloc object: freeing it, before the bridge, removes the socket */

/* Listens at @path, which nobody else may use and only this user can open, in the loop of @bridge.
 * A socket that a killed process has left there is replaced. Returns 0, or a negative
 * errno: -EADDRINUSE where somebody listens there or it is no socket, -ENAMETOOLONG. */
int control_new(struct control **out, struct bridge *bridge, const char *path, struct faults *f);

/* What the socket answers to the line @request: a talloc string on @ctx, without newline. */
char *control_answer(struct faults *f, const char *request, void *ctx);

#endif
