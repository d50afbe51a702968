# SPDX-License-Identifier: GPL-3.0-or-later
# Below servers/ and devices/, whose messages it writes down.
noinst_LTLIBRARIES += libflow.la
libflow_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
libflow_la_SOURCES = \
	flow/detail.c \
	flow/detail.h \
	flow/diagram.c \
	flow/diagram.h \
	flow/svg.c \
	flow/svg.h \
	flow/trail.c \
	flow/trail.h
libflow_la_LIBADD = $(TALLOC_LIBS) $(JANSSON_LIBS)
