# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/isdr/es10.h \
	card/isdr/es10a.c \
	card/isdr/es10b_authenticate.c \
	card/isdr/es10b_download.c \
	card/isdr/es10b_info.c \
	card/isdr/es10b_load.c \
	card/isdr/es10b_notifications.c \
	card/isdr/es10b_unsupported.c \
	card/isdr/es10c_profiles.c \
	card/isdr/es10c_state.c \
	card/isdr/euicc_info.c \
	card/isdr/euicc_info.h \
	card/isdr/functions.c \
	card/isdr/installation.c \
	card/isdr/installation.h \
	card/isdr/isdr.c \
	card/isdr/isdr.h \
	card/isdr/notifications.c \
	card/isdr/notifications.h \
	card/isdr/profile_switch.c \
	card/isdr/profile_switch.h \
	card/isdr/rat.c \
	card/isdr/rat.h \
	card/isdr/session.c \
	card/isdr/session.h
