/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AuthenticateServer, PrepareDownload, CancelSession: what is verified, and in which order they may
 * be called. */
#include "config.h"

#include "card_fixture.h"
#include "codec/tlv.h"
#include "crypto/library.h"
#include "unit.h"

enum { TAG_AUTHENTICATE = 0xBF38, TAG_PREPARE = 0xBF21 };

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

static int authenticate_error(struct slice challenge)
{
	return rsp_error(s, es10(f, rsp_authenticate(s, challenge)), TAG_AUTHENTICATE);
}

static int prepare_error(void)
{
	return rsp_error(s, es10(f, rsp_prepare(s)), TAG_PREPARE);
}

static struct slice read_file(const char *name)
{
	char *path = talloc_asprintf(f, "%s/%s", f->pki->path, name);
	uint8_t *p = talloc_size(f, 4096);
	FILE *file = fopen(path, "rb");
	size_t n;

	ck_assert_ptr_nonnull(file);
	n = fread(p, 1, 4096, file);
	fclose(file);
	return slice_of(p, n);
}

/* ---- AuthenticateServer ---- */

START_TEST(both_curves_authenticate_and_prepare)
{
	s = fixture_server(f, (enum curve)_i);
	fixture_prepare(f, s);
}
END_TEST

START_TEST(no_challenge)
{
	ck_assert_int_eq(authenticate_error(slice_of(s->challenge, 16)), 4);
}
END_TEST

START_TEST(other_challenge)
{
	fixture_challenge(f);
	ck_assert_int_eq(authenticate_error(slice_of(s->challenge, 16)), 6);
}
END_TEST

START_TEST(former_challenge)
{
	struct slice former = fixture_challenge(f);

	fixture_challenge(f);
	ck_assert_int_eq(authenticate_error(former), 6);
}
END_TEST

START_TEST(challenge_serves_once)
{
	struct slice challenge = fixture_challenge(f);
	struct slice request = rsp_authenticate(s, challenge);

	rsp_authenticated(s, es10(f, request));
	ck_assert_int_eq(rsp_error(s, es10(f, request), TAG_AUTHENTICATE), 4);
	/* Nor does a refused attempt leave it. */
	challenge = fixture_challenge(f);
	s->spoil_signature = true;
	ck_assert_int_eq(authenticate_error(challenge), 2);
	s->spoil_signature = false;
	ck_assert_int_eq(authenticate_error(challenge), 4);
}
END_TEST

START_TEST(unknown_ci)
{
	s->ci_key_id = unhex(f, "0102030405060708090A0B0C0D0E0F1011121314");
	ck_assert_int_eq(authenticate_error(fixture_challenge(f)), 7);
}
END_TEST

/* The CI that the server has named is for the eUICC's signature alone. */
START_TEST(certificate_under_the_other_ci)
{
	s->auth_certificate = certificate_der(f->pki->sets[1].dp_auth.certificate);
	s->auth_key = f->pki->sets[1].dp_auth.key;
	fixture_authenticate(f, s);
	/* CERT.DPpb has to be under that of CERT.DPauth. */
	ck_assert_int_eq(rsp_error(s, es10(f, rsp_prepare(s)), TAG_PREPARE), 1);
}
END_TEST

