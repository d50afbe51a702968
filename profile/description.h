/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readable description of a profile, from which a package is built: JSON, as
 * softeuicc-profile(1) documents it. Everything is checked while it is read; what is absent has
 * its default. */
#ifndef PROFILE_DESCRIPTION_H
#define PROFILE_DESCRIPTION_H

#include "profile/asn1.h"
#include "uicc/content.h"

enum {
	SERVICES_MAX = 256,
	EXTRA_FILES_MAX = 200,
	LABEL_BYTES = 16, /* of names: EF.SPN's size, and the same for EF.DIR's label */
};

/* Operations on a file that access rules speak of (ISO/IEC 7816-4 table on AM bytes). */
enum access_operation {
	ACCESS_READ,
	ACCESS_UPDATE,
	ACCESS_INCREASE,
	ACCESS_ACTIVATE,
	ACCESS_DEACTIVATE,
	ACCESS_DELETE,
	ACCESS_CREATE, /* in a DF */
	ACCESS_OPERATIONS,
};

/* The conditions: a key reference (TS 102 221 9.5.1), or one of these. */
enum {
	CONDITION_DEFAULT = 0x00, /* nothing said */
	CONDITION_PIN1 = 0x01,
	CONDITION_ADM1 = 0x0A,
	CONDITION_PIN2 = 0x81,
	CONDITION_ALWAYS = 0xFE,
	CONDITION_NEVER = 0xFF,
};

/* A file beyond those of the templates. */
struct extra_file {
	struct slice path; /* file identifiers from below the MF; 7FFF: the USIM */
	enum file_kind kind;
	uint32_t size; /* bytes in all */
	uint8_t record_length;
	uint8_t sfi; /* 0: none */
	bool has_access;
	uint8_t access[ACCESS_OPERATIONS];
	struct slice content;
};

/* A PLMN with the access technologies of TS 31.102 4.2.5. */
struct plmn {
	uint8_t id[3];
	uint16_t technologies;
};

struct plmns {
	struct plmn *list;
	size_t n;
};

struct description {
	const char *profile_type;
	uint8_t iccid[10]; /* as printed on a card, F behind 19 digits */
	const char *imsi;
	uint8_t mnc_length;
	const char *msisdn; /* NULL: none */
	const char *service_provider;
	enum aka_algorithm algorithm;
	uint8_t algorithm_options;
	struct slice k;
	uint8_t opc[32]; /* OPc, or TOPc */
	uint8_t opc_length;
	struct slice rotations; /* empty: the standard's */
	struct slice constants;
	uint8_t keccak_iterations;
	uint8_t sqn[6];
	uint8_t pin1[8], puk1[8], pin2[8], puk2[8], adm1[8];
	bool pin1_enabled;
	struct slice usim_aid;
	const char *label;      /* of the USIM in EF.DIR */
	struct slice languages; /* two letters each */
	uint16_t access_classes;
	bool has_access_classes;
	const char *sms_centre; /* NULL: none */
	const char **emergency_numbers;
	size_t emergency_count;
	struct plmns user, operator, home, equivalent_home, forbidden;
	struct slice gid1, gid2;
	bool has_services;
	bool services[SERVICES_MAX]; /* by number, from 1 */
	bool type_approval;          /* EF.AD: UE operation mode */
	struct slice sd_key;         /* empty: no keys */
	struct extra_file *files;
	size_t file_count;
};

/* Reads @root into *@out, whose parts become talloc children of @err->ctx or stay with @root.
 * Returns 0, -EINVAL with *@err set, or -ENOMEM. */
int description_read(const json_t *root, struct description *out, struct asn1_error *err);

#endif
