#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc device as a user meets it.

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

device() {
	"$program" device "$@"
}

secondary() {
	device secondary --reader nobody "$@"
}

expect 0 'usage: softeuicc device secondary' device --help
expect 2 'what?' device
expect 2 "there is no 'tertiary'" device tertiary
expect 0 'usage: softeuicc device secondary' device secondary --help
expect 2 'secondary needs --reader NAME and --link ADDRESS' device secondary
expect 2 'secondary needs --reader NAME and --link ADDRESS' secondary
expect 2 'secondary does not take that' secondary --nonsense
expect 2 "secondary does not take 'x'" secondary --link unix:x x
expect 2 '--accept-pairing maybe: ask, yes or no' secondary --accept-pairing maybe
expect 1 'x: neither unix:PATH nor HOST:PORT of this machine' secondary --link x
expect 1 'example.org:1: neither unix:PATH' secondary --link example.org:1
expect 1 "unix:$dir/absent/link: No such file" secondary --link "unix:$dir/absent/link"
expect 1 "$dir/absent/trail: No such file" \
	secondary --link "unix:$dir/link" --trail "$dir/absent/trail"
echo "1..$n"
