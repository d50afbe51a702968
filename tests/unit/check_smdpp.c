/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SM-DP+ function by function, against an eUICC that consists of its keys alone. */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "codec/tlv.h"
#include "rsp_client.h"
#include "servers/common/json.h"
#include "servers/smdpp/activation_code.h"
#include "servers/smdpp/download_order.h"
#include "servers/smdpp/profile_package.h"
#include "unit.h"

static void *ctx;
static char *path;
static struct smdpp *dp;
static struct rsp_client *client;
static int64_t clock_offset;

static const char *const addresses[] = {"smdpp.example.com:8443", "127.0.0.1:8443", NULL};

static int64_t now(void *arg)
{
	(void)arg;
	return (int64_t)time(NULL) + clock_offset;
}

static void start(void)
{
	const struct smdpp_config config = {.store = path, .addresses = addresses, .now = now};
	char *error = NULL;

	ck_assert_msg(smdpp_new(ctx, &config, &dp, &error) == 0, "%s", error);
}

static void setup(void)
{
	char dir[] = "/tmp/check_smdpp.XXXXXX";

	ctx = talloc_new(NULL);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = talloc_asprintf(ctx, "%s/made/smdpp.db", dir);
	clock_offset = 0;
	start();
	client = rsp_client_new(ctx, dp, CURVE_NIST_P256);
}

static void teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};

	talloc_free(dp);
	for (size_t i = 0; i < 3; i++)
		unlink(talloc_asprintf(ctx, "%s%s", path, suffixes[i]));
	for (size_t i = 0; i < 2; i++) {
		*strrchr(path, '/') = '\0';
		ck_assert_int_eq(rmdir(path), 0);
	}
	talloc_free(ctx);
}

/* ProfileHeader for ICCID 89012345678901234567, @bytes of a nonStandard element, PE-End. */
static struct slice package(size_t bytes)
{
	struct buf b = buf_new(ctx);
	size_t mark;

	buf_put_slice(&b, unhex(ctx, "A01C 800103 810103 8204 54455354 830A 89012345678901234567"
				     "A500 A600"));
	mark = tlv_open(&b, 0xA9);
	buf_fill(&b, 0x5A, bytes);
	tlv_close(&b, mark);
	buf_put_slice(&b, unhex(ctx, "AA00"));
	return buf_slice(&b);
}

static const char *place(const char *matching_id, const char *eid, const char *code,
			 unsigned reusable)
{
	const struct download_order q = {
		.package = package(5000),
		.matching_id = matching_id,
		.eid = eid,
		.code = code,
		.profile_class = PROFILE_CLASS_OPERATIONAL,
		.events = 7,
		.reusable = reusable,
	};
	struct order o;
	char *error = NULL;

	ck_assert_msg(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error) == 0, "%s",
		      error);
	return o.matching_id;
}

static const char *state(const char *matching_id)
{
	struct order o;

	ck_assert_int_eq(order_by_matching_id(dp->db, matching_id, ctx, &o), 1);
	return order_state_names[o.state];
}

/* ---- orders ---- */

static struct download_order plain_order(void)
{
	return (struct download_order){.package = package(10),
				       .profile_class = PROFILE_CLASS_OPERATIONAL};
}

START_TEST(order_takes_names_from_the_package)
{
	struct download_order q = plain_order();
	struct order o, found;
	char *error;

	q.events = 7;
	q.matching_id = "M-1";
	q.address = "rsp.example.com";
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1234, ctx, &o, &error), 0);
	ck_assert_int_eq(order_by_id(dp->db, o.id, ctx, &found), 1);
	assert_hex(found.iccid, "98103254769810325476");
	assert_hex(found.metadata, "BF25 31 5A0A 98103254769810325476 9104 54455354 9204 54455354"
				   "B617 3015 80020470 810F 7273702E6578616D706C652E636F6D");
	ck_assert_int_eq(found.created, 1234);
	ck_assert_int_eq(found.state, ORDER_RELEASED);
	ck_assert_str_eq(activation_code(ctx, found.address, found.matching_id, false),
			 "LPA:1$rsp.example.com$M-1");
	ck_assert_str_eq(activation_code(ctx, found.address, found.matching_id, true),
			 "LPA:1$rsp.example.com$M-1$$1");
}
END_TEST

/* SGP.22 5.5.3: SIZE(0..32) and SIZE(0..64), in characters. */
static const struct {
	const char *type, *provider, *name;
} long_types[] = {
	{"softeuicc operational test profile", "softeuicc operational test",
	 "softeuicc operational test profile"},
	{"exactly thirty-two characters is this", "exactly thirty-two characters is",
	 "exactly thirty-two characters is this"},
	{"Donaudampfschifffahrtsgesellschaftskapitaen", "Donaudampfschifffahrtsgesellscha",
	 "Donaudampfschifffahrtsgesellschaftskapitaen"},
	{"\xC3\xA4\xC3\xB6\xC3\xBC \xE2\x82\xAC\xE2\x82\xAC 678901234567890123456789012",
	 "\xC3\xA4\xC3\xB6\xC3\xBC \xE2\x82\xAC\xE2\x82\xAC",
	 "\xC3\xA4\xC3\xB6\xC3\xBC \xE2\x82\xAC\xE2\x82\xAC 678901234567890123456789012"},
};

static const char *metadata_text(const struct order *o, uint32_t tag)
{
	struct tlv whole, text;

	ck_assert_int_eq(tlv_only(o->metadata, 0xBF25, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, tag, &text), 1);
	return talloc_strndup(ctx, (const char *)text.value.p, text.value.n);
}

