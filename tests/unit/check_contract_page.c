/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's contract page: forms out of HTML, and decisions as a browser sends them. */
#include <errno.h>

#include "devices/contract_page.h"
#include "devices/html_form.h"
#include "https_script.h"
#include "unit.h"

static void *ctx;
static char *error;
static enum contract_outcome outcome;

/* ---- the person ---- */

static const char *const *answers;
static const char *told, *shown;

static void tell(void *arg, const char *line)
{
	(void)arg;
	told = talloc_strdup(ctx, line);
}

static int ask(void *arg, const char *question, const struct person_wait *wait, void *where,
	       char **answer)
{
	(void)arg;
	(void)question;
	(void)wait;
	if (!*answers)
		return -ENODATA;
	*answer = talloc_strdup(where, *answers++);
	return 0;
}

static void show(void *arg, const char *address)
{
	(void)arg;
	shown = talloc_strdup(ctx, address);
}

static const struct person user = {.tell = tell, .ask = ask};

static void setup(void)
{
	ctx = talloc_new(NULL);
	error = NULL;
	told = shown = NULL;
	https_script_start(ctx);
}

static void teardown(void)
{
	https_script_stop();
	talloc_free(ctx);
}

/* ---- forms ---- */

static struct html_forms forms;

static void read_page(const char *html)
{
	ck_assert_int_eq(html_forms_read(slice_str(html), ctx, &forms), 0);
}

START_TEST(form)
{
	const struct html_form *f;
	const struct html_field *button;

	read_page("<!doctype html><p>a < b<form method=POST action='/c?x=1&amp;y=2'>\n"
		  "<input type=hidden name=\"k\" value=\"a&quot;&#39;&#x20AC;&amp;amp;&bogus;\">"
		  "<INPUT NAME = code><input type=checkbox name=no value=1>"
		  "<button type=reset value=accept>no</button><br/>"
		  "<button name=decision value=accept>yes</button>"
		  "<input type=submit name=decision value=decline></form>"
		  "<input name=outside value=1>");
	ck_assert_uint_eq(forms.n, 1);
	ck_assert(forms.forms[0].post);
	ck_assert_str_eq(forms.forms[0].action, "/c?x=1&y=2");
	ck_assert_uint_eq(forms.forms[0].n, 2);
	ck_assert_str_eq(forms.forms[0].fields[0].name, "k");
	ck_assert_str_eq(forms.forms[0].fields[0].value, "a\"'\xE2\x82\xAC&amp;&bogus;");
	ck_assert_str_eq(forms.forms[0].fields[1].name, "code");
	ck_assert_str_eq(forms.forms[0].fields[1].value, "");
	ck_assert_uint_eq(forms.forms[0].button_count, 2);
	ck_assert(html_find_button(&forms, "accept", &f, &button));
	ck_assert_str_eq(button->name, "decision");
	ck_assert(html_find_button(&forms, "decline", &f, &button));
	ck_assert(!html_find_button(&forms, "maybe", &f, &button));
}
END_TEST

START_TEST(what_is_no_form)
{
	read_page("<!-- <form><button value=accept></form> --><script>'<form>' + \"</p>\"</script>"
		  "<style>a{content:'<form>'}</style><title><form></title>"
		  "<textarea><form></textarea></form><p>");
	ck_assert_uint_eq(forms.n, 0);
}
END_TEST

/* Pages that end anywhere, and that have too much of everything. */
START_TEST(hostile_pages)
{
	static const char page[] = "<form action=\"/a\"><input name='b' value=\"c&amp;&#xFFFFFFFF;"
				   "&#;&#x;\"><!-- x --><script>y</script><button value=d></form>";
	static const char *const odd[] = {"<",
					  "<>",
					  "<form",
					  "<form =",
					  "<form a=",
					  "<form a=\"",
					  "<form><input name",
					  "<!--",
					  "<script",
					  "<script><",
					  "<script></",
					  "< form>",
					  "<form ===>",
					  "&"};
	char *text = talloc_strdup(ctx, "");

	for (size_t n = 0; n < sizeof(page); n++)
		ck_assert_int_eq(html_forms_read(slice_of(page, n), ctx, &forms), 0);
	ck_assert_str_eq(forms.forms[0].fields[0].value, "c&&#xFFFFFFFF;&#;&#x;");
	for (int i = 0; i < COUNT(odd); i++)
		read_page(odd[i]);
	ck_assert_int_eq(html_forms_read(slice_of("<form\0 \xff=\0>", 10), ctx, &forms), 0);

	for (int i = 0; i < 50; i++)
		text = talloc_strdup_append(text, "<input name=a><button value=b>");
	text = talloc_asprintf(ctx, "<form>%s</form>", text);
	read_page(text);
	ck_assert_uint_eq(forms.forms[0].n, HTML_FIELDS_MAX);
	ck_assert_uint_eq(forms.forms[0].button_count, HTML_BUTTONS_MAX);
	read_page("<form><form><form><form><form><form><form><form><form><input name=a>");
	ck_assert_uint_eq(forms.n, HTML_FORMS_MAX);
	ck_assert_uint_eq(forms.forms[HTML_FORMS_MAX - 1].n, 0);
}
END_TEST

