/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/smpp_server.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/socket.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "servers/mno/smpp.h"
#include "servers/mno/store.h"
#include "servers/mno/submission.h"

enum {
	READ_MAX = 64 * 1024,     /* of a client's bytes at once */
	UNSENT_MAX = 1024 * 1024, /* for a client that does not read: then it is cut off */
};

struct connection {
	struct connection *next, **place;
	struct smpp_server *server;
	struct smpp_session *session;
	struct bufferevent *stream;
};

struct smpp_server {
	struct smpp_centre centre;
	struct event_base *base;
	struct evconnlistener *listener;
	struct event *clock, *end;
	struct connection *connections;
	size_t count;
	int stop[2]; /* a pipe whose end of file stops the thread */
	pthread_t thread;
	bool running;
};

static int64_t seconds(void)
{
	return (int64_t)time(NULL);
}

/* ---- connections ---- */

static int connection_destroy(struct connection *c)
{
	*c->place = c->next;
	if (c->next)
		c->next->place = c->place;
	c->server->count--;
	if (c->stream)
		bufferevent_free(c->stream);
	return 0;
}

/* What is left to be sent is sent before the end. False where the connection is no more. */
static bool flush(struct connection *c)
{
	struct buf *out = smpp_session_output(c->session);
	size_t unsent;
	bool failed = out->n && bufferevent_write(c->stream, out->p, out->n);

	buf_consume(out, out->n);
	unsent = evbuffer_get_length(bufferevent_get_output(c->stream));
	if (failed || unsent > UNSENT_MAX || (unsent == 0 && smpp_session_over(c->session))) {
		talloc_free(c);
		return false;
	}
	return true;
}

static void on_readable(struct bufferevent *stream, void *arg)
{
	struct connection *c = arg;
	struct evbuffer *in = bufferevent_get_input(stream);
	size_t n = evbuffer_get_length(in);
	int64_t now = seconds();

	smpp_session_receive(c->session, slice_of(evbuffer_pullup(in, -1), n), now);
	evbuffer_drain(in, n);
	smpp_session_tick(c->session, now);
	flush(c);
}

/* All has been sent. */
static void on_written(struct bufferevent *stream, void *arg)
{
	(void)stream;
	flush(arg);
}

static void on_event(struct bufferevent *stream, short what, void *arg)
{
	(void)stream;
	if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
		talloc_free((struct connection *)arg);
}

static void name_peer(const struct sockaddr *from, int n, char out[NI_MAXHOST])
{
	if (getnameinfo(from, (socklen_t)n, out, NI_MAXHOST, NULL, 0, NI_NUMERICHOST))
		out[0] = '\0';
}

static struct connection *new_connection(struct smpp_server *s, evutil_socket_t fd,
					 const char *peer)
{
	struct connection *c = talloc_zero(s, struct connection);

	if (!c)
		return NULL;
	c->server = s;
	c->session = smpp_session_new(c, &s->centre, peer, seconds());
	if (c->session) /* the socket is its from now on */
		c->stream = bufferevent_socket_new(s->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!c->stream) {
		talloc_free(c);
		return NULL;
	}
	c->next = s->connections;
	c->place = &s->connections;
	if (c->next)
		c->next->place = &c->next;
	s->connections = c;
	s->count++;
	talloc_set_destructor(c, connection_destroy);
	return c;
}

static void on_connection(struct evconnlistener *listener, evutil_socket_t fd,
			  struct sockaddr *from, int n, void *arg)
{
	struct smpp_server *s = arg;
	struct connection *c = NULL;
	char peer[NI_MAXHOST];

	(void)listener;
	name_peer(from, n, peer);
	if (s->count < SMPP_CONNECTIONS_MAX)
		c = new_connection(s, fd, peer);
	if (!c) {
		evutil_closesocket(fd);
		return;
	}
	bufferevent_setcb(c->stream, on_readable, on_written, on_event, c);
	bufferevent_setwatermark(c->stream, EV_READ, 0, READ_MAX);
	bufferevent_enable(c->stream, EV_READ | EV_WRITE);
}

/* ---- the thread ---- */

/* Messages come from other processes, too: each second it looks for some. */
static void on_second(evutil_socket_t fd, short what, void *arg)
{
	struct smpp_server *s = arg;
	int64_t now = seconds();
	struct connection *next;

	(void)fd, (void)what;
	if (submission_expire(s->centre.db, now))
		s->centre.log(s->centre.log_arg, "smpp: the store cannot be written");
	for (struct connection *c = s->connections; c; c = next) {
		next = c->next;
		smpp_session_tick(c->session, now);
		flush(c);
	}
}

static void on_end(evutil_socket_t fd, short what, void *arg)
{
	struct smpp_server *s = arg;

	(void)fd, (void)what;
	event_base_loopbreak(s->base);
}

static void *run(void *arg)
{
	struct smpp_server *s = arg;

	event_base_dispatch(s->base);
	return NULL;
}

static int server_destroy(struct smpp_server *s)
{
	close(s->stop[1]);
	if (s->running)
		pthread_join(s->thread, NULL);
	while (s->connections)
		talloc_free(s->connections);
	if (s->clock)
		event_free(s->clock);
	if (s->end)
		event_free(s->end);
	if (s->listener)
		evconnlistener_free(s->listener);
	if (s->base)
		event_base_free(s->base);
	close(s->stop[0]);
	return 0;
}

/* ---- the start ---- */

static int open_store(struct smpp_server *s, const struct smpp_server_config *config, void *ctx,
		      char **error)
{
	int r = db_open(config->store, &mno_store_kind, s, &s->centre.db, error);

	if (r == 0)
		return crypto_new(s, NULL, NULL, &s->centre.crypto);
	if (*error)
		talloc_steal(ctx, *error);
	return r;
}

static int start_thread(struct smpp_server *s, struct http_listener *listener)
{
	static const struct timeval second = {.tv_sec = 1};

	s->base = event_base_new();
	if (!s->base)
		return -ENOMEM;
	s->clock = event_new(s->base, -1, EV_PERSIST, on_second, s);
	s->end = event_new(s->base, s->stop[0], EV_READ, on_end, s);
	if (!s->clock || !s->end || event_add(s->clock, &second) || event_add(s->end, NULL))
		return -ENOMEM;
	s->listener = evconnlistener_new(s->base, on_connection, s, LEV_OPT_CLOSE_ON_FREE, 0,
					 listener->fd);
	if (!s->listener)
		return -ENOMEM;
	listener->fd = -1;
	if (pthread_create(&s->thread, NULL, run, s))
		return -EAGAIN;
	s->running = true;
	return 0;
}

int smpp_start(const struct smpp_server_config *config, struct http_listener *listener, void *ctx,
	       struct smpp_server **out, char **error)
{
	struct smpp_server *s = talloc_zero(ctx, struct smpp_server);
	int r = -ENOMEM;

	*error = NULL;
	if (s) {
		s->centre.log = config->log;
		s->centre.log_arg = config->log_arg;
		r = pipe(s->stop) ? -errno : 0;
	}
	if (r == 0) {
		talloc_set_destructor(s, server_destroy);
		r = open_store(s, config, ctx, error);
	}
	if (r == 0)
		r = start_thread(s, listener);
	if (r) {
		talloc_free(s);
		if (listener->fd >= 0)
			close(listener->fd);
		return r;
	}
	*out = s;
	return 0;
}
