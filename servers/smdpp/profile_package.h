/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the SM-DP+ reads of an unprotected profile package, and the metadata that it makes of it. */
#ifndef SMDPP_PROFILE_PACKAGE_H
#define SMDPP_PROFILE_PACKAGE_H

#include "codec/tlv.h"
#include "uicc/iccid.h"

struct profile_header {
	uint8_t iccid[ICCID_BYTES]; /* as in EF.ICCID, digits swapped */
	struct slice type;          /* profileType, UTF-8; empty where absent */
};

/* Checks that @package is a series of profile elements from ProfileHeader to PE-End (TCA profile
 * package 3.3) and reads the header. -EBADMSG, with *@problem saying what is wrong. */
int profile_package_read(struct slice package, struct profile_header *out, const char **problem);

struct profile_metadata {
	struct slice iccid;
	const char *service_provider; /* UTF-8, up to 32 characters */
	const char *profile_name;     /* UTF-8, up to 64 characters */
	int64_t profile_class;        /* SGP.22 ProfileClass */
	struct slice icon;            /* PNG or JPEG, up to 1024 bytes; empty: none */
	uint32_t events;              /* NotificationEvent: bit 3 of 4 is notificationInstall */
	const char *address;          /* for the notifications */
	const char *owner;            /* MCC and MNC, 5 or 6 digits; NULL: no profileOwner */
	uint32_t rules;               /* PprIds: pprUpdateControl 4, ppr1 2, ppr2 1 */
};

enum { PROFILE_CLASS_TEST = 0, PROFILE_CLASS_PROVISIONING = 1, PROFILE_CLASS_OPERATIONAL = 2 };
enum { SERVICE_PROVIDER_MAX = 32, PROFILE_NAME_MAX = 64, ICON_MAX = 1024 };

/* Appends StoreMetadataRequest, 'BF25' (SGP.22 5.5.3). -EINVAL: something is too long, a name no
 * UTF-8, the icon neither PNG nor JPEG, the owner no MCC and MNC; *@problem says what. */
int profile_metadata_put(const struct profile_metadata *m, struct buf *out, const char **problem);

#endif
