/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/usim.h"

#include <errno.h>
#include <talloc.h>

#include "codec/tlv.h"
#include "crypto/crypto.h"
#include "devices/card_files.h"
#include "profile/coding.h"

enum {
	INS_AUTHENTICATE = 0x88,
	INS_SELECT = 0xA4,
	SELECT_AID = 0x04,
	RETURN_FCP = 0x04,
	SW_OK = 0x9000,
	SW_NOT_FOUND = 0x6A82,
	FILE_MF = 0x3F00,
	FILE_DIR = 0x2F00,
	FILE_ICCID = 0x2FE2,
	FILE_IMSI = 0x6F07,
	FILE_MSISDN = 0x6F40,
	FILE_AD = 0x6FAD,
	CONTEXT_GSM = 0x80,
	CONTEXT_3G = 0x81,
	NUMBER_BYTES = 14, /* behind the name in EF.MSISDN */
	AID_MAX = 16,
};

/* TS 101 220 annex E: 3GPP's RID with the application code of USIMs. */
static const uint8_t usim_prefix[] = {0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02};

struct usim {
	struct card_terminal *terminal;
	struct usim_identity identity;
};

/* ---- what is in them ---- */

struct aid {
	uint8_t bytes[AID_MAX];
	size_t n;
};

/* TS 102 221 13.1 */
static bool take_usim(struct slice record, void *arg)
{
	struct tlv template, aid;
	struct aid *out = arg;

	if (tlv_next(&record, &template) != 1 || template.tag != 0x61 ||
	    tlv_find(template.value, 0x4F, &aid) != 1 || aid.value.n > AID_MAX ||
	    !slice_starts(aid.value, slice_of(usim_prefix, sizeof(usim_prefix))))
		return false;
	memcpy(out->bytes, aid.value.p, aid.value.n);
	out->n = aid.value.n;
	return true;
}

/* SW_NOT_FOUND is what selecting it would give. */
static int find_usim(const struct card_files *r, struct aid *out)
{
	int result = card_search_records(r, FILE_DIR, "EF.DIR", take_usim, out);

	return result ? result : card_fail(r, -ENOENT, "the card has no USIM", SW_NOT_FOUND);
}

static int select_usim(const struct card_files *r, const struct aid *aid)
{
	const struct card_command select = {.ins = INS_SELECT,
					    .p1 = SELECT_AID,
					    .p2 = RETURN_FCP,
					    .data = {aid->bytes, aid->n},
					    .answers = true};
	struct card_answer answer;
	int result = card_files_send(r, &select, &answer);

	return result ? result : card_judge(r, "the USIM cannot be selected", &answer);
}

/* TS 31.102 4.4.2.3: length of the number with its type, type, ten bytes of digits. */
static bool take_number(struct slice record, void *arg)
{
	enum { TYPE_INTERNATIONAL = 0x10, TYPE_MASK = 0x70, DIGIT_BYTES = 10 };
	struct usim_identity *out = arg;
	char digits[ICCID_DIGITS + 1];
	struct slice number;

	if (record.n < NUMBER_BYTES)
		return false;
	number = slice_sub(record, record.n - NUMBER_BYTES, NUMBER_BYTES);
	if (number.p[0] < 2 || number.p[0] > 1 + DIGIT_BYTES)
		return false;
	iccid_format(slice_sub(number, 2, number.p[0] - 1u), digits);
	if (!is_digits(digits, 1, USIM_NUMBER_MAX))
		return false;
	snprintf(out->msisdn, sizeof(out->msisdn), "%s%s",
		 (number.p[1] & TYPE_MASK) == TYPE_INTERNATIONAL ? "+" : "", digits);
	return true;
}

/* TS 31.102 4.2.2: a length, then a nibble that tells the parity, then the digits. */
static int read_imsi(const struct card_files *r, char imsi[IMSI_DIGITS_MAX + 1])
{
	enum { IMSI_BYTES = 8 };
	char digits[ICCID_DIGITS + 1];
	struct slice file;
	size_t n;
	int result = card_read_file(r, FILE_IMSI, "EF.IMSI", &file);

	if (result)
		return result;
	if (file.n < 2 || file.p[0] == 0 || file.p[0] > IMSI_BYTES || file.n <= file.p[0])
		return card_fail(r, -EBADMSG, "EF.IMSI holds no IMSI", SW_OK);
	iccid_format(slice_sub(file, 1, file.p[0]), digits);
	if (!*digits || !is_digits(digits + 1, 6, IMSI_DIGITS_MAX))
		return card_fail(r, -EBADMSG, "EF.IMSI holds no IMSI", SW_OK);
	n = strlen(digits + 1);
	memcpy(imsi, digits + 1, n);
	imsi[n] = '\0';
	return 0;
}

/* TS 31.102 4.2.18; where the byte is not there, the MNC has as many digits as most have. */
static int read_mnc_length(const struct card_files *r, unsigned *out)
{
	struct slice file;
	int result = card_read_file(r, FILE_AD, "EF.AD", &file);

	*out = result == 0 && file.n >= 4 && (file.p[3] & 0x0F) == 3 ? 3 : 2;
	return result;
}

static int read_iccid(const struct card_files *r, char iccid[ICCID_DIGITS + 1])
{
	struct slice file;
	int result = card_read_file(r, FILE_ICCID, "EF.ICCID", &file);

	if (result)
		return result;
	iccid_format(file, iccid);
	return is_digits(iccid, 18, ICCID_DIGITS)
		       ? 0
		       : card_fail(r, -EBADMSG, "EF.ICCID holds no ICCID", SW_OK);
}

