/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/script.h"

#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "replay/path.h"
#include "settings.h"

enum { INCLUDES_MAX = 8, CARDS_MAX = 65535 };

struct reader {
	void *ctx;
	struct script *script;
	struct sequence *sequence; /* the current one; NULL: the setup */
	struct sequence **last_sequence;
	struct step **last_step;
	const char *file;
	unsigned line;
	unsigned depth;
	unsigned card;  /* that is wanted */
	bool other;     /* the lines are about another one */
	bool commanded; /* there is a response to expect something of */
	bool powered;   /* there is an ATR */
	char *error;
};

static int fail(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int fail(struct reader *r, const char *format, ...)
{
	va_list args;
	char *what;

	va_start(args, format);
	what = talloc_vasprintf(r->ctx, format, args);
	va_end(args);
	if (!r->error)
		r->error = talloc_asprintf(r->ctx, "%s:%u: %s", r->file, r->line, what);
	return -EINVAL;
}

/* Cuts the first word off; what follows it is left in *rest. */
static char *take_word(char **rest)
{
	char *word = *rest + strspn(*rest, " \t");
	size_t n = strcspn(word, " \t");

	*rest = word + n;
	if (**rest)
		*(*rest)++ = '\0';
	*rest += strspn(*rest, " \t");
	return word;
}

static int parse_expression(struct reader *r, const char *text, bool wild, struct expression **out)
{
	char *error = NULL;
	int result = expression_parse(text, wild, r->ctx, out, &error);

	return result == -EINVAL ? fail(r, "%s", error) : result;
}

static int parse_number(struct reader *r, const char *text, uint64_t max, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || *out > max)
		return fail(r, "'%s' is no number from 0 to %llu", text, (unsigned long long)max);
	return 0;
}

/* ---- what a word says of its operand ---- */

struct word {
	const char *text;
	int (*read)(struct reader *r, const struct word *w, char *rest);
	enum step_kind kind;
};

static struct step *add_step(struct reader *r, enum step_kind kind)
{
	struct step *s = talloc_zero(r->ctx, struct step);

	if (!s)
		return NULL;
	s->kind = kind;
	s->file = r->file;
	s->line = r->line;
	*r->last_step = s;
	r->last_step = &s->next;
	return s;
}

static int read_event(struct reader *r, const struct word *w, char *rest)
{
	if (*rest)
		return fail(r, "nothing can follow '%s'", w->text);
	r->powered = w->kind != STEP_OFF;
	r->commanded = false;
	return add_step(r, w->kind) ? 0 : -ENOMEM;
}

static int read_command(struct reader *r, const struct word *w, char *rest)
{
	struct step *s = add_step(r, w->kind);

	if (!*rest)
		return fail(r, "'%s' without bytes", w->text);
	r->commanded = true;
	return s ? parse_expression(r, rest, false, &s->expression) : -ENOMEM;
}

static int read_pattern(struct reader *r, const struct word *w, char *rest)
{
	struct step *s = add_step(r, w->kind);

	if (w->kind == STEP_ATR ? !r->powered : !r->commanded)
		return fail(r, "there is nothing that '%s' could be about", w->text);
	return s ? parse_expression(r, rest, true, &s->expression) : -ENOMEM;
}

/* tag PATH = PATTERN | tag PATH absent | tag PATH present */
static int read_tag(struct reader *r, const struct word *w, char *rest)
{
	char *path = take_word(&rest), *what = take_word(&rest);
	struct step *s = add_step(r, w->kind);

	if (!r->commanded)
		return fail(r, "there is nothing that 'tag' could be about");
	if (!path_valid(path))
		return fail(r, "'%s' is no path of tags", path);
	if (!s)
		return -ENOMEM;
	s->path = path;
	if (!strcmp(what, "="))
		return parse_expression(r, rest, true, &s->expression);
	if (strcmp(what, "absent") && strcmp(what, "present"))
		return fail(r, "a path is followed by '=', 'absent' or 'present'");
	s->kind = *what == 'a' ? STEP_TAG_ABSENT : STEP_TAG_PRESENT;
	return *rest ? fail(r, "nothing can follow '%s'", what) : 0;
}

