# SPDX-License-Identifier: GPL-3.0-or-later
bin_PROGRAMS += softeuicc
softeuicc_SOURCES = \
	cli/cli.h \
	cli/cmd_card.c \
	cli/cmd_diagram.c \
	cli/cmd_fault.c \
	cli/cmd_init.c \
	cli/cmd_profile.c \
	cli/cmd_replay.c \
	cli/cmd_show.c \
	cli/diagram_file.c \
	cli/diagram_file.h \
	cli/identity.c \
	cli/identity.h \
	cli/main.c \
	cli/profile_diff.c \
	cli/profile_lint.c \
	cli/profile_package.c \
	cli/profile_package.h \
	cli/profile_source.c \
	cli/profile_source.h \
	cli/settings_file.c \
	cli/settings_file.h \
	cli/show_applications.c \
	cli/show_applications.h \
	cli/show_files.c \
	cli/show_files.h \
	cli/subcommands.c \
	cli/subcommands.h
softeuicc_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
softeuicc_LDADD = libbridge.la libreplay.la libflow.la libprofile.la libcard.la $(JANSSON_LIBS)

if SERVERS
softeuicc_SOURCES += \
	cli/cmd_mno.c \
	cli/cmd_smdpp.c \
	cli/cmd_smds.c \
	cli/json.c \
	cli/json.h \
	cli/mno.h \
	cli/mno_call.c \
	cli/mno_contract.c \
	cli/mno_number.c \
	cli/mno_serve.c \
	cli/mno_service.c \
	cli/mno_sms.c \
	cli/mno_sms_client.c \
	cli/mno_subscriber.c \
	cli/qr.c \
	cli/qr.h \
	cli/serve.c \
	cli/serve.h \
	cli/smdpp_list.c \
	cli/smdpp_operator.c \
	cli/smdpp_orders.c \
	cli/smdpp_orders.h \
	cli/smdpp_store.c
softeuicc_CFLAGS += $(QRENCODE_CFLAGS) $(PNG_CFLAGS)
softeuicc_LDADD += libservers.la $(QRENCODE_LIBS) $(PNG_LIBS)
endif
if DEVICES
softeuicc_SOURCES += \
	cli/cmd_device.c \
	cli/cmd_qr.c \
	cli/device.h \
	cli/device_esim.c \
	cli/device_operator.c \
	cli/device_operator.h \
	cli/device_primary.c \
	cli/device_secondary.c \
	cli/mno_sms_deliver.c \
	cli/person.c \
	cli/person.h
softeuicc_LDADD += libdevices.la
softeuicc_SOURCES += cli/cmd_demo.c
softeuicc_LDADD += libdemo.la
endif
dist_bashcompletion_DATA = cli/softeuicc.bash
