/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading JSON strictly: tables of members, lists, hex. Every function returns 0, -EINVAL with
 * *@err set, or -ENOMEM. */
#ifndef PROFILE_READER_H
#define PROFILE_READER_H

#include "profile/asn1.h"

struct reader_member {
	const char *name;
	int (*read)(const json_t *j, void *target, struct asn1_error *err);
};

/* Hands each member of the object @j to its reader; members beyond @members are errors. */
int read_members(const json_t *j, const struct reader_member *members, size_t n, void *target,
		 struct asn1_error *err);

/* Hands each element of the array @j, which has from @min to @max of them, to @read. */
int read_list(const json_t *j, size_t min, size_t max,
	      int (*read)(const json_t *j, size_t i, void *target, struct asn1_error *err),
	      void *target, struct asn1_error *err);

/* Refuses NUL characters, which JSON permits and C strings do not, in whatever @j holds. */
int read_no_nul(const json_t *j, struct asn1_error *err);

/* A string of hex digits: from @min to @max bytes, on @err->ctx. */
int read_hex(const json_t *j, size_t min, size_t max, struct slice *out, struct asn1_error *err);
/* Exactly @n bytes. */
int read_hex_array(const json_t *j, uint8_t *out, size_t n, struct asn1_error *err);
int read_bytes_of(const char *hex, uint8_t *out, size_t n, struct asn1_error *err);

/* The member "authentication" of a description (authentication.c). */
int read_authentication(const json_t *j, void *target, struct asn1_error *err);

/* The member "files" of a description (extra_files.c). */
int read_extra_files(const json_t *j, void *target, struct asn1_error *err);

#endif
