/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file tables behind pe_table.h, one for each element with a template. */
#ifndef ISDP_TEMPLATES_H
#define ISDP_TEMPLATES_H

#include "isdp/pe_table.h"

/* The columns that say what a file is, short enough for a table. */
#define MF  FILE_MF
#define DF  FILE_DF
#define ADF FILE_ADF
#define TR  FILE_TRANSPARENT
#define LF  FILE_LINEAR_FIXED
#define CY  FILE_CYCLIC
#define BT  FILE_BER_TLV
#define RQ  FILE_REQUIRED
#define HU  FILE_HIGH_UPDATE
#define GV  FILE_GIVEN

enum {
	MF_FILES = 6,
	CD_FILES = 3,
	TELECOM_FILES = 46,
	TELECOM_PHONEBOOK = 13, /* row of df-phonebook, which PE-PHONEBOOK puts in an ADF */
	USIM_FILES = 24,
	OPT_USIM_FILES = 86,
	PHONEBOOK_FILES = 18,
	GSM_ACCESS_FILES = 5,
	DF_5GS_FILES = 20,
	DF_SAIP_FILES = 2,
	DF_SNPN_FILES = 2,
	DF_5GPROSE_FILES = 7,
	ISIM_FILES = 7,
	OPT_ISIM_FILES = 14,
	CSIM_FILES = 35,
	OPT_CSIM_FILES = 67,
	EAP_FILES = 8,
	IOT_FILES = 22,
	OPT_IOT_FILES = 26,
};

extern const struct template_file mf_files[MF_FILES];
extern const struct template_file cd_files[CD_FILES];
extern const struct template_file telecom_files[TELECOM_FILES];
extern const struct template_file usim_files[USIM_FILES];
extern const struct template_file opt_usim_files[OPT_USIM_FILES];
extern const struct template_file gsm_access_files[GSM_ACCESS_FILES];
extern const struct template_file df_5gs_files[DF_5GS_FILES];
extern const struct template_file df_saip_files[DF_SAIP_FILES];
extern const struct template_file df_snpn_files[DF_SNPN_FILES];
extern const struct template_file df_5gprose_files[DF_5GPROSE_FILES];
extern const struct template_file isim_files[ISIM_FILES];
extern const struct template_file opt_isim_files[OPT_ISIM_FILES];
extern const struct template_file csim_files[CSIM_FILES];
extern const struct template_file opt_csim_files[OPT_CSIM_FILES];
extern const struct template_file eap_files[EAP_FILES];
extern const struct template_file iot_files[IOT_FILES];
extern const struct template_file opt_iot_files[OPT_IOT_FILES];

#endif
