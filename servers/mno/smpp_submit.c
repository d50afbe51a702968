/* SPDX-License-Identifier: GPL-3.0-or-later */
/* submit_sm and query_sm (SMPP 3.4 4.4, 4.8). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "servers/mno/smpp_session.h"
#include "servers/mno/smpp_time.h"
#include "servers/mno/submission.h"
#include "servers/mno/subscriber.h"
#include "uicc/sms.h"

enum { ID_TEXT = 24 };

/* A submission in the making. */
struct submit {
	struct smpp_session *session;
	const struct smpp_request *q;
	struct submission s;
	struct slice body;   /* short_message or message_payload */
	struct slice header; /* of the user data, without its length */
	bool binary;
};

static uint8_t number(const struct submit *x, enum smpp_field field)
{
	return smpp_number(&x->q->fields, field);
}

/* ---- addresses ---- */

/* 5.2.5, 5.2.6 */
static bool ton_exists(uint8_t ton)
{
	return ton <= 6;
}

static bool npi_exists(uint8_t npi)
{
	static const uint8_t all[] = {0, 1, 3, 4, 6, 8, 9, 10, 14, 18};

	return memchr(all, npi, sizeof(all));
}

/* A number that is international gets its plus. */
static enum smpp_status check_source(struct submit *x)
{
	uint8_t ton = number(x, SMPP_SOURCE_TON);
	const struct smpp_client *c = &x->session->client;
	const char *address = smpp_string(x->q->ctx, &x->q->fields, SMPP_SOURCE);

	if (!ton_exists(ton))
		return SMPP_RINVSRCTON;
	if (!npi_exists(number(x, SMPP_SOURCE_NPI)))
		return SMPP_RINVSRCNPI;
	if (!address)
		return SMPP_RSYSERR;
	if (!*address)
		address = *c->number ? c->number : c->name;
	else if (ton == SMPP_TON_INTERNATIONAL && *address != '+')
		address = talloc_asprintf(x->q->ctx, "+%s", address);
	if (!address)
		return SMPP_RSYSERR;
	if (strlen(address) > SMS_SENDER_MAX)
		return SMPP_RINVSRCADR;
	x->s.message.from = address;
	return SMPP_ROK;
}

static enum smpp_status check_destination(struct submit *x)
{
	uint8_t ton = number(x, SMPP_DESTINATION_TON);
	const char *address = smpp_string(x->q->ctx, &x->q->fields, SMPP_DESTINATION);

	if (!ton_exists(ton))
		return SMPP_RINVDSTTON;
	if (!npi_exists(number(x, SMPP_DESTINATION_NPI)))
		return SMPP_RINVDSTNPI;
	if (!address)
		return SMPP_RSYSERR;
	x->s.message.to = msisdn_digits(address);
	return x->s.message.to && ton != SMPP_TON_ALPHANUMERIC ? SMPP_ROK : SMPP_RINVDSTADR;
}

/* ---- how it is to be handled ---- */

/* Store and forward, or what this side does by default, which is the same (5.2.12). */
static enum smpp_status check_service(struct submit *x)
{
	uint8_t esm = number(x, SMPP_ESM_CLASS);
	uint8_t mode = esm & SMPP_ESM_MODE;
	struct slice service = x->q->fields.at[SMPP_SERVICE_TYPE];

	if (service.n && !slice_eq(service, slice_str("CMT")))
		return SMPP_RINVSERTYP;
	if ((mode != 0 && mode != 3) || esm & SMPP_ESM_TYPE)
		return SMPP_RINVESMCLASS;
	if (number(x, SMPP_PRIORITY) > 3)
		return SMPP_RINVPRTFLG;
	if (number(x, SMPP_REPLACE))
		return SMPP_RINVREPFLAG;
	if (number(x, SMPP_DEFAULT_MSG_ID))
		return SMPP_RINVDFTMSGID;
	return SMPP_ROK;
}

/* Whatever else the client wants to hear of, there is nobody to say (5.2.17). */
static enum smpp_status check_receipt(struct submit *x)
{
	uint8_t receipt = number(x, SMPP_REGISTERED) & 0x03;

	if (receipt > RECEIPT_OF_FAILURE)
		return SMPP_RINVREGDLVFLG;
	x->s.receipt = (enum submission_receipt)receipt;
	return SMPP_ROK;
}

static enum smpp_status check_times(struct submit *x)
{
	struct slice validity = x->q->fields.at[SMPP_VALIDITY];

	if (x->q->fields.at[SMPP_SCHEDULE].n)
		return SMPP_RINVSCHED; /* nothing is put off here */
	x->s.message.time = x->q->now;
	x->s.expires = x->q->now + SUBMISSION_LIFE;
	if (validity.n &&
	    (smpp_time_parse(validity, x->q->now, &x->s.expires) || x->s.expires <= x->q->now))
		return SMPP_RINVEXPIRY;
	return SMPP_ROK;
}

