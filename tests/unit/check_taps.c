/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reader-bridge/gsmtap.h"
#include "reader-bridge/trace.h"
#include "unit.h"

static void *ctx;

static void setup(void)
{
	ctx = talloc_new(NULL);
}

static void teardown(void)
{
	talloc_free(ctx);
}

static struct tap_event event_of(enum tap_kind kind, unsigned card, const char *command,
				 const char *response)
{
	return (struct tap_event){kind, card, unhex(ctx, command), unhex(ctx, response), "a note"};
}

/* ---- GSMTAP ---- */

static const struct {
	enum tap_kind kind;
	unsigned card;
	const char *command;
	const char *response;
	const char *packet;
} packets[] = {
	/* header; case 1 gets P3 */
	{TAP_RESPONSE, 0, "00440000", "9000",
	 "02040400 00000000 00000000 00000000 0044000000 9000"},
	/* case 2 */
	{TAP_RESPONSE, 1, "00B0000003", "0102039000",
	 "02040400 00000000 00000000 00010000 00B0000003 010203 9000"},
	/* case 3 */
	{TAP_RESPONSE, 0, "00A40004023F00", "6105",
	 "02040400 00000000 00000000 00000000 00A4000402 3F00 6105"},
	/* case 4 loses Le, whatever its value */
	{TAP_RESPONSE, 0, "00A40004023F0000", "62009000",
	 "02040400 00000000 00000000 00000000 00A4000402 3F00 6200 9000"},
	{TAP_RESPONSE, 0, "00A40004023F0010", "62009000",
	 "02040400 00000000 00000000 00000000 00A4000402 3F00 6200 9000"},
	/* extended length as it is */
	{TAP_RESPONSE, 0, "00A4000400 0002 3F00 00", "9000",
	 "02040400 00000000 00000000 00000000 00A40004000002 3F0000 9000"},
	/* neither case: as it is */
	{TAP_RESPONSE, 0, "00A400", "6700", "02040400 00000000 00000000 00000000 00A4006700"},
	{TAP_RESPONSE, 0, "00A40004053F00", "6700",
	 "02040400 00000000 00000000 00000000 00A40004053F00 6700"},
	/* the ATR */
	{TAP_ATR, 2, "", "3B9F01", "02040400 00000000 00000000 01020000 3B9F01"},
	{TAP_COMMAND, 0, "00440000", "", ""},
	{TAP_POWER_ON, 0, "", "", ""},
	{TAP_POWER_OFF, 0, "", "", ""},
	{TAP_RESET, 0, "", "", ""},
	{TAP_NOTE, 0, "", "", ""},
};

START_TEST(gsmtap_packets)
{
	struct tap_event e = event_of(packets[_i].kind, packets[_i].card, packets[_i].command,
				      packets[_i].response);
	size_t n = unhex(ctx, packets[_i].packet).n;
	uint8_t *out = talloc_size(ctx, n + 1);

	assert_hex(slice_of(out, gsmtap_packet(&e, out, n)), packets[_i].packet);
	for (size_t less = 0; less < n; less++)
		ck_assert_uint_eq(gsmtap_packet(&e, out, less), 0);
}
END_TEST

static int listen_udp(uint16_t *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(*port)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, n), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*port = ntohs(a.sin_port);
	return fd;
}

/* Wireshark may come and go: what is sent meanwhile is lost, and no more than that. */
START_TEST(gsmtap_sends)
{
	struct tap_event e = event_of(TAP_RESPONSE, 0, "00B0000003", "0102039000");
	struct tap_event unsent = event_of(TAP_RESET, 0, "", "");
	uint8_t packet[64];
	struct gsmtap *g;
	uint16_t port = 0;
	int fd = listen_udp(&port);

	ck_assert_int_eq(gsmtap_new(&g, ctx, "127.0.0.1", port), 0);
	for (int i = 0; i < 3; i++) {
		gsmtap_tap(g, &unsent);
		gsmtap_tap(g, &e);
		assert_hex(slice_of(packet, (size_t)recv(fd, packet, sizeof(packet), 0)),
			   "02040400 00000000 00000000 00000000 00B0000003 010203 9000");
		close(fd);
		gsmtap_tap(g, &e);
		fd = listen_udp(&port);
	}
	close(fd);
}
END_TEST

