/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link between two devices: both sides in this process, on a thread each, or one of them and
 * somebody who does not keep to the rules. */
#include <errno.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "devices/link.h"
#include "devices/link_address.h"
#include "devices/pairing.h"
#include "devices/tls_channel.h"
#include "devices/wait.h"
#include "servers/common/json.h"
#include "unit.h"

static char dir[32], address[64];
static sem_t thinking; /* posted by a person who is asked and does not answer */

/* One side of a link: what it is told to do, and what came of it. */
struct side {
	struct link_listener *listener; /* the secondary's */
	const char *answer;             /* "yes", "no", a code, or NULL: thinks until it is left */
	enum link_pairing pairing;
	int stop;
	void (*then)(struct side *s); /* with the link */
	int r;
	char *error;
	char code[7];
	struct link *link;
	void *ctx;
	pthread_t thread;
};

static void tell(void *arg, const char *line)
{
	struct side *s = arg;

	if (sscanf(line, "pairing code %6s", s->code) != 1)
		strcpy(s->code, "?");
}

static int ask(void *arg, const char *question, const struct person_wait *wait, void *ctx,
	       char **answer)
{
	struct side *s = arg;

	(void)question;
	if (!s->answer) {
		sem_post(&thinking);
		return wait_for(wait->gone, POLLRDHUP, wait->stop, -1) ? -ECANCELED : -ECONNRESET;
	}
	*answer = talloc_strdup(ctx, strcmp(s->answer, "same") ? s->answer : s->code);
	return 0;
}

static void *run(void *arg)
{
	struct side *s = arg;
	const struct person person = {.arg = s, .tell = tell, .ask = ask};
	const struct link_config config = {
		.person = &person, .pairing = s->pairing, .stop = s->stop};

	s->ctx = talloc_new(NULL);
	s->r = s->listener ? link_accept(&s->link, s->listener, &config, s->ctx, &s->error)
			   : link_connect(&s->link, address, &config, s->ctx, &s->error);
	if (s->r == 0 && s->then)
		s->then(s);
	return NULL;
}

static void start(struct side *s)
{
	ck_assert_int_eq(pthread_create(&s->thread, NULL, run, s), 0);
}

static void join(struct side *s)
{
	ck_assert_int_eq(pthread_join(s->thread, NULL), 0);
}

static struct side primary, secondary;

