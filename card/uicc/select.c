/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card.h"
#include "codec/tlv.h"
#include "store/uicc_store.h"
#include "uicc/fcp.h"
#include "uicc/files.h"
#include "uicc/pin.h"
#include "uicc/uicc.h"

enum {
	FID_MF = 0x3F00,
	FID_CURRENT_ADF = 0x7FFF,
};

/* P2 of SELECT, table 11.2. */
enum {
	P2_SESSION = 0x60,
	P2_TERMINATE = 0x40,
	P2_RETURN = 0x1C,
	P2_RETURN_FCI = 0x00,
	P2_RETURN_FCP = 0x04,
	P2_RETURN_NOTHING = 0x0C,
};

/* ---- which file, clause 8.4 ---- */

/* The identifiers that profile packages give to ADFs serve their installation only: a terminal
 * reaches an ADF by its AID, and then by 7FFF. */
static struct file *unless_adf(struct file *f)
{
	return f && f->kind != FILE_ADF ? f : NULL;
}

static struct file *unless_ef(struct file *f)
{
	return f && file_is_df(f) ? f : NULL;
}

/* The parent that a command can lead to: from an ADF there is none but by selecting the MF. */
static struct file *parent_of(const struct file *df)
{
	return df->kind == FILE_ADF ? NULL : df->parent;
}

/* 8.4.1: the MF, the current ADF, the current directory, its children, its parent, and the DFs
 * beside it. */
static struct file *find_fid(const struct softeuicc *card, const struct uicc_position *at,
			     uint16_t fid)
{
	struct file *parent = parent_of(at->df), *f;

	if (fid == FID_MF)
		return card->uicc->content->mf;
	if (fid == FID_CURRENT_ADF)
		return at->adf;
	if (at->df->fid == fid && unless_adf(at->df))
		return at->df;
	f = unless_adf(file_child(at->df, fid));
	if (f || !parent)
		return f;
	if (parent->fid == fid && unless_adf(parent))
		return parent;
	return unless_ef(unless_adf(file_child(parent, fid)));
}

/* 8.4.2: @path never has the MF's identifier; from the MF it may begin with 7FFF. */
static struct file *find_path_from_mf(const struct softeuicc *card, const struct uicc_position *at,
				      struct slice path)
{
	const struct uicc_content *c = card->uicc->content;

	if (be16(path.p) != FID_CURRENT_ADF && !unless_adf(file_child(c->mf, be16(path.p))))
		return NULL;
	return file_by_path(c, at->adf, path);
}

static struct file *find_path_from_df(const struct uicc_position *at, struct slice path)
{
	struct file *f = at->df;

	for (; f && path.n; path = slice_sub(path, 2, path.n))
		f = file_is_df(f) ? unless_adf(file_child(f, be16(path.p))) : NULL;
	return f;
}

uint16_t file_of_command(const struct softeuicc *card, const struct channel *ch,
			 const struct apdu *a, struct file **out)
{
	const struct uicc_position *at = &ch->at;

	if (a->p1 == 0x03 ? a->data.n != 0 : a->data.n == 0 || a->data.n % 2)
		return SW_WRONG_LENGTH;
	if (a->p1 < 0x03 && a->data.n != 2)
		return SW_WRONG_LENGTH;
	switch (a->p1) {
	case 0x00:
		*out = find_fid(card, at, be16(a->data.p));
		break;
	case 0x01:
		*out = unless_ef(unless_adf(file_child(at->df, be16(a->data.p))));
		break;
	case 0x03:
		*out = parent_of(at->df);
		break;
	case 0x08:
		*out = find_path_from_mf(card, at, a->data);
		break;
	case 0x09:
		*out = find_path_from_df(at, a->data);
		break;
	default:
		return SW_WRONG_P1P2;
	}
	return *out ? SW_OK : SW_FILE_NOT_FOUND;
}

struct file *file_of_directory(const struct channel *ch, struct slice fid)
{
	struct file *df = ch->at.df, *f;
	uint16_t wanted;

	if (fid.n != 2)
		return NULL;
	wanted = be16(fid.p);
	f = file_child(df, wanted);
	if (!f && wanted == (df->kind == FILE_ADF ? FID_CURRENT_ADF : df->fid))
		f = df;
	return f;
}

void file_make_current(struct channel *ch, struct file *f)
{
	bool df = file_is_df(f);

	ch->at.df = df ? f : f->parent;
	ch->at.ef = df ? NULL : f;
	ch->at.record = df ? 0 : ef_first_pointer(f);
	ch->at.data = (struct data_transfer){0};
}

/* ---- SELECT, 11.1.1, and STATUS, 11.1.2 ---- */

/* Selected all the same, with a warning. */
static uint16_t status_of(const struct file *f)
{
	if (file_is_terminated(f))
		return SW_WARNING_TERMINATED;
	if (file_is_deactivated(f))
		return SW_WARNING_FILE_INVALIDATED;
	return SW_OK;
}

uint16_t uicc_select(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		     struct buf *out)
{
	static const uint8_t mf[] = {FID_MF >> 8, FID_MF & 0xFF};
	struct apdu command = *a;
	struct file *f;
	uint16_t sw;

	/* What P2 says besides of sessions and occurrences is for selection by AID. */
	if (a->p2 != P2_RETURN_FCP && a->p2 != P2_RETURN_NOTHING)
		return SW_WRONG_P1P2;
	/* ISO/IEC 7816-4 7.1.1: no identifier means the MF. */
	if (a->p1 == 0x00 && a->data.n == 0)
		command.data = slice_of(mf, sizeof(mf));
	sw = file_of_command(card, ch, &command, &f);
	if (sw != SW_OK)
		return sw;
	if (file_is_withheld(card, ch, f))
		return SW_CONDITIONS;
	file_make_current(ch, f);
	if (a->p2 == P2_RETURN_FCP)
		fcp_put(out, TAG_FCP, card->uicc->content, f);
	return status_of(f);
}

