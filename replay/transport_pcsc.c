/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card in a PC/SC reader. */
#include <errno.h>
#include <talloc.h>
#include <winscard.h>

#include "replay/transport.h"
#include "softeuicc.h"

struct pcsc {
	struct transport transport; /* first */
	SCARDCONTEXT context;
	SCARDHANDLE card;
	DWORD protocol;
	bool established;
	bool connected;
	DWORD share;
	const char *reader;
};

static int fail(const struct pcsc *p, void *ctx, const char *what, LONG code, char **error)
{
	*error = talloc_asprintf(ctx, "%s: %s: %s", p->reader, what, pcsc_stringify_error(code));
	return -EIO;
}

static int put_atr(const struct pcsc *p, struct buf *atr, char **error)
{
	uint8_t bytes[SOFTEUICC_ATR_MAX];
	DWORD n = sizeof(bytes), protocol;
	LONG r = SCardStatus(p->card, NULL, NULL, NULL, &protocol, bytes, &n);

	if (r != SCARD_S_SUCCESS)
		return fail(p, atr->ctx, "SCardStatus", r, error);
	buf_put(atr, bytes, n);
	return 0;
}

static int connect_card(struct pcsc *p, void *ctx, char **error)
{
	LONG r = SCardConnect(p->context, p->reader, p->share,
			      SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &p->card, &p->protocol);

	p->connected = r == SCARD_S_SUCCESS;
	return p->connected ? 0 : fail(p, ctx, "SCardConnect", r, error);
}

/* PC/SC has no word for taking the power away and leaving it off: disconnecting unpowers the card,
 * and connecting powers it. */
static int power(struct transport *t, enum power what, struct buf *atr, char **error)
{
	struct pcsc *p = (struct pcsc *)t;
	LONG r;

	if (what == POWER_OFF) {
		if (p->connected)
			SCardDisconnect(p->card, SCARD_UNPOWER_CARD);
		p->connected = false;
		return 0;
	}
	if (p->connected) {
		r = SCardReconnect(p->card, p->share, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
				   what == POWER_ON ? SCARD_UNPOWER_CARD : SCARD_RESET_CARD,
				   &p->protocol);
		if (r != SCARD_S_SUCCESS)
			return fail(p, atr->ctx, "SCardReconnect", r, error);
	} else if (connect_card(p, atr->ctx, error)) {
		return -EIO;
	}
	return put_atr(p, atr, error);
}

static int transmit(struct transport *t, struct slice command, struct buf *response, char **error)
{
	static uint8_t bytes[SOFTEUICC_RESPONSE_MAX];
	struct pcsc *p = (struct pcsc *)t;
	DWORD n = sizeof(bytes);
	LONG r;

	if (!p->connected) {
		*error = talloc_asprintf(response->ctx, "%s: the card has no power", p->reader);
		return -EIO;
	}
	r = SCardTransmit(p->card, p->protocol == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0,
			  command.p, command.n, NULL, bytes, &n);
	if (r != SCARD_S_SUCCESS)
		return fail(p, response->ctx, "SCardTransmit", r, error);
	buf_put(response, bytes, n);
	return 0;
}

static int disconnect(struct pcsc *p)
{
	if (p->connected)
		SCardDisconnect(p->card, p->share == SCARD_SHARE_EXCLUSIVE ? SCARD_RESET_CARD
									   : SCARD_LEAVE_CARD);
	if (p->established)
		SCardReleaseContext(p->context);
	return 0;
}

static int find_reader(SCARDCONTEXT context, const char *name, void *ctx, char **full,
		       unsigned *index, char **error)
{
	DWORD n = 0;
	char *names;
	LONG r = SCardListReaders(context, NULL, NULL, &n);

	*index = 0;
	if (r == SCARD_S_SUCCESS) {
		names = talloc_zero_array(ctx, char, n + 1);
		r = names ? SCardListReaders(context, NULL, names, &n) : SCARD_E_NO_MEMORY;
		for (const char *one = names; r == SCARD_S_SUCCESS && *one;
		     one += strlen(one) + 1, (*index)++)
			if (strstr(one, name)) {
				*full = talloc_strdup(ctx, one);
				return *full ? 0 : -ENOMEM;
			}
	}
	*error = talloc_asprintf(ctx, "there is no reader '%s'%s%s", name,
				 r == SCARD_S_SUCCESS ? "" : ": ",
				 r == SCARD_S_SUCCESS ? "" : pcsc_stringify_error(r));
	return -ENODEV;
}

int transport_find_reader(const char *name, void *ctx, char **full, unsigned *index, char **error)
{
	SCARDCONTEXT context;
	LONG r = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
	int found;

	if (r != SCARD_S_SUCCESS) {
		*error = talloc_asprintf(ctx, "%s: %s", name, pcsc_stringify_error(r));
		return -ENODEV;
	}
	found = find_reader(context, name, ctx, full, index, error);
	SCardReleaseContext(context);
	return found;
}

int transport_reader(const char *name, bool exclusive, void *ctx, struct transport **out,
		     char **error)
{
	struct pcsc *p = talloc_zero(ctx, struct pcsc);
	char *full;
	unsigned index;
	int found;
	LONG r;

	if (!p)
		return -ENOMEM;
	p->transport = (struct transport){.power = power, .transmit = transmit};
	p->share = exclusive ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED;
	p->reader = name;
	talloc_set_destructor(p, disconnect);
	*out = &p->transport;
	r = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &p->context);
	if (r != SCARD_S_SUCCESS)
		return fail(p, ctx, "SCardEstablishContext", r, error);
	p->established = true;
	found = find_reader(p->context, name, ctx, &full, &index, error);
	if (found)
		return found;
	p->reader = talloc_steal(p, full);
	return connect_card(p, ctx, error);
}
