/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installed profiles: loading, listing, enabling, disabling, deleting, and the notifications. */
#include "card_fixture.h"
#include "codec/tlv.h"
#include "store/profile_store.h"
#include "uicc/uicc.h"
#include "unit.h"

/* ICCIDs as in EF.ICCID. */
#define FIRST  "98109909002143658739"
#define SECOND "98109909002143658749"
#define THIRD  "98109909002143658759"

#define AID(n) "A0000005591010FFFFFFFF8900" n "00"

/* Every event to a.b; enable and disable to c.d as well. */
#define NOTIFICATIONS "B615 3009 800204F0 8103612E62 3008 80020560 8102632E"
/* PPR1, PPR2 with their owner. */
#define OWNER     "B7058003001F10"
#define PPR1_RULE OWNER " 99020640"
#define PPR2_RULE OWNER " 99020520"

static struct card_fixture *f;

static void setup(void)
{
	f = fixture_new(0);
}

static void teardown(void)
{
	fixture_free(f);
}

static struct slice retrieve(void)
{
	return es10_hex(f, "BF2B00");
}

/* Sequence number, events and address of each notification, as one text. */
static char *listed(void)
{
	struct tlv whole, list, metadata, part;
	char *text = talloc_strdup(f, "");

	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2800"), 0xBF28, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	while (tlv_next(&list.value, &metadata) == 1) {
		int64_t number;

		ck_assert_int_eq(tlv_find(metadata.value, 0x80, &part), 1);
		ck_assert_int_eq(tlv_integer(part.value, &number), 0);
		ck_assert_int_eq(tlv_find(metadata.value, 0x81, &part), 1);
		text = talloc_asprintf_append(text, "%d:%02X", (int)number, part.value.p[1]);
		ck_assert_int_eq(tlv_find(metadata.value, 0x0C, &part), 1);
		text = talloc_asprintf_append(text, ":%.*s ", (int)part.value.n,
					      (const char *)part.value.p);
	}
	return text;
}

static void forget_notifications(void)
{
	for (int i = 1; i < 20; i++)
		es10_hex(f, talloc_asprintf(f, "BF3003 8001%02X", i));
}

static int enable(const char *iccid)
{
	return es10_code(f, talloc_asprintf(f, "BF3111 A00C 5A0A %s 810100", iccid));
}

static int enable_with_refresh(const char *iccid)
{
	return es10_code(f, talloc_asprintf(f, "BF3111 A00C 5A0A %s 8101FF", iccid));
}

static int disable(const char *iccid)
{
	return es10_code(f, talloc_asprintf(f, "BF3211 A00C 5A0A %s 810100", iccid));
}

static int delete (const char *iccid)
{
	return es10_code(f, talloc_asprintf(f, "BF330C 5A0A %s", iccid));
}

/* ICCID and state of every profile. */
static void assert_states(const char *hex)
{
	struct slice list = es10_hex(f, "BF2D05 5C035A9F70");

	assert_hex(list, hex);
}

#define EMPTY_LIST        "BF2D02A000"
#define ONE(iccid, state) "BF2D14 A012 E310 5A0A" iccid "9F7001" state
#define TWO(a, state_a, b, state_b)                                                                \
	"BF2D26 A024 E310 5A0A" a "9F7001" state_a "E310 5A0A" b "9F7001" state_b

/* ---- loading ---- */

static struct installation load(struct rsp_server *s, const struct bpp_wish *w)
{
	return fixture_result(f, s, fixture_load(f, bpp_make(f->crypto, w, f)));
}

START_TEST(installed_with_both_curves)
{
	struct rsp_server *s = fixture_server(f, (enum curve)_i);
	struct installation i;
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	w.replace_keys = true;
	i = load(s, &w);
	ck_assert(i.success);
	ck_assert_int_eq(i.sequence, 1);
	assert_hex(i.aid, AID("0010"));
	assert_states(ONE(FIRST, "00"));
	ck_assert_str_eq(listed(), "1:80:smdpp.example.com ");
	fixture_reopen(f);
	assert_states(ONE(FIRST, "00"));
}
END_TEST

