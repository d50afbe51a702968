/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/http.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "codec/buf.h"
#include "codec/utf8.h"
#include "servers/common/http_watch.h"
#include "servers/common/https_client.h"

enum { BACKLOG = 64, PORT_MAX = 65535 };

struct http_server {
	struct MHD_Daemon *daemon;
	struct http_config config;
	struct http_watch *watch;
	pthread_mutex_t turn; /* of the one request that the handler is called for */
	pthread_mutex_t mutex;
	pthread_cond_t idle; /* @running has become 0 */
	/* under the mutex: */
	unsigned running; /* threads that handle a request */
	bool stopping;
};

/* ---- the socket ---- */

/* Checked here because getaddrinfo() takes numbers beyond, modulo 65536. */
static bool is_port(const char *text)
{
	size_t n = strlen(text);

	return n >= 1 && n <= 5 && strspn(text, "0123456789") == n && atol(text) <= PORT_MAX;
}

/* Splits at the last colon, so that "[::1]:8443" works. */
static int split_address(const char *where, void *ctx, char **host, const char **port)
{
	const char *colon = strrchr(where, ':');
	size_t n;

	if (!colon || colon == where || !is_port(colon + 1))
		return -EINVAL;
	n = (size_t)(colon - where);
	*port = colon + 1;
	if (where[0] == '[' && n > 2 && where[n - 1] == ']')
		*host = talloc_strndup(ctx, where + 1, n - 2);
	else
		*host = talloc_strndup(ctx, where, n);
	return *host ? 0 : -ENOMEM;
}

static int bind_to(const struct addrinfo *a)
{
	int fd =
		socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
	int r;

	if (fd < 0)
		return -errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	r = -errno;
	close(fd);
	return r;
}

/* The first address of a name that can be had: it may have an IPv6 address where the machine has
 * not. */
static int bind_to_one_of(const struct addrinfo *a)
{
	int r = -EADDRNOTAVAIL;

	for (; a && r < 0; a = a->ai_next)
		r = bind_to(a);
	return r;
}

static const char *bound_address(int fd, const char *host, void *ctx)
{
	struct sockaddr_storage sa;
	socklen_t n = sizeof(sa);
	char port[NI_MAXSERV];

	if (getsockname(fd, (struct sockaddr *)&sa, &n) ||
	    getnameinfo((struct sockaddr *)&sa, n, NULL, 0, port, sizeof(port), NI_NUMERICSERV))
		return NULL;
	return talloc_asprintf(ctx, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

int http_listen(const char *where, void *ctx, struct http_listener *out, char **error)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *found;
	const char *port;
	char *host;
	int r;

	if (split_address(where, ctx, &host, &port)) {
		*error = talloc_asprintf(ctx, "%s: not HOST:PORT with a port up to %d", where,
					 PORT_MAX);
		return -EINVAL;
	}
	r = getaddrinfo(host, port, &hints, &found);
	if (r) {
		*error = talloc_asprintf(ctx, "%s: %s", where, gai_strerror(r));
		return -EINVAL;
	}
	out->fd = bind_to_one_of(found);
	freeaddrinfo(found);
	if (out->fd < 0) {
		*error = talloc_asprintf(ctx, "%s: %s", where, strerror(-out->fd));
		return out->fd;
	}
	out->address = bound_address(out->fd, host, ctx);
	return out->address ? 0 : -ENOMEM;
}

/* ---- one request ---- */

const char *http_header(const struct http_request *request, const char *name)
{
	for (const char *const *h = request->headers; h && *h; h += 2)
		if (!strcasecmp(h[0], name))
			return h[1];
	return NULL;
}

const char *http_cookie(const struct http_request *request, const char *name, void *ctx)
{
	const char *at = http_header(request, "Cookie");
	size_t n = strlen(name);

	while (at && *at) {
		size_t length = strcspn(at, ";");

		if (length > n && !strncmp(at, name, n) && at[n] == '=')
			return talloc_strndup(ctx, at + n + 1, length - n - 1);
		at += length;
		at += strspn(at, "; ");
	}
	return NULL;
}

struct exchange {
	struct http_server *server;
	struct MHD_Connection *connection;
	struct buf body;
	struct http_request request;
	unsigned status;
	struct MHD_Response *response;
	bool begun;
	bool handled; /* there is a response, or no memory for it */
};

static struct MHD_Response *response_of(const struct http_reply *reply)
{
	size_t n = reply->body ? strlen(reply->body) : 0;
	struct MHD_Response *r = MHD_create_response_from_buffer(
		n, n ? (void *)(uintptr_t)reply->body : NULL, MHD_RESPMEM_MUST_COPY);

	if (r && n)
		MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
	for (const char *const *h = reply->headers; r && h && *h; h += 2)
		MHD_add_response_header(r, h[0], h[1]);
	return r;
}

/* The length that the headers announce; 0 where the body comes in chunks. */
static unsigned long long announced(struct MHD_Connection *connection)
{
	const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
						       MHD_HTTP_HEADER_CONTENT_LENGTH);

	return text ? strtoull(text, NULL, 10) : 0;
}

