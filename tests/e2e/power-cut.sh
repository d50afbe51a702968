#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A session of updates in which the card's process is killed after each answer: nothing that was
# answered is lost, then or later. What a kill before the answer leaves is tested at every single
# write by tests/unit/check_power_cut.c.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq openssl
need_lpac
need_server
. "$top_srcdir/tests/e2e/rsp.sh"

adm1=0020000A083838383838383838
pin2=31323334FFFFFFFF
wrong=3939393939393939
file_2f99=00A4080C022F99
record_file=00A4080C047F666F01
telecom=00A4080C027F10
usim=00A4040C07A0000000871002
acm=00A4000C026F39
tlv_file=00A4080C047F106F9A
create_tlv=00E000001E621C8202792183026F9A8A01058B032F060280020100A504860202008800
create=00E000001862168202412183026F9B8A01058B032F0602800200108800
created=00A4080C047F106F9B

# step WHAT APDUS WANTED CHECK CHECKED: sends APDUs, the last of which is answered with WANTED, and
# kills the card. From then on the last of the APDUs in CHECK is answered with CHECKED; the newest are
# sent first, as some change the card themselves.
step() {
	# shellcheck disable=SC2086 # several APDUs
	ok "$1" is "$3" last apdu 0 $2
	ok "the card is killed" card_killed 0
	{ echo "$5 $4" && cat "$work/checks"; } >"$work/more" && mv "$work/more" "$work/checks"
	ok "nothing is lost" nothing_is_lost
}

nothing_is_lost() {
	while read -r checked check; do
		# shellcheck disable=SC2086
		is "$checked" last apdu 0 $check </dev/null || {
			echo "$check"
			return 1
		}
	done <"$work/checks"
}

ok "a card image is made" "$softeuicc" init "$work/card.euicc"
ok "the card is in its reader" card_in 0 "$work/card.euicc"
ok "an SM-DP+ starts" server_starts "$SOFTEUICC_PKI"
ok "a profile is built" profile_built files
ok "and ordered" order --profile "$work/files.der"
ok "and downloaded" run_lpac 0 profile download -a "$code"
ok "and enabled" run_lpac 0 profile enable "$(iccid_of "$work/files.der")"

: >"$work/checks"
step "UPDATE BINARY" "$file_2f99 00D600030441424344" 9000 \
	"$file_2f99 00B0000304" 414243449000
step "UPDATE RECORD" "$adm1 $record_file 00DC020410000102030405060708090A0B0C0D0E0F" 9000 \
	"$record_file 00B2020410" 000102030405060708090A0B0C0D0E0F9000
step "INCREASE" "$usim $acm 803200000300000106" 0000060000019000 \
	"$usim $acm 00B2010403" 0000069000
step "CREATE FILE, BER-TLV" "$adm1 $telecom $create_tlv" 9000 "$tlv_file" 9000
step "SET DATA" "$adm1 $tlv_file 80DB008006800411223344" 9000 \
	"$tlv_file 80CB00800180" 8004112233449000
step "CREATE FILE" "$adm1 $telecom $create" 9000 \
	"$adm1 $telecom $create" 6A89
step "DEACTIVATE FILE" "$adm1 $created 00040000" 9000 "$created 00B0000001" 6984
step "DELETE FILE" "$adm1 $telecom 00E40000026F99" 9000 "$telecom 00A4000C026F99" 6A82
step "CHANGE PIN" "$usim 0024008110${pin2}35353535FFFFFFFF" 9000 \
	"$usim 002000810835353535FFFFFFFF" 9000
challenge "$work/files.der" 000000020020
ok "AUTHENTICATE" authenticates
ok "the card is killed" card_killed 0
ok "the sequence number is used" asks_to_resynchronise
step "a wrong PUK" "002C000110$wrong$pin2" 63C9 "002C0001" 63C9
step "a wrong PIN" "$usim 0020008108$wrong" 63C2 "$usim 00200081" 63C2
finish
