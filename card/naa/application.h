/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of a network access application ask before they work. */
#ifndef NAA_APPLICATION_H
#define NAA_APPLICATION_H

#include "uicc/content.h"

/* True where the service table @table in @adf, EF.UST (TS 31.102 4.2.8) or EF.IST (TS 31.103
 * 4.2.7), has @service available; services are numbered from 1. An application without the file
 * has none. */
bool naa_service_available(const struct file *adf, uint16_t table, unsigned service);

/* True where the PIN of the application is verified or disabled (TS 31.102 7.1.1, 7.5.1). */
bool naa_pin_satisfied(const struct uicc_content *content, const struct file *adf);

/* The bytes of the transparent EF @fid in @df; empty where there is none, or it is deactivated. */
struct slice naa_file(const struct file *df, uint16_t fid);

#endif
