/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/person.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include "devices/qr_scan.h"

enum { ANSWER_MAX = 1000 };

static FILE *output(void *arg)
{
	return arg ? arg : stdout;
}

static void tell(void *arg, const char *line)
{
	FILE *f = output(arg);

	fprintf(f, "%s\n", line);
	fflush(f);
}

/* Waits for standard input. */
static int wait_for_input(const struct person_wait *wait)
{
	struct pollfd fds[] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = wait->stop, .events = POLLIN},
		{.fd = wait->gone, .events = POLLRDHUP},
	};
	int n;

	do
		n = poll(fds, 3, -1);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (fds[1].revents)
		return -ECANCELED;
	return fds[2].revents ? -ECONNRESET : 0;
}

/* Byte by byte: what follows the line is the next answer. */
static int read_line(const struct person_wait *wait, char *line, size_t size)
{
	size_t n = 0;
	int r;

	while ((r = wait_for_input(wait)) == 0) {
		ssize_t got = read(STDIN_FILENO, line + n, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 && n == 0)
			return -ENODATA;
		if (got <= 0 || line[n] == '\n')
			break;
		if (n + 1 < size)
			n++;
	}
	line[n] = '\0';
	return r;
}

/* Answers "@FILE" are in a QR code in the image FILE. */
static int read_answer(FILE *f, const char *line, const struct person_wait *wait, void *ctx,
		       char **answer)
{
	char *error = NULL;
	int r;

	if (*line != '@') {
		*answer = talloc_strdup(ctx, line);
		return *answer ? 0 : -ENOMEM;
	}
	r = qr_scan(line + 1, wait->stop, ctx, answer, &error);
	if (r)
		fprintf(f, "%s\n", error ? error : strerror(-r));
	return r;
}

static int ask(void *arg, const char *question, const struct person_wait *wait, void *ctx,
	       char **answer)
{
	char line[ANSWER_MAX];
	FILE *f = output(arg);
	int r;

	do {
		fputs(question, f);
		fflush(f);
		r = read_line(wait, line, sizeof(line));
		if (r) {
			fputc('\n', f);
			return r;
		}
		line[strcspn(line, "\r")] = '\0';
		r = read_answer(f, line, wait, ctx, answer);
	} while (r && r != -ENOMEM && r != -ECANCELED);
	return r;
}

const struct person cli_person = {.tell = tell, .ask = ask};
