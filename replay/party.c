/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/party.h"

#include <errno.h>
#include <talloc.h>

#include "codec/tlv.h"
#include "ecasd/ecasd.h"
#include "ecasd/eid.h"
#include "ecasd/pki.h"
#include "replay/bpp_writer.h"
#include "replay/package_file.h"

enum { TAG_SIGNATURE = 0x5F37, TAG_OTPK = 0x5F49, RANDOM_BYTES = 16 };

struct party {
	struct crypto *crypto;
	struct pki *pki;
	int64_t now;
	/* of the session */
	const struct pki_set *set;
	struct slice transaction;
	struct slice challenge;
	struct slice address;
	struct slice context; /* whole ctxParams1 */
	struct certificate *euicc;
	uint8_t eid[EID_BYTES];
	struct slice euicc_signature1; /* whole TLV */
	struct slice signature2;       /* the same, of the request */
	struct slice euicc_otpk;
};

/* One call, while it is done. */
struct turn {
	struct party *party;
	const struct server_call *call;
	struct variables *variables;
	struct slice answer;
	const char *file;
	void *pool;
	char *error;
};

static int fail(struct turn *t, int r, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int fail(struct turn *t, int r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!t->error)
		t->error = talloc_vasprintf(t->variables, format, args);
	va_end(args);
	return r;
}

/* The value named @name, or what stands in *@out already. */
static int value(struct turn *t, const char *name, struct slice *out)
{
	for (const struct server_value *v = t->call->values; v; v = v->next) {
		struct buf bytes = buf_new(t->pool);
		char *error = NULL;
		int r;

		if (strcmp(v->name, name))
			continue;
		r = expression_bytes(v->expression, t->variables, &bytes, &error);
		if (r)
			return fail(t, r, "%s: %s", name, error ? error : strerror(-r));
		*out = buf_slice(&bytes);
		return 0;
	}
	return 0;
}

/* The same for several: the first that fails ends it. */
static int values(struct turn *t, size_t n, const char *const *names, struct slice **out)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = value(t, names[i], out[i]);
	return r;
}

static int put_signature(struct turn *t, const struct ec_key *key, const struct slice *parts,
			 size_t n, bool spoiled, struct buf *out)
{
	uint8_t signature[EC_SIGNATURE_BYTES];
	int r = ec_sign(t->party->crypto, key, parts, n, signature);

	if (spoiled)
		signature[EC_SIGNATURE_BYTES - 1] ^= 0x01;
	tlv_put(out, TAG_SIGNATURE, slice_of(signature, sizeof(signature)));
	return r;
}

static int give(struct turn *t, const char *name, const struct buf *out)
{
	return buf_ok(out) ? variables_set(t->variables, name, buf_slice(out)) : -ENOMEM;
}

/* ---- new: a session ---- */

static int random_bytes(struct turn *t, struct slice *out)
{
	uint8_t bytes[RANDOM_BYTES];
	int r = crypto_random(t->party->crypto, bytes, sizeof(bytes));

	*out = slice_of(bytes, sizeof(bytes));
	*out = slice_dup(t->party, *out);
	return r ? r : out->p ? 0 : -ENOMEM;
}

static int run_new(struct turn *t)
{
	static const uint8_t context[] = {0xA0, 0x0F, 0x80, 0x00, 0xA1, 0x0B, 0x80, 0x04, 0x35,
					  0x29, 0x06, 0x11, 0xA1, 0x03, 0x85, 0x01, 0x02};
	static const char *const names[] = {"transaction", "challenge", "address", "context"};
	struct party *p = t->party;
	struct slice *out[] = {&p->transaction, &p->challenge, &p->address, &p->context};
	struct slice curve = slice_str("nist");
	int r = value(t, "curve", &curve);

	if (r)
		return r;
	if (!slice_eq(curve, slice_str("nist")) && !slice_eq(curve, slice_str("brainpool")))
		return fail(t, -EINVAL, "curve: it is \"nist\" or \"brainpool\"");
	p->set = &p->pki->sets[curve.p[0] == 'b'];
	if (!p->set->ci || !p->set->dp_auth.key || !p->set->dp_pb.key)
		return fail(t, -EINVAL, "the PKI has no SM-DP+ on that curve");
	r = random_bytes(t, &p->transaction);
	if (r == 0)
		r = random_bytes(t, &p->challenge);
	p->address = slice_str("smdpp.example.com");
	p->context = slice_of(context, sizeof(context));
	if (r == 0)
		r = values(t, 4, names, out);
	for (size_t i = 0; i < 4; i++)
		*out[i] = slice_dup(p, *out[i]);
	if (r == 0)
		r = variables_set(t->variables, "transaction", p->transaction);
	return r;
}

