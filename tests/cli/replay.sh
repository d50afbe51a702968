#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc replay as a user meets it: exit statuses, messages, what it writes.

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

traces=${top_srcdir:-.}/testvectors/traces

replay() {
	"$program" replay "$@"
}

image=$dir/card.euicc
"$program" init "$image" >/dev/null || exit 1

cat >"$dir/good.trace" <<END
include $(cd "$traces" && pwd)/setup/operational.trace
sequence SELECT_MF the MF is there
> 00A40004023F0000
tag 62/83 = 3F00
END
cat >"$dir/bad.trace" <<'END'
> 00A4000C023F00
< 6A82
END
cat >"$dir/seeded.trace" <<'END'
seed 0102
> 0084000008
< 0000000000000000 9000
END
cat >"$dir/wrong.trace" <<'END'
> 0
END

updated_twice() {
	cp "$image" "$dir/copy.euicc" &&
		replay --update --image "$image" "$dir/seeded.trace" &&
		replay --image "$dir/copy.euicc" "$dir/seeded.trace"
}

junit() {
	replay --junit "$dir/junit.xml" "$dir/good.trace" >/dev/null && cat "$dir/junit.xml"
}

expect 0 'ok 1 - SELECT_MF the MF is there' replay "$dir/good.trace"
expect 0 'ok 1 - SELECT_MF the MF is there' replay --image "$image" "$dir/good.trace"
expect 1 'bad.trace:2: after 00A4000C023F00' replay "$dir/bad.trace"
expect 1 'first difference: byte 0, 90' replay "$dir/bad.trace" "$dir/good.trace"
expect 2 'wrong.trace:1: half a byte' replay "$dir/good.trace" "$dir/wrong.trace"
expect 2 'absent.trace: No such file' replay "$dir/absent.trace"
expect 2 'absent.euicc' replay --image "$dir/absent.euicc" "$dir/good.trace"
expect 2 'no trace is given' replay
expect 2 'not both' replay --image a --reader b c
expect 2 "'x' is no number" replay --card x c
expect 0 '1 lines updated' updated_twice
expect 0 '<testcase name="SELECT_MF"' junit
expect 2 'junit.xml: No such file' replay --junit "$dir/absent/junit.xml" "$dir/good.trace"
expect 1 'No space left' to_full "$program" replay "$dir/good.trace"
expect 0 'usage: softeuicc replay' replay --help
echo "1..$n"
