# SPDX-License-Identifier: GPL-3.0-or-later
# Every test prints TAP, so that each case counts. A unit test is tests/unit/check_NAME.c and one
# line here, in alphabetical order.

LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = top_builddir='$(abs_top_builddir)'; top_srcdir='$(abs_top_srcdir)'; \
	SOFTEUICC_PKI='$(abs_top_srcdir)/testvectors/pki'; \
	export top_builddir top_srcdir SOFTEUICC_PKI;

UNIT_TESTS = \
	tests/unit/check_access_rules \
	tests/unit/check_apdu \
	tests/unit/check_authenticate \
	tests/unit/check_bip \
	tests/unit/check_bpp \
	tests/unit/check_bridge \
	tests/unit/check_certificate \
	tests/unit/check_content \
	tests/unit/check_control \
	tests/unit/check_crypto \
	tests/unit/check_ctlv \
	tests/unit/check_diagram \
	tests/unit/check_dispatch \
	tests/unit/check_eap_aka \
	tests/unit/check_eap_kdf \
	tests/unit/check_eap_keys \
	tests/unit/check_eap_methods \
	tests/unit/check_eap_sim \
	tests/unit/check_eid \
	tests/unit/check_fault \
	tests/unit/check_gba \
	tests/unit/check_installer \
	tests/unit/check_installer_applications \
	tests/unit/check_installer_elements \
	tests/unit/check_installer_iot \
	tests/unit/check_installer_status \
	tests/unit/check_installer_ts48 \
	tests/unit/check_isdr_application \
	tests/unit/check_isdr_faults \
	tests/unit/check_isdr_info \
	tests/unit/check_isdr_loading \
	tests/unit/check_isdr_notifications \
	tests/unit/check_isdr_profiles \
	tests/unit/check_isdr_session \
	tests/unit/check_isdr_session_life \
	tests/unit/check_isdr_states \
	tests/unit/check_isdr_test_profiles \
	tests/unit/check_metadata \
	tests/unit/check_milenage \
	tests/unit/check_pki \
	tests/unit/check_plain_uicc \
	tests/unit/check_policy \
	tests/unit/check_power_cut \
	tests/unit/check_profile_asn1 \
	tests/unit/check_profile_build \
	tests/unit/check_profile_diff \
	tests/unit/check_profile_elements \
	tests/unit/check_profile_lint \
	tests/unit/check_profile_show \
	tests/unit/check_refresh \
	tests/unit/check_replay \
	tests/unit/check_rsp_codes \
	tests/unit/check_scp03t \
	tests/unit/check_settings \
	tests/unit/check_sms_pp \
	tests/unit/check_sqn \
	tests/unit/check_store \
	tests/unit/check_suci \
	tests/unit/check_suspend \
	tests/unit/check_taps \
	tests/unit/check_templates \
	tests/unit/check_tlv \
	tests/unit/check_toolkit \
	tests/unit/check_toolkit_application \
	tests/unit/check_toolkit_script \
	tests/unit/check_trail \
	tests/unit/check_tuak \
	tests/unit/check_uicc_admin \
	tests/unit/check_uicc_files \
	tests/unit/check_uicc_pin \
	tests/unit/check_uicc_select \
	tests/unit/check_uicc_store \
	tests/unit/check_uicc_ts48 \
	tests/unit/check_utf8 \
	tests/unit/check_vpcd

if SERVERS
UNIT_TESTS += \
	tests/unit/check_download \
	tests/unit/check_es2 \
	tests/unit/check_entitlement \
	tests/unit/check_entitlement_login \
	tests/unit/check_entitlement_request \
	tests/unit/check_mno_auc \
	tests/unit/check_mno_boss \
	tests/unit/check_mno_boss_sharing \
	tests/unit/check_mno_eap \
	tests/unit/check_mno_es2 \
	tests/unit/check_mno_messages \
	tests/unit/check_mno_numbers \
	tests/unit/check_mno_progress \
	tests/unit/check_mno_server \
	tests/unit/check_mno_services \
	tests/unit/check_mno_subscribers \
	tests/unit/check_mno_tokens \
	tests/unit/check_mno_web \
	tests/unit/check_outbox \
	tests/unit/check_servers \
	tests/unit/check_rsp_input \
	tests/unit/check_rsp_statuses \
	tests/unit/check_smdpp_downloads \
	tests/unit/check_smdpp_input \
	tests/unit/check_smdpp_notifications \
	tests/unit/check_smdpp_orders \
	tests/unit/check_smdpp_refusals \
	tests/unit/check_smds \
	tests/unit/check_smpp \
	tests/unit/check_smpp_delivery \
	tests/unit/check_sms_text \
	tests/unit/check_sms_tpdu
