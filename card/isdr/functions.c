/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the ES10 functions (SGP.22 5.7), by the tag of their requests. */
#include "card.h"
#include "isdp/bpp.h"
#include "isdr/es10.h"

/* Where a response has its result code. */
enum code_place {
	NO_CODE,
	IN_SEQUENCE,    /* [0] of a SEQUENCE */
	IN_CHOICE,      /* [1] of a CHOICE */
	IN_TRANSACTION, /* [1] of a CHOICE: a SEQUENCE of transactionId and the code */
};

static const struct es10_function {
	uint32_t tag;
	const char *name;
	es10_handler *handler;
	enum code_place code;
} functions[] = {
	{0xBF20, "ES10b.GetEuiccInfo1", es10b_get_euicc_info1, NO_CODE},
	{0xBF21, "ES10b.PrepareDownload", es10b_prepare_download, IN_TRANSACTION},
	{0xBF22, "ES10b.GetEuiccInfo2", es10b_get_euicc_info2, NO_CODE},
	{0xBF28, "ES10b.ListNotification", es10b_list_notification, IN_CHOICE},
	{0xBF29, "ES10c.SetNickname", es10c_set_nickname, IN_SEQUENCE},
	{0xBF2B, "ES10b.RetrieveNotificationsList", es10b_retrieve_notifications_list, IN_CHOICE},
	{0xBF2D, "ES10c.GetProfilesInfo", es10c_get_profiles_info, IN_CHOICE},
	{0xBF2E, "ES10b.GetEuiccChallenge", es10b_get_euicc_challenge, NO_CODE},
	{0xBF30, "ES10b.RemoveNotificationFromList", es10b_notification_sent, IN_SEQUENCE},
	{0xBF31, "ES10c.EnableProfile", es10c_enable_profile, IN_SEQUENCE},
	{0xBF32, "ES10c.DisableProfile", es10c_disable_profile, IN_SEQUENCE},
	{0xBF33, "ES10c.DeleteProfile", es10c_delete_profile, IN_SEQUENCE},
	{0xBF34, "ES10c.eUICCMemoryReset", es10c_euicc_memory_reset, IN_SEQUENCE},
	{0xBF35, "ES10b.LoadCRL", es10b_load_crl, IN_CHOICE},
	{0xBF38, "ES10b.AuthenticateServer", es10b_authenticate_server, IN_TRANSACTION},
	{0xBF3C, "ES10a.GetEuiccConfiguredAddresses", es10a_get_euicc_configured_addresses,
	 NO_CODE},
	{0xBF3E, "ES10c.GetEID", es10c_get_eid, NO_CODE},
	{0xBF3F, "ES10a.SetDefaultDpAddress", es10a_set_default_dp_address, IN_SEQUENCE},
	{0xBF41, "ES10b.CancelSession", es10b_cancel_session, IN_CHOICE},
	{0xBF42, "LpaeActivation", lpae_activation, IN_SEQUENCE},
	{0xBF43, "ES10b.GetRAT", es10b_get_rat, NO_CODE},
};

enum { FUNCTION_COUNT = sizeof(functions) / sizeof(functions[0]) };

static const char LOAD_PACKAGE[] = "ES10b.LoadBoundProfilePackage";

/* The transactionId begins the SEQUENCE that such a request begins with. */
static struct slice transaction_of(const struct tlv *request)
{
	struct slice rest = request->value;
	struct tlv signed_data, id;

	if (tlv_next(&rest, &signed_data) == 1 && tlv_next(&signed_data.value, &id) == 1 &&
	    id.tag == 0x80)
		return id.value;
	return slice_of(NULL, 0);
}

/* Answers @code in place of @f. */
static uint16_t refuse(const struct es10_function *f, const struct tlv *request, int code,
		       struct buf *out)
{
	switch (f->code) {
	case IN_SEQUENCE:
		return es10_result(out, f->tag, code);
	case IN_CHOICE:
		return es10_choice_error(out, f->tag, code);
	case IN_TRANSACTION:
		return es10_error(out, f->tag, transaction_of(request), code);
	case NO_CODE:
		break;
	}
	return SW_TECHNICAL_PROBLEM;
}

uint16_t es10_call(struct softeuicc *card, struct slice bytes, struct buf *out)
{
	struct slice rest = bytes;
	struct tlv request;
	uint16_t sw;
	int fault;

	if (tlv_next(&rest, &request) != 1 || rest.n)
		return SW_WRONG_DATA;
	for (const struct es10_function *f = functions; f < functions + FUNCTION_COUNT; f++) {
		if (f->tag != request.tag)
			continue;
		fault = card_fault(card, f->name);
		sw = fault ? refuse(f, &request, fault, out) : f->handler(card, &request, out);
		card_log(card, "%s: %04X", f->name, sw);
		return sw;
	}
	return SW_REFERENCE_NOT_FOUND;
}

int softeuicc_function(size_t index, struct softeuicc_function *function)
{
	if (index < FUNCTION_COUNT) {
		const struct es10_function *f = &functions[index];

		*function = (struct softeuicc_function){f->name, f->tag, f->code != NO_CODE};
		return 1;
	}
	index -= FUNCTION_COUNT;
	if (index == 0) {
		*function = (struct softeuicc_function){LOAD_PACKAGE, BPP_TAG, 0};
		return 1;
	}
	return bpp_function(index - 1, function);
}
