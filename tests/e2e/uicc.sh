#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A plain UICC in a reader beside an eUICC: what a terminal sees of it, every file of its profile,
# and authentication.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 2 pcsc_scan jq openssl
. "$top_srcdir/tests/e2e/rsp.sh"
. "$top_srcdir/tests/e2e/files.sh"

image=$work/uicc.euicc
sample=$top_srcdir/testvectors/profiles/operational.json
package=$work/profile.der

# TS 102 221 6.3.3: bit 2 of the first TB after T=15, which is the 7th byte of the ATR.
atr_is() {
	atr=$(apdu "$1" --wait) && echo "$atr" && [ "$(slice "$atr" 6 1)" = "$2" ]
}

ok "a plain UICC is made" "$softeuicc" init --uicc "$sample" "$image"
ok "an eUICC is made" "$softeuicc" init "$work/euicc.euicc"
ok "the UICC is in its reader" card_in 0 "$image"
ok "the eUICC is in its reader" card_in 1 "$work/euicc.euicc"
ok "the card's process names it by its ICCID" \
	matches 'ICCID 8988211000000000011 in localhost' cat "$work/card0"
ok "its ATR tells of no eUICC" atr_is 0 80
ok "the eUICC's ATR does" atr_is 1 82
ok "pcsc_scan shows it" matches "ATR: 3B 9F 96 80 3F C7 80 " scan
ok "it has no ISD-R" matches '^6A82$' apdu 0 00A4040410A0000005591010FFFFFFFF8900000100
ok "it has no ECASD" matches '^6A82$' apdu 0 00A4040410A0000005591010FFFFFFFF8900000200
# TS 102 221 10.1.1: A0 is the class of TS 51.011, whose SIM application this card has not.
ok "it is no GSM SIM" matches '^6E00$' apdu 0 A0A40000023F00
ok "its profile is built as a package" "$softeuicc" profile build "$sample" -o "$package"
ok "it has the files that the package says, and no others" as_the_package_says "$package"
challenge "$package" 000000001000
ok "its USIM authenticates the network and itself" authenticates
ok "a wrong MAC is refused" refuses_wrong_mac
ok "its process is killed, and it comes back" card_killed 0
ok "its sequence numbers have been kept" asks_to_resynchronise
ok "and its files" as_the_package_says "$package"
finish
