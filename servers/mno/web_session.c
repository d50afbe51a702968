/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/web_session.h"

#include <errno.h>

static int find(const struct web_sessions *s, const char *token)
{
	for (int i = 0; i < WEB_SESSIONS_MAX; i++)
		if (*s->list[i].token &&
		    crypto_equal(slice_str(s->list[i].token), slice_str(token)))
			return i;
	return -1;
}

int web_session_begin(struct web_sessions *s, struct crypto *crypto, const char *imsi,
		      int64_t expires, char token[TOKEN_CHARACTERS + 1])
{
	struct web_session *oldest = &s->list[0]; /* of those unused the time is 0 */
	int r = token_draw(crypto, token);

	if (r)
		return r;
	if (strlen(imsi) > IMSI_DIGITS_MAX)
		return -EINVAL;
	for (int i = 1; i < WEB_SESSIONS_MAX; i++)
		if (s->list[i].expires < oldest->expires)
			oldest = &s->list[i];
	*oldest = (struct web_session){.expires = expires};
	memcpy(oldest->token, token, sizeof(oldest->token));
	memcpy(oldest->imsi, imsi, strlen(imsi));
	return 0;
}

const char *web_session_imsi(const struct web_sessions *s, const char *token, int64_t now)
{
	int i = find(s, token);

	return i >= 0 && now < s->list[i].expires ? s->list[i].imsi : NULL;
}

void web_session_end(struct web_sessions *s, const char *token)
{
	int i = find(s, token);

	if (i >= 0)
		crypto_wipe(&s->list[i], sizeof(s->list[i]));
}
