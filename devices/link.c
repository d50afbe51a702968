/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/link.h"

#include <errno.h>
#include <openssl/rand.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "devices/link_address.h"
#include "devices/pairing.h"
#include "devices/tls_channel.h"
#include "devices/wait.h"
#include "servers/common/json.h"

enum { HANDSHAKE_MS = 10 * 1000, FINISH_MS = 2 * 1000 };

struct link {
	struct tls_channel *channel;
	size_t n; /* bytes that have come of messages not yet received */
	char line[LINK_MESSAGE_MAX];
};

struct link_listener {
	int fd;
	const char *address;
};

static int fail(int r, void *ctx, char **error, const char *sentence)
{
	*error = talloc_strdup(ctx, sentence);
	return r;
}

/* ---- messages ---- */

int link_send(struct link *l, const json_t *message, void *ctx, char **error)
{
	char *text = json_dumps(message, JSON_COMPACT);
	size_t n = text ? strlen(text) : 0;
	int r;

	if (!text)
		return -ENOMEM;
	if (n >= LINK_MESSAGE_MAX) {
		free(text);
		return fail(-EINVAL, ctx, error, "the message is too long for the link");
	}
	text[n] = '\n'; /* in the place of the NUL */
	r = tls_channel_write(l->channel, slice_of(text, n + 1), LINK_ANSWER_MS, ctx, error);
	free(text);
	return r;
}

/* Reads on until @l->line has a whole line; *@end is its newline. */
static int read_line(struct link *l, int timeout, char **end, void *ctx, char **error)
{
	size_t more;
	int r = 0;

	while (!(*end = memchr(l->line, '\n', l->n))) {
		if (l->n == sizeof(l->line))
			return fail(-EPROTO, ctx, error, "the other device's message is too long");
		r = tls_channel_read(l->channel, (uint8_t *)l->line + l->n, sizeof(l->line) - l->n,
				     timeout, &more, ctx, error);
		if (r)
			return r;
		l->n += more;
	}
	return 0;
}

int link_receive(struct link *l, int timeout, json_t **message, void *ctx, char **error)
{
	char *end;
	size_t n;
	int r = read_line(l, timeout, &end, ctx, error);

	*message = NULL;
	if (r)
		return r;
	n = (size_t)(end - l->line);
	*message = json_loadb(l->line, n, JSON_REJECT_DUPLICATES, NULL);
	l->n -= n + 1;
	memmove(l->line, end + 1, l->n);
	if (json_is_object(*message))
		return 0;
	json_decref(*message);
	*message = NULL;
	return fail(-EPROTO, ctx, error, "the other device's message is no JSON object");
}

void link_finish(struct link *l)
{
	tls_channel_finish(l->channel, FINISH_MS);
}

int link_descriptor(const struct link *l)
{
	return tls_channel_descriptor(l->channel);
}

/* ---- pairing ---- */

static int send_bytes(struct link *l, const char *name, struct slice value, void *ctx, char **error)
{
	json_t *message = json_object();
	int r = json_set_bytes(message, name, value);

	if (r == 0)
		r = link_send(l, message, ctx, error);
	json_decref(message);
	return r;
}

/* Receives @n bytes. */
static int receive_bytes(struct link *l, const char *name, uint8_t *out, size_t n, void *ctx,
			 char **error)
{
	struct slice value;
	json_t *message;
	int r = link_receive(l, LINK_ANSWER_MS, &message, ctx, error);

	if (r)
		return r;
	if (json_object_size(message) != 1 || json_member_bytes(message, name, ctx, &value) ||
	    value.n != n)
		r = fail(-EPROTO, ctx, error, "the other device does not pair as it should");
	else
		memcpy(out, value.p, n);
	json_decref(message);
	return r;
}

static int exchange_as_secondary(struct link *l, struct pairing *p, void *ctx, char **error)
{
	uint8_t commitment[PAIRING_COMMITMENT_BYTES];
	struct slice own = slice_of(p->secondary, sizeof(p->secondary));
	int r;

	if (RAND_bytes(p->secondary, sizeof(p->secondary)) != 1 ||
	    pairing_commitment(p, commitment))
		return fail(-EIO, ctx, error, "there is no randomness");
	r = send_bytes(l, "commitment", slice_of(commitment, sizeof(commitment)), ctx, error);
	if (r == 0)
		r = receive_bytes(l, "nonce", p->primary, sizeof(p->primary), ctx, error);
	return r ? r : send_bytes(l, "nonce", own, ctx, error);
}

static int exchange_as_primary(struct link *l, struct pairing *p, void *ctx, char **error)
{
	uint8_t promised[PAIRING_COMMITMENT_BYTES], commitment[PAIRING_COMMITMENT_BYTES];
	struct slice own = slice_of(p->primary, sizeof(p->primary));
	int r;

	if (RAND_bytes(p->primary, sizeof(p->primary)) != 1)
		return fail(-EIO, ctx, error, "there is no randomness");
	r = receive_bytes(l, "commitment", promised, sizeof(promised), ctx, error);
	if (r == 0)
		r = send_bytes(l, "nonce", own, ctx, error);
	if (r == 0)
		r = receive_bytes(l, "nonce", p->secondary, sizeof(p->secondary), ctx, error);
	if (r || (r = pairing_commitment(p, commitment)))
		return r;
	return crypto_equal(slice_of(promised, sizeof(promised)),
			    slice_of(commitment, sizeof(commitment)))
		       ? 0
		       : fail(-EACCES, ctx, error,
			      "not paired: the other device does not keep to its commitment");
}