/* namedCurve prime256v1 becomes its neighbour, which nobody has assigned. */
START_TEST(certificate_on_an_unknown_curve)
{
	static const uint8_t curve[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
	uint8_t *der = talloc_memdup(f, s->auth_certificate.p, s->auth_certificate.n);
	uint8_t *oid = memmem(der, s->auth_certificate.n, curve, sizeof(curve));

	ck_assert_ptr_nonnull(oid);
	oid[sizeof(curve) - 1]++;
	s->auth_certificate = slice_of(der, s->auth_certificate.n);
	ck_assert_int_eq(authenticate_error(fixture_challenge(f)), 3);
}
END_TEST

START_TEST(certificate_with_the_wrong_role)
{
	s->auth_certificate = s->pb_certificate;
	s->auth_key = s->pb_key;
	ck_assert_int_eq(authenticate_error(fixture_challenge(f)), 1);
}
END_TEST

START_TEST(certificate_spoilt)
{
	uint8_t *der = talloc_memdup(f, s->auth_certificate.p, s->auth_certificate.n);

	der[s->auth_certificate.n - 1] ^= 0x01;
	s->auth_certificate = slice_of(der, s->auth_certificate.n);
	ck_assert_int_eq(authenticate_error(fixture_challenge(f)), 1);
}
END_TEST

static const int64_t other_times[] = {0, INT64_C(200) * 365 * 86400};

START_TEST(certificate_out_of_its_time)
{
	int64_t now = f->now;

	f->now = other_times[_i];
	ck_assert_int_eq(authenticate_error(fixture_challenge(f)), 1);
	f->now = now;
	fixture_authenticate(f, s);
}
END_TEST

START_TEST(unreadable_requests)
{
	struct slice good = rsp_authenticate(s, fixture_challenge(f));
	uint16_t sw;

	/* Cut short anywhere, with lengths that say so: never more than a refusal. */
	for (size_t n = 3; n < good.n; n += 7) {
		struct buf b = buf_new(f);

		tlv_put(&b, TAG_AUTHENTICATE, slice_sub(good, 5, n));
		es10_try(f, buf_slice(&b), &sw);
		ck_assert(sw == 0x6A80 || sw == 0x9000);
		buf_reset(&b);
	}
	fixture_authenticate(f, s);
}
END_TEST

/* ---- PrepareDownload ---- */

START_TEST(prepare_before_authenticate)
{
	s->euicc_signature1 = unhex(f, "5F3700");
	ck_assert_int_eq(prepare_error(), 4);
	fixture_challenge(f);
	ck_assert_int_eq(prepare_error(), 4);
}
END_TEST

START_TEST(prepare_of_another_transaction)
{
	fixture_authenticate(f, s);
	s->transaction_id = unhex(f, "0102");
	ck_assert_int_eq(prepare_error(), 5);
}
END_TEST

START_TEST(prepare_with_bad_signature)
{
	fixture_authenticate(f, s);
	s->spoil_signature = true;
	ck_assert_int_eq(prepare_error(), 2);
}
END_TEST

START_TEST(prepare_bound_to_another_authentication)
{
	fixture_authenticate(f, s);
	((uint8_t *)s->euicc_signature1.p)[10] ^= 0x01;
	ck_assert_int_eq(prepare_error(), 2);
}
END_TEST

START_TEST(prepare_with_the_wrong_role)
{
	fixture_authenticate(f, s);
	s->pb_certificate = s->auth_certificate;
	s->pb_key = s->auth_key;
	ck_assert_int_eq(prepare_error(), 1);
}
END_TEST

START_TEST(prepare_by_another_server)
{
	fixture_authenticate(f, s);
	s->pb_certificate = read_file("DPpb/CERT_S_SM_DP2pb_ECDSA_NIST.der");
	ck_assert_int_eq(prepare_error(), 1);
}
END_TEST

START_TEST(prepare_under_the_other_ci)
{
	fixture_authenticate(f, s);
	s->pb_certificate = certificate_der(f->pki->sets[1].dp_pb.certificate);
	ck_assert_int_eq(prepare_error(), 1);
}
END_TEST

START_TEST(confirmation_code)
{
	struct slice request;

	fixture_authenticate(f, s);
	s->cc_required = true;
	ck_assert_int_eq(prepare_error(), 127);
	s->hash_cc = slice_of(talloc_zero_size(f, 32), 32);
	request = rsp_prepare(s);
	rsp_prepared(s, request, es10(f, request));
}
END_TEST

START_TEST(key_is_kept_for_a_retry)
{
	struct slice first;

	fixture_prepare(f, s);
	first = s->euicc_otpk;
	s->bpp_otpk = first;
	fixture_prepare(f, s);
	ck_assert(slice_eq(s->euicc_otpk, first));
	/* Not asked for: a new one. */
	s->bpp_otpk = (struct slice){0};
	fixture_prepare(f, s);
	ck_assert(!slice_eq(s->euicc_otpk, first));
	/* Asked for one that is gone: a new one. */
	s->bpp_otpk = first;
	fixture_prepare(f, s);
	ck_assert(!slice_eq(s->euicc_otpk, first));
}
END_TEST

/* The former key is gone when a new one cannot be made: so is the session that had it. */
START_TEST(no_key_to_be_had)
{
	EVP_PKEY_CTX **generator = &f->card->crypto->generators[CURVE_NIST_P256],
		     *kept = *generator;
	struct bpp_wish w;
	struct slice package;
	uint16_t sw;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, "98880100000000000010", "");
	package = bpp_make(f->crypto, &w, f);
	*generator = NULL;
	es10_try(f, rsp_prepare(s), &sw);
	*generator = kept;
	ck_assert_uint_eq(sw, 0x6F00);
	es10_try(f, package, &sw);
	ck_assert_uint_eq(sw, 0x6985);
	fixture_prepare(f, s);
}
END_TEST

