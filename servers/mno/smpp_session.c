/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/smpp_session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <talloc.h>

static const char system_id[] = "softeuicc";

/* ---- a session's life ---- */

static int session_destroy(struct smpp_session *s)
{
	*s->place = s->next;
	if (s->next)
		s->next->place = s->place;
	return 0;
}

struct smpp_session *smpp_session_new(void *ctx, struct smpp_centre *centre, const char *peer,
				      int64_t now)
{
	struct smpp_session *s = talloc_zero(ctx, struct smpp_session);

	if (!s)
		return NULL;
	s->centre = centre;
	s->peer = talloc_strdup(s, peer);
	s->in = buf_new(s);
	s->out = buf_new(s);
	s->since = s->heard = now;
	s->client = (struct smpp_client){"", ""};
	s->next = centre->first;
	s->place = &centre->first;
	if (s->next)
		s->next->place = &s->next;
	centre->first = s;
	talloc_set_destructor(s, session_destroy);
	return s;
}

void smpp_log(struct smpp_session *s, const char *format, ...)
{
	void *ctx = talloc_new(s);
	const char *line = NULL;
	va_list args;
	char *text;

	va_start(args, format);
	text = talloc_vasprintf(ctx, format, args);
	va_end(args);
	if (text && s->peer)
		line = talloc_asprintf(ctx, "smpp: %s %s%s%s", s->peer, s->client.name,
				       *s->client.name ? " " : "", text);
	if (line)
		s->centre->log(s->centre->log_arg, line);
	talloc_free(ctx);
}

struct buf *smpp_session_output(struct smpp_session *s)
{
	return &s->out;
}

bool smpp_session_over(const struct smpp_session *s)
{
	return s->over;
}

static bool is_bound(const struct smpp_session *s)
{
	return s->transmits || s->receives;
}

/* ---- what it says ---- */

void smpp_respond(struct smpp_session *s, const struct smpp_request *q, enum smpp_status status)
{
	smpp_put(&s->out, q->header->command | SMPP_RESPONSE, status, q->header->sequence);
}

/* 3.2: sequence numbers are 1 to 7FFFFFFF, then 1 again. */
struct smpp_pending *smpp_ask(struct smpp_session *s, enum smpp_matter matter, int64_t id,
			      int64_t now)
{
	for (size_t i = 0; i < SMPP_WINDOW; i++) {
		struct smpp_pending *p = &s->pending[i];

		if (p->sequence)
			continue;
		s->sequence = s->sequence == INT32_MAX ? 1 : s->sequence + 1;
		*p = (struct smpp_pending){s->sequence, matter, id, now};
		return p;
	}
	return NULL;
}

/* ---- binding ---- */

static const struct smpp_session *receiver_of(const struct smpp_session *s, const char *name)
{
	const struct smpp_session *other = s->centre->first;

	while (other && !(other->receives && !strcmp(other->client.name, name)))
		other = other->next;
	return other;
}

static enum smpp_status check_client(struct smpp_session *s, const struct smpp_request *q)
{
	static const enum smpp_status statuses[] = {
		[CLIENT_RIGHT] = SMPP_ROK,
		[CLIENT_UNKNOWN] = SMPP_RINVSYSID,
		[CLIENT_WRONG_PASSWORD] = SMPP_RINVPASWD,
	};
	const char *name = smpp_string(q->ctx, &q->fields, SMPP_SYSTEM_ID);
	const char *password = smpp_string(q->ctx, &q->fields, SMPP_PASSWORD);
	enum smpp_client_verdict verdict;
	struct smpp_client c;

	if (!name || !password ||
	    smpp_client_check(s->centre->db, s->centre->crypto, name, password, q->ctx, &c,
			      &verdict))
		return SMPP_RSYSERR;
	if (verdict != CLIENT_RIGHT)
		return statuses[verdict];
	/* Two receivers of one client would get everything twice. */
	if (q->header->command != SMPP_BIND_TRANSMITTER && receiver_of(s, name))
		return SMPP_RALYBND;
	s->client.name = talloc_strdup(s, c.name);
	s->client.number = talloc_strdup(s, c.number);
	return s->client.name && s->client.number ? SMPP_ROK : SMPP_RSYSERR;
}

static enum smpp_status check_bind(struct smpp_session *s, const struct smpp_request *q)
{
	if (is_bound(s))
		return SMPP_RALYBND;
	if (smpp_number(&q->fields, SMPP_INTERFACE_VERSION) < SMPP_VERSION)
		return SMPP_RBINDFAIL; /* receipts and long messages need options */
	return check_client(s, q);
}

static void on_bind(struct smpp_session *s, const struct smpp_request *q)
{
	static const uint8_t version = SMPP_VERSION;
	enum smpp_status status = check_bind(s, q);
	size_t mark;

	if (status) {
		smpp_log(s, "may not bind: status %02x", (unsigned)status);
		smpp_respond(s, q, status);
		if (status != SMPP_RALYBND && ++s->tries == SMPP_BIND_TRIES)
			s->over = true;
		return;
	}
	s->transmits = q->header->command != SMPP_BIND_RECEIVER;
	s->receives = q->header->command != SMPP_BIND_TRANSMITTER;
	smpp_log(s, "bound");
	mark = smpp_open(&s->out, q->header->command | SMPP_RESPONSE, SMPP_ROK,
			 q->header->sequence);
	smpp_put_string(&s->out, system_id);
	smpp_put_option(&s->out, SMPP_TAG_SC_INTERFACE_VERSION, slice_of(&version, 1));
	smpp_close(&s->out, mark);
}

