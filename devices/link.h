/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short-range link between two devices: a local stream socket in the place of Bluetooth or
 * Wi-Fi. The secondary device listens, the primary connects.
 *
 * On the socket there is TLS 1.3 with keys of its own for each connection, which prove nothing.
 * What makes both sure of each other is the pairing (pairing.h): both persons compare six digits.
 * Then each message is a JSON object on a line of its own, of at most LINK_MESSAGE_MAX bytes.
 *
 * Functions return 0 or, with a sentence for people in *@error on @ctx:
 *   -ECANCELED   stop became readable
 *   -ECONNRESET  the link is lost: the other device has closed it, or is gone
 *   -ETIMEDOUT   nothing came in time
 *   -EPROTO      what came is no message
 *   -EACCES      not paired: the codes differ, or one of the persons refused
 *   -EINVAL, -EADDRINUSE and others of socket(2), bind(2), connect(2): the address
 *   -ENOMEM      (then *@error may be NULL)
 * After any of them the link can only be freed; who wants to go on connects anew. */
#ifndef DEVICES_LINK_H
#define DEVICES_LINK_H

#include <jansson.h>

#include "devices/person.h"

enum {
	LINK_MESSAGE_MAX = 4096,        /* with the newline */
	LINK_PERSON_MS = 5 * 60 * 1000, /* how long a person may think */
	LINK_ANSWER_MS = 60 * 1000,     /* how long a device may work without a word */
	LINK_LPA_MS = 10 * 60 * 1000,   /* how long its LPA may */
};

enum link_pairing {
	LINK_ASK, /* the person says "yes", or what the other device shows, or "no" */
	LINK_YES, /* the code is shown and taken for right: for scripts */
	LINK_NO,
};

struct link_config {
	const struct person *person;
	enum link_pairing pairing;
	int stop; /* a descriptor: once it is readable, whatever waits ends; -1: none */
};

struct link;          /* a talloc object; freed, it closes the connection */
struct link_listener; /* a talloc object; freed, it takes its socket away */

/* @address: "unix:PATH", or "HOST:PORT" where HOST is a loopback address; port 0 takes a free one.
 * Who else could reach the socket has no part in the link: only this user may open a PATH. */
int link_listen(struct link_listener **out, const char *address, void *ctx, char **error);
/* The address that a primary device connects to. */
const char *link_listener_address(const struct link_listener *l);

/* Waits for a device, however long, and pairs with it. */
int link_accept(struct link **out, struct link_listener *l, const struct link_config *config,
		void *ctx, char **error);
/* Connects to a device and pairs with it. */
int link_connect(struct link **out, const char *address, const struct link_config *config,
		 void *ctx, char **error);

/* Sends @message, an object. */
int link_send(struct link *l, const json_t *message, void *ctx, char **error);
/* Receives an object, which the caller releases; NULL where it fails. @timeout in ms; -1: however
 * long. */
int link_receive(struct link *l, int timeout, json_t **message, void *ctx, char **error);

/* Ends the link so that the other device hears what was sent before, if it listens. */
void link_finish(struct link *l);

/* The connection, for who waits for something else and wants to know that it has hung up; never to
 * be read. */
int link_descriptor(const struct link *l);

#endif
