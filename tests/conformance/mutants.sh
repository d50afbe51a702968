#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every group and every sequence of the conformance suite can fail: see mutants.c.

cd "${top_srcdir:-.}/testvectors/traces" || exit 1
set --
for trace in $(printf '%s\n' */*.trace | sort -V); do
	case $trace in
	setup/*) ;;
	*) set -- "$@" "$trace" ;;
	esac
done
for group in */; do
	if [ "$group" = setup/ ] || ! grep -qs '^sequence' "$group"*.trace; then
		continue
	fi
	for row in "{\"$group" "WRONG(\"$group"; do
		grep -qF "$row" ../../tests/conformance/mutants.c && continue
		echo "Bail out! mutants.c has no row $row"
		exit 1
	done
done
exec "${top_builddir:-.}/tests/conformance/mutants" "$@"
