# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/store/cdma_store.c \
	card/store/cdma_store.h \
	card/store/gp_store.c \
	card/store/gp_store.h \
	card/store/notification_store.c \
	card/store/notification_store.h \
	card/store/profile_store.c \
	card/store/profile_store.h \
	card/store/schema.c \
	card/store/schema.h \
	card/store/store.c \
	card/store/store.h \
	card/store/uicc_store.c \
	card/store/uicc_store.h
