/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every result code of the ISD-R's functions in RSPDefinitions (SGP.22 annex H, v2.5): each is
 * either produced here, or it is said why this card has no occasion for it. */
#include "codec/tlv.h"
#include "ecasd/ecasd.h"
#include "package.h"
#include "profile_fixture.h"

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

/* ---- what makes a card fail inside ---- */

static struct {
	int action;
	const char *table;
} denied;

static int deny(void *arg, int action, const char *table, const char *column, const char *database,
		const char *trigger)
{
	(void)arg, (void)column, (void)database, (void)trigger;
	return action == denied.action && table && !strcmp(table, denied.table) ? SQLITE_DENY
										: SQLITE_OK;
}

/* The image refuses @action on @table from now on. */
static void deny_store(int action, const char *table)
{
	sqlite3 *db = sqlite3_db_handle(store_query(f->card->store, "SELECT 1", ""));

	denied.action = action;
	denied.table = table;
	store_rest(f->card->store);
	sqlite3_set_authorizer(db, deny, NULL);
}

/* namedCurve prime256v1 becomes its neighbour, which nobody has assigned. */
static struct slice on_unknown_curve(struct slice certificate)
{
	static const uint8_t curve[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
	uint8_t *der = talloc_memdup(f, certificate.p, certificate.n);
	uint8_t *oid = memmem(der, certificate.n, curve, sizeof(curve));

	ck_assert_ptr_nonnull(oid);
	oid[sizeof(curve) - 1]++;
	return slice_of(der, certificate.n);
}

/* ---- AuthenticateServer ---- */

static int authenticate_with(struct slice challenge)
{
	return rsp_error(s, es10(f, rsp_authenticate(s, challenge)), TAG_AUTHENTICATE);
}

static int authenticate(void)
{
	return authenticate_with(fixture_challenge(f));
}

static int authenticate_by_pb(void)
{
	s->auth_certificate = s->pb_certificate;
	s->auth_key = s->pb_key;
	return authenticate();
}

static int authenticate_badly_signed(void)
{
	s->spoil_signature = true;
	return authenticate();
}

static int authenticate_on_unknown_curve(void)
{
	s->auth_certificate = on_unknown_curve(s->auth_certificate);
	return authenticate();
}

static int authenticate_without_challenge(void)
{
	return authenticate_with(slice_of(s->challenge, sizeof(s->challenge)));
}

static int authenticate_with_own_challenge(void)
{
	fixture_challenge(f);
	return authenticate_without_challenge();
}

static int authenticate_under_unknown_ci(void)
{
	s->ci_key_id = unhex(f, "0102030405060708090A0B0C0D0E0F1011121314");
	return authenticate();
}

/* The eUICC has lost what it signs with. */
static int authenticate_without_own_key(void)
{
	uint8_t point[EC_POINT_BYTES];
	struct identity *i = f->card->ecasd->identities;

	ec_key_point(i->key, point);
	ck_assert_int_eq(ec_key_from_point(f->card->crypto, i->curve,
					   slice_of(point, sizeof(point)), f->card, &i->key),
			 0);
	return authenticate();
}

/* ---- PrepareDownload ---- */

static int prepare(void)
{
	return rsp_error(s, es10(f, rsp_prepare(s)), TAG_PREPARE);
}

static int prepare_by_auth(void)
{
	fixture_authenticate(f, s);
	s->pb_certificate = s->auth_certificate;
	s->pb_key = s->auth_key;
	return prepare();
}

static int prepare_badly_signed(void)
{
	fixture_authenticate(f, s);
	s->spoil_signature = true;
	return prepare();
}

static int prepare_on_unknown_curve(void)
{
	fixture_authenticate(f, s);
	s->pb_certificate = on_unknown_curve(s->pb_certificate);
	return prepare();
}

static int prepare_without_session(void)
{
	fixture_challenge(f);
	s->euicc_signature1 = unhex(f, "5F3700");
	return prepare();
}

static int prepare_another_transaction(void)
{
	fixture_authenticate(f, s);
	s->transaction_id = unhex(f, "0102");
	return prepare();
}

static int prepare_without_code(void)
{
	fixture_authenticate(f, s);
	s->cc_required = true;
	return prepare();
}

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

/* The code in @tag { 81 code }. */
static int choice_code(struct slice response, uint32_t tag)
{
	struct tlv whole, code;
	int64_t value;

	ck_assert_int_eq(tlv_only(response, tag, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0x81, &code), 0);
	ck_assert_int_eq(tlv_integer(code.value, &value), 0);
	return (int)value;
}

static int cancel_without_session(void)
{
	return choice_code(cancel(0), 0xBF41);
}

static int cancel_for_no_reason(void)
{
	fixture_authenticate(f, s);
	return choice_code(cancel(6), 0xBF41);
}

/* The reason that the eUICC has signed. */
static int cancelled(int64_t reason)
{
	struct tlv whole, choice, part, signature;
	struct slice rest;
	int64_t value;

	fixture_authenticate(f, s);
	ck_assert_int_eq(tlv_only(cancel(reason), 0xBF41, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &choice), 0);
	rest = choice.value;
	ck_assert_int_eq(tlv_next(&rest, &part), 1);
	ck_assert_int_eq(tlv_only(rest, 0x5F37, &signature), 0);
	rsp_verify_euicc(s, &part.whole, 1, signature.value);
	ck_assert_int_eq(tlv_find(part.value, 0x82, &part), 1);
	ck_assert_int_eq(tlv_integer(part.value, &value), 0);
	return (int)value;
}

#define CANCELLED(reason)                                                                          \
	static int cancelled_##reason(void)                                                        \
	{                                                                                          \
		return cancelled(reason);                                                          \
	}
CANCELLED(0)
CANCELLED(1)
CANCELLED(2)
CANCELLED(3)
CANCELLED(4)
CANCELLED(5)
CANCELLED(127)

/* ---- LoadBoundProfilePackage ---- */

static struct bpp_wish wish(void)
{
	fixture_prepare(f, s);
	return fixture_wish(f, s, FIRST, "");
}

static struct installation load(const struct bpp_wish *w)
{
	struct installation i = load_as(f, s, w);

