/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/smpp_pdu.h"

#include <errno.h>
#include <talloc.h>

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

int smpp_next(struct slice *in, struct smpp_header *header, struct slice *body)
{
	const uint8_t *p = in->p;

	*header = (struct smpp_header){0};
	if (in->n < 4)
		return 0;
	header->length = be32(p);
	if (header->length < SMPP_HEADER_BYTES || header->length > SMPP_PDU_MAX)
		return -EBADMSG;
	if (in->n < header->length)
		return 0;
	header->command = be32(p + 4);
	header->status = be32(p + 8);
	header->sequence = be32(p + 12);
	*body = slice_sub(*in, SMPP_HEADER_BYTES, header->length - SMPP_HEADER_BYTES);
	*in = slice_sub(*in, header->length, SIZE_MAX);
	return 1;
}

/* ---- fields ---- */

enum kind { NUMBER, STRING, TIME, COUNTED };

/* What each is, how long with its zero, and what is wrong where it is longer (4, 5.2). */
static const struct {
	enum kind kind;
	size_t max;
	enum smpp_status status;
} fields[SMPP_FIELDS] = {
	[SMPP_SYSTEM_ID] = {STRING, SMPP_SYSTEM_ID_MAX + 1, SMPP_RINVSYSID},
	[SMPP_PASSWORD] = {STRING, SMPP_PASSWORD_MAX + 1, SMPP_RINVPASWD},
	[SMPP_SYSTEM_TYPE] = {STRING, 13, SMPP_RINVSYSTYP},
	[SMPP_INTERFACE_VERSION] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_ADDR_TON] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_ADDR_NPI] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_ADDRESS_RANGE] = {STRING, 41, SMPP_RBINDFAIL},
	[SMPP_SERVICE_TYPE] = {STRING, 6, SMPP_RINVSERTYP},
	[SMPP_SOURCE_TON] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_SOURCE_NPI] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_SOURCE] = {STRING, 21, SMPP_RINVSRCADR},
	[SMPP_DESTINATION_TON] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_DESTINATION_NPI] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_DESTINATION] = {STRING, 21, SMPP_RINVDSTADR},
	[SMPP_ESM_CLASS] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_PROTOCOL_ID] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_PRIORITY] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_SCHEDULE] = {TIME, 17, SMPP_RINVSCHED},
	[SMPP_VALIDITY] = {TIME, 17, SMPP_RINVEXPIRY},
	[SMPP_REGISTERED] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_REPLACE] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_DATA_CODING] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_DEFAULT_MSG_ID] = {NUMBER, 1, SMPP_RINVCMDLEN},
	[SMPP_SHORT_MESSAGE] = {COUNTED, SMPP_SHORT_MESSAGE_MAX, SMPP_RINVMSGLEN},
	[SMPP_MESSAGE_ID] = {STRING, 65, SMPP_RINVMSGID},
};

/* The requests, and which fields they have: 4.1, 4.2, 4.4, 4.8, 4.11. */
static const struct {
	uint32_t command;
	enum smpp_field first;
	size_t count;
} requests[] = {
	{SMPP_BIND_RECEIVER, SMPP_SYSTEM_ID, 7},    {SMPP_BIND_TRANSMITTER, SMPP_SYSTEM_ID, 7},
	{SMPP_BIND_TRANSCEIVER, SMPP_SYSTEM_ID, 7}, {SMPP_UNBIND, SMPP_SYSTEM_ID, 0},
	{SMPP_ENQUIRE_LINK, SMPP_SYSTEM_ID, 0},     {SMPP_SUBMIT_SM, SMPP_SERVICE_TYPE, 17},
	{SMPP_QUERY_SM, SMPP_MESSAGE_ID, 1}, /* and the source: below */
};

static const size_t request_count = sizeof(requests) / sizeof(requests[0]);

static size_t request_of(uint32_t command)
{
	size_t i = 0;

	while (i < request_count && requests[i].command != command)
		i++;
	return i;
}

bool smpp_is_known(uint32_t command)
{
	return request_of(command) < request_count;
}

static enum smpp_status take_string(struct slice *body, enum smpp_field f, struct slice *out)
{
	const uint8_t *end = body->n ? memchr(body->p, 0, body->n) : NULL;
	size_t n;

