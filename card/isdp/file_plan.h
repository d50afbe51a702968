/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a template's row and an Fcp of the package to a file. */
#ifndef ISDP_FILE_PLAN_H
#define ISDP_FILE_PLAN_H

#include "isdp/pe.h"

/* What a file is going to be. */
struct file_plan {
	const char *name; /* for messages */
	enum file_kind kind;
	bool template; /* an annex A template describes it, GenericFileManagement otherwise */
	bool shareable;
	uint16_t fid;
	uint8_t sfi;
	bool sfi_derived; /* from the file identifier, not asked for */
	uint8_t life_cycle;
	uint16_t arr_fid;
	uint8_t arr_record;
	uint8_t records; /* the template's number of them */
	uint8_t record_length;
	uint32_t size;               /* 0: not said */
	uint8_t special;             /* special file information, TS 102 222 tag C0 */
	const char *fill;            /* the template's content, or NULL */
	struct slice pattern;        /* fillPattern or repeatPattern, else empty */
	bool repeat;                 /* @pattern is a repeatPattern */
	struct slice details;        /* BER-TLV: file details, 84 */
	struct slice maximum;        /* BER-TLV: maximum file size, 86 */
	struct slice aid;            /* ADF */
	struct slice pin_references; /* MF, DF, ADF: pinStatusTemplateDO */
	struct file *link;
};

/* @row NULL: a file of GenericFileManagement, all of which the Fcp has to say. */
void file_plan_begin(struct file_plan *p, const struct template_file *row);
/* Lays an Fcp's fields (the value of its TLV) over the plan. */
enum pe_status file_plan_fcp(struct installer *in, struct file_plan *p, struct slice fcp);
/* Makes the file in @parent (NULL for the MF), with its initial content. */
enum pe_status file_plan_create(struct installer *in, const struct file_plan *given,
				struct file *parent, struct file **out);

/* Gives @df, which lies outside of @target, what @target has now: EFs as links, directories with
 * the same again. */
enum pe_status file_link_children(struct installer *in, const struct file *target, struct file *df);

/* fillFileOffset and fillFileContent: the offset is from the end of what was written before. */
struct file_writer {
	struct file *file;
	uint32_t at;
};

enum pe_status file_writer_offset(struct installer *in, struct file_writer *w,
				  const struct tlv *offset);
enum pe_status file_writer_content(struct installer *in, struct file_writer *w,
				   const struct tlv *content);

#endif