/* The certificate by which the client has signed the handshake. Whether to trust it is for the
 * handler to say, who knows which one it expects. */
static struct slice client_certificate(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	const gnutls_datum_t *chain = NULL;
	unsigned n = 0;

	if (info)
		chain = gnutls_certificate_get_peers(info->tls_session, &n);
	return n ? slice_of(chain[0].data, chain[0].size) : (struct slice){NULL, 0};
}

struct headers {
	const char **list; /* name, value, ... */
	size_t n, max;
};

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	struct headers *h = cls;

	(void)kind;
	if (h->n + 2 > h->max)
		return MHD_NO;
	h->list[h->n++] = name;
	h->list[h->n++] = value ? value : "";
	return MHD_YES;
}

/* Name, value, ..., NULL; the strings are the library's. NULL without memory. */
static const char *const *headers_of(struct MHD_Connection *connection, void *ctx)
{
	int n = MHD_get_connection_values(connection, MHD_HEADER_KIND, NULL, NULL);
	struct headers h = {.max = 2 * (size_t)(n > 0 ? n : 0)};

	h.list = talloc_zero_array(ctx, const char *, h.max + 1);
	if (h.list)
		MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, &h);
	return h.list;
}

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void log_note(const struct http_server *server, const char *note, int64_t took, void *ctx)
{
	char *line = talloc_asprintf(ctx, "%s (%lld ms)", note, (long long)took);

	if (!line)
		return;
	utf8_mask_controls(line);
	server->config.log(server->config.log_arg, line);
}

/* All that the handler leaves goes within its turn: it may refer to what other requests use. */
static void handle(struct exchange *x)
{
	struct http_server *server = x->server;
	struct http_reply reply = {.status = 500};
	void *ctx = talloc_new(NULL);
	int64_t began;

	pthread_mutex_lock(&server->turn);
	began = milliseconds();
	if (ctx)
		server->config.handler(server->config.arg, &x->request, ctx, &reply);
	if (reply.note)
		log_note(server, reply.note, milliseconds() - began, ctx);
	x->status = reply.status;
	x->response = response_of(&reply);
	talloc_free(ctx);
	pthread_mutex_unlock(&server->turn);
	x->handled = true;
}

/* Once the connection goes on, @arg is the library's thread's again. */
static void *run(void *arg)
{
	struct exchange *x = arg;
	struct http_server *server = x->server;

	handle(x);
	MHD_resume_connection(x->connection);
	pthread_mutex_lock(&server->mutex);
	if (--server->running == 0)
		pthread_cond_signal(&server->idle);
	pthread_mutex_unlock(&server->mutex);
	return NULL;
}

/* Has the request handled on a thread of its own, and the connection rest until then. Where there
 * can be no more threads this one does it. */
static enum MHD_Result hand_over(struct http_server *server, struct exchange *x)
{
	pthread_t thread;
	bool stopping;

	pthread_mutex_lock(&server->mutex);
	stopping = server->stopping;
	server->running += !stopping;
	pthread_mutex_unlock(&server->mutex);
	if (stopping)
		return MHD_NO;
	MHD_suspend_connection(x->connection);
	if (pthread_create(&thread, NULL, run, x) == 0)
		pthread_detach(thread);
	else
		run(x);
	return MHD_YES;
}

void http_apart(const struct http_request *request, void (*work)(void *arg), void *arg)
{
	if (request->server)
		pthread_mutex_unlock(&request->server->turn);
	work(arg);
	if (request->server)
		pthread_mutex_lock(&request->server->turn);
}

/* The library calls this with what the first line of a request names, before it takes that apart;
 * what it returns is the request's state from then on. */
static void *on_address(void *cls, const char *uri, struct MHD_Connection *connection)
{
	const char *query = strchr(uri, '?');
	struct exchange *x = talloc_zero(NULL, struct exchange);

	if (!x)
		return NULL;
	x->server = cls;
	x->connection = connection;
	x->body = buf_new(x);
	x->request.server = cls;
	if (query)
		x->request.query = talloc_strdup(x, query + 1);
	return x;
}

/* The headers are there. */
static enum MHD_Result begin(struct exchange *x)
{
	x->begun = true;
	if (announced(x->connection) > HTTP_BODY_MAX) {
		x->status = 413;
		x->response = response_of(&(const struct http_reply){.status = 413});
		x->handled = true;
		return x->response ? MHD_queue_response(x->connection, x->status, x->response)
				   : MHD_NO;
	}
	return MHD_YES;
}

