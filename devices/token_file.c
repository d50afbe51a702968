/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/token_file.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <talloc.h>
#include <unistd.h>

#include "profile/file.h"
#include "servers/common/json.h"

enum { FILE_MAX = 16384 };

static bool is(const json_t *object, const char *name, const char *value)
{
	const char *text = json_member_text(object, name);

	return text && !strcmp(text, value);
}

char *token_file_read(const struct token_file *file, void *ctx)
{
	struct buf text = buf_new(ctx);
	json_t *object = NULL;
	const char *token;
	char *copy = NULL;

	if (file_read(file->path, FILE_MAX, &text) == 0)
		object = json_loadb((const char *)text.p, text.n, 0, NULL);
	token = json_member_text(object, "token");
	if (token && is(object, "server", file->server) && is(object, "terminal", file->terminal) &&
	    is(object, "subscription", file->subscription))
		copy = talloc_strdup(ctx, token);
	json_decref(object);
	buf_reset(&text);
	return copy;
}

static int write_all(int fd, const char *text)
{
	size_t n = strlen(text);
	ssize_t written = write(fd, text, n);
	int r = written < 0 ? -errno : (size_t)written < n ? -ENOSPC : 0;

	return close(fd) && r == 0 ? -errno : r;
}

/* Beside it and then renamed: whoever is interrupted leaves the old one. */
int token_file_write(const struct token_file *file, const char *token)
{
	void *ctx = talloc_new(NULL);
	json_t *object =
		json_pack("{s:s, s:s, s:s, s:s}", "server", file->server, "terminal",
			  file->terminal, "subscription", file->subscription, "token", token);
	char *beside = talloc_asprintf(ctx, "%s.new", file->path);
	char *text = object ? json_text(ctx, object) : NULL;
	int fd, r = -ENOMEM;

	if (beside && text) {
		unlink(beside);
		fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		r = fd < 0 ? -errno : write_all(fd, text);
		if (r == 0 && rename(beside, file->path))
			r = -errno;
	}
	json_decref(object);
	talloc_free(ctx);
	return r;
}

void token_file_remove(const struct token_file *file)
{
	unlink(file->path);
}