static void setup(void)
{
	char *error = NULL;

	signal(SIGPIPE, SIG_IGN);
	sem_init(&thinking, 0, 0);
	strcpy(dir, "/tmp/check_link.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(address, sizeof(address), "unix:%s/link", dir);
	primary = (struct side){.answer = "yes", .stop = -1};
	secondary = (struct side){.answer = "yes", .stop = -1};
	ck_assert_int_eq(link_listen(&secondary.listener, address, NULL, &error), 0);
	ck_assert_str_eq(link_listener_address(secondary.listener), address);
}

static void teardown(void)
{
	TALLOC_FREE(primary.ctx);
	TALLOC_FREE(secondary.ctx);
	TALLOC_FREE(secondary.listener);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void meet(void)
{
	start(&secondary);
	start(&primary);
	join(&primary);
	join(&secondary);
}

static void is(const struct side *s, int r, const char *sentence)
{
	ck_assert_int_eq(s->r, r);
	ck_assert_ptr_nonnull(s->error);
	ck_assert_msg(strstr(s->error, sentence), "%s, not %s", s->error, sentence);
}

/* ---- pairing ---- */

START_TEST(both_persons_say_yes)
{
	meet();
	ck_assert_int_eq(primary.r, 0);
	ck_assert_int_eq(secondary.r, 0);
	ck_assert_str_eq(primary.code, secondary.code);
	ck_assert_uint_eq(strspn(primary.code, "0123456789"), 6);
}
END_TEST

START_TEST(one_types_what_the_other_shows)
{
	primary.answer = "same";
	secondary.pairing = LINK_YES;
	meet();
	ck_assert_int_eq(primary.r, 0);
	ck_assert_int_eq(secondary.r, 0);
}
END_TEST

static const char *const refusals[] = {"no", "12345", "", "yes please", "1234567"};

START_TEST(the_primary_refuses)
{
	primary.answer = refusals[_i];
	meet();
	is(&primary, -EACCES, "the code was refused");
	is(&secondary, -EACCES, "at the other device");
}
END_TEST

START_TEST(the_secondary_refuses)
{
	secondary.pairing = LINK_NO;
	meet();
	is(&primary, -EACCES, "at the other device");
	is(&secondary, -EACCES, "the code was refused");
}
END_TEST

START_TEST(one_refuses_while_the_other_thinks)
{
	primary.answer = NULL;
	secondary.answer = "no";
	meet();
	is(&primary, -EACCES, "at the other device");
}
END_TEST

/* Somebody between the two, who pairs with each of them: the codes differ. */
START_TEST(somebody_in_the_middle_shows_in_the_codes)
{
	struct side towards_primary = {.pairing = LINK_YES, .stop = -1};
	struct side towards_secondary = {.pairing = LINK_YES, .stop = -1};
	char honest[64], *error = NULL;

	start(&secondary);
	start(&towards_secondary);
	join(&towards_secondary);
	join(&secondary);
	strcpy(honest, address);
	snprintf(address, sizeof(address), "unix:%s/false", dir);
	ck_assert_int_eq(link_listen(&towards_primary.listener, address, NULL, &error), 0);
	primary.answer = secondary.code;
	start(&towards_primary);
	start(&primary);
	join(&primary);
	join(&towards_primary);
	ck_assert_str_ne(primary.code, secondary.code);
	is(&primary, -EACCES, "the code was refused");
	is(&towards_primary, -EACCES, "at the other device");
	talloc_free(towards_primary.ctx);
	talloc_free(towards_secondary.ctx);
	talloc_free(towards_primary.listener);
}
END_TEST

/* RFC 2104 by another program: python3 -c 'import hmac...'. */
START_TEST(known_answers)
{
	struct pairing p;
	uint8_t commitment[PAIRING_COMMITMENT_BYTES];
	char digits[PAIRING_DIGITS + 1];

	memset(p.binding, 0x11, sizeof(p.binding));
	memset(p.primary, 0x22, sizeof(p.primary));
	memset(p.secondary, 0x33, sizeof(p.secondary));
	ck_assert_int_eq(pairing_commitment(&p, commitment), 0);
	assert_hex(slice_of(commitment, sizeof(commitment)),
		   "3D65701D6095D32DE7A4EF14732D32B8F1DBFC6850BD252F5F3A43D9BDAD5A57");
	ck_assert_int_eq(pairing_digits(&p, digits), 0);
	ck_assert_str_eq(digits, "586585");
}
END_TEST

/* ---- messages ---- */

static void echo(struct side *s)
{
	json_t *message;

	while ((s->r = link_receive(s->link, -1, &message, s->ctx, &s->error)) == 0) {
		s->r = link_send(s->link, message, s->ctx, &s->error);
		json_decref(message);
	}
}

static json_t *of_length(size_t n)
{
	char *text = talloc_array(NULL, char, n + 1);
	json_t *message;

	memset(text, 'x', n);
	text[n] = '\0';
	message = json_pack("{s:s}", "a", text);
	talloc_free(text);
	return message;
}

/* {"a":"..."} and the newline take 9 bytes of their own. */
static void send_all_lengths(struct side *s)
{
	static const size_t lengths[] = {0, 1, 1000, LINK_MESSAGE_MAX - 9};

	for (size_t i = 0; s->r == 0 && i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		json_t *sent = of_length(lengths[i]), *received = NULL;

		s->r = link_send(s->link, sent, s->ctx, &s->error);
		if (s->r == 0)
			s->r = link_receive(s->link, LINK_ANSWER_MS, &received, s->ctx, &s->error);
		if (s->r == 0 && !json_equal(sent, received))
			s->r = -EBADMSG;
		json_decref(sent);
		json_decref(received);
	}
	TALLOC_FREE(s->link);
}

START_TEST(messages_arrive)
{
	primary.then = send_all_lengths;
	secondary.then = echo;
	meet();
	ck_assert_int_eq(primary.r, 0);
	is(&secondary, -ECONNRESET, "the link is lost");
}
END_TEST

static void send_too_much(struct side *s)
{
	json_t *message = of_length(LINK_MESSAGE_MAX - 8);

	s->r = link_send(s->link, message, s->ctx, &s->error);
	json_decref(message);
	TALLOC_FREE(s->link);
}

START_TEST(too_long_to_be_sent)
{
	primary.then = send_too_much;
	secondary.then = echo;
	meet();
	is(&primary, -EINVAL, "too long");
}
END_TEST

static void wait_a_little(struct side *s)
{
	json_t *message;

	s->r = link_receive(s->link, 1, &message, s->ctx, &s->error);
	TALLOC_FREE(s->link);
}

START_TEST(silence)
{
	primary.then = wait_a_little;
	secondary.then = echo;
	meet();
	is(&primary, -ETIMEDOUT, "does not answer");
}
END_TEST

/* ---- interruption ---- */

START_TEST(interrupted_at_every_wait)
{
	static const struct {
		bool connected;
		const char *answer;
	} waits[] = {{false, "yes"}, {true, NULL}, {true, "yes"}};

	secondary.stop = eventfd(0, EFD_CLOEXEC);
	secondary.answer = waits[_i].answer;
	secondary.then = echo;
	start(&secondary);
	if (waits[_i].connected) {
		primary.answer = "yes";
		start(&primary);
		if (waits[_i].answer)
			join(&primary);
		else
			sem_wait(&thinking);
	}
	ck_assert_int_eq(eventfd_write(secondary.stop, 1), 0);
	join(&secondary);
	is(&secondary, -ECANCELED, "interrupted");
	close(secondary.stop);
	if (waits[_i].connected && !waits[_i].answer)
		join(&primary);
}
END_TEST

/* ---- who does not keep to the rules ---- */

/* A device that pairs by hand. The lines that it sends are numbered from 0; the line @bad is
 * replaced by @line, and then it hangs up. */
struct rogue {
	bool secondary;
	int bad;
	const char *line;
	int sent;
	struct tls_channel *channel;
	void *ctx;
};

/* False: the bad line is gone out. */
static bool say(struct rogue *g, const char *line)
{
	const char *text = g->sent++ == g->bad ? g->line : line;
	char *error = NULL;

	tls_channel_write(g->channel, slice_str(text), LINK_ANSWER_MS, g->ctx, &error);
	return text == line;
}

static const char *hear(struct rogue *g)
{
	char *line = talloc_zero_array(g->ctx, char, 2 * LINK_MESSAGE_MAX), *error = NULL;
	size_t n = 0, more;

	while (n < LINK_MESSAGE_MAX && !memchr(line, '\n', n)) {
		if (tls_channel_read(g->channel, (uint8_t *)line + n, LINK_MESSAGE_MAX,
				     LINK_ANSWER_MS, &more, g->ctx, &error))
			return "";
		n += more;
	}
	return line;
}

static const char *value_line(struct rogue *g, const char *name, const uint8_t *value)
{
	json_t *message = json_object();
	char *text;

	json_set_bytes(message, name, slice_of(value, 32));
	text = json_text(g->ctx, message);
	json_decref(message);
	return talloc_asprintf(g->ctx, "%s\n", text);
}

static void pair_by_hand(struct rogue *g)
{
	struct pairing p = {0};
	uint8_t commitment[PAIRING_COMMITMENT_BYTES];

	tls_channel_binding(g->channel, p.binding);
	if (g->secondary) {
		pairing_commitment(&p, commitment);
		if (!say(g, value_line(g, "commitment", commitment)))
			return;
		hear(g);
		if (!say(g, value_line(g, "nonce", p.secondary)))
			return;
	} else {
		hear(g);
		if (!say(g, value_line(g, "nonce", p.primary)))
			return;
		hear(g);
	}
	if (!say(g, "{\"paired\":true}\n"))
		return;
	hear(g);
	say(g, "{}\n");
}

static void play(struct rogue *g)
{
	char *error = NULL;
	const char *bound;
	int fd;

	g->ctx = talloc_new(NULL);
	if (g->secondary) {
		int listening;

		TALLOC_FREE(secondary.listener);
		ck_assert_int_eq(link_address_listen(address, g->ctx, &listening, &bound, &error),
				 0);
		start(&primary);
		ck_assert_int_eq(wait_for(listening, POLLIN, -1, -1), 0);
		fd = accept(listening, NULL, NULL);
		close(listening);
		unlink(link_address_path(address));
	} else {
		start(&secondary);
		ck_assert_int_eq(link_address_connect(address, g->ctx, &fd, &error), 0);
	}
	ck_assert_int_eq(
		tls_channel_new(&g->channel, fd, g->secondary, -1, LINK_ANSWER_MS, g->ctx, &error),
		0);
	pair_by_hand(g);
	tls_channel_finish(g->channel, LINK_ANSWER_MS);
	TALLOC_FREE(g->ctx);
	join(g->secondary ? &primary : &secondary);
}

static const struct {
	const char *line;
	int r;
	const char *sentence;
} defects[] = {
	{"", -ECONNRESET, "lost"},
	{"{\"nonce\":\"AAAA", -ECONNRESET, "lost"},
	{"\n", -EPROTO, "no JSON object"},
	{"[]\n", -EPROTO, "no JSON object"},
	{"{}{}\n", -EPROTO, "no JSON object"},
	{"{\"a\":1,\"a\":2}\n", -EPROTO, "no JSON object"},
	{"{\"a\":\"\xFF\"}\n", -EPROTO, "no JSON object"},
	{"{\"a\":\"\\u0000\"}\n", -EPROTO, "no JSON object"},
	{"{}\n", -EPROTO, "does not pair"},
	{"{\"nonce\":\"AAAA\"}\n", -EPROTO, "does not pair"},
	{"{\"nonce\":7}\n", -EPROTO, "does not pair"},
	{"{\"commitment\":\"AAAA\"}\n", -EPROTO, "does not pair"},
	{"{\"paired\":1}\n", -EPROTO, "does not pair"},
	{"{\"paired\":true,\"nonce\":\"\"}\n", -EPROTO, "does not pair"},
};

/* Lines of a primary that pairs: nonce, verdict; of a secondary: commitment, nonce, verdict. */
enum { STEPS = 5 };

START_TEST(defects_while_pairing)
{
	struct rogue g = {.line = defects[_i / STEPS].line};

	g.secondary = _i % STEPS >= 2;
	g.bad = g.secondary ? _i % STEPS - 2 : _i % STEPS;
	play(&g);
	is(g.secondary ? &primary : &secondary, defects[_i / STEPS].r,
	   defects[_i / STEPS].sentence);
}
END_TEST

/* A nonce that is not what the secondary committed itself to. */
START_TEST(a_nonce_chosen_late)
{
	struct rogue g = {.secondary = true, .bad = 1};
	uint8_t other[PAIRING_NONCE_BYTES] = {1};
	void *ctx = g.ctx = talloc_new(NULL);

	g.line = value_line(&g, "nonce", other);
	play(&g);
	is(&primary, -EACCES, "does not keep to its commitment");
	talloc_free(ctx);
}
END_TEST

static void receive_one(struct side *s)
{
	json_t *message = NULL;

	s->r = link_receive(s->link, LINK_ANSWER_MS, &message, s->ctx, &s->error);
	json_decref(message);
	TALLOC_FREE(s->link);
}

START_TEST(defects_once_paired)
{
	struct rogue g = {.bad = 2, .line = defects[_i].line};

	secondary.then = receive_one;
	play(&g);
	if (strstr(defects[_i].sentence, "pair"))
		ck_assert_int_eq(secondary.r, 0); /* for the link any object will do */
	else
		is(&secondary, defects[_i].r, defects[_i].sentence);
}
END_TEST

START_TEST(a_line_without_end)
{
	struct rogue g = {.bad = _i};
	char *line = talloc_array(NULL, char, LINK_MESSAGE_MAX + 1);

	memset(line, ' ', LINK_MESSAGE_MAX);
	line[LINK_MESSAGE_MAX] = '\0';
	g.line = line;
	secondary.then = receive_one;
	play(&g);
	is(&secondary, -EPROTO, "too long");
	talloc_free(line);
}
END_TEST

/* ---- what is no TLS 1.3 ---- */

static int connect_raw(void)
{
	char *error = NULL;
	int fd;

	start(&secondary);
	ck_assert_int_eq(link_address_connect(address, NULL, &fd, &error), 0);
	return fd;
}

START_TEST(no_tls)
{
	static const char *const first[] = {"{\"nonce\":\"\"}\n", "GET / HTTP/1.1\r\n\r\n"};
	int fd = connect_raw();

	ck_assert_int_eq(write(fd, first[_i], strlen(first[_i])), (ssize_t)strlen(first[_i]));
	join(&secondary);
	is(&secondary, -EPROTO, "TLS 1.3");
	close(fd);
}
END_TEST

START_TEST(an_older_tls)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	int fd = connect_raw();
	SSL *ssl;

	SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
	ssl = SSL_new(context);
	SSL_set_fd(ssl, fd);
	ck_assert_int_ne(SSL_connect(ssl), 1);
	join(&secondary);
	is(&secondary, -EPROTO, "TLS 1.3");
	SSL_free(ssl);
	SSL_CTX_free(context);
	close(fd);
}
END_TEST

START_TEST(gone_before_tls)
{
	close(connect_raw());
	join(&secondary);
	is(&secondary, -ECONNRESET, "the link is lost");
}
END_TEST

/* ---- addresses ---- */

START_TEST(bad_addresses)
{
	static const char *const bad[] = {
		"",           "unix:",           "/tmp/x",        "192.0.2.1:80", "localhost",
		"localhost:", "127.0.0.1:65536", "127.0.0.1:-1",  "[::1]:0x10",   "127.0.0.1: 1",
		"::1:1",      "127.0.0.1:1x",    "example.org:1",
	};
	struct link_listener *l;
	char *error = NULL;
	int fd;

	ck_assert_int_eq(link_listen(&l, bad[_i], NULL, &error), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error, "neither unix:PATH nor HOST:PORT"));
	talloc_free(error);
	ck_assert_int_eq(link_address_connect(bad[_i], NULL, &fd, &error), -EINVAL);
	talloc_free(error);
}
END_TEST

