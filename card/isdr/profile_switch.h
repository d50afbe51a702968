/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Switching from one profile to another, with the terminal's consent where it can give one
 * (SGP.22 3.2.1, 3.2.2). */
#ifndef ISDR_PROFILE_SWITCH_H
#define ISDR_PROFILE_SWITCH_H

#include "store/profile_store.h"

struct softeuicc;

enum { NO_PROFILE = 0 };

/* Disables the enabled profile, if any, and enables the one with id @to, if any: at once, or with
 * @refresh and a terminal that supports it when it has answered REFRESH, or the card is reset.
 * Nothing has changed until then, and nothing will if the terminal refuses. 0 or negative errno. */
int profile_switch(struct softeuicc *card, int64_t to, bool refresh);

/* True where card and terminal both know REFRESH. */
bool profile_switch_can_refresh(const struct softeuicc *card);
/* True while the terminal has yet to answer. */
bool profile_switch_pending(const struct softeuicc *card);
/* The id of the profile that will be enabled then, NO_PROFILE where none will be or none is
 * pending. */
int64_t profile_switch_target(const struct softeuicc *card);

/* While a test profile is enabled, the id of the operational profile that was enabled before the
 * first one and is to be enabled after the last (SGP.21 TPRO10); otherwise, or where there was none
 * or it has been deleted since, NO_PROFILE. 0 or negative errno. */
int profile_switch_back(struct softeuicc *card, int64_t *to);

/* Performs the pending switch, if any, without showing it to the terminal: after a reset. 0 or
 * negative errno. */
int profile_switch_perform(struct softeuicc *card);

/* Shows the terminal the UICC of another profile. Channels on the ISD-R stay as they are. */
int profile_switch_show(struct softeuicc *card, int64_t profile);

#endif
