/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves that the conformance suite can fail. Each trace is run on a card between which and the
 * replay stands a mutant: first one that spoils the last answer of each sequence, which must fail
 * by that alone; then those of the table, which each answer as a card with one defect would; then,
 * for each group, on cards that have a defect inside. Something in the trace must fail at each.
 *
 *   mutants [TRACE...]
 *
 * Prints TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "defects.h"
#include "replay/run.h"

enum { NO_STATUS = -1 };

/* A card with this defect answers the command with @to in place of @from; or, where they are the
 * same, flips the last bit of the data. Or, where @right is given, it answers those bytes of data
 * as @wrong, which has as many. */
struct mutant {
	const char *trace;
	const char *defect;
	int ins;
	int from;
	int to;
	const char *right; /* hexadecimal */
	const char *wrong;
};

#define STATUS(ins, from, to) ins, from, to, NULL, NULL
#define ANSWER(right, wrong)  NO_STATUS, NO_STATUS, NO_STATUS, right, wrong

static const struct mutant mutants[] = {
	{"4.2.1/atr_and_isdr.trace", "any AID selects the ISD-R", STATUS(0xA4, 0x6A82, 0x9000)},
	{"4.2.1/atr_and_isdr.trace", "GET RESPONSE is refused", STATUS(0xC0, 0x9000, 0x6985)},
	{"4.2.1/atr_and_isdr.trace", "SELECT answers without GET RESPONSE",
	 STATUS(0xA4, 0x61, 0x9000)},
	{"4.2.1/atr_and_isdr.trace", "the UICC takes STORE DATA", STATUS(0xE2, 0x6D00, 0x9000)},
	{"4.2.3/initialise_secure_channel.trace", "a wrong signature is another error",
	 ANSWER("800100810102", "800100810101")},
	{"4.2.3/initialise_secure_channel.trace", "any operation is taken",
	 ANSWER("800100810105", "800100810100")},
	{"4.2.3/initialise_secure_channel.trace", "an error does not end the session",
	 STATUS(0xE2, 0x6985, 0x9000)},
	{"4.2.4/configure_isdp.trace", "data of the SM-DP+ has no end",
	 ANSWER("A1068001018101", "A0068001018101")},
	{"4.2.4/configure_isdp.trace", "data of the SM-DP+ is lost", ANSWER("B807", "B907")},
	{"4.2.5/store_metadata.trace", "an ICCID is installed twice",
	 ANSWER("800102810109", "800102810101")},
	{"4.2.5/store_metadata.trace", "the class is not operational", ANSWER("950102", "950101")},
	{"4.2.5/store_metadata.trace", "names are cut", ANSWER("9108", "9207")},
	{"4.2.6/replace_session_keys.trace", "the session's keys stay",
	 ANSWER("800105810108", "800105810100")},
	{"4.2.6/replace_session_keys.trace", "keys of any length are taken",
	 ANSWER("800104810101", "800105810108")},
	{"4.2.7/load_profile_elements.trace", "profiles are enabled at once",
	 ANSWER("9F700100", "9F700101")},
	{"4.2.7/load_profile_elements.trace", "the ICCID is not compared",
	 ANSWER("80010581010D", "80010581010C")},
	{"4.2.7/memory.trace", "memory has no end", ANSWER("81010A", "81010C")},
	{"4.2.7/test_profile.trace", "test profiles have any keys",
	 ANSWER("80010581010E", "800105810100")},
	{"4.2.8/get_addresses.trace", "the default address is not told",
	 ANSWER("8010736D6470", "9F10736D6470")},
	{"4.2.8/get_addresses.trace", "there is no root SM-DS", ANSWER("8118746573", "8318746573")},
	{"4.2.9/set_default_dp.trace", "any bytes are an address",
	 ANSWER("BF3F0380017F", "BF3F03800100")},
	{"4.2.9/set_default_dp.trace", "an address is set once",
	 ANSWER("74776F2E6578", "6F6E652E6578")},
	{"4.2.9/set_default_dp.trace", "an address is not needed", STATUS(0xE2, 0x6A80, 0x9000)},
	{"4.2.10/prepare_download.trace", "any certificate is CERT.DPpb",
	 ANSWER("020101", "020102")},
	{"4.2.10/prepare_download.trace", "signatures are not verified",
	 ANSWER("020102", "020100")},
	{"4.2.10/prepare_download.trace", "no server need authenticate",
	 ANSWER("020104", "020105")},
	{"4.2.10/prepare_download.trace", "confirmation codes are not asked for",
	 ANSWER("02017F", "020100")},
	{"4.2.11/load_bound_profile_package.trace", "packages need no session",
	 STATUS(0xE2, 0x6985, 0x9000)},
	{"4.2.11/load_bound_profile_package.trace", "the result has another OID",
	 ANSWER("060388370A", "060388370B")},
	{"4.2.12/get_euicc_challenge.trace", "any challenge is the last one",
	 ANSWER("020106", "020101")},
	{"4.2.12/get_euicc_challenge.trace", "sessions outlive a challenge",
	 STATUS(0xE2, 0x6985, 0x9000)},
	{"4.2.12/get_euicc_challenge.trace", "sessions outlive a reset",
	 ANSWER("020104", "020106")},
	{"4.2.13/get_euicc_info.trace", "EUICCInfo2 has another version",
	 ANSWER("820302", "820303")},
	{"4.2.13/get_euicc_info.trace", "CIs are not told", ANSWER("A92C0414", "A92C0514")},
	{"4.2.14/list_notification.trace", "events are told as others",
	 ANSWER("81020640", "81020520")},
	{"4.2.14/list_notification.trace", "addresses differ", ANSWER("0C0D6E", "0C0D6F")},
	{"4.2.15/retrieve_notifications.trace", "events are told as others",
	 ANSWER("81020640", "81020520")},
	{"4.2.15/retrieve_notifications.trace", "any criteria are taken",
	 STATUS(0xE2, 0x6A80, 0x9000)},
	{"4.2.16/remove_notification.trace", "nothing is removed",
	 ANSWER("BF3003800100", "BF3003800101")},
	{"4.2.16/remove_notification.trace", "everything is removed",
	 ANSWER("BF3003800101", "BF3003800100")},
	{"4.2.17/load_crl.trace", "a list is loaded", ANSWER("BF350381017F", "BF3503A00100")},
	{"4.2.18/authenticate_server.trace", "any certificate is CERT.DPauth",
	 ANSWER("020101", "020102")},
	{"4.2.18/authenticate_server.trace", "signatures are not verified",
	 ANSWER("020102", "020106")},
	{"4.2.18/authenticate_server.trace", "challenges serve twice", ANSWER("020104", "020106")},
	{"4.2.18/authenticate_server.trace", "any CI is known", ANSWER("020107", "020101")},
	{"4.2.18/certificate_issuers.trace", "servers may be under any CI",
	 ANSWER("020101", "020107")},
	{"4.2.19/cancel_session.trace", "the reason is another", ANSWER("820105", "82017F")},
	{"4.2.19/cancel_session.trace", "every session is the one",
	 ANSWER("BF4103810105", "BF410381017F")},
	{"4.2.19/cancel_session.trace", "packages outlive their session",
	 STATUS(0xE2, 0x6985, 0x9000)},
	{"4.2.20/get_profiles_info.trace", "states are the other way round",
	 ANSWER("9F700101", "9F700100")},
	{"4.2.20/get_profiles_info.trace", "any criterion is taken",
	 ANSWER("BF2D03810101", "BF2D03A00100")},
	{"4.2.20/get_profiles_info.trace", "an operational profile is of another class",
	 ANSWER("950102", "950101")},
	{"4.2.21/enable_profile.trace", "policy rules do not bind",
	 ANSWER("BF3103800103", "BF3103800100")},
	{"4.2.21/enable_profile.trace", "the terminal is never busy",
	 ANSWER("BF3103800105", "BF3103800100")},
	{"4.2.21/enable_profile.trace", "a profile is enabled twice",
	 ANSWER("BF3103800102", "BF3103800100")},
	{"4.2.21/enable_profile.trace", "nothing is enabled", ANSWER("9F700101", "9F700100")},
	{"4.2.21/reenabling.trace", "any profile follows a test profile",
	 ANSWER("BF3103800104", "BF3103800100")},
	{"4.2.22/disable_profile.trace", "policy rules do not bind",
	 ANSWER("BF3203800103", "BF3203800100")},
	{"4.2.22/disable_profile.trace", "the terminal is never busy",
	 ANSWER("BF3203800105", "BF3203800100")},
	{"4.2.22/disable_profile.trace", "any profile is the one",
	 ANSWER("BF3203800101", "BF3203800100")},
	{"4.2.23/delete_profile.trace", "policy rules do not bind",
	 ANSWER("BF3303800103", "BF3303800100")},
	{"4.2.23/delete_profile.trace", "enabled profiles are deleted",
	 ANSWER("BF3303800102", "BF3303800100")},
	{"4.2.23/delete_profile.trace", "deleting is not notified", ANSWER("81020410", "81020400")},
	{"4.2.24/memory_reset.trace", "the terminal is never busy",
	 ANSWER("BF3403800105", "BF3403800100")},
	{"4.2.24/memory_reset.trace", "there is always something to delete",
	 ANSWER("BF3403800101", "BF3403800100")},
	{"4.2.24/memory_reset.trace", "the default address stays", ANSWER("BF3C1A", "BF3C1B")},
	{"4.2.25/get_eid.trace", "any tag list asks for the EID", STATUS(0xE2, 0x6A80, 0x9000)},
	{"4.2.25/get_eid.trace", "the EID is not of an eUICC", ANSWER("5A1089", "5A1088")},
	{"4.2.25/eid_of_the_chip.trace", "it is another's EID", ANSWER("5A108904", "5A108905")},
	{"4.2.26/set_nickname.trace", "nobody has a nickname",
	 ANSWER("BF2903800101", "BF2903800100")},
	{"4.2.26/set_nickname.trace", "nicknames have no end",
	 ANSWER("BF290380017F", "BF2903800100")},
	{"4.2.26/set_nickname.trace", "a nickname is not kept",
	 ANSWER("9004576F726B", "9007486F6C69")},
	{"4.2.27/get_rat.trace", "rules are for nobody", ANSWER("A1", "A3")},
	{"behaviour/retry.trace", "an interruption is not told", ANSWER("81010B", "81017F")},
	{"behaviour/retry.trace", "one-time keys outlive their profile",
	 ANSWER("800100810102", "800101810108")},
	{"behaviour/policy_rules.trace", "PPR1 does not bind",
	 ANSWER("BF3203800103", "BF3203800100")},
	{"behaviour/policy_rules.trace", "PPR2 does not bind",
	 ANSWER("BF3303800103", "BF3303800100")},
	{"behaviour/policy_rules.trace", "PPR1 is installed anywhere",
	 ANSWER("80010281010F", "800102810101")},
	{"behaviour/forbidden_rules.trace", "no rule is forbidden",
	 ANSWER("80010281010F", "800102810100")},
	{"behaviour/files.trace", "PIN1 protects nothing", STATUS(0xB0, 0x6982, 0x9000)},
	{"behaviour/files.trace", "the USIM outlives its profile", STATUS(0xA4, 0x6A82, 0x9000)},
	{"behaviour/files.trace", "files are another profile's", STATUS(0xB0, 0x9000, 0x9000)},
	{"behaviour/process.trace", "profiles change before REFRESH",
	 ANSWER("9F700100", "9F700101")},
	{"behaviour/process.trace", "REFRESH is never asked for", STATUS(0xC0, 0x91, 0x9000)},
	{"uicc/select.trace", "a missing file is selected", STATUS(0xA4, 0x6A82, 0x9000)},
	{"uicc/select.trace", "P1 and P2 are not checked", STATUS(0xA4, 0x6A86, 0x9000)},
	{"uicc/select.trace", "STATUS does not check P1 and P2", STATUS(0xF2, 0x6A86, 0x9000)},
	{"uicc/select.trace", "STATUS tells of another directory", STATUS(0xF2, 0x9000, 0x9000)},
	{"uicc/select.trace", "an identifier may have one byte", STATUS(0xA4, 0x6700, 0x9000)},
	{"uicc/files.trace", "PIN1 does not protect reading", STATUS(0xB0, 0x6982, 0x9000)},
	{"uicc/files.trace", "PIN1 does not protect records", STATUS(0xDC, 0x6982, 0x9000)},
	{"uicc/files.trace", "READ BINARY returns another byte", STATUS(0xB0, 0x9000, 0x9000)},
	{"uicc/files.trace", "READ RECORD returns another byte", STATUS(0xB2, 0x9000, 0x9000)},
	{"uicc/files.trace", "offsets are not checked", STATUS(0xB0, 0x6B00, 0x9000)},
	{"uicc/files.trace", "record numbers are not checked", STATUS(0xB2, 0x6A83, 0x9000)},
	{"uicc/files.trace", "a deactivated file is like others", STATUS(0xA4, 0x6283, 0x9000)},
	{"uicc/files.trace", "a deactivated file is read", STATUS(0xB0, 0x6984, 0x9000)},
	{"uicc/files.trace", "INCREASE overflows", STATUS(0x32, 0x9850, 0x9000)},
	{"uicc/files.trace", "INCREASE returns another sum", STATUS(0x32, 0x9000, 0x9000)},
	{"uicc/files.trace", "SEARCH RECORD finds another record", STATUS(0xA2, 0x9000, 0x9000)},
	{"uicc/files.trace", "SEARCH RECORD finds nothing silently", STATUS(0xA2, 0x6282, 0x9000)},
	{"uicc/security.trace", "any PIN is right", STATUS(0x20, 0x63C2, 0x9000)},
	{"uicc/security.trace", "wrong PINs do not count", STATUS(0x20, 0x63C2, 0x63C3)},
	{"uicc/security.trace", "PINs do not block", STATUS(0x20, 0x6983, 0x9000)},
	{"uicc/security.trace", "any old PIN changes", STATUS(0x24, 0x63C2, 0x9000)},
	{"uicc/security.trace", "a disabled PIN is verified", STATUS(0x20, 0x6984, 0x9000)},
	{"uicc/security.trace", "any PUK unblocks", STATUS(0x2C, 0x63C9, 0x9000)},
	{"uicc/security.trace", "the wrong channel is opened", STATUS(0x70, 0x9000, 0x9000)},
	{"uicc/security.trace", "closed channels work", STATUS(0xA4, 0x6881, 0x9000)},
	{"uicc/security.trace", "a wrong MAC is accepted", STATUS(0x88, 0x9862, 0x9000)},
	{"uicc/security.trace", "RES, CK, IK and AUTS differ", STATUS(0x88, 0x9000, 0x9000)},
	{"uicc/usim.trace", "PIN1 protects nothing", STATUS(0xB0, 0x6982, 0x9000)},
	{"uicc/usim.trace", "PIN2 is PIN1", STATUS(0xDC, 0x6982, 0x9000)},
	{"uicc/usim.trace", "files have other contents", STATUS(0xB0, 0x9000, 0x9000)},
	{"uicc/administration.trace", "everybody creates files", STATUS(0xE0, 0x6982, 0x9000)},
	{"uicc/administration.trace", "identifiers are taken twice", STATUS(0xE0, 0x6A89, 0x9000)},
	{"uicc/administration.trace", "memory has no end", STATUS(0xE0, 0x6A84, 0x9000)},
	{"uicc/administration.trace", "everybody deletes files", STATUS(0xE4, 0x6982, 0x9000)},
	{"uicc/administration.trace", "a missing file is deleted", STATUS(0xE4, 0x6A82, 0x9000)},
	{"uicc/administration.trace", "BER-TLV objects change", STATUS(0xCB, 0x9000, 0x9000)},
	{"uicc/administration.trace", "BER-TLV files have no end", STATUS(0xDB, 0x6A84, 0x9000)},
	{"uicc/administration.trace", "FETCH fetches nothing", STATUS(0x12, 0x6985, 0x9000)},
	{"uicc/administration.trace", "TERMINAL RESPONSE to nothing", STATUS(0x14, 0x6985, 0x9000)},
	{"uicc/status_words.trace", "a terminated file is deactivated",
	 STATUS(0x04, 0x6984, 0x9000)},
	{"uicc/status_words.trace", "disabled PINs do not block", STATUS(0x28, 0x6983, 0x63C0)},
	{"uicc/status_words.trace", "channels have no end", STATUS(0x70, 0x6A81, 0x9000)},
	{"uicc/status_words.trace", "any token resumes", STATUS(0x76, 0x6982, 0x9000)},
	{"uicc/status_words.trace", "records beyond the last", STATUS(0xA2, 0x6A83, 0x6282)},
};

