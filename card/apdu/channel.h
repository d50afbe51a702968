/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logical channels (TS 102 221 8.7, 11.1.17) and the applications selected on them. */
#ifndef APDU_CHANNEL_H
#define APDU_CHANNEL_H

#include "apdu/apdu.h"

enum { CHANNEL_COUNT = 20 };

struct softeuicc;
struct channel;

/* One row of an application's command table. */
struct command {
	uint8_t ins;
	uint8_t cla; /* 0x00 or 0x80, compared with apdu_class(); CLA_ANY: both */
	unsigned flags;
	uint16_t (*handler)(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out);
};

enum { CLA_ANY = 0x01 };

/* Rules that the dispatcher enforces before a handler runs. */
enum {
	CMD_DATA = 1,      /* needs a data field, otherwise 6700 */
	CMD_NO_DATA = 2,   /* takes none, otherwise 6700 */
	CMD_P1P2_ZERO = 4, /* P1 and P2 are 00, otherwise 6A86 */
	CMD_CHAINABLE = 8, /* CLA bit 5 chaining is reassembled; elsewhere 6884 */
	/* A row of the UICC's that serves on channels, too, where another application is
	 * selected that has no such command itself. */
	CMD_EVERYWHERE = 16,
};

/* A handler appends the whole of its answer to @out. What leaves at once, and what by GET RESPONSE
 * or after 6CXX, is the dispatcher's business; a handler that returns only part of what there is,
 * as READ BINARY does, looks at a->le. */

/* What a channel can have selected. Implemented by isdr/, ecasd/, uicc/. */
struct application {
	const char *name;
	const struct command *commands;
	size_t command_count;

	/* The AID of the @index-th instance (0, 1, ...), or an empty slice past the last. */
	struct slice (*aid)(const struct softeuicc *card, size_t index);

	/* Makes instance @index the one selected on @ch and writes the answer of SELECT (FCI or
	 * FCP) that @p2 asks for. On any status but 9000 and 62XX nothing has changed.
	 * @p2: of the SELECT command; TS 102 221 11.1.1. */
	uint16_t (*select)(struct softeuicc *card, struct channel *ch, size_t index, uint8_t p2,
			   struct buf *out);

	/* NULL, or true where the commands are no longer served, except those that are everywhere:
	 * they answer 6985. */
	bool (*terminated)(const struct softeuicc *card);

	/* The application leaves @ch: another is selected, the channel closes, or a reset. */
	void (*deselect)(struct softeuicc *card, struct channel *ch);
};

struct file;

/* A data object that travels in blocks, TS 102 221 11.3. */
struct data_transfer {
	uint8_t ins;    /* RETRIEVE DATA, SET DATA, 0: none */
	uint32_t tag;   /* of the object that is read */
	uint32_t begin; /* of the last block */
	uint32_t end;   /* of what was read */
};

/* Where a channel stands in the file system. uicc/ owns the contents. */
struct uicc_position {
	struct file *df;           /* current DF, ADF or MF */
	struct file *ef;           /* current EF or NULL */
	struct file *adf;          /* the application whose session is on, or NULL */
	uint32_t record;           /* record pointer, 0: none */
	struct data_transfer data; /* ends where the current EF changes */
};

/* Bytes of a command or response that travel in pieces. */
struct channel {
	uint8_t number;
	bool open;
	const struct application *application;
	size_t instance;         /* which of the application's AIDs */
	struct uicc_position at; /* of the UICC: the MF while another application is selected */
	void *session;           /* the application's own; freed by its deselect */
	struct buf response;     /* what GET RESPONSE has still to fetch ... */
	uint16_t response_sw;    /* ... and the status word that ends it */
	struct buf data;         /* what SET DATA has got so far */
	struct buf chain;        /* data of a chained command so far */
	uint32_t chain_header;   /* CLA without bit 5, INS, P1, P2 */
	bool chaining;           /* a link has come and the last has not */
};

/* All of the card's applications, in the order in which SELECT by partial AID looks them up. */
extern const struct application *const card_applications[];
extern const size_t card_application_count;

/* Opens the basic channel and closes the others, as after a reset. */
void channels_reset(struct softeuicc *card);

/* Puts @ch onto the UICC's MF with no application session (TS 102 221 8.7). */
void channel_select_default(struct softeuicc *card, struct channel *ch);

/* Takes every channel that stands on the UICC back to its MF: the enabled profile has changed. */
void channels_leave_uicc(struct softeuicc *card);

/* Forgets the links of a chained command that have come so far. */
void channel_drop_chain(struct channel *ch);
void channel_close(struct softeuicc *card, struct channel *ch);

/* apdu/dispatch.c: one command APDU to one response APDU, status word included. */
void dispatch(struct softeuicc *card, struct slice command, struct buf *response);

#endif
