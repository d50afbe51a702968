# SPDX-License-Identifier: GPL-3.0-or-later
# The test PKI, installed where pki_default_path() finds it.

pkidir = $(pkgdatadir)/pki
dist_pki_DATA = testvectors/pki/README

pkicidir = $(pkgdatadir)/pki/CertificateIssuer
dist_pkici_DATA = \
	testvectors/pki/CertificateIssuer/CERT_CI_ECDSA_BRP.der \
	testvectors/pki/CertificateIssuer/CERT_CI_ECDSA_BRP.pem \
	testvectors/pki/CertificateIssuer/CERT_CI_ECDSA_NIST.der \
	testvectors/pki/CertificateIssuer/CERT_CI_ECDSA_NIST.pem \
	testvectors/pki/CertificateIssuer/SK_CI_ECDSA_BRP.pem \
	testvectors/pki/CertificateIssuer/SK_CI_ECDSA_NIST.pem

pkieumdir = $(pkgdatadir)/pki/EUM
dist_pkieum_DATA = \
	testvectors/pki/EUM/CERT_EUM_ECDSA_BRP.der \
	testvectors/pki/EUM/CERT_EUM_ECDSA_NIST.der \
	testvectors/pki/EUM/SK_EUM_ECDSA_BRP.pem \
	testvectors/pki/EUM/SK_EUM_ECDSA_NIST.pem

pkieuiccdir = $(pkgdatadir)/pki/eUICC
dist_pkieuicc_DATA = \
	testvectors/pki/eUICC/CERT_EUICC_ECDSA_BRP.der \
	testvectors/pki/eUICC/CERT_EUICC_ECDSA_NIST.der \
	testvectors/pki/eUICC/SK_EUICC_ECDSA_BRP.pem \
	testvectors/pki/eUICC/SK_EUICC_ECDSA_NIST.pem

pkidsauthdir = $(pkgdatadir)/pki/DSauth
dist_pkidsauth_DATA = \
	testvectors/pki/DSauth/CERT_S_SM_DSauth_ECDSA_BRP.der \
	testvectors/pki/DSauth/CERT_S_SM_DSauth_ECDSA_NIST.der \
	testvectors/pki/DSauth/SK_S_SM_DSauth_ECDSA_BRP.pem \
	testvectors/pki/DSauth/SK_S_SM_DSauth_ECDSA_NIST.pem

pkidstlsdir = $(pkgdatadir)/pki/DStls
dist_pkidstls_DATA = \
	testvectors/pki/DStls/CERT_S_SM_DS_TLS_NIST.der \
	testvectors/pki/DStls/SK_S_SM_DS_TLS_NIST.pem

pkidpauthdir = $(pkgdatadir)/pki/DPauth
dist_pkidpauth_DATA = \
	testvectors/pki/DPauth/CERT_S_SM_DP2auth_ECDSA_BRP.der \
	testvectors/pki/DPauth/CERT_S_SM_DP2auth_ECDSA_NIST.der \
	testvectors/pki/DPauth/CERT_S_SM_DPauth_ECDSA_BRP.der \
	testvectors/pki/DPauth/CERT_S_SM_DPauth_ECDSA_NIST.der \
	testvectors/pki/DPauth/SK_S_SM_DP2auth_ECDSA_BRP.pem \
	testvectors/pki/DPauth/SK_S_SM_DP2auth_ECDSA_NIST.pem \
	testvectors/pki/DPauth/SK_S_SM_DPauth_ECDSA_BRP.pem \
	testvectors/pki/DPauth/SK_S_SM_DPauth_ECDSA_NIST.pem

pkidppbdir = $(pkgdatadir)/pki/DPpb
dist_pkidppb_DATA = \
	testvectors/pki/DPpb/CERT_S_SM_DP2pb_ECDSA_BRP.der \
	testvectors/pki/DPpb/CERT_S_SM_DP2pb_ECDSA_NIST.der \
	testvectors/pki/DPpb/CERT_S_SM_DPpb_ECDSA_BRP.der \
	testvectors/pki/DPpb/CERT_S_SM_DPpb_ECDSA_NIST.der \
	testvectors/pki/DPpb/SK_S_SM_DP2pb_ECDSA_BRP.pem \
	testvectors/pki/DPpb/SK_S_SM_DP2pb_ECDSA_NIST.pem \
	testvectors/pki/DPpb/SK_S_SM_DPpb_ECDSA_BRP.pem \
	testvectors/pki/DPpb/SK_S_SM_DPpb_ECDSA_NIST.pem

pkidptlsdir = $(pkgdatadir)/pki/DPtls
dist_pkidptls_DATA = \
	testvectors/pki/DPtls/CERT_S_SM_DP_TLS_NIST.der \
	testvectors/pki/DPtls/SK_S_SM_DP_TLS_NIST.pem