endif

if DEVICES
UNIT_TESTS += \
	tests/unit/check_companion \
	tests/unit/check_contract_page \
	tests/unit/check_entitlement_answer \
	tests/unit/check_entitlement_client \
	tests/unit/check_link \
	tests/unit/check_stage \
	tests/unit/check_usim \
	tests/unit/check_usim_sms
endif

if HAVE_CHECK
AM_CPPFLAGS += -I$(top_srcdir)/tests/unit
AM_CFLAGS += $(CHECK_CFLAGS)
LDADD = tests/unit/libunit.la

noinst_LTLIBRARIES += tests/unit/libunit.la
tests_unit_libunit_la_SOURCES = \
	tests/unit/bpp_maker.c \
	tests/unit/bpp_maker.h \
	tests/unit/card_fixture.c \
	tests/unit/card_fixture.h \
	tests/unit/profile_fixture.c \
	tests/unit/profile_fixture.h \
	tests/unit/rsp_server.c \
	tests/unit/rsp_server.h \
	tests/unit/terminal.c \
	tests/unit/terminal.h \
	tests/unit/uicc_fixture.c \
	tests/unit/uicc_fixture.h \
	tests/unit/unit.c \
	tests/unit/unit.h
tests_unit_libunit_la_LIBADD = libcard.la $(CHECK_LIBS)

check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)

eap_fixture = tests/unit/eap_fixture.c tests/unit/eap_fixture.h
tests_unit_check_eap_aka_SOURCES = tests/unit/check_eap_aka.c $(eap_fixture)
tests_unit_check_eap_aka_LDADD = libeap.la tests/unit/libunit.la
tests_unit_check_eap_kdf_SOURCES = tests/unit/check_eap_kdf.c $(eap_fixture)
tests_unit_check_eap_kdf_LDADD = libeap.la tests/unit/libunit.la
tests_unit_check_eap_keys_LDADD = libeap.la tests/unit/libunit.la
tests_unit_check_eap_methods_SOURCES = tests/unit/check_eap_methods.c $(eap_fixture)
tests_unit_check_eap_methods_LDADD = libeap.la tests/unit/libunit.la
tests_unit_check_eap_sim_SOURCES = tests/unit/check_eap_sim.c $(eap_fixture)
tests_unit_check_eap_sim_LDADD = libeap.la tests/unit/libunit.la

tests_unit_check_diagram_LDADD = libflow.la tests/unit/libunit.la $(JANSSON_LIBS)
tests_unit_check_trail_LDADD = libflow.la tests/unit/libunit.la $(JANSSON_LIBS)

tests_unit_check_profile_asn1_LDADD = libprofile.la tests/unit/libunit.la
tests_unit_check_profile_build_LDADD = libprofile.la tests/unit/libunit.la
tests_unit_check_profile_diff_LDADD = libprofile.la tests/unit/libunit.la
tests_unit_check_profile_elements_LDADD = libprofile.la tests/unit/libunit.la
tests_unit_check_profile_lint_LDADD = libprofile.la tests/unit/libunit.la
tests_unit_check_profile_show_LDADD = libprofile.la tests/unit/libunit.la

tests_unit_check_replay_LDADD = libreplay.la tests/unit/libunit.la

tests_unit_check_bridge_LDADD = libbridge.la tests/unit/libunit.la
tests_unit_check_control_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_check_control_LDADD = libbridge.la tests/unit/libunit.la $(JANSSON_LIBS) $(EVENT_LIBS)
tests_unit_check_fault_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_check_fault_LDADD = libbridge.la tests/unit/libunit.la $(JANSSON_LIBS)
tests_unit_check_taps_LDADD = libbridge.la tests/unit/libunit.la
tests_unit_check_toolkit_script_LDADD = \
	libbridge.la libprofile.la tests/unit/libunit.la $(JANSSON_LIBS)
tests_unit_check_vpcd_LDADD = libbridge.la tests/unit/libunit.la $(EVENT_LIBS)

tests_unit_check_download_SOURCES = \
	tests/unit/check_download.c \
	tests/unit/lpa.c \
	tests/unit/lpa.h \
	tests/unit/post.h
