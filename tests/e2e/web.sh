#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The operator's web pages in headless Chromium: contracts accepted and declined, as an entitlement
# client sends its user there, on a phone's screen, by the keyboard alone, and without JavaScript.

# shellcheck disable=SC2016,SC2086,SC2317 # scripts of pages; ids are single words; ok() calls
# shellcheck source=tests/e2e/lib.sh
. "${top_srcdir:-.}/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/browser.sh
. "$top_srcdir/tests/e2e/browser.sh"
need_server
begin_without_cards chromium chromedriver curl jq pgrep

number=882110000001
other_number=882110000002
other_imsi=001010000000099
eid=89049032123451234512345678900168
phone=352099001761481

# ---- the operator and its SM-DP+ ----

serve() {
	start "$work/smdpp.log" "$softeuicc" smdpp --listen 127.0.0.1:0 --store "$work/smdpp.db"
	said "$work/smdpp.log" '^listening on' || return 1
	smdpp=$(sed 's/^listening on //' "$work/line")
	jq '.iccid = "8988211000000000102" | .imsi = "001010000000010" | del(.msisdn)' \
		"$top_srcdir/testvectors/profiles/operational.json" >"$work/stock.json"
	"$softeuicc" smdpp stock --store "$work/smdpp.db" --type standard --count 4 --json \
		--description "$work/stock.json" >"$work/profiles.json" || return 1
	"$softeuicc" mno subscriber add --store "$work/mno.db" \
		--description "$work/profiles.json" &&
		"$softeuicc" mno subscriber add --store "$work/mno.db" \
			--description "$top_srcdir/testvectors/profiles/operational.json" || return 1
	"$softeuicc" mno subscriber add --store "$work/mno.db" --imsi "$other_imsi" \
		--iccid 8988211000000000995 --msisdn "$other_number" \
		--k 000102030405060708090a0b0c0d0e0f --op 000102030405060708090a0b0c0d0e0f ||
		return 1
	start "$work/mno.log" "$softeuicc" mno serve --listen 127.0.0.1:0 --smdp "$smdpp" \
		--store "$work/mno.db"
	said "$work/mno.log" '^listening on' || return 1
	operator=$(sed 's/^listening on //' "$work/line")
}

# code NUMBER: the digits of its newest message.
code() {
	"$softeuicc" mno sms list "$1" --store "$work/mno.db" --json |
		jq -r 'last.text | capture("(?<code>[0-9]{6})$").code'
}

# ---- the phone, which asks for companions (TS.43) ----

# ts43 NAME=VALUE...: the answer, JSON.
ts43() {
	for parameter; do
		shift
		set -- "$@" --data-urlencode "$parameter"
	done
	curl -s --noproxy '*' --max-time 30 --get -b "$work/jar" -c "$work/jar" \
		--cacert "$SOFTEUICC_PKI/CertificateIssuer/CERT_CI_ECDSA_NIST.pem" \
		-H 'Accept: application/json' "$@" "$operator/"
}

log_in() {
	ts43 app=ap2006 entitlement_version=12.0 vers=1 terminal_id=$phone msisdn=$number
	token=$(ts43 OTP="$(code "$number")" | jq -r .Token.token)
	[ -n "$token" ]
}

# manage NAME=VALUE...: asks for a companion; prints the answer.
manage() {
	ts43 app=ap2006 entitlement_version=12.0 vers=1 terminal_id=$phone token="$token" \
		operation=ManageSubscription companion_terminal_friendly_name='Watch <b>1</b>' "$@" |
		jq -c .ap2006
}

# subscribe DEVICE EID: asks for a profile for it.
subscribe() {
	manage operation_type=0 companion_terminal_id="$1" companion_terminal_eid="$2"
}

# share: asks for the number to be shared with the other UICC.
share() {
	manage operation_type=2 companion_terminal_id=other companion_terminal_imsi="$other_imsi" \
		companion_terminal_service=SharedNumber
}

# offered COMMAND...: its answer has the address of a contract's page, which then is $page.
offered() {
	"$@" >"$work/offer"
	page=$(jq -er '.SubscriptionServiceURL + "?" + .SubscriptionServiceUserData' \
		"$work/offer") || {
		cat "$work/offer"
		return 1
	}
}

