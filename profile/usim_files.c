/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contents of a USIM's files, 3GPP TS 31.102 clause 4.2. */
#include "profile/builder.h"
#include "profile/coding.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Sizes that the templates give (annex A). */
enum {
	UST_BYTES = 14,
	FPLMN_BYTES = 12,
	PLMN_LIST_BYTES = 40,
	EHPLMN_BYTES = 15,
	NUMBER_ALPHA_BYTES = 10,
	SMSP_ALPHA_BYTES = 10,
};

/* A file of a template: NULL where the description does not ask for it, so that the template
 * decides. */
struct usim_file {
	const char *name;
	json_t *(*make)(struct builder *b);
};

static json_t *ef_imsi(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	put_imsi(&content, b->d->imsi);
	return file_of(b, &content);
}

/* ---- services ---- */

/* Services of EF.UST that our files provide, where the description does not say them itself. */
static bool service_is_default(const struct description *d, int number)
{
	switch (number) {
	case 2:  /* fixed dialling numbers: EF.FDN is there, EF.EST says that it is off */
	case 10: /* short message storage */
	case 12: /* short message service parameters */
	case 19: /* service provider name */
	case 27: /* GSM access */
	case 33: /* shall be set to 1 */
	case 34: /* enabled services table */
	case 38: /* GSM security context */
	case 43: /* HPLMN selector with access technology */
	case 85: /* EPS mobility management information */
		return true;
	case 17:
		return d->gid1.n > 0;
	case 18:
		return d->gid2.n > 0;
	case 20:
		return d->user.n > 0;
	case 21:
		return d->msisdn != NULL;
	case 42:
		return d->operator.n> 0;
	case 71:
		return d->equivalent_home.n > 0;
	default:
		return false;
	}
}

static json_t *ef_ust(struct builder *b)
{
	uint8_t bits[SERVICES_MAX / 8] = {0};
	struct buf content = buf_new(b->ctx);
	size_t bytes = UST_BYTES;

	for (int n = 1; n < SERVICES_MAX; n++) {
		bool on = b->d->has_services ? b->d->services[n] : service_is_default(b->d, n);
		size_t byte = (size_t)(n - 1) / 8;

		if (!on)
			continue;
		bits[byte] |= (uint8_t)(1u << (n - 1) % 8);
		if (byte >= bytes)
			bytes = byte + 1;
	}
	buf_put(&content, bits, bytes);
	return bytes > UST_BYTES ? file_sized(b, &content) : file_of(b, &content);
}

static json_t *ef_est(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	buf_put_u8(&content, 0x00);
	return file_of(b, &content);
}

/* ---- the network ---- */

static json_t *ef_spn(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	/* In the home network its name need not be shown too; elsewhere ours is not shown. */
	buf_put_u8(&content, 0x02);
	put_name(&content, b->d->service_provider, LABEL_BYTES);
	return file_of(b, &content);
}

static json_t *ef_acc(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	buf_put_u16(&content, b->d->access_classes);
	return file_of(b, &content);
}

static json_t *ef_ad(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	buf_put_u8(&content, b->d->type_approval ? 0x80 : 0x00);
	buf_put_u16(&content, 0x0000);
	buf_put_u8(&content, b->d->mnc_length);
	return file_of(b, &content);
}

static void put_plmns(struct buf *content, const struct plmns *plmns, size_t bytes)
{
	for (size_t i = 0; i < plmns->n; i++)
		buf_put(content, plmns->list[i].id, 3);
	if (content->n < bytes)
		buf_fill(content, 0xFF, bytes - content->n);
}

static json_t *ef_fplmn(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	if (!b->d->forbidden.n)
		return NULL;
	put_plmns(&content, &b->d->forbidden, FPLMN_BYTES);
	return file_sized(b, &content);
}

static json_t *ef_ehplmn(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	if (!b->d->equivalent_home.n)
		return NULL;
	put_plmns(&content, &b->d->equivalent_home, EHPLMN_BYTES);
	return file_sized(b, &content);
}

