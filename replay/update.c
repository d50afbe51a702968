/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/update.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>

/* The last change made to a line is the first in the list. */
static const struct change *change_of(const struct change *c, const char *path, unsigned line)
{
	while (c && (c->line != line || strcmp(c->file, path)))
		c = c->next;
	return c;
}

/* The line with the operand of its word replaced. */
static void put_changed(FILE *out, const char *line, const char *text)
{
	size_t indent = strspn(line, " \t"), word = strcspn(line + indent, " \t\n");
	size_t operand = indent + word;
	const char *comment = strchr(line + operand, '#');

	fprintf(out, "%.*s %s", (int)operand, line, text);
	if (comment)
		fprintf(out, " %s", comment);
	else
		fputc('\n', out);
}

static int copy(FILE *in, FILE *out, const char *path, const struct change *changes)
{
	char *line = NULL;
	size_t room = 0;
	int n = 0;

	for (unsigned number = 1; getline(&line, &room, in) >= 0; number++) {
		const struct change *c = change_of(changes, path, number);

		n += c != NULL;
		if (c)
			put_changed(out, line, c->text);
		else
			fputs(line, out);
	}
	free(line);
	return ferror(in) ? -EIO : n;
}

int update_file(const char *path, const struct change *changes)
{
	char *unfinished = talloc_asprintf(NULL, "%s-new", path);
	FILE *in = fopen(path, "r"), *out = in ? fopen(unfinished, "wx") : NULL;
	struct stat st;
	int r = out ? copy(in, out, path, changes) : -errno;

	if (in && r >= 0 && (fstat(fileno(in), &st) || fchmod(fileno(out), st.st_mode)))
		r = -errno;
	if (in)
		fclose(in);
	if (out && fclose(out) && r >= 0)
		r = -errno;
	if (out && r > 0 && rename(unfinished, path))
		r = -errno;
	if (out && r <= 0)
		unlink(unfinished);
	talloc_free(unfinished);
	return r;
}
