#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The card's process is killed between any two steps.
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq openssl
need_lpac
need_server
. "$top_srcdir/tests/e2e/life.sh"

# shellcheck disable=SC2034 # for life.sh
killing=yes
ok "a profile package is built" profile_built operational
ok "and another" profile_built test
life "$SOFTEUICC_PKI" NIST "$work/operational.der" "$work/test.der"
finish
