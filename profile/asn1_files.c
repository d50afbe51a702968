/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PEDefinitions: the profile elements that fill a file structure template. All of them have
 * automatic tags. Behind header and template come the files, which the installer's tables list. */
#include "profile/asn1.h"

#include "isdp/templates.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct asn1_field mf[] = {
	{"mf-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field cd[] = {
	{"cd-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field telecom[] = {
	{"telecom-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field usim[] = {
	{"usim-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field opt_usim[] = {
	{"optusim-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field isim[] = {
	{"isim-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field opt_isim[] = {
	{"optisim-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field phonebook[] = {
	{"phonebook-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
	{"df-phonebook", &asn1_file, 0, 0},
};

static const struct asn1_field gsm_access[] = {
	{"gsm-access-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field csim[] = {
	{"csim-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field opt_csim[] = {
	{"optcsim-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field eap[] = {
	{"eap-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field df_5gs[] = {
	{"df-5gs-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field df_saip[] = {
	{"df-saip-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field df_snpn[] = {
	{"df-snpn-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field df_5gprose[] = {
	{"df-5g-prose-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
};

static const struct asn1_field iot[] = {
	{"iot-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
	{"mf", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-pl", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-iccid", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-dir", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-arr", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-umpc", &asn1_file, ASN1_OPTIONAL, 0},
	{"adf-usim", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-imsi", &asn1_file, 0, 0},
	{"ef-arr-usim", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-keys", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-keysPS", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-hpplmn", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-ust", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-start-hfn", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-threshold", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-psloci", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-acc", &asn1_file, 0, 0},
	{"ef-fplmn", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-loci", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-ad", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-ecc", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-netpar", &asn1_file, ASN1_OPTIONAL, 0},
};

static const struct asn1_field opt_iot[] = {
	{"optiot-header", &asn1_pe_header, 0, 0},
	{"templateID", &asn1_oid, 0, 0},
	{"ef-fdn", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-sms", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-smsp", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-smss", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-spn", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-est", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-oplmnwact", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-hplmnwact", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-ehplmn", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-epsloci", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-epsnsc", &asn1_file, ASN1_OPTIONAL, 0},
	{"df-df-5gs", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-5gs3gpploci", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-5gsn3gpploci", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-5gs3gppnsc", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-5gsn3gppnsc", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-5gauthkeys", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-uac-aic", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-suci-calc-info", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-opl5g", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-supi-nai", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-routing-indicator", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-ursp", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-tn3gppsnn", &asn1_file, ASN1_OPTIONAL, 0},
	{"df-df-saip", &asn1_file, ASN1_OPTIONAL, 0},
	{"ef-suci-calc-info-usim", &asn1_file, ASN1_OPTIONAL, 0},
};

const struct asn1_type asn1_pe_mf = {.kind = ASN1_SEQUENCE,
				     .automatic = true,
				     .fields = mf,
				     .count = COUNT(mf),
				     .files = mf_files,
				     .file_count = MF_FILES};

const struct asn1_type asn1_pe_cd = {.kind = ASN1_SEQUENCE,
				     .automatic = true,
				     .fields = cd,
				     .count = COUNT(cd),
				     .files = cd_files,
				     .file_count = CD_FILES};

const struct asn1_type asn1_pe_telecom = {.kind = ASN1_SEQUENCE,
					  .automatic = true,
					  .fields = telecom,
					  .count = COUNT(telecom),
					  .files = telecom_files,
					  .file_count = TELECOM_FILES};

const struct asn1_type asn1_pe_usim = {.kind = ASN1_SEQUENCE,
				       .automatic = true,
				       .fields = usim,
				       .count = COUNT(usim),
				       .files = usim_files,
				       .file_count = USIM_FILES};

const struct asn1_type asn1_pe_opt_usim = {.kind = ASN1_SEQUENCE,
					   .automatic = true,
					   .fields = opt_usim,
					   .count = COUNT(opt_usim),
					   .files = opt_usim_files,
					   .file_count = OPT_USIM_FILES};

const struct asn1_type asn1_pe_isim = {.kind = ASN1_SEQUENCE,
				       .automatic = true,
				       .fields = isim,
				       .count = COUNT(isim),
				       .files = isim_files,
				       .file_count = ISIM_FILES};

const struct asn1_type asn1_pe_opt_isim = {.kind = ASN1_SEQUENCE,
					   .automatic = true,
					   .fields = opt_isim,
					   .count = COUNT(opt_isim),
					   .files = opt_isim_files,
					   .file_count = OPT_ISIM_FILES};

const struct asn1_type asn1_pe_phonebook = {.kind = ASN1_SEQUENCE,
					    .automatic = true,
					    .fields = phonebook,
					    .count = COUNT(phonebook),
					    .files = telecom_files + TELECOM_PHONEBOOK + 1,
					    .file_count = PHONEBOOK_FILES - 1};

const struct asn1_type asn1_pe_gsm_access = {.kind = ASN1_SEQUENCE,
					     .automatic = true,
					     .fields = gsm_access,
					     .count = COUNT(gsm_access),
					     .files = gsm_access_files,
					     .file_count = GSM_ACCESS_FILES};

const struct asn1_type asn1_pe_csim = {.kind = ASN1_SEQUENCE,
				       .automatic = true,
				       .fields = csim,
				       .count = COUNT(csim),
				       .files = csim_files,
				       .file_count = CSIM_FILES};

const struct asn1_type asn1_pe_opt_csim = {.kind = ASN1_SEQUENCE,
					   .automatic = true,
					   .fields = opt_csim,
					   .count = COUNT(opt_csim),
					   .files = opt_csim_files,
					   .file_count = OPT_CSIM_FILES};

const struct asn1_type asn1_pe_eap = {.kind = ASN1_SEQUENCE,
				      .automatic = true,
				      .fields = eap,
				      .count = COUNT(eap),
				      .files = eap_files,
				      .file_count = EAP_FILES};

const struct asn1_type asn1_pe_df_5gs = {.kind = ASN1_SEQUENCE,
					 .automatic = true,
					 .fields = df_5gs,
					 .count = COUNT(df_5gs),
					 .files = df_5gs_files,
					 .file_count = DF_5GS_FILES};

const struct asn1_type asn1_pe_df_saip = {.kind = ASN1_SEQUENCE,
					  .automatic = true,
					  .fields = df_saip,
					  .count = COUNT(df_saip),
					  .files = df_saip_files,
					  .file_count = DF_SAIP_FILES};

const struct asn1_type asn1_pe_df_snpn = {.kind = ASN1_SEQUENCE,
					  .automatic = true,
					  .fields = df_snpn,
					  .count = COUNT(df_snpn),
					  .files = df_snpn_files,
					  .file_count = DF_SNPN_FILES};

const struct asn1_type asn1_pe_df_5gprose = {.kind = ASN1_SEQUENCE,
					     .automatic = true,
					     .fields = df_5gprose,
					     .count = COUNT(df_5gprose),
					     .files = df_5gprose_files,
					     .file_count = DF_5GPROSE_FILES};

const struct asn1_type asn1_pe_iot = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = iot, .count = COUNT(iot)};

const struct asn1_type asn1_pe_opt_iot = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = opt_iot, .count = COUNT(opt_iot)};
