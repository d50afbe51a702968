/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the methods of the peer share. */
#ifndef EAP_PEER_METHOD_H
#define EAP_PEER_METHOD_H

#include "eap/peer.h"

enum { EAP_VERSIONS_MAX = 32 }; /* bytes of a version list that are read */

/* A request of the server on its way. */
struct eap_request {
	struct slice packet;
	uint8_t identifier;
	struct eap_attributes attributes;
};

struct eap_peer_row {
	enum eap_subtype subtype;
	int (*run)(struct eap_peer *p, const struct eap_request *q, struct buf *out);
};

struct eap_peer_method {
	enum eap_type type;
	const struct eap_peer_row *rows;
	size_t row_count;
};

extern const struct eap_peer_method eap_peer_aka, eap_peer_aka_prime, eap_peer_sim;

/* How closely a request asks who the peer is. */
enum eap_closeness { EAP_ASKS_NOTHING, EAP_ASKS_ANY, EAP_ASKS_FULL, EAP_ASKS_PERMANENT };

struct eap_peer {
	struct eap_peer_config config;
	const struct eap_peer_method *method; /* NULL: not yet agreed */
	enum eap_verdict verdict;
	struct slice identity; /* the last that it has shown, which keys are made of */
	struct eap_keys keys;
	unsigned asked;        /* an enum eap_closeness, or more */
	bool answered;         /* the challenge, rightly: the server may say that it is over */
	bool wants_indication; /* both sides do: success without one is none */
	bool welcomed;         /* by a notification of success */
	bool notified;         /* of a failure */
	/* EAP-AKA and EAP-AKA' */
	struct buf identities; /* all AKA-Identity packets, for AT_CHECKCODE */
	uint16_t kdfs[EAP_KDFS_MAX];
	size_t kdf_count; /* of the offer that it has chosen from; 0: it has not */
	/* EAP-SIM */
	uint8_t nonce_mt[EAP_NONCE_MT_BYTES];
	uint8_t versions[EAP_VERSIONS_MAX];
	size_t version_bytes; /* 0: nothing has started */
};

size_t eap_peer_open(const struct eap_peer *p, const struct eap_request *q,
		     enum eap_subtype subtype, struct buf *out);
/* For a packet without AT_MAC. */
int eap_peer_close(struct buf *out, size_t mark);
int eap_peer_client_error(const struct eap_peer *p, const struct eap_request *q,
			  enum eap_client_error code, struct buf *out);
/* Which identity @q asks for; -EBADMSG where it asks for several. */
int eap_peer_closeness(const struct eap_request *q);
/* Shows the identity, and keeps it as the one shown. */
int eap_peer_put_identity(struct eap_peer *p, struct buf *out);
/* The challenge is right: wants the indication of the result that the server offers, if any. */
void eap_peer_answer(struct eap_peer *p, const struct eap_request *q, struct buf *out);

#endif
