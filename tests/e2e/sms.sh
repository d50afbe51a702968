#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Short messages on their way from the operator's mailbox to the USIM in a reader, where other
# software reads EF.SMS; and data download, which the card's toolkit application answers.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq
need_server

store=$work/mno.db
number=+882110000001

mno() {
	"$softeuicc" mno "$@" --store "$store"
}

# With data download by SMS-PP, service 28. EF.SMS has ten records, as the template has it.
makes_the_card() {
	jq '.services = [10, 12, 17, 19, 21, 27, 28, 38]' \
		"$top_srcdir/testvectors/profiles/operational.json" >"$work/card.json" &&
		"$softeuicc" init "$work/card.euicc" --uicc "$work/card.json" &&
		mno subscriber add --description "$work/card.json"
}

puts_it_in() {
	echo '{"name": "OTA", "tars": ["B00001"], "sms": {"do": [], "reply": "CAFE"}}' \
		>"$work/ota.json" && card_in 0 "$work/card.euicc" --toolkit "$work/ota.json"
}

delivers() {
	mno sms deliver "$number" --reader "$(reader_of 0)"
}

# send TEXT [OPTION...], then deliver
sends() {
	mno sms send "$number" "$@" && delivers
}

# A record of EF.SMS up to its padding, with T for the time of the message.
record() {
	apdu 0 00A4040C07A0000000871002 00A4000C026F3C "00B2${1}04B0" | tail -n 1 |
		sed -E "s/(FF)*9000\$//; s/(000[08])$(date -u +%y | rev)[0-9]{10}00/\1T/"
}

# mark STATUS RECORD...: the user has kept what is there (01) or deleted it (00).
mark() {
	status=$1 rest=$(printf '%0350d' 0)
	shift
	for number_of_record; do
		apdu 0 00A4040C07A0000000871002 00A4000C026F3C \
			"00DC${number_of_record}04B0$status$rest" | tail -n 1 | grep -x 9000 || return
	done
}

states() {
	mno sms list "$number" --json | jq -c 'map(.delivered)'
}

# For a client by SMPP.
serves() {
	mno sms client add ota --password secret || return 1
	start "$work/serve" "$softeuicc" mno serve --listen 127.0.0.1:0 --smpp 127.0.0.1:0 \
		--smdp https://127.0.0.1:1 --store "$store"
	said "$work/serve" '^listening'
}

# Data for the card: TP-PID 7F, class 2, a command packet for TAR B00001 without security.
downloads() {
	port=$(sed -n 's/^short messages.*://p' "$work/serve")
	"$top_srcdir/tests/cli/smpp-client.pl" 127.0.0.1 "$port" tx ota secret submit \
		destination_addr="$number" source_addr=4930 esm_class=64 protocol_id=127 \
		data_coding=246 hex=027000000F0D00000000B0000100000000000041 , unbind &&
		delivers
}

ok "a card is made" makes_the_card
ok "it is in its reader" puts_it_in
ok "a message is delivered to it" is '1: stored in record 1' sends hellohello --from +4930
centre=0791881201000000
ok "as one from the network, unread" \
	is "03${centre}0404919403""0000T0AE8329BFD4697D9EC37" record 01
ok "it is delivered, and does not come again" is '' delivers
ok "one with Cyrillic letters is in UCS2, and its sender has a name" \
	is '2: stored in record 2' sends 'Привет' --from Shop
ok "which says so" is "03${centre}0407D0""53F41B0E""0008T0C041F04400438043204350442" record 02
ok "others fill its memory but for one record" mark 01 03 04 05 06 07 08 09
ok "a long one does not fit any more" \
	fails 1 sends "$(printf '%0200d' 0)" --from 4930
ok "nothing of it is there" is 00 record 0A
ok "it waits" is '[true,true,false]' states
ok "a message is deleted" mark 00 01
ok "now it comes in two parts" is '3: stored in record 1
3: stored in record 10' delivers
ok "of which the first" matches "^03${centre}40048194030000TA0050003030201" record 01
ok "and the second say so" matches "^03${centre}44048194030000T36050003030202" record 0A
ok "the card is full" fails 1 sends more --from 4930
ok "another message is deleted" mark 00 01
if perl -MNet::SMPP -e 1 2>/dev/null; then
	ok "the short message centre serves" serves
	ok "data for the card are taken by its toolkit application" \
		matches '^5: taken by the card, answer CAFE$' downloads
else
	ok "data for the card # SKIP libnet-smpp-perl is not installed" true
fi
ok "there is no card in another reader" \
	fails 1 mno sms deliver "$number" --reader 'no such reader'
ok "a reader is needed" fails 2 mno sms deliver "$number"
ok "and a number" fails 2 mno sms deliver Shop --reader x
finish
