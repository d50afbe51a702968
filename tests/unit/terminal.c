/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal.h"

#include <stdio.h>
#include <unistd.h>

#include "codec/ctlv.h"
#include "codec/tlv.h"

struct terminal terminal;

static void *ctx;

void terminal_setup(void)
{
	char *error = NULL;

	ctx = talloc_new(NULL);
	terminal = (struct terminal){0};
	strcpy(terminal.path, "/tmp/check_terminal.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(terminal.path));
	strcat(terminal.path, "/card.euicc");
	ck_assert_msg(softeuicc_create(terminal.path, NULL, &error) == 0, "%s", error);
	ck_assert_int_eq(softeuicc_open(&terminal.card, terminal.path, NULL, NULL), 0);
	softeuicc_power_on(terminal.card);
}

void terminal_teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};

	softeuicc_close(terminal.card);
	for (int i = 0; i < COUNT(suffixes); i++)
		unlink(talloc_asprintf(ctx, "%s%s", terminal.path, suffixes[i]));
	*strrchr(terminal.path, '/') = '\0';
	ck_assert_int_eq(rmdir(terminal.path), 0);
	talloc_free(ctx);
}

uint16_t terminal_apdu(struct slice apdu)
{
	uint8_t *out = talloc_size(ctx, SOFTEUICC_RESPONSE_MAX);
	size_t n = softeuicc_transmit(terminal.card, apdu.p, apdu.n, out);
	struct buf data = buf_new(ctx);

	for (;;) {
		uint8_t more[] = {0x00, 0xC0, 0x00, 0x00, 0x00};

		ck_assert_uint_ge(n, 2);
		buf_put(&data, out, n - 2);
		terminal.sw = be16(out + n - 2);
		if (terminal.sw >> 8 != 0x61)
			break;
		more[4] = (uint8_t)terminal.sw;
		n = softeuicc_transmit(terminal.card, more, sizeof(more), out);
	}
	terminal.answer = buf_slice(&data);
	return terminal.sw;
}

uint16_t terminal_send(const char *hex)
{
	return terminal_apdu(unhex(ctx, hex));
}

static uint16_t send_data(uint8_t ins, struct slice data)
{
	const uint8_t header[] = {0x80, ins, 0x00, 0x00, (uint8_t)data.n};
	struct buf apdu = buf_new(ctx);

	ck_assert_uint_le(data.n, 255);
	buf_put(&apdu, header, sizeof(header));
	buf_put_slice(&apdu, data);
	return terminal_apdu(buf_slice(&apdu));
}

uint16_t terminal_profile(const char *hex)
{
	uint8_t all[40];

	memset(all, 0xFF, sizeof(all));
	return send_data(0x10, hex ? unhex(ctx, hex) : slice_of(all, sizeof(all)));
}

uint16_t terminal_envelope(uint8_t tag, const char *hex)
{
	struct buf b = buf_new(ctx);

	tlv_put(&b, tag, unhex(ctx, hex));
	return send_data(0xC2, buf_slice(&b));
}

void terminal_fetch(uint8_t type)
{
	const uint8_t fetch[] = {0x80, 0x12, 0x00, 0x00, (uint8_t)terminal.sw};
	struct tlv whole;
	struct ctlv t;
	struct slice in;

	ck_assert_msg(terminal.sw >> 8 == 0x91, "nothing is announced: %04X", terminal.sw);
	terminal_apdu(slice_of(fetch, sizeof(fetch)));
	ck_assert_uint_eq(terminal.sw, 0x9000);
	ck_assert_int_eq(tlv_only(terminal.answer, 0xD0, &whole), 0);
	in = whole.value;
	ck_assert_int_eq(ctlv_next(&in, &t), 1);
	ck_assert_uint_eq(t.tag, 0x01);
	ck_assert_uint_eq(t.value.n, 3);
	memcpy(terminal.details, t.value.p, 3);
	ck_assert_uint_eq(t.value.p[1], type);
	ck_assert_int_eq(ctlv_next(&in, &t), 1);
	ck_assert_uint_eq(t.tag, 0x02);
	ck_assert_uint_eq(t.value.n, 2);
	ck_assert_uint_eq(t.value.p[0], 0x81);
	terminal.destination = t.value.p[1];
	terminal.command = in;
}

struct slice terminal_object(uint16_t tag)
{
	struct ctlv t;

	ck_assert_msg(ctlv_find(terminal.command, tag, &t) == 1, "no object %02X", tag);
	return t.value;
}

uint16_t terminal_respond(const char *result, const char *objects)
{
	struct buf b = buf_new(ctx);

	ctlv_put(&b, 0x01, true, slice_of(terminal.details, 3));
	buf_put_slice(&b, unhex(ctx, "02028281"));
	ctlv_put(&b, 0x03, false, unhex(ctx, result));
	buf_put_slice(&b, unhex(ctx, objects));
	return send_data(0x14, buf_slice(&b));
}

void terminal_perform(uint8_t type)
{
	terminal_fetch(type);
	terminal_respond("00", "");
}