static void on_unbind(struct smpp_session *s, const struct smpp_request *q)
{
	smpp_respond(s, q, SMPP_ROK);
	s->over = true;
}

static void on_enquire_link(struct smpp_session *s, const struct smpp_request *q)
{
	smpp_respond(s, q, SMPP_ROK);
}

/* ---- what it hears ---- */

enum need { NOTHING, BOUND, TRANSMITTER };

static const struct {
	uint32_t command;
	enum need need; /* 2.3 */
	void (*run)(struct smpp_session *s, const struct smpp_request *q);
} handlers[] = {
	{SMPP_BIND_RECEIVER, NOTHING, on_bind},      {SMPP_BIND_TRANSMITTER, NOTHING, on_bind},
	{SMPP_BIND_TRANSCEIVER, NOTHING, on_bind},   {SMPP_UNBIND, BOUND, on_unbind},
	{SMPP_ENQUIRE_LINK, BOUND, on_enquire_link}, {SMPP_SUBMIT_SM, TRANSMITTER, smpp_on_submit},
	{SMPP_QUERY_SM, TRANSMITTER, smpp_on_query},
};

static bool may(const struct smpp_session *s, enum need need)
{
	return need == NOTHING || (need == BOUND ? is_bound(s) : s->transmits);
}

static void on_known_request(struct smpp_session *s, struct smpp_request *q, struct slice body)
{
	enum smpp_status status;
	size_t i = 0;

	while (handlers[i].command != q->header->command)
		i++;
	status = may(s, handlers[i].need) ? smpp_parse(q->header->command, body, &q->fields)
					  : SMPP_RINVBNDSTS;
	if (status)
		smpp_respond(s, q, status);
	else
		handlers[i].run(s, q);
}

static void on_request(struct smpp_session *s, const struct smpp_header *h, struct slice body,
		       int64_t now)
{
	struct smpp_request q = {.header = h, .now = now};

	if (!smpp_is_known(h->command)) {
		smpp_put(&s->out, SMPP_GENERIC_NACK, SMPP_RINVCMDID, h->sequence);
		return;
	}
	q.ctx = talloc_new(s);
	on_known_request(s, &q, body);
	talloc_free(q.ctx);
}

/* A response, or a nack, to what is pending; anything else is nobody's. */
static void on_response(struct smpp_session *s, const struct smpp_header *h, int64_t now)
{
	for (size_t i = 0; i < SMPP_WINDOW; i++) {
		struct smpp_pending p = s->pending[i];
		uint32_t command = p.matter == SMPP_LINK ? SMPP_ENQUIRE_LINK : SMPP_DELIVER_SM;

		if (p.sequence == 0 || p.sequence != h->sequence ||
		    (h->command != (command | SMPP_RESPONSE) && h->command != SMPP_GENERIC_NACK))
			continue;
		s->pending[i].sequence = 0;
		if (p.matter != SMPP_LINK)
			smpp_delivered(s, &p,
				       h->command == SMPP_GENERIC_NACK && !h->status
					       ? SMPP_RINVCMDID
					       : h->status,
				       now);
		return;
	}
}

void smpp_session_receive(struct smpp_session *s, struct slice bytes, int64_t now)
{
	struct smpp_header header;
	struct slice rest, body;
	int r = 0;

	if (s->over)
		return;
	buf_put_slice(&s->in, bytes);
	rest = buf_slice(&s->in);
	while (!s->over && buf_ok(&s->in) && (r = smpp_next(&rest, &header, &body)) == 1) {
		s->heard = now;
		if (header.command & SMPP_RESPONSE)
			on_response(s, &header, now);
		else
			on_request(s, &header, body, now);
	}
	if (r < 0) {
		/* 4.3: where the next packet would begin is not known any more. */
		smpp_log(s, "packet of %" PRIu32 " bytes", header.length);
		smpp_put(&s->out, SMPP_GENERIC_NACK, SMPP_RINVCMDLEN, 0);
	}
	s->over = s->over || r < 0 || !buf_ok(&s->in) || !buf_ok(&s->out);
	buf_consume(&s->in, s->in.n - rest.n);
}

/* ---- time ---- */

static bool has_waited(const struct smpp_session *s, int64_t now, bool *link)
{
	*link = false;
	for (size_t i = 0; i < SMPP_WINDOW; i++) {
		const struct smpp_pending *p = &s->pending[i];

		if (!p->sequence)
			continue;
		if (now - p->since >= SMPP_RESPONSE_SECONDS)
			return true;
		*link = *link || p->matter == SMPP_LINK;
	}
	return false;
}

static void enquire(struct smpp_session *s, int64_t now)
{
	const struct smpp_pending *p = smpp_ask(s, SMPP_LINK, 0, now);

	if (p)
		smpp_put(&s->out, SMPP_ENQUIRE_LINK, SMPP_ROK, p->sequence);
}

void smpp_session_tick(struct smpp_session *s, int64_t now)
{
	bool link;

	if (s->over)
		return;
	if (!is_bound(s)) {
		s->over = now - s->since >= SMPP_INIT_SECONDS;
		return;
	}
	if (has_waited(s, now, &link)) {
		smpp_log(s, "does not answer");
		s->over = true;
		return;
	}
	if (!link && now - s->heard >= SMPP_LINK_SECONDS)
		enquire(s, now);
	if (s->receives)
		smpp_deliver(s, now);
	s->over = !buf_ok(&s->out);
}
