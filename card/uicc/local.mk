# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/uicc/access_rules.c \
	card/uicc/access_rules.h \
	card/uicc/bare.c \
	card/uicc/binary.c \
	card/uicc/content.c \
	card/uicc/content.h \
	card/uicc/create_file.c \
	card/uicc/delete_file.c \
	card/uicc/ef.c \
	card/uicc/fcp.c \
	card/uicc/fcp.h \
	card/uicc/files.h \
	card/uicc/memory.c \
	card/uicc/memory.h \
	card/uicc/pin.c \
	card/uicc/pin.h \
	card/uicc/record.c \
	card/uicc/resize_file.c \
	card/uicc/search_record.c \
	card/uicc/select.c \
	card/uicc/suspend.c \
	card/uicc/suspend.h \
	card/uicc/terminate.c \
	card/uicc/tlv_data.c \
	card/uicc/toolkit.c \
	card/uicc/toolkit.h \
	card/uicc/uicc.c \
	card/uicc/uicc.h
