#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# doc/conformance.md is what the traces find.

src=${top_srcdir:-.}
if "$src/tests/conformance/report" --document | diff "$src/doc/conformance.md" -; then
	echo "ok 1 - doc/conformance.md"
else
	echo "not ok 1 - doc/conformance.md (make doc-conformance writes it anew)"
fi
echo 1..1