/* ---- what it says ---- */

/* 5.2.19; with a class, as 3GPP TS 23.038 4 has them. */
static enum smpp_status check_coding(struct submit *x)
{
	static const struct {
		uint8_t from, to;
		bool with_class, binary;
		enum sms_alphabet alphabet;
	} codings[] = {
		{0x00, 0x00, false, false, SMS_GSM7}, {0x01, 0x01, false, false, SMS_ASCII},
		{0x02, 0x02, false, true, SMS_GSM7},  {0x03, 0x03, false, false, SMS_LATIN_1},
		{0x04, 0x04, false, true, SMS_GSM7},  {0x08, 0x08, false, false, SMS_UCS2},
		{0x10, 0x13, true, false, SMS_GSM7},  {0x14, 0x17, true, true, SMS_GSM7},
		{0x18, 0x1B, true, false, SMS_UCS2},  {0xF0, 0xF3, true, false, SMS_GSM7},
		{0xF4, 0xF7, true, true, SMS_GSM7},
	};
	uint8_t coding = number(x, SMPP_DATA_CODING);

	for (size_t i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
		if (coding < codings[i].from || coding > codings[i].to)
			continue;
		x->binary = codings[i].binary;
		x->s.alphabet = codings[i].alphabet;
		if (codings[i].with_class)
			x->s.message.message_class =
				(enum message_class)(MESSAGE_CLASS_0 + (coding & 0x03));
		return SMPP_ROK;
	}
	return SMPP_RSUBMITFAIL;
}

/* 5.3.2.32: the payload is instead of the short message, not beside it. */
static enum smpp_status find_body(struct submit *x)
{
	x->body = x->q->fields.at[SMPP_SHORT_MESSAGE];
	if (x->body.n == 0)
		smpp_option(&x->q->fields, SMPP_TAG_MESSAGE_PAYLOAD, &x->body);
	else if (smpp_option(&x->q->fields, SMPP_TAG_MESSAGE_PAYLOAD, &(struct slice){0}))
		return SMPP_ROPTPARNOTALLWD;
	return x->body.n ? SMPP_ROK : SMPP_RINVMSGLEN;
}

static enum smpp_status take_header(struct submit *x)
{
	size_t n = x->body.p[0];

	if (n == 0 || 1 + n > x->body.n)
		return SMPP_RINVMSGLEN;
	x->header = slice_sub(x->body, 1, n);
	x->body = slice_sub(x->body, 1 + n, SIZE_MAX);
	return SMPP_ROK;
}

static enum smpp_status set_part(struct submit *x, uint16_t reference, uint8_t total, uint8_t part,
				 enum smpp_status wrong)
{
	if (part == 0 || part > total)
		return wrong;
	if (total == 1) /* all there is */
		return SMPP_ROK;
	x->s.reference = reference;
	x->s.total = total;
	x->s.part = part;
	return SMPP_ROK;
}

/* TS 23.040 9.2.3.24.1, 9.2.3.24.8 */
static enum smpp_status part_by_header(struct submit *x)
{
	struct slice e;

	if (sms_header_find(x->header, SMS_IE_CONCATENATED, &e) == 1)
		return e.n == 3 ? set_part(x, e.p[0], e.p[1], e.p[2], SMPP_RSUBMITFAIL)
				: SMPP_RSUBMITFAIL;
	if (sms_header_find(x->header, SMS_IE_CONCATENATED_WIDE, &e) == 1)
		return e.n == 4 ? set_part(x, be16(e.p), e.p[2], e.p[3], SMPP_RSUBMITFAIL)
				: SMPP_RSUBMITFAIL;
	return SMPP_ROK;
}

/* 5.3.2.22 to 5.3.2.24: all of the three, or none. */
static enum smpp_status part_by_options(struct submit *x)
{
	const struct smpp_fields *f = &x->q->fields;
	struct slice reference, total, part;
	bool has_reference = smpp_option(f, SMPP_TAG_SAR_MSG_REF_NUM, &reference);
	bool has_total = smpp_option(f, SMPP_TAG_SAR_TOTAL_SEGMENTS, &total);
	bool has_part = smpp_option(f, SMPP_TAG_SAR_SEGMENT_SEQNUM, &part);

	if (!has_reference && !has_total && !has_part)
		return SMPP_ROK;
	if (!has_reference || !has_total || !has_part)
		return SMPP_RMISSINGOPTPARAM;
	if (reference.n != 2 || total.n != 1 || part.n != 1)
		return SMPP_RINVPARLEN;
	if (x->header.n)
		return SMPP_ROPTPARNOTALLWD;
	return set_part(x, be16(reference.p), total.p[0], part.p[0], SMPP_RINVOPTPARAMVAL);
}

