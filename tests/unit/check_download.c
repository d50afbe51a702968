/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole downloads: our card, our SM-DP+, and a tiny LPA between them. */
#include <stdio.h>
#include <unistd.h>

#include "codec/tlv.h"
#include "lpa.h"
#include "servers/smdpp/download_order.h"
#include "servers/smdpp/smdpp.h"
#include "servers/smdpp/profile_package.h"
#include "unit.h"

static void *ctx;
static char *dir;
static struct softeuicc *card;
static struct rsp_server *dp;
static struct lpa *lpa;

static const char *const addresses[] = {"smdpp.example.com", NULL};

static const char *in_dir(const char *name)
{
	return talloc_asprintf(ctx, "%s/%s", dir, name);
}

static void open_card(void)
{
	char *error = NULL;

	ck_assert_msg(softeuicc_open(&card, in_dir("card.euicc"), NULL, &error) == 0, "%s", error);
	lpa = lpa_new(ctx, card, dp, addresses[0]);
}

static void setup(void)
{
	struct rsp_config config = {.addresses = addresses};
	char *error = NULL;

	ctx = talloc_new(NULL);
	dir = talloc_strdup(ctx, "/tmp/check_download.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	config.store = in_dir("smdpp.db");
	ck_assert_msg(smdpp_new(ctx, &config, &dp, &error) == 0, "%s", error);
	ck_assert_msg(softeuicc_create(in_dir("card.euicc"), NULL, &error) == 0, "%s", error);
	open_card();
}

static void teardown(void)
{
	static const char *const files[] = {"smdpp.db",       "smdpp.db-wal",   "smdpp.db-shm",
					    "card.euicc",     "card.euicc-wal", "card.euicc-shm",
					    "card.euicc-lock"};

	softeuicc_close(card);
	talloc_free(dp);
	for (int i = 0; i < COUNT(files); i++)
		unlink(in_dir(files[i]));
	ck_assert_int_eq(rmdir(dir), 0);
	talloc_free(ctx);
}

static struct slice read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t block[4096];
	struct buf b = buf_new(ctx);
	size_t n;

	ck_assert_msg(f != NULL, "%s cannot be read", path);
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		buf_put(&b, block, n);
	fclose(f);
	return buf_slice(&b);
}

static struct slice sample(void)
{
	return read_file(talloc_asprintf(ctx, "%s/testvectors/profiles/operational.der",
					 getenv("top_builddir")));
}

static struct order place(struct slice package, const char *eid, const char *code,
			  bool session_keys)
{
	const struct download_order q = {
		.package = package,
		.eid = eid,
		.code = code,
		.profile_class = PROFILE_CLASS_OPERATIONAL,
		.events = 7,
		.session_keys = session_keys,
	};
	struct order o;
	char *error = NULL;

	ck_assert_msg(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error) == 0, "%s",
		      error);
	return o;
}

static const char *state(const struct order *o)
{
	struct order now;

	ck_assert_int_eq(order_by_id(dp->db, o->id, ctx, &now), 1);
	return order_state_names[now.state];
}

static int profile_count(void)
{
	struct slice list = lpa_profiles(lpa);
	struct tlv t;
	int n = 0;

	while (tlv_next(&list, &t) == 1)
		n++;
	return n;
}

static struct slice fetch(const struct order *o, const char *code)
{
	struct slice bpp = {NULL, 0};

	ck_assert_str_eq(lpa_fetch(lpa, o->matching_id, code, &bpp), "");
	return bpp;
}

static void use_ci(enum curve curve)
{
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (dp->pki->sets[i].curve == curve)
			lpa->only_ci = certificate_subject_key_id(dp->pki->sets[i].ci);
}

