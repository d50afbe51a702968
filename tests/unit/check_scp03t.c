/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The known answers were computed for this test, and by an independent implementation too. */
#include <errno.h>

#include "codec/tlv.h"
#include "gp/scp03t.h"
#include "unit.h"

static void *ctx;
static struct crypto *crypto;
static struct scp03t server, card;

#define EID      "89049032123451234512345678901235"
#define CHAINING "C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF"
#define ENC      "E0E1E2E3E4E5E6E7E8E9EAEBECEDEEEF"
#define MAC      "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"

enum { KEY_TYPE_AES = 0x88, KEY_LENGTH = 16 };

static void derive(struct scp03t *s)
{
	ck_assert_int_eq(scp03t_derive(crypto,
				       unhex(ctx, "404142434445464748494A4B4C4D4E4F"
						  "505152535455565758595A5B5C5D5E5F"),
				       KEY_TYPE_AES, KEY_LENGTH, slice_str("host-1"),
				       unhex(ctx, EID), s),
			 0);
}

static void replace(struct scp03t *s)
{
	scp03t_replace(s, unhex(ctx, CHAINING).p, unhex(ctx, ENC).p, unhex(ctx, MAC).p);
}

static void setup(void)
{
	ctx = talloc_new(NULL);
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
	derive(&server);
	derive(&card);
}

static void teardown(void)
{
	talloc_free(ctx);
}

START_TEST(derivation)
{
	assert_hex(slice_of(card.chaining, 16), "804c48b805763c962e98b3db1fc950fd");
	assert_hex(slice_of(card.enc, 16), "b0024fdc26c6cbfac3331c1834ba76d0");
	assert_hex(slice_of(card.mac, 16), "cdc4fc9ad247069875294dbb02de1609");
	ck_assert_uint_eq(card.block, 1);
}
END_TEST

START_TEST(derivation_takes_each_input)
{
	const struct slice secret = unhex(ctx, "40"), host = slice_str("host"), none = {NULL, 0};
	static const uint8_t zeros[128];
	struct scp03t a, b;

	ck_assert_int_eq(scp03t_derive(crypto, secret, 0x88, 16, host, none, &a), 0);
	ck_assert_int_eq(scp03t_derive(crypto, secret, 0x80, 16, host, none, &b), 0);
	ck_assert_mem_ne(a.enc, b.enc, 16);
	ck_assert_int_eq(scp03t_derive(crypto, secret, 0x88, 32, host, none, &b), 0);
	ck_assert_mem_ne(a.enc, b.enc, 16);
	/* The lengths keep "host" with no EID apart from no host with EID "host". */
	ck_assert_int_eq(scp03t_derive(crypto, secret, 0x88, 16, none, host, &b), 0);
	ck_assert_mem_ne(a.enc, b.enc, 16);
	ck_assert_int_eq(scp03t_derive(crypto, secret, 0x88, 16, slice_of(zeros, 127), host, &b),
			 0);
	ck_assert_int_eq(scp03t_derive(crypto, secret, 0x88, 16, slice_of(zeros, 128), host, &b),
			 -EINVAL);
	ck_assert_int_eq(scp03t_derive(crypto, secret, 0x88, 16, host, slice_of(zeros, 128), &b),
			 -EINVAL);
}
END_TEST

/* In order: each depends on the chaining value and the counter that the one before left. */
static const struct {
	bool replaced; /* new keys come before this segment */
	uint32_t tag;
	const char *plain;
	const char *segment;
} known[] = {
	{false, 0x87, "436f6e666967757265495344 50",
	 "8718cb80d3071ca707b70b2981360a7dd52d9ec607d266980c13"},
	{false, 0x88, "53746f72654d65746164617461",
	 "881553746f72654d65746164617461489195e0cbfbe673"},
	{false, 0x87,
	 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	 "202122232425262728292a2b2c2d2e2f",
	 "8748583a725e6b86b5f6cde93476e1d0c35faf9bdc3addc7971050370bad6fc27c931469786e9f7886ddd552"
	 "077360b2d0db7d3d6bc735350fe5e0787c9f28197d15a51e4ca7a92f2ba0"},
	{true, 0x86, "70726f66696c65207365676d656e742031",
	 "86284fa38c9f24b250192baec0f800269ddfa81807ccc3e054dd816bc044317ff3ff3a3e725e5c5c18cb"},
	{false, 0x86, "000000000000000000000000000000",
	 "861855fb244ba8bbbe732b7a9bce6c14d291def90f8b67ce0a94"},
	{false, 0x86, "", "86185af4cf7def8b4cda5965d0499294e94b65d111e6c608d307"},
};