static int free_regex(regex_t *regex)
{
	regfree(regex);
	return 0;
}

static int read_regex(struct reader *r, const struct word *w, char *rest)
{
	struct step *s = add_step(r, w->kind);
	char message[200];
	int e;

	if (!r->commanded)
		return fail(r, "there is nothing that '%s' could be about", w->text);
	if (!s || !(s->regex = talloc_zero(s, regex_t)))
		return -ENOMEM;
	e = regcomp(s->regex, rest, REG_EXTENDED | REG_NOSUB);
	if (e) {
		regerror(e, s->regex, message, sizeof(message));
		return fail(r, "'%s': %s", rest, message);
	}
	talloc_set_destructor(s->regex, free_regex);
	return 0;
}

/* let NAME = EXPRESSION */
static int read_let(struct reader *r, const struct word *w, char *rest)
{
	char *name = take_word(&rest), *equals = take_word(&rest);
	struct step *s = add_step(r, w->kind);

	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '_')
			return fail(r, "'%s' is no name", name);
	if (!*name || strcmp(equals, "="))
		return fail(r, "'let' is followed by a name, '=' and a value");
	if (!s)
		return -ENOMEM;
	s->name = name;
	return parse_expression(r, rest, false, &s->expression);
}

static int read_channel(struct reader *r, const struct word *w, char *rest)
{
	struct step *s = add_step(r, w->kind);

	return s ? parse_number(r, rest, 3, &s->number) : -ENOMEM;
}

static unsigned *needs(struct reader *r)
{
	return r->sequence ? &r->sequence->needs : &r->script->needs;
}

static int read_now(struct reader *r, const struct word *w, char *rest)
{
	struct step *s = add_step(r, w->kind);

	*needs(r) |= NEEDS_IN_PROCESS;
	return s ? parse_number(r, rest, INT64_MAX, &s->number) : -ENOMEM;
}

static int read_server(struct reader *r, const struct word *w, char *rest)
{
	struct step *s = add_step(r, w->kind);
	char *error = NULL;
	int result;

	*needs(r) |= NEEDS_SERVER;
	if (!s)
		return -ENOMEM;
	result = server_call_parse(rest, r->ctx, &s->call, &error);
	return result == -EINVAL ? fail(r, "%s", error) : result;
}

/* ---- words that are no steps ---- */

static int read_sequence(struct reader *r, const struct word *w, char *rest)
{
	struct sequence *q = talloc_zero(r->ctx, struct sequence);

	(void)w;
	if (!q)
		return -ENOMEM;
	q->name = take_word(&rest);
	q->title = rest;
	if (!*q->name)
		return fail(r, "a sequence without a name");
	for (const struct sequence *other = r->script->sequences; other; other = other->next)
		if (!strcmp(other->name, q->name))
			return fail(r, "there is a sequence %s in line %u already", q->name,
				    other->line);
	q->file = r->file;
	q->line = r->line;
	q->resets = true;
	*r->last_sequence = q;
	r->last_sequence = &q->next;
	r->sequence = q;
	r->last_step = &q->first;
	r->commanded = false;
	r->powered = true;
	return 0;
}

/* uncovered NAME REASON */
static int read_uncovered(struct reader *r, const struct word *w, char *rest)
{
	int result = read_sequence(r, w, rest);

	if (result)
		return result;
	if (!*r->sequence->title)
		return fail(r, "'uncovered' without a reason");
	r->sequence->uncovered = r->sequence->title;
	r->sequence->title = "";
	return 0;
}

