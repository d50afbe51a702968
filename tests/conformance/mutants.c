/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves that the conformance suite can fail. Each trace is run on a card between which and the
 * replay stands a mutant: first one that spoils every answer, at which every sequence must fail;
 * then those of the table, which each have one defect, at which something in the trace must fail.
 *
 *   mutants [TRACE...]
 *
 * Prints TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "replay/run.h"

enum { ANY = -1 };

/* A card with this defect answers the command with @to in place of @from; or, where they are the
 * same, flips the last bit of the data. */
struct mutant {
	const char *trace;
	const char *defect;
	int ins;
	int from;
	int to;
};

static const struct mutant mutants[] = {
	{"4.2.1/atr_and_isdr.trace", "any AID selects the ISD-R", 0xA4, 0x6A82, 0x9000},
	{"4.2.1/atr_and_isdr.trace", "GET RESPONSE is refused", 0xC0, 0x9000, 0x6985},
	{"4.2.1/atr_and_isdr.trace", "SELECT answers without GET RESPONSE", 0xA4, 0x61, 0x9000},
	{"4.2.1/atr_and_isdr.trace", "the UICC takes STORE DATA", 0xE2, 0x6D00, 0x9000},
	{"uicc/select.trace", "a missing file is selected", 0xA4, 0x6A82, 0x9000},
	{"uicc/select.trace", "P1 and P2 are not checked", 0xA4, 0x6A86, 0x9000},
	{"uicc/select.trace", "STATUS does not check P1 and P2", 0xF2, 0x6A86, 0x9000},
	{"uicc/select.trace", "STATUS tells of another directory", 0xF2, 0x9000, 0x9000},
	{"uicc/select.trace", "an identifier may have one byte", 0xA4, 0x6700, 0x9000},
	{"uicc/files.trace", "PIN1 does not protect reading", 0xB0, 0x6982, 0x9000},
	{"uicc/files.trace", "PIN1 does not protect records", 0xDC, 0x6982, 0x9000},
	{"uicc/files.trace", "READ BINARY returns another byte", 0xB0, 0x9000, 0x9000},
	{"uicc/files.trace", "READ RECORD returns another byte", 0xB2, 0x9000, 0x9000},
	{"uicc/files.trace", "offsets are not checked", 0xB0, 0x6B00, 0x9000},
	{"uicc/files.trace", "record numbers are not checked", 0xB2, 0x6A83, 0x9000},
	{"uicc/files.trace", "a deactivated file is like others", 0xA4, 0x6283, 0x9000},
	{"uicc/files.trace", "a deactivated file is read", 0xB0, 0x6984, 0x9000},
	{"uicc/files.trace", "INCREASE overflows", 0x32, 0x9850, 0x9000},
	{"uicc/files.trace", "INCREASE returns another sum", 0x32, 0x9000, 0x9000},
	{"uicc/files.trace", "SEARCH RECORD finds another record", 0xA2, 0x9000, 0x9000},
	{"uicc/files.trace", "SEARCH RECORD finds nothing silently", 0xA2, 0x6282, 0x9000},
	{"uicc/security.trace", "any PIN is right", 0x20, 0x63C2, 0x9000},
	{"uicc/security.trace", "wrong PINs do not count", 0x20, 0x63C2, 0x63C3},
	{"uicc/security.trace", "PINs do not block", 0x20, 0x6983, 0x9000},
	{"uicc/security.trace", "any old PIN changes", 0x24, 0x63C2, 0x9000},
	{"uicc/security.trace", "a disabled PIN is verified", 0x20, 0x6984, 0x9000},
	{"uicc/security.trace", "any PUK unblocks", 0x2C, 0x63C9, 0x9000},
	{"uicc/security.trace", "the wrong channel is opened", 0x70, 0x9000, 0x9000},
	{"uicc/security.trace", "closed channels work", 0xA4, 0x6881, 0x9000},
	{"uicc/security.trace", "a wrong MAC is accepted", 0x88, 0x9862, 0x9000},
	{"uicc/security.trace", "RES, CK, IK and AUTS differ", 0x88, 0x9000, 0x9000},
	{"uicc/administration.trace", "everybody creates files", 0xE0, 0x6982, 0x9000},
	{"uicc/administration.trace", "identifiers are taken twice", 0xE0, 0x6A89, 0x9000},
	{"uicc/administration.trace", "memory has no end", 0xE0, 0x6A84, 0x9000},
	{"uicc/administration.trace", "everybody deletes files", 0xE4, 0x6982, 0x9000},
	{"uicc/administration.trace", "a missing file is deleted", 0xE4, 0x6A82, 0x9000},
	{"uicc/administration.trace", "BER-TLV objects change", 0xCB, 0x9000, 0x9000},
	{"uicc/administration.trace", "BER-TLV files have no end", 0xDB, 0x6A84, 0x9000},
	{"uicc/administration.trace", "FETCH fetches nothing", 0x12, 0x6985, 0x9000},
	{"uicc/administration.trace", "TERMINAL RESPONSE to nothing", 0x14, 0x6985, 0x9000},
};

