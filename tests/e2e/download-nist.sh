#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Our test PKI with NIST P-256, our sample profiles.
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq openssl
need_lpac
need_server
. "$top_srcdir/tests/e2e/life.sh"

ok "a profile package is built" profile_built operational
ok "and another" profile_built test
life "$SOFTEUICC_PKI" NIST "$work/operational.der" "$work/test.der"
finish
