#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What people script for a card in hand: pcsc_scan, opensc-tool with its own APDUs and with given
# ones, files of commands for scriptor. A profile is enabled, so that there is something to read.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq opensc-tool scriptor pcsc_scan
need_lpac
need_server
. "$top_srcdir/tests/e2e/rsp.sh"

atr=3B9F96803FC7828031E073FE219F67534F465453494DAF

# Digits in pairs, with $2 between them.
pairs() {
	echo "$1" | sed "s/../&$2/g; s/.\$//"
}

opensc() {
	opensc-tool -r "$(reader_of 0)" "$@"
}

# sends ANSWER... -- APDU...: whether opensc-tool gets these answers, each a status word and the
# data. It sends GET RESPONSE itself where an APDU has Le.
sends() {
	: >"$work/wanted"
	while [ "$1" != -- ]; do
		echo "$1" >>"$work/wanted"
		shift
	done
	shift
	for apdu in "$@"; do
		set -- "$@" -s "$apdu"
		shift
	done
	opensc "$@" >"$work/opensc" || return 1
	awk '
		/^Sending/ { n++ }
		/^Received/ { gsub(/[^0-9A-F]|SW1=0x|SW2=0x/, ""); answer[n] = $0; next }
		n && match(substr($0, 1, 48), /^([0-9A-F][0-9A-F] )+/) {
			$0 = substr($0, 1, RLENGTH)
			gsub(/ /, "")
			answer[n] = answer[n] $0
		}
		END { for (i = 1; i <= n; i++) print answer[i] }' "$work/opensc" |
		diff "$work/wanted" -
}

# runs: whether scriptor gets the answers that the script on standard input has after "#=", of 16
# bytes at most, as it breaks lines there.
runs() {
	cat >"$work/script"
	sed -n 's/^#= *//p' "$work/script" >"$work/wanted"
	scriptor -r "$(reader_of 0)" "$work/script" >"$work/scriptor" 2>&1 &&
		sed -n 's/^< \(OK: \)\{0,1\}\([0-9A-F ]*[0-9A-F]\) *\(:.*\)\{0,1\}$/\2/p' \
			"$work/scriptor" | diff "$work/wanted" -
}

reads_files() {
	runs <<-SCRIPT
		reset
		#= $(pairs "$atr" ' ')
		# The MF: its FCP waits, and comes in parts
		00 A4 00 04 02 3F 00
		#= 61 25
		00 C0 00 00 02
		#= 62 23 61 23
		# EF.ICCID by its path, with a Le that is too great
		00 A4 08 0C 02 2F E2
		#= 90 00
		00 B0 00 00 05
		#= 98 88 12 01 00 90 00
		00 B0 00 00 0B
		#= 6C 0A
		00 B0 00 00 0A
		#= 98 88 12 01 00 00 00 00 10 F1 90 00
		# EF.IMSI of the USIM by its short identifier
		00 A4 04 0C 07 A0 00 00 00 87 10 02
		#= 90 00
		00 B0 87 00 09
		#= 08 09 10 10 10 32 54 76 98 90 00
	SCRIPT
}

updates_files() {
	runs <<-'SCRIPT'
		reset
		#= 3B 9F 96 80 3F C7 82 80 31 E0 73 FE 21 9F 67 53 4F 46 54 53 49 4D AF
		00 A4 08 0C 02 2F E2
		#= 90 00
		# EF.ICCID is nobody's to change
		00 D6 00 00 01 99
		#= 69 82
		# ADM1 has ten tries; a wrong one takes one, the right one restores them
		00 20 00 0A
		#= 63 CA
		00 20 00 0A 08 31 31 31 31 31 31 31 31
		#= 63 C9
		00 20 00 0A 08 38 38 38 38 38 38 38 38
		#= 90 00
		00 20 00 0A
		#= 63 CA
		# EF.FPLMN of the USIM
		00 A4 04 0C 07 A0 00 00 00 87 10 02
		#= 90 00
		00 A4 00 0C 02 6F 7B
		#= 90 00
		00 D6 00 03 03 62 F2 20
		#= 90 00
		00 B0 00 00 06
		#= 99 F9 99 62 F2 20 90 00
		00 D6 00 0A 03 62 F2 20
		#= 67 00
		# EF.SMS: every record is free
		00 A4 00 0C 02 6F 3C
		#= 90 00
		00 A2 01 04 01 00 00
		#= 01 02 03 04 05 06 07 08 09 0A 90 00
	SCRIPT
}

uses_channels() {
	runs <<-'SCRIPT'
		reset
		#= 3B 9F 96 80 3F C7 82 80 31 E0 73 FE 21 9F 67 53 4F 46 54 53 49 4D AF
		00 70 00 00 01
		#= 01 90 00
		01 A4 04 0C 07 A0 00 00 00 87 10 04
		#= 6A 82
		01 A4 08 0C 02 2F 05
		#= 90 00
		01 B0 00 00 02
		#= 65 6E 90 00
		00 70 80 01
		#= 90 00
		01 B0 00 00 02
		#= 68 81
	SCRIPT
}

ok "a card image is made" "$softeuicc" init "$work/card.euicc"
ok "the card is in its reader" card_in 0 "$work/card.euicc"
ok "an SM-DP+ starts" server_starts "$SOFTEUICC_PKI"
ok "a profile is built" profile_built operational
ok "and ordered" order --profile "$work/operational.der"
ok "and downloaded" run_lpac 0 profile download -a "$code"
ok "and enabled" run_lpac 0 profile enable "$(iccid_of "$work/operational.der")"
ok "pcsc_scan shows the ATR" matches "ATR: $(pairs "$atr" ' ') *\$" scan
ok "opensc-tool does, too" is "$(pairs "$atr" : | tr A-F a-f)" opensc --atr
ok "and finds no driver for a UICC" matches '^Unsupported card$' opensc --name
ok "opensc-tool reads files" sends \
	9000 9000 "9000988812010000000010F1" 6982 -- \
	00A40004023F00 00A4000C022FE2 00B000000A 00D600000199
ok "scriptor reads files" reads_files
ok "it updates them by an ADM key" updates_files
ok "it uses a logical channel" uses_channels
ok "opensc-tool sees what scriptor has written" sends 9000 9000 900062F220 -- \
	00A4040C07A0000000871002 00A4000C026F7B 00B0000303
finish
