/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An SM-DS with a fresh store beside the SM-DP+ of smdpp_fixture.h, and calls between servers. */
#ifndef TESTS_UNIT_SMDS_FIXTURE_H
#define TESTS_UNIT_SMDS_FIXTURE_H

#include "servers/smds/smds.h"
#include "smdpp_fixture.h"

extern struct rsp_server *ds;
extern struct rsp_client *lpa;      /* opposite the SM-DS */
extern struct slice dp_certificate; /* DER, CERT.DP.TLS */
extern const char oid[];            /* of the SM-DP+ */

void smds_setup(void);
void smds_teardown(void);

struct slice file_content(const char *path);

/* A call to @server in @prefix by @who, NULL for no header, whose TLS certificate is @certificate.
 * Takes over @members. Returns "" or "SUBJECT/REASON". */
const char *call_as(struct rsp_server *server, const char *prefix, const char *who,
		    struct slice certificate, const char *function, json_t *members);

const char *es12_by(struct slice certificate, const char *who, const char *function,
		    json_t *members);
/* As the SM-DP+ does. */
const char *es12(const char *function, json_t *members);
/* What both functions of ES12 take. */
json_t *event(const char *eid, const char *id);

#endif
