/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a description says of its USIM's authentication. */
#include <errno.h>

#include "crypto/milenage.h"
#include "crypto/tuak.h"
#include "profile/description.h"
#include "profile/reader.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { KEY_128 = 16, KEY_256 = 32 };

/* Lengths in bits, and how algorithmOptions of PE-AKAParameter says them. */
struct length {
	unsigned bits;
	uint8_t option;
};

static const struct length res_lengths[] = {{32, 0x00}, {64, 0x01}, {128, 0x02}, {256, 0x03}};
static const struct length mac_lengths[] = {{64, 0x00}, {128, 0x08}, {256, 0x10}};
static const struct length ck_lengths[] = {{128, 0x00}, {256, 0x40}};

static const struct {
	const char *name;
	enum aka_algorithm id;
	uint8_t options; /* where the description has no lengths: RES of 64 bits, as MILENAGE
			    has it, and of 128 for the test algorithm */
} algorithms[] = {
	{"milenage", AKA_MILENAGE, 0x01},
	{"tuak", AKA_TUAK, 0x01},
	{"usim-test", AKA_USIM_TEST, 0x02},
};

struct authentication {
	struct description *d;
	size_t algorithm; /* index above */
	struct slice opc, op;
	uint8_t options;
	bool has_res_length, has_other_length, has_iterations;
};

static int read_algorithm(const json_t *j, void *target, struct asn1_error *err)
{
	struct authentication *a = target;
	const char *text = json_string_value(j);

	for (size_t i = 0; text && i < COUNT(algorithms); i++)
		if (!strcmp(text, algorithms[i].name)) {
			a->algorithm = i;
			return 0;
		}
	return asn1_fail(err, -EINVAL, "should be \"milenage\", \"tuak\" or \"usim-test\"");
}

static int read_k(const json_t *j, void *target, struct asn1_error *err)
{
	struct slice *k = &((struct authentication *)target)->d->k;
	int r = read_hex(j, KEY_128, KEY_256, k, err);

	if (!r && k->n != KEY_128 && k->n != KEY_256)
		return asn1_fail(err, -EINVAL, "should be 32 or 64 hex digits");
	return r;
}

static int read_opc(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex(j, 1, TUAK_TOP_BYTES, &((struct authentication *)target)->opc, err);
}

static int read_op(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex(j, 1, TUAK_TOP_BYTES, &((struct authentication *)target)->op, err);
}

static int read_rotations(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex(j, 5, 5, &((struct authentication *)target)->d->rotations, err);
}

static int read_constants(const json_t *j, void *target, struct asn1_error *err)
{
	return read_hex(j, 80, 80, &((struct authentication *)target)->d->constants, err);
}

static int read_length(const json_t *j, const struct length *lengths, size_t n,
		       struct authentication *a, struct asn1_error *err)
{
	for (size_t i = 0; i < n; i++)
		if (json_integer_value(j) == lengths[i].bits) {
			a->options |= lengths[i].option;
			return 0;
		}
	return asn1_fail(err, -EINVAL, "should be a number of bits, at most %u",
			 lengths[n - 1].bits);
}

static int read_res_length(const json_t *j, void *target, struct asn1_error *err)
{
	struct authentication *a = target;

	a->has_res_length = true;
	return read_length(j, res_lengths, COUNT(res_lengths), a, err);
}

static int read_mac_length(const json_t *j, void *target, struct asn1_error *err)
{
	struct authentication *a = target;

	a->has_other_length = true;
	return read_length(j, mac_lengths, COUNT(mac_lengths), a, err);
}

static int read_ck_length(const json_t *j, void *target, struct asn1_error *err)
{
	struct authentication *a = target;

	a->has_other_length = true;
	return read_length(j, ck_lengths, COUNT(ck_lengths), a, err);
}

static int read_iterations(const json_t *j, void *target, struct asn1_error *err)
{
	struct authentication *a = target;
	json_int_t n = json_integer_value(j);

	a->has_iterations = true;
	a->d->keccak_iterations = (uint8_t)n;
	return n < 1 || n > UINT8_MAX ? asn1_fail(err, -EINVAL, "should be from 1 to 255") : 0;
}

