/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/session.h"

#include <errno.h>
#include <talloc.h>

void dp_session_end(struct dp_sessions *all, struct dp_session *s)
{
	for (struct dp_session **p = &all->newest; *p; p = &(*p)->next)
		if (*p == s) {
			*p = s->next;
			all->n--;
			talloc_free(s);
			return;
		}
}

static bool expired(const struct dp_session *s, int64_t now)
{
	return now - s->started > SESSION_SECONDS || now < s->started;
}

/* The list is in order of age, so what is too old stands at its end. */
static void drop_old(struct dp_sessions *all, int64_t now)
{
	struct dp_session **p = &all->newest;

	for (size_t i = 0; *p; i++) {
		struct dp_session *s = *p;

		if (i < SESSIONS_MAX - 1 && !expired(s, now)) {
			p = &s->next;
			continue;
		}
		*p = s->next;
		all->n--;
		talloc_free(s);
	}
}

int dp_session_new(struct dp_sessions *all, struct crypto *c, int64_t now, void *ctx,
		   struct dp_session **out)
{
	struct dp_session *s = talloc_zero(ctx, struct dp_session);

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

struct dp_session *dp_session_find(struct dp_sessions *all, struct slice transaction, int64_t now)
{
	for (struct dp_session *s = all->newest; s; s = s->next)
		if (slice_eq(dp_session_transaction(s), transaction))
			return expired(s, now) ? NULL : s;
	return NULL;
}
