# SPDX-License-Identifier: GPL-3.0-or-later
if SERVERS
noinst_LTLIBRARIES += libservers.la
libservers_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(MICROHTTPD_CFLAGS)
libservers_la_LIBADD = libcard.la $(JANSSON_LIBS) $(MICROHTTPD_LIBS)
libservers_la_SOURCES = \
	servers/common/base64.c \
	servers/common/base64.h \
	servers/common/db.c \
	servers/common/db.h \
	servers/common/http.c \
	servers/common/http.h \
	servers/common/json.c \
	servers/common/json.h \
	servers/common/tls.c \
	servers/common/tls.h
endif
