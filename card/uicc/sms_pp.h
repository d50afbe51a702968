/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMS-PP download (3GPP TS 31.111 7.1.1) and the command packets in it (ETSI TS 102 225 5.1, 3GPP
 * TS 31.115 4). */
#ifndef UICC_SMS_PP_H
#define UICC_SMS_PP_H

#include "codec/buf.h"

struct softeuicc;

struct command_packet {
	uint8_t spi[2];          /* security parameters: of this packet, of the response */
	uint8_t kic, kid;        /* keys and algorithms for ciphering and integrity */
	uint8_t tar[3];          /* whom it is for */
	struct slice counter;    /* CNTR, five bytes; enciphered where SPI says so */
	uint8_t padding_counter; /* PCNTR */
	struct slice integrity;  /* RC, CC or DS */
	struct slice data;       /* secured data */
};

/* Response status codes, TS 102 225 5.2. */
enum {
	PACKET_UNIDENTIFIED_SECURITY_ERROR = 0x06,
	PACKET_TAR_UNKNOWN = 0x09,
};

/* Reads a command packet. Returns 0 or -EBADMSG. */
int command_packet_parse(struct slice in, struct command_packet *out);

/* The handler of the envelope. */
uint16_t sms_pp_download(struct softeuicc *card, struct slice objects, struct buf *out);

#endif
