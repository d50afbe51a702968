#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc card as a user meets it where there is no reader: exit statuses and messages. Nobody
# listens on the lowest ports.

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

card() {
	"$program" card "$@"
}

# waited LINES SIGNAL ARGUMENT...: starts it, waits until it has said as many lines, ends it with the
# signal, and says how it went.
waited() {
	lines=$1 signal=$2
	shift 2
	mkfifo "$dir/said"
	"$program" card "$@" >"$dir/said" 2>&1 &
	exec 3<"$dir/said"
	rm "$dir/said"
	while [ "$lines" -gt 0 ] && read -r line <&3; do
		echo "$line"
		lines=$((lines - 1))
	done
	kill -"$signal" $!
	wait $!
	echo "ended with $?"
	exec 3<&-
}

many() {
	set --
	for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20; do
		cp "$dir/card.euicc" "$dir/card$i.euicc"
		set -- "$@" "$dir/card$i.euicc"
	done
	waited 23 TERM "$@" --reader 127.0.0.1:1
}

image=$dir/card.euicc
"$program" init "$image" >/dev/null || exit 1

expect 0 'waiting for a reader at 127.0.0.1:1' waited 1 TERM "$image" --reader 127.0.0.1:1
expect 0 'vsmartcard-vpcd' waited 4 TERM "$image" --reader 127.0.0.1:1
expect 0 'at [::1]:1' waited 1 TERM "$image" --reader '[::1]:1'
expect 0 'ended with 0' waited 1 HUP "$image" --reader 127.0.0.1:1
expect 0 'ended with 0' waited 1 INT "$image" --reader 127.0.0.1:1
expect 0 'card20.euicc: waiting for a reader at 127.0.0.1:20' many
expect 1 'absent.euicc: No such file' card "$dir/absent.euicc"
expect 1 'trace: No such file' card "$image" --trace "$dir/absent/trace"
expect 1 '--trace /dev/full: No space left' card "$image" --trace /dev/full
expect 1 '--reader: the host none.invalid is not known' card "$image" --reader none.invalid:1
expect 1 '--gsmtap: the host none.invalid is not known' card "$image" --gsmtap none.invalid
expect 2 'card.euicc is given twice' card "$image" "$image"
expect 2 'is the reader of two images' card "$image" "$dir/card01.euicc" --reader localhost:2 \
	--reader localhost:2
expect 2 'more readers than images' card "$image" --reader localhost:2 --reader localhost:3
expect 2 'no port is left' card "$image" "$dir/card01.euicc" --reader localhost:65535
expect 1 'is a card image' card "$image" --trace "$image"
expect 0 'EID' "$program" show "$image"
for reader in localhost localhost: localhost:0 localhost:65536 localhost:-1 localhost:0x10 :1 ::1:1 \
	localhost:99999999999999999999; do
	expect 2 "--reader '$reader' is not HOST:PORT" card "$image" --reader "$reader"
done
toolkit=${top_srcdir:-.}/testvectors/toolkit/weather.json
expect 0 'ended with 0' waited 1 TERM "$image" --reader 127.0.0.1:1 --toolkit "$toolkit"
expect 1 "--toolkit $toolkit: tars: one is another application's" card "$image" --reader \
	127.0.0.1:1 --toolkit "$toolkit" --toolkit "$toolkit"
expect 1 '--toolkit' card "$image" --toolkit "$dir/absent.json"
expect 1 'absent.json: No such file' card "$image" --toolkit "$dir/absent.json"
echo '{"name": "A", "menus": []}' >"$dir/toolkit.json"
expect 1 'toolkit.json: menus: unknown member' card "$image" --toolkit "$dir/toolkit.json"
echo '{"name": "A",}' >"$dir/toolkit.json"
expect 1 'toolkit.json:1: ' card "$image" --toolkit "$dir/toolkit.json"
expect 2 "--durability 'none' is neither" card "$image" --durability none
expect 2 'which card image?' card
expect 2 "Try 'softeuicc card --help'" card --none
expect 0 'usage: softeuicc card' card -h
echo "1..$n"
