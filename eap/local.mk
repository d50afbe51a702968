# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libeap.la
libeap_la_SOURCES = \
	eap/aka_peer.c \
	eap/aka_peer.h \
	eap/aka_server.c \
	eap/aka_server.h \
	eap/keys.c \
	eap/keys.h \
	eap/packet.c \
	eap/packet.h \
	eap/sha1.c \
	eap/sha1.h
libeap_la_LIBADD = libcard.la
