/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscribers of an operator: what descriptions say of them, and the store that keeps them. */
#include <errno.h>

#include "mno_fixture.h"

#define MILENAGE                                                                                   \
	"\"authentication\": {\"k\": \"465B5CE8B199B49FAA5F0A2EE238A6BC\","                        \
	" \"opc\": \"CD63CB71954A9F4E48A5994E37A02BAF\"}"
#define IDENTITY "\"imsi\": \"001010123456789\", \"iccid\": \"8988211000000000011\""

static int describe(const char *text, struct subscriber *s, struct asn1_error *err)
{
	json_t *j = json_loads(text, 0, NULL);
	int r;

	*err = (struct asn1_error){.ctx = ctx};
	ck_assert_ptr_nonnull(j);
	r = subscriber_from_description(j, s, err);
	json_decref(j);
	return r;
}

START_TEST(description_gives_keys_and_numbers)
{
	struct subscriber s, found;
	struct asn1_error err;

	ck_assert_int_eq(
		describe("{" IDENTITY ", \"msisdn\": \"+882110000001\"," MILENAGE "}", &s, &err),
		0);
	ck_assert_int_eq(subscriber_add(db, &s), 0);
	ck_assert_int_eq(subscriber_by_imsi(db, "001010123456789", ctx, &found), 1);
	ck_assert_str_eq(found.imsi, "001010123456789");
	ck_assert_str_eq(found.iccid, "8988211000000000011");
	ck_assert_str_eq(found.msisdn, "882110000001");
	ck_assert_str_eq(subscriber_algorithm(&found), "milenage");
	assert_hex(slice_of(found.aka.key, found.aka.key_length),
		   "465B5CE8B199B49FAA5F0A2EE238A6BC");
	assert_hex(subscriber_opc(&found), "CD63CB71954A9F4E48A5994E37A02BAF");
	/* TS 35.206 4.1 */
	assert_hex(slice_of(found.aka.rotation, 5), "40 00 20 40 60");
	assert_hex(slice_of(found.aka.constants, 80),
		   "00000000000000000000000000000000 00000000000000000000000000000001"
		   "00000000000000000000000000000002 00000000000000000000000000000004"
		   "00000000000000000000000000000008");
	ck_assert_int_eq(found.seq, 0);
}
END_TEST

START_TEST(tuak_keeps_its_parameters)
{
	struct subscriber s, found;
	struct asn1_error err;

	ck_assert_int_eq(
		describe("{" IDENTITY ", \"authentication\": {\"algorithm\": \"tuak\","
			 " \"k\": \"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E"
			 "1F\", \"opc\": \"202122232425262728292A2B2C2D2E2F303132333435363738393A3B"
			 "3C3D3E3F\", \"keccakIterations\": 2, \"resLength\": 128,"
			 " \"sqn\": \"000000000100\"}}",
			 &s, &err),
		0);
	ck_assert_int_eq(subscriber_add(db, &s), 0);
	ck_assert_int_eq(subscriber_by_imsi(db, s.imsi, ctx, &found), 1);
	ck_assert_str_eq(subscriber_algorithm(&found), "tuak");
	ck_assert_uint_eq(found.aka.key_length, 32);
	assert_hex(subscriber_opc(&found),
		   "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F");
	ck_assert_uint_eq(found.aka.keccak_iterations, 2);
	ck_assert_uint_eq(found.aka.options, 0x02);
	ck_assert_int_eq(found.seq, 0x100);
	ck_assert_str_eq(found.msisdn, "");
}
END_TEST

START_TEST(constants_of_the_operator_are_kept)
{
	add_subscriber_with("001010123456789", "8988211000000000011", NULL,
			    "{\"k\": \"465B5CE8B199B49FAA5F0A2EE238A6BC\","
			    " \"opc\": \"CD63CB71954A9F4E48A5994E37A02BAF\","
			    " \"rotations\": \"0102030405\", \"constants\": \""
			    "11111111111111111111111111111111222222222222222222222222222222223333"
			    "3333333333333333333333333333444444444444444444444444444444445555"
			    "5555555555555555555555555555\"}");
	struct subscriber found;

	ck_assert_int_eq(subscriber_by_imsi(db, "001010123456789", ctx, &found), 1);
	assert_hex(slice_of(found.aka.rotation, 5), "0102030405");
	assert_hex(slice_of(found.aka.constants[4], 16), "55555555555555555555555555555555");
}
END_TEST

