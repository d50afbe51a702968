/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apdu/channel.h"
#include "ecasd/ecasd.h"
#include "isdr/isdr.h"
#include "uicc/uicc.h"

const struct application *const card_applications[] = {
	&uicc_application,
	&isdr_application,
	&ecasd_application,
};

const size_t card_application_count = sizeof(card_applications) / sizeof(card_applications[0]);
