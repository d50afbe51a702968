/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole card. The input is a series of APDUs, each behind its length in two bytes; a length of 0
 * is a reset. Every input meets the same card, with a profile enabled. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "codec/buf.h"
#include "crypto/milenage.h"
#include "fuzz.h"
#include "softeuicc.h"
#include "store/profile_store.h"
#include "store/uicc_store.h"

enum { NOW = 1790000000 };

static char path[256];
static struct buf image;
static uint8_t response[SOFTEUICC_RESPONSE_MAX];

/* ---- what a chip gets from its hardware, the same for every input ---- */

static uint64_t random_state;

static int next_random(void *arg, uint8_t *out, size_t n)
{
	(void)arg;
	for (size_t i = 0; i < n; i++) {
		random_state = random_state * 6364136223846793005u + 1442695040888963407u;
		out[i] = (uint8_t)(random_state >> 56);
	}
	return 0;
}

static int64_t fixed_now(void *arg)
{
	(void)arg;
	return NOW;
}

static const struct softeuicc_config config = {.random = next_random, .now = fixed_now};

/* ---- the card ---- */

static struct file *add_file(struct uicc_content *c, struct file *parent, enum file_kind kind,
			     uint16_t fid, uint32_t size, uint8_t record_length)
{
	static const uint8_t always[] = {0x8C, 0x03, 0x03, 0x00, 0x00}; /* read, update */
	struct file *f;

	REQUIRE(file_add(c, parent, kind, fid, &f) == 0);
	f->security = slice_of(always, sizeof(always));
	f->record_length = record_length;
	if (size)
		REQUIRE(file_allocate(c, f, size) == 0);
	return f;
}

static void add_pin(struct uicc_content *c, uint8_t reference, bool puk)
{
	struct pin *p = talloc_zero(c, struct pin);

	p->reference = reference;
	p->puk = puk;
	p->enabled = !puk;
	memcpy(p->value, puk ? "12345678" : "1234\xFF\xFF\xFF\xFF", sizeof(p->value));
	p->attributes = PIN_CHANGEABLE | PIN_DISABLEABLE;
	p->tries = p->tries_max = puk ? 10 : 3;
	p->unblocked_by = puk ? 0 : 0x01;
	p->next = c->pins;
	c->pins = p;
}

static void add_aka(struct uicc_content *c, struct file *adf)
{
	struct aka *a = talloc_zero(c, struct aka);
	struct milenage m;

	milenage_defaults(&m);
	a->adf = adf;
	a->algorithm = AKA_USIM_TEST; /* whose MAC a fuzzer can hit */
	a->options = 2;
	a->key_length = 16;
	memcpy(a->rotation, m.r, sizeof(a->rotation));
	memcpy(a->constants, m.c, sizeof(a->constants));
	c->akas = a;
}

static struct uicc_content *make_content(void *ctx)
{
	static const uint8_t usim[] = {0xA0, 0,    0,    0,    0x87, 0x10,
				       0x02, 0xFF, 0xFF, 0xFF, 0xFF, 0x89};
	static const uint8_t pin_status[] = {0x90, 0x01, 0x80, 0x83, 0x01, 0x01};
	struct uicc_content *c = content_new(ctx);
	struct file *adf;

	add_file(c, NULL, FILE_MF, 0x3F00, 0, 0);
	add_file(c, NULL, FILE_LINEAR_FIXED, 0x2F00, 64, 32);
	add_file(c, NULL, FILE_TRANSPARENT, 0x2FE2, 10, 0);
	add_file(c, NULL, FILE_DF, 0x7F10, 0, 0);
	adf = add_file(c, NULL, FILE_ADF, 0x7FD0, 0, 0);
	adf->aid = slice_of(usim, sizeof(usim));
	adf->pin_status = slice_of(pin_status, sizeof(pin_status));
	add_file(c, adf, FILE_TRANSPARENT, 0x6F07, 9, 0)->sfi = 7;
	add_file(c, adf, FILE_TRANSPARENT, 0x6F38, 10, 0)->sfi = 4;
	add_file(c, adf, FILE_LINEAR_FIXED, 0x6F3C, 352, 176);
	add_file(c, adf, FILE_CYCLIC, 0x6F39, 15, 3);
	add_file(c, adf, FILE_BER_TLV, 0x6F50, 512, 0);
	add_pin(c, 0x01, false);
	add_pin(c, 0x01, true);
	add_aka(c, adf);
	return c;
}

