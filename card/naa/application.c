/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naa/application.h"

#include "uicc/pin.h"

struct slice naa_file(const struct file *df, uint16_t fid)
{
	struct file *f = file_child(df, fid);

	if (!f || !file_is_in_use(f))
		return slice_of(NULL, 0);
	f = file_target(f);
	if (f->kind != FILE_TRANSPARENT || !f->content)
		return slice_of(NULL, 0);
	return slice_of(f->content, f->size);
}

/* From the least significant bit of the first byte on. */
bool naa_service_available(const struct file *adf, uint16_t table, unsigned service)
{
	struct slice bits = naa_file(adf, table);

	service--;
	return service / 8 < bits.n && bits.p[service / 8] >> service % 8 & 1;
}

bool naa_pin_satisfied(const struct uicc_content *content, const struct file *adf)
{
	const struct pin *p = pin_of_application(content, adf);

	return !p || pin_satisfied(content, adf, p->reference);
}
