/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control socket itself; check_fault.c has what its lines say. */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <talloc.h>
#include <unistd.h>

#include "reader-bridge/control.h"
#include "unit.h"

static char dir[32], path[64];
static struct bridge *bridge;
static struct control *control;

static void setup(void)
{
	strcpy(dir, "/tmp/check_control.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/socket", dir);
	bridge = bridge_new(NULL, NULL, NULL);
	ck_assert_int_eq(control_new(&control, bridge, path, faults_new(bridge)), 0);
}

static void teardown(void)
{
	TALLOC_FREE(control);
	TALLOC_FREE(bridge);
	ck_assert_int_eq(rmdir(dir), 0);
}

static int client(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(a.sun_path, path);
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	return fd;
}

static void run_loop(void)
{
	for (int i = 0; i < 4; i++)
		ck_assert_int_ge(event_base_loop(bridge_loop(bridge), EVLOOP_NONBLOCK), 0);
}

static const char request[] = "{\"list\":true}\n";
static const char answer[] = "{\"faults\":[]}\n";

/* Asks until the socket takes no more, or @max times. Returns how often. */
static size_t ask(int fd, size_t max)
{
	size_t n = 0;

	while (n < max) {
		ssize_t r = write(fd, request, sizeof(request) - 1);

		if (r < 0) {
			ck_assert_int_eq(errno, EAGAIN);
			run_loop();
			r = write(fd, request, sizeof(request) - 1);
		}
		if (r < 0)
			break;
		ck_assert_int_eq(r, sizeof(request) - 1);
		n++;
	}
	return n;
}

/* Reads to the last answer that comes. Returns how many. */
static size_t read_answers(int fd)
{
	const size_t length = sizeof(answer) - 1;
	char bytes[1024];
	size_t n = 0;
	ssize_t r;

	for (run_loop(); (r = read(fd, bytes, sizeof(bytes))) > 0; run_loop())
		for (ssize_t i = 0; i < r; i++, n++)
			ck_assert_int_eq(bytes[i], answer[n % length]);
	ck_assert_uint_eq(n % length, 0);
	return n / length;
}

START_TEST(answers_that_nobody_reads_do_not_pile_up)
{
	enum { MANY = 1000 * 1000 };
	int fd = client();
	size_t n = ask(fd, MANY);

	ck_assert_uint_lt(n, MANY);
	ck_assert_uint_eq(read_answers(fd), n);
	ck_assert_uint_eq(ask(fd, 1), 1);
	ck_assert_uint_eq(read_answers(fd), 1);
	close(fd);
}
END_TEST

START_TEST(line_without_end_is_the_last)
{
	char bytes[4096];
	int fd = client();
	ssize_t n;

	memset(bytes, ' ', sizeof(bytes));
	for (int i = 0; i < 64 * 1024 / 4096; i++) {
		ck_assert_int_eq(send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL), sizeof(bytes));
		run_loop();
	}
	run_loop();
	n = read(fd, bytes, sizeof(bytes));
	ck_assert_int_gt(n, 0);
	ck_assert_str_eq(talloc_strndup(bridge, bytes, (size_t)n),
			 "{\"error\":\"a request has more than 65536 bytes\"}\n");
	run_loop();
	ck_assert_int_eq(read(fd, bytes, sizeof(bytes)), 0);
	close(fd);
}
END_TEST

/* It would be the request before it to who stops there. */
START_TEST(nul_is_no_end_of_a_request)
{
	static const char text[] = "{\"list\":true}\0 and more\n";
	char bytes[100];
	int fd = client();
	ssize_t n;

	ck_assert_int_eq(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	run_loop();
	n = read(fd, bytes, sizeof(bytes));
	ck_assert_int_gt(n, 0);
	ck_assert_str_eq(talloc_strndup(bridge, bytes, (size_t)n),
			 "{\"error\":\"a request has a NUL in it\"}\n");
	close(fd);
}
END_TEST

START_TEST(ends_with_clients_in_the_middle)
{
	int asking = client(), idle = client();

	ck_assert_uint_eq(ask(asking, 3), 3);
	ck_assert_int_eq(write(idle, request, 5), 5);
	run_loop();
	TALLOC_FREE(control);
	ck_assert_int_lt(access(path, F_OK), 0);
	close(asking);
	close(idle);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("control");
	TCase *t = tcase_create("control");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, answers_that_nobody_reads_do_not_pile_up);
	tcase_add_test(t, line_without_end_is_the_last);
	tcase_add_test(t, nul_is_no_end_of_a_request);
	tcase_add_test(t, ends_with_clients_in_the_middle);
	suite_add_tcase(s, t);
	return unit_main(s);
}
