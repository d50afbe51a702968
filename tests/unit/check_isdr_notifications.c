/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications of installed profiles: their order, signature, listing and removal. */
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "codec/tlv.h"
#include "profile_fixture.h"

static struct card_fixture *f;

static void setup(void)
{
	f = fixture_new(0);
}

static void teardown(void)
{
	fixture_free(f);
}

START_TEST(notifications_in_order)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	/* The result itself goes to the SM-DP+; a.b wants installations too. */
	ck_assert_str_eq(es10_notifications(f), "1:80:smdpp.example.com 2:80:a.b ");
	fixture_install(f, SECOND, NOTIFICATIONS);
	es10_forget_notifications(f);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	ck_assert_str_eq(es10_notifications(f), "5:40:a.b 6:40:c. ");
	ck_assert_int_eq(es10_enable(f, SECOND), 0);
	ck_assert_str_eq(es10_notifications(f),
			 "5:40:a.b 6:40:c. 7:20:a.b 8:20:c. 9:40:a.b 10:40:c. ");
	es10_forget_notifications(f);
	ck_assert_int_eq(es10_disable(f, SECOND), 0);
	ck_assert_int_eq(es10_delete(f, SECOND), 0);
	ck_assert_str_eq(es10_notifications(f), "11:20:a.b 12:20:c. 13:10:a.b ");
}
END_TEST

/* The signature as OpenSSL sees it, which knows nothing of our codecs: ECDSA with SHA-256 by the
 * key of @certificate, whose issuer's signature is checked as well. */
static void verify_by_openssl(struct slice part, struct slice signature, struct slice certificate,
			      struct slice issuer)
{
	const unsigned char *p = certificate.p, *q = issuer.p;
	X509 *x = d2i_X509(NULL, &p, (long)certificate.n);
	X509 *y = d2i_X509(NULL, &q, (long)issuer.n);
	ECDSA_SIG *sig = ECDSA_SIG_new();
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char *der = NULL;
	int n;

	ck_assert(x && y && p == certificate.p + certificate.n);
	ck_assert_uint_eq(signature.n, 64);
	ECDSA_SIG_set0(sig, BN_bin2bn(signature.p, 32, NULL),
		       BN_bin2bn(signature.p + 32, 32, NULL));
	n = i2d_ECDSA_SIG(sig, &der);
	ck_assert_int_eq(EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, X509_get0_pubkey(x)),
			 1);
	ck_assert_int_eq(EVP_DigestVerify(md, der, (size_t)n, part.p, part.n), 1);
	ck_assert_int_eq(X509_verify(x, X509_get0_pubkey(y)), 1);
	OPENSSL_free(der);
	EVP_MD_CTX_free(md);
	ECDSA_SIG_free(sig);
	X509_free(x);
	X509_free(y);
}

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
	ck_assert(load_as(f, s, &w).success);
	es10_forget_notifications(f);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2B05 A003 800103"), 0xBF2B, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	ck_assert_int_eq(tlv_only(list.value, 0x30, &one), 0);
	ck_assert_int_eq(tlv_sequence(one.value, fields, 4, t, NULL), 0);
	ck_assert(slice_eq(t[2].whole, s->euicc_certificate));
	verify_by_openssl(t[0].whole, t[1].value, t[2].whole, t[3].whole);
}
END_TEST

/* Events that are no BIT STRING: nothing, too many unused bits, unused bits of no byte. */
static const char *const malformed[] = {
	"BF2802 8100",      "BF2804 81020880",      "BF2803 810101",
	"BF2B04 A002 8100", "BF2B06 A004 81020880", "BF2B05 A003 810101",
};

START_TEST(malformed_events)
{
	uint16_t sw;

	es10_try(f, unhex(f, malformed[_i]), &sw);
	ck_assert_uint_eq(sw, 0x6A80);
}
END_TEST

START_TEST(notifications_found_and_removed)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	ck_assert_int_eq(es10_disable(f, FIRST), 0);
	assert_hex(slice_sub(es10_hex(f, "BF2804 81020780"), 0, 3), "BF2846");
	assert_hex(es10_hex(f, "BF2804 81020410"), "BF2802A000");
	assert_hex(es10_hex(f, "BF2B05 A003 800163"), "BF2B02A000");
	assert_hex(es10_hex(f, "BF2B06 A004 81020410"), "BF2B02A000");
	ck_assert_int_eq(es10_code(f, "BF3003 800101"), 0);
	ck_assert_int_eq(es10_code(f, "BF3003 800101"), 1);
	ck_assert_str_eq(es10_notifications(f), "2:80:a.b 3:40:a.b 4:40:c. 5:20:a.b 6:20:c. ");
}
END_TEST

