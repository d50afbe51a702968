/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PEDefinitions: everything but the file elements of asn1_files.c. */
#include "profile/asn1.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Tags as bytes spell them: 0x62 is [APPLICATION 2] constructed, 0xC6 [PRIVATE 6] primitive. */
enum {
	APPLICATION_15 = 0x4F,
	APPLICATION_32 = 0x5F20,
};

static const struct asn1_type null = {ASN1_NULL, false, NULL, 0, NULL};
static const struct asn1_type integer = {ASN1_INTEGER, false, NULL, 0, NULL};
static const struct asn1_type octets = {ASN1_OCTETS, false, NULL, 0, NULL};
static const struct asn1_type utf8 = {ASN1_UTF8, false, NULL, 0, NULL};
const struct asn1_type asn1_oid = {ASN1_OID, false, NULL, 0, NULL};

static const struct asn1_type octets_list = {ASN1_SEQUENCE_OF, false, NULL, 0, &octets};
static const struct asn1_type oid_list = {ASN1_SEQUENCE_OF, false, NULL, 0, &asn1_oid};

static const struct asn1_field pe_header[] = {
	{"mandated", &null, ASN1_OPTIONAL, 0},
	{"identification", &integer, 0, 0},
};
const struct asn1_type asn1_pe_header = {ASN1_SEQUENCE, true, pe_header, COUNT(pe_header), NULL};

/* ---- ProfileHeader ---- */

static const struct asn1_field services[] = {
	{"contactless", &null, ASN1_OPTIONAL, 0},
	{"usim", &null, ASN1_OPTIONAL, 0},
	{"isim", &null, ASN1_OPTIONAL, 0},
	{"csim", &null, ASN1_OPTIONAL, 0},
	{"milenage", &null, ASN1_OPTIONAL, 0},
	{"tuak128", &null, ASN1_OPTIONAL, 0},
	{"cave", &null, ASN1_OPTIONAL, 0},
	{"gba-usim", &null, ASN1_OPTIONAL, 0},
	{"gba-isim", &null, ASN1_OPTIONAL, 0},
	{"mbms", &null, ASN1_OPTIONAL, 0},
	{"eap", &null, ASN1_OPTIONAL, 0},
	{"javacard", &null, ASN1_OPTIONAL, 0},
	{"multos", &null, ASN1_OPTIONAL, 0},
	{"multiple-usim", &null, ASN1_OPTIONAL, 0},
	{"multiple-isim", &null, ASN1_OPTIONAL, 0},
	{"multiple-csim", &null, ASN1_OPTIONAL, 0},
	{"tuak256", &null, ASN1_OPTIONAL, 0},
	{"usim-test-algorithm", &null, ASN1_OPTIONAL, 0},
	{"ber-tlv", &null, ASN1_OPTIONAL, 0},
	{"dfLink", &null, ASN1_OPTIONAL, 0},
	{"cat-tp", &null, ASN1_OPTIONAL, 0},
	{"get-identity", &null, ASN1_OPTIONAL, 0},
	{"profile-a-x25519", &null, ASN1_OPTIONAL, 0},
	{"profile-b-p256", &null, ASN1_OPTIONAL, 0},
	{"suciCalculatorApi", &null, ASN1_OPTIONAL, 0},
	{"dns-resolution", &null, ASN1_OPTIONAL, 0},
	{"scp11ac", &null, ASN1_OPTIONAL, 0},
	{"scp11c-authorization-mechanism", &null, ASN1_OPTIONAL, 0},
	{"s16mode", &null, ASN1_OPTIONAL, 0},
	{"eaka", &null, ASN1_OPTIONAL, 0},
};
static const struct asn1_type services_list = {ASN1_SEQUENCE, true, services, COUNT(services),
					       NULL};

static const struct asn1_field mandatory_aid[] = {
	{"aid", &octets, 0, 0},
	{"version", &octets, 0, 0},
};
static const struct asn1_type mandatory_aid_type = {ASN1_SEQUENCE, true, mandatory_aid,
						    COUNT(mandatory_aid), NULL};
