# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for softeuicc(1)

# What smdpp order and smdpp stock have in common.
_softeuicc_order_options()
{
	echo '--service-provider --profile-name --class --icon --notify --owner --rules' \
		'--conditions --expires --attempts --code-attempts --session-keys --reusable' \
		'--address --store --json --help'
}

# Options of the words before the cursor: subcommand and, where it has some, its own command.
_softeuicc_options()
{
	case "$1" in
	init) echo '--uicc --eid --pki --config --memory --chip --force --help' ;;
	card) echo '--reader --trace --gsmtap --durability --fault --timing --control \
		--toolkit --help' ;;
	device) echo '--help' ;;
	'device primary') echo '--reader --link --name --terminal-id --vendor --model' \
		'--accept-pairing --trail --operator --pki --auth --msisdn --state --contract --qr' \
		'--share --alerting --by --code --json --help' ;;
	'device secondary') echo '--reader --link --name --terminal-id --vendor --model' \
		'--accept-pairing --trail --lpa --once --help' ;;
	'device single') echo '--reader --euicc --name --terminal-id --vendor --model --trail --operator' \
		'--pki --auth --msisdn --state --contract --qr --alerting --share --lpa --json --help' ;;
	'device new' | 'device old') echo '--reader --name --terminal-id --vendor --model --trail' \
		'--operator --pki --auth --msisdn --state --contract --qr --lpa --json --help' ;;
	qr) echo '--output --scan --help' ;;
	'fault list') echo '--json --help' ;;
	fault | 'fault add' | 'fault remove' | 'fault functions') echo '--help' ;;
	replay) echo '--reader --image --chip --card --update --junit --help' ;;
	show) echo '--files --all --json --help' ;;
	profile) echo '--help' ;;
	'profile build') echo '--output --force --help' ;;
	'profile diff') echo '--json --secrets --help' ;;
	'profile lint') echo '--json --help' ;;
	'profile show') echo '--json --all --secrets --help' ;;
	mno | 'mno subscriber' | 'mno number' | 'mno sms' | 'mno sms client' | 'mno contract' | \
		'mno service' | 'mno device') echo '--help' ;;
	'mno contract add') echo '--kind --device --json --store --help' ;;
	'mno contract list' | 'mno service list' | 'mno service show' | 'mno device list')
		echo '--json --store --help' ;;
	'mno contract remove') echo '--store --help' ;;
	'mno serve') echo '--listen --store --pki --smdp --profile-type --requester --certificate' \
		'--key --address --smpp --trail --verify-companion --smdp-certificate --help' ;;
	'mno sms send') echo '--from --store --help' ;;
	'mno sms deliver') echo '--reader --store --help' ;;
	'mno sms list') echo '--json --store --help' ;;
	'mno sms clear' | 'mno sms client remove') echo '--store --help' ;;
	'mno sms client add') echo '--password --number --store --help' ;;
	'mno sms client list') echo '--json --store --help' ;;
	'mno call') echo '--answers --busy --off --json --store --help' ;;
	'mno number bind') echo '--alerting --store --help' ;;
	'mno number unbind') echo '--store --help' ;;
	'mno number list') echo '--json --store --help' ;;
	'mno subscriber add') echo '--description --imsi --iccid --msisdn --algorithm --k --opc --op' \
		'--store --json --help' ;;
	'mno subscriber list') echo '--json --store --help' ;;
	'mno subscriber show') echo '--json --secrets --store --help' ;;
	'mno subscriber remove') echo '--store --help' ;;
	demo) echo '--contract --auth --shared-number --no-shared-number --alerting --lpa --diagram' \
		'--plain --keep --json --help' ;;
	diagram) echo '--output --title --plain --help' ;;
	smdpp | smds) echo '--listen --store --pki --address --trail --help' ;;
	'smds list') echo '--json --store --help' ;;
	'smdpp order') echo '--profile --eid --matching-id --confirmation-code --qr' \
		"$(_softeuicc_order_options)" ;;
	'smdpp stock') echo '--type --description --count' "$(_softeuicc_order_options)" ;;
	'smdpp operator') echo '--certificate --url --remove --store --json --help' ;;
	'smdpp list' | 'smdpp notifications') echo '--json --store --help' ;;
	'smdpp cancel' | 'smdpp remove') echo '--store --help' ;;
	esac
}