START_TEST(known_chain)
{
	for (int i = 0; i < COUNT(known); i++) {
		struct buf out = buf_new(ctx), plain = buf_new(ctx);

		if (known[i].replaced) {
			replace(&server);
			replace(&card);
		}
		ck_assert_int_eq(scp03t_wrap(crypto, &server, known[i].tag,
					     unhex(ctx, known[i].plain), &out),
				 0);
		assert_hex(buf_slice(&out), known[i].segment);
		buf_put_u8(&plain, 0x55); /* what is there already stays */
		ck_assert_int_eq(scp03t_unwrap(crypto, &card, buf_slice(&out), &plain), 0);
		ck_assert_uint_eq(plain.p[0], 0x55);
		assert_hex(slice_sub(buf_slice(&plain), 1, SIZE_MAX), known[i].plain);
	}
	ck_assert_mem_eq(&server, &card, sizeof(card));
}
END_TEST

/* The fourth segment under the replaced keys, of the greatest length. */
START_TEST(known_long_segment)
{
	struct buf before = buf_new(ctx), out = buf_new(ctx);
	uint8_t bytes[1007];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	replace(&server);
	for (int i = 3; i < COUNT(known); i++)
		ck_assert_int_eq(
			scp03t_wrap(crypto, &server, 0x86, unhex(ctx, known[i].plain), &before), 0);
	ck_assert_int_eq(scp03t_wrap(crypto, &server, 0x86, slice_of(bytes, sizeof(bytes)), &out),
			 0);
	ck_assert_uint_eq(out.n, SCP03T_SEGMENT_MAX);
	assert_hex(slice_sub(buf_slice(&out), 0, 8), "868203f82e5970da");
	assert_hex(slice_sub(buf_slice(&out), out.n - 16, 16), "cdebee398e449465047357c782d87dfb");
}
END_TEST

START_TEST(greatest_lengths)
{
	static const uint8_t zeros[1009];
	const struct {
		uint32_t tag;
		size_t plain;
	} limits[] = {{0x86, 1007}, {0x87, 1007}, {0x88, 1008}};

	for (int i = 0; i < COUNT(limits); i++) {
		struct buf out = buf_new(ctx), plain = buf_new(ctx);

		ck_assert_uint_eq(scp03t_plain_max(limits[i].tag), limits[i].plain);
		ck_assert_int_eq(scp03t_wrap(crypto, &server, limits[i].tag,
					     slice_of(zeros, limits[i].plain + 1), &out),
				 -EINVAL);
		ck_assert_uint_eq(out.n, 0);
		ck_assert_int_eq(scp03t_wrap(crypto, &server, limits[i].tag,
					     slice_of(zeros, limits[i].plain), &out),
				 0);
		ck_assert_uint_eq(out.n, SCP03T_SEGMENT_MAX);
		ck_assert_int_eq(scp03t_unwrap(crypto, &card, buf_slice(&out), &plain), 0);
		ck_assert_uint_eq(plain.n, limits[i].plain);
	}
	ck_assert_int_eq(
		scp03t_wrap(crypto, &server, 0x85, slice_of(zeros, 1), &(struct buf){.ctx = ctx}),
		-EINVAL);
}
END_TEST

/* ---- refusals; each leaves the session as it was ---- */

static void assert_refused(struct slice segment, int result)
{
	struct buf out = buf_new(ctx);
	struct scp03t before = card;
	int r = scp03t_unwrap(crypto, &card, segment, &out);

	if (result)
		ck_assert_int_eq(r, result);
	else
		ck_assert(r == -EBADMSG || r == -EKEYREJECTED);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_mem_eq(&before, &card, sizeof(card));
}

