#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# softeuicc mno serve: the operator's servers as clients of HTTPS meet them.

program=${top_builddir:-.}/softeuicc
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:-.}/tests/cli/lib.sh"

pki=${top_srcdir:-.}/testvectors/pki
export SOFTEUICC_PKI="$pki" XDG_STATE_HOME="$dir/state"

serve() {
	"$program" mno serve --listen 127.0.0.1:0 --smdp https://127.0.0.1:1 "$@"
}

# A server in the background, its address in $url, its log in $dir/log.
start() {
	mkfifo "$dir/said"
	"$program" mno serve --listen 127.0.0.1:0 --smdp https://127.0.0.1:1 \
		--smdp-certificate "$pki/DPtls/CERT_S_SM_DP_TLS_NIST.der" >"$dir/said" \
		2>"$dir/log" &
	server=$!
	read -r line <"$dir/said"
	rm "$dir/said"
	url=${line##* }
	trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
}

stop() {
	kill -TERM "$server"
	wait "$server"
	echo "ended with $?"
}

ask() {
	curl -s --noproxy '*' --cacert "$pki/CertificateIssuer/CERT_CI_ECDSA_NIST.pem" "$@"
}

nowhere() {
	ask -o /dev/null -w '%{http_code}' "$url/nowhere?token=secret"
}

logged() {
	grep -v secret "$dir/log"
}

# report [OPTIONS]: as an SM-DP+ does, of a profile that is nobody's.
report() {
	ask "$@" -o /dev/null -w '%{http_code}' -H 'X-Admin-Protocol: gsma/rsp/v2.5.0' \
		-d '{"header": {"functionRequesterIdentifier": "2.999.10",
			"functionCallIdentifier": "1"},
		"iccid": "8988211000000000011", "profileType": "GOLD",
		"timestamp": "2026-11-22T06:00:00Z", "notificationPointId": 4,
		"notificationPointStatus": {"status": "Executed-Success"}}' \
		"$url/gsma/rsp2/es2plus/handleDownloadProgressInfo"
}

start
expect 0 404 nowhere
expect 0 400 report
expect 0 204 report --cert-type DER --cert "$pki/DPtls/CERT_S_SM_DP_TLS_NIST.der" \
	--key "$pki/DPtls/SK_S_SM_DP_TLS_NIST.pem"
expect 0 'GET /nowhere 404' logged
expect 0 'ended with 0' stop
expect 2 'serve needs --smdp URL' "$program" mno serve
expect 2 '--smdp http://x: should be https://HOST[:PORT]' serve --smdp http://x
expect 2 '--smdp https://x/y: should be' serve --smdp https://x/y
expect 2 '--address a b: no address' serve --address 'a b'
expect 2 '--certificate and --key go together' serve --key x
expect 2 'serve does not take that' serve --nonsense
expect 2 "serve does not take 'x'" serve x
expect 1 'not HOST:PORT' serve --listen 8543
expect 1 'none: no CertificateIssuer' serve --pki "$dir/none"
expect 1 '--smdp-certificate absent.der: No such file' serve --smdp-certificate absent.der
expect 1 'absent.pem' serve --certificate "$dir/absent.pem" --key "$dir/absent.pem"
expect 0 'usage: softeuicc mno serve' serve --help
echo "1..$n"
