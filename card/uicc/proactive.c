/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uicc/proactive.h"

#include <errno.h>
#include <string.h>

#include "codec/ctlv.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* ---- what each command is made of, 6.6 ---- */

#define M(object) (OBJECT_MANDATORY | OBJECT_##object)
#define O(object) (OBJECT_##object)
#define R(object) (OBJECT_REPEATABLE | OBJECT_##object)

/* The objects behind device identities; conditional ones are optional here. */
#define LIST(...) ((const uint16_t[]){__VA_ARGS__ 0})
/* What ends the list of a command that the terminal may show. */
#define SHOWN OBJECT_ICON_IDENTIFIER, OBJECT_TEXT_ATTRIBUTE, OBJECT_FRAME_IDENTIFIER,

static const struct proactive_command commands[] = {
	{PROACTIVE_REFRESH, "refresh", DEVICE_TERMINAL,
	 LIST(O(FILE_LIST), O(AID), O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER), O(TEXT_ATTRIBUTE),
	      O(FRAME_IDENTIFIER), O(REFRESH_ENFORCEMENT_POLICY), O(APPLICATION_REFRESH_DATA),
	      O(PLMN_WACT_LIST), O(PLMN_LIST), )},
	{PROACTIVE_MORE_TIME, "more-time", DEVICE_TERMINAL, LIST()},
	{PROACTIVE_POLL_INTERVAL, "poll-interval", DEVICE_TERMINAL, LIST(M(DURATION), )},
	{PROACTIVE_POLLING_OFF, "polling-off", DEVICE_TERMINAL, LIST()},
	{PROACTIVE_SET_UP_EVENT_LIST, "set-up-event-list", DEVICE_TERMINAL, LIST(M(EVENT_LIST), )},
	{PROACTIVE_SET_UP_CALL, "set-up-call", DEVICE_NETWORK,
	 LIST(O(ALPHA_IDENTIFIER), M(ADDRESS), O(CAPABILITY_CONFIGURATION), O(SUBADDRESS),
	      O(DURATION), O(ICON_IDENTIFIER), O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER),
	      O(TEXT_ATTRIBUTE), O(TEXT_ATTRIBUTE), O(FRAME_IDENTIFIER), )},
	{PROACTIVE_SEND_SS, "send-ss", DEVICE_NETWORK,
	 LIST(O(ALPHA_IDENTIFIER), M(SS_STRING), SHOWN)},
	{PROACTIVE_SEND_USSD, "send-ussd", DEVICE_NETWORK,
	 LIST(O(ALPHA_IDENTIFIER), M(USSD_STRING), SHOWN)},
	{PROACTIVE_SEND_SHORT_MESSAGE, "send-short-message", DEVICE_NETWORK,
	 LIST(O(ALPHA_IDENTIFIER), O(ADDRESS), M(SMS_TPDU), SHOWN)},
	{PROACTIVE_SEND_DTMF, "send-dtmf", DEVICE_NETWORK,
	 LIST(O(ALPHA_IDENTIFIER), M(DTMF_STRING), SHOWN)},
	{PROACTIVE_LAUNCH_BROWSER, "launch-browser", DEVICE_TERMINAL,
	 LIST(O(BROWSER_IDENTITY), M(URL), O(BEARER), R(PROVISIONING_FILE), O(TEXT_STRING),
	      O(ALPHA_IDENTIFIER), SHOWN O(NETWORK_ACCESS_NAME), O(TEXT_STRING), O(TEXT_STRING), )},
	{PROACTIVE_GEOGRAPHICAL_LOCATION_REQUEST, "geographical-location-request", DEVICE_TERMINAL,
	 LIST(O(GEOGRAPHICAL_PARAMETERS), )},
	{PROACTIVE_PLAY_TONE, "play-tone", DEVICE_EARPIECE,
	 LIST(O(ALPHA_IDENTIFIER), O(TONE), O(DURATION), SHOWN)},
	{PROACTIVE_DISPLAY_TEXT, "display-text", DEVICE_DISPLAY,
	 LIST(M(TEXT_STRING), O(ICON_IDENTIFIER), O(IMMEDIATE_RESPONSE), O(DURATION),
	      O(TEXT_ATTRIBUTE), O(FRAME_IDENTIFIER), )},
	{PROACTIVE_GET_INKEY, "get-inkey", DEVICE_TERMINAL,
	 LIST(M(TEXT_STRING), O(ICON_IDENTIFIER), O(DURATION), O(TEXT_ATTRIBUTE),
	      O(FRAME_IDENTIFIER), )},
	{PROACTIVE_GET_INPUT, "get-input", DEVICE_TERMINAL,
	 LIST(M(TEXT_STRING), M(RESPONSE_LENGTH), O(DEFAULT_TEXT), SHOWN O(DURATION), )},
	{PROACTIVE_SELECT_ITEM, "select-item", DEVICE_TERMINAL,
	 LIST(O(ALPHA_IDENTIFIER), M(ITEM) | OBJECT_REPEATABLE, O(ITEMS_NEXT_ACTION),
	      O(ITEM_IDENTIFIER), O(ICON_IDENTIFIER), O(ITEM_ICON_LIST), O(TEXT_ATTRIBUTE),
	      O(ITEM_TEXT_ATTRIBUTES), O(FRAME_IDENTIFIER), )},
	{PROACTIVE_SET_UP_MENU, "set-up-menu", DEVICE_TERMINAL,
	 LIST(M(ALPHA_IDENTIFIER), M(ITEM) | OBJECT_REPEATABLE, O(ITEMS_NEXT_ACTION),
	      O(ICON_IDENTIFIER), O(ITEM_ICON_LIST), O(TEXT_ATTRIBUTE), O(ITEM_TEXT_ATTRIBUTES), )},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, "provide-local-information", DEVICE_TERMINAL, LIST()},
	{PROACTIVE_TIMER_MANAGEMENT, "timer-management", DEVICE_TERMINAL,
	 LIST(M(TIMER_IDENTIFIER), O(TIMER_VALUE), )},
	{PROACTIVE_SET_UP_IDLE_MODE_TEXT, "set-up-idle-mode-text", DEVICE_TERMINAL,
	 LIST(M(TEXT_STRING), SHOWN)},
	{PROACTIVE_PERFORM_CARD_APDU, "perform-card-apdu", 0, LIST(M(C_APDU), )},
	{PROACTIVE_POWER_ON_CARD, "power-on-card", 0, LIST()},
	{PROACTIVE_POWER_OFF_CARD, "power-off-card", 0, LIST()},
	{PROACTIVE_GET_READER_STATUS, "get-reader-status", DEVICE_TERMINAL, LIST()},
	{PROACTIVE_RUN_AT_COMMAND, "run-at-command", DEVICE_TERMINAL,
	 LIST(O(ALPHA_IDENTIFIER), M(AT_COMMAND), SHOWN)},
	{PROACTIVE_LANGUAGE_NOTIFICATION, "language-notification", DEVICE_TERMINAL,
	 LIST(O(LANGUAGE), )},
	/* One list for all bearers and the server modes, 6.6.27.1 to 6.6.27.6. */
	{PROACTIVE_OPEN_CHANNEL, "open-channel", DEVICE_TERMINAL,
	 LIST(O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER), O(ADDRESS), O(SUBADDRESS), O(DURATION),
	      O(DURATION), O(BEARER_DESCRIPTION), M(BUFFER_SIZE), O(NETWORK_ACCESS_NAME),
	      O(OTHER_ADDRESS), O(TEXT_STRING), O(TEXT_STRING), O(TRANSPORT_LEVEL),
	      O(OTHER_ADDRESS), O(REMOTE_ENTITY_ADDRESS), O(TEXT_ATTRIBUTE),
	      O(FRAME_IDENTIFIER), )},
	{PROACTIVE_CLOSE_CHANNEL, "close-channel", 0, LIST(O(ALPHA_IDENTIFIER), SHOWN)},
	{PROACTIVE_RECEIVE_DATA, "receive-data", 0,
	 LIST(O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER), M(CHANNEL_DATA_LENGTH), O(TEXT_ATTRIBUTE),
	      O(FRAME_IDENTIFIER), )},
	{PROACTIVE_SEND_DATA, "send-data", 0,
	 LIST(O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER), M(CHANNEL_DATA), O(TEXT_ATTRIBUTE),
	      O(FRAME_IDENTIFIER), )},
	{PROACTIVE_GET_CHANNEL_STATUS, "get-channel-status", DEVICE_TERMINAL, LIST()},
	{PROACTIVE_SERVICE_SEARCH, "service-search", DEVICE_TERMINAL,
	 LIST(O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER), M(SERVICE_SEARCH), O(DEVICE_FILTER),
	      O(TEXT_ATTRIBUTE), O(FRAME_IDENTIFIER), )},
	{PROACTIVE_GET_SERVICE_INFORMATION, "get-service-information", DEVICE_TERMINAL,
	 LIST(O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER), M(ATTRIBUTE_INFORMATION), O(TEXT_ATTRIBUTE),
	      O(FRAME_IDENTIFIER), )},
	{PROACTIVE_DECLARE_SERVICE, "declare-service", DEVICE_TERMINAL,
	 LIST(M(SERVICE_RECORD), O(TRANSPORT_LEVEL), )},
	{PROACTIVE_SET_FRAMES, "set-frames", DEVICE_TERMINAL,
	 LIST(M(FRAME_IDENTIFIER), O(FRAME_LAYOUT), O(FRAME_IDENTIFIER), )},
	{PROACTIVE_GET_FRAMES_STATUS, "get-frames-status", DEVICE_TERMINAL, LIST()},
	{PROACTIVE_RETRIEVE_MULTIMEDIA_MESSAGE, "retrieve-multimedia-message", DEVICE_NETWORK,
	 LIST(O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER), M(MM_REFERENCE), M(FILE_LIST),
	      O(MM_CONTENT_IDENTIFIER), O(MM_IDENTIFIER), O(TEXT_ATTRIBUTE),
	      O(FRAME_IDENTIFIER), )},
	{PROACTIVE_SUBMIT_MULTIMEDIA_MESSAGE, "submit-multimedia-message", DEVICE_NETWORK,
	 LIST(O(ALPHA_IDENTIFIER), O(ICON_IDENTIFIER), M(FILE_LIST), O(MM_IDENTIFIER),
	      O(TEXT_ATTRIBUTE), O(FRAME_IDENTIFIER), )},
	{PROACTIVE_DISPLAY_MULTIMEDIA_MESSAGE, "display-multimedia-message", DEVICE_DISPLAY,
	 LIST(M(FILE_LIST), O(MM_IDENTIFIER), O(IMMEDIATE_RESPONSE), O(FRAME_IDENTIFIER), )},
	{PROACTIVE_ACTIVATE, "activate", DEVICE_TERMINAL, LIST(M(ACTIVATE_DESCRIPTOR), )},
	{PROACTIVE_CONTACTLESS_STATE_CHANGED, "contactless-state-changed", DEVICE_TERMINAL,
	 LIST(M(CONTACTLESS_STATE), )},
	{PROACTIVE_COMMAND_CONTAINER, "command-container", DEVICE_TERMINAL,
	 LIST(O(ECAT_SEQUENCE_NUMBER), O(MAC), M(ENCRYPTED_TLV_LIST), )},
	{PROACTIVE_ENCAPSULATED_SESSION_CONTROL, "encapsulated-session-control", DEVICE_TERMINAL,
	 LIST(O(SA_TEMPLATE), )},
};

