/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/smdpp/download_order.h"

#include <errno.h>
#include <talloc.h>

#include "ecasd/eid.h"
#include "profile/profile.h"
#include "servers/rsp/activation_code.h"
#include "servers/smdpp/eligibility.h"
#include "servers/smdpp/profile_package.h"

enum { ACTIVATION_CODE_MAX = 255 }; /* characters, SGP.22 4.1 */

/* As many whole words of @text as make at most @max characters; of a longer word a part. */
static char *shorten(void *ctx, struct slice text, size_t max)
{
	size_t n = 0, word = 0;

	for (size_t characters = 0; n < text.n; n++) {
		if ((text.p[n] & 0xC0) != 0x80 && characters++ == max)
			break;
		if (text.p[n] == ' ')
			word = n;
	}
	if (n < text.n && text.p[n] != ' ' && word)
		n = word;
	return talloc_strndup(ctx, (const char *)text.p, n);
}

/* The name that phones show, or what there is instead. */
static char *service_provider(void *ctx, struct slice package, struct slice type)
{
	struct buf spn = buf_new(ctx);
	bool found = profile_service_provider(package, &spn) && buf_ok(&spn);

	return shorten(ctx, found ? buf_slice(&spn) : type, SERVICE_PROVIDER_MAX);
}

static int check(const struct download_order *q, void *ctx, char **error)
{
	const char *problem;

	*error = NULL;
	if (q->eid && eid_check(q->eid))
		*error = talloc_asprintf(ctx, "%s is no EID: 32 digits with valid check digits",
					 q->eid);
	else if (q->matching_id && !matching_id_valid(q->matching_id))
		*error = talloc_asprintf(ctx,
					 "matching id %s: SGP.22 4.1 permits A-Z, 0-9 and - only",
					 q->matching_id);
	else if (q->matching_id && !*q->matching_id && !q->eid)
		*error = talloc_asprintf(ctx, "an order without a matching id needs an EID");
	else if (q->profile_type && (!*q->profile_type || q->eid || q->matching_id || q->code))
		*error = talloc_asprintf(ctx, "a profile in stock has a type, and no EID, matching "
					      "id or confirmation code before it is ordered");
	else if (q->code && !*q->code)
		*error = talloc_asprintf(ctx, "the confirmation code is empty");
	else if (q->conditions && (problem = eligibility_problem(q->conditions, ctx)))
		*error = talloc_asprintf(ctx, "conditions: %s", problem);
	else if (q->address && !address_valid(q->address))
		*error = talloc_asprintf(ctx, "'%s' is no address", q->address);
	return *error ? -EINVAL : 0;
}

static const char *address_of(struct db *db, const struct download_order *q, void *ctx)
{
	const char *address = q->address ? q->address : order_store_address(db, ctx);

	return *address ? address : DEFAULT_ADDRESS;
}

static int make_metadata(const struct download_order *q, const struct profile_header *header,
			 struct order *o, void *ctx, char **error)
{
	const struct slice type = header->type.n ? header->type : slice_str("Profile");
	struct profile_metadata m = {
		.iccid = o->iccid,
		.service_provider = q->service_provider,
		.profile_name = q->profile_name,
		.profile_class = q->profile_class,
		.icon = q->icon,
		.events = q->events,
		.address = o->address,
		.owner = q->owner,
		.rules = q->rules,
	};
	struct buf b = buf_new(ctx);
	const char *problem;
	int r;

	if (!m.service_provider)
		m.service_provider = service_provider(ctx, q->package, type);
	if (!m.profile_name)
		m.profile_name = shorten(ctx, type, PROFILE_NAME_MAX);
	if (!m.service_provider || !m.profile_name)
		return -ENOMEM;
	r = profile_metadata_put(&m, &b, &problem);
	if (r == -EINVAL)
		*error = talloc_strdup(ctx, problem);
	o->metadata = buf_slice(&b);
	return r;
}

static int hash_code(struct crypto *c, const char *code, void *ctx, struct slice *out)
{
	const struct slice text = slice_str(code);
	uint8_t *hash = talloc_size(ctx, SHA256_BYTES);

	if (!hash)
		return -ENOMEM;
	*out = slice_of(hash, SHA256_BYTES);
	return crypto_sha256(c, &text, 1, hash);
}

/* Everything but the row. */
static int fill_in(struct db *db, struct crypto *c, const struct download_order *q, void *ctx,
		   struct order *o, char **error)
{
	struct profile_header header;
	const char *problem;
	int r;

	if (profile_package_read(q->package, &header, &problem)) {
		*error = talloc_asprintf(ctx, "no profile package: %s", problem);
		return -EBADMSG;
	}
	o->iccid = slice_of(talloc_memdup(ctx, header.iccid, sizeof(header.iccid)),
			    sizeof(header.iccid));
	o->matching_id = q->profile_type  ? ""
			 : q->matching_id ? q->matching_id
					  : matching_id_random(c, ctx);
	o->address = address_of(db, q, ctx);
	if (!o->iccid.p || !o->matching_id || !o->address)
		return -ENOMEM;
	if (strlen(activation_code(ctx, o->address, o->matching_id, true)) > ACTIVATION_CODE_MAX) {
		*error = talloc_asprintf(ctx, "the activation code would exceed %d characters",
					 ACTIVATION_CODE_MAX);
		return -EINVAL;
	}
	r = make_metadata(q, &header, o, ctx, error);
	return r == 0 && q->code ? hash_code(c, q->code, ctx, &o->code) : r;
}

int download_order_place(struct db *db, struct crypto *c, const struct download_order *q,
			 int64_t now, void *ctx, struct order *out, char **error)
{
	int r = check(q, ctx, error);

	if (r)
		return r;
	*out = (struct order){
		.state = q->profile_type ? ORDER_AVAILABLE : ORDER_RELEASED,
		.eid = q->eid ? q->eid : "",
		.reason = "",
		.reusable = q->reusable,
		.session_keys = q->session_keys,
		.created = now,
		.profile_type = q->profile_type ? q->profile_type : "",
		.ordered_by = "",
		.smds = "",
		.expires = q->expires,
		.attempts_max = q->attempts_max ? q->attempts_max : DOWNLOAD_ATTEMPTS_MAX,
		.code_attempts_max =
			q->code_attempts_max ? q->code_attempts_max : CODE_ATTEMPTS_MAX,
		.conditions = q->conditions ? q->conditions : "",
	};
	r = fill_in(db, c, q, ctx, out, error);
	if (r == 0)
		r = order_add(db, out, q->package);
	if (r == -EEXIST && q->profile_type)
		*error = talloc_strdup(ctx, "a profile with that ICCID has been in stock before");
	else if (r == -EEXIST)
		*error = talloc_asprintf(ctx, "matching id %s is taken by another order",
					 out->matching_id);
	if (r && !*error)
		*error = talloc_asprintf(ctx, "the order cannot be stored: %s", strerror(-r));
	return r;
}