	ck_assert(!i.success);
	return i;
}

/* Loads the package of @w with the last bit of its object @tag wrong. */
static struct installation load_flipped(const struct bpp_wish *w, uint32_t tag)
{
	struct slice bpp = bpp_make(f->crypto, w, f);
	struct tlv whole, t;

	ck_assert_int_eq(tlv_only(bpp, 0xBF36, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, tag, &t), 1);
	((uint8_t *)t.whole.p)[t.whole.n - 1] ^= 0x01;
	return fixture_result(f, s, fixture_load(f, bpp));
}

static int command_initialise(void)
{
	struct bpp_wish w = wish();

	w.operation = 2;
	return load(&w).command;
}

static struct installation load_long_dp_data(void)
{
	struct bpp_wish w = wish();
	struct buf data = buf_new(f);

	buf_put_slice(&data, unhex(f, "80028837 8179"));
	buf_fill(&data, 0x00, 0x79);
	w.dp_data = buf_slice(&data);
	return load(&w);
}

static int command_configure(void)
{
	return load_long_dp_data().command;
}

static struct installation load_bad_metadata(void)
{
	struct bpp_wish w = wish();

	w.metadata = unhex(f, "5A0A" FIRST);
	return load(&w);
}

static int command_metadata(void)
{
	return load_bad_metadata().command;
}

static int command_replace(void)
{
	struct bpp_wish w = wish();

	w.replace_keys = true;
	return load_flipped(&w, 0xA2).command;
}

static int command_elements(void)
{
	struct bpp_wish w = wish();

	return load_flipped(&w, 0xA3).command;
}

static int reason_input_values(void)
{
	return load_bad_metadata().reason;
}

static int reason_signature(void)
{
	struct bpp_wish w = wish();

	w.signer = s->auth_key;
	return load(&w).reason;
}

static int reason_transaction(void)
{
	struct bpp_wish w = wish();

	w.transaction_id = unhex(f, "0102");
	return load(&w).reason;
}

static int reason_crt(void)
{
	struct bpp_wish w = wish();

	w.key_type = 0x82;
	return load(&w).reason;
}

static int reason_operation(void)
{
	struct bpp_wish w = wish();

	w.operation = 2;
	return load(&w).reason;
}

static int reason_class(void)
{
	struct bpp_wish w = wish();

	w.metadata = sample_metadata(f, unhex(f, FIRST), "950100");
	return load(&w).reason;
}

/* A segment that announces more than any may have. */
static int reason_structure(void)
{
	struct bpp_wish w = wish();
	struct slice bpp = bpp_make(f->crypto, &w, f);
	struct tlv whole, t;

	ck_assert_int_eq(tlv_only(bpp, 0xBF36, &whole), 0);
	ck_assert_int_eq(tlv_find(whole.value, 0xA0, &t), 1);
	((uint8_t *)t.value.p)[0] = 0x88; /* not enciphered, where it must be */
	return fixture_result(f, s, fixture_load(f, bpp)).reason;
}

static int reason_security(void)
{
	struct bpp_wish w = wish();

	return load_flipped(&w, 0xA1).reason;
}

static int reason_iccid(void)
{
	struct bpp_wish w;

	fixture_install(f, FIRST, "");
	w = wish();
	return load(&w).reason;
}

static int reason_memory(void)
{
	struct bpp_wish w;

	fixture_free(f);
	f = fixture_new(16);
	s = fixture_server(f, CURVE_NIST_P256);
	w = wish();
	return load(&w).reason;
}

static int reason_interruption(void)
{
	struct bpp_wish w = wish();
	struct slice bpp = bpp_make(f->crypto, &w, f);
	struct tlv whole, list;
	uint16_t sw;

	es10_try(f, slice_sub(bpp, 0, bpp.n - 1), &sw);
	softeuicc_reset(f->card);
	fixture_select_isdr(f);
	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2B00"), 0xBF2B, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	return fixture_result(f, s, list.value).reason;
}

static int reason_element(void)
{
	struct bpp_wish w = wish();

	w.profile.n -= 9; /* PE-End */
	return load(&w).reason;
}

static int reason_mismatch(void)
{
	struct bpp_wish w = wish();

	w.profile = sample_profile(f, unhex(f, SECOND));
	return load(&w).reason;
}

/* The card takes test profiles. */
static void take_tests(void)
{
	static const struct softeuicc_setting tests[] = {{"rspCapability", "testProfileSupport"}};

	fixture_free(f);
	f = fixture_new_with(tests, COUNT(tests));
	s = fixture_server(f, CURVE_NIST_P256);
}

static int reason_key(void)
{
	struct bpp_wish w;

	take_tests();
	w = wish();
	w.metadata = sample_metadata(f, unhex(f, "98001032547698103214"), "950100");
	package_setup();
	put_base();
	put_element(0xA4, true, TESTED_ID,
		    "A1{A1{80{03} 81{00} 82{465B5CE8B199B49FAA5F0A2EE238A6BC} 83{}}}");
	put_end();
	w.profile = slice_dup(f, buf_slice(&package));
	package_teardown();
	return load(&w).reason;
}

static int reason_rules(void)
{
	struct bpp_wish w;

	fixture_install(f, SECOND, "");
	w = wish();
	w.metadata = sample_metadata(f, unhex(f, FIRST), PPR1_RULE);
	return load(&w).reason;
}

static int reason_unknown(void)
{
	struct bpp_wish w = wish();

	deny_store(SQLITE_INSERT, "profile");
	return load(&w).reason;
}

/* ---- the states of profiles ---- */

static void two_profiles(void)
{
	fixture_install(f, FIRST, "");
	fixture_install(f, SECOND, "");
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
}

static void protected_profile(void)
{
	fixture_install(f, FIRST, PPR1_RULE);
	fixture_install(f, SECOND, PPR2_RULE);
	ck_assert_int_eq(es10_enable(f, FIRST), 0);
}

/* A proactive command waits for the terminal. */
static void busy(void)
{
	uint16_t sw;

	two_profiles();
	fixture_hex(f, "8010000003000080", &sw);
	ck_assert_int_eq(es10_enable_with_refresh(f, SECOND), 0);
}

static int enable_ok(void)
{
	two_profiles();
	return es10_enable(f, SECOND);
}

static int enable_nobody(void)
{
	return es10_enable(f, FIRST);
}

static int enable_enabled(void)
{
	two_profiles();
	return es10_enable(f, FIRST);
}

static int enable_beside_protected(void)
{
	protected_profile();
	return es10_enable(f, SECOND);
}

/* A test profile has taken the place of SECOND. */
static int enable_another_after_test(void)
{
	take_tests();
	fixture_install(f, FIRST, "");
	fixture_install(f, SECOND, "");
	fixture_install(f, THIRD, "950100");
	ck_assert_int_eq(es10_enable(f, SECOND), 0);
	ck_assert_int_eq(es10_enable(f, THIRD), 0);
	return es10_enable(f, FIRST);
}

static int enable_while_busy(void)
{
	busy();
	return es10_enable(f, SECOND);
}

static int enable_unreadable(void)
{
	two_profiles();
	deny_store(SQLITE_READ, "profile");
	return es10_enable(f, SECOND);
}

static int disable_ok(void)
{
	two_profiles();
	return es10_disable(f, FIRST);
}

static int disable_nobody(void)
{
	return es10_disable(f, FIRST);
}

static int disable_disabled(void)
{
	two_profiles();
	return es10_disable(f, SECOND);
}

static int disable_protected(void)
{
	protected_profile();
	return es10_disable(f, FIRST);
}

static int disable_while_busy(void)
{
	busy();
	return es10_disable(f, FIRST);
}

static int disable_unreadable(void)
{
	two_profiles();
	deny_store(SQLITE_READ, "profile");
	return es10_disable(f, FIRST);
}

static int delete_ok(void)
{
	two_profiles();
	return es10_delete(f, SECOND);
}

static int delete_nobody(void)
{
	return es10_delete(f, FIRST);
}

static int delete_enabled(void)
{
	two_profiles();
	return es10_delete(f, FIRST);
}

static int delete_protected(void)
{
	protected_profile();
	return es10_delete(f, SECOND);
}

static int delete_on_its_way(void)
{
	busy();
	return es10_delete(f, SECOND);
}

static int reset_ok(void)
{
	two_profiles();
	return es10_code(f, "BF3404 82020780");
}

static int reset_nothing(void)
{
	two_profiles();
	return es10_code(f, "BF3403 820100");
}

static int reset_while_busy(void)
{
	busy();
	return es10_code(f, "BF3404 82020780");
}

/* ---- the others ---- */

static int remove_ok(void)
{
	fixture_install(f, FIRST, "");
	return es10_code(f, "BF3003 800101");
}

static int remove_nothing(void)
{
	return es10_code(f, "BF3003 800101");
}

static int nickname_ok(void)
{
	fixture_install(f, FIRST, "");
	return es10_code(f, "BF290F 5A0A" FIRST "900141");
}

static int nickname_of_nobody(void)
{
	return es10_code(f, "BF290F 5A0A" FIRST "900141");
}

static int nickname_is_no_text(void)
{
	fixture_install(f, FIRST, "");
	return es10_code(f, "BF290F 5A0A" FIRST "9001FF");
}

static int address_ok(void)
{
	return es10_code(f, "BF3F05 8003612E62");
}

static int address_is_no_text(void)
{
	return es10_code(f, "BF3F03 8001FF");
}

static int list_by_nonsense(void)
{
	return choice_code(es10_hex(f, "BF2D04 A0028100"), 0xBF2D);
}

static int crl(void)
{
	return choice_code(es10_hex(f, "BF3502A000"), 0xBF35);
}

static int lpae(void)
{
	return es10_code(f, "BF420480020780");
}

/* ---- the table ---- */

#define STORE_FAILS "what the image does not give or take is answered by 6581"
#define NO_CRL      "crlSupport is not announced: undefinedError, whatever the list"

static const struct {
	const char *type;
	const char *name;
	int code;
	int (*produce)(void);
	const char *never; /* why it cannot occur */
} codes[] = {
	{"AuthenticateErrorCode", "invalidCertificate", 1, authenticate_by_pb, NULL},
	{"AuthenticateErrorCode", "invalidSignature", 2, authenticate_badly_signed, NULL},
	{"AuthenticateErrorCode", "unsupportedCurve", 3, authenticate_on_unknown_curve, NULL},
	{"AuthenticateErrorCode", "noSessionContext", 4, authenticate_without_challenge, NULL},
	{"AuthenticateErrorCode", "invalidOid", 5, NULL,
	 "which OID it must be is for the LPA to know; without any it is no CERT.XXauth (4.5.2.1)"},
	{"AuthenticateErrorCode", "euiccChallengeMismatch", 6, authenticate_with_own_challenge,
	 NULL},
	{"AuthenticateErrorCode", "ciPKUnknown", 7, authenticate_under_unknown_ci, NULL},
	{"AuthenticateErrorCode", "undefinedError", 127, authenticate_without_own_key, NULL},

	{"DownloadErrorCode", "invalidCertificate", 1, prepare_by_auth, NULL},
	{"DownloadErrorCode", "invalidSignature", 2, prepare_badly_signed, NULL},
	{"DownloadErrorCode", "unsupportedCurve", 3, prepare_on_unknown_curve, NULL},
	{"DownloadErrorCode", "noSessionContext", 4, prepare_without_session, NULL},
	{"DownloadErrorCode", "invalidTransactionId", 5, prepare_another_transaction, NULL},
	{"DownloadErrorCode", "undefinedError", 127, prepare_without_code, NULL},

	{"CancelSessionReason", "endUserRejection", 0, cancelled_0, NULL},
	{"CancelSessionReason", "postponed", 1, cancelled_1, NULL},
	{"CancelSessionReason", "timeout", 2, cancelled_2, NULL},
	{"CancelSessionReason", "pprNotAllowed", 3, cancelled_3, NULL},
	{"CancelSessionReason", "metadataMismatch", 4, cancelled_4, NULL},
	{"CancelSessionReason", "loadBppExecutionError", 5, cancelled_5, NULL},
	{"CancelSessionReason", "undefinedReason", 127, cancelled_127, NULL},
	{"cancelSessionResponseError", "invalidTransactionId", 5, cancel_without_session, NULL},
	{"cancelSessionResponseError", "undefinedError", 127, cancel_for_no_reason, NULL},

	{"BppCommandId", "initialiseSecureChannel", 0, command_initialise, NULL},
	{"BppCommandId", "configureISDP", 1, command_configure, NULL},
	{"BppCommandId", "storeMetadata", 2, command_metadata, NULL},
	{"BppCommandId", "storeMetadata2", 3, NULL,
	 "a bound profile package has one StoreMetadata (2.5.4)"},
	{"BppCommandId", "replaceSessionKeys", 4, command_replace, NULL},
	{"BppCommandId", "loadProfileElements", 5, command_elements, NULL},

	{"ErrorReason", "incorrectInputValues", 1, reason_input_values, NULL},
	{"ErrorReason", "invalidSignature", 2, reason_signature, NULL},
	{"ErrorReason", "invalidTransactionId", 3, reason_transaction, NULL},
	{"ErrorReason", "unsupportedCrtValues", 4, reason_crt, NULL},
	{"ErrorReason", "unsupportedRemoteOperationType", 5, reason_operation, NULL},
	{"ErrorReason", "unsupportedProfileClass", 6, reason_class, NULL},
	{"ErrorReason", "scp03tStructureError", 7, reason_structure, NULL},
	{"ErrorReason", "scp03tSecurityError", 8, reason_security, NULL},
	{"ErrorReason", "installFailedDueToIccidAlreadyExistsOnEuicc", 9, reason_iccid, NULL},
	{"ErrorReason", "installFailedDueToInsufficientMemoryForProfile", 10, reason_memory, NULL},
	{"ErrorReason", "installFailedDueToInterruption", 11, reason_interruption, NULL},
	{"ErrorReason", "installFailedDueToPEProcessingError", 12, reason_element, NULL},
	{"ErrorReason", "installFailedDueToDataMismatch", 13, reason_mismatch, NULL},
	{"ErrorReason", "testProfileInstallFailedDueToInvalidNaaKey", 14, reason_key, NULL},
	{"ErrorReason", "pprNotAllowed", 15, reason_rules, NULL},
	{"ErrorReason", "installFailedDueToUnknownError", 127, reason_unknown, NULL},

	{"enableResult", "ok", 0, enable_ok, NULL},
	{"enableResult", "iccidOrAidNotFound", 1, enable_nobody, NULL},
	{"enableResult", "profileNotInDisabledState", 2, enable_enabled, NULL},
	{"enableResult", "disallowedByPolicy", 3, enable_beside_protected, NULL},
	{"enableResult", "wrongProfileReenabling", 4, enable_another_after_test, NULL},
	{"enableResult", "catBusy", 5, enable_while_busy, NULL},
	{"enableResult", "undefinedError", 127, enable_unreadable, NULL},

	{"disableResult", "ok", 0, disable_ok, NULL},
	{"disableResult", "iccidOrAidNotFound", 1, disable_nobody, NULL},
	{"disableResult", "profileNotInEnabledState", 2, disable_disabled, NULL},
	{"disableResult", "disallowedByPolicy", 3, disable_protected, NULL},
	{"disableResult", "catBusy", 5, disable_while_busy, NULL},
	{"disableResult", "undefinedError", 127, disable_unreadable, NULL},

	{"deleteResult", "ok", 0, delete_ok, NULL},
	{"deleteResult", "iccidOrAidNotFound", 1, delete_nobody, NULL},
	{"deleteResult", "profileNotInDisabledState", 2, delete_enabled, NULL},
	{"deleteResult", "disallowedByPolicy", 3, delete_protected, NULL},
	{"deleteResult", "undefinedError", 127, delete_on_its_way, NULL},

	{"resetResult", "ok", 0, reset_ok, NULL},
	{"resetResult", "nothingToDelete", 1, reset_nothing, NULL},
	{"resetResult", "catBusy", 5, reset_while_busy, NULL},
	{"resetResult", "undefinedError", 127, NULL, STORE_FAILS},

	{"listNotificationsResultError", "undefinedError", 127, NULL, STORE_FAILS},
	{"notificationsListResultError", "undefinedError", 127, NULL, STORE_FAILS},
	{"deleteNotificationStatus", "ok", 0, remove_ok, NULL},
	{"deleteNotificationStatus", "nothingToDelete", 1, remove_nothing, NULL},
	{"deleteNotificationStatus", "undefinedError", 127, NULL, STORE_FAILS},

	{"setNicknameResult", "ok", 0, nickname_ok, NULL},
	{"setNicknameResult", "iccidNotFound", 1, nickname_of_nobody, NULL},
	{"setNicknameResult", "undefinedError", 127, nickname_is_no_text, NULL},
	{"setDefaultDpAddressResult", "ok", 0, address_ok, NULL},
	{"setDefaultDpAddressResult", "undefinedError", 127, address_is_no_text, NULL},
	{"ProfileInfoListError", "incorrectInputValues", 1, list_by_nonsense, NULL},
	{"ProfileInfoListError", "undefinedError", 127, NULL, STORE_FAILS},

	{"LoadCRLResponseError", "invalidSignature", 1, NULL, NO_CRL},
	{"LoadCRLResponseError", "invalidCRLFormat", 2, NULL, NO_CRL},
	{"LoadCRLResponseError", "notEnoughMemorySpace", 3, NULL, NO_CRL},
	{"LoadCRLResponseError", "verificationKeyNotFound", 4, NULL, NO_CRL},
	{"LoadCRLResponseError", "fresherCrlAlreadyLoaded", 5, NULL, NO_CRL},
	{"LoadCRLResponseError", "baseCrlMissing", 6, NULL, NO_CRL},
	{"LoadCRLResponseError", "undefinedError", 127, crl, NULL},
	{"lpaeActivationResult", "ok", 0, NULL, "the eUICC has no LPA of its own"},
	{"lpaeActivationResult", "notSupported", 1, lpae, NULL},
};

START_TEST(code)
{
	int got;

	ck_assert_msg(!codes[_i].produce == !!codes[_i].never, "%s.%s: produced, or a reason",
		      codes[_i].type, codes[_i].name);
	if (!codes[_i].produce)
		return;
	got = codes[_i].produce();
	ck_assert_msg(got == codes[_i].code, "%s.%s: %d, should be %d", codes[_i].type,
		      codes[_i].name, got, codes[_i].code);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rsp_codes");
	TCase *tc = tcase_create("rsp_codes");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, code, 0, COUNT(codes));
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
