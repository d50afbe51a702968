#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A secondary device with an eUICC and lpac, and one with a plain UICC, as a primary device drives
# them over the link.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 2 jq openssl pgrep
need_lpac
need_server
. "$top_srcdir/tests/e2e/rsp.sh"

phone=$top_builddir/tests/e2e/phone
link=unix:$work/link
iccid=8988211000000000011

# secondary_starts SLOT [OPTION...]: a device with the card in SLOT; its process is $device.
secondary_starts() {
	device_slot=$1
	shift
	start "$work/device" "$softeuicc" device secondary --reader "$(reader_of "$device_slot")" \
		--link "$link" --name watch --terminal-id 490154203237518 --trail "$work/trail" "$@"
	device=$started
	said "$work/device" '^watch waits at '
}

secondary_with_lpac() {
	secondary_starts 0 --lpa "$LPAC" --accept-pairing yes
}

# No process of the device's is left, and no socket.
secondary_stops() {
	stop "$device" "$1" && [ ! -e "$work/link" ]
}

# drive COMMAND...: the primary's commands; fails as they do.
drive() {
	"$phone" "$link" "$@" >"$work/phone" 2>&1 || {
		cat "$work/phone" "$work/device"
		return 1
	}
	cat "$work/phone"
}

# refused PATTERN COMMAND...
refused() {
	pattern=$1
	shift
	drive "$@" >"$work/refused" && return 1
	grep "$pattern" "$work/refused" || {
		cat "$work/refused"
		return 1
	}
}

installed_once() {
	profile_count_is 1 && [ "$(order_state "$(matching_id)")" = installed ]
}

# In the trail: messages in both directions, and no activation code.
trail_is_right() {
	jq -es 'map(select(.from == "watch" and .to == "phone") | .message) |
		index("eid") and index("result") and index("failure")' "$work/trail" &&
		jq -es '.[0].message == "pairing" and .[1].message == "hello"' "$work/trail" &&
		! grep -F "$(matching_id)" "$work/trail"
}

interrupted_download() {
	"$phone" "$link" "vanish=$code" >"$work/phone" 2>&1 && matches gone cat "$work/phone" &&
		said "$work/device" 'the link is lost, the download goes on' &&
		said "$work/device" 'profile .* is installed'
}

# SIGINT in the middle of a download, which the server does not answer.
ends_with_lpac_at_work() {
	kill -s STOP "$server_process"
	"$phone" "$link" "download=$code" >"$work/phone" 2>&1 &
	waiting=$!
	said "$work/phone" 'step es9p_initiate' && lpac=$(pgrep -P "$device") && secondary_stops INT
	ended=$?
	kill -s CONT "$server_process"
	wait "$waiting"
	cat "$work/phone"
	[ "$ended" -eq 0 ] && ! kill -0 "$lpac" 2>/dev/null
}

ok "a profile is built" profile_built operational
ok "the SM-DP+ runs" server_starts "$SOFTEUICC_PKI"
ok "an eUICC is made" "$softeuicc" init "$work/euicc.euicc"
ok "it is in its reader" card_in 0 "$work/euicc.euicc"
ok "a profile is ordered" order --profile "$work/operational.der"
ok "a secondary device waits" secondary_with_lpac
ok "its EID is told" matches "eid $(eid_of 0)" drive eid
ok "it says who it is" matches 'hello from watch, 490154203237518, eUICC' drive hello
ok "both show the same pairing code" \
	[ "$(grep -o 'code [0-9]*' "$work/phone")" = "$(grep -o 'code [0-9]*' "$work/device" | tail -n 1)" ]
ok "the primary can refuse it" refused 'not paired: the code was refused' --refuse eid
ok "which the secondary tells" said "$work/device" 'not paired: at the other device'
ok "a wrong activation code is refused in the server's words" \
	refused 'watch: lpac: es9p_authenticate_client: .*' "download=$(echo "$code" | cut -d '$' -f 1-2)\$WRONG"
ok "the link is lost in the middle of a download" interrupted_download
ok "who asks again hears what came of it" matches "profile $iccid" drive "download=$code"
ok "it is installed once, and the SM-DP+ knows" installed_once
ok "it is enabled" matches "profile $iccid" drive "enable=$iccid"
ok "as lpac sees" state_is enabled "$iccid"
ok "enabling it again is refused in lpac's words" \
	refused 'watch: lpac: es10c_enable_profile: profile not in disabled state' "enable=$iccid"
ok "its subscription is told" matches "iccid $iccid imsi 001010123456789" drive identifiers
ok "it is disabled and deleted" drive "disable=$iccid" "delete=$iccid"
ok "as lpac sees" profile_count_is 0
ok "no notification is left" notifications_are ""
ok "its person hears of the number" drive number=+882110000001
ok "indeed" said "$work/device" 'shared number +882110000001: activated'
ok "an ICCID that is none is refused before it is sent" refused "the message 'enable' is wrong: iccid" enable=x
ok "a device that is killed leaves a socket" stop "$device" KILL
ok "which the next one replaces" secondary_with_lpac
ok "another profile is ordered" order --profile "$work/operational.der"
ok "interrupted in the middle of a download, the device ends, and lpac with it" ends_with_lpac_at_work
ok "the trail tells who said what, and no codes" trail_is_right
ok "a plain UICC is made" "$softeuicc" init --uicc \
	"$top_srcdir/testvectors/profiles/operational.json" "$work/uicc.euicc"
ok "it is in its reader" card_in 1 "$work/uicc.euicc"
ok "a device with it waits" secondary_starts 1 --lpa none --accept-pairing yes --once
ok "its identifiers are told, and no EID" refused 'watch: the card is a plain UICC' hello identifiers eid
ok "as on the card" matches "iccid $iccid imsi 001010123456789 msisdn [+]882110000001" cat "$work/phone"
finish
