/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes card images: what personalisation at the EUM's is to a chip. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <talloc.h>
#include <time.h>
#include <unistd.h>

#include "codec/tlv.h"
#include "ecasd/ecasd.h"
#include "ecasd/eid.h"
#include "ecasd/pki.h"
#include "isdp/installer.h"
#include "settings.h"
#include "softeuicc.h"
#include "store/profile_store.h"
#include "store/uicc_store.h"
#include "uicc/uicc.h"

struct creation {
	void *ctx;
	const char *image;
	char eid[EID_DIGITS + 1];
	struct crypto *crypto;
	const struct pki_set **sets; /* of all PKI directories, in their order */
	size_t set_count;
	struct store *store;
	char *error;
};

static int fail(struct creation *c, int r, const char *sentence)
{
	if (!c->error)
		c->error = talloc_strdup(c->ctx, sentence);
	return r;
}

/* ---- identities ---- */

static int load_directory(struct creation *c, const char *path)
{
	struct pki *pki;
	int r = pki_load(c->crypto, path, c->ctx, &pki, &c->error);

	if (r < 0)
		return r;
	c->sets =
		talloc_realloc(c->ctx, c->sets, const struct pki_set *, c->set_count + CURVE_COUNT);
	if (!c->sets)
		return -ENOMEM;
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (pki->sets[i].ci)
			c->sets[c->set_count++] = &pki->sets[i];
	return 0;
}

static int load_directories(struct creation *c, const char *const *paths)
{
	int r = 0;

	if (!paths || !*paths)
		return load_directory(c, NULL);
	while (r == 0 && *paths)
		r = load_directory(c, *paths++);
	return r;
}

static bool published_for(const struct pki_set *set, const char *eid)
{
	return set->euicc.certificate && set->euicc.key &&
	       slice_eq(certificate_serial_number(set->euicc.certificate), slice_str(eid));
}

/* A random EID where the EUM can issue for it; the published eUICC's where its key is missing. */
static int choose_eid(struct creation *c, const char *wanted)
{
	if (wanted) {
		if (eid_check(wanted) < 0)
			return fail(c, -EINVAL,
				    "the EID must have 32 decimal digits, the last two of them "
				    "check digits (SGP.29)");
		memcpy(c->eid, wanted, sizeof(c->eid));
		return 0;
	}
	for (size_t i = 0; i < c->set_count; i++) {
		const struct pki_set *set = c->sets[i];
		struct slice serial;

		if (set->eum.certificate && set->eum.key)
			return eid_random(c->crypto,
					  certificate_permitted_prefix(set->eum.certificate),
					  c->eid);
		if (!set->euicc.certificate || !set->euicc.key)
			continue;
		serial = certificate_serial_number(set->euicc.certificate);
		if (serial.n != EID_DIGITS)
			continue;
		memcpy(c->eid, serial.p, EID_DIGITS);
		c->eid[EID_DIGITS] = '\0';
		return eid_check(c->eid);
	}
	return fail(c, -ENOENT, "the PKI directory has neither an EUM key nor an eUICC key");
}

/* The published certificate where it is this EID's, a new key and certificate otherwise. */
static int make_credential(struct creation *c, const struct pki_set *set, struct buf *certificate,
			   struct buf *key)
{
	struct ec_key *fresh;
	int r;

	if (published_for(set, c->eid)) {
		buf_put_slice(certificate, certificate_der(set->euicc.certificate));
		return ec_key_private_der(set->euicc.key, key);
	}
	r = ec_key_generate(c->crypto, set->curve, c->ctx, &fresh);
	if (r == 0)
		r = pki_issue_euicc(c->crypto, set, c->eid, fresh, (int64_t)time(NULL),
				    certificate);
	if (r == 0)
		r = ec_key_private_der(fresh, key);
	if (r == -ENOKEY)
		return fail(c, r,
			    "the PKI directory has no EUM key to issue a certificate for this EID");
	if (r == -EACCES)
		return fail(c, r, "the EUM certificate's name constraints do not permit this EID");
	return r;
}

