#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc init and show as a user meets them: exit statuses, messages, and what is left on disk.

program=${top_builddir:-.}/softeuicc
. "${top_srcdir:-.}/tests/cli/lib.sh"

init() {
	"$program" init "$@"
}

show() {
	"$program" show "$@"
}

published=89049032001000000000000000000112
other=89049032000000000000000000000163
image=$dir/card.euicc

# One file, for its owner alone, and looking at it leaves nothing beside it.
alone_and_private() {
	init "$dir/alone.euicc" && show "$dir/alone.euicc" >/dev/null && show --json \
		"$dir/alone.euicc" >/dev/null && ls "$dir"/alone.euicc* && stat -c 'mode %a' \
		"$dir/alone.euicc"
	[ "$(find "$dir" -name 'alone.euicc*' | wc -l)" -eq 1 ]
}

valid_check_digits() {
	eid=$(show --json "$dir/alone.euicc" | jq -r .eid)
	case $eid in
	89049032*) ;;
	*) return 1 ;;
	esac
	# The EID modulo 97 is 1; 32 digits are too many for the shell, so by halves.
	rest=0
	for digit in $(echo "$eid" | sed 's/./& /g'); do
		rest=$(((rest * 10 + digit) % 97))
	done
	echo "remainder $rest"
}

two_differ() {
	init "$dir/one.euicc" && init "$dir/two.euicc"
	[ "$(show "$dir/one.euicc" | head -1)" != "$(show "$dir/two.euicc" | head -1)" ] &&
		echo "two EIDs"
}

untouched() {
	before=$(sha256sum <"$image")
	init "$image"
	[ "$before" = "$(sha256sum <"$image")" ] && echo "as it was"
}

no_image_replaced() {
	echo mine >"$dir/mine"
	init --force "$dir/mine"
	grep -q mine "$dir/mine" && echo "mine is left"
}

# A card that cannot be made leaves the former one, and nothing else.
nothing_unfinished() {
	before=$(show --json "$image")
	init --force --eid 89033023000000000000000000000075 "$image"
	[ "$before" = "$(show --json "$image")" ] && [ -z "$(find "$dir" -name '*-new*')" ] &&
		echo "only whole images"
}

certificate_of() {
	show --json "$1" | jq -r '.identities[0].euiccCertificate' | basenc --base16 -d |
		openssl x509 -inform der -noout "$2"
}

published_certificate() {
	certificate_of "$image" -serial >"$dir/serial"
	openssl x509 -inform der -noout -serial \
		-in "$SOFTEUICC_PKI/eUICC/CERT_EUICC_ECDSA_NIST.der" |
		cmp - "$dir/serial" && echo "the published one"
}

files_alone() {
	show --files "$image" | grep -E 'EID|[0-9A-F]{20}' || echo 'no contents'
}

json_files() {
	show --files --json "$image" | jq -c keys
}

# A PKI whose EUM key is not there, as a card maker would hand it out.
without_eum_key() {
	cp -r "$SOFTEUICC_PKI" "$dir/pki" && chmod -R u+w "$dir/pki" &&
		rm -f "$dir"/pki/EUM/SK_EUM_ECDSA_*.pem && init --pki "$dir/pki" "$@"
}

only_a_uicc() {
	show "$uicc" | grep -E 'svn|refresh|EID|identity|SM-DP|notifications|ISD-P|no profile' ||
		echo 'no trace of an eUICC'
}

json_kind() {
	show --json "$1" | jq -c '[.kind, .eid, .iccid, (.profiles | length)]'
}

of_a_package() {
	"$program" profile build "$description" -o "$dir/profile.der" &&
		init "$dir/packaged.euicc" --uicc "$dir/profile.der" &&
		show --files --all "$dir/packaged.euicc" >"$dir/packaged" &&
		show --files --all "$uicc" | diff - "$dir/packaged" && echo 'the same files'
}

