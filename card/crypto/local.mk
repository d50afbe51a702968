# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/crypto/crypto.c \
	card/crypto/crypto.h \
	card/crypto/ec.c \
	card/crypto/keccak.c \
	card/crypto/keccak.h \
	card/crypto/library.c \
	card/crypto/library.h \
	card/crypto/milenage.c \
	card/crypto/milenage.h \
	card/crypto/tuak.c \
	card/crypto/tuak.h \
	card/crypto/x25519.c
