# SPDX-License-Identifier: GPL-3.0-or-later
# Of the card it uses softeuicc.h alone, and codec/ for bytes; of profile/ its strict reader of JSON.

noinst_LTLIBRARIES += libbridge.la
libbridge_la_SOURCES = \
	reader-bridge/bridge.c \
	reader-bridge/bridge.h \
	reader-bridge/chip_times.c \
	reader-bridge/chip_times.h \
	reader-bridge/control.c \
	reader-bridge/control.h \
	reader-bridge/fault.c \
	reader-bridge/fault.h \
	reader-bridge/fault_file.c \
	reader-bridge/fault_file.h \
	reader-bridge/function_name.c \
	reader-bridge/function_name.h \
	reader-bridge/gsmtap.c \
	reader-bridge/gsmtap.h \
	reader-bridge/local_socket.c \
	reader-bridge/local_socket.h \
	reader-bridge/slot.c \
	reader-bridge/slot.h \
	reader-bridge/softeuicc_card.c \
	reader-bridge/tap.h \
	reader-bridge/toolkit_file.c \
	reader-bridge/toolkit_file.h \
	reader-bridge/toolkit_script.c \
	reader-bridge/toolkit_script.h \
	reader-bridge/trace.c \
	reader-bridge/trace.h \
	reader-bridge/vpcd.c \
	reader-bridge/vpcd.h
libbridge_la_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)
libbridge_la_LIBADD = $(EVENT_LIBS) $(JANSSON_LIBS) $(TALLOC_LIBS)