uicc_settings() {
	echo '{"channels": 4, "nonVolatileMemory": 100000}' >"$dir/uicc.json" &&
		init "$dir/small.euicc" --uicc "$description" --config "$dir/uicc.json" &&
		show --json "$dir/small.euicc" | jq -c .settings
}

euicc_setting() {
	echo '{"channels": 4, "svn": "2.2.0"}' >"$dir/svn.json"
	init "$dir/none.euicc" --uicc "$description" --config "$dir/svn.json"
}

# What is no file of a profile. Keys stay where they are.
json_applications() {
	show --files --json "$applications" | jq -c '.profiles[0].applications | map(.kind)'
}

json_load_block() {
	show --json "$applications" | jq -c '.profiles[0].applications[] | select(.loadBlock) |
		[.aid, .size, .loadBlock]'
}

no_key_shown() {
	"$program" profile show --json --secrets "$dir/elements.der" |
		jq -r '.. | .keyData? // empty' | sort -u >"$dir/keys" && [ -s "$dir/keys" ] &&
		show --json "$applications" >"$dir/shown" && ! grep -qiF -f "$dir/keys" "$dir/shown" &&
		echo "$(wc -l <"$dir/keys") keys, none shown"
}

lame_description() {
	echo '{}' >"$dir/lame.json"
	init --uicc "$dir/lame.json" "$dir/none.euicc"
}

broken_description() {
	echo '{' >"$dir/broken.json"
	init --uicc "$dir/broken.json" "$dir/none.euicc"
}

# A card as FILE says, from what follows on standard input.
init_with() {
	cat >"$dir/config.json"
	init --force --config "$dir/config.json" "$@" "$dir/config.euicc"
}

config() {
	json=$1
	shift
	echo "$json" | init_with "$@"
}

# What show prints makes the same card again.
settings_of() {
	show --json "$1" | jq .settings
}

same_settings() {
	config '{"svn": "2.2.0", "channels": 4, "refresh": false, "rulesAuthorisationTable": [],
		"certificationDataObject": {"platformLabel": "a", "discoveryBaseURL": "b"},
		"uiccCapability": ["usimSupport", "javacard"], "additionalEuiccInfo": "00"}' &&
		settings_of "$dir/config.euicc" >"$dir/first.json" &&
		init --force --config "$dir/first.json" "$dir/twin.euicc" &&
		settings_of "$dir/twin.euicc" | cmp - "$dir/first.json" && cat "$dir/first.json"
}

show_config() {
	show "$dir/config.euicc"
}

two_pkis() {
	cp -r "$SOFTEUICC_PKI" "$dir/second" && chmod -R u+w "$dir/second" &&
		find "$dir/second" -name "*_$1.*" -delete && cp -r "$SOFTEUICC_PKI" "$dir/first" &&
		chmod -R u+w "$dir/first" && find "$dir/first" -name "*_$2.*" -delete &&
		init --force --pki "$dir/second" --pki "$dir/first" "$dir/two.euicc" &&
		show --json "$dir/two.euicc" | jq -c '[.identities[].curve]'
	status=$?
	rm -rf "$dir/first" "$dir/second"
	return $status
}

