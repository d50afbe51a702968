#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# doc/commands.md lists every command of the UICC, only tests that there are, and only status words
# that a trace or one of the row's tests expects.

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

# Each instruction code and status word that a sequence expects, as INS:SW.
expected=$(awk '
	/^(>|send) / { gsub(/^(>|send)|[ ]/, ""); ins = toupper(substr($0, 3, 2)) }
	/^< / { gsub(/ /, ""); print ins ":" toupper(substr($0, length($0) - 3)) }
' "$src"/testvectors/traces/uicc/*.trace | sort -u)

# expects ROW INS SW: SW as in the table, where X is any digit.
expects() {
	digits=$(echo "$3" | sed 's/X/[0-9A-F?]/g')
	echo "$expected" | grep -q "^$2:$digits$" && return
	macro=$(sed -n "s/^	\(SW_[A-Z0-9_]*\) = 0x$3,.*/\1/p" "$src/card/apdu/apdu.h")
	for test in $(echo "$1" | grep -o 'check_[a-z_0-9]*/' | sort -u); do
		grep -qE "\"([^\"]* )?${digits}\"|0x${digits}|${macro:-$3}" \
			"$src/tests/unit/${test%/}.c" && return
	done
	return 1
}

rows=$(sed -n 's/^| \(..\) | [A-Z].*/\1/p' "$doc")
for ins in $rows; do
	row=$(grep "^| $ins | " "$doc")
	for sw in $(echo "$row" | cut -d '|' -f 5); do
		check "INS $ins: $sw" expects "$row" "$ins" "$sw"
	done
done
echo "1..$n"
