# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += doc/commands.md doc/conformance.md doc/entitlement.md doc/trace-format.md
dist_man_MANS += \
	doc/man/softeuicc-card.1 \
	doc/man/softeuicc-diagram.1 \
	doc/man/softeuicc-fault.1 \
	doc/man/softeuicc-init.1 \
	doc/man/softeuicc-profile.1 \
	doc/man/softeuicc-replay.1 \
	doc/man/softeuicc-show.1 \
	doc/man/softeuicc-toolkit.7 \
	doc/man/softeuicc.1
if DEVICES
dist_man_MANS += doc/man/softeuicc-device.1
endif
if SERVERS
dist_man_MANS += doc/man/softeuicc-mno.1 doc/man/softeuicc-smdpp.1 doc/man/softeuicc-smds.1
endif
