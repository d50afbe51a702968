/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an eUICC shows while no profile is enabled: the MF with the EFs that TS 102 221 13 asks of
 * every UICC, all of them readable and none of them changeable. */
#include <errno.h>
#include <talloc.h>

#include "uicc/uicc.h"

enum { ARR_RECORD_BYTES = 12, DIR_RECORD_BYTES = 32, DIR_RECORDS = 2 };

/* READ always; whatever else the access mode byte of an EF has: never. */
static const uint8_t read_only_rule[] = {0x80, 0x01, 0x01, 0x90, 0x00,
					 0x80, 0x01, 0x5A, 0x97, 0x00};
/* 8B: EF.ARR 2F06, record 1. */
static const uint8_t referenced[] = {0x8B, 0x03, 0x2F, 0x06, 0x01};
/* EF.UMPC, 13.6: 60 mA, operational after five seconds, SUSPEND UICC is supported. */
static const uint8_t umpc[] = {0x3C, 0x05, 0x02};
/* No PIN is asked for: application PIN 1 is disabled. */
static const uint8_t pin_status[] = {0x90, 0x01, 0x00, 0x83, 0x01, 0x01};

static const struct {
	enum file_kind kind;
	uint16_t fid;
	uint8_t sfi;
	uint8_t record_length;
	uint32_t size;
	struct slice begins_with; /* the rest is FF */
} files[] = {
	{FILE_MF, 0x3F00, 0x00, 0, 0, {NULL, 0}},
	{FILE_LINEAR_FIXED,
	 0x2F00,
	 0x1E,
	 DIR_RECORD_BYTES,
	 DIR_RECORDS *DIR_RECORD_BYTES,
	 {NULL, 0}},
	{FILE_TRANSPARENT, 0x2F05, 0x05, 0, 2, {NULL, 0}},
	{FILE_LINEAR_FIXED,
	 0x2F06,
	 0x06,
	 ARR_RECORD_BYTES,
	 ARR_RECORD_BYTES,
	 {read_only_rule, sizeof(read_only_rule)}},
	{FILE_TRANSPARENT, 0x2F08, 0x08, 0, 5, {umpc, sizeof(umpc)}},
	{FILE_TRANSPARENT, 0x2FE2, 0x02, 0, 10, {NULL, 0}},
};

static int add_files(struct uicc_content *c)
{
	struct file *f;
	int r;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		r = file_add(c, NULL, files[i].kind, files[i].fid, &f);
		if (r == 0 && !file_is_df(f))
			r = file_allocate(c, f, files[i].size);
		if (r)
			return r;
		f->sfi = files[i].sfi;
		f->record_length = files[i].record_length;
		f->shareable = true;
		f->security = slice_of(referenced, sizeof(referenced));
		if (files[i].begins_with.n)
			memcpy(f->content, files[i].begins_with.p, files[i].begins_with.n);
	}
	c->mf->pin_status = slice_of(pin_status, sizeof(pin_status));
	return 0;
}

int uicc_bare_content(void *ctx, struct uicc_content **out)
{
	struct uicc_content *c = content_new(ctx);
	int r = c ? add_files(c) : -ENOMEM;

	if (r) {
		talloc_free(c);
		return r;
	}
	*out = c;
	return 0;
}
