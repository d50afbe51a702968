/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A primary and a secondary device over a link, with a script in the place of lpac; and each of
 * them with somebody who does not keep to the rules. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "devices/secondary.h"
#include "unit.h"

#define EID   "89049032123451234512345678901235"
#define ICCID "8988211000000000011"

static char dir[32], address[64], program[64];
static void *ctx;
static int stop;

/* ---- the persons ---- */

static char told[4096]; /* by the secondary */
static const char *code;

static void tell(void *arg, const char *line)
{
	(void)arg;
	if (strncmp(line, "pairing", 7) != 0)
		snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s|", line);
}

static void tell_nobody(void *arg, const char *line)
{
	(void)arg, (void)line;
}

static int ask(void *arg, const char *question, const struct person_wait *wait, void *where,
	       char **answer)
{
	(void)arg, (void)question, (void)wait;
	*answer = code ? talloc_strdup(where, code) : NULL;
	return code ? 0 : -ENODATA;
}

static const struct person holder = {.tell = tell, .ask = ask};
static const struct person nobody = {.tell = tell_nobody, .ask = ask};

static struct link_config config_of(const struct person *person)
{
	return (struct link_config){.person = person, .pairing = LINK_YES, .stop = stop};
}

/* ---- lpac: a script that keeps its profiles in a file ---- */

static const char lpac[] =
	"#!/bin/sh\n"
	"cd \"$(dirname \"$0\")\" || exit 9\n"
	"echo \"$*\" >>calls\n"
	"answer() { printf '{\"type\":\"lpa\",\"payload\":%s}\\n' \"$1\"; }\n"
	"done_with() { answer "
	"\"{\\\"code\\\":0,\\\"message\\\":\\\"success\\\",\\\"data\\\":$1}\"; }\n"
	"[ ! -e \"break-$2\" ] || { . \"./break-$2\"; }\n"
	"case \"$1 $2\" in\n"
	"'chip info') done_with '{\"eidValue\":\"" EID "\"}' ;;\n"
	"'profile list') done_with \"$(cat profiles 2>/dev/null || echo '[]')\" ;;\n"
	"'profile download')\n"
	"	echo "
	"'{\"type\":\"progress\",\"payload\":{\"code\":0,\"message\":\"step\\u001bone\"}}'\n"
	"	printf '{\"type\":\"progress\",\"payload\":{\"message\":\"%0300d\"}}\\n' 0\n"
	"	echo '{\"type\":\"progress\",\"payload\":{\"code\":0,\"message\":\"two\"}}'\n"
	"	echo '[{\"iccid\":\"" ICCID "\",\"profileState\":\"disabled\"}]' >profiles\n"
	"	done_with null ;;\n"
	"'profile enable' | 'profile disable' | 'profile delete' | 'notification process')\n"
	"	done_with null ;;\n"
	"*) exit 3 ;;\n"
	"esac\n";

static void write_file(const char *name, const char *text, mode_t mode)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static const char *read_file(const char *name)
{
	static char text[4096];
	char path[128];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	if (!f)
		return "";
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* ---- the secondary, on a thread of its own ---- */

static struct link_listener *listener;
static struct secondary_config config;
static struct companion *companion;
static char *error, *secondary_error;
static int secondary_result;
static pthread_t thread;

static void *serve(void *arg)
{
	void *own = talloc_new(NULL);
	char *why = NULL;

	(void)arg;
	secondary_result = secondary_serve(listener, &config, own, &why);
	secondary_error = why ? strdup(why) : NULL;
	talloc_free(own);
	return NULL;
}

static void secondary_starts(bool euicc, bool once)
{
	const struct lpa_config lpa = {
		.program = program, .terminal_id = "490154203237518", .stop = stop};

	config = (struct secondary_config){
		.identity = {.name = "watch",
			     .terminal_id = "490154203237518",
			     .model = "W1",
			     .euicc = euicc},
		.reader = "no such reader",
		.link = config_of(&holder),
		.once = once,
	};
	if (euicc)
		ck_assert_int_eq(lpa_new(ctx, &lpa, &config.lpa), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, serve, NULL), 0);
}

