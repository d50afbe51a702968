/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/fault.h"

#include <errno.h>
#include <string.h>
#include <talloc.h>

#include "codec/slice.h"
#include "reader-bridge/fault_file.h"
#include "reader-bridge/function_name.h"

struct duration {
	char *function;
	unsigned ms;
};

struct faulty;

struct faults {
	struct fault *list; /* talloc arrays */
	struct duration *durations;
	struct faulty **cards;
	unsigned byte_us;
	unsigned last_id;
};

/* A card that obeys. */
struct faulty {
	struct faults *faults;
	unsigned index;
	struct softeuicc *card;
	struct bridge_card inner;
	struct function_names names;
	struct fault held; /* strikes the answer that GET RESPONSE fetches */
	bool holds;
	char *note; /* of the command under way, or NULL */
};

struct faults *faults_new(void *ctx)
{
	struct faults *f = talloc_zero(ctx, struct faults);

	if (!f)
		return NULL;
	f->list = talloc_array(f, struct fault, 0);
	f->durations = talloc_array(f, struct duration, 0);
	f->cards = talloc_array(f, struct faulty *, 0);
	if (f->list && f->durations && f->cards)
		return f;
	talloc_free(f);
	return NULL;
}

/* ---- the list ---- */

int faults_add(struct faults *f, const struct fault *fault)
{
	size_t n = talloc_array_length(f->list);
	struct fault *list = talloc_realloc(f, f->list, struct fault, n + 1);

	if (!list)
		return -ENOMEM;
	f->list = list;
	list[n] = *fault;
	list[n].id = ++f->last_id;
	list[n].seen = list[n].struck = 0;
	list[n].function = talloc_strdup(f, fault->function);
	if (list[n].function)
		return (int)list[n].id;
	f->list = talloc_realloc(f, list, struct fault, n);
	return -ENOMEM;
}

unsigned faults_remove(struct faults *f, unsigned id)
{
	size_t kept = 0, n = talloc_array_length(f->list);

	for (size_t i = 0; i < n; i++)
		if (id && f->list[i].id != id)
			f->list[kept++] = f->list[i];
		else
			talloc_free((void *)(uintptr_t)f->list[i].function);
	f->list = talloc_realloc(f, f->list, struct fault, kept);
	return (unsigned)(n - kept);
}

const struct fault *faults_list(const struct faults *f)
{
	return f->list;
}

static bool meant(const struct fault *r, unsigned card, const char *function)
{
	return (r->card == FAULT_ANY_CARD || (unsigned)r->card == card) &&
	       (!strcmp(r->function, "*") || !strcmp(r->function, function));
}

/* The function is about to be performed: counts that for every fault which means it, and returns
 * the first whose turn it is. Only the card itself can give a result code (@results). */
static struct fault *strike(struct faults *f, unsigned card, const char *function, bool results)
{
	struct fault *first = NULL;

	for (size_t i = 0; i < talloc_array_length(f->list); i++) {
		struct fault *r = &f->list[i];

		if ((r->kind == FAULT_RESULT) != results || !meant(r, card, function))
			continue;
		r->seen++;
		if (!first && r->seen >= r->nth && (r->times == 0 || r->seen - r->nth < r->times))
			first = r;
	}
	if (first)
		first->struck++;
	return first;
}

/* ---- time ---- */

int faults_set_time(struct faults *f, const char *function, unsigned ms)
{
	size_t n = talloc_array_length(f->durations);
	struct duration *d = talloc_realloc(f, f->durations, struct duration, n + 1);

	if (!d)
		return -ENOMEM;
	f->durations = d;
	d[n] = (struct duration){talloc_strdup(d, function), ms};
	if (d[n].function)
		return 0;
	f->durations = talloc_realloc(f, d, struct duration, n);
	return -ENOMEM;
}

void faults_set_byte_time(struct faults *f, unsigned us)
{
	f->byte_us = us;
}

void faults_clear_times(struct faults *f)
{
	for (size_t i = 0; i < talloc_array_length(f->durations); i++)
		talloc_free(f->durations[i].function);
	f->durations = talloc_realloc(f, f->durations, struct duration, 0);
	f->byte_us = 0;
}

static unsigned duration(const struct faults *f, const char *function, size_t bytes)
{
	unsigned ms = 0;

	for (size_t i = 0; i < talloc_array_length(f->durations); i++) {
		if (!strcmp(f->durations[i].function, function)) {
			ms = f->durations[i].ms;
			break;
		}
		if (!strcmp(f->durations[i].function, "*"))
			ms = f->durations[i].ms;
	}
	return ms + (unsigned)(bytes * f->byte_us / 1000);
}

/* ---- the card ---- */

static void note(struct faulty *c, const struct fault *r, const char *function)
{
	char *text = fault_text(c, r);

	c->note = talloc_asprintf_append(c->note ? c->note : talloc_strdup(c, ""),
					 "%sfault %u: %s: %s", c->note ? "; " : "", r->id, function,
					 text ? text : "?");
	talloc_free(text);
}

int faults_result(struct faults *f, unsigned index, const char *function)
{
	struct fault *r = strike(f, index, function, true);

	if (!r)
		return 0;
	if (index < talloc_array_length(f->cards) && f->cards[index])
		note(f->cards[index], r, function);
	return (int)r->value;
}

