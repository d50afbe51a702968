/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap/server.h"

#include <errno.h>
#include <talloc.h>

#include "eap/server_method.h"

enum { NETWORK_MAX = 255 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* From the strongest to the weakest. */
static const struct eap_server_method *const methods[] = {
	&eap_server_aka_prime,
	&eap_server_aka,
	&eap_server_sim,
};

static int server_destroy(struct eap_server *s)
{
	crypto_wipe(&s->quintet, sizeof(s->quintet));
	crypto_wipe(s->triplets, sizeof(s->triplets));
	crypto_wipe(&s->keys, sizeof(s->keys));
	return 0;
}

int eap_server_new(void *ctx, const struct eap_server_config *config, struct eap_server **out)
{
	struct slice network = config->network;
	struct eap_server *s;

	if (!(config->types & EAP_ALL_TYPES) || network.n > NETWORK_MAX ||
	    (config->types & EAP_BIT(EAP_AKA_PRIME) && network.n == 0))
		return -EINVAL;
	s = talloc_zero(ctx, struct eap_server);
	if (!s)
		return -ENOMEM;
	talloc_set_destructor(s, server_destroy);
	s->config = *config;
	s->untried = config->types;
	s->identities = buf_new(s);
	s->config.network = slice_dup(s, network);
	if (network.n && !s->config.network.p) {
		talloc_free(s);
		return -ENOMEM;
	}
	*out = s;
	return 0;
}

/* ---- what it says ---- */

size_t eap_server_open(struct eap_server *s, enum eap_subtype subtype, struct buf *out)
{
	return eap_open(out, EAP_REQUEST, ++s->identifier, s->method->type, subtype);
}

int eap_server_end(struct eap_server *s, enum eap_verdict verdict, struct buf *out)
{
	s->state = EAP_OVER;
	s->verdict = verdict;
	eap_put_end(out, verdict == EAP_SUCCEEDED ? EAP_SUCCESS : EAP_FAILURE, s->identifier);
	return buf_ok(out) ? 0 : -ENOMEM;
}

/* RFC 4187 6.3.2: the peer hears why before it fails. As long as the challenge is not answered
 * rightly the notification is one with the P bit, which has no AT_MAC. */
int eap_server_notify_failure(struct eap_server *s, struct buf *out)
{
	size_t mark = eap_server_open(s, AKA_NOTIFICATION, out);

	s->state = EAP_REGRETTED;
	eap_put(out, AT_NOTIFICATION, EAP_GENERAL_FAILURE, slice_of(NULL, 0));
	eap_close(out, mark);
	return buf_ok(out) ? 0 : -ENOMEM;
}

/* RFC 4186 6.2, RFC 4187 6.2: EAP-Success alone could be anybody's. */
int eap_server_accept(struct eap_server *s, const struct eap_response *p, struct buf *out)
{
	size_t mark;

	if (!s->config.result_indications || !p->attributes.at[AT_RESULT_IND].p)
		return eap_server_end(s, EAP_SUCCEEDED, out);
	mark = eap_server_open(s, AKA_NOTIFICATION, out);
	s->state = EAP_WELCOMED;
	eap_put(out, AT_NOTIFICATION, EAP_NOTIFICATION_S, slice_of(NULL, 0));
	return eap_close_with_mac(out, mark, s->config.crypto, &s->keys, slice_of(NULL, 0));
}

/* ---- the method ---- */

/* Keys are made of the identity as the peer sent it (RFC 4187 7). */
int eap_server_identify(struct eap_server *s, struct slice identity)
{
	if (!eap_permanent_identity(s->method->type, identity, s->imsi))
		return 0;
	s->identity = slice_dup(s, identity);
	return s->identity.p ? 1 : -ENOMEM;
}

/* The strongest of @types, of which there is one. */
static const struct eap_server_method *strongest(uint64_t types)
{
	size_t i = 0;

	while (i < COUNT(methods) - 1 && !(types & EAP_BIT(methods[i]->type)))
		i++;
	return methods[i];
}

static int begin_method(struct eap_server *s, const struct eap_server_method *method,
			struct slice identity, struct buf *out)
{
	int r;

