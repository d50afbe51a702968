/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends connections whose client takes too long for a request, however busy it seems: one byte now
 * and then keeps a connection from being idle, and holds its place for ever. */
#ifndef SERVERS_COMMON_HTTP_WATCH_H
#define SERVERS_COMMON_HTTP_WATCH_H

struct http_watch;   /* a talloc object with a thread of its own */
struct http_watched; /* one connection */

/* 0 or negative errno. */
int http_watch_new(void *ctx, unsigned seconds, struct http_watch **out);

/* From now on the connection @fd has so many seconds. NULL without memory; it is ended then. */
struct http_watched *http_watch_add(struct http_watch *watch, int fd);
/* It has them anew: a request is over. NULL is passed over. */
void http_watch_restart(struct http_watch *watch, struct http_watched *connection);
/* To be called before @fd is closed, whose number may come again. NULL is passed over. */
void http_watch_remove(struct http_watch *watch, struct http_watched *connection);

#endif
