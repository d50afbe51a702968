/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef READER_BRIDGE_CHIP_TIMES_H
#define READER_BRIDGE_CHIP_TIMES_H

#include "reader-bridge/fault.h"

/* Makes all cards as slow as a chip. Returns 0 or -ENOMEM. */
int chip_times(struct faults *f);

#endif
