/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card that is no eUICC: how it is made of a profile package, and what is not there. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "package.h"
#include "softeuicc.h"
#include "store/profile_store.h"
#include "uicc/iccid.h"

#define ISDR  "A0000005591010FFFFFFFF8900000100"
#define ECASD "A0000005591010FFFFFFFF8900000200"

static char *image;
static struct softeuicc *card;
static char *error;

static void setup(void)
{
	char dir[] = "/tmp/check_plain_uicc.XXXXXX";

	package_setup();
	ck_assert_ptr_nonnull(mkdtemp(dir));
	image = talloc_asprintf(ctx, "%s/card.euicc", dir);
	card = NULL;
	error = NULL;
}

static void teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};

	softeuicc_close(card);
	for (size_t i = 0; i < COUNT(suffixes); i++)
		unlink(talloc_asprintf(ctx, "%s%s", image, suffixes[i]));
	*strrchr(image, '/') = '\0';
	ck_assert_int_eq(rmdir(image), 0); /* nothing else was left there */
	free(error);
	package_teardown();
}

static int create(struct softeuicc_creation wish)
{
	wish.package = package.p;
	wish.package_length = package.n;
	return softeuicc_create(image, &wish, &error);
}

static void create_good(void)
{
	put_base();
	put_end();
	ck_assert_msg(create((struct softeuicc_creation){0}) == 0, "%s", error);
}

static void open_card(void)
{
	ck_assert_msg(softeuicc_open(&card, image, NULL, &error) == 0, "%s", error);
	softeuicc_power_on(card);
}

static void assert_sent(const char *hex, const char *answer)
{
	struct slice command = unhex(ctx, hex);
	uint8_t *response = talloc_size(ctx, SOFTEUICC_RESPONSE_MAX);

	assert_hex(slice_of(response, softeuicc_transmit(card, command.p, command.n, response)),
		   answer);
}

START_TEST(has_an_iccid_and_no_eid)
{
	char eid[SOFTEUICC_EID_DIGITS + 1], iccid[SOFTEUICC_ICCID_DIGITS + 1];

	create_good();
	open_card();
	softeuicc_eid(card, eid);
	ck_assert_str_eq(eid, "");
	softeuicc_iccid(card, iccid);
	ck_assert_str_eq(iccid, "89000123456789012341");
}
END_TEST

/* TS 102 221 6.3.3: no bit of the first TB after T=15 is set but b8. */
START_TEST(announces_no_euicc)
{
	uint8_t atr[SOFTEUICC_ATR_MAX], check = 0;
	size_t n;

	create_good();
	open_card();
	n = softeuicc_atr(card, atr);
	assert_hex(slice_of(atr, n - 1), "3B9F96803FC7 80 8031E073FE219F67534F465453494D");
	for (size_t i = 1; i < n; i++)
		check ^= atr[i];
	ck_assert_uint_eq(check, 0);
}
END_TEST

static const char *const aids[] = {ISDR, ECASD};

START_TEST(has_no_domains_of_an_euicc)
{
	create_good();
	open_card();
	assert_sent(talloc_asprintf(ctx, "00A4040410%s", aids[_i]), "6A82");
	/* STORE DATA is no command of a UICC. */
	assert_sent("80E2910006BF3E035C015A", "6D00");
}
END_TEST

START_TEST(shows_its_profile_after_each_reset)
{
	create_good();
	open_card();
	for (int i = 0; i < 2; i++) {
		assert_sent("00A4000C022FE2", "9000");
		assert_sent("00A4040C0C" USIM_AID, "9000");
		assert_sent("00A4000C026F07", "9000");
		softeuicc_reset(card);
	}
}
END_TEST

START_TEST(opens_again_as_it_was_left)
{
	create_good();
	open_card();
	/* PIN 1 is "0000": a wrong one takes a try away for good. */
	assert_sent("002000010831323334FFFFFFFF", "63C2");
	softeuicc_close(card);
	open_card();
	assert_sent("0020000100", "63C2");
}
END_TEST

/* ---- what is refused ---- */

static void assert_refused(int wanted, const char *sentence)
{
	struct stat st;

	ck_assert_str_eq(error, sentence);
	free(error);
	error = NULL;
	ck_assert_int_eq(wanted, -ECANCELED);
	ck_assert_int_ne(stat(image, &st), 0);
}

