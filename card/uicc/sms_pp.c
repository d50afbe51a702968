/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/sms_pp.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "codec/ctlv.h"
#include "store/gp_store.h"
#include "uicc/sms_assembly.h"
#include "uicc/toolkit_application.h"
#include "uicc/uicc.h"

/* ---- command packets ---- */

enum {
	LENGTH_BYTES = 2,  /* CPL */
	HEADER_BYTES = 13, /* SPI, KIc, KID, TAR, CNTR, PCNTR */
	COUNTER_BYTES = 5,
	SPI_CIPHERED = 0x04, /* first byte */
	SPI_POR = 0x03,      /* second byte: when a response packet is to come */
	SPI_POR_NEVER = 0x00,
	SPI_POR_RESERVED = 0x03,
	SPI_POR_BY_SUBMIT = 0x20,
};

int command_packet_parse(struct slice in, struct command_packet *out)
{
	const uint8_t *p;
	size_t header;

	if (in.n < LENGTH_BYTES + 1 || be16(in.p) != in.n - LENGTH_BYTES)
		return -EBADMSG;
	header = in.p[LENGTH_BYTES];
	if (header < HEADER_BYTES || header > in.n - LENGTH_BYTES - 1)
		return -EBADMSG;
	p = in.p + LENGTH_BYTES + 1;
	*out = (struct command_packet){
		.spi = {p[0], p[1]},
		.kic = p[2],
		.kid = p[3],
		.tar = {p[4], p[5], p[6]},
		.counter = slice_of(p + 7, COUNTER_BYTES),
		.padding_counter = p[12],
		.integrity = slice_of(p + HEADER_BYTES, header - HEADER_BYTES),
		.data = slice_sub(in, LENGTH_BYTES + 1 + header, SIZE_MAX),
	};
	return 0;
}

/* User data with the response packet to a command that failed with @status (TS 31.115 4.4): no
 * security can be applied to these (TS 102 225 5.2). A counter that is enciphered is not known. */
static void put_response(const struct command_packet *c, uint8_t status, struct buf *out)
{
	enum { RESPONSE_HEADER_BYTES = TAR_BYTES + COUNTER_BYTES + 1 + 1 };
	static const uint8_t unknown[COUNTER_BYTES];
	static const uint8_t user_data_header[] = {0x02, SMS_IE_RESPONSE_PACKET, 0x00};

	buf_put(out, user_data_header, sizeof(user_data_header));
	buf_put_u16(out, 1 + RESPONSE_HEADER_BYTES);
	buf_put_u8(out, RESPONSE_HEADER_BYTES);
	buf_put(out, c->tar, sizeof(c->tar));
	buf_put(out, c->spi[0] & SPI_CIPHERED ? unknown : c->counter.p, COUNTER_BYTES);
	buf_put_u8(out, 0);
	buf_put_u8(out, status);
}

/* SEND SHORT MESSAGE with @user_data to who sent @m. A terminal that cannot do that, or a queue
 * that is full, leaves the sender without a response. */
static int submit(struct softeuicc *card, const struct sms_deliver *m, struct slice user_data)
{
	struct softeuicc_command c = {.type = PROACTIVE_SEND_SHORT_MESSAGE};
	struct buf tpdu = buf_new(card->pool), objects = buf_new(card->pool);

	sms_submit_put(&tpdu, m->address, user_data);
	ctlv_put(&objects, OBJECT_SMS_TPDU, true, buf_slice(&tpdu));
	if (!buf_ok(&tpdu) || !buf_ok(&objects))
		return -ENOMEM;
	c.objects = toolkit_bytes(buf_slice(&objects));
	return toolkit_queue(card, NULL, &c);
}

/* The response to a packet that failed, if the sender wants one, by the way that it wants: in the
 * answer to the envelope, or as a message of its own (TS 102 225 5.1.1). */
