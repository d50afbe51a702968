/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/card_files.h"

#include <errno.h>
#include <talloc.h>

#include "codec/tlv.h"

enum {
	INS_VERIFY = 0x20,
	INS_SELECT = 0xA4,
	INS_READ_BINARY = 0xB0,
	INS_READ_RECORD = 0xB2,
	INS_UPDATE_RECORD = 0xDC,
	SELECT_BY_ID = 0x00,
	RETURN_FCP = 0x04,
	ABSOLUTE = 0x04,
	SW_SECURITY_STATUS = 0x6982,
	SW_BLOCKED = 0x6983,
	SW_NO_RECORD = 0x6A83,
};

int card_fail(const struct card_files *r, int code, const char *what, uint16_t sw)
{
	*r->error = talloc_asprintf(r->ctx, "%s (%04X)", what, sw);
	return *r->error ? code : -ENOMEM;
}

int card_files_send(const struct card_files *r, const struct card_command *c,
		    struct card_answer *out)
{
	return card_terminal_send(r->terminal, c, r->ctx, out, r->error);
}

/* What VERIFY without a PIN says of PIN1 (TS 102 221 11.1.9.2): 63CX, or that it is blocked. */
static int wants_pin(const struct card_files *r)
{
	static const struct card_command query = {.ins = INS_VERIFY, .p2 = 0x01};
	struct card_answer answer;
	int result = card_files_send(r, &query, &answer);

	if (result)
		return result;
	if (answer.sw == SW_BLOCKED || answer.sw == 0x63C0)
		return card_fail(r, -EACCES, "the card's PIN is blocked", answer.sw);
	return card_fail(r, -EACCES, "the card wants its PIN first", answer.sw);
}

int card_judge(const struct card_files *r, const char *what, const struct card_answer *answer)
{
	if (card_answer_ok(answer))
		return 0;
	if (answer->sw == SW_SECURITY_STATUS)
		return wants_pin(r);
	return card_fail(r, -ENOENT, what, answer->sw);
}

int card_select_file(const struct card_files *r, uint16_t id, const char *name, struct slice *fcp)
{
	const uint8_t bytes[] = {(uint8_t)(id >> 8), (uint8_t)id};
	const struct card_command select = {.ins = INS_SELECT,
					    .p1 = SELECT_BY_ID,
					    .p2 = RETURN_FCP,
					    .data = {bytes, sizeof(bytes)},
					    .answers = true};
	struct card_answer answer;
	int result = card_files_send(r, &select, &answer);

	if (result)
		return result;
	if (fcp)
		*fcp = answer.data;
	return card_judge(r, talloc_asprintf(r->ctx, "the card has no %s", name), &answer);
}

int card_read_file(const struct card_files *r, uint16_t id, const char *name, struct slice *out)
{
	static const struct card_command read = {.ins = INS_READ_BINARY, .answers = true};
	struct card_answer answer;
	int result = card_select_file(r, id, name, NULL);

	if (result == 0)
		result = card_files_send(r, &read, &answer);
	if (result)
		return result;
	*out = answer.data;
	return card_judge(r, talloc_asprintf(r->ctx, "%s cannot be read", name), &answer);
}

/* TS 102 221 11.1.1.4.3 */
uint8_t card_record_length(struct slice fcp)
{
	struct tlv template, descriptor;

	if (tlv_only(fcp, 0x62, &template) || tlv_find(template.value, 0x82, &descriptor) != 1 ||
	    descriptor.value.n != 5 || descriptor.value.p[2] != 0)
		return 0;
	return descriptor.value.p[3];
}

int card_read_record(const struct card_files *r, uint8_t number, uint8_t length, struct slice *out)
{
	const struct card_command read = {
		.ins = INS_READ_RECORD, .p1 = number, .p2 = ABSOLUTE, .answers = true};
	struct card_answer answer;
	int result = card_files_send(r, &read, &answer);

	if (result || answer.sw == SW_NO_RECORD)
		return result;
	*out = answer.data;
	result = card_judge(r, "a record cannot be read", &answer);
	if (result == 0 && answer.data.n != length)
		return card_fail(r, -EBADMSG, "a record of another length than the file's",
				 answer.sw);
	return result ? result : 1;
}

int card_search_records(const struct card_files *r, uint16_t id, const char *name,
			bool (*take)(struct slice record, void *arg), void *arg)
{
	struct slice fcp, record;
	int result = card_select_file(r, id, name, &fcp);
	uint8_t length;

	if (result)
		return result == -ENOENT ? 0 : result;
	length = card_record_length(fcp);
	for (unsigned i = 1; length && i < 255; i++) {
		result = card_read_record(r, (uint8_t)i, length, &record);
		if (result <= 0)
			return result;
		if (take(record, arg))
			return 1;
	}
	return 0;
}

int card_update_record(const struct card_files *r, uint8_t number, struct slice record)
{
	const struct card_command update = {
		.ins = INS_UPDATE_RECORD, .p1 = number, .p2 = ABSOLUTE, .data = record};
	struct card_answer answer;
	int result = card_files_send(r, &update, &answer);

	return result ? result : card_judge(r, "a record cannot be written", &answer);
}
