/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authentication centre as EAP-SIM, EAP-AKA and EAP-AKA' ask it. */
#ifndef MNO_EAP_AUC_H
#define MNO_EAP_AUC_H

#include <stdbool.h>

#include "eap/server.h"
#include "servers/common/db.h"

struct trail;

struct eap_auc_source {
	struct db *db;
	struct crypto *crypto;
	struct trail *trail; /* NULL: none */
	bool suspended_too;  /* for who only wants to know who asks: the network serves none */
};

/* @source must live as long as the answer is used. Subscribers whose quintets EAP-AKA cannot carry,
 * with keys or an AUTN of more than 128 bits or a RES of more than that, get -ENOTSUP: only TUAK
 * can be set up so. For EAP-SIM keys and RES alone count. */
struct eap_auc mno_eap_auc(struct eap_auc_source *source);

#endif
