/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server and a peer of EAP-SIM, EAP-AKA and EAP-AKA', with an authentication centre and a USIM of
 * known answers. */
#ifndef TESTS_UNIT_EAP_FIXTURE_H
#define TESTS_UNIT_EAP_FIXTURE_H

#include "eap/peer.h"
#include "unit.h"

/* The quintet of RFC 5448 appendix C; AMF C3AB has the separation bit. */
#define RAND  "81E92B6C0EE0E12EBCEBA8D92A99DFA5"
#define AUTN  "BB52E91C747AC3AB2A5C23D15EE351D5"
#define RES   "28D7B0F2A2EC3DE5"
#define CK    "5349FBE098649F948F5D2E973A81C00F"
#define IK    "9744871AD32BF9BBD1DD5CE54E3E2E5A"
#define AUTS  "0102030405060708090A0B0C0D0E"
#define IMSI  "555444333222111"
#define REALM "example.org"

enum { EAP_SUBTYPE_AT = 5 };

extern void *ctx;
extern struct crypto *crypto;
extern struct eap_server *server;
extern struct eap_peer *peer;
/* What new ones are made of; start() sets the types. */
extern struct eap_server_config server_config;
extern struct eap_peer_config peer_config;
extern enum eap_type type; /* that start() was called with */

/* What the authentication centre and the USIM do. */
struct behaviour {
	int auc_fails;                /* errno */
	const char *auc_autn;         /* of its quintets */
	bool auc_repeats;             /* its triplets */
	int synchronisation_failures; /* that the USIM still has */
	bool usim_refuses;
	const char *usim_res; /* of its quintets */
	uint8_t usim_key;     /* 0 for the one that it shares with the AuC, for triplets */
	/* counted */
	int resynchronised;
	int triplets;
};
extern struct behaviour behaviour;

void eap_setup(void);
void eap_teardown(void);

/* Both sides afresh, for one method. */
void start(enum eap_type as);
/* The same by sets of methods. */
void start_with(uint64_t served, uint64_t taken);
void new_peer(const char *network);

/* The peer's permanent identity for a method. */
struct slice permanent_of(enum eap_type as);
struct slice permanent(void);

/* Each gives a packet to the one side and returns its answer, which may be empty. */
struct slice begin(struct slice identity);
struct slice to_peer(struct slice packet);
struct slice to_server(struct slice packet);
/* Hands packets to and fro until there are no more. */
void play(struct slice packet);

void assert_ignored_by_server(struct slice packet);
void assert_ignored_by_peer(struct slice packet);
void assert_type(struct slice packet, enum eap_code code, enum eap_type as,
		 enum eap_subtype subtype);
void assert_subtype(struct slice packet, enum eap_code code, enum eap_subtype subtype);
void assert_success(void);
void assert_failure(void);

struct slice with_bit_flipped(struct slice packet, size_t at);

#endif
