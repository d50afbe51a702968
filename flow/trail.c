/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow/trail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

/* ---- writing ---- */

struct trail {
	int fd;
};

static int trail_destroy(struct trail *t)
{
	close(t->fd);
	return 0;
}

static int cannot(void *ctx, const char *path, char **error)
{
	int r = -errno;

	*error = talloc_asprintf(ctx, "%s: %s", path, strerror(errno));
	return r;
}

int trail_open(void *ctx, const char *path, struct trail **out, char **error)
{
	struct trail *t = talloc_zero(ctx, struct trail);

	*error = NULL;
	if (!t)
		return -ENOMEM;
	t->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (t->fd < 0) {
		talloc_free(t);
		return cannot(ctx, path, error);
	}
	talloc_set_destructor(t, trail_destroy);
	*out = t;
	return 0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Whether the line had room and is written. 16 digits are microseconds for some centuries. */
static int put_line(struct trail *t, const json_t *line)
{
	char text[TRAIL_LINE_MAX];
	size_t n = json_dumpb(line, text, sizeof(text) - 1, JSON_COMPACT | JSON_REAL_PRECISION(16));

	if (n == 0 || n > sizeof(text) - 1)
		return 0;
	text[n++] = '\n';
	return write(t->fd, text, n) == (ssize_t)n;
}

void trail_message(struct trail *t, const char *from, const char *to, const char *message,
		   json_t *detail)
{
	json_t *line = NULL;

	if (t)
		line = json_pack("{s:f, s:s, s:s, s:s, s:O*}", "time", now(), "from", from, "to",
				 to, "message", message, "detail", detail);
	if (line && !put_line(t, line) && json_object_del(line, "detail") == 0)
		put_line(t, line);
	json_decref(line);
	json_decref(detail);
}

/* ---- reading ---- */

struct trail_reader {
	const char *path;
	FILE *file;
	size_t line; /* number of the last that was read */
	char *text;  /* of the line that is not complete yet; "" between lines */
};

static int reader_destroy(struct trail_reader *reader)
{
	fclose(reader->file);
	return 0;
}

int trail_reader_open(void *ctx, const char *path, struct trail_reader **out, char **error)
{
	struct trail_reader *reader = talloc_zero(ctx, struct trail_reader);

	*error = NULL;
	if (!reader)
		return -ENOMEM;
	reader->path = talloc_strdup(reader, path);
	reader->text = talloc_strdup(reader, "");
	if (!reader->path || !reader->text) {
		talloc_free(reader);
		return -ENOMEM;
	}
	reader->file = fopen(path, "re");
	if (!reader->file) {
		talloc_free(reader);
		return cannot(ctx, path, error);
	}
	talloc_set_destructor(reader, reader_destroy);
	*out = reader;
	return 0;
}

static int fail(struct trail_reader *reader, void *ctx, int r, const char *what, char **error)
{
	*error = talloc_asprintf(ctx, "%s: line %zu: %s", reader->path, reader->line + 1, what);
	return r;
}

/* Reads on until the line is complete. 1, 0: it is not yet, negative errno. */
static int read_line(struct trail_reader *reader, void *ctx, char **error)
{
	char piece[TRAIL_LINE_MAX];
	size_t n = 0;

	clearerr(reader->file); /* what was the end need not be the end any more */
	while (fgets(piece, sizeof(piece), reader->file)) {
		reader->text = talloc_strdup_append(reader->text, piece);
		if (!reader->text)
			return -ENOMEM;
		n = strlen(reader->text);
		if (n > 0 && reader->text[n - 1] == '\n')
			return 1;
		if (n >= TRAIL_LINE_MAX)
			return fail(reader, ctx, -EBADMSG, "it is longer than 4096 bytes", error);
	}
	return ferror(reader->file) ? fail(reader, ctx, -EIO, strerror(errno), error) : 0;
}

static int detail_free(json_t **detail)
{
	json_decref(*detail);
	return 0;
}

/* The detail lives as long as a talloc object that holds a reference to it. */
static int keep_detail(void *ctx, json_t *detail)
{
	json_t **held = talloc(ctx, json_t *);

	if (!held)
		return -ENOMEM;
	*held = json_incref(detail);
	talloc_set_destructor(held, detail_free);
	return 0;
}

static int take_entry(const json_t *line, void *ctx, struct trail_entry *out)
{
	const char *from, *to, *message;
	json_t *detail = NULL;
	double when;

	if (json_unpack((json_t *)line, "{s:F, s:s, s:s, s:s, s?o}", "time", &when, "from", &from,
			"to", &to, "message", &message, "detail", &detail) ||
	    (detail && !json_is_object(detail)))
		return -EBADMSG;
	*out = (struct trail_entry){
		.time = when,
		.from = talloc_strdup(ctx, from),
		.to = talloc_strdup(ctx, to),
		.message = talloc_strdup(ctx, message),
		.detail = detail,
	};
	if (!out->from || !out->to || !out->message)
		return -ENOMEM;
	return detail ? keep_detail(ctx, detail) : 0;
}

int trail_next(struct trail_reader *reader, void *ctx, struct trail_entry *out, char **error)
{
	json_error_t why;
	json_t *line;
	int r;

	*error = NULL;
	r = read_line(reader, ctx, error);
	if (r <= 0)
		return r;
	line = json_loads(reader->text, JSON_REJECT_DUPLICATES, &why);
	if (!line)
		return fail(reader, ctx, -EBADMSG, why.text, error);
	r = take_entry(line, ctx, out);
	json_decref(line);
	if (r == -EBADMSG)
		return fail(reader, ctx, r,
			    "it lacks one of time, from, to, message, or detail is no object",
			    error);
	reader->line++;
	reader->text[0] = '\0';
	return r ? r : 1;
}

static int read_all(struct trail_reader *reader, void *ctx, struct trail_entry **out, size_t *n,
		    char **error)
{
	struct trail_entry *all = NULL;
	struct trail_entry entry;
	size_t count = 0;
	int r;

	while ((r = trail_next(reader, ctx, &entry, error)) == 1) {
		all = talloc_realloc(ctx, all, struct trail_entry, count + 1);
		if (!all)
			return -ENOMEM;
		all[count++] = entry;
	}
	if (r == 0 && *reader->text)
		return fail(reader, ctx, -EBADMSG, "it is not complete", error);
	*out = all;
	*n = count;
	return r;
}

int trail_read(void *ctx, const char *path, struct trail_entry **out, size_t *n, char **error)
{
	struct trail_reader *reader;
	int r = trail_reader_open(ctx, path, &reader, error);

	if (r)
		return r;
	r = read_all(reader, ctx, out, n, error);
	talloc_free(reader);
	return r;
}