START_TEST(names_the_element_that_fails)
{
	put_header(HEADER);
	put_element(0xB0, true, 7, OID("09") MF_BASE MF_REST);
	put_end();
	assert_refused(create((struct softeuicc_creation){0}),
		       "profile package, element mf, identification 7: template-not-supported (9): "
		       "mf: template not supported");
}
END_TEST

START_TEST(a_package_that_ends_too_early)
{
	put_base();
	assert_refused(create((struct softeuicc_creation){0}),
		       "profile package: invalid-request-format (5): PE-End is missing");
}
END_TEST

START_TEST(bytes_that_are_no_package)
{
	buf_put_slice(&package, slice_str("{}"));
	assert_refused(create((struct softeuicc_creation){0}),
		       "profile package: invalid-request-format (5): no profile element");
}
END_TEST

START_TEST(too_little_memory)
{
	const struct softeuicc_setting memory = {"nonVolatileMemory", "100"};

	put_base();
	put_end();
	assert_refused(create((struct softeuicc_creation){.settings = &memory, .setting_count = 1}),
		       "profile package, element mf, identification 1: not-enough-memory (4): not "
		       "enough memory");
}
END_TEST

START_TEST(an_identity_is_for_euiccs)
{
	const char *const pki[] = {"/nowhere", NULL};

	put_base();
	put_end();
	ck_assert_int_eq(
		create((struct softeuicc_creation){.eid = "89049032001000000000000000000112"}),
		-EINVAL);
	ck_assert_str_eq(error, "a plain UICC has no EID and no PKI");
	free(error);
	ck_assert_int_eq(create((struct softeuicc_creation){.pki = pki}), -EINVAL);
}
END_TEST

/* ---- images that are neither ---- */

static void damage(const char *sql)
{
	struct store *s;
	char *why;

	ck_assert_int_eq(store_open(image, SOFTEUICC_DURABILITY_PROCESS, ctx, &s, &why), 0);
	ck_assert_int_eq(store_write(s, NULL, sql, ""), 0);
	ck_assert_int_eq(store_commit(s), 0);
	talloc_free(s);
	ck_assert_int_eq(softeuicc_open(&card, image, NULL, &error), -EBADMSG);
}

START_TEST(a_profile_that_is_not_enabled)
{
	create_good();
	damage("UPDATE profile SET state = 0");
}
END_TEST

START_TEST(an_euicc_without_eid)
{
	ck_assert_int_eq(softeuicc_create(image, NULL, &error), 0);
	damage("DELETE FROM value WHERE key = 'eid'");
}
END_TEST

/* ---- ICCIDs ---- */

static const struct {
	const char *iccid, *digits;
} iccids[] = {
	{"981032547698103254F6", "8901234567890123456"},
	{"98103254769810325476", "89012345678901234567"},
	{"98109A", "8901A9"},
	{"", ""},
	{"9810325476981032547698", "89012345678901234567"},
};

START_TEST(iccids_are_printed)
{
	char text[ICCID_DIGITS + 1];

	iccid_format(unhex(ctx, iccids[_i].iccid), text);
	ck_assert_str_eq(text, iccids[_i].digits);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("plain UICC");
	TCase *tc = tcase_create("card");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, has_an_iccid_and_no_eid);
	tcase_add_test(tc, announces_no_euicc);
	tcase_add_loop_test(tc, has_no_domains_of_an_euicc, 0, COUNT(aids));
	tcase_add_test(tc, shows_its_profile_after_each_reset);
	tcase_add_test(tc, opens_again_as_it_was_left);
	tcase_add_test(tc, names_the_element_that_fails);
	tcase_add_test(tc, a_package_that_ends_too_early);
	tcase_add_test(tc, bytes_that_are_no_package);
	tcase_add_test(tc, too_little_memory);
	tcase_add_test(tc, an_identity_is_for_euiccs);
	tcase_add_test(tc, a_profile_that_is_not_enabled);
	tcase_add_test(tc, an_euicc_without_eid);
	tcase_add_loop_test(tc, iccids_are_printed, 0, COUNT(iccids));
	suite_add_tcase(s, tc);
	return unit_main(s);
}
