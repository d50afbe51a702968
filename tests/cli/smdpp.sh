#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc smdpp as a user meets it: orders and their activation codes, exit statuses, messages,
# and a server that starts, announces itself, and stops.
# shellcheck disable=SC2016 # the dollars are those of activation codes

program=${top_builddir:-.}/softeuicc
package=${top_builddir:-.}/testvectors/profiles/operational.der
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

export XDG_STATE_HOME="$dir/state"
store=$XDG_STATE_HOME/softeuicc/smdpp.db

smdpp() {
	"$program" smdpp "$@"
}

order() {
	smdpp order --profile "$package" "$@"
}

kept_by_default() {
	order --matching-id KEPT >/dev/null && ls "$store"
}

qr_code() {
	order --matching-id QR --qr | tail -n 1 | od -An -c
}

cancelled() {
	smdpp cancel KEPT && smdpp list | grep KEPT
}

removed() {
	smdpp remove '#1' && smdpp list
	smdpp list | grep -q KEPT || echo gone
}

# Starts a server, stops it with signal $1, and says how it went. Its first line is awaited.
served() {
	signal=$1
	shift
	mkfifo "$dir/said"
	"$program" smdpp --listen 127.0.0.1:0 "$@" >"$dir/said" 2>"$dir/log" &
	read -r line <"$dir/said"
	rm "$dir/said"
	order >/dev/null || return
	kill -"$signal" $!
	wait $!
	echo "$line, ended with $?"
}

not_made() {
	[ ! -e "$1" ] && echo not made
}

# Started with SIGHUP ignored, as by nohup, it stays until SIGTERM.
stays() {
	mkfifo "$dir/said"
	(trap '' HUP && exec "$program" smdpp --listen 127.0.0.1:0 >"$dir/said" 2>"$dir/log") &
	read -r line <"$dir/said"
	rm "$dir/said"
	kill -HUP $!
	order || return
	kill -TERM $!
	wait $!
	echo "ended with $?"
}

# The address that the server was started with goes into activation codes from then on.
announced() {
	served TERM --address rsp.example.com:8443 >/dev/null && order --matching-id AFTER
}

echo 'no database at all, and too short' >"$dir/junk.db"
head -c 1000 "$package" >"$dir/short.der"
printf 'GIF89a' >"$dir/icon.gif"

expect 0 'LPA:1$127.0.0.1:8443$M-1' order --matching-id M-1 --store "$dir/a.db"
expect 0 'LPA:1$rsp.example.com$M-2$$1' order --matching-id M-2 --store "$dir/a.db" \
	--confirmation-code 1 --address rsp.example.com
expect 1 'M-1 is taken' order --matching-id M-1 --store "$dir/a.db"
expect 0 '"iccid": "8988211000000000011"' order --json --store "$dir/a.db"
expect 0 'M-2                      released    8988211000000000011' \
	smdpp list --store "$dir/a.db"
expect 0 '"confirmationCodeRequired": true' smdpp list --json --store "$dir/a.db"
expect 0 '[]' smdpp notifications --json --store "$dir/a.db"
expect 2 'notifications does not take' smdpp notifications all
expect 0 smdpp.db kept_by_default
expect 0 '342 226 200' qr_code
expect 0 'unavailable' cancelled
expect 0 gone removed
expect 1 'there is no order KEPT' smdpp cancel KEPT
expect 1 'there is no order #1' smdpp remove '#1'
expect 1 'typo.db: No such file' smdpp list --store "$dir/typo.db"
expect 1 'typo.db: No such file' smdpp notifications --store "$dir/typo.db"
expect 1 'typo.db: No such file' smdpp cancel X --store "$dir/typo.db"
expect 0 'not made' not_made "$dir/typo.db"
expect 1 'standard output: No space left' to_full smdpp list
expect 1 'junk.db: not a store' smdpp list --store "$dir/junk.db"
expect 1 'absent.der: No such file' smdpp order --profile "$dir/absent.der"
expect 1 'short.der: no profile package: a profile element is cut short' \
	smdpp order --profile "$dir/short.der"
expect 1 'no EID' order --eid 89049032123451234512345678901230
expect 1 'permits A-Z' order --matching-id lower
expect 1 'neither PNG nor JPEG' order --icon "$dir/icon.gif"
expect 1 'absent.png: No such file' order --icon "$dir/absent.png"
expect 2 'no profile class' order --class other
expect 2 'no list of events' order --notify install,remove
expect 2 'order needs --profile FILE' smdpp order
expect 2 "Try 'softeuicc smdpp --help'" smdpp serve
expect 2 "Try 'softeuicc smdpp --help'" smdpp --port 1
expect 2 "Try 'softeuicc smdpp --help'" smdpp cancel
expect 1 'not HOST:PORT' smdpp --listen 8443
expect 1 'a port up to 65535' smdpp --listen 127.0.0.1:65536
expect 2 '--address a$b: no address' smdpp --address 'a$b'
expect 1 'Is a directory' smdpp order --profile "$dir"
expect 1 'none: no CertificateIssuer' smdpp --listen 127.0.0.1:0 --pki "$dir/none"
expect 1 'junk.db: not a store' smdpp --listen 127.0.0.1:0 --store "$dir/junk.db"
expect 0 'ended with 0' served TERM
expect 0 'listening on https://127.0.0.1:' served INT
expect 0 'ended with 0' served HUP
expect 0 'ended with 0' stays
expect 0 'LPA:1$rsp.example.com:8443$AFTER' announced
expect 0 'usage: softeuicc smdpp order' smdpp order --help
expect 0 'usage: softeuicc smdpp [' smdpp --help
echo "1..$n"