static int read_clause(struct reader *r, const struct word *w, char *rest)
{
	(void)w;
	if (!r->sequence)
		return fail(r, "'clause' belongs to a sequence");
	r->sequence->clause = rest;
	return *rest ? 0 : fail(r, "'clause' without text");
}

static int read_group(struct reader *r, const struct word *w, char *rest)
{
	(void)w;
	if (r->script->group || !*rest)
		return fail(r, "a trace belongs to one group");
	r->script->group = rest;
	return 0;
}

static int read_requires(struct reader *r, const struct word *w, char *rest)
{
	(void)w;
	if (strcmp(rest, "in-process"))
		return fail(r, "'%s' cannot be required; 'in-process' can", rest);
	*needs(r) |= NEEDS_IN_PROCESS;
	return 0;
}

/* seed BYTES */
static int read_seed(struct reader *r, const struct word *w, char *rest)
{
	struct variables *none = variables_new(r->ctx);
	struct buf seed = buf_new(r->ctx);
	struct expression *e;
	char *error = NULL;
	int result = parse_expression(r, rest, false, &e);

	(void)w;
	if (r->sequence)
		return fail(r, "'seed' stands before the first sequence");
	if (result == 0 && expression_bytes(e, none, &seed, &error) < 0)
		result = fail(r, "%s", error);
	r->script->seed = buf_slice(&seed);
	r->script->needs |= NEEDS_IN_PROCESS;
	return result;
}

/* chip eid DIGITS | chip SETTING VALUE */
static int read_chip(struct reader *r, const struct word *w, char *rest)
{
	struct softeuicc_creation *chip = &r->script->chip;
	char *what = take_word(&rest);
	struct softeuicc_setting *settings;
	struct buf tried = buf_new(r->ctx);
	const struct setting *setting;
	char *error = NULL;

	(void)w;
	if (r->sequence)
		return fail(r, "'chip' stands before the first sequence");
	r->script->needs |= NEEDS_CHIP;
	if (!strcmp(what, "eid")) {
		chip->eid = rest;
		return 0;
	}
	setting = setting_by_name(what);
	if (!setting)
		return fail(r, "a chip has no '%s'", what);
	if (setting_encode(setting, rest, r->ctx, &tried, &error) < 0)
		return fail(r, "%s", error);
	buf_reset(&tried);
	settings = talloc_array(r->ctx, struct softeuicc_setting, chip->setting_count + 1);
	if (!settings)
		return -ENOMEM;
	for (size_t i = 0; i < chip->setting_count; i++)
		settings[i] = chip->settings[i];
	settings[chip->setting_count++] = (struct softeuicc_setting){what, rest};
	chip->settings = settings;
	return 0;
}

static int read_card(struct reader *r, const struct word *w, char *rest)
{
	uint64_t number;
	int result = parse_number(r, rest, CARDS_MAX, &number);

	(void)w;
	r->other = number != r->card;
	return result;
}

static int read_file(struct reader *r, const char *path);

static int read_include(struct reader *r, const struct word *w, char *rest)
{
	const char *file = r->file;
	unsigned line = r->line;
	char *directory = dirname(talloc_strdup(r->ctx, file));
	int result;

	(void)w;
	if (!*rest)
		return fail(r, "'include' without a file");
	if (r->depth == INCLUDES_MAX)
		return fail(r, "files include each other");
	r->depth++;
	result = read_file(r,
			   *rest == '/' ? rest : talloc_asprintf(r->ctx, "%s/%s", directory, rest));
	r->depth--;
	r->file = file;
	r->line = line;
	return result == -EINVAL || !result ? result : fail(r, "%s: %s", rest, strerror(-result));
}

