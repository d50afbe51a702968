/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <talloc.h>
#include <unistd.h>

#include "devices/wait.h"

enum { INTERRUPTED_MS = 5 * 1000, EXEC_FAILED = 127 };

struct child {
	const struct child_command *command;
	pid_t pid;
	int process;  /* readable once it has ended */
	int output;   /* the reading end of its standard output; -1: closed */
	int messages; /* a file that its standard error goes to */
	char *line;   /* talloc, what has come of a line */
	size_t n;
};

/* ---- starting ---- */

/* In the child, between fork and exec. What the program must not inherit: blocked and ignored
 * signals. The parent's death before prctl() shows in the parent's id. */
static _Noreturn void become(const struct child_command *command, pid_t parent, int output,
			     int messages, int failure)
{
	sigset_t none;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EXEC_FAILED);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
	    dup2(messages, STDERR_FILENO) >= 0) {
		for (const char *const *e = command->environment; *e; e++)
			putenv((char *)(uintptr_t)*e);
		execvp(command->argv[0], (char *const *)(uintptr_t)command->argv);
	}
	if (write(failure, &errno, sizeof(errno)) < 0)
		_exit(EXEC_FAILED);
	_exit(EXEC_FAILED);
}

/* What became of exec: the child writes its errno where it failed, and nothing where it did not. */
static int heard_of_failure(int fd)
{
	int failed = 0;
	ssize_t n;

	do
		n = read(fd, &failed, sizeof(failed));
	while (n < 0 && errno == EINTR);
	return n == sizeof(failed) ? -failed : 0;
}

static int fork_and_exec(struct child *c, int output, int failure[2])
{
	pid_t parent = getpid();
	int r;

	c->pid = fork();
	if (c->pid < 0)
		return -errno;
	if (c->pid == 0)
		become(c->command, parent, output, c->messages, failure[1]);
	setpgid(c->pid, c->pid); /* whichever of the two comes first */
	close(failure[1]);
	failure[1] = -1;
	c->process = pidfd_open(c->pid, 0);
	r = c->process < 0 ? -errno : heard_of_failure(failure[0]);
	if (r) {
		kill(c->pid, SIGKILL);
		waitpid(c->pid, NULL, 0);
	}
	return r;
}

static void close_pair(int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int start(struct child *c)
{
	int output[2] = {-1, -1}, failure[2] = {-1, -1};
	int r = 0;

	c->messages = memfd_create("messages", MFD_CLOEXEC);
	if (c->messages < 0 || pipe2(output, O_CLOEXEC) < 0 || pipe2(failure, O_CLOEXEC) < 0)
		r = -errno;
	if (r == 0)
		r = fork_and_exec(c, output[1], failure);
	close_pair(failure);
	if (r == 0) {
		c->output = output[0];
		output[0] = -1;
	}
	close_pair(output);
	return r;
}

/* ---- listening ---- */

static void take_lines(struct child *c)
{
	char *newline;

	while ((newline = memchr(c->line, '\n', c->n))) {
		size_t n = (size_t)(newline - c->line) + 1;

		*newline = '\0';
		c->command->line(c->command->arg, c->line);
		c->n -= n;
		memmove(c->line, c->line + n, c->n);
	}
}

/* 1 while there may be more. */
static int listen_once(struct child *c)
{
	size_t room = talloc_array_length(c->line) - c->n;
	ssize_t n;
	int r = wait_for(c->output, POLLIN, c->command->stop, wait_until(c->command->timeout));

	if (r)
		return r;
	if (room < 2) {
		size_t size = 2 * talloc_array_length(c->line);

		if (size > 2 * CHILD_LINE_MAX)
			return -E2BIG;
		c->line = talloc_realloc(NULL, c->line, char, size);
		if (!c->line)
			return -ENOMEM;
		room = size - c->n;
	}
	n = read(c->output, c->line + c->n, room - 1);
	if (n <= 0)
		return n == 0 || errno == EINTR ? (n < 0) : -errno;
	c->n += (size_t)n;
	take_lines(c);
	return 1;
}

/* ---- ending ---- */

/* Kills as well what the program has started and left: as long as nobody has waited for it, the
 * group is its own. */
static void end(struct child *c)
{
	kill(-c->pid, SIGINT);
	wait_for(c->process, POLLIN, -1, wait_until(INTERRUPTED_MS));
	kill(-c->pid, SIGKILL);
}

static char *last_messages(int fd, void *ctx)
{
	char *text = talloc_zero_array(ctx, char, CHILD_MESSAGES_MAX + 1);
	off_t size = lseek(fd, 0, SEEK_END);
	ssize_t n;

	if (!text || size < 0)
		return text;
	n = pread(fd, text, CHILD_MESSAGES_MAX,
		  size > CHILD_MESSAGES_MAX ? size - CHILD_MESSAGES_MAX : 0);
	for (ssize_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
			text[i] = ' ';
	while (n > 0 && text[n - 1] == ' ')
		text[--n] = '\0';
	return text;
}

static int finish(struct child *c, int r, int *status)
{
	int how = 0;

	if (r == 0)
		r = wait_for(c->process, POLLIN, c->command->stop, wait_until(c->command->timeout));
	if (r)
		end(c);
	while (waitpid(c->pid, &how, 0) < 0 && errno == EINTR)
		;
	*status = WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how);
	return r;
}

int child_run(const struct child_command *command, void *ctx, int *status, char **messages)
{
	struct child c = {.command = command, .process = -1, .output = -1, .messages = -1};
	int r = -ENOMEM;

	c.line = talloc_array(NULL, char, 4096);
	if (c.line)
		r = start(&c);
	if (r == 0) {
		do
			r = listen_once(&c);
		while (r == 1);
		r = finish(&c, r, status);
		*messages = last_messages(c.messages, ctx);
		if (!*messages && r == 0)
			r = -ENOMEM;
	}
	talloc_free(c.line);
	for (size_t i = 0; i < 3; i++) {
		const int fds[] = {c.process, c.output, c.messages};

		if (fds[i] >= 0)
			close(fds[i]);
	}
	return r;
}
