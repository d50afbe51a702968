/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PE-GenericFileManagement: files that no template has. */
#include "isdp/file_plan.h"

enum {
	FILE_PATH = 0x80,
	CREATE_FCP = 0x62,
	FILL_FILE_OFFSET = 0x02, /* FileManagement has explicit tags, so this one is universal */
	FILL_FILE_CONTENT = 0x81,
};

struct management {
	struct file *directory; /* where files are created */
	struct file_writer writer;
};

static enum pe_status select_path(struct installer *in, struct management *m, const struct tlv *t)
{
	struct file *f;

	f = pe_path(in, t->value);
	if (!f && t->value.n == 0)
		return PE_OK; /* the MF is still to be created */
	if (!f)
		return pe_fail(in, PE_BAD_VALUES, t->whole.p, "filePath leads to no file");
	m->directory = file_is_df(f) ? f : f->parent;
	m->writer = (struct file_writer){.file = file_is_df(f) ? NULL : f};
	return PE_OK;
}

static enum pe_status create(struct installer *in, struct management *m, const struct tlv *t)
{
	struct file_plan plan;
	enum pe_status status;

	file_plan_begin(&plan, NULL);
	status = file_plan_fcp(in, &plan, t->value);
	if (status != PE_OK)
		return status;
	if (!m->directory && plan.kind != FILE_MF)
		return pe_fail(in, PE_BAD_VALUES, t->whole.p, "createFCP: no directory selected");
	m->writer.at = 0;
	status = file_plan_create(in, &plan, plan.kind == FILE_MF ? NULL : m->directory,
				  &m->writer.file);
	if (status != PE_OK)
		return status;
	if (plan.kind == FILE_MF)
		m->directory = m->writer.file;
	if (plan.kind == FILE_MF || plan.kind == FILE_ADF)
		in->context = m->writer.file;
	if (plan.kind == FILE_ADF) {
		in->adf = m->writer.file;
		in->family = FAMILY_NONE;
	}
	return PE_OK;
}

static enum pe_status fill(struct installer *in, struct management *m, const struct tlv *t)
{
	if (!m->writer.file)
		return pe_fail(in, PE_BAD_VALUES, t->whole.p, "no file to fill");
	return t->tag == FILL_FILE_OFFSET ? file_writer_offset(in, &m->writer, t)
					  : file_writer_content(in, &m->writer, t);
}

static enum pe_status command(struct installer *in, struct management *m, const struct tlv *t)
{
	switch (t->tag) {
	case FILE_PATH:
		return select_path(in, m, t);
	case CREATE_FCP:
		return create(in, m, t);
	case FILL_FILE_OFFSET:
	case FILL_FILE_CONTENT:
		return fill(in, m, t);
	default:
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, t->whole.p,
			       "FileManagement: unknown command");
	}
}

/* One FileManagement. It begins at the MF. */
static enum pe_status manage(struct installer *in, struct slice commands)
{
	struct management m = {.directory = in->content->mf};
	enum pe_status status = PE_OK;
	struct tlv t;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&commands, &t)) == 1)
		status = command(in, &m, &t);
	return r < 0 ? pe_fail(in, PE_INVALID_REQUEST_FORMAT, commands.p,
			       "FileManagement: malformed")
		     : status;
}

enum pe_status pe_generic_file_management(struct installer *in, const struct pe *pe)
{
	static const struct tlv_field fields[] = {
		{"gfm-header", 0xA0, 0, 0, 0},
		{"fileManagementCMD", 0xA1, 0, 2, 0},
	};
	struct tlv t[2], one;
	enum pe_status status = pe_sequence(in, pe->value, fields, 2, t);
	struct slice rest = t[1].value;
	int r = 0;

	while (status == PE_OK && (r = tlv_next(&rest, &one)) == 1)
		status = one.tag == 0x30 ? manage(in, one.value)
					 : pe_fail(in, PE_INVALID_REQUEST_FORMAT, one.whole.p,
						   "fileManagementCMD: malformed");
	return r < 0 ? pe_fail(in, PE_INVALID_REQUEST_FORMAT, rest.p,
			       "fileManagementCMD: malformed")
		     : status;
}