START_TEST(installed_in_blocks_of_any_size)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct bpp_wish w;

	fixture_prepare(f, s);
	f->block = (size_t)_i;
	w = fixture_wish(f, s, FIRST, "");
	w.segment = (size_t)_i * 4;
	ck_assert(load(s, &w).success);
}
END_TEST

START_TEST(result_is_the_notification)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice result;
	struct tlv whole, list;
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	result = fixture_load(f, bpp_make(f->crypto, &w, f));
	ck_assert_int_eq(tlv_only(retrieve(), 0xBF2B, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	ck_assert(slice_eq(list.value, result));
}
END_TEST

START_TEST(replayed_package)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct slice package;
	struct bpp_wish w;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	ck_assert(fixture_result(f, s, fixture_load(f, package)).success);
	es10_try(f, package, &sw);
	ck_assert_uint_eq(sw, 0x6985);
	ck_assert_int_eq(delete (FIRST), 0);
	/* In a new session, with the same SM-DP+. */
	s = fixture_server(f, CURVE_NIST_P256);
	fixture_prepare(f, s);
	i = fixture_result(f, s, fixture_load(f, package));
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 0);
	ck_assert_int_eq(i.reason, 2);
	assert_states(EMPTY_LIST);
}
END_TEST

START_TEST(iccid_installed_already)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct bpp_wish w;

	fixture_install(f, FIRST, "");
	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	i = load(s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 2);
	ck_assert_int_eq(i.reason, 9);
	ck_assert_int_eq(i.sequence, 2);
	assert_states(ONE(FIRST, "00"));
	/* The session is over. */
	ck_assert_int_eq(rsp_error(s, es10(f, rsp_prepare(s)), 0xBF21), 4);
	fixture_install(f, SECOND, "");
}
END_TEST

static const struct {
	const char *metadata;
	int reason;
} not_admitted[] = {
	{"950100", 6},   /* test profile */
	{PPR1_RULE, 15}, /* while an operational profile is there */
};

START_TEST(not_for_this_card)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct installation i;
	struct bpp_wish w;

	fixture_install(f, FIRST, "");
	fixture_prepare(f, s);
	w = fixture_wish(f, s, SECOND, not_admitted[_i].metadata);
	i = load(s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 2);
	ck_assert_int_eq(i.reason, not_admitted[_i].reason);
	assert_states(ONE(FIRST, "00"));
}
END_TEST

START_TEST(full_memory)
{
	struct rsp_server *s;
	struct installation i;
	struct bpp_wish w;

	fixture_free(f);
	f = fixture_new(16);
	s = fixture_server(f, CURVE_NIST_P256);
	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	i = load(s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 5);
	ck_assert_int_eq(i.reason, 10);
	assert_states(EMPTY_LIST);
}
END_TEST

START_TEST(load_given_up_then_again)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice package;
	struct bpp_wish w;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	for (size_t n = 1; n < package.n; n += 97) {
		/* Cut anywhere; then the LPA comes back. */
		es10_try(f, slice_sub(package, 0, n), &sw);
		fixture_select_isdr(f);
		assert_states(EMPTY_LIST);
	}
	ck_assert(fixture_result(f, s, fixture_load(f, package)).success);
}
END_TEST

START_TEST(power_lost_while_loading)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice package;
	struct bpp_wish w;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	es10_try(f, slice_sub(package, 0, package.n - 1), &sw);
	fixture_reopen(f);
	assert_states(EMPTY_LIST);
	es10_try(f, slice_sub(package, package.n - 1, 1), &sw);
	ck_assert_uint_ne(sw, 0x9000);
	fixture_install(f, FIRST, "");
}
END_TEST