static json_t *plmns_with_technologies(struct builder *b, const struct plmns *plmns, size_t bytes)
{
	struct buf content = buf_new(b->ctx);

	if (!plmns->n)
		return NULL;
	for (size_t i = 0; i < plmns->n; i++) {
		buf_put(&content, plmns->list[i].id, 3);
		buf_put_u16(&content, plmns->list[i].technologies);
	}
	while (buf_ok(&content) && content.n < bytes)
		buf_put(&content, "\xFF\xFF\xFF\x00\x00", 5);
	return file_sized(b, &content);
}

static json_t *ef_plmnwact(struct builder *b)
{
	return plmns_with_technologies(b, &b->d->user, PLMN_LIST_BYTES);
}

static json_t *ef_oplmnwact(struct builder *b)
{
	return plmns_with_technologies(b, &b->d->operator, PLMN_LIST_BYTES);
}

static json_t *ef_hplmnwact(struct builder *b)
{
	return plmns_with_technologies(b, &b->d->home, 0);
}

/* ---- numbers ---- */

static json_t *ef_ecc(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	for (size_t i = 0; i < b->d->emergency_count; i++) {
		const char *number = b->d->emergency_numbers[i];

		put_swapped(&content, number);
		buf_fill(&content, 0xFF, 3 - (strlen(number) + 1) / 2);
		buf_put_u8(&content, 0x00); /* no category of service */
	}
	return file_records(b, &content, 4);
}

static json_t *ef_smsp(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	if (!b->d->sms_centre)
		return NULL;
	buf_fill(&content, 0xFF, SMSP_ALPHA_BYTES);
	buf_put_u8(&content, 0xFD);   /* the service centre's address alone is there */
	buf_fill(&content, 0xFF, 12); /* TP-Destination Address */
	put_number(&content, b->d->sms_centre);
	buf_fill(&content, 0xFF, 3); /* protocol, coding, validity */
	return file_of(b, &content);
}

static json_t *ef_msisdn(struct builder *b)
{
	struct buf content = buf_new(b->ctx);

	if (!b->d->msisdn)
		return NULL;
	buf_fill(&content, 0xFF, NUMBER_ALPHA_BYTES);
	put_number(&content, b->d->msisdn);
	buf_put_u16(&content, 0xFFFF); /* no capability, no extension */
	return file_of(b, &content);
}

/* ---- the rest ---- */

static json_t *file_of_slice(struct builder *b, struct slice s)
{
	struct buf content = buf_new(b->ctx);

	if (!s.n)
		return NULL;
	buf_put_slice(&content, s);
	return file_sized(b, &content);
}

static json_t *ef_li(struct builder *b)
{
	return file_of_slice(b, b->d->languages);
}

static json_t *ef_gid1(struct builder *b)
{
	return file_of_slice(b, b->d->gid1);
}

static json_t *ef_gid2(struct builder *b)
{
	return file_of_slice(b, b->d->gid2);
}

static const struct usim_file usim_files[] = {
	{"ef-imsi", ef_imsi}, {"ef-arr", file_arr}, {"ef-ust", ef_ust}, {"ef-smsp", ef_smsp},
	{"ef-spn", ef_spn},   {"ef-est", ef_est},   {"ef-acc", ef_acc}, {"ef-fplmn", ef_fplmn},
	{"ef-ad", ef_ad},     {"ef-ecc", ef_ecc},
};

static const struct usim_file opt_usim_files[] = {
	{"ef-li", ef_li},
	{"ef-gid1", ef_gid1},
	{"ef-gid2", ef_gid2},
	{"ef-msisdn", ef_msisdn},
	{"ef-plmnwact", ef_plmnwact},
	{"ef-oplmnwact", ef_oplmnwact},
	{"ef-hplmnwact", ef_hplmnwact},
	{"ef-ehplmn", ef_ehplmn},
};

static void add_files(struct builder *b, json_t *element, const struct usim_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_t *file = files[i].make(b);

		if (file)
			put_member(b, element, files[i].name, file);
	}
}

void add_usim_files(struct builder *b, json_t *usim)
{
	add_files(b, usim, usim_files, COUNT(usim_files));
}

void add_opt_usim_files(struct builder *b, json_t *opt_usim)
{
	add_files(b, opt_usim, opt_usim_files, COUNT(opt_usim_files));
}
