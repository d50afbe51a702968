/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of profile_build() share: the elements made so far, and how to write a File. */
#ifndef PROFILE_BUILDER_H
#define PROFILE_BUILDER_H

#include "profile/access_rules.h"

enum { USIM_TEMPORARY_FID = 0x7FF1 }; /* names the ADF within the package, and nowhere else */

struct builder {
	void *ctx;
	const struct description *d;
	struct access_rules rules;
	json_t *elements;
	int identification; /* of the element made last */
	bool failed;        /* memory ran out */
};

/* A File of these contents, in the size that its template gives it. */
json_t *file_of(struct builder *b, struct buf *content);
/* The same, with the contents' own size. */
json_t *file_sized(struct builder *b, struct buf *content);
/* A linear fixed file of records. */
json_t *file_records(struct builder *b, struct buf *content, size_t record_length);
/* A DF or ADF whose PINs are @pins (value of a PIN status template, as hex). */
json_t *file_df(struct builder *b, const char *pins);
/* @n as an integer in as few bytes as possible, at least @width. */
json_t *hex_number(struct builder *b, uint32_t n, size_t width);
/* Puts @value, which it takes over, into @object. */
void put_member(struct builder *b, json_t *object, const char *name, json_t *value);
/* Adds a profile element with its PEHeader. */
void add_element(struct builder *b, const char *name, const char *header, json_t *value);

/* EF.ARR with all rules. */
json_t *file_arr(struct builder *b);

/* usim_files.c: the files of PE-USIM and PE-OPT-USIM that the description fills. */
void add_usim_files(struct builder *b, json_t *usim);
void add_opt_usim_files(struct builder *b, json_t *opt_usim);

#endif
