/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request to the entitlement server, as its parts share it. Functions that return an int return
 * 0, or negative errno where the store or memory fails, or as they say. */
#ifndef MNO_ODSA_H
#define MNO_ODSA_H

#include <jansson.h>

#include "servers/mno/eap_auc.h"
#include "servers/mno/entitlement.h"
#include "servers/mno/login_session.h"
#include "servers/mno/subscriber.h"

struct entitlement {
	struct entitlement_server_config config;
	struct eap_auc_source auc;
	struct login_sessions sessions;
};

/* TS.43 table 38 */
enum odsa_operation_result {
	ODSA_RESULT_SUCCESS = 1,
	ODSA_RESULT_ERROR = 100,
	ODSA_RESULT_INVALID_OPERATION = 101,
	ODSA_RESULT_INVALID_PARAMETER = 102,
	ODSA_RESULT_NOT_SUPPORTED = 103,
	ODSA_RESULT_INVALID_RESPONSE = 104,
};

/* operation_type, table 27 */
enum odsa_type {
	ODSA_TYPE_SUBSCRIBE = 0,
	ODSA_TYPE_UNSUBSCRIBE = 1,
	ODSA_TYPE_CHANGE = 2,
	ODSA_TYPE_TRANSFER = 3,
	ODSA_TYPE_SUBSCRIPTION_LAST = 7,
	ODSA_TYPE_ACTIVATE = 10,
	ODSA_TYPE_DEACTIVATE = 11,
};

/* Table 40 */
enum odsa_subscription_result {
	ODSA_WEBSHEET = 1,
	ODSA_DOWNLOAD = 2,
	ODSA_IS_DONE = 3,
	ODSA_DELAYED = 4,
	ODSA_DISMISSED = 5,
	ODSA_USER_INPUT = 8,
};

/* Table 42 */
enum odsa_service_status {
	ODSA_STATUS_ACTIVATED = 1,
	ODSA_STATUS_ACTIVATING = 2,
	ODSA_STATUS_DEACTIVATED = 3,
	ODSA_STATUS_NO_REUSE = 4,
};

/* companion_terminal_service */
#define ODSA_SHARED "SharedNumber"
#define ODSA_DIFF   "DiffNumber"

struct odsa {
	struct entitlement *server;
	const struct http_request *http;
	void *ctx;
	int64_t now;
	struct entitlement_request q; /* while somebody logs in: of what is sent to that end */
	struct http_reply *reply;
	const char *imsi;      /* who asks: authenticated; NULL before */
	struct subscriber who; /* the same, while an operation runs */
	const char *token;     /* new; NULL: none */
	json_t *answer;        /* what the document says of the application */
	int type;              /* operation_type; -1: none */
	const char *note;      /* how it ended, for the log */
};

/* ---- entitlement.c ---- */

/* Answers with an HTTP status and a sentence; returns 0. */
int odsa_refuse(struct odsa *o, unsigned status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Writes OperationResult and, with @problem not NULL, GeneralErrorText; returns 0 or -ENOMEM. */
int odsa_result(struct odsa *o, enum odsa_operation_result result, const char *problem);
/* OperationResult for a parameter that is missing or wrong. */
int odsa_invalid(struct odsa *o, const char *name, const char *what);

/* A parameter that is there and not empty; else NULL. */
const char *odsa_given(const char *text);

/* A subscriber by any identifier, without its keys. Returns 1 and *@out when found, 0 when not. */
int odsa_find(struct odsa *o, const char *identifier, struct subscriber *out);

/* Members of the answer. */
int odsa_put(json_t *object, const char *name, const char *value);
int odsa_put_number(json_t *object, const char *name, int value);

/* ---- entitlement_login.c ---- */

/* Finds out who asks. Returns 1 where that is known: then @o->imsi is set and @o->q is what they
 * ask for; 0 where @o->reply has the next step, or the refusal; negative errno. */
int odsa_login(struct odsa *o);

/* ---- entitlement_boss.c: what the BOSS says, in TS.43's words ---- */

/* Notes the question and the answer in the trail. */
void odsa_ask(struct odsa *o, const char *message, const char *companion);
void odsa_told(struct odsa *o, const struct boss_answer *a);

/* The answer to ManageSubscription. */
int odsa_subscription(struct odsa *o, const struct boss_answer *a);
/* Puts DownloadInfo where @s can be downloaded. */
int odsa_put_download(struct odsa *o, json_t *object, const struct service *s);
/* Puts ServiceStatus, and the pause until the next look where it goes on. */
int odsa_put_status(json_t *object, enum odsa_service_status status);

/* Asks for a subscription, or its end, and answers. */
int odsa_subscribe(struct odsa *o, const struct boss_subscription *s);
int odsa_unsubscribe(struct odsa *o, const char *companion);

/* ---- entitlement_companion.c, entitlement_primary.c ---- */

typedef int odsa_function(struct odsa *o);

odsa_function companion_check, companion_subscription, companion_service, companion_configuration;
odsa_function primary_check, primary_subscription, primary_service, primary_configuration;

#endif
