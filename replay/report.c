/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/report.h"

#include <talloc.h>

struct report {
	FILE *tap;
	FILE *junit;
	unsigned n;
	unsigned failed;
};

struct report *report_new(FILE *tap, FILE *junit, void *ctx)
{
	struct report *r = talloc_zero(ctx, struct report);

	if (!r)
		return NULL;
	r->tap = tap;
	r->junit = junit;
	if (junit)
		fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", junit);
	return r;
}

/* ---- TAP ---- */

static void put_comment(FILE *f, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		fprintf(f, "# %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

static void put_tap(struct report *r, const struct result *result)
{
	const struct sequence *q = result->sequence;

	fprintf(r->tap, "%s %u - %s%s%s", result->outcome == FAILED ? "not ok" : "ok", ++r->n,
		q->name, *q->title ? " " : "", q->title);
	if (q->clause)
		fprintf(r->tap, " (%s)", q->clause);
	if (result->outcome == SKIPPED)
		fprintf(r->tap, " # SKIP %s", result->why);
	fputc('\n', r->tap);
	if (result->outcome == FAILED)
		put_comment(r->tap, result->why ? result->why : "out of memory");
	fflush(r->tap);
}

/* ---- JUnit ---- */

/* Text or an attribute's value. */
static void put_xml(FILE *f, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<':
			fputs("&lt;", f);
			break;
		case '>':
			fputs("&gt;", f);
			break;
		case '&':
			fputs("&amp;", f);
			break;
		case '"':
			fputs("&quot;", f);
			break;
		default:
			fputc((unsigned char)*text < 0x20 && *text != '\n' ? '?' : *text, f);
		}
}

static void put_attribute(FILE *f, const char *name, const char *value)
{
	fprintf(f, " %s=\"", name);
	put_xml(f, value);
	fputc('"', f);
}

static void put_case(FILE *f, const struct result *result)
{
	const struct sequence *q = result->sequence;

	fputs("    <testcase", f);
	put_attribute(f, "name", q->name);
	put_attribute(f, "classname", q->clause ? q->clause : q->title);
	if (result->outcome == PASSED) {
		fputs("/>\n", f);
		return;
	}
	fputs(result->outcome == FAILED ? "><failure>" : "><skipped", f);
	if (result->outcome == FAILED) {
		put_xml(f, result->why ? result->why : "out of memory");
		fputs("</failure></testcase>\n", f);
	} else {
		put_attribute(f, "message", result->why);
		fputs("/></testcase>\n", f);
	}
}

static void put_suite(FILE *f, const struct script *script, const struct result *results)
{
	unsigned counts[] = {[PASSED] = 0, [FAILED] = 0, [SKIPPED] = 0};

	for (const struct result *one = results; one; one = one->next)
		counts[one->outcome]++;
	fputs("  <testsuite", f);
	put_attribute(f, "name", script->group ? script->group : script->path);
	put_attribute(f, "file", script->path);
	fprintf(f, " tests=\"%u\" failures=\"%u\" skipped=\"%u\">\n",
		counts[PASSED] + counts[FAILED] + counts[SKIPPED], counts[FAILED], counts[SKIPPED]);
	for (const struct result *one = results; one; one = one->next)
		put_case(f, one);
	fputs("  </testsuite>\n", f);
}

/* ---- both ---- */

void report_script(struct report *report, const struct script *script, const struct result *results)
{
	fprintf(report->tap, "# %s%s%s\n", script->path, script->group ? ": " : "",
		script->group ? script->group : "");
	for (const struct result *one = results; one; one = one->next) {
		report->failed += one->outcome == FAILED;
		put_tap(report, one);
	}
	if (report->junit)
		put_suite(report->junit, script, results);
}

void report_trouble(struct report *report, const char *path, const char *error)
{
	report->failed++;
	fprintf(report->tap, "not ok %u - %s\n", ++report->n, path);
	put_comment(report->tap, error);
	if (!report->junit)
		return;
	fputs("  <testsuite", report->junit);
	put_attribute(report->junit, "name", path);
	fputs(" tests=\"1\" failures=\"0\" errors=\"1\"><testcase", report->junit);
	put_attribute(report->junit, "name", path);
	fputs("><error>", report->junit);
	put_xml(report->junit, error);
	fputs("</error></testcase></testsuite>\n", report->junit);
}

unsigned report_end(struct report *report)
{
	fprintf(report->tap, "1..%u\n", report->n);
	if (report->junit)
		fputs("</testsuites>\n", report->junit);
	return report->failed;
}
