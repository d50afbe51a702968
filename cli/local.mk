# SPDX-License-Identifier: GPL-3.0-or-later
bin_PROGRAMS += softeuicc
softeuicc_SOURCES = \
	cli/cli.h \
	cli/cmd_profile.c \
	cli/main.c \
	cli/subcommands.c \
	cli/subcommands.h
softeuicc_LDADD = libprofile.la libcard.la
