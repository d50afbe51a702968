#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc qr: what it writes is what ZBar reads.

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

qr() {
	"$program" qr "$@"
}

# there_and_back TEXT
there_and_back() {
	qr -o "$dir/code.png" "$1" && qr --scan "$dir/code.png"
}

code="LPA:1\$127.0.0.1:8443\$ABC-1"
long=$(printf '%0500d' 7)

if command -v zbarimg >/dev/null; then
	expect 0 "$code" there_and_back "$code"
	expect 0 '123456' there_and_back 123456
	expect 0 "$long" there_and_back "$long"
	expect 1 "$0: " qr --scan "$0"
	expect 1 "$dir/absent: " qr --scan "$dir/absent"
fi
expect 1 'empty or too long' qr ''
expect 1 'empty or too long' qr "$long$long$long$long$long$long"
expect 1 "$dir/absent/x.png: cannot be written" qr -o "$dir/absent/x.png" a
expect 0 'usage: softeuicc qr' qr --help
expect 2 'it does not take that' qr --nonsense
expect 2 'one text, or --scan FILE' qr
expect 2 'one text, or --scan FILE' qr a b
expect 2 '--scan stands alone' qr --scan a b
expect 2 '--scan stands alone' qr --scan a -o b
echo "1..$n"
