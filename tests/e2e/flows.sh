#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The flows of primary and secondary device, as softeuicc demo plays them, and what the stores and
# the cards have in the end, read by other means than the demonstration's own.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 2 jq script sqlite3
need_lpac
"$softeuicc" demo --help >/dev/null 2>&1 || skip_all "built without the devices"

user=001010000000001 other=001010000000002 profile=001010000000101
number=882110000001 iccid=8988211000000001019

# play FLOW [OPTION...]: its directory is $lab, and what it said is in $lab.json.
play() {
	lab=$work/$1
	rm -rf "$lab"
	"$softeuicc" demo "$@" --lpa "$LPAC" --keep "$lab" --json >"$lab.json" || {
		jq -r '.problem, (.checks[] | select(.ok | not) | .what),
			(.messages[] | "\(.from) > \(.to): \(.message)")' "$lab.json"
		return 1
	}
}

mno() {
	sqlite3 -readonly "$lab/mno.db" "$@"
}

smdpp() {
	sqlite3 -readonly "$lab/smdpp.db" "$@"
}

# shared IMSI...: the members of the number in their order; nobody shares another.
shared() {
	is "$(echo "$@" | tr ' ' '\n')" mno "SELECT imsi FROM members ORDER BY msisdn, position" &&
		is "$(($# > 0))" mno "SELECT count(*) FROM shared_numbers"
}

# on_card NAME: ICCID and state of its profiles.
on_card() {
	"$softeuicc" show --json "$lab/$1.euicc" | jq -r '.profiles[] | "\(.iccid) \(.state)"'
}

eid_on() {
	"$softeuicc" show --json "$lab/$1.euicc" | jq -r .eid
}

# installed STATE: the profile is so on the secondary's eUICC, for which it was ordered, and the
# SM-DP+ has seen to no other; the eUICC has told all.
installed() {
	is "$iccid $1" on_card secondary &&
		is "$(eid_on secondary)" smdpp "SELECT eid FROM orders WHERE eid <> ''" &&
		is 1 smdpp "SELECT count(*) FROM orders WHERE state = 6" &&
		is 0 notifications_left secondary
}

notifications_left() {
	"$softeuicc" show --json "$lab/$1.euicc" | jq '.notifications | length'
}

# said_in_order MESSAGE...: each message is in the trail, behind the one before.
said_in_order() {
	jq -e '[.messages[] | "\(.from) > \(.to): \(.message)"] as $said | reduce $ARGS.positional[]
		as $m (0; . as $at | if . == null then null else
		($said[$at:] | index($m)) as $i | if $i == null then ("no \($m)" | debug) | null
		else $at + $i + 1 end end) != null' "$lab.json" --args "$@"
}

# contracts STATE...: the states of all contracts in the order of their making.
contracts() {
	is "$(echo "$@" | tr ' ' '\n')" mno "SELECT CASE state WHEN 0 THEN 'offered' WHEN 1 THEN
		'accepted' ELSE 'declined' END FROM contracts ORDER BY id"
}

# suspended IMSI
suspended() {
	mno "SELECT suspended FROM subscribers WHERE imsi = '$1'"
}

# asked ANSWERS FLOW: the same at a terminal, where each choice is asked for.
asked() {
	lab=$work/asked
	printf '%b' "$1" | script -qec "$softeuicc demo $2 --lpa $LPAC --keep $lab" "$work/asked.out" ||
		{
			cat "$work/asked.out"
			return 1
		}
}

# nothing_secret: no key, code or token is in the trail.
nothing_secret() {
	for secret in $(mno "SELECT lower(hex(k)) FROM subscribers") $(mno "SELECT code FROM codes") \
		$(mno "SELECT matching_id FROM services WHERE matching_id <> ''") \
		$(mno "SELECT key FROM contracts"); do
		! grep -iF "$secret" "$lab/trail" || return 1
	done
}

ok "A1: a profile, then the shared number" play A1 --auth aka --alerting hunting
ok "the profile is installed" installed enabled
ok "both subscriptions share the number" shared $user $profile
ok "nothing secret is in the trail" nothing_secret
ok "it is asked for after the installation" said_in_order \
	"primary > AS: ManageSubscription SUBSCRIBE" "BOSS > SM-DP+: ES2+.DownloadOrder" \
	"SM-DP+ > LPA: ES9+.HandleNotification: ok" "primary > AS: ManageSubscription CHANGE" \
	"BOSS > HLR: bind"
ok "A1 without the shared number" play A1 --no-shared-number --auth sms
ok "the profile is installed" installed enabled
ok "nobody shares a number" shared

ok "A2: both with one request, authenticated by EAP-SIM" play A2 --auth sim
ok "the profile is installed" installed enabled
ok "both subscriptions share the number" shared $user $profile

ok "A3: with contracts" play A3
ok "two are accepted" contracts accepted accepted
ok "the profile is installed" installed enabled
ok "both subscriptions share the number" shared $user $profile
ok "A3, declined" play A3 --contract decline
ok "one is declined" contracts declined
ok "nothing is ordered" is 0 smdpp "SELECT count(*) FROM orders WHERE eid <> ''"
ok "nobody shares a number" shared

ok "A4: two UICCs" play A4
ok "they share the number" shared $user $other
ok "nothing is ordered" is 0 smdpp "SELECT count(*) FROM orders WHERE eid <> ''"
ok "nothing secret is in the trail" nothing_secret

ok "A5: the number is shared no more" play A5
ok "nobody shares a number" shared
ok "the eUICC is empty" is '' on_card secondary
ok "the profile's subscription is suspended" is 1 suspended $profile

ok "A6: a device's own eUICC" play A6
ok "two contracts are accepted" contracts accepted accepted
ok "the profile is installed" installed enabled
ok "both subscriptions share the number" shared $user $profile
ok "A6, declined" play A6 --contract decline
ok "nothing is ordered" is 0 smdpp "SELECT count(*) FROM orders WHERE eid <> ''"

ok "A7: from a UICC to an eUICC" play A7
ok "the profile is installed" installed enabled
ok "the number is with it" is $profile mno "SELECT imsi FROM subscribers WHERE msisdn = $number"
ok "the old subscription is suspended" is 1 suspended $user
ok "the new one is not" is 0 suspended $profile
ok "the code went to the old device, and then the order out" said_in_order "AS > SMSC: code" \
	"user > new device: code" "BOSS > SM-DP+: ES2+.DownloadOrder" "BOSS > HLR: transfer"
ok "nothing secret is in the trail" nothing_secret

ok "A8: from an eUICC to an eUICC" play A8
ok "the new profile is enabled" is "$iccid enabled" on_card secondary
ok "the old one is disabled" is "8988211000000000011 disabled" on_card primary
ok "the number is with the new one" is $profile \
	mno "SELECT imsi FROM subscribers WHERE msisdn = $number"
ok "the old subscription is suspended" is 1 suspended $user

ok "A3, asked at a terminal" asked 'what\naccept\nsms\nno\n' A3
ok "the profile is installed" installed enabled
ok "one contract is accepted" contracts accepted
ok "nobody shares a number" shared
finish
