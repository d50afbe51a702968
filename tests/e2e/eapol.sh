#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# EAP-SIM, EAP-AKA and EAP-AKA' with a plain UICC: wpa_supplicant's eapol_test takes the USIM in the
# reader to authenticate to hostapd's RADIUS server, whose HLR is tests/e2e/hlr.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 eapol_test hostapd jq

PATH=$PATH:/usr/sbin
sample=$top_srcdir/testvectors/profiles/operational.json
imsi=$(jq -r .imsi "$sample")
k=$(jq -r .authentication.k "$sample")
opc=$(jq -r .authentication.opc "$sample")
# UDP: the number is ours for TCP, and so hardly taken.
radius_port=$(port_of 0)
server=
hlr=
pin=

# The first digit of the identity tells method and kind of identity, 3GPP TS 23.003 14.3, 14.5:
# permanent, pseudonym, for fast re-authentication.
write_configuration() {
	cat >"$work/hostapd.conf" <<-END
		interface=lo
		driver=none
		logger_stdout=-1
		eap_server=1
		eap_user_file=$work/users
		eap_sim_db=unix:$work/hlr
		radius_server_clients=$work/clients
		radius_server_auth_port=$radius_port
	END
	cat >"$work/users" <<-END
		"0"* AKA
		"2"* AKA
		"4"* AKA
		"1"* SIM
		"3"* SIM
		"5"* SIM
		"6"* AKA'
		"7"* AKA'
		"8"* AKA'
	END
	echo "127.0.0.1/32 radius" >"$work/clients"
}

# network IMSI K SQN: an operator with that subscriber, in place of the former one.
network() {
	[ -z "$server" ] || { stop "$server" TERM && stop "$hlr" KILL; } || return 1
	rm -f "$work/hlr"
	start "$work/hlr.log" "$top_builddir/tests/e2e/hlr" "$work/hlr" "$1" "$2" "$opc" "$3"
	hlr=$started
	said "$work/hlr.log" ready || return 1
	: >"$work/hostapd.log"
	start "$work/hostapd.out" hostapd -f "$work/hostapd.log" "$work/hostapd.conf"
	server=$started
	said "$work/hostapd.log" AP-ENABLED
}

# peer METHOD [OPTION...]: the identity is that of the IMSI in the card; its PIN is $pin.
peer() {
	cat >"$work/peer.conf" <<-END
		network={
			key_mgmt=WPA-EAP
			eap=$1
			pcsc=""
			${pin:+pin=\"$pin\"}
		}
	END
	shift
	heard=$(wc -l <"$work/hlr.log")
	eapol_test -c "$work/peer.conf" -p "$radius_port" -R "$(reader_of 0)" -t 20 "$@" \
		>"$work/peer.log" 2>&1
}

# MPPE keys are the session's: both sides have the same only where CK and IK, or Kc, are.
authenticates() {
	if peer "$@" && grep -q '^MPPE keys OK: [1-9][0-9]*  mismatch: 0$' "$work/peer.log"; then
		return 0
	fi
	tail -n 40 "$work/peer.log"
	return 1
}

with_pin() {
	pin=$1
	shift
	"$@" && result=0 || result=$?
	pin=
	return "$result"
}

# What the HLR has printed since the last peer began.
hlr_says() {
	tail -n +$((heard + 1)) "$work/hlr.log"
}

# asked REQUEST TIMES
asked() {
	[ "$(hlr_says | grep -c "^$1 $imsi")" -eq "$2" ] || {
		hlr_says
		return 1
	}
}

resynchronises() {
	authenticates "$1" && asked AKA-AUTS 1 && asked AKA-REQ-AUTH 2 &&
		hlr_says | grep -qx resynchronised
}

# refused MESSAGE METHOD [OPTION...]: it comes to no session, and the peer says why. 16384 is the
# general failure of RFC 4187 10.19.
refused() {
	message=$1
	shift
	! peer "$@" && is FAILURE tail -n 1 "$work/peer.log" && grep -F "$message" "$work/peer.log"
}

made_with_pin() {
	jq '.pins.pin1Enabled = true' "$sample" >"$work/pin.json" &&
		"$softeuicc" init "$work/pin.euicc" --uicc "$work/pin.json"
}

write_configuration
ok "a plain UICC is made" "$softeuicc" init "$work/uicc.euicc" --uicc "$sample"
ok "it is in its reader" card_in 0 "$work/uicc.euicc"
ok "its operator's network starts" network "$imsi" "$k" 000000010000
for method in SIM AKA "AKA'"; do
	ok "EAP-$method authenticates both, with the same keys" authenticates "$method"
done
ok "EAP-AKA re-authenticates" authenticates AKA -r 1
ok "without a second vector" asked AKA-REQ-AUTH 1
ok "the network starts again with sequence numbers of the past" network "$imsi" "$k" 000000000100
ok "EAP-AKA resynchronises them" resynchronises AKA
ok "and authenticates again" authenticates AKA
ok "with no need to do that twice" asked AKA-AUTS 0
ok "the network starts again with sequence numbers of the past" network "$imsi" "$k" 000000000100
ok "EAP-AKA' resynchronises them" resynchronises "AKA'"
ok "another network starts, which has not the card's key" \
	network "$imsi" 00000000000000000000000000000000 000000020000
ok "EAP-AKA refuses it" refused 'UMTS authentication failed (AUTN)' AKA
ok "EAP-SIM is refused" refused 'Challenge message used invalid AT_MAC' SIM
ok "a network starts that does not know the card" network 001019999999999 "$k" 000000020000
ok "EAP-AKA is refused" refused 'Error notification: 16384' AKA
ok "the card is taken out" card_out 0
ok "one is made whose PIN is asked for" made_with_pin
ok "it is in the reader" card_in 0 "$work/pin.euicc"
ok "its operator's network starts" network "$imsi" "$k" 000000030000
ok "without the PIN it is of no use" refused 'No PIN configured for SIM access' AKA -t 3
ok "a wrong PIN does not help" with_pin 0000 refused 'PIN verification failed for SIM access' AKA -t 3
ok "with the PIN EAP-AKA authenticates" with_pin 1234 authenticates AKA
ok "and so does EAP-SIM" with_pin 1234 authenticates SIM
finish
