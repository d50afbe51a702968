/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entitlement server of boss_fixture.h's operator. */
#ifndef TESTS_UNIT_ENTITLEMENT_FIXTURE_H
#define TESTS_UNIT_ENTITLEMENT_FIXTURE_H

#include "boss_fixture.h"
#include "servers/mno/entitlement.h"

#define PHONE "phone-1"

extern struct entitlement *es;
extern struct http_reply reply; /* to the last request */
extern json_t *document;        /* the same, where it is JSON; else NULL */
extern const char *cookie;      /* that the next request sends; the last one that was set */

void es_setup(void);
void es_teardown(void);

/* Requests; members are JSON with ' for ", without braces. The document is wanted as JSON. */
void es_get(const char *query);
void es_post(const char *members);
/* The same with what each request has: TS.43's version, the device PHONE. */
void es_ask(const char *app, const char *members);
/* Sends a packet of EAP. */
void es_relay(struct slice packet);

/* Fails the test unless the last reply had this status. */
void es_status(unsigned status);
/* A string or a number in the document by names and indexes with dots in between; "" where it is
 * absent. */
const char *es_value(const char *path);
/* The packet of EAP in the last reply. */
struct slice es_packet(void);
/* A number's last short message; the code in it. */
const char *es_code(const char *msisdn);

#endif