START_TEST(cancelled_while_loading)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct buf cancel = buf_new(f);
	struct slice package;
	struct bpp_wish w;
	struct tlv first;
	size_t mark;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	ck_assert_int_eq(tlv_only(package, 0xBF36, &first), 0);
	package = first.value;
	ck_assert_int_eq(tlv_next(&package, &first), 1);
	ck_assert_uint_eq(es10_try(f, slice_sub(bpp_make(f->crypto, &w, f), 0, 6), &sw).n, 0);
	fixture_select_isdr(f);
	mark = tlv_open(&cancel, 0xBF41);
	tlv_put(&cancel, 0x80, s->transaction_id);
	tlv_put_integer(&cancel, 0x81, 5);
	tlv_close(&cancel, mark);
	assert_hex(slice_sub(es10(f, buf_slice(&cancel)), 0, 2), "BF41");
	assert_states(EMPTY_LIST);
	ck_assert_str_eq(listed(), "");
}
END_TEST

START_TEST(numbers_of_deleted_profiles_are_free)
{
	fixture_install(f, FIRST, "");
	fixture_install(f, SECOND, "");
	ck_assert_int_eq(delete (FIRST), 0);
	fixture_install(f, THIRD, "");
	assert_hex(es10_hex(f, "BF2D13 A00C 5A0A" SECOND " 5C014F 8000"),
		   "BF2D16 A014 E312 4F10" AID("0011"));
	assert_hex(es10_hex(f, "BF2D11 A00C 5A0A" THIRD " 5C014F"),
		   "BF2D16 A014 E312 4F10" AID("0010"));
}
END_TEST

/* ---- GetProfilesInfo, SetNickname ---- */

#define DEFAULT_INFO                                                                               \
	"5A0A" FIRST "4F10" AID("0010") "9F700100 9108 4F70657261746F72"                           \
					"920E 53616D706C652070726F66696C65"

START_TEST(default_tags)
{
	fixture_install(f, FIRST, "930101 9401AA" NOTIFICATIONS);
	assert_hex(es10_hex(f, "BF2D00"), "BF2D49 A047 E345" DEFAULT_INFO "930101 9401AA 950102");
}
END_TEST

static const struct {
	const char *request, *response;
} infos[] = {
	{"BF2D03 5C0190", "BF2D04 A002 E300"}, /* no nickname */
	{"BF2D03 5C0195", "BF2D07 A005 E303 950102"},
	{"BF2D04 5C02B6B7", "BF2D22 A020 E31E" NOTIFICATIONS "B7058003001F10"},
	{"BF2D03 5C0199", "BF2D08 A006 E304 99020520"},
	/* Not the order of the list; unknown tags and BF22, which is not there. */
	{"BF2D09 5C0795 9F7F BF22 92 5A",
	 "BF2D23 A021 E31F 5A0A" FIRST "920E 53616D706C652070726F66696C65 950102"},
	{"BF2D11 A00C 5A0A" FIRST "5C0195", "BF2D07 A005 E303 950102"},
	{"BF2D11 A00C 5A0A" SECOND "5C0195", EMPTY_LIST},
	{"BF2D17 A012 4F10" AID("0010") "5C0195", "BF2D07 A005 E303 950102"},
	{"BF2D17 A012 4F10" AID("0011") "5C0195", EMPTY_LIST},
	{"BF2D08 A003 950102 5C0195", "BF2D07 A005 E303 950102"},
	{"BF2D08 A003 950101 5C0195", EMPTY_LIST},
	{"BF2D05 A003 950103", "BF2D03 810101"},
	{"BF2D04 A002 5A00", "BF2D03 810101"},
	{"BF2D04 A002 4F00", "BF2D03 810101"},
	{"BF2D02 A000", "BF2D03 810101"},
	{"BF2D05 A003 800101", "BF2D03 810101"},
	{"BF2D03 5C019F", "BF2D03 810101"},
	{"BF2D04 5C02BF80", "BF2D03 810101"},
};

START_TEST(chosen_tags)
{
	fixture_install(f, FIRST, NOTIFICATIONS PPR2_RULE);
	assert_hex(es10_hex(f, infos[_i].request), infos[_i].response);
}
END_TEST