/* An enabled profile, put there without the installer. */
static void add_profile(void *ctx)
{
	static const uint8_t iccid[ICCID_BYTES] = {0x98, 0x88, 0x10};
	static const uint8_t aid[] = {0xA0, 0,    0,    0x05, 0x59, 0x10, 0x10, 0xFF,
				      0xFF, 0xFF, 0xFF, 0x89, 0,    0,    0x10, 0};
	static const uint8_t metadata[] = {0x5A, 0x0A, 0x98, 0x88, 0x10, 0,    0,    0,    0,
					   0,    0,    0,    0x91, 0x01, 0x53, 0x92, 0x01, 0x4E};
	struct profile p = {.iccid = slice_of(iccid, sizeof(iccid)),
			    .isdp_aid = slice_of(aid, sizeof(aid)),
			    .state = PROFILE_ENABLED,
			    .metadata = slice_of(metadata, sizeof(metadata))};
	struct store *s;

	REQUIRE(store_open(path, SOFTEUICC_DURABILITY_PROCESS, ctx, &s, NULL) == 0);
	REQUIRE(profile_store_add(s, &p) == 0);
	REQUIRE(uicc_store_save(s, p.id, make_content(ctx)) == 0);
	REQUIRE(store_commit(s) == 0);
}

static void remove_image(void)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
	char name[sizeof(path) + 16];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
}

static void read_image(void *ctx)
{
	FILE *f = fopen(path, "rb");
	uint8_t piece[4096];
	size_t n;

	REQUIRE(f);
	image = buf_new(ctx);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_put(&image, piece, n);
	fclose(f);
	REQUIRE(buf_ok(&image));
}

static void write_image(void)
{
	FILE *f;

	remove_image();
	f = fopen(path, "wb");
	REQUIRE(f && fwrite(image.p, 1, image.n, f) == image.n);
	REQUIRE(fclose(f) == 0);
}

static void make_image(void)
{

	const char *directory = getenv("TMPDIR");
	void *ctx = talloc_new(NULL);
	char *error = NULL;

	snprintf(path, sizeof(path), "%s/fuzz_card.%ld", directory ? directory : "/tmp",
		 (long)getpid());
	atexit(remove_image);
	if (softeuicc_create(path, NULL, &error) < 0) {
		fprintf(stderr, "fuzz_card: %s\n", error);
		exit(EXIT_FAILURE);
	}
	add_profile(ctx);
	talloc_free(ctx);
	read_image(NULL);
}

/* ---- an application of the toolkit, which answers everything with a command ---- */

static struct softeuicc_toolkit *application;
static struct softeuicc_bip *stream;

static struct softeuicc_bytes bytes(const char *literal, size_t n)
{
	return (struct softeuicc_bytes){(const uint8_t *)literal, n};
}

#define BYTES(literal) bytes(literal, sizeof(literal) - 1)

static void on_done(void *arg, const struct softeuicc_response *r)
{
	struct softeuicc_bytes text;

	(void)arg;
	REQUIRE(r->answered || !r->objects.p);
	if (softeuicc_object(r->objects, 0x0D, &text) == 1 && stream)
		softeuicc_bip_send(stream, text.p, text.n);
}

static void issue(uint8_t type, struct softeuicc_bytes objects)
{
	const struct softeuicc_command c = {.type = type, .objects = objects, .done = on_done};

	softeuicc_toolkit_issue(application, &c);
}

static void on_menu(void *arg, size_t item, int help)
{
	(void)arg;
	REQUIRE(item < 2);
	if (help)
		issue(0x21 /* DISPLAY TEXT */, BYTES("\x8D\x03\x04Hi"));
	else
		issue(0x22 /* GET INKEY */, BYTES("\x8D\x03\x04Hi"));
}

static void on_event(void *arg, uint8_t event, struct softeuicc_bytes objects)
{
	(void)arg, (void)objects;
	REQUIRE(event < 32);
	issue(0x27 /* TIMER MANAGEMENT */, BYTES("\xA4\x01\x08\xA5\x03\x00\x50\x00"));
}

