# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154 # variables are lib.sh's
# Drives headless Chromium by chromedriver's W3C WebDriver interface, with curl and jq. For tests
# that have read lib.sh, after their begin. All waiting is chromedriver's: a request returns when
# the page that it leads to has been loaded.

# browser_start [ARGUMENT...]: a driver, and a browser with arguments (without their dashes) and a
# profile of its own.
browser_start() {
	# timeout makes a group of processes, to which it hands on the signal that ends it: also when
	# a test is interrupted nothing remains.
	start "$work/driver" timeout 300 env HOME="$work" chromedriver --port=0
	driver_process=$started session=
	said "$work/driver" 'started successfully on port' || return 1
	driver=http://127.0.0.1:$(sed -n 's/.*on port \([0-9]*\).*/\1/p' "$work/line")
	session=$(browser POST '' "$(capabilities "$@")" | jq -er '"/" + .sessionId')
}

# No sandbox, as tests may run as root; the pages are our own.
capabilities() {
	jq -n --arg profile "$work/profile" '
		{capabilities: {alwaysMatch: {
			browserName: "chrome", acceptInsecureCerts: true,
			timeouts: {pageLoad: 30000, script: 10000, implicit: 0},
			"goog:loggingPrefs": {browser: "ALL"},
			"goog:chromeOptions": {args: (["headless=new", "no-sandbox", "disable-gpu",
				"disable-dev-shm-usage", "no-proxy-server",
				"disable-background-networking", "user-data-dir=\($profile)"]
				+ $ARGS.positional)}}}}' --args "$@"
}

# browser METHOD PATH [BODY]: a request of the session; prints its value. On an error it fails, and
# prints that to stderr.
browser() {
	curl -s --noproxy '*' --max-time 60 -X "$1" -H 'Content-Type: application/json' \
		${3:+--data-binary "$3"} "$driver/session$session$2" >"$work/answer" || return 1
	if jq -e '.value | objects | has("error")' "$work/answer" >/dev/null; then
		jq -r '.value | .error + ": " + (.message | split("\n")[0])' "$work/answer" >&2
		return 1
	fi
	jq -c .value "$work/answer"
}

# Ends browser and driver; true where no process of theirs remains.
browser_stop() {
	browser DELETE '' >/dev/null
	kill "$driver_process"
	wait "$driver_process"
	! pgrep -f "user-data-dir=$work/profile" && rm -rf "$work/profile"
}

# devtools COMMAND [PARAMETERS]: a command of Chromium's own protocol; prints its result.
devtools() {
	browser POST /goog/cdp/execute "$(jq -n --arg command "$1" --argjson params "${2-{\}}" \
		'{cmd: $command, params: $params}')"
}

# visit URL
visit() {
	browser POST /url "$(jq -n --arg url "$1" '{url: $url}')" >/dev/null
}

address() {
	browser GET /url | jq -r .
}

# elements CSS: prints their ids, one a line; fails where there is none.
elements() {
	browser POST /elements "$(jq -n --arg css "$1" '{using: "css selector", value: $css}')" |
		jq -er '.[][]'
}

element() {
	elements "$1" | head -n 1 | grep .
}

press() {
	found=$(element "$1") && browser POST "/element/$found/click" '{}' >/dev/null
}

# enter_text CSS TEXT
enter_text() {
	found=$(element "$1") && browser POST "/element/$found/value" \
		"$(jq -n --arg text "$2" '{text: $text}')" >/dev/null
}

# shows CSS: the text that people see there.
shows() {
	found=$(element "$1") && browser GET "/element/$found/text" | jq -r .
}

# keys KEY...: Tab or Enter, typed one after the other, to what has the focus.
keys() {
	for key; do
		case $key in
		Tab) key='\ue004' ;;
		Enter) key='\ue007' ;;
		esac
		browser POST /actions '{"actions": [{"type": "key", "id": "keyboard", "actions": [
			{"type": "keyDown", "value": "'"$key"'"},
			{"type": "keyUp", "value": "'"$key"'"}]}]}' >/dev/null || return 1
	done
}

# script TEXT: the value of a function with this body.
script() {
	browser POST /execute/sync "$(jq -n --arg script "$1" '{script: $script, args: []}')" |
		jq -r .
}

# screen WIDTH HEIGHT: that of a phone, which is narrower than a window can be.
screen() {
	devtools Emulation.setDeviceMetricsOverride "$(jq -n --argjson width "$1" \
		--argjson height "$2" '{width: $width, height: $height, deviceScaleFactor: 2,
			mobile: true}')" >/dev/null
}

# picture FILE: all of the page, as PNG.
picture() {
	devtools Page.captureScreenshot '{"captureBeyondViewport": true}' | jq -r .data |
		base64 -d >"$1"
}