/* The library calls this when the headers are there, again for each piece of the body, once more
 * when all of it has come, and when the request has been handled. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *n, void **state)
{
	struct http_server *server = cls;
	struct exchange *x = *state;

	(void)version;
	if (!x)
		return MHD_NO;
	if (x->handled)
		return x->response ? MHD_queue_response(connection, x->status, x->response)
				   : MHD_NO;
	if (!x->begun)
		return begin(x);
	if (*n > HTTP_BODY_MAX - x->body.n)
		return MHD_NO; /* whose length was not announced */
	if (*n) {
		buf_put(&x->body, data, *n);
		*n = 0;
		return MHD_YES;
	}
	x->request.method = method;
	x->request.path = url;
	x->request.headers = headers_of(connection, x);
	x->request.body = buf_slice(&x->body);
	x->request.certificate = client_certificate(connection);
	if (!buf_ok(&x->body) || !x->request.headers)
		return MHD_NO;
	return hand_over(server, x);
}

/* @watched: what the library keeps with the connection. */
static void on_connection(void *cls, struct MHD_Connection *connection, void **watched,
			  enum MHD_ConnectionNotificationCode what)
{
	struct http_server *server = cls;

	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		*watched = http_watch_add(
			server->watch,
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
				->connect_fd);
	else
		http_watch_remove(server->watch, *watched);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **state,
			 enum MHD_RequestTerminationCode why)
{
	struct http_server *server = cls;
	struct exchange *x = *state;

	(void)why;
	http_watch_restart(server->watch,
			   MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
				   ->socket_context);
	if (x && x->response)
		MHD_destroy_response(x->response);
	talloc_free(x);
	*state = NULL;
}

/* ---- the server ---- */

static void on_message(void *cls, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static void on_message(void *cls, const char *format, va_list args)
{
	const struct http_server *server = cls;
	char line[512];

	vsnprintf(line, sizeof(line), format, args);
	line[strcspn(line, "\r\n")] = '\0';
	server->config.log(server->config.log_arg, line);
}

static int server_destroy(struct http_server *server)
{
	pthread_mutex_lock(&server->mutex);
	server->stopping = true;
	https_stop(server->config.calls);
	while (server->running > 0) /* the library does not stop before all connections go on */
		pthread_cond_wait(&server->idle, &server->mutex);
	pthread_mutex_unlock(&server->mutex);
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	https_go_on(server->config.calls);
	pthread_cond_destroy(&server->idle);
	pthread_mutex_destroy(&server->mutex);
	pthread_mutex_destroy(&server->turn);
	return 0;
}

static unsigned or_default(unsigned value, unsigned otherwise)
{
	return value ? value : otherwise;
}

static struct MHD_Daemon *start_daemon(struct http_server *server, int fd)
{
	const struct http_config *config = &server->config;
	/* The library compares with plain char *; it does not write to them. */
	char *key = (char *)(uintptr_t)config->key, *cert = (char *)(uintptr_t)config->certificate;
	struct MHD_OptionItem trust[] = {
		{MHD_OPTION_HTTPS_MEM_TRUST, 0, (void *)(uintptr_t)config->client_ca},
		{MHD_OPTION_END, 0, NULL},
	};

	if (!config->client_ca)
		trust[0].option = MHD_OPTION_END;
	return MHD_start_daemon(
		MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TLS |
			MHD_USE_ERROR_LOG,
		0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_message, server,
		MHD_OPTION_URI_LOG_CALLBACK, on_address, server, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_HTTPS_MEM_KEY, key, MHD_OPTION_HTTPS_MEM_CERT, cert,
		MHD_OPTION_HTTPS_PRIORITIES, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, server, MHD_OPTION_CONNECTION_TIMEOUT,
		or_default(config->idle_seconds, HTTP_IDLE_SECONDS), MHD_OPTION_CONNECTION_LIMIT,
		or_default(config->connections_max, HTTP_CONNECTIONS_MAX), MHD_OPTION_ARRAY, trust,
		MHD_OPTION_END);
}

int http_start(const struct http_config *config, struct http_listener *listener, void *ctx,
	       struct http_server **out, char **error)
{
	struct http_server *server = talloc_zero(ctx, struct http_server);
	int r;

	if (!server)
		return -ENOMEM;
	server->config = *config;
	pthread_mutex_init(&server->turn, NULL);
	pthread_mutex_init(&server->mutex, NULL);
	pthread_cond_init(&server->idle, NULL);
	talloc_set_destructor(server, server_destroy);
	r = http_watch_new(server, or_default(config->request_seconds, HTTP_REQUEST_SECONDS),
			   &server->watch);
	if (r == 0) {
		server->daemon = start_daemon(server, listener->fd);
		if (server->daemon) {
			*out = server;
			return 0;
		}
		*error = talloc_asprintf(ctx,
					 "%s: the TLS server does not start with this "
					 "certificate and key",
					 listener->address);
		r = -EIO;
	}
	close(listener->fd);
	talloc_free(server);
	return r;
}
