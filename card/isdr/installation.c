/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdr/installation.h"

#include <errno.h>

#include "card.h"
#include "isdr/notifications.h"
#include "isdr/session.h"

struct installation installation_of(const struct rsp_session *s)
{
	const struct metadata *m = bpp_metadata(s->bpp);

	return (struct installation){
		.transaction_id = s->transaction_id,
		.server_address = s->server_address,
		.dp_oid = s->dp_oid,
		.iccid = m ? m->field[METADATA_ICCID].value : slice_of(NULL, 0),
		.identity = s->identity,
		.command = bpp_command(s->bpp),
		.installer = bpp_installer(s->bpp),
	};
}

/* ---- ProfileInstallationResult ---- */

static void put_sima_response(const struct installation *i, uint32_t tag, struct buf *out)
{
	size_t response = tlv_open(out, tag);

	installer_response(i->installer, out);
	tlv_close(out, response);
}

static void put_success(const struct installation *i, struct buf *out)
{
	size_t choice = tlv_open(out, 0xA0);

	tlv_put(out, 0x4F, i->aid);
	put_sima_response(i, 0x04, out);
	tlv_close(out, choice);
}

static void put_failure(const struct installation *i, struct buf *out)
{
	size_t choice = tlv_open(out, 0xA1);

	tlv_put_integer(out, 0x80, i->command);
	tlv_put_integer(out, 0x81, i->reason);
	/* It has something to say only of an element at fault. */
	if (i->installer && installer_status(i->installer) != PE_OK)
		put_sima_response(i, 0x82, out);
	tlv_close(out, choice);
}

static void put_data(const struct installation *i, int64_t sequence, struct buf *out)
{
	size_t data = tlv_open(out, 0xBF27), final;

	tlv_put(out, 0x80, i->transaction_id);
	notification_put_metadata(out, sequence, EVENT_INSTALL, i->server_address, i->iccid);
	tlv_put(out, 0x06, i->dp_oid);
	final = tlv_open(out, 0xA2);
	if (i->aid.n)
		put_success(i, out);
	else
		put_failure(i, out);
	tlv_close(out, final);
	tlv_close(out, data);
}

/* The whole 'BF37', with the signature over its 'BF27'. */
static int put_result(struct softeuicc *card, const struct installation *i, int64_t sequence,
		      struct buf *out)
{
	struct buf data = buf_new(card->pool);
	struct slice part;
	size_t mark;
	int r;

	put_data(i, sequence, &data);
	if (!buf_ok(&data))
		return -ENOMEM;
	part = buf_slice(&data);
	mark = tlv_open(out, 0xBF37);
	buf_put_slice(out, part);
	r = euicc_sign(card, i->identity, &part, 1, out);
	tlv_close(out, mark);
	if (r == 0 && !buf_ok(out))
		r = -ENOMEM;
	return r;
}

int installation_result(struct softeuicc *card, const struct installation *i, struct buf *out)
{
	struct notification n = {
		.event = EVENT_INSTALL,
		.address = i->server_address,
		.iccid = i->iccid,
		.expendable = i->aid.n == 0,
	};
	struct buf content = buf_new(card->pool);
	int r = notification_store_next_sequence(card->store, &n.sequence);

	if (r == 0)
		r = put_result(card, i, n.sequence, &content);
	if (r < 0)
		return r;
	n.content = buf_slice(&content);
	buf_put_slice(out, n.content);
	r = notifications_keep(card, &n);
	return r < 0 ? r : installation_forget(card);
}

/* ---- the note ---- */

static const char note_key[] = "installation";

int installation_note(struct softeuicc *card, const struct installation *i)
{
	struct buf note = buf_new(card->pool);

	tlv_put(&note, 0x80, i->transaction_id);
	tlv_put(&note, 0x0C, i->server_address);
	tlv_put(&note, 0x06, i->dp_oid);
	tlv_put(&note, 0x04, i->identity->ci_key_id);
	tlv_put_integer(&note, 0x02, i->command);
	tlv_put(&note, 0x5A, i->iccid);
	if (!buf_ok(&note))
		return -ENOMEM;
	return store_set(card->store, note_key, buf_slice(&note));
}

/* 1 where there is one, otherwise 0 or negative errno. */
static int get_note(struct softeuicc *card, struct slice *note)
{
	int r = store_get(card->store, note_key, card->pool, note);

	return r == 1 && note->n == 0 ? 0 : r;
}

int installation_forget(struct softeuicc *card)
{
	struct slice note;
	int r = get_note(card, &note);

	return r == 1 ? store_set(card->store, note_key, slice_str("")) : r;
}

static int read_note(const struct softeuicc *card, struct slice note, struct installation *i)
{
	static const struct tlv_field fields[] = {
		{"transactionId", 0x80, 0, 1, TRANSACTION_ID_MAX},
		{"serverAddress", 0x0C, 0, 0, 0},
		{"dpOid", 0x06, 0, 1, 0},
		{"ciKeyId", 0x04, 0, 1, 0},
		{"command", 0x02, 0, 1, 1},
		{"iccid", 0x5A, 0, 0, ICCID_BYTES},
	};
	struct tlv t[6];

	if (tlv_sequence(note, fields, 6, t, NULL) < 0)
		return -EBADMSG;
	*i = (struct installation){
		.transaction_id = t[0].value,
		.server_address = t[1].value,
		.dp_oid = t[2].value,
		.identity = ecasd_find(card->ecasd, t[3].value),
		.command = (enum bpp_command)t[4].value.p[0],
		.iccid = t[5].value,
		.reason = BPP_INTERRUPTION,
	};
	return i->identity ? 0 : -ENOENT;
}

int installation_interrupted(struct softeuicc *card)
{
	struct buf result = buf_new(card->pool);
	struct installation i;
	struct slice note;
	int r = get_note(card, &note);

	if (r <= 0)
		return r;
	r = read_note(card, note, &i);
	/* A note that nobody can sign for any more. */
	if (r < 0)
		return installation_forget(card);
	return installation_result(card, &i, &result);
}