# offer DEVICE EID
offer() {
	offered subscribe "$@"
}

# result COMMAND...: the SubscriptionResult in its answer.
result() {
	"$@" | jq -r .SubscriptionResult
}

# ---- pages ----

# Nothing is wider than the screen, and each button can be scrolled to, is not covered, and is large
# enough for a finger.
fits() {
	screen "$1" 640 >/dev/null && is ok script '
		const width = document.documentElement.scrollWidth;
		if (width > innerWidth)
			return `${width} of ${innerWidth} pixels wide`;
		for (const button of document.querySelectorAll("button, input:not([type=hidden])")) {
			button.scrollIntoView({block: "center"});
			const box = button.getBoundingClientRect();
			const seen = document.elementFromPoint(box.x + box.width / 2,
				box.y + box.height / 2);
			const size = (button.closest("label") || button).getBoundingClientRect();
			if (seen !== button || size.height < 44 || box.right > innerWidth)
				return "out of reach: " + button.outerHTML;
		}
		return "ok";'
}

# Text stands out from its background as WCAG 2.1 asks for at level AA (1.4.3), and what can be
# filled in has an outline that does (1.4.11).
readable() {
	is ok script '
		const parts = color => color.match(/[\d.]+/g).map(Number);
		const luminance = color => parts(color).slice(0, 3)
			.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
			.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
		const contrast = (a, b) => {
			const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m);
			return (x + 0.05) / (y + 0.05);
		};
		const behind = element => {
			const color = getComputedStyle(element).backgroundColor;
			return parts(color)[3] === 0 ? behind(element.parentElement) : color;
		};
		for (const element of document.body.querySelectorAll("*")) {
			const style = getComputedStyle(element);
			if (element.matches("script, [type=hidden]"))
				continue;
			if (contrast(style.color, behind(element)) < 4.5)
				return "text: " + element.outerHTML;
			if (element.matches("input:not([type=radio])") &&
			    contrast(style.borderTopColor, behind(element)) < 3)
				return "outline: " + element.outerHTML;
		}
		return "ok";'
}

# Landmarks, a heading, a language, and names for whatever takes input: what screen readers go by.
accessible() {
	is '1 1 1 1 en' script '
		const count = name => document.querySelectorAll(name).length;
		return [count("main"), count("h1"), count("header"), count("footer"),
			document.documentElement.lang].join(" ");' || return 1
	elements 'button, input:not([type=hidden])' >"$work/inputs"
	while read -r input; do
		name=$(browser GET "/element/$input/computedlabel" | jq -r .)
		[ -n "$name" ] || {
			echo "an input has no name"
			return 1
		}
	done <"$work/inputs"
}

# Neither errors of scripts nor breaches of the security policy; statuses are looked at elsewhere.
no_complaints() {
	browser POST /se/log '{"type": "browser"}' >"$work/complaints" &&
		is '[]' jq -c 'map(select(.source != "network"))' "$work/complaints"
}

good_page() {
	visit "$1" && fits 320 && fits 360 && readable && accessible && no_complaints
}

says() {
	matches "$1" shows main
}

# ---- tests ----

begun() {
	serve && log_in && offer watch-1 "$eid" && browser_start
}
ok "an entitlement client gets the address of a contract's page" begun

offer_is_good() {
	good_page "$page" && says 'Watch <b>1</b>' && says 'EID' && says 'Terms'
}
ok "the page fits a phone, and all can read it" offer_is_good

accept() {
	press 'button[value=accept]' && says 'You have accepted' && says 'ready' &&
		address | grep -Fx "$page" && good_page "$page" && is 2 result subscribe watch-1 "$eid"
}
ok "accepted, the profile can be downloaded" accept

# The form from before is sent once more by going back to it.
decide_again() {
	browser POST /back '{}' && visit "$page" && says 'You have accepted' &&
		is 0 script 'return document.querySelectorAll("form").length'
}
ok "what was decided is not asked again" decide_again

# Profiles that are for an eUICC.
orders() {
	"$softeuicc" smdpp list --store "$work/smdpp.db" --json |
		jq 'map(select(.eid != "")) | length'
}

decline() {
	offer watch-2 89049032123451234512345678900265 && visit "$page" &&
		press 'button[value=decline]' && says 'You have declined' && good_page "$page" &&
		is 1 orders
}
ok "declined, nothing is ordered" decline

