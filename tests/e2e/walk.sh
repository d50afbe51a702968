#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file of a profile, read through the reader and compared with what its package says: our own
# samples, and the GSMA's TS.48 profiles where INTEROP_DIR has them. tests/e2e/walk says how a
# terminal finds the files, tests/e2e/package-files.jq what it should find.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1 jq
need_lpac
need_server
. "$top_srcdir/tests/e2e/rsp.sh"
. "$top_srcdir/tests/e2e/files.sh"

# The card after one byte of EF.PL was changed differs from the package by that file alone.
one_file_differs() {
	apdu 0 00A40804022F05 00D600000141 >"$work/update" &&
		is 2 grep -c '9000$' "$work/update" && card_says || return 1
	! diff "$work/expected" "$work/seen" >"$work/difference" &&
		is 2 grep -c '^[<>] 3F00/2F05 ' "$work/difference" &&
		is 2 grep -c '^[<>]' "$work/difference"
}

# What neither the samples nor TS.48 have: a BER-TLV file with an object that comes in blocks, and a
# link to a file filled with a pattern; in place of the extra files of our sample.
all_kinds_built() {
	"$softeuicc" profile show --json --secrets "$work/files.der" | jq '
		(.elements[].genericFileManagement | objects).fileManagementCMD |= [[
			{filePath: "7F10"},
			{createFCP: {
				fileDescriptor: "7921", fileID: "6F9A", efFileSize: "0400",
				securityAttributesReferenced: "2F0602",
				proprietaryEFInfo: {maximumFileSize: "0800"}
			}},
			{fillFileContent: ("8003010203" + "9F21820200" + "5AA5" * 256 + "8100")},
			{createFCP: {
				fileDescriptor: "42210007", fileID: "6F9B", efFileSize: "15",
				securityAttributesReferenced: "2F0602",
				proprietaryEFInfo: {repeatPattern: "010203"}
			}},
			{fillFileOffset: 7},
			{fillFileContent: "00"},
			{filePath: ""},
			{createFCP: {
				fileDescriptor: "42210007", fileID: "2F9B", linkPath: "7F106F9B",
				securityAttributesReferenced: "2F0602"
			}}
		]]' >"$work/all-kinds.json" &&
		"$softeuicc" profile build "$work/all-kinds.json" -o "$work/all-kinds.der"
}

# walks PACKAGE
walks() {
	name=$(basename "$1" .der)
	iccid=$(iccid_of "$1")
	ok "$name is ordered" order --profile "$1"
	ok "$name is downloaded" run_lpac 0 profile download -a "$code"
	ok "$name is enabled" run_lpac 0 profile enable "$iccid"
	ok "$name has the files that its package says, and no others" as_the_package_says "$1"
}

deleted() {
	run_lpac 0 profile disable "$iccid" && run_lpac 0 profile delete "$iccid"
}

ok "a card image is made" "$softeuicc" init "$work/card.euicc"
ok "the card is in its reader" card_in 0 "$work/card.euicc"
ok "an SM-DP+ starts" server_starts "$SOFTEUICC_PKI"
for description in "$top_srcdir"/testvectors/profiles/*.json; do
	sample=$(basename "$description" .json)
	ok "$sample is built" profile_built "$sample"
	walks "$work/$sample.der"
	[ "$sample" != operational ] || ok "a byte that is changed is noticed" one_file_differs
	ok "$sample is deleted" deleted
done
ok "all-kinds is built" all_kinds_built
walks "$work/all-kinds.der"
ok "all-kinds is deleted" deleted
for package in ${INTEROP_DIR:+"$INTEROP_DIR"/ts48/*.der}; do
	walks "$package"
	ok "$name is deleted" deleted
done
finish
