# SPDX-License-Identifier: GPL-3.0-or-later
# Above all others: it starts them as processes, and knows none of their insides but flow/.
if DEVICES
noinst_LTLIBRARIES += libdemo.la
libdemo_la_CPPFLAGS = $(AM_CPPFLAGS) -DPKGLIBEXECDIR='"$(pkglibexecdir)"'
libdemo_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(PCSC_CFLAGS)
libdemo_la_LIBADD = libflow.la $(TALLOC_LIBS) $(JANSSON_LIBS) $(PCSC_LIBS)
libdemo_la_SOURCES = \
	demo/actor.c \
	demo/actor.h \
	demo/acts.c \
	demo/demo.c \
	demo/demo.h \
	demo/facts.c \
	demo/facts.h \
	demo/flows.c \
	demo/lab.c \
	demo/lab.h \
	demo/person.c \
	demo/person.h \
	demo/places.c \
	demo/places.h \
	demo/play.h \
	demo/readers.c \
	demo/readers.h \
	demo/stage.c \
	demo/stage.h
endif