static uint16_t respond(struct softeuicc *card, const struct sms_deliver *m,
			const struct command_packet *c, uint8_t status, struct buf *out)
{
	struct buf user_data = buf_new(card->pool);
	uint8_t when = c->spi[1] & SPI_POR;

	if (when == SPI_POR_NEVER || when == SPI_POR_RESERVED)
		return SW_OK;
	put_response(c, status, &user_data);
	if (!buf_ok(&user_data))
		return SW_TECHNICAL_PROBLEM;
	if (!(c->spi[1] & SPI_POR_BY_SUBMIT))
		buf_put_slice(out, buf_slice(&user_data));
	else if (submit(card, m, buf_slice(&user_data)) == -ENOMEM)
		return SW_TECHNICAL_PROBLEM;
	return SW_OK;
}

/* ---- whom it is for ---- */

static bool is_tar_of(const struct gp_application *a, const uint8_t tar[TAR_BYTES])
{
	for (size_t i = 0; i + TAR_BYTES <= a->tar.n; i += TAR_BYTES)
		if (memcmp(a->tar.p + i, tar, TAR_BYTES) == 0)
			return true;
	return false;
}

/* Whether a security domain or remote management of the enabled profile has the TAR: 1, 0, or a
 * negative errno. */
static int profile_has_tar(struct softeuicc *card, const uint8_t tar[TAR_BYTES])
{
	struct gp_application a = {0};
	int r;

	while ((r = gp_store_next(card->store, card->uicc->profile, a.id, card->pool, &a)) == 1)
		if (is_tar_of(&a, tar))
			return 1;
	return r;
}

static struct softeuicc_sms describe(const struct sms_deliver *m)
{
	return (struct softeuicc_sms){
		.address = toolkit_bytes(m->address),
		.protocol = m->protocol,
		.coding = m->coding,
		.time = toolkit_bytes(m->time),
		.header = toolkit_bytes(m->header),
		.data = toolkit_bytes(m->data),
	};
}

/* To all applications; the first that has an answer gives it. */
static uint16_t broadcast(struct softeuicc *card, const struct sms_deliver *m, struct buf *out)
{
	const struct softeuicc_sms sms = describe(m);
	uint8_t reply[SOFTEUICC_REPLY_MAX];
	uint16_t sw = SW_OK;

	for (struct softeuicc_toolkit *a = card->uicc->toolkit.applications; a; a = a->next) {
		int n = a->d.sms ? a->d.sms(a->d.arg, &sms, reply) : 0;

		if (n != 0 && sw == SW_OK && out->n == 0)
			sw = toolkit_reply(n, reply, out);
	}
	return sw;
}

/* A packet for the profile's own domains is known to be for them, but its security cannot be
 * interpreted here: 06, which is sent without security. */
static uint16_t route(struct softeuicc *card, const struct sms_deliver *m, struct buf *out)
{
	struct softeuicc_sms sms = describe(m);
	uint8_t reply[SOFTEUICC_REPLY_MAX];
	struct softeuicc_toolkit *owner;
	struct command_packet packet;
	int r;

	if (command_packet_parse(m->data, &packet) < 0)
		return SW_WRONG_DATA;
	owner = toolkit_application_of(&card->uicc->toolkit, packet.tar);
	if (owner) {
		sms.tar = packet.tar;
		return owner->d.sms
			       ? toolkit_reply(owner->d.sms(owner->d.arg, &sms, reply), reply, out)
			       : SW_OK;
	}
	r = profile_has_tar(card, packet.tar);
	if (r < 0)
		return SW_TECHNICAL_PROBLEM;
	return respond(card, m, &packet,
		       r ? PACKET_UNIDENTIFIED_SECURITY_ERROR : PACKET_TAR_UNKNOWN, out);
}

uint16_t sms_pp_download(struct softeuicc *card, struct slice objects, struct buf *out)
{
	struct sms_deliver m;
	struct ctlv tpdu;
	struct slice ie;
	int r;

	if (ctlv_find(objects, OBJECT_SMS_TPDU, &tpdu) != 1 ||
	    sms_deliver_parse(tpdu.value, &m) < 0)
		return SW_WRONG_DATA;
	r = sms_assemble(card, &m, card->pool);
	if (r <= 0)
		return r < 0 ? SW_TECHNICAL_PROBLEM : SW_OK;
	return sms_is_data_download(&m) &&
			       sms_header_find(m.header, SMS_IE_COMMAND_PACKET, &ie) == 1
		       ? route(card, &m, out)
		       : broadcast(card, &m, out);
}
