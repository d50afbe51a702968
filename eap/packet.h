/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets of EAP (RFC 3748 4) that carry EAP-SIM (RFC 4186 8), EAP-AKA (RFC 4187 8) or EAP-AKA'
 * (RFC 9048), which share format and most attributes. */
#ifndef EAP_PACKET_H
#define EAP_PACKET_H

#include "codec/buf.h"
#include "eap/keys.h"

enum eap_code { EAP_REQUEST = 1, EAP_RESPONSE, EAP_SUCCESS, EAP_FAILURE };

enum eap_type {
	EAP_IDENTITY = 1,
	EAP_NOTIFICATION = 2,
	EAP_NAK = 3,
	EAP_SIM = 18,
	EAP_AKA = 23,
	EAP_AKA_PRIME = 50,
};

/* RFC 4186 11, RFC 4187 11; notification and client error are the same in both. */
enum eap_subtype {
	AKA_CHALLENGE = 1,
	AKA_AUTHENTICATION_REJECT = 2,
	AKA_SYNCHRONIZATION_FAILURE = 4,
	AKA_IDENTITY = 5,
	SIM_START = 10,
	SIM_CHALLENGE = 11,
	AKA_NOTIFICATION = 12,
	AKA_CLIENT_ERROR = 14,
};

/* The attributes that are known here, in the order of eap_attribute_types[]. */
enum eap_attribute {
	AT_RAND,
	AT_AUTN,
	AT_RES,
	AT_AUTS,
	AT_NONCE_MT,
	AT_PERMANENT_ID_REQ,
	AT_MAC,
	AT_NOTIFICATION,
	AT_ANY_ID_REQ,
	AT_IDENTITY,
	AT_VERSION_LIST,
	AT_SELECTED_VERSION,
	AT_FULLAUTH_ID_REQ,
	AT_CLIENT_ERROR_CODE,
	AT_KDF_INPUT,
	AT_KDF,
	AT_CHECKCODE,
	AT_RESULT_IND,
	AT_BIDDING,
	EAP_ATTRIBUTES,
};

/* RFC 4187 10.19; bits 15 and 14 are S, success, and P, only before the challenge. */
enum {
	EAP_GENERAL_FAILURE_AFTER = 0,
	EAP_GENERAL_FAILURE = 16384,
	EAP_NOTIFICATION_S = 0x8000,
	EAP_NOTIFICATION_P = 0x4000,
};

enum {
	EAP_HEADER_BYTES = 4,
	EAP_AKA_HEADER_BYTES = 8, /* with type, subtype and two reserved bytes */
	EAP_MAC_BYTES = 16,
	EAP_RAND_BYTES = 16,
	EAP_NONCE_MT_BYTES = 16,
	EAP_SIM_VERSION_1 = 1,  /* RFC 4186 10.2, the only one */
	EAP_KDF_1 = 1,          /* RFC 9048 3.2, with CK' and IK' */
	EAP_KDFS_MAX = 16,      /* offers of a challenge that are read */
	EAP_BIDDING_D = 0x8000, /* RFC 9048 4: the server would rather have EAP-AKA' */
};

/* RFC 4186 10.19, RFC 4187 10.20; all but the first are EAP-SIM's. */
enum eap_client_error {
	EAP_UNABLE_TO_PROCESS,
	EAP_UNSUPPORTED_VERSION,
	EAP_TOO_FEW_CHALLENGES,
	EAP_RANDS_NOT_FRESH,
};

struct eap_header {
	uint8_t code;
	uint8_t identifier;
	uint8_t type;      /* 0 in EAP_SUCCESS and EAP_FAILURE */
	struct slice data; /* behind the type */
};

/* What follows type and length of each attribute; p is NULL where it is absent. */
struct eap_attributes {
	uint8_t subtype;
	struct slice at[EAP_ATTRIBUTES];
	uint16_t kdfs[EAP_KDFS_MAX]; /* what each AT_KDF says, in their order */
	size_t kdf_count;
};

/* -EBADMSG: no packet, or one of another length than it says. */
int eap_header_parse(struct slice packet, struct eap_header *out);
/* Takes the data of a packet apart. -EBADMSG for attributes of a wrong length, twice the same (but
 * for AT_KDF, of which EAP_KDFS_MAX may come), and those that must be known but are not. */
int eap_attributes_parse(struct slice data, struct eap_attributes *out);
/* The value within an attribute that says its length in its first two bytes, in units of @bits
 * (1 or 8). -EBADMSG. */
int eap_counted(struct slice attribute, unsigned bits, struct slice *out);

/* Writes a packet: eap_open(), attributes, eap_close(). */
size_t eap_open(struct buf *b, enum eap_code code, uint8_t identifier, enum eap_type type,
		enum eap_subtype subtype);
/* @lead: the two bytes between length and @value, reserved or with a meaning of their own. */
void eap_put(struct buf *b, enum eap_attribute a, uint16_t lead, struct slice value);
void eap_put_auts(struct buf *b, struct slice auts);
void eap_close(struct buf *b, size_t mark);
/* Closes the packet with AT_MAC behind all others. @extra: what the MAC is over besides the packet,
 * as EAP-SIM has it (RFC 4186 9.3, 9.4). Returns 0 or negative errno. */
int eap_close_with_mac(struct buf *b, size_t mark, struct crypto *c, const struct eap_keys *keys,
		       struct slice extra);
/* Identity, Nak and the like: one type with its data. */
void eap_put_simple(struct buf *b, enum eap_code code, uint8_t identifier, enum eap_type type,
		    struct slice data);
/* Success or failure. */
void eap_put_end(struct buf *b, enum eap_code code, uint8_t identifier);

/* 0 where AT_MAC, a slice of @packet, is right; -EKEYREJECTED where it is wrong or absent. */
int eap_check_mac(struct crypto *c, const struct eap_keys *keys, struct slice packet,
		  struct slice mac, struct slice extra);

/* What AT_CHECKCODE holds: nothing, or the digest of all AKA-Identity packets so far (RFC 4187
 * 10.13). @type says which digest. Returns its length, or negative errno. */
int eap_checkcode(struct crypto *c, enum eap_type type, struct slice packets,
		  uint8_t out[SHA256_BYTES]);

#endif