static int add_identity(struct creation *c, const struct pki_set *set, int64_t priority)
{
	struct buf certificate = buf_new(c->ctx), key = buf_new(c->ctx);
	int r;

	if (!set->eum.certificate)
		return fail(c, -ENOENT, "the PKI directory has a CI without an EUM certificate");
	r = make_credential(c, set, &certificate, &key);
	if (r == 0 && (!buf_ok(&certificate) || !buf_ok(&key)))
		r = -ENOMEM;
	if (r == 0)
		r = store_write(c->store, NULL,
				"INSERT INTO identity(ci_key_id, curve, priority, ci_certificate, "
				"eum_certificate, euicc_certificate, euicc_key) "
				"VALUES(?, ?, ?, ?, ?, ?, ?)",
				"biibbbb", certificate_subject_key_id(set->ci), (int64_t)set->curve,
				priority, certificate_der(set->ci),
				certificate_der(set->eum.certificate), buf_slice(&certificate),
				buf_slice(&key));
	buf_reset(&key);
	return r == -EEXIST ? fail(c, -EINVAL, "two PKI directories have the same CI") : r;
}

/* ---- settings ---- */

static int add_setting(struct creation *c, const struct softeuicc_setting *wanted, bool uicc)
{
	const struct setting *s = setting_by_name(wanted->name);
	struct buf encoded = buf_new(c->ctx);
	int r;

	if (!s) {
		c->error = talloc_asprintf(c->ctx, "%s: there is no such setting", wanted->name);
		return -EINVAL;
	}
	if (uicc && !setting_of_uicc(s)) {
		c->error = talloc_asprintf(c->ctx, "%s: a plain UICC has no such setting", s->name);
		return -EINVAL;
	}
	r = setting_encode(s, wanted->value, c->ctx, &encoded, &c->error);
	return r < 0 ? r : settings_store_put(c->store, s, wanted->value);
}

static bool has_identity(const struct creation *c, struct slice key_id)
{
	for (size_t i = 0; i < c->set_count; i++)
		if (slice_eq(certificate_subject_key_id(c->sets[i]->ci), key_id))
			return true;
	return false;
}

/* The card can use only CIs of which the PKI directories have told it. */
static int check_cis(struct creation *c, const struct settings *s, enum setting_id id)
{
	struct slice rest = s->value[id];
	struct tlv key_id;

	while (tlv_next(&rest, &key_id) == 1) {
		if (has_identity(c, key_id.value))
			continue;
		c->error = talloc_asprintf(c->ctx, "%s: no PKI directory has a CI of that key",
					   settings_table[id].name);
		return -EINVAL;
	}
	return 0;
}

/* What one setting's own limits cannot say. */
static int check_settings(struct creation *c)
{
	static const enum setting_id lists[] = {SETTING_CI_VERIFICATION, SETTING_CI_SIGNING,
						SETTING_CI_SIGNING_V3};
	struct settings *s;
	int r = settings_load(c->store, c->ctx, &s);

	for (size_t i = 0; r == 0 && i < sizeof(lists) / sizeof(lists[0]); i++)
		r = check_cis(c, s, lists[i]);
	if (r < 0)
		return r;
	if (setting_present(s, SETTING_PLATFORM_LABEL) != setting_present(s, SETTING_DISCOVERY_URL))
		return fail(c, -EINVAL,
			    "certificationDataObject: platformLabel and discoveryBaseURL go "
			    "together");
	if (setting_present(s, SETTING_HIGHEST_SVN) &&
	    memcmp(s->value[SETTING_HIGHEST_SVN].p, s->value[SETTING_SVN].p,
		   s->value[SETTING_SVN].n) < 0)
		return fail(c, -EINVAL, "highestSvn: lower than svn");
	if (!setting_present(s, SETTING_ISDR_AIDS))
		return fail(c, -EINVAL, "isdrAids: the ISD-R needs an AID");
	return 0;
}

/* ---- the image ---- */

