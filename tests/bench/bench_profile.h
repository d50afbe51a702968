/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile package from a file, downloaded to the card of the unit tests' fixture. */
#ifndef TESTS_BENCH_BENCH_PROFILE_H
#define TESTS_BENCH_BENCH_PROFILE_H

#include "card_fixture.h"

struct bench_profile {
	struct slice package; /* DER of the unprotected profile package */
	const char *iccid;    /* hexadecimal, as in EF.ICCID */
};

/* Ends the program where @path cannot be read. */
struct bench_profile bench_profile_read(struct card_fixture *f, const char *path);
/* The card's CPU time, in seconds. */
struct bench_download {
	double all;
	double loading; /* LoadBoundProfilePackage alone */
};

/* From GetEuiccChallenge to the installation result; fails the test unless it is installed. */
struct bench_download bench_profile_download(struct card_fixture *f, const struct bench_profile *p);
/* ES10c.EnableProfile without REFRESH, ES10c.DeleteProfile. */
void bench_profile_enable(struct card_fixture *f, const struct bench_profile *p);
void bench_profile_delete(struct card_fixture *f, const struct bench_profile *p);

/* Runs @body, which may use the fixture's assertions, as main() would; returns the exit status. */
int bench_main(int argc, char **argv, void (*body)(const char *profile_path));

#endif
