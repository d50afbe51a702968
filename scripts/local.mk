# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += scripts/make-test-pki
EXTRA_DIST += \
	scripts/get-lpac \
	scripts/with-pcscd
