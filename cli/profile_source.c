/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/profile_source.h"

#include <errno.h>
#include <string.h>

#include "cli/cli.h"
#include "profile/file.h"
#include "profile/profile.h"

enum { SOURCE_MAX = 64 << 20 }; /* bytes; JSON has more than two for each of a package */

/* NUL characters may come from a package's UTF8String; elsewhere they are refused later. */
static json_t *parse_json(const char *name, const char *path, struct slice text)
{
	json_error_t error;
	json_t *root = json_loadb((const char *)text.p, text.n,
				  JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

	if (!root)
		cli_fail(name, "%s:%d:%d: %s", path, error.line, error.column, error.text);
	return root;
}

static int build_described(const json_t *description, struct buf *der, struct asn1_error *err)
{
	json_t *package = NULL;
	int r = profile_build(description, &package, err);

	if (!r)
		r = profile_encode(package, der, err);
	json_decref(package);
	return r;
}

/* @json: a description, or a package as show prints it. Returns an exit status. */
static int build_package(const char *name, const char *path, const json_t *json, struct buf *der)
{
	struct asn1_error err = {.ctx = der->ctx};
	int r = profile_is_package(json) ? profile_encode(json, der, &err)
					 : build_described(json, der, &err);

	if (r == -EINVAL)
		return cli_fail(name, "%s: %s%s%s", path, err.where ? err.where : "",
				err.where ? ": " : "", err.what);
	return r ? cli_fail(name, "%s: %s", path, strerror(-r)) : EXIT_OK;
}

static int build(const char *name, const char *path, struct slice text, struct buf *der)
{
	json_t *json = parse_json(name, path, text);
	int r;

	if (!json)
		return EXIT_FAILED;
	r = build_package(name, path, json, der);
	json_decref(json);
	return r;
}

int profile_build_file(const char *name, const char *path, struct buf *der)
{
	struct buf file = buf_new(der->ctx);
	int r = file_read(path, SOURCE_MAX, &file);

	r = r ? cli_fail(name, "%s: %s", path, strerror(-r))
	      : build(name, path, buf_slice(&file), der);
	buf_reset(&file);
	return r;
}

int profile_load_file(const char *name, const char *path, struct buf *der)
{
	enum { TAG_PROFILE_HEADER = 0xA0 }; /* with which no text begins */
	struct buf file = buf_new(der->ctx);
	int r = file_read(path, SOURCE_MAX, &file);

	if (r)
		r = cli_fail(name, "%s: %s", path, strerror(-r));
	else if (file.n && file.p[0] == TAG_PROFILE_HEADER)
		buf_put_slice(der, buf_slice(&file));
	else
		r = build(name, path, buf_slice(&file), der);
	buf_reset(&file);
	return r;
}