static const struct {
	const char *trace;
	enum defect defect;
	const char *name;
} defective[] = {
#define WRONG(trace, defect)                                                                       \
	{                                                                                          \
		trace ".trace", defect, #defect                                                    \
	}
	WRONG("4.2.1/atr_and_isdr", RESET_CHANGES_NOTHING),
	WRONG("4.2.3/initialise_secure_channel", ANY_SIGNATURE),
	WRONG("4.2.4/configure_isdp", SERVER_DATA_IS_LOST),
	WRONG("4.2.5/store_metadata", ICCIDS_REPEAT),
	WRONG("4.2.6/replace_session_keys", KEYS_ARE_NOT_REPLACED),
	WRONG("4.2.7/load_profile_elements", PROFILES_BEGIN_ENABLED),
	WRONG("4.2.7/memory", MEMORY_HAS_NO_END),
	WRONG("4.2.7/test_profile", ANY_TEST_KEY),
	WRONG("4.2.8/get_addresses", NO_ADDRESS_IS_KEPT),
	WRONG("4.2.9/set_default_dp", ANY_TEXT),
	WRONG("4.2.9/set_default_dp", NO_ADDRESS_IS_KEPT),
	WRONG("4.2.10/prepare_download", ANY_SIGNATURE),
	WRONG("4.2.10/prepare_download", ANY_CERTIFICATE),
	WRONG("4.2.11/load_bound_profile_package", SESSIONS_DO_NOT_END),
	WRONG("4.2.12/get_euicc_challenge", ONE_CHALLENGE),
	WRONG("4.2.13/get_euicc_info", NO_VERSION_IS_TOLD),
	WRONG("4.2.14/list_notification", NO_NOTIFICATION_IS_LISTED),
	WRONG("4.2.15/retrieve_notifications", NO_NOTIFICATION_IS_FOUND),
	WRONG("4.2.16/remove_notification", NO_NOTIFICATION_IS_REMOVED),
	WRONG("4.2.17/load_crl", CRLS_ARE_LOADED),
	WRONG("4.2.18/authenticate_server", ANY_SIGNATURE),
	WRONG("4.2.18/authenticate_server", ANY_CERTIFICATE),
	WRONG("4.2.18/certificate_issuers", ANY_SERVER_CI),
	WRONG("4.2.19/cancel_session", ANY_TRANSACTION),
	WRONG("4.2.20/get_profiles_info", NO_PROFILE_IS_LISTED),
	WRONG("4.2.21/enable_profile", RULES_DO_NOT_BIND),
	WRONG("4.2.21/reenabling", NOTHING_TO_RETURN_TO),
	WRONG("4.2.22/disable_profile", RULES_DO_NOT_BIND),
	WRONG("4.2.23/delete_profile", NOTHING_IS_DELETED),
	WRONG("4.2.24/memory_reset", NOTHING_IS_DELETED),
	WRONG("4.2.25/get_eid", ANOTHER_EID),
	WRONG("4.2.26/set_nickname", NO_NICKNAME_IS_KEPT),
	WRONG("4.2.27/get_rat", NO_RULES_ARE_TOLD),
	WRONG("behaviour/files", ANY_ACCESS),
	WRONG("behaviour/forbidden_rules", ANY_RULE),
	WRONG("behaviour/policy_rules", RULES_DO_NOT_BIND),
	WRONG("behaviour/process", NO_REFRESH),
	WRONG("behaviour/retry", KEYS_ARE_KEPT),
	WRONG("uicc/security", ANY_ACCESS),
	WRONG("uicc/usim", ANY_ACCESS),
};

