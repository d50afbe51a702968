/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PEDefinitions: everything but the file elements of asn1_files.c. */
#include "profile/asn1.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Tags as bytes spell them: 0x62 is [APPLICATION 2] constructed, 0xC6 [PRIVATE 6] primitive. */
enum {
	APPLICATION_15 = 0x4F,
	APPLICATION_32 = 0x5F20,
};

static const struct asn1_type null = {.kind = ASN1_NULL};
static const struct asn1_type integer = {.kind = ASN1_INTEGER};
static const struct asn1_type octets = {.kind = ASN1_OCTETS};
static const struct asn1_type utf8 = {.kind = ASN1_UTF8};
const struct asn1_type asn1_oid = {.kind = ASN1_OID};

static const struct asn1_type octets_list = {.kind = ASN1_SEQUENCE_OF, .element = &octets};
static const struct asn1_type oid_list = {.kind = ASN1_SEQUENCE_OF, .element = &asn1_oid};

static const struct asn1_field pe_header[] = {
	{"mandated", &null, ASN1_OPTIONAL, 0},
	{"identification", &integer, 0, 0},
};
const struct asn1_type asn1_pe_header = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = pe_header, .count = COUNT(pe_header)};

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
static const struct asn1_type services_list = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = services, .count = COUNT(services)};

static const struct asn1_field mandatory_aid[] = {
	{"aid", &octets, 0, 0},
	{"version", &octets, 0, 0},
};
static const struct asn1_type mandatory_aid_type = {.kind = ASN1_SEQUENCE,
						    .automatic = true,
						    .fields = mandatory_aid,
						    .count = COUNT(mandatory_aid)};
static const struct asn1_type mandatory_aids = {.kind = ASN1_SEQUENCE_OF,
						.element = &mandatory_aid_type};

static const struct asn1_field iot_options[] = {
	{"pix", &octets, 0, 0},
};
static const struct asn1_type iot_options_type = {.kind = ASN1_SEQUENCE,
						  .automatic = true,
						  .fields = iot_options,
						  .count = COUNT(iot_options)};

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
static const struct asn1_type profile_header = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = header, .count = COUNT(header)};

/* ---- files ---- */

static const struct asn1_field proprietary_info[] = {
	{"specialFileInformation", &octets, ASN1_OPTIONAL, 0xC0},
	{"fillPattern", &octets, ASN1_OPTIONAL, 0xC1},
	{"repeatPattern", &octets, ASN1_OPTIONAL, 0xC2},
	{"maximumFileSize", &octets, ASN1_OPTIONAL, 0x86},
	{"fileDetails", &octets, ASN1_OPTIONAL, 0x84},
};
static const struct asn1_type proprietary_info_type = {
	.kind = ASN1_SEQUENCE, .fields = proprietary_info, .count = COUNT(proprietary_info)};

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
static const struct asn1_type fcp_type = {
	.kind = ASN1_SEQUENCE, .fields = fcp, .count = COUNT(fcp)};

static const struct asn1_field file_part[] = {
	{"doNotCreate", &null, 0, 0},
	{"fileDescriptor", &fcp_type, 0, 0},
	{"fillFileOffset", &integer, 0, 0},
	{"fillFileContent", &octets, 0, 0},
};
static const struct asn1_type file_part_type = {
	.kind = ASN1_CHOICE, .automatic = true, .fields = file_part, .count = COUNT(file_part)};
const struct asn1_type asn1_file = {.kind = ASN1_SEQUENCE_OF, .element = &file_part_type};

static const struct asn1_field file_command[] = {
	{"filePath", &octets, 0, 0x80},
	{"createFCP", &fcp_type, 0, 0x62},
	{"fillFileOffset", &integer, 0, 0},
	{"fillFileContent", &octets, 0, 0x81},
};
static const struct asn1_type file_command_type = {
	.kind = ASN1_CHOICE, .fields = file_command, .count = COUNT(file_command)};
static const struct asn1_type file_management = {.kind = ASN1_SEQUENCE_OF,
						 .element = &file_command_type};
static const struct asn1_type file_managements = {.kind = ASN1_SEQUENCE_OF,
						  .element = &file_management};

static const struct asn1_field gfm[] = {
	{"gfm-header", &asn1_pe_header, 0, 0},
	{"fileManagementCMD", &file_managements, 0, 0},
};
static const struct asn1_type pe_gfm = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = gfm, .count = COUNT(gfm)};

/* ---- PINs and PUKs ---- */

