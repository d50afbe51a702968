# SPDX-License-Identifier: GPL-3.0-or-later
pkglibexec_SCRIPTS = scripts/with-pcscd
EXTRA_DIST += \
	scripts/build \
	scripts/check \
	scripts/get-lpac \
	scripts/install-deps \
	scripts/make-test-pki \
	scripts/quickstart \
	scripts/with-pcscd
