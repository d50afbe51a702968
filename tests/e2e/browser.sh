# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Drives headless Chromium by chromedriver's W3C WebDriver interface, with curl and jq. For tests
# that have read lib.sh, after their begin. All waiting is chromedriver's: a request returns when
# the page that it leads to has been loaded.

# True where there is a browser; CI must have one.
browser_found() {
	[ -x "$(command -v chromium)" ] && [ -x "$(command -v chromedriver)" ]
}

# browser_start [NAME=VALUE...]: starts a driver and a browser in a new session. Names:
# javascript=2 forbids scripts, dark=1 prefers dark colours.
browser_start() {
	javascript=1 dark=0
	for option; do
		eval "${option%%=*}=\${option#*=}"
	done
	start "$work/driver" env HOME="$work" XDG_CONFIG_HOME="$work" chromedriver --port=0
	said "$work/driver" 'started successfully on port' || return 1
	driver=http://127.0.0.1:$(grep -o 'on port [0-9]*' "$work/line" | grep -o '[0-9]*')
	driver_process=$started
	session=
	session=/session/$(jq -n --arg profile "$work/profile" --argjson javascript "$javascript" \
		--argjson dark "$dark" '
		{capabilities: {alwaysMatch: {browserName: "chrome", acceptInsecureCerts: true,
			timeouts: {pageLoad: 20000, implicit: 0, script: 10000},
			"goog:chromeOptions": {
				binary: "/usr/bin/chromium",
				args: (["headless=new", "no-sandbox", "disable-gpu",
					"disable-dev-shm-usage", "no-proxy-server",
					"disable-background-networking",
					"user-data-dir=\($profile)"]
					+ if $dark == 1 then ["force-dark-mode"] else [] end),
				prefs: {"profile.managed_default_content_settings.javascript":
					$javascript}}}}}' | browser POST '' @- | jq -r .sessionId) &&
		[ "$session" != /session/null ]
}

# browser METHOD PATH [BODY]: a request of the session; prints its value, and fails on an error.
browser() {
	curl -s --noproxy '*' --max-time 60 -X "$1" -H 'Content-Type: application/json' \
		${3:+--data-binary "$3"} "$driver${session:-/session}$2" >"$work/answer" || return 1
	jq -c .value "$work/answer"
	! jq -e '.value | objects | has("error")' "$work/answer" >/dev/null
}

browser_stop() {
	[ -z "${session-}" ] || browser DELETE '' >/dev/null
	stop "$driver_process" TERM
	rm -rf "$work/profile"
}

# visit URL
visit() {
	browser POST /url "$(jq -n --arg url "$1" '{url: $url}')"
}

address() {
	browser GET /url | jq -r .
}

# element CSS: prints its id.
element() {
	browser POST /element "$(jq -n --arg css "$1" '{using: "css selector", value: $css}')" |
		jq -r '.[]'
}

press() {
	found=$(element "$1") && browser POST "/element/$found/click" '{}'
}

# enter_text CSS TEXT
enter_text() {
	found=$(element "$1") &&
		browser POST "/element/$found/value" "$(jq -n --arg text "$2" '{text: $text}')"
}

# shows CSS: the text that people see there.
shows() {
	found=$(element "$1") && browser GET "/element/$found/text" | jq -r .
}

# keys KEY...: Tab, Enter or Space, typed one after the other, to what has the focus.
keys() {
	for key; do
		case $key in
		Tab) key='\ue004' ;;
		Enter) key='\ue007' ;;
		Space) key=' ' ;;
		esac
		browser POST /actions '{"actions": [{"type": "key", "id": "keyboard", "actions": [
			{"type": "keyDown", "value": "'"$key"'"},
			{"type": "keyUp", "value": "'"$key"'"}]}]}' || return 1
	done
}

# script TEXT: the value of a function with this body.
script() {
	browser POST /execute/sync "$(jq -n --arg script "$1" '{script: $script, args: []}')" |
		jq -r .
}

# screen WIDTH HEIGHT: that of a phone, which a window cannot be made as narrow as.
screen() {
	browser POST /goog/cdp/execute "$(jq -n --argjson width "$1" --argjson height "$2" '
		{cmd: "Emulation.setDeviceMetricsOverride", params: {width: $width, height: $height,
			deviceScaleFactor: 2, mobile: true}}')"
}

# picture FILE: a screenshot of all of the page, as PNG.
picture() {
	browser POST /goog/cdp/execute '{"cmd": "Page.captureScreenshot",
		"params": {"captureBeyondViewport": true}}' | jq -r .data | base64 -d >"$1"
}
