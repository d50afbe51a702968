/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entitlement server answers (TS.43 6.5), out of its JSON document. */
#ifndef DEVICES_ENTITLEMENT_ANSWER_H
#define DEVICES_ENTITLEMENT_ANSWER_H

#include <stdbool.h>

#include "codec/slice.h"

/* Of everything that is a number in the document. */
enum { ODSA_ABSENT = -1 };

/* OperationResult, table 38 */
enum odsa_result {
	ODSA_SUCCESS = 1,
	ODSA_ERROR = 100,
	ODSA_INVALID_OPERATION = 101,
	ODSA_INVALID_PARAMETER = 102,
	ODSA_NOT_SUPPORTED = 103,
	ODSA_INVALID_RESPONSE = 104,
};

/* CompanionAppEligibility and PrimaryAppEligibility, table 39 */
enum odsa_eligibility { ODSA_DISABLED, ODSA_ENABLED, ODSA_INCOMPATIBLE };

/* SubscriptionResult, table 40 */
enum odsa_subscription {
	ODSA_CONTINUE_TO_WEBSHEET = 1,
	ODSA_DOWNLOAD_PROFILE = 2,
	ODSA_DONE = 3,
	ODSA_DELAYED_DOWNLOAD = 4,
	ODSA_DISMISS = 5,
	ODSA_DELETE_PROFILE_IN_USE = 6,
	ODSA_REDOWNLOADABLE_MANDATORY = 7,
	ODSA_REQUIRES_USER_INPUT = 8,
};

/* ServiceStatus, table 42 */
enum odsa_status {
	ODSA_ACTIVATED = 1,
	ODSA_ACTIVATING = 2,
	ODSA_DEACTIVATED = 3,
	ODSA_DEACTIVATED_NO_REUSE = 4,
};

/* No string is NULL; what is absent is "". */

/* DownloadInfo, table 41 */
struct entitlement_download {
	const char *iccid;
	const char *address; /* of the SM-DP+, where there is no code */
	const char *code;    /* SGP.22's activation code: "LPA:1$..." */
};

/* The page of the operator that the user is to see, table 50 */
struct entitlement_websheet {
	const char *url;
	const char *user_data; /* as received */
	const char *type;      /* "": GET with @user_data as query; "json", "xml": POST of it */
};

/* MSG, table 45 */
struct entitlement_message {
	const char *title;
	const char *text;
	bool asks; /* for a text */
	const char *hint;
};

/* CompanionConfiguration and PrimaryConfiguration, table 43 */
struct entitlement_configuration {
	const char *iccid;
	const char *service;
	int status;
	long poll_ms; /* the pause until the next look; 0: nothing was said */
	struct entitlement_download download;
};

enum { ENTITLEMENT_CONFIGURATIONS_MAX = 32 };

struct entitlement_answer {
	int result;
	const char *problem; /* GeneralErrorText */
	int eligibility;
	const char *services; /* CompanionDeviceServices, with commas in between */
	int subscription;
	struct entitlement_websheet websheet;
	struct entitlement_download download;
	struct entitlement_message message;
	int status;
	struct entitlement_configuration configurations[ENTITLEMENT_CONFIGURATIONS_MAX];
	size_t n;
};

/* Reads @document, of which @app ("ap2006") names the member that matters; *@out and *@token (""
 * for none) live on @ctx. Returns 1, 0 where the document has nothing of @app, -EBADMSG with
 * *@error on
 * @ctx saying what is wrong with it, -ENOMEM. */
int entitlement_answer_parse(struct slice document, const char *app, void *ctx,
			     struct entitlement_answer *out, const char **token, char **error);

#endif