# Sample profiles, and the packages that are built from them: descriptions, and two
# spelled out: one with every kind of profile element but those of the other, an IoT minimal profile.
PROFILE_NAMES = operational pin files test tuak elements iot
PROFILE_PACKAGES = $(PROFILE_NAMES:%=testvectors/profiles/%.der)
profilesdir = $(pkgdatadir)/profiles
dist_profiles_DATA = $(PROFILE_NAMES:%=testvectors/profiles/%.json)
noinst_DATA = $(PROFILE_PACKAGES)
CLEANFILES += $(PROFILE_PACKAGES)

testvectors/profiles/%.der: testvectors/profiles/%.json softeuicc$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && ./softeuicc profile build --force -o $@ $<

# Cards that are known to differ from others, and what shows that.
PERSONAS = 5ber basic-channel-only comma-four no-refresh short-segments
personasdir = $(pkgdatadir)/personas
dist_personas_DATA = $(PERSONAS:%=testvectors/personas/%.json)
EXTRA_DIST += $(PERSONAS:%=testvectors/personas/%.trace)

# An example for softeuicc-toolkit(7).
toolkitdir = $(pkgdatadir)/toolkit
dist_toolkit_DATA = testvectors/toolkit/weather.json

# The conformance suite: GROUP/NAME.trace, and what its traces include.
TRACES = \
	testvectors/traces/4.2.1/atr_and_isdr.trace \
	testvectors/traces/4.2.10/prepare_download.trace \
	testvectors/traces/4.2.11/load_bound_profile_package.trace \
	testvectors/traces/4.2.12/get_euicc_challenge.trace \
	testvectors/traces/4.2.13/get_euicc_info.trace \
	testvectors/traces/4.2.14/list_notification.trace \
	testvectors/traces/4.2.15/retrieve_notifications.trace \
	testvectors/traces/4.2.16/remove_notification.trace \
	testvectors/traces/4.2.17/load_crl.trace \
	testvectors/traces/4.2.18/authenticate_server.trace \
	testvectors/traces/4.2.18/certificate_issuers.trace \
	testvectors/traces/4.2.19/cancel_session.trace \
	testvectors/traces/4.2.2/update_metadata.trace \
	testvectors/traces/4.2.20/get_profiles_info.trace \
	testvectors/traces/4.2.21/enable_profile.trace \
	testvectors/traces/4.2.21/reenabling.trace \
	testvectors/traces/4.2.22/disable_profile.trace \
	testvectors/traces/4.2.23/delete_profile.trace \
	testvectors/traces/4.2.24/memory_reset.trace \
	testvectors/traces/4.2.25/eid_of_the_chip.trace \
	testvectors/traces/4.2.25/get_eid.trace \
	testvectors/traces/4.2.26/set_nickname.trace \
	testvectors/traces/4.2.27/get_rat.trace \
	testvectors/traces/4.2.3/initialise_secure_channel.trace \
	testvectors/traces/4.2.4/configure_isdp.trace \
	testvectors/traces/4.2.5/store_metadata.trace \
	testvectors/traces/4.2.6/replace_session_keys.trace \
	testvectors/traces/4.2.7/load_profile_elements.trace \
	testvectors/traces/4.2.7/memory.trace \
	testvectors/traces/4.2.7/test_profile.trace \
	testvectors/traces/4.2.8/get_addresses.trace \
	testvectors/traces/4.2.9/set_default_dp.trace \
	testvectors/traces/behaviour/files.trace \
	testvectors/traces/behaviour/forbidden_rules.trace \
	testvectors/traces/behaviour/policy_rules.trace \
	testvectors/traces/behaviour/process.trace \
	testvectors/traces/behaviour/retry.trace \
	testvectors/traces/setup/authenticated.trace \
	testvectors/traces/setup/clean.trace \
	testvectors/traces/setup/download.trace \
	testvectors/traces/setup/enable.trace \
	testvectors/traces/setup/fetch.trace \
	testvectors/traces/setup/install.trace \
	testvectors/traces/setup/isdr.trace \
	testvectors/traces/setup/names.trace \
	testvectors/traces/setup/one_profile.trace \
	testvectors/traces/setup/operational.trace \
	testvectors/traces/setup/prepared.trace \
	testvectors/traces/setup/terminal.trace \
	testvectors/traces/setup/two_profiles.trace \
	testvectors/traces/setup/uicc.json \
	testvectors/traces/setup/uicc.trace \
	testvectors/traces/uicc/administration.trace \
	testvectors/traces/uicc/files.trace \
	testvectors/traces/uicc/security.trace \
	testvectors/traces/uicc/select.trace \
	testvectors/traces/uicc/status_words.trace \
	testvectors/traces/uicc/usim.trace
EXTRA_DIST += $(TRACES)