# What a focused element looks like, and which it is.
focused() {
	script 'const style = getComputedStyle(document.activeElement);
		return [document.activeElement.value, style.outlineStyle, style.outlineWidth].join(" ")'
}

keyboard() {
	offer watch-3 89049032123451234512345678900362 && visit "$page" && keys Tab &&
		is 'accept solid 3px' focused && keys Tab && is 'decline solid 3px' focused &&
		keys Enter && says 'You have declined'
}
ok "the keyboard is enough" keyboard

# A web view's own object is told (TS.43 6.7).
web_view() {
	devtools Page.addScriptToEvaluateOnNewDocument "$(jq -n '{source: "ODSAServiceFlow = {
		finishFlow() { this.told = \"finished\" },
		dismissFlow() { this.told = \"dismissed\" }}"}')" &&
		offer watch-4 89049032123451234512345678900459 && visit "$page" &&
		is null script 'return ODSAServiceFlow.told' &&
		press 'button[value=accept]' && is finished script 'return ODSAServiceFlow.told' &&
		offer watch-5 89049032123451234512345678900556 && visit "$page" &&
		press 'button[value=decline]' && is dismissed script 'return ODSAServiceFlow.told'
}
ok "a web view's client is told of the decision" web_view

forged() {
	offer watch-6 89049032123451234512345678900653 && visit "$page" || return 1
	protection=$(script 'return document.querySelector("[name=protection]").value')
	visit "data:text/html,<form method=post action=$operator/contract>
		<input name=contract value=${page#*contract=}>
		<input name=protection value=$protection>
		<button name=decision value=accept>A prize</button></form>" &&
		press button && says 'another site' && visit "$page" && says 'Terms'
}
ok "another site's form is refused" forged

framed() {
	visit "data:text/html,<iframe src='$page'></iframe>" &&
		browser POST /frame '{"id": 0}' && ! elements form
}
ok "another site cannot show the page within its own" framed

# A plain UICC has to be verified (TS.43's user input): here on a page.
verify() {
	offered share && good_page "$page" && says 'One number for two devices' &&
		press 'button[value=accept]' && says 'You have accepted' &&
		is 8 result share && press 'main a' && says "$other_number" &&
		good_page "$(address)" && enter_text '#code' 000000 && keys Enter &&
		says 'wrong' && readable && accessible && fits 320 &&
		press 'input[value=hunting]' &&
		enter_text '#code' "$(code "$other_number")" && keys Enter &&
		says 'Your number is shared' && good_page "$(address)" && is 3 result share
}
ok "a companion shares the number after a code" verify

status_page() {
	good_page "$operator/status" && enter_text '#number' '+882 110 000 001' && press button &&
		says 'a code is on its way' && fits 320 && readable && accessible &&
		enter_text '#code' 000000 && keys Enter && says 'That code is wrong' && readable &&
		enter_text '#code' "$(code "$number")" && keys Enter && says 'Watch <b>1</b>' &&
		says 'Another SIM' && says 'in this order' &&
		good_page "$operator/status" && is '' script 'return document.cookie' &&
		press 'button[name=leave]' && says 'Your number' && ! shows 'button[name=leave]'
}
ok "users see their devices after a code" status_page

stopped() {
	browser_stop && browser_start force-dark-mode
}
ok "the browser ends, and no process of it remains" stopped

dark() {
	good_page "$page" && matches '^rgb.([0-9]|[1-4][0-9]),' \
		script 'return getComputedStyle(document.body).backgroundColor' &&
		good_page "$operator/status" && browser_stop
}
ok "all can read dark pages, too" dark

without_scripts() {
	offer watch-7 89049032123451234512345678900750 && browser_start &&
		devtools Emulation.setScriptExecutionDisabled '{"value": true}' &&
		visit 'data:text/html,<main>no scripts<script>document.body.innerHTML =
			"<main>scripts</main>"</script></main>' && says '^no scripts' &&
		visit "$page" && press 'button[value=accept]' &&
		says 'You have accepted' && is 2 result subscribe watch-7 89049032123451234512345678900750 &&
		browser_stop
}
ok "no script is needed" without_scripts

finish
