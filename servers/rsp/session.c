/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/session.h"

#include <errno.h>
#include <talloc.h>

void server_session_end(struct server_sessions *all, struct server_session *s)
{
	for (struct server_session **p = &all->newest; *p; p = &(*p)->next)
		if (*p == s) {
			*p = s->next;
			all->n--;
			talloc_free(s);
			return;
		}
}

static bool expired(const struct server_session *s, int64_t now)
{
	return now - s->started > SESSION_SECONDS || now < s->started;
}

/* The list is in order of age, so what is too old stands at its end. */
static void drop_old(struct server_sessions *all, int64_t now)
{
	struct server_session **p = &all->newest;

	for (size_t i = 0; *p; i++) {
		struct server_session *s = *p;

		if (i < SESSIONS_MAX - 1 && !expired(s, now)) {
			p = &s->next;
			continue;
		}
		*p = s->next;
		all->n--;
		talloc_free(s);
	}
}

int server_session_new(struct server_sessions *all, struct crypto *c, int64_t now, void *ctx,
		       struct server_session **out)
{
	struct server_session *s = talloc_zero(ctx, struct server_session);

	if (!s)
		return -ENOMEM;
	if (crypto_random(c, s->transaction, sizeof(s->transaction)) ||
	    crypto_random(c, s->challenge, sizeof(s->challenge))) {
		talloc_free(s);
		return -EIO;
	}
	drop_old(all, now);
	s->started = now;
	s->next = all->newest;
	all->newest = s;
	all->n++;
	*out = s;
	return 0;
}

struct server_session *server_session_find(struct server_sessions *all, struct slice transaction,
					   int64_t now)
{
	for (struct server_session *s = all->newest; s; s = s->next)
		if (slice_eq(server_session_transaction(s), transaction))
			return expired(s, now) ? NULL : s;
	return NULL;
}