static void on_timer(void *arg, uint8_t timer, struct softeuicc_bytes value)
{
	(void)arg;
	REQUIRE(timer == 8 && value.n == 3);
	if (stream)
		softeuicc_bip_close(stream);
}

static int on_sms(void *arg, const struct softeuicc_sms *m, uint8_t reply[SOFTEUICC_REPLY_MAX])
{
	size_t n = m->data.n < SOFTEUICC_REPLY_MAX ? m->data.n : SOFTEUICC_REPLY_MAX;

	(void)arg;
	REQUIRE(m->time.n == 7);
	if (n)
		memcpy(reply, m->data.p, n);
	return (int)n;
}

static void on_opened(void *arg, uint16_t buffer)
{
	static const uint8_t zeroes[600];

	(void)arg;
	REQUIRE(buffer > 0);
	softeuicc_bip_send(stream, zeroes, sizeof(zeroes));
}

static void on_received(void *arg, struct softeuicc_bytes data)
{
	(void)arg;
	softeuicc_bip_send(stream, data.p, data.n);
}

static void on_closed(void *arg, uint8_t result, uint8_t additional)
{
	(void)arg, (void)result, (void)additional;
	stream = NULL;
}

static void on_profile(void *arg)
{
	const struct softeuicc_bip_definition d = {
		.objects = BYTES("\xB5\x01\x03\xB9\x02\x02\x58"),
		.opened = on_opened,
		.received = on_received,
		.closed = on_closed,
	};

	(void)arg;
	if (!stream)
		softeuicc_bip_open(application, &d, &stream);
}

static void register_application(struct softeuicc *card)
{
	static const char *const items[] = {"One", "Two", NULL};
	static const struct softeuicc_toolkit_definition d = {
		.name = "Fuzz",
		.items = items,
		.events = ~0u,
		.tars = (const uint8_t *)"\x12\x34\x56",
		.tar_count = 1,
		.profile = on_profile,
		.menu = on_menu,
		.event = on_event,
		.timer = on_timer,
		.sms = on_sms,
	};

	stream = NULL;
	REQUIRE(softeuicc_toolkit_register(card, &d, &application) == 0);
}

/* ---- the run ---- */

static uint16_t transmit(struct softeuicc *card, struct slice command)
{
	size_t n = softeuicc_transmit(card, command.p, command.n, response);
	uint16_t sw;

	REQUIRE(n >= 2 && n <= sizeof(response));
	sw = be16(response + n - 2);
	REQUIRE((sw & 0xF000) == 0x6000 || (sw & 0xF000) == 0x9000);
	return sw;
}

static struct softeuicc *open_card(void)
{
	struct softeuicc *card;

	REQUIRE(softeuicc_open(&card, path, &config, NULL) == 0);
	return card;
}

static void run(struct softeuicc *card, struct slice in)
{
	while (in.n >= 2) {
		struct slice command = slice_sub(in, 2, be16(in.p));

		if (be16(in.p) == 0)
			softeuicc_reset(card);
		else
			transmit(card, command);
		in = slice_sub(in, 2 + command.n, SIZE_MAX);
	}
}

/* Whatever came before, a card that is reset has its MF and its ISD-R, and so after a restart. */
static void require_working(struct softeuicc *card)
{
	static const uint8_t mf[] = {0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00};
	static const uint8_t isdr[] = {0x00, 0xA4, 0x04, 0x00, 0x10, 0xA0, 0x00,
				       0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF,
				       0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00};

	softeuicc_reset(card);
	REQUIRE(transmit(card, slice_of(mf, sizeof(mf))) == 0x9000);
	REQUIRE((transmit(card, slice_of(isdr, sizeof(isdr))) & 0xFF00) == 0x6100);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct softeuicc *card;

	if (!image.n)
		make_image();
	write_image();
	random_state = 1;
	card = open_card();
	register_application(card);
	softeuicc_power_on(card);
	run(card, slice_of(data, size));
	require_working(card);
	softeuicc_close(card);
	/* To open a card takes most of the time here, so not every input does it twice. */
	if (size % 8 == 0) {
		card = open_card();
		require_working(card);
		softeuicc_close(card);
	}
	return 0;
}
