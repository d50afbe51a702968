/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/actor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <talloc.h>
#include <unistd.h>

enum { PATIENCE_MS = 3000, PAUSE_MS = 20 }; /* between SIGTERM and SIGKILL */

/* ---- start ---- */

struct pipes {
	int in[2], out[2], err[2];
};

static void close_pair(int pair[2])
{
	if (pair[0] >= 0)
		close(pair[0]);
	if (pair[1] >= 0)
		close(pair[1]);
}

static void close_pipes(struct pipes *p)
{
	close_pair(p->in);
	close_pair(p->out);
	close_pair(p->err);
}

static int make_pipes(struct pipes *p)
{
	int r;

	*p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}};
	if (pipe2(p->in, O_CLOEXEC) == 0 && pipe2(p->out, O_CLOEXEC) == 0 &&
	    pipe2(p->err, O_CLOEXEC) == 0)
		return 0;
	r = -errno;
	close_pipes(p);
	return r;
}

/* In the child. It ends with its parent, however that ends, and heeds signals as if it had been
 * started by hand. */
static _Noreturn void become(const struct actor_config *config, const struct pipes *p, pid_t parent)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	dup2(p->in[0], STDIN_FILENO);
	dup2(p->out[1], STDOUT_FILENO);
	dup2(p->err[1], STDERR_FILENO);
	for (size_t i = 0; config->environment && config->environment[i]; i++)
		putenv((char *)config->environment[i]);
	execvp(config->argv[0], (char *const *)config->argv);
	dprintf(STDERR_FILENO, "%s: %s\n", config->argv[0], strerror(errno));
	_exit(127);
}

static int actor_destroy(struct actor *a)
{
	actor_end(a);
	for (int i = 0; i < ACTOR_STREAMS; i++)
		if (a->streams[i].fd >= 0)
			close(a->streams[i].fd);
	if (a->in >= 0)
		close(a->in);
	close(a->log);
	return 0;
}

static int begin(struct actor *a, const struct actor_config *config)
{
	pid_t parent = getpid();
	struct pipes p;
	int r = make_pipes(&p);

	if (r)
		return r;
	a->pid = fork();
	if (a->pid == 0)
		become(config, &p, parent);
	if (a->pid < 0) {
		r = -errno;
		close_pipes(&p);
		return r;
	}
	setpgid(a->pid, a->pid); /* whoever is first: it must be so before it is ended */
	close(p.in[0]);
	close(p.out[1]);
	close(p.err[1]);
	a->in = p.in[1];
	a->streams[ACTOR_OUT].fd = p.out[0];
	a->streams[ACTOR_ERR].fd = p.err[0];
	fcntl(p.out[0], F_SETFL, O_NONBLOCK);
	fcntl(p.err[0], F_SETFL, O_NONBLOCK);
	return 0;
}

/* As somebody would type it, so that it can be done again by hand. */
static void log_command(const struct actor *a, const struct actor_config *config)
{
	dprintf(a->log, "$");
	for (size_t i = 0; config->environment && config->environment[i]; i++)
		dprintf(a->log, " '%s'", config->environment[i]);
	for (size_t i = 0; config->argv[i]; i++)
		dprintf(a->log, strpbrk(config->argv[i], " $'\"") ? " '%s'" : " %s",
			config->argv[i]);
	dprintf(a->log, "\n");
}

int actor_new(void *ctx, const struct actor_config *config, const char *log, struct actor **out)
{
	struct actor *a = talloc_zero(ctx, struct actor);
	int r;

	if (!a)
		return -ENOMEM;
	a->config = *config;
	a->config.argv = a->config.environment = NULL;
	a->config.name = talloc_strdup(a, config->name);
	for (int i = 0; i < ACTOR_STREAMS; i++)
		a->streams[i] = (struct actor_stream){.fd = -1, .text = talloc_strdup(a, "")};
	a->log = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	r = a->log < 0 ? -errno : 0;
	if (r == 0) {
		log_command(a, config);
		r = begin(a, config);
	}
	if (r) {
		if (a->log >= 0)
			close(a->log);
		talloc_free(a);
		return r;
	}
	talloc_set_destructor(a, actor_destroy);
	*out = a;
	return 0;
}

/* ---- what it says ---- */

/* Tells the lines that have not been told. */
static void tell(struct actor *a, struct actor_stream *stream)
{
	char *at, *end;

	while ((at = stream->text + stream->heard, end = strchr(at, '\n'))) {
		char *line = talloc_strndup(a, at, (size_t)(end - at));

		stream->heard += (size_t)(end - at) + 1;
		if (a->config.hear && line)
			a->config.hear(a->config.arg, a, line);
		talloc_free(line);
	}
	/* A question has a blank at its end, and no newline. Standard error comes in pieces. */
	if (*at && a->config.hear && at[strlen(at) - 1] == ' ' &&
	    stream == &a->streams[ACTOR_OUT]) {
		char *question = talloc_strdup(a, at);

		stream->heard += strlen(at);
		if (question)
			a->config.hear(a->config.arg, a, question);
		talloc_free(question);
	}
}

void actor_hear(struct actor *a, struct actor_stream *stream)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(stream->fd, piece, sizeof(piece) - 1)) > 0) {
		char *text;

		piece[n] = '\0';
		text = talloc_strdup_append(stream->text, piece);
		if (text)
			stream->text = text;
		if (write(a->log, piece, (size_t)n) != n)
			continue; /* a log is only for reading afterwards */
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		close(stream->fd);
		stream->fd = -1;
	}
	tell(a, stream);
}

const char *actor_last_words(const struct actor *a)
{
	for (int i = ACTOR_ERR; i >= ACTOR_OUT; i--) {
		char *text = talloc_strdup(a, a->streams[i].text), *line;
		size_t n = text ? strlen(text) : 0;

		while (n > 0 && text[n - 1] == '\n')
			text[--n] = '\0';
		if (n == 0)
			continue;
		line = strrchr(text, '\n');
		return line ? line + 1 : text;
	}
	return "";
}

int actor_say(struct actor *a, const char *line)
{
	char *text = talloc_asprintf(a, "%s\n", line);
	size_t n = text ? strlen(text) : 0;
	int r = 0;

	if (!text)
		return -ENOMEM;
	if (a->in < 0 || write(a->in, text, n) != (ssize_t)n)
		r = -EPIPE;
	talloc_free(text);
	return r;
}

/* ---- its end ---- */

/* Reaps it, and reads its last words. */
bool actor_ended(struct actor *a)
{
	if (a->ended || waitpid(a->pid, &a->status, WNOHANG) == 0)
		return a->ended;
	a->ended = true;
	for (int i = 0; i < ACTOR_STREAMS; i++)
		if (a->streams[i].fd >= 0)
			actor_hear(a, &a->streams[i]);
	return true;
}

int actor_status(const struct actor *a)
{
	return WIFEXITED(a->status) ? WEXITSTATUS(a->status) : 128 + WTERMSIG(a->status);
}

void actor_end(struct actor *a)
{
	if (!actor_ended(a))
		kill(-a->pid, SIGTERM);
	for (int ms = 0; !actor_ended(a) && ms < PATIENCE_MS; ms += PAUSE_MS)
		poll(NULL, 0, PAUSE_MS);
	actor_kill(a);
}

/* The group may outlive its leader: an LPA whose device is gone. */
void actor_kill(struct actor *a)
{
	kill(-a->pid, SIGKILL);
	if (!a->ended && waitpid(a->pid, &a->status, 0) == a->pid)
		a->ended = true;
}
