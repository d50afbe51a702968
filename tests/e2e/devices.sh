# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # tests, lib.sh and rsp.sh share variables with this
# What the tests with a user's primary device share, beyond operator.sh: it is in slot 0, its
# secondaries at the other ends of links.

. "$top_srcdir/tests/e2e/operator.sh"

card_slot=1
token=$work/token

# What each test begins with: SM-DP+ and operator, and the user's UICC.
set_up() {
	ok "the SM-DP+ runs" server_starts "$SOFTEUICC_PKI"
	ok "it has profiles in stock, whose subscribers the HLR knows" stocked
	ok "the user is a subscriber" mno subscriber add --description "$subscriber"
	ok "the operator's servers run" operator_starts
	ok "the user's UICC is made" "$softeuicc" init --uicc "$subscriber" "$work/uicc.euicc"
	ok "it is in the phone" card_in 0 "$work/uicc.euicc"
}

set_up_watch() {
	ok "an eUICC is made" "$softeuicc" init "$work/euicc.euicc"
	ok "it is in the watch" card_in 1 "$work/euicc.euicc"
	ok "the watch waits" watch_waits
}

# ---- the devices ----

# secondary_waits NAME SLOT TERMINAL-ID [OPTION...]: at the link of that name.
secondary_waits() {
	secondary=$1 slot=$2 id=$3
	shift 3
	start "$work/$secondary" "$softeuicc" device secondary --reader "$(reader_of "$slot")" \
		--link "unix:$work/$secondary.link" --name "$secondary" --terminal-id "$id" \
		--accept-pairing yes "$@"
	said "$work/$secondary" "^$secondary waits at"
}

watch_waits() {
	secondary_waits watch 1 490154203237518 --lpa "$LPAC"
	watch=$started
}

# drives NAME [OPTION...] ACTION: what the primary says.
drives() {
	secondary=$1
	shift
	"$softeuicc" device primary --reader "$(reader_of 0)" --link "unix:$work/$secondary.link" \
		--operator "$operator" --name phone --terminal-id 356938035643809 \
		--accept-pairing yes --state "$token" --trail "$work/trail" "$@"
}

# refused PATTERN NAME [OPTION...] ACTION: whether it ends with status 1 and says that.
refused() {
	pattern=$1
	shift
	if ! fails 1 drives "$@" >"$work/refused" 2>&1 ||
		! grep -E -e "$pattern" "$work/refused"; then
		cat "$work/refused"
		return 1
	fi
}
