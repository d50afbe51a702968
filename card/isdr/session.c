/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdr/session.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "isdr/installation.h"

int session_begin(struct softeuicc *card)
{
	struct rsp_session *s;
	int r = installation_interrupted(card);

	if (r < 0)
		return r;
	session_end(card);
	s = talloc_zero(card->isdr, struct rsp_session);
	if (!s)
		return -ENOMEM;
	if (crypto_random(card->crypto, s->challenge, sizeof(s->challenge)) < 0) {
		talloc_free(s);
		return -EIO;
	}
	s->state = RSP_CHALLENGE;
	card->isdr->session = s;
	return 0;
}

void session_end(struct softeuicc *card)
{
	talloc_free(card->isdr->session);
	card->isdr->session = NULL;
}

void session_forget_key(struct softeuicc *card)
{
	struct retained_key *k = &card->isdr->retained;

	talloc_free(k->key);
	talloc_free((void *)k->dp_oid.p);
	*k = (struct retained_key){0};
}

struct rsp_session *session_at_least(const struct softeuicc *card, enum rsp_state state)
{
	struct rsp_session *s = card->isdr->session;

	return s && s->state >= state ? s : NULL;
}

bool session_is(const struct softeuicc *card, struct slice transaction_id)
{
	const struct rsp_session *s = session_at_least(card, RSP_AUTHENTICATED);

	return s && slice_eq(s->transaction_id, transaction_id);
}

void session_abandon_load(struct softeuicc *card)
{
	struct rsp_session *s = card->isdr->session;

	if (!s)
		return;
	talloc_free(s->bpp);
	s->bpp = NULL;
}
