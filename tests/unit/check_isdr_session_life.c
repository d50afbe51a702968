/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a session: what may come along with it, what disturbs it, and what it leaves. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "codec/tlv.h"
#include "profile_fixture.h"

#define SELECT_ISDR_ON_1 "01A4040C10A0000005591010FFFFFFFF8900000100"

static struct card_fixture *f;
static struct rsp_server *s;

static void setup(void)
{
	f = fixture_new(0);
	s = fixture_server(f, CURVE_NIST_P256);
}

static void teardown(void)
{
	fixture_free(f);
}

/* ---- EXTENSIBILITY IMPLIED ---- */

#define EXTENSION "9F7F03010203"

/* @request with an element at its end that this version does not know. */
static struct slice extended(struct slice request)
{
	struct buf b = buf_new(f);
	struct tlv whole;
	size_t mark;

	ck_assert_int_eq(tlv_next(&request, &whole), 1);
	mark = tlv_open(&b, whole.tag);
	buf_put_slice(&b, whole.value);
	buf_put_slice(&b, unhex(f, EXTENSION));
	tlv_close(&b, mark);
	return buf_slice(&b);
}

static struct slice cancel_request(void)
{
	struct buf b = buf_new(f);
	size_t mark = tlv_open(&b, 0xBF41);

	tlv_put(&b, 0x80, s->transaction_id);
	tlv_put_integer(&b, 0x81, 0);
	tlv_close(&b, mark);
	return buf_slice(&b);
}

START_TEST(elements_of_a_later_version)
{
	struct slice request;

	s->extension = unhex(f, EXTENSION);
	s->context = unhex(f, "A01B 8000 A117 8004 35290611 A109 8501 02" EXTENSION EXTENSION);
	request = extended(rsp_authenticate(s, fixture_challenge(f)));
	rsp_authenticated(s, es10(f, request));
	request = extended(rsp_prepare(s));
	rsp_prepared(s, request, es10(f, request));
	assert_hex(slice_sub(es10(f, extended(cancel_request())), 0, 2), "BF41");
	assert_hex(es10(f, cancel_request()), "BF4103810105");
}
END_TEST

/* What an LPA and a server of v3 add: in ctxParams1 preferredLanguages, deviceTestMode and
 * lpaRspCapability of the device, then operationType, iccid and matchingIdSource; in serverSigned1
 * sessionContext and serverRspCapability. The card signs ctxParams1 as it came. */
#define DEVICE_V3                                                                                  \
	"A121 8004 35290611 A103 8501 02 8208 5329061122334455 A304 0C02 656E 8400 8502 00C5"
#define CONTEXT_V3 "A039 8000" DEVICE_V3 "8202 0780 5A0A 98103254769810325476 A302 8100"
#define SIGNED1_V3 "A508 8003 030100 8101 00 8602 0780"

static const struct softeuicc_setting of_v3[] = {{"highestSvn", "3.1.0"}};

START_TEST(elements_of_v3)
{
	struct slice request;

	fixture_free(f);
	f = _i ? fixture_new_with(of_v3, COUNT(of_v3)) : fixture_new(0);
	s = fixture_server(f, CURVE_NIST_P256);
	s->context = unhex(f, CONTEXT_V3);
	s->extension = unhex(f, SIGNED1_V3);
	fixture_authenticate(f, s);
	s->extension = slice_of(NULL, 0);
	request = rsp_prepare(s);
	rsp_prepared(s, request, es10(f, request));
}
END_TEST

/* Extensible is not arbitrary: what is behind the known elements must be whole, too. */
START_TEST(elements_of_v3_cut_short)
{
	struct slice whole = unhex(f, CONTEXT_V3);
	struct buf b = buf_new(f);
	uint16_t sw;

	tlv_put(&b, 0xA0, slice_sub(whole, 2, whole.n - 3));
	s->context = buf_slice(&b);
	es10_try(f, rsp_authenticate(s, fixture_challenge(f)), &sw);
	ck_assert_uint_eq(sw, 0x6A80);
	s->context = whole;
	fixture_authenticate(f, s);
}
END_TEST

