# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # tests and lib.sh share variables with this
# What the tests with an SM-DP+ share, beyond lib.sh: the server, its orders, the card as lpac shows
# it, the enabled profile's USIM. The card is in slot $card_slot, 0 unless said otherwise.

. "$top_srcdir/tests/e2e/aka.sh"

# ---- PKI ----

# one_curve DIR NIST|BRP: prints a directory with what DIR has for that curve, and all of its TLS.
one_curve() {
	one=$work/pki-$2
	for file in "$1"/*/*"_$2".* "$1"/DPtls/*; do
		mkdir -p "$one/$(basename "$(dirname "$file")")"
		ln -sf "$file" "$one/$(basename "$(dirname "$file")")/"
	done
	echo "$one"
}

# ---- the server ----

# server_starts PKI: on a free port; sets $address.
server_starts() {
	server_pki=$1
	start "$work/smdpp.log" "$softeuicc" smdpp --listen 127.0.0.1:0 --store "$work/smdpp.db" \
		--pki "$server_pki"
	server_process=$started
	said "$work/smdpp.log" '^listening on' || return 1
	address=$(sed -n 's#^listening on https://##p' "$work/smdpp.log")
}

# order [OPTION...]: places an order and sets $code, the activation code.
order() {
	code=$("$softeuicc" smdpp order --store "$work/smdpp.db" --address "$address" "$@") || {
		echo "$code"
		return 1
	}
}

matching_id() {
	echo "$code" | cut -d '$' -f 3
}

server_stops() {
	stop "$server_process" TERM
}

# The state of the order with the matching identifier $1.
order_state() {
	"$softeuicc" smdpp list --store "$work/smdpp.db" --json |
		jq -r --arg id "$1" '.[] | select(.matchingId == $id) | .state'
}

# ---- profiles ----

# A package of the sample description $1, in $work/$1.der.
profile_built() {
	"$softeuicc" profile build "$top_srcdir/testvectors/profiles/$1.json" -o "$work/$1.der"
}

# What a package says of itself:
iccid_of() {
	"$softeuicc" profile show --json "$1" | jq -r '.elements[0].header.iccid' | sed 's/[fF]$//'
}

# The content of the file $2 of the USIM.
file_of() {
	"$softeuicc" profile show --json "$1" | jq -r --arg file "$2" \
		'.elements[].usim[$file] // empty | .[].fillFileContent // empty'
}

# A member of the first authentication algorithm's parameters.
aka_of() {
	"$softeuicc" profile show --json --secrets "$1" | jq -r --arg member "$2" \
		'[.elements[].akaParameter.algoConfiguration.algoParameter // empty][0][$member]' |
		tr a-f A-F
}

# ---- the card through lpac ----

# card_is WANTED FILTER ARGUMENT...: whether jq's FILTER of the data is WANTED.
card_is() {
	wanted=$1 filter=$2
	shift 2
	data=$(run_lpac "${card_slot:-0}" "$@") || return 1
	seen=$(echo "$data" | jq -r "$filter")
	[ "$seen" = "$wanted" ] || {
		echo "is:        $seen"
		echo "should be: $wanted"
		echo "in:        $data"
		return 1
	}
}

# card_refuses MESSAGE ARGUMENT...: whether lpac fails, its last word matching the extended regex.
card_refuses() {
	message=$1
	shift
	said=$(run_lpac "${card_slot:-0}" "$@" 2>&1) && {
		echo "$said"
		return 1
	}
	echo "$said" | grep '"type":"lpa"' | grep -Eq "$message" || {
		echo "$said"
		echo "should say: $message"
		return 1
	}
}

# state_is STATE ICCID
state_is() {
	card_is "$1" ".[] | select(.iccid == \"$2\") | .profileState" profile list
}

profile_count_is() {
	card_is "$1" length profile list
}

# The operations of the pending notifications in their order.
notifications_are() {
	card_is "$1" '[sort_by(.seqNumber)[].profileManagementOperation] | join(" ")' \
		notification list
}

# Has lpac send all notifications and remove them.
processes_all() {
	run_lpac "${card_slot:-0}" notification process -a -r && notifications_are ""
}

# ---- the enabled profile ----

select_usim=00A4040007A0000000871002

# usim_file_is CONTENT FILE-ID: a transparent file of the USIM.
usim_file_is() {
	is "${1}9000" last apdu 0 $select_usim "00A4000402$2" \
		"00B00000$(printf %02X $((${#1} / 2)))"
}

last() {
	lines=$("$@") && echo "$lines" | tail -n 1
}

# challenge PROFILE SQN: sets $rand, $autn, and the right $answer by the algorithm of the profile.
challenge() {
	rand=23553CBE9637A89D218AE64DAE47BF35
	key=$(aka_of "$1" key)
	case $(aka_of "$1" algorithmID) in
	1) milenage "$key" "$(aka_of "$1" opc)" $rand "$2" 8000 ;;
	3)
		# Of the options the low bits tell the length of RES: 32, 64, 128 bits.
		options=$(aka_of "$1" algorithmOptions)
		test_algorithm "$key" $rand "$2" 8000 $((4 << (0x$options & 3)))
		;;
	*) return 1 ;;
	esac
}

# authenticates: whether the USIM takes $autn for $rand and answers $answer, whatever may follow (Kc).
authenticates() {
	seen=$(last apdu 0 $select_usim "008800812210${rand}10${autn}") || return 1
	case $seen in
	"$answer"*9000) ;;
	*)
		echo "is:        $seen"
		echo "should be: ${answer}9000"
		return 1
		;;
	esac
}

# TS 31.102 7.1.2.1: 'DC' and AUTS.
asks_to_resynchronise() {
	matches '^DC0E[0-9A-F]{28}9000$' last apdu 0 $select_usim "008800812210${rand}10${autn}"
}

refuses_wrong_mac() {
	is 9862 last apdu 0 $select_usim "008800812210${rand}10$(slice "$autn" 0 15)$(
		xor "$(slice "$autn" 15 1)" 01
	)"
}

no_usim() {
	is 6A82 last apdu 0 $select_usim
}
