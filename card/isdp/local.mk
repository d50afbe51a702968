# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/isdp/bpp.c \
	card/isdp/bpp.h \
	card/isdp/metadata.c \
	card/isdp/metadata.h
