/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef DEVICES_WAIT_H
#define DEVICES_WAIT_H

#include <stdint.h>

/* The time @timeout ms from now, by a clock that nobody sets; -1 (never) for -1. */
int64_t wait_until(int timeout);

/* Waits until @fd has one of @events (poll(2)) or has hung up. Returns 0, -ECANCELED as soon as
 * @stop (-1: none) is readable, -ETIMEDOUT at @deadline, or poll's errno. */
int wait_for(int fd, short events, int stop, int64_t deadline);

#endif
