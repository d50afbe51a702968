/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/places.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

char *place_of_self(void *ctx)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	return n < 0 ? NULL : talloc_strndup(ctx, path, (size_t)n);
}

static char *if_runs(char *path)
{
	if (path && access(path, X_OK) == 0)
		return path;
	talloc_free(path);
	return NULL;
}

/* Below the directory of this program, or next to it. */
static char *beside_self(void *ctx, const char *relative)
{
	char *self = place_of_self(ctx), *path = NULL;
	char *slash = self ? strrchr(self, '/') : NULL;

	if (slash) {
		*slash = '\0';
		path = if_runs(talloc_asprintf(ctx, "%s/%s", self, relative));
	}
	talloc_free(self);
	return path;
}

char *place_of_with_pcscd(void *ctx)
{
	char *path = if_runs(talloc_strdup(ctx, PKGLIBEXECDIR "/with-pcscd"));

	if (!path)
		path = beside_self(ctx, "scripts/with-pcscd");
	return path ? path : beside_self(ctx, "../scripts/with-pcscd");
}

static char *in_path(void *ctx, const char *name)
{
	const char *path = getenv("PATH");
	char *found = NULL;

	while (path && *path && !found) {
		size_t n = strcspn(path, ":");

		if (n)
			found = if_runs(talloc_asprintf(ctx, "%.*s/%s", (int)n, path, name));
		path += n + (path[n] == ':');
	}
	return found;
}

char *place_of_lpac(void *ctx, const char *asked)
{
	char *path;

	if (asked)
		return strchr(asked, '/') ? if_runs(talloc_strdup(ctx, asked))
					  : in_path(ctx, asked);
	path = in_path(ctx, "lpac");
	return path ? path : beside_self(ctx, "lpac/bin/lpac");
}
