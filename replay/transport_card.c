/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card in this process. Its random numbers come from a seed, so that the same trace on the same
 * image gives the same bytes. */
#include <errno.h>
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "replay/transport.h"
#include "softeuicc.h"

struct in_process {
	struct transport transport; /* first */
	struct softeuicc *card;
	struct crypto *crypto;
	struct slice seed;
	uint64_t drawn;        /* blocks of random bytes so far */
	const char *directory; /* that goes with the card; NULL: none */
	const char *image;
};

/* SHA-256 of seed and counter, block by block. */
static int draw(void *arg, uint8_t *out, size_t n)
{
	struct in_process *p = arg;
	uint8_t block[SHA256_BYTES];

	for (size_t at = 0; at < n; at += sizeof(block)) {
		const struct slice parts[] = {p->seed, slice_of(&p->drawn, sizeof(p->drawn))};
		size_t part = n - at < sizeof(block) ? n - at : sizeof(block);

		if (crypto_sha256(p->crypto, parts, 2, block))
			return -1;
		p->drawn++;
		memcpy(out + at, block, part);
	}
	return 0;
}

static int64_t clock_of(void *arg)
{
	const struct in_process *p = arg;

	return transport_time(&p->transport);
}

static int power(struct transport *t, enum power what, struct buf *atr, char **error)
{
	struct in_process *p = (struct in_process *)t;
	uint8_t bytes[SOFTEUICC_ATR_MAX];

	(void)error;
	switch (what) {
	case POWER_OFF:
		softeuicc_power_off(p->card);
		return 0;
	case POWER_ON:
		softeuicc_power_on(p->card);
		break;
	case POWER_RESET:
		softeuicc_reset(p->card);
		break;
	}
	buf_put(atr, bytes, softeuicc_atr(p->card, bytes));
	return 0;
}

static int transmit(struct transport *t, struct slice command, struct buf *response, char **error)
{
	static uint8_t bytes[SOFTEUICC_RESPONSE_MAX];
	struct in_process *p = (struct in_process *)t;

	(void)error;
	buf_put(response, bytes, softeuicc_transmit(p->card, command.p, command.n, bytes));
	return 0;
}

static int close_card(struct in_process *p)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};

	softeuicc_close(p->card);
	if (!p->directory)
		return 0;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		unlink(talloc_asprintf(p, "%s%s", p->image, suffixes[i]));
	rmdir(p->directory);
	return 0;
}

static struct in_process *new_card(struct slice seed, void *ctx)
{
	struct in_process *p = talloc_zero(ctx, struct in_process);

	if (!p)
		return NULL;
	p->transport = (struct transport){.power = power, .transmit = transmit, .in_process = true};
	p->seed = slice_dup(p, seed);
	if (crypto_new(p, NULL, NULL, &p->crypto))
		return NULL;
	talloc_set_destructor(p, close_card);
	return p;
}

static int open_card(struct in_process *p, void *ctx, char **error)
{
	const struct softeuicc_config config = {.random = draw, .now = clock_of, .arg = p};
	char *sentence = NULL;
	int r = softeuicc_open(&p->card, p->image, &config, &sentence);

	if (r)
		*error = talloc_strdup(ctx, sentence);
	free(sentence);
	return r;
}

int transport_image(const char *image, struct slice seed, void *ctx, struct transport **out,
		    char **error)
{
	struct in_process *p = new_card(seed, ctx);

	if (!p)
		return -ENOMEM;
	p->image = talloc_strdup(p, image);
	*out = &p->transport;
	return open_card(p, ctx, error);
}

int transport_fresh(const struct softeuicc_creation *chip, struct slice seed, void *ctx,
		    struct transport **out, char **error)
{
	struct in_process *p = new_card(seed, ctx);
	const char *tmp = getenv("TMPDIR");
	char *directory, *sentence = NULL;
	int r;

	if (!p)
		return -ENOMEM;
	directory = talloc_asprintf(p, "%s/softeuicc-replay-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(directory)) {
		r = -errno;
		*error = talloc_asprintf(ctx, "%s: %s", directory, strerror(-r));
		return r;
	}
	p->directory = directory;
	p->image = talloc_asprintf(p, "%s/card.euicc", directory);
	r = softeuicc_create(p->image, chip, &sentence);
	if (r)
		*error = talloc_strdup(ctx, sentence);
	free(sentence);
	*out = &p->transport;
	return r ? r : open_card(p, ctx, error);
}