tests_unit_check_download_LDADD = libservers.la tests/unit/libunit.la $(JANSSON_LIBS)

tests_unit_check_stage_LDADD = libdemo.la tests/unit/libunit.la $(JANSSON_LIBS)
tests_unit_check_companion_LDADD = libdevices.la tests/unit/libunit.la $(JANSSON_LIBS)
tests_unit_check_link_LDADD = libdevices.la tests/unit/libunit.la $(JANSSON_LIBS) $(SSL_LIBS)

tests_unit_check_servers_LDADD = libservers.la tests/unit/libunit.la -lssl $(CRYPTO_LIBS)

tests_unit_check_entitlement_answer_LDADD = libdevices.la tests/unit/libunit.la
https_script = tests/unit/https_script.c tests/unit/https_script.h
tests_unit_check_contract_page_SOURCES = tests/unit/check_contract_page.c $(https_script)
tests_unit_check_contract_page_LDADD = libdevices.la tests/unit/libunit.la
tests_unit_check_entitlement_client_SOURCES = tests/unit/check_entitlement_client.c $(https_script)
tests_unit_check_entitlement_client_LDADD = libdevices.la tests/unit/libunit.la $(JANSSON_LIBS)
tests_unit_check_usim_LDADD = libdevices.la tests/unit/libunit.la
tests_unit_check_usim_sms_LDADD = libdevices.la tests/unit/libunit.la

tests_unit_check_entitlement_request_LDADD = libservers.la tests/unit/libunit.la $(JANSSON_LIBS)

mno_fixture = tests/unit/mno_fixture.c tests/unit/mno_fixture.h
boss_fixture = tests/unit/boss_fixture.c tests/unit/boss_fixture.h $(mno_fixture)
mno_fixture_libs = libservers.la tests/unit/libunit.la $(JANSSON_LIBS)
tests_unit_check_mno_auc_SOURCES = tests/unit/check_mno_auc.c $(mno_fixture)
tests_unit_check_mno_auc_LDADD = $(mno_fixture_libs)
tests_unit_check_mno_boss_SOURCES = tests/unit/check_mno_boss.c $(boss_fixture)
tests_unit_check_mno_boss_LDADD = $(mno_fixture_libs)
tests_unit_check_mno_boss_sharing_SOURCES = tests/unit/check_mno_boss_sharing.c $(boss_fixture)
tests_unit_check_mno_boss_sharing_LDADD = $(mno_fixture_libs)
usim_card = tests/unit/usim_card.c tests/unit/usim_card.h
tests_unit_check_mno_eap_SOURCES = tests/unit/check_mno_eap.c $(usim_card) $(mno_fixture)
tests_unit_check_mno_eap_LDADD = $(mno_fixture_libs)
entitlement_fixture = tests/unit/entitlement_fixture.c tests/unit/entitlement_fixture.h \
	$(boss_fixture)
tests_unit_check_entitlement_SOURCES = tests/unit/check_entitlement.c $(entitlement_fixture)
tests_unit_check_entitlement_LDADD = $(mno_fixture_libs)
tests_unit_check_entitlement_login_SOURCES = tests/unit/check_entitlement_login.c $(usim_card) \
	$(entitlement_fixture)
tests_unit_check_entitlement_login_LDADD = $(mno_fixture_libs)
tests_unit_check_mno_messages_SOURCES = tests/unit/check_mno_messages.c $(mno_fixture)
tests_unit_check_mno_messages_LDADD = $(mno_fixture_libs)
tests_unit_check_mno_numbers_SOURCES = tests/unit/check_mno_numbers.c $(mno_fixture)
tests_unit_check_mno_numbers_LDADD = $(mno_fixture_libs)
tests_unit_check_mno_progress_SOURCES = tests/unit/check_mno_progress.c $(boss_fixture)
tests_unit_check_mno_progress_LDADD = $(mno_fixture_libs)
tests_unit_check_mno_server_SOURCES = tests/unit/check_mno_server.c $(usim_card) $(boss_fixture)
tests_unit_check_mno_server_LDADD = libdevices.la $(mno_fixture_libs)
tests_unit_check_mno_services_SOURCES = tests/unit/check_mno_services.c $(mno_fixture)
tests_unit_check_mno_services_LDADD = $(mno_fixture_libs)
tests_unit_check_mno_tokens_SOURCES = tests/unit/check_mno_tokens.c $(mno_fixture)
tests_unit_check_mno_tokens_LDADD = $(mno_fixture_libs)
tests_unit_check_mno_web_SOURCES = tests/unit/check_mno_web.c $(mno_fixture)
tests_unit_check_mno_web_LDADD = $(mno_fixture_libs)
smpp_fixture = $(mno_fixture) tests/unit/smpp_fixture.c tests/unit/smpp_fixture.h
tests_unit_check_smpp_SOURCES = tests/unit/check_smpp.c $(smpp_fixture)
tests_unit_check_smpp_LDADD = $(mno_fixture_libs)
tests_unit_check_smpp_delivery_SOURCES = tests/unit/check_smpp_delivery.c $(smpp_fixture)
tests_unit_check_smpp_delivery_LDADD = $(mno_fixture_libs)
tests_unit_check_sms_text_LDADD = libservers.la tests/unit/libunit.la
tests_unit_check_sms_tpdu_LDADD = libservers.la tests/unit/libunit.la
tests_unit_check_mno_subscribers_SOURCES = tests/unit/check_mno_subscribers.c $(mno_fixture)
tests_unit_check_mno_subscribers_LDADD = $(mno_fixture_libs)