START_TEST(names_are_shortened_by_words)
{
	struct download_order q = plain_order();
	struct buf b = buf_new(ctx);
	struct order o;
	size_t mark = tlv_open(&b, 0xA0);
	char *error;

	buf_put_slice(&b, unhex(ctx, "800103 810103"));
	tlv_put_str(&b, 0x82, long_types[_i].type);
	buf_put_slice(&b, unhex(ctx, "830A 89012345678901234567 A500 A600"));
	tlv_close(&b, mark);
	buf_put_slice(&b, unhex(ctx, "AA00"));
	q.package = buf_slice(&b);
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	ck_assert_str_eq(metadata_text(&o, 0x91), long_types[_i].provider);
	ck_assert_str_eq(metadata_text(&o, 0x92), long_types[_i].name);
}
END_TEST

/* PE-USIM with an EF.SPN ahead of PE-End: that names the provider. */
static const struct {
	const char *file, *provider;
} spns[] = {
	{"AD0A 8308 00 4F70 65 72 FFFFFF", "Oper"},
	{"AD08 8306 01 80 00E4 20AC", "\xC3\xA4\xE2\x82\xAC"},
	{"AD05 8303 00 FFFF", "TEST"},       /* empty */
	{"AD05 8303 00 8241", "TEST"},       /* a coding that is not read */
	{"AD02 8300", "TEST"},               /* nothing at all */
	{"AD04 8302 00 1B", "TEST"},         /* an escape to no character */
	{"AD07 8305 01 80 D800 41", "TEST"}, /* half a surrogate pair */
};

START_TEST(service_provider_comes_from_the_usim)
{
	struct download_order q = plain_order();
	struct slice end = unhex(ctx, "AA00");
	struct buf b = buf_new(ctx);
	struct order o;
	size_t mark;
	char *error;

	buf_put_slice(&b, slice_sub(q.package, 0, q.package.n - end.n));
	mark = tlv_open(&b, 0xB3);
	buf_put_slice(&b, unhex(ctx, spns[_i].file));
	tlv_close(&b, mark);
	buf_put_slice(&b, end);
	q.package = buf_slice(&b);
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	ck_assert_str_eq(metadata_text(&o, 0x91), spns[_i].provider);
	ck_assert_str_eq(metadata_text(&o, 0x92), "TEST");
}
END_TEST

START_TEST(order_takes_address_and_matching_id_of_its_own)
{
	struct download_order q = plain_order();
	struct order a, b;
	char *error;

	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &a, &error), 0);
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &b, &error), 0);
	ck_assert_str_eq(a.address, addresses[0]);
	ck_assert_uint_eq(strlen(a.matching_id), 23);
	ck_assert(matching_id_valid(a.matching_id));
	ck_assert_str_ne(a.matching_id, b.matching_id);
}
END_TEST

START_TEST(order_with_everything)
{
	struct download_order q = plain_order();
	struct order o;
	char *error;

	q.service_provider = "SP";
	q.profile_name = "N";
	q.profile_class = PROFILE_CLASS_TEST;
	q.icon = unhex(ctx, "89504E470D0A1A0A");
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	assert_hex(o.metadata, "BF25 23 5A0A 98103254769810325476 9102 5350 9201 4E 930101"
			       "9408 89504E470D0A1A0A 950100");
}
END_TEST

START_TEST(order_refusals)
{
	struct download_order q = plain_order();
	struct order o;
	char *error;
	char long_name[PROFILE_NAME_MAX + 2],
		long_id[256 - sizeof("LPA:1$smdpp.example.com:8443$$$1") + 2];

	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	memset(long_id, 'X', sizeof(long_id) - 1);
	long_id[sizeof(long_id) - 1] = '\0';
#define REFUSED(code, text)                                                                        \
	do {                                                                                       \
		ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), \
				 code);                                                            \
		ck_assert_msg(strstr(error, text), "'%s' does not say '%s'", error, text);         \
		q = plain_order();                                                                 \
	} while (0)
	q.eid = "89049032123451234512345678901230";
	REFUSED(-EINVAL, "EID");
	q.matching_id = "a b";
	REFUSED(-EINVAL, "matching id");
	q.matching_id = "";
	REFUSED(-EINVAL, "needs an EID");
	q.code = "";
	REFUSED(-EINVAL, "confirmation code");
	q.address = "a$b";
	REFUSED(-EINVAL, "address");
	q.profile_name = long_name;
	REFUSED(-EINVAL, "64 characters");
	q.service_provider = long_name;
	REFUSED(-EINVAL, "32 characters");
	q.service_provider = "caf\xE9";
	REFUSED(-EINVAL, "UTF-8");
	q.profile_name = "\xED\xA0\x80";
	REFUSED(-EINVAL, "UTF-8");
	q.address = "a b";
	REFUSED(-EINVAL, "address");
	q.address = "";
	REFUSED(-EINVAL, "address");
	q.matching_id = long_id;
	REFUSED(-EINVAL, "255 characters");
	q.icon = unhex(ctx, "474946383961");
	REFUSED(-EINVAL, "PNG");
	q.package = slice_sub(q.package, 0, q.package.n - 1);
	REFUSED(-EBADMSG, "cut short");
	q.package = slice_sub(q.package, 0, q.package.n - 2);
	REFUSED(-EBADMSG, "PE-End");
	q.package = slice_sub(q.package, 2, SIZE_MAX);
	REFUSED(-EBADMSG, "ProfileHeader");
	q.package = (struct slice){NULL, 0};
	REFUSED(-EBADMSG, "ProfileHeader");
	place("TWICE", NULL, NULL, 0);
	q.matching_id = "TWICE";
	REFUSED(-EEXIST, "taken");
