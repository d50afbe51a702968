# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/naa/algorithm.c \
	card/naa/algorithm.h \
	card/naa/application.c \
	card/naa/application.h \
	card/naa/authenticate.c \
	card/naa/authenticate.h \
	card/naa/gba.c \
	card/naa/gba.h \
	card/naa/get_identity.c \
	card/naa/get_identity.h \
	card/naa/sqn.c \
	card/naa/sqn.h \
	card/naa/suci.c \
	card/naa/suci.h
