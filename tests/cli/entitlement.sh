#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The entitlement server (GSMA TS.43) of softeuicc mno serve, as clients of HTTPS meet it: each
# operation by GET and POST, as XML and JSON, and an SM-DP+ that profiles are ordered from.
# shellcheck disable=SC2016 # the dollars are those of activation codes

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

pki=${top_srcdir:-.}/testvectors/pki
export SOFTEUICC_PKI="$pki" XDG_STATE_HOME="$dir/state"
k=465B5CE8B199B49FAA5F0A2EE238A6BC
opc=CD63CB71954A9F4E48A5994E37A02BAF
phone=001010000000101 number=882110000101
eid=89049032123451234512345678901235

# start NAME ARGUMENTS...: a server in the background, its address in $url.
start() {
	name=$1
	shift
	mkfifo "$dir/said"
	"$program" "$@" --listen 127.0.0.1:0 >"$dir/said" 2>"$dir/$name.log" &
	servers="$servers $!"
	read -r line <"$dir/said"
	rm "$dir/said"
	url=${line##* }
}

ask() {
	curl -sS --noproxy '*' --cacert "$pki/CertificateIssuer/CERT_CI_ECDSA_NIST.pem" \
		-b "$dir/cookies" -c "$dir/cookies" "$@"
}

# What each request has.
common="app=ap2006&vers=1&entitlement_version=12.0&terminal_id=phone&terminal_vendor=V"
common="$common&terminal_model=M&terminal_sw_version=1"

# xml, json PARAMETERS [OPTIONS]: a GET that wants such a document.
xml() {
	query=$1
	shift
	ask -H 'Accept: text/vnd.wap.connectivity-xml' "$@" "$as/?$common&$query"
}

json() {
	query=$1
	shift
	ask -H 'Accept: application/json' "$@" "$as/?$common&$query"
}

# with_token JSON-OBJECT: the same by POST, which wants JSON.
with_token() {
	jq -n --arg token "$token" "{app: \"ap2006\", vers: 1, entitlement_version: \"12.0\",
		terminal_id: \"phone\", token: \$token, companion_terminal_id: \"watch\"} + $1" |
		ask -H 'Accept: application/json' -H 'Content-Type: application/json' -d @- "$as/"
}

status() {
	ask -w '\n%{http_code}\n' "$@"
}

last_code() {
	"$program" mno sms list --json | jq -r 'map(.text) | last | .[-6:]'
}

# As a device logs in: the code that comes by short message, with the cookie.
logs_in() {
	rm -f "$dir/cookies"
	json "msisdn=%2B$number" && json "OTP=$(last_code)" >"$dir/login"
	token=$(jq -r .Token.token "$dir/login")
	echo "token of ${#token}"
}

wrong_code() {
	rm -f "$dir/cookies"
	json "msisdn=$number" && json OTP=12345 -w '\n%{http_code}\n'
}

code_elsewhere() {
	rm -f "$dir/cookies"
	json "OTP=$(last_code)" -w '\n%{http_code}\n'
}

eap() {
	status -H 'Accept: application/vnd.gsma.eap-relay.v1.0+json' \
		"$as/?$common&EAP_ID=0$phone@nai.epc.mnc001.mcc001.3gppnetwork.org"
}

posted_eap() {
	status -d "{\"eap-relay-packet\": \"$1\"}" -H 'Content-Type: application/json' "$as/"
}

# On the contract's page, whose form has hidden values that go back with it.
accepted() {
	page="$as/contract?$(with_token "$subscribe" |
		jq -r .ap2006.SubscriptionServiceUserData)"
	ask "$page" | grep -o '<input type="hidden"[^>]*>' |
		sed 's/.*name="\([^"]*\)".*value="\([^"]*\)".*/\1=\2/' >"$dir/form"
	echo decision=accept >>"$dir/form"
	status -o /dev/null -d "$(paste -sd '&' "$dir/form")" "$page"
}

code_of() {
	with_token "{operation: \"AcquireConfiguration\"}" | jq -r \
		'.ap2006.CompanionConfigurations[0].CompanionConfiguration.DownloadInfo
		.ProfileActivationCode' | base64 -d
}

# told PARTY MESSAGE: what the entitlement server has said to another part of the operator.
told() {
	jq -s -r --arg to "$1" --arg message "$2" \
		'map(select(.from == "AS" and .to == $to and .message == $message)) |
			first | "told \(.to)"' "$dir/trail"
}

