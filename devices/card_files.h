/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a device's card (ETSI TS 102 221 11.1). Functions return 0, or where they say so a
 * number; -ENOENT: there is no such file or record, or it cannot be had; -EACCES: the card wants
 * its PIN first; -EBADMSG; or as card_terminal_send(). */
#ifndef DEVICES_CARD_FILES_H
#define DEVICES_CARD_FILES_H

#include "devices/card_terminal.h"

/* One conversation with the card, and whom to tell what has gone wrong. */
struct card_files {
	struct card_terminal *terminal;
	void *ctx;    /* of answers */
	char **error; /* a sentence on @ctx */
};

/* Tells of @what, with the status word, and returns @code, or -ENOMEM. */
int card_fail(const struct card_files *r, int code, const char *what, uint16_t sw);
int card_files_send(const struct card_files *r, const struct card_command *c,
		    struct card_answer *out);
/* 0 where the answer is good; else tells of @what. */
int card_judge(const struct card_files *r, const char *what, const struct card_answer *answer);

/* By its identifier, in the directory that is current. @fcp may be NULL. */
int card_select_file(const struct card_files *r, uint16_t id, const char *name, struct slice *fcp);
/* Selects and reads a transparent file. */
int card_read_file(const struct card_files *r, uint16_t id, const char *name, struct slice *out);

/* The record's length of a linear fixed file, else 0. */
uint8_t card_record_length(struct slice fcp);
/* Record @number of the file that is selected. Returns 1, 0 where there is none, negative errno. */
int card_read_record(const struct card_files *r, uint8_t number, uint8_t length, struct slice *out);
int card_update_record(const struct card_files *r, uint8_t number, struct slice record);
/* Hands the records of a linear fixed file to @take until it returns true. 1: it did; 0: no record
 * is left, or there is no such file; negative errno. */
int card_search_records(const struct card_files *r, uint16_t id, const char *name,
			bool (*take)(struct slice record, void *arg), void *arg);

#endif
