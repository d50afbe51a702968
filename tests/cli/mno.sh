#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc mno as a user meets it.

program=${top_builddir:-.}/softeuicc
description=${top_srcdir:-.}/testvectors/profiles/operational.json
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

export XDG_STATE_HOME="$dir/state"
k=465B5CE8B199B49FAA5F0A2EE238A6BC
opc=CD63CB71954A9F4E48A5994E37A02BAF

mno() {
	"$program" mno "$@"
}

subscriber() {
	mno subscriber "$@"
}

# add IMSI ICCID [OPTIONS]
add() {
	imsi=$1 iccid=$2
	shift 2
	subscriber add --imsi "$imsi" --iccid "$iccid" --k $k --opc $opc "$@"
}

kept_by_default() {
	subscriber add --description "$description" && ls "$XDG_STATE_HOME/softeuicc/mno.db"
}

# What the SM-DP+ has in stock is what the HLR is told of.
series() {
	jq 'del(.msisdn)' "$description" >"$dir/plain.json" &&
		"$program" smdpp stock --type GOLD --description "$dir/plain.json" --count 3 --json \
			--address 127.0.0.1:8443 >"$dir/series.json" &&
		subscriber add --description "$dir/series.json" --store "$dir/series.db" &&
		subscriber list --store "$dir/series.db" | wc -l
}

none_of_a_bad_series() {
	jq '[., .imsi = "1"]' "$description" >"$dir/bad.json"
	subscriber add --description "$dir/bad.json" --store "$dir/none.db"
	subscriber list --json --store "$dir/none.db"
}

removed() {
	subscriber remove +882110000001 && subscriber remove 001010123456780 &&
		subscriber list --json | jq -r '"\(length) \(.[0].imsi)"'
}

expect 0 mno.db kept_by_default
expect 0 '001010123456789  8988211000000000011   +882110000001' subscriber list
expect 0 '"seq": 0' subscriber show 8988211000000000011 --json
expect 0 'k          465B5CE8B199B49FAA5F0A2EE238A6BC' subscriber show 001010123456789 --secrets
expect 1 'the IMSI is another' subscriber add --description "$description"
expect 1 'the ICCID is another' subscriber add --description "$description" \
	--imsi 001010123456780 --msisdn +1
expect 1 'the MSISDN is another' add 001010123456780 8988211000000000029 --msisdn 882110000001
expect 0 '"msisdn": ""' add 001010123456780 8988211000000000029 --json
expect 0 '"msisdn": "4930"' subscriber add --description "$description" --imsi 001010000000003 \
	--iccid 8988211000000000037 --msisdn +4930 --op $opc --json
expect 0 '1 001010000000003' removed
expect 1 'there is no subscriber 882110000001' subscriber show 882110000001
expect 1 'there is no subscriber 7' subscriber remove 7
expect 0 3 series
expect 0 '[]' none_of_a_bad_series
expect 1 'bad.json: [1].imsi: should be a string of 6 to 15 digits' \
	subscriber add --description "$dir/bad.json" --store "$dir/none.db"
expect 1 'with an array there are no other options' \
	subscriber add --description "$dir/bad.json" --imsi 001010000000009
expect 1 '--imsi: should be a string of 6 to 15 digits' add 12345 8988211000000000045
expect 1 '--iccid: the check digit should be' add 001010000000009 8988211000000000044
expect 1 '--k: should be' add 001010000000009 8988211000000000045 --k 00
expect 1 'milenage takes either opc or op' add 001010000000009 8988211000000000045 --op $opc
expect 1 '--algorithm: should be' add 001010000000009 8988211000000000045 --algorithm comp128
expect 1 '--msisdn: should be' add 001010000000009 8988211000000000045 --msisdn abc
expect 1 '--k: missing' subscriber add --imsi 001010000000009 \
	--iccid 8988211000000000045
expect 1 "$dir/absent: No such file" subscriber add --description "$dir/absent"
expect 1 'line 1:' subscriber add --description "$0"
expect 1 "--store $dir/absent: No such file" subscriber list --store "$dir/absent"
expect 1 'not a store of this program' subscriber list --store "$description"
expect 1 'standard output' to_full subscriber list
expect 0 'usage: softeuicc mno subscriber add' subscriber add --help
expect 0 'usage: softeuicc mno subscriber' mno --help
expect 2 'subscriber add needs --description FILE' subscriber add
expect 2 'subscriber add does not take that' subscriber add --nonsense
expect 2 "subscriber add does not take 'x'" subscriber add --imsi 1 x
expect 2 'subscriber show takes one ID' subscriber show
expect 2 'subscriber list takes no ID' subscriber list 1
expect 2 'subscriber list does not take that' subscriber list --nonsense
expect 2 "there is no 'sell'" subscriber sell
expect 2 'what?' mno
echo "1..$n"
