# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034 # the results are for the tests
# The network's side of authentication, computed with openssl alone: not with the code under test.
# All values are hexadecimal, in capitals. milenage() and test_algorithm() set $autn, and
# in $answer what the USIM should answer to AUTHENTICATE in its 3G context (TS 31.102 7.1.2.1): 'DB',
# then RES, CK and IK with a length each.

# xor HEX HEX, of the same length
xor() {
	left=$1 right=$2 result=
	while [ -n "$left" ]; do
		result=$result$(printf %02X $((0x${left%"${left#??}"} ^ 0x${right%"${right#??}"})))
		left=${left#??} right=${right#??}
	done
	echo "$result"
}

# slice HEX FROM BYTES
slice() {
	[ "$3" -eq 0 ] || echo "$1" | cut -c $(($2 * 2 + 1))-$((($2 + $3) * 2))
}

# rotate HEX BYTES: to the left
rotate() {
	echo "$(slice "$1" "$2" $((16 - $2)))$(slice "$1" 0 "$2")"
}

# encrypt KEY BLOCK: AES-128
encrypt() {
	# shellcheck disable=SC2059 # the format is made of the octets
	printf "$(octal "$2")" | openssl enc -aes-128-ecb -nopad -K "$1" | od -An -v -tx1 |
		tr -d ' \n' | tr a-f A-F
}

# The octets of HEX as escapes for printf, which knows no \x in POSIX.
octal() {
	rest=$1
	while [ -n "$rest" ]; do
		printf '\\%03o' "0x${rest%"${rest#??}"}"
		rest=${rest#??}
	done
}

answer_of() { # RES CK IK
	echo "DB$(printf %02X $((${#1} / 2)))${1}10${2}10${3}"
}

# milenage K OPC RAND SQN AMF: TS 35.206 with its default constants
milenage() {
	temp=$(encrypt "$1" "$(xor "$3" "$2")")
	in1=$4$5$4$5
	out1=$(encrypt "$1" "$(xor "$temp" "$(rotate "$(xor "$in1" "$2")" 8)")")
	mac=$(slice "$(xor "$out1" "$2")" 0 8)
	plain=$(xor "$temp" "$2")
	out2=$(milenage_out "$1" "$2" 0 01)
	out3=$(milenage_out "$1" "$2" 4 02)
	out4=$(milenage_out "$1" "$2" 8 04)
	autn=$(xor "$4" "$(slice "$out2" 0 6)")$5$mac
	answer=$(answer_of "$(slice "$out2" 8 8)" "$out3" "$out4")
}

# OUT2 to OUT4: the rotation in bytes, the last byte of the constant
milenage_out() {
	xor "$(encrypt "$1" "$(xor "$(rotate "$plain" "$3")" "000000000000000000000000000000$4")")" "$2"
}

# test_algorithm K RAND SQN AMF RES-BYTES: TS 34.108 8.1.2
test_algorithm() {
	xdout=$(xor "$1" "$2")
	mac=$(xor "$(slice "$xdout" 0 8)" "$3$4")
	autn=$(xor "$3" "$(slice "$xdout" 3 6)")$4$mac
	answer=$(answer_of "$(slice "$xdout" 0 "$5")" "$(rotate "$xdout" 1)" "$(rotate "$xdout" 2)")
}
