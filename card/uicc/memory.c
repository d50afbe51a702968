/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/memory.h"

#include "card.h"
#include "store/profile_store.h"
#include "uicc/uicc.h"

/* TS 102 222 6.3.2.2: a DF's total file size counts the bodies of its EFs, no structural
 * information, and is reserved as a whole. */
static uint64_t body(const struct file *f);

static uint64_t bodies_in(const struct file *df)
{
	uint64_t sum = 0;

	for (const struct file *f = df->children; f; f = f->next)
		sum += body(f);
	return sum;
}

static uint64_t body(const struct file *f)
{
	if (file_is_df(f) && f->size == 0)
		return bodies_in(f);
	return f->link ? 0 : f->size;
}

uint64_t memory_free(const struct softeuicc *card)
{
	uint64_t bytes = profile_store_free_memory(card->store);

	return bytes > card->memory_withheld ? bytes - card->memory_withheld : 0;
}

void softeuicc_leave_memory(struct softeuicc *card, uint64_t bytes)
{
	uint64_t there = profile_store_free_memory(card->store);

	card->memory_withheld = there > bytes ? there - bytes : 0;
}

uint64_t memory_used(const struct softeuicc *card)
{
	const struct uicc_content *c = card->uicc->content;
	uint64_t used = body(c->mf);

	for (const struct file *f = c->mf; f; f = file_walk(c, f))
		used += FILE_COST;
	return used;
}

static bool fits_its_directories(const struct file *f)
{
	for (; f; f = f->parent)
		if (file_is_df(f) && f->size && bodies_in(f) > f->size)
			return false;
	return true;
}

uint16_t memory_account(struct softeuicc *card, const struct file *f, uint64_t before)
{
	uint64_t now = memory_used(card);

	if (!fits_its_directories(f))
		return SW_NOT_ENOUGH_MEMORY;
	if (card->uicc->profile && now > before && now - before > memory_free(card))
		return SW_NOT_ENOUGH_MEMORY;
	if (profile_store_grow(card->store, card->uicc->profile, (int64_t)(now - before)) < 0)
		return SW_MEMORY_PROBLEM;
	return SW_OK;
}
