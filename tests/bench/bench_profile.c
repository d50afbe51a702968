/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_profile.h"

#include <stdio.h>

#include "bench_time.h"
#include "isdp/installer.h"
#include "unit.h"

static struct slice read_file(void *ctx, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = buf_new(ctx);
	uint8_t chunk[4096];
	size_t n;

	if (!f) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(&b, chunk, n);
	fclose(f);
	return buf_slice(&b);
}

static char *iccid_of(struct card_fixture *f, struct slice package)
{
	struct installer *in = installer_new(f, f->crypto, 1 << 20);
	char *hex = talloc_strdup(f, "");
	struct slice iccid;

	ck_assert_int_eq(installer_push(in, package), 0);
	iccid = installer_iccid(in);
	for (size_t i = 0; i < iccid.n; i++)
		hex = talloc_asprintf_append(hex, "%02X", iccid.p[i]);
	talloc_free(in);
	return hex;
}

struct bench_profile bench_profile_read(struct card_fixture *f, const char *path)
{
	struct slice package = read_file(f, path);

	return (struct bench_profile){package, iccid_of(f, package)};
}

/* ---- time in softeuicc_transmit() alone: the SM-DP+ opposite is not the card ---- */

static double card_seconds;

/* The linker puts these in place of softeuicc_transmit (--wrap). */
size_t __real_softeuicc_transmit(struct softeuicc *card, const uint8_t *command, size_t n,
				 uint8_t response[SOFTEUICC_RESPONSE_MAX]);
size_t __wrap_softeuicc_transmit(struct softeuicc *card, const uint8_t *command, size_t n,
				 uint8_t response[SOFTEUICC_RESPONSE_MAX]);

size_t __wrap_softeuicc_transmit(struct softeuicc *card, const uint8_t *command, size_t n,
				 uint8_t response[SOFTEUICC_RESPONSE_MAX])
{
	double begin = bench_cpu_seconds();

	n = __real_softeuicc_transmit(card, command, n, response);
	card_seconds += bench_cpu_seconds() - begin;
	return n;
}

struct bench_download bench_profile_download(struct card_fixture *f, const struct bench_profile *p)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation result;
	struct slice package;
	struct bpp_wish w;
	double begin = card_seconds, prepared;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, p->iccid, "");
	w.profile = p->package;
	package = bpp_make(f->crypto, &w, f);
	prepared = card_seconds;
	result = fixture_result(f, s, fixture_load(f, package));
	ck_assert_msg(result.success, "command %d, reason %d", result.command, result.reason);
	return (struct bench_download){card_seconds - begin, card_seconds - prepared};
}

/* ---- profiles ---- */

void bench_profile_enable(struct card_fixture *f, const struct bench_profile *p)
{
	ck_assert_int_eq(es10_code(f, talloc_asprintf(f, "BF3111 A00C5A0A%s 810100", p->iccid)), 0);
}

void bench_profile_delete(struct card_fixture *f, const struct bench_profile *p)
{
	ck_assert_int_eq(es10_code(f, talloc_asprintf(f, "BF330C5A0A%s", p->iccid)), 0);
}

static void (*bench_body)(const char *profile_path);
static const char *bench_path;

START_TEST(bench)
{
	bench_body(bench_path);
}
END_TEST

int bench_main(int argc, char **argv, void (*body)(const char *profile_path))
{
	Suite *suite = suite_create("bench");
	TCase *t = tcase_create("bench");
	SRunner *runner;
	int failed;

	if (argc != 2) {
		fprintf(stderr, "usage: %s PROFILE.der\n", argv[0]);
		return 2;
	}
	bench_body = body;
	bench_path = argv[1];
	tcase_add_test(t, bench);
	suite_add_tcase(suite, t);
	runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	if (failed)
		srunner_print(runner, CK_NORMAL);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
