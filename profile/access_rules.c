/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "profile/access_rules.h"

#include <errno.h>

#include "codec/tlv.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Access mode bytes, ISO/IEC 7816-4 5.4.3.1: for EFs; those of DFs say create where these say
 * write and update. */
enum {
	AM_READ = 0x01,
	AM_UPDATE = 0x02,
	AM_CREATE_EF = 0x02,
	AM_CREATE_DF = 0x04,
	AM_DEACTIVATE = 0x08,
	AM_ACTIVATE = 0x10,
	AM_DELETE = 0x40,
};

enum {
	TAG_AM_BYTE = 0x80,
	TAG_AM_INS = 0x84, /* a command by its instruction byte */
	TAG_SC_ALWAYS = 0x90,
	TAG_SC_NEVER = 0x97,
	TAG_SC_KEY = 0xA4,
	TAG_KEY_REFERENCE = 0x83,
	TAG_USAGE = 0x95,
	INS_INCREASE = 0x32,
	USAGE_USER_VERIFICATION = 0x08,
};

/* Which operations under which condition. */
struct grant {
	uint8_t modes;
	uint8_t condition; /* CONDITION_DEFAULT ends the rule */
};

struct rule {
	struct grant grants[3];
	uint8_t increase; /* condition of INCREASE, CONDITION_DEFAULT: none */
};

enum { LIFE = AM_DELETE | AM_ACTIVATE | AM_DEACTIVATE, SWITCH = AM_ACTIVATE | AM_DEACTIVATE };

/* The rules of annex A's templates. */
static const struct rule standard[] = {
	{{{AM_READ, CONDITION_ALWAYS}, {AM_UPDATE, CONDITION_PIN1}, {LIFE, CONDITION_ADM1}}, 0},
	{{{AM_READ, CONDITION_PIN1}, {LIFE | AM_UPDATE, CONDITION_ADM1}}, 0},
	{{{LIFE | AM_UPDATE | AM_READ, CONDITION_ADM1}}, 0},
	{{{AM_READ, CONDITION_ALWAYS},
	  {SWITCH | AM_UPDATE, CONDITION_NEVER},
	  {AM_DELETE, CONDITION_ADM1}},
	 0},
	{{{AM_READ | AM_UPDATE, CONDITION_PIN1}, {LIFE, CONDITION_ADM1}}, 0},
	{{{AM_READ | AM_ACTIVATE, CONDITION_PIN1},
	  {AM_DELETE | AM_DEACTIVATE | AM_UPDATE, CONDITION_ADM1}},
	 0},
	{{{AM_READ | AM_UPDATE, CONDITION_PIN1}, {LIFE, CONDITION_ADM1}}, CONDITION_PIN1},
	{{{AM_READ, CONDITION_PIN1}, {AM_UPDATE, CONDITION_PIN2}, {LIFE, CONDITION_ADM1}}, 0},
	{{{AM_READ, CONDITION_ALWAYS},
	  {SWITCH | AM_UPDATE, CONDITION_PIN1},
	  {AM_DELETE, CONDITION_ADM1}},
	 0},
	{{{AM_READ, CONDITION_ALWAYS}, {LIFE | AM_UPDATE, CONDITION_ADM1}}, 0},
	{{{AM_READ, CONDITION_ALWAYS},
	  {SWITCH, CONDITION_ADM1},
	  {AM_DELETE | AM_UPDATE, CONDITION_NEVER}},
	 0},
	{{{AM_READ, CONDITION_PIN1}, {LIFE | AM_UPDATE, CONDITION_NEVER}}, 0},
	{{{AM_READ | AM_UPDATE | AM_ACTIVATE, CONDITION_PIN1},
	  {AM_DELETE | AM_DEACTIVATE, CONDITION_ADM1}},
	 0},
	{{{LIFE | AM_CREATE_DF | AM_CREATE_EF, CONDITION_ADM1}}, 0},
};

/* A security condition data object, TS 102 221 9.2.4 and ISO/IEC 7816-4 5.4.3.2. */
static void put_condition(struct buf *b, uint8_t condition)
{
	size_t mark;

	if (condition == CONDITION_ALWAYS || condition == CONDITION_NEVER) {
		tlv_put(b, condition == CONDITION_ALWAYS ? TAG_SC_ALWAYS : TAG_SC_NEVER,
			slice_of(NULL, 0));
		return;
	}
	mark = tlv_open(b, TAG_SC_KEY);
	tlv_put_u8(b, TAG_KEY_REFERENCE, condition);
	tlv_put_u8(b, TAG_USAGE, USAGE_USER_VERIFICATION);
	tlv_close(b, mark);
}