/* ---- authenticate: AuthenticateServerRequest, SGP.22 5.7.13 ---- */

enum { SPOILED_SIGNATURE = 1 << 0, SPOILED_CERTIFICATE = 1 << 1 };

/* A certificate of which one bit, the last of its signature, may be flipped. */
static void put_certificate(struct turn *t, struct slice der, struct buf *out)
{
	buf_put_slice(out, der);
	if (buf_ok(out) && t->call->defects & SPOILED_CERTIFICATE)
		out->p[out->n - 1] ^= 0x01;
}

static int run_authenticate(struct turn *t)
{
	static const char *const names[] = {"challenge", "transaction", "server-challenge",
					    "address",   "ci",          "certificate",
					    "context",   "signed-tail", "tail"};
	struct party *p = t->party;
	struct slice challenge = {0}, transaction = p->transaction, own = p->challenge,
		     address = p->address, ci = certificate_subject_key_id(p->set->ci),
		     certificate = certificate_der(p->set->dp_auth.certificate),
		     context = p->context, signed_tail = {0}, tail = {0}, part;
	struct slice *out_values[] = {&challenge,   &transaction, &own,         &address, &ci,
				      &certificate, &context,     &signed_tail, &tail};
	struct buf out = buf_new(t->pool);
	size_t request = tlv_open(&out, 0xBF38), from = out.n, signed1 = tlv_open(&out, 0x30);
	int r = values(t, sizeof(names) / sizeof(names[0]), names, out_values);

	if (r)
		return r;
	tlv_put(&out, 0x80, transaction);
	tlv_put(&out, 0x81, challenge);
	tlv_put(&out, 0x83, address);
	tlv_put(&out, 0x84, own);
	buf_put_slice(&out, signed_tail);
	tlv_close(&out, signed1);
	part = slice_sub(buf_slice(&out), from, SIZE_MAX);
	r = put_signature(t, p->set->dp_auth.key, &part, 1, t->call->defects & SPOILED_SIGNATURE,
			  &out);
	tlv_put(&out, 0x04, ci);
	put_certificate(t, certificate, &out);
	buf_put_slice(&out, context);
	buf_put_slice(&out, tail);
	tlv_close(&out, request);
	return r ? r : give(t, "request", &out);
}

/* ---- authenticated: its answer ---- */

static int verify(struct turn *t, const struct slice *parts, size_t n, struct slice signature)
{
	if (!t->party->euicc)
		return fail(t, -EINVAL,
			    "the eUICC's certificate is not known before "
			    "'server authenticated'");
	if (ec_verify(t->party->crypto, certificate_key(t->party->euicc), parts, n, signature))
		return fail(t, -EILSEQ, "the eUICC's signature is wrong");
	return 0;
}

/* The inside of the OK alternative of response @tag. */
static int ok_of(struct turn *t, uint32_t tag, struct slice *out)
{
	struct tlv whole, choice;

	if (tlv_only(t->answer, tag, &whole) || tlv_only(whole.value, 0xA0, &choice))
		return fail(t, -EILSEQ, "the answer is no %X with its OK alternative", tag);
	*out = choice.value;
	return 0;
}

/* The CI that @eum says to be under, which need not be the server's; NULL: none of the PKI. */
static const struct certificate *ci_of(const struct party *p, const struct certificate *eum)
{
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (p->pki->sets[i].ci && slice_eq(certificate_subject_key_id(p->pki->sets[i].ci),
						   certificate_authority_key_id(eum)))
			return p->pki->sets[i].ci;
	return NULL;
}

