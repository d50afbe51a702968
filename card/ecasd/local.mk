# SPDX-License-Identifier: GPL-3.0-or-later
libcard_la_SOURCES += \
	card/ecasd/certificate.c \
	card/ecasd/certificate.h \
	card/ecasd/ecasd.c \
	card/ecasd/ecasd.h \
	card/ecasd/eid.c \
	card/ecasd/eid.h \
	card/ecasd/issue.c \
	card/ecasd/pki.c \
	card/ecasd/pki.h \
	card/ecasd/verify.c \
	card/ecasd/x509.h