static const struct asn1_type mandatory_aids = {ASN1_SEQUENCE_OF, false, NULL, 0,
						&mandatory_aid_type};

static const struct asn1_field iot_options[] = {
	{"pix", &octets, 0, 0},
};
static const struct asn1_type iot_options_type = {ASN1_SEQUENCE, true, iot_options,
						  COUNT(iot_options), NULL};

static const struct asn1_field header[] = {
	{"major-version", &integer, 0, 0},
	{"minor-version", &integer, 0, 0},
	{"profileType", &utf8, ASN1_OPTIONAL, 0},
	{"iccid", &octets, 0, 0},
	{"pol", &octets, ASN1_OPTIONAL, 0},
	{"eUICC-Mandatory-services", &services_list, 0, 0},
	{"eUICC-Mandatory-GFSTEList", &oid_list, 0, 0},
	{"connectivityParameters", &octets, ASN1_OPTIONAL, 0},
	{"eUICC-Mandatory-AIDs", &mandatory_aids, ASN1_OPTIONAL, 0},
	{"iotOptions", &iot_options_type, ASN1_OPTIONAL, 0},
};
static const struct asn1_type profile_header = {ASN1_SEQUENCE, true, header, COUNT(header), NULL};

/* ---- files ---- */

static const struct asn1_field proprietary_info[] = {
	{"specialFileInformation", &octets, ASN1_OPTIONAL, 0xC0},
	{"fillPattern", &octets, ASN1_OPTIONAL, 0xC1},
	{"repeatPattern", &octets, ASN1_OPTIONAL, 0xC2},
	{"maximumFileSize", &octets, ASN1_OPTIONAL, 0x86},
	{"fileDetails", &octets, ASN1_OPTIONAL, 0x84},
};
static const struct asn1_type proprietary_info_type = {ASN1_SEQUENCE, false, proprietary_info,
						       COUNT(proprietary_info), NULL};

static const struct asn1_field fcp[] = {
	{"fileDescriptor", &octets, ASN1_OPTIONAL, 0x82},
	{"fileID", &octets, ASN1_OPTIONAL, 0x83},
	{"dfName", &octets, ASN1_OPTIONAL, 0x84},
	{"lcsi", &octets, ASN1_OPTIONAL, 0x8A},
	{"securityAttributesReferenced", &octets, ASN1_OPTIONAL, 0x8B},
	{"efFileSize", &octets, ASN1_OPTIONAL, 0x80},
	{"pinStatusTemplateDO", &octets, ASN1_OPTIONAL, 0xC6},
	{"shortEFID", &octets, ASN1_OPTIONAL, 0x88},
	{"proprietaryEFInfo", &proprietary_info_type, ASN1_OPTIONAL, 0xA5},
	{"linkPath", &octets, ASN1_OPTIONAL, 0xC7},
};
static const struct asn1_type fcp_type = {ASN1_SEQUENCE, false, fcp, COUNT(fcp), NULL};

static const struct asn1_field file_part[] = {
	{"doNotCreate", &null, 0, 0},
	{"fileDescriptor", &fcp_type, 0, 0},
	{"fillFileOffset", &integer, 0, 0},
	{"fillFileContent", &octets, 0, 0},
};
static const struct asn1_type file_part_type = {ASN1_CHOICE, true, file_part, COUNT(file_part),
						NULL};
const struct asn1_type asn1_file = {ASN1_SEQUENCE_OF, false, NULL, 0, &file_part_type};

static const struct asn1_field file_command[] = {
	{"filePath", &octets, 0, 0x80},
	{"createFCP", &fcp_type, 0, 0x62},
	{"fillFileOffset", &integer, 0, 0},
	{"fillFileContent", &octets, 0, 0x81},
};
static const struct asn1_type file_command_type = {ASN1_CHOICE, false, file_command,
						   COUNT(file_command), NULL};
static const struct asn1_type file_management = {ASN1_SEQUENCE_OF, false, NULL, 0,
						 &file_command_type};
static const struct asn1_type file_managements = {ASN1_SEQUENCE_OF, false, NULL, 0,
						  &file_management};

