/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/subcommands.h"

const struct subcommand subcommands[] = {
	{"card", "put cards into reader slots", cmd_card},
	{"diagram", "draw what servers and devices have said to each other", cmd_diagram},
	{"fault", "have running cards fail on purpose", cmd_fault},
	{"init", "make a card image", cmd_init},
	{"profile", "build, show, compare and check profile packages", cmd_profile},
	{"replay", "do to a card what traces say, and compare", cmd_replay},
	{"show", "print what is on a card image", cmd_show},
#ifdef WITH_DEVICES
	{"demo", "play a flow of primary and secondary device", cmd_demo},
	{"device", "be a device with a card", cmd_device},
	{"qr", "write and read QR codes", cmd_qr},
#endif
#ifdef WITH_SERVERS
	{"mno", "keep an operator's subscribers, and run its servers", cmd_mno},
	{"smdpp", "run an SM-DP+ and place download orders", cmd_smdpp},
	{"smds", "run an SM-DS", cmd_smds},
#endif
};

const size_t subcommand_count = sizeof(subcommands) / sizeof(subcommands[0]);
