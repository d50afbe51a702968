/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/gsmtap.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

enum {
	GSMTAP_VERSION = 2,
	GSMTAP_HEADER_WORDS = 4, /* of 32 bits */
	GSMTAP_HEADER_SIZE = 16,
	GSMTAP_TYPE_SIM = 4,
	GSMTAP_SIM_APDU = 0,
	GSMTAP_SIM_ATR = 1,
	UDP_PAYLOAD_MAX = 65507,
};

/* Offsets within an APDU. */
enum { P3 = 4, BODY = 5 };

struct gsmtap {
	int fd;
	uint8_t packet[UDP_PAYLOAD_MAX];
};

struct writer {
	uint8_t *p;
	size_t n;
	size_t size;
};

static void put(struct writer *w, struct slice s)
{
	if (s.n > w->size - w->n) {
		w->n = w->size = 0; /* nothing fits from now on */
		return;
	}
	if (s.n > 0)
		memcpy(w->p + w->n, s.p, s.n);
	w->n += s.n;
}

static void put_header(struct writer *w, uint8_t subtype, unsigned card)
{
	/* version, length, type, timeslot, ARFCN (2), signal, SNR, frame number (4), subtype,
	 * antenna, sub-slot, reserved. Nothing on the air here: the antenna tells the card. */
	const uint8_t header[GSMTAP_HEADER_SIZE] = {
		GSMTAP_VERSION, GSMTAP_HEADER_WORDS,  GSMTAP_TYPE_SIM,
		[12] = subtype, [13] = (uint8_t)card,
	};

	put(w, slice_of(header, sizeof(header)));
}

/* ISO/IEC 7816-3 12.2: the T=0 form of a short APDU. */
static void put_command(struct writer *w, struct slice apdu)
{
	static const uint8_t p3_zero = 0;

	if (apdu.n == P3) {
		put(w, apdu);
		put(w, slice_of(&p3_zero, 1));
	} else if (apdu.n > BODY && apdu.p[P3] && apdu.n == BODY + apdu.p[P3] + 1U) {
		put(w, slice_sub(apdu, 0, apdu.n - 1));
	} else {
		put(w, apdu);
	}
}

size_t gsmtap_packet(const struct tap_event *event, uint8_t *out, size_t size)
{
	struct writer w = {out, 0, size};

	switch (event->kind) {
	case TAP_ATR:
		put_header(&w, GSMTAP_SIM_ATR, event->card);
		break;
	case TAP_RESPONSE:
		put_header(&w, GSMTAP_SIM_APDU, event->card);
		put_command(&w, event->command);
		break;
	default:
		return 0;
	}
	put(&w, event->response);
	return w.n;
}

void gsmtap_tap(void *gsmtap, const struct tap_event *event)
{
	struct gsmtap *g = gsmtap;
	size_t n = gsmtap_packet(event, g->packet, sizeof(g->packet));

	/* A refusal here only tells that nobody listened to the packet before. */
	if (n > 0 && send(g->fd, g->packet, n, MSG_DONTWAIT) < 0 && errno == ECONNREFUSED)
		send(g->fd, g->packet, n, MSG_DONTWAIT);
}

static int open_socket(const char *host, uint16_t port)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_DGRAM, .ai_protocol = IPPROTO_UDP};
	struct addrinfo *addresses, *a;
	char service[8];
	int r = -EADDRNOTAVAIL;

	snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(host, service, &hints, &addresses))
		return r;
	for (a = addresses; a && r < 0; a = a->ai_next) {
		int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);

		r = fd < 0 || connect(fd, a->ai_addr, a->ai_addrlen) ? -errno : fd;
		if (r < 0 && fd >= 0)
			close(fd);
	}
	freeaddrinfo(addresses);
	return r;
}

static int gsmtap_free(struct gsmtap *g)
{
	close(g->fd);
	return 0;
}

int gsmtap_new(struct gsmtap **out, void *ctx, const char *host, uint16_t port)
{
	struct gsmtap *g;
	int fd = open_socket(host, port);

	if (fd < 0)
		return fd;
	g = talloc(ctx, struct gsmtap);
	if (!g) {
		close(fd);
		return -ENOMEM;
	}
	g->fd = fd;
	talloc_set_destructor(g, gsmtap_free);
	*out = g;
	return 0;
}
