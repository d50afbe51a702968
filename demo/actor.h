/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process of a stage, as the stage's loop sees it. */
#ifndef DEMO_ACTOR_H
#define DEMO_ACTOR_H

#include <sys/types.h>

#include "demo/stage.h"

struct actor_stream {
	int fd;        /* -1: closed */
	char *text;    /* all that was printed */
	size_t heard;  /* up to where lines were told */
	size_t passed; /* up to where stage_wait_line() has looked */
};

enum { ACTOR_OUT, ACTOR_ERR, ACTOR_STREAMS };

struct actor {
	struct actor *next; /* that was started before */
	struct stage *stage;
	struct actor_config config; /* without argv and environment, which do not last */
	pid_t pid;
	int in; /* its standard input, -1: closed */
	struct actor_stream streams[ACTOR_STREAMS];
	int log;
	bool ended;
	int status; /* as waitpid() says */
};

/* Starts it: 0 or negative errno. @log: the path of its log. */
int actor_new(void *ctx, const struct actor_config *config, const char *log, struct actor **out);
/* Reads what there is, logs and tells it. */
void actor_hear(struct actor *a, struct actor_stream *stream);
/* Its exit status, or 128 and a signal's number. */
int actor_status(const struct actor *a);

#endif
