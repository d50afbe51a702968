/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the components of metadata must look like inside. Each takes a component's value, and
 * returns false where it is not what its ASN.1 says. */
#ifndef ISDP_METADATA_CHECKS_H
#define ISDP_METADATA_CHECKS_H

#include "codec/slice.h"

typedef bool metadata_check(struct slice value);

metadata_check check_text;           /* UTF8String */
metadata_check check_size;           /* INTEGER, not negative */
metadata_check check_vendor_data;    /* VendorSpecificExtension */
metadata_check check_rpm;            /* RpmConfiguration */
metadata_check check_localised_text; /* LocalisedTextMessage */
metadata_check check_lpr;            /* LprConfiguration */
metadata_check check_enterprise;     /* EnterpriseConfiguration */
metadata_check check_device_change;  /* DeviceChangeConfiguration */

#endif