static const struct asn1_field pin[] = {
	{"keyReference", &integer, 0, 0},
	{"pinValue", &octets, ASN1_SECRET, 0},
	{"unblockingPINReference", &integer, ASN1_OPTIONAL, 0},
	{"pinAttributes", &integer, ASN1_OPTIONAL, 0},
	{"maxNumOfAttemps-retryNumLeft", &integer, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pin_type = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = pin, .count = COUNT(pin)};
static const struct asn1_type pins = {.kind = ASN1_SEQUENCE_OF, .element = &pin_type};

static const struct asn1_field pin_choice[] = {
	{"pinconfig", &pins, 0, 0},
	{"filePath", &octets, 0, 0},
};
static const struct asn1_type pin_choice_type = {
	.kind = ASN1_CHOICE, .automatic = true, .fields = pin_choice, .count = COUNT(pin_choice)};

static const struct asn1_field pin_codes[] = {
	{"pin-Header", &asn1_pe_header, 0, 0},
	{"pinCodes", &pin_choice_type, 0, 0},
};
static const struct asn1_type pe_pin_codes = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = pin_codes, .count = COUNT(pin_codes)};

static const struct asn1_field puk[] = {
	{"keyReference", &integer, 0, 0},
	{"pukValue", &octets, ASN1_SECRET, 0},
	{"maxNumOfAttemps-retryNumLeft", &integer, ASN1_OPTIONAL, 0},
};
static const struct asn1_type puk_type = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = puk, .count = COUNT(puk)};
static const struct asn1_type puks = {.kind = ASN1_SEQUENCE_OF, .element = &puk_type};

static const struct asn1_field puk_codes[] = {
	{"puk-Header", &asn1_pe_header, 0, 0},
	{"pukCodes", &puks, 0, 0},
};
static const struct asn1_type pe_puk_codes = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = puk_codes, .count = COUNT(puk_codes)};

/* ---- network access application secrets ---- */

static const struct asn1_field mapping[] = {
	{"mappingOptions", &octets, 0, 0},
	{"mappingSource", &octets, 0, 0},
};
static const struct asn1_type mapping_type = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = mapping, .count = COUNT(mapping)};

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
static const struct asn1_type algorithm_type = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = algorithm, .count = COUNT(algorithm)};

static const struct asn1_field algorithm_choice[] = {
	{"mappingParameter", &mapping_type, 0, 0},
	{"algoParameter", &algorithm_type, 0, 0},
};
static const struct asn1_type algorithm_choice_type = {.kind = ASN1_CHOICE,
						       .automatic = true,
						       .fields = algorithm_choice,
						       .count = COUNT(algorithm_choice)};

static const struct asn1_field aka[] = {
	{"aka-header", &asn1_pe_header, 0, 0},
	{"algoConfiguration", &algorithm_choice_type, 0, 0},
	{"sqnOptions", &octets, ASN1_OPTIONAL, 0},
	{"sqnDelta", &octets, ASN1_OPTIONAL, 0},
	{"sqnAgeLimit", &octets, ASN1_OPTIONAL, 0},
	{"sqnInit", &octets_list, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pe_aka = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = aka, .count = COUNT(aka)};

static const struct asn1_field cdma[] = {
	{"cdma-header", &asn1_pe_header, 0, 0},
	{"authenticationKey", &octets, ASN1_SECRET, 0},
	{"ssd", &octets, ASN1_OPTIONAL | ASN1_SECRET, 0},
	{"hrpdAccessAuthenticationData", &octets, ASN1_OPTIONAL | ASN1_SECRET, 0},
	{"simpleIPAuthenticationData", &octets, ASN1_OPTIONAL | ASN1_SECRET, 0},
	{"mobileIPAuthenticationData", &octets, ASN1_OPTIONAL | ASN1_SECRET, 0},
};
static const struct asn1_type pe_cdma = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = cdma, .count = COUNT(cdma)};

/* ---- security domains and applications ---- */

static const struct asn1_field contactless[] = {
	{"protocolParameterData", &octets, 0, 0},
};
static const struct asn1_type contactless_type = {.kind = ASN1_SEQUENCE,
						  .automatic = true,
						  .fields = contactless,
						  .count = COUNT(contactless)};

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
static const struct asn1_type system_parameters_type = {
	.kind = ASN1_SEQUENCE, .fields = system_parameters, .count = COUNT(system_parameters)};

static const struct asn1_field uicc_parameters[] = {
	{"uiccToolkitApplicationSpecificParametersField", &octets, ASN1_OPTIONAL, 0x80},
	{"uiccAccessApplicationSpecificParametersField", &octets, ASN1_OPTIONAL, 0x81},
	{"uiccAdministrativeAccessApplicationSpecificParametersField", &octets, ASN1_OPTIONAL,
	 0x82},
};
static const struct asn1_type uicc_parameters_type = {
	.kind = ASN1_SEQUENCE, .fields = uicc_parameters, .count = COUNT(uicc_parameters)};

static const struct asn1_field control_reference[] = {
	{"applicationProviderIdentifier", &octets, 0, APPLICATION_32},
};
static const struct asn1_type control_reference_type = {
	.kind = ASN1_SEQUENCE, .fields = control_reference, .count = COUNT(control_reference)};

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
static const struct asn1_type instance_type = {
	.kind = ASN1_SEQUENCE, .fields = instance, .count = COUNT(instance)};
static const struct asn1_type instances = {.kind = ASN1_SEQUENCE_OF, .element = &instance_type};