	s->method = method;
	s->untried &= ~EAP_BIT(method->type);
	s->imsi[0] = '\0';
	buf_reset(&s->identities);
	r = eap_server_identify(s, identity);
	if (r < 0)
		return r;
	s->first = true;
	return method->begin(s, out);
}

int eap_server_begin(struct eap_server *s, struct slice identity, struct buf *out)
{
	uint64_t types = s->config.types;
	enum eap_type type;

	if (eap_identity_type(identity, &type) && types & EAP_BIT(type))
		types = EAP_BIT(type);
	return begin_method(s, strongest(types), identity, out);
}

/* RFC 3748 5.3.1: it answers a method's first request, and names the methods that will do. */
static int on_nak(struct eap_server *s, struct slice wishes, struct buf *out)
{
	uint64_t types = 0;

	for (size_t i = 0; i < wishes.n; i++)
		types |= wishes.p[i] < 64 ? EAP_BIT(wishes.p[i]) : 0;
	types &= s->untried & EAP_ALL_TYPES;
	if (!s->first || s->state == EAP_REGRETTED || types == 0)
		return eap_server_end(s, EAP_FAILED, out);
	return begin_method(s, strongest(types), slice_of(NULL, 0), out);
}

/* ---- what it hears ---- */

int eap_server_on_end(struct eap_server *s, const struct eap_response *p, struct buf *out)
{
	(void)p;
	return eap_server_end(s, EAP_FAILED, out);
}

static int on_welcomed(struct eap_server *s, const struct eap_response *p, struct buf *out)
{
	int r = eap_check_mac(s->config.crypto, &s->keys, p->packet, p->attributes.at[AT_MAC],
			      slice_of(NULL, 0));

	return eap_server_end(s, r ? EAP_FAILED : EAP_SUCCEEDED, out);
}

static const struct eap_server_row common[] = {
	{EAP_ASKED, AKA_CLIENT_ERROR, eap_server_on_end},
	{EAP_CHALLENGED, AKA_CLIENT_ERROR, eap_server_on_end},
	{EAP_REGRETTED, AKA_NOTIFICATION, eap_server_on_end},
	{EAP_WELCOMED, AKA_NOTIFICATION, on_welcomed},
};

static const struct eap_server_row *find(const struct eap_server_row *rows, size_t n,
					 enum eap_server_state state, uint8_t subtype)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].state == state && rows[i].subtype == subtype)
			return &rows[i];
	return NULL;
}

/* One notification is all that there may be (RFC 4187 6.1). */
static int unexpected(struct eap_server *s, struct buf *out)
{
	if (s->state == EAP_REGRETTED || s->state == EAP_WELCOMED)
		return eap_server_end(s, EAP_FAILED, out);
	return eap_server_notify_failure(s, out);
}

static int dispatch(struct eap_server *s, const struct eap_response *p, struct buf *out)
{
	const struct eap_server_method *m = s->method;
	uint8_t subtype = p->attributes.subtype;
	const struct eap_server_row *row = find(m->rows, m->row_count, s->state, subtype);

	if (!row)
		row = find(common, COUNT(common), s->state, subtype);
	return row ? row->run(s, p, out) : unexpected(s, out);
}

int eap_server_receive(struct eap_server *s, struct slice packet, struct buf *out)
{
	struct eap_response response = {.packet = packet};
	struct eap_header header;

	if (s->state == EAP_NEW || s->state == EAP_OVER || eap_header_parse(packet, &header) ||
	    header.code != EAP_RESPONSE || header.identifier != s->identifier ||
	    (header.type != s->method->type && header.type != EAP_NAK))
		return -EBADMSG;
	if (header.type == EAP_NAK)
		return on_nak(s, header.data, out);
	s->first = false;
	if (eap_attributes_parse(header.data, &response.attributes))
		return unexpected(s, out);
	return dispatch(s, &response, out);
}

enum eap_verdict eap_server_verdict(const struct eap_server *s)
{
	return s->verdict;
}

enum eap_type eap_server_type(const struct eap_server *s)
{
	return s->method ? s->method->type : EAP_IDENTITY;
}

const char *eap_server_imsi(const struct eap_server *s)
{
	return s->imsi;
}

const uint8_t *eap_server_msk(const struct eap_server *s)
{
	return s->verdict == EAP_SUCCEEDED ? s->keys.msk : NULL;
}
