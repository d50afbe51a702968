/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver_sm (SMPP 3.4 4.6): messages for the client's number, and delivery receipts. */
#include <inttypes.h>
#include <stdio.h>
#include <talloc.h>

#include "servers/mno/smpp_session.h"
#include "servers/mno/smpp_time.h"
#include "servers/mno/submission.h"
#include "servers/mno/subscriber.h"

enum {
	RECEIPT_TEXT_MAX = 128,
	ID_TEXT = 24,
	CODING_GSM7 = 0x00,
	CODING_BINARY = 0x04,
	CODING_UCS2 = 0x08,
	CODING_CLASS = 0x10
};

/* ---- the packet ---- */

struct delivery {
	const char *from, *to;
	uint8_t esm_class, protocol, coding;
	struct slice body;
};

/* With a plus it is an international number, of digits alone one of any kind, else a name. */
static void put_address(struct buf *out, const char *address)
{
	const char *digits = *address == '+' ? address + 1 : address;
	bool is_number = *digits && digits[strspn(digits, "0123456789")] == '\0';

	buf_put_u8(out, !is_number          ? SMPP_TON_ALPHANUMERIC
			: digits == address ? SMPP_TON_UNKNOWN
					    : SMPP_TON_INTERNATIONAL);
	buf_put_u8(out, is_number ? SMPP_NPI_ISDN : SMPP_NPI_UNKNOWN);
	smpp_put_string(out, is_number ? digits : address);
}

static size_t open_delivery(struct buf *out, uint32_t sequence, const struct delivery *d)
{
	size_t mark = smpp_open(out, SMPP_DELIVER_SM, SMPP_ROK, sequence);
	bool is_short = d->body.n <= SMPP_SHORT_MESSAGE_MAX;

	smpp_put_string(out, ""); /* service_type */
	put_address(out, d->from);
	put_address(out, d->to);
	buf_put_u8(out, d->esm_class);
	buf_put_u8(out, d->protocol);
	buf_put_u8(out, 0);       /* priority_flag */
	smpp_put_string(out, ""); /* schedule_delivery_time */
	smpp_put_string(out, ""); /* validity_period */
	buf_put_u8(out, 0);       /* registered_delivery */
	buf_put_u8(out, 0);       /* replace_if_present_flag */
	buf_put_u8(out, d->coding);
	buf_put_u8(out, 0); /* sm_default_msg_id */
	buf_put_u8(out, is_short ? (uint8_t)d->body.n : 0);
	if (is_short)
		buf_put_slice(out, d->body);
	else
		smpp_put_option(out, SMPP_TAG_MESSAGE_PAYLOAD, d->body);
	return mark;
}

/* ---- messages ---- */

static uint8_t coding_of(const struct short_message *m, bool gsm7)
{
	uint8_t coding = m->data.p ? CODING_BINARY : gsm7 ? CODING_GSM7 : CODING_UCS2;

	if (m->message_class == MESSAGE_NO_CLASS)
		return coding;
	return (uint8_t)(CODING_CLASS | coding | (m->message_class - MESSAGE_CLASS_0));
}

static void put_message(struct smpp_session *s, uint32_t sequence, const struct short_message *m,
			void *ctx)
{
	bool gsm7 = sms_text_is_gsm7(m->text);
	struct buf text = buf_new(ctx);
	struct delivery d = {
		.from = m->from,
		.to = talloc_asprintf(ctx, "+%s", m->to),
		.esm_class = m->has_header ? SMPP_ESM_UDHI : 0,
		.protocol = m->protocol,
		.coding = coding_of(m, gsm7),
		.body = m->data,
	};

	sms_text_encode(m->text, gsm7 ? SMS_GSM7 : SMS_UCS2, &text);
	if (!m->data.p)
		d.body = buf_slice(&text);
	if (d.to && buf_ok(&text))
		smpp_close(&s->out, open_delivery(&s->out, sequence, &d));
	else
		s->out.failed = true;
}

/* ---- receipts ---- */

/* Appendix B; the names of the states are those of 5.2.28 in seven letters. */
static const char *state_name(enum message_state state)
{
	static const char *const names[] = {
		[MESSAGE_ENROUTE] = "ENROUTE",       [MESSAGE_DELIVERED] = "DELIVRD",
		[MESSAGE_EXPIRED] = "EXPIRED",       [MESSAGE_DELETED] = "DELETED",
		[MESSAGE_UNDELIVERABLE] = "UNDELIV", [MESSAGE_REJECTED] = "REJECTD",
	};

	return state < sizeof(names) / sizeof(names[0]) && names[state] ? names[state] : "UNKNOWN";
}

