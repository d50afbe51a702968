/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/package_file.h"

#include <errno.h>
#include <libgen.h>
#include <talloc.h>

#include "profile/file.h"
#include "profile/profile.h"

static int build(const char *path, struct buf *out, char **error)
{
	struct asn1_error problem = {.ctx = out->ctx};
	json_error_t position;
	json_t *description = json_load_file(path, 0, &position), *package = NULL;
	int r;

	if (!description) {
		*error = talloc_asprintf(out->ctx, "%s:%d: %s", path, position.line, position.text);
		return -EINVAL;
	}
	r = profile_build(description, &package, &problem);
	if (r == 0)
		r = profile_encode(package, out, &problem);
	if (r == -EINVAL)
		*error = talloc_asprintf(out->ctx, "%s: %s", path, problem.what);
	json_decref(description);
	json_decref(package);
	return r;
}

int package_file_read(const char *beside, struct slice name, struct buf *out, char **error)
{
	char *directory = dirname(talloc_strdup(out->ctx, beside));
	char *path = talloc_asprintf(out->ctx, "%s/%.*s", directory, (int)name.n, name.p);
	size_t n = path ? strlen(path) : 0;
	int r;

	if (n > 5 && !strcmp(path + n - 5, ".json"))
		return build(path, out, error);
	r = path ? file_read(path, PROFILE_PACKAGE_MAX, out) : -ENOMEM;
	if (r)
		*error = talloc_asprintf(out->ctx, "%s: %s", path, strerror(-r));
	return r ? -EINVAL : 0;
}
