#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What goes wrong between primary, secondary and operator: each says what it is, leaves stores and
# cards that agree, and can be repeated. One laboratory for all of it.
# shellcheck disable=SC2034,SC2154,SC2317 # variables are shared with, functions called by rsp.sh
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 4 jq sqlite3 openssl
need_lpac
"$softeuicc" device primary --help >/dev/null 2>&1 || skip_all "built without the devices"
. "$top_srcdir/tests/e2e/rsp.sh"

user=001010123456789 number=+882110000001
card_slot=1
through="--link unix:$work/link"

# ---- the laboratory ----

description() {
	jq --arg iccid "$1" --arg imsi "$2" '.iccid = $iccid | .imsi = $imsi |
		if $imsi == "001010123456789" then . else del(.msisdn) end' \
		"$top_srcdir/testvectors/profiles/operational.json"
}

smdpp() {
	"$softeuicc" smdpp "$@" --store "$work/smdpp.db"
}

mno() {
	"$softeuicc" mno "$@" --store "$work/mno.db"
}

operator_starts() {
	start "$work/mno.log" "$softeuicc" mno serve --listen 127.0.0.1:0 --store "$work/mno.db" \
		--smdp "https://$address" --profile-type standard
	said "$work/mno.log" '^listening on' || return 1
	operator=$(sed -n 's#^listening on ##p' "$work/mno.log")
	smdpp operator 2.999.20 --url "$operator"
}

smdpp_starts_again() {
	start "$work/smdpp.log" "$softeuicc" smdpp --listen "$address" --store "$work/smdpp.db"
	server_process=$started
	said "$work/smdpp.log" '^listening on'
}

subscribers_known() {
	description 8988211000000000011 "$user" >"$work/user.json"
	description 8988211000000001019 001010000000101 >"$work/stock.json"
	smdpp stock --type standard --description "$work/stock.json" --count 6 --json \
		>"$work/stocked.json" &&
		mno subscriber add --description "$work/user.json" &&
		mno subscriber add --description "$work/stocked.json"
}

# secondary_waits SLOT [LPA [NAME]]: a device with that card; another than the usual one has a link
# of its own.
secondary_waits() {
	start "$work/device${3-}" "$softeuicc" device secondary --reader "$(reader_of "$1")" \
		--link "unix:$work/link${3-}" --lpa "${2-$LPAC}" --accept-pairing yes \
		--terminal-id "${3-watch}"
	device=$started
	said "$work/device${3-}" '^secondary waits at'
}

# shellcheck disable=SC2086 # of links there may be several
primary() {
	"$softeuicc" device primary "$@" --reader "$(reader_of 0)" $through \
		--operator "$operator" --accept-pairing yes --terminal-id phone
}

# refuses PATTERN COMMAND...: it fails, and says that.
refuses() {
	pattern=$1
	shift
	"$@" >"$work/refusal" 2>&1 && {
		cat "$work/refusal"
		return 1
	}
	matches "$pattern" cat "$work/refusal"
}

# ---- what the stores say ----

in_mno() {
	sqlite3 "$work/mno.db" "$@"
}

orders() {
	sqlite3 "$work/smdpp.db" "SELECT count(*) FROM orders WHERE eid <> '' AND state IN ($1)"
}

service_is() {
	is "$1" in_mno "SELECT CASE state WHEN 0 THEN 'requested' WHEN 2 THEN 'ordered' WHEN 3 THEN
		'installed' WHEN 5 THEN 'ended' ELSE state END FROM services ORDER BY id DESC LIMIT 1"
}

# How many services have a profile, each its own.
installed_are() {
	is "$1" in_mno "SELECT count(DISTINCT iccid) FROM services WHERE state = 3"
}

sharing() {
	is "$1" in_mno "SELECT count(*) FROM members"
}

nothing_is_ordered() {
	is 0 orders 2,3,4,5,6 && sharing 0
}

# ---- what goes wrong ----

with_a_wrong_key() {
	in_mno "UPDATE subscribers SET k = zeroblob(16) WHERE imsi = '$user'"
	refuses "$1" primary add || return 1
	mno subscriber remove "$user" && mno subscriber add --description "$work/user.json"
}

wrong_codes() {
	yes 000000 | refuses "$1" primary status --auth sms --msisdn "$number"
}

# An LPA that does not come to the end of a download; its process is in the file slow.
slow_lpa() {
	cat >"$work/slow-lpac" <<-LPA
		#!/bin/sh
		case "\$*" in
		*download*) echo \$\$ >"$work/slow"; exec sleep 1000 ;;
		esac
		exec "$LPAC" "\$@"
	LPA
	chmod +x "$work/slow-lpac"
}

# An LPA that tells the EID of the card in another slot.
lying_lpa() {
	cat >"$work/lying-lpac" <<-LPA
		#!/bin/sh
		[ "\$*" = "chip info" ] || exec "$LPAC" "\$@"
		"$LPAC" "\$@" | sed 's/$(eid_of 1)/$(eid_of 2)/g'
	LPA
	chmod +x "$work/lying-lpac"
}

# The secondary is killed in the middle of a download.
link_lost() {
	primary add >"$work/primary" 2>&1 &
	phone=$!
	said "$work/device" 'downloading a profile' || return 1
	stop "$device" KILL
	wait "$phone" && lost=0 || lost=$?
	[ ! -s "$work/slow" ] || kill "$(cat "$work/slow")" 2>/dev/null || true
	cat "$work/primary"
	[ "$lost" -eq 1 ] && grep -q "$1" "$work/primary"
}

