/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every setting, with the limits of SGP.22 annex H and this card's own choice. */
#include "apdu/channel.h"
#include "settings.h"

/* UICCCapability (PEDefinitions). */
static const char *const uicc_capabilities[] = {
	"contactlessSupport",
	"usimSupport",
	"isimSupport",
	"csimSupport",
	"akaMilenage",
	"akaCave",
	"akaTuak128",
	"akaTuak256",
	"usimTestAlgorithm",
	"rfu2",
	"gbaAuthenUsim",
	"gbaAuthenISim",
	"mbmsAuthenUsim",
	"eapClient",
	"javacard",
	"multos",
	"multipleUsimSupport",
	"multipleIsimSupport",
	"multipleCsimSupport",
	"berTlvFileSupport",
	"dfLinkSupport",
	"catTp",
	"getIdentity",
	"profile-a-x25519",
	"profile-b-p256",
	"suciCalculatorApi",
	"dns-resolution",
	"scp11ac",
	"scp11c-authorization-mechanism",
	"s16mode",
	"eaka",
	"iotminimal",
	NULL,
};

/* RspCapability, of v3 EuiccRspCapability. */
static const char *const rsp_capabilities[] = {
	"additionalProfile",
	"crlSupport",
	"rpmSupport",
	"testProfileSupport",
	"deviceInfoExtensibilitySupport",
	"serviceSpecificDataSupport",
	"hriServerAddressSupport",
	"serviceProviderMessageSupport",
	"lpaProxySupport",
	"enterpriseProfilesSupport",
	"serviceDescriptionSupport",
	"deviceChangeSupport",
	"encryptedDeviceChangeDataSupport",
	"estimatedProfileSizeIndicationSupport",
	"profileSizeInProfilesInfoSupport",
	"crlStaplingV3Support",
	"certChainV3VerificationSupport",
	"signedSmdsResponseV3Support",
	"euiccRspCapInInfo1",
	"osUpdateSupport",
	"cancelForEmptySpnPnSupport",
	"updateNotifConfigInfoSupport",
	"updateMetadataV3Support",
	"v3ObjectsInCtxParamsCASupport",
	"pushServiceRegistrationSupport",
	NULL,
};

static const char *const policy_rules[] = {"pprUpdateControl", "ppr1", "ppr2", NULL};
static const char *const tre_properties[] = {"isDiscrete", "isIntegrated", "usesRemoteMemory",
					     NULL};

/* What a profile's applications really find here. A CSIM has its files, PINs and keys, which is
 * what a ProfileHeader asks for by that name; CAVE has a bit of its own. */
#define UICC_CAPABILITY                                                                            \
	"usimSupport,isimSupport,csimSupport,akaMilenage,akaTuak128,akaTuak256,usimTestAlgorithm," \
	"gbaAuthenUsim,gbaAuthenISim,multipleUsimSupport,multipleIsimSupport,"                     \
	"multipleCsimSupport,berTlvFileSupport,dfLinkSupport,getIdentity,profile-a-x25519,"        \
	"profile-b-p256,iotminimal"
#define RSP_CAPABILITY "additionalProfile,deviceInfoExtensibilitySupport,serviceSpecificDataSupport"
#define ISDR_AID       "A0000005591010FFFFFFFF8900000100"

enum {
	AID_MIN = 5,
	AID_MAX = 16,
	KEY_ID_MAX = 32,
	TEXT_MAX = 255,
	ADDITIONAL_INFO_MAX = 32,
	SAS_NUMBER_MAX = 64,
	CATEGORY_MAX = 3,
	/* A fully qualified domain name has at most 255 octets (RFC 1035 2.3.4), and a port may
	 * follow. */
	ADDRESS_MAX = 255 + 6,
	SEGMENT_MIN = 16,
	SEGMENT_MAX = 255,
};

