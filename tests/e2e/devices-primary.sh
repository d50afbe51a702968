#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A primary device with a plain UICC and a secondary with an eUICC and lpac, their operator and its
# SM-DP+: what the user asks for on the primary's command line, and where all that is known
# afterwards.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 2 jq openssl
need_lpac
need_server
need_devices
. "$top_srcdir/tests/e2e/devices.sh"

iccid_installed() {
	run_lpac 1 profile list | jq -r '.[0].iccid'
}

enabled_on_card() {
	card_is enabled '.[0].profileState' profile list
}

status_as_json() {
	drives watch --json status 2>"$work/told" | jq -r '.[0] | .status + " " + .iccid'
}

# by METHOD: without a token.
signs_in_by() {
	rm -f "$token"
	matches 'watch: ' drives watch --auth "$1" status && [ -s "$token" ]
}

# Reads the code from descriptor 3: what runs in the background has no standard input.
waits_for_code() {
	drives watch --auth sms status <&3
}

# The code comes to the user's mailbox while the primary waits for it.
signs_in_by_code() {
	rm -f "$token"
	mkfifo "$work/answers"
	exec 3<>"$work/answers"
	start "$work/phone" waits_for_code
	phone=$started
	said "$work/mno.trail" '"SMSC"' || return 1
	last_code >&3
	wait "$phone" && cat "$work/phone" && [ -s "$token" ]
}

no_token_in_trail() {
	[ -s "$work/trail" ] && ! grep -F "$(jq -r .token "$token")" "$work/trail"
}

set_up
set_up_watch

ok "declined, nothing is ordered" \
	refused 'the contract was declined: nothing was ordered' watch --contract decline add
ok "and nothing is bound" shared_by 0 0
ok "without a decision there is none" refused 'nobody has decided on the contract' watch add </dev/null

ok "accepted, the watch gets a profile, and the number" \
	matches "watch shares the number \\+$number" drives watch --contract accept --qr "$work/qr.png" add
ok "two share it, and one profile is installed" shared_by 2 1
if command -v zbarimg >/dev/null; then
	ok "the activation code could be scanned" matches '^LPA:1\$' "$softeuicc" qr --scan "$work/qr.png"
fi
ok "it is enabled on the eUICC" enabled_on_card
ok "no notification is left there" notifications_are ""
ok "the watch heard of it" said "$work/watch" "shared number +$number: activated"
ok "the token is the user's alone" is 600 stat -c %a "$token"
ok "once more changes nothing" matches "watch shares the number" drives watch --contract decline add
ok "two share it, and one profile is installed" shared_by 2 1
ok "the status is as JSON, too" is "activated $(iccid_installed)" status_as_json

ok "the number is not shared any more" matches 'watch does not share' drives watch unshare
ok "the HLR knows" shared_by 0 1
ok "twice is no harm" matches 'watch does not share' drives watch unshare
ok "it is shared again, one after the other" \
	matches 'watch shares the number' drives watch --contract accept --alerting hunting share
ok "the HLR knows" shared_by 2 1
ok "all is removed" matches 'watch has deleted the profile' drives watch remove
ok "from the eUICC" profile_count_is 0
ok "and from the HLR" shared_by 0 1

ok "the SM-DP+ is down" server_stops
ok "which the user is told" refused 'operator|SM-DP' watch --contract accept --share at-once add
ok "it is back" server_is_back
ok "the same again gets a profile and the number at once" \
	matches 'watch shares the number' drives watch --contract accept --share at-once add
ok "two share it, and another profile is installed" shared_by 2 2
ok "it is enabled on the eUICC" enabled_on_card

for method in aka aka-prime sim; do
	ok "the phone signs in by $method" signs_in_by $method
done
ok "the phone signs in by a code" signs_in_by_code
ok "nobody waits at another link" refused 'unix:.*/nowhere' nowhere status
ok "the watch is gone" stop "$watch" TERM
ok "which the user is told" refused "unix:$work/watch.link" watch status
ok "the trail has no token" no_token_in_trail
finish