/* Whether @answer says that the other device shows @code, too. */
static bool confirms(const char *answer, const char *code)
{
	return !strcmp(answer, code) || !strcasecmp(answer, "yes") || !strcasecmp(answer, "y");
}

/* Sets *@same. The person may leave it unanswered: the other one said no, and went. */
static int ask_person(const struct link *l, const struct link_config *config, const char *code,
		      bool *same, void *ctx)
{
	const struct person_wait wait = {.stop = config->stop, .gone = link_descriptor(l)};
	char *line = talloc_asprintf(ctx, "pairing code %s", code), *answer;
	int r;

	if (!line)
		return -ENOMEM;
	config->person->tell(config->person->arg, line);
	*same = config->pairing == LINK_YES;
	if (config->pairing != LINK_ASK)
		return 0;
	r = config->person->ask(config->person->arg,
				"Does the other device show the same? Say yes, no, or what it "
				"shows: ",
				&wait, ctx, &answer);
	if (r == 0)
		*same = confirms(answer, code);
	return r == -ENODATA ? 0 : r;
}

static int hear_verdict(struct link *l, void *ctx, char **error)
{
	json_t *message, *verdict;
	int r = link_receive(l, LINK_PERSON_MS, &message, ctx, error);

	if (r)
		return r;
	verdict = json_object_get(message, "paired");
	if (json_object_size(message) != 1 || !json_is_boolean(verdict))
		r = fail(-EPROTO, ctx, error, "the other device does not pair as it should");
	else if (!json_is_true(verdict))
		r = fail(-EACCES, ctx, error,
			 "not paired: at the other device the code was refused");
	json_decref(message);
	return r;
}

static int tell_verdict(struct link *l, bool same, void *ctx, char **error)
{
	json_t *verdict = json_pack("{s:b}", "paired", same);
	int r = verdict ? link_send(l, verdict, ctx, error) : -ENOMEM;

	json_decref(verdict);
	if (r || same)
		return r;
	link_finish(l);
	return fail(-EACCES, ctx, error, "not paired: the code was refused");
}

static int agree(struct link *l, const struct link_config *config, const struct pairing *p,
		 void *ctx, char **error)
{
	char code[PAIRING_DIGITS + 1];
	bool same = false;
	int r = pairing_digits(p, code);

	if (r)
		return r;
	r = ask_person(l, config, code, &same, ctx);
	if (r == -ECANCELED)
		return fail(r, ctx, error, "interrupted while pairing");
	if (r == 0)
		r = tell_verdict(l, same, ctx, error);
	/* Where the other device has gone meanwhile, its last word may say why. */
	return r == 0 || r == -ECONNRESET ? hear_verdict(l, ctx, error) : r;
}

static int begin(struct link **out, int fd, bool secondary, const struct link_config *config,
		 void *ctx, char **error)
{
	struct link *l = talloc_zero(ctx, struct link);
	struct pairing p;
	int r;

	if (!l) {
		close(fd);
		return -ENOMEM;
	}
	r = tls_channel_new(&l->channel, fd, secondary, config->stop, HANDSHAKE_MS, ctx, error);
	if (r == 0)
		talloc_steal(l, l->channel);
	if (r == 0)
		r = tls_channel_binding(l->channel, p.binding);
	if (r == 0)
		r = secondary ? exchange_as_secondary(l, &p, ctx, error)
			      : exchange_as_primary(l, &p, ctx, error);
	if (r == 0)
		r = agree(l, config, &p, ctx, error);
	crypto_wipe(&p, sizeof(p));
	if (r)
		talloc_free(l);
	else
		*out = l;
	return r;
}

/* ---- the socket ---- */

static int listener_free(struct link_listener *l)
{
	const char *path = link_address_path(l->address);

	if (path)
		unlink(path);
	close(l->fd);
	return 0;
}

int link_listen(struct link_listener **out, const char *address, void *ctx, char **error)
{
	struct link_listener *l = talloc_zero(ctx, struct link_listener);
	int r;

	if (!l)
		return -ENOMEM;
	r = link_address_listen(address, l, &l->fd, &l->address, error);
	if (r) {
		talloc_steal(ctx, *error);
		talloc_free(l);
		return r;
	}
	talloc_set_destructor(l, listener_free);
	*out = l;
	return 0;
}

const char *link_listener_address(const struct link_listener *l)
{
	return l->address;
}

/* A device that is gone before it is accepted was none. */
int link_accept(struct link **out, struct link_listener *l, const struct link_config *config,
		void *ctx, char **error)
{
	int fd = -1, r;

	do {
		r = wait_for(l->fd, POLLIN, config->stop, -1);
		if (r == 0)
			fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC);
	} while (r == 0 && fd < 0 && (errno == ECONNABORTED || errno == EAGAIN || errno == EINTR));
	if (r == 0 && fd < 0)
		r = -errno;
	if (r == -ECANCELED)
		return fail(r, ctx, error, "interrupted");
	if (r)
		return fail(r, ctx, error, strerror(-r));
	return begin(out, fd, true, config, ctx, error);
}

int link_connect(struct link **out, const char *address, const struct link_config *config,
		 void *ctx, char **error)
{
	int fd, r = link_address_connect(address, ctx, &fd, error);

	return r ? r : begin(out, fd, false, config, ctx, error);
}