#undef REFUSED
}
END_TEST

START_TEST(iccid_digits)
{
	char text[2 * PACKAGE_ICCID_BYTES + 1];

	profile_iccid_format(unhex(ctx, "981032547698103254F6"), text);
	ck_assert_str_eq(text, "8901234567890123456");
}
END_TEST

START_TEST(removed_orders_take_everything_along)
{
	struct slice p;
	struct order o;

	place("GONE", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "GONE", NULL), "");
	ck_assert_int_eq(order_by_matching_id(dp->db, "GONE", ctx, &o), 1);
	ck_assert_int_eq(order_remove(dp->db, o.id), 0);
	ck_assert_int_eq(order_remove(dp->db, o.id), -ENOENT);
	ck_assert_int_eq(order_package(dp->db, o.id, ctx, &p), 0);
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.2/3.7");
}
END_TEST

/* ---- downloads ---- */

static void check_package(const char *what)
{
	struct slice metadata, whole = rsp_open_package(client, &metadata),
			       expected = package(5000);

	ck_assert_msg(slice_eq(whole, expected), "%s: another package came out", what);
}

START_TEST(download_on_both_curves)
{
	client = rsp_client_new(ctx, dp, (enum curve)_i);
	place("AB", NULL, NULL, 0);
	ck_assert_str_eq(state("AB"), "released");
	ck_assert_str_eq(rsp_download(client, "AB", NULL), "");
	check_package("NIST, brainpool");
	ck_assert_str_eq(state("AB"), "downloaded");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("AB"), "installed");
	/* each goes out once */
	ck_assert_str_eq(rsp_download(client, "AB", NULL), "8.2.6/3.8");
}
END_TEST

START_TEST(download_with_session_keys)
{
	struct download_order q = plain_order();
	struct slice metadata;
	struct order o;
	struct tlv whole, replace;
	char *error;

	q.package = package(5000);
	q.session_keys = _i == 0;
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), 0);
	ck_assert_str_eq(rsp_download(client, o.matching_id, NULL), "");
	ck_assert(slice_eq(rsp_open_package(client, &metadata), q.package));
	ck_assert(slice_eq(metadata, o.metadata));
	ck_assert_int_eq(tlv_only(client->bpp, 0xBF36, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, 0xA2, &replace), _i);
}
END_TEST

START_TEST(reusable_orders_go_out_again)
{
	place("AGAIN", NULL, NULL, 1);
	for (int i = 0; i < 2 * DOWNLOAD_ATTEMPTS_MAX; i++) {
		client->otsk = NULL;
		ck_assert_str_eq(rsp_download(client, "AGAIN", NULL), "");
		ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	}
	ck_assert_str_eq(state("AGAIN"), "released");
}
END_TEST

START_TEST(default_smdp_finds_by_eid)
{
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, NULL), "8.1.1/3.8");
	place("", client->eid, NULL, 0);
	ck_assert_str_eq(rsp_download(client, _i ? "" : NULL, NULL), "");
	check_package("default SM-DP+");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, NULL), "8.1.1/3.8");
}
END_TEST

START_TEST(wrong_matching_id_and_eid)
{
	const char *other = "89049032123451234512345678901235";

	if (!strcmp(other, client->eid))
		other = "89044045930000000000001492058020"; /* another card's: only its form counts
							     */
	ck_assert_str_eq(rsp_download(client, "NONE", NULL), "8.2.6/3.8");
	place("OTHERS", other, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "OTHERS", NULL), "8.1.1/3.8");
	place("MINE", client->eid, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "MINE", NULL), "");
}
END_TEST

START_TEST(a_second_eid_comes_too_late)
{
	struct rsp_client *second = rsp_client_new(ctx, dp, CURVE_NIST_P256);
	struct buf der = buf_new(ctx);
	struct ec_key *key;
	char eid[EID_DIGITS + 1];
	struct slice prefix = certificate_permitted_prefix(second->set->eum.certificate);

	ck_assert_int_eq(eid_random(dp->crypto, prefix, eid), 0);
	ck_assert_int_eq(ec_key_generate(dp->crypto, CURVE_NIST_P256, ctx, &key), 0);
	ck_assert_int_eq(pki_issue_euicc(dp->crypto, second->set, eid, key, now(NULL), &der), 0);
	second->euicc_certificate = buf_slice(&der);
	second->key = key;
	second->eid = eid;
	place("RACE", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "RACE"), "");
	ck_assert_str_eq(rsp_download(second, "RACE", NULL), "");
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.2/3.7");
	ck_assert_str_eq(rsp_download(client, "RACE", NULL), "8.1.1/3.8");
}
END_TEST