smdpp_fixture = \
	tests/unit/post.h \
	tests/unit/rsp_client.c \
	tests/unit/rsp_client.h \
	tests/unit/smdpp_fixture.c \
	tests/unit/smdpp_fixture.h
smds_fixture = $(smdpp_fixture) tests/unit/smds_fixture.c tests/unit/smds_fixture.h
smdpp_fixture_libs = libservers.la tests/unit/libunit.la $(JANSSON_LIBS)
tests_unit_check_es2_SOURCES = tests/unit/check_es2.c $(smdpp_fixture)
tests_unit_check_es2_LDADD = $(smdpp_fixture_libs)
tests_unit_check_mno_es2_SOURCES = tests/unit/check_mno_es2.c $(smdpp_fixture)
tests_unit_check_mno_es2_LDADD = $(smdpp_fixture_libs)
tests_unit_check_outbox_SOURCES = tests/unit/check_outbox.c $(smdpp_fixture)
tests_unit_check_outbox_LDADD = $(smdpp_fixture_libs)
tests_unit_check_rsp_input_SOURCES = tests/unit/check_rsp_input.c $(smds_fixture)
tests_unit_check_rsp_input_LDADD = $(smdpp_fixture_libs)
tests_unit_check_rsp_statuses_SOURCES = tests/unit/check_rsp_statuses.c $(smds_fixture)
tests_unit_check_rsp_statuses_LDADD = $(smdpp_fixture_libs)
tests_unit_check_smdpp_downloads_SOURCES = tests/unit/check_smdpp_downloads.c $(smdpp_fixture)
tests_unit_check_smdpp_downloads_LDADD = $(smdpp_fixture_libs)
tests_unit_check_smdpp_input_SOURCES = tests/unit/check_smdpp_input.c $(smdpp_fixture)
tests_unit_check_smdpp_input_LDADD = $(smdpp_fixture_libs)
tests_unit_check_smdpp_notifications_SOURCES = tests/unit/check_smdpp_notifications.c $(smdpp_fixture)
tests_unit_check_smdpp_notifications_LDADD = $(smdpp_fixture_libs)
tests_unit_check_smdpp_orders_SOURCES = tests/unit/check_smdpp_orders.c $(smdpp_fixture)
tests_unit_check_smdpp_orders_LDADD = $(smdpp_fixture_libs)
tests_unit_check_smds_SOURCES = tests/unit/check_smds.c $(smds_fixture)
tests_unit_check_smds_LDADD = $(smdpp_fixture_libs)
tests_unit_check_smdpp_refusals_SOURCES = tests/unit/check_smdpp_refusals.c $(smdpp_fixture)
tests_unit_check_smdpp_refusals_LDADD = $(smdpp_fixture_libs)
endif

tests_unit_check_installer_SOURCES = tests/unit/check_installer.c \
	tests/unit/package.c tests/unit/package.h
tests_unit_check_installer_applications_SOURCES = tests/unit/check_installer_applications.c \
	tests/unit/package.c tests/unit/package.h
tests_unit_check_installer_iot_SOURCES = tests/unit/check_installer_iot.c \
	tests/unit/package.c tests/unit/package.h
tests_unit_check_installer_iot_LDADD = libprofile.la tests/unit/libunit.la
tests_unit_check_installer_status_SOURCES = tests/unit/check_installer_status.c \
	tests/unit/package.c tests/unit/package.h