expect 0 'usage: softeuicc init' init --help
expect 0 'usage: softeuicc show' show --help
expect 2 'which IMAGE' init
expect 2 'only one IMAGE' init a b
expect 2 'which IMAGE' show
expect 2 "unrecognized option '--nonsense'" init --nonsense
expect 2 "'12x' is no number of bytes" init --memory 12x "$image"
expect 2 "'0' is no number of bytes" init --memory 0 "$image"
expect 0 'mode 600' alone_and_private
expect 0 'remainder 1' valid_check_digits
expect 0 'two EIDs' two_differ
expect 1 'check digits' init --eid 89049032001000000000000000000113 "$image"
expect 1 '32 decimal digits' init --eid 8904 "$image"
expect 1 'name constraints' init --eid 89033023000000000000000000000075 "$image"
expect 1 '/nowhere' init --pki /nowhere "$image"
expect 1 'No such file' init "$dir/no/such/folder/card.euicc"
expect 0 "EID $published" init --eid "$published" --memory 65536 "$image"
expect 0 "EID              $published" show "$image"
expect 0 '0 of 65536 bytes used' show "$image"
expect 0 'brainpoolP256r1' show "$image"
expect 0 '2FE2  transparent  10 bytes' show "$image"
expect 0 'none pending' show "$image"
expect 0 '3F00/2FE2  transparent  10 bytes' show --files "$image"
expect 0 'no contents' files_alone
expect 0 '    FFFFFFFFFFFFFFFFFFFF' show --files --all "$image"
expect 0 '["mfWithoutProfile","profiles"]' json_files
expect 2 '--all goes with --files' show --all "$image"
expect 0 'the published one' published_certificate
expect 0 'as it was' untouched
expect 1 '--force replaces it' init "$image"
expect 0 'with public test keys' init --force --eid "$other" "$image"
expect 0 "$other" certificate_of "$image" -subject
expect 0 "EID $published" without_eum_key "$dir/published.euicc"
expect 0 "$published" show "$dir/published.euicc"
expect 1 'no EUM key' without_eum_key --eid "$other" "$dir/none.euicc"
expect 1 'is no card image' show "$dir"
uicc=$dir/uicc.euicc
description=${top_srcdir:-.}/testvectors/profiles/operational.json
expect 0 'uicc.euicc: ICCID 8988211000000000011' init "$uicc" --uicc "$description"
expect 0 'ICCID            8988211000000000011' show "$uicc"
expect 0 'kind             plain UICC' show "$uicc"
expect 0 'no trace of an eUICC' only_a_uicc
expect 0 '["plain UICC",null,"8988211000000000011",1]' json_kind "$uicc"
expect 0 '"eUICC","89049032' json_kind "$dir/alone.euicc"
expect 0 'profile 8988211000000000011, enabled' show --files "$uicc"
expect 0 'the same files' of_a_package
applications=$dir/applications.euicc
"$program" profile build "${top_srcdir:-.}/testvectors/profiles/elements.json" -o "$dir/elements.der"
expect 0 'ICCID 8988211000000000060' init "$applications" --uicc "$dir/elements.der"
for option in '' --files; do
	# shellcheck disable=SC2086 # no option is none
	for line in \
		'A000000151000000  security domain, package A0000001515350, TAR B20100, keys 01/01' \
		'A00000055910100001  remote file management, TAR B00000' \
		'D07002CA44900101  load package, 21 bytes, not run' \
		'D07002CA449001010101  application, package D07002CA44900101, TAR B20200'; do
		expect 0 "$line" show $option "$applications"
	done
done
kinds='"remote file management","remote file management","remote file management"'
expect 0 "[\"security domain\",$kinds,\"load package\",\"application\"]" json_applications
expect 0 '["D07002CA44900101",21,"010012DECAFFED010204000108D07002CA44900101"]' json_load_block
expect 0 'none shown' no_key_shown
expect 0 '3F00/7F66/5F01/4F40  transparent  24 bytes' show --files "$applications"
expect 2 'a plain UICC has no EID' init --uicc "$description" --eid "$other" "$dir/none.euicc"
expect 2 'a plain UICC has no PKI' init --uicc "$description" --pki "$dir" "$dir/none.euicc"
expect 1 '/nowhere: No such file' init --uicc /nowhere "$dir/none.euicc"
expect 1 "not-enough-memory (4)" init --uicc "$description" --memory 1000 "$dir/none.euicc"
expect 1 "--uicc $description: profile package, element " \
	init --uicc "$description" --memory 1000 "$dir/none.euicc"
