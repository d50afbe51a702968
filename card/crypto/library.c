/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library context that draws all randomness from a callback, so that keys, ECDSA nonces and
 * blinding repeat when the callback repeats. OpenSSL has random generators only from providers:
 * here is one, built in, that knows nothing else. */
#include <errno.h>
#include <limits.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <talloc.h>

#include "crypto/library.h"

#define GENERATOR_NAME "SOFTEUICC-CALLBACK"
#define PROVIDER_NAME  "softeuicc-random"

enum { GENERATOR_STRENGTH = 256 }; /* bits; what OpenSSL asks for P-256 is 128 */

/* The provider's context, shared by all of its generators. */
struct source {
	int (*random)(void *arg, uint8_t *out, size_t n);
	void *arg;
};

struct generator {
	const struct source *source;
	int state;
};

static void *generator_new(void *provider, void *parent, const OSSL_DISPATCH *parent_calls)
{
	struct generator *g = OPENSSL_zalloc(sizeof(*g));

	(void)parent;
	(void)parent_calls;
	if (g) {
		g->source = provider;
		g->state = EVP_RAND_STATE_UNINITIALISED;
	}
	return g;
}

static void generator_free(void *generator)
{
	OPENSSL_free(generator);
}

static int generator_instantiate(void *generator, unsigned strength, int prediction_resistance,
				 const unsigned char *pstr, size_t pstr_len,
				 const OSSL_PARAM params[])
{
	struct generator *g = generator;

	(void)prediction_resistance;
	(void)pstr;
	(void)pstr_len;
	(void)params;
	if (strength > GENERATOR_STRENGTH)
		return 0;
	g->state = EVP_RAND_STATE_READY;
	return 1;
}

static int generator_uninstantiate(void *generator)
{
	struct generator *g = generator;

	g->state = EVP_RAND_STATE_UNINITIALISED;
	return 1;
}

static int generator_generate(void *generator, unsigned char *out, size_t n, unsigned strength,
			      int prediction_resistance, const unsigned char *adin, size_t adin_len)
{
	const struct generator *g = generator;

	(void)prediction_resistance;
	(void)adin;
	(void)adin_len;
	return strength <= GENERATOR_STRENGTH && g->source->random(g->source->arg, out, n) == 0;
}

/* A card is used by one thread at a time, so there is nothing to lock; OpenSSL insists on the
 * functions for the generator that it would share between threads. */
static int generator_enable_locking(void *generator)
{
	(void)generator;
	return 1;
}

static int generator_lock(void *generator)
{
	(void)generator;
	return 1;
}

static void generator_unlock(void *generator)
{
	(void)generator;
}

static const OSSL_PARAM *generator_gettable(void *generator, void *provider)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_int(OSSL_RAND_PARAM_STATE, NULL),
		OSSL_PARAM_uint(OSSL_RAND_PARAM_STRENGTH, NULL),
		OSSL_PARAM_size_t(OSSL_RAND_PARAM_MAX_REQUEST, NULL),
		OSSL_PARAM_END,
	};

	(void)generator;
	(void)provider;
	return gettable;
}

static int generator_get_params(void *generator, OSSL_PARAM params[])
{
	const struct generator *g = generator;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STATE);
	if (p && !OSSL_PARAM_set_int(p, g->state))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STRENGTH);
	if (p && !OSSL_PARAM_set_uint(p, GENERATOR_STRENGTH))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_MAX_REQUEST);
	return !p || OSSL_PARAM_set_size_t(p, INT_MAX);
}

static const OSSL_DISPATCH generator_calls[] = {
	{OSSL_FUNC_RAND_NEWCTX, (void (*)(void))generator_new},
	{OSSL_FUNC_RAND_FREECTX, (void (*)(void))generator_free},
	{OSSL_FUNC_RAND_INSTANTIATE, (void (*)(void))generator_instantiate},
	{OSSL_FUNC_RAND_UNINSTANTIATE, (void (*)(void))generator_uninstantiate},
	{OSSL_FUNC_RAND_GENERATE, (void (*)(void))generator_generate},
	{OSSL_FUNC_RAND_ENABLE_LOCKING, (void (*)(void))generator_enable_locking},
	{OSSL_FUNC_RAND_LOCK, (void (*)(void))generator_lock},
	{OSSL_FUNC_RAND_UNLOCK, (void (*)(void))generator_unlock},
	{OSSL_FUNC_RAND_GETTABLE_CTX_PARAMS, (void (*)(void))generator_gettable},
	{OSSL_FUNC_RAND_GET_CTX_PARAMS, (void (*)(void))generator_get_params},
	{0, NULL},
};

static const OSSL_ALGORITHM *provider_query(void *provider, int operation, int *no_cache)
{
	static const OSSL_ALGORITHM generators[] = {
		{GENERATOR_NAME, "provider=" PROVIDER_NAME, generator_calls, "a callback"},
		{NULL, NULL, NULL, NULL},
	};

	(void)provider;
	*no_cache = 0;
	return operation == OSSL_OP_RAND ? generators : NULL;
}

static void provider_teardown(void *provider)
{
	OPENSSL_free(provider);
}

static int provider_init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
			 const OSSL_DISPATCH **out, void **provider)
{
	static const OSSL_DISPATCH calls[] = {
		{OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))provider_query},
		{OSSL_FUNC_PROVIDER_TEARDOWN, (void (*)(void))provider_teardown},
		{0, NULL},
	};

	(void)handle;
	(void)in;
	*out = calls;
	*provider = OPENSSL_zalloc(sizeof(struct source));
	return *provider != NULL;
}

static int library_destroy(struct library *l)
{
	OSSL_PROVIDER_unload(l->randomness);
	OSSL_PROVIDER_unload(l->algorithms);
	OSSL_LIB_CTX_free(l->ctx);
	return 0;
}

int library_new(void *ctx, int (*random)(void *arg, uint8_t *out, size_t n), void *arg,
		struct library **out)
{
	struct library *l = talloc_zero(ctx, struct library);
	struct source *source;

	if (!l)
		return -ENOMEM;
	talloc_set_destructor(l, library_destroy);
	l->ctx = OSSL_LIB_CTX_new();
	if (!l->ctx || !OSSL_PROVIDER_add_builtin(l->ctx, PROVIDER_NAME, provider_init))
		goto fail;
	l->algorithms = OSSL_PROVIDER_load(l->ctx, "default");
	l->randomness = OSSL_PROVIDER_load(l->ctx, PROVIDER_NAME);
	if (!l->algorithms || !l->randomness)
		goto fail;
	source = OSSL_PROVIDER_get0_provider_ctx(l->randomness);
	*source = (struct source){random, arg};
	if (!RAND_set_DRBG_type(l->ctx, GENERATOR_NAME, "provider=" PROVIDER_NAME, NULL, NULL))
		goto fail;
	*out = l;
	return 0;
fail:
	talloc_free(l);
	return -EIO;
}
