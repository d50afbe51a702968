/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profile metadata: every component, malformed ones, what GetProfilesInfo returns of them, and
 * ES6.UpdateMetadata. */
#include "isdp/metadata.h"

#include <errno.h>

#include "isdp/update_metadata.h"
#include "profile_fixture.h"
#include "store/profile_store.h"

static void *ctx;

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* ---- parsing ---- */

#define MANDATORY "5A0A" FIRST "910141 920142"

/* Components of v3, each whole. */
#define RPM         "BA16 A00D300B 8002 2A03 8102 0780 5C01 91 8101 61 8302 2A03"
#define HRI         "9B03 612E62"
#define MESSAGE     "BE07 80026465 810161"
#define LPR         "BC08 800161 810162 8200"
#define ENTERPRISE  "BD12 80022A03 8103414243 A207 80020780 810101"
#define DESCRIPTION "9F1F 020640"
#define TO_DP       "BF200D A00B 800161 8102AABB 8200 8300"
#define STORED_AC   "BF2007 A105 800161 8100"
#define ESTIMATED   "9F2102 1000"

static const char *const good[] = {
	"",
	"930100",
	"930101 94020102",
	"950100",
	"950101",
	"950102",
	NOTIFICATIONS,
	"B600",
	OWNER,
	"B70B800300F110 81020A0B 8200",
	PPR1_RULE,
	OWNER " 99020560",
	"99020780",
	"990100",
	"BF2200",
	"BF220A 3008 80022A03 A1020500",
	"BF230A 3008 80022A03 A1020500",
	RPM,
	"BA06 A000 83022A03",
	HRI,
	MESSAGE,
	"BE03 810161",
	LPR,
	"BC02 8000",
	ENTERPRISE,
	"BD06 80022A03 8100",
	DESCRIPTION,
	TO_DP,
	STORED_AC,
	ESTIMATED,
	RPM HRI MESSAGE LPR ENTERPRISE DESCRIPTION TO_DP ESTIMATED,
	/* An extension after all that is known. */
	"9F7F0100",
};

START_TEST(well_formed)
{
	struct slice value =
		unhex(ctx, talloc_strdup_append(talloc_strdup(ctx, MANDATORY), good[_i]));
	struct metadata m;

	ck_assert_int_eq(metadata_parse(value, &m), 0);
	ck_assert_int_eq(metadata_has_unknown(value), !strcmp(good[_i], "9F7F0100"));
}
END_TEST

static const char *const bad[] = {
	"930102",   /* neither jpg nor png */
	"93020101", /* INTEGER of two bytes */
	"940101",   /* icon without its type */
	"950103",   /* no such class */
	"9500",
	"B602 3000",                     /* notification without anything */
	"B604 80020780",                 /* no SEQUENCE in it */
	"B607 3005 80020780 81",         /* cut short */
	"B60B 3009 800208F0 8103612E62", /* 8 unused bits */
	"B60B 3009 800204F0 8103FF2E62", /* no UTF-8 */
	"B7048002001F",                  /* MCC and MNC of two bytes */
	"99020640",                      /* PPR1 without an owner */
	OWNER " 990107",                 /* unused bits of no byte */
	"BF2202 3000",
	"BF2208 3006 80022A03 8100", /* data that is primitive */
	"BF2208 0406 80022A03 A100",
	"BA04 83022A03", /* no managingDpList */
	"BA02 A000",     /* no profileOwnerOid */
	"BA08 A0023000 83022A03",
	"BA09 A000 8101FF 83022A03",
	"9B01 FF",
	"BE04 80026465", /* no message */
	"BE03 8101FF",
	"BC03 810162",        /* no address */
	"BC06 800161 820100", /* NULL with a value */
	"BD04 80022A03",      /* no name */
	("BD47 80022A03 8141 4141414141414141414141414141414141414141414141414141414141414141"
	 "4141414141414141414141414141414141414141414141414141414141414141 41"),
	"BD0A 80022A03 8100 A202 8000", /* rules without bits */
	"9F1F 0108",
	"BF2000",      /* CHOICE of nothing */
	"BF2002 A200", /* no such alternative */
	"BF2002 A000",
	"BF2002 A100",
	"BF2009 A102 8000 A103 800161", /* two of them */
	"BF2008 A006 800161 820100",
	"9F2101 80",   /* negative */
	"9F2102 0001", /* not minimal */
};

