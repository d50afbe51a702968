/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request to the entitlement server (TS.43 2.3, 2.4, 6.2), from a query, a form or a JSON object.
 */
#ifndef MNO_ENTITLEMENT_REQUEST_H
#define MNO_ENTITLEMENT_REQUEST_H

#include <stdbool.h>

#include "servers/common/http.h"

#define EAP_RELAY_TYPE "application/vnd.gsma.eap-relay.v1.0+json"

enum {
	ENTITLEMENT_BODY_MAX = 16384,
	ENTITLEMENT_TEXT_MAX = 256,  /* bytes of a parameter */
	ENTITLEMENT_DEVICE_MAX = 64, /* of a device's identifier */
	ENTITLEMENT_EAP_MAX = 2048,  /* of an EAP packet */
};

/* Parameters that are absent are NULL; TS.43's names. They are UTF-8 without control characters. */
struct entitlement_request {
	/* table 4, and RCC.14's */
	const char *app, *vers, *entitlement_version;
	const char *terminal_id, *terminal_vendor, *terminal_model, *terminal_sw_version;
	const char *token, *imsi, *eap_id, *msisdn, *otp;
	/* table 27 */
	const char *operation, *operation_type;
	const char *companion_id, *companion_vendor, *companion_model, *companion_sw_version;
	const char *companion_name, *companion_service, *companion_iccid, *companion_eid;
	const char *old_companion_id, *old_companion_iccid;
	const char *terminal_iccid, *terminal_eid;
	const char *target_id, *target_iccid, *target_eid;
	const char *old_terminal_id, *old_terminal_iccid;
	const char *msg_btn, *msg_response;
	/* beyond TS.43: companions without an eUICC, and what a call to the number does */
	const char *companion_msisdn, *companion_imsi, *companion_alerting;

	struct slice eap_packet; /* relayed; p is NULL where there is none */
	bool relays_eap;         /* it says that it can */
	bool json;               /* the form of the document that it wants; else XML */
};

/* Reads @request. Returns 0 with @out, whose strings live on @ctx; or -EBADMSG (malformed),
 * -EMSGSIZE (too long), -EPROTONOSUPPORT (a body of a type that is not known), each with *@problem
 * for people, or -ENOMEM. */
int entitlement_request_read(const struct http_request *request, void *ctx,
			     struct entitlement_request *out, const char **problem);

/* A copy whose strings live on @ctx, without the EAP packet. -ENOMEM. */
int entitlement_request_copy(const struct entitlement_request *q, void *ctx,
			     struct entitlement_request *out);

#endif
