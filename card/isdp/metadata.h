/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profile metadata: StoreMetadataRequest (SGP.22 5.5.3), as the profile row keeps it. */
#ifndef ISDP_METADATA_H
#define ISDP_METADATA_H

#include "codec/tlv.h"

/* In the order of the ASN.1. */
enum metadata_field {
	METADATA_ICCID,
	METADATA_SERVICE_PROVIDER,
	METADATA_NAME,
	METADATA_ICON_TYPE,
	METADATA_ICON,
	METADATA_CLASS,
	METADATA_NOTIFICATIONS,
	METADATA_OWNER,
	METADATA_POLICY_RULES,
	METADATA_SERVICE_DATA,
	METADATA_SERVICE_DATA_NOT_STORED,
	/* v3 */
	METADATA_RPM,
	METADATA_HRI_SERVER,
	METADATA_PROVIDER_MESSAGE,
	METADATA_LPR,
	METADATA_ENTERPRISE,
	METADATA_SERVICE_DESCRIPTION,
	METADATA_DEVICE_CHANGE,
	METADATA_ESTIMATED_SIZE,
	METADATA_FIELDS
};

enum profile_class { CLASS_TEST = 0, CLASS_PROVISIONING = 1, CLASS_OPERATIONAL = 2 };

/* Bits of PprIds. */
enum policy_rule {
	PPR_UPDATE_CONTROL = 0,
	PPR1 = 1, /* disabling is not allowed */
	PPR2 = 2, /* deletion is not allowed */
};

struct operator_id {
	struct slice mcc_mnc; /* 3 bytes, TS 24.008 */
	struct tlv gid1;
	struct tlv gid2;
};

struct metadata {
	struct tlv field[METADATA_FIELDS]; /* slices of what was parsed */
	enum profile_class class;
	struct operator_id owner; /* where METADATA_OWNER is present */
};

/* Parses the value of 'BF25' and checks every constraint of the ASN.1. Returns 0 or -EBADMSG. */
int metadata_parse(struct slice value, struct metadata *out);

/* True where a metadata value that was parsed has a component that is none of the above: a later
 * version's. */
bool metadata_has_unknown(struct slice value);

/* The field with @tag, METADATA_FIELDS where there is none. */
enum metadata_field metadata_field_of(uint32_t tag);

/* Parses the value of an OperatorId. Returns 0 or -EBADMSG. */
int operator_id_parse(struct slice value, struct operator_id *out);

bool metadata_has_rule(const struct metadata *m, enum policy_rule rule);

/* Whether the value of StoreMetadata is of that class; what cannot be read is of none. */
bool metadata_has_class(struct slice value, enum profile_class class);

/* Takes the next NotificationConfigurationInformation off the front of @rest, which begins as the
 * value of METADATA_NOTIFICATIONS. Returns 1, 0 at the end, -EBADMSG. */
int metadata_next_notification(struct slice *rest, struct slice *events, struct slice *address);

#endif
