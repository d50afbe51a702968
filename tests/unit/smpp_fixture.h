/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short message centre with a client that submits, and one that has Bert's number. */
#ifndef TESTS_UNIT_SMPP_FIXTURE_H
#define TESTS_UNIT_SMPP_FIXTURE_H

#include "mno_fixture.h"
#include "servers/mno/smpp.h"
#include "servers/mno/smpp_pdu.h"
#include "servers/mno/submission.h"

#define ANNA "882110000001"
#define BERT "882110000002"

enum { NOW = 1700000000 }; /* 2023-11-14 22:13:20 */

#define SHOP_BIND  "73686F7000 73656372657400 00 34 00 00 00"
#define PHONE_BIND "70686F6E6500 7061737300 00 34 00 00 00"

/* submit_sm from "Shop" to Anna, with the fields from esm_class on. */
#define ADDRESSES "00 05 00 53686F7000 01 01 38383231313030303030303100"
#define HELLO     "0568656C6C6F"
/* esm_class, protocol, priority, schedule, validity, receipt, replace, coding, default */
#define PLAIN "00 00 00 00 00 00 00 00 00"

extern struct smpp_session *session; /* not bound */
extern int64_t now;

void smpp_setup(void);

struct smpp_session *connect_client(void);
void bind_as(struct smpp_session *s, uint32_t command, const char *body);
/* A session of the client "phone", bound as receiver. */
struct smpp_session *phone(void);

/* The client sends bytes, or a request or response with @body, in hexadecimal digits. */
void send_bytes(struct smpp_session *s, const char *hex);
void send_packet(struct smpp_session *s, uint32_t command, uint32_t status, uint32_t sequence,
		 const char *body);
/* Seconds go by. */
void pass(struct smpp_session *s, int64_t seconds);

/* The next packet that it gets. */
struct slice received(struct smpp_session *s, struct smpp_header *header);
void assert_answer(struct smpp_session *s, uint32_t command, uint32_t status, uint32_t sequence);
void assert_silent(struct smpp_session *s);

#endif
