/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file commands of TS 102 221 clause 11.1, and what they share: which file a command means and
 * whether it may have it. */
#ifndef UICC_FILES_H
#define UICC_FILES_H

#include "apdu/channel.h"
#include "uicc/access_rules.h"
#include "uicc/content.h"

/* ---- uicc/select.c ---- */

/* The file that P1 and the data field of SELECT, ACTIVATE FILE or DEACTIVATE FILE mean: P1 00 by
 * identifier, 01 a child DF, 03 the parent DF, 08 a path from the MF, 09 a path from the current
 * DF (11.1.1.2, 8.4). Returns SW_OK with *@out set, 6A82, 6700, or 6A86 for another P1. */
uint16_t file_of_command(const struct softeuicc *card, const struct channel *ch,
			 const struct apdu *a, struct file **out);

/* The file that the administrative commands mean by an identifier: the current directory has it, or
 * is it; NULL where there is none. */
struct file *file_of_directory(const struct channel *ch, struct slice fid);

/* Makes @f the channel's current file. */
void file_make_current(struct channel *ch, struct file *f);

/* The DF name of the ADF numbered @index; struct application. */
struct slice uicc_application_aid(const struct softeuicc *card, size_t index);

/* Makes the ADF numbered @index current with an application session; struct application. */
uint16_t uicc_select_application(struct softeuicc *card, struct channel *ch, size_t index,
				 uint8_t p2, struct buf *out);

uint16_t uicc_select(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		     struct buf *out);
uint16_t uicc_status(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		     struct buf *out);
uint16_t uicc_deactivate_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			      struct buf *out);
uint16_t uicc_activate_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out);

/* ---- uicc/ef.c ---- */

/* An EF that a command works on. */
struct ef {
	struct file *file;   /* what was selected: its rules and life cycle count */
	struct file *target; /* whose content it shows */
	uint32_t record;     /* record pointer, 0: none */
};

/* Whether @a may do with @f what @mode says: 6985 where file_is_withheld() from its channel, 6984
 * where the file, or one that it is in, is in a life cycle state that forbids it, 6982 where its
 * access rules do. */
uint16_t file_open(const struct softeuicc *card, const struct file *f, enum access_mode mode,
		   const struct apdu *a);

/* True where another channel than @ch stands on @f or on something below it. */
bool file_held_elsewhere(const struct softeuicc *card, const struct channel *ch,
			 const struct file *f);

/* TS 102 221 8.8: true where @f, or a directory that it is in, is not shareable and another channel
 * than @ch stands on it. */
bool file_is_withheld(const struct softeuicc *card, const struct channel *ch, const struct file *f);

#define KIND(kind) (1u << (kind))

/* Finds the EF (@sfi 0: the current one) and checks that it is of one of @kinds, usable in its
 * life cycle, and open to @a by its access rules. Nothing changes yet: 6986, 6A82, 6981, 6984,
 * 6982. */
uint16_t ef_open(const struct softeuicc *card, const struct channel *ch, uint8_t sfi,
		 unsigned kinds, enum access_mode mode, const struct apdu *a, struct ef *ef);

/* The command has succeeded: the EF is the current one with its record pointer. */
void ef_settle(struct channel *ch, const struct ef *ef);

/* Where the record pointer is when @f becomes current (8.2.2): on record 1 of a cyclic EF, which
 * was updated last, and nowhere in others. */
uint32_t ef_first_pointer(struct file *f);

/* True where P2 (or P1) names a usable short file identifier: 1 to 30. */
static inline bool sfi_valid(uint8_t sfi)
{
	return sfi >= 1 && sfi <= 30;
}

/* ---- uicc/binary.c ---- */
uint16_t uicc_read_binary(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);
uint16_t uicc_update_binary(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out);

/* ---- uicc/record.c ---- */
uint16_t uicc_read_record(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);
uint16_t uicc_update_record(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out);
uint16_t uicc_increase(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out);

/* The number of records of @f, 0 where it has none. */
uint32_t record_count(const struct file *f);
/* The bytes of record @number, 1 to record_count(). */
uint8_t *record_at(const struct file *f, uint32_t number);

/* ---- uicc/tlv_data.c ---- */
uint16_t uicc_retrieve_data(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out);
uint16_t uicc_set_data(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		       struct buf *out);

/* ---- TS 102 222: uicc/create_file.c, delete_file.c, resize_file.c, terminate.c ---- */
uint16_t uicc_create_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);
uint16_t uicc_delete_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);
uint16_t uicc_resize_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			  struct buf *out);
uint16_t uicc_terminate_df(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			   struct buf *out);
uint16_t uicc_terminate_ef(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			   struct buf *out);
uint16_t uicc_terminate_card_usage(struct softeuicc *card, struct channel *ch, const struct apdu *a,
				   struct buf *out);
/* True after TERMINATE CARD USAGE: nothing but what goes on between card and terminal is served. */
bool uicc_usage_terminated(const struct softeuicc *card);

/* ---- uicc/search_record.c ---- */
uint16_t uicc_search_record(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out);

#endif
