/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of `softeuicc smdpp` that work on its store; argv[0] is the action's name. */
#ifndef CLI_SMDPP_ORDERS_H
#define CLI_SMDPP_ORDERS_H

#include <jansson.h>

#include "servers/smdpp/order.h"

int smdpp_order(int argc, char **argv);
int smdpp_stock(int argc, char **argv);
int smdpp_list(int argc, char **argv);
int smdpp_notifications(int argc, char **argv);
int smdpp_cancel(int argc, char **argv);
int smdpp_remove(int argc, char **argv);
int smdpp_operator(int argc, char **argv);

/* ---- what these share; failures are told to the user and returned as exit statuses ---- */

/* @path NULL: the default. */
int smdpp_open_store(void *ctx, const char *path, struct db **out);
/* For those who look: a mistyped name is no new and empty store. */
int smdpp_open_existing(void *ctx, const char *path, struct db **out);
const char *smdpp_iccid(void *ctx, struct slice iccid);
json_t *smdpp_order_json(void *ctx, const struct order *o);
/* Takes over the reference. */
int smdpp_print_json(json_t *value);

#endif
