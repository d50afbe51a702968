/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/places.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>

char *place_of_self(void *ctx)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	return n < 0 ? NULL : talloc_strndup(ctx, path, (size_t)n);
}

/* @path, or NULL where no @type is there that can be run, or for S_IFDIR entered. */
static char *if_there(char *path, mode_t type)
{
	struct stat st;

	if (path && stat(path, &st) == 0 && (st.st_mode & S_IFMT) == type &&
	    access(path, X_OK) == 0)
		return path;
	talloc_free(path);
	return NULL;
}

/* Below the directory of this program, or next to it. */
static char *beside_self(void *ctx, const char *relative, mode_t type)
{
	char *self = place_of_self(ctx), *path = NULL;
	char *slash = self ? strrchr(self, '/') : NULL;

	if (slash) {
		*slash = '\0';
		path = if_there(talloc_asprintf(ctx, "%s/%s", self, relative), type);
	}
	talloc_free(self);
	return path;
}

/* In the source tree, where this program is in it or in a directory of it. */
static char *in_source(void *ctx, const char *relative, mode_t type)
{
	char *path = beside_self(ctx, relative, type), *above;

	if (path)
		return path;
	above = talloc_asprintf(ctx, "../%s", relative);
	path = above ? beside_self(ctx, above, type) : NULL;
	talloc_free(above);
	return path;
}

char *place_of_with_pcscd(void *ctx)
{
	char *path = if_there(talloc_strdup(ctx, PKGLIBEXECDIR "/with-pcscd"), S_IFREG);

	return path ? path : in_source(ctx, "scripts/with-pcscd", S_IFREG);
}

char *place_of_pki(void *ctx, const char *installed)
{
	char *path = if_there(talloc_strdup(ctx, installed), S_IFDIR);

	return path ? path : in_source(ctx, "testvectors/pki", S_IFDIR);
}

static char *in_path(void *ctx, const char *name)
{
	const char *path = getenv("PATH");
	char *found = NULL;

	while (path && *path && !found) {
		size_t n = strcspn(path, ":");

		if (n)
			found = if_there(talloc_asprintf(ctx, "%.*s/%s", (int)n, path, name),
					 S_IFREG);
		path += n + (path[n] == ':');
	}
	return found;
}

char *place_of_lpac(void *ctx, const char *asked)
{
	char *path;

	if (asked)
		return strchr(asked, '/') ? if_there(talloc_strdup(ctx, asked), S_IFREG)
					  : in_path(ctx, asked);
	path = in_path(ctx, "lpac");
	return path ? path : beside_self(ctx, "lpac/bin/lpac", S_IFREG);
}