	if (!end)
		return body->n >= fields[f].max ? fields[f].status : SMPP_RINVCMDLEN;
	n = (size_t)(end - body->p);
	if (n >= fields[f].max || (fields[f].kind == TIME && n != 0 && n != fields[f].max - 1))
		return fields[f].status;
	*out = slice_of(body->p, n);
	*body = slice_sub(*body, n + 1, SIZE_MAX);
	return SMPP_ROK;
}

static enum smpp_status take_bytes(struct slice *body, size_t n, struct slice *out)
{
	if (body->n < n)
		return SMPP_RINVCMDLEN;
	*out = slice_of(body->p, n);
	*body = slice_sub(*body, n, SIZE_MAX);
	return SMPP_ROK;
}

static enum smpp_status take(struct slice *body, enum smpp_field f, struct smpp_fields *out)
{
	struct slice length;

	if (fields[f].kind == STRING || fields[f].kind == TIME)
		return take_string(body, f, &out->at[f]);
	if (fields[f].kind == NUMBER)
		return take_bytes(body, 1, &out->at[f]);
	if (take_bytes(body, 1, &length))
		return SMPP_RINVCMDLEN;
	if (length.p[0] > fields[f].max)
		return fields[f].status;
	return take_bytes(body, length.p[0], &out->at[f]);
}

static enum smpp_status take_all(struct slice *body, enum smpp_field first, size_t count,
				 struct smpp_fields *out)
{
	enum smpp_status status = SMPP_ROK;

	for (size_t i = 0; i < count && status == SMPP_ROK; i++)
		status = take(body, (enum smpp_field)(first + i), out);
	return status;
}

enum { OPTION_HEADER = 4 }; /* tag and length */

static bool next_option(struct slice *options, uint16_t *tag, struct slice *value)
{
	size_t n;

	if (options->n < OPTION_HEADER)
		return false;
	*tag = be16(options->p);
	n = be16(options->p + 2);
	if (options->n - OPTION_HEADER < n)
		return false;
	*value = slice_of(options->p + OPTION_HEADER, n);
	*options = slice_sub(*options, OPTION_HEADER + n, SIZE_MAX);
	return true;
}

enum smpp_status smpp_parse(uint32_t command, struct slice body, struct smpp_fields *out)
{
	size_t i = request_of(command);
	enum smpp_status status;
	struct slice options, value;
	uint16_t tag;

	*out = (struct smpp_fields){0};
	status = take_all(&body, requests[i].first, requests[i].count, out);
	if (status == SMPP_ROK && command == SMPP_QUERY_SM)
		status = take_all(&body, SMPP_SOURCE_TON, 3, out);
	if (status)
		return status;
	for (options = body; options.n;)
		if (!next_option(&options, &tag, &value))
			return SMPP_RINVOPTPARSTREAM;
	out->options = body;
	return SMPP_ROK;
}

uint8_t smpp_number(const struct smpp_fields *f, enum smpp_field field)
{
	return f->at[field].n ? f->at[field].p[0] : 0;
}

char *smpp_string(void *ctx, const struct smpp_fields *f, enum smpp_field field)
{
	return talloc_strndup(ctx, (const char *)f->at[field].p, f->at[field].n);
}

bool smpp_option(const struct smpp_fields *f, enum smpp_tag tag, struct slice *out)
{
	struct slice options = f->options;
	uint16_t found;

	while (next_option(&options, &found, out))
		if (found == tag)
			return true;
	return false;
}

/* ---- writing ---- */

size_t smpp_open(struct buf *b, uint32_t command, enum smpp_status status, uint32_t sequence)
{
	size_t mark = b->n;

	buf_put_u32(b, 0);
	buf_put_u32(b, command);
	buf_put_u32(b, (uint32_t)status);
	buf_put_u32(b, sequence);
	return mark;
}

void smpp_close(struct buf *b, size_t mark)
{
	size_t n = b->n - mark;

	if (!buf_ok(b))
		return;
	for (size_t i = 4; i-- > 0; n >>= 8)
		b->p[mark + i] = (uint8_t)n;
}

void smpp_put_string(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text) + 1);
}

void smpp_put_option(struct buf *b, enum smpp_tag tag, struct slice value)
{
	buf_put_u16(b, (uint16_t)tag);
	buf_put_u16(b, (uint16_t)value.n);
	buf_put_slice(b, value);
}

void smpp_put(struct buf *b, uint32_t command, enum smpp_status status, uint32_t sequence)
{
	smpp_close(b, smpp_open(b, command, status, sequence));
}
