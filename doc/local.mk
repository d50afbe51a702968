# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += doc/architecture.md doc/commands.md doc/conformance.md doc/entitlement.md \
	doc/trace-format.md
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
dist_man_MANS += doc/man/softeuicc-device.1 doc/man/softeuicc-qr.1
endif
if SERVERS
dist_man_MANS += doc/man/softeuicc-mno.1 doc/man/softeuicc-smdpp.1 doc/man/softeuicc-smds.1
endif
EXTRA_DIST += doc/flows.md $(DIAGRAMS)

# The diagrams of doc/flows.md: of real runs, which need lpac and readers.
FLOWS = A1 A2 A3 A4 A5 A6 A7 A8
DIAGRAMS = $(FLOWS:%=doc/flows/%.svg)
doc-flows: softeuicc$(EXEEXT)
	$(MKDIR_P) $(srcdir)/doc/flows
	for flow in $(FLOWS); do \
		SOFTEUICC_PKI=$(abs_top_srcdir)/testvectors/pki ./softeuicc demo $$flow --plain \
			--diagram $(srcdir)/doc/flows/$$flow.svg $(DEMO_FLAGS) || exit; \
	done
.PHONY: doc-flows

if DEVICES
dist_man_MANS += doc/man/softeuicc-demo.1
endif