/* ---- pages ---- */

#define OFFER                                                                                      \
	"<form method=\"post\" action=\"/contract\"><input type=\"hidden\" name=\"protect\" "      \
	"value=\"p+q&amp;r\"><button name=\"decision\" value=\"accept\">A</button>"                \
	"<button name=\"decision\" value=\"decline\">D</button></form>"
#define HTML .type = "text/html"

static int decide_on(enum contract_choice choice, const struct entitlement_websheet *sheet)
{
	const struct contract_page_config config = {.trusted = https_script_ci(),
						    .choice = choice,
						    .person = &user,
						    .stop = -1,
						    .show = show};

	return contract_page_decide(&config, sheet, ctx, &outcome, &error);
}

static int decide(enum contract_choice choice)
{
	const struct entitlement_websheet sheet = {
		.url = https_script_url("/contract"), .user_data = "key=1", .type = ""};

	return decide_on(choice, &sheet);
}

START_TEST(decisions)
{
	static const struct {
		enum contract_choice choice;
		const char *body;
		enum contract_outcome outcome;
	} choices[] = {
		{CHOICE_ACCEPT, "protect=p%2Bq%26r&decision=accept", OUTCOME_ACCEPTED},
		{CHOICE_DECLINE, "protect=p%2Bq%26r&decision=decline", OUTCOME_DECLINED},
	};

	for (int i = 0; i < COUNT(choices); i++) {
		const struct https_line lines[] = {
			{.query = "key=1",
			 .status = 200,
			 HTML,
			 .body = OFFER,
			 .cookie = "visit=v; Secure"},
			{.has = choices[i].body,
			 .with_cookie = "visit=v",
			 .status = 303,
			 .location = "/done?x"},
			{.query = "x", .status = 200, HTML, .body = "<p>Thank you"},
		};

		https_script(lines, COUNT(lines));
		ck_assert_msg(decide(choices[i].choice) == 0, "%s", error);
		ck_assert_int_eq(outcome, choices[i].outcome);
		ck_assert_uint_eq(https_script_left(), 0);
		ck_assert_str_eq(https_script_path(), "/done");
	}
}
END_TEST

START_TEST(one_contract_after_the_other)
{
	static const struct https_line lines[] = {
		{.status = 200, HTML, .body = OFFER},
		{.has = "accept", .status = 303, .location = "/contract?key=2"},
		{.query = "key=2", .status = 200, HTML, .body = OFFER},
		{.has = "accept", .status = 200, HTML, .body = "<p>Thank you"},
	};

	https_script(lines, COUNT(lines));
	ck_assert_msg(decide(CHOICE_ACCEPT) == 0, "%s", error);
	ck_assert_uint_eq(https_script_left(), 0);
}
END_TEST

/* Table 50 */
START_TEST(user_data_that_is_posted)
{
	static const char *const forms_of[] = {"{\"key\":1}", "encodedValue=eyJrZXkiOjF9"};
	static const struct https_line lines[] = {
		{.has = "{\"key\":1}", .status = 200, HTML, .body = OFFER},
		{.has = "accept", .status = 200, HTML, .body = ""},
	};

	for (int i = 0; i < COUNT(forms_of); i++) {
		const struct entitlement_websheet sheet = {.url = https_script_url("/contract"),
							   .user_data = forms_of[i],
							   .type = "json"};

		https_script(lines, COUNT(lines));
		ck_assert_msg(decide_on(CHOICE_ACCEPT, &sheet) == 0, "%s", error);
	}
}
END_TEST

