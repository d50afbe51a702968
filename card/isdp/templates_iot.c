/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of IoT minimal profiles: the MF and an ADF.USIM of one element. Which they are, and in
 * which order, is the ASN.1's; each is as the same file of the templates MF, USIM, OPT-USIM, DF-5GS
 * and DF-SAIP in their latest version. Of an absent file those templates know no content where they
 * want it named, so here:
 *   - EF.ICCID and EF.DIR follow from the ProfileHeader, the latter with a record for an AID of any
 *     length,
 *   - EF.ARR, EF.UST and EF.ECC the profile has to give, and the PINs of the directories. */
#include "isdp/templates.h"

/* clang-format off */
const struct template_file iot_files[IOT_FILES] = {
	{"mf",              MF, 0x3F00,  0, 0x00, 14,  0,   0, GV, NULL},
	{"ef-pl",           TR, 0x2F05,  0, 0x05,  1,  0,   2,  0, "FF.."},
	{"ef-iccid",        TR, 0x2FE2,  0, 0x00, 11,  0,  10, FILE_OF_ICCID, NULL},
	{"ef-dir",          LF, 0x2F00,  0, 0x1E, 10,  1,  20, FILE_OF_AID, NULL},
	{"ef-arr",          LF, 0x2F06,  0, 0x00, 10,  0,   0, GV, NULL},
	{"ef-umpc",         TR, 0x2F08,  0, 0x08, 10,  0,   5,  0, NULL},
	{"adf-usim",       ADF, 0,       0, 0x00, 14,  0,   0, GV | FILE_OF_AID, NULL},
	{"ef-imsi",         TR, 0x6F07,  0, 0x07,  2,  0,   9, RQ, NULL},
	{"ef-arr-usim",     LF, 0x6F06,  0, 0x17, 10,  0,   0, GV, NULL},
	{"ef-keys",         TR, 0x6F08,  0, 0x08,  5,  0,  33, HU, "07FF.."},
	{"ef-keysPS",       TR, 0x6F09,  0, 0x09,  5,  0,  33, HU, "07FF.."},
	{"ef-hpplmn",       TR, 0x6F31,  0, 0x12,  2,  0,   1,  0, "0A"},
	{"ef-ust",          TR, 0x6F38,  0, 0x04,  2,  0,  17, GV, NULL},
	{"ef-start-hfn",    TR, 0x6F5B,  0, 0x0F,  5,  0,   6, HU, "F00000F00000"},
	{"ef-threshold",    TR, 0x6F5C,  0, 0x10,  2,  0,   3,  0, "FF.."},
	{"ef-psloci",       TR, 0x6F73,  0, 0x0C,  5,  0,  14, HU, "FF..0000FF01"},
	{"ef-acc",          TR, 0x6F78,  0, 0x06,  2,  0,   2, RQ, NULL},
	{"ef-fplmn",        TR, 0x6F7B,  0, 0x0D,  5,  0,  12,  0, "FF.."},
	{"ef-loci",         TR, 0x6F7E,  0, 0x0B,  5,  0,  11, HU, "FF..0000FF01"},
	{"ef-ad",           TR, 0x6FAD,  0, 0x03, 10,  0,   4,  0, "00000002"},
	{"ef-ecc",          LF, 0x6FB7,  0, 0x01, 10,  1,   4, GV, NULL},
	{"ef-netpar",       TR, 0x6FC4,  0, 0x00,  5,  0, 128, HU, "FF.."},
};

const struct template_file opt_iot_files[OPT_IOT_FILES] = {
	{"ef-fdn",          LF, 0x6F3B,  0, 0x00,  8, 20,  26,  0, "FF.."},
	{"ef-sms",          LF, 0x6F3C,  0, 0x00,  5, 10, 176,  0, "00FF.."},
	{"ef-smsp",         LF, 0x6F42,  0, 0x00,  5,  1,  38,  0, "FF.."},
	{"ef-smss",         TR, 0x6F43,  0, 0x00,  5,  0,   2,  0, "FF.."},
	{"ef-spn",          TR, 0x6F46,  0, 0x00, 10,  0,  17,  0, NULL},
	{"ef-est",          TR, 0x6F56,  0, 0x05,  8,  0,   1,  0, NULL},
	{"ef-oplmnwact",    TR, 0x6F61,  0, 0x11,  2,  0,  40,  0, "*FFFFFF0000"},
	{"ef-hplmnwact",    TR, 0x6F62,  0, 0x13,  2,  0,   5,  0, "*FFFFFF0000"},
	{"ef-ehplmn",       TR, 0x6FD9,  0, 0x1D,  2,  0,  15,  0, "FF.."},
	{"ef-epsloci",      TR, 0x6FE3,  0, 0x1E,  5,  0,  18, HU, "FF..000001"},
	{"ef-epsnsc",       LF, 0x6FE4,  0, 0x18,  5,  1,  80, HU, "FF.."},
	{"df-df-5gs",       DF, 0x5FC0,  0, 0x00, 14,  0,   0,  0, NULL},
	{"ef-5gs3gpploci",  TR, 0x4F01,  0, 0x01,  5,  0,  20, HU, "FF..00000001"},
	{"ef-5gsn3gpploci", TR, 0x4F02,  0, 0x02,  5,  0,  20, HU, "FF..00000001"},
	{"ef-5gs3gppnsc",   LF, 0x4F03,  0, 0x03,  5,  2,  62, HU, "FF.."},
	{"ef-5gsn3gppnsc",  LF, 0x4F04,  0, 0x04,  5,  2,  62, HU, "FF.."},
	{"ef-5gauthkeys",   TR, 0x4F05,  0, 0x05,  5,  0, 110, HU, NULL},
	{"ef-uac-aic",      TR, 0x4F06,  0, 0x06,  2,  0,   4,  0, NULL},
	{"ef-suci-calc-info", TR, 0x4F07, 0, 0x07, 2,  0,   0,  0, "FF.."},
	{"ef-opl5g",        LF, 0x4F08,  0, 0x08, 10,  0,  10,  0, "FF.."},
	{"ef-supi-nai",     TR, 0x4F09,  0, 0x09,  2,  0,   0,  0, NULL},
	{"ef-routing-indicator", TR, 0x4F0A, 0, 0x0A, 2, 0, 4,  0, "F0FF0000"},
	{"ef-ursp",         BT, 0x4F0B,  0, 0x00,  2,  0,   0,  0, NULL},
	{"ef-tn3gppsnn",    TR, 0x4F0C,  0, 0x0C,  2,  0,   1,  0, "00"},
	{"df-df-saip",      DF, 0x5FD0,  0, 0x00, 14,  0,   0,  0, NULL},
	{"ef-suci-calc-info-usim", TR, 0x4F01, 0, 0x00, 3, 0, 0, 0, "FF.."},
};
/* clang-format on */
