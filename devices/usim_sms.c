/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/usim_sms.h"

#include <errno.h>
#include <talloc.h>

#include "codec/ctlv.h"
#include "codec/tlv.h"
#include "devices/card_files.h"
#include "uicc/sms.h"

enum {
	CLASS_TOOLKIT = 0x80,
	INS_ENVELOPE = 0xC2,
	SW_TOOLKIT_BUSY = 0x9300,
	FILE_UST = 0x6F38,
	FILE_SMS = 0x6F3C,
	FILE_SMSP = 0x6F42,
	SERVICE_SMS_PP_DOWNLOAD = 28,
	STATUS_USED = 0x01,   /* of a record */
	STATUS_UNREAD = 0x03, /* received, to be read */
	CENTRE_BYTES = 12,    /* length, type, ten bytes of digits */
	CENTRE_AT = 13,       /* in what follows the name in EF.SMSP: TS 31.102 4.2.27 */
	SMSP_BYTES = 28,
	TAG_SMS_PP_DOWNLOAD = 0xD1, /* TS 31.111 7.1.1.2 */
	OBJECT_DEVICES = 0x02,
	OBJECT_CENTRE = 0x06,
	OBJECT_TPDU = 0x0B,
	DEVICE_NETWORK = 0x83,
	DEVICE_UICC = 0x81,
};

/* TS 23.038 4: whether @coding has class 0. */
static bool is_class_0(uint8_t coding)
{
	bool has_class = (coding < 0x80 && coding & 0x10) || (coding & 0xF0) == 0xF0;

	return has_class && (coding & 0x03) == 0;
}

/* ---- what the card says of itself ---- */

/* TS 31.111 7.1.1.1: to cards without that service a message like this is one of many. */
static int has_download(const struct card_files *r)
{
	enum { BYTE = (SERVICE_SMS_PP_DOWNLOAD - 1) / 8, BIT = (SERVICE_SMS_PP_DOWNLOAD - 1) % 8 };
	struct slice table;
	int result = card_read_file(r, FILE_UST, "EF.UST", &table);

	return result ? result : table.n > BYTE && table.p[BYTE] >> BIT & 1;
}

/* The number's bytes with their length before them; empty where there is none. */
static bool take_centre(struct slice record, void *arg)
{
	struct slice *out = arg, field;

	if (record.n < SMSP_BYTES)
		return false;
	field = slice_sub(record, record.n - SMSP_BYTES + CENTRE_AT, CENTRE_BYTES);
	if (field.p[0] < 2 || field.p[0] >= CENTRE_BYTES)
		return false;
	*out = slice_sub(field, 0, 1u + field.p[0]);
	return true;
}

/* Who sends for the operator: its service centre, so far as the card knows it. */
static int find_centre(const struct card_files *r, struct slice *out)
{
	static const uint8_t unknown[] = {0};
	int result;

	*out = slice_of(unknown, sizeof(unknown));
	result = card_search_records(r, FILE_SMSP, "EF.SMSP", take_centre, out);
	return result < 0 ? result : 0;
}

/* ---- EF.SMS ---- */

/* The number of free records, and the first one's; negative errno. */
static int count_free(const struct card_files *r, uint8_t *first, uint8_t *length)
{
	struct slice fcp, record;
	int result = card_select_file(r, FILE_SMS, "EF.SMS", &fcp), n = 0;

	if (result)
		return result;
	*length = card_record_length(fcp);
	for (unsigned i = 1; *length && i < 255; i++) {
		result = card_read_record(r, (uint8_t)i, *length, &record);
		if (result < 0)
			return result;
		if (result == 0)
			break;
		if (record.p[0] & STATUS_USED)
			continue;
		if (n++ == 0)
			*first = (uint8_t)i;
	}
	return n;
}

/* TS 31.102 4.2.25: status, service centre, TPDU, and FF. */
static int store(const struct card_files *r, struct slice tpdu, struct usim_sms *out)
{
	struct buf record = buf_new(r->ctx);
	uint8_t length;
	struct slice centre;
	int result = find_centre(r, &centre);

	if (result == 0)
		result = count_free(r, &out->record, &length);
	if (result == 0) {
		*r->error = talloc_strdup(r->ctx, "EF.SMS is full");
		return -ENOSPC;
	}
	if (result < 0)
		return result;
	buf_put_u8(&record, STATUS_UNREAD);
	buf_put_slice(&record, centre);
	buf_put_slice(&record, tpdu);
	if (!buf_ok(&record))
		return -ENOMEM;
	if (record.n > length)
		return card_fail(r, -ENOSPC, "the records of EF.SMS are too short", 0x9000);
	buf_fill(&record, 0xFF, length - record.n);
	out->outcome = USIM_SMS_STORED;
	return card_update_record(r, out->record, buf_slice(&record));
}

/* ---- data download ---- */

static int put_envelope(struct slice centre, struct slice tpdu, struct buf *out)
{
	static const uint8_t devices[] = {DEVICE_NETWORK, DEVICE_UICC};
	size_t mark = tlv_open(out, TAG_SMS_PP_DOWNLOAD);

	ctlv_put(out, OBJECT_DEVICES, true, slice_of(devices, sizeof(devices)));
	if (centre.n > 1)
		ctlv_put(out, OBJECT_CENTRE, false, slice_sub(centre, 1, SIZE_MAX));
	ctlv_put(out, OBJECT_TPDU, true, tpdu);
	tlv_close(out, mark);
	return buf_ok(out) ? 0 : -ENOMEM;
}

static int download(const struct card_files *r, struct slice tpdu, struct usim_sms *out)
{
	struct buf envelope = buf_new(r->ctx);
	struct card_command command = {.cla = CLASS_TOOLKIT, .ins = INS_ENVELOPE, .answers = true};
	struct card_answer answer;
	struct slice centre;
	int result = find_centre(r, &centre);

	if (result == 0)
		result = put_envelope(centre, tpdu, &envelope);
	command.data = buf_slice(&envelope);
	if (result == 0)
		result = card_files_send(r, &command, &answer);
	if (result)
		return result;
	if (answer.sw == SW_TOOLKIT_BUSY)
		return card_fail(r, -EBUSY, "the card is busy", answer.sw);
	out->outcome = USIM_SMS_DOWNLOADED;
	out->answer = answer.data;
	return card_judge(r, "the card refuses the message", &answer);
}

/* ---- which of them ---- */

int usim_sms_take(struct card_terminal *t, struct slice tpdu, void *ctx, struct usim_sms *out,
		  char **error)
{
	const struct card_files r = {.terminal = t, .ctx = ctx, .error = error};
	struct sms_deliver m;
	int result;

	*error = NULL;
	*out = (struct usim_sms){0};
	if (sms_deliver_parse(tpdu, &m)) {
		*error = talloc_strdup(ctx, "no SMS-DELIVER");
		return -EBADMSG;
	}
	if (is_class_0(m.coding)) {
		out->outcome = USIM_SMS_DISPLAY;
		return 0;
	}
	result = sms_is_data_download(&m) ? has_download(&r) : 0;
	if (result < 0)
		return result;
	return result ? download(&r, tpdu, out) : store(&r, tpdu, out);
}

int usim_sms_room(struct card_terminal *t, void *ctx, char **error)
{
	const struct card_files r = {.terminal = t, .ctx = ctx, .error = error};
	uint8_t first, length;

	*error = NULL;
	return count_free(&r, &first, &length);
}
