/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-1's parts, and the keys of EAP-AKA and EAP-AKA', against published known answers. */
#include <errno.h>

#include "eap/keys.h"
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

/* FIPS 180-1 appendix A: "abc", whose only block, padding and all, G compresses. */
START_TEST(digest_of_abc)
{
	const struct slice parts[] = {slice_str("a"), slice_str("bc")};
	uint8_t block[SHA1_BLOCK_BYTES] = {'a', 'b', 'c', 0x80}, out[SHA1_BYTES];

	ck_assert_int_eq(sha1(parts, 2, out), 0);
	assert_hex(slice_of(out, sizeof(out)), "A9993E364706816ABA3E25717850C26C9CD0D89D");
	block[SHA1_BLOCK_BYTES - 1] = 24;
	sha1_g(block, out);
	assert_hex(slice_of(out, sizeof(out)), "A9993E364706816ABA3E25717850C26C9CD0D89D");
}
END_TEST

/* RFC 2202 section 3, cases 1 and 2 */
static const struct {
	const char *key, *data, *mac;
} macs[] = {
	{"0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B", "4869205468657265",
	 "B617318655057264E28BC0B6FB378C8EF146BE00"},
	{"4A656665", "7768617420646F2079612077616E7420666F72206E6F7468696E673F",
	 "EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79"},
};

START_TEST(hmac)
{
	struct slice data = unhex(ctx, macs[_i].data);
	const struct slice parts[] = {slice_sub(data, 0, 3), slice_sub(data, 3, SIZE_MAX)};
	uint8_t out[SHA1_BYTES];

	ck_assert_int_eq(sha1_hmac(unhex(ctx, macs[_i].key), parts, 2, out), 0);
	assert_hex(slice_of(out, sizeof(out)), macs[_i].mac);
}
END_TEST

START_TEST(hmac_key_is_a_block_at_most)
{
	uint8_t key[SHA1_BLOCK_BYTES + 1] = {0}, out[SHA1_BYTES];

	ck_assert_int_eq(sha1_hmac(slice_of(key, sizeof(key)), NULL, 0, out), -EINVAL);
	ck_assert_int_eq(sha1_hmac(slice_of(key, sizeof(key) - 1), NULL, 0, out), 0);
}
END_TEST

/* RFC 4186 appendix A.5: MK, and the keys that the pseudo-random function makes of it. EAP-AKA uses
 * the same function, and has no test vectors of its own. */
START_TEST(prf_of_eap_sim)
{
	uint8_t out[160];

	eap_prf(unhex(ctx, "E576D5CA332E9930018BF1BAEE2763C795B3C712").p, out, sizeof(out));
	assert_hex(slice_of(out, sizeof(out)),
		   "536E5EBC4465582AA6A8EC9986EBB620 25AF1942EFCBF4BC72B3943421F2A974"
		   "39D45AEAF4E30601983E972B6CFD46D1C363773365690D09CD44976B525F47D3"
		   "A60A985E955C53B090B2E4B73719196A402542968FD14A888F46B9A7886E4488"
		   "5949EAB0FFF69D52315C6C634FD14A7F0D52023D56F79698FA6596ABEED4F93F"
		   "BB48EB534D985414CEED0D9A8ED33C387C9DFDAB92FFBDF240FCECF65A2C93B9");
}
END_TEST

/* The order of what MK is made of (RFC 4187 7): identity, IK, CK. */
START_TEST(keys_of_eap_aka)
{
	struct slice ck = unhex(ctx, "5349FBE098649F948F5D2E973A81C00F");
	struct slice ik = unhex(ctx, "9744871AD32BF9BBD1DD5CE54E3E2E5A");
	struct slice parts[] = {slice_str("0555444333222111"), ik, ck};
	struct eap_keys keys;
	uint8_t mk[SHA1_BYTES], stream[160];

	ck_assert_int_eq(sha1(parts, 3, mk), 0);
	eap_prf(mk, stream, sizeof(stream));
	ck_assert_int_eq(eap_aka_keys(parts[0], ck.p, ik.p, &keys), 0);
	ck_assert_uint_eq(keys.k_aut_length, 16);
	ck_assert_mem_eq(keys.k_encr, stream, 16);
	ck_assert_mem_eq(keys.k_aut, stream + 16, 16);
	ck_assert_mem_eq(keys.msk, stream + 32, 64);
	ck_assert_mem_eq(keys.emsk, stream + 96, 64);
}
END_TEST

