/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/control.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "reader-bridge/fault_file.h"
#include "reader-bridge/local_socket.h"

enum { LINE_MAX_BYTES = 64 * 1024, ANSWERS_MAX_BYTES = 64 * 1024 };

struct client {
	struct client *next;
	struct control *control;
	struct bufferevent *stream;
	bool ends; /* with the last answer */
};

struct control {
	struct faults *faults;
	struct event_base *base;
	struct evconnlistener *listener;
	struct client *clients;
	char *path;
};

/* ---- requests ---- */

static json_t *failure(const char *sentence)
{
	return json_pack("{s:s}", "error", sentence ? sentence : "out of memory");
}

static json_t *add(struct faults *f, const json_t *what, void *ctx)
{
	char *error = NULL;

	return faults_from_json(f, what, ctx, &error) < 0 ? failure(error)
							  : json_pack("{s:b}", "ok", 1);
}

static json_t *list(struct faults *f, const json_t *what, void *ctx)
{
	const struct fault *all = faults_list(f);
	json_t *array;

	(void)ctx;
	if (!json_is_true(what))
		return failure("\"list\" can only be true");
	array = json_array();
	for (size_t i = 0; i < talloc_array_length(all); i++)
		json_array_append_new(array, fault_to_json(&all[i]));
	return json_pack("{s:o}", "faults", array);
}

static json_t *take_away(struct faults *f, const json_t *what, void *ctx)
{
	const char *word = json_string_value(what);
	json_int_t id = json_integer_value(what);

	(void)ctx;
	if (word && !strcmp(word, "all"))
		id = 0;
	else if (id <= 0 || id > INT32_MAX)
		return failure("\"remove\" must be a fault's id or \"all\"");
	return json_pack("{s:i}", "removed", (int)faults_remove(f, (unsigned)id));
}

static const struct {
	const char *member;
	json_t *(*handler)(struct faults *f, const json_t *what, void *ctx);
} requests[] = {{"add", add}, {"list", list}, {"remove", take_away}};

static json_t *answer(struct faults *f, const char *request, void *ctx)
{
	json_error_t where;
	json_t *json = json_loads(request, JSON_REJECT_DUPLICATES, &where), *reply = NULL;

	if (!json)
		return failure(where.text);
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]) && !reply; i++) {
		const json_t *what = json_object_get(json, requests[i].member);

		if (what && json_object_size(json) == 1)
			reply = requests[i].handler(f, what, ctx);
	}
	json_decref(json);
	return reply ? reply
		     : failure("a request is {\"add\": ...}, {\"list\": true} or {\"remove\": "
			       "...}");
}

char *control_answer(struct faults *f, const char *request, void *ctx)
{
	json_t *reply = answer(f, request, ctx);
	char *text = reply ? json_dumps(reply, JSON_COMPACT) : NULL;
	char *out = talloc_strdup(ctx, text ? text : "{\"error\":\"out of memory\"}");

	free(text);
	json_decref(reply);
	return out;
}

/* ---- clients ---- */

static void drop(struct client *c)
{
	struct client **p = &c->control->clients;

	while (*p != c)
		p = &(*p)->next;
	*p = c->next;
	bufferevent_free(c->stream);
	talloc_free(c);
}

/* Returns 1, 0 where there is no whole line, or -ENOMEM. */
static int answer_line(struct client *c)
{
	size_t n;
	char *line = evbuffer_readln(bufferevent_get_input(c->stream), &n, EVBUFFER_EOL_LF);
	char *reply;
	int r;

	if (!line)
		return 0;
	/* What JSON's reader would stop at is no end of a line. */
	reply = strlen(line) == n ? control_answer(c->control->faults, line, c)
				  : talloc_strdup(c, "{\"error\":\"a request has a NUL in it\"}");
	free(line);
	r = reply ? evbuffer_add_printf(bufferevent_get_output(c->stream), "%s\n", reply) : -1;
	talloc_free(reply);
	return r < 0 ? -ENOMEM : 1;
}

/* Whoever has sent a line that is too long is told so, and heard no more. */
static void refuse_line(struct client *c)
{
	c->ends = true;
	bufferevent_disable(c->stream, EV_READ);
	evbuffer_add_printf(bufferevent_get_output(c->stream),
			    "{\"error\":\"a request has more than %d bytes\"}\n", LINE_MAX_BYTES);
}

/* Who asks without reading the answers is not heard until they are read. */
static void on_readable(struct bufferevent *stream, void *arg)
{
	struct client *c = arg;
	int r = 1;

	while (r == 1 && evbuffer_get_length(bufferevent_get_output(stream)) < ANSWERS_MAX_BYTES)
		r = answer_line(c);
	if (r < 0)
		drop(c);
	else if (r == 0 && evbuffer_get_length(bufferevent_get_input(stream)) >= LINE_MAX_BYTES)
		refuse_line(c);
	else if (r == 1)
		bufferevent_disable(stream, EV_READ);
}

static void on_written(struct bufferevent *stream, void *arg)
{
	struct client *c = arg;

	if (c->ends) {
		drop(c);
		return;
	}
	bufferevent_enable(stream, EV_READ);
	on_readable(stream, arg);
}

static void on_event(struct bufferevent *stream, short what, void *arg)
{
	(void)stream;
	if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
		drop(arg);
}

static void on_connection(struct evconnlistener *listener, evutil_socket_t fd,
			  struct sockaddr *from, int n, void *arg)
{
	struct control *control = arg;
	struct client *c = talloc_zero(control, struct client);

	(void)listener, (void)from, (void)n;
	if (c)
		c->stream = bufferevent_socket_new(control->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!c || !c->stream) {
		evutil_closesocket(fd);
		talloc_free(c);
		return;
	}
	c->control = control;
	c->next = control->clients;
	control->clients = c;
	bufferevent_setcb(c->stream, on_readable, on_written, on_event, c);
	bufferevent_setwatermark(c->stream, EV_READ, 0, LINE_MAX_BYTES);
	bufferevent_enable(c->stream, EV_READ | EV_WRITE);
}

/* ---- the socket ---- */

static int control_free(struct control *c)
{
	while (c->clients)
		drop(c->clients);
	if (c->listener)
		evconnlistener_free(c->listener);
	unlink(c->path);
	return 0;
}

int control_new(struct control **out, struct bridge *bridge, const char *path, struct faults *f)
{
	struct control *c = talloc_zero(NULL, struct control);
	int fd, r;

	if (!c || !(c->path = talloc_strdup(c, path))) {
		talloc_free(c);
		return -ENOMEM;
	}
	r = local_socket_bind(path, &fd);
	if (r) {
		talloc_free(c);
		return r;
	}
	talloc_set_destructor(c, control_free);
	c->faults = f;
	c->base = bridge_loop(bridge);
	c->listener = evconnlistener_new(c->base, on_connection, c,
					 LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, -1, fd);
	if (!c->listener) {
		close(fd);
		talloc_free(c);
		return -ENOMEM;
	}
	*out = c;
	return 0;
}