static const struct {
	const char *text, *where, *what;
} refused[] = {
	{"[]", NULL, "should be an object"},
	{"{\"iccid\": \"8988211000000000011\"," MILENAGE "}", "imsi", "missing"},
	{"{\"imsi\": \"001010123456789\"," MILENAGE "}", "iccid", "missing"},
	{"{" IDENTITY "}", "authentication", "missing"},
	{"{\"imsi\": \"00101012345678X\"}", "imsi", "should be a string of 6 to 15 digits"},
	{"{\"iccid\": \"8988211000000000012\"}", "iccid", "the check digit should be 1"},
	{"{" IDENTITY ", \"authentication\": {\"k\": \"00\"}}", "authentication.k",
	 "should be a string of 32 to 64 hex digits"},
	{"{" IDENTITY ", \"msisdn\": \"+8821100000012345\"," MILENAGE "}", "msisdn",
	 "should have at most 15 digits"},
	{"{" IDENTITY ", \"msisdn\": \"+49A\"," MILENAGE "}", "msisdn",
	 "should be a string of at most 20 digits, + first where it is international"},
};

START_TEST(description_is_refused)
{
	struct subscriber s;
	struct asn1_error err;

	ck_assert_int_eq(describe(refused[_i].text, &s, &err), -EINVAL);
	ck_assert_pstr_eq(err.where, refused[_i].where);
	ck_assert_str_eq(err.what, refused[_i].what);
}
END_TEST

static const struct {
	const char *imsi, *iccid, *msisdn, *taken;
} others[] = {
	{"001010123456789", "8988211000000000029", "882110000002", "IMSI"},
	{"001010123456780", "8988211000000000011", "882110000002", "ICCID"},
	{"001010123456780", "8988211000000000029", "882110000001", "MSISDN"},
};

START_TEST(identifiers_are_unique)
{
	struct subscriber s;

	add_subscriber("001010123456789", "8988211000000000011", "+882110000001");
	ck_assert_int_eq(subscriber_by_imsi(db, "001010123456789", ctx, &s), 1);
	s.imsi = others[_i].imsi;
	s.iccid = others[_i].iccid;
	s.msisdn = others[_i].msisdn;
	ck_assert_int_eq(subscriber_add(db, &s), -EEXIST);
	ck_assert_str_eq(subscriber_taken(db, &s), others[_i].taken);
}
END_TEST

START_TEST(subscribers_without_number_are_many)
{
	struct subscriber s = {.imsi = "1", .iccid = "2", .msisdn = ""};

	add_subscriber("001010000000001", "8988211000000000011", NULL);
	add_subscriber("001010000000002", "8988211000000000029", NULL);
	ck_assert_ptr_null(subscriber_taken(db, &s));
}
END_TEST

static const struct {
	const char *identifier;
	int found;
} identifiers[] = {
	{"001010123456789", 1}, {"8988211000000000011", 1}, {"882110000001", 1},
	{"+882110000001", 1},   {"+001010123456789", 0},    {"", 0},
	{"00101", 0},           {"0882110000001", 0},       {"+", 0},
};

START_TEST(found_by_any_identifier)
{
	struct subscriber s;

	add_subscriber("001010123456789", "8988211000000000011", "+882110000001");
	ck_assert_int_eq(subscriber_find(db, identifiers[_i].identifier, ctx, &s),
			 identifiers[_i].found);
	if (identifiers[_i].found)
		ck_assert_str_eq(s.imsi, "001010123456789");
}
END_TEST

START_TEST(listed_in_order_and_removed)
{
	struct subscriber s;

	add_subscriber("001010000000002", "8988211000000000029", NULL);
	add_subscriber("001010000000001", "8988211000000000011", NULL);
	ck_assert_int_eq(subscriber_next(db, "", ctx, &s), 1);
	ck_assert_str_eq(s.imsi, "001010000000001");
	ck_assert_int_eq(subscriber_next(db, s.imsi, ctx, &s), 1);
	ck_assert_str_eq(s.imsi, "001010000000002");
	ck_assert_int_eq(subscriber_next(db, s.imsi, ctx, &s), 0);
	ck_assert_int_eq(subscriber_remove(db, "001010000000001"), 0);
	ck_assert_int_eq(subscriber_remove(db, "001010000000001"), -ENOENT);
	ck_assert_int_eq(subscriber_by_imsi(db, "001010000000001", ctx, &s), 0);
}
END_TEST

