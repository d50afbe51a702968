#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc device as a user meets it.

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

primary() {
	device primary --reader nobody --link unix:/nowhere --operator https://127.0.0.1:1 "$@"
}

device() {
	"$program" device "$@"
}

secondary() {
	device secondary --reader nobody "$@"
}

expect 0 'usage: softeuicc device primary' device --help
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
expect 0 'usage: softeuicc device primary' device primary --help
expect 2 'primary: what is to be done?' primary
expect 2 'primary does one thing: add or share?' primary add share
expect 2 'ACTION dance: add, share, unshare, remove or status' primary dance
expect 2 'primary needs --reader NAME, --link ADDRESS and --operator URL' device primary add
expect 2 '--operator http://x: no https://HOST[:PORT]' primary --operator http://x add
expect 2 '--auth password: aka, aka-prime, sim or sms' primary --auth password add
expect 2 '--contract sign: ask, open, accept or decline' primary --contract sign add
expect 2 '--share later: after, at-once or no' primary --share later add
expect 2 '--alerting loud: flexible or hunting' primary --alerting loud add
expect 2 '--by name: iccid, imsi or msisdn' primary --by name share
expect 2 'primary does not take that' primary --lpa lpac add
expect 1 '--reader nobody: ' primary add

single() {
	device single --reader nobody --euicc noone --operator https://127.0.0.1:1 "$@"
}

expect 0 'usage: softeuicc device single' device single --help
expect 0 'usage: softeuicc device new' device new --help
expect 0 'usage: softeuicc device old' device old --help
expect 2 'single needs --reader NAME' device single
expect 2 'single needs --euicc NAME' device single --reader nobody
expect 2 'it needs --operator URL' device single --reader nobody --euicc noone
expect 2 '--operator http://x: no https://HOST[:PORT]' single --operator http://x
expect 2 '--auth x: aka, aka-prime, sim or sms' single --auth x
expect 2 '--contract x: ask, open, accept or decline' single --contract x
expect 2 '--alerting x: flexible or hunting' single --alerting x
expect 2 "single does not take 'x'" single x
expect 2 'single does not take that' single --link unix:x
expect 2 'new takes neither --euicc nor --share' device new --reader nobody --share
expect 2 'new needs --msisdn NUMBER' device new --reader nobody
expect 2 'old takes neither --euicc nor --share' device old --reader nobody --euicc noone
expect 1 '"done": false' single --json
echo "1..$n"
