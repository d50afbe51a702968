/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/sms_assembly.h"

#include <errno.h>
#include <talloc.h>

#include "card.h"
#include "uicc/uicc.h"

/* Messages in parts at a time; the oldest has to go for one more. */
enum { ASSEMBLIES_MAX = 4 };

struct part {
	struct part *next;
	uint8_t number;
	struct slice header, data;
};

struct sms_assembly {
	struct sms_assembly *next; /* newest first */
	struct slice address;
	uint16_t reference;
	bool wide;
	uint8_t total, have;
	struct part *parts; /* by number */
};

struct position {
	uint16_t reference;
	bool wide;
	uint8_t total, number;
};

/* 9.2.3.24.1: an element that makes no sense is ignored. */
static bool find_position(struct slice header, struct position *out)
{
	struct slice ie;

	if (sms_header_find(header, SMS_IE_CONCATENATED, &ie) == 1 && ie.n == 3)
		*out = (struct position){ie.p[0], false, ie.p[1], ie.p[2]};
	else if (sms_header_find(header, SMS_IE_CONCATENATED_WIDE, &ie) == 1 && ie.n == 4)
		*out = (struct position){be16(ie.p), true, ie.p[2], ie.p[3]};
	else
		return false;
	return out->number >= 1 && out->number <= out->total;
}

static void drop(struct sms_assembly **at)
{
	struct sms_assembly *gone = *at;

	*at = gone->next;
	talloc_free(gone);
}

static struct sms_assembly **find(struct toolkit *t, struct slice address, const struct position *p)
{
	struct sms_assembly **at = &t->assemblies;

	for (; *at; at = &(*at)->next)
		if ((*at)->reference == p->reference && (*at)->wide == p->wide &&
		    (*at)->total == p->total && slice_eq((*at)->address, address))
			break;
	return at;
}

static struct sms_assembly *begin(struct softeuicc *card, struct slice address,
				  const struct position *p)
{
	struct toolkit *t = &card->uicc->toolkit;
	struct sms_assembly **last = &t->assemblies, *a;
	size_t n = 0;

	for (; *last; last = &(*last)->next)
		if (++n == ASSEMBLIES_MAX) {
			drop(last);
			break;
		}
	a = talloc_zero(card->uicc, struct sms_assembly);
	if (!a)
		return NULL;
	a->address = slice_dup(a, address);
	a->reference = p->reference;
	a->wide = p->wide;
	a->total = p->total;
	a->next = t->assemblies;
	t->assemblies = a;
	return a;
}

/* A part that comes again takes the place of the former. */
static int put_part(struct sms_assembly *a, const struct position *p, const struct sms_deliver *m)
{
	struct part **at = &a->parts, *part = talloc_zero(a, struct part);

	if (!part)
		return -ENOMEM;
	part->number = p->number;
	part->header = slice_dup(part, m->header);
	part->data = slice_dup(part, m->data);
	if (!part->header.p || !part->data.p) {
		talloc_free(part);
		return -ENOMEM;
	}
	while (*at && (*at)->number < p->number)
		at = &(*at)->next;
	part->next = *at;
	if (*at && (*at)->number == p->number) {
		part->next = (*at)->next;
		talloc_free(*at);
	} else {
		a->have++;
	}
	*at = part;
	return 0;
}

static int join(const struct sms_assembly *a, struct sms_deliver *m, void *ctx)
{
	struct buf data = buf_new(ctx);

	for (const struct part *p = a->parts; p; p = p->next)
		buf_put_slice(&data, p->data);
	m->header = slice_dup(ctx, a->parts->header);
	m->data = buf_slice(&data);
	return buf_ok(&data) && m->header.p ? 1 : -ENOMEM;
}

int sms_assemble(struct softeuicc *card, struct sms_deliver *m, void *ctx)
{
	struct toolkit *t = &card->uicc->toolkit;
	struct sms_assembly *a;
	struct position p;
	int r;

	if (!find_position(m->header, &p) || p.total == 1)
		return 1;
	a = *find(t, m->address, &p);
	if (!a)
		a = begin(card, m->address, &p);
	if (!a || put_part(a, &p, m) < 0)
		return -ENOMEM;
	if (a->have < a->total)
		return 0;
	r = join(a, m, ctx);
	drop(find(t, m->address, &p));
	return r;
}

void sms_assembly_reset(struct toolkit *t)
{
	while (t->assemblies)
		drop(&t->assemblies);
}
