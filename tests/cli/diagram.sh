#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc diagram.
# shellcheck disable=SC2317 # functions are called by expect()

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

diagram() {
	"$program" diagram "$@"
}

# Draws into a file, and prints that.
drawn() {
	"$program" diagram "$@" -o "$dir/drawn.svg" && cat "$dir/drawn.svg"
}

plain() {
	"$program" diagram --plain "$dir/trail" >"$dir/plain.svg" || return
	grep 'transactionId\|0.250 s' "$dir/plain.svg" || echo 'nothing of it'
}

cat >"$dir/trail" <<'TRAIL'
{"time": 10.5, "from": "LPA", "to": "SM-DP+", "message": "ES9+.InitiateAuthentication"}
{"time": 10.75, "from": "SM-DP+", "to": "LPA", "message": "ES9+.InitiateAuthentication: ok", "detail": {"transactionId": "00"}}
TRAIL
printf '%s\n{"time": 1}\n' "$(cat "$dir/trail")" >"$dir/wrong"
: >"$dir/empty"

expect 0 'usage: softeuicc diagram' diagram --help
expect 0 '</svg>' diagram "$dir/trail"
expect 0 '0.250 s' diagram "$dir/trail"
expect 0 '>What an LPA &amp; an SM-DP+ say<' drawn "$dir/trail" --title 'What an LPA & an SM-DP+ say'
expect 0 'transactionId 00' drawn "$dir/trail"
expect 0 'nothing of it' plain
expect 0 '</svg>' diagram "$dir/empty"
expect 1 "$dir/wrong: line 3: it lacks" diagram "$dir/wrong"
expect 1 "$dir/nowhere: No such file" diagram "$dir/nowhere"
expect 1 "$dir/no/where.svg: No such file" diagram "$dir/trail" -o "$dir/no/where.svg"
expect 1 "standard output" to_full diagram "$dir/trail"
expect 2 'it takes one TRAIL' diagram
expect 2 'it takes one TRAIL' diagram "$dir/trail" "$dir/trail"
expect 2 'does not take that' diagram --nonsense "$dir/trail"
echo "1..$n"
