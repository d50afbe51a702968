# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the program share: a directory of their own, and TAP.

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0

# to_full COMMAND...: what it prints meets a full disk.
to_full() {
	"$@" >/dev/full
}

# expect STATUS MESSAGE COMMAND...: the exit status, and a part of what stderr or stdout says.
expect() {
	status=$1 message=$2
	shift 2
	"$@" >"$dir/out" 2>&1
	got=$?
	n=$((n + 1))
	if [ "$got" -eq "$status" ] && grep -qF -- "$message" "$dir/out"; then
		echo "ok $n - $message"
	else
		echo "not ok $n - $message"
		echo "# $*: status $got, should be $status"
		sed 's/^/# /' "$dir/out"
	fi
}