static void put_receipt(struct smpp_session *s, uint32_t sequence, const struct submission *u)
{
	char text[RECEIPT_TEXT_MAX], id[ID_TEXT], submitted[SMPP_TIME_CHARACTERS + 1],
		done[SMPP_TIME_CHARACTERS + 1];
	bool delivered = u->state == MESSAGE_DELIVERED;
	uint8_t state = (uint8_t)u->state;
	struct delivery d = {
		.from = u->message.to, .to = u->message.from, .esm_class = SMPP_ESM_RECEIPT};
	size_t mark;

	smpp_time_text(u->message.time, submitted);
	smpp_time_text(u->done, done);
	snprintf(id, sizeof(id), "%" PRId64, u->id);
	snprintf(text, sizeof(text),
		 "id:%s sub:001 dlvrd:00%d submit date:%.10s done date:%.10s stat:%s err:000 text:",
		 id, delivered, submitted, done, state_name(u->state));
	d.body = slice_str(text);
	mark = open_delivery(&s->out, sequence, &d);
	smpp_put_option(&s->out, SMPP_TAG_RECEIPTED_MESSAGE_ID, slice_of(id, strlen(id) + 1));
	smpp_put_option(&s->out, SMPP_TAG_MESSAGE_STATE, slice_of(&state, 1));
	smpp_close(&s->out, mark);
}

/* ---- one after the other ---- */

/* 1 where something was sent, 0 where there is nothing, or no room in the window. */
static int deliver_message(struct smpp_session *s, int64_t now, void *ctx)
{
	struct short_message m;
	struct smpp_pending *p;
	int r = *s->client.number ? smsc_next_enroute(s->centre->db, s->client.number,
						      s->last_message, ctx, &m)
				  : 0;

	if (r != 1)
		return r;
	p = smpp_ask(s, SMPP_MESSAGE, m.id, now);
	if (!p)
		return 0;
	s->last_message = m.id;
	put_message(s, p->sequence, &m, ctx);
	return 1;
}

static int deliver_receipt(struct smpp_session *s, int64_t now, void *ctx)
{
	struct submission u;
	struct smpp_pending *p;
	int r = submission_next_untold(s->centre->db, s->client.name, s->last_receipt, ctx, &u);

	if (r != 1)
		return r;
	p = smpp_ask(s, SMPP_RECEIPT, u.id, now);
	if (!p)
		return 0;
	s->last_receipt = u.id;
	put_receipt(s, p->sequence, &u);
	return 1;
}

void smpp_deliver(struct smpp_session *s, int64_t now)
{
	void *ctx = talloc_new(s);

	while (now >= s->pause && deliver_receipt(s, now, ctx) == 1)
		;
	while (now >= s->pause && deliver_message(s, now, ctx) == 1)
		;
	talloc_free(ctx);
}

/* ---- what the client says to it ---- */

static bool is_temporary(uint32_t status)
{
	return status == SMPP_RX_T_APPN || status == SMPP_RMSGQFUL || status == SMPP_RTHROTTLED ||
	       status == SMPP_RSYSERR;
}

static enum message_state state_after(uint32_t status)
{
	if (status == SMPP_ROK)
		return MESSAGE_DELIVERED;
	return status == SMPP_RX_R_APPN ? MESSAGE_REJECTED : MESSAGE_UNDELIVERABLE;
}

/* What the client cannot take for now it gets again, and all behind it. */
void smpp_delivered(struct smpp_session *s, const struct smpp_pending *p, uint32_t status,
		    int64_t now)
{
	struct db *db = s->centre->db;
	int64_t *last = p->matter == SMPP_MESSAGE ? &s->last_message : &s->last_receipt;
	int r = 0;

	if (status)
		smpp_log(s, "does not take what it is given: status %02" PRIx32, status);
	if (is_temporary(status)) {
		*last = *last < p->id ? *last : p->id - 1;
		s->pause = now + SMPP_RETRY_SECONDS;
		return;
	}
	r = p->matter == SMPP_MESSAGE ? smsc_settle(db, p->id, state_after(status), now)
				      : submission_told(db, p->id);
	if (r) {
		smpp_log(s, "the store cannot be written");
		s->over = true;
	}
}