START_TEST(nickname)
{
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(es10_code(f, "BF2910 5A0A" FIRST "90024869"), 0);
	fixture_reopen(f);
	assert_hex(es10_hex(f, "BF2D03 5C0190"), "BF2D08 A006 E304 90024869");
	ck_assert_int_eq(es10_code(f, "BF2910 5A0A" SECOND "90024869"), 1);
	ck_assert_int_eq(es10_code(f, "BF290F 5A0A" FIRST "9001FF"), 127);
	ck_assert_int_eq(
		es10_code(f, "BF294F 5A0A" FIRST "9041"
			     "4141414141414141414141414141414141414141414141414141414141414141"
			     "4141414141414141414141414141414141414141414141414141414141414141"
			     "41"),
		127);
	assert_hex(es10_hex(f, "BF2D03 5C0190"), "BF2D08 A006 E304 90024869");
	ck_assert_int_eq(es10_code(f, "BF290E 5A0A" FIRST "9000"), 0);
	assert_hex(es10_hex(f, "BF2D03 5C0190"), "BF2D04 A002 E300");
}
END_TEST

/* ---- EnableProfile, DisableProfile, DeleteProfile ---- */

START_TEST(states)
{
	fixture_install(f, FIRST, "");
	fixture_install(f, SECOND, "");
	ck_assert_int_eq(enable(THIRD), 1);
	ck_assert_int_eq(disable(THIRD), 1);
	ck_assert_int_eq(delete (THIRD), 1);
	ck_assert_int_eq(disable(FIRST), 2);
	ck_assert_int_eq(enable(FIRST), 0);
	assert_states(TWO(FIRST, "01", SECOND, "00"));
	ck_assert_int_eq(enable(FIRST), 2);
	ck_assert_int_eq(delete (FIRST), 2);
	ck_assert_int_eq(es10_code(f, "BF3117 A012 4F10" AID("0011") "810100"), 0);
	assert_states(TWO(FIRST, "00", SECOND, "01"));
	fixture_reopen(f);
	assert_states(TWO(FIRST, "00", SECOND, "01"));
	ck_assert_int_eq(delete (FIRST), 0);
	ck_assert_int_eq(disable(SECOND), 0);
	assert_states(ONE(SECOND, "00"));
	ck_assert_int_eq(delete (SECOND), 0);
	assert_states(EMPTY_LIST);
}
END_TEST

/* EF.ICCID by path, on a channel of its own. */
static void assert_shown(const char *hex)
{
	uint16_t sw;

	fixture_hex(f, "0070000101", &sw);
	fixture_hex(f, "01A4080C022FE2", &sw);
	ck_assert_uint_eq(sw, 0x9000);
	assert_hex(fixture_hex(f, "01B000000A", &sw), hex);
}

START_TEST(the_enabled_profile_is_shown_at_once)
{
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(enable(FIRST), 0);
	assert_shown(FIRST);
	/* The channel of the ISD-R is still there. */
	assert_states(ONE(FIRST, "01"));
	fixture_reopen(f);
	assert_shown(FIRST);
	ck_assert_int_eq(disable(FIRST), 0);
	ck_assert_int_eq(f->card->uicc->profile, 0);
}
END_TEST

START_TEST(policy_rules)
{
	fixture_install(f, FIRST, PPR1_RULE);
	fixture_install(f, SECOND, PPR2_RULE);
	ck_assert_int_eq(delete (SECOND), 3);
	ck_assert_int_eq(enable(SECOND), 0);
	ck_assert_int_eq(enable(FIRST), 0);
	ck_assert_int_eq(disable(FIRST), 3);
	ck_assert_int_eq(enable(SECOND), 3);
	assert_states(TWO(FIRST, "01", SECOND, "00"));
}
END_TEST

START_TEST(notifications_in_order)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	/* The result itself goes to the SM-DP+; a.b wants installations too. */
	ck_assert_str_eq(listed(), "1:80:smdpp.example.com 2:80:a.b ");
	fixture_install(f, SECOND, NOTIFICATIONS);
	forget_notifications();
	ck_assert_int_eq(enable(FIRST), 0);
	ck_assert_str_eq(listed(), "5:40:a.b 6:40:c. ");
	ck_assert_int_eq(enable(SECOND), 0);
	ck_assert_str_eq(listed(), "5:40:a.b 6:40:c. 7:20:a.b 8:20:c. 9:40:a.b 10:40:c. ");
	forget_notifications();
	ck_assert_int_eq(disable(SECOND), 0);
	ck_assert_int_eq(delete (SECOND), 0);
	ck_assert_str_eq(listed(), "11:20:a.b 12:20:c. 13:10:a.b ");
}
END_TEST

