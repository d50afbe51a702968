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

/* What a new card is to be. Zeroes are the defaults. */
struct softeuicc_creation {
	/* 32 decimal digits with valid check digits (SGP.29). Default: random, under the prefix
	 * that the EUM certificate permits; the published eUICC's where the EUM's key is not there.
	 */
	const char *eid;
	/* A directory laid out as GSMA SGP.26's. Default: the installed test PKI. */
	const char *pki;
	/* Bytes of non-volatile memory for profiles. Default: 2 MiB. */
	uint64_t memory;
	/* Whether an image that exists may be replaced. */
	int replace;
};

/* Makes the card image @image; @creation may be NULL.
 * Errors: -EEXIST, -EINVAL (EID), -ENOENT (PKI), -ENOKEY and -EACCES (no certificate can be issued
 * for that EID), -EBUSY (in use), -EIO. */
int softeuicc_create(const char *image, const struct softeuicc_creation *creation, char **error);

/* Opens @image and locks it against other processes. @config may be NULL.
 * Errors: -ENOENT, -EBUSY (another process holds it), -EBADMSG (no card image, or of a version
 * that this library does not know), -EIO. */
int softeuicc_open(struct softeuicc **out, const char *image, const struct softeuicc_config *config,
		   char **error);

void softeuicc_close(struct softeuicc *card);

/* The EID in decimal digits, with a final NUL. */
void softeuicc_eid(const struct softeuicc *card, char eid[SOFTEUICC_EID_DIGITS + 1]);

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

#ifdef __cplusplus
}
#endif

#endif
