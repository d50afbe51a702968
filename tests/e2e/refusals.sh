#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What goes wrong between lpac, card and SM-DP+: nothing half-done is left by it.
# shellcheck disable=SC2034,SC2154,SC2317 # variables are shared with, functions called by rsp.sh
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 2 jq openssl
need_lpac
need_server
. "$top_srcdir/tests/e2e/rsp.sh"

# refused PATTERN [OPTION...]: lpac's last word on the order's download matches, and nothing is on
# the card.
refused() {
	message=$1
	shift
	card_refuses "$message" profile download -a "$code" "$@" && profile_count_is 0
}

# server_said PATTERN: the server's log has that refusal, by its codes.
server_said() {
	grep -Eq "$1" "$work/smdpp.log" || {
		cat "$work/smdpp.log"
		return 1
	}
}

# lpac shows the metadata and asks.
cancelled_by_user() {
	echo n >"$work/no"
	card_refuses cancelled profile download -p -a "$code" <"$work/no" && profile_count_is 0
}

state_of_order_is() {
	is "$1" order_state "$(matching_id)"
}

# The test PKI made anew, with the line NAME=... of the script that makes it being NAME=VALUE.
new_pki() {
	sed "s/^$2=.*/$2=$3/" "$top_srcdir/scripts/make-test-pki" >"$work/make-pki" &&
		sh "$work/make-pki" "$1"
}

# The SM-DP+ with the key pair for profile binding where that for authentication should be.
wrong_role() {
	cp -r "$SOFTEUICC_PKI" "$1" && chmod -R u+w "$1" &&
		for name in DPauth/SK_S_SM_DPauth_ECDSA_NIST.pem DPauth/CERT_S_SM_DPauth_ECDSA_NIST.der; do
			cp "$1/$(echo "$name" | sed 's/DPauth/DPpb/g')" "$1/$name" || return 1
		done
}

# with_pki PKI [IMAGE]: the SM-DP+ anew with that PKI; IMAGE is made of it, and put into slot 0.
with_pki() {
	server_stops && server_starts "$1" || return 1
	[ $# -eq 1 ] || { card_out 0 && "$softeuicc" init --pki "$1" "$2" && card_in 0 "$2"; }
}

ok "a profile package is built" profile_built operational
package=$work/operational.der
ok "a card image is made" "$softeuicc" init "$work/card.euicc"
ok "its card is in the first reader" card_in 0 "$work/card.euicc"
ok "a card with hardly any memory is made" "$softeuicc" init --memory 1000 "$work/small.euicc"
ok "it is in the second" card_in 1 "$work/small.euicc"
ok "an SM-DP+ starts" server_starts "$SOFTEUICC_PKI"

ok "a download is ordered for the other card" order --profile "$package" --eid "$(eid_of 1)"
ok "this card does not get it" refused "not for this EID"
ok "for its EID" server_said 'authenticateClient .* 8\.1\.1/3\.8'
ok "a download is ordered with a confirmation code" order --profile "$package" \
	--confirmation-code 4711
ok "a wrong code is refused" refused "confirmation code is wrong" -c 0000
ok "as such" server_said 'getBoundProfilePackage .* 8\.2\.7/3\.8'
ok "a second one, too" refused es9p_get_bound_profile_package -c 0001
ok "the third ends the order" refused "wrong too often" -c 0002
ok "because it is the third" server_said 'getBoundProfilePackage .* 8\.2\.7/6\.4'
ok "for the right one as well" refused es9p_authenticate_client -c 4711
ok "a download is ordered for one second" order --profile "$package" --expires 1
sleep 1
ok "it is refused" refused 'es9p_authenticate_client.*expired'
ok "as expired" server_said 'authenticateClient .* 8\.8\.5/4\.10'
echo '{"tac": ["00000000"]}' >"$work/other-device"
ok "a download is ordered for another device" order --profile "$package" \
	--conditions "$work/other-device"
ok "this one is refused" refused "devices of TAC"
ok "as not eligible" server_said 'authenticateClient .* 8\.2\.5/4\.3'
ok "a download is ordered for one attempt" order --profile "$package" --attempts 1 \
	--confirmation-code 1
ok "it fails on the code" refused es9p_get_bound_profile_package -c 2
ok "there is no second attempt" refused "too many attempts" -c 1
ok "because there was one" server_said 'authenticateClient .* 8\.8\.5/6\.4'
ok "a download is ordered that the user will not want" order --profile "$package"
ok "lpac cancels it" cancelled_by_user
ok "so the server ends the order" state_of_order_is error
ok "and refuses it from now on" refused es9p_authenticate_client
code="LPA:1\$$address\$NO-SUCH-ORDER"
ok "an unknown matching identifier is refused" refused "no download is pending"
ok "as such, too" server_said 'authenticateClient .* 8\.2\.6/3\.8'
ok "no notification is pending" notifications_are ""

card_slot=1
ok "a download is ordered for the small card" order --profile "$package"
ok "its memory does not suffice" refused es10b_load_bound_profile_package
ok "the server learns so" processes_all
# SGP.22 3.1.5: for want of memory the order does not end.
ok "and keeps the order for another try" state_of_order_is downloaded

card_slot=0
ok "an SM-DP+ under another CI" new_pki "$work/other" start 20200101000000Z
ok "takes the other's place" with_pki "$work/other"
ok "a download is ordered there" order --profile "$package"
ok "card and server have no CI in common" refused es9p_initiate_authentication
ok "an SM-DP+ whose certificates have expired" new_pki "$work/expired" dp_end 20210101000000Z
ok "with a card of the same CI" with_pki "$work/expired" "$work/expired.euicc"
ok "a download is ordered there, too" order --profile "$package"
# AuthenticateServer error 1 is invalidCertificate (SGP.22 5.7.13).
ok "the card does not authenticate it" refused "eUICC reported error 1"
ok "an SM-DP+ with a certificate for another role" wrong_role "$work/role"
ok "with a card of the same CI" with_pki "$(one_curve "$work/role" NIST)" "$work/role.euicc"
ok "a download is ordered there, too" order --profile "$package"
ok "the card does not authenticate it either" refused "eUICC reported error 1"

ok "the card is in its reader again" card_out 0
ok "it was not harmed" card_in 0 "$work/card.euicc"
ok "the first SM-DP+ is back" with_pki "$SOFTEUICC_PKI"
ok "a download is ordered" order --profile "$package"
ok "it succeeds" run_lpac 0 profile download -a "$code"
ok "and the profile is there" profile_count_is 1
finish
