# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/gp/get_status.c \
	card/gp/get_status.h \
	card/gp/scp03t.c \
	card/gp/scp03t.h