START_TEST(confirmation_code)
{
	place("CC", NULL, "1234", 0);
	ck_assert_str_eq(rsp_download(client, "CC", NULL), "8.2.7/2.2");
	ck_assert_str_eq(rsp_get_package(client, "1235"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_download(client, "CC", "12345"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_download(client, "CC", "1234"), "");
	check_package("confirmation code");
}
END_TEST

/* A wrong code costs an attempt, and not the order, also where the LPA then cancels the session. */
START_TEST(confirmation_code_wrong_and_cancelled)
{
	place("CC", NULL, "1234", 0);
	ck_assert_str_eq(rsp_download(client, "CC", "0"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_cancel(client, 0), "");
	ck_assert_str_eq(state("CC"), "released");
	ck_assert_str_eq(rsp_download(client, "CC", "0"), "8.2.7/3.8");
	ck_assert_str_eq(rsp_get_package(client, "1234"), "");
	ck_assert_str_eq(rsp_cancel(client, 0), "");
	ck_assert_str_eq(state("CC"), "error");
}
END_TEST

START_TEST(confirmation_code_wrong_too_often)
{
	place("CC", NULL, "1234", 0);
	for (int i = 1; i < CODE_ATTEMPTS_MAX; i++)
		ck_assert_str_eq(rsp_download(client, "CC", "0"), "8.2.7/3.8");
	talloc_free(dp); /* the count survives a restart */
	start();
	client->dp = dp;
	ck_assert_str_eq(rsp_download(client, "CC", "0"), "8.2.7/6.4");
	ck_assert_str_eq(state("CC"), "error");
	ck_assert_str_eq(rsp_download(client, "CC", "1234"), "8.2.6/3.8");
}
END_TEST

START_TEST(retry_with_the_same_one_time_key)
{
	struct slice first, second;

	place("RETRY", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "RETRY", NULL), "");
	first = client->bpp;
	check_package("first");
	talloc_free(dp); /* the server stops, the LPA comes back */
	start();
	client->dp = dp;
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "RETRY"), "");
	if (_i)
		client->otsk = NULL;
	ck_assert_str_eq(rsp_get_package(client, NULL), "");
	check_package("second");
	second = client->bpp;
	/* with the same key only the secure channel is new; with another, all of it */
	ck_assert_uint_eq(first.n, second.n);
	ck_assert_int_eq(!memcmp(first.p + 400, second.p + 400, first.n - 400), _i == 0);
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("RETRY"), "installed");
}
END_TEST

START_TEST(retry_offers_the_one_time_key)
{
	uint8_t point[EC_POINT_BYTES];
	struct tlv whole, otpk;

	place("OFFER", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "OFFER", NULL), "");
	ck_assert_int_eq(tlv_only(client->signed2, 0x30, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, 0x5F49, &otpk), 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "OFFER"), "");
	ck_assert_int_eq(tlv_only(client->signed2, 0x30, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, 0x5F49, &otpk), 1);
	ec_key_point(client->otsk, point);
	ck_assert(slice_eq(otpk.value, slice_of(point, sizeof(point))));
}
END_TEST

/* Somebody who fetches and never reports must not fill the disk. */
START_TEST(one_protected_package_is_kept)
{
	sqlite3_stmt *q;

	place("KEPT", NULL, NULL, 1);
	for (int i = 0; i < 5; i++) {
		client->otsk = NULL;
		ck_assert_str_eq(rsp_download(client, "KEPT", NULL), "");
	}
	q = db_query(dp->db, "SELECT count(*) FROM downloads WHERE protected IS NOT NULL", "");
	ck_assert_int_eq(db_step(dp->db, q), 1);
	ck_assert_int_eq(sqlite3_column_int(q, 0), 1);
	db_done(q);
}
END_TEST

/* Another process changes the order between looking at it and handing it out. */
START_TEST(an_order_goes_to_whom_it_is_for)
{
	static const char *const eids[] = {"89049032123451234512345678901235",
					   "89044045930000000000001492058020"};
	struct order o;

	place("ONCE", NULL, NULL, 0);
	ck_assert_int_eq(order_by_matching_id(dp->db, "ONCE", ctx, &o), 1);
	ck_assert_int_eq(order_set_downloaded(dp->db, o.id, eids[0]), 0);
	ck_assert_int_eq(order_set_downloaded(dp->db, o.id, eids[0]), 0);
	ck_assert_int_eq(order_set_downloaded(dp->db, o.id, eids[1]), -ESTALE);
	ck_assert_int_eq(order_set_state(dp->db, o.id, ORDER_UNAVAILABLE, "cancelled"), 0);
	ck_assert_int_eq(order_set_downloaded(dp->db, o.id, eids[0]), -ESTALE);
	ck_assert_str_eq(state("ONCE"), "unavailable");
}
END_TEST

START_TEST(attempts_are_limited)
{
	place("LIMIT", NULL, NULL, 0);
	for (int i = 0; i < DOWNLOAD_ATTEMPTS_MAX; i++)
		ck_assert_str_eq(rsp_download(client, "LIMIT", NULL), "");
	ck_assert_str_eq(rsp_download(client, "LIMIT", NULL), "8.8.5/6.4");
	ck_assert_str_eq(state("LIMIT"), "error");
}
END_TEST

/* ---- refusals ---- */

START_TEST(initiate_refusals)
{
	struct slice nothing = unhex(ctx, "04020102"), own;
	struct buf b = buf_new(ctx);

	tlv_put(&b, 0x04, certificate_subject_key_id(client->set->ci));
	own = buf_slice(&b);
	client->address = "other.example.com";
	ck_assert_str_eq(rsp_initiate(client), "8.8.1/3.8");
	client->address = "smdpp.example.com:8444";
	ck_assert_str_eq(rsp_initiate(client), "8.8.1/3.8");
	client->address = "SMDPP.Example.COM";
	ck_assert_str_eq(rsp_initiate(client), "");
	client->svn_major = 1;
	ck_assert_str_eq(rsp_initiate(client), "8.8.3/3.1");
	client->svn_major = 3;
	ck_assert_str_eq(rsp_initiate(client), "8.8.3/3.1");
	client->svn_major = 2;
	client->signing = client->verification = nothing;
	ck_assert_str_eq(rsp_initiate(client), "8.8.2/3.1");
	client->signing = own;
	ck_assert_str_eq(rsp_initiate(client), "8.8.4/3.7");
	client->verification = own;
	ck_assert_str_eq(rsp_initiate(client), "");
}
END_TEST

