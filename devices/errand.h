/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a primary device does for one secondary, as the parts of it share it. Functions return 0 or
 * negative errno with *@error set, as primary_run() does. */
#ifndef DEVICES_ERRAND_H
#define DEVICES_ERRAND_H

#include "devices/entitlement_client.h"
#include "devices/primary.h"
#include "devices/usim.h"

struct primary {
	struct primary_config config;
	struct crypto *crypto;
	struct card_terminal *terminal;
	struct usim *usim;
	const char *msisdn;  /* the user's number; "" where it is not known */
	const char *trusted; /* PEM text */
	struct entitlement_config operator_config;
	struct entitlement_client *operator;
};

struct errand {
	struct primary *primary;
	struct companion *companion;
	void *ctx;
	struct primary_result *result;
	char **error;
};

/* Tells the person. */
void errand_tell(const struct errand *e, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Sets the error, and returns @code. */
int errand_fail(const struct errand *e, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- errand_operator.c: with the operator ---- */

/* A request about the companion. */
struct entitlement_request errand_request(const struct errand *e,
					  enum entitlement_operation operation,
					  enum entitlement_operation_type type);
int errand_call(const struct errand *e, const struct entitlement_request *q,
		struct entitlement_answer *out);

/* ManageSubscription until nothing is left to be decided: has the person agree to contracts and
 * enter codes. SubscriptionResult is then "download profile", "done", or "delayed download". */
int errand_subscription(const struct errand *e, struct entitlement_request *q,
			struct entitlement_answer *out);
/* AcquireConfiguration, until it is not "activating" any more. Sets the result's ICCID, service and
 * status. 1 where there is one, else 0. */
int errand_configuration(const struct errand *e, struct entitlement_configuration *out);
/* The same, without waiting. */
int errand_look(const struct errand *e, struct entitlement_configuration *out);

/* Has the companion share the number: @q names its subscription. It is told what comes of it. */
int errand_share(const struct errand *e, struct entitlement_request *q);
/* Waits until it does, and tells it. */
int errand_confirm_sharing(const struct errand *e);
int errand_unshare(const struct errand *e);

#endif