static const struct asn1_field gfm[] = {
	{"gfm-header", &asn1_pe_header, 0, 0},
	{"fileManagementCMD", &file_managements, 0, 0},
};
static const struct asn1_type pe_gfm = {ASN1_SEQUENCE, true, gfm, COUNT(gfm), NULL};

/* ---- PINs and PUKs ---- */

static const struct asn1_field pin[] = {
	{"keyReference", &integer, 0, 0},
	{"pinValue", &octets, ASN1_SECRET, 0},
	{"unblockingPINReference", &integer, ASN1_OPTIONAL, 0},
	{"pinAttributes", &integer, ASN1_OPTIONAL, 0},
	{"maxNumOfAttemps-retryNumLeft", &integer, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pin_type = {ASN1_SEQUENCE, true, pin, COUNT(pin), NULL};
static const struct asn1_type pins = {ASN1_SEQUENCE_OF, false, NULL, 0, &pin_type};

static const struct asn1_field pin_choice[] = {
	{"pinconfig", &pins, 0, 0},
	{"filePath", &octets, 0, 0},
};
static const struct asn1_type pin_choice_type = {ASN1_CHOICE, true, pin_choice, COUNT(pin_choice),
						 NULL};

static const struct asn1_field pin_codes[] = {
	{"pin-Header", &asn1_pe_header, 0, 0},
	{"pinCodes", &pin_choice_type, 0, 0},
};
static const struct asn1_type pe_pin_codes = {ASN1_SEQUENCE, true, pin_codes, COUNT(pin_codes),
					      NULL};

static const struct asn1_field puk[] = {
	{"keyReference", &integer, 0, 0},
	{"pukValue", &octets, ASN1_SECRET, 0},
	{"maxNumOfAttemps-retryNumLeft", &integer, ASN1_OPTIONAL, 0},
};
static const struct asn1_type puk_type = {ASN1_SEQUENCE, true, puk, COUNT(puk), NULL};
static const struct asn1_type puks = {ASN1_SEQUENCE_OF, false, NULL, 0, &puk_type};

static const struct asn1_field puk_codes[] = {
	{"puk-Header", &asn1_pe_header, 0, 0},
	{"pukCodes", &puks, 0, 0},
};
static const struct asn1_type pe_puk_codes = {ASN1_SEQUENCE, true, puk_codes, COUNT(puk_codes),
					      NULL};

/* ---- network access application secrets ---- */

static const struct asn1_field mapping[] = {
	{"mappingOptions", &octets, 0, 0},
	{"mappingSource", &octets, 0, 0},
};
static const struct asn1_type mapping_type = {ASN1_SEQUENCE, true, mapping, COUNT(mapping), NULL};

static const struct asn1_field algorithm[] = {
	{"algorithmID", &integer, 0, 0},
	{"algorithmOptions", &octets, 0, 0},
	{"key", &octets, ASN1_SECRET, 0},
	{"opc", &octets, ASN1_SECRET, 0},
	{"rotationConstants", &octets, ASN1_OPTIONAL, 0},
	{"xoringConstants", &octets, ASN1_OPTIONAL, 0},
	{"authCounterMax", &octets, ASN1_OPTIONAL, 0},
	{"numberOfKeccak", &integer, ASN1_OPTIONAL, 0},
};
static const struct asn1_type algorithm_type = {ASN1_SEQUENCE, true, algorithm, COUNT(algorithm),
						NULL};

static const struct asn1_field algorithm_choice[] = {
	{"mappingParameter", &mapping_type, 0, 0},
	{"algoParameter", &algorithm_type, 0, 0},
};
static const struct asn1_type algorithm_choice_type = {ASN1_CHOICE, true, algorithm_choice,
						       COUNT(algorithm_choice), NULL};

static const struct asn1_field aka[] = {
	{"aka-header", &asn1_pe_header, 0, 0},
	{"algoConfiguration", &algorithm_choice_type, 0, 0},
	{"sqnOptions", &octets, ASN1_OPTIONAL, 0},
	{"sqnDelta", &octets, ASN1_OPTIONAL, 0},
	{"sqnAgeLimit", &octets, ASN1_OPTIONAL, 0},
	{"sqnInit", &octets_list, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pe_aka = {ASN1_SEQUENCE, true, aka, COUNT(aka), NULL};

static const struct asn1_field cdma[] = {
	{"cdma-header", &asn1_pe_header, 0, 0},
	{"authenticationKey", &octets, ASN1_SECRET, 0},
	{"ssd", &octets, ASN1_OPTIONAL | ASN1_SECRET, 0},
	{"hrpdAccessAuthenticationData", &octets, ASN1_OPTIONAL | ASN1_SECRET, 0},
	{"simpleIPAuthenticationData", &octets, ASN1_OPTIONAL | ASN1_SECRET, 0},
	{"mobileIPAuthenticationData", &octets, ASN1_OPTIONAL | ASN1_SECRET, 0},
};
static const struct asn1_type pe_cdma = {ASN1_SEQUENCE, true, cdma, COUNT(cdma), NULL};

/* ---- security domains and applications ---- */

static const struct asn1_field contactless[] = {
	{"protocolParameterData", &octets, 0, 0},
};
static const struct asn1_type contactless_type = {ASN1_SEQUENCE, true, contactless,
						  COUNT(contactless), NULL};

static const struct asn1_field system_parameters[] = {
	{"volatileMemoryQuotaC7", &octets, ASN1_OPTIONAL, 0xC7},
	{"nonVolatileMemoryQuotaC8", &octets, ASN1_OPTIONAL, 0xC8},
	{"globalServiceParameters", &octets, ASN1_OPTIONAL, 0xCB},
	{"implicitSelectionParameter", &octets, ASN1_OPTIONAL, 0xCF},
	{"volatileReservedMemory", &octets, ASN1_OPTIONAL, 0xD7},
	{"nonVolatileReservedMemory", &octets, ASN1_OPTIONAL, 0xD8},
	{"ts102226SIMFileAccessToolkitParameter", &octets, ASN1_OPTIONAL, 0xCA},
	{"ts102226AdditionalContactlessParameters", &contactless_type, ASN1_OPTIONAL, 0xA0},
	{"contactlessProtocolParameters", &octets, ASN1_OPTIONAL, 0xD9},
	{"userInteractionContactlessParameters", &octets, ASN1_OPTIONAL, 0xDA},
	{"cumulativeGrantedVolatileMemory", &octets, ASN1_OPTIONAL, 0x82},
	{"cumulativeGrantedNonVolatileMemory", &octets, ASN1_OPTIONAL, 0x83},
};
static const struct asn1_type system_parameters_type = {ASN1_SEQUENCE, false, system_parameters,
							COUNT(system_parameters), NULL};

static const struct asn1_field uicc_parameters[] = {
	{"uiccToolkitApplicationSpecificParametersField", &octets, ASN1_OPTIONAL, 0x80},
	{"uiccAccessApplicationSpecificParametersField", &octets, ASN1_OPTIONAL, 0x81},
	{"uiccAdministrativeAccessApplicationSpecificParametersField", &octets, ASN1_OPTIONAL,
	 0x82},
};
static const struct asn1_type uicc_parameters_type = {ASN1_SEQUENCE, false, uicc_parameters,
						      COUNT(uicc_parameters), NULL};

static const struct asn1_field control_reference[] = {
	{"applicationProviderIdentifier", &octets, 0, APPLICATION_32},
};
static const struct asn1_type control_reference_type = {ASN1_SEQUENCE, false, control_reference,
							COUNT(control_reference), NULL};

static const struct asn1_field instance[] = {
	{"applicationLoadPackageAID", &octets, 0, APPLICATION_15},
	{"classAID", &octets, 0, APPLICATION_15},
	{"instanceAID", &octets, 0, APPLICATION_15},
	{"extraditeSecurityDomainAID", &octets, ASN1_OPTIONAL, APPLICATION_15},
	{"applicationPrivileges", &octets, 0, 0x82},
	{"lifeCycleState", &octets, ASN1_OPTIONAL, 0x83},
	{"applicationSpecificParametersC9", &octets, 0, 0xC9},
	{"systemSpecificParameters", &system_parameters_type, ASN1_OPTIONAL, 0xEF},
	{"applicationParameters", &uicc_parameters_type, ASN1_OPTIONAL, 0xEA},
	{"processData", &octets_list, ASN1_OPTIONAL, 0},
	{"controlReferenceTemplate", &control_reference_type, ASN1_OPTIONAL, 0xB0},
};
static const struct asn1_type instance_type = {ASN1_SEQUENCE, false, instance, COUNT(instance),
					       NULL};
static const struct asn1_type instances = {ASN1_SEQUENCE_OF, false, NULL, 0, &instance_type};

static const struct asn1_field key_component[] = {
	{"keyType", &octets, 0, 0x80},
	{"keyData", &octets, ASN1_SECRET, 0x86},
	{"macLength", &integer, ASN1_OPTIONAL, 0x87},
};
static const struct asn1_type key_component_type = {ASN1_SEQUENCE, false, key_component,
						    COUNT(key_component), NULL};
static const struct asn1_type key_components = {ASN1_SEQUENCE_OF, false, NULL, 0,
						&key_component_type};

static const struct asn1_field key[] = {
	{"keyUsageQualifier", &octets, 0, 0x95},
	{"keyAccess", &octets, ASN1_OPTIONAL, 0x96},
	{"keyIdentifier", &octets, 0, 0x82},
	{"keyVersionNumber", &octets, 0, 0x83},
	{"keyCounterValue", &octets, ASN1_OPTIONAL, 0x85},
	{"keyComponents", &key_components, 0, 0},
};
static const struct asn1_type key_type = {ASN1_SEQUENCE, false, key, COUNT(key), NULL};
static const struct asn1_type keys = {ASN1_SEQUENCE_OF, false, NULL, 0, &key_type};

static const struct asn1_field open_perso[] = {
	{"restrictParameter", &octets, ASN1_OPTIONAL, 0xD9},
	{"contactlessProtocolParameters", &octets, ASN1_OPTIONAL, 0},
};
static const struct asn1_type open_perso_type = {ASN1_SEQUENCE, false, open_perso,
						 COUNT(open_perso), NULL};

static const struct asn1_field cat_tp[] = {
	{"catTpMaxSduSize", &integer, 0, 0},
	{"catTpMaxPduSize", &integer, 0, 0},
};
static const struct asn1_type cat_tp_type = {ASN1_SEQUENCE, true, cat_tp, COUNT(cat_tp), NULL};

static const struct asn1_field security_domain[] = {
	{"sd-Header", &asn1_pe_header, 0, 0},
	{"instance", &instance_type, 0, 0},
	{"keyList", &keys, ASN1_OPTIONAL, 0},
	{"sdPersoData", &octets_list, ASN1_OPTIONAL, 0},
	{"openPersoData", &open_perso_type, ASN1_OPTIONAL, 0},
	{"catTpParameters", &cat_tp_type, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pe_security_domain = {ASN1_SEQUENCE, true, security_domain,
						    COUNT(security_domain), NULL};

static const struct asn1_field load_package[] = {
	{"loadPackageAID", &octets, 0, APPLICATION_15},
	{"securityDomainAID", &octets, ASN1_OPTIONAL, APPLICATION_15},
	{"nonVolatileCodeLimitC6", &octets, ASN1_OPTIONAL, 0xC6},
	{"volatileDataLimitC7", &octets, ASN1_OPTIONAL, 0xC7},
	{"nonVolatileDataLimitC8", &octets, ASN1_OPTIONAL, 0xC8},
	{"hashValue", &octets, ASN1_OPTIONAL, 0xC1},
	{"loadBlockObject", &octets, 0, 0xC4},
};
static const struct asn1_type load_package_type = {ASN1_SEQUENCE, false, load_package,
						   COUNT(load_package), NULL};

static const struct asn1_field application[] = {
	{"app-Header", &asn1_pe_header, 0, 0},
	{"loadBlock", &load_package_type, ASN1_OPTIONAL, 0},
	{"instanceList", &instances, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pe_application = {ASN1_SEQUENCE, true, application,
						COUNT(application), NULL};

static const struct asn1_field adf_rfm[] = {
	{"adfAID", &octets, 0, 0},
	{"adfAccessDomain", &octets, 0, 0},
	{"adfAdminAccessDomain", &octets, 0, 0},
};
static const struct asn1_type adf_rfm_type = {ASN1_SEQUENCE, true, adf_rfm, COUNT(adf_rfm), NULL};

static const struct asn1_field rfm[] = {
	{"rfm-header", &asn1_pe_header, 0, 0xA0},
	{"instanceAID", &octets, 0, APPLICATION_15},
	{"securityDomainAID", &octets, ASN1_OPTIONAL, APPLICATION_15},
	{"tarList", &octets_list, ASN1_OPTIONAL, 0xA0},
	{"minimumSecurityLevel", &octets, 0, 0x81},
	{"uiccAccessDomain", &octets, 0, 0},
	{"uiccAdminAccessDomain", &octets, 0, 0},
	{"adfRFMAccess", &adf_rfm_type, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pe_rfm = {ASN1_SEQUENCE, false, rfm, COUNT(rfm), NULL};

/* ---- the rest ---- */

static const struct asn1_field non_standard[] = {
	{"nonStandard-header", &asn1_pe_header, 0, 0},
	{"issuerID", &asn1_oid, 0, 0},
	{"content", &octets, 0, 0},
};
static const struct asn1_type pe_non_standard = {ASN1_SEQUENCE, true, non_standard,
						 COUNT(non_standard), NULL};

static const struct asn1_field end[] = {
	{"end-header", &asn1_pe_header, 0, 0},
};
static const struct asn1_type pe_end = {ASN1_SEQUENCE, true, end, COUNT(end), NULL};

static const struct asn1_type pe_dummy = {ASN1_SEQUENCE, true, NULL, 0, NULL};

static const struct asn1_field elements[] = {
	{"header", &profile_header, 0, 0},
	{"genericFileManagement", &pe_gfm, 0, 0},
	{"pinCodes", &pe_pin_codes, 0, 0},
	{"pukCodes", &pe_puk_codes, 0, 0},
	{"akaParameter", &pe_aka, 0, 0},
	{"cdmaParameter", &pe_cdma, 0, 0},
	{"securityDomain", &pe_security_domain, 0, 0},
	{"rfm", &pe_rfm, 0, 0},
	{"application", &pe_application, 0, 0},
	{"nonStandard", &pe_non_standard, 0, 0},
	{"end", &pe_end, 0, 0},
	{"rfu1", &pe_dummy, 0, 0},
	{"rfu2", &pe_dummy, 0, 0},
	{"rfu3", &pe_dummy, 0, 0},
	{"rfu4", &pe_dummy, 0, 0},
	{"rfu5", &pe_dummy, 0, 0},
	{"mf", &asn1_pe_mf, 0, 0},
	{"cd", &asn1_pe_cd, 0, 0},
	{"telecom", &asn1_pe_telecom, 0, 0},
	{"usim", &asn1_pe_usim, 0, 0},
	{"opt-usim", &asn1_pe_opt_usim, 0, 0},
	{"isim", &asn1_pe_isim, 0, 0},
	{"opt-isim", &asn1_pe_opt_isim, 0, 0},
	{"phonebook", &asn1_pe_phonebook, 0, 0},
	{"gsm-access", &asn1_pe_gsm_access, 0, 0},
	{"csim", &asn1_pe_csim, 0, 0},
	{"opt-csim", &asn1_pe_opt_csim, 0, 0},
	{"eap", &asn1_pe_eap, 0, 0},
	{"df-5gs", &asn1_pe_df_5gs, 0, 0},
	{"df-saip", &asn1_pe_df_saip, 0, 0},
	{"df-snpn", &asn1_pe_df_snpn, 0, 0},
	{"df-5gprose", &asn1_pe_df_5gprose, 0, 0},
	{"iot", &asn1_pe_iot, 0, 0},
	{"opt-iot", &asn1_pe_opt_iot, 0, 0},
};
const struct asn1_type asn1_profile_element = {ASN1_CHOICE, true, elements, COUNT(elements), NULL};