static int read_identity(const struct card_files *r, struct usim_identity *out)
{
	struct aid aid = {.n = 0};
	int result = card_select_file(r, FILE_MF, "MF", NULL);

	if (result == 0)
		result = find_usim(r, &aid);
	if (result > 0)
		result = read_iccid(r, out->iccid);
	if (result == 0)
		result = select_usim(r, &aid);
	if (result == 0)
		result = read_imsi(r, out->imsi);
	if (result == 0)
		result = read_mnc_length(r, &out->mnc_length);
	if (result == 0)
		result = card_search_records(r, FILE_MSISDN, "EF.MSISDN", take_number, out);
	return result < 0 ? result : 0;
}

int usim_open(struct card_terminal *t, void *ctx, struct usim **out, char **error)
{
	struct usim *u = talloc_zero(ctx, struct usim);
	struct card_files r = {.terminal = t, .ctx = u ? talloc_new(u) : NULL, .error = error};
	int result;

	*error = NULL;
	if (!r.ctx)
		return -ENOMEM;
	u->terminal = t;
	result = read_identity(&r, &u->identity);
	if (result) {
		talloc_steal(ctx, *error);
		talloc_free(u);
		return result;
	}
	talloc_free(r.ctx);
	*out = u;
	return 0;
}

const struct usim_identity *usim_identity(const struct usim *u)
{
	return &u->identity;
}

/* ---- AUTHENTICATE, TS 31.102 7.1.2 ---- */

/* Takes a value that is behind its length off the front of @in. */
static bool take_counted(struct slice *in, size_t least, size_t most, uint8_t *out, size_t *n)
{
	*n = in->n ? in->p[0] : 0;
	if (in->n < 1 + *n || *n < least || *n > most)
		return false;
	memcpy(out, in->p + 1, *n);
	*in = slice_sub(*in, 1 + *n, SIZE_MAX);
	return true;
}

static enum eap_usim_result read_3g(struct slice data, struct eap_usim_answer *out)
{
	size_t n;
	uint8_t tag = data.n ? data.p[0] : 0;

	data = slice_sub(data, 1, SIZE_MAX);
	if (tag == 0xDC)
		return take_counted(&data, sizeof(out->auts), sizeof(out->auts), out->auts, &n)
			       ? EAP_USIM_SYNCHRONISATION_FAILURE
			       : EAP_USIM_REFUSES;
	if (tag != 0xDB || !take_counted(&data, 4, EAP_RES_MAX, out->res, &out->res_length) ||
	    !take_counted(&data, sizeof(out->ck), sizeof(out->ck), out->ck, &n) ||
	    !take_counted(&data, sizeof(out->ik), sizeof(out->ik), out->ik, &n))
		return EAP_USIM_REFUSES;
	return EAP_USIM_OK;
}

/* The answer, which holds keys, is for forget(). */
static int authenticate(struct usim *u, uint8_t context, const uint8_t *rand, const uint8_t *autn,
			void *ctx, struct card_answer *out)
{
	enum { BYTES = 16 };
	struct buf challenge = buf_new(ctx);
	struct card_command command = {.ins = INS_AUTHENTICATE, .p2 = context, .answers = true};
	char *error;

	buf_put_u8(&challenge, BYTES);
	buf_put(&challenge, rand, BYTES);
	if (autn) {
		buf_put_u8(&challenge, BYTES);
		buf_put(&challenge, autn, BYTES);
	}
	command.data = buf_slice(&challenge);
	return buf_ok(&challenge) ? card_terminal_send(u->terminal, &command, ctx, out, &error)
				  : -ENOMEM;
}

static void forget(void *ctx, const struct card_answer *answer)
{
	crypto_wipe((void *)(uintptr_t)answer->data.p, answer->data.n);
	talloc_free(ctx);
}

static enum eap_usim_result authenticate_3g(void *arg, const uint8_t rand[16],
					    const uint8_t autn[16], struct eap_usim_answer *out)
{
	void *ctx = talloc_new(NULL);
	struct card_answer answer = {.sw = 0};
	enum eap_usim_result result = EAP_USIM_REFUSES;

	if (authenticate(arg, CONTEXT_3G, rand, autn, ctx, &answer) == 0 && card_answer_ok(&answer))
		result = read_3g(answer.data, out);
	forget(ctx, &answer);
	return result;
}

static enum eap_usim_result authenticate_gsm(void *arg, const uint8_t rand[EAP_RAND_BYTES],
					     uint8_t sres[EAP_SRES_BYTES], uint8_t kc[EAP_KC_BYTES])
{
	void *ctx = talloc_new(NULL);
	struct card_answer answer = {.sw = 0};
	enum eap_usim_result result = EAP_USIM_REFUSES;
	struct slice data;
	size_t n;

	if (authenticate(arg, CONTEXT_GSM, rand, NULL, ctx, &answer) == 0 &&
	    card_answer_ok(&answer)) {
		data = answer.data;
		if (take_counted(&data, EAP_SRES_BYTES, EAP_SRES_BYTES, sres, &n) &&
		    take_counted(&data, EAP_KC_BYTES, EAP_KC_BYTES, kc, &n))
			result = EAP_USIM_OK;
	}
	forget(ctx, &answer);
	return result;
}

struct eap_usim usim_eap(struct usim *u)
{
	return (struct eap_usim){
		.authenticate = authenticate_3g, .run_gsm = authenticate_gsm, .arg = u};
}
