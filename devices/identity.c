/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/identity.h"

#include <errno.h>

enum { VERSION = 1 };

json_t *identity_members(const struct device_identity *self)
{
	return json_pack("{s:i, s:s, s:s, s:b, s:s*, s:s*, s:s*}", "version", VERSION, "name",
			 self->name, "terminal_id", self->terminal_id, "euicc", self->euicc,
			 "vendor", self->vendor, "model", self->model, "software", self->software);
}

int identity_read(const struct message *hello, void *ctx, struct device_identity *out)
{
	*out = (struct device_identity){
		.name = message_text(hello, "name", ctx),
		.terminal_id = message_text(hello, "terminal_id", ctx),
		.vendor = message_text(hello, "vendor", ctx),
		.model = message_text(hello, "model", ctx),
		.software = message_text(hello, "software", ctx),
		.euicc = json_is_true(json_object_get(hello->json, "euicc")),
	};
	return out->name && out->terminal_id ? 0 : -ENOMEM;
}