struct mutated {
	struct transport transport; /* first */
	struct transport *card;
	const struct mutant *mutant; /* NULL: none */
	bool spoils;                 /* the answer to command number @spoilt, from 1; 0: ATRs */
	unsigned spoilt;
	unsigned commands; /* of the sequence so far, see transmit() */
	bool again;        /* the next one repeats the last, with the right Le */
	struct script *script;
	struct run *run;
};

static int power(struct transport *t, enum power what, struct buf *atr, char **error)
{
	struct mutated *m = (struct mutated *)t;
	int r = transport_power(m->card, what, atr, error);

	if (r == 0 && atr->n > 1 && m->spoils && !m->spoilt)
		atr->p[0] ^= 0x01;
	return r;
}

static void flip(struct buf *response, size_t from_end)
{
	if (response->n >= from_end)
		response->p[response->n - from_end] ^= 0x01;
}

static size_t bytes_of(const char *hex, uint8_t *out, size_t max)
{
	size_t n = 0;
	unsigned byte;

	for (; n < max && sscanf(hex + 2 * n, "%2x", &byte) == 1; n++)
		out[n] = (uint8_t)byte;
	return n;
}

/* Writes @wrong over the first bytes of the data that are @right. */
static void rewrite(const struct mutant *m, struct buf *response)
{
	uint8_t right[64], wrong[64], *at;
	size_t n = bytes_of(m->right, right, sizeof(right));

	if (bytes_of(m->wrong, wrong, sizeof(wrong)) != n) {
		printf("Bail out! %s: not as many bytes\n", m->defect);
		exit(1);
	}
	at = memmem(response->p, response->n - 2, right, n);
	if (at)
		memcpy(at, wrong, n);
}

