/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of `softeuicc device`; argv[0] is the command's name. */
#ifndef CLI_DEVICE_H
#define CLI_DEVICE_H

#include <getopt.h>

#include "devices/companion.h"

int device_new(int argc, char **argv);
int device_old(int argc, char **argv);
int device_primary(int argc, char **argv);
int device_secondary(int argc, char **argv);
int device_single(int argc, char **argv);

/* ---- what these share; failures are told to the user and returned as exit statuses ---- */

/* Who the device is, and how it speaks with others. */
struct device_options {
	struct device_identity identity;
	const char *reader;
	const char *trail_path;
	const char *link_address;
	struct link_config link;
	struct trail *trail;
};

/* The rows of these options in a table for getopt_long(), and their help: those of all devices ...
 */
#define DEVICE_OPTIONS                                                                             \
	{"reader", required_argument, NULL, 'r'}, {"name", required_argument, NULL, 'n'},          \
		{"terminal-id", required_argument, NULL, 'i'},                                     \
		{"vendor", required_argument, NULL, 'v'}, {"model", required_argument, NULL, 'm'}, \
		{"trail", required_argument, NULL, 't'},                                           \
	{                                                                                          \
		"help", no_argument, NULL, 'h'                                                     \
	}
#define DEVICE_OPTIONS_HELP                                                                        \
	"  --reader NAME          the PC/SC reader with its card: the first whose name contains\n" \
	"                         NAME\n"                                                          \
	"  --name NAME            what people call the device\n"                                   \
	"  --terminal-id ID       its IMEI, or another id of its own\n"                            \
	"  --vendor NAME, --model NAME\n"                                                          \
	"                         who made it, and what it is\n"                                   \
	"  --trail FILE           append a line of JSON for each message that it sends\n"
/* ... and those of devices that speak with others. */
#define DEVICE_LINK_OPTIONS                                                                        \
	{"link", required_argument, NULL, 'l'},                                                    \
	{                                                                                          \
		"accept-pairing", required_argument, NULL, 'p'                                     \
	}
#define DEVICE_LINK_OPTIONS_HELP                                                                   \
	"  --link ADDRESS         the short-range link: unix:PATH, or HOST:PORT on this machine\n" \
	"  --accept-pairing WORD  ask: whether both devices show the same code (the default);\n"   \
	"                         yes: take the codes for the same; no: refuse\n"

/* Takes the option @c. Returns 0; -ENOENT where it is none of these; -EINVAL, which the user was
 * told, for a @value that it cannot have. */
int device_option(struct device_options *o, int c, const char *value);

/* Opens what the options name, and has SIGINT and SIGTERM, and SIGHUP unless it is ignored, end
 * what waits. */
int device_begin(struct device_options *o, void *ctx);

/* "softeuicc device: ERROR", or errno's words for @r where @error is NULL. */
int device_fail(int r, const char *error);
int device_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