/* Each curve, with keys of the profile's own and with session keys. */
START_TEST(download)
{
	struct order o = place(sample(), NULL, NULL, _i & 2);

	use_ci((enum curve)(_i & 1));
	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&o, NULL))), 0);
	ck_assert_int_eq(profile_count(), 1);
	ck_assert_str_eq(state(&o), "downloaded");
	ck_assert_int_eq(lpa_notify(lpa), 1);
	ck_assert_int_eq(lpa_notify(lpa), 0);
	ck_assert_str_eq(state(&o), "installed");
}
END_TEST

START_TEST(download_from_the_default_smdp)
{
	char eid[EID_DIGITS + 1];
	struct slice told = lpa_es10(lpa, unhex(ctx, "BF3E035C015A")), bpp;
	struct tlv whole, value;
	struct order o;

	ck_assert_int_eq(tlv_only(told, 0xBF3E, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0x5A, &value), 0);
	eid_format(value.value.p, eid);
	ck_assert_str_eq(lpa_fetch(lpa, NULL, NULL, &bpp), "8.1.1/3.8");
	o = place(sample(), eid, NULL, false);
	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&o, NULL))), 0);
}
END_TEST

/* ICCID of the sample profile. */
#define ICCID "988812010000000010F1"

START_TEST(events_are_notified)
{
	static const char *const events[] = {"installed", "enable", "disable", "delete"};
	struct order o = place(sample(), NULL, NULL, false);
	struct recorded n;
	int64_t id = 0;

	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&o, NULL))), 0);
	assert_hex(lpa_es10(lpa, unhex(ctx, "BF3111 A00C 5A0A " ICCID " 810100")), "BF3103800100");
	lpa_select(lpa);
	assert_hex(lpa_es10(lpa, unhex(ctx, "BF3211 A00C 5A0A " ICCID " 810100")), "BF3203800100");
	lpa_select(lpa);
	assert_hex(lpa_es10(lpa, unhex(ctx, "BF330C 5A0A " ICCID)), "BF3303800100");
	ck_assert_int_eq(lpa_notify(lpa), COUNT(events));
	for (int i = 0; i < COUNT(events); i++) {
		ck_assert_int_eq(notification_next(dp->db, id, ctx, &id, &n), 1);
		ck_assert_str_eq(n.event, events[i]);
		assert_hex(n.iccid, ICCID);
	}
}
END_TEST

START_TEST(confirmation_code)
{
	struct order o = place(sample(), NULL, "0815", false);
	struct slice bpp;

	ck_assert_str_eq(lpa_fetch(lpa, o.matching_id, NULL, &bpp), "card BF21");
	ck_assert_str_eq(lpa_fetch(lpa, o.matching_id, "0816", &bpp), "8.2.7/3.8");
	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&o, "0815"))), 0);
	ck_assert_int_eq(profile_count(), 1);
}
END_TEST

START_TEST(order_for_another_eid)
{
	struct order o = place(sample(), "89049032123451234512345678901235", NULL, false);
	struct slice bpp;

	ck_assert_str_eq(lpa_fetch(lpa, o.matching_id, NULL, &bpp), "8.1.1/3.8");
	ck_assert_int_eq(profile_count(), 0);
}
END_TEST

START_TEST(iccid_is_there_already)
{
	struct order first = place(sample(), NULL, NULL, false);
	struct order second = place(sample(), NULL, NULL, false);

	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&first, NULL))), 0);
	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&second, NULL))), 9);
	ck_assert_int_eq(profile_count(), 1);
	ck_assert_int_eq(lpa_notify(lpa), 2);
	ck_assert_str_eq(state(&first), "installed");
	ck_assert_str_eq(state(&second), "error");
}
END_TEST

START_TEST(interrupted_and_tried_again)
{
	struct order o = place(sample(), NULL, NULL, false);

	fetch(&o, NULL); /* and never loaded */
	softeuicc_close(card);
	open_card();
	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&o, NULL))), 0);
	lpa_notify(lpa);
	ck_assert_str_eq(state(&o), "installed");
}
END_TEST

