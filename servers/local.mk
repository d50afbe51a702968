# SPDX-License-Identifier: GPL-3.0-or-later
if SERVERS
noinst_LTLIBRARIES += libservers.la
libservers_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(MICROHTTPD_CFLAGS) $(GNUTLS_CFLAGS) \
	$(CURL_CFLAGS)
libservers_la_LIBADD = libeap.la libflow.la libprofile.la libcard.la $(JANSSON_LIBS) \
	$(MICROHTTPD_LIBS) $(GNUTLS_LIBS) $(CURL_LIBS)
libservers_la_SOURCES = \
	servers/common/base64.c \
	servers/common/base64.h \
	servers/common/db.c \
	servers/common/db.h \
	servers/common/form.c \
	servers/common/form.h \
	servers/common/http.c \
	servers/common/http.h \
	servers/common/https_client.c \
	servers/common/https_client.h \
	servers/common/json.c \
	servers/common/json.h \
	servers/common/tls.c \
	servers/common/tls.h \
	servers/mno/auc.c \
	servers/mno/auc.h \
	servers/mno/eap_auc.c \
	servers/mno/eap_auc.h \
	servers/mno/es2_client.c \
	servers/mno/es2_client.h \
	servers/mno/incoming_call.c \
	servers/mno/incoming_call.h \
	servers/mno/mno_server.c \
	servers/mno/mno_server.h \
	servers/mno/one_time_code.c \
	servers/mno/one_time_code.h \
	servers/mno/shared_number.c \
	servers/mno/shared_number.h \
	servers/mno/smsc.c \
	servers/mno/smsc.h \
	servers/mno/store.c \
	servers/mno/store.h \
	servers/mno/subscriber.c \
	servers/mno/subscriber.h \
	servers/mno/token.c \
	servers/mno/token.h \
	servers/rsp/authentication.c \
	servers/rsp/authentication.h \
	servers/rsp/call.c \
	servers/rsp/call.h \
	servers/rsp/caller.c \
	servers/rsp/caller.h \
	servers/rsp/https.c \
	servers/rsp/https.h \
	servers/rsp/outbox.c \
	servers/rsp/outbox.h \
	servers/rsp/server.c \
	servers/rsp/server.h \
	servers/rsp/session.c \
	servers/rsp/session.h \
	servers/rsp/status.c \
	servers/rsp/status.h \
	servers/smdpp/activation_code.c \
	servers/smdpp/activation_code.h \
	servers/smdpp/bpp.c \
	servers/smdpp/bpp.h \
	servers/smdpp/download_order.c \
	servers/smdpp/download_order.h \
	servers/smdpp/eligibility.c \
	servers/smdpp/eligibility.h \
	servers/smdpp/es2.c \
	servers/smdpp/es2.h \
	servers/smdpp/es9.c \
	servers/smdpp/es9.h \
	servers/smdpp/es9_client.c \
	servers/smdpp/es9_download.c \
	servers/smdpp/es9_notification.c \
	servers/smdpp/event.c \
	servers/smdpp/event.h \
	servers/smdpp/operator.c \
	servers/smdpp/operator.h \
	servers/smdpp/order.c \
	servers/smdpp/order.h \
	servers/smdpp/profile_package.c \
	servers/smdpp/profile_package.h \
	servers/smdpp/progress.c \
	servers/smdpp/progress.h \
	servers/smdpp/smdpp.c \
	servers/smdpp/smdpp.h \
	servers/smdpp/stock.c \
	servers/smdpp/stock.h \
	servers/smdpp/store.c \
	servers/smds/es11.c \
	servers/smds/es11.h \
	servers/smds/es12.c \
	servers/smds/event_record.c \
	servers/smds/event_record.h \
	servers/smds/smds.c \
	servers/smds/smds.h
endif
