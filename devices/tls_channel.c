/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/tls_channel.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "devices/wait.h"

struct tls_channel {
	int fd;
	int stop;
	SSL_CTX *context;
	SSL *ssl;
	bool open; /* the handshake is done, and nothing has failed since */
};

static int channel_free(struct tls_channel *c)
{
	if (c->open)
		SSL_shutdown(c->ssl);
	SSL_free(c->ssl);
	SSL_CTX_free(c->context);
	ERR_clear_error();
	close(c->fd);
	return 0;
}

/* ---- keys ---- */

/* What TLS 1.3 cannot do without: it has no server that shows no key. */
static X509 *certificate_of(EVP_PKEY *key)
{
	X509 *x = X509_new();
	X509_NAME *name = x ? X509_get_subject_name(x) : NULL;

	if (name && X509_set_version(x, X509_VERSION_3) &&
	    ASN1_INTEGER_set(X509_get_serialNumber(x), 1) &&
	    X509_gmtime_adj(X509_getm_notBefore(x), -24L * 3600) &&
	    X509_gmtime_adj(X509_getm_notAfter(x), 24L * 3600) &&
	    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"device",
				       -1, -1, 0) &&
	    X509_set_issuer_name(x, name) && X509_set_pubkey(x, key) &&
	    X509_sign(x, key, EVP_sha256()))
		return x;
	X509_free(x);
	return NULL;
}

static bool use_fresh_key(SSL_CTX *context)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = key ? certificate_of(key) : NULL;
	bool done = x && SSL_CTX_use_certificate(context, x) == 1 &&
		    SSL_CTX_use_PrivateKey(context, key) == 1;

	X509_free(x);
	EVP_PKEY_free(key);
	return done;
}

/* No tickets: a session is never resumed. */
static bool set_up(struct tls_channel *c, bool server)
{
	c->context = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
	if (!c->context || !SSL_CTX_set_min_proto_version(c->context, TLS1_3_VERSION) ||
	    (server && (!use_fresh_key(c->context) || !SSL_CTX_set_num_tickets(c->context, 0))))
		return false;
	SSL_CTX_set_session_cache_mode(c->context, SSL_SESS_CACHE_OFF);
	c->ssl = SSL_new(c->context);
	if (!c->ssl || !SSL_set_fd(c->ssl, c->fd))
		return false;
	if (server)
		SSL_set_accept_state(c->ssl);
	else
		SSL_set_connect_state(c->ssl);
	return true;
}

/* ---- errors ---- */

static int say(int r, void *ctx, char **error)
{
	static const struct {
		int code;
		const char *sentence;
	} sentences[] = {
		{-ECANCELED, "interrupted"},
		{-ECONNRESET, "the link is lost: the other device has ended it or is gone"},
		{-ETIMEDOUT, "the other device does not answer"},
		{-EPROTO, "the other device does not speak TLS 1.3 as it should"},
	};

	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (sentences[i].code == r)
			*error = talloc_strdup(ctx, sentences[i].sentence);
	return r;
}

/* What an operation on @c that returned @n comes to: 0 where it is to be repeated, now that the
 * socket is ready, or a negative errno. */
static int retry(struct tls_channel *c, int n, int64_t deadline)
{
	unsigned long code = ERR_peek_error();

	switch (SSL_get_error(c->ssl, n)) {
	case SSL_ERROR_WANT_READ:
		return wait_for(c->fd, POLLIN, c->stop, deadline);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(c->fd, POLLOUT, c->stop, deadline);
	case SSL_ERROR_SSL:
		c->open = false;
		return ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING ? -ECONNRESET
										  : -EPROTO;
	case SSL_ERROR_SYSCALL:
		c->open = false;
		return -ECONNRESET;
	default:
		return -ECONNRESET;
	}
}

/* ---- the channel ---- */

static int shake_hands(struct tls_channel *c, int timeout)
{
	int64_t deadline = wait_until(timeout);
	int n, r = 0;

	while (r == 0) {
		ERR_clear_error();
		n = SSL_do_handshake(c->ssl);
		if (n == 1) {
			c->open = true;
			return 0;
		}
		r = retry(c, n, deadline);
	}
	return r;
}

int tls_channel_new(struct tls_channel **out, int fd, bool server, int stop, int timeout, void *ctx,
		    char **error)
{
	struct tls_channel *c = talloc_zero(ctx, struct tls_channel);
	int r;

	if (!c) {
		close(fd);
		return -ENOMEM;
	}
	c->fd = fd;
	c->stop = stop;
	talloc_set_destructor(c, channel_free);
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		r = -errno;
	else
		r = set_up(c, server) ? shake_hands(c, timeout) : -ENOMEM;
	if (r) {
		talloc_free(c);
		return say(r, ctx, error);
	}
	*out = c;
	return 0;
}

int tls_channel_binding(struct tls_channel *c, uint8_t out[TLS_BINDING_BYTES])
{
	static const char label[] = "EXPORTER-softeuicc-device-link";

	return SSL_export_keying_material(c->ssl, out, TLS_BINDING_BYTES, label, sizeof(label) - 1,
					  NULL, 0, 0) == 1
		       ? 0
		       : -ENOMEM;
}

int tls_channel_read(struct tls_channel *c, uint8_t *room, size_t size, int timeout, size_t *n,
		     void *ctx, char **error)
{
	int64_t deadline = wait_until(timeout);
	int r = c->open ? 0 : -ECONNRESET;

	while (r == 0) {
		ERR_clear_error();
		if (SSL_read_ex(c->ssl, room, size, n) == 1)
			return 0;
		r = retry(c, 0, deadline);
	}
	return say(r, ctx, error);
}

int tls_channel_write(struct tls_channel *c, struct slice bytes, int timeout, void *ctx,
		      char **error)
{
	int64_t deadline = wait_until(timeout);
	size_t n;
	int r = c->open ? 0 : -ECONNRESET;

	while (r == 0) {
		ERR_clear_error();
		if (SSL_write_ex(c->ssl, bytes.p, bytes.n, &n) == 1)
			return 0;
		r = retry(c, 0, deadline);
	}
	return say(r, ctx, error);
}

void tls_channel_finish(struct tls_channel *c, int timeout)
{
	int64_t deadline = wait_until(timeout);
	char ignored[512];

	if (c->open)
		SSL_shutdown(c->ssl);
	c->open = false;
	if (shutdown(c->fd, SHUT_WR) < 0)
		return;
	while (wait_for(c->fd, POLLIN, c->stop, deadline) == 0)
		if (recv(c->fd, ignored, sizeof(ignored), 0) <= 0)
			return;
}

int tls_channel_descriptor(const struct tls_channel *c)
{
	return c->fd;
}