/* Parts of binary messages stay what they are: to put them together is the card's. */
static enum smpp_status check_content(struct submit *x)
{
	bool has_header = number(x, SMPP_ESM_CLASS) & SMPP_ESM_UDHI;
	enum smpp_status status = find_body(x);
	struct slice whole = x->body;

	if (status == SMPP_ROK && has_header)
		status = take_header(x);
	if (status)
		return status;
	x->s.message.protocol = number(x, SMPP_PROTOCOL_ID);
	if (!x->binary) {
		x->s.content = x->body;
		status = part_by_header(x);
		return status ? status : part_by_options(x);
	}
	if (whole.n > SMS_DATA_MAX)
		return SMPP_RINVMSGLEN;
	x->s.message.data = whole;
	x->s.message.text = "";
	x->s.message.has_header = has_header;
	return SMPP_ROK;
}

/* ---- both requests ---- */

/* More than SMPP_RATE in a second are too many. */
static bool too_fast(struct smpp_session *s, int64_t now)
{
	if (s->second != now)
		s->submitted = 0;
	s->second = now;
	return ++s->submitted > SMPP_RATE;
}

static enum smpp_status status_of(int error)
{
	static const struct {
		int error;
		enum smpp_status status;
	} statuses[] = {
		{0, SMPP_ROK},
		{-ENOENT, SMPP_RINVDSTADR},
		{-ENOSPC, SMPP_RMSGQFUL},
		{-EILSEQ, SMPP_RSUBMITFAIL},
		{-EEXIST, SMPP_RSUBMITFAIL},
	};

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].error == error)
			return statuses[i].status;
	return SMPP_RSYSERR;
}

static void put_id(struct buf *out, int64_t id)
{
	char text[ID_TEXT];

	snprintf(text, sizeof(text), "%" PRId64, id);
	smpp_put_string(out, text);
}

void smpp_on_submit(struct smpp_session *s, const struct smpp_request *q)
{
	static enum smpp_status (*const checks[])(struct submit * x) = {
		check_service, check_source, check_destination, check_times,
		check_receipt, check_coding, check_content,
	};
	struct submit x = {.session = s, .q = q, .s = {.client = s->client.name}};
	enum smpp_status status = too_fast(s, q->now) ? SMPP_RTHROTTLED : SMPP_ROK;
	size_t mark;

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]) && status == SMPP_ROK; i++)
		status = checks[i](&x);
	if (status == SMPP_ROK)
		status = status_of(submission_take(s->centre->db, &x.s));
	if (status) {
		smpp_respond(s, q, status);
		return;
	}
	mark = smpp_open(&s->out, SMPP_SUBMIT_SM | SMPP_RESPONSE, SMPP_ROK, q->header->sequence);
	put_id(&s->out, x.s.id);
	smpp_close(&s->out, mark);
}

/* Only what put_id() writes. */
static int64_t id_of(const char *text)
{
	char again[ID_TEXT];
	long long id = strtoll(text, NULL, 10);

	snprintf(again, sizeof(again), "%lld", id);
	return strcmp(again, text) ? 0 : id;
}

/* The source must be that of the submission, so far as the client says one (4.8.1). */
static enum smpp_status find_submission(struct smpp_session *s, const struct smpp_request *q,
					struct submission *out)
{
	const char *text = smpp_string(q->ctx, &q->fields, SMPP_MESSAGE_ID);
	const char *source = smpp_string(q->ctx, &q->fields, SMPP_SOURCE), *from;
	int r = -ENOMEM;

	if (text && source)
		r = submission_find(s->centre->db, s->client.name, id_of(text), q->ctx, out);
	if (r < 0)
		return SMPP_RSYSERR;
	if (r == 0)
		return SMPP_RINVMSGID;
	from = out->message.from;
	return !*source || !strcmp(from, source) || (*from == '+' && !strcmp(from + 1, source))
		       ? SMPP_ROK
		       : SMPP_RQUERYFAIL;
}

void smpp_on_query(struct smpp_session *s, const struct smpp_request *q)
{
	char done[SMPP_TIME_CHARACTERS + 1] = "";
	struct submission found;
	enum smpp_status status = find_submission(s, q, &found);
	size_t mark;

	if (status) {
		smpp_respond(s, q, status);
		return;
	}
	if (found.done)
		smpp_time_text(found.done, done);
	mark = smpp_open(&s->out, SMPP_QUERY_SM | SMPP_RESPONSE, SMPP_ROK, q->header->sequence);
	put_id(&s->out, found.id);
	smpp_put_string(&s->out, done);
	buf_put_u8(&s->out, (uint8_t)found.state);
	buf_put_u8(&s->out, 0); /* no error of a network */
	smpp_close(&s->out, mark);
}