static struct file *adf_of_index(const struct uicc_content *c, size_t index)
{
	for (struct file *f = c->mf->children; f; f = f->next)
		if (f->kind == FILE_ADF && index-- == 0)
			return f;
	return NULL;
}

struct slice uicc_application_aid(const struct softeuicc *card, size_t index)
{
	const struct file *adf = adf_of_index(card->uicc->content, index);

	return adf ? adf->aid : slice_of(NULL, 0);
}

/* 8.5.1: termination ends the session that is on, with what the user has verified in it, and leaves
 * the channel on the MF. */
static uint16_t terminate_session(struct softeuicc *card, struct channel *ch,
				  const struct file *adf)
{
	if (ch->at.adf != adf)
		return SW_CONDITIONS;
	ch->at = (struct uicc_position){.df = card->uicc->content->mf};
	pins_of_ended_session(card, adf);
	return SW_OK;
}

uint16_t uicc_select_application(struct softeuicc *card, struct channel *ch, size_t index,
				 uint8_t p2, struct buf *out)
{
	struct uicc_content *c = card->uicc->content;
	struct file *adf = adf_of_index(c, index);
	uint8_t what = p2 & P2_RETURN, session = p2 & P2_SESSION;

	if (!adf)
		return SW_FILE_NOT_FOUND;
	if ((p2 & 0x80) || (session != 0 && session != P2_TERMINATE))
		return SW_WRONG_P1P2;
	if (what != P2_RETURN_FCI && what != P2_RETURN_FCP && what != P2_RETURN_NOTHING)
		return SW_WRONG_P1P2;
	if (uicc_usage_terminated(card))
		return SW_CONDITIONS;
	if (session == P2_TERMINATE)
		return terminate_session(card, ch, adf);
	if (file_is_withheld(card, ch, adf))
		return SW_CONDITIONS;
	ch->at = (struct uicc_position){.df = adf, .adf = adf};
	if (what != P2_RETURN_NOTHING)
		fcp_put(out, what == P2_RETURN_FCP ? TAG_FCP : TAG_FCI, c, adf);
	return status_of(adf);
}

/* The DF name of the application whose session is on, empty where none is. */
static struct slice current_application(const struct softeuicc *card, const struct channel *ch)
{
	if (ch->application != &uicc_application)
		return ch->application->aid(card, ch->instance);
	return ch->at.adf ? ch->at.adf->aid : slice_of(NULL, 0);
}

uint16_t uicc_status(struct softeuicc *card, struct channel *ch, const struct apdu *a,
		     struct buf *out)
{
	struct slice name;

	enum { TAG_DF_NAME = 0x84 };

	/* P1: what the terminal says of the application: nothing, initialised, terminating. */
	if (a->p1 > 0x02)
		return SW_WRONG_P1P2;
	switch (a->p2) {
	case 0x00:
		fcp_put(out, TAG_FCP, card->uicc->content, ch->at.df);
		return SW_OK;
	case 0x01:
		name = current_application(card, ch);
		if (name.n == 0)
			return SW_REFERENCE_NOT_FOUND;
		tlv_put(out, TAG_DF_NAME, name);
		return SW_OK;
	case 0x0C:
		return SW_OK;
	default:
		return SW_WRONG_P1P2;
	}
}

/* ---- DEACTIVATE FILE, ACTIVATE FILE: 11.1.14, 11.1.15 ---- */

/* The current EF; or the file that P1 and the data name, which may be a directory, too: an access
 * mode byte of one has bits for both commands (ISO/IEC 7816-4 5.4.3.1). */
static uint16_t set_life_cycle(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			       enum access_mode mode, uint8_t life_cycle)
{
	struct file *f = ch->at.ef;
	uint16_t sw = f ? SW_OK : SW_NO_EF_SELECTED;

	if (a->p2 || (a->p1 != 0x00 && a->p1 != 0x08 && a->p1 != 0x09))
		return SW_WRONG_P1P2;
	if (a->p1 != 0x00 || a->data.n)
		sw = file_of_command(card, ch, a, &f);
	if (sw != SW_OK)
		return sw;
	/* Nothing could be selected any more to take it back. */
	if (f->kind == FILE_MF)
		return SW_CONDITIONS;
	sw = file_open(card, f, mode, a);
	if (sw != SW_OK)
		return sw;
	if (f->life_cycle != life_cycle) {
		f->life_cycle = life_cycle;
		if (uicc_store_file_attributes(card->store, f) < 0)
			return SW_MEMORY_PROBLEM;
	}
	if (f != ch->at.ef)
		file_make_current(ch, f);
	return SW_OK;
}

uint16_t uicc_deactivate_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			      struct buf *out)
{
	(void)out;
	return set_life_cycle(card, ch, a, ACCESS_DEACTIVATE, LCS_DEACTIVATED);
}

uint16_t uicc_activate_file(struct softeuicc *card, struct channel *ch, const struct apdu *a,
			    struct buf *out)
{
	(void)out;
	return set_life_cycle(card, ch, a, ACCESS_ACTIVATE, LCS_ACTIVATED);
}