struct mutated {
	struct transport transport; /* first */
	struct transport *card;
	const struct mutant *mutant; /* NULL: spoils everything */
	bool sound;                  /* no defect: as in the setup */
};

/* ATRs are spoiled too. */
static int power(struct transport *t, enum power what, struct buf *atr, char **error)
{
	struct mutated *m = (struct mutated *)t;
	int r = transport_power(m->card, what, atr, error);

	if (r == 0 && atr->n > 1 && !m->mutant && !m->sound)
		atr->p[0] ^= 0x01;
	return r;
}

static bool has_defect(const struct mutant *m, uint8_t ins, int sw)
{
	return ins == m->ins && (sw == m->from || sw >> 8 == m->from);
}

static int transmit(struct transport *t, struct slice command, struct buf *response, char **error)
{
	struct mutated *m = (struct mutated *)t;
	int r = transport_transmit(m->card, command, response, error);
	uint8_t *sw = response->p + response->n - 2;

	if (r || m->sound || response->n < 2)
		return r;
	if (!m->mutant) {
		sw[1] ^= 0x01;
		if (response->n > 2)
			response->p[response->n - 3] ^= 0x01;
		return 0;
	}
	if (command.n < 4 || !has_defect(m->mutant, command.p[1], be16(sw)))
		return 0;
	if (m->mutant->from == m->mutant->to) {
		if (response->n > 2)
			response->p[response->n - 3] ^= 0x01;
		return 0;
	}
	sw[0] = (uint8_t)(m->mutant->to >> 8);
	sw[1] = (uint8_t)m->mutant->to;
	return 0;
}

static const char *directory(void *ctx)
{
	const char *top = getenv("top_srcdir");

	return talloc_asprintf(ctx, "%s/testvectors/traces", top ? top : ".");
}

/* Runs @trace with @mutant; the results are children of @ctx. */
static struct result *run(const char *trace, const struct mutant *mutant, void *ctx)
{
	struct mutated m = {.transport = {.power = power, .transmit = transmit, .in_process = true},
			    .mutant = mutant,
			    .sound = true};
	struct result *setup = NULL, *results = NULL;
	struct step *steps;
	struct sequence *sequences;
	struct script *script;
	struct run *r;
	char *error = NULL;

	if (script_read(talloc_asprintf(ctx, "%s/%s", directory(ctx), trace), 0, ctx, &script,
			&error) ||
	    transport_fresh(script->memory, script->eid, script->seed, ctx, &m.card, &error)) {
		printf("Bail out! %s\n", error ? error : "no memory");
		exit(1);
	}
	/* The setup on the sound card, the sequences on the mutant. */
	r = run_new(&m.transport, false, ctx);
	steps = script->setup;
	sequences = script->sequences;
	script->sequences = NULL;
	run_script(r, script, &setup);
	script->setup = NULL;
	script->sequences = sequences;
	m.sound = false;
	run_script(r, script, &results);
	script->setup = steps;
	return results;
}

static unsigned count;

static void say(bool right, const char *trace, const char *what)
{
	printf("%s %u - %s: %s\n", right ? "ok" : "not ok", ++count, trace, what);
}

static void try_mutant(const struct mutant *m)
{
	void *ctx = talloc_new(NULL);
	const struct result *one = run(m->trace, m, ctx);

	while (one && one->outcome != FAILED)
		one = one->next;
	say(one != NULL, m->trace, m->defect);
	talloc_free(ctx);
}

/* Every sequence fails where every answer is wrong. */
static void spoil(const char *trace)
{
	void *ctx = talloc_new(NULL);

	for (const struct result *one = run(trace, NULL, ctx); one; one = one->next)
		if (one->outcome != SKIPPED)
			say(one->outcome == FAILED, trace, one->sequence->name);
	talloc_free(ctx);
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