const struct proactive_command *proactive_find(uint8_t type)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (commands[i].type == type)
			return &commands[i];
	return NULL;
}

const struct proactive_command *proactive_named(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/* Goes on from *@at to the entry for @tag; one that is mandatory cannot be passed over. */
static bool advance(const uint16_t **at, uint16_t tag)
{
	const uint16_t *p = *at;

	for (; *p && (*p & OBJECT_TAG) != tag; p++)
		if (*p & OBJECT_MANDATORY)
			return false;
	*at = p;
	return *p != 0;
}

int proactive_check_objects(const struct proactive_command *command, struct slice objects)
{
	const uint16_t *at = command->objects;
	uint16_t last = 0;
	struct ctlv t;
	int r;

	while ((r = ctlv_next(&objects, &t)) == 1) {
		if (t.tag == last)
			continue;
		if (!advance(&at, t.tag))
			return -EINVAL;
		last = *at & OBJECT_REPEATABLE ? t.tag : 0;
		at++;
	}
	for (; *at; at++)
		if (*at & OBJECT_MANDATORY)
			return -EINVAL;
	return r < 0 ? -EINVAL : 0;
}

/* ---- names of objects ---- */

static const struct {
	const char *name;
	uint16_t tag;
} names[] = {
	{"activate-descriptor", OBJECT_ACTIVATE_DESCRIPTOR},
	{"address", OBJECT_ADDRESS},
	{"aid", OBJECT_AID},
	{"alpha-identifier", OBJECT_ALPHA_IDENTIFIER},
	{"application-specific-refresh-data", OBJECT_APPLICATION_REFRESH_DATA},
	{"at-command", OBJECT_AT_COMMAND},
	{"attribute-information", OBJECT_ATTRIBUTE_INFORMATION},
	{"bearer", OBJECT_BEARER},
	{"bearer-description", OBJECT_BEARER_DESCRIPTION},
	{"browser-identity", OBJECT_BROWSER_IDENTITY},
	{"buffer-size", OBJECT_BUFFER_SIZE},
	{"c-apdu", OBJECT_C_APDU},
	{"capability-configuration-parameters", OBJECT_CAPABILITY_CONFIGURATION},
	{"channel-data", OBJECT_CHANNEL_DATA},
	{"channel-data-length", OBJECT_CHANNEL_DATA_LENGTH},
	{"contactless-functionality-state", OBJECT_CONTACTLESS_STATE},
	{"default-text", OBJECT_DEFAULT_TEXT},
	{"device-filter", OBJECT_DEVICE_FILTER},
	{"dtmf-string", OBJECT_DTMF_STRING},
	{"duration", OBJECT_DURATION},
	{"ecat-sequence-number", OBJECT_ECAT_SEQUENCE_NUMBER},
	{"encrypted-tlv-list", OBJECT_ENCRYPTED_TLV_LIST},
	{"event-list", OBJECT_EVENT_LIST},
	{"file-list", OBJECT_FILE_LIST},
	{"frame-identifier", OBJECT_FRAME_IDENTIFIER},
	{"frame-layout", OBJECT_FRAME_LAYOUT},
	{"geographical-location-parameters", OBJECT_GEOGRAPHICAL_PARAMETERS},
	{"icon-identifier", OBJECT_ICON_IDENTIFIER},
	{"immediate-response", OBJECT_IMMEDIATE_RESPONSE},
	{"item", OBJECT_ITEM},
	{"item-icon-identifier-list", OBJECT_ITEM_ICON_LIST},
	{"item-identifier", OBJECT_ITEM_IDENTIFIER},
	{"item-text-attribute-list", OBJECT_ITEM_TEXT_ATTRIBUTES},
	{"items-next-action-indicator", OBJECT_ITEMS_NEXT_ACTION},
	{"language", OBJECT_LANGUAGE},
	{"mac", OBJECT_MAC},
	{"multimedia-content-identifier", OBJECT_MM_CONTENT_IDENTIFIER},
	{"multimedia-message-identifier", OBJECT_MM_IDENTIFIER},
	{"multimedia-message-reference", OBJECT_MM_REFERENCE},
	{"network-access-name", OBJECT_NETWORK_ACCESS_NAME},
	{"other-address", OBJECT_OTHER_ADDRESS},
	{"plmn-list", OBJECT_PLMN_LIST},
	{"plmn-wact-list", OBJECT_PLMN_WACT_LIST},
	{"provisioning-file-reference", OBJECT_PROVISIONING_FILE},
	{"refresh-enforcement-policy", OBJECT_REFRESH_ENFORCEMENT_POLICY},
	{"remote-entity-address", OBJECT_REMOTE_ENTITY_ADDRESS},
	{"response-length", OBJECT_RESPONSE_LENGTH},
	{"sa-template", OBJECT_SA_TEMPLATE},
	{"service-record", OBJECT_SERVICE_RECORD},
	{"service-search", OBJECT_SERVICE_SEARCH},
	{"sms-tpdu", OBJECT_SMS_TPDU},
	{"ss-string", OBJECT_SS_STRING},
	{"subaddress", OBJECT_SUBADDRESS},
	{"text-attribute", OBJECT_TEXT_ATTRIBUTE},
	{"text-string", OBJECT_TEXT_STRING},
	{"timer-identifier", OBJECT_TIMER_IDENTIFIER},
	{"timer-value", OBJECT_TIMER_VALUE},
	{"tone", OBJECT_TONE},
	{"transport-level", OBJECT_TRANSPORT_LEVEL},
	{"url", OBJECT_URL},
	{"ussd-string", OBJECT_USSD_STRING},
};

uint16_t proactive_object_named(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].tag;
	return 0;
}