static const struct word words[] = {
	{">", read_command, STEP_COMMAND},
	{"<", read_pattern, STEP_RESPONSE},
	{"tag", read_tag, STEP_TAG_IS},
	{"like", read_regex, STEP_LIKE},
	{"unlike", read_regex, STEP_UNLIKE},
	{"send", read_command, STEP_SEND},
	{"es10", read_command, STEP_ES10},
	{"load", read_command, STEP_LOAD},
	{"let", read_let, STEP_LET},
	{"server", read_server, STEP_SERVER},
	{"on", read_event, STEP_ON},
	{"off", read_event, STEP_OFF},
	{"reset", read_event, STEP_RESET},
	{"atr", read_pattern, STEP_ATR},
	{"channel", read_channel, STEP_CHANNEL},
	{"now", read_now, STEP_NOW},
	{"sequence", read_sequence, 0},
	{"uncovered", read_uncovered, 0},
	{"clause", read_clause, 0},
	{"group", read_group, 0},
	{"requires", read_requires, 0},
	{"include", read_include, 0},
	{"seed", read_seed, 0},
	{"chip", read_chip, 0},
	{"card", read_card, 0},
};

bool step_expects(enum step_kind kind)
{
	return kind >= STEP_ATR;
}

/* ---- lines ---- */

/* Ends @line before its comment, and before the blanks at its end. */
static void strip(char *line)
{
	bool quoted = false;
	size_t n = 0;

	for (; line[n] && (quoted || line[n] != '#'); n++)
		quoted ^= line[n] == '"';
	while (n && isspace((unsigned char)line[n - 1]))
		n--;
	line[n] = '\0';
}

static int read_line(struct reader *r, char *line)
{
	char *word;

	strip(line);
	word = take_word(&line);
	if (!*word || (r->other && strcmp(word, "card")))
		return 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i].text, word))
			return words[i].read(r, &words[i], line);
	return fail(r, "'%s' is no word of the trace format", word);
}

static int read_file(struct reader *r, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	int result = 0;

	if (!f)
		return -errno;
	r->file = path;
	for (r->line = 1; result == 0 && getline(&line, &room, f) >= 0; r->line++) {
		char *copy = talloc_strdup(r->ctx, line);

		result = copy ? read_line(r, copy) : -ENOMEM;
		if (result)
			break;
	}
	if (result == 0 && ferror(f))
		result = -errno;
	free(line);
	fclose(f);
	return result;
}

/* Every sequence must be able to fail. */
static int check_sequences(struct reader *r)
{
	for (const struct sequence *q = r->script->sequences; q; q = q->next) {
		const struct step *s = q->first;

		while (s && !step_expects(s->kind))
			s = s->next;
		r->file = q->file;
		r->line = q->line;
		if (q->uncovered ? q->first != NULL : s == NULL)
			return fail(r,
				    q->uncovered ? "%s is uncovered, and yet has steps"
						 : "%s expects nothing",
				    q->name);
	}
	return 0;
}

/* A record is one sequence, which does what it says, no more. */
static int record_sequence(struct reader *r)
{
	struct script *script = r->script;
	struct sequence *q = talloc_zero(r->ctx, struct sequence);

	if (!q)
		return -ENOMEM;
	q->name = basename(talloc_strdup(r->ctx, script->path));
	q->title = "";
	q->file = script->path;
	q->line = 1;
	q->first = script->setup;
	script->setup = NULL;
	script->sequences = q;
	return 0;
}

int script_read(const char *path, unsigned card, void *ctx, struct script **out, char **error)
{
	struct script *script = talloc_zero(ctx, struct script);
	struct reader r = {.ctx = script, .script = script, .card = card, .other = card != 0};
	int result;

	if (!script)
		return -ENOMEM;
	script->path = talloc_strdup(script, path);
	r.last_sequence = &script->sequences;
	r.last_step = &script->setup;
	result = read_file(&r, script->path);
	if (result == 0 && !script->sequences)
		result = record_sequence(&r);
	if (result == 0)
		result = check_sequences(&r);
	if (result && !r.error)
		r.error = talloc_asprintf(script, "%s: %s", path, strerror(-result));
	if (result)
		*error = talloc_strdup(ctx, r.error);
	*out = script;
	return result;
}