static int fill_euicc(struct creation *c)
{
	struct uicc_content *bare;
	uint8_t eid[EID_BYTES];
	int r;

	r = eid_parse(c->eid, eid);
	if (r == 0)
		r = store_set(c->store, "eid", slice_of(eid, sizeof(eid)));
	for (size_t i = 0; r == 0 && i < c->set_count; i++)
		r = add_identity(c, c->sets[i], (int64_t)i);
	if (r == 0)
		r = check_settings(c);
	if (r == 0)
		r = uicc_bare_content(c->ctx, &bare);
	if (r == 0)
		r = uicc_store_save(c->store, 0, bare);
	return r;
}

/* The one profile of a plain UICC is enabled like one of an eUICC, but no ISD-P has it. */
static int fill_plain_uicc(struct creation *c, struct slice package)
{
	struct installer *in =
		installer_new(c->ctx, c->crypto, profile_store_free_memory(c->store));
	struct profile p = {.state = PROFILE_ENABLED};
	int r;

	if (!in)
		return -ENOMEM;
	r = installer_push(in, package);
	if (r == 0)
		r = installer_finish(in);
	if (r < 0) {
		c->error = installer_complaint(in, c->ctx);
		return r;
	}
	p.iccid = installer_iccid(in);
	p.isdp_aid = p.metadata = slice_str("");
	p.size = (int64_t)installer_size(in);
	r = profile_store_add(c->store, &p);
	return r < 0 ? r : installer_save(in, c->store, p.id);
}

static int fill(struct creation *c, const struct softeuicc_creation *wish)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < wish->setting_count; i++)
		r = add_setting(c, &wish->settings[i], wish->package);
	if (r < 0)
		return r;
	return wish->package ? fill_plain_uicc(c, slice_of(wish->package, wish->package_length))
			     : fill_euicc(c);
}

/* An image may be replaced, by who asks for it, where it is one and nobody uses it; it is held
 * until the new one has taken its place. */
static int hold_former(struct creation *c, bool replace, struct store **former)
{
	struct stat st;

	*former = NULL;
	if (lstat(c->image, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!replace) {
		c->error = talloc_asprintf(c->ctx, "%s exists", c->image);
		return -EEXIST;
	}
	return store_open(c->image, SOFTEUICC_DURABILITY_PROCESS, c->ctx, former, &c->error);
}

/* The image is made under another name and appears under its own when it is complete. */
static int make(struct creation *c, const struct softeuicc_creation *wish)
{
	char *unfinished = talloc_asprintf(c->ctx, "%s-new", c->image);
	int r = unfinished ? store_create(unfinished, true, c->ctx, &c->store, &c->error) : -ENOMEM;

	if (r < 0)
		return r;
	r = fill(c, wish);
	if (r == 0)
		r = store_commit(c->store);
	if (r < 0) {
		store_discard(c->store);
		return r;
	}
	talloc_free(c->store);
	if (rename(unfinished, c->image) < 0) {
		r = -errno;
		unlink(unfinished);
	}
	return r;
}

static int choose_identity(struct creation *c, const struct softeuicc_creation *wish)
{
	int r;

	if (wish->package)
		return wish->eid || wish->pki
			       ? fail(c, -EINVAL, "a plain UICC has no EID and no PKI")
			       : 0;
	r = load_directories(c, wish->pki);
	return r < 0 ? r : choose_eid(c, wish->eid);
}

static int create(struct creation *c, const struct softeuicc_creation *wish)
{
	struct store *former = NULL;
	int r = crypto_new(c->ctx, NULL, NULL, &c->crypto);

	if (r == 0)
		r = choose_identity(c, wish);
	if (r == 0)
		r = hold_former(c, wish->replace, &former);
	if (r == 0)
		r = make(c, wish);
	talloc_free(former);
	return r;
}

int softeuicc_create(const char *image, const struct softeuicc_creation *creation, char **error)
{
	static const struct softeuicc_creation defaults = {0};
	struct creation c = {.ctx = talloc_new(NULL), .image = image};
	int r = c.ctx ? create(&c, creation ? creation : &defaults) : -ENOMEM;

	if (r < 0 && error)
		*error = strdup(c.error ? c.error : strerror(-r));
	talloc_free(c.ctx);
	return r;
}
