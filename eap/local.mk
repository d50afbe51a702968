# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libeap.la
libeap_la_SOURCES = \
	eap/identity.c \
	eap/identity.h \
	eap/keys.c \
	eap/keys.h \
	eap/packet.c \
	eap/packet.h \
	eap/peer.c \
	eap/peer.h \
	eap/peer_aka.c \
	eap/peer_method.h \
	eap/peer_sim.c \
	eap/server.c \
	eap/server.h \
	eap/server_aka.c \
	eap/server_method.h \
	eap/server_sim.c \
	eap/sha1.c \
	eap/sha1.h
libeap_la_LIBADD = libcard.la
