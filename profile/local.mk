# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libprofile.la
libprofile_la_SOURCES = \
	profile/asn1.c \
	profile/asn1.h \
	profile/asn1_decode.c \
	profile/asn1_encode.c \
	profile/asn1_files.c \
	profile/asn1_types.c \
	profile/package.c \
	profile/profile.h \
	profile/show.c
libprofile_la_LIBADD = libcard.la $(JANSSON_LIBS)
