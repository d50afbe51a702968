/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a trail's entry for people. */
#ifndef FLOW_DETAIL_H
#define FLOW_DETAIL_H

#include <jansson.h>
#include <stdbool.h>

/* "app ap2006, operation_type 0" as a talloc string on @ctx, "" where there is nothing; NULL
 * without memory. @plain: without what is another each time, such as transaction ids and
 * addresses. */
char *detail_text(void *ctx, const json_t *detail, bool plain);

#endif
