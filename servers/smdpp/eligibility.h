/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether an eUICC and its device can take a profile (SGP.22 3.1.3, 5.6.3), by what the eUICC has
 * signed. */
#ifndef SMDPP_ELIGIBILITY_H
#define SMDPP_ELIGIBILITY_H

#include "servers/rsp/call.h"
#include "servers/smdpp/order.h"

/* Checks conditions of an order, a JSON object of
 *   "memory"    free non-volatile memory that the eUICC must have, in bytes
 *   "tac"       an array of Type Allocation Codes, 8 digits each: devices that are admitted
 *   "releases"  an object of capabilities that the device must have, each with the lowest release:
 *               "gsm", "utran", "cdma2000onex", "cdma2000hrpd", "cdma2000ehrpd", "eutranEpc",
 *               "contactless", "rspCrl", "nrEpc", "nr5gc", "eutran5gc"
 * Returns NULL, or what is wrong with them, for people: a talloc string on @ctx. */
const char *eligibility_problem(const char *conditions, void *ctx);

/* Checks them, and that the eUICC does not forbid a policy rule of the profile. @info2 and
 * @device_info are contents. */
enum rsp_status eligibility_check(struct rsp_call *call, const struct order *o, struct slice info2,
				  struct slice device_info);

#endif
