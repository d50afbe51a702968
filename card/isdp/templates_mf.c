/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the MF, DF.CD, DF.TELECOM and DF.PHONEBOOK (ETSI TS 102 221 clause 13, 3GPP TS 31.102
 * clauses 4.4 and 4.6). */
#include "isdp/templates.h"

/* clang-format off */
const struct template_file mf_files[MF_FILES] = {
	{"mf",              MF, 0x3F00,  0, 0x00, 14,  0,   0, RQ, NULL},
	{"ef-pl",           TR, 0x2F05,  0, 0x05,  1,  0,   2,  0, "FF.."},
	{"ef-iccid",        TR, 0x2FE2,  0, 0x00, 11,  0,  10, RQ, NULL},
	{"ef-dir",          LF, 0x2F00,  0, 0x1E, 10,  0,   0, RQ, NULL},
	{"ef-arr",          LF, 0x2F06,  0, 0x00, 10,  0,   0, RQ, NULL},
	{"ef-umpc",         TR, 0x2F08,  0, 0x08, 10,  0,   5,  0, NULL},
};

const struct template_file cd_files[CD_FILES] = {
	{"df-cd",           DF, 0x7F11,  0, 0x00, 14,  0,   0, RQ, NULL},
	{"ef-launchpad",    TR, 0x6F01,  0, 0x00,  2,  0,   0,  0, NULL},
	{"ef-icon",         TR, 0x6F40, 63, 0x00,  2,  0,   0,  0, NULL},
};

const struct template_file telecom_files[TELECOM_FILES] = {
	{"df-telecom",      DF, 0x7F10,  0, 0x00, 14,  0,   0, RQ, NULL},
	{"ef-arr",          LF, 0x6F06,  0, 0x00, 10,  0,   0,  0, NULL},
	{"ef-rma",          LF, 0x6F53,  0, 0x00,  3,  0,   0,  0, NULL},
	{"ef-sume",         TR, 0x6F54,  0, 0x00,  3,  0,  22,  0, NULL},
	{"ef-ice-dn",       LF, 0x6FE0,  0, 0x00,  9, 50,  24,  0, "FF.."},
	{"ef-ice-ff",       LF, 0x6FE1,  0, 0x00,  9,  0,   0,  0, "FF.."},
	{"ef-psismsc",      LF, 0x6FE5,  0, 0x00,  5,  0,   0,  0, NULL},
	{"df-graphics",     DF, 0x5F50,  0, 0x00, 14,  0,   0,  0, NULL},
	{"ef-img",          LF, 0x4F20,  0, 0x00,  2,  0,   0,  0, "00FF.."},
	{"ef-iidf",         TR, 0x4F40, 64, 0x00,  2,  0,   0,  0, "FF.."},
	{"ef-ice-graphics", BT, 0x4F21,  0, 0x00,  9,  0,   0,  0, NULL},
	{"ef-launch-scws",  TR, 0x4F01,  0, 0x00, 10,  0,   0,  0, NULL},
	{"ef-icon",         TR, 0x4F80, 64, 0x00, 10,  0,   0,  0, NULL},
	{"df-phonebook",    DF, 0x5F3A,  0, 0x00, 14,  0,   0,  0, NULL},
	{"ef-pbr",          LF, 0x4F30,  0, 0x00,  2,  0,   0,  0, NULL},
	{"ef-ext1",         LF, 0x4F38,  8, 0x00,  5,  0,  13,  0, "00FF.."},
	{"ef-aas",          LF, 0x4F40,  8, 0x00,  5,  0,   0,  0, "FF.."},
	{"ef-gas",          LF, 0x4F48,  8, 0x00,  5,  0,   0,  0, "FF.."},
	{"ef-psc",          TR, 0x4F22,  0, 0x00,  5,  0,   4,  0, "00.."},
	{"ef-cc",           TR, 0x4F23,  0, 0x00,  5,  0,   2, HU, "00.."},
	{"ef-puid",         TR, 0x4F24,  0, 0x00,  5,  0,   2, HU, "00.."},
	{"ef-iap",          LF, 0x4F50,  8, 0x00,  5,  0,   0,  0, "FF.."},
	{"ef-adn",          LF, 0x4F58,  8, 0x00,  5,  0,   0,  0, "FF.."},
	{"ef-pbc",          LF, 0x4F60,  8, 0x00,  5,  0,   2,  0, "00.."},
	{"ef-anr",          LF, 0x4F68,  8, 0x00,  5,  0,   0,  0, "FF.."},
	{"ef-puri",         LF, 0x4F70,  8, 0x00,  5,  0,   0,  0, NULL},
	{"ef-email",        LF, 0x4F78,  8, 0x00,  5,  0,   0,  0, "FF.."},
	{"ef-sne",          LF, 0x4F80,  8, 0x00,  5,  0,   0,  0, "FF.."},
	{"ef-uid",          LF, 0x4F88,  8, 0x00,  5,  0,   2,  0, "00.."},
	{"ef-grp",          LF, 0x4F90,  8, 0x00,  5,  0,   0,  0, "00.."},
	{"ef-ccp1",         LF, 0x4F98,  8, 0x00,  5,  0,   0,  0, "FF.."},
	{"df-multimedia",   DF, 0x5F3B,  0, 0x00, 14,  0,   0,  0, NULL},
	{"ef-mml",          BT, 0x4F47,  0, 0x00,  5,  0,   0,  0, NULL},
	{"ef-mmdf",         BT, 0x4F48,  0, 0x00,  5,  0,   0,  0, NULL},
	{"df-mmss",         DF, 0x5F3C,  0, 0x00, 14,  0,   0,  0, NULL},
	{"ef-mlpl",         TR, 0x4F20,  0, 0x01,  2,  0,   0,  0, NULL},
	{"ef-mspl",         TR, 0x4F21,  0, 0x02,  2,  0,   0,  0, NULL},
	{"ef-mmssmode",     TR, 0x4F22,  0, 0x03,  2,  0,   1,  0, NULL},
	{"df-mcs",          DF, 0x5F3D,  0, 0x00, 14,  0,   0,  0, NULL},
	{"ef-mst",          TR, 0x4F01,  0, 0x01,  2,  0,   0,  0, NULL},
	{"ef-mcs-config",   BT, 0x4F02,  0, 0x02,  2,  0,   0,  0, NULL},
	{"df-v2x",          DF, 0x5F3E,  0, 0x00, 14,  0,   0,  0, NULL},
	{"ef-vst",          TR, 0x4F01,  0, 0x01,  2,  0,   0,  0, NULL},
	{"ef-v2x-config",   BT, 0x4F02,  0, 0x02,  2,  0,   0,  0, NULL},
	{"ef-v2xp-pc5",     TR, 0x4F03,  0, 0x00,  2,  0,   0,  0, NULL},
	{"ef-v2xp-Uu",      TR, 0x4F04,  0, 0x00,  2,  0,   0,  0, NULL},
};
/* clang-format on */
