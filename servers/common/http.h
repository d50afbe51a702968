/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTPS for the servers, on libmicrohttpd: TLS 1.2 and 1.3, connections kept open between requests.
 * One thread serves the connections; the handler runs on others, for one request after the other.
 */
#ifndef SERVERS_COMMON_HTTP_H
#define SERVERS_COMMON_HTTP_H

#include "codec/slice.h"

enum {
	HTTP_BODY_MAX =
		1 << 20, /* more is answered with 413, or where it comes in chunks cut off */
	HTTP_CONNECTIONS_MAX = 256, /* more wait until one ends: files are left for the store */
	HTTP_IDLE_SECONDS = 30,     /* of silence that end a connection */
	HTTP_REQUEST_SECONDS = 120, /* from the end of a request to that of the next one */
};

struct http_server; /* a talloc object; freeing it ends the threads and closes the socket */

struct http_request {
	const char *method;
	const char *path;
	const char *query;          /* behind the path's "?", as it came; NULL: none */
	const char *const *headers; /* name, value, ..., NULL; may be NULL */
	struct slice body;
	struct slice certificate;   /* DER, that of the TLS client, who has its key; often empty */
	struct http_server *server; /* for http_apart(); NULL where there is no transport */
};

/* The value of the first header @name; NULL where there is none. */
const char *http_header(const struct http_request *request, const char *name);

/* The cookie @name (RFC 6265 4.2), a talloc child of @ctx; NULL where there is none. */
const char *http_cookie(const struct http_request *request, const char *name, void *ctx);

struct http_reply {
	unsigned status;
	const char *body; /* NULL: none */
	const char *content_type;
	const char *const *headers; /* name, value, ..., NULL; may be NULL */
	const char *note;           /* a line for the log; NULL: none */
};

/* Fills in @reply; what it points to lives on @ctx, which lives as long as the request. */
typedef void http_handler(void *arg, const struct http_request *request, void *ctx,
			  struct http_reply *reply);

/* Runs @work, which may take long, while the handler is called for other requests. @work must touch
 * nothing that they use, and the handler find anew afterwards what they may have changed. */
void http_apart(const struct http_request *request, void (*work)(void *arg), void *arg);

struct http_listener {
	int fd;
	const char *address; /* HOST:PORT as bound: with the port that the system chose for 0 */
};

/* Binds "HOST:PORT" or "[HOST]:PORT". *@error: a talloc string on @ctx. -EINVAL, -EADDRINUSE ... */
int http_listen(const char *where, void *ctx, struct http_listener *out, char **error);

struct http_config {
	const char *certificate; /* PEM text */
	const char *key;         /* PEM text */
	const char *client_ca;   /* PEM text: asks clients for a certificate, and goes on where they
				    have none, or one of another issuer; NULL: does not ask */
	http_handler *handler;
	void *arg;
	/* Takes, without newline, what handlers note, with the time that they took, and what the
	 * TLS and HTTP library reports. */
	void (*log)(void *arg, const char *line);
	void *log_arg;
	struct https_stop *calls; /* ends those of the handler when the server ends; NULL: none */
	unsigned connections_max; /* 0: HTTP_CONNECTIONS_MAX */
	unsigned idle_seconds;    /* 0: HTTP_IDLE_SECONDS */
	unsigned request_seconds; /* 0: HTTP_REQUEST_SECONDS */
};

/* Takes over @listener's socket, also when it fails. */
int http_start(const struct http_config *config, struct http_listener *listener, void *ctx,
	       struct http_server **out, char **error);

#endif
