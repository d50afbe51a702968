/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the methods of the server share. */
#ifndef EAP_SERVER_METHOD_H
#define EAP_SERVER_METHOD_H

#include "eap/server.h"

enum { EAP_TRIPLETS = 3 }; /* RFC 4186 1: two or three; more of them make stronger keys */

enum eap_server_state {
	EAP_NEW,
	EAP_ASKED,      /* AKA-Identity or SIM/Start is out */
	EAP_CHALLENGED, /* the challenge is out */
	EAP_REGRETTED,  /* a notification of failure is out */
	EAP_WELCOMED,   /* a notification of success is out */
	EAP_OVER,
};

struct eap_response {
	struct slice packet;
	struct eap_attributes attributes;
};

/* A response that a state may get. */
struct eap_server_row {
	enum eap_server_state state;
	enum eap_subtype subtype;
	int (*run)(struct eap_server *s, const struct eap_response *p, struct buf *out);
};

struct eap_server_method {
	enum eap_type type;
	/* The first request: it asks for the identity where imsi is "". */
	int (*begin)(struct eap_server *s, struct buf *out);
	const struct eap_server_row *rows;
	size_t row_count;
};

extern const struct eap_server_method eap_server_aka, eap_server_aka_prime, eap_server_sim;

struct eap_server {
	struct eap_server_config config;
	const struct eap_server_method *method;
	uint64_t untried; /* methods that the peer has not declined */
	enum eap_server_state state;
	enum eap_verdict verdict;
	uint8_t identifier;    /* of the last request */
	bool first;            /* it was the method's first */
	struct slice identity; /* the one that keys are made of */
	char imsi[IMSI_DIGITS_MAX + 1];
	struct eap_keys keys;
	/* EAP-AKA and EAP-AKA' */
	struct buf identities; /* all AKA-Identity packets, for AT_CHECKCODE */
	struct eap_quintet quintet;
	bool resynchronised; /* once is enough */
	/* EAP-SIM */
	struct eap_triplet triplets[EAP_TRIPLETS];
	uint8_t nonce_mt[EAP_NONCE_MT_BYTES];
};

/* Opens the next request; eap_close() or eap_close_with_mac() ends it. */
size_t eap_server_open(struct eap_server *s, enum eap_subtype subtype, struct buf *out);
int eap_server_notify_failure(struct eap_server *s, struct buf *out);
/* The peer is who it says; @p is its answer to the challenge. */
int eap_server_accept(struct eap_server *s, const struct eap_response *p, struct buf *out);
int eap_server_end(struct eap_server *s, enum eap_verdict verdict, struct buf *out);
/* For responses by which the peer gives up. */
int eap_server_on_end(struct eap_server *s, const struct eap_response *p, struct buf *out);
/* Takes @identity where it is a permanent one of the method. 1, 0 where it is not, -ENOMEM. */
int eap_server_identify(struct eap_server *s, struct slice identity);

#endif