START_TEST(cancelled)
{
	struct order o = place(sample(), NULL, NULL, false);

	fetch(&o, NULL);
	ck_assert_str_eq(lpa_cancel(lpa, _i), "");
	ck_assert_str_eq(state(&o), _i == 1 ? "downloaded" : "error");
}
END_TEST

/* A package is for one session: neither the next session nor the same one takes it again. */
START_TEST(replayed_package)
{
	struct order o = place(sample(), NULL, NULL, false), other;
	struct slice bpp = fetch(&o, NULL);
	int before;

	ck_assert_int_eq(lpa_reason(lpa_load(lpa, bpp)), 0);
	lpa_notify(lpa);
	other = place(sample(), NULL, NULL, false);
	fetch(&other, NULL);
	before = profile_count();
	ck_assert_int_ne(lpa_reason(lpa_load(lpa, bpp)), 0);
	ck_assert_int_eq(profile_count(), before);
}
END_TEST

/* A flipped bit in each object of the package, in a row: the card refuses, shows no profile, and
 * takes the good one afterwards. */
static void flip_and_load(struct slice bpp, size_t at)
{
	uint8_t *copy = talloc_memdup(ctx, bpp.p, bpp.n);
	struct slice result;

	copy[at] ^= 0x01;
	result = lpa_load(lpa, slice_of(copy, bpp.n));
	ck_assert_uint_gt(result.n, 0);
	ck_assert_int_ne(lpa_reason(result), 0);
	ck_assert_int_eq(profile_count(), 0);
}

/* Calls flip_and_load() at the last byte of every innermost object. */
START_TEST(flipped_bits)
{
	struct tlv package, t, segment;
	struct slice bpp, rest, in;
	size_t places[64], n = 0;
	struct order o = place(sample(), NULL, NULL, false);

	bpp = fetch(&o, NULL);
	ck_assert_int_eq(tlv_only(bpp, 0xBF36, &package), 0);
	rest = package.value;
	while (tlv_next(&rest, &t) == 1) {
		in = t.value;
		while (tlv_next(&in, &segment) == 1 && n < 64)
			places[n++] = (size_t)(segment.value.p + segment.value.n - 1 - bpp.p);
	}
	ck_assert_uint_ge(n, 8);
	for (size_t i = 0; i < n; i++) {
		o = place(sample(), NULL, NULL, false);
		flip_and_load(fetch(&o, NULL), places[i]);
		lpa_notify(lpa);
		ck_assert_str_eq(state(&o), "error");
	}
	o = place(sample(), NULL, NULL, false);
	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&o, NULL))), 0);
	ck_assert_int_eq(profile_count(), 1);
}
END_TEST

/* The GSMA's own test profiles, where they are at hand. */
START_TEST(published_profiles)
{
	static const char *const names[] = {"TS48v1_A.der", "TS48v5_SAIP2.3_NoBERTLV.der"};
	const char *interop = getenv("INTEROP_DIR");
	struct order o;

	o = place(read_file(talloc_asprintf(ctx, "%s/ts48/%s", interop, names[_i])), NULL, NULL,
		  false);
	ck_assert_int_eq(lpa_reason(lpa_load(lpa, fetch(&o, NULL))), 0);
	ck_assert_int_eq(profile_count(), 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("download");
	TCase *t = tcase_create("download");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, download, 0, 4);
	tcase_add_test(t, download_from_the_default_smdp);
	tcase_add_test(t, events_are_notified);
	tcase_add_test(t, confirmation_code);
	tcase_add_test(t, order_for_another_eid);
	tcase_add_test(t, iccid_is_there_already);
	tcase_add_test(t, interrupted_and_tried_again);
	tcase_add_loop_test(t, cancelled, 0, 2);
	tcase_add_test(t, replayed_package);
	tcase_add_test(t, flipped_bits);
	if (getenv("INTEROP_DIR"))
		tcase_add_loop_test(t, published_profiles, 0, 2);
	suite_add_tcase(s, t);
	return unit_main(s);
}
