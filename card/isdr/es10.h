/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ES10 functions (SGP.22 5.7). Each takes the whole request data object, writes the response
 * data object to @out, and returns a status word: 9000 whenever there is a response, also one that
 * carries an error code; 6A80 where the request is not what its ASN.1 says. */
#ifndef ISDR_ES10_H
#define ISDR_ES10_H

#include "apdu/apdu.h"
#include "codec/tlv.h"

struct softeuicc;
struct channel;

typedef uint16_t es10_handler(struct softeuicc *card, const struct tlv *request, struct buf *out);

/* ES10a */
es10_handler es10a_get_euicc_configured_addresses;
es10_handler es10a_set_default_dp_address;
/* ES10b */
es10_handler es10b_get_euicc_info1;
es10_handler es10b_get_euicc_info2;
es10_handler es10b_get_euicc_challenge;
es10_handler es10b_get_rat;
es10_handler es10b_authenticate_server;
es10_handler es10b_prepare_download;
es10_handler es10b_cancel_session;
es10_handler es10b_list_notification;
es10_handler es10b_retrieve_notifications_list;
es10_handler es10b_notification_sent;
es10_handler es10b_load_crl;
es10_handler lpae_activation;
/* ES10c */
es10_handler es10c_get_profiles_info;
es10_handler es10c_set_nickname;
es10_handler es10c_get_eid;
es10_handler es10c_enable_profile;
es10_handler es10c_disable_profile;
es10_handler es10c_delete_profile;
es10_handler es10c_euicc_memory_reset;

/* ES10b.LoadBoundProfilePackage comes in pieces (SGP.22 5.7.6). @begins: the first bytes of a
 * package, otherwise the next ones. Writes ProfileInstallationResult to @out once it is known. */
uint16_t es10b_load_bound_profile_package(struct softeuicc *card, struct channel *ch, bool begins,
					  struct slice bytes, struct buf *out);

enum { ES10_OK = 0, ES10_UNDEFINED_ERROR = 127 };

/* Performs the function whose whole request is @bytes. 6A88 where there is none with its tag. */
uint16_t es10_call(struct softeuicc *card, struct slice bytes, struct buf *out);

/* For requests without data: extensions that a later version adds are ignored. */
static inline bool es10_no_data(const struct tlv *request)
{
	return tlv_sequence(request->value, NULL, 0, NULL, NULL) == 0;
}

/* The response that is a SEQUENCE of one result code. */
static inline uint16_t es10_result(struct buf *out, uint32_t tag, int code)
{
	size_t mark = tlv_open(out, tag);

	tlv_put_integer(out, 0x80, code);
	tlv_close(out, mark);
	return SW_OK;
}

/* The response that is a CHOICE of what was asked for and an error code. */
static inline uint16_t es10_choice_error(struct buf *out, uint32_t tag, int code)
{
	size_t mark = tlv_open(out, tag);

	tlv_put_integer(out, 0x81, code);
	tlv_close(out, mark);
	return SW_OK;
}

/* The response that is a CHOICE, in its second alternative: what has failed in a transaction. */
static inline uint16_t es10_error(struct buf *out, uint32_t tag, struct slice transaction_id,
				  int code)
{
	size_t response = tlv_open(out, tag), choice = tlv_open(out, 0xA1);

	tlv_put(out, 0x80, transaction_id);
	tlv_put_integer(out, 0x02, code);
	tlv_close(out, choice);
	tlv_close(out, response);
	return SW_OK;
}

#endif
