/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/subcommands.h"

const struct subcommand subcommands[] = {
    {"profile", "show profile packages", cmd_profile},
    {NULL,      NULL,		    NULL       },
};

const size_t subcommand_count = sizeof(subcommands) / sizeof(subcommands[0]) - 1;
