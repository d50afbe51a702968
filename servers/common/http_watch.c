/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/common/http_watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <talloc.h>
#include <time.h>

struct http_watched {
	TAILQ_ENTRY(http_watched) link;
	int fd;
	struct timespec until;
	bool ended; /* and not in the list any more, though not closed yet */
};

struct http_watch {
	unsigned seconds;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	/* under the mutex: */
	TAILQ_HEAD(, http_watched) list; /* the one that is over first comes first */
	bool stop;
};

static bool is_over(const struct http_watched *c)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > c->until.tv_sec ||
	       (now.tv_sec == c->until.tv_sec && now.tv_nsec >= c->until.tv_nsec);
}

/* The library that serves the connection sees its end, and closes it. */
static void end(struct http_watch *w, struct http_watched *c)
{
	shutdown(c->fd, SHUT_RDWR);
	TAILQ_REMOVE(&w->list, c, link);
	c->ended = true;
}

/* @when is a copy: its connection may go meanwhile. */
static void wait_until(struct http_watch *w, struct timespec when)
{
	pthread_cond_timedwait(&w->changed, &w->mutex, &when);
}

static void *run(void *arg)
{
	struct http_watch *w = arg;

	pthread_mutex_lock(&w->mutex);
	while (!w->stop) {
		struct http_watched *first = TAILQ_FIRST(&w->list);

		if (!first)
			pthread_cond_wait(&w->changed, &w->mutex);
		else if (is_over(first))
			end(w, first);
		else
			wait_until(w, first->until);
	}
	pthread_mutex_unlock(&w->mutex);
	return NULL;
}

/* All have as long: the one that begins last is over last. */
static void begin(struct http_watch *w, struct http_watched *c)
{
	clock_gettime(CLOCK_MONOTONIC, &c->until);
	c->until.tv_sec += w->seconds;
	TAILQ_INSERT_TAIL(&w->list, c, link);
	pthread_cond_signal(&w->changed);
}

struct http_watched *http_watch_add(struct http_watch *w, int fd)
{
	struct http_watched *c = calloc(1, sizeof(*c));

	if (!c) {
		shutdown(fd, SHUT_RDWR);
		return NULL;
	}
	c->fd = fd;
	pthread_mutex_lock(&w->mutex);
	begin(w, c);
	pthread_mutex_unlock(&w->mutex);
	return c;
}

void http_watch_restart(struct http_watch *w, struct http_watched *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&w->mutex);
	if (!c->ended) {
		TAILQ_REMOVE(&w->list, c, link);
		begin(w, c);
	}
	pthread_mutex_unlock(&w->mutex);
}

void http_watch_remove(struct http_watch *w, struct http_watched *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&w->mutex);
	if (!c->ended)
		TAILQ_REMOVE(&w->list, c, link);
	pthread_mutex_unlock(&w->mutex);
	free(c);
}

static int watch_destroy(struct http_watch *w)
{
	pthread_mutex_lock(&w->mutex);
	w->stop = true;
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->mutex);
	return 0;
}

int http_watch_new(void *ctx, unsigned seconds, struct http_watch **out)
{
	struct http_watch *w = talloc_zero(ctx, struct http_watch);
	pthread_condattr_t monotonic;
	int r;

	if (!w)
		return -ENOMEM;
	w->seconds = seconds;
	TAILQ_INIT(&w->list);
	pthread_mutex_init(&w->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	r = pthread_create(&w->thread, NULL, run, w);
	if (r) {
		talloc_free(w);
		return -r;
	}
	talloc_set_destructor(w, watch_destroy);
	*out = w;
	return 0;
}
