/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of ES11 and ES12 that an SM-DS has alone. */
#ifndef SMDS_ES11_H
#define SMDS_ES11_H

#include "servers/rsp/call.h"

extern rsp_function es11_authenticate_client, es12_register_event, es12_delete_event;

#endif
