/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameters of a request to an entitlement server (TS.43 2.3, 6.2). */
#ifndef DEVICES_ENTITLEMENT_PARAMETERS_H
#define DEVICES_ENTITLEMENT_PARAMETERS_H

#include <jansson.h>

#include "devices/entitlement_client.h"

/* A JSON object of strings; NULL without memory. */
json_t *entitlement_parameters(const struct entitlement_request *q,
			       const struct device_identity *terminal);

/* "ap2006" */
const char *entitlement_app_id(enum entitlement_app app);
/* "ManageSubscription SUBSCRIBE", for people. */
const char *entitlement_operation_name(const struct entitlement_request *q);
/* User-Agent as TS.43 2.2.1 has it, the header's whole line, on @ctx. */
char *entitlement_user_agent(const struct device_identity *terminal, enum entitlement_app app,
			     void *ctx);

#endif