START_TEST(ci_follows_the_order_of_the_euicc)
{
	struct rsp_client *brainpool = rsp_client_new(ctx, dp, CURVE_BRAINPOOL_P256R1);
	struct buf both = buf_new(ctx);

	tlv_put(&both, 0x04, certificate_subject_key_id(brainpool->set->ci));
	tlv_put(&both, 0x04, certificate_subject_key_id(client->set->ci));
	brainpool->signing = buf_slice(&both);
	/* verification alone would allow NIST only: each side signs under its own CI */
	buf_consume(&both, 0);
	client->signing = brainpool->signing;
	place("CI", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "CI"), "8.11.1/3.9");
	client->euicc_certificate = brainpool->euicc_certificate;
	client->eum_certificate = brainpool->eum_certificate;
	client->key = brainpool->key;
	ck_assert_str_eq(rsp_authenticate(client, "CI"), "");
	ck_assert_str_eq(rsp_get_package(client, NULL), "");
	check_package("mixed CIs");
}
END_TEST

static struct slice spoilt(struct slice der, size_t from_end)
{
	uint8_t *copy = talloc_memdup(ctx, der.p, der.n);

	copy[der.n - from_end] ^= 1;
	return slice_of(copy, der.n);
}

START_TEST(authenticate_refusals)
{
	struct slice euicc = client->euicc_certificate, eum = client->eum_certificate;
	struct slice challenge;

	place("A", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	client->euicc_certificate = spoilt(euicc, 1);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.3/6.1");
	client->euicc_certificate = eum;
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.3/6.1");
	client->euicc_certificate = euicc;
	client->eum_certificate = spoilt(eum, 1);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.2/6.1");
	client->eum_certificate = unhex(ctx, "3000");
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.2/6.1");
	client->eum_certificate = eum;
	client->spoil_signature = true;
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1/6.1");
	client->spoil_signature = false;
	challenge = client->challenge;
	client->challenge = spoilt(challenge, 1);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1/6.1");
	client->challenge = challenge;
	client->signed_transaction = spoilt(client->transaction_bytes, 1);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.10.1/3.9");
	client->signed_transaction = client->transaction_bytes;
	client->address = addresses[1];
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.8.1/3.8");
	client->address = addresses[0];
	ck_assert_str_eq(rsp_authenticate(client, "A"), "");
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.10.1/3.9");
}
END_TEST

START_TEST(expired_certificates)
{
	struct buf der = buf_new(ctx);

	place("A", NULL, NULL, 0);
	/* an eUICC certificate that is valid from next year on */
	ck_assert_int_eq(pki_issue_euicc(dp->crypto, client->set, client->eid, client->key,
					 now(NULL) + 31536000, &der),
			 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	client->euicc_certificate = buf_slice(&der);
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.3/6.3");
	clock_offset = (int64_t)31536000 * 100;
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "A"), "8.1.2/6.3");
}
END_TEST

