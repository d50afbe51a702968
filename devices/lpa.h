/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device's LPA: lpac, an unmodified program, run once for each function. */
#ifndef DEVICES_LPA_H
#define DEVICES_LPA_H

#include <stdbool.h>

struct lpa_config {
	const char *program;     /* looked for in PATH; "lpac" */
	const char *reader;      /* the PC/SC reader with the eUICC; a part of its name will do.
				    NULL: lpac finds one itself */
	const char *terminal_id; /* what it tells the SM-DP+ as its IMEI; NULL: nothing */
	int stop;                /* see wait.h; whatever runs is interrupted */
};

struct lpa; /* a talloc object */

/* -ENOMEM. @config's strings outlive it. */
int lpa_new(void *ctx, const struct lpa_config *config, struct lpa **out);

/* Functions return 0 or, with *@error on @ctx,
 *   -EREMOTEIO  lpac could not do it; *@error says why in its words
 *   -ENODEV     there is no such reader
 *   -ENOENT and others of execve(2)
 *   -ECANCELED, -ETIMEDOUT, -ENOMEM */

int lpa_eid(struct lpa *l, void *ctx, char **eid, char **error);

struct lpa_profile {
	const char *iccid;
	const char *name; /* of its service provider; may be "" */
	bool enabled;
};

/* All profiles, a talloc array. */
int lpa_list(struct lpa *l, void *ctx, struct lpa_profile **out, char **error);

struct lpa_download {
	const char *activation_code;
	const char *confirmation_code;                 /* NULL: none */
	void (*progress)(void *arg, const char *step); /* may be NULL */
	void *arg;
};

/* Downloads and installs a profile, which is disabled then. */
int lpa_download(struct lpa *l, const struct lpa_download *what, void *ctx, char **iccid,
		 char **error);

int lpa_enable(struct lpa *l, const char *iccid, void *ctx, char **error);
int lpa_disable(struct lpa *l, const char *iccid, void *ctx, char **error);
int lpa_delete(struct lpa *l, const char *iccid, void *ctx, char **error);

/* Delivers all notifications that are pending, and removes those that have arrived. */
int lpa_notify(struct lpa *l, void *ctx, char **error);

#endif
