/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of `softeuicc smdpp` that work on orders; argv[0] is the action's name. */
#ifndef CLI_SMDPP_ORDERS_H
#define CLI_SMDPP_ORDERS_H

int smdpp_order(int argc, char **argv);
int smdpp_list(int argc, char **argv);
int smdpp_notifications(int argc, char **argv);
int smdpp_cancel(int argc, char **argv);
int smdpp_remove(int argc, char **argv);

#endif
