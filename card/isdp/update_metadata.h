/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES6.UpdateMetadata (SGP.22 5.4.1): what the operator's MNO-SD does with it. */
#ifndef ISDP_UPDATE_METADATA_H
#define ISDP_UPDATE_METADATA_H

#include "codec/slice.h"
#include "store/profile_store.h"

struct softeuicc;

/* Processes UpdateMetadataRequest, @request the whole data object 'BF2A', for the profile @p whose
 * security domain it has come to. Returns a status word: 9000; 6A80 where the request is not what
 * its ASN.1 says, or would leave metadata that are not; 6985 where it asks for what may not be
 * changed. On any but 9000 nothing has changed. */
uint16_t update_metadata(struct softeuicc *card, const struct profile *p, struct slice request);

#endif
