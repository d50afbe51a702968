/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SM-DP+: its role, and how it begins. */
#ifndef SMDPP_SMDPP_H
#define SMDPP_SMDPP_H

#include "servers/rsp/server.h"

/* Opens the store and reads certificates and keys. *@error: a talloc string on @ctx. */
int smdpp_new(void *ctx, const struct rsp_config *config, struct rsp_server **out, char **error);

/* The set that can sign as SM-DP+: both certificates with their keys. */
bool smdpp_can_sign(const struct pki_set *set);

#endif