static void put_rule(struct buf *b, const struct rule *rule)
{
	for (size_t i = 0; i < COUNT(rule->grants) && rule->grants[i].condition; i++) {
		tlv_put_u8(b, TAG_AM_BYTE, rule->grants[i].modes);
		put_condition(b, rule->grants[i].condition);
	}
	if (rule->increase) {
		tlv_put_u8(b, TAG_AM_INS, INS_INCREASE);
		put_condition(b, rule->increase);
	}
}

int access_rules_init(void *ctx, struct access_rules *rules)
{
	rules->n = 0;
	for (size_t i = 0; i < COUNT(standard); i++) {
		struct buf b = buf_new(ctx);

		put_rule(&b, &standard[i]);
		if (!buf_ok(&b))
			return -ENOMEM;
		rules->records[rules->n++] = buf_slice(&b);
	}
	return 0;
}

/* What each operation is called in an access mode byte; 0: it has no place there. */
static const struct {
	uint8_t ef;
	uint8_t df;
	uint8_t condition; /* where the description says nothing */
} operations[ACCESS_OPERATIONS] = {
	[ACCESS_READ] = {AM_READ, 0, CONDITION_PIN1},
	[ACCESS_UPDATE] = {AM_UPDATE, 0, CONDITION_ADM1},
	[ACCESS_INCREASE] = {0, 0, CONDITION_NEVER},
	[ACCESS_ACTIVATE] = {AM_ACTIVATE, AM_ACTIVATE, CONDITION_ADM1},
	[ACCESS_DEACTIVATE] = {AM_DEACTIVATE, AM_DEACTIVATE, CONDITION_ADM1},
	[ACCESS_DELETE] = {AM_DELETE, AM_DELETE, CONDITION_ADM1},
	[ACCESS_CREATE] = {0, AM_CREATE_EF | AM_CREATE_DF, CONDITION_ADM1},
};

static uint8_t mode_of(const struct extra_file *f, size_t operation)
{
	return f->kind == FILE_DF ? operations[operation].df : operations[operation].ef;
}

static uint8_t condition_of(const struct extra_file *f, size_t operation)
{
	return f->access[operation] ? f->access[operation] : operations[operation].condition;
}

/* The operations under the same condition as @operation, in one byte; 0 where an earlier one has
 * spoken for them already. */
static uint8_t modes_together(const struct extra_file *f, size_t operation)
{
	uint8_t modes = 0;

	for (size_t i = 0; i < ACCESS_OPERATIONS; i++) {
		if (!mode_of(f, i) || condition_of(f, i) != condition_of(f, operation))
			continue;
		if (i < operation)
			return 0;
		modes |= mode_of(f, i);
	}
	return modes;
}

static void put_rule_of(struct buf *b, const struct extra_file *f)
{
	for (size_t i = 0; i < ACCESS_OPERATIONS; i++) {
		uint8_t modes = mode_of(f, i) ? modes_together(f, i) : 0;

		if (!modes)
			continue;
		tlv_put_u8(b, TAG_AM_BYTE, modes);
		put_condition(b, condition_of(f, i));
	}
	if (f->kind == FILE_CYCLIC && f->access[ACCESS_INCREASE]) {
		tlv_put_u8(b, TAG_AM_INS, INS_INCREASE);
		put_condition(b, f->access[ACCESS_INCREASE]);
	}
}

int access_rules_for(void *ctx, struct access_rules *rules, const struct extra_file *f)
{
	struct buf b = buf_new(ctx);

	put_rule_of(&b, f);
	if (!buf_ok(&b))
		return -ENOMEM;
	for (size_t i = 0; i < rules->n; i++)
		if (slice_eq(rules->records[i], buf_slice(&b)))
			return (int)i + 1;
	if (rules->n == ACCESS_RULES_MAX)
		return -ENOSPC;
	rules->records[rules->n++] = buf_slice(&b);
	return (int)rules->n;
}