static size_t put_status(uint8_t *response, int64_t sw)
{
	response[0] = (uint8_t)(sw >> 8);
	response[1] = (uint8_t)sw;
	return 2;
}

static void corrupt(const struct fault *r, uint8_t *response, size_t n)
{
	long at = r->at < 0 ? (long)n + r->at : r->at;

	if (at >= 0 && (size_t)at < n)
		response[at] ^= (uint8_t)r->value;
}

static void forget(struct faulty *c)
{
	c->holds = false;
	c->names = (struct function_names){0};
}

/* What @r does to an answer of @n bytes. Returns its length now. */
static size_t spoil(struct faulty *c, const struct fault *r, uint8_t *response, size_t n,
		    struct bridge_manner *manner)
{
	enum { NO_PRECISE_DIAGNOSIS = 0x6F00 };
	unsigned ms = (unsigned)r->value;

	switch (r->kind) {
	case FAULT_STATUS:
		return put_status(response, r->value);
	case FAULT_RESET:
		forget(c);
		softeuicc_reset(c->card);
		return put_status(response, NO_PRECISE_DIAGNOSIS);
	case FAULT_SILENCE:
		manner->drop = true;
		manner->delay += ms;
		return n;
	case FAULT_DROP:
		manner->drop = true;
		manner->away = ms;
		return n;
	case FAULT_DELAY:
		manner->delay += ms;
		return n;
	case FAULT_CORRUPT:
		corrupt(r, response, n);
		return n;
	case FAULT_TRUNCATE:
		return n > (size_t)r->value ? n - (size_t)r->value : 0;
	case FAULT_RESULT:
	case FAULT_MEMORY:
	case FAULT_KINDS:
		break;
	}
	return n;
}

static bool instead(const struct fault *r)
{
	return !r->performed && (r->kind == FAULT_STATUS || r->kind == FAULT_RESET ||
				 r->kind == FAULT_SILENCE || r->kind == FAULT_DROP);
}

/* Only data is worth spoiling: where 61XX says that GET RESPONSE fetches it, that is when. */
static bool wants_data(const struct fault *r, const uint8_t *response, size_t n)
{
	return (r->kind == FAULT_CORRUPT || r->kind == FAULT_TRUNCATE) && n == 2 &&
	       response[0] == 0x61;
}

/* The fault that strikes this command. */
static const struct fault *next_fault(struct faulty *c, const struct function_name *name)
{
	bool holds = c->holds;
	struct fault *r;

	c->holds = false;
	if (name->continues && holds)
		return &c->held;
	if (!name->performs)
		return NULL;
	r = strike(c->faults, c->index, name->name, false);
	if (r)
		note(c, r, name->name);
	return r;
}

static size_t perform(struct faulty *c, const struct fault *r, struct slice command,
		      uint8_t *response, struct bridge_manner *manner)
{
	if (r && instead(r))
		return put_status(response, 0x6F00);
	if (r && r->kind == FAULT_MEMORY)
		softeuicc_leave_memory(c->card, (uint64_t)r->value);
	return c->inner.transmit(c->inner.card, command.p, command.n, response, manner);
}

static size_t transmit(void *card, const uint8_t *command, size_t n,
		       uint8_t response[SOFTEUICC_RESPONSE_MAX], struct bridge_manner *manner)
{
	struct faulty *c = card;
	struct function_name name = function_name(&c->names, slice_of(command, n));
	const struct fault *r;
	size_t length;

	TALLOC_FREE(c->note);
	r = next_fault(c, &name);
	length = perform(c, r, slice_of(command, n), response, manner);
	manner->delay += duration(c->faults, name.performs ? name.name : "", n + length);
	if (r && wants_data(r, response, length)) {
		c->held = *r;
		c->holds = true;
	} else if (r) {
		length = spoil(c, r, response, length, manner);
	}
	manner->note = c->note;
	return length;
}

static void power_on(void *card)
{
	softeuicc_power_on(((struct faulty *)card)->card);
}

static void power_off(void *card)
{
	forget(card);
	softeuicc_power_off(((struct faulty *)card)->card);
}

static void reset(void *card)
{
	forget(card);
	softeuicc_reset(((struct faulty *)card)->card);
}

static size_t atr(void *card, uint8_t out[SOFTEUICC_ATR_MAX])
{
	return softeuicc_atr(((struct faulty *)card)->card, out);
}

struct bridge_card faults_card(struct faults *f, unsigned index, struct softeuicc *card)
{
	size_t n = talloc_array_length(f->cards);
	struct faulty **cards = f->cards, *c = talloc_zero(f, struct faulty);

	if (c && index >= n) {
		cards = talloc_realloc(f, cards, struct faulty *, index + 1);
		if (cards) {
			memset(cards + n, 0, (index + 1 - n) * sizeof(struct faulty *));
			f->cards = cards;
		}
	}
	if (!c || !cards)
		return (struct bridge_card){0};
	*c = (struct faulty){.faults = f, .index = index, .card = card};
	c->inner = bridge_softeuicc(card);
	cards[index] = c;
	return (struct bridge_card){c, power_on, power_off, reset, atr, transmit};
}
