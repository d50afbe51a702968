/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smpp_fixture.h"

#include "servers/mno/smpp_client.h"

static struct smpp_centre centre;
struct smpp_session *session;
int64_t now;

static void forget(void *arg, const char *line)
{
	(void)arg, (void)line;
}

struct smpp_session *connect_client(void)
{
	struct smpp_session *s = smpp_session_new(ctx, &centre, "test", now);

	ck_assert_ptr_nonnull(s);
	return s;
}

void smpp_setup(void)
{
	const struct smpp_client shop = {"shop", ""}, phone = {"phone", BERT};
	const char *problem;

	mno_setup();
	add_subscriber("001010000000001", "8988211000000000011", ANNA);
	add_subscriber("001010000000002", "8988211000000000029", BERT);
	ck_assert_int_eq(smpp_client_add(db, crypto, &shop, "secret", &problem), 0);
	ck_assert_int_eq(smpp_client_add(db, crypto, &phone, "pass", &problem), 0);
	centre = (struct smpp_centre){.db = db, .crypto = crypto, .log = forget};
	now = NOW;
	session = connect_client();
}

/* ---- packets ---- */

void send_bytes(struct smpp_session *s, const char *hex)
{
	smpp_session_receive(s, unhex(ctx, hex), now);
}

/* A request or response with @body in hexadecimal digits. */
void send_packet(struct smpp_session *s, uint32_t command, uint32_t status, uint32_t sequence,
		 const char *body)
{
	struct buf b = buf_new(ctx);
	size_t mark = smpp_open(&b, command, (enum smpp_status)status, sequence);

	buf_put_slice(&b, unhex(ctx, body));
	smpp_close(&b, mark);
	smpp_session_receive(s, buf_slice(&b), now);
}

/* The next packet that it has sent. */
struct slice received(struct smpp_session *s, struct smpp_header *header)
{
	struct buf *out = smpp_session_output(s);
	struct slice rest = slice_dup(ctx, buf_slice(out)), body;

	ck_assert_int_eq(smpp_next(&rest, header, &body), 1);
	buf_consume(out, header->length);
	return body;
}

void assert_answer(struct smpp_session *s, uint32_t command, uint32_t status, uint32_t sequence)
{
	struct smpp_header h;

	received(s, &h);
	ck_assert_uint_eq(h.command, command);
	ck_assert_uint_eq(h.status, status);
	ck_assert_uint_eq(h.sequence, sequence);
	if (status)
		ck_assert_uint_eq(h.length, SMPP_HEADER_BYTES);
}

void assert_silent(struct smpp_session *s)
{
	ck_assert_uint_eq(smpp_session_output(s)->n, 0);
}

void bind_as(struct smpp_session *s, uint32_t command, const char *body)
{
	struct smpp_header h;

	send_packet(s, command, 0, 1, body);
	assert_hex(received(s, &h), "736F667465756963630002100001 34");
	ck_assert_uint_eq(h.command, command | SMPP_RESPONSE);
	ck_assert_uint_eq(h.status, 0);
}

struct smpp_session *phone(void)
{
	struct smpp_session *s = connect_client();

	bind_as(s, SMPP_BIND_RECEIVER, PHONE_BIND);
	return s;
}

void pass(struct smpp_session *s, int64_t seconds)
{
	now += seconds;
	smpp_session_tick(s, now);
}