START_TEST(every_bit_flip)
{
	const uint32_t tags[] = {0x86, 0x87, 0x88};
	struct buf out = buf_new(ctx), plain = buf_new(ctx);

	ck_assert_int_eq(
		scp03t_wrap(crypto, &server, tags[_i], unhex(ctx, "000102030405060708"), &out), 0);
	for (size_t bit = 0; bit < out.n * 8; bit++) {
		out.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_refused(buf_slice(&out), 0);
		out.p[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	ck_assert_int_eq(scp03t_unwrap(crypto, &card, buf_slice(&out), &plain), 0);
}
END_TEST

START_TEST(every_truncation_and_trailing_bytes)
{
	struct buf out = buf_new(ctx);

	ck_assert_int_eq(scp03t_wrap(crypto, &server, 0x86, unhex(ctx, "00"), &out), 0);
	for (size_t n = 0; n < out.n; n++)
		assert_refused(slice_sub(buf_slice(&out), 0, n), -EBADMSG);
	buf_put_u8(&out, 0);
	assert_refused(buf_slice(&out), -EBADMSG);
}
END_TEST

START_TEST(replayed_and_reordered)
{
	struct buf first = buf_new(ctx), second = buf_new(ctx), out = buf_new(ctx);

	ck_assert_int_eq(scp03t_wrap(crypto, &server, 0x86, unhex(ctx, "01"), &first), 0);
	ck_assert_int_eq(scp03t_wrap(crypto, &server, 0x86, unhex(ctx, "02"), &second), 0);
	assert_refused(buf_slice(&second), -EKEYREJECTED);
	ck_assert_int_eq(scp03t_unwrap(crypto, &card, buf_slice(&first), &out), 0);
	assert_refused(buf_slice(&first), -EKEYREJECTED);
	ck_assert_int_eq(scp03t_unwrap(crypto, &card, buf_slice(&second), &out), 0);
	assert_hex(buf_slice(&out), "0102");
}
END_TEST

START_TEST(old_keys_after_replacement)
{
	struct buf out = buf_new(ctx);

	ck_assert_int_eq(scp03t_wrap(crypto, &server, 0x86, unhex(ctx, "01"), &out), 0);
	replace(&card);
	assert_refused(buf_slice(&out), -EKEYREJECTED);
}
END_TEST

/* A segment whose MAC is right, whatever is inside. */
static struct slice sealed(uint32_t tag, struct slice payload)
{
	struct buf b = buf_new(ctx);
	struct slice parts[2] = {slice_of(card.chaining, 16)};
	uint8_t mac[16];

	tlv_put_header(&b, tag, payload.n + SCP03T_MAC_BYTES);
	buf_put_slice(&b, payload);
	parts[1] = buf_slice(&b);
	ck_assert_int_eq(crypto_aes128_cmac(crypto, card.mac, parts, 2, mac), 0);
	buf_put(&b, mac, SCP03T_MAC_BYTES);
	ck_assert(buf_ok(&b));
	return buf_slice(&b);
}

static struct slice enciphered(struct slice plain)
{
	uint8_t counter[16] = {[15] = 1}, icv[16];
	uint8_t *p = talloc_memdup(ctx, plain.p, plain.n);

	ck_assert_int_eq(crypto_aes128_block(crypto, card.enc, counter, icv), 0);
	ck_assert_int_eq(crypto_aes128_cbc(crypto, true, card.enc, icv, plain, p), 0);
	return slice_of(p, plain.n);
}

#define ZEROS15 "000000000000000000000000000000"

static const struct {
	const char *padded;
	int result;
} paddings[] = {
	{"80" ZEROS15, 0},
	{ZEROS15 "80", 0},
	{ZEROS15 "00 80" ZEROS15, 0},
	{"80" ZEROS15 "00" ZEROS15, -EBADMSG}, /* more than one block of it */
	{"8000" ZEROS15 ZEROS15, -EBADMSG},
	{"00" ZEROS15, -EBADMSG},
	{ZEROS15 "01", -EBADMSG},
	{ZEROS15 "81", -EBADMSG},
	{"FF" ZEROS15, -EBADMSG},
};

START_TEST(padding)
{
	struct slice segment = sealed(0x86, enciphered(unhex(ctx, paddings[_i].padded)));
	struct buf out = buf_new(ctx);

	if (paddings[_i].result)
		assert_refused(segment, paddings[_i].result);
	else
		ck_assert_int_eq(scp03t_unwrap(crypto, &card, segment, &out), 0);
}
END_TEST

START_TEST(structure)
{
	static const uint8_t zeros[1040];
	const struct slice padded = enciphered(unhex(ctx, "80" ZEROS15));

	assert_refused(sealed(0x86, slice_of(zeros, 15)), -EBADMSG); /* no whole block */
	assert_refused(sealed(0x86, slice_of(zeros, 0)), -EBADMSG);
	assert_refused(sealed(0x85, padded), -EBADMSG); /* another tag */
	assert_refused(sealed(0x9F70, padded), -EBADMSG);
	assert_refused(sealed(0x88, slice_of(zeros, 1025)), -EBADMSG); /* too long */
	assert_refused(unhex(ctx, "860701020304050607"), -EBADMSG);    /* no room for the MAC */
}
END_TEST

START_TEST(one_block_more_than_the_limit_is_taken)
{
	uint8_t plain[1024] = {[1008] = 0x80};
	struct slice segment = sealed(0x86, enciphered(slice_of(plain, sizeof(plain))));
	struct buf out = buf_new(ctx);

	ck_assert_uint_eq(segment.n, SCP03T_SEGMENT_ACCEPTED);
	ck_assert_int_eq(scp03t_unwrap(crypto, &card, segment, &out), 0);
	ck_assert_uint_eq(out.n, 1008);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("scp03t");
	TCase *t = tcase_create("scp03t");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, derivation);
	tcase_add_test(t, derivation_takes_each_input);
	tcase_add_test(t, known_chain);
	tcase_add_test(t, known_long_segment);
	tcase_add_test(t, greatest_lengths);
	tcase_add_loop_test(t, every_bit_flip, 0, 3);
	tcase_add_test(t, every_truncation_and_trailing_bytes);
	tcase_add_test(t, replayed_and_reordered);
	tcase_add_test(t, old_keys_after_replacement);
	tcase_add_loop_test(t, padding, 0, COUNT(paddings));
	tcase_add_test(t, structure);
	tcase_add_test(t, one_block_more_than_the_limit_is_taken);
	suite_add_tcase(s, t);
	return unit_main(s);
}
