#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A card that fails on purpose, through the real reader: what lpac says then, and that it gets on with
# the card afterwards.
# shellcheck disable=SC2034,SC2154,SC2317 # variables are shared with, functions called by rsp.sh
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq openssl
need_lpac
need_server
. "$top_srcdir/tests/e2e/rsp.sh"

image=$work/card.euicc
control=$work/control

# fault JSON: the card fails so.
fault() {
	"$softeuicc" fault add "$control" "$1"
}

# struck N: the faults there are have struck so often, all together; they are taken away.
struck() {
	is "$1" sh -c "'$softeuicc' fault list --json '$control' | jq '[.faults[].struck] | add'" &&
		"$softeuicc" fault remove "$control" all
}

# fails_with FAULT PATTERN ARGUMENT...: lpac's last word on the command matches, by that one fault.
fails_with() {
	json=$1 pattern=$2
	shift 2
	fault "$json" && card_refuses "$pattern" "$@" && struck 1
}

# The card leaves its reader within the download, for longer than pcscd takes to see that, and is back.
lost_and_found() {
	fault '{"function": "ES10b.LoadBoundProfilePackage", "nth": 5, "drop": 2000}' || return 1
	run_lpac 0 profile download -a "$code" && return 1
	"$apdu_client" "$(reader_of 0)" --gone && "$apdu_client" "$(reader_of 0)" --wait &&
		struck 1
}

ok "a profile package is built" profile_built operational
package=$work/operational.der
ok "a card image is made" "$softeuicc" init "$image"
ok "its card is in the reader, with a control socket" \
	card_in 0 "$image" --control "$control" --trace "$work/trace"
ok "an SM-DP+ starts" server_starts "$SOFTEUICC_PKI"
ok "a profile is ordered" order --profile "$package"

ok "AuthenticateServer fails" fails_with \
	'{"function": "ES10b.AuthenticateServer", "result": 6}' 'eUICC reported error 6' \
	profile download -a "$code"
ok "PrepareDownload fails" fails_with \
	'{"function": "ES10b.PrepareDownload", "result": 127}' 'eUICC reported error 127' \
	profile download -a "$code"
ok "which ends the order; there is another" order --profile "$package"
ok "the card leaves its reader while it loads a package" lost_and_found
ok "and has nothing half installed" profile_count_is 0
ok "the download is done at last" run_lpac 0 profile download -a "$code"
iccid=$(iccid_of "$package")
ok "enabling is answered catBusy" fails_with \
	'{"function": "ES10c.EnableProfile", "result": 5}' es10c_enable_profile \
	profile enable "$iccid"
ok "enabling is answered 6F00" fails_with \
	'{"function": "ES10c.EnableProfile", "status": "6F00"}' es10c_enable_profile \
	profile enable "$iccid"
ok "nothing has been enabled" state_is disabled "$iccid"
ok "enabling is done, but not told" fails_with \
	'{"function": "ES10c.EnableProfile", "status": "6F00", "performed": true}' \
	es10c_enable_profile profile enable "$iccid"
ok "it has been enabled" state_is enabled "$iccid"
ok "the trace tells what struck" grep -q 'fault .*: ES10c.EnableProfile: result 5' "$work/trace"

finish
