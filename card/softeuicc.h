/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc: an eUICC in software. This header is the whole public interface of libsofteuicc.
 *
 * A card is an image file and a struct softeuicc. Bytes of a command APDU go in, bytes of a
 * response APDU come out. A card uses no threads, sockets, signals or globals: many may live in
 * one process, each used by one thread at a time.
 *
 * Functions that can fail return 0 or a negative errno value, and put a sentence for the user into
 * *error when error is not NULL; the caller frees it with free(). */
#ifndef SOFTEUICC_H
#define SOFTEUICC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct softeuicc;

enum {
	SOFTEUICC_EID_DIGITS = 32,      /* SGP.29 */
	SOFTEUICC_ICCID_DIGITS = 20,    /* TS 102 221 13.2; most ICCIDs have 19 */
	SOFTEUICC_ATR_MAX = 33,         /* ISO/IEC 7816-3 8.1 */
	SOFTEUICC_RESPONSE_MAX = 65538, /* 65536 data bytes and the status word */
};

/* When a change is safe on disk. */
enum softeuicc_durability {
	SOFTEUICC_DURABILITY_PROCESS, /* survives the end of the process at any instruction */
	SOFTEUICC_DURABILITY_POWER,   /* survives power loss too: fsync at each commit */
};

/* Where the card gets what a chip gets from its hardware. Zeroes are the defaults. */
struct softeuicc_config {
	enum softeuicc_durability durability;
	/* Fills out[0..n-1] with random bytes; 0 on success. Default: OpenSSL's generator. */
	int (*random)(void *arg, uint8_t *out, size_t n);
	/* Seconds since 1970-01-01 UTC, for certificate validity. Default: time(). */
	int64_t (*now)(void *arg);
	/* Asked before each function of SGP.22 is performed; @function is one of
	 * softeuicc_function(). Returns 0 to have it performed, or the result code that its answer
	 * is to carry, and then nothing of it happens; 6F00 goes out where it has no result code.
	 * Default: all are performed. */
	int (*fault)(void *arg, const char *function);
	/* One line of diagnosis, without newline. Default: discarded. */
	void (*log)(void *arg, const char *line);
	void *arg; /* handed to each of the above */
};

/* softeuicc-init(1) lists the names and how their values are written. A list is written with commas
 * between its elements, a member of an object as OBJECT.MEMBER. */
struct softeuicc_setting {
	const char *name;
	const char *value;
};

/* What a new card is to be. Zeroes are the defaults. */
struct softeuicc_creation {
	/* 32 decimal digits with valid check digits (SGP.29). Default: random, under the prefix
	 * that the EUM certificate permits; the published eUICC's where the EUM's key is not there.
	 */
	const char *eid;
	/* Directories laid out as GSMA SGP.26's, with NULL after the last: the card gets an
	 * identity for each CI that is in one of them, the first preferred. Default: the installed
	 * test PKI. */
	const char *const *pki;
	/* How the card differs from the default one; the last of a name holds. */
	const struct softeuicc_setting *settings;
	size_t setting_count;
	/* An unprotected profile package (TCA eUICC Profile Package: Interoperable Format, DER)
	 * makes the card a plain UICC: it has that profile for ever, and nothing of an eUICC; @eid,
	 * @pki and the settings of an eUICC are -EINVAL then. Default: an eUICC without profiles.
	 */
	const uint8_t *package;
	size_t package_length;
	/* Whether an image that exists may be replaced. */
	int replace;
};

/* Makes the card image @image; @creation may be NULL.
 * Errors: -EEXIST, -EINVAL (EID, settings), -ENOENT (PKI), -ENOKEY and -EACCES (no certificate can
 * be issued for that EID), -ECANCELED (the package cannot be installed: *error names the profile
 * element and its PEStatus), -EBUSY (in use), -EIO. */
int softeuicc_create(const char *image, const struct softeuicc_creation *creation, char **error);

/* Opens @image and locks it against other processes. @config may be NULL.
 * Errors: -ENOENT, -EBUSY (another process holds it), -EBADMSG (no card image, or of a version
 * that this library does not know), -EIO. */
int softeuicc_open(struct softeuicc **out, const char *image, const struct softeuicc_config *config,
		   char **error);

void softeuicc_close(struct softeuicc *card);

/* The EID in decimal digits, with a final NUL; empty for a plain UICC, which has none. */
void softeuicc_eid(const struct softeuicc *card, char eid[SOFTEUICC_EID_DIGITS + 1]);

/* The digits of the enabled profile's ICCID, with a final NUL; empty where none is enabled. */
void softeuicc_iccid(const struct softeuicc *card, char iccid[SOFTEUICC_ICCID_DIGITS + 1]);

/* Power and reset, as the reader's contacts do. A card is born unpowered. */
void softeuicc_power_on(struct softeuicc *card);
void softeuicc_power_off(struct softeuicc *card);
void softeuicc_reset(struct softeuicc *card);

