#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every group and every sequence of the conformance suite can fail: see mutants.c.

cd "${top_srcdir:-.}/testvectors/traces" || exit 1
set --
for trace in */*.trace; do
	case $trace in
	setup/*) ;;
	*) set -- "$@" "$trace" ;;
	esac
done
for group in */; do
	[ "$group" = setup/ ] || grep -q "{\"$group" ../../tests/conformance/mutants.c ||
		echo "not ok - $group has no row in mutants.c"
done
exec "${top_builddir:-.}/tests/conformance/mutants" "$@"
