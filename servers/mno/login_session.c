/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/login_session.h"

#include <errno.h>
#include <talloc.h>

static bool expired(const struct login_session *s, int64_t now)
{
	return now - s->started > LOGIN_SECONDS || now < s->started;
}

/* The list is in order of age, so what is too old stands at its end. */
static void drop_old(struct login_sessions *all, int64_t now)
{
	struct login_session **p = &all->newest;

	for (size_t i = 0; *p; i++) {
		if (i < LOGIN_SESSIONS_MAX - 1 && !expired(*p, now))
			p = &(*p)->next;
		else
			login_session_end(all, *p);
	}
}

int login_session_new(struct login_sessions *all, struct crypto *crypto, int64_t now,
		      const struct entitlement_request *q, void *ctx, struct login_session **out)
{
	struct login_session *s = talloc_zero(ctx, struct login_session);
	int r;

	if (!s)
		return -ENOMEM;
	s->started = now;
	r = token_draw(crypto, s->cookie);
	if (r == 0)
		r = entitlement_request_copy(q, s, &s->request);
	if (r) {
		talloc_free(s);
		return r;
	}
	drop_old(all, now);
	s->next = all->newest;
	all->newest = s;
	all->n++;
	*out = s;
	return 0;
}

struct login_session *login_session_find(struct login_sessions *all, const char *cookie,
					 int64_t now)
{
	for (struct login_session *s = all->newest; s; s = s->next)
		if (crypto_equal(slice_str(s->cookie), slice_str(cookie)))
			return expired(s, now) ? NULL : s;
	return NULL;
}

void login_session_end(struct login_sessions *all, struct login_session *s)
{
	for (struct login_session **p = &all->newest; *p; p = &(*p)->next)
		if (*p == s) {
			*p = s->next;
			all->n--;
			talloc_free(s);
			return;
		}
}
