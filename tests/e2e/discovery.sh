#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An operator orders by ES2+ for an eUICC, with an SM-DS: lpac finds the SM-DP+ there and downloads.
# shellcheck disable=SC2034,SC2154,SC2317 # variables are shared with, functions called by rsp.sh
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq openssl curl
need_lpac
need_server
. "$top_srcdir/tests/e2e/rsp.sh"

smds_starts() {
	start "$work/smds.log" "$softeuicc" smds --listen 127.0.0.1:0 --store "$work/smds.db"
	said "$work/smds.log" '^listening on' || return 1
	smds=$(sed -n 's#^listening on https://##p' "$work/smds.log")
}

stocked() {
	"$softeuicc" smdpp stock --store "$work/smdpp.db" --address "$address" --type GOLD \
		--description "$top_srcdir/testvectors/profiles/operational.json" --count 2 "$@"
}

# es2 FUNCTION MEMBERS: as an operator calls it; true where it was executed, the answer in $answer.
es2() {
	answer=$(echo "$2" | jq -c '. + {header: {functionRequesterIdentifier: "2.999.20",
		functionCallIdentifier: "call-1"}}' |
		curl -sS --cacert "$SOFTEUICC_PKI/CertificateIssuer/CERT_CI_ECDSA_NIST.pem" \
			-H 'Content-Type: application/json' -H 'X-Admin-Protocol: gsma/rsp/v2.5.0' \
			--data-binary @- "https://$address/gsma/rsp2/es2plus/$1")
	echo "$answer"
	[ "$(echo "$answer" | jq -r .header.functionExecutionStatus.status)" = Executed-Success ]
}

ordered() {
	es2 downloadOrder "{\"profileType\": \"GOLD\", \"eid\": \"$(eid_of 0)\"}" &&
		iccid=$(echo "$answer" | jq -r .iccid)
}

confirmed() {
	es2 confirmOrder "{\"iccid\": \"$iccid\", \"releaseFlag\": true, $1}" &&
		id=$(echo "$answer" | jq -r .matchingId)
}

events() {
	"$softeuicc" smds list --json --store "$work/smds.db" | jq -r '.[].eventId'
}

ok "a card image is made" "$softeuicc" init "$work/card.euicc"
ok "its card is in the reader" card_in 0 "$work/card.euicc"
ok "an SM-DP+ starts" server_starts "$SOFTEUICC_PKI"
ok "an SM-DS starts" smds_starts
ok "profiles are put into stock" stocked
ok "lpac finds nothing" card_is 0 length profile discovery -s "$smds"
ok "an operator orders one for the eUICC" ordered
ok "and confirms it, with the SM-DS" confirmed "\"smdsAddress\": \"$smds\""
ok "which knows the event" is "$id" events
ok "lpac finds the SM-DP+" card_is "$address" '.[0]' profile discovery -s "$smds"
ok "and downloads" run_lpac 0 profile download -s "$address" -m "$id"
ok "the profile is there" state_is disabled "$iccid"
ok "the SM-DP+ learns of the installation" processes_all
ok "and has the event deleted" said "$work/smdpp.log" 'sent https.*deleteEvent ok'
ok "so lpac finds nothing more" card_is 0 length profile discovery -s "$smds"

ok "another is ordered" ordered
ok "and confirmed for the default SM-DP+" confirmed '"matchingId": ""'
ok "lpac downloads it by the EID alone" run_lpac 0 profile download -s "$address"
ok "it is there as well" profile_count_is 2
ok "there is no third" fails 1 ordered

code="LPA:1\$$address\$LATE"
"$softeuicc" profile build "$top_srcdir/testvectors/profiles/test.json" -o "$work/test.der"
ok "a download is ordered with one attempt" order --profile "$work/test.der" --attempts 1 \
	--confirmation-code 1 --code-attempts 1
ok "a wrong code ends it" card_refuses es9p_get_bound_profile_package profile download -a "$code" \
	-c 2
ok "for good" card_refuses es9p_authenticate_client profile download -a "$code" -c 1
echo '{"memory": 1000000000}' >"$work/conditions"
ok "a download is ordered for a larger card" order --profile "$work/test.der" \
	--conditions "$work/conditions"
ok "this one is not eligible" card_refuses es9p_authenticate_client profile download -a "$code"
finish
