/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of PE-CDMAParameter: the secrets of an ADF.CSIM. */
#ifndef STORE_CDMA_STORE_H
#define STORE_CDMA_STORE_H

#include "store/store.h"
#include "uicc/content.h"

struct cdma_parameter {
	struct file *adf;
	struct slice authentication_key; /* A-Key of CAVE, 8 bytes */
	struct slice ssd;                /* shared secret data A, then B; empty where not given */
	struct slice hrpd;               /* HRPD access authentication CHAP SS parameters */
	struct slice simple_ip;          /* SimpleIP CHAP SS parameters */
	struct slice mobile_ip;          /* MobileIP SS parameters */
	struct cdma_parameter *next;
};

/* Adds @c below profile row @profile, after its files were saved. 0, or a negative errno. */
int cdma_store_add(struct store *s, int64_t profile, const struct cdma_parameter *c);
/* What belongs to @adf; slices are talloc children of @ctx. 1, 0, or a negative errno. */
int cdma_store_get(struct store *s, struct file *adf, void *ctx, struct cdma_parameter *out);

#endif
