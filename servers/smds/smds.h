/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SM-DS: ES11 (SGP.22 5.8) towards LPAs, ES12 (5.9) towards SM-DP+. */
#ifndef SMDS_SMDS_H
#define SMDS_SMDS_H

#include "servers/rsp/server.h"

/* Opens the store and reads certificates and keys. *@error: a talloc string on @ctx. */
int smds_new(void *ctx, const struct rsp_config *config, struct rsp_server **out, char **error);

#endif
