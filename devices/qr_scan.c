/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/qr_scan.h"

#include <errno.h>
#include <string.h>
#include <talloc.h>

#include "devices/child.h"

enum { SCAN_MS = 30 * 1000 };

struct scan {
	void *ctx;
	char *text;
	unsigned lines;
};

static void on_line(void *arg, char *line)
{
	struct scan *s = arg;

	s->lines++;
	s->text = talloc_strdup(s->ctx, line);
}

int qr_scan(const char *path, int stop, void *ctx, char **text, char **error)
{
	/* A path that begins with a dash is no option. */
	const char *file = talloc_asprintf(ctx, "%s%s", *path == '-' ? "./" : "", path);
	const char *const argv[] = {"zbarimg",         "--quiet", "--raw", "-Sdisable",
				    "-Sqrcode.enable", file,      NULL};
	const char *const environment[] = {NULL};
	struct scan s = {.ctx = ctx};
	const struct child_command command = {.argv = argv,
					      .environment = environment,
					      .timeout = SCAN_MS,
					      .stop = stop,
					      .line = on_line,
					      .arg = &s};
	char *messages;
	int r, status;

	if (!file)
		return -ENOMEM;
	r = child_run(&command, ctx, &status, &messages);
	if (r) {
		*error = talloc_asprintf(ctx, "zbarimg (Debian package zbar-tools): %s",
					 strerror(-r));
		return r;
	}
	if (status || s.lines != 1 || !s.text) {
		*error = talloc_asprintf(ctx, "%s: %s", path,
					 s.lines > 1
						 ? "more than one QR code, or one of several lines"
					 : *messages ? messages
						     : "no QR code");
		return -EBADMSG;
	}
	*text = s.text;
	return 0;
}
