/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "profile_fixture.h"

#include "codec/tlv.h"

struct installation load_as(struct card_fixture *f, struct rsp_server *s, const struct bpp_wish *w)
{
	return fixture_result(f, s, fixture_load(f, bpp_make(f->crypto, w, f)));
}

char *es10_notifications(struct card_fixture *f)
{
	struct tlv whole, list, metadata, part;
	char *text = talloc_strdup(f, "");

	ck_assert_int_eq(tlv_only(es10_hex(f, "BF2800"), 0xBF28, &whole), 0);
	ck_assert_int_eq(tlv_only(whole.value, 0xA0, &list), 0);
	while (tlv_next(&list.value, &metadata) == 1) {
		int64_t number;

		ck_assert_int_eq(tlv_find(metadata.value, 0x80, &part), 1);
		ck_assert_int_eq(tlv_integer(part.value, &number), 0);
		ck_assert_int_eq(tlv_find(metadata.value, 0x81, &part), 1);
		text = talloc_asprintf_append(text, "%d:%02X", (int)number, part.value.p[1]);
		ck_assert_int_eq(tlv_find(metadata.value, 0x0C, &part), 1);
		text = talloc_asprintf_append(text, ":%.*s ", (int)part.value.n,
					      (const char *)part.value.p);
	}
	return text;
}

void es10_forget_notifications(struct card_fixture *f)
{
	for (int i = 1; i < 20; i++)
		es10_hex(f, talloc_asprintf(f, "BF3003 8001%02X", i));
}

int es10_enable(struct card_fixture *f, const char *iccid)
{
	return es10_code(f, talloc_asprintf(f, "BF3111 A00C 5A0A %s 810100", iccid));
}

int es10_enable_with_refresh(struct card_fixture *f, const char *iccid)
{
	return es10_code(f, talloc_asprintf(f, "BF3111 A00C 5A0A %s 8101FF", iccid));
}

int es10_disable(struct card_fixture *f, const char *iccid)
{
	return es10_code(f, talloc_asprintf(f, "BF3211 A00C 5A0A %s 810100", iccid));
}

int es10_delete(struct card_fixture *f, const char *iccid)
{
	return es10_code(f, talloc_asprintf(f, "BF330C 5A0A %s", iccid));
}

void assert_states(struct card_fixture *f, const char *hex)
{
	struct slice list = es10_hex(f, "BF2D05 5C035A9F70");

	assert_hex(list, hex);
}
