/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The protocol between vsmartcard's vpcd, a reader driver of pcscd, and a card.
 *
 * vpcd listens, the card connects. Both send frames: a length of two bytes, big endian, and as many
 * bytes. From vpcd a frame of one byte is a control, any longer one is a command APDU. The card
 * sends only what was asked for: the ATR after VPCD_ATR, a response APDU after a command APDU. */
#ifndef READER_BRIDGE_VPCD_H
#define READER_BRIDGE_VPCD_H

#include <event2/buffer.h>

#include "codec/slice.h"

enum {
	VPCD_PORT = 35963, /* of the first slot; further slots take the following ports */
	VPCD_FRAME_MAX = 65535,
};

enum vpcd_kind {
	VPCD_POWER_OFF,
	VPCD_POWER_ON,
	VPCD_RESET,
	VPCD_ATR,
	VPCD_APDU,
	VPCD_IGNORED, /* an empty frame or an unknown control: nothing waits for an answer */
};

struct vpcd_frame {
	enum vpcd_kind kind;
	size_t size;       /* of the whole frame, for vpcd_done() */
	struct slice apdu; /* VPCD_APDU: bytes in the buffer, valid until it changes */
};

/* Looks at the first frame of @in. Returns 1, or 0 while bytes of it are missing, or -ENOMEM. */
int vpcd_next(struct evbuffer *in, struct vpcd_frame *frame);

/* Removes the frame that vpcd_next() found. */
void vpcd_done(struct evbuffer *in, const struct vpcd_frame *frame);

/* Appends @payload as a frame. Returns 0, -EMSGSIZE where it exceeds VPCD_FRAME_MAX, -ENOMEM. */
int vpcd_put(struct evbuffer *out, struct slice payload);

#endif
