# SPDX-License-Identifier: GPL-3.0-or-later
if DEVICES
noinst_LTLIBRARIES += libdevices.la
libdevices_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SSL_CFLAGS)
libdevices_la_LIBADD = libbridge.la libflow.la libreplay.la libservers.la libeap.la libcard.la \
	$(JANSSON_LIBS) $(SSL_LIBS)
libdevices_la_SOURCES = \
	devices/card_files.c \
	devices/card_files.h \
	devices/card_terminal.c \
	devices/card_terminal.h \
	devices/child.c \
	devices/child.h \
	devices/companion.c \
	devices/companion.h \
	devices/contract_page.c \
	devices/contract_page.h \
	devices/entitlement_answer.c \
	devices/entitlement_answer.h \
	devices/entitlement_client.c \
	devices/entitlement_client.h \
	devices/entitlement_login.c \
	devices/entitlement_parameters.c \
	devices/entitlement_parameters.h \
	devices/entitlement_session.h \
	devices/errand.h \
	devices/errand_operator.c \
	devices/esim.c \
	devices/esim.h \
	devices/html_form.c \
	devices/html_form.h \
	devices/identity.c \
	devices/identity.h \
	devices/link.c \
	devices/link.h \
	devices/link_address.c \
	devices/link_address.h \
	devices/lpa.c \
	devices/lpa.h \
	devices/message.c \
	devices/message.h \
	devices/pairing.c \
	devices/pairing.h \
	devices/person.h \
	devices/primary.c \
	devices/primary.h \
	devices/qr_scan.c \
	devices/qr_scan.h \
	devices/secondary.c \
	devices/secondary.h \
	devices/tls_channel.c \
	devices/tls_channel.h \
	devices/sms_delivery.c \
	devices/sms_delivery.h \
	devices/token_file.c \
	devices/token_file.h \
	devices/usim.c \
	devices/usim.h \
	devices/usim_sms.c \
	devices/usim_sms.h \
	devices/wait.c \
	devices/wait.h
endif
