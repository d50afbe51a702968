#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The conformance suite through pcscd and vpcd: each trace, on a card of its own, has the same result
# as in-process. Where $CONFORMANCE_TAP is set, the TAP of the traces is appended to that file.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1

# What became of each sequence, from TAP.
results() {
	grep -E '^(not )?ok ' "$1"
}

same() {
	image=$work/$1.euicc
	"$softeuicc" init --chip "$2" "$image" && card_in 0 "$image" || return 1
	"$softeuicc" replay --chip --reader "$(reader_of 0)" "$2" >"$work/reader"
	"$softeuicc" replay "$2" >"$work/process"
	[ -z "${CONFORMANCE_TAP-}" ] || cat "$work/reader" >>"$CONFORMANCE_TAP"
	results "$work/reader" >"$work/a"
	results "$work/process" >"$work/b"
	card_out 0 || return 1
	[ -s "$work/a" ] || cat "$work/reader"
	[ -s "$work/a" ] && diff "$work/b" "$work/a"
}

cd "$top_srcdir/testvectors/traces" || exit 1
number=0
for trace in $(printf '%s\n' */*.trace | sort -V); do
	number=$((number + 1))
	case $trace in
	setup/*) ;;
	*) ok "$trace" same $number "$trace" ;;
	esac
done
finish
