/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bound profile packages: good ones in pieces of every size, and ones with each fault. */
#include "isdp/bpp.h"

#include "bpp_maker.h"
#include "codec/tlv.h"
#include "unit.h"

#define ICCID "98109909002143658739"

static void *ctx;
static struct crypto *crypto;
static struct ec_key *signer, *one_time_key;
static uint8_t point[EC_POINT_BYTES];
static struct bpp_wish wish;
static struct bpp_terms terms;
static enum bpp_reason verdict;

static enum bpp_reason admit(void *arg, struct slice value, const struct metadata *m)
{
	ck_assert_ptr_eq(arg, &verdict);
	ck_assert_uint_gt(value.n, 0);
	assert_hex(m->field[METADATA_ICCID].value, ICCID);
	return verdict;
}

static void setup(void)
{
	ctx = talloc_new(NULL);
	verdict = BPP_OK;
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
	ck_assert_int_eq(ec_key_generate(crypto, CURVE_NIST_P256, ctx, &signer), 0);
	ck_assert_int_eq(ec_key_generate(crypto, CURVE_NIST_P256, ctx, &one_time_key), 0);
	ec_key_point(one_time_key, point);
	wish = bpp_wish_new();
	wish.transaction_id = unhex(ctx, "0123456789ABCDEF");
	wish.signer = signer;
	wish.euicc_otpk = slice_of(point, sizeof(point));
	wish.eid = unhex(ctx, "89049032001000000000000000000112");
	wish.metadata = sample_metadata(ctx, unhex(ctx, ICCID), "");
	wish.profile = sample_profile(ctx, unhex(ctx, ICCID));
	terms = (struct bpp_terms){
		.transaction_id = wish.transaction_id,
		.signer = signer,
		.one_time_key = one_time_key,
		.eid = wish.eid,
		.memory = 1 << 20,
		.admit = admit,
		.arg = &verdict,
	};
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* Pushes @package in pieces of @size bytes. */
static struct bpp *push(struct slice package, size_t size)
{
	struct bpp *b = bpp_new(ctx, crypto, &terms);

	for (size_t at = 0; at < package.n; at += size)
		bpp_push(b, slice_sub(package, at, size));
	return b;
}

static void assert_failed(struct slice package, enum bpp_command command, enum bpp_reason reason)
{
	struct bpp *b = push(package, package.n);

	ck_assert_int_eq(bpp_progress(b), BPP_FAILED);
	ck_assert_int_eq(bpp_command(b), command);
	ck_assert_int_eq(bpp_reason(b), reason);
	/* What comes later changes nothing. */
	ck_assert_int_eq(bpp_push(b, package), BPP_FAILED);
	ck_assert_int_eq(bpp_reason(b), reason);
}

static struct slice made(void)
{
	return bpp_make(crypto, &wish, ctx);
}

START_TEST(pieces_of_every_size)
{
	size_t size = (size_t)_i;
	struct bpp *b;

	wish.replace_keys = size % 2;
	wish.segment = 1 + size % 64;
	b = push(made(), size);
	ck_assert_msg(bpp_progress(b) == BPP_COMPLETE, "command %d, reason %d", bpp_command(b),
		      bpp_reason(b));
	ck_assert(bpp_between_objects(b));
	assert_hex(installer_iccid(bpp_installer(b)), ICCID);
	ck_assert(slice_eq(bpp_metadata_value(b), wish.metadata));
}
END_TEST

START_TEST(both_curves)
{
	ck_assert_int_eq(ec_key_generate(crypto, CURVE_BRAINPOOL_P256R1, ctx, &signer), 0);
	ck_assert_int_eq(ec_key_generate(crypto, CURVE_BRAINPOOL_P256R1, ctx, &one_time_key), 0);
	ec_key_point(one_time_key, point);
	wish.signer = terms.signer = signer;
	terms.one_time_key = one_time_key;
	ck_assert_int_eq(bpp_progress(push(made(), 100)), BPP_COMPLETE);
}
END_TEST

START_TEST(proprietary_data_is_kept)
{
	wish.dp_data = unhex(ctx, "800388370A 810142");
	assert_hex(bpp_dp_data(push(made(), 100)), "800388370A810142");
	wish.dp_data = unhex(ctx, "060388370A");
	assert_failed(made(), BPP_CONFIGURE_ISDP, BPP_INCORRECT_INPUT_VALUES);
}
END_TEST

/* ---- InitialiseSecureChannel ---- */

START_TEST(other_signer)
{
	struct ec_key *other;

	ck_assert_int_eq(ec_key_generate(crypto, CURVE_NIST_P256, ctx, &other), 0);
	wish.signer = other;
	assert_failed(made(), BPP_INITIALISE_SECURE_CHANNEL, BPP_INVALID_SIGNATURE);
}
END_TEST

START_TEST(bound_to_another_key)
{
	struct ec_key *other;

	ck_assert_int_eq(ec_key_generate(crypto, CURVE_NIST_P256, ctx, &other), 0);
	ec_key_point(other, point);
	assert_failed(made(), BPP_INITIALISE_SECURE_CHANNEL, BPP_INVALID_SIGNATURE);
}
END_TEST

START_TEST(other_transaction)
{
	wish.transaction_id = unhex(ctx, "0123456789ABCDEE");
	assert_failed(made(), BPP_INITIALISE_SECURE_CHANNEL, BPP_INVALID_TRANSACTION_ID);
}
END_TEST

START_TEST(other_operation)
{
	wish.operation = 2;
	assert_failed(made(), BPP_INITIALISE_SECURE_CHANNEL, BPP_UNSUPPORTED_REMOTE_OPERATION);
}
END_TEST

START_TEST(other_key_type)
{
	wish.key_type = 0x80;
	assert_failed(made(), BPP_INITIALISE_SECURE_CHANNEL, BPP_UNSUPPORTED_CRT_VALUES);
}
END_TEST

START_TEST(other_key_length)
{
	wish.key_length = 32;
	assert_failed(made(), BPP_INITIALISE_SECURE_CHANNEL, BPP_UNSUPPORTED_CRT_VALUES);
}
END_TEST

/* The EID goes into the key derivation: another card finds the MAC wrong. */
START_TEST(other_card)
{
	wish.eid = unhex(ctx, "89049032001000000000000000000209");
	assert_failed(made(), BPP_CONFIGURE_ISDP, BPP_SCP03T_SECURITY_ERROR);
}
END_TEST

/* ---- one bit ---- */

struct place {
	size_t at;
	enum bpp_command command;
};

/* Every first segment of a sequence, and the last one: header, body and MAC. */
static size_t segments(struct slice package, struct place *out)
{
	static const enum bpp_command commands[] = {
		BPP_CONFIGURE_ISDP,
		BPP_STORE_METADATA,
		BPP_REPLACE_SESSION_KEYS,
		BPP_LOAD_PROFILE_ELEMENTS,
	};
	struct tlv whole, sequence, segment;
	struct slice rest;
	size_t n = 0;

	ck_assert_int_eq(tlv_only(package, 0xBF36, &whole), 0);
	rest = whole.value;
	tlv_next(&rest, &sequence);
	while (tlv_next(&rest, &sequence) == 1) {
		enum bpp_command command = commands[sequence.tag - 0xA0];

		while (tlv_next(&sequence.value, &segment) == 1) {
			size_t at = (size_t)(segment.whole.p - package.p);
			size_t value = (size_t)(segment.value.p - package.p);

			out[n++] = (struct place){at, command};
			out[n++] = (struct place){value - 1, command};
			out[n++] = (struct place){value, command};
			out[n++] = (struct place){at + segment.whole.n - 1, command};
		}
	}
	return n;
}

START_TEST(a_bit_flipped_in_any_segment)
{
	struct place *places = talloc_array(ctx, struct place, 200);
	struct slice package;
	size_t n;

	wish.replace_keys = true;
	wish.segment = 40;
	package = made();
	n = segments(package, places);
	ck_assert_uint_gt(n, 16);
	for (size_t i = 0; i < n; i++) {
		uint8_t *p = (uint8_t *)package.p + places[i].at;
		struct bpp *b;

		*p ^= 0x01;
		b = push(package, package.n);
		ck_assert_msg(bpp_progress(b) != BPP_COMPLETE, "flip at %zu", places[i].at);
		if (bpp_progress(b) == BPP_FAILED) {
			ck_assert_int_eq(bpp_command(b), places[i].command);
			ck_assert(bpp_reason(b) == BPP_SCP03T_SECURITY_ERROR ||
				  bpp_reason(b) == BPP_SCP03T_STRUCTURE_ERROR);
		}
		*p ^= 0x01;
		talloc_free(b);
	}
	ck_assert_int_eq(bpp_progress(push(package, package.n)), BPP_COMPLETE);
}
END_TEST

START_TEST(a_bit_flipped_in_the_signed_part)
{
	struct slice package = made();
	struct tlv whole, first;
	struct slice rest;
	size_t begin, end;

	ck_assert_int_eq(tlv_only(package, 0xBF36, &whole), 0);
	rest = whole.value;
	tlv_next(&rest, &first);
	begin = (size_t)(first.whole.p - package.p);
	end = (size_t)(first.whole.p + first.whole.n - package.p);
	for (size_t at = 0; at < end; at++) {
		struct bpp *b;

		((uint8_t *)package.p)[at] ^= 0x04;
		b = push(package, package.n);
		ck_assert_int_ne(bpp_progress(b), BPP_COMPLETE);
		/* A wrong length of the whole shows only later. */
		if (at >= begin && bpp_progress(b) == BPP_FAILED)
			ck_assert_int_eq(bpp_command(b), BPP_INITIALISE_SECURE_CHANNEL);
		((uint8_t *)package.p)[at] ^= 0x04;
		talloc_free(b);
	}
}
END_TEST

START_TEST(segments_in_another_order)
{
	struct place *places = talloc_array(ctx, struct place, 200);
	struct slice package;
	struct tlv last, before;
	struct slice rest;
	size_t n;

	wish.segment = 15; /* so all but the last are of one length */
	package = made();
	n = segments(package, places);
	rest = slice_sub(package, places[n - 12].at, SIZE_MAX);
	tlv_next(&rest, &before);
	tlv_next(&rest, &last);
	ck_assert_uint_eq(before.whole.n, last.whole.n);
	for (size_t i = 0; i < last.whole.n; i++) {
		uint8_t *a = (uint8_t *)before.whole.p + i, *b = (uint8_t *)last.whole.p + i,
			c = *a;

		*a = *b;
		*b = c;
	}
	assert_failed(package, BPP_LOAD_PROFILE_ELEMENTS, BPP_SCP03T_SECURITY_ERROR);
}
END_TEST

START_TEST(cut_short_anywhere_is_not_complete)
{
	struct slice package = made();

	for (size_t n = 0; n < package.n; n += 3) {
		struct bpp *b = push(slice_sub(package, 0, n), 255);

		ck_assert_int_eq(bpp_progress(b), BPP_MORE);
		talloc_free(b);
	}
}
END_TEST

START_TEST(bytes_after_the_package)
{
	struct buf b = buf_new(ctx);

	buf_put_slice(&b, made());
	buf_put_u8(&b, 0x00);
	assert_failed(buf_slice(&b), BPP_LOAD_PROFILE_ELEMENTS, BPP_SCP03T_STRUCTURE_ERROR);
}
END_TEST

static const char *const no_packages[] = {
	"86020000", "BF3703000000",  "BF3602 A000",         "BF3602 3000",      "BF3680",
	"BF3681",   "BF368102 BF23", "BF3602 BF2303000000", "BF36850000000000",
};

START_TEST(what_is_no_package)
{
	struct slice bytes = unhex(ctx, no_packages[_i]);
	struct bpp *b = push(bytes, 1);

	ck_assert_int_ne(bpp_progress(b), BPP_COMPLETE);
	if (bpp_progress(b) == BPP_FAILED)
		ck_assert_int_eq(bpp_command(b), BPP_INITIALISE_SECURE_CHANNEL);
}
END_TEST

/* A segment that announces more than any may have is refused before it is there. */
START_TEST(endless_segment)
{
	struct place *places = talloc_array(ctx, struct place, 200);
	struct slice package = made();
	struct buf b = buf_new(ctx);

	segments(package, places);
	buf_put_slice(&b, slice_sub(package, 0, places[0].at));
	buf_put_slice(&b, unhex(ctx, "8783FFFFFF"));
	assert_failed(buf_slice(&b), BPP_CONFIGURE_ISDP, BPP_SCP03T_STRUCTURE_ERROR);
}
END_TEST

/* SM-DP+ that fill 1020 bytes before they pad send segments that are a block longer. */
START_TEST(longest_segment)
{
	struct place *places = talloc_array(ctx, struct place, 200);
	struct slice package = made();
	struct buf b = buf_new(ctx);

	segments(package, places);
	buf_put_slice(&b, slice_sub(package, 0, places[0].at));
	buf_put_slice(&b, unhex(ctx, "87820408")); /* 1036 bytes in all */
	ck_assert_int_eq(bpp_progress(push(buf_slice(&b), b.n)), BPP_MORE);
	b.p[b.n - 1]++;
	assert_failed(buf_slice(&b), BPP_CONFIGURE_ISDP, BPP_SCP03T_STRUCTURE_ERROR);
}
END_TEST

/* ---- StoreMetadata, profile elements ---- */

START_TEST(not_admitted)
{
	verdict = BPP_PPR_NOT_ALLOWED;
	assert_failed(made(), BPP_STORE_METADATA, BPP_PPR_NOT_ALLOWED);
}
END_TEST

static const char *const bad_metadata[] = {
	"",
	"5A0A98109909002143658739",                        /* no names */
	"5A09981099090021436587 91009200",                 /* short ICCID */
	"5A0A98109909002143658739 9101FF 920141",          /* not UTF-8 */
	"5A0A98109909002143658739 910141 920141 940100",   /* icon without type */
	"5A0A98109909002143658739 910141 920141 930102",   /* unknown type */
	"5A0A98109909002143658739 910141 920141 950103",   /* unknown class */
	"5A0A98109909002143658739 910141 920141 B6023000", /* empty notification configuration */
	"5A0A98109909002143658739 910141 920141 B70480020102", /* short MCC, MNC */
	"5A0A98109909002143658739 910141 920141 99020640",     /* PPR1 without owner */
	/* 33 characters */
	("5A0A98109909002143658739 9121414141414141414141414141414141414141414141414141414141414141"
	 "414141 920141"),
};

START_TEST(metadata_refused)
{
	wish.metadata = unhex(ctx, bad_metadata[_i]);
	assert_failed(made(), BPP_STORE_METADATA, BPP_INCORRECT_INPUT_VALUES);
}
END_TEST

/* 32 characters of four bytes each. */
START_TEST(names_count_in_characters)
{
	struct buf b = buf_new(ctx);
	size_t mark;

	tlv_put(&b, 0x5A, unhex(ctx, ICCID));
	mark = tlv_open(&b, 0x91);
	for (int i = 0; i < 32; i++)
		buf_put(&b, "\xF0\x9F\x98\x80", 4);
	tlv_close(&b, mark);
	tlv_put_str(&b, 0x92, "");
	wish.metadata = buf_slice(&b);
	ck_assert_int_eq(bpp_progress(push(made(), 255)), BPP_COMPLETE);
}
END_TEST

START_TEST(another_iccid_in_the_profile)
{
	wish.profile = sample_profile(ctx, unhex(ctx, "98109909002143658749"));
	assert_failed(made(), BPP_LOAD_PROFILE_ELEMENTS, BPP_DATA_MISMATCH);
}
END_TEST

START_TEST(no_end)
{
	wish.profile.n -= 9;
	assert_failed(made(), BPP_LOAD_PROFILE_ELEMENTS, BPP_PE_PROCESSING_ERROR);
}
END_TEST

START_TEST(no_profile_at_all)
{
	wish.profile = (struct slice){0};
	assert_failed(made(), BPP_LOAD_PROFILE_ELEMENTS, BPP_PE_PROCESSING_ERROR);
}
END_TEST

START_TEST(not_enough_memory)
{
	terms.memory = 8;
	assert_failed(made(), BPP_LOAD_PROFILE_ELEMENTS, BPP_INSUFFICIENT_MEMORY);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bpp");
	TCase *tc = tcase_create("bpp");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, pieces_of_every_size, 1, 256);
	tcase_add_test(tc, both_curves);
	tcase_add_test(tc, proprietary_data_is_kept);
	tcase_add_test(tc, other_signer);
	tcase_add_test(tc, bound_to_another_key);
	tcase_add_test(tc, other_transaction);
	tcase_add_test(tc, other_operation);
	tcase_add_test(tc, other_key_type);
	tcase_add_test(tc, other_key_length);
	tcase_add_test(tc, other_card);
	tcase_add_test(tc, a_bit_flipped_in_any_segment);
	tcase_add_test(tc, a_bit_flipped_in_the_signed_part);
	tcase_add_test(tc, segments_in_another_order);
	tcase_add_test(tc, cut_short_anywhere_is_not_complete);
	tcase_add_test(tc, bytes_after_the_package);
	tcase_add_loop_test(tc, what_is_no_package, 0, COUNT(no_packages));
	tcase_add_test(tc, endless_segment);
	tcase_add_test(tc, longest_segment);
	tcase_add_test(tc, not_admitted);
	tcase_add_loop_test(tc, metadata_refused, 0, COUNT(bad_metadata));
	tcase_add_test(tc, names_count_in_characters);
	tcase_add_test(tc, another_iccid_in_the_profile);
	tcase_add_test(tc, no_end);
	tcase_add_test(tc, no_profile_at_all);
	tcase_add_test(tc, not_enough_memory);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