static int check_chain(struct turn *t, struct slice euicc_der, struct slice eum_der)
{
	struct party *p = t->party;
	const struct certificate *ci;
	struct certificate *eum;

	if (certificate_parse(p->crypto, eum_der, t->pool, &eum) ||
	    certificate_parse(p->crypto, euicc_der, p, &p->euicc))
		return fail(t, -EILSEQ, "a certificate of the eUICC cannot be read");
	ci = ci_of(p, eum);
	if (!ci || certificate_verify(p->crypto, eum, ci, ROLE_EUM, p->now) ||
	    certificate_verify(p->crypto, p->euicc, eum, ROLE_EUICC, p->now))
		return fail(t, -EILSEQ, "the eUICC's certificates do not verify");
	return 0;
}

static int take_eid(struct turn *t)
{
	struct slice digits = certificate_serial_number(t->party->euicc);
	char *text = talloc_strndup(t->pool, (const char *)digits.p, digits.n);

	if (!text || digits.n != EID_DIGITS || eid_parse(text, t->party->eid))
		return fail(t, -EILSEQ, "the eUICC's certificate has no EID");
	return 0;
}

static int run_authenticated(struct turn *t)
{
	static const struct tlv_field fields[] = {
		{"euiccSigned1", 0x30, 0, 0, 0},
		{"euiccSignature1", TAG_SIGNATURE, 0, 64, 64},
		{"euiccCertificate", 0x30, 0, 0, 0},
		{"eumCertificate", 0x30, 0, 0, 0},
	};
	static const struct tlv_field signed_fields[] = {
		{"transactionId", 0x80, 0, 1, 16},    {"serverAddress", 0x83, 0, 0, 0},
		{"serverChallenge", 0x84, 0, 16, 16}, {"euiccInfo2", 0xBF22, 0, 0, 0},
		{"ctxParams1", 0xA0, 0, 0, 0},
	};
	struct party *p = t->party;
	struct tlv f[4], s[5];
	struct slice ok;
	const char *culprit;
	int r = ok_of(t, 0xBF38, &ok);

	if (r)
		return r;
	if (tlv_sequence(ok, fields, 4, f, &culprit) ||
	    tlv_sequence(f[0].value, signed_fields, 5, s, &culprit))
		return fail(t, -EILSEQ, "%s is missing or wrong", culprit);
	if (!slice_eq(s[0].value, p->transaction) || !slice_eq(s[1].value, p->address) ||
	    !slice_eq(s[2].value, p->challenge) || !slice_eq(s[4].whole, p->context))
		return fail(t, -EILSEQ, "euiccSigned1 does not return what the server sent");
	r = check_chain(t, f[2].whole, f[3].whole);
	if (r == 0)
		r = take_eid(t);
	if (r == 0)
		r = verify(t, &f[0].whole, 1, f[1].value);
	p->euicc_signature1 = slice_dup(p, f[1].whole);
	return r;
}

/* ---- prepare: PrepareDownloadRequest, SGP.22 5.7.5 ---- */

static int run_prepare(struct turn *t)
{
	static const char *const names[] = {"transaction", "code",        "required", "otpk",
					    "certificate", "signed-tail", "tail"};
	struct party *p = t->party;
	struct slice transaction = p->transaction, code = {0}, required = {0}, otpk = {0},
		     certificate = certificate_der(p->set->dp_pb.certificate), signed_tail = {0},
		     tail = {0}, parts[2];
	struct slice *out_values[] = {&transaction, &code,        &required, &otpk,
				      &certificate, &signed_tail, &tail};
	struct buf out = buf_new(t->pool), flag = buf_new(t->pool);
	size_t request = tlv_open(&out, 0xBF21), from = out.n, signed2 = tlv_open(&out, 0x30);
	struct tlv whole, signature;
	int r = values(t, sizeof(names) / sizeof(names[0]), names, out_values);

	if (r)
		return r;
	buf_put_u8(&flag, code.n ? 0xFF : 0x00);
	tlv_put(&out, 0x80, transaction);
	tlv_put(&out, 0x01, required.n ? required : buf_slice(&flag));
	if (otpk.n)
		tlv_put(&out, TAG_OTPK, otpk);
	buf_put_slice(&out, signed_tail);
	tlv_close(&out, signed2);
	parts[0] = slice_sub(buf_slice(&out), from, SIZE_MAX);
	parts[1] = p->euicc_signature1;
	r = put_signature(t, p->set->dp_pb.key, parts, 2, t->call->defects & SPOILED_SIGNATURE,
			  &out);
	if (code.n)
		tlv_put(&out, 0x04, code);
	put_certificate(t, certificate, &out);
	buf_put_slice(&out, tail);
	tlv_close(&out, request);
	if (r || !buf_ok(&out))
		return r ? r : -ENOMEM;
	tlv_only(buf_slice(&out), 0xBF21, &whole);
	if (tlv_find(whole.value, TAG_SIGNATURE, &signature) == 1)
		p->signature2 = slice_dup(p, signature.whole);
	return give(t, "request", &out);
}

