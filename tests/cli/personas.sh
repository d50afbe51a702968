#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every persona makes a card, names where its ways were observed, and has a trace of them, which the
# card passes and the default card does not.
# shellcheck disable=SC2317 # functions are called by expect()

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

card() {
	"$program" init --force --config "$1" "$dir/card.euicc"
}

source_of() {
	jq -r '.["$comment"][]' "$1"
}

replay() {
	"$program" replay --image "$dir/card.euicc" "$1"
}

on_the_default_card() {
	"$program" init --force "$dir/card.euicc" && ! replay "$1" && echo 'fails'
}

for persona in "${top_srcdir:-.}"/testvectors/personas/*.json; do
	expect 0 'EID' card "$persona"
	expect 0 'https://' source_of "$persona"
	expect 0 'ok 1 - ' replay "${persona%.json}.trace"
	expect 0 'fails' on_the_default_card "${persona%.json}.trace"
done
echo "1..$n"
