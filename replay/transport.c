/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/transport.h"

#include <time.h>

bool transport_is_chip(const struct transport *t)
{
	return t->in_process || t->chip;
}

void transport_take_as_chip(struct transport *t)
{
	t->chip = true;
}

bool transport_in_process(const struct transport *t)
{
	return t->in_process;
}

int transport_power(struct transport *t, enum power what, struct buf *atr, char **error)
{
	return t->power(t, what, atr, error);
}

int transport_transmit(struct transport *t, struct slice command, struct buf *response,
		       char **error)
{
	return t->transmit(t, command, response, error);
}

void transport_now(struct transport *t, int64_t now)
{
	t->now = now;
}

int64_t transport_time(const struct transport *t)
{
	return t->now ? t->now : (int64_t)time(NULL);
}
