/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/trace.h"

#include <errno.h>
#include <talloc.h>
#include <time.h>

struct trace {
	FILE *file;
	struct timespec start;
	unsigned card; /* that the last line was about */
	int error;
};

struct trace *trace_new(void *ctx, FILE *file)
{
	struct trace *t = talloc_zero(ctx, struct trace);

	if (!t)
		return NULL;
	t->file = file;
	clock_gettime(CLOCK_MONOTONIC, &t->start);
	fputs("# softeuicc trace, format 1; behind each # the seconds since the start\n", file);
	if (fflush(file))
		t->error = -errno;
	return t;
}

static double seconds_since(struct timespec start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9;
}

static void put_line(const struct trace *t, const char *word, struct slice bytes)
{
	static const char digits[] = "0123456789ABCDEF";

	fputs(word, t->file);
	if (bytes.n > 0)
		fputc(' ', t->file);
	for (size_t i = 0; i < bytes.n; i++) {
		fputc(digits[bytes.p[i] >> 4], t->file);
		fputc(digits[bytes.p[i] & 15], t->file);
	}
	fprintf(t->file, " # %.6f\n", seconds_since(t->start));
}

static const char *const words[] = {
	[TAP_POWER_ON] = "on", [TAP_POWER_OFF] = "off", [TAP_RESET] = "reset",
	[TAP_ATR] = "atr",     [TAP_COMMAND] = ">",     [TAP_RESPONSE] = "<",
};

void trace_tap(void *trace, const struct tap_event *event)
{
	struct trace *t = trace;

	if (t->error)
		return;
	if (event->card != t->card)
		fprintf(t->file, "card %u\n", event->card);
	t->card = event->card;
	if (event->kind == TAP_NOTE)
		fprintf(t->file, "# %s\n", event->note);
	else
		put_line(t, words[event->kind],
			 event->kind == TAP_COMMAND ? event->command : event->response);
	if (fflush(t->file))
		t->error = -errno;
}

int trace_error(const struct trace *t)
{
	return t->error;
}