/* ---- the one-time key ---- */

START_TEST(code_that_nobody_asked_for)
{
	struct slice request;

	fixture_authenticate(f, s);
	s->hash_cc = slice_of(talloc_zero_size(f, 32), 32);
	request = rsp_prepare(s);
	rsp_prepared(s, request, es10(f, request)); /* which finds no hashCc in it */
}
END_TEST

static void prepare_again(void)
{
	struct slice request = rsp_prepare(s);

	rsp_prepared(s, request, es10(f, request));
}

/* The end user has typed a wrong code; the SM-DP+ has bound the package already. */
START_TEST(again_with_the_same_key)
{
	struct slice first;
	struct bpp_wish w;

	s->cc_required = true;
	s->hash_cc = slice_of(talloc_zero_size(f, 32), 32);
	fixture_prepare(f, s);
	first = s->euicc_otpk;
	w = fixture_wish(f, s, FIRST, "");
	s->hash_cc = unhex(f, "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF");
	s->bpp_otpk = first;
	prepare_again();
	ck_assert(slice_eq(s->euicc_otpk, first));
	ck_assert(load_as(f, s, &w).success);
	/* Once installed, the key is gone. */
	fixture_prepare(f, s);
	ck_assert(!slice_eq(s->euicc_otpk, first));
}
END_TEST

START_TEST(package_for_a_former_key)
{
	struct installation i;
	struct bpp_wish w;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	prepare_again();
	i = load_as(f, s, &w);
	ck_assert(!i.success);
	ck_assert_int_eq(i.command, 0);
	ck_assert_int_eq(i.reason, 2);
}
END_TEST

static FILE *open_file(const char *name)
{
	FILE *file = fopen(talloc_asprintf(f, "%s/%s", f->pki->path, name), "rb");

	ck_assert_msg(file != NULL, "%s", name);
	return file;
}

static struct slice read_certificate(const char *name)
{
	uint8_t *p = talloc_size(f, 4096);
	FILE *file = open_file(name);
	size_t n = fread(p, 1, 4096, file);

	fclose(file);
	return slice_of(p, n);
}

static struct ec_key *read_key(const char *name)
{
	FILE *file = open_file(name);
	EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	unsigned char *der = NULL;
	struct ec_key *out;
	int n;

	fclose(file);
	ck_assert_ptr_nonnull(key);
	n = i2d_PrivateKey(key, &der);
	ck_assert_int_eq(ec_key_from_private_der(f->crypto, slice_of(der, (size_t)n), f, &out), 0);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	return out;
}

/* bppEuiccOtpk of one SM-DP+ is nothing to another. */
START_TEST(key_is_for_one_server)
{
	struct slice first;

	fixture_prepare(f, s);
	first = s->euicc_otpk;
	s->auth_certificate = read_certificate("DPauth/CERT_S_SM_DP2auth_ECDSA_NIST.der");
	s->auth_key = read_key("DPauth/SK_S_SM_DP2auth_ECDSA_NIST.pem");
	s->pb_certificate = read_certificate("DPpb/CERT_S_SM_DP2pb_ECDSA_NIST.der");
	s->pb_key = read_key("DPpb/SK_S_SM_DP2pb_ECDSA_NIST.pem");
	s->bpp_otpk = first;
	fixture_prepare(f, s);
	ck_assert(!slice_eq(s->euicc_otpk, first));
}
END_TEST

/* ---- while a package is loaded ---- */

static struct slice begin_loading(size_t *left)
{
	struct slice package, rest;
	struct tlv whole, t;
	struct bpp_wish w;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, FIRST, "");
	package = bpp_make(f->crypto, &w, f);
	ck_assert_int_eq(tlv_only(package, 0xBF36, &whole), 0);
	rest = whole.value;
	/* Two whole objects: InitialiseSecureChannel and ConfigureISDP. */
	ck_assert_int_eq(tlv_next(&rest, &t), 1);
	ck_assert_int_eq(tlv_next(&rest, &t), 1);
	*left = rest.n;
	ck_assert_uint_eq(es10_try(f, slice_sub(package, 0, package.n - rest.n), &sw).n, 0);
	ck_assert_uint_eq(sw, 0x9000);
	return rest;
}

