/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What devices say to each other over the link. The primary asks, one thing after the other, with
 * an id that counts from 1; the secondary answers with the same id. Each message has a type, all
 * the members that its type demands, and none that it does not know. */
#ifndef DEVICES_MESSAGE_H
#define DEVICES_MESSAGE_H

#include "devices/link.h"

enum message_type {
	/* requests */
	MESSAGE_HELLO, /* who asks; answered with who answers */
	MESSAGE_GET_EID,
	MESSAGE_GET_IDENTIFIERS,
	MESSAGE_GET_CODE, /* of the person: that of a short message */
	MESSAGE_DOWNLOAD,
	MESSAGE_ENABLE,
	MESSAGE_DISABLE,
	MESSAGE_DELETE,
	MESSAGE_NOTIFY,
	MESSAGE_NUMBER, /* what became of the shared number */
	MESSAGE_BYE,    /* not answered */
	MESSAGE_REQUESTS,
	/* answers */
	MESSAGE_EID = MESSAGE_REQUESTS,
	MESSAGE_IDENTIFIERS,
	MESSAGE_CODE,
	MESSAGE_PROGRESS, /* of a download; its answer is yet to come */
	MESSAGE_RESULT,
	MESSAGE_FAILURE,     /* it could not be done */
	MESSAGE_UNSUPPORTED, /* the device has nothing to do it with */
	MESSAGE_REFUSED,     /* that was no request; the link ends */
	MESSAGE_TYPES,
};

struct trail;

/* One end of a link: who speaks with whom, and where it is written down. */
struct message_end {
	struct link *link;
	struct trail *trail; /* may be NULL */
	const char *self;
	const char *peer;
};

struct message {
	enum message_type type;
	json_int_t id;
	json_t *json; /* the message's own reference */
};

/* Sends a message with @members, an object whose reference it takes over, or NULL: none. Errors as
 * link_send(); -EINVAL where they are not what the type demands, and nothing was sent. */
int message_send(const struct message_end *e, enum message_type type, json_int_t id,
		 json_t *members, void *ctx, char **error);
/* Receives a message, to be freed by message_free(). Errors as link_receive(); -EPROTO for what is
 * none of the above, too. */
int message_receive(const struct message_end *e, int timeout, struct message *out, void *ctx,
		    char **error);
void message_free(struct message *m);

/* The text @member of @m, a talloc string on @ctx; NULL where it has none, or without memory. */
char *message_text(const struct message *m, const char *member, void *ctx);

/* Writes @m into the trail of @e as sent by @from. */
void message_trail(const struct message_end *e, const struct message *m, const char *from,
		   const char *to);

const char *message_name(enum message_type type);

#endif