START_TEST(reset_forgets_the_key)
{
	struct slice first;

	fixture_prepare(f, s);
	first = s->euicc_otpk;
	softeuicc_reset(f->card);
	fixture_select_isdr(f);
	s->bpp_otpk = first;
	fixture_prepare(f, s);
	ck_assert(!slice_eq(s->euicc_otpk, first));
}
END_TEST

/* ---- CancelSession ---- */

static struct slice cancel(int64_t reason)
{
	struct buf b = buf_new(f);
	size_t mark = tlv_open(&b, 0xBF41);

	tlv_put(&b, 0x80, s->transaction_id);
	tlv_put_integer(&b, 0x81, reason);
	tlv_close(&b, mark);
	return es10(f, buf_slice(&b));
}

static const int64_t reasons[] = {0, 1, 2, 3, 4, 5, 127};

START_TEST(cancelled)
{
	struct tlv whole, choice, part, signature;
	struct slice rest;

	fixture_authenticate(f, s);
	if (_i % 2) {
		struct slice request = rsp_prepare(s);

		rsp_prepared(s, request, es10(f, request));
	}
	ck_assert_int_eq(tlv_only(cancel(reasons[_i]), 0xBF41, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &choice), 0);
	rest = choice.value;
	ck_assert_int_eq(tlv_next(&rest, &part), 1);
	ck_assert_uint_eq(part.tag, 0x30);
	ck_assert_int_eq(tlv_only(rest, 0x5F37, &signature), 0);
	rsp_verify_euicc(s, &part.whole, 1, signature.value);
	rest = part.value;
	ck_assert_int_eq(tlv_next(&rest, &part), 1);
	ck_assert(slice_eq(part.value, s->transaction_id));
	ck_assert_int_eq(tlv_next(&rest, &part), 1);
	ck_assert_uint_eq(part.tag, 0x81);
	ck_assert(slice_eq(part.value, certificate_oid(s->set->dp_auth.certificate)));
	ck_assert_int_eq(tlv_next(&rest, &part), 1);
	ck_assert_uint_eq(part.tag, 0x82);
	ck_assert_uint_eq(part.value.p[0], (uint8_t)reasons[_i]);
	/* The session has ended. */
	assert_hex(cancel(0), "BF4103810105");
	ck_assert_int_eq(prepare_error(), 4);
}
END_TEST

START_TEST(cancel_refused)
{
	assert_hex(cancel(0), "BF4103810105");
	fixture_challenge(f);
	assert_hex(cancel(0), "BF4103810105");
	fixture_authenticate(f, s);
	assert_hex(cancel(6), "BF410381017F");
	s->transaction_id = unhex(f, "0102");
	assert_hex(cancel(0), "BF4103810105");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("isdr_session");
	TCase *tc = tcase_create("isdr_session");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, both_curves_authenticate_and_prepare, 0, CURVE_COUNT);
	tcase_add_test(tc, no_challenge);
	tcase_add_test(tc, other_challenge);
	tcase_add_test(tc, former_challenge);
	tcase_add_test(tc, challenge_serves_once);
	tcase_add_test(tc, unknown_ci);
	tcase_add_test(tc, certificate_under_the_other_ci);
	tcase_add_test(tc, certificate_on_an_unknown_curve);
	tcase_add_test(tc, certificate_with_the_wrong_role);
	tcase_add_test(tc, certificate_spoilt);
	tcase_add_loop_test(tc, certificate_out_of_its_time, 0, COUNT(other_times));
	tcase_add_test(tc, unreadable_requests);
	tcase_add_test(tc, prepare_before_authenticate);
	tcase_add_test(tc, prepare_of_another_transaction);
	tcase_add_test(tc, prepare_with_bad_signature);
	tcase_add_test(tc, prepare_bound_to_another_authentication);
	tcase_add_test(tc, prepare_with_the_wrong_role);
	tcase_add_test(tc, prepare_by_another_server);
	tcase_add_test(tc, prepare_under_the_other_ci);
	tcase_add_test(tc, confirmation_code);
	tcase_add_test(tc, key_is_kept_for_a_retry);
	tcase_add_test(tc, no_key_to_be_had);
	tcase_add_test(tc, reset_forgets_the_key);
	tcase_add_loop_test(tc, cancelled, 0, COUNT(reasons));
	tcase_add_test(tc, cancel_refused);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