static const struct {
	const char *text, *digits;
} numbers[] = {
	{"+882110000001", "882110000001"},
	{"882110000001", "882110000001"},
	{"+", NULL},
	{"", NULL},
	{"++49", NULL},
	{"49-30", NULL},
	{"123456789012345", "123456789012345"},
	{"1234567890123456", NULL},
};

START_TEST(subscribers_are_suspended)
{
	struct subscriber s;

	add_subscriber("001010000000001", "8988211000000000011", NULL);
	ck_assert_int_eq(subscriber_by_imsi(db, "001010000000001", ctx, &s), 1);
	ck_assert(!s.suspended);
	ck_assert_int_eq(subscriber_suspend(db, "001010000000001"), 0);
	ck_assert_int_eq(subscriber_by_imsi(db, "001010000000001", ctx, &s), 1);
	ck_assert(s.suspended);
	ck_assert_int_eq(subscriber_suspend(db, "001010000000002"), -ENOENT);
}
END_TEST

START_TEST(number_is_given_to_another)
{
	struct subscriber s;

	add_subscriber("001010000000001", "8988211000000000011", "491701234567");
	add_subscriber("001010000000002", "8988211000000000029", "491709999999");
	ck_assert_int_eq(subscriber_give_number(db, "001010000000001", "001010000000002"), 0);
	ck_assert_int_eq(subscriber_by_msisdn(db, "491701234567", ctx, &s), 1);
	ck_assert_str_eq(s.imsi, "001010000000002");
	ck_assert_int_eq(subscriber_by_imsi(db, "001010000000001", ctx, &s), 1);
	ck_assert_str_eq(s.msisdn, "");
	ck_assert_int_eq(subscriber_by_msisdn(db, "491709999999", ctx, &s), 0);
	ck_assert_int_eq(subscriber_give_number(db, "001010000000003", "001010000000001"), -ENOENT);
	ck_assert_int_eq(subscriber_give_number(db, "001010000000002", "001010000000003"), -ENOENT);
}
END_TEST

/* As another program, or another version of this one, may have left them. */
START_TEST(unknown_algorithm_is_refused)
{
	struct subscriber s;

	add_subscriber("001010000000001", "8988211000000000011", NULL);
	ck_assert_int_eq(db_write(db, NULL, NULL, "UPDATE subscribers SET algorithm = ?", "i",
				  (int64_t)(_i ? 7 : -1)),
			 0);
	ck_assert_int_eq(subscriber_by_imsi(db, "001010000000001", ctx, &s), -EBADMSG);
}
END_TEST

START_TEST(numbers_are_international)
{
	ck_assert_pstr_eq(msisdn_digits(numbers[_i].text), numbers[_i].digits);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mno_subscribers");
	TCase *t = tcase_create("subscribers");

	tcase_add_checked_fixture(t, mno_setup, mno_teardown);
	tcase_add_test(t, description_gives_keys_and_numbers);
	tcase_add_test(t, tuak_keeps_its_parameters);
	tcase_add_test(t, constants_of_the_operator_are_kept);
	tcase_add_loop_test(t, description_is_refused, 0, COUNT(refused));
	tcase_add_loop_test(t, identifiers_are_unique, 0, COUNT(others));
	tcase_add_test(t, subscribers_without_number_are_many);
	tcase_add_loop_test(t, found_by_any_identifier, 0, COUNT(identifiers));
	tcase_add_test(t, listed_in_order_and_removed);
	tcase_add_test(t, subscribers_are_suspended);
	tcase_add_test(t, number_is_given_to_another);
	tcase_add_loop_test(t, unknown_algorithm_is_refused, 0, 2);
	tcase_add_loop_test(t, numbers_are_international, 0, COUNT(numbers));
	suite_add_tcase(s, t);
	return unit_main(s);
}