START_TEST(ports_of_this_machine)
{
	static const char *const hosts[] = {"127.0.0.1:0", "localhost:0", "[::1]:0"};
	char *error = NULL;
	int r;

	TALLOC_FREE(secondary.listener);
	r = link_listen(&secondary.listener, hosts[_i], NULL, &error);
	if (r == -EADDRNOTAVAIL || r == -EAFNOSUPPORT) /* a machine without IPv6 */
		return;
	ck_assert_int_eq(r, 0);
	strcpy(address, link_listener_address(secondary.listener));
	ck_assert_str_ne(address, hosts[_i]);
	meet();
	ck_assert_int_eq(primary.r, 0);
}
END_TEST

START_TEST(taken_and_missing_sockets)
{
	struct link_listener *l;
	char *error = NULL;
	struct stat st;
	int fd;

	ck_assert_int_eq(stat(link_address_path(address), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(link_listen(&l, address, NULL, &error), -EADDRINUSE);
	ck_assert_ptr_nonnull(strstr(error, address));
	talloc_free(error);
	TALLOC_FREE(secondary.listener);
	ck_assert_int_eq(link_address_connect(address, NULL, &fd, &error), -ENOENT);
	ck_assert_ptr_nonnull(strstr(error, "No such file"));
	talloc_free(error);
}
END_TEST

static Suite *link_suite(void)
{
	Suite *s = suite_create("link");
	TCase *t = tcase_create("link");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, both_persons_say_yes);
	tcase_add_test(t, one_types_what_the_other_shows);
	tcase_add_loop_test(t, the_primary_refuses, 0, COUNT(refusals));
	tcase_add_test(t, the_secondary_refuses);
	tcase_add_test(t, one_refuses_while_the_other_thinks);
	tcase_add_test(t, somebody_in_the_middle_shows_in_the_codes);
	tcase_add_test(t, known_answers);
	tcase_add_test(t, messages_arrive);
	tcase_add_test(t, too_long_to_be_sent);
	tcase_add_test(t, silence);
	tcase_add_loop_test(t, interrupted_at_every_wait, 0, 3);
	tcase_add_loop_test(t, defects_while_pairing, 0, COUNT(defects) * STEPS);
	tcase_add_test(t, a_nonce_chosen_late);
	tcase_add_loop_test(t, defects_once_paired, 0, COUNT(defects));
	tcase_add_loop_test(t, a_line_without_end, 0, 3);
	tcase_add_loop_test(t, no_tls, 0, 2);
	tcase_add_test(t, an_older_tls);
	tcase_add_test(t, gone_before_tls);
	tcase_add_loop_test(t, bad_addresses, 0, 13);
	tcase_add_loop_test(t, ports_of_this_machine, 0, 3);
	tcase_add_test(t, taken_and_missing_sockets);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	return unit_main(link_suite());
}