START_TEST(other_functions_between_segments)
{
	static const char *const functions[] = {"BF2000", "BF2200",       "BF2800", "BF2B00",
						"BF3C00", "BF3E035C015A", "BF4300", "BF2D00"};
	struct slice rest, result = {0};
	struct tlv sequence, segment;
	size_t left, n = 0;

	rest = begin_loading(&left);
	while (tlv_next(&rest, &sequence) == 1) {
		struct slice header =
			slice_of(sequence.whole.p, (size_t)(sequence.value.p - sequence.whole.p));

		es10(f, header);
		while (tlv_next(&sequence.value, &segment) == 1) {
			ck_assert_uint_gt(es10_hex(f, functions[n++ % COUNT(functions)]).n, 0);
			result = es10(f, segment.whole);
		}
	}
	ck_assert(fixture_result(f, s, result).success);
}
END_TEST

START_TEST(no_second_beginning)
{
	struct slice rest;
	size_t left;

	rest = begin_loading(&left);
	ck_assert_int_eq(rsp_error(s, es10(f, rsp_prepare(s)), 0xBF21), 4);
	ck_assert_int_eq(
		rsp_error(s, es10(f, rsp_authenticate(s, slice_of(s->challenge, 16))), 0xBF38), 4);
	ck_assert(fixture_result(f, s, es10(f, rest)).success);
}
END_TEST

/* A package comes by one channel. */
START_TEST(segments_by_another_channel)
{
	struct slice rest;
	size_t left;
	uint16_t sw;

	rest = begin_loading(&left);
	fixture_hex(f, "0070000101", &sw);
	fixture_hex(f, SELECT_ISDR_ON_1, &sw);
	ck_assert_uint_eq(sw, 0x9000);
	fixture_hex(f, "81E2910002 8600", &sw);
	ck_assert_uint_eq(sw, 0x6985);
	fixture_hex(f, "00708001", &sw);
	ck_assert(fixture_result(f, s, es10(f, rest)).success);
}
END_TEST

START_TEST(a_session_on_another_channel)
{
	struct slice rest;
	struct tlv whole, list;
	size_t left;
	uint16_t sw;

	rest = begin_loading(&left);
	fixture_hex(f, "0070000101", &sw);
	fixture_hex(f, SELECT_ISDR_ON_1, &sw);
	fixture_hex(f, "81E2910003 BF2E00", &sw);
	ck_assert_uint_eq(sw, 0x9000);
	es10_try(f, rest, &sw);
	ck_assert_uint_eq(sw, 0x6985);
	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2B00"), 0xBF2B, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	ck_assert_int_eq(fixture_result(f, s, list.value).reason, 11);
}
END_TEST

START_TEST(both_curves_in_one_card)
{
	static const char *const iccids[] = {FIRST, SECOND};

	for (int i = 0; i < 2; i++) {
		struct bpp_wish w;

		s = fixture_server(f, (enum curve)i);
		fixture_prepare(f, s);
		w = fixture_wish(f, s, iccids[i], NOTIFICATIONS);
		ck_assert(load_as(f, s, &w).success);
	}
	assert_states(f, TWO(FIRST, "00", SECOND, "00"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_session_life");
	TCase *tc = tcase_create("isdr_session_life");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, elements_of_a_later_version);
	tcase_add_loop_test(tc, elements_of_v3, 0, 2);
	tcase_add_test(tc, elements_of_v3_cut_short);
	tcase_add_test(tc, code_that_nobody_asked_for);
	tcase_add_test(tc, again_with_the_same_key);
	tcase_add_test(tc, package_for_a_former_key);
	tcase_add_test(tc, key_is_for_one_server);
	tcase_add_test(tc, other_functions_between_segments);
	tcase_add_test(tc, no_second_beginning);
	tcase_add_test(tc, segments_by_another_channel);
	tcase_add_test(tc, a_session_on_another_channel);
	tcase_add_test(tc, both_curves_in_one_card);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
