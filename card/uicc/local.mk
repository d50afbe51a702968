# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/uicc/content.c \
	card/uicc/content.h \
	card/uicc/toolkit.c \
	card/uicc/toolkit.h