static const struct asn1_field key_component[] = {
	{"keyType", &octets, 0, 0x80},
	{"keyData", &octets, ASN1_SECRET, 0x86},
	{"macLength", &integer, ASN1_OPTIONAL, 0x87},
};
static const struct asn1_type key_component_type = {
	.kind = ASN1_SEQUENCE, .fields = key_component, .count = COUNT(key_component)};
static const struct asn1_type key_components = {.kind = ASN1_SEQUENCE_OF,
						.element = &key_component_type};

static const struct asn1_field key[] = {
	{"keyUsageQualifier", &octets, 0, 0x95},
	{"keyAccess", &octets, ASN1_OPTIONAL, 0x96},
	{"keyIdentifier", &octets, 0, 0x82},
	{"keyVersionNumber", &octets, 0, 0x83},
	{"keyCounterValue", &octets, ASN1_OPTIONAL, 0x85},
	{"keyComponents", &key_components, 0, 0},
};
static const struct asn1_type key_type = {
	.kind = ASN1_SEQUENCE, .fields = key, .count = COUNT(key)};
static const struct asn1_type keys = {.kind = ASN1_SEQUENCE_OF, .element = &key_type};

static const struct asn1_field open_perso[] = {
	{"restrictParameter", &octets, ASN1_OPTIONAL, 0xD9},
	{"contactlessProtocolParameters", &octets, ASN1_OPTIONAL, 0},
};
static const struct asn1_type open_perso_type = {
	.kind = ASN1_SEQUENCE, .fields = open_perso, .count = COUNT(open_perso)};

static const struct asn1_field cat_tp[] = {
	{"catTpMaxSduSize", &integer, 0, 0},
	{"catTpMaxPduSize", &integer, 0, 0},
};
static const struct asn1_type cat_tp_type = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = cat_tp, .count = COUNT(cat_tp)};

static const struct asn1_field security_domain[] = {
	{"sd-Header", &asn1_pe_header, 0, 0},
	{"instance", &instance_type, 0, 0},
	{"keyList", &keys, ASN1_OPTIONAL, 0},
	{"sdPersoData", &octets_list, ASN1_OPTIONAL, 0},
	{"openPersoData", &open_perso_type, ASN1_OPTIONAL, 0},
	{"catTpParameters", &cat_tp_type, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pe_security_domain = {.kind = ASN1_SEQUENCE,
						    .automatic = true,
						    .fields = security_domain,
						    .count = COUNT(security_domain)};

static const struct asn1_field load_package[] = {
	{"loadPackageAID", &octets, 0, APPLICATION_15},
	{"securityDomainAID", &octets, ASN1_OPTIONAL, APPLICATION_15},
	{"nonVolatileCodeLimitC6", &octets, ASN1_OPTIONAL, 0xC6},
	{"volatileDataLimitC7", &octets, ASN1_OPTIONAL, 0xC7},
	{"nonVolatileDataLimitC8", &octets, ASN1_OPTIONAL, 0xC8},
	{"hashValue", &octets, ASN1_OPTIONAL, 0xC1},
	{"loadBlockObject", &octets, 0, 0xC4},
};
static const struct asn1_type load_package_type = {
	.kind = ASN1_SEQUENCE, .fields = load_package, .count = COUNT(load_package)};

static const struct asn1_field application[] = {
	{"app-Header", &asn1_pe_header, 0, 0},
	{"loadBlock", &load_package_type, ASN1_OPTIONAL, 0},
	{"instanceList", &instances, ASN1_OPTIONAL, 0},
};
static const struct asn1_type pe_application = {.kind = ASN1_SEQUENCE,
						.automatic = true,
						.fields = application,
						.count = COUNT(application)};

static const struct asn1_field adf_rfm[] = {
	{"adfAID", &octets, 0, 0},
	{"adfAccessDomain", &octets, 0, 0},
	{"adfAdminAccessDomain", &octets, 0, 0},
};
static const struct asn1_type adf_rfm_type = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = adf_rfm, .count = COUNT(adf_rfm)};

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
static const struct asn1_type pe_rfm = {.kind = ASN1_SEQUENCE, .fields = rfm, .count = COUNT(rfm)};

/* ---- the rest ---- */

static const struct asn1_field non_standard[] = {
	{"nonStandard-header", &asn1_pe_header, 0, 0},
	{"issuerID", &asn1_oid, 0, 0},
	{"content", &octets, 0, 0},
};
static const struct asn1_type pe_non_standard = {.kind = ASN1_SEQUENCE,
						 .automatic = true,
						 .fields = non_standard,
						 .count = COUNT(non_standard)};

static const struct asn1_field end[] = {
	{"end-header", &asn1_pe_header, 0, 0},
};
static const struct asn1_type pe_end = {
	.kind = ASN1_SEQUENCE, .automatic = true, .fields = end, .count = COUNT(end)};

static const struct asn1_type pe_dummy = {.kind = ASN1_SEQUENCE, .automatic = true};

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
const struct asn1_type asn1_profile_element = {
	.kind = ASN1_CHOICE, .automatic = true, .fields = elements, .count = COUNT(elements)};
