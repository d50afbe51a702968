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
	if grep -qs '^sequence' "$group"*.trace && [ "$group" != setup/ ] &&
		! grep -q "{\"$group" ../../tests/conformance/mutants.c; then
		echo "Bail out! $group has no row in mutants.c"
		exit 1
	fi
done
exec "${top_builddir:-.}/tests/conformance/mutants" "$@"
