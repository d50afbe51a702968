#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The GSMA's test PKI (SGP.26) with NIST P-256, and its generic test profile (TS.48), version 1.
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq openssl
need_lpac
need_server
need_interop
. "$top_srcdir/tests/e2e/life.sh"

ok "a profile package is built" profile_built operational
life "$INTEROP_DIR/sgp26" NIST "$INTEROP_DIR/ts48/TS48v1_A.der" "$work/operational.der"
finish