/* The answer to reset. Returns its length. */
size_t softeuicc_atr(const struct softeuicc *card, uint8_t atr[SOFTEUICC_ATR_MAX]);

/* Processes one command APDU of any length and content. Everything that the command changed is
 * committed to the image when this returns. Returns the response's length, at least 2. */
size_t softeuicc_transmit(struct softeuicc *card, const uint8_t *command, size_t n,
			  uint8_t response[SOFTEUICC_RESPONSE_MAX]);

/* Has the card behave, until it is closed, as if only @bytes of its memory for profiles were free
 * now. UINT64_MAX: all that is. */
void softeuicc_leave_memory(struct softeuicc *card, uint64_t bytes);

/* A function of SGP.22 by which a card can be reached. */
struct softeuicc_function {
	const char *name;    /* "ES10c.EnableProfile", "ES8+.StoreMetadata" */
	uint32_t tag;        /* of its request; of ES8+: of what carries it in the package */
	int has_result_code; /* whether its response has room for one */
};

/* Fills @function with the @index-th of them. Returns 1, or 0 behind the last. */
int softeuicc_function(size_t index, struct softeuicc_function *function);

/* ---- toolkit applications (ETSI TS 102 223; clauses below are of it) ----
 *
 * An application lives beside the profile, as an applet of a real card does: it issues proactive
 * commands and is called for what the terminal reports. Callbacks run within softeuicc_transmit(),
 * softeuicc_reset() and their like, may issue commands, and must not use those functions, nor
 * unregister an application. What they are handed is theirs until they return. */

struct softeuicc_bytes {
	const uint8_t *p;
	size_t n;
};

struct softeuicc_toolkit; /* an application that is registered */

/* What a general result (8.12) says of its command, by the first digit. */
enum softeuicc_result_class {
	SOFTEUICC_RESULT_PERFORMED = 0x00, /* maybe in part, or not as it was wanted */
	SOFTEUICC_RESULT_ENDED = 0x10,     /* performed, and ended by the user in some way */
	SOFTEUICC_RESULT_MAY_RETRY = 0x20, /* not performed; it may be worth trying later */
	SOFTEUICC_RESULT_PERMANENT = 0x30, /* not performed, nor will the same command ever be */
};

/* The class of @result; those that are reserved count as the last. */
enum softeuicc_result_class softeuicc_result_class(uint8_t result);

/* How a proactive command has ended. */
struct softeuicc_response {
	int answered;   /* 0: the card was reset before, and there is nothing in what follows */
	int performed;  /* the result is 0X, and every object that it has to bring is there */
	uint8_t result; /* general result, 8.12 */
	struct softeuicc_bytes additional; /* additional information on it */
	struct softeuicc_bytes objects; /* the data of TERMINAL RESPONSE, for softeuicc_object() */
};

struct softeuicc_command {
	uint8_t type;      /* 9.4 */
	uint8_t qualifier; /* 8.6 */
	/* 8.7; 0: the display, the earpiece, the network or the terminal, as the command has it */
	uint8_t destination;
	struct softeuicc_bytes objects; /* COMPREHENSION-TLVs behind the device identities */
	/* NULL, or called once when the terminal has answered or the card was reset. */
	void (*done)(void *arg, const struct softeuicc_response *response);
	void *arg;
};

/* An SMS-PP download (3GPP TS 31.111 7.1.1), put together where it came in parts. */
struct softeuicc_sms {
	struct softeuicc_bytes address; /* TP-OA as in the TPDU: digits, type, BCD */
	uint8_t protocol;               /* TP-PID */
	uint8_t coding;                 /* TP-DCS */
	struct softeuicc_bytes time;    /* TP-SCTS, 7 bytes */
	struct softeuicc_bytes header;  /* TP-UD header without its length byte; may be empty */
	struct softeuicc_bytes data;    /* the user data behind the header */
	/* NULL, or the TAR (three bytes) of the command packet that the data is (ETSI TS 102 225).
	 * An unsecured message goes to all applications with this callback. */
	const uint8_t *tar;
};

enum { SOFTEUICC_REPLY_MAX = 255 };

