/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REFRESH (ETSI TS 102 223 6.4.7, 6.6.13). */
#ifndef UICC_REFRESH_H
#define UICC_REFRESH_H

#include "uicc/toolkit.h"

/* Modes, 8.6 command qualifier. */
enum refresh_mode {
	REFRESH_NAA_INIT_FULL_FCN = 0x00,
	REFRESH_FCN = 0x01,
	REFRESH_NAA_INIT_FCN = 0x02,
	REFRESH_NAA_INIT = 0x03,
	REFRESH_UICC_RESET = 0x04,
	REFRESH_NAA_APPLICATION_RESET = 0x05,
	REFRESH_NAA_SESSION_RESET = 0x06,
	REFRESH_STEERING_OF_ROAMING = 0x07,
	REFRESH_STEERING_OF_ROAMING_IWLAN = 0x08,
	REFRESH_EUICC_PROFILE_STATE_CHANGE = 0x09,
	REFRESH_APPLICATION_UPDATE = 0x0A,
};

/* Whether the objects of a REFRESH are those that its mode needs: the list of the changed files
 * (8.18) where files are notified of, each a path from the MF; none in a reset of the UICC. */
bool refresh_objects_fit(uint8_t mode, struct slice objects);

/* True where the terminal has said by TERMINAL PROFILE that it supports REFRESH (byte 3 bit 8). */
bool toolkit_supports_refresh(const struct toolkit *t);

/* The same of one of its modes. */
bool toolkit_supports_mode(const struct toolkit *t, enum refresh_mode mode);

/* Queues a REFRESH that needs no more than its mode. @done: @success tells whether the terminal has
 * performed it, as which a reset counts. -ENOTSUP where it does not support it, else as
 * toolkit_queue(). */
int toolkit_refresh(struct softeuicc *card, enum refresh_mode mode,
		    void (*done)(struct softeuicc *card, bool success));

#endif
