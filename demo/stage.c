/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "demo/actor.h"

enum { ACTORS_MAX = 32 };

struct stage {
	char *directory;
	char *trail;
	struct actor *actors; /* the last one first */
	struct trail_reader *reader;
	void (*told)(void *arg, const struct trail_entry *entry);
	void *arg;
	int signals; /* signalfd */
	int changes; /* inotify on the trail */
	bool cancelled;
	char *problem; /* NULL for none */
};

/* ---- what goes wrong ---- */

int stage_fail(struct stage *s, int r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!s->problem)
		s->problem = talloc_vasprintf(s, format, args);
	va_end(args);
	return r;
}

const char *stage_problem(const struct stage *s)
{
	return s->problem ? s->problem : "";
}

void stage_forgive(struct stage *s)
{
	TALLOC_FREE(s->problem);
}

/* ---- beginning and end ---- */

static int stage_destroy(struct stage *s)
{
	while (s->actors) {
		struct actor *a = s->actors;

		s->actors = a->next;
		talloc_free(a);
	}
	if (s->signals >= 0)
		close(s->signals);
	if (s->changes >= 0)
		close(s->changes);
	return 0;
}

/* The ends of processes, and what ends all. What is ignored, as by nohup, stays so. */
static int watch_signals(struct stage *s)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction now;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (sigaction(ends[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaddset(&set, ends[i]);
	signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals < 0 ? -errno : 0;
}

static int watch_trail(struct stage *s)
{
	char *error;
	int fd = open(s->trail, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0)
		return -errno;
	close(fd);
	s->changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (s->changes < 0 || inotify_add_watch(s->changes, s->trail, IN_MODIFY) < 0)
		return -errno;
	return trail_reader_open(s, s->trail, &s->reader, &error);
}

int stage_new(void *ctx, const char *directory, struct stage **out)
{
	struct stage *s = talloc_zero(ctx, struct stage);
	int r;

	if (!s)
		return -ENOMEM;
	s->signals = s->changes = -1;
	talloc_set_destructor(s, stage_destroy);
	s->directory = talloc_strdup(s, directory);
	s->trail = talloc_asprintf(s, "%s/trail", directory);
	r = s->directory && s->trail ? watch_signals(s) : -ENOMEM;
	if (r == 0)
		r = watch_trail(s);
	if (r) {
		talloc_free(s);
		return r;
	}
	*out = s;
	return 0;
}

const char *stage_directory(const struct stage *s)
{
	return s->directory;
}

const char *stage_trail(const struct stage *s)
{
	return s->trail;
}

int stage_watch(struct stage *s, void (*told)(void *arg, const struct trail_entry *entry),
		void *arg)
{
	char *error = NULL;
	int r = truncate(s->trail, 0) ? -errno : 0;

	TALLOC_FREE(s->reader);
	if (r == 0)
		r = trail_reader_open(s, s->trail, &s->reader, &error);
	if (r)
		return stage_fail(s, r, "%s: %s", s->trail, strerror(-r));
	s->told = told;
	s->arg = arg;
	return 0;
}

/* ---- the loop ---- */

static int read_trail(struct stage *s)
{
	char events[1024], *error;
	struct trail_entry entry;
	int r;

	while (read(s->changes, events, sizeof(events)) > 0)
		continue;
	for (;;) {
		void *ctx = talloc_new(s);

		r = trail_next(s->reader, ctx, &entry, &error);
		if (r == 1 && s->told)
			s->told(s->arg, &entry);
		if (r < 0)
			stage_fail(s, r, "%s", error ? error : strerror(-r));
		talloc_free(ctx);
		if (r <= 0)
			return r;
	}
}

static void read_signals(struct stage *s)
{
	struct signalfd_siginfo what;

	while (read(s->signals, &what, sizeof(what)) == (ssize_t)sizeof(what))
		s->cancelled = s->cancelled || what.ssi_signo != SIGCHLD;
}

static int lost_actor(struct stage *s)
{
	for (struct actor *a = s->actors; a; a = a->next)
		if (actor_ended(a) && a->config.lasting)
			return stage_fail(s, -ECHILD, "%s has ended: %s", a->config.name,
					  actor_last_words(a));
	return 0;
}

/* Whatever happens within @ms. */
static int turn(struct stage *s, int ms)
{
	struct actor_stream *streams[ACTORS_MAX * ACTOR_STREAMS];
	struct actor *actors[ACTORS_MAX * ACTOR_STREAMS];
	struct pollfd fds[2 + ACTORS_MAX * ACTOR_STREAMS] = {{.fd = s->signals, .events = POLLIN},
							     {.fd = s->changes, .events = POLLIN}};
	nfds_t n = 0;
	int r;

	for (struct actor *a = s->actors; a; a = a->next)
		for (int i = 0; i < ACTOR_STREAMS && n < ACTORS_MAX * ACTOR_STREAMS; i++)
			if (a->streams[i].fd >= 0) {
				streams[n] = &a->streams[i];
				actors[n] = a;
				fds[2 + n++] =
					(struct pollfd){.fd = a->streams[i].fd, .events = POLLIN};
			}
	if (poll(fds, 2 + n, ms) < 0 && errno != EINTR)
		return stage_fail(s, -errno, "poll: %s", strerror(errno));
	read_signals(s);
	r = read_trail(s);
	for (nfds_t i = 0; i < n; i++)
		if (fds[2 + i].revents)
			actor_hear(actors[i], streams[i]);
	if (r < 0)
		return r;
	return s->cancelled ? stage_fail(s, -ECANCELED, "interrupted") : lost_actor(s);
}

static long left_ms(const struct timespec *end)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
}

int stage_wait(struct stage *s, bool (*done)(void *arg), void *arg, const char *what)
{
	struct timespec end;
	int r = 0;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += STAGE_SECONDS;
	while (r == 0 && !done(arg)) {
		long ms = left_ms(&end);

		if (ms <= 0)
			return stage_fail(s, -ETIMEDOUT, "%s: not within %d seconds", what,
					  STAGE_SECONDS);
		r = turn(s, (int)ms);
	}
	return r;
}

/* ---- processes ---- */

int stage_start(struct stage *s, const struct actor_config *config, struct actor **out)
{
	char *log = talloc_asprintf(s, "%s/%s.log", s->directory, config->name);
	int r = log ? actor_new(s, config, log, out) : -ENOMEM;

	talloc_free(log);
	if (r)
		return stage_fail(s, r, "%s: %s", config->name, strerror(-r));
	(*out)->stage = s;
	(*out)->next = s->actors;
	s->actors = *out;
	return 0;
}

static void forget(struct stage *s, struct actor *a)
{
	struct actor **at = &s->actors;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	talloc_free(a);
}

struct line_wanted {
	struct actor *actor;
	const char *prefix;
	const char *rest; /* NULL until it has come */
};

static void look_for_line(struct line_wanted *w, struct actor_stream *stream)
{
	const char *at = stream->text + stream->passed, *end;

	while (!w->rest && (end = strchr(at, '\n'))) {
		size_t n = strlen(w->prefix);

		if (!strncmp(at, w->prefix, n))
			w->rest = talloc_strndup(w->actor, at + n, (size_t)(end - at) - n);
		at = end + 1;
		stream->passed = (size_t)(at - stream->text);
	}
}

static bool line_came(void *arg)
{
	struct line_wanted *w = arg;

	for (int i = 0; i < ACTOR_STREAMS; i++)
		look_for_line(w, &w->actor->streams[i]);
	return w->rest || w->actor->ended;
}

int stage_wait_line(struct stage *s, struct actor *a, const char *prefix, const char **rest)
{
	struct line_wanted w = {.actor = a, .prefix = prefix};
	int r = stage_wait(s, line_came, &w, a->config.name);

	if (r == 0 && !w.rest)
		r = stage_fail(s, -ECHILD, "%s has ended: %s", a->config.name, actor_last_words(a));
	*rest = w.rest;
	return r;
}

static bool has_ended(void *arg)
{
	return actor_ended(arg);
}

int stage_wait_end(struct stage *s, struct actor *a, int *status)
{
	int r = stage_wait(s, has_ended, a, a->config.name);

	*status = r ? -1 : actor_status(a);
	return r;
}

int stage_run(struct stage *s, const struct actor_config *config, void *ctx, char **output)
{
	struct actor *a;
	int status, r = stage_start(s, config, &a);

	if (r)
		return r;
	close(a->in);
	a->in = -1;
	r = stage_wait_end(s, a, &status);
	if (r == 0 && status)
		r = stage_fail(s, -ECHILD, "%s", actor_last_words(a));
	if (r == 0 && output)
		*output = talloc_steal(ctx, a->streams[ACTOR_OUT].text);
	forget(s, a);
	return r;
}
