/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ES2+ (SGP.22 5.3). Each function is one transaction, or with an SM-DS two: what an operator is
 * told of is stored, and what is refused has changed nothing. */
#include "servers/smdpp/es2.h"

#include <errno.h>
#include <talloc.h>

#include "ecasd/eid.h"
#include "servers/common/json.h"
#include "servers/rsp/activation_code.h"
#include "servers/smdpp/event.h"
#include "servers/smdpp/operator.h"
#include "servers/smdpp/order.h"
#include "servers/smdpp/profile_package.h"

enum { MATCHING_ID_MAX = 255 };

/* What is refused is undone. */
static enum rsp_status end(struct rsp_call *call, enum rsp_status s)
{
	return call_end(call, s, s == STATUS_OK);
}

/* ---- the request ---- */

/* Who asks, as its TLS client proves where the operator has registered a certificate. While no
 * operator is registered the server is open to all, as a test server with public keys is. */
static enum rsp_status check_requester(struct rsp_call *call, const char **requester)
{
	struct es2_operator o;
	enum rsp_status s = call_requester(call, requester);
	int r;

	if (s)
		return s;
	r = operator_find(call->server->db, *requester, call->ctx, &o);
	if (r == 1)
		return o.certificate.n && !slice_eq(o.certificate, call->http->certificate)
			       ? STATUS_REQUESTER_REFUSED
			       : STATUS_OK;
	if (r == 0)
		r = operator_next(call->server->db, "", call->ctx, &o);
	if (r == 1)
		return call_because(call, STATUS_REQUESTER_UNKNOWN, "operator %s is not registered",
				    *requester);
	return r < 0 ? STATUS_FAILED : STATUS_OK;
}