tests_unit_check_installer_elements_SOURCES = tests/unit/check_installer_elements.c \
	tests/unit/package.c tests/unit/package.h
tests_unit_check_rsp_codes_SOURCES = tests/unit/check_rsp_codes.c \
	tests/unit/package.c tests/unit/package.h
tests_unit_check_plain_uicc_SOURCES = tests/unit/check_plain_uicc.c \
	tests/unit/package.c tests/unit/package.h

# End to end: through pcscd, vpcd and lpac. Each test skips itself where one of them is missing.
E2E_TESTS = \
	tests/e2e/device-secondary.sh \
	tests/e2e/devices-esim.sh \
	tests/e2e/devices-primary.sh \
	tests/e2e/devices-share.sh \
	tests/e2e/discovery.sh \
	tests/e2e/download-brainpool.sh \
	tests/e2e/download-killed.sh \
	tests/e2e/download-nist.sh \
	tests/e2e/download-sgp26-brainpool.sh \
	tests/e2e/download-sgp26-nist.sh \
	tests/e2e/eapol.sh \
	tests/e2e/faults.sh \
	tests/e2e/flows.sh \
	tests/e2e/flows-refused.sh \
	tests/e2e/power-cut.sh \
	tests/e2e/reader.sh \
	tests/e2e/refusals.sh \
	tests/e2e/scripts.sh \
	tests/e2e/sms.sh \
	tests/e2e/toolkit.sh \
	tests/e2e/uicc.sh \
	tests/e2e/walk.sh \
	tests/e2e/web.sh

TESTS += $(E2E_TESTS)
dist_check_SCRIPTS += $(E2E_TESTS)
EXTRA_DIST += tests/e2e/aka.sh tests/e2e/browser.sh tests/e2e/files.sh tests/e2e/lib.sh tests/e2e/life.sh \
	tests/e2e/devices.sh tests/e2e/operator.sh tests/e2e/package-files.jq tests/e2e/rsp.sh

check_PROGRAMS += tests/e2e/hlr
tests_e2e_hlr_SOURCES = tests/e2e/hlr.c
tests_e2e_hlr_LDADD = libprofile.la libcard.la

if HAVE_PCSC
terminal = tests/e2e/terminal.c tests/e2e/terminal.h
check_PROGRAMS += tests/e2e/line-server tests/e2e/pcsc-apdu tests/e2e/templates \
	tests/e2e/toolkit-terminal tests/e2e/walk
tests_e2e_line_server_SOURCES = tests/e2e/line-server.c
tests_e2e_line_server_LDADD =
tests_e2e_pcsc_apdu_SOURCES = tests/e2e/pcsc-apdu.c $(terminal)
tests_e2e_pcsc_apdu_CFLAGS = $(AM_CFLAGS) $(PCSC_CFLAGS)
tests_e2e_pcsc_apdu_LDADD = $(PCSC_LIBS)
tests_e2e_templates_SOURCES = tests/e2e/templates.c
tests_e2e_templates_LDADD = libcard.la
tests_e2e_toolkit_terminal_SOURCES = tests/e2e/toolkit-terminal.c $(terminal)
tests_e2e_toolkit_terminal_CFLAGS = $(AM_CFLAGS) $(PCSC_CFLAGS)
tests_e2e_toolkit_terminal_LDADD = libcard.la $(PCSC_LIBS)
tests_e2e_walk_SOURCES = tests/e2e/walk.c $(terminal)
tests_e2e_walk_CFLAGS = $(AM_CFLAGS) $(PCSC_CFLAGS)
tests_e2e_walk_LDADD = $(PCSC_LIBS)
endif

if DEVICES
check_PROGRAMS += tests/e2e/phone
tests_e2e_phone_SOURCES = tests/e2e/phone.c
tests_e2e_phone_LDADD = libdevices.la
endif

