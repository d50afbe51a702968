# SPDX-License-Identifier: GPL-3.0-or-later
# See tests/fuzz/README.

FUZZ_SECONDS = 10
FUZZ_TARGETS = \
	tests/fuzz/fuzz_card \
	tests/fuzz/fuzz_certificate \
	tests/fuzz/fuzz_ctlv \
	tests/fuzz/fuzz_installer \
	tests/fuzz/fuzz_tlv
if SERVERS
FUZZ_TARGETS += tests/fuzz/fuzz_entitlement tests/fuzz/fuzz_smpp
endif

EXTRA_DIST += tests/fuzz/README tests/fuzz/corpus

if FUZZING
noinst_PROGRAMS += $(FUZZ_TARGETS)

tests_fuzz_fuzz_card_SOURCES = tests/fuzz/fuzz_card.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_card_LDADD = libcard.la
tests_fuzz_fuzz_card_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)

tests_fuzz_fuzz_certificate_SOURCES = tests/fuzz/fuzz_certificate.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_certificate_LDADD = libcard.la
tests_fuzz_fuzz_certificate_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)

tests_fuzz_fuzz_ctlv_SOURCES = tests/fuzz/fuzz_ctlv.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_ctlv_LDADD = libcard.la
tests_fuzz_fuzz_ctlv_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)

tests_fuzz_fuzz_entitlement_SOURCES = tests/fuzz/fuzz_entitlement.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_entitlement_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_fuzz_fuzz_entitlement_LDADD = libservers.la $(JANSSON_LIBS)
tests_fuzz_fuzz_entitlement_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)

tests_fuzz_fuzz_installer_SOURCES = tests/fuzz/fuzz_installer.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_installer_LDADD = libcard.la
tests_fuzz_fuzz_installer_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)

tests_fuzz_fuzz_smpp_SOURCES = tests/fuzz/fuzz_smpp.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_smpp_LDADD = libservers.la
tests_fuzz_fuzz_smpp_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)

tests_fuzz_fuzz_tlv_SOURCES = tests/fuzz/fuzz_tlv.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_tlv_LDADD = libcard.la
tests_fuzz_fuzz_tlv_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)

fuzz: $(FUZZ_TARGETS)
	@for target in $(FUZZ_TARGETS); do \
		name=$${target##*fuzz_}; \
		$(MKDIR_P) tests/fuzz/grown/$$name tests/fuzz/found; \
		echo "$$target"; \
		SOFTEUICC_PKI='$(abs_top_srcdir)/testvectors/pki' \
		./$$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 -print_final_stats=1 \
			-artifact_prefix=tests/fuzz/found/$$name- \
			tests/fuzz/grown/$$name $(top_srcdir)/tests/fuzz/corpus/$$name \
			2> tests/fuzz/$$name.log || { cat tests/fuzz/$$name.log; exit 1; }; \
		grep -E 'number_of_executed_units|^Done' tests/fuzz/$$name.log; \
	done

clean-local:
	rm -rf tests/fuzz/found tests/fuzz/grown tests/fuzz/*.log
else
fuzz:
	@echo "configure with CC=clang --enable-fuzzing first: see tests/fuzz/README" >&2; exit 1
endif
.PHONY: fuzz