/* The defect, where @response to @command is one that has it. */
static void mutate(const struct mutant *m, struct slice command, struct buf *response)
{
	uint8_t *sw = response->p + response->n - 2;
	int is = be16(sw);

	if (m->right) {
		rewrite(m, response);
		return;
	}
	if (command.n < 4 || command.p[1] != m->ins || (is != m->from && is >> 8 != m->from))
		return;
	if (m->from == m->to)
		flip(response, 3);
	sw[0] = (uint8_t)(m->to >> 8);
	sw[1] = (uint8_t)m->to;
}

/* A command counts once, in however many pieces its answer is fetched: their number depends on the
 * length of signatures, which is not the same on two cards. */
static int transmit(struct transport *t, struct slice command, struct buf *response, char **error)
{
	enum { GET_RESPONSE = 0xC0, MORE = 0x61, WRONG_LE = 0x6C };
	struct mutated *m = (struct mutated *)t;
	int r = transport_transmit(m->card, command, response, error);
	uint8_t sw1;

	m->commands += !m->again && (command.n < 2 || command.p[1] != GET_RESPONSE);
	if (r || response->n < 2)
		return r;
	sw1 = response->p[response->n - 2];
	m->again = sw1 == WRONG_LE;
	if (m->spoils && m->commands == m->spoilt && sw1 != MORE) {
		flip(response, 1);
		flip(response, 3);
	} else if (m->mutant) {
		mutate(m->mutant, command, response);
	}
	return 0;
}

