# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/codec/buf.c \
	card/codec/buf.h \
	card/codec/ctlv.c \
	card/codec/ctlv.h \
	card/codec/slice.h \
	card/codec/tlv.c \
	card/codec/tlv.h \
	card/codec/utf8.c \
	card/codec/utf8.h
