/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Common mutual authentication (SGP.22 3.0.1), the same on ES9+ and ES11. */
#ifndef RSP_AUTHENTICATION_H
#define RSP_AUTHENTICATION_H

#include "servers/rsp/call.h"

/* InitiateAuthentication (SGP.22 5.6.1, 5.8.1), a function of both interfaces as it stands. */
extern rsp_function rsp_initiate_authentication;

/* What an eUICC has said of itself, all of it under its signature. */
struct rsp_authenticated {
	struct certificate *euicc; /* on the call's context */
	struct slice signature1;   /* euiccSignature1, whole */
	struct slice info2;        /* contents of EUICCInfo2 */
	struct slice matching_id;  /* empty where absent */
	struct slice device_info;  /* contents */
};

/* The part of AuthenticateClient (5.6.3, 5.8.2) that finds the session and establishes who is
 * there; it sets the session's EID. What follows from that is the server's to say, and the session
 * counts as authenticated once its member euicc is set. */
enum rsp_status rsp_authenticate_client(struct rsp_call *call, struct server_session **session,
					struct rsp_authenticated *out);

/* Verifies CERT.EUM by one of this server's CIs and CERT.EUICC by CERT.EUM (SGP.22 4.5.2.2); the
 * eUICC's certificate becomes a child of @ctx. @ci: NULL, or the only CI that will do. */
enum rsp_status rsp_verify_euicc(struct rsp_call *call, struct slice euicc_der,
				 struct slice eum_der, const struct certificate *ci, void *ctx,
				 struct certificate **out);

#endif
