/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients of the short message centre have submitted: parts of long messages until all are
 * there, what became of each submission, and whether its client has been told. */
#ifndef MNO_SUBMISSION_H
#define MNO_SUBMISSION_H

#include "servers/mno/sms_text.h"
#include "servers/mno/smsc.h"

enum {
	SUBMISSION_LIFE = 3 * 24 * 3600, /* seconds, where the client names no other validity */
	SUBMISSION_MAILBOX_MAX = 1000,   /* messages that may be on their way to a number */
	SUBMISSION_PARTS_MAX = 255,
};

/* 5.2.17 of SMPP 3.4: bits 1 and 0 */
enum submission_receipt { RECEIPT_NONE, RECEIPT_ALWAYS, RECEIPT_OF_FAILURE };

struct submission {
	int64_t id;                   /* the message_id that the client gets */
	const char *client;           /* its name */
	struct short_message message; /* to, from, time and what it has beside text or data */
	/* Its text, unless it is binary. */
	enum sms_alphabet alphabet;
	struct slice content;
	/* Where it is a part: 0 elsewhere. */
	uint16_t reference;
	uint8_t total, part;
	enum submission_receipt receipt;
	int64_t expires;
	/* What became of it. */
	enum message_state state;
	int64_t done; /* when; 0: it is on its way */
};

/* Takes @s and sets its id; with the last part the message goes into the mailbox. -ENOENT: nobody
 * has the number. -ENOSPC: too many messages wait for it. -EILSEQ: the content is no text of its
 * alphabet, or none that people read. -EEXIST: the part is there already. Else as db_write(). */
int submission_take(struct db *db, struct submission *s);

/* Ends what is past its validity. */
int submission_expire(struct db *db, int64_t now);

/* A submission of @client. Each returns 1, 0 or negative errno. Of the message there are only
 * addresses and time. */
int submission_find(struct db *db, const char *client, int64_t id, void *ctx,
		    struct submission *out);
/* The first behind @after of whose end the client wants to hear and has not heard. */
int submission_next_untold(struct db *db, const char *client, int64_t after, void *ctx,
			   struct submission *out);
/* It has heard of it. */
int submission_told(struct db *db, int64_t id);

#endif
