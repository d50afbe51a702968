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

# ---- shared numbers: 1 is the owner's, 2 and 3 have none ----

a=001010000000101 b=001010000000102 c=001010000000103
shared() {
	action=$1
	shift
	mno "$action" "$@" --store "$dir/shared.db"
}

number() {
	shared number "$@"
}

# Says so where there is nothing to say.
quietly() {
	number "$@" && echo quiet
}

call() {
	shared call 882110000101 "$@"
}

members() {
	add $a 8988211000000001019 --msisdn +882110000101 --store "$dir/shared.db" &&
		add $b 8988211000000001027 --store "$dir/shared.db" &&
		add $c 8988211000000001035 --store "$dir/shared.db" && echo three
}

# The events of a call, each as one word.
told() {
	call "$@" | sed 's/ /-/g' | tr '\n' ' '
}

unbound() {
	number unbind +882110000101 $b && number list --json | jq -c '.[0].members'
}

expect 0 three members
expect 0 "$a-rings $a-answers answered-by-$a" told --answers $a
expect 0 quiet quietly bind +882110000101 $b $a $c
expect 0 "+882110000101     flexible  $b $a* $c" number list
expect 0 "$b-rings $a-rings $c-rings $b-does-not-answer" told
expect 0 "$b-is-busy $a-rings $c-rings $c-answers $a-is-stopped answered-by-$c" \
	told --answers $c --answers $a --busy $b
expect 0 quiet quietly bind 882110000101 $b $a $c --alerting hunting
expect 0 "$b-is-off $a-rings $a-answers answered-by-$a" told --answers $c \
	--answers +882110000101 --off $b
expect 0 '"result": "not reachable"' call --off $a --off $b --off $c --json
expect 0 '"answeredBy": ""' call --busy $a --off $b --off $c --json
expect 0 'shares     882110000101' shared subscriber show $b
expect 0 '"shares": ""' subscriber show 8988211000000000037 --json
expect 1 'which is no member' number bind 882110000101 $b
expect 1 "IMSI $b shares +882110000101 already" number bind +4930 $b
expect 1 "IMSI $b is named twice" number bind 882110000101 $b $a $b
expect 1 'there is no subscriber 5' number bind 882110000101 5
expect 1 'nobody has the number +4930' shared call +4930
expect 1 'there is no subscriber 001010000000109' call --busy 001010000000109
expect 1 "IMSI $c shares a number or has a service: end that first" shared subscriber remove $c
expect 1 "is the number of IMSI $a, and others share it" number unbind 882110000101 $a
expect 1 "IMSI $b does not share +4930" number unbind 4930 $b
expect 0 "[\"$a\",\"$c\"]" unbound
expect 1 "--off $b: +882110000101 does not ring there" call --off $b
expect 0 quiet quietly unbind 882110000101
expect 1 'nobody shares +882110000101' number unbind 882110000101
expect 0 quiet quietly bind +4930 $b
expect 1 '+4930 is a shared number' add 001010000000104 8988211000000001043 --msisdn 4930 \
	--store "$dir/shared.db"
expect 2 '--alerting loud: should be flexible or hunting' number bind 4930 $a --alerting loud
expect 2 'number bind: too few arguments' number bind 4930
expect 2 'number list: too many arguments' number list 4930
expect 2 'x is no international number' number bind x $a
expect 2 'x is no international number' shared call x
expect 2 'call takes one NUMBER' shared call
expect 2 'number bind does not take that' number bind --nonsense
expect 2 'call does not take that' shared call --nonsense
expect 0 'usage: softeuicc mno number bind' number --help
expect 0 'usage: softeuicc mno call' shared call --help

# ---- contracts, services, devices ----

contract() {
	mno contract "$@" --store "$dir/shared.db"
}

signed() {
	contract add +882110000101 && contract add $b --kind shared-number --device watch &&
		contract list --json | jq -c 'map([.contract, .imsi, .kind, .device, .state])'
}

contracts_of_one() {
	contract list $b | sed 's/[^ ]*Z/then/'
}

removed_contract() {
	contract remove 2 && contract list --json | jq -c 'map(.contract)'
}

no_services() {
	shared service list $b | wc -l
}

expect 0 "[[1,\"$a\",\"profile\",\"\",\"accepted\"],[2,\"$a\",\"shared-number\",\"\",\"accepted\"],\
[3,\"$b\",\"shared-number\",\"watch\",\"accepted\"]]" signed
expect 0 "3    then  accepted  shared-number  $b  watch" contracts_of_one
expect 0 '"kind": "profile"' contract add $b --kind profile --json
expect 0 '[1,3,4]' removed_contract
expect 1 'there is no contract 2' contract remove 2
expect 1 'there is no subscriber 5' contract add 5
expect 1 'there is no subscriber 5' contract list 5
expect 2 'contract remove: x is no number' contract remove x
expect 2 '--kind x: should be profile or shared-number' contract add $b --kind x
expect 2 'contract add: too few arguments' contract add
expect 2 'contract add: too many arguments' contract add $b $b
expect 2 'contract list does not take that' contract list --nonsense
expect 0 'usage: softeuicc mno contract add' contract --help
expect 1 'standard output' to_full contract list
expect 0 '[]' shared service list --json
expect 0 0 no_services
expect 1 'there is no service 1' shared service show 1
expect 1 'there is no subscriber 5' shared service list 5
expect 2 'service show: x is no number' shared service show x
expect 2 'show: too few arguments' shared service show
expect 0 'usage: softeuicc mno service list' shared service --help
expect 0 '[]' shared device list --json
expect 2 'list: too many arguments' shared device list 1
expect 0 'usage: softeuicc mno device list' shared device --help

# ---- short messages ----

sms() {
	shared sms "$@"
}

sent() {
	sms send "$@" && echo sent
}

mailboxes() {
	sms send +882110000101 'second' --from 4930 && sms list --json | jq -c 'map([.to, .from, .text])'
}

cleared() {
	sms clear 4930 && sms list | wc -l
}

expect 0 sent sent 4930 'Your code: 123456'
expect 0 'Z  +4930             operator: Your code: 123456' sms list 4930
expect 0 '[["4930","operator","Your code: 123456"],["882110000101","4930","second"]]' mailboxes
expect 0 1 cleared
expect 1 'nobody has the number +1' sms send 1 text
expect 1 'the text is empty, too long' sms send 4930 ''
expect 1 'the sender is empty, too long' sms send 4930 text --from ''
expect 1 'standard output' to_full sms list
expect 2 'x is no international number' sms send x text
expect 2 'sms send: too few arguments' sms send 4930
expect 2 'sms list: too many arguments' sms list 4930 4931
expect 2 'sms list does not take that' sms list --nonsense
expect 0 'usage: softeuicc mno sms send' sms --help
echo "1..$n"