static void secondary_ends(void)
{
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static void secondary_stops(void)
{
	ck_assert_int_eq(eventfd_write(stop, 1), 0);
	secondary_ends();
	ck_assert_int_eq(secondary_result, 0);
}

static const struct device_identity phone = {.name = "phone", .terminal_id = "1"};

static void connect_primary(void)
{
	const struct link_config link = config_of(&nobody);

	ck_assert_int_eq(companion_connect(&companion, address, &phone, &link, NULL, ctx, &error),
			 0);
}

static void setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	strcpy(dir, "/tmp/check_companion.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "unix:%s/link", dir);
	snprintf(program, sizeof(program), "%s/lpac", dir);
	write_file("lpac", lpac, 0700);
	ctx = talloc_new(NULL);
	stop = eventfd(0, EFD_CLOEXEC);
	ck_assert_int_eq(link_listen(&listener, address, ctx, &error), 0);
}

static void teardown(void)
{
	char *command = talloc_asprintf(ctx, "rm -r %s", dir);

	TALLOC_FREE(listener);
	ck_assert_int_eq(system(command), 0);
	talloc_free(ctx);
	free(secondary_error);
	close(stop);
}

static void error_has(const char *sentence)
{
	ck_assert_ptr_nonnull(error);
	ck_assert_msg(strstr(error, sentence), "%s, not %s", error, sentence);
}

/* ---- what a primary has done ---- */

static char steps[100];

static void on_step(void *arg, const char *step)
{
	(void)arg;
	snprintf(steps + strlen(steps), sizeof(steps) - strlen(steps), "%s|", step);
}

static int download(struct companion_profile *p)
{
	const struct companion_download what = {.activation_code = "LPA:1$example.com$M",
						.confirmation_code = "7",
						.progress = on_step};

	return companion_download(companion, &what, ctx, p, &error);
}

START_TEST(a_profile_from_download_to_deletion)
{
	struct companion_profile p;
	char *eid;

	secondary_starts(true, true);
	connect_primary();
	ck_assert_str_eq(companion_identity(companion)->name, "watch");
	ck_assert_str_eq(companion_identity(companion)->model, "W1");
	ck_assert_ptr_null(companion_identity(companion)->vendor);
	ck_assert_int_eq(companion_eid(companion, ctx, &eid, &error), 0);
	ck_assert_str_eq(eid, EID);
	ck_assert_int_eq(download(&p), 0);
	ck_assert_str_eq(p.iccid, ICCID);
	ck_assert_ptr_null(p.warning);
	ck_assert_str_eq(steps, "step?one|two|");
	ck_assert_int_eq(companion_manage(companion, COMPANION_ENABLE, ICCID, ctx, &p, &error), 0);
	ck_assert_int_eq(companion_manage(companion, COMPANION_DISABLE, ICCID, ctx, &p, &error), 0);
	ck_assert_int_eq(companion_manage(companion, COMPANION_DELETE, ICCID, ctx, &p, &error), 0);
	ck_assert_int_eq(companion_notify(companion, ctx, &error), 0);
	TALLOC_FREE(companion);
	secondary_ends();
	ck_assert_int_eq(secondary_result, 0);
	ck_assert_str_eq(read_file("calls"),
			 "chip info\nnotification process -ar\nprofile list\n"
			 "profile download -a LPA:1$example.com$M -c 7 -i 490154203237518\n"
			 "profile list\nnotification process -ar\n"
			 "profile enable " ICCID "\nnotification process -ar\n"
			 "profile disable " ICCID "\nnotification process -ar\n"
			 "profile delete " ICCID "\nnotification process -ar\n"
			 "notification process -ar\n");
	ck_assert_str_eq(told, "paired with phone|downloading a profile|profile " ICCID
			       " is installed|profile " ICCID " is enabled|profile " ICCID
			       " is disabled|profile " ICCID " is deleted|");
}
END_TEST

START_TEST(a_download_is_not_repeated)
{
	struct companion_profile p;

	secondary_starts(true, false);
	for (int i = 0; i < 2; i++) {
		connect_primary();
		ck_assert_int_eq(download(&p), 0);
		ck_assert_str_eq(p.iccid, ICCID);
		TALLOC_FREE(companion);
	}
	ck_assert_ptr_null(strstr(strstr(read_file("calls"), "download") + 1, "download"));
	connect_primary();
	ck_assert_int_eq(companion_manage(companion, COMPANION_DELETE, ICCID, ctx, &p, &error), 0);
	write_file("profiles", "[]", 0600);
	ck_assert_int_eq(download(&p), 0); /* once deleted, it is */
	ck_assert_ptr_nonnull(strstr(strstr(read_file("calls"), "delete"), "download"));
	TALLOC_FREE(companion);
	secondary_stops();
}
END_TEST

START_TEST(the_person_reads_and_tells)
{
	char *text;

	secondary_starts(false, true);
	connect_primary();
	ck_assert_int_eq(companion_sms_code(companion, ctx, &text, &error), -EREMOTEIO);
	error_has("watch: nobody has told the code");
	code = ""; /* no message can say that: the secondary is there all the same */
	ck_assert_int_eq(companion_sms_code(companion, ctx, &text, &error), -EREMOTEIO);
	error_has("watch: the message 'code' is wrong: code");
	code = "123456";
	ck_assert_int_eq(companion_sms_code(companion, ctx, &text, &error), 0);
	ck_assert_str_eq(text, "123456");
	ck_assert_int_eq(
		companion_number(companion, "+4930", COMPANION_ACTIVATED, NULL, ctx, &error), 0);
	ck_assert_int_eq(
		companion_number(companion, "4930", COMPANION_FAILED, "why not", ctx, &error), 0);
	TALLOC_FREE(companion);
	secondary_ends();
	ck_assert_str_eq(told, "paired with phone|shared number +4930: activated|"
			       "shared number 4930: failed: why not|");
}
END_TEST

START_TEST(a_plain_uicc)
{
	struct companion_identifiers id;
	struct companion_profile p;
	char *eid;

	secondary_starts(false, true);
	connect_primary();
	ck_assert(!companion_identity(companion)->euicc);
	ck_assert_int_eq(companion_eid(companion, ctx, &eid, &error), -ENOSYS);
	ck_assert_int_eq(download(&p), -ENOSYS);
	ck_assert_int_eq(companion_notify(companion, ctx, &error), -ENOSYS);
	error_has("watch: the card is a plain UICC");
	ck_assert_int_eq(companion_identifiers(companion, ctx, &id, &error), -EREMOTEIO);
	TALLOC_FREE(companion);
	secondary_ends();
	ck_assert_int_eq(secondary_result, 0);
}
END_TEST

/* What lpac does instead, and in which words it comes to the primary. */
static const struct {
	const char *function; /* its second word */
	const char *script;
	const char *sentence;
} failures[] = {
	{"info", "exit 1", "lpac ended with status 1"},
	{"info", "echo no card >&2; exit 255", "status 255: no card"},
	{"info", "echo 'Usage: lpac'; exit 255", "status 255: Usage: lpac"},
	{"info", "kill -9 $$", "lpac ended with status 137"},
	{"info", "exit 0", "lpac ended with status 0"},
	{"info", "answer '{\"code\":-1,\"message\":\"euicc_init\",\"data\":\"\"}'; exit 255",
	 "lpac: euicc_init"},
	{"info",
	 "answer '{\"code\":-1,\"message\":\"x\",\"data\":\"because\\n\\u00e9\"}'; exit 255",
	 "lpac: x: because???"},
	{"info", "done_with '{\"eidValue\":7}'; exit 0", "lpac's answer has no EID"},
	{"info", "done_with '{\"eidValue\":\"\"}'; exit 0", "lpac's answer has no EID"},
	{"info", "done_with '{\"eidValue\":\"1 2\"}'; exit 0", "lpac's answer has no EID"},
	{"info", "done_with null; exit 0", "lpac's answer has no EID"},
	{"info", "done_with '{\"eidValue\":\"123\"}'; exit 0", "the message 'eid' is wrong: eid"},
	{"info", "done_with null; exit 5", "lpac ended with status 5"},
	{"list", "done_with '{}'; exit 0", "no list of profiles"},
	{"list", "done_with '[{}]'; exit 0", "lpac's answer has no ICCID"},
	{"download", "done_with null; exit 0", "there is no new profile"},
	{"download", "answer '{\"code\":-1,\"message\":\"es9p\",\"data\":\"8.2.6\"}'; exit 255",
	 "lpac: es9p: 8.2.6"},
	{"info", "head -c 3000000 /dev/zero; exit 0", "lpac: Argument list too long"},
};

START_TEST(lpac_fails)
{
	char name[20], *eid;
	struct companion_profile p;
	int r;

	snprintf(name, sizeof(name), "break-%s", failures[_i].function);
	write_file(name, failures[_i].script, 0600);
	secondary_starts(true, true);
	connect_primary();
	r = strcmp(failures[_i].function, "info") ? download(&p)
						  : companion_eid(companion, ctx, &eid, &error);
	ck_assert_int_eq(r, -EREMOTEIO);
	error_has(failures[_i].sentence);
	ck_assert_int_eq(companion_notify(companion, ctx, &error), 0); /* the link is good */
	TALLOC_FREE(companion);
	secondary_ends();
	ck_assert_int_eq(secondary_result, 0);
}
END_TEST

START_TEST(no_lpac)
{
	char *eid;

	strcpy(program, "/nonexistent/lpac");
	secondary_starts(true, true);
	connect_primary();
	ck_assert_int_eq(companion_eid(companion, ctx, &eid, &error), -EREMOTEIO);
	error_has("/nonexistent/lpac: No such file");
	TALLOC_FREE(companion);
	secondary_ends();
}
END_TEST

START_TEST(notifications_that_do_not_arrive)
{
	struct companion_profile p;
	char *eid;

	write_file("break-process",
		   "answer '{\"code\":-1,\"message\":\"es9p_handle_notification\",\"data\":\"\"}'; "
		   "exit "
		   "255",
		   0600);
	secondary_starts(true, true);
	connect_primary();
	ck_assert_int_eq(companion_eid(companion, ctx, &eid, &error), 0);
	ck_assert_str_eq(eid, EID);
	ck_assert_int_eq(download(&p), 0);
	ck_assert_str_eq(p.iccid, ICCID);
	ck_assert_str_eq(p.warning, "lpac: es9p_handle_notification");
	ck_assert_int_eq(companion_notify(companion, ctx, &error), -EREMOTEIO);
	TALLOC_FREE(companion);
	secondary_ends();
}
END_TEST

/* The script says when it runs, by opening a FIFO, and would never end. */
START_TEST(lpac_ends_with_the_device)
{
	const struct link_config link = {.person = &nobody, .pairing = LINK_YES, .stop = -1};
	char path[64];
	int fifo, r;
	char byte;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/fifo", dir);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	write_file("break-process", "echo $$ >pid; exec 3>fifo; sleep 1000 & wait; exit 1", 0600);
	secondary_starts(true, true);
	ck_assert_int_eq(companion_connect(&companion, address, &phone, &link, NULL, ctx, &error),
			 0);
	{
		const pid_t child = fork(); /* the primary's wait */

		if (child == 0)
			_exit(companion_notify(companion, ctx, &error) == -EREMOTEIO ? 0 : 1);
		fifo = open(path, O_RDONLY);
		pid = (pid_t)strtol(read_file("pid"), NULL, 10);
		ck_assert_int_eq(eventfd_write(stop, 1), 0);
		ck_assert_int_eq(read(fifo, &byte, 1), 0); /* all of its group have closed it */
		ck_assert_int_eq(waitpid(child, &r, 0), child);
		ck_assert_int_eq(r, 0);
	}
	secondary_ends();
	ck_assert_int_eq(kill(pid, 0), -1);
	close(fifo);
}
END_TEST

/* ---- primaries that do not keep to the rules ---- */

#define HELLO(id)                                                                                  \
	"{\"id\":" id ",\"type\":\"hello\",\"version\":1,\"name\":\"p\",\"terminal_id\":\"1\","    \
	"\"euicc\":false}"
static const struct {
	const char *first; /* NULL: a hello */
	const char *line;
	const char *sentence;
} bad_requests[] = {
	{"", "{\"id\":1,\"type\":\"get-eid\"}", "say hello first"},
	{"", HELLO("2"), "not the next request"},
	{"", HELLO("0"), "has no id"},
	{"", HELLO("-1"), "has no id"},
	{"", HELLO("\"1\""), "has no id"},
	{NULL, HELLO("1"), "not the next request"},
	{NULL, "{\"id\":3,\"type\":\"get-eid\"}", "not the next request"},
	{NULL, "{\"id\":2}", "of no type"},
	{NULL, "{\"id\":2,\"type\":7}", "of no type"},
	{NULL, "{\"id\":2,\"type\":\"format\"}", "of no type"},
	{NULL, "{\"id\":2,\"type\":\"result\"}", "that is no request"},
	{NULL, "{\"id\":2,\"type\":\"eid\",\"eid\":\"" EID "\"}", "that is no request"},
	{NULL, "{\"id\":2,\"type\":\"get-eid\",\"x\":1}", "a member that is not known"},
	{NULL, "{\"id\":2,\"type\":\"download\"}", "has no 'activation_code'"},
	{NULL, "{\"id\":2,\"type\":\"download\",\"activation_code\":\"\"}", "activation_code"},
	{NULL, "{\"id\":2,\"type\":\"download\",\"activation_code\":[]}", "activation_code"},
	{NULL, "{\"id\":2,\"type\":\"download\",\"activation_code\":\"a\\n\"}", "activation_code"},
	{NULL, "{\"id\":2,\"type\":\"download\",\"activation_code\":\"a\",\"confirmation_code\":1}",
	 "confirmation_code"},
	{NULL, "{\"id\":2,\"type\":\"enable\"}", "has no 'iccid'"},
	{NULL, "{\"id\":2,\"type\":\"enable\",\"iccid\":\"12345678901234567\"}", "iccid"},
	{NULL, "{\"id\":2,\"type\":\"enable\",\"iccid\":\"123456789012345678901\"}", "iccid"},
	{NULL, "{\"id\":2,\"type\":\"delete\",\"iccid\":\"-a 898821100000001\"}", "iccid"},
	{NULL, "{\"id\":2,\"type\":\"number\",\"msisdn\":\"+\",\"status\":\"x\"}", "msisdn"},
	{NULL, "{\"id\":2,\"type\":\"number\",\"msisdn\":\"++1\",\"status\":\"x\"}", "msisdn"},
	{NULL, "{\"id\":2,\"type\":\"number\",\"msisdn\":\"1\",\"status\":\"\\u0007\"}", "status"},
	{NULL, "{\"id\":2,\"type\":\"number\",\"msisdn\":\"1\",\"status\":\"\\u009b\"}", "status"},
	{"",
	 "{\"id\":1,\"type\":\"hello\",\"version\":2,\"name\":\"p\",\"terminal_id\":\"1\","
	 "\"euicc\":false}",
	 "version"},
	{"",
	 "{\"id\":1,\"type\":\"hello\",\"version\":1,\"name\":\"p\",\"terminal_id\":\"1\","
	 "\"euicc\":1}",
	 "euicc"},
};

/* Sends the JSON text @line; what comes back, or NULL. */
static json_t *send_line(struct link *l, const char *line)
{
	json_t *message = json_loads(line, 0, NULL), *answer = NULL;

	ck_assert_ptr_nonnull(message);
	ck_assert_int_eq(link_send(l, message, ctx, &error), 0);
	json_decref(message);
	link_receive(l, LINK_ANSWER_MS, &answer, ctx, &error);
	return answer;
}

static struct link *raw_primary(void)
{
	const struct link_config link = config_of(&nobody);
	struct link *l;

	ck_assert_int_eq(link_connect(&l, address, &link, ctx, &error), 0);
	return l;
}

static const char *member(const json_t *message, const char *name)
{
	const char *text = json_string_value(json_object_get(message, name));

	return text ? text : "";
}

START_TEST(requests_are_refused)
{
	struct link *l;
	json_t *answer;

	secondary_starts(true, true);
	l = raw_primary();
	if (!bad_requests[_i].first)
		json_decref(send_line(l, HELLO("1")));
	answer = send_line(l, bad_requests[_i].line);
	ck_assert_str_eq(member(answer, "type"), "refused");
	ck_assert_ptr_nonnull(strstr(member(answer, "error"), bad_requests[_i].sentence));
	json_decref(answer);
	ck_assert_int_eq(link_receive(l, LINK_ANSWER_MS, &answer, ctx, &error), -ECONNRESET);
	talloc_free(l);
	secondary_ends();
	ck_assert_int_eq(secondary_result, -EPROTO);
	ck_assert_ptr_nonnull(strstr(secondary_error, bad_requests[_i].sentence));
	ck_assert_str_eq(read_file("calls"), "");
}
END_TEST

/* A second hello changes nothing. */
START_TEST(hello_twice)
{
	struct link *l;
	json_t *answer;

	secondary_starts(true, true);
	l = raw_primary();
	json_decref(send_line(l, HELLO("1")));
	answer = send_line(l, HELLO("2"));
	ck_assert_str_eq(member(answer, "type"), "failure");
	json_decref(answer);
	talloc_free(l);
	secondary_ends();
}
END_TEST

/* The next primary finds a secondary that is as good as new. */
START_TEST(the_link_is_lost_after_every_message)
{
	static const char *const lines[] = {
		HELLO("1"),
		"{\"id\":2,\"type\":\"get-eid\"}",
		"{\"id\":3,\"type\":\"download\",\"activation_code\":\"LPA:1$a$b\"}",
		"{\"id\":4,\"type\":\"enable\",\"iccid\":\"" ICCID "\"}",
		"{\"id\":5,\"type\":\"notify\"}",
	};
	char *eid;

	secondary_starts(true, false);
	for (size_t n = 0; n <= COUNT(lines); n++) {
		struct link *l = raw_primary();

		for (size_t i = 0; i < n; i++) {
			json_t *message = json_loads(lines[i], 0, NULL);

			ck_assert_int_eq(link_send(l, message, ctx, &error), 0);
			json_decref(message);
		}
		talloc_free(l);
		connect_primary();
		ck_assert_int_eq(companion_eid(companion, ctx, &eid, &error), 0);
		TALLOC_FREE(companion);
	}
	secondary_stops();
}
END_TEST

/* ---- secondaries that do not keep to the rules ---- */

#define WATCH                                                                                      \
	"{\"id\":1,\"type\":\"hello\",\"version\":1,\"name\":\"w\",\"terminal_id\":\"2\","         \
	"\"euicc\":true}"

static const struct {
	const char *hello;
	const char *answer; /* to get-eid; NULL: hangs up */
	int r;
	const char *sentence;
} bad_answers[] = {
	{"{\"id\":2,\"type\":\"hello\",\"version\":1,\"name\":\"w\",\"terminal_id\":\"2\","
	 "\"euicc\":true}",
	 NULL, -EPROTO, "an answer to another request"},
	{"{\"id\":1,\"type\":\"hello\"}", NULL, -EPROTO, "has no 'version'"},
	{"{\"id\":1,\"type\":\"result\"}", NULL, -EPROTO, "answers 'result' to something else"},
	{"{\"id\":1,\"type\":\"refused\",\"error\":\"no\"}", NULL, -EPROTO, "the other device: no"},
	{"{}", NULL, -EPROTO, "of no type"},
	{NULL, NULL, -ECONNRESET, "the link is lost"},
	{WATCH, NULL, -ECONNRESET, "the link is lost"},
	{WATCH, "{}", -EPROTO, "of no type"},
	{WATCH, "{\"id\":1,\"type\":\"eid\",\"eid\":\"" EID "\"}", -EPROTO, "another request"},
	{WATCH, "{\"id\":2,\"type\":\"eid\",\"eid\":\"123\"}", -EPROTO, "'eid' is wrong: eid"},
	{WATCH, "{\"id\":2,\"type\":\"code\",\"code\":\"1\"}", -EPROTO, "w answers 'code'"},
	{WATCH, "{\"id\":2,\"type\":\"progress\",\"step\":\"1\"}", -EPROTO, "w answers 'progress'"},
	{WATCH, "{\"id\":2,\"type\":\"get-eid\"}", -EPROTO, "w answers 'get-eid'"},
	{WATCH, "{\"id\":2,\"type\":\"failure\",\"error\":\"no\"}", -EREMOTEIO, "w: no"},
	{WATCH, "{\"id\":2,\"type\":\"unsupported\",\"error\":\"no\"}", -ENOSYS, "w: no"},
	{WATCH, "{\"id\":2,\"type\":\"failure\",\"error\":\"\\u001b[2J\"}", -EPROTO,
	 "'failure' is wrong: error"},
	{WATCH, "{\"id\":2,\"type\":\"result\"}", -EPROTO, "w answers 'result' to something else"},
};

static void *answer_badly(void *arg)
{
	const int i = *(const int *)arg;
	const char *const lines[] = {bad_answers[i].hello, bad_answers[i].answer};
	const struct link_config link = config_of(&nobody);
	void *own = talloc_new(NULL);
	char *why = NULL;
	struct link *l;

	if (link_accept(&l, listener, &link, own, &why) == 0)
		for (size_t n = 0; n < 2; n++) {
			json_t *message;

			if (link_receive(l, LINK_ANSWER_MS, &message, own, &why))
				break;
			json_decref(message);
			if (!lines[n])
				break;
			message = json_loads(lines[n], 0, NULL);
			if (link_send(l, message, own, &why))
				n = 2;
			json_decref(message);
		}
	talloc_free(own);
	return NULL;
}

START_TEST(answers_are_refused)
{
	const struct link_config link = config_of(&nobody);
	char *eid;
	int i = _i, r;

	ck_assert_int_eq(pthread_create(&thread, NULL, answer_badly, &i), 0);
	r = companion_connect(&companion, address, &phone, &link, NULL, ctx, &error);
	if (r == 0) {
		r = companion_eid(companion, ctx, &eid, &error);
		ck_assert_str_eq(bad_answers[i].hello, WATCH);
	}
	ck_assert_int_eq(r, bad_answers[i].r);
	error_has(bad_answers[i].sentence);
	if (companion && r != -EREMOTEIO && r != -ENOSYS) {
		ck_assert_int_eq(companion_eid(companion, ctx, &eid, &error), -ECONNRESET);
		error_has("the link to w is lost");
	}
	TALLOC_FREE(companion);
	secondary_ends();
}
END_TEST

/* A result without a profile is one of a notification, not of a download. */
START_TEST(a_download_of_nothing)
{
	const struct link_config link = config_of(&nobody);
	struct companion_profile p;
	int i = COUNT(bad_answers) - 1;

	ck_assert_str_eq(bad_answers[i].answer, "{\"id\":2,\"type\":\"result\"}");
	ck_assert_int_eq(pthread_create(&thread, NULL, answer_badly, &i), 0);
	ck_assert_int_eq(companion_connect(&companion, address, &phone, &link, NULL, ctx, &error),
			 0);
	ck_assert_int_eq(download(&p), -EPROTO);
	error_has("w does not say which profile it has installed");
	TALLOC_FREE(companion);
	secondary_ends();
}
END_TEST

/* Nothing goes out that the other device would refuse. */
START_TEST(what_is_not_sent)
{
	char long_code[300];
	const struct companion_download what = {.activation_code = long_code};
	struct companion_profile p;
	char *eid;

	memset(long_code, 'x', sizeof(long_code) - 1);
	long_code[sizeof(long_code) - 1] = '\0';
	secondary_starts(true, true);
	connect_primary();
	ck_assert_int_eq(companion_download(companion, &what, ctx, &p, &error), -EINVAL);
	error_has("activation_code");
	ck_assert_int_eq(companion_eid(companion, ctx, &eid, &error), 0);
	TALLOC_FREE(companion);
	secondary_ends();
}
END_TEST

static Suite *companion_suite(void)
{
	Suite *s = suite_create("companion");
	TCase *t = tcase_create("companion");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_profile_from_download_to_deletion);
	tcase_add_test(t, a_download_is_not_repeated);
	tcase_add_test(t, the_person_reads_and_tells);
	tcase_add_test(t, a_plain_uicc);
	tcase_add_loop_test(t, lpac_fails, 0, COUNT(failures));
	tcase_add_test(t, no_lpac);
	tcase_add_test(t, notifications_that_do_not_arrive);
	tcase_add_test(t, lpac_ends_with_the_device);
	tcase_add_loop_test(t, requests_are_refused, 0, COUNT(bad_requests));
	tcase_add_test(t, hello_twice);
	tcase_add_test(t, the_link_is_lost_after_every_message);
	tcase_add_loop_test(t, answers_are_refused, 0, COUNT(bad_answers));
	tcase_add_test(t, a_download_of_nothing);
	tcase_add_test(t, what_is_not_sent);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	return unit_main(companion_suite());
}
