#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# doc/commands.md lists every command of the UICC, and only tests that there are.

src=${top_srcdir:-.}
doc=$src/doc/commands.md
n=0

# check NAME COMMAND...: a test that COMMAND makes good.
check() {
	name=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
	fi
}

rows=$(sed -n '/^static const struct command commands/,/^};/s/^	{0x\(..\),.*/\1/p' \
	"$src/card/uicc/uicc.c")
check "the table of commands" test -n "$rows"
for ins in $rows; do
	check "INS $ins" grep -q "^| $ins | [A-Z]" "$doc"
done
tests=$(grep -o 'check_[a-z_0-9]*/[a-z_0-9A-Z]*' "$doc" | sort -u)
check "the tests" test -n "$tests"
for test in $tests; do
	check "$test" grep -q "^START_TEST(${test#*/})" "$src/tests/unit/${test%/*}.c"
done
echo "1..$n"
