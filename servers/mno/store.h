/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's store: one file for all of its parts, each of which has its own tables and is the
 * only one that reads and writes them. */
#ifndef MNO_STORE_H
#define MNO_STORE_H

#include "servers/common/db.h"

extern const struct db_kind mno_store_kind;

#endif