/* ---- what the terminal must be able to do, 5.2 ---- */

/* In both tables below a row of a qualifier stands before the one of any. */
enum { ANY = -1 };

static const struct {
	uint8_t type;
	int16_t qualifier;
	uint8_t byte;
	uint8_t bit;
} permits[] = {
	/* Steering of roaming and its I-WLAN mode, eUICC profile state change, application update:
	 * the other modes are a matter of the bit for REFRESH itself. */
	{PROACTIVE_REFRESH, 0x07, 30, 4},
	{PROACTIVE_REFRESH, 0x08, 30, 8},
	{PROACTIVE_REFRESH, 0x09, 34, 6},
	{PROACTIVE_REFRESH, 0x0A, 35, 4},
	{PROACTIVE_REFRESH, ANY, 3, 8},
	{PROACTIVE_MORE_TIME, ANY, 3, 4},
	{PROACTIVE_POLL_INTERVAL, ANY, 3, 6},
	{PROACTIVE_POLLING_OFF, ANY, 3, 7},
	{PROACTIVE_SET_UP_EVENT_LIST, ANY, 5, 1},
	{PROACTIVE_SET_UP_CALL, ANY, 4, 5},
	{PROACTIVE_SEND_SS, ANY, 4, 3},
	{PROACTIVE_SEND_USSD, ANY, 4, 4},
	{PROACTIVE_SEND_SHORT_MESSAGE, ANY, 4, 2},
	{PROACTIVE_SEND_DTMF, ANY, 9, 2},
	{PROACTIVE_LAUNCH_BROWSER, ANY, 9, 7},
	{PROACTIVE_GEOGRAPHICAL_LOCATION_REQUEST, ANY, 30, 6},
	{PROACTIVE_PLAY_TONE, ANY, 3, 5},
	{PROACTIVE_DISPLAY_TEXT, ANY, 3, 1},
	{PROACTIVE_GET_INKEY, ANY, 3, 2},
	{PROACTIVE_GET_INPUT, ANY, 3, 3},
	{PROACTIVE_SELECT_ITEM, ANY, 4, 1},
	{PROACTIVE_SET_UP_MENU, ANY, 4, 6},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x02, 4, 8},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x03, 8, 3},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x04, 9, 4},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x05, 9, 5},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x06, 9, 8},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x07, 18, 5},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x08, 18, 7},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x09, 18, 8},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x0A, 22, 1},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x0B, 23, 5},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, ANY, 4, 7},
	{PROACTIVE_TIMER_MANAGEMENT, 0x02, 8, 2},
	{PROACTIVE_TIMER_MANAGEMENT, ANY, 8, 1},
	{PROACTIVE_SET_UP_IDLE_MODE_TEXT, ANY, 8, 5},
	{PROACTIVE_PERFORM_CARD_APDU, ANY, 7, 3},
	{PROACTIVE_POWER_ON_CARD, ANY, 7, 1},
	{PROACTIVE_POWER_OFF_CARD, ANY, 7, 2},
	{PROACTIVE_GET_READER_STATUS, 0x01, 7, 5},
	{PROACTIVE_GET_READER_STATUS, ANY, 7, 4},
	{PROACTIVE_RUN_AT_COMMAND, ANY, 8, 6},
	{PROACTIVE_LANGUAGE_NOTIFICATION, ANY, 9, 6},
	{PROACTIVE_OPEN_CHANNEL, ANY, 12, 1},
	{PROACTIVE_CLOSE_CHANNEL, ANY, 12, 2},
	{PROACTIVE_RECEIVE_DATA, ANY, 12, 3},
	{PROACTIVE_SEND_DATA, ANY, 12, 4},
	{PROACTIVE_GET_CHANNEL_STATUS, ANY, 12, 5},
	{PROACTIVE_SERVICE_SEARCH, ANY, 12, 6},
	{PROACTIVE_GET_SERVICE_INFORMATION, ANY, 12, 7},
	{PROACTIVE_DECLARE_SERVICE, ANY, 12, 8},
	{PROACTIVE_RETRIEVE_MULTIMEDIA_MESSAGE, ANY, 22, 5},
	{PROACTIVE_SUBMIT_MULTIMEDIA_MESSAGE, ANY, 22, 6},
	{PROACTIVE_DISPLAY_MULTIMEDIA_MESSAGE, ANY, 22, 7},
	{PROACTIVE_SET_FRAMES, ANY, 22, 8},
	{PROACTIVE_GET_FRAMES_STATUS, ANY, 23, 1},
	{PROACTIVE_ACTIVATE, ANY, 30, 5},
	{PROACTIVE_CONTACTLESS_STATE_CHANGED, ANY, 31, 1},
	{PROACTIVE_COMMAND_CONTAINER, ANY, 31, 8},
	{PROACTIVE_ENCAPSULATED_SESSION_CONTROL, ANY, 31, 8},
};

