/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service provider's name in a package: EF.SPN of its USIM (3GPP TS 31.102 4.2.12). */
#include "profile/profile.h"

#include "codec/tlv.h"
#include "profile/coding.h"

enum { DISPLAY_CONDITION_BYTES = 1 };

static uint32_t tag_of(const struct asn1_type *t, const char *name)
{
	struct asn1_field f;

	return asn1_field_tag(t, asn1_field_by_name(t, name, &f));
}

bool profile_service_provider(struct slice package, struct buf *utf8)
{
	const struct asn1_type *file_part = asn1_file.element;
	struct tlv usim, file, content;

	return tlv_find(package, tag_of(&asn1_profile_element, "usim"), &usim) == 1 &&
	       tlv_find(usim.value, tag_of(&asn1_pe_usim, "ef-spn"), &file) == 1 &&
	       tlv_find(file.value, tag_of(file_part, "fillFileContent"), &content) == 1 &&
	       get_name(utf8, slice_sub(content.value, DISPLAY_CONDITION_BYTES, SIZE_MAX)) &&
	       utf8->n > 0;
}