START_TEST(package_refusals)
{
	place("P", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.1/6.1"); /* not authenticated */
	ck_assert_str_eq(rsp_authenticate(client, "P"), "");
	client->spoil_signature = true;
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.1/6.1");
	client->spoil_signature = false;
	client->signed_transaction = spoilt(client->transaction_bytes, 1);
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.10.1/3.9");
	client->signed_transaction = client->transaction_bytes;
	/* a one-time key on the other curve */
	ck_assert_int_eq(ec_key_generate(dp->crypto, CURVE_BRAINPOOL_P256R1, client, &client->otsk),
			 0);
	ck_assert_str_eq(rsp_get_package(client, NULL), "1.3.1/2.1");
	client->otsk = NULL;
	ck_assert_str_eq(state("P"), "released");
	ck_assert_str_eq(rsp_get_package(client, NULL), "");
}
END_TEST

START_TEST(sessions_end)
{
	place("S", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	client->transaction[0] = client->transaction[0] == '0' ? '1' : '0';
	ck_assert_str_eq(rsp_authenticate(client, "S"), "8.10.1/3.9");
	ck_assert_str_eq(rsp_initiate(client), "");
	clock_offset = SESSION_SECONDS;
	ck_assert_str_eq(rsp_authenticate(client, "S"), "");
	clock_offset = SESSION_SECONDS + 2;
	ck_assert_str_eq(rsp_get_package(client, NULL), "8.10.1/3.9");
	ck_assert_str_eq(rsp_initiate(client), "");
	talloc_free(dp);
	start();
	client->dp = dp;
	ck_assert_str_eq(rsp_authenticate(client, "S"), "8.10.1/3.9");
}
END_TEST

START_TEST(sessions_are_limited)
{
	place("S", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	for (int i = 0; i < SESSIONS_MAX; i++) {
		struct dp_session *s;

		ck_assert_int_eq(dp_session_new(&dp->sessions, dp->crypto, now(NULL), dp, &s), 0);
		ck_assert_uint_le(dp->sessions.n, SESSIONS_MAX);
	}
	ck_assert_str_eq(rsp_authenticate(client, "S"), "8.10.1/3.9");
}
END_TEST

/* CancelSessionReason and the state that follows. */
static const struct {
	int64_t reason;
	const char *state;
} cancellations[] = {
	{0, "error"}, {1, "released"}, {2, "released"}, {3, "error"},
	{4, "error"}, {5, "error"},    {127, "error"},
};

START_TEST(cancel_session)
{
	place("C", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_cancel(client, 0), "8.1/6.1"); /* who are you? */
	ck_assert_str_eq(rsp_authenticate(client, "C"), "");
	client->spoil_signature = true;
	ck_assert_str_eq(rsp_cancel(client, 0), "8.1/6.1");
	client->spoil_signature = false;
	client->signed_transaction = spoilt(client->transaction_bytes, 1);
	ck_assert_str_eq(rsp_cancel(client, 0), "8.10.1/3.9");
	client->signed_transaction = client->transaction_bytes;
	ck_assert_str_eq(rsp_cancel(client, cancellations[_i].reason), "");
	ck_assert_str_eq(state("C"), cancellations[_i].state);
	ck_assert_str_eq(rsp_cancel(client, cancellations[_i].reason), "8.10.1/3.9");
}
END_TEST

START_TEST(cancel_session_with_another_oid)
{
	const struct pki_set *own = client->set;
	struct pki_set other = *own;

	other.dp_auth.certificate = own->ci;
	place("C", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "C"), "");
	client->set = &other;
	ck_assert(!slice_eq(certificate_oid(own->ci), certificate_oid(own->dp_auth.certificate)));
	ck_assert_str_eq(rsp_cancel(client, 0),
			 certificate_oid(own->ci).n ? "8.8/3.10" : "1.3.1/2.1");
	client->set = own;
	ck_assert_str_eq(rsp_cancel(client, 0), "");
}
END_TEST

/* ---- notifications ---- */

/* ErrorReason and the state that follows. */
static const struct {
	int64_t error;
	const char *state;
} results[] = {
	{0, "installed"},   {2, "error"},       {9, "error"},   {8, "error"},
	{10, "downloaded"}, {11, "downloaded"}, {127, "error"},
};

START_TEST(installation_result)
{
	struct recorded n;
	int64_t id = 0;

	place("R", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "R", NULL), "");
	client->spoil_signature = true;
	ck_assert_uint_eq(rsp_installation_result(client, results[_i].error), 204);
	client->spoil_signature = false;
	ck_assert_str_eq(state("R"), "downloaded");
	ck_assert_int_eq(notification_next(dp->db, 0, ctx, &id, &n), 0);
	talloc_free(dp); /* results come late */
	start();
	client->dp = dp;
	ck_assert_uint_eq(rsp_installation_result(client, results[_i].error), 204);
	ck_assert_str_eq(state("R"), results[_i].state);
	ck_assert_int_eq(notification_next(dp->db, 0, ctx, &id, &n), 1);
	ck_assert_str_eq(n.eid, client->eid);
	ck_assert_int_eq(n.sequence, 1);
	/* a second one changes nothing */
	ck_assert_uint_eq(rsp_installation_result(client, results[_i].error ? 0 : 9), 204);
	ck_assert_str_eq(state("R"), results[_i].state);
	ck_assert_int_eq(notification_next(dp->db, id, ctx, &id, &n), 0);
}
END_TEST

/* What an eUICC tells another SM-DP+ is not for this one. */
START_TEST(installation_result_for_another_oid)
{
	const struct pki_set *own = client->set;
	struct pki_set other = *own;

	other.dp_pb.certificate = own->eum.certificate;
	ck_assert(!slice_eq(certificate_oid(own->eum.certificate),
			    certificate_oid(own->dp_pb.certificate)));
	place("R", NULL, NULL, 0);
	ck_assert_str_eq(rsp_download(client, "R", NULL), "");
	client->set = &other;
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("R"), "downloaded");
	client->set = own;
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("R"), "installed");
}
END_TEST

/* Two downloads were begun before the eUICC's notifications are sent. One failed, the other was
 * installed: whichever comes first, the profile is installed. */
START_TEST(results_come_late_and_in_any_order)
{
	const bool newer_first = _i & 1, newer_installed = _i & 2;
	const int64_t error = _i & 4 ? 9 : 10;
	const bool installed_first = newer_first == newer_installed;
	struct slice transactions[2];

	place("LATE", NULL, NULL, 0);
	for (int i = 0; i < 2; i++) {
		client->otsk = NULL;
		ck_assert_str_eq(rsp_download(client, "LATE", NULL), "");
		transactions[i] = client->transaction_bytes;
	}
	client->transaction_bytes = transactions[newer_first];
	ck_assert_uint_eq(rsp_installation_result(client, installed_first ? 0 : error), 204);
	if (installed_first)
		ck_assert_str_eq(state("LATE"), "installed");
	else /* what failed before the download that is under way says nothing */
		ck_assert_str_eq(state("LATE"), newer_first && error == 9 ? "error" : "downloaded");
	client->transaction_bytes = transactions[!newer_first];
	ck_assert_uint_eq(rsp_installation_result(client, installed_first ? error : 0), 204);
	ck_assert_str_eq(state("LATE"), "installed");
}
END_TEST

static void store_pragma(const char *sql)
{
	sqlite3_stmt *q = db_query(dp->db, sql, "");

	ck_assert_int_ge(db_step(dp->db, q), 0);
	db_done(q);
}