no_secrets() {
	! grep -e "$token" "$dir/mno.log" "$dir/trail" && echo none
}

ended() {
	# shellcheck disable=SC2086 # a list
	kill -TERM $servers
	for server in $servers; do
		wait "$server" || return
	done
	echo ended
}

jq 'del(.msisdn)' "${top_srcdir:-.}/testvectors/profiles/operational.json" >"$dir/plain.json"
"$program" smdpp stock --type standard --description "$dir/plain.json" --count 2 --json \
	--address 127.0.0.1:8443 >"$dir/series.json" &&
	"$program" mno subscriber add --description "$dir/series.json" >/dev/null
"$program" mno subscriber add --imsi $phone --iccid 8988211000000001019 --msisdn $number \
	--k $k --opc $opc >/dev/null
servers=
trap 'kill $servers 2>/dev/null; rm -rf "$dir"' EXIT
start smdp smdpp
start mno mno serve --smdp "$url" --trail "$dir/trail"
as=$url

# ---- who asks ----

expect 0 'log in: by EAP_ID, or msisdn' xml ''
expect 0 511 status -o /dev/null "$as/?$common"
expect 0 'app is missing' ask "$as/"
expect 0 'protocol not supported' ask "$as/?app=ap2006&terminal_id=x&entitlement_version=99.0"
expect 0 405 status -X DELETE "$as/"
expect 0 413 status -o /dev/null -d "$(head -c 20000 /dev/zero | tr '\0' a)" "$as/"
expect 0 '400' status -d '{' -H 'Content-Type: application/json' "$as/"
expect 0 415 status -d '<a/>' -H 'Content-Type: text/xml' "$as/"
expect 0 '403' json 'msisdn=4930' -w '\n%{http_code}\n'
expect 0 'the code is wrong' wrong_code
expect 0 'nobody logs in with that cookie' code_elsewhere
expect 0 'token of 64' logs_in
expect 0 '{"eap-relay-packet":"' eap
expect 0 'the EAP packet is no answer to the last one' posted_eap AAAA
expect 0 'eap-relay-packet is not base64' posted_eap 'not*base64'
expect 0 'the token is not good' json 'token=none&operation=CheckEligibility'
expect 0 'the token is not good' ask \
	"$as/?app=ap2006&terminal_id=another&entitlement_version=1.0&token=$token"

# ---- operations ----

expect 0 '<parm name="CompanionAppEligibility" value="1"/>' \
	xml "token=$token&operation=CheckEligibility&companion_terminal_id=watch"
expect 0 '"CompanionDeviceServices":"SharedNumber,DiffNumber"' \
	with_token '{operation: "CheckEligibility"}'
expect 0 '"OperationResult":"101"' with_token '{operation: "Nonsense"}'
expect 0 '"OperationResult":"102"' with_token '{operation: "ManageSubscription"}'
expect 0 'GetPhoneNumber is not supported' with_token '{operation: "GetPhoneNumber"}'
subscribe="{operation: \"ManageSubscription\", operation_type: 0, companion_terminal_eid: \"$eid\"}"
expect 0 "\"SubscriptionServiceURL\":\"$as/contract\"" with_token "$subscribe"
expect 0 '"SubscriptionResult":"1"' with_token "$subscribe"
expect 0 303 accepted
expect 0 '"SubscriptionResult":"2"' with_token "$subscribe"
expect 0 '<characteristic type="DownloadInfo">' xml "token=$token&operation=ManageSubscription&$(
)operation_type=0&companion_terminal_id=watch&companion_terminal_eid=$eid"
expect 0 'LPA:1$127.0.0.1:' code_of
expect 0 '"ServiceStatus":"2"' with_token '{operation: "AcquireConfiguration"}'
expect 0 '"SubscriptionResult":"3"' ask -H 'Accept: application/json' "$as/" \
	-d "$common&token=$token&operation=ManageSubscription&operation_type=1&$(
	)companion_terminal_id=watch"
expect 0 '"ServiceStatus":"4"' with_token '{operation: "AcquireConfiguration"}'
expect 0 'told HLR' told HLR 'authentication vector'
expect 0 'told SMSC' told SMSC code
expect 0 'told BOSS' told BOSS subscribe
expect 0 none no_secrets
expect 0 ended ended
echo "1..$n"