downloads_by_hand() {
	code=$(mno service list --json | jq -r '.[-1].activationCode') &&
		run_lpac 1 profile download -a "$code"
}

another_euicc() {
	code=$(mno service list --json | jq -r '.[-1].activationCode')
	card_slot=2
	card_refuses es9p_authenticate_client profile download -a "$code" && said=0 || said=1
	card_slot=1
	return "$said"
}

# has_one_profile SLOT
has_one_profile() {
	card_slot=$1
	profile_count_is 1 && alone=0 || alone=1
	card_slot=1
	return "$alone"
}

both_have_profiles() {
	has_one_profile 2 && has_one_profile 3 && installed_are 3 && sharing 3
}

adds_at() {
	through="--link unix:$work/link$1"
	primary add
}

# By two commands that run at the same time.
both_at_once() {
	adds_at ring >"$work/ring" 2>&1 &
	ring=$!
	adds_at clock >"$work/clock" 2>&1 && clock=0 || clock=$?
	wait "$ring" && ring=0 || ring=$?
	cat "$work/ring" "$work/clock"
	[ "$ring$clock" = 00 ]
}

uicc_made() {
	description 8988211000000000011 "$user" >"$work/user.json" &&
		"$softeuicc" init "$work/uicc.euicc" --uicc "$work/user.json"
}

cards_are_in() {
	card_in 0 "$work/uicc.euicc" && card_in 1 "$work/euicc.euicc" &&
		card_in 2 "$work/other.euicc" && card_in 3 "$work/third.euicc"
}

ok "a UICC is made" uicc_made
ok "an eUICC is made" "$softeuicc" init "$work/euicc.euicc"
ok "and another" "$softeuicc" init "$work/other.euicc"
ok "and a third" "$softeuicc" init "$work/third.euicc"
ok "their cards are in the readers" cards_are_in
ok "an SM-DP+ starts" server_starts "$SOFTEUICC_PKI"
ok "an operator starts" operator_starts
ok "it knows its subscribers" subscribers_known
ok "a secondary device waits" secondary_waits 1

ok "a wrong Ki is refused" with_a_wrong_key 'EAP has failed: no such subscriber, or not its USIM'
ok "nothing is ordered" nothing_is_ordered
ok "wrong codes are refused" wrong_codes 'the code is wrong'
ok "a declined contract ends it" refuses 'the contract was declined' primary add --contract decline
ok "nothing is ordered" nothing_is_ordered
ok "the SM-DP+ stops" server_stops
ok "a contract is accepted that cannot be met" refuses \
	'the profile cannot be ordered: .*You can ask for it again' primary add --contract accept
ok "nothing is ordered" nothing_is_ordered
ok "the others are signed" mno contract add $user
ok "without the SM-DP+ nothing can be ordered" refuses 'the profile cannot be ordered' primary add
ok "nothing is ordered" nothing_is_ordered
ok "the SM-DP+ starts again" smdpp_starts_again
ok "the device stops" stop "$device" TERM
ok "an LPA is made that tells another card's EID" lying_lpa
ok "a device waits with it" secondary_waits 1 "$work/lying-lpac"
ok "its eUICC is refused what was ordered for the other" \
	refuses 'the download is not for this EID' primary add
ok "one profile is ordered" is 1 orders 2,3,4,5,6
ok "none is on the eUICC" profile_count_is 0
ok "nobody shares a number" sharing 0
ok "the order is taken back" primary remove
ok "nothing is ordered" nothing_is_ordered
ok "the device stops" stop "$device" TERM
ok "an LPA is made that hangs" slow_lpa
ok "a device waits with it" secondary_waits 1 "$work/slow-lpac"
ok "the link is lost in the middle" link_lost 'link is lost\|lost'
ok "one profile is ordered" is 1 orders 2,3,4,5,6
ok "nobody shares a number" sharing 0
ok "the secondary device is back" secondary_waits 1
ok "another eUICC is refused the activation code" another_euicc
ok "the profile is downloaded by hand, and not reported" downloads_by_hand
ok "the operator does not know of it" service_is ordered
ok "nobody shares a number" sharing 0
ok "asked again, the device reports it first, and the number is shared" primary add
ok "it is installed" service_is installed
ok "still one profile is ordered" is 1 orders 2,3,4,5,6
ok "it is on the eUICC" profile_count_is 1
ok "two share the number" sharing 2
ok "it is unbound" primary unshare
ok "and once more" primary unshare
ok "nobody shares a number" sharing 0
ok "the profile stays" profile_count_is 1

ok "a second device waits" secondary_waits 2 "$LPAC" ring
ok "and a third" secondary_waits 3 "$LPAC" clock
ok "at the same time they get profiles and the number" both_at_once
through="--link unix:$work/linkring --link unix:$work/linkclock"
ok "each has one of its own" both_have_profiles
ok "three profiles are ordered in all" is 3 orders 2,3,4,5,6
ok "both ask again, by one command" primary add
ok "nothing more is ordered" is 3 orders 2,3,4,5,6
ok "both are removed" primary remove
ok "the user's first device is left" installed_are 1
ok "by one command both get profiles and the number" primary add
ok "each has one of its own" both_have_profiles
ok "two more were ordered" is 5 orders 2,3,4,5,6
finish
