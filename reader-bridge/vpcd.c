/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/vpcd.h"

#include <errno.h>
#include <sys/types.h>

enum { LENGTH_SIZE = 2 };

static enum vpcd_kind control_kind(uint8_t control)
{
	static const enum vpcd_kind kinds[] = {
		[0] = VPCD_POWER_OFF, [1] = VPCD_POWER_ON, [2] = VPCD_RESET,
		[3] = VPCD_IGNORED,   [4] = VPCD_ATR,
	};

	return control < sizeof(kinds) / sizeof(kinds[0]) ? kinds[control] : VPCD_IGNORED;
}

int vpcd_next(struct evbuffer *in, struct vpcd_frame *frame)
{
	uint8_t length[LENGTH_SIZE];
	const uint8_t *p;
	size_t n;

	if (evbuffer_copyout(in, length, LENGTH_SIZE) < LENGTH_SIZE)
		return 0;
	n = be16(length);
	if (evbuffer_get_length(in) < LENGTH_SIZE + n)
		return 0;
	p = evbuffer_pullup(in, (ev_ssize_t)(LENGTH_SIZE + n));
	if (!p)
		return -ENOMEM;
	*frame = (struct vpcd_frame){VPCD_IGNORED, LENGTH_SIZE + n, {NULL, 0}};
	if (n == 1) {
		frame->kind = control_kind(p[LENGTH_SIZE]);
	} else if (n > 1) {
		frame->kind = VPCD_APDU;
		frame->apdu = slice_of(p + LENGTH_SIZE, n);
	}
	return 1;
}

void vpcd_done(struct evbuffer *in, const struct vpcd_frame *frame)
{
	evbuffer_drain(in, frame->size);
}

int vpcd_put(struct evbuffer *out, struct slice payload)
{
	const uint8_t length[LENGTH_SIZE] = {(uint8_t)(payload.n >> 8), (uint8_t)payload.n};

	if (payload.n > VPCD_FRAME_MAX)
		return -EMSGSIZE;
	if (evbuffer_expand(out, LENGTH_SIZE + payload.n))
		return -ENOMEM;
	evbuffer_add(out, length, LENGTH_SIZE);
	evbuffer_add(out, payload.p, payload.n);
	return 0;
}
