# SPDX-License-Identifier: GPL-3.0-or-later
if SERVERS
noinst_LTLIBRARIES += libdevices.la
libdevices_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SSL_CFLAGS)
libdevices_la_LIBADD = libcard.la $(JANSSON_LIBS) $(SSL_LIBS)
libdevices_la_SOURCES = \
	devices/companion.h \
	devices/link.h \
	devices/person.h
endif