/* What an application is. Every callback may be NULL. */
struct softeuicc_toolkit_definition {
	const char *name;         /* UTF-8; the title of the menu where it is the first in it */
	const char *const *items; /* NULL, or its entries in the menu, UTF-8, behind them a NULL */
	uint32_t events;          /* bit n: event n of 8.25 is to be downloaded */
	const uint8_t *tars;      /* three bytes each */
	size_t tar_count;
	/* TERMINAL PROFILE has come: commands can be issued now. */
	void (*profile)(void *arg);
	/* An entry was chosen (@item counts from 0 in items), or help on it. */
	void (*menu)(void *arg, size_t item, int help);
	/* One of the events; @objects: what the envelope holds (clause 7.5). */
	void (*event)(void *arg, uint8_t event, struct softeuicc_bytes objects);
	/* A timer that this application started has expired. @value: 8.38. */
	void (*timer)(void *arg, uint8_t timer, struct softeuicc_bytes value);
	/* The following may write an answer. Return its length, or a negative errno: -EBUSY has the
	 * terminal try again (9300), any other fails (6F00). */
	int (*sms)(void *arg, const struct softeuicc_sms *sms, uint8_t reply[SOFTEUICC_REPLY_MAX]);
	/* Any other envelope, by its tag (D4: call control, D5: MO short message control; ETSI
	 * TS 101 220 7.2). The first application that has this gets them. */
	int (*envelope)(void *arg, uint8_t tag, struct softeuicc_bytes objects,
			uint8_t reply[SOFTEUICC_REPLY_MAX]);
	void *arg; /* handed to all of them */
};

/* Registers a copy of @definition. Errors: -EEXIST (a TAR is taken), -EINVAL (a text that
 * cannot be shown, or more than 255 entries), -ENOMEM. */
int softeuicc_toolkit_register(struct softeuicc *card,
			       const struct softeuicc_toolkit_definition *definition,
			       struct softeuicc_toolkit **out);
/* Commands that it has issued still go to the terminal; nobody is told how they ended. */
void softeuicc_toolkit_unregister(struct softeuicc_toolkit *application);

/* Queues @command for FETCH; the status word of the next command that succeeds announces it.
 * Errors: -ENOTCONN (no TERMINAL PROFILE since the reset), -ENOTSUP (the terminal has not said that
 * it can do this), -EINVAL (not a command, or not its objects in their order), -EPERM (menu and
 * event list are made of what all applications have registered), -EBUSY (a timer of another
 * application; too many commands wait), -EMSGSIZE (over 255 bytes), -ENOMEM. */
int softeuicc_toolkit_issue(struct softeuicc_toolkit *application,
			    const struct softeuicc_command *command);

/* The two errors that do not depend on terminal and time: 0, -EINVAL or -EPERM as above. */
int softeuicc_toolkit_check(const struct softeuicc_command *command);

/* Looks up the object with that tag (9.3, without the comprehension flag). 1, or 0 where there is
 * none. */
int softeuicc_object(struct softeuicc_bytes objects, uint16_t tag, struct softeuicc_bytes *value);

/* Numbers by the specification's names, in lower case with '-' for blanks: "display-text",
 * "text-string", "data-available". -ENOENT where there is no such name. */
int softeuicc_toolkit_command_type(const char *name);
int softeuicc_toolkit_object_tag(const char *name);
int softeuicc_toolkit_event(const char *name);

/* @text (UTF-8) as a text string object has it (8.15: coding scheme first), or as an alpha
 * identifier (8.2): in the SMS default alphabet where it can be, else in UCS2. Returns the length,
 * -EINVAL (not UTF-8, or beyond UCS2) or -EMSGSIZE (over @max). */
int softeuicc_toolkit_text(const char *text, uint8_t *out, size_t max);
int softeuicc_toolkit_alpha(const char *text, uint8_t *out, size_t max);

/* ---- bearer independent protocol (class "e"): a stream of bytes through the terminal ----
 *
 * A SEND DATA or RECEIVE DATA that terminal or network are unable to perform for now (20, 21) is
 * tried three times more. */

struct softeuicc_bip;

struct softeuicc_bip_definition {
	uint8_t qualifier; /* of OPEN CHANNEL, 8.6 */
	/* The objects of OPEN CHANNEL behind the device identities, in the order of 6.6.27. The
	 * buffer size among them is the one that is asked for. */
	struct softeuicc_bytes objects;
	/* The terminal serves the channel, with buffers of @buffer bytes. */
	void (*opened)(void *arg, uint16_t buffer);
	void (*received)(void *arg, struct softeuicc_bytes data);
	/* All that was given to softeuicc_bip_send() has gone to the terminal. */
	void (*sent)(void *arg);
	/* The end: the stream must not be used any more. @result and @additional: of the command
	 * that failed (3A and a cause of 8.12.11 for bearer errors), 0 where the link was dropped,
	 * the card reset, or the close was asked for. */
	void (*closed)(void *arg, uint8_t result, uint8_t additional);
	void *arg;
};

/* Opens a channel. Errors: of softeuicc_toolkit_issue(). */
int softeuicc_bip_open(struct softeuicc_toolkit *application,
		       const struct softeuicc_bip_definition *definition,
		       struct softeuicc_bip **out);
/* Any number of bytes, in as many SEND DATA as they take. -ENOMEM, -ENOTCONN (closing). */
int softeuicc_bip_send(struct softeuicc_bip *bip, const uint8_t *p, size_t n);
/* Closes the channel when all has been sent. */
void softeuicc_bip_close(struct softeuicc_bip *bip);

#ifdef __cplusplus
}
#endif

#endif
