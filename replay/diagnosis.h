/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of an answer that is not as expected. */
#ifndef REPLAY_DIAGNOSIS_H
#define REPLAY_DIAGNOSIS_H

#include "replay/expression.h"

/* Appends @data, as far as it is BER-TLV, to @text as a tree of a line for each object, indented by
 * @depth. Returns the new text. */
char *diagnosis_tree(char *text, struct slice data, unsigned depth);

/* The lines about @seen that should be as @expected: both, the first difference, and where it is a
 * @response, with a status word at the end, the trees of both. @what names it. A child of @ctx. */
char *diagnosis_difference(const char *what, const struct pattern *expected, struct slice seen,
			   bool response, void *ctx);

#endif
