# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What the end-to-end tests share. Each runs within its own private pcscd and its own temporary
# directory, prints TAP, and leaves nothing behind. A test begins with
#
#   . "${top_srcdir:-.}/tests/e2e/lib.sh"
#   begin SLOTS [PROGRAM...]    # skips the test where one of the programs is missing
#
# goes on with lines like
#
#   ok "what should be" COMMAND [ARGUMENT...]
#
# and ends with `finish`. Commands are functions that return 0 or print what is wrong; what they
# printed is shown only when they fail.

top_srcdir=$(cd "${top_srcdir:-.}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
softeuicc=$top_builddir/softeuicc
apdu_client=$top_builddir/tests/e2e/pcsc-apdu
SOFTEUICC_PKI=${SOFTEUICC_PKI:-$top_srcdir/testvectors/pki}
export SOFTEUICC_PKI

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

# The programs that a test is about. Where all have been installed, none may be missing.
need_programs() {
	for program; do
		PATH=$PATH:/usr/sbin command -v "$program" >/dev/null && continue
		[ -z "${CI-}" ] || {
			echo "Bail out! $program is not installed"
			exit 1
		}
		skip_all "$program is not installed"
	done
}

begin() {
	slots=$1
	shift
	need_programs pcscd "$@"
	[ -x "$apdu_client" ] || skip_all "built without libpcsclite"
	if [ "${E2E_TEST-}" != "$0" ]; then
		reason=$("$top_srcdir/scripts/with-pcscd" --check 2>&1) || skip_all "$reason"
		export E2E_TEST="$0" top_srcdir top_builddir
		exec "$top_srcdir/scripts/with-pcscd" --slots "$slots" -- "$0"
	fi
	begin_without_cards
}

# The same for tests that need no reader, and so no pcscd.
begin_without_cards() {
	need_programs "$@"
	work=$(mktemp -d)
	children=
	test_count=0
	trap clean_up EXIT
	trap 'exit 130' HUP INT TERM
}

need_lpac() {
	[ -n "${LPAC-}" ] || LPAC=$(command -v lpac) || skip_all "no lpac (\$LPAC is not set)"
}

need_server() {
	"$softeuicc" smdpp --help >/dev/null 2>&1 || skip_all "built without the servers"
}

need_devices() {
	"$softeuicc" device --help >/dev/null 2>&1 || skip_all "built without the devices"
}

need_interop() {
	[ -d "${INTEROP_DIR-}" ] || skip_all "INTEROP_DIR is not set"
}

clean_up() {
	status=$?
	trap - EXIT
	for pid in $children; do
		kill "$pid" 2>/dev/null || true
	done
	wait
	rm -rf "$work"
	exit "$status"
}

# ---- TAP ----

# Where $before_each is set, that command runs before each test, and must succeed.
before_each=true

ok() {
	description=$1
	shift
	test_count=$((test_count + 1))
	if { $before_each && "$@"; } >"$work/output" 2>&1; then
		echo "ok $test_count - $description"
	else
		echo "not ok $test_count - $description"
		echo "# $*"
		sed 's/^/# /' "$work/output"
	fi
}

finish() {
	echo "1..$test_count"
	exit 0
}

# is WANTED COMMAND...: whether the command succeeds and prints just that.
is() {
	wanted=$1
	shift
	printed=$("$@") || return 1
	[ "$printed" = "$wanted" ] || {
		echo "is:        $printed"
		echo "should be: $wanted"
		return 1
	}
}

# matches PATTERN COMMAND...: whether a line of what it prints matches the extended regex.
matches() {
	pattern=$1
	shift
	printed=$("$@" 2>&1) || {
		echo "$printed"
		return 1
	}
	echo "$printed"
	echo "$printed" | grep -Eq "$pattern" || {
		echo "nothing there matches: $pattern"
		return 1
	}
}

# fails STATUS COMMAND...: whether it ends with that exit status.
fails() {
	wanted=$1
	shift
	"$@" && status=0 || status=$?
	[ "$status" -eq "$wanted" ] || {
		echo "exit status $status, should be $wanted"
		return 1
	}
}

# ---- processes ----

# Starts a program in the background, its output in the file $1; its process is then $started.
start() {
	output=$1
	shift
	: >"$output"
	"$@" >"$output" 2>&1 &
	started=$!
	children="$children $started"
}

# Ends a process that start() started, with the signal $2; true where it ends with status 0, or is
# killed as asked for.
stop() {
	kill -s "$2" "$1" || return 1
	wait "$1" && ended=0 || ended=$?
	left=
	for pid in $children; do
		[ "$pid" = "$1" ] || left="$left $pid"
	done
	children=$left
	[ "$ended" -eq 0 ] || { [ "$2" = KILL ] && [ "$ended" -eq 137 ]; } || {
		echo "exit status $ended"
		return 1
	}
}

# said FILE PATTERN: waits until a line in the file matches the basic regex, 20 seconds at most.
said() {
	rm -f "$work/said"
	mkfifo "$work/said"
	timeout 20 tail -n +1 -f "$1" >"$work/said" &
	watcher=$!
	sed -n "/$2/{p;q}" "$work/said" >"$work/line"
	kill "$watcher" 2>/dev/null
	wait "$watcher"
	[ -s "$work/line" ] || {
		echo "$1 does not say: $2"
		return 1
	}
}

# ---- cards: the slots are numbered from 0 ----

port_of() {
	echo "$SOFTEUICC_READER_PORTS" | cut -d ' ' -f $(($1 + 1))
}

reader_of() {
	if [ "$1" -lt 2 ]; then
		echo "softeuicc 00 0$1"
	else
		echo "softeuicc $(($1 / 2 + 1)) 00 0$(($1 % 2))"
	fi
}

# card_in SLOT IMAGE [OPTION...]: puts it in, and waits until PC/SC clients see it.
card_in() {
	slot=$1 image=$2
	shift 2
	start "$work/card$slot" "$softeuicc" card "$image" --reader "localhost:$(port_of "$slot")" "$@"
	eval "card_process_$slot=$started card_image_$slot=\$image"
	"$apdu_client" "$(reader_of "$slot")" --wait || {
		cat "$work/card$slot"
		return 1
	}
}

# card_out SLOT [SIGNAL]: ends its process (SIGTERM), and waits until PC/SC clients see it gone.
card_out() {
	slot=$1
	process=
	eval "process=\$card_process_$slot"
	stop "$process" "${2:-TERM}" && "$apdu_client" "$(reader_of "$slot")" --gone
}

# Kills the card's process in whatever state it is, and puts the same image in again.
card_killed() {
	image=
	eval "image=\$card_image_$1"
	card_out "$1" KILL && card_in "$1" "$image"
}

# What pcsc_scan says of all readers, where it may wait for changes for ever.
scan() {
	timeout 5 pcsc_scan -c -n 2>&1 || [ $? -eq 124 ]
}

# The EID that the card's process said to have put in.
eid_of() {
	sed -n 's/.*: EID \([0-9]*\) in .*/\1/p' "$work/card$1" | tail -n 1
}

# apdu SLOT APDU...
apdu() {
	slot=$1
	shift
	"$apdu_client" "$(reader_of "$slot")" "$@"
}

# ---- lpac ----

# run_lpac SLOT ARGUMENT...: true where lpac reports success; prints the data that it returned.
run_lpac() {
	slot=$1
	shift
	# lpac 2.3.0 heeds the name only beside an index, and crashes on an index without a name.
	LPAC_APDU=pcsc LPAC_HTTP=curl LPAC_APDU_PCSC_DRV_IFID=$slot \
		LPAC_APDU_PCSC_DRV_NAME=$(reader_of "$slot") "$LPAC" "$@" >"$work/lpac" 2>"$work/lpac.err" || true
	if jq -es 'map(select(.type == "lpa")) | last | .payload.code == 0' "$work/lpac" >/dev/null
	then
		jq -sc 'map(select(.type == "lpa")) | last | .payload.data' "$work/lpac"
	else
		cat "$work/lpac" "$work/lpac.err" >&2
		return 1
	fi
}