static int read_sqn(const json_t *j, void *target, struct asn1_error *err)
{
	struct authentication *a = target;
	int r = read_hex_array(j, a->d->sqn, sizeof(a->d->sqn), err);

	/* Without IND: PEDefinitions, sqnInit. */
	if (!r && a->d->sqn[0] > 0x07)
		return asn1_fail(err, -EINVAL, "should be at most 07FFFFFFFFFF");
	return r;
}

static const struct reader_member members[] = {
	{"algorithm", read_algorithm},
	{"k", read_k},
	{"opc", read_opc},
	{"op", read_op},
	{"rotations", read_rotations},
	{"constants", read_constants},
	{"resLength", read_res_length},
	{"macLength", read_mac_length},
	{"ckLength", read_ck_length},
	{"keccakIterations", read_iterations},
	{"sqn", read_sqn},
};

static int derive_milenage(const struct authentication *a, struct asn1_error *err)
{
	struct crypto *crypto;
	int r = crypto_new(err->ctx, NULL, NULL, &crypto);

	return r ? r : milenage_opc(crypto, a->d->k.p, a->op.p, a->d->opc);
}

static int derive_tuak(const struct authentication *a)
{
	struct tuak t = {.k_length = a->d->k.n, .iterations = a->d->keccak_iterations};
	int r;

	memcpy(t.k, a->d->k.p, a->d->k.n);
	r = tuak_topc(&t, a->op.p, a->d->opc);
	crypto_wipe(&t, sizeof(t));
	return r;
}

/* OPc or TOPc, of @n bytes: given, or made of the operator's value. */
static int take_opc(const struct authentication *a, size_t n, struct asn1_error *err)
{
	bool derive = a->op.n > 0;
	struct slice given = derive ? a->op : a->opc;

	if ((a->opc.n > 0) == derive)
		return asn1_fail(err, -EINVAL, "%s takes either opc or op",
				 algorithms[a->algorithm].name);
	if (given.n != n)
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "should be %zu hex digits", 2 * n),
				    derive ? "op" : "opc");
	a->d->opc_length = (uint8_t)n;
	if (!derive)
		memcpy(a->d->opc, given.p, n);
	else
		return a->d->algorithm == AKA_TUAK ? derive_tuak(a) : derive_milenage(a, err);
	return 0;
}

static int complete_tuak(const struct authentication *a, struct asn1_error *err)
{
	if (a->d->rotations.n || a->d->constants.n)
		return asn1_fail(err, -EINVAL, "tuak takes neither rotations nor constants");
	return take_opc(a, TUAK_TOP_BYTES, err);
}

static int complete_other(const struct authentication *a, struct asn1_error *err)
{
	const char *name = algorithms[a->algorithm].name;

	if (a->has_res_length || a->has_other_length || a->has_iterations)
		return asn1_fail(err, -EINVAL, "%s takes neither lengths nor keccakIterations",
				 name);
	if (a->d->k.n != KEY_128)
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "should be 32 hex digits"), "k");
	if (a->d->algorithm == AKA_MILENAGE)
		return take_opc(a, KEY_128, err);
	if (a->op.n || a->opc.n || a->d->rotations.n || a->d->constants.n)
		return asn1_fail(err, -EINVAL, "%s takes k and sqn only", name);
	a->d->opc_length = KEY_128;
	return 0;
}

int read_authentication(const json_t *j, void *target, struct asn1_error *err)
{
	struct description *d = target;
	struct authentication a = {.d = d};
	int r;

	d->keccak_iterations = 1;
	r = read_members(j, members, COUNT(members), &a, err);
	if (r)
		return r;
	if (d->k.n == 0)
		return asn1_fail_in(err, asn1_fail(err, -EINVAL, "missing"), "k");
	d->algorithm = algorithms[a.algorithm].id;
	d->algorithm_options = a.options | (a.has_res_length ? 0 : algorithms[a.algorithm].options);
	return d->algorithm == AKA_TUAK ? complete_tuak(&a, err) : complete_other(&a, err);
}