# make bench: figures, never a verdict.
BENCHMARKS =
bench_time = tests/bench/bench_time.c tests/bench/bench_time.h
if HAVE_CHECK
BENCHMARKS += tests/bench/bench_download tests/bench/bench_files tests/bench/bench_memory
bench_profile = tests/bench/bench_profile.c tests/bench/bench_profile.h $(bench_time)
bench_profile_flags = $(AM_LDFLAGS) -Wl,--wrap=softeuicc_transmit
tests_bench_bench_download_SOURCES = tests/bench/bench_download.c $(bench_profile)
tests_bench_bench_download_LDFLAGS = $(bench_profile_flags)
tests_bench_bench_files_SOURCES = tests/bench/bench_files.c $(bench_profile)
tests_bench_bench_files_LDFLAGS = $(bench_profile_flags)
tests_bench_bench_memory_SOURCES = tests/bench/bench_memory.c $(bench_profile)
tests_bench_bench_memory_LDFLAGS = $(bench_profile_flags)
endif
if HAVE_PCSC
BENCHMARKS += tests/bench/bench_reader tests/bench/null_card
tests_bench_bench_reader_SOURCES = tests/bench/bench_reader.c $(bench_time)
tests_bench_bench_reader_CFLAGS = $(AM_CFLAGS) $(PCSC_CFLAGS)
tests_bench_bench_reader_LDADD = $(PCSC_LIBS)
tests_bench_null_card_SOURCES = tests/bench/null_card.c
tests_bench_null_card_LDADD = libbridge.la libcard.la
endif
EXTRA_PROGRAMS += $(BENCHMARKS)
CLEANFILES += $(BENCHMARKS)
EXTRA_DIST += tests/bench/run tests/coverage

.PHONY: bench
bench: all $(BENCHMARKS)
	@top_builddir='$(abs_top_builddir)' top_srcdir='$(abs_top_srcdir)' \
		$(top_srcdir)/tests/bench/run

# The program as its users call it.
CLI_TESTS = tests/cli/card.sh tests/cli/diagram.sh tests/cli/fault.sh tests/cli/personas.sh \
	tests/cli/image.sh tests/cli/profile.sh tests/cli/replay.sh
if SERVERS
CLI_TESTS += tests/cli/entitlement.sh tests/cli/mno.sh tests/cli/mno-serve.sh tests/cli/smdpp.sh \
	tests/cli/smpp.sh
endif
if DEVICES
CLI_TESTS += tests/cli/device.sh tests/cli/qr.sh
endif
EXTRA_DIST += tests/cli/lib.sh tests/cli/smpp-client.pl
TESTS += $(CLI_TESTS)
dist_check_SCRIPTS += $(CLI_TESTS)

# What doc/ says of the source.
DOC_TESTS = tests/doc/commands.sh tests/doc/conformance.sh
TESTS += $(DOC_TESTS)
dist_check_SCRIPTS += $(DOC_TESTS)

# The conformance suite: see tests/conformance/README.
CONFORMANCE_TESTS = \
	tests/conformance/mutants.sh \
	tests/conformance/reader.sh \
	tests/conformance/traces.sh
TESTS += $(CONFORMANCE_TESTS)
dist_check_SCRIPTS += $(CONFORMANCE_TESTS)
check_PROGRAMS += tests/conformance/mutants
# What tests/conformance/defects.c puts in the place of the card's own.
DEFECTIVE = access_granted certificate_verify channels_reset ec_verify ecasd_find_verifying \
	es10b_load_crl es10c_get_eid euicc_info2 installer_has_test_keys memory_free \
	metadata_has_rule notification_store_get notification_store_next \
	notification_store_remove profile_store_add profile_store_by_iccid \
	profile_store_delete profile_store_next profile_store_set_nickname \
	profile_switch_back rat_allows rat_put scp03t_replace session_begin session_end \
	session_forget_key session_is store_set toolkit_refresh utf8_length
tests_conformance_mutants_SOURCES = tests/conformance/mutants.c \
	tests/conformance/defects.c tests/conformance/defects.h
tests_conformance_mutants_LDFLAGS = $(DEFECTIVE:%=-Wl,--wrap=%)
tests_conformance_mutants_LDADD = libreplay.la
EXTRA_DIST += tests/conformance/README tests/conformance/report tests/conformance/table

.PHONY: conformance doc-conformance
conformance: all $(check_PROGRAMS)
	@top_builddir='$(abs_top_builddir)' top_srcdir='$(abs_top_srcdir)' \
		$(top_srcdir)/tests/conformance/report

doc-conformance: all
	@top_builddir='$(abs_top_builddir)' top_srcdir='$(abs_top_srcdir)' \
		$(top_srcdir)/tests/conformance/report --document >conformance.md
	@mv conformance.md $(top_srcdir)/doc/conformance.md

.PHONY: coverage
coverage:
	@top_builddir='$(abs_top_builddir)' top_srcdir='$(abs_top_srcdir)' \
		$(top_srcdir)/tests/coverage