bool terminal_profile_bit(struct slice profile, unsigned byte, unsigned bit)
{
	return byte <= profile.n && profile.p[byte - 1] >> (bit - 1) & 1;
}

bool proactive_permitted(struct slice profile, uint8_t type, uint8_t qualifier)
{
	for (size_t i = 0; i < COUNT_OF(permits); i++)
		if (permits[i].type == type &&
		    (permits[i].qualifier == ANY || permits[i].qualifier == qualifier))
			return terminal_profile_bit(profile, permits[i].byte, permits[i].bit);
	return false;
}

/* ---- what the answer must bring, 6.8 ---- */

static const struct {
	uint8_t type;
	int16_t qualifier;
	uint16_t tag;
} answers[] = {
	{PROACTIVE_POLL_INTERVAL, ANY, OBJECT_DURATION},
	{PROACTIVE_GET_INKEY, ANY, OBJECT_TEXT_STRING},
	{PROACTIVE_GET_INPUT, ANY, OBJECT_TEXT_STRING},
	{PROACTIVE_SELECT_ITEM, ANY, OBJECT_ITEM_IDENTIFIER},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x00, OBJECT_LOCATION_INFORMATION},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x01, OBJECT_IMEI},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x02, OBJECT_NETWORK_MEASUREMENT_RESULTS},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x03, OBJECT_DATE_TIME},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x04, OBJECT_LANGUAGE},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x06, OBJECT_ACCESS_TECHNOLOGY},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x08, OBJECT_IMEISV},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x09, OBJECT_NETWORK_SEARCH_MODE},
	{PROACTIVE_PROVIDE_LOCAL_INFORMATION, 0x0A, OBJECT_BATTERY_STATE},
	{PROACTIVE_TIMER_MANAGEMENT, ANY, OBJECT_TIMER_IDENTIFIER},
	{PROACTIVE_TIMER_MANAGEMENT, 0x01, OBJECT_TIMER_VALUE},
	{PROACTIVE_TIMER_MANAGEMENT, 0x02, OBJECT_TIMER_VALUE},
	{PROACTIVE_PERFORM_CARD_APDU, ANY, OBJECT_R_APDU},
	{PROACTIVE_POWER_ON_CARD, ANY, OBJECT_CARD_ATR},
	{PROACTIVE_GET_READER_STATUS, 0x00, OBJECT_CARD_READER_STATUS},
	{PROACTIVE_GET_READER_STATUS, 0x01, OBJECT_CARD_READER_IDENTIFIER},
	{PROACTIVE_RUN_AT_COMMAND, ANY, OBJECT_AT_RESPONSE},
	{PROACTIVE_OPEN_CHANNEL, ANY, OBJECT_BUFFER_SIZE},
	{PROACTIVE_RECEIVE_DATA, ANY, OBJECT_CHANNEL_DATA},
	{PROACTIVE_RECEIVE_DATA, ANY, OBJECT_CHANNEL_DATA_LENGTH},
	{PROACTIVE_SEND_DATA, ANY, OBJECT_CHANNEL_DATA_LENGTH},
	{PROACTIVE_GET_CHANNEL_STATUS, ANY, OBJECT_CHANNEL_STATUS},
	{PROACTIVE_SERVICE_SEARCH, ANY, OBJECT_SERVICE_AVAILABILITY},
	{PROACTIVE_GET_SERVICE_INFORMATION, ANY, OBJECT_SERVICE_RECORD},
	{PROACTIVE_GET_FRAMES_STATUS, ANY, OBJECT_FRAMES_INFORMATION},
};

bool proactive_answer_complete(uint8_t type, uint8_t qualifier, struct slice objects)
{
	struct ctlv t;

	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (answers[i].type == type &&
		    (answers[i].qualifier == ANY || answers[i].qualifier == qualifier) &&
		    ctlv_find(objects, answers[i].tag, &t) != 1)
			return false;
	return true;
}
