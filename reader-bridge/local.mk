# SPDX-License-Identifier: GPL-3.0-or-later
# Of the card it uses softeuicc.h alone (and codec/slice.h, which is only a type).

noinst_LTLIBRARIES += libbridge.la
libbridge_la_SOURCES = \
	reader-bridge/bridge.c \
	reader-bridge/bridge.h \
	reader-bridge/gsmtap.c \
	reader-bridge/gsmtap.h \
	reader-bridge/slot.c \
	reader-bridge/slot.h \
	reader-bridge/softeuicc_card.c \
	reader-bridge/tap.h \
	reader-bridge/trace.c \
	reader-bridge/trace.h \
	reader-bridge/vpcd.c \
	reader-bridge/vpcd.h
libbridge_la_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS)
libbridge_la_LIBADD = $(EVENT_LIBS) $(TALLOC_LIBS)
