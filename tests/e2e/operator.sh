# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # tests and lib.sh share variables with this
# What the tests with an operator share, beyond rsp.sh: its servers, which order from the SM-DP+, and
# its subscriber, whose number $number is.

. "$top_srcdir/tests/e2e/rsp.sh"

subscriber=$top_srcdir/testvectors/profiles/operational.json
number=882110000001

# mno COMMAND...: on its store
mno() {
	"$softeuicc" mno "$@" --store "$work/mno.db"
}

# Profiles like the user's own, without a number, which the HLR knows as well.
stocked() {
	jq 'del(.msisdn) | .iccid = "8988211000000001001" | .imsi = "001010123450100"' \
		"$subscriber" >"$work/stock.json"
	"$softeuicc" smdpp stock --type standard --description "$work/stock.json" --count 3 \
		--store "$work/smdpp.db" --json >"$work/series.json" &&
		mno subscriber add --description "$work/series.json"
}

operator_starts() {
	start "$work/mno.log" "$softeuicc" mno serve --listen 127.0.0.1:0 --smdp "https://$address" \
		--store "$work/mno.db" --pki "$SOFTEUICC_PKI" --trail "$work/mno.trail"
	said "$work/mno.log" '^listening on' || return 1
	operator=$(sed -n 's#^listening on ##p' "$work/mno.log")
	"$softeuicc" smdpp operator 2.999.20 --url "$operator" --store "$work/smdpp.db"
}

# The SM-DP+ at the address that it had.
server_is_back() {
	start "$work/smdpp.log" "$softeuicc" smdpp --listen "$address" --store "$work/smdpp.db" \
		--pki "$SOFTEUICC_PKI"
	server_process=$started
	said "$work/smdpp.log" '^listening on'
}

# How many profiles the SM-DP+ has in the state $1.
profiles_in() {
	"$softeuicc" smdpp list --store "$work/smdpp.db" --json |
		jq --arg state "$1" '[.[] | select(.state == $state)] | length'
}

# How many share the user's number.
members() {
	mno number list --json |
		jq --arg number "$number" '[.[] | select(.msisdn == $number) | .members[]] | length'
}

# shared_by N INSTALLED: whether N subscriptions share the number, and so many profiles have been
# installed in all.
shared_by() {
	is "$1" members && is "$2" profiles_in installed
}

# The code in the last short message to the number $1.
code_sent_to() {
	mno sms list "$1" --json | jq -r '.[-1].text' | grep -o '[0-9]\{6\}$'
}

# The same, to the user's.
last_code() {
	code_sent_to "$number"
}
