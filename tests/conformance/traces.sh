#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The conformance suite, each trace on a card of its own in one process. Prints TAP.

cd "${top_srcdir:-.}/testvectors/traces" || exit 1
set --
for trace in $(printf '%s\n' */*.trace | sort -V); do
	case $trace in
	setup/*) ;;
	*) set -- "$@" "$trace" ;;
	esac
done
"${top_builddir:-.}/softeuicc" replay "$@"
[ $? -le 1 ]