START_TEST(notifications_are_signed)
{
	static const struct tlv_field fields[] = {
		{"tbsOtherNotification", 0xBF2F, 0, 0, 0},
		{"euiccNotificationSignature", 0x5F37, 0, 64, 64},
		{"euiccCertificate", 0x30, 0, 0, 0},
		{"eumCertificate", 0x30, 0, 0, 0},
	};
	struct rsp_server *s = fixture_server(f, CURVE_BRAINPOOL_P256R1);
	struct tlv whole, list, one, t[4];
	struct bpp_wish w;

	/* The CI of the download signs, not the preferred one. */
	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, NOTIFICATIONS);
	ck_assert(load(s, &w).success);
	forget_notifications();
	ck_assert_int_eq(enable(FIRST), 0);
	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2B05 A003 800103"), 0xBF2B, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	ck_assert_int_eq(tlv_only(list.value, 0x30, &one), 0);
	ck_assert_int_eq(tlv_sequence(one.value, fields, 4, t, NULL), 0);
	ck_assert(slice_eq(t[2].whole, s->euicc_certificate));
	rsp_verify_euicc(s, &t[0].whole, 1, t[1].value);
}
END_TEST

START_TEST(notifications_found_and_removed)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	ck_assert_int_eq(enable(FIRST), 0);
	ck_assert_int_eq(disable(FIRST), 0);
	assert_hex(slice_sub(es10_hex(f, "BF2804 81020780"), 0, 3), "BF2846");
	assert_hex(es10_hex(f, "BF2804 81020410"), "BF2802A000");
	assert_hex(es10_hex(f, "BF2B05 A003 800163"), "BF2B02A000");
	assert_hex(es10_hex(f, "BF2B06 A004 81020410"), "BF2B02A000");
	ck_assert_int_eq(es10_code(f, "BF3003 800101"), 0);
	ck_assert_int_eq(es10_code(f, "BF3003 800101"), 1);
	ck_assert_str_eq(listed(), "2:80:a.b 3:40:a.b 4:40:c. 5:20:a.b 6:20:c. ");
}
END_TEST

/* ---- REFRESH ---- */

/* TERMINAL PROFILE with REFRESH, byte 3 bit 8, on a channel of its own. */
static void terminal_supports_refresh(void)
{
	uint16_t sw;

	fixture_hex(f, "0070000101", &sw);
	fixture_hex(f, "8110000003000080", &sw);
	ck_assert_uint_eq(sw, 0x9000);
}

static uint16_t answer_refresh(const char *result)
{
	uint16_t sw;
	struct slice command = fixture_hex(f, "8112000000", &sw);
	struct tlv d0, details;

	ck_assert_uint_eq(sw, 0x9000);
	ck_assert_int_eq(tlv_only(command, 0xD0, &d0), 0);
	ck_assert_int_eq(tlv_next(&d0.value, &details), 1);
	ck_assert_uint_eq(details.value.p[1], 0x01);
	ck_assert_uint_eq(details.value.p[2], 0x04);
	fixture_hex(f,
		    talloc_asprintf(f, "811400000C 8103%02X0104 82028281 8301%s",
				    details.value.p[0], result),
		    &sw);
	return sw;
}

START_TEST(refresh_then_the_new_profile)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	forget_notifications();
	terminal_supports_refresh();
	ck_assert_int_eq(enable_with_refresh(FIRST), 0);
	/* Persistent at once, shown when the terminal has done its part. */
	assert_states(ONE(FIRST, "01"));
	ck_assert_int_eq(f->card->uicc->profile, 0);
	ck_assert_int_eq(disable(FIRST), 5);
	ck_assert_uint_eq(answer_refresh("00"), 0x9000);
	ck_assert_int_ne(f->card->uicc->profile, 0);
	assert_shown(FIRST);
	ck_assert_str_eq(listed(), "3:40:a.b 4:40:c. ");
}
END_TEST

