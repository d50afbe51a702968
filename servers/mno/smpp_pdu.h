/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets of SMPP 3.4 (Short Message Peer-to-Peer Protocol Specification v3.4), in numbers, big
 * endian, and strings that end with a zero. */
#ifndef MNO_SMPP_PDU_H
#define MNO_SMPP_PDU_H

#include "codec/buf.h"

/* 5.1.2.1 */
#define SMPP_RESPONSE UINT32_C(0x80000000)
enum smpp_command {
	SMPP_BIND_RECEIVER = 0x01,
	SMPP_BIND_TRANSMITTER = 0x02,
	SMPP_QUERY_SM = 0x03,
	SMPP_SUBMIT_SM = 0x04,
	SMPP_DELIVER_SM = 0x05,
	SMPP_UNBIND = 0x06,
	SMPP_BIND_TRANSCEIVER = 0x09,
	SMPP_ENQUIRE_LINK = 0x15,
};
/* A response without a request. */
#define SMPP_GENERIC_NACK SMPP_RESPONSE

/* 5.1.3 */
enum smpp_status {
	SMPP_ROK = 0x00,
	SMPP_RINVMSGLEN = 0x01,
	SMPP_RINVCMDLEN = 0x02,
	SMPP_RINVCMDID = 0x03,
	SMPP_RINVBNDSTS = 0x04,
	SMPP_RALYBND = 0x05,
	SMPP_RINVPRTFLG = 0x06,
	SMPP_RINVREGDLVFLG = 0x07,
	SMPP_RSYSERR = 0x08,
	SMPP_RINVSRCADR = 0x0A,
	SMPP_RINVDSTADR = 0x0B,
	SMPP_RINVMSGID = 0x0C,
	SMPP_RBINDFAIL = 0x0D,
	SMPP_RINVPASWD = 0x0E,
	SMPP_RINVSYSID = 0x0F,
	SMPP_RMSGQFUL = 0x14,
	SMPP_RINVSERTYP = 0x15,
	SMPP_RINVESMCLASS = 0x43,
	SMPP_RSUBMITFAIL = 0x45,
	SMPP_RINVSRCTON = 0x48,
	SMPP_RINVSRCNPI = 0x49,
	SMPP_RINVDSTTON = 0x50,
	SMPP_RINVDSTNPI = 0x51,
	SMPP_RINVSYSTYP = 0x53,
	SMPP_RINVREPFLAG = 0x54,
	SMPP_RTHROTTLED = 0x58,
	SMPP_RINVSCHED = 0x61,
	SMPP_RINVEXPIRY = 0x62,
	SMPP_RINVDFTMSGID = 0x63,
	SMPP_RX_T_APPN = 0x64,
	SMPP_RX_P_APPN = 0x65,
	SMPP_RX_R_APPN = 0x66,
	SMPP_RQUERYFAIL = 0x67,
	SMPP_RINVOPTPARSTREAM = 0xC0,
	SMPP_ROPTPARNOTALLWD = 0xC1,
	SMPP_RINVPARLEN = 0xC2,
	SMPP_RMISSINGOPTPARAM = 0xC3,
	SMPP_RINVOPTPARAMVAL = 0xC4,
};

/* 5.3.2 */
enum smpp_tag {
	SMPP_TAG_RECEIPTED_MESSAGE_ID = 0x001E,
	SMPP_TAG_SAR_MSG_REF_NUM = 0x020C,
	SMPP_TAG_SAR_TOTAL_SEGMENTS = 0x020E,
	SMPP_TAG_SAR_SEGMENT_SEQNUM = 0x020F,
	SMPP_TAG_SC_INTERFACE_VERSION = 0x0210,
	SMPP_TAG_MESSAGE_PAYLOAD = 0x0424,
	SMPP_TAG_MESSAGE_STATE = 0x0427,
};

enum {
	SMPP_VERSION = 0x34,
	SMPP_HEADER_BYTES = 16,
	SMPP_PDU_MAX = 8192,          /* far more than the longest text and all the rest */
	SMPP_SHORT_MESSAGE_MAX = 254, /* of the mandatory field */
	SMPP_SYSTEM_ID_MAX = 15,
	SMPP_PASSWORD_MAX = 8,
	SMPP_ESM_MODE = 0x03, /* 5.2.12: bits of esm_class */
	SMPP_ESM_TYPE = 0x3C,
	SMPP_ESM_RECEIPT = 0x04,
	SMPP_ESM_UDHI = 0x40,
	SMPP_TON_UNKNOWN = 0,
	SMPP_TON_INTERNATIONAL = 1,
	SMPP_TON_ALPHANUMERIC = 5,
	SMPP_NPI_UNKNOWN = 0,
	SMPP_NPI_ISDN = 1,
};

/* The mandatory fields, in the order of the specification's tables. */
enum smpp_field {
	SMPP_SYSTEM_ID,
	SMPP_PASSWORD,
	SMPP_SYSTEM_TYPE,
	SMPP_INTERFACE_VERSION,
	SMPP_ADDR_TON,
	SMPP_ADDR_NPI,
	SMPP_ADDRESS_RANGE,
	SMPP_SERVICE_TYPE,
	SMPP_SOURCE_TON,
	SMPP_SOURCE_NPI,
	SMPP_SOURCE,
	SMPP_DESTINATION_TON,
	SMPP_DESTINATION_NPI,
	SMPP_DESTINATION,
	SMPP_ESM_CLASS,
	SMPP_PROTOCOL_ID,
	SMPP_PRIORITY,
	SMPP_SCHEDULE,
	SMPP_VALIDITY,
	SMPP_REGISTERED,
	SMPP_REPLACE,
	SMPP_DATA_CODING,
	SMPP_DEFAULT_MSG_ID,
	SMPP_SHORT_MESSAGE,
	SMPP_MESSAGE_ID,
	SMPP_FIELDS,
};

struct smpp_header {
	uint32_t length, command, status, sequence;
};

/* Strings without their zero; numbers have one byte. */
struct smpp_fields {
	struct slice at[SMPP_FIELDS];
	struct slice options; /* tags with values: well-formed */
};

/* Cuts the first packet off @in. 1 with *@header and *@body; 0 where it is not there yet; -EBADMSG
 * where its length cannot be, with what there is of *@header. */
int smpp_next(struct slice *in, struct smpp_header *header, struct slice *body);

/* Whether @command is a request that this side understands. */
bool smpp_is_known(uint32_t command);
/* Takes the body of a known request apart. Returns the status that is wrong about it, or 0. */
enum smpp_status smpp_parse(uint32_t command, struct slice body, struct smpp_fields *out);

uint8_t smpp_number(const struct smpp_fields *f, enum smpp_field field);
/* A copy that ends with a zero; NULL without memory. */
char *smpp_string(void *ctx, const struct smpp_fields *f, enum smpp_field field);
/* The value of the first @tag; false where there is none. */
bool smpp_option(const struct smpp_fields *f, enum smpp_tag tag, struct slice *out);

/* Writes a packet: smpp_open(), fields, options, smpp_close(). */
size_t smpp_open(struct buf *b, uint32_t command, enum smpp_status status, uint32_t sequence);
void smpp_put_string(struct buf *b, const char *text);
void smpp_put_option(struct buf *b, enum smpp_tag tag, struct slice value);
void smpp_close(struct buf *b, size_t mark);
/* One without a body. */
void smpp_put(struct buf *b, uint32_t command, enum smpp_status status, uint32_t sequence);

#endif
