/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ApplicationInstance of PEDefinitions, and the list of what GlobalPlatform will find in the
 * profile: security domains, applications, load packages, remote file management. */
#ifndef ISDP_PE_INSTANCE_H
#define ISDP_PE_INSTANCE_H

#include "isdp/pe.h"

enum {
	AID_MIN = 5, /* ApplicationIdentifier */
	AID_MAX = 16,
	TAR_BYTES = 3,
	TAG_AID = 0x4F,
	LIFE_CYCLE_SELECTABLE = 0x07, /* GPCS 11.1.1 */
};

/* Adds an application that takes @bytes of memory beside its entry. An AID is not given twice
 * (GPCS 6.4). */
enum pe_status pe_add_application(struct installer *in, enum gp_application_kind kind,
				  const struct tlv *aid, size_t bytes, struct gp_application **out);

/* The same for an ApplicationInstance; @more is kept behind the parameters that it has itself. */
enum pe_status pe_add_instance(struct installer *in, enum gp_application_kind kind,
			       const struct tlv *instance, struct slice more,
			       struct gp_application **out);

/* The applicationLoadPackageAID of an ApplicationInstance. */
enum pe_status pe_instance_package(struct installer *in, const struct tlv *instance,
				   struct slice *aid);

/* @aid, where present, must be a security domain that the profile has by now. */
enum pe_status pe_check_domain(struct installer *in, const struct tlv *aid);

/* A UICC (administrative) access domain. */
enum pe_status pe_check_access_domain(struct installer *in, const struct tlv *domain);

/* Appends @t as received where it is present. */
void pe_put_present(struct buf *b, const struct tlv *t);

#endif