START_TEST(refresh_refused_by_the_terminal)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	fixture_install(f, SECOND, NOTIFICATIONS);
	forget_notifications();
	ck_assert_int_eq(enable(FIRST), 0);
	terminal_supports_refresh();
	ck_assert_int_eq(enable_with_refresh(SECOND), 0);
	assert_states(TWO(FIRST, "00", SECOND, "01"));
	ck_assert_int_eq(delete (FIRST), 127);
	ck_assert_uint_eq(answer_refresh("20"), 0x9000);
	assert_states(TWO(FIRST, "01", SECOND, "00"));
	assert_shown(FIRST);
	ck_assert_str_eq(listed(), "5:40:a.b 6:40:c. ");
	fixture_reopen(f);
	assert_states(TWO(FIRST, "01", SECOND, "00"));
}
END_TEST

START_TEST(reset_is_as_good_as_refresh)
{
	fixture_install(f, FIRST, "");
	terminal_supports_refresh();
	ck_assert_int_eq(enable_with_refresh(FIRST), 0);
	softeuicc_reset(f->card);
	fixture_select_isdr(f);
	assert_states(ONE(FIRST, "01"));
	assert_shown(FIRST);
	ck_assert_int_eq(disable(FIRST), 0);
}
END_TEST

START_TEST(no_refresh_for_a_terminal_without)
{
	fixture_install(f, FIRST, "");
	ck_assert_int_eq(enable_with_refresh(FIRST), 0);
	assert_shown(FIRST);
}
END_TEST

/* ---- eUICCMemoryReset ---- */

START_TEST(memory_reset)
{
	fixture_install(f, FIRST, PPR1_RULE);
	fixture_install(f, SECOND, "");
	fixture_install(f, THIRD, "950101");
	ck_assert_int_eq(enable(FIRST), 0);
	ck_assert_int_eq(es10_code(f, "BF3404 82020640"), 1);
	es10_hex(f, "BF3F05 8003612E62");
	ck_assert_int_eq(es10_code(f, "BF3404 82020520"), 0);
	ck_assert_int_eq(es10_code(f, "BF3404 82020520"), 1);
	/* Policy rules do not hinder it; provisioning profiles stay. */
	ck_assert_int_eq(es10_code(f, "BF3404 820205E0"), 0);
	assert_states(ONE(THIRD, "00"));
	ck_assert_int_eq(f->card->uicc->profile, 0);
	ck_assert_int_eq(es10_code(f, "BF3404 820205E0"), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_profiles");
	TCase *tc = tcase_create("isdr_profiles");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, installed_with_both_curves, 0, CURVE_COUNT);
	tcase_add_loop_test(tc, installed_in_blocks_of_any_size, 1, 8);
	tcase_add_loop_test(tc, installed_in_blocks_of_any_size, 120, 122);
	tcase_add_test(tc, result_is_the_notification);
	tcase_add_test(tc, replayed_package);
	tcase_add_test(tc, iccid_installed_already);
	tcase_add_loop_test(tc, not_for_this_card, 0, COUNT(not_admitted));
	tcase_add_test(tc, full_memory);
	tcase_add_test(tc, load_given_up_then_again);
	tcase_add_test(tc, power_lost_while_loading);
	tcase_add_test(tc, cancelled_while_loading);
	tcase_add_test(tc, numbers_of_deleted_profiles_are_free);
	tcase_add_test(tc, default_tags);
	tcase_add_loop_test(tc, chosen_tags, 0, COUNT(infos));
	tcase_add_test(tc, nickname);
	tcase_add_test(tc, states);
	tcase_add_test(tc, the_enabled_profile_is_shown_at_once);
	tcase_add_test(tc, policy_rules);
	tcase_add_test(tc, notifications_in_order);
	tcase_add_test(tc, notifications_are_signed);
	tcase_add_test(tc, notifications_found_and_removed);
	tcase_add_test(tc, refresh_then_the_new_profile);
	tcase_add_test(tc, refresh_refused_by_the_terminal);
	tcase_add_test(tc, reset_is_as_good_as_refresh);
	tcase_add_test(tc, no_refresh_for_a_terminal_without);
	tcase_add_test(tc, memory_reset);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
