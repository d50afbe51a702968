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
. "$top_srcdir/tests/e2e/operator.sh"

card_slot=1
token=$work/token

# ---- the devices ----

watch_waits() {
	start "$work/watch" "$softeuicc" device secondary --reader "$(reader_of 1)" \
		--link "unix:$work/link" --name watch --terminal-id 490154203237518 --lpa "$LPAC" \
		--accept-pairing yes
	watch=$started
	said "$work/watch" '^watch waits at'
}

# primary [OPTION...] ACTION: what it says.
primary() {
	"$softeuicc" device primary --reader "$(reader_of 0)" --link "unix:$work/link" \
		--operator "$operator" --name phone --terminal-id 356938035643809 \
		--accept-pairing yes --state "$token" --trail "$work/trail" "$@" 2>&1
}

# refused PATTERN ARGUMENT...: whether it ends with status 1 and says that.
refused() {
	pattern=$1
	shift
	fails 1 primary "$@" >"$work/refused" || {
		cat "$work/refused"
		return 1
	}
	grep -E "$pattern" "$work/refused" || {
		cat "$work/refused"
		return 1
	}
}

iccid_installed() {
	run_lpac 1 profile list | jq -r '.[0].iccid'
}

enabled_on_card() {
	card_is enabled '.[0].profileState' profile list
}

# by METHOD: without a token.
signs_in_by() {
	rm -f "$token"
	matches 'watch: ' primary --auth "$1" status && [ -s "$token" ]
}

# Reads the code from descriptor 3: what runs in the background has no standard input.
waits_for_code() {
	primary --auth sms status <&3
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

ok "the SM-DP+ runs" server_starts "$SOFTEUICC_PKI"
ok "it has profiles in stock, whose subscribers the HLR knows" stocked
ok "the user is a subscriber" mno subscriber add --description "$subscriber"
ok "the operator's servers run" operator_starts
ok "the user's UICC is made" "$softeuicc" init --uicc "$subscriber" "$work/uicc.euicc"
ok "the eUICC is made" "$softeuicc" init "$work/euicc.euicc"
ok "the UICC is in the phone" card_in 0 "$work/uicc.euicc"
ok "the eUICC is in the watch" card_in 1 "$work/euicc.euicc"
ok "the watch waits" watch_waits

ok "declined, nothing is ordered" \
	refused 'the contract was declined: nothing was ordered' --contract decline add
ok "and nothing is bound" shared_by 0 0
ok "without a decision there is none" refused 'nobody has decided on the contract' add </dev/null

ok "accepted, the watch gets a profile, and the number" \
	matches "watch shares the number \\+$number" primary --contract accept add
ok "two share it, and one profile is installed" shared_by 2 1
ok "it is enabled on the eUICC" enabled_on_card
ok "no notification is left there" notifications_are ""
ok "the watch heard of it" said "$work/watch" "shared number +$number: activated"
ok "the token is the user's alone" is 600 stat -c %a "$token"
ok "once more changes nothing" matches "watch shares the number" primary --contract decline add
ok "two share it, and one profile is installed" shared_by 2 1
ok "the status is as JSON, too" is "activated $(iccid_installed)" \
	sh -c '"$@" 2>/dev/null | jq -r ".[0] | .status + \" \" + .iccid"' - \
	"$softeuicc" device primary --reader "$(reader_of 0)" --link "unix:$work/link" \
	--operator "$operator" --name phone --terminal-id 356938035643809 \
	--accept-pairing yes --state "$token" --json status

ok "the number is not shared any more" matches 'watch does not share' primary unshare
ok "the HLR knows" shared_by 0 1
ok "twice is no harm" matches 'watch does not share' primary unshare
ok "it is shared again, one after the other" \
	matches 'watch shares the number' primary --contract accept --alerting hunting share
ok "the HLR knows" shared_by 2 1
ok "all is removed" matches 'watch has deleted the profile' primary remove
ok "from the eUICC" profile_count_is 0
ok "and from the HLR" shared_by 0 1

ok "the SM-DP+ is down" server_stops
ok "which the user is told" refused 'operator|SM-DP' --contract accept --share at-once add
ok "it is back" server_is_back
ok "the same again gets a profile and the number at once" \
	matches 'watch shares the number' primary --contract accept --share at-once add
ok "two share it, and another profile is installed" shared_by 2 2
ok "it is enabled on the eUICC" enabled_on_card

for method in aka aka-prime sim; do
	ok "the phone signs in by $method" signs_in_by $method
done
ok "the phone signs in by a code" signs_in_by_code
ok "nobody waits at another link" refused 'unix:.*/nowhere' --link "unix:$work/nowhere" status
ok "the watch is gone" stop "$watch" TERM
ok "which the user is told" refused "unix:$work/link" status
ok "the trail has no secrets" sh -c '! grep -F "$(jq -r .token "$1")" "$2"' - "$token" "$work/trail"
finish
