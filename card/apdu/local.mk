# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/apdu/apdu.c \
	card/apdu/apdu.h \
	card/apdu/applications.c \
	card/apdu/channel.c \
	card/apdu/channel.h \
	card/apdu/dispatch.c
