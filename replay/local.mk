# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libreplay.la
libreplay_la_SOURCES = \
	replay/bpp_writer.c \
	replay/bpp_writer.h \
	replay/diagnosis.c \
	replay/diagnosis.h \
	replay/expression.c \
	replay/expression.h \
	replay/functions.c \
	replay/functions.h \
	replay/package_file.c \
	replay/package_file.h \
	replay/party.c \
	replay/party.h \
	replay/path.c \
	replay/path.h \
	replay/pattern.c \
	replay/report.c \
	replay/report.h \
	replay/run.c \
	replay/run.h \
	replay/script.c \
	replay/script.h \
	replay/server_call.c \
	replay/server_call.h \
	replay/transport.c \
	replay/transport.h \
	replay/transport_card.c \
	replay/update.c \
	replay/update.h \
	replay/variables.c
libreplay_la_CFLAGS = $(AM_CFLAGS)
libreplay_la_LIBADD = libprofile.la libcard.la

if HAVE_PCSC
libreplay_la_SOURCES += replay/transport_pcsc.c
libreplay_la_CFLAGS += $(PCSC_CFLAGS)
libreplay_la_LIBADD += $(PCSC_LIBS)
else
libreplay_la_SOURCES += replay/transport_none.c
endif