# Commands of a subcommand.
_softeuicc_commands()
{
	case "$1" in
	device) echo 'primary secondary single new old' ;;
	'device primary') echo 'add share unshare remove status' ;;
	fault) echo 'add list remove functions' ;;
	profile) echo 'build diff lint show' ;;
	mno) echo 'call contract device number serve service sms subscriber' ;;
	'mno contract') echo 'add list remove' ;;
	'mno device') echo 'list' ;;
	'mno service') echo 'list show' ;;
	'mno sms') echo 'send list clear client deliver' ;;
	'mno sms client') echo 'add list remove' ;;
	'mno number') echo 'bind unbind list' ;;
	'mno subscriber') echo 'add list show remove' ;;
	demo) echo 'A1 A2 A3 A4 A5 A6 A7 A8' ;;
	smds) echo 'list' ;;
	smdpp) echo 'order stock operator list notifications cancel remove' ;;
	esac
}

# Values of the option before the cursor. Returns 1 where it takes none, so that options and files
# may follow.
_softeuicc_value()
{
	case "$1" in
	--pki | --keep) mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
	--certificate | --smdp-certificate | --key | --config | --trace | --trail | --diagram | \
		--output | -o | --profile | --icon | --store | --image | --chip | --junit | \
		--fault | --timing | --control | --toolkit | --state)
		mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
	--gsmtap | --reader | --listen | --smpp)
		mapfile -t COMPREPLY < <(compgen -A hostname -- "$2") ;;
	--accept-pairing) mapfile -t COMPREPLY < <(compgen -W 'ask yes no' -- "$2") ;;
	--lpa) mapfile -t COMPREPLY < <(compgen -c -- "$2") ;;
	--auth) mapfile -t COMPREPLY < <(compgen -W 'aka aka-prime sim sms' -- "$2") ;;
	--by) mapfile -t COMPREPLY < <(compgen -W 'iccid imsi msisdn' -- "$2") ;;
	--contract) mapfile -t COMPREPLY < <(compgen -W 'ask open accept decline' -- "$2") ;;
	--share) mapfile -t COMPREPLY < <(compgen -W 'after at-once no' -- "$2") ;;
	--durability) mapfile -t COMPREPLY < <(compgen -W 'process power' -- "$2") ;;
	--alerting) mapfile -t COMPREPLY < <(compgen -W 'flexible hunting' -- "$2") ;;
	--kind) mapfile -t COMPREPLY < <(compgen -W 'profile shared-number' -- "$2") ;;
	--class) mapfile -t COMPREPLY < <(compgen -W 'operational provisioning test' -- "$2") ;;
	--notify)
		mapfile -t COMPREPLY < <(compgen -W 'install enable disable delete none' -- "$2") ;;
	--eid | --memory | --address | --matching-id | --confirmation-code | --service-provider | \
		--profile-name | --card | --device | --name | --terminal-id | --vendor | --model | \
		--operator | --msisdn | --code)
		COMPREPLY=() ;;
	*) return 1 ;;
	esac
}

_softeuicc()
{
	local word=${COMP_WORDS[COMP_CWORD]} place=${COMP_WORDS[1]} at=2

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W \
			'init card device qr diagram fault show profile replay mno demo smdpp smds --help --version' \
			-- "$word")
		return
	fi
	_softeuicc_value "${COMP_WORDS[COMP_CWORD - 1]}" "$word" && return
	while [ "$at" -lt "$COMP_CWORD" ] &&
		[[ " $(_softeuicc_commands "$place") " == *" ${COMP_WORDS[at]} "* ]]; do
		place="$place ${COMP_WORDS[at]}"
		at=$((at + 1))
	done
	if [ "${word#-}" != "$word" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_softeuicc_options "$place")" -- "$word")
	elif [ "$COMP_CWORD" -eq "$at" ] && [ -n "$(_softeuicc_commands "$place")" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_softeuicc_commands "$place")" -- "$word")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -o filenames -F _softeuicc softeuicc
