#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc fault, and the options of softeuicc card that go with it, where there is no reader.

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

fault() {
	"$program" fault "$@"
}

card() {
	"$program" card "$dir/card.euicc" --reader 127.0.0.1:1 "$@"
}

from_stdin() {
	echo "$1" | fault add "$dir/socket" - && echo 'no complaint'
}

accepted() {
	fault "$@" && echo 'no complaint'
}

permissions() {
	stat -c 'mode %a' "$dir/socket"
}

# Starts the card, and waits until it has spoken: its socket is there then.
start() {
	mkfifo "$dir/said"
	"$program" card "$dir/card.euicc" --reader 127.0.0.1:1 --control "$dir/socket" \
		>"$dir/said" 2>&1 &
	pid=$!
	exec 3<"$dir/said"
	rm "$dir/said"
	read -r _ <&3
}

"$program" init "$dir/card.euicc" >/dev/null && "$program" init "$dir/other.euicc" >/dev/null || exit 1
one='{"function": "ES10c.EnableProfile", "nth": 2, "result": 5}'
printf '{"faults": [%s],\n "timing": {"milliseconds": {"SELECT": 20}}}\n' "$one" >"$dir/good.json"
printf '{"faults": [\n{"function": "SELECT"}]}\n' >"$dir/bad.json"
printf '{"faults":\n[}\n' >"$dir/broken.json"

expect 1 "--fault $dir/bad.json: faults[0]: a fault does one thing" card --fault "$dir/bad.json"
expect 1 "--fault $dir/broken.json:2:" card --fault "$dir/broken.json"
expect 1 "--fault $dir/none.json: No such file" card --fault "$dir/none.json"
expect 1 "--timing $dir/bad.json: faults[0]" card --timing "$dir/bad.json"
expect 1 "--control $dir/none/socket: No such file" card --control "$dir/none/socket"
expect 1 "--control $dir/card.euicc: Address already in use" card --control "$dir/card.euicc"
expect 1 "File name too long" card --control "$dir/$(printf '%0200d' 0)"
expect 1 "$dir/socket: No such file" fault list "$dir/socket"

start
expect 0 'mode 600' permissions
expect 1 "--control $dir/socket: Address already in use" "$program" card "$dir/other.euicc" \
	--reader 127.0.0.1:1 --control "$dir/socket"
expect 0 'no complaint' accepted list "$dir/socket"
expect 0 'no complaint' accepted add "$dir/socket" "$one"
expect 0 'no complaint' accepted add "$dir/socket" "$dir/good.json"
expect 0 'no complaint' from_stdin '{"function": "*", "card": 1, "times": 0, "drop": 300}'
expect 0 '1: ES10c.EnableProfile, from time 2 on, 1 times: result 5 (seen 0, struck 0)' \
	fault list "$dir/socket"
expect 0 '3: * of card 1, from time 1 on, for ever: drop 300 ms' fault list "$dir/socket"
expect 0 '"struck": 0' fault list "$dir/socket" --json
expect 1 'faults[0]: "function": X is not known' fault add "$dir/socket" \
	'{"function": "X", "drop": 1}'
expect 1 "$dir/broken.json:2: " fault add "$dir/socket" "$dir/broken.json"
expect 1 "$dir/none.json: No such file" fault add "$dir/socket" "$dir/none.json"
expect 1 'standard input:2: ' from_stdin '{'
expect 1 'FAULT:1: ' fault add "$dir/socket" '{"function"}'
expect 0 'no complaint' accepted remove "$dir/socket" 2
expect 1 'there is no fault 2' fault remove "$dir/socket" 2
expect 2 "'two' is neither" fault remove "$dir/socket" two
expect 0 'no complaint' accepted remove "$dir/socket" all
expect 0 'no complaint' accepted remove "$dir/socket" all
kill -9 "$pid"
wait "$pid" 2>/dev/null
exec 3<&-
expect 1 "$dir/socket: Connection refused" fault list "$dir/socket"
start # the socket that the killed process has left is in nobody's way
expect 0 'no complaint' accepted list "$dir/socket"
kill "$pid"
wait "$pid"
exec 3<&-
expect 1 "$dir/socket: No such file" fault list "$dir/socket"

expect 0 'ES8+.StoreMetadata' fault functions
expect 0 'READ BINARY' fault functions
expect 2 'add, list, remove or functions?' fault
expect 2 "'strike' is not known" fault strike
expect 2 'add takes 2 arguments' fault add "$dir/socket"
expect 0 'usage: softeuicc fault' fault --help
echo "1..$n"
