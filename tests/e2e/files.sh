# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154 # variables of lib.sh
# All files of the card in slot 0, compared with those that a profile package tells of.

walk=$top_builddir/tests/e2e/walk

# Sets $keys and writes $work/expected.
package_says() {
	"$softeuicc" profile show --json --secrets "$1" >"$work/package.json" &&
		"$top_builddir/tests/e2e/templates" >"$work/templates.json" &&
		jq -r --slurpfile templates "$work/templates.json" \
			-f "$top_srcdir/tests/e2e/package-files.jq" \
			"$work/package.json" >"$work/package" || return 1
	keys=$(sed -n 's/^key //p' "$work/package")
	grep -v '^key ' "$work/package" | LC_ALL=C sort >"$work/expected"
}

# Writes $work/seen.
card_says() {
	# shellcheck disable=SC2086 # several keys
	"$walk" "$(reader_of 0)" $keys >"$work/card" && LC_ALL=C sort "$work/card" >"$work/seen"
}

as_the_package_says() {
	package_says "$1" && card_says && diff "$work/expected" "$work/seen"
}
