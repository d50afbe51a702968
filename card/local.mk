# SPDX-License-Identifier: GPL-3.0-or-later
include_HEADERS += card/softeuicc.h
libcard_la_SOURCES += \
	card/card.c \
	card/card.h \
	card/create.c \
	card/settings.c \
	card/settings.h \
	card/settings_rule.c \
	card/settings_table.c