expect 0 '{"channels":4,"nonVolatileMemory":100000}' uicc_settings
expect 1 'svn: a plain UICC has no such setting' euicc_setting
expect 1 "$dir/lame.json: iccid: missing" lame_description
expect 1 "$dir/broken.json:2:" broken_description
expect 1 'uicc.euicc exists; --force replaces it' init --uicc "$description" "$uicc"
expect 0 'only whole images' nothing_unfinished
expect 0 'mine is left' no_image_replaced
expect 0 'only whole images' nothing_unfinished
expect 1 'No such file or directory' show "$dir/none.euicc"
expect 1 'is no card image' show "${top_srcdir:-.}/COPYING"
expect 2 'is no subcommand' "$program" nonsense
expect 0 'usage: softeuicc SUBCOMMAND' "$program" --help
expect 0 'softeuicc 0' "$program" --version
expect 2 'usage: softeuicc SUBCOMMAND' "$program"

# shellcheck disable=SC2016 # $comment is a member's name
expect 0 'EID' config '{"$comment": ["why"], "svn": "2.2.2", "nonVolatileMemory": 5000}'
expect 0 'settings         profileVersion=2.3.1' show_config
expect 0 '                 svn=2.2.2' show_config
expect 0 '0 of 5000 bytes used' show_config
expect 0 'EID' config '{"nonVolatileMemory": 5000}' --memory 6000
expect 0 '0 of 6000 bytes used' show_config
expect 0 'EID' config '{"defaultDpAddress": "dp.example"}'
expect 0 'default SM-DP+   dp.example' show_config
expect 0 'EID' config '{}'
expect 0 '"channels": 4' same_settings
expect 0 '"platformLabel": "a"' same_settings
traces=${top_srcdir:-.}/testvectors/traces
expect 0 'EID 89049032123451234512345678901235' \
	init --chip "$traces/4.2.25/eid_of_the_chip.trace" "$dir/chip.euicc"
expect 0 "EID $other" \
	init --force --chip "$traces/4.2.25/eid_of_the_chip.trace" --eid "$other" "$dir/chip.euicc"
expect 1 '--chip /nowhere: No such file' init --chip /nowhere "$dir/none.euicc"
expect 2 'a plain UICC has no chip' init --uicc "$description" --chip x "$dir/none.euicc"
expect 1 'config.json: nonsense: there is no such setting' config '{"nonsense": 1}'
expect 1 'config.json: certificationDataObject.x: there is no such' \
	config '{"certificationDataObject": {"x": 1}}'
expect 1 'config.json: svn: is no array' config '{"svn": []}'
expect 1 'config.json: uiccCapability: must be an array' config '{"uiccCapability": "javacard"}'
expect 1 'config.json: uiccCapability: its elements' config '{"uiccCapability": [1]}'
expect 1 'an element is empty or has a comma' config '{"uiccCapability": ["a,b"]}'
expect 1 'an element is empty or has a comma' config '{"uiccCapability": [""]}'
expect 1 'svn: must be a string, an integer, true or false' config '{"svn": null}'
expect 1 "config.json: svn: '2.5' is not a version" config '{"svn": "2.5"}'
expect 1 'config.json:1: ' config '{"svn" 1}'
expect 1 'config.json: is no JSON object' config '[]'
expect 1 'duplicate object key' config '{"svn": "2.5.0", "svn": "2.5.0"}'
expect 1 'No such file' init --config "$dir/none.json" "$dir/none.euicc"
expect 1 "nonVolatileMemory: '99999999999' is not" init --memory 99999999999 "$dir/none.euicc"
expect 0 '["brainpoolP256r1","NIST P-256"]' two_pkis NIST BRP
expect 1 'two PKI directories have the same CI' \
	init --pki "$SOFTEUICC_PKI" --pki "$SOFTEUICC_PKI" "$dir/none.euicc"
expect 0 'usage: softeuicc init' init -h
expect 0 'usage: softeuicc show' show -h
expect 1 'standard output: No space left' to_full show "$dir/alone.euicc"
echo "1..$n"