/* A card for @trace, which is sound, and after the setup. */
static struct mutated *set_up(const char *trace)
{
	const char *top = getenv("top_srcdir");
	struct mutated *m = talloc_zero(NULL, struct mutated);
	char *path = talloc_asprintf(m, "%s/testvectors/traces/%s", top ? top : ".", trace);
	struct sequence *sequences;
	struct result *none;
	char *error = NULL;

	m->transport = (struct transport){.power = power, .transmit = transmit, .in_process = true};
	if (script_read(path, 0, m, &m->script, &error) ||
	    transport_fresh(&m->script->chip, m->script->seed, m, &m->card, &error)) {
		printf("Bail out! %s\n", error ? error : "no memory");
		exit(1);
	}
	m->run = run_new(&m->transport, false, m);
	sequences = m->script->sequences;
	m->script->sequences = NULL;
	run_script(m->run, m->script, &none);
	m->script->sequences = sequences;
	m->script->setup = NULL;
	return m;
}

/* One sequence, by itself. */
static enum outcome run_one(struct mutated *m, struct sequence *q)
{
	struct sequence *next = q->next;
	struct result *result = NULL;

	q->next = NULL;
	m->script->sequences = q;
	m->commands = 0;
	m->again = false;
	run_script(m->run, m->script, &result);
	q->next = next;
	return result ? result->outcome : FAILED;
}

