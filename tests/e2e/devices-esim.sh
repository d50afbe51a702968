#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Devices that ask for profiles of their own: one with a UICC and an eUICC; a new one with an eUICC
# that takes the number over from the UICC; another new one that takes it over from that.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 4 jq openssl
need_lpac
need_server
. "$top_srcdir/tests/e2e/operator.sh"
need_devices

# device KIND SLOT [OPTION...]: what it says. Its token is its own.
device() {
	kind=$1 slot=$2
	shift 2
	"$softeuicc" device "$kind" --reader "$(reader_of "$slot")" --operator "$operator" \
		--terminal-id "35693803564380$slot" --state "$work/token$slot" --lpa "$LPAC" \
		--trail "$work/trail" "$@" 2>&1
}

single() {
	device single 0 --euicc "$(reader_of 1)" --share "$@"
}

# An LPA that ends behind the installation, and reports nothing.
silent_lpa() {
	cat >"$work/silent-lpac" <<-LPA
		#!/bin/sh
		[ "\$1" != notification ] || exit 1
		"$LPAC" "\$@" && [ "\$*" = "\${*#profile download}" ]
	LPA
	chmod +x "$work/silent-lpac"
}

# refused PATTERN COMMAND...: whether it ends with status 1 and says that.
refused() {
	pattern=$1
	shift
	if ! fails 1 "$@" >"$work/refused" || ! grep -E "$pattern" "$work/refused"; then
		cat "$work/refused"
		return 1
	fi
}

waits_for_code() {
	device new "$1" --msisdn "+$number" <&3
}

# takes_over SLOT COMMAND: a new device in SLOT, whose user types what COMMAND prints.
takes_over() {
	slot=$1
	shift
	rm -f "$work/answers"
	mkfifo "$work/answers"
	exec 3<>"$work/answers"
	: >"$work/mno.trail"
	start "$work/new" waits_for_code "$slot"
	new=$started
	said "$work/mno.trail" '"SMSC"' || return 1
	"$@" >&3
	wait "$new" && ended=0 || ended=$?
	cat "$work/new"
	return "$ended"
}

# The code as the old device shows it, for the new one to scan; without zbarimg it is typed.
code_to_scan() {
	if command -v zbarimg >/dev/null; then
		"$softeuicc" qr -o "$work/code.png" "$(last_code)" && echo "@$work/code.png"
	else
		last_code
	fi
}

profile_on() {
	run_lpac "$1" profile list | jq -r '.[0] | .profileState + " " + .iccid'
}

# The ICCID of the subscription that has the number, and the states of all that are or were the user's.
number_is_on() {
	mno subscriber list --json | jq -r --arg n "$number" '.[] | select(.msisdn == $n) | .iccid'
}

suspended() {
	mno subscriber list --json | jq -r '.[] | select(.state == "suspended") | .iccid' | tr '\n' ' '
}

trail_is_clean() {
	[ -s "$work/trail" ] && cat "$work"/token? | jq -r .token >"$work/tokens" &&
		! grep -Ff "$work/tokens" "$work/trail"
}

ok "the SM-DP+ runs" server_starts "$SOFTEUICC_PKI"
ok "it has profiles in stock, whose subscribers the HLR knows" stocked
ok "the user is a subscriber" mno subscriber add --description "$subscriber"
ok "the operator's servers run" operator_starts
ok "the user's UICC is made" "$softeuicc" init --uicc "$subscriber" "$work/uicc.euicc"
ok "it is in its reader" card_in 0 "$work/uicc.euicc"
for slot in 1 2 3; do
	ok "an eUICC is made" "$softeuicc" init "$work/$slot.euicc"
	ok "it is in its reader" card_in $slot "$work/$slot.euicc"
done

ok "a single device declines the contract" \
	refused 'the contract was declined: nothing was ordered' single --contract decline
ok "and nothing is ordered" is 0 profiles_in released
ok "an LPA is made that reports nothing" silent_lpa
ok "it accepts, and its profile is not reported" \
	refused 'do the same again to go on' single --contract accept --lpa "$work/silent-lpac"
ok "which the SM-DP+ does not know" is 0 profiles_in installed
ok "the same again reports it, and both its cards share the number" \
	matches 'UICC and eUICC share the number' single --contract accept
ok "as the HLR knows" is 2 members
ok "the eUICC's profile is enabled" matches '^enabled ' profile_on 1
ok "once more changes nothing" matches 'share the number' single --contract decline
ok "one profile was installed" is 1 profiles_in installed

ok "a wrong code does not take the number over" refused 'wrong' takes_over 2 sh -c 'yes 000000 | head -n 9'
ok "nor does nobody's number" refused 'number|subscriber' device new 2 --msisdn +4930 </dev/null
ok "the right one does" matches 'the number .* is on this device now' takes_over 2 last_code
ok "the new profile is enabled" matches '^enabled ' profile_on 2
ok "and has the number" is "$(profile_on 2 | cut -d ' ' -f 2)" number_is_on
ok "the UICC's subscription is suspended" is '8988211000000000011 ' suspended
rm -f "$work/token0"
ok "it cannot sign in any more" refused 'the subscription is suspended' single

ok "the new device's profile is good" matches 'is good$' device old 2
ok "a third device takes the number over" matches 'is on this device now' takes_over 3 code_to_scan
ok "the second one hears of it, and disables its profile" matches 'was disabled' device old 2
ok "so it is" matches '^disabled ' profile_on 2
ok "the third one has the number" is "$(profile_on 3 | cut -d ' ' -f 2)" number_is_on
ok "its profile is good" matches 'is good$' device old 3
ok "no token is in the trail" trail_is_clean
finish