/* Enable and disable to a.b and to a.b again: who is named twice is told once. */
START_TEST(one_for_each_event_and_address)
{
	fixture_install(f, FIRST,
			"B61C 3008 80020560 8102612E 3008 80020540 8102612E 3006 80020540 8100");
	es10_forget_notifications(f);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
	ck_assert_str_eq(es10_notifications(f), "2:40:a. 3:40: ");
	ck_assert_int_eq(es10_disable(f, FIRST), 0);
	ck_assert_str_eq(es10_notifications(f), "2:40:a. 3:40: 4:20:a. ");
}
END_TEST

enum { PENDING_MAX = 128 };

/* Sequence numbers of those pending. */
static size_t numbers(int64_t *out)
{
	struct tlv whole, list, metadata, number;
	size_t n = 0;

	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2800"), 0xBF28, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	while (tlv_next(&list.value, &metadata) == 1) {
		ck_assert_uint_lt(n, PENDING_MAX);
		ck_assert_int_eq(tlv_find(metadata.value, 0x80, &number), 1);
		ck_assert_int_eq(tlv_integer(number.value, &out[n++]), 0);
	}
	return n;
}

static void fail_to_install(void)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	w.operation = 2;
	ck_assert(!load_as(f, s, &w).success);
}

/* Failed installations go first, the oldest of them; then whatever is oldest. */
START_TEST(pending_notifications_are_bounded)
{
	int64_t n[PENDING_MAX];

	fixture_install(f, FIRST, NOTIFICATIONS); /* 1, 2 */
	fail_to_install();                        /* 3 */
	fail_to_install();                        /* 4 */
	/* 124 more, four by four: there is room for no other. */
	for (int i = 0; i < 31; i++) {
		ck_assert_int_eq(es10_enable(f, FIRST), 0);
		ck_assert_int_eq(es10_disable(f, FIRST), 0);
	}
	ck_assert_uint_eq(numbers(n), PENDING_MAX);
	ck_assert_int_eq(n[0], 1);
	ck_assert_int_eq(n[2], 3);
	ck_assert_int_eq(es10_enable(f, FIRST), 0); /* 129, 130 in place of 3, 4 */
	ck_assert_uint_eq(numbers(n), PENDING_MAX);
	ck_assert_int_eq(n[1], 2);
	ck_assert_int_eq(n[2], 5);
	fail_to_install(); /* 131: nothing is less worth */
	ck_assert_uint_eq(numbers(n), PENDING_MAX);
	ck_assert_int_eq(n[0], 1);
	ck_assert_int_eq(n[PENDING_MAX - 1], 130);
	ck_assert_int_eq(es10_disable(f, FIRST), 0); /* 132, 133 in place of 1, 2 */
	ck_assert_uint_eq(numbers(n), PENDING_MAX);
	ck_assert_int_eq(n[0], 5);
	ck_assert_int_eq(n[PENDING_MAX - 1], 133);
	/* All of them come whole. */
	fixture_reopen(f);
	ck_assert_uint_gt(es10_hex(f, "BF2B00").n, PENDING_MAX * 1000);
}
END_TEST

/* Whatever ends the profile or the power, the numbers go on and what is pending stays. */
START_TEST(numbers_survive)
{
	fixture_install(f, FIRST, NOTIFICATIONS);
	ck_assert_int_eq(es10_delete(f, FIRST), 0);
	fixture_reopen(f);
	ck_assert_str_eq(es10_notifications(f), "1:80:smdpp.example.com 2:80:a.b 3:10:a.b ");
	es10_forget_notifications(f);
	fixture_reopen(f);
	fixture_install(f, FIRST, NOTIFICATIONS);
	ck_assert_int_eq(es10_code(f, "BF3404 82020780"), 0);
	fixture_reopen(f);
	ck_assert_str_eq(es10_notifications(f), "4:80:smdpp.example.com 5:80:a.b 6:10:a.b ");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_notifications");
	TCase *tc = tcase_create("isdr_notifications");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, notifications_in_order);
	tcase_add_test(tc, notifications_are_signed);
	tcase_add_loop_test(tc, malformed_events, 0, COUNT(malformed));
	tcase_add_test(tc, notifications_found_and_removed);
	tcase_add_test(tc, one_for_each_event_and_address);
	tcase_add_test(tc, pending_notifications_are_bounded);
	tcase_add_test(tc, numbers_survive);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
