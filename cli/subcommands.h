/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SUBCOMMANDS_H
#define CLI_SUBCOMMANDS_H

#include "cli/cli.h"

#include <stddef.h>

extern const struct subcommand subcommands[];
extern const size_t subcommand_count;

int cmd_init(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_diagram(int argc, char **argv);
int cmd_card(int argc, char **argv);
int cmd_device(int argc, char **argv);
int cmd_fault(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_profile(int argc, char **argv);
int cmd_qr(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_mno(int argc, char **argv);
int cmd_smdpp(int argc, char **argv);
int cmd_smds(int argc, char **argv);

#endif
