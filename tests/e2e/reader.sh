#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Cards in readers: what PC/SC clients see of them, and how the card's process behaves.
# shellcheck disable=SC2086,SC2317 # APDUs are single words; functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 2 pcsc_scan opensc-tool

# SELECT of the MF by file identifier, and the ISD-R by AID (SGP.22 2.4.2).
select_mf=00A40004023F00
select_isdr=00A4040010A0000005591010FFFFFFFF8900000100

first=$work/first.euicc
second=$work/second.euicc

eid_line() {
	grep -Eq "^$first: EID [0-9]{32} in localhost:$(port_of 0)\$" "$work/card0"
}

both_at_once() {
	apdu 0 $select_mf $select_isdr $select_mf >"$work/first.out" &
	apdu 1 $select_isdr $select_mf $select_isdr >"$work/second.out" &&
		wait $! &&
		is 3 grep -c '9000$' "$work/first.out" &&
		is 3 grep -c '9000$' "$work/second.out"
}

different_eids() {
	[ -n "$(eid_of 0)" ] && [ -n "$(eid_of 1)" ] && [ "$(eid_of 0)" != "$(eid_of 1)" ]
}

# What the program says when it fails.
complaint() {
	! "$softeuicc" card "$@" 2>&1
}

traced() {
	answer=$(apdu 0 --raw $select_isdr) && grep -A1 "^> $select_isdr #" "$work/trace" |
		grep -q "^< $answer # [0-9.]*\$"
}

trace_begins() {
	is "on" sed -n '2s/ .*//p' "$work/trace" &&
		is "atr $(apdu 0 --wait)" sed -n '3s/ #.*//p' "$work/trace"
}

# Bytes that look like nothing, the same in every run, of every length that PC/SC lets through.
garbage() {
	awk 'BEGIN {
		x = 1
		for (n = 4; n <= 300; n++) {
			for (i = 0; i < n; i++) {
				x = (x * 16807) % 2147483647
				printf "%02X", int(x / 256) % 256
			}
			printf "\n"
		}
	}'
}

# Every garbage APDU is answered with a status word, an error as a rule.
survives_garbage() {
	# shellcheck disable=SC2046 # one word each
	apdu 1 --raw $(garbage) >"$work/answers" &&
		is 297 grep -Ec '^([0-9A-F]{2})*[69][0-9A-F]{3}$' "$work/answers"
}

truncated() {
	awk -v apdu="$select_isdr" 'BEGIN { for (n = 8; n < length(apdu); n += 2) print substr(apdu, 1, n) }'
}

survives_truncation() {
	# shellcheck disable=SC2046
	apdu 1 --raw $(truncated) >"$work/answers" && ! grep -v '^6' "$work/answers"
}

pcscd_returns() {
	kill "$SOFTEUICC_PCSCD_PID" &&
		said "$work/card0" "waiting for a reader at localhost:$(port_of 0)" &&
		start "$work/pcscd" "$SOFTEUICC_PCSCD_START" &&
		said "$work/pcscd" 'daemon ready' &&
		apdu 0 --wait &&
		apdu 1 --wait
}

ok "a card image is made" "$softeuicc" init "$first"
ok "and another" "$softeuicc" init "$second"
ok "a card appears in its reader" card_in 0 "$first" --trace "$work/trace"
ok "with an ATR that begins with T=0 and announces an eUICC" \
	matches '^3B9F..80.F' apdu 0 --wait
ok "its process says which card is where" eid_line
ok "pcsc_scan recognises it" matches 'Card inserted' scan
ok "opensc-tool talks to it" matches 'SW1=0x9[0], SW2=0x00|SW1=0x61' \
	opensc-tool -r "$(reader_of 0)" -s $select_isdr
ok "a second card in the second slot" card_in 1 "$second"
ok "both work at the same time" both_at_once
ok "and are different" different_eids
ok "the trace begins with the power and the ATR" trace_begins
ok "and has each command with its response" traced
ok "garbage of every length is answered" survives_garbage
ok "so is every beginning of a command" survives_truncation
ok "and the card works" matches '9000$' apdu 1 $select_isdr
ok "an image in use is refused" fails 1 "$softeuicc" card "$first" --reader "localhost:$(port_of 1)"
ok "with a message that says so" matches "$first.*another process" complaint "$first"
ok "an image that is none is refused" matches "$0" complaint "$0"
ok "a missing one too" matches "$work/none" complaint "$work/none"
ok "a wrong reader is wrong usage" fails 2 "$softeuicc" card "$first" --reader localhost
ok "the cards return when pcscd does" pcscd_returns
ok "and work" matches '9000$' apdu 0 $select_isdr
ok "SIGTERM takes a card out and ends its process" card_out 0
ok "SIGINT does too" card_out 1 INT
ok "the image can be used again" card_in 0 "$first"
ok "also after SIGKILL" card_killed 0
ok "and works" matches '9000$' apdu 0 $select_isdr
finish
