/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec/tlv.h"
#include "fuzz.h"
#include "isdp/installer.h"

enum { MEMORY = 1 << 17 };

/* EUICCResponse: statuses, the last of which is the outcome; the flag and the message where the
 * installation was aborted. */
static void check_response(const struct installer *in, void *ctx)
{
	struct buf out = buf_new(ctx);
	struct tlv response, list, status, code;
	int64_t number = -1;
	struct slice rest;

	installer_response(in, &out);
	REQUIRE(buf_ok(&out) && tlv_only(buf_slice(&out), 0x30, &response) == 0);
	rest = response.value;
	REQUIRE(tlv_next(&rest, &list) == 1 && list.tag == 0xA0);
	while (tlv_next(&list.value, &status) == 1) {
		REQUIRE(status.tag == 0x30);
		REQUIRE(tlv_next(&status.value, &code) == 1 && code.tag == 0x80);
		REQUIRE(tlv_integer(code.value, &number) == 0);
	}
	REQUIRE(number == (int64_t)installer_status(in));
	REQUIRE((rest.n > 0) == (installer_status(in) != PE_OK));
	if (rest.n == 0)
		return;
	REQUIRE(tlv_next(&rest, &code) == 1 && code.tag == 0x81 && code.value.n == 0);
	REQUIRE(tlv_next(&rest, &code) == 1 && code.tag == 0x82);
	REQUIRE(code.value.n >= 2 && code.value.n <= 64 && rest.n == 0);
}

static void check_file(struct file *f)
{
	volatile uint8_t sum = 0;

	REQUIRE(!f->link || (!f->link->link && f->link->kind == f->kind));
	REQUIRE(file_is_df(f) || f->size > 0);
	REQUIRE(!f->record_length || f->size % f->record_length == 0);
	REQUIRE(f->content_size <= f->size);
	for (uint32_t i = 0; !f->link && i < f->size; i++)
		sum ^= f->content[i]; /* all of it is there */
}

/* The first byte is the size of the segments that the rest arrives in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct installer *in = installer_new(ctx, NULL, MEMORY);
	struct slice rest = slice_of(data, size);
	size_t segment = size ? data[0] + 1u : 1;
	struct uicc_content *content;

	REQUIRE(in);
	for (rest = slice_sub(rest, 1, SIZE_MAX); rest.n; rest = slice_sub(rest, segment, SIZE_MAX))
		if (installer_push(in, slice_sub(rest, 0, segment)) < 0)
			break;
	REQUIRE((installer_finish(in) == 0) == installer_complete(in));
	REQUIRE(installer_complete(in) == (installer_status(in) == PE_OK));
	REQUIRE(installer_size(in) <= MEMORY);
	check_response(in, ctx);
	content = installer_content(in);
	for (struct file *f = content->mf; f; f = file_walk(content, f))
		check_file(f);
	talloc_free(ctx);
	return 0;
}
