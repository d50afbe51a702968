/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <openssl/err.h>

#include "crypto/crypto.h"
#include "unit.h"

static void *ctx;
static struct crypto *crypto;

static void setup(void)
{
	ctx = talloc_new(NULL);
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
}

static void teardown(void)
{
	talloc_free(ctx);
}

/* Checks @f twice over: the reused contexts must not remember what they did before. */
#define TWICE for (int again = 0; again < 2; again++)

/* FIPS 180-4 examples; the message in parts of @cut bytes and the rest. */
static const struct {
	const char *message;
	size_t cut;
	const char *digest;
} digests[] = {
	{"", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 55,
	 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

START_TEST(sha256)
{
	struct slice m = slice_str(digests[_i].message);
	const struct slice parts[] = {slice_sub(m, 0, digests[_i].cut),
				      slice_sub(m, digests[_i].cut, SIZE_MAX)};
	uint8_t out[SHA256_BYTES];

	TWICE
	{
		ck_assert_int_eq(crypto_sha256(crypto, parts, 2, out), 0);
		assert_hex(slice_of(out, sizeof(out)), digests[_i].digest);
	}
}
END_TEST

/* NIST SP 800-38A appendix F and RFC 4493 use one key and one message. */
#define KEY "2b7e151628aed2a6abf7158809cf4f3c"
#define MESSAGE                                                                                    \
	"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"                         \
	"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

START_TEST(aes_block)
{
	uint8_t out[16];

	TWICE
	{
		ck_assert_int_eq(
			crypto_aes128_block(crypto, unhex(ctx, KEY).p, unhex(ctx, MESSAGE).p, out),
			0);
		assert_hex(slice_of(out, 16), "3ad77bb40d7a3660a89ecaf32466ef97");
	}
}
END_TEST

START_TEST(aes_cbc_both_ways_and_in_place)
{
	const uint8_t *key = unhex(ctx, KEY).p,
		      *iv = unhex(ctx, "000102030405060708090a0b0c0d0e0f").p;
	struct slice plain = unhex(ctx, MESSAGE);
	uint8_t out[64];

	TWICE
	{
		ck_assert_int_eq(crypto_aes128_cbc(crypto, true, key, iv, plain, out), 0);
		assert_hex(slice_of(out, 64), "7649abac8119b246cee98e9b12e9197d"
					      "5086cb9b507219ee95db113a917678b2"
					      "73bed6b8e3c1743b7116e69e22229516"
					      "3ff1caa1681fac09120eca307586e1a7");
		ck_assert_int_eq(crypto_aes128_cbc(crypto, false, key, iv, slice_of(out, 64), out),
				 0);
		assert_hex(slice_of(out, 64), MESSAGE);
	}
	ck_assert_int_eq(crypto_aes128_cbc(crypto, true, key, iv, slice_sub(plain, 0, 17), out),
			 -EINVAL);
	ck_assert_int_eq(crypto_aes128_cbc(crypto, true, key, iv, slice_sub(plain, 0, 0), out), 0);
}
END_TEST

/* RFC 4493 section 4. */
static const struct {
	size_t n;
	const char *mac;
} macs[] = {
	{0, "bb1d6929e95937287fa37d129b756746"},
	{16, "070a16b46b4d4144f79bdd9dd04a287c"},
	{40, "dfa66747de9ae63030ca32611497c827"},
	{64, "51f0bebf7e3b9d92fc49741779363cfe"},
};

START_TEST(cmac)
{
	struct slice m = slice_sub(unhex(ctx, MESSAGE), 0, macs[_i].n);
	const struct slice parts[] = {slice_sub(m, 0, 5), slice_sub(m, 5, SIZE_MAX)};
	uint8_t out[16];

	TWICE
	{
		ck_assert_int_eq(crypto_aes128_cmac(crypto, unhex(ctx, KEY).p, parts, 2, out), 0);
		assert_hex(slice_of(out, 16), macs[_i].mac);
	}
}
END_TEST

/* RFC 4231 4.2, 4.3 and 4.7. */
static const struct {
	const char *key;
	size_t repeat;
	const char *data, *mac;
} hmacs[] = {
	{"0b", 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
	{"4a656665", 1, "what do ya want for nothing?",
	 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	{"aa", 131, "Test Using Larger Than Block-Size Key - Hash Key First",
	 "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
};

START_TEST(hmac_sha256)
{
	struct slice m = slice_str(hmacs[_i].data), part = unhex(ctx, hmacs[_i].key);
	const struct slice parts[] = {slice_sub(m, 0, 5), slice_sub(m, 5, SIZE_MAX)};
	struct buf key = buf_new(ctx);
	uint8_t out[SHA256_BYTES];

	for (size_t i = 0; i < hmacs[_i].repeat; i++)
		buf_put_slice(&key, part);
	TWICE
	{
		ck_assert_int_eq(crypto_hmac_sha256(crypto, buf_slice(&key), parts, 2, out), 0);
		assert_hex(slice_of(out, sizeof(out)), hmacs[_i].mac);
	}
}
END_TEST

/* NIST CAVP, ANSI X9.63 KDF with SHA-256. */
static const struct {
	const char *secret, *info, *out;
} kdfs[] = {
	{"96c05619d56c328ab95fe84b18264b08725b85e33fd34f08", "",
	 "443024c3dae66b95e6f5670601558f71"},
	{"22518b10e70f2a3f243810ae3254139efbee04aa57c7af7d", "75eef81aa3041e33b80971203d2c0c52",
	 "c498af77161cc59f2962b9a713e2b215152d139766ce34a776df11866a69bf2e"
	 "52a13d9c7c6fc878c50c5ea0bc7b00e0da2447cfd874f6cf92f30d0097111485"
	 "500c90c3af8b487872d04685d14c8d1dc8d7fa08beb0ce0ababc11f0bd496269"
	 "142d43525a78e5bc79a17f59676a5706dc54d54d4d1f0bd7e386128ec26afc21"},
};

START_TEST(x963_kdf)
{
	size_t n = strlen(kdfs[_i].out) / 2;
	uint8_t out[128];

	ck_assert_int_eq(crypto_x963_kdf(crypto, unhex(ctx, kdfs[_i].secret),
					 unhex(ctx, kdfs[_i].info), out, n),
			 0);
	assert_hex(slice_of(out, n), kdfs[_i].out);
}
END_TEST

START_TEST(equal_compares_contents_and_lengths)
{
	ck_assert(crypto_equal(unhex(ctx, "0102"), unhex(ctx, "0102")));
	ck_assert(!crypto_equal(unhex(ctx, "0102"), unhex(ctx, "0103")));
	ck_assert(!crypto_equal(unhex(ctx, "0102"), unhex(ctx, "01")));
	ck_assert(crypto_equal(slice_of(NULL, 0), unhex(ctx, "")));
}
END_TEST

/* ---- curves ---- */

#define P256_D "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
#define P256_Q                                                                                     \
	"04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"                      \
	"7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
#define P256_N "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"
#define P256_P "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"
#define BP_DA  "81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D"
#define BP_QA                                                                                      \
	"04 44106E913F92BC02A1705D9953A8414DB95E1AAA49E81D9E85F929A8E3100BE5"                      \
	"8AB4846F11CACCB73CE49CBDD120F5A900A69FD32C272223F789EF10EB089BDC"
#define BP_DB "55E40BC41E37E3E2AD25C3C6654511FFA8474A91A0032087593852D3E7D76BD3"
#define BP_QB                                                                                      \
	"04 8D2D688C6CF93E1160AD04CC4429117DC2C41825E1E9FCA0ADDD34E6F1B39F7B"                      \
	"990C57520812BE512641E47034832106BC7D3E8DD0E4C7F1136D7006547CEC6A"
#define ZERO256 "0000000000000000000000000000000000000000000000000000000000000000"

/* An RFC 5915 ECPrivateKey up to and from the private key. */
#define P256_HEAD "30310201010420"
#define P256_OID  "A00A06082A8648CE3D030107"
#define BP_HEAD   "30320201010420"
#define BP_OID    "A00B06092B2403030208010107"

static struct ec_key *private_key(const char *hex)
{
	struct ec_key *k;

	ck_assert_int_eq(ec_key_from_private_der(crypto, unhex(ctx, hex), ctx, &k), 0);
	return k;
}

static struct ec_key *public_key(enum curve curve, const char *hex)
{
	struct ec_key *k;

	ck_assert_int_eq(ec_key_from_point(crypto, curve, unhex(ctx, hex), ctx, &k), 0);
	return k;
}

static void assert_point(const struct ec_key *k, const char *hex)
{
	uint8_t point[EC_POINT_BYTES];

	ec_key_point(k, point);
	assert_hex(slice_of(point, sizeof(point)), hex);
}

/* RFC 6979 A.2.5, RFC 7027 A.1. */
START_TEST(private_keys_have_their_points)
{
	const struct {
		const char *der, *point;
		enum curve curve;
	} keys[] = {
		{P256_HEAD P256_D P256_OID, P256_Q, CURVE_NIST_P256},
		{BP_HEAD BP_DA BP_OID, BP_QA, CURVE_BRAINPOOL_P256R1},
		{BP_HEAD BP_DB BP_OID, BP_QB, CURVE_BRAINPOOL_P256R1},
	};

	for (int i = 0; i < COUNT(keys); i++) {
		struct ec_key *k = private_key(keys[i].der), *copy;
		struct buf b = buf_new(ctx);

		ck_assert_int_eq(ec_key_curve(k), keys[i].curve);
		assert_point(k, keys[i].point);
		ck_assert_int_eq(ec_key_private_der(k, &b), 0);
		ck_assert_int_eq(ec_key_from_private_der(crypto, buf_slice(&b), ctx, &copy), 0);
		ck_assert_int_eq(ec_key_curve(copy), keys[i].curve);
		assert_point(copy, keys[i].point);
	}
}
END_TEST

START_TEST(compressed_public_key_in_key_file)
{
	assert_point(
		private_key("30570201010420" P256_D P256_OID "A124032200 03"
			    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
		P256_Q);
}
END_TEST

START_TEST(bad_private_keys)
{
	static const char *const bad[] = {
		"",
		"30",
		P256_HEAD P256_D P256_OID "00", /* trailing byte */
		P256_HEAD ZERO256 P256_OID,     /* 0 */
		P256_HEAD P256_N P256_OID,      /* n */
		"30310201010420"                /* n + 1 */
		"FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632552" P256_OID,
		"302D0201010420" P256_D "A00706052B8104000A",    /* P-256K1 */
		"302C0201010420" P256_D "A00706052B8104000A",    /* wrong length */
		"30770201010420" P256_D P256_OID "A144034200 04" /* somebody else's point */
		"700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
		"db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac",
	};
	struct ec_key *k;

	for (int i = 0; i < COUNT(bad); i++)
		ck_assert_int_eq(ec_key_from_private_der(crypto, unhex(ctx, bad[i]), ctx, &k),
				 -EINVAL);
}
END_TEST

START_TEST(public_key_gives_no_private_der)
{
	struct buf b = buf_new(ctx);

	ck_assert_int_eq(ec_key_private_der(public_key(CURVE_NIST_P256, P256_Q), &b), -EINVAL);
}
END_TEST

static const struct {
	enum curve curve;
	const char *hex;
} bad_points[] = {
	{CURVE_NIST_P256, ""},
	{CURVE_NIST_P256, "00"}, /* infinity */
	{CURVE_NIST_P256, "00" ZERO256 ZERO256},
	{CURVE_NIST_P256, "04" ZERO256 ZERO256},
	{CURVE_NIST_P256, BP_QA},
	{CURVE_BRAINPOOL_P256R1, P256_Q},
	{CURVE_NIST_P256, P256_Q "00"},
	{CURVE_NIST_P256, "04" P256_P P256_P},
	/* compressed, hybrid */
	{CURVE_NIST_P256, "0360FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"},
	{CURVE_NIST_P256, "0760FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
			  "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"},
	/* y + 1 */
	{CURVE_NIST_P256, "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
			  "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D446229A"},
};

START_TEST(points_off_the_curve)
{
	struct slice point = unhex(ctx, bad_points[_i].hex);
	struct ec_key *k, *own;
	uint8_t secret[EC_SECRET_BYTES];

	ck_assert_int_eq(ec_key_from_point(crypto, bad_points[_i].curve, point, ctx, &k), -EINVAL);
	ck_assert_int_eq(ec_key_generate(crypto, bad_points[_i].curve, ctx, &own), 0);
	ck_assert_int_eq(ec_agree(crypto, own, point, secret), -EINVAL);
}
END_TEST

/* NIST CAVP KAS ECC CDH primitive, P-256 count 0; RFC 7027 A.1, both sides. */
START_TEST(agreement)
{
	const struct {
		const char *own, *peer, *secret;
	} known[] = {
		{P256_HEAD
		 "7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534" P256_OID,
		 "04700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
		 "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac",
		 "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b"},
		{BP_HEAD BP_DA BP_OID, BP_QB,
		 "89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B"},
		{BP_HEAD BP_DB BP_OID, BP_QA,
		 "89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B"},
	};
	uint8_t secret[EC_SECRET_BYTES];

	for (int i = 0; i < COUNT(known); i++) {
		ck_assert_int_eq(ec_agree(crypto, private_key(known[i].own),
					  unhex(ctx, known[i].peer), secret),
				 0);
		assert_hex(slice_of(secret, sizeof(secret)), known[i].secret);
	}
}
END_TEST

#define SAMPLE_R "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
#define SAMPLE_S "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"

/* RFC 6979 A.2.5, SHA-256; and what no signature may look like. */
static const struct {
	const char *message, *signature;
	int result;
} signatures[] = {
	{"sample", SAMPLE_R SAMPLE_S, 0},
	{"test",
	 "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
	 "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
	 0},
	{"Sample", SAMPLE_R SAMPLE_S, -EKEYREJECTED},
	{"sample", SAMPLE_S SAMPLE_R, -EKEYREJECTED},
	{"sample", ZERO256 SAMPLE_S, -EKEYREJECTED},
	{"sample", SAMPLE_R ZERO256, -EKEYREJECTED},
	{"sample", ZERO256 ZERO256, -EKEYREJECTED},
	{"sample", P256_N SAMPLE_S, -EKEYREJECTED},
	{"sample", SAMPLE_R P256_N, -EKEYREJECTED},
	{"sample", P256_N P256_N, -EKEYREJECTED},
	{"sample", SAMPLE_R, -EINVAL},
	{"sample", "", -EINVAL},
	{"sample", SAMPLE_R SAMPLE_S "00", -EINVAL},
};

START_TEST(verification)
{
	const struct slice message = slice_str(signatures[_i].message);

	ck_assert_int_eq(ec_verify(crypto, public_key(CURVE_NIST_P256, P256_Q), &message, 1,
				   unhex(ctx, signatures[_i].signature)),
			 signatures[_i].result);
}
END_TEST

START_TEST(every_bit_of_a_signature_counts)
{
	const struct slice parts[] = {slice_str("in two "), slice_str("parts")};
	const struct slice whole = slice_str("in two parts");
	uint8_t signature[EC_SIGNATURE_BYTES];
	struct ec_key *k;

	ck_assert_int_eq(ec_key_generate(crypto, (enum curve)_i, ctx, &k), 0);
	ck_assert_int_eq(ec_sign(crypto, k, parts, 2, signature), 0);
	ck_assert_int_eq(ec_verify(crypto, k, &whole, 1, slice_of(signature, 64)), 0);
	for (unsigned bit = 0; bit < EC_SIGNATURE_BYTES * 8; bit++) {
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_int_eq(ec_verify(crypto, k, &whole, 1, slice_of(signature, 64)),
				 -EKEYREJECTED);
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}
END_TEST

START_TEST(der_signatures)
{
	const struct slice message = slice_str("sample");
	uint8_t der[EC_SIGNATURE_DER_MAX + 1] = {0};
	struct ec_key *k;
	size_t n;

	ck_assert_int_eq(ec_key_generate(crypto, (enum curve)_i, ctx, &k), 0);
	ck_assert_int_eq(ec_sign_der(crypto, k, &message, 1, der, &n), 0);
	ck_assert_uint_eq(der[0], 0x30);
	ck_assert_int_eq(ec_verify_der(crypto, k, &message, 1, slice_of(der, n)), 0);
	ck_assert_int_eq(ec_verify_der(crypto, k, &message, 1, slice_of(der, n + 1)),
			 -EKEYREJECTED);
	ck_assert_int_eq(ec_verify_der(crypto, k, &message, 1, slice_of(der, 0)), -EKEYREJECTED);
}
END_TEST

START_TEST(generated_keys_differ)
{
	struct ec_key *a, *b;
	uint8_t pa[EC_POINT_BYTES], pb[EC_POINT_BYTES], za[EC_SECRET_BYTES], zb[EC_SECRET_BYTES];

	ck_assert_int_eq(ec_key_generate(crypto, (enum curve)_i, ctx, &a), 0);
	ck_assert_int_eq(ec_key_generate(crypto, (enum curve)_i, ctx, &b), 0);
	ec_key_point(a, pa);
	ec_key_point(b, pb);
	ck_assert_mem_ne(pa, pb, sizeof(pa));
	ck_assert_int_eq(ec_agree(crypto, a, slice_of(pb, sizeof(pb)), za), 0);
	ck_assert_int_eq(ec_agree(crypto, b, slice_of(pa, sizeof(pa)), zb), 0);
	ck_assert_mem_eq(za, zb, sizeof(za));
}
END_TEST

/* Programs around the card may use OpenSSL themselves. */
START_TEST(refusals_leave_no_openssl_errors)
{
	const struct slice message = slice_str("sample");
	struct ec_key *public = public_key(CURVE_NIST_P256, P256_Q), *k;
	struct buf b = buf_new(ctx);

	ck_assert(ec_verify(crypto, public, &message, 1, unhex(ctx, ZERO256 ZERO256)));
	ck_assert(ec_verify(crypto, public, &message, 1, unhex(ctx, SAMPLE_S SAMPLE_R)));
	ck_assert(ec_key_private_der(public, &b));
	ck_assert(ec_key_from_point(crypto, CURVE_NIST_P256, unhex(ctx, BP_QA), ctx, &k));
	ck_assert(ec_key_from_private_der(crypto, unhex(ctx, "3000"), ctx, &k));
	ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

/* ---- randomness from a callback ---- */

struct sequence {
	uint64_t state;
	unsigned calls;
	bool broken;
};

/* xorshift64: any numbers do that are the same each time. */
static int sequence_random(void *arg, uint8_t *out, size_t n)
{
	struct sequence *s = arg;

	s->calls++;
	for (size_t i = 0; i < n; i++) {
		s->state ^= s->state << 13;
		s->state ^= s->state >> 7;
		s->state ^= s->state << 17;
		out[i] = (uint8_t)(s->state >> 32);
	}
	return s->broken ? -1 : 0;
}

struct output {
	uint8_t random[8];
	uint8_t point[EC_POINT_BYTES];
	uint8_t signature[2][EC_SIGNATURE_BYTES];
};

static struct output run(struct sequence *s, enum curve curve)
{
	const struct slice message = slice_str("sample");
	struct output out;
	struct crypto *c;
	struct ec_key *k;
	unsigned calls;

	ck_assert_int_eq(crypto_new(ctx, sequence_random, s, &c), 0);
	ck_assert_int_eq(crypto_random(c, out.random, sizeof(out.random)), 0);
	calls = s->calls;
	ck_assert_int_eq(ec_key_generate(c, curve, ctx, &k), 0);
	ck_assert_uint_gt(s->calls, calls);
	ec_key_point(k, out.point);
	for (int i = 0; i < 2; i++) {
		calls = s->calls;
		ck_assert_int_eq(ec_sign(c, k, &message, 1, out.signature[i]), 0);
		ck_assert_uint_gt(s->calls, calls);
	}
	/* The key outlives its crypto object. */
	talloc_free(c);
	ck_assert_int_eq(ec_verify(crypto, k, &message, 1, slice_of(out.signature[1], 64)), 0);
	talloc_free(k);
	return out;
}

START_TEST(callback_makes_everything_repeat)
{
	struct sequence a = {.state = 1}, b = {.state = 1}, other = {.state = 2};
	struct output first = run(&a, (enum curve)_i), second = run(&b, (enum curve)_i);
	struct output third = run(&other, (enum curve)_i);

	ck_assert_mem_eq(&first, &second, sizeof(first));
	ck_assert_uint_eq(a.calls, b.calls);
	ck_assert_mem_ne(first.signature[0], first.signature[1], EC_SIGNATURE_BYTES);
	ck_assert_mem_ne(first.random, third.random, sizeof(first.random));
	ck_assert_mem_ne(first.point, third.point, EC_POINT_BYTES);
}
END_TEST

START_TEST(two_objects_do_not_share_a_source)
{
	struct sequence a = {.state = 1}, b = {.state = 1};
	struct crypto *ca, *cb;
	struct ec_key *k;
	unsigned calls;

	ck_assert_int_eq(crypto_new(ctx, sequence_random, &a, &ca), 0);
	ck_assert_int_eq(crypto_new(ctx, sequence_random, &b, &cb), 0);
	calls = b.calls;
	ck_assert_int_eq(ec_key_generate(ca, CURVE_NIST_P256, ctx, &k), 0);
	ck_assert_uint_eq(b.calls, calls);
}
END_TEST

START_TEST(a_broken_source_is_an_error)
{
	struct sequence s = {.state = 1};
	const struct slice message = slice_str("sample");
	uint8_t out[EC_SIGNATURE_BYTES];
	struct crypto *c;
	struct ec_key *k, *k2;

	ck_assert_int_eq(crypto_new(ctx, sequence_random, &s, &c), 0);
	ck_assert_int_eq(ec_key_generate(c, CURVE_NIST_P256, ctx, &k), 0);
	s.broken = true;
	ck_assert_int_eq(crypto_random(c, out, 1), -EIO);
	ck_assert_int_eq(ec_key_generate(c, CURVE_NIST_P256, ctx, &k2), -EIO);
	ck_assert_int_eq(ec_sign(c, k, &message, 1, out), -EIO);
}
END_TEST

START_TEST(random_fills_all)
{
	uint8_t a[64] = {0}, b[64] = {0};

	ck_assert_int_eq(crypto_random(crypto, a, sizeof(a)), 0);
	ck_assert_int_eq(crypto_random(crypto, b, sizeof(b)), 0);
	ck_assert_mem_ne(a, b, sizeof(a));
	ck_assert_int_eq(crypto_random(crypto, a, SIZE_MAX), -EINVAL);
	crypto_wipe(a, sizeof(a));
	for (size_t i = 0; i < sizeof(a); i++)
		ck_assert_uint_eq(a[i], 0);
}
END_TEST

/* NIST SP 800-38A F.5.1; the message in one piece, and less than a block of it. */
START_TEST(aes_ctr)
{
	struct slice message = unhex(ctx, MESSAGE);
	const uint8_t *key = unhex(ctx, KEY).p;
	const uint8_t *block = unhex(ctx, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff").p;
	uint8_t out[64];

	TWICE
	{
		ck_assert_int_eq(crypto_aes128_ctr(crypto, key, block, message, out), 0);
		assert_hex(slice_of(out, 64),
			   "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
			   "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee");
		ck_assert_int_eq(
			crypto_aes128_ctr(crypto, key, block, slice_sub(message, 0, 5), out), 0);
		assert_hex(slice_of(out, 5), "874d6191b6");
		ck_assert_int_eq(crypto_aes128_ctr(crypto, key, block, slice_of(NULL, 0), NULL), 0);
	}
}
END_TEST

/* Known answers are in check_suci. */
START_TEST(x25519)
{
	uint8_t private_key[2][X25519_BYTES], public_key[2][X25519_BYTES], secret[2][X25519_BYTES];
	const uint8_t zero[X25519_BYTES] = {0};

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(x25519_generate(crypto, private_key[i], public_key[i]), 0);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(x25519_agree(crypto, private_key[i], public_key[!i], secret[i]),
				 0);
	ck_assert_mem_eq(secret[0], secret[1], X25519_BYTES);
	ck_assert_mem_ne(public_key[0], public_key[1], X25519_BYTES);
	ck_assert_int_eq(x25519_agree(crypto, private_key[0], zero, secret[0]), -EINVAL);
	ck_assert_uint_eq(ERR_peek_error(), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("crypto");
	TCase *t = tcase_create("crypto");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, sha256, 0, COUNT(digests));
	tcase_add_test(t, aes_ctr);
	tcase_add_test(t, x25519);
	tcase_add_test(t, aes_block);
	tcase_add_test(t, aes_cbc_both_ways_and_in_place);
	tcase_add_loop_test(t, cmac, 0, COUNT(macs));
	tcase_add_loop_test(t, hmac_sha256, 0, COUNT(hmacs));
	tcase_add_loop_test(t, x963_kdf, 0, COUNT(kdfs));
	tcase_add_test(t, equal_compares_contents_and_lengths);
	tcase_add_test(t, private_keys_have_their_points);
	tcase_add_test(t, compressed_public_key_in_key_file);
	tcase_add_test(t, bad_private_keys);
	tcase_add_test(t, public_key_gives_no_private_der);
	tcase_add_loop_test(t, points_off_the_curve, 0, COUNT(bad_points));
	tcase_add_test(t, agreement);
	tcase_add_loop_test(t, verification, 0, COUNT(signatures));
	tcase_add_loop_test(t, every_bit_of_a_signature_counts, 0, CURVE_COUNT);
	tcase_add_loop_test(t, der_signatures, 0, CURVE_COUNT);
	tcase_add_loop_test(t, generated_keys_differ, 0, CURVE_COUNT);
	tcase_add_test(t, refusals_leave_no_openssl_errors);
	tcase_add_loop_test(t, callback_makes_everything_repeat, 0, CURVE_COUNT);
	tcase_add_test(t, two_objects_do_not_share_a_source);
	tcase_add_test(t, a_broken_source_is_an_error);
	tcase_add_test(t, random_fills_all);
	suite_add_tcase(s, t);
	return unit_main(s);
}
