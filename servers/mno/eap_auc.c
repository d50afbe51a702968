/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/eap_auc.h"

#include <errno.h>
#include <talloc.h>

#include "flow/trail.h"
#include "servers/mno/auc.h"
#include "servers/mno/subscriber.h"

/* What is asked for in the HLR, of which the authentication centre is a part. */
static void tell(const struct eap_auc_source *source, const char *message, const char *imsi, int r)
{
	trail_message(source->trail, "AS", "HLR", message,
		      json_pack("{s:s, s:b}", "imsi", imsi, "found", r == 0));
}

/* -EACCES: the subscriber is suspended. */
static int permitted(const struct eap_auc_source *source, const char *imsi)
{
	void *ctx = talloc_new(NULL);
	struct subscriber s;
	int r = subscriber_by_imsi(source->db, imsi, ctx, &s);

	if (r == 1)
		crypto_wipe(&s.aka, sizeof(s.aka));
	talloc_free(ctx);
	if (r != 1)
		return r ? r : -ENOENT;
	return s.suspended && !source->suspended_too ? -EACCES : 0;
}

static bool carries(const struct auc_vector *v)
{
	return v->autn_length == 16 && v->key_length == 16 && v->xres_length <= EAP_RES_MAX;
}

/* The separation bit is bit 0 of the AMF, its highest (TS 33.102 annex H). */
static int quintet(void *arg, const char *imsi, bool separation, struct eap_quintet *out)
{
	static const uint8_t amfs[2][AKA_AMF_BYTES] = {{0x00, 0x00}, {0x80, 0x00}};
	const struct eap_auc_source *source = arg;
	struct auc_vector v;
	int r = permitted(source, imsi);

	if (r == 0)
		r = auc_vector(source->db, source->crypto, imsi, amfs[separation], &v);
	if (r == 0 && !carries(&v))
		r = -ENOTSUP;
	if (r == 0) {
		memcpy(out->rand, v.rand, sizeof(out->rand));
		memcpy(out->autn, v.autn, sizeof(out->autn));
		memcpy(out->xres, v.xres, v.xres_length);
		out->xres_length = v.xres_length;
		memcpy(out->ck, v.ck, sizeof(out->ck));
		memcpy(out->ik, v.ik, sizeof(out->ik));
	}
	crypto_wipe(&v, sizeof(v));
	tell(source, "authentication vector", imsi, r);
	return r;
}

static int resynchronise(void *arg, const char *imsi, const uint8_t rand[16], struct slice auts)
{
	const struct eap_auc_source *source = arg;
	int r = auc_resynchronise(source->db, source->crypto, imsi, rand, auts);

	tell(source, "resynchronisation", imsi, r);
	return r;
}

static int triplet(void *arg, const char *imsi, struct eap_triplet *out)
{
	const struct eap_auc_source *source = arg;
	struct auc_triplet t;
	int r = permitted(source, imsi);

	if (r == 0)
		r = auc_triplet(source->db, source->crypto, imsi, &t);
	if (r == 0) {
		memcpy(out->rand, t.rand, sizeof(out->rand));
		memcpy(out->sres, t.sres, sizeof(out->sres));
		memcpy(out->kc, t.kc, sizeof(out->kc));
	}
	crypto_wipe(&t, sizeof(t));
	tell(source, "authentication triplet", imsi, r);
	return r;
}

struct eap_auc mno_eap_auc(struct eap_auc_source *source)
{
	return (struct eap_auc){
		.quintet = quintet,
		.resynchronise = resynchronise,
		.triplet = triplet,
		.arg = source,
	};
}
