#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The operator's short message centre as a real client meets it: Net::SMPP (libnet-smpp-perl).

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

perl -MNet::SMPP -e 1 2>/dev/null || {
	echo "1..0 # SKIP libnet-smpp-perl is not installed"
	exit 0
}

export SOFTEUICC_PKI="${top_srcdir:-.}/testvectors/pki" XDG_STATE_HOME="$dir/state"
k=465B5CE8B199B49FAA5F0A2EE238A6BC
opc=CD63CB71954A9F4E48A5994E37A02BAF

mno() {
	"$program" mno "$@"
}

add() {
	mno subscriber add --imsi "$1" --iccid "$2" --msisdn "$3" --k $k --opc $opc
}

# A server in the background, its port for SMPP in $port.
start() {
	mkfifo "$dir/said"
	"$program" mno serve --listen 127.0.0.1:0 --smpp 127.0.0.1:0 --smdp https://127.0.0.1:1 \
		>"$dir/said" 2>"$dir/log" &
	server=$!
	read -r line <"$dir/said"
	rm "$dir/said"
	port=${line##*:}
	trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
}

stop() {
	kill -TERM "$server"
	wait "$server"
	echo "ended with $?"
}

client() {
	timeout 30 "${top_srcdir:-.}/tests/cli/smpp-client.pl" 127.0.0.1 "$port" "$@"
}

shop() {
	client trx shop secret "$@"
}

to_anna() {
	shop submit source_addr=Shop source_addr_ton=5 destination_addr=882110000001 \
		dest_addr_ton=1 dest_addr_npi=1 "$@"
}

texts() {
	mno sms list 882110000001 --json | jq -c 'map(.text)[-1]'
}

# sends SUBMIT-ARGUMENTS...: what arrives in the mailbox.
sends() {
	to_anna "$@" && texts
}

long() {
	to_anna short_message= message_payload="$(printf '%0300d' 0)" && texts | tr -d '"' | wc -c
}

header() {
	to_anna esm_class=64 hex=050003AA0202"$(printf world | od -An -tx1 | tr -d ' ')" \
		, submit source_addr=Shop source_addr_ton=5 destination_addr=882110000001 \
		dest_addr_ton=1 dest_addr_npi=1 esm_class=64 \
		hex=050003AA0201"$(printf 'hello ' | od -An -tx1 | tr -d ' ')" && texts
}

options() {
	one=$(printf '\1') two=$(printf '\2')
	to_anna short_message='part 2 ' sar_msg_ref_num="$one$two" sar_total_segments="$two" \
		sar_segment_seqnum="$two" &&
		to_anna short_message='part 1 ' sar_msg_ref_num="$one$two" \
			sar_total_segments="$two" sar_segment_seqnum="$one" && texts
}

receives() {
	mno sms send 882110000002 "$1" --from +4930 && client rx phone pass receive , unbind
}

refuses_once() {
	mno sms send 882110000002 wait --from Shop && client rx phone pass receive 100 &&
		client rx phone pass receive , unbind
}

receipt() {
	shop submit source_addr=4930 destination_addr=+882110000002 short_message=hello \
		registered_delivery=1 && client rx phone pass receive , unbind &&
		shop receive , unbind | sed 's/date:[0-9]*/date:/g'
}

makes() {
	mno sms client add "$@" && echo made
}

add 001010000000001 8988211000000000011 882110000001 &&
	add 001010000000002 8988211000000000029 882110000002
expect 0 made makes shop --password secret
expect 0 made makes phone --password pass --number +882110000002
expect 1 'there is a client shop' mno sms client add shop
expect 1 'nobody has the number +1' mno sms client add third --number 1
expect 1 'the password is empty, longer than 8' mno sms client add third --password 123456789
expect 1 'the name is empty, longer than 15' mno sms client add 1234567890123456
expect 0 '+882110000002' mno sms client list
expect 0 '"name": "shop"' mno sms client list --json
expect 1 'there is no client nobody' mno sms client remove nobody
expect 2 'sms client add: too few arguments' mno sms client add
expect 2 'x is no international number' mno sms client add a --number x
expect 2 "sms client: there is no 'x'" mno sms client x
expect 0 'usage: softeuicc mno sms client' mno sms client --help
start
expect 0 'status 0f' client trx nobody secret
expect 0 'status 0e' client trx shop wrong
expect 0 'there' shop enquire , unbind
expect 0 'unbound' shop enquire , unbind
expect 0 '"hello world"' sends short_message='hello world'
expect 0 '"@ü€[]"' sends hex=007e1b651b3c1b3e
expect 0 '"Grüße"' sends data_coding=3 hex=4772fcdf65
expect 0 '"Привет 😀"' sends data_coding=8 hex=041f04400438043204350442 \
	, submit destination_addr=882110000001 data_coding=8 \
	hex=041f044004380432043504420020d83dde00
expect 0 '301' long
expect 0 '"hello world"' header
expect 0 '"part 1 part 2 "' options
expect 0 'status 0b' shop submit destination_addr=1 short_message=x
expect 0 'status 04' client rx shop secret submit destination_addr=882110000001 short_message=x
expect 0 'state 1' shop query 1 Shop
expect 0 'status 0c' shop query 999
expect 0 'from 1:4930 to 1:882110000002 class 00 coding 00: your code' receives 'your code'
expect 0 'coding 08: 041f0440' receives 'Пр'
expect 0 'from 5:Shop to 1:882110000002' refuses_once
expect 0 'dlvrd:001 submit date: done date: stat:DELIVRD err:000' receipt
expect 0 '"delivered": true' mno sms list 882110000002 --json
expect 0 'phone bound' cat "$dir/log"
expect 0 'ended with 0' stop
expect 1 '--smpp 1' mno serve --listen 127.0.0.1:0 --smdp https://127.0.0.1:1 --smpp 1
echo "1..$n"
