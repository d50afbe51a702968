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

# Sample profiles, and the packages that are built from them: descriptions, and one with every kind
# of profile element, spelled out.
PROFILE_NAMES = operational pin files test tuak elements
PROFILE_PACKAGES = $(PROFILE_NAMES:%=testvectors/profiles/%.der)
profilesdir = $(pkgdatadir)/profiles
dist_profiles_DATA = $(PROFILE_NAMES:%=testvectors/profiles/%.json)
noinst_DATA = $(PROFILE_PACKAGES)
CLEANFILES += $(PROFILE_PACKAGES)

testvectors/profiles/%.der: testvectors/profiles/%.json softeuicc$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && ./softeuicc profile build --force -o $@ $<

# The conformance suite: GROUP/NAME.trace, and what its traces include.
TRACES = \
	testvectors/traces/4.2.1/atr_and_isdr.trace \
	testvectors/traces/setup/download.trace \
	testvectors/traces/setup/operational.trace \
	testvectors/traces/setup/uicc.json \
	testvectors/traces/setup/uicc.trace \
	testvectors/traces/uicc/administration.trace \
	testvectors/traces/uicc/files.trace \
	testvectors/traces/uicc/security.trace \
	testvectors/traces/uicc/select.trace
EXTRA_DIST += $(TRACES)
