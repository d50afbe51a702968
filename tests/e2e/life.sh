# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154,SC2317 # functions are called by ok()
# The life of profiles in a card, as a user of lpac goes through it; tests say which PKI, curve and
# profiles. With $killing set, the card's process is killed before each step.

. "$top_srcdir/tests/e2e/rsp.sh"

image=$work/card.euicc

eid_is_that_of_the_image() {
	card_is "$(eid_of 0)" .eidValue chip info
}

downloads() {
	run_lpac 0 profile download "$@"
}

first_notification_number() {
	run_lpac 0 notification list | jq 'min_by(.seqNumber).seqNumber'
}

removes_first_notification() {
	number=$(first_notification_number) && run_lpac 0 notification remove "$number"
}

order_ends_installed() {
	is installed order_state "$1"
}

usim_authenticates() {
	challenge "$1" 000000001000
	ok "it authenticates the network and itself" authenticates
	ok "a wrong MAC is refused" refuses_wrong_mac
	[ "$(aka_of "$1" algorithmID)" = 1 ] || return 0
	ok "a used sequence number asks for resynchronisation" asks_to_resynchronise
	ok "the card's process is killed" card_killed 0
	ok "sequence numbers have been kept" asks_to_resynchronise
	challenge "$1" 000000001020
	ok "the next one is taken" authenticates
}

# life PKI CURVE FIRST SECOND: two profile packages with different ICCIDs.
life() {
	pki=$1 curve=$2 first=$3 second=$4
	first_iccid=$(iccid_of "$first") second_iccid=$(iccid_of "$second")

	ok "a card image is made" "$softeuicc" init --pki "$pki" "$image"
	ok "the card is in its reader" card_in 0 "$image"
	[ -z "${killing-}" ] || before_each="card_killed 0"
	ok "an SM-DP+ with $curve alone starts" server_starts "$(one_curve "$pki" "$curve")"
	ok "chip info shows the EID" eid_is_that_of_the_image
	ok "there is no profile" profile_count_is 0
	ok "and no USIM" no_usim
	ok "nor a notification" notifications_are ""

	ok "a download is ordered" order --profile "$first" --service-provider Provider \
		--profile-name First
	first_id=$(matching_id)
	ok "it is downloaded by activation code" downloads -a "$code"
	ok "the profile is there, disabled" state_is disabled "$first_iccid"
	ok "with its provider and name" card_is "Provider First" \
		'.[0] | .serviceProviderName + " " + .profileName' profile list
	ok "its USIM is not there yet" no_usim
	ok "its installation result is kept" notifications_are install
	ok "a retry is refused by the card, which has that ICCID" \
		card_refuses 'load_bound_profile_package.*iccid' profile download -a "$code"
	ok "with a result of its own" notifications_are "install install"
	ok "the first result is processed" run_lpac 0 notification process "$(first_notification_number)"
	ok "so the server knows" order_ends_installed "$first_id"
	ok "the order goes out only once" \
		card_refuses es9p_authenticate_client profile download -a "$code"
	ok "a result is kept until it is removed" notifications_are "install install"
	ok "it is removed" removes_first_notification
	ok "and gone" notifications_are install
	ok "the server takes the other, too" processes_all
	ok "and still knows the profile as installed" order_ends_installed "$first_id"

	ok "the profile is enabled" run_lpac 0 profile enable "$first_iccid"
	ok "and shown so" state_is enabled "$first_iccid"
	ok "its USIM answers with the IMSI" usim_file_is "$(file_of "$first" ef-imsi)" 6F07
	usim_authenticates "$first"
	ok "enabling it again is refused" card_refuses es10c_enable_profile \
		profile enable "$first_iccid"
	ok "so is deleting it while enabled" card_refuses es10c_delete_profile \
		profile delete "$first_iccid"

	ok "a download with confirmation code is ordered" order --profile "$second" \
		--confirmation-code 4711 --eid "$(eid_of 0)" --matching-id WRONG-CODE
	ok "a wrong code is refused" card_refuses es9p_get_bound_profile_package \
		profile download -s "$address" -m "$(matching_id)" -c 4712
	ok "nothing of it is on the card" profile_count_is 1
	ok "another is ordered" order --profile "$second" --confirmation-code 4711
	ok "it is downloaded by address and matching identifier" downloads -s "$address" \
		 -m "$(matching_id)" -c 4711
	ok "there are two profiles" profile_count_is 2
	ok "the first is still enabled" state_is enabled "$first_iccid"
	ok "the second is enabled" run_lpac 0 profile enable "$second_iccid"
	ok "which disables the first" state_is disabled "$first_iccid"
	ok "the USIM is the second's" usim_file_is "$(file_of "$second" ef-imsi)" 6F07
	ok "it is given a nickname" run_lpac 0 profile nickname "$second_iccid" "Zweite Karte ü"
	ok "which is shown" card_is "Zweite Karte ü" \
		".[] | select(.iccid == \"$second_iccid\") | .profileNickname" profile list
	ok "it is disabled" run_lpac 0 profile disable "$second_iccid"
	ok "and shown so" state_is disabled "$second_iccid"
	ok "no USIM answers" no_usim
	ok "disabling it again is refused" card_refuses es10c_disable_profile \
		profile disable "$second_iccid"
	ok "it is deleted" run_lpac 0 profile delete "$second_iccid"
	ok "and gone" profile_count_is 1
	ok "every step has left a notification" \
		notifications_are "enable install disable enable disable delete"
	ok "the server takes them all" processes_all

	ok "the default SM-DP+ is set" run_lpac 0 chip defaultsmdp "$address"
	ok "and shown" card_is "$address" .EuiccConfiguredAddresses.defaultDpAddress chip info
	ok "a download is ordered for the EID" order --profile "$second" --eid "$(eid_of 0)" \
		--matching-id ""
	ok "the default SM-DP+ knows it by that" downloads
	ok "there are two profiles again" profile_count_is 2
	ok "one is enabled" run_lpac 0 profile enable "$first_iccid"
	ok "the card is purged" run_lpac 0 chip purge yes
	ok "no profile is left" profile_count_is 0
	ok "nor a USIM" no_usim
	ok "nor the default SM-DP+" card_is null \
		.EuiccConfiguredAddresses.defaultDpAddress chip info
}
