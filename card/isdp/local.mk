# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/isdp/bpp.c \
	card/isdp/bpp.h \
	card/isdp/file_link.c \
	card/isdp/file_plan.c \
	card/isdp/file_plan.h \
	card/isdp/installer.c \
	card/isdp/installer.h \
	card/isdp/metadata.c \
	card/isdp/metadata.h \
	card/isdp/metadata_checks.c \
	card/isdp/metadata_checks.h \
	card/isdp/pe.h \
	card/isdp/pe_aka.c \
	card/isdp/pe_application.c \
	card/isdp/pe_codes.c \
	card/isdp/pe_files.c \
	card/isdp/pe_gfm.c \
	card/isdp/pe_header.c \
	card/isdp/pe_instance.c \
	card/isdp/pe_instance.h \
	card/isdp/pe_rfm.c \
	card/isdp/pe_security_domain.c \
	card/isdp/pe_table.c \
	card/isdp/pe_table.h \
	card/isdp/services.c \
	card/isdp/templates.h \
	card/isdp/templates_iot.c \
	card/isdp/templates_mf.c \
	card/isdp/templates_naa.c \
	card/isdp/templates_usim.c \
	card/isdp/update_metadata.c \
	card/isdp/update_metadata.h