START_TEST(a_full_or_readonly_store_loses_nothing)
{
	struct download_order q = plain_order();
	struct order o;
	char *error;

	place("FULL", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	ck_assert_str_eq(rsp_authenticate(client, "FULL"), "");
	store_pragma("PRAGMA max_page_count = 1"); /* no more than there are */
	q.package = package(20000);
	ck_assert_int_eq(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error), -ENOSPC);
	ck_assert_ptr_nonnull(strstr(error, "No space left"));
	ck_assert_str_eq(rsp_get_package(client, NULL), "1.6/4.2");
	ck_assert_str_eq(state("FULL"), "released");
	store_pragma("PRAGMA max_page_count = 1000000");
	ck_assert_str_eq(rsp_get_package(client, NULL), "");
	check_package("full disk");
	store_pragma("PRAGMA query_only = 1");
	ck_assert_uint_eq(rsp_notify(client, 4, 2), 500);
	ck_assert_uint_eq(rsp_installation_result(client, 0), 500);
	ck_assert_str_eq(state("FULL"), "downloaded");
	store_pragma("PRAGMA query_only = 0");
	ck_assert_uint_eq(rsp_installation_result(client, 0), 204);
	ck_assert_str_eq(state("FULL"), "installed");
}
END_TEST

START_TEST(other_notifications)
{
	struct recorded n;
	int64_t id;

	ck_assert_uint_eq(rsp_notify(client, 4, 5), 204);
	ck_assert_int_eq(notification_next(dp->db, 0, ctx, &id, &n), 1);
	ck_assert_str_eq(n.event, "enable");
	ck_assert_str_eq(n.eid, client->eid);
	ck_assert_int_eq(n.sequence, 5);
	assert_hex(n.iccid, "98103254769810325476");
	client->spoil_signature = true;
	ck_assert_uint_eq(rsp_notify(client, 1, 6), 204);
	client->spoil_signature = false;
	client->euicc_certificate = spoilt(client->euicc_certificate, 1);
	ck_assert_uint_eq(rsp_notify(client, 1, 6), 204);
	ck_assert_int_eq(notification_next(dp->db, id, ctx, &id, &n), 0);
}
END_TEST

/* ---- malformed input ---- */

static const char *refusal(const char *function, const char *body)
{
	struct es9_response r;
	json_t *answer;
	const char *text;

	es9_handle(dp, function, slice_str(body), ctx, &r);
	if (r.http_status != 200)
		return talloc_asprintf(ctx, "%u", r.http_status);
	answer = json_loads(r.body, 0, NULL);
	text = talloc_asprintf(ctx, "%s/%s", es9_status_codes[r.status].subject,
			       es9_status_codes[r.status].reason);
	ck_assert_ptr_nonnull(answer);
	json_decref(answer);
	return text;
}

static const struct {
	const char *function;
	const char *body;
	const char *refusal;
} malformed[] = {
	{"nothing", "{}", "404"},
	{"", "{}", "404"},
	{"initiateAuthentication", "", "1.3.1/2.1"},
	{"initiateAuthentication", "{", "1.3.1/2.1"},
	{"initiateAuthentication", "[]", "1.3.1/2.1"},
	{"initiateAuthentication", "{}", "1.3.1/2.2"},
	{"initiateAuthentication", "{\"smdpAddress\":1}", "1.3.1/2.2"},
	{"initiateAuthentication", "{\"smdpAddress\":\"a\"}", "1.3.1/2.2"},
	{"initiateAuthentication", "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AA\"}",
	 "1.3.1/2.1"},
	{"initiateAuthentication", "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAAA\"}",
	 "1.3.1/2.1"},
	{"initiateAuthentication", "{\"smdpAddress\":\"a\",\"euiccChallenge\":7}", "1.3.1/2.1"},
	{"initiateAuthentication",
	 "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}", "1.3.1/2.2"},
	{"initiateAuthentication",
	 "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAAAAAAAAAAAAAAAAAAAAA==\","
	 "\"euiccInfo1\":\"vyAA\"}",
	 "1.3.1/2.1"},
	{"authenticateClient", "{}", "1.3.1/2.2"},
	{"authenticateClient", "{\"transactionId\":\"\"}", "1.3.1/2.1"},
	{"authenticateClient", "{\"transactionId\":\"0\"}", "1.3.1/2.1"},
	{"authenticateClient", "{\"transactionId\":\"0G\"}", "1.3.1/2.1"},
	{"authenticateClient", "{\"transactionId\":\"00112233445566778899AABBCCDDEEFF00\"}",
	 "1.3.1/2.1"},
	{"authenticateClient", "{\"transactionId\":\"00\"}", "8.10.1/3.9"},
	{"getBoundProfilePackage", "{\"transactionId\":\"00\"}", "8.10.1/3.9"},
	{"cancelSession", "{\"transactionId\":\"00\"}", "8.10.1/3.9"},
	{"handleNotification", "", "400"},
	{"handleNotification", "{}", "400"},
	{"handleNotification", "{\"pendingNotification\":\"!\"}", "400"},
	{"handleNotification", "{\"pendingNotification\":\"vzcA\"}", "400"},
	{"handleNotification", "{\"pendingNotification\":\"MAA=\"}", "400"},
};

START_TEST(malformed_requests)
{
	ck_assert_str_eq(refusal(malformed[_i].function, malformed[_i].body),
			 malformed[_i].refusal);
}
END_TEST