const struct setting settings_table[SETTING_COUNT] = {
	[SETTING_PROFILE_VERSION] = {"profileVersion", SETTING_VERSION, 0, 0, NULL, "2.3.1"},
	[SETTING_SVN] = {"svn", SETTING_VERSION, 0, 0, NULL, "2.5.0"},
	[SETTING_HIGHEST_SVN] = {"highestSvn", SETTING_VERSION, 0, 0, NULL, NULL},
	[SETTING_FIRMWARE_VERSION] = {"euiccFirmwareVer", SETTING_VERSION, 0, 0, NULL, "0.1.0"},
	[SETTING_UICC_CAPABILITY] = {"uiccCapability", SETTING_BITS, 0, 0, uicc_capabilities,
				     UICC_CAPABILITY},
	[SETTING_TS102241_VERSION] = {"ts102241Version", SETTING_VERSION, 0, 0, NULL, NULL},
	[SETTING_GLOBALPLATFORM_VERSION] = {"globalplatformVersion", SETTING_VERSION, 0, 0, NULL,
					    NULL},
	[SETTING_RSP_CAPABILITY] = {"rspCapability", SETTING_BITS, 0, 0, rsp_capabilities,
				    RSP_CAPABILITY},
	[SETTING_CI_VERIFICATION] = {"euiccCiPKIdListForVerification", SETTING_BYTES_LIST, 1,
				     KEY_ID_MAX, NULL, NULL},
	[SETTING_CI_SIGNING] = {"euiccCiPKIdListForSigning", SETTING_BYTES_LIST, 1, KEY_ID_MAX,
				NULL, NULL},
	[SETTING_CI_SIGNING_V3] = {"euiccCiPKIdListForSigningV3", SETTING_BYTES_LIST, 1, KEY_ID_MAX,
				   NULL, NULL},
	[SETTING_CATEGORY] = {"euiccCategory", SETTING_NUMBER, 0, CATEGORY_MAX, NULL, NULL},
	[SETTING_FORBIDDEN_RULES] = {"forbiddenProfilePolicyRules", SETTING_BITS, 0, 0,
				     policy_rules, NULL},
	[SETTING_PP_VERSION] = {"ppVersion", SETTING_VERSION, 0, 0, NULL, "1.0.0"},
	/* No site has been accredited to make this card. The name is ASN.1's own spelling. */
	[SETTING_SAS_NUMBER] = {"sasAcreditationNumber", SETTING_TEXT, 0, SAS_NUMBER_MAX, NULL, ""},
	[SETTING_PLATFORM_LABEL] = {"certificationDataObject.platformLabel", SETTING_TEXT, 0,
				    TEXT_MAX, NULL, NULL},
	[SETTING_DISCOVERY_URL] = {"certificationDataObject.discoveryBaseURL", SETTING_TEXT, 0,
				   TEXT_MAX, NULL, NULL},
	[SETTING_TRE_PROPERTIES] = {"treProperties", SETTING_BITS, 0, 0, tre_properties, NULL},
	[SETTING_TRE_REFERENCE] = {"treProductReference", SETTING_TEXT, 0, TEXT_MAX, NULL, NULL},
	[SETTING_FURTHER_PROFILE_VERSIONS] = {"additionalEuiccProfilePackageVersions",
					      SETTING_VERSIONS, 0, 0, NULL, "3.3.1"},
	[SETTING_LPA_MODE] = {"lpaMode", SETTING_NUMBER, 0, 1, NULL, NULL},
	[SETTING_ADDITIONAL_INFO] = {"additionalEuiccInfo", SETTING_BYTES, 0, ADDITIONAL_INFO_MAX,
				     NULL, NULL},
	/* SGP.22 2.9.2.2: every operator may set every rule, when the end user agrees. */
	[SETTING_RULES_TABLE] = {"rulesAuthorisationTable", SETTING_RULES, 0, 0, NULL,
				 "ppr1 ppr2 consentRequired *"},
	[SETTING_DEFAULT_DP_ADDRESS] = {"defaultDpAddress", SETTING_TEXT, 0, ADDRESS_MAX, NULL,
					NULL},
	[SETTING_ROOT_DS_ADDRESS] = {"rootDsAddress", SETTING_TEXT, 0, ADDRESS_MAX, NULL,
				     "testrootsmds.example.com"},
	[SETTING_MORE_ROOT_DS_ADDRESSES] = {"additionalRootDsAddresses", SETTING_TEXTS, 1,
					    ADDRESS_MAX, NULL, NULL},
	[SETTING_ISDR_AIDS] = {"isdrAids", SETTING_BYTES_LIST, AID_MIN, AID_MAX, NULL, ISDR_AID},
	[SETTING_SEGMENT_SIZE] = {"maximumSegmentSize", SETTING_NUMBER, SEGMENT_MIN, SEGMENT_MAX,
				  NULL, "255"},
	[SETTING_CHANNELS] = {"channels", SETTING_NUMBER, 1, CHANNEL_COUNT, NULL, "20"},
	[SETTING_REFRESH] = {"refresh", SETTING_FLAG, 0, 0, NULL, "true"},
	[SETTING_MEMORY] = {"nonVolatileMemory", SETTING_NUMBER, 1, UINT32_MAX, NULL, "2097152"},
	[SETTING_VOLATILE_MEMORY] = {"volatileMemory", SETTING_NUMBER, 0, UINT32_MAX, NULL,
				     "65536"},
};
