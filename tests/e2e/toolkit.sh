#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The toolkit through a real reader: a terminal fetches and performs what the example script of a
# toolkit application issues, and its channel is a TCP connection.
# shellcheck disable=SC2317 # functions are called by ok()
. "${top_srcdir:-.}/tests/e2e/lib.sh"
begin 1

# answers WANTED... -- ARGUMENT...: whether the terminal, told this, gets these commands, each: type,
# qualifier, destination, objects.
answers() {
	: >"$work/wanted"
	while [ "$1" != -- ]; do
		echo "$1" >>"$work/wanted"
		shift
	done
	shift
	"$top_builddir/tests/e2e/toolkit-terminal" "$(reader_of 0)" "$@" >"$work/commands" || return 1
	diff "$work/wanted" "$work/commands"
}

hex() {
	printf %s "$1" | od -An -tx1 | tr -d ' \n' | tr a-f A-F
}

# The example, with the port of the server.
puts_the_card_in() {
	start "$work/server" "$top_builddir/tests/e2e/line-server" 'Rain, then sun'
	said "$work/server" '^port' || return 1
	port=$(sed -n 's/^port //p' "$work/server")
	sed "s/021F40/02$port/" "$top_srcdir/testvectors/toolkit/weather.json" >"$work/weather.json"
	"$softeuicc" init "$work/card.euicc" >/dev/null &&
		card_in 0 "$work/card.euicc" --toolkit "$work/weather.json"
}

# Event list, menu, and the timer that the script starts at once.
begins() {
	answers '05 00 82 990103' \
		"25 00 82 8507$(hex Weather)8F0901$(hex Forecast)8F0502$(hex Town)" \
		'27 00 82 A40101A503006000' -- profile
}

asks_the_server() {
	answers '05 00 82 990303090A' \
		"40 01 82 B50103B9020400BC0302${port}BE05217F000001" \
		"43 01 21 B609$(hex forecast)0A" \
		'42 00 21 B7010E' \
		"21 80 02 8D0F04$(hex 'Rain, then sun')" \
		'41 00 21 ' \
		'05 00 82 990103' -- menu:01 &&
		said "$work/server" '^got forecast'
}

asks_the_user() {
	answers "23 01 82 8D0C04$(hex 'Which town?')91020114" \
		"21 80 02 8D0704$(hex Bergen)" -- menu:02
}

helps() {
	answers "21 80 02 8D1C04$(hex "Asks for tomorrow's weather")" -- \
		envelope:D3820201819001019500
}

hears_of_places() {
	answers '26 00 82 ' -- envelope:D6990103820282811B0100
}

wakes_up() {
	answers "28 00 82 8D1404$(hex 'Look at the weather')" -- \
		envelope:D782028281A40101A503006000
}

# packet TAR: an SMS-DELIVER with a command packet.
packet() {
	deliver=40049121437FF60000000000000017
	command=00120D00000000${1}000000000000$(hex abcd)
	echo "envelope:D1820283818B26${deliver}027000$command"
}

# One for the script's TAR, and one for another's.
gets_messages() {
	answers "21 81 02 8D0E04$(hex 'Storm warning')" -- "$(packet B00001)" &&
		answers -- "$(packet B00002)"
}

comes_back() {
	card_out 0 && card_in 0 "$work/card.euicc" --toolkit "$work/weather.json" && begins
}

ok "a card with a scripted application is put in" puts_the_card_in
ok "event list, menu and timer follow on TERMINAL PROFILE" begins
ok "a channel is a TCP connection to a server" asks_the_server
ok "the answer of the user comes back" asks_the_user
ok "help on an entry of the menu" helps
ok "a location status" hears_of_places
ok "a timer expires" wakes_up
ok "a short message goes by its TAR" gets_messages
ok "without power all is forgotten" comes_back
finish
