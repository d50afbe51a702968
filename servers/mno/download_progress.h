/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES2+.HandleDownloadProgressInfo (SGP.22 5.3.5) as the operator hears it. */
#ifndef MNO_DOWNLOAD_PROGRESS_H
#define MNO_DOWNLOAD_PROGRESS_H

#include "servers/rsp/server.h"

/* For the role of a server whose owner is a struct boss; rsp_respond() serves it below ES2_PATH.
 * What BOSS does not know, or never will do anything with, is answered like the rest: the SM-DP+
 * would send it again and again otherwise. */
extern const struct rsp_interface download_progress_interface;

#endif