static int run_prepared(struct turn *t)
{
	static const struct tlv_field fields[] = {
		{"euiccSigned2", 0x30, 0, 0, 0},
		{"euiccSignature2", TAG_SIGNATURE, 0, 64, 64},
	};
	static const struct tlv_field signed_fields[] = {
		{"transactionId", 0x80, 0, 1, 16},
		{"euiccOtpk", TAG_OTPK, 0, EC_POINT_BYTES, EC_POINT_BYTES},
		{"hashCc", 0x04, TLV_OPTIONAL, 32, 32},
	};
	struct party *p = t->party;
	struct slice ok, parts[2];
	struct tlv f[2], s[3];
	const char *culprit;
	int r = ok_of(t, 0xBF21, &ok);

	if (r)
		return r;
	if (tlv_sequence(ok, fields, 2, f, &culprit) ||
	    tlv_sequence(f[0].value, signed_fields, 3, s, &culprit))
		return fail(t, -EILSEQ, "%s is missing or wrong", culprit);
	if (!slice_eq(s[0].value, p->transaction))
		return fail(t, -EILSEQ, "euiccSigned2 has another transactionId");
	p->euicc_otpk = slice_dup(p, s[1].value);
	parts[0] = f[0].whole;
	parts[1] = p->signature2;
	r = verify(t, parts, 2, f[1].value);
	return r ? r : variables_set(t->variables, "otpk", p->euicc_otpk);
}

/* ---- bpp: a bound profile package ---- */

static void put_configure(const struct party *p, struct buf *out)
{
	size_t request = tlv_open(out, 0xBF24), data = tlv_open(out, 0xB8);

	tlv_put(out, 0x80, certificate_oid(p->set->dp_pb.certificate));
	tlv_close(out, data);
	tlv_close(out, request);
}

/* StoreMetadataRequest with the ICCID of @package, as EF.ICCID has it; @more follows. */
static int put_metadata(struct turn *t, struct slice package, struct slice more, struct buf *out)
{
	size_t request = tlv_open(out, 0xBF25);
	struct buf iccid = buf_new(t->pool);
	struct tlv header, digits;

	if (tlv_next(&package, &header) != 1 || tlv_find(header.value, 0x83, &digits) != 1)
		return fail(t, -EINVAL, "the profile has no ICCID: metadata must be given");
	for (size_t i = 0; i < digits.value.n; i++)
		buf_put_u8(&iccid, (uint8_t)(digits.value.p[i] << 4 | digits.value.p[i] >> 4));
	tlv_put(out, 0x5A, buf_slice(&iccid));
	tlv_put_str(out, 0x91, "Operator");
	tlv_put_str(out, 0x92, "Sample profile");
	buf_put_slice(out, more);
	tlv_close(out, request);
	return buf_ok(out) ? 0 : -ENOMEM;
}

/* The package: given by its bytes, or by a file's name. */
static int find_package(struct turn *t, struct slice *package)
{
	struct slice name = {0};
	struct buf bytes = buf_new(t->pool);
	int r = value(t, "package", package);

	if (r == 0)
		r = value(t, "profile", &name);
	if (r || !name.n)
		return r;
	r = package_file_read(t->file, name, &bytes, &t->error);
	*package = buf_slice(&bytes);
	return r;
}