/* RFC 5448 appendix C, which RFC 9048 has in appendix E */
static const struct {
	const char *identity, *network, *autn, *ik, *ck;
	const char *k_encr, *k_aut, *k_re, *msk, *emsk;
} primes[] = {
	{"0555444333222111", "WLAN", "BB52E91C747AC3AB2A5C23D15EE351D5",
	 "9744871AD32BF9BBD1DD5CE54E3E2E5A", "5349FBE098649F948F5D2E973A81C00F",
	 "766FA0A6C317174B812D52FBCD11A179",
	 "0842EA722FF6835BFA2032499FC3EC23C2F0E388B4F07543FFC677F1696D71EA",
	 "CF83AA8BC7E0ACED892ACC98E76A9B2095B558C7795C7094715CB3393AA7D17A",
	 "67C42D9AA56C1B79E295E3459FC3D187D42BE0BF818D3070E362C5E967A4D544"
	 "E8ECFE19358AB3039AFF03B7C930588C055BABEE58A02650B067EC4E9347C75A",
	 "F861703CD775590E16C7679EA3874ADA866311DE290764D760CF76DF647EA01C"
	 "313F69924BDD7650CA9BAC141EA075C4EF9E8029C0E290CDBAD5638B63BC23FB"},
	{"0555444333222111", "HRPD", "BB52E91C747AC3AB2A5C23D15EE351D5",
	 "9744871AD32BF9BBD1DD5CE54E3E2E5A", "5349FBE098649F948F5D2E973A81C00F",
	 "05AD73AC915FCE89AC77E1520D82187B",
	 "5B4ACAEF62C6EBB8882B2F3D534C4B35277337A00184F20FF25D224C04BE2AFD",
	 "3F90BF5C6E5EF325FF04EB5EF6539FA8CCA8398194FBD00BE425B3F40DBA10AC",
	 "87B321570117CD6C95AB6C436FB5073FF15CF85505D2BC5BB7355FC21EA8A757"
	 "57E8F86A2B138002E05752913BB43B82F868A96117E91A2D95F526677D572900",
	 "C891D5F20F148A1007553E2DEA555C9CB672E9675F4A66B4BAFA027379F93AEE"
	 "539A5979D0A0042B9D2AE28BED3B17A31DC8AB75072B80BD0C1DA612466E402C"},
};

START_TEST(keys_of_eap_aka_prime)
{
	struct eap_keys keys;

	ck_assert_int_eq(
		eap_aka_prime_keys(crypto, slice_str(primes[_i].identity),
				   slice_str(primes[_i].network), unhex(ctx, primes[_i].autn).p,
				   unhex(ctx, primes[_i].ck).p, unhex(ctx, primes[_i].ik).p, &keys),
		0);
	ck_assert_uint_eq(keys.k_aut_length, 32);
	assert_hex(slice_of(keys.k_encr, sizeof(keys.k_encr)), primes[_i].k_encr);
	assert_hex(slice_of(keys.k_aut, keys.k_aut_length), primes[_i].k_aut);
	assert_hex(slice_of(keys.k_re, sizeof(keys.k_re)), primes[_i].k_re);
	assert_hex(slice_of(keys.msk, sizeof(keys.msk)), primes[_i].msk);
	assert_hex(slice_of(keys.emsk, sizeof(keys.emsk)), primes[_i].emsk);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("eap_keys");
	TCase *t = tcase_create("keys");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, digest_of_abc);
	tcase_add_loop_test(t, hmac, 0, COUNT(macs));
	tcase_add_test(t, hmac_key_is_a_block_at_most);
	tcase_add_test(t, prf_of_eap_sim);
	tcase_add_test(t, keys_of_eap_aka);
	tcase_add_loop_test(t, keys_of_eap_aka_prime, 0, COUNT(primes));
	suite_add_tcase(s, t);
	return unit_main(s);
}