static unsigned count;

static void say(bool right, const char *trace, const char *what)
{
	printf("%s %u - %s: %s\n", right ? "ok" : "not ok", ++count, trace, what);
}

static bool one_fails(struct mutated *m)
{
	bool failed = false;

	for (struct sequence *q = m->script->sequences; q && !failed; q = q->next)
		failed = run_one(m, q) == FAILED;
	return failed;
}

static void try_mutant(const struct mutant *mutant)
{
	struct mutated *m = set_up(mutant->trace);

	m->mutant = mutant;
	say(one_fails(m), mutant->trace, mutant->defect);
	talloc_free(m);
}

static void try_defect(const char *trace, enum defect which, const char *name)
{
	struct mutated *m = set_up(trace);

	defect = which;
	say(one_fails(m), trace, name);
	defect = NO_DEFECT;
	talloc_free(m);
}

/* Each sequence runs on a sound card, which counts the commands, and on one like it that spoils the
 * last answer; both are changed by it in the same way. */
static void spoil(const char *trace)
{
	struct mutated *sound = set_up(trace), *spoiling = set_up(trace);
	struct sequence *q = sound->script->sequences, *same = spoiling->script->sequences;

	spoiling->spoils = true;
	for (; q; q = q->next, same = same->next) {
		if (run_one(sound, q) != PASSED)
			continue;
		spoiling->spoilt = sound->commands;
		say(run_one(spoiling, same) == FAILED, trace, q->name);
	}
	talloc_free(sound);
	talloc_free(spoiling);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		spoil(argv[i]);
	for (size_t i = 0; i < sizeof(mutants) / sizeof(mutants[0]); i++)
		try_mutant(&mutants[i]);
	for (size_t i = 0; i < sizeof(defective) / sizeof(defective[0]); i++)
		try_defect(defective[i].trace, defective[i].defect, defective[i].name);
	printf("1..%u\n", count);
	return 0;
}
