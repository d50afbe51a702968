/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules of profile_lint() share: the package in both forms, as JSON and as the files and
 * PINs that the installer of card/ makes of it. */
#ifndef PROFILE_LINT_H
#define PROFILE_LINT_H

#include "isdp/installer.h"
#include "profile/profile.h"

enum lint_severity {
	LINT_NOTE,    /* worth knowing */
	LINT_WARNING, /* allowed, but hardly meant */
	LINT_ERROR,   /* will not work */
};

struct lint_element {
	const char *name;
	const struct asn1_type *type; /* NULL: an unknown element */
	const json_t *value;
	int identification; /* -1: none */
	/* What the installer says of it. */
	enum pe_status status;
	enum installer_clash clash;
	const char *message;
	enum pe_status noted; /* what it says of an element that does not end the installation */
};

struct lint {
	void *ctx;
	const json_t *package;
	struct lint_element *elements;
	size_t count;
	/* What could be installed. The id of a file or PIN is the place of its element plus one.
	 * NULL where not even the header could be. */
	struct uicc_content *content;
	json_t *findings;
	bool failed; /* memory ran out */
};

struct lint_rule {
	const char *id;
	enum lint_severity severity;
	const char *clause; /* NULL: no single one */
	void (*check)(struct lint *l, const struct lint_rule *rule);
};

/* Adds a finding against element @element. */
void lint_find(struct lint *l, const struct lint_rule *rule, size_t element, const char *format,
	       ...) __attribute__((format(printf, 4, 5)));

/* Installs what can be (lint_install.c). */
void lint_install(struct lint *l);

/* Whether @e is the element @name of the ASN.1; and whether it is that or makes what that makes:
 * PE-IoT has a USIM, too. */
bool lint_named(const struct lint_element *e, const char *name);
bool lint_makes(const struct lint_element *e, const char *name);

/* The path of @f, as in "3F00/7F10/6F3A". On @l->ctx. */
const char *lint_path(struct lint *l, const struct file *f);

/* lint_elements.c: order, numbers, what the header demands. */
void lint_refused(struct lint *l, const struct lint_rule *rule);
void lint_fid_twice(struct lint *l, const struct lint_rule *rule);
void lint_sfi_twice(struct lint *l, const struct lint_rule *rule);
void lint_unsupported(struct lint *l, const struct lint_rule *rule);
void lint_header_first(struct lint *l, const struct lint_rule *rule);
void lint_end_last(struct lint *l, const struct lint_rule *rule);
void lint_identification(struct lint *l, const struct lint_rule *rule);
void lint_lengths(struct lint *l, const struct lint_rule *rule);
void lint_service_missing(struct lint *l, const struct lint_rule *rule);
void lint_service_unused(struct lint *l, const struct lint_rule *rule);
void lint_template_missing(struct lint *l, const struct lint_rule *rule);
void lint_template_unused(struct lint *l, const struct lint_rule *rule);

/* lint_references.c: what elements say of one another. */
void lint_left_out(struct lint *l, const struct lint_rule *rule);
void lint_puk_first(struct lint *l, const struct lint_rule *rule);
void lint_aka_missing(struct lint *l, const struct lint_rule *rule);
void lint_domain_missing(struct lint *l, const struct lint_rule *rule);
void lint_rfm_adf(struct lint *l, const struct lint_rule *rule);
void lint_tar_twice(struct lint *l, const struct lint_rule *rule);

/* lint_services.c: service tables and files. */
void lint_service_file(struct lint *l, const struct lint_rule *rule);
void lint_file_service(struct lint *l, const struct lint_rule *rule);

/* lint_sizes.c */
void lint_file_size(struct lint *l, const struct lint_rule *rule);

/* lint_files.c: what files and PINs refer to. */
void lint_pin_status(struct lint *l, const struct lint_rule *rule);
void lint_puk_reference(struct lint *l, const struct lint_rule *rule);
void lint_arr_file(struct lint *l, const struct lint_rule *rule);
void lint_arr_record(struct lint *l, const struct lint_rule *rule);
void lint_arr_key(struct lint *l, const struct lint_rule *rule);
void lint_dir_adf(struct lint *l, const struct lint_rule *rule);
void lint_adf_dir(struct lint *l, const struct lint_rule *rule);
void lint_iccid(struct lint *l, const struct lint_rule *rule);

#endif
