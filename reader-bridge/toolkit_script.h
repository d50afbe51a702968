/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A toolkit application (ETSI TS 102 223) that follows a script: what the terminal reports has
 * lists of proactive commands issued. It uses softeuicc.h alone, as any other application. */
#ifndef READER_BRIDGE_TOOLKIT_SCRIPT_H
#define READER_BRIDGE_TOOLKIT_SCRIPT_H

#include "codec/slice.h"
#include "softeuicc.h"

enum {
	SCRIPT_CLASSES = 4, /* of results: softeuicc_result_class() >> 4 */
	SCRIPT_EVENTS = 32,
	SCRIPT_TIMERS = 8,
};

/* A proactive command, or a channel that is opened, used and closed. */
struct script_action {
	struct script_action *next;
	const char *name;                 /* of the command */
	struct softeuicc_command command; /* its objects: those before @received */
	/* The tag of the object that holds what was received last (0: there is none), and the
	 * objects behind it. */
	uint16_t received;
	struct slice behind;
	struct script_action
		*then[SCRIPT_CLASSES];         /* after the answer, by the class of the result */
	bool is_channel;                       /* the following are of a channel */
	struct slice send;                     /* when it is open */
	size_t take;                           /* closed after so many bytes; 0: left to the peer */
	struct script_action *closed, *failed; /* after its end, by whether there was an error */
};

struct script_item {
	const char *text;
	struct script_action *actions, *help;
};

struct toolkit_script {
	const char *name;
	struct slice tars;         /* three bytes each */
	struct script_item *items; /* talloc array */
	struct script_action *profile;
	struct script_action *events[SCRIPT_EVENTS];
	uint32_t event_set; /* bit n: the script has event n */
	struct script_action *timers[SCRIPT_TIMERS];
	struct script_action *sms;
	struct slice reply; /* to short messages */
};

/* Registers the application that @script describes on @card, for as long as the card is open.
 * @script must live as long. What cannot be issued is told to @log (may be NULL), a line each.
 * Errors: of softeuicc_toolkit_register(). */
int toolkit_script_run(const struct toolkit_script *script, struct softeuicc *card, void *ctx,
		       void (*log)(void *arg, const char *line), void *arg);

#endif
