# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LTLIBRARIES += libprofile.la
libprofile_la_SOURCES = \
	profile/access_rules.c \
	profile/access_rules.h \
	profile/asn1.c \
	profile/asn1.h \
	profile/asn1_decode.c \
	profile/asn1_encode.c \
	profile/asn1_files.c \
	profile/asn1_types.c \
	profile/authentication.c \
	profile/build.c \
	profile/builder.h \
	profile/coding.c \
	profile/coding.h \
	profile/description.c \
	profile/description.h \
	profile/diff.c \
	profile/diff_files.c \
	profile/diff_files.h \
	profile/extra_files.c \
	profile/file.c \
	profile/file.h \
	profile/lengths.c \
	profile/lengths.h \
	profile/lint.c \
	profile/lint.h \
	profile/lint_elements.c \
	profile/lint_files.c \
	profile/lint_install.c \
	profile/lint_references.c \
	profile/lint_services.c \
	profile/lint_sizes.c \
	profile/package.c \
	profile/profile.h \
	profile/reader.c \
	profile/reader.h \
	profile/service_provider.c \
	profile/show.c \
	profile/usim_files.c
libprofile_la_LIBADD = libcard.la $(JANSSON_LIBS)
