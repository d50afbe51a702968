/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a session share. */
#ifndef MNO_SMPP_SESSION_H
#define MNO_SMPP_SESSION_H

#include "servers/mno/smpp.h"
#include "servers/mno/smpp_client.h"
#include "servers/mno/smpp_pdu.h"

/* What a request of this side is about. */
enum smpp_matter { SMPP_LINK, SMPP_MESSAGE, SMPP_RECEIPT };

struct smpp_pending {
	uint32_t sequence; /* 0: the place is free */
	enum smpp_matter matter;
	int64_t id; /* of the message or the submission */
	int64_t since;
};

struct smpp_session {
	struct smpp_centre *centre;
	struct smpp_session *next, **place; /* in the list of the centre */
	const char *peer;
	struct buf in, out;
	bool over;
	bool transmits, receives; /* bound as which; both for a transceiver */
	struct smpp_client client;
	int tries; /* to bind */
	int64_t since, heard;
	int64_t second; /* the current one, in which it has submitted so many: */
	int submitted;
	uint32_t sequence; /* of its last request */
	struct smpp_pending pending[SMPP_WINDOW];
	int64_t last_message, last_receipt; /* that were sent on this session */
	int64_t pause;                      /* nothing is delivered until then */
};

/* A request of the client on its way. */
struct smpp_request {
	const struct smpp_header *header;
	struct smpp_fields fields;
	int64_t now;
	void *ctx; /* lives as long as it does */
};

/* Each answers. */
void smpp_on_submit(struct smpp_session *s, const struct smpp_request *q);
void smpp_on_query(struct smpp_session *s, const struct smpp_request *q);

/* A response without a body, which all have that say no (4.1, 4.4). */
void smpp_respond(struct smpp_session *s, const struct smpp_request *q, enum smpp_status status);

/* Opens a request of this side; NULL where the window is full. */
struct smpp_pending *smpp_ask(struct smpp_session *s, enum smpp_matter matter, int64_t id,
			      int64_t now);

/* Sends what waits for the client, as far as the window goes. */
void smpp_deliver(struct smpp_session *s, int64_t now);
/* The client's answer to a message or a receipt. */
void smpp_delivered(struct smpp_session *s, const struct smpp_pending *p, uint32_t status,
		    int64_t now);

/* Logs a line about the session. */
void smpp_log(struct smpp_session *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