START_TEST(malformed)
{
	struct metadata m;

	ck_assert_int_eq(metadata_parse(unhex(ctx, talloc_strdup_append(
							   talloc_strdup(ctx, MANDATORY), bad[_i])),
					&m),
			 -EBADMSG);
}
END_TEST

/* ---- a card ---- */

static struct card_fixture *f;

static const char everything[] = RPM HRI MESSAGE LPR ENTERPRISE DESCRIPTION TO_DP ESTIMATED;

static const struct softeuicc_setting of_v3[] = {
	{"highestSvn", "3.1.0"},
	{"rspCapability",
	 "additionalProfile,rpmSupport,serviceSpecificDataSupport,hriServerAddressSupport,"
	 "serviceProviderMessageSupport,lpaProxySupport,enterpriseProfilesSupport,"
	 "serviceDescriptionSupport,deviceChangeSupport,estimatedProfileSizeIndicationSupport,"
	 "profileSizeInProfilesInfoSupport,updateMetadataV3Support"},
};

START_TEST(profile_info_of_v3)
{
	struct profile p;

	f = fixture_new_with(of_v3, COUNT(of_v3));
	fixture_install(f, FIRST, everything);
	ck_assert_int_eq(profile_store_next(f->card->store, 0, ctx, &p), 1);
	assert_hex(es10_hex(f, "BF2D0D 5C0B 9F25 BF20 9F1F BD BC 9B BA BE"),
		   talloc_asprintf(ctx,
				   "BF2D59 A057 E355" RPM HRI LPR ENTERPRISE DESCRIPTION TO_DP
				   "9F2502 %04X",
				   (unsigned)p.size));
	fixture_free(f);
}
END_TEST

/* A card before v3 installs the profile, and knows nothing of all that. */
START_TEST(profile_info_before_v3)
{
	f = fixture_new(0);
	fixture_install(f, FIRST, talloc_asprintf(ctx, "%s 9F7F0100", everything));
	assert_hex(es10_hex(f, "BF2D0D 5C0B 9F25 BF20 9F1F BD BC 9B BA BE"), "BF2D04 A002 E300");
	fixture_free(f);
}
END_TEST

static const struct {
	const char *metadata;
	int reason;
} refused_by_v3[] = {
	{ENTERPRISE, 17},
	{LPR, 23},
	{"9F7F0100", 26},
};

START_TEST(v3_says_what_it_does_not_know)
{
	static const struct softeuicc_setting plain[] = {{"highestSvn", "3.0.0"}};
	struct rsp_server *s;
	struct installation i;
	struct bpp_wish w;

	f = fixture_new_with(plain, COUNT(plain));
	s = fixture_server(f, CURVE_NIST_P256);
	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, refused_by_v3[_i].metadata);
	i = load_as(f, s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 2);
	ck_assert_int_eq(i.reason, refused_by_v3[_i].reason);
	fixture_free(f);
}
END_TEST

/* ---- ES6.UpdateMetadata ---- */

static uint16_t update(const char *request)
{
	struct profile p;
	uint16_t sw;

	f->card->pool = talloc_new(f->card);
	ck_assert_int_eq(profile_store_next(f->card->store, 0, ctx, &p), 1);
	sw = update_metadata(f->card, &p, unhex(ctx, request));
	if (sw == SW_OK)
		ck_assert_int_eq(store_commit(f->card->store), 0);
	else
		store_rollback(f->card->store);
	TALLOC_FREE(f->card->pool);
	return sw;
}

