/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short message centre as SMPP 3.4 shows it, without its sockets: bytes come in, bytes go out,
 * and time is told. Clients submit messages to numbers of the operator, ask what has become of them
 * and are told (delivery receipts); one that has a number receives its messages. */
#ifndef MNO_SMPP_H
#define MNO_SMPP_H

#include "codec/buf.h"
#include "crypto/crypto.h"
#include "servers/common/db.h"

enum {
	SMPP_INIT_SECONDS = 10,     /* until a client must have bound */
	SMPP_LINK_SECONDS = 60,     /* of silence after which it is asked whether it is there */
	SMPP_RESPONSE_SECONDS = 10, /* for its responses */
	SMPP_RETRY_SECONDS = 30,    /* after it could not take a message for now */
	SMPP_WINDOW = 10,           /* requests that it has not answered */
	SMPP_RATE = 100,            /* messages that it may submit within a second */
	SMPP_BIND_TRIES = 3,        /* with a wrong name or password */
};

struct smpp_session;

/* What all sessions share. */
struct smpp_centre {
	struct db *db;
	struct crypto *crypto;
	/* Takes a line about a session, without newline. */
	void (*log)(void *arg, const char *line);
	void *log_arg;
	struct smpp_session *first; /* all there are */
};

/* A talloc object; freed, what it had not delivered waits for the next. @peer: for the log. @now:
 * seconds since 1970, here and below. NULL without memory. */
struct smpp_session *smpp_session_new(void *ctx, struct smpp_centre *centre, const char *peer,
				      int64_t now);

/* Takes what the client sends. */
void smpp_session_receive(struct smpp_session *s, struct slice bytes, int64_t now);
/* What time brings: messages to be delivered, timers. To be called every second or so, and after
 * any session has received something. */
void smpp_session_tick(struct smpp_session *s, int64_t now);

/* What is to be sent; whoever sends it consumes it. */
struct buf *smpp_session_output(struct smpp_session *s);
/* It is to be closed when its output is sent. */
bool smpp_session_over(const struct smpp_session *s);

#endif
