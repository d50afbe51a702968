/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked directories: linkPath of an Fcp that makes a DF. */
#include <errno.h>

#include "isdp/file_plan.h"

static enum pe_status link_child(struct installer *in, struct file *child, struct file *parent)
{
	struct file *f;
	enum pe_status status = pe_charge(in, FILE_COST);
	int r;

	if (status != PE_OK)
		return status;
	r = file_add(in->content, parent, child->kind, child->fid, &f);
	if (r)
		return r == -ENOMEM ? pe_out_of_memory(in)
				    : pe_fail(in, PE_BAD_VALUES, NULL,
					      "file %04X of a linked DF: no place", child->fid);
	f->sfi = child->sfi;
	f->shareable = child->shareable;
	f->life_cycle = child->life_cycle;
	f->security = child->security; /* of the same content, which both live as long as */
	f->pin_status = child->pin_status;
	f->proprietary = child->proprietary;
	if (file_is_df(child))
		return file_link_children(in, child, f);
	f->link = file_target(child);
	f->record_length = child->record_length;
	f->size = child->size;
	return PE_OK;
}

enum pe_status file_link_children(struct installer *in, const struct file *target, struct file *df)
{
	enum pe_status status = PE_OK;

	for (struct file *f = target->children; f && status == PE_OK; f = f->next)
		status = link_child(in, f, df);
	return status;
}
