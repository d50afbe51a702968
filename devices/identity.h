/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How devices say who they are: the members of a hello. */
#ifndef DEVICES_IDENTITY_H
#define DEVICES_IDENTITY_H

#include "devices/companion.h"
#include "devices/message.h"

/* NULL without memory. */
json_t *identity_members(const struct device_identity *self);
/* Copies what @hello says to @ctx. Returns 0 or -ENOMEM. */
int identity_read(const struct message *hello, void *ctx, struct device_identity *out);

#endif