START_TEST(gsmtap_to_an_unknown_host)
{
	struct gsmtap *g;

	ck_assert_int_eq(gsmtap_new(&g, ctx, "256.0.0.1 ", GSMTAP_PORT), -EADDRNOTAVAIL);
}
END_TEST

/* ---- trace ---- */

static const char *text_of(FILE *f)
{
	char *text = talloc_zero_size(ctx, 4096);
	char *out = talloc_zero_size(ctx, 4096);
	size_t n = 0;

	rewind(f);
	fread(text, 1, 4095, f);
	/* without what varies: the digits of the times */
	for (const char *p = text; *p; p++)
		if (!(n > 1 && out[n - 2] == '#' && out[n - 1] == ' ' &&
		      (*p == '.' || (*p >= '0' && *p <= '9'))))
			out[n++] = *p;
	return out;
}

START_TEST(trace_lines)
{
	FILE *f = tmpfile();
	struct trace *t = trace_new(ctx, f);
	const struct tap_event events[] = {
		event_of(TAP_POWER_ON, 0, "", ""),
		event_of(TAP_ATR, 0, "", "3B9F"),
		event_of(TAP_COMMAND, 0, "00A4000C", ""),
		event_of(TAP_RESPONSE, 0, "00A4000C", "9000"),
		event_of(TAP_NOTE, 1, "", ""),
		event_of(TAP_POWER_ON, 1, "", ""),
		event_of(TAP_RESET, 1, "", ""),
		event_of(TAP_COMMAND, 0, "80E2", ""),
		event_of(TAP_RESPONSE, 0, "80E2", "0AFF6700"),
		event_of(TAP_POWER_OFF, 0, "", ""),
	};

	for (int i = 0; i < COUNT(events); i++)
		trace_tap(t, &events[i]);
	ck_assert_int_eq(trace_error(t), 0);
	ck_assert_str_eq(text_of(f),
			 "# softeuicc trace, format 1; behind each # the seconds since the start\n"
			 "on # \n"
			 "atr 3B9F # \n"
			 "> 00A4000C # \n"
			 "< 9000 # \n"
			 "card 1\n"
			 "# a note\n"
			 "on # \n"
			 "reset # \n"
			 "card 0\n"
			 "> 80E2 # \n"
			 "< 0AFF6700 # \n"
			 "off # \n");
	fclose(f);
}
END_TEST

START_TEST(trace_times_grow)
{
	FILE *f = tmpfile();
	struct trace *t = trace_new(ctx, f);
	struct tap_event e = event_of(TAP_RESET, 0, "", "");
	double first, second;

	trace_tap(t, &e);
	trace_tap(t, &e);
	rewind(f);
	ck_assert_int_eq(fscanf(f, "%*[^\n] reset # %lf reset # %lf", &first, &second), 2);
	ck_assert(first >= 0 && second >= first && second < 60);
	fclose(f);
}
END_TEST

START_TEST(trace_reports_a_full_disk)
{
	FILE *f = fopen("/dev/full", "w");
	struct trace *t;
	struct tap_event e = event_of(TAP_RESET, 0, "", "");

	ck_assert_ptr_nonnull(f);
	t = trace_new(ctx, f);
	trace_tap(t, &e);
	ck_assert_int_eq(trace_error(t), -ENOSPC);
	trace_tap(t, &e);
	ck_assert_int_eq(trace_error(t), -ENOSPC);
	fclose(f);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("taps");
	TCase *t = tcase_create("gsmtap");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, gsmtap_packets, 0, COUNT(packets));
	tcase_add_test(t, gsmtap_sends);
	tcase_add_test(t, gsmtap_to_an_unknown_host);
	suite_add_tcase(s, t);

	t = tcase_create("trace");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, trace_lines);
	tcase_add_test(t, trace_times_grow);
	tcase_add_test(t, trace_reports_a_full_disk);
	suite_add_tcase(s, t);
	return unit_main(s);
}