START_TEST(person_decides)
{
	static const char *const here[] = {"what?", "decline", NULL};
	static const char *const elsewhere[] = {"done", NULL};
	static const char *const nobody[] = {NULL};
	static const struct https_line lines[] = {
		{.query = "key=1", .status = 200, HTML, .body = OFFER},
		{.has = "decline", .status = 200, HTML, .body = ""},
	};

	https_script(lines, COUNT(lines));
	answers = here;
	ck_assert_msg(decide(CHOICE_ASK) == 0, "%s", error);
	ck_assert_int_eq(outcome, OUTCOME_DECLINED);
	ck_assert_uint_eq(https_script_left(), 0);
	ck_assert_msg(strstr(told, https_script_url("/contract?key=1")), "%s", told);
	ck_assert_str_eq(shown, https_script_url("/contract?key=1"));
	answers = elsewhere;
	ck_assert_msg(decide(CHOICE_ASK) == 0, "%s", error);
	ck_assert_int_eq(outcome, OUTCOME_ELSEWHERE);
	answers = nobody;
	ck_assert_int_eq(decide(CHOICE_ASK), -ENODATA);
	ck_assert_str_eq(error, "nobody has decided on the contract");
}
END_TEST

/* Neither is shown or opened. */
START_TEST(addresses_that_are_none_of_pages)
{
	static const char *const urls[] = {"", "--help", "file:///etc/passwd",
					   "http://127.0.0.1/contract", "https:/x"};
	static const enum contract_choice choices[] = {CHOICE_ASK, CHOICE_OPEN, CHOICE_ACCEPT};

	for (int i = 0; i < COUNT(urls); i++)
		for (int k = 0; k < COUNT(choices); k++) {
			const struct entitlement_websheet sheet = {
				.url = urls[i], .user_data = "", .type = ""};

			ck_assert_int_eq(decide_on(choices[k], &sheet), -EBADMSG);
			ck_assert_str_eq(error, "the operator's page has no https address");
		}
	ck_assert_ptr_null(told);
	ck_assert_ptr_null(shown);
}
END_TEST

START_TEST(hostile_servers)
{
	static const struct {
		struct https_line line;
		int code;
		const char *says;
	} pages[] = {
		{{.status = 404, HTML, .body = OFFER}, -EPERM, "cannot be used (HTTP status 404)"},
		{{.status = 409,
		  HTML,
		  .body = "<p>Us<h1>No</h1><p class=x>a &lt; b\x1b.<b>c</b><p>d"},
		 -EPERM,
		 "cannot be used (HTTP status 409): a < b?."},
		{{.status = 410, HTML, .body = "<p>\xff"},
		 -EPERM,
		 "cannot be used (HTTP status 410)"},
		{{.status = 500}, -EIO, "cannot be used (HTTP status 500)"},
		{{.status = 200, HTML, .body = "<p>hello"}, -EBADMSG, "nothing to accept"},
		{{.status = 302, .location = "https://localhost:1/"}, -EBADMSG, "another server"},
		{{.status = 302, .location = "http://127.0.0.1/"}, -EBADMSG, "another server"},
		{{.status = 200,
		  HTML,
		  .body = "<form method=post action='https://evil.example/'>"
			  "<button value=accept></form>"},
		 -EBADMSG,
		 "another server"},
	};

	for (int i = 0; i < COUNT(pages); i++) {
		https_script(&pages[i].line, 1);
		ck_assert_int_eq(decide(CHOICE_ACCEPT), pages[i].code);
		ck_assert_msg(strstr(error, pages[i].says), "%s", error);
		ck_assert_ptr_null(strstr(error, "key=1"));
	}
}
END_TEST

static void redirect(const char *body, void *where, struct https_line *out)
{
	(void)body;
	(void)where;
	*out = (struct https_line){.status = 302, .location = "/contract"};
}

static void offer(const char *body, void *where, struct https_line *out)
{
	(void)body;
	(void)where;
	*out = (struct https_line){.status = 200, .type = "text/html", .body = OFFER};
}

START_TEST(endless_servers)
{
	https_script_with(redirect);
	ck_assert_int_eq(decide(CHOICE_ACCEPT), -EBADMSG);
	ck_assert_msg(strstr(error, "redirects without end"), "%s", error);
	https_script_with(offer);
	ck_assert_int_eq(decide(CHOICE_ACCEPT), -EBADMSG);
	ck_assert_msg(strstr(error, "asks the same without end"), "%s", error);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("contract_page");
	TCase *t = tcase_create("contract_page");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, form);
	tcase_add_test(t, what_is_no_form);
	tcase_add_test(t, hostile_pages);
	tcase_add_test(t, decisions);
	tcase_add_test(t, one_contract_after_the_other);
	tcase_add_test(t, user_data_that_is_posted);
	tcase_add_test(t, person_decides);
	tcase_add_test(t, addresses_that_are_none_of_pages);
	tcase_add_test(t, hostile_servers);
	tcase_add_test(t, endless_servers);
	suite_add_tcase(s, t);
	return unit_main(s);
}
