/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves that the conformance suite can fail. Each trace is run on a card between which and the
 * replay stands a mutant: first one that spoils the last answer of each sequence, which must fail
 * by that alone; then those of the table, which each have one defect, at which something in the
 * trace must fail.
 *
 *   mutants [TRACE...]
 *
 * Prints TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

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
	{"4.2.10/prepare_download.trace", "the one-time key changes", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.11/load_bound_profile_package.trace", "wrong status", STATUS(0xC0, 0x9000, 0x6A88)},
	{"4.2.17/load_crl.trace", "another status word", STATUS(0xC0, 0x9000, 0x6985)},
	{"4.2.12/get_euicc_challenge.trace", "a challenge has an error",
	 STATUS(0xC0, 0x9000, 0x6A88)},
	{"4.2.13/get_euicc_info.trace", "the CIs of Info1 and Info2 differ",
	 STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.14/list_notification.trace", "events differ", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.15/retrieve_notifications.trace", "signatures are wrong",
	 STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.16/remove_notification.trace", "another result", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.18/authenticate_server.trace", "another error code", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.19/cancel_session.trace", "signatures are wrong", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.20/get_profiles_info.trace", "the list is cut", STATUS(0xC0, 0x9000, 0x6A88)},
	{"4.2.21/enable_profile.trace", "another result", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.22/disable_profile.trace", "another result", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.23/delete_profile.trace", "another result", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.24/memory_reset.trace", "another result", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.25/get_eid.trace", "any data object is the EID", STATUS(0xE2, 0x6A80, 0x9000)},
	{"4.2.26/set_nickname.trace", "another result", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.27/get_rat.trace", "there is no table", STATUS(0xC0, 0x9000, 0x6A88)},
	{"4.2.3/initialise_secure_channel.trace", "signatures are wrong",
	 STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.4/configure_isdp.trace", "signatures are wrong", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.5/store_metadata.trace", "signatures are wrong", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.6/replace_session_keys.trace", "signatures are wrong", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.7/load_profile_elements.trace", "signatures are wrong", STATUS(0xC0, 0x9000, 0x9000)},
	{"4.2.8/get_addresses.trace", "addresses differ", STATUS(0xC0, 0x9000, 0x6A88)},
	{"4.2.9/set_default_dp.trace", "another result", STATUS(0xC0, 0x9000, 0x9000)},
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
};

struct mutated {
	struct transport transport; /* first */
	struct transport *card;
	const struct mutant *mutant; /* NULL: none */
	bool spoils;                 /* the answer to command number @spoilt, from 1; 0: ATRs */
	unsigned spoilt;
	unsigned commands; /* of the sequence so far */
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

static int transmit(struct transport *t, struct slice command, struct buf *response, char **error)
{
	struct mutated *m = (struct mutated *)t;
	int r = transport_transmit(m->card, command, response, error);

	m->commands++;
	if (r || response->n < 2)
		return r;
	if (m->spoils && m->commands == m->spoilt) {
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
	    transport_fresh(m->script->memory, m->script->eid, m->script->seed, m, &m->card,
			    &error)) {
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
	run_script(m->run, m->script, &result);
	q->next = next;
	return result ? result->outcome : FAILED;
}

static unsigned count;

static void say(bool right, const char *trace, const char *what)
{
	printf("%s %u - %s: %s\n", right ? "ok" : "not ok", ++count, trace, what);
}

static void try_mutant(const struct mutant *mutant)
{
	struct mutated *m = set_up(mutant->trace);
	bool failed = false;

	m->mutant = mutant;
	for (struct sequence *q = m->script->sequences; q && !failed; q = q->next)
		failed = run_one(m, q) == FAILED;
	say(failed, mutant->trace, mutant->defect);
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
	printf("1..%u\n", count);
	return 0;
}
