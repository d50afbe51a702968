/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An SM-DP+ with a fresh store in a temporary directory, taken function by function, and opposite
 * an eUICC that consists of its keys alone. */
#ifndef TESTS_UNIT_SMDPP_FIXTURE_H
#define TESTS_UNIT_SMDPP_FIXTURE_H

#include "rsp_client.h"
#include "servers/smdpp/download_order.h"
#include "servers/smdpp/smdpp.h"
#include "unit.h"

extern void *ctx; /* of all that a test allocates */
extern struct rsp_server *dp;
extern struct rsp_client *client; /* on NIST P-256 */
extern int64_t clock_offset;      /* seconds that the server's clock is ahead */
extern const char *const addresses[];

void smdpp_setup(void);
void smdpp_teardown(void);

/* The server stops and starts again on the same store; @client goes on with the new one. */
void restart(void);
/* The server's clock. @arg is not used. */
int64_t now(void *arg);

/* ProfileHeader for ICCID 89012345678901234567, @bytes of a nonStandard element, PE-End. */
struct slice package(size_t bytes);
/* An order for a small package, with nothing else set that may be left out. */
struct download_order plain_order(void);
/* Places an order for package(5000) that wants notifications, and returns its matching id. @eid
 * NULL: for any; @code NULL: no confirmation code. */
const char *place(const char *matching_id, const char *eid, const char *code, unsigned reusable);
/* @n profiles of a type in stock, from the @from-th of a series on, whose ICCIDs begin with
 * 8988211000000000011. */
void fill_stock(const char *type, unsigned from, unsigned n);
/* The name of the order's state. */
const char *state(const char *matching_id);

/* Fails the test unless package(5000) is what @client received; @what for the message. */
void check_package(const char *what);
/* A copy with a bit flipped in the byte that is the @from_end-th from the end, from 1. */
struct slice spoilt(struct slice der, size_t from_end);

#endif