static const struct {
	const char *function;
	const char *name;
	const char *der;
	const char *refusal;
} responses[] = {
	{"authenticateClient", "authenticateServerResponse", "", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF21 00", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 00", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 02 A000", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 02 A200", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 02 A100", "1.3.1/2.1"},
	{"authenticateClient", "authenticateServerResponse", "BF38 08 A106 800100 020106",
	 "8.1/4.2"},
	{"authenticateClient", "authenticateServerResponse", "BF38 05 A003 3080 00", "1.3.1/2.1"},
	{"getBoundProfilePackage", "prepareDownloadResponse", "BF21 08 A106 800100 020105",
	 "8.1/6.1"},
};

START_TEST(malformed_answers_of_the_euicc)
{
	json_t *q;

	ck_assert_str_eq(rsp_initiate(client), "");
	q = json_pack("{s:s}", "transactionId", client->transaction);
	json_set_bytes(q, responses[_i].name, unhex(ctx, responses[_i].der));
	ck_assert_str_eq(refusal(responses[_i].function, json_text(ctx, q)), responses[_i].refusal);
	json_decref(q);
}
END_TEST

/* Of what an eUICC says every byte counts: whichever arrives changed, nothing is believed, and
 * nothing changes. */
static void flip_each(const char *(*say)(void), const char *unchanged)
{
	for (client->flip = 1; client->flip == 1 || client->flip <= client->said; client->flip++) {
		const char *s = say();

		ck_assert_msg(*s, "byte %zu does not count", client->flip);
		ck_assert_str_eq(state("FLIP"), unchanged);
	}
	ck_assert_uint_gt(client->said, 80);
	client->flip = 0;
	ck_assert_str_eq(say(), "");
}

static const char *say_authenticate(void)
{
	return rsp_authenticate(client, "FLIP");
}

static const char *say_prepared(void)
{
	return rsp_get_package(client, NULL);
}

static const char *say_cancelled(void)
{
	return rsp_cancel(client, 0);
}

static const char *say_installed(void)
{
	unsigned status = rsp_installation_result(client, 0);

	ck_assert(status == 204 || status == 400);
	return !strcmp(state("FLIP"), "installed") ? "" : "ignored";
}

START_TEST(every_byte_of_the_euicc_counts)
{
	place("FLIP", NULL, NULL, 0);
	ck_assert_str_eq(rsp_initiate(client), "");
	flip_each(say_authenticate, "released");
	flip_each(_i ? say_prepared : say_cancelled, "released");
	if (_i)
		flip_each(say_installed, "downloaded");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("smdpp");
	TCase *orders = tcase_create("orders"), *downloads = tcase_create("downloads");
	TCase *refusals = tcase_create("refusals"), *input = tcase_create("input");
	TCase *all[] = {orders, downloads, refusals, input};

	for (int i = 0; i < COUNT(all); i++) {
		tcase_add_checked_fixture(all[i], setup, teardown);
		suite_add_tcase(s, all[i]);
	}
	tcase_add_test(orders, order_takes_names_from_the_package);
	tcase_add_loop_test(orders, names_are_shortened_by_words, 0, COUNT(long_types));
	tcase_add_loop_test(orders, service_provider_comes_from_the_usim, 0, COUNT(spns));
	tcase_add_test(orders, order_takes_address_and_matching_id_of_its_own);
	tcase_add_test(orders, order_with_everything);
	tcase_add_test(orders, order_refusals);
	tcase_add_test(orders, iccid_digits);
	tcase_add_test(orders, removed_orders_take_everything_along);
	tcase_add_loop_test(downloads, download_on_both_curves, 0, CURVE_COUNT);
	tcase_add_loop_test(downloads, download_with_session_keys, 0, 2);
	tcase_add_test(downloads, reusable_orders_go_out_again);
	tcase_add_loop_test(downloads, default_smdp_finds_by_eid, 0, 2);
	tcase_add_test(downloads, wrong_matching_id_and_eid);
	tcase_add_test(downloads, a_second_eid_comes_too_late);
	tcase_add_test(downloads, confirmation_code);
	tcase_add_test(downloads, confirmation_code_wrong_and_cancelled);
	tcase_add_test(downloads, confirmation_code_wrong_too_often);
	tcase_add_loop_test(downloads, retry_with_the_same_one_time_key, 0, 2);
	tcase_add_test(downloads, retry_offers_the_one_time_key);
	tcase_add_test(downloads, one_protected_package_is_kept);
	tcase_add_test(downloads, an_order_goes_to_whom_it_is_for);
	tcase_add_test(downloads, attempts_are_limited);
	tcase_add_test(refusals, initiate_refusals);
	tcase_add_test(refusals, ci_follows_the_order_of_the_euicc);
	tcase_add_test(refusals, authenticate_refusals);
	tcase_add_test(refusals, expired_certificates);
	tcase_add_test(refusals, package_refusals);
	tcase_add_test(refusals, sessions_end);
	tcase_add_test(refusals, sessions_are_limited);
	tcase_add_loop_test(refusals, cancel_session, 0, COUNT(cancellations));
	tcase_add_test(refusals, cancel_session_with_another_oid);
	tcase_add_loop_test(refusals, installation_result, 0, COUNT(results));
	tcase_add_test(refusals, installation_result_for_another_oid);
	tcase_add_loop_test(refusals, results_come_late_and_in_any_order, 0, 8);
	tcase_add_test(refusals, a_full_or_readonly_store_loses_nothing);
	tcase_add_test(refusals, other_notifications);
	tcase_add_loop_test(input, malformed_requests, 0, COUNT(malformed));
	tcase_add_loop_test(input, malformed_answers_of_the_euicc, 0, COUNT(responses));
	tcase_add_loop_test(input, every_byte_of_the_euicc_counts, 0, 2);
	tcase_set_timeout(input, 60);
	return unit_main(s);
}