/* "[0-9]{19}[0-9F]?" (6.5.2.1) to the bytes of EF.ICCID. */
static bool iccid_parse(const char *text, uint8_t out[ICCID_BYTES])
{
	size_t n = strlen(text), digits = strspn(text, "0123456789");

	if (digits < 19 || n > 20 || (digits < n && text[19] != 'F' && text[19] != 'f'))
		return false;
	for (size_t i = 0; i < ICCID_BYTES; i++) {
		unsigned low = (unsigned)(text[2 * i] - '0');
		unsigned high = 2 * i + 1 < digits ? (unsigned)(text[2 * i + 1] - '0') : 0xF;

		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* An optional member that is a string; *@out is NULL where it is absent. */
static enum rsp_status optional_text(struct rsp_call *call, const char *name, const char **out)
{
	const json_t *member = json_object_get(call->request, name);

	*out = json_string_value(member);
	if (member && !*out)
		return call_because(call, STATUS_MALFORMED, "%s is no string", name);
	return STATUS_OK;
}

/* iccid, eid and matchingId, each where it is there. */
struct references {
	const char *iccid_text;
	uint8_t iccid[ICCID_BYTES];
	const char *eid;
	const char *matching_id;
};

static enum rsp_status read_references(struct rsp_call *call, bool iccid_wanted,
				       struct references *out)
{
	enum rsp_status s = optional_text(call, "iccid", &out->iccid_text);

	s = s ? s : optional_text(call, "eid", &out->eid);
	s = s ? s : optional_text(call, "matchingId", &out->matching_id);
	if (s)
		return s;
	if (iccid_wanted && !out->iccid_text)
		return call_because(call, STATUS_ELEMENT_MISSING, "iccid is missing");
	if (out->iccid_text && !iccid_parse(out->iccid_text, out->iccid))
		return call_because(call, STATUS_MALFORMED,
				    "iccid is not 19 or 20 digits, the last of which may be F");
	if (out->eid && eid_check(out->eid))
		return call_because(call, STATUS_MALFORMED,
				    "eid is not 32 digits with valid check digits");
	if (out->matching_id &&
	    (!matching_id_valid(out->matching_id) || strlen(out->matching_id) > MATCHING_ID_MAX))
		return call_because(call, STATUS_MALFORMED,
				    "matchingId has other characters than "
				    "A-Z, 0-9 and -, or too many");
	return STATUS_OK;
}

/* The profile that iccid names, if it is the requester's or, in stock, anybody's. */
static enum rsp_status find_profile(struct rsp_call *call, const struct references *of,
				    const char *requester, struct order *o)
{
	int r = order_by_iccid(call->server->db, slice_of(of->iccid, sizeof(of->iccid)), call->ctx,
			       o);

	if (r < 0)
		return STATUS_FAILED;
	if (r == 0)
		return call_because(call, STATUS_ICCID_UNKNOWN, "no profile in stock has ICCID %s",
				    of->iccid_text);
	if (*o->ordered_by && strcmp(o->ordered_by, requester))
		return STATUS_ICCID_NOT_ALLOWED;
	return STATUS_OK;
}

static enum rsp_status in_state(struct rsp_call *call, const struct order *o, unsigned states,
				enum rsp_status otherwise)
{
	if (states >> o->state & 1)
		return STATUS_OK;
	return call_because(call, otherwise, "the profile is in the state %s",
			    order_state_names[o->state]);
}

static enum rsp_status update(struct rsp_call *call, const struct order *o)
{
	int r = order_update(call->server->db, o);

	if (r == -EEXIST)
		return STATUS_MATCHING_ID_TAKEN;
	return r ? STATUS_FAILED : STATUS_OK;
}

static enum rsp_status put_text(struct rsp_call *call, const char *name, const char *text)
{
	return json_object_set_new(call->response, name, json_string(text)) ? STATUS_FAILED
									    : STATUS_OK;
}

/* ---- DownloadOrder (5.3.1) ---- */

static enum rsp_status take_from_stock(struct rsp_call *call, const char *type, struct order *o)
{
	struct db *db = call->server->db;
	int r = order_in_stock(db, type, call->ctx, o);

	if (r == 1)
		return STATUS_OK;
	if (r == 0)
		r = order_type_known(db, type);
	if (r < 0)
		return STATUS_FAILED;
	return call_because(call, r ? STATUS_TYPE_EXHAUSTED : STATUS_TYPE_UNKNOWN,
			    r ? "no profile of type %s is left" : "there is no profile type %s",
			    type);
}

static enum rsp_status take_profile(struct rsp_call *call, const struct references *of,
				    const char *type, const char *requester, struct order *o)
{
	enum rsp_status s;

	if (!of->iccid_text)
		return take_from_stock(call, type, o);
	s = find_profile(call, of, requester, o);
	if (s == STATUS_OK && type && strcmp(type, o->profile_type))
		return call_because(call, STATUS_TYPE_MISMATCH, "the profile is of type %s",
				    o->profile_type);
	return s ? s : in_state(call, o, 1u << ORDER_AVAILABLE, STATUS_ICCID_UNAVAILABLE);
}

static enum rsp_status download_order(struct rsp_call *call, const char *requester)
{
	char iccid[ICCID_DIGITS + 1];
	struct references of;
	const char *type;
	struct order o;
	enum rsp_status s = read_references(call, false, &of);

	s = s ? s : optional_text(call, "profileType", &type);
	if (s)
		return s;
	if (!of.iccid_text && !type)
		return call_because(call, STATUS_ELEMENT_MISSING,
				    "iccid and profileType are both missing");
	s = take_profile(call, &of, type, requester, &o);
	if (s)
		return s;
	o.state = of.eid ? ORDER_LINKED : ORDER_ALLOCATED;
	o.eid = of.eid ? of.eid : "";
	o.ordered_by = requester;
	s = update(call, &o);
	iccid_format(o.iccid, iccid);
	return s ? s : put_text(call, "iccid", iccid);
}

/* ---- ConfirmOrder (5.3.2) ---- */

static enum rsp_status link_eid(const struct references *of, struct order *o)
{
	if (!of->eid)
		return STATUS_OK;
	if (o->state == ORDER_LINKED && strcmp(o->eid, of->eid))
		return STATUS_EID_OTHER;
	o->eid = of->eid;
	return STATUS_OK;
}

/* An empty matching id is that of the default SM-DP+, which knows the order by the EID alone; an
 * SM-DS, too, keeps events by EID, and by a matching id that is not empty. */
static enum rsp_status choose_matching_id(struct rsp_call *call, const struct references *of,
					  struct order *o)
{
	struct order other;
	int r;

	o->matching_id = of->matching_id ? of->matching_id
					 : matching_id_random(call->server->crypto, call->ctx);
	if (!o->matching_id)
		return STATUS_FAILED;
	if ((!*o->matching_id || *o->smds) && !*o->eid)
		return STATUS_EID_MISSING;
	if (!*o->matching_id && *o->smds)
		return call_because(
			call, STATUS_MALFORMED,
			"matchingId is empty, and would be the event's id at the SM-DS");
	if (!*o->matching_id)
		return STATUS_OK;
	r = order_by_matching_id(call->server->db, o->matching_id, call->ctx, &other);
	if (r < 0)
		return STATUS_FAILED;
	return r == 1 && other.id != o->id ? STATUS_MATCHING_ID_TAKEN : STATUS_OK;
}

static enum rsp_status take_code(struct rsp_call *call, struct order *o)
{
	const char *code;
	enum rsp_status s = optional_text(call, "confirmationCode", &code);
	struct slice text = slice_str(code ? code : "");
	uint8_t *hash;

	o->code = (struct slice){NULL, 0};
	if (s || !text.n)
		return s;
	hash = talloc_size(call->ctx, SHA256_BYTES);
	if (!hash || crypto_sha256(call->server->crypto, &text, 1, hash))
		return STATUS_FAILED;
	o->code = slice_of(hash, SHA256_BYTES);
	return STATUS_OK;
}

static enum rsp_status confirm_response(struct rsp_call *call, const struct order *o)
{
	enum rsp_status s = *o->eid ? put_text(call, "eid", o->eid) : STATUS_OK;

	s = s ? s : put_text(call, "matchingId", o->matching_id);
	return s ? s : put_text(call, "smdpAddress", o->address);
}

/* All that can be refused without the SM-DS; *@o becomes what the order is to be. @announced: NULL,
 * or what it was to be when its event was announced. */
static enum rsp_status confirm(struct rsp_call *call, const char *requester,
			       const struct order *announced, struct order *o)
{
	const json_t *release = json_object_get(call->request, "releaseFlag");
	struct references of;
	const char *smds;
	enum rsp_status s = read_references(call, true, &of);

	s = s ? s : optional_text(call, "smdsAddress", &smds);
	if (s)
		return s;
	if (!release)
		return call_because(call, STATUS_ELEMENT_MISSING, "releaseFlag is missing");
	if (!json_is_boolean(release))
		return call_because(call, STATUS_MALFORMED, "releaseFlag is no boolean");
	if (smds && !address_valid(smds))
		return call_because(call, STATUS_MALFORMED, "smdsAddress is no address");
	if (announced)
		of.matching_id = announced->matching_id;
	s = find_profile(call, &of, requester, o);
	s = s ? s
	      : in_state(call, o, 1u << ORDER_ALLOCATED | 1u << ORDER_LINKED,
			 STATUS_ICCID_UNAVAILABLE);
	if (s)
		return s;
	o->smds = smds ? smds : "";
	s = link_eid(&of, o);
	if (s == STATUS_OK && announced && strcmp(o->eid, announced->eid))
		s = STATUS_EID_OTHER;
	s = s ? s : choose_matching_id(call, &of, o);
	s = s ? s : take_code(call, o);
	o->state = json_is_true(release) ? ORDER_RELEASED : ORDER_CONFIRMED;
	return s;
}

static enum rsp_status confirm_or_announce(struct rsp_call *call, const char *requester,
					   struct order *o, int64_t *deletion)
{
	enum rsp_status s = confirm(call, requester, NULL, o);

	if (s)
		return s;
	if (*o->smds)
		return event_announce(call, o, deletion) ? STATUS_FAILED : STATUS_OK;
	return update(call, o);
}

/* The event is registered. Meanwhile other calls may have changed the order: all is checked anew.
 */
static enum rsp_status confirm_announced(struct rsp_call *call, const char *requester,
					 struct order *o, int64_t deletion)
{
	const struct order announced = *o;
	enum rsp_status s = confirm(call, requester, &announced, o);

	s = s ? s : update(call, o);
	if (s)
		return s;
	return event_keep(call, deletion) ? STATUS_FAILED : STATUS_OK;
}

/* ---- CancelOrder (5.3.3) ---- */

/* What is told of the order must be so, and an order that is linked must be named with its EID. */
static enum rsp_status same_order(const struct references *of, const struct order *o)
{
	if (of->eid ? strcmp(of->eid, o->eid) : *o->eid != '\0')
		return STATUS_EID_OTHER;
	if (of->matching_id && strcmp(of->matching_id, o->matching_id))
		return STATUS_MATCHING_ID_OTHER;
	return STATUS_OK;
}

static enum rsp_status final_state(struct rsp_call *call, enum order_state *out)
{
	const char *text;
	enum rsp_status s = optional_text(call, "finalProfileStatusIndicator", &text);

	if (s)
		return s;
	if (!text)
		return call_because(call, STATUS_ELEMENT_MISSING,
				    "finalProfileStatusIndicator is missing");
	if (strcmp(text, "Available") && strcmp(text, "Unavailable"))
		return call_because(
			call, STATUS_MALFORMED,
			"finalProfileStatusIndicator is neither Available nor Unavailable");
	*out = strcmp(text, "Available") ? ORDER_UNAVAILABLE : ORDER_AVAILABLE;
	return STATUS_OK;
}

static enum rsp_status cancel_order(struct rsp_call *call, const char *requester)
{
	static const unsigned pending = 1u << ORDER_ALLOCATED | 1u << ORDER_LINKED |
					1u << ORDER_CONFIRMED | 1u << ORDER_RELEASED |
					1u << ORDER_ERROR;
	struct references of;
	enum order_state state = ORDER_UNAVAILABLE;
	struct order o;
	enum rsp_status s = read_references(call, true, &of);

	s = s ? s : final_state(call, &state);
	s = s ? s : find_profile(call, &of, requester, &o);
	s = s ? s : in_state(call, &o, pending, STATUS_ICCID_UNAVAILABLE);
	s = s ? s : same_order(&of, &o);
	if (s)
		return s;
	if (event_delete(call, &o))
		return STATUS_FAILED;
	o.state = state;
	o.reason = state == ORDER_UNAVAILABLE ? "cancelled" : "";
	o.matching_id = o.eid = o.smds = "";
	o.code = (struct slice){NULL, 0};
	o.code_failures = o.attempts = 0;
	if (state == ORDER_AVAILABLE)
		o.ordered_by = "";
	return update(call, &o);
}

/* ---- ReleaseProfile (5.3.4) ---- */

static enum rsp_status release_profile(struct rsp_call *call, const char *requester)
{
	struct references of;
	struct order o;
	enum rsp_status s = read_references(call, true, &of);

	s = s ? s : find_profile(call, &of, requester, &o);
	s = s ? s : in_state(call, &o, 1u << ORDER_CONFIRMED, STATUS_ICCID_TRANSITION);
	if (s)
		return s;
	o.state = ORDER_RELEASED;
	return update(call, &o);
}

/* ---- the interface ---- */

static enum rsp_status whole(struct rsp_call *call,
			     enum rsp_status (*function)(struct rsp_call *, const char *requester))
{
	const char *requester;
	enum rsp_status s = check_requester(call, &requester);

	s = s ? s : call_begin(call);
	return s ? s : end(call, function(call, requester));
}

static enum rsp_status es2_download_order(struct rsp_call *call)
{
	return whole(call, download_order);
}

static enum rsp_status es2_confirm_order(struct rsp_call *call)
{
	struct order o;
	const char *requester;
	int64_t deletion;
	enum rsp_status s = check_requester(call, &requester);

	s = s ? s : call_begin(call);
	s = s ? s : end(call, confirm_or_announce(call, requester, &o, &deletion));
	if (s || !*o.smds)
		return s ? s : confirm_response(call, &o);
	s = event_register(call, &o, deletion);
	s = s ? s : call_begin(call);
	s = s ? s : end(call, confirm_announced(call, requester, &o, deletion));
	return s ? s : confirm_response(call, &o);
}

static enum rsp_status es2_cancel_order(struct rsp_call *call)
{
	return whole(call, cancel_order);
}

static enum rsp_status es2_release_profile(struct rsp_call *call)
{
	return whole(call, release_profile);
}

static const struct rsp_row rows[] = {
	{"downloadOrder", es2_download_order, false},
	{"confirmOrder", es2_confirm_order, false},
	{"cancelOrder", es2_cancel_order, false},
	{"releaseProfile", es2_release_profile, false},
};

const struct rsp_interface es2_interface = {
	.name = "ES2+",
	.prefix = "/gsma/rsp2/es2plus/",
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
};
