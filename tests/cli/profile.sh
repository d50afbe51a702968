#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc profile as a user meets it: exit statuses, messages, and what it does to files.

program=${top_builddir:-.}/softeuicc
samples=${top_srcdir:-.}/testvectors/profiles
. "${top_srcdir:-.}/tests/cli/lib.sh"

profile() {
	"$program" profile "$@"
}

built_alone() {
	profile build "$samples/operational.json" -o "$dir/new.der" && stat -c %a "$dir/new.der"
}

left_as_it_was() {
	echo mine >"$dir/mine.der"
	profile build "$samples/pin.json" -o "$dir/mine.der"
	cat "$dir/mine.der"
}

shown() {
	profile build "$1" -o "$dir/shown.der" && profile show "$dir/shown.der"
}

replaced() {
	profile build "$samples/pin.json" -o "$dir/mine.der" --force && profile show "$dir/mine.der"
}

nothing_left() {
	profile build "$dir/wrong.json" -o "$dir/wrong.der"
	ls "$dir"/wrong.der* 2>/dev/null || echo nothing
}

# Each package comes back byte for byte from what show prints of it: the samples, and those that
# others published where they are at hand.
packages_come_back() {
	for sample in "$samples"/*.json; do
		name=$(basename "$sample" .json)
		profile build "$sample" -o "$dir/sample-$name.der" || return 1
	done
	cp "$dir/sample-operational.der" "$dir/operational.der"
	cp "$dir/sample-pin.der" "$dir/pin.der"
	# The end's header, {mandated, 0B}, with a length of three bytes.
	{
		head -c -9 "$dir/operational.der"
		printf '\252\011\240\202\000\005\200\000\201\001\013'
	} >"$dir/long.der"
	for package in "$dir"/sample-*.der "$dir/long.der" ${INTEROP_DIR:+"$INTEROP_DIR"/ts48/*.der}; do
		profile show --json --secrets "$package" >"$dir/shown.json" &&
			profile build "$dir/shown.json" -o "$dir/again.der" --force &&
			cmp "$package" "$dir/again.der" || return 1
	done
	profile show --json "$dir/long.der"
}

from_masked() {
	profile show --json "$dir/new.der" >"$dir/masked.json" &&
		profile build "$dir/masked.json" -o "$dir/x.der"
}

# What is printed as JSON holds everything but secrets, which must not leak.
no_key() {
	profile show --json --all "$dir/new.der" >"$dir/json"
	grep -qi 465b5ce8b199b49faa5f0a2ee238a6bc "$dir/json" || echo masked
}

diff_to_full_disk() {
	profile diff "$dir/operational.der" "$dir/pin.der" >/dev/full
}

# No error or warning about the samples and what others published.
published_are_clean() {
	for package in "$dir"/sample-*.der ${INTEROP_DIR:+"$INTEROP_DIR"/ts48/*.der}; do
		profile lint "$package" || return 1
	done
	echo clean
}

without_puks() {
	jq 'del(.elements[2])' "$dir/operational.json" >"$dir/puk.json" &&
		profile build "$dir/puk.json" -o "$dir/puk.der" && profile lint "$@" "$dir/puk.der"
}

no_key_differs() {
	profile diff "$dir/operational.der" "$dir/pin.der" >"$dir/text"
	profile diff --json "$dir/operational.der" "$dir/pin.der" >"$dir/json"
	grep -qi 465b5ce8b199b49faa5f0a2ee238a6bc "$dir/text" "$dir/json" || echo masked
}

printf '{\n "iccid": "8988211000000000011",\n "imsi" 3\n}\n' >"$dir/syntax.json"
printf '{"iccid": "8988211000000000012"}' >"$dir/wrong.json"
printf '{"iccid": "8988211000000000011\\u0000"}' >"$dir/nul.json"
printf '{"elements": [{"end": {}}]}' >"$dir/headless.json"
printf '{"iccid": "8988211000000000011", "iccid": "8988211000000000011"}' >"$dir/twice.json"
printf '\252\007\240\005\200' >"$dir/short.der"

expect 0 600 built_alone
expect 0 'ef-imsi, transparent, 9 bytes' profile show "$dir/new.der"
expect 0 mine left_as_it_was
expect 1 '--force overwrites it' profile build "$samples/pin.json" -o "$dir/mine.der"
expect 0 'softeuicc test profile with PIN1 enabled' replaced
expect 1 'syntax.json:3:' profile build "$dir/syntax.json" -o "$dir/x.der"
expect 1 'wrong.json: iccid: the check digit should be 1' \
	profile build "$dir/wrong.json" -o "$dir/x.der"
expect 1 'duplicate' profile build "$dir/twice.json" -o "$dir/x.der"
expect 1 'nul.json: iccid: should have no NUL character' \
	profile build "$dir/nul.json" -o "$dir/x.der"
expect 1 'headless.json: elements[0].end.end-header: missing' \
	profile build "$dir/headless.json" -o "$dir/x.der"
expect 0 '"elements[11].end.end-header": 3' packages_come_back
expect 1 'pukValue: is masked; profile show prints it with --secrets' from_masked
expect 0 nothing nothing_left
expect 1 'No such file' profile build "$samples/pin.json" -o "$dir/no/x.der"
expect 1 'absent.der: No such file' profile show "$dir/absent.der"
expect 1 'short.der: no profile package: elements[0]: malformed TLV' profile show "$dir/short.der"
expect 0 masked no_key
expect 0 465B5CE8B199B49FAA5F0A2EE238A6BC profile show --json --secrets "$dir/new.der"
expect 0 '"differences": []' profile diff --json "$dir/new.der" "$dir/operational.der"
expect 1 '@@ akaParameter -8 +8 algoConfiguration.algoParameter.key @@' \
	profile diff "$dir/operational.der" "$dir/pin.der"
expect 1 '-465B5CE8B199B49FAA5F0A2EE238A6BC' \
	profile diff --secrets "$dir/operational.der" "$dir/pin.der"
expect 1 '"elements[11].end.end-header": 3' \
	profile diff --json "$dir/operational.der" "$dir/long.der"
expect 0 masked no_key_differs
expect 0 clean published_are_clean
profile show --json --secrets "$dir/operational.der" >"$dir/operational.json"
expect 1 '2 pinCodes: error: PIN 01: its PUK 01 is not defined [puk-reference]' without_puks
rm "$dir/puk.der"
expect 1 '"rule": "puk-reference"' without_puks --json
expect 1 '[lengths, X.690 10.1]' profile lint "$dir/long.der"
expect 2 'short.der: no profile package' profile lint "$dir/short.der"
expect 2 'lint takes one FILE.der' profile lint
expect 0 'usage: softeuicc profile build' profile lint --help
expect 2 'absent.der: No such file' profile diff "$dir/new.der" "$dir/absent.der"
expect 2 'short.der: no profile package' profile diff "$dir/short.der" "$dir/new.der"
expect 2 'standard output' diff_to_full_disk
expect 2 'diff takes two packages' profile diff "$dir/new.der"
expect 0 'usage: softeuicc profile build' profile diff --help
expect 2 "Try 'softeuicc profile --help'" profile
expect 2 "Try 'softeuicc profile --help'" profile mend
expect 2 "Try 'softeuicc profile --help'" profile build "$samples/pin.json"
expect 2 "Try 'softeuicc profile --help'" profile show
expect 0 'usage: softeuicc profile build' profile --help
sed 's/"softeuicc operational/"\\u001b[31m operational/' "$samples/operational.json" >"$dir/escape.json"
expect 0 'profileType: ?[31m operational' shown "$dir/escape.json"
echo "1..$n"
