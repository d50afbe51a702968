/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unprotected profile packages (TCA eUICC Profile Package: Interoperable Format) on the host's
 * side: built from descriptions, and shown. */
#ifndef PROFILE_PROFILE_H
#define PROFILE_PROFILE_H

#include <stdio.h>

#include "profile/asn1.h"

/* The profile elements of the package @der, as {"elements": [{"header": {...}}, ...]} with the
 * rules of asn1.h, and beside them "lengths" with those of lengths.h where there are any: nothing
 * of @der is lost. Returns 0, -EBADMSG with *@err set, or -ENOMEM. */
int profile_decode(struct slice der, json_t **out, struct asn1_error *err);

/* Appends to @out the package that @package, as profile_decode() returned it, describes: the same
 * bytes. Returns 0, or -EINVAL with *@err set, or -ENOMEM. */
int profile_encode(const json_t *package, struct buf *out, struct asn1_error *err);

/* The profile elements for a readable description, in the form that profile_encode() takes.
 * Returns 0, -EINVAL with *@err set, or -ENOMEM. */
int profile_build(const json_t *description, json_t **package, struct asn1_error *err);

enum {
	PROFILE_SHOW_ALL = 1,     /* contents in full */
	PROFILE_SHOW_SECRETS = 2, /* keys and PINs too */
};

/* Appends the service provider's name that a package's USIM shows, in UTF-8. False where it has
 * none that can be read. */
bool profile_service_provider(struct slice package, struct buf *utf8);

/* True where @json is what profile_decode() returns, not a description. */
bool profile_is_package(const json_t *json);

/* Prints a decoded package as a tree for people. */
void profile_show(FILE *f, const json_t *package, unsigned flags);

/* Replaces what is secret in a decoded package by as many asterisks. */
void profile_mask(json_t *package);
/* The same in a value of @t. */
void profile_mask_value(const struct asn1_type *t, json_t *value);

/* The member of an element of type @t that is its PEHeader; NULL where it has none. */
const char *profile_header_name(const struct asn1_type *t);

/* Compares two decoded packages. *@out is an array, empty where they are the same:
 *   "element"           the profile element's name; absent outside of the elements
 *   "indexA", "indexB"  its place in each; absent where it is only in the other
 *   "where"             the component within it; absent where the whole element is meant
 *   "a", "b"            the values; absent where the component is
 * Secrets are masked without PROFILE_SHOW_SECRETS in @flags. Returns 0 or -ENOMEM. */
int profile_diff(const json_t *a, const json_t *b, unsigned flags, json_t **out);

/* Checks a decoded package by the rules of lint.c. *@out is an array of findings:
 *   "index", "element", "identification"  of the profile element; each where it is known
 *   "rule", "severity"                    its id; "error", "warning" or "note"
 *   "clause"                              of a specification; where a single one says it
 *   "text"                                what was found
 * Returns 0 or -ENOMEM. */
int profile_lint(const json_t *package, json_t **out);

/* True where there are notes at most. */
bool profile_lint_clean(const json_t *findings);

void profile_lint_print(FILE *f, const json_t *findings);

/* Prints what profile_diff() found, in the manner of diff -u. */
void profile_diff_print(FILE *f, const json_t *differences);

#endif