static int run_bpp(struct turn *t)
{
	static const uint8_t one[] = {0x01}, aes[] = {0x88}, length[] = {AES128_BYTES};
	static const char *const names[] = {
		"transaction", "otpk",      "eid",      "host-id", "operation", "key-type",
		"key-length",  "configure", "metadata", "keys",    "segment",   "more-metadata"};
	struct party *p = t->party;
	struct bpp_plan plan = {
		.signer = p->set->dp_pb.key,
		.euicc_otpk = p->euicc_otpk,
		.eid = slice_of(p->eid, sizeof(p->eid)),
		.transaction = p->transaction,
		.host_id = slice_str("host"),
		.remote_operation = slice_of(one, sizeof(one)),
		.key_type = slice_of(aes, sizeof(aes)),
		.key_length = slice_of(length, sizeof(length)),
		.defects = (unsigned)t->call->defects,
	};
	struct slice segment = {0}, more = {0};
	struct slice *out_values[] = {
		&plan.transaction,      &plan.euicc_otpk, &plan.eid,        &plan.host_id,
		&plan.remote_operation, &plan.key_type,   &plan.key_length, &plan.configure,
		&plan.metadata,         &plan.keys,       &segment,         &more};
	struct buf configure = buf_new(t->pool), metadata = buf_new(t->pool),
		   out = buf_new(t->pool);
	int r = find_package(t, &plan.package);

	if (r == 0)
		r = values(t, sizeof(names) / sizeof(names[0]), names, out_values);
	if (r)
		return r;
	put_configure(p, &configure);
	if (!plan.configure.n)
		plan.configure = buf_slice(&configure);
	if (!plan.metadata.n) {
		r = put_metadata(t, plan.package, more, &metadata);
		plan.metadata = buf_slice(&metadata);
	}
	for (size_t i = 0; i < segment.n; i++)
		plan.segment = plan.segment << 8 | segment.p[i];
	if (r == 0)
		r = bpp_write(p->crypto, &plan, &out);
	return r ? fail(t, r, "no package can be made of that: %s", strerror(-r))
		 : give(t, "bpp", &out);
}

/* ---- verify: any signature of the eUICC's ---- */

static int run_verify(struct turn *t)
{
	struct slice bytes = {0}, signature = {0};
	int r = value(t, "signed", &bytes);

	if (r == 0)
		r = value(t, "signature", &signature);
	return r ? r : verify(t, &bytes, 1, signature);
}

/* ---- the table ---- */

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct server_verb server_verbs[] = {
	{"new", LIST("curve", "transaction", "challenge", "address", "context"), NULL},
	{"authenticate",
	 LIST("challenge", "transaction", "server-challenge", "address", "ci", "certificate",
	      "context", "signed-tail", "tail"),
	 LIST("bad-signature", "bad-certificate")},
	{"authenticated", NULL, NULL},
	{"prepare",
	 LIST("transaction", "code", "required", "otpk", "certificate", "signed-tail", "tail"),
	 LIST("bad-signature", "bad-certificate")},
	{"prepared", NULL, NULL},
	/* In the order of the BPP_ constants. */
	{"bpp",
	 LIST("profile", "package", "transaction", "otpk", "eid", "host-id", "operation",
	      "key-type", "key-length", "configure", "metadata", "more-metadata", "keys",
	      "segment"),
	 LIST("bad-signature", "bad-configure-mac", "bad-metadata-mac", "bad-keys-mac",
	      "bad-profile-mac", "no-configure", "no-metadata", "no-profile", "swapped-segments",
	      "session-keys")},
	{"verify", LIST("signed", "signature"), NULL},
};

const size_t server_verb_count = sizeof(server_verbs) / sizeof(server_verbs[0]);

static int (*const runners[])(struct turn *t) = {
	run_new,      run_authenticate, run_authenticated, run_prepare,
	run_prepared, run_bpp,          run_verify,
};

int party_call(struct party *party, const struct server_call *call, struct variables *variables,
	       struct slice answer, const char *file, char **error)
{
	struct turn t = {.party = party,
			 .call = call,
			 .variables = variables,
			 .answer = answer,
			 .file = file,
			 .pool = talloc_new(party)};
	int r = t.pool ? 0 : -ENOMEM;

	if (r == 0 && !party->set && call->verb != &server_verbs[0])
		r = fail(&t, -EINVAL, "the session begins with 'server new'");
	if (r == 0)
		r = runners[call->verb - server_verbs](&t);
	*error = t.error;
	talloc_free(t.pool);
	return r;
}

int party_new(int64_t now, void *ctx, struct party **out, char **error)
{
	struct party *p = talloc_zero(ctx, struct party);
	int r = p ? crypto_new(p, NULL, NULL, &p->crypto) : -ENOMEM;

	*out = p;
	if (r)
		return r;
	p->now = now;
	return pki_load(p->crypto, NULL, p, &p->pki, error);
}