static const struct {
	const char *metadata, *request;
	uint16_t sw;
	const char *tags, *info; /* what GetProfilesInfo says afterwards */
} updates[] = {
	{"930101", "BF2A00", SW_OK, "BF2D03 5C0193", "BF2D07 A005 E303 930101"},
	{"", "BF2A06 910158 920159", SW_OK, "BF2D04 5C029192", "BF2D0A A008 E306 910158 920159"},
	{"", "BF2A02 9200", SW_OK, "BF2D03 5C0192", "BF2D06 A004 E302 9200"},
	{"", "BF2A06 930101 9401AA", SW_OK, "BF2D04 5C029394", "BF2D0A A008 E306 930101 9401AA"},
	{"930100 9401AA", "BF2A02 9400", SW_OK, "BF2D04 5C029394", "BF2D04 A002 E300"},
	{"930100 9401AA", "BF2A03 9401BB", SW_OK, "BF2D04 5C029394",
	 "BF2D0A A008 E306 930100 9401BB"},
	{"", "BF2A03 9401AA", SW_WRONG_DATA, "BF2D04 5C029394", "BF2D04 A002 E300"},
	/* Rules can be given up, not taken. */
	{OWNER "99020560", "BF2A04 99020640", SW_OK, "BF2D03 5C0199", "BF2D08 A006 E304 99020640"},
	{OWNER "99020560", "BF2A04 99020520", SW_OK, "BF2D03 5C0199", "BF2D08 A006 E304 99020520"},
	{OWNER "99020560", "BF2A03 990100", SW_OK, "BF2D03 5C0199", "BF2D07 A005 E303 990100"},
	{OWNER "99020640", "BF2A04 99020560", SW_OK, "BF2D03 5C0199", "BF2D08 A006 E304 99020640"},
	{OWNER, "BF2A04 99020560", SW_OK, "BF2D03 5C0199", "BF2D07 A005 E303 990100"},
	{OWNER "99020640", "BF2A04 990205E0", SW_WRONG_DATA, "BF2D03 5C0199",
	 "BF2D08 A006 E304 99020640"},
	{"", "BF2A0D BF220A 3008 80022A03 A1020500", SW_OK, "BF2D04 5C02BF22",
	 "BF2D11 A00F E30D BF220A 3008 80022A03 A1020500"},
	{"", "BF2A03 BF2201 00", SW_WRONG_DATA, "BF2D04 5C02BF22", "BF2D04 A002 E300"},
	{"", "BF2A03 9201FF", SW_WRONG_DATA, "BF2D04 5C02BF22", "BF2D04 A002 E300"},
	{"", "BF2A02 9200 00", SW_WRONG_DATA, "BF2D04 5C02BF22", "BF2D04 A002 E300"},
	{"", "BF2500", SW_WRONG_DATA, "BF2D04 5C02BF22", "BF2D04 A002 E300"},
	/* v3 */
	{HRI, "BF2A03 9B0163", SW_OK, "BF2D03 5C019B", "BF2D07 A005 E303 9B0163"},
	{HRI LPR, "BF2A04 5C029BBC", SW_OK, "BF2D04 5C029BBC", "BF2D04 A002 E300"},
	{TO_DP, "BF2A0A" STORED_AC, SW_OK, "BF2D04 5C02BF20", "BF2D0E A00C E30A" STORED_AC},
	{HRI, "BF2A03 5C0192", SW_CONDITIONS, "BF2D03 5C019B", "BF2D09 A007 E305" HRI},
	{HRI, "BF2A03 5C0199", SW_CONDITIONS, "BF2D03 5C019B", "BF2D09 A007 E305" HRI},
	{HRI, "BF2A04 5C029F7F", SW_CONDITIONS, "BF2D03 5C019B", "BF2D09 A007 E305" HRI},
	{HRI, "BF2A03 5C019F", SW_WRONG_DATA, "BF2D03 5C019B", "BF2D09 A007 E305" HRI},
	{NOTIFICATIONS, "BF2A02 B600", SW_OK, "BF2D03 5C01B6", "BF2D06 A004 E302 B600"},
};

START_TEST(updated)
{
	f = fixture_new_with(of_v3, COUNT(of_v3));
	fixture_install(f, FIRST, updates[_i].metadata);
	ck_assert_uint_eq(update(updates[_i].request), updates[_i].sw);
	fixture_reopen(f);
	assert_hex(es10_hex(f, updates[_i].tags), updates[_i].info);
	fixture_free(f);
}
END_TEST

START_TEST(update_before_v3_ignores_what_is_later)
{
	f = fixture_new(0);
	fixture_install(f, FIRST, NOTIFICATIONS);
	ck_assert_uint_eq(update("BF2A05 910158 B600"), SW_OK);
	assert_hex(es10_hex(f, "BF2D04 5C0291B6"), "BF2D1E A01C E31A 910158" NOTIFICATIONS);
	fixture_free(f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("metadata");
	TCase *tc = tcase_create("metadata");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, well_formed, 0, COUNT(good));
	tcase_add_loop_test(tc, malformed, 0, COUNT(bad));
	tcase_add_test(tc, profile_info_of_v3);
	tcase_add_test(tc, profile_info_before_v3);
	tcase_add_loop_test(tc, v3_says_what_it_does_not_know, 0, COUNT(refused_by_v3));
	tcase_add_loop_test(tc, updated, 0, COUNT(updates));
	tcase_add_test(tc, update_before_v3_ignores_what_is_later);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
