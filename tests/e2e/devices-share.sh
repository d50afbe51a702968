#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A user's number for a tablet that has a plain UICC of its own, which the operator verifies by a
# code; and what goes wrong: codes, links, cards.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 2 jq openssl pgrep
need_lpac
need_server
need_devices
. "$top_srcdir/tests/e2e/devices.sh"

tablet_number=882110000002
mkfifo "$work/answers"
exec 3<>"$work/answers"

# Another subscriber of the operator's, with a UICC.
tablet_made() {
	jq '.iccid = "8988211000000002009" | .imsi = "001010123450200" | .msisdn = "+882110000002"' \
		"$subscriber" >"$work/tablet.json"
	mno subscriber add --description "$work/tablet.json" &&
		"$softeuicc" init --uicc "$work/tablet.json" "$work/tablet.euicc"
}

# Its person answers from descriptor 3: what runs in the background has no standard input.
tablet_waits() {
	start "$work/tablet" tablet
	said "$work/tablet" '^tablet waits at'
}

tablet() {
	exec "$softeuicc" device secondary --reader "$(reader_of 1)" \
		--link "unix:$work/tablet.link" --name tablet --terminal-id 490154203237526 \
		--accept-pairing yes --lpa none <&3
}

# The person at the tablet enters the code that came there, after a wrong one.
shares_by_code() {
	start "$work/phone" drives tablet --contract accept --alerting hunting share
	phone=$started
	said "$work/phone" 'tablet is asked for the code' || return 1
	echo 12 >&3
	said "$work/phone" 'operator: .*wrong' || return 1
	code_sent_to "$tablet_number" >&3
	wait "$phone" && matches "tablet shares the number \\+$number" cat "$work/phone"
}

two_at_once() {
	drives tablet --link "unix:$work/clock.link" --json status 2>"$work/told" |
		jq -c '[.[].name]'
}

# The primary is gone in the middle of the download.
link_is_lost() {
	start "$work/phone" drives watch --contract accept --share no add
	said "$work/phone" 'watch: ' || return 1
	primary=$(pgrep -P "$started")
	kill -s KILL "$primary"
	wait "$started"
	said "$work/watch" 'profile .* is installed'
}

# another_card FILTER: in the phone, like the user's but for what jq's FILTER changes.
another_card() {
	jq "$1" "$subscriber" >"$work/other.json"
	rm -f "$token"
	card_out 0 && "$softeuicc" init --force --uicc "$work/other.json" "$work/other.euicc" &&
		card_in 0 "$work/other.euicc"
}

set_up
ok "the tablet has a subscription of its own" tablet_made
ok "its UICC is in it" card_in 1 "$work/tablet.euicc"
ok "the tablet waits" tablet_waits

ok "it can have no profile" refused 'tablet has a plain UICC: share' tablet add
ok "nor be removed" refused 'tablet has a plain UICC: unshare' tablet remove
ok "declined, the number is not shared" \
	refused 'the contract was declined' tablet --contract decline share
ok "a wrong code does not share it" refused 'code.* wrong' tablet --contract accept --code 12 share
ok "which the tablet hears" said "$work/tablet" "shared number +$number: failed"
ok "nobody shares it" is 0 members
ok "its person enters a wrong code and the right one" shares_by_code
ok "two share it" is 2 members
ok "again, by its number, nothing is asked" \
	matches 'tablet shares the number' drives tablet --by msisdn share
# Both have the same card, which does not matter here.
ok "a clock waits as well" secondary_waits clock 1 490154203237534 --lpa none
ok "two secondaries, one after the other" is '["tablet","clock"]' two_at_once
ok "it is not shared any more" matches 'tablet does not share' drives tablet unshare
ok "nobody shares it" is 0 members

ok "the tablet's card goes" card_out 1
set_up_watch
ok "the link is lost in the middle of a download" link_is_lost
ok "the same again goes on" matches 'watch has enabled' drives watch --share no add
ok "one profile is installed, and the number not shared" shared_by 0 1

ok "a card with another Ki is in the phone" another_card '.authentication.k |= (.[2:] + "00")'
ok "the network does not believe it" refused 'does not let this device in|not take this' watch status
ok "a card with a PIN is in the phone" another_card '.pins.pin1Enabled = true'
ok "it wants that first" refused 'the card wants its PIN first' watch status
ok "no card is in the phone" card_out 0
ok "which the user is told" refused '--reader softeuicc 00 00' watch status
finish
