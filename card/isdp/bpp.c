/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isdp/bpp.h"

#include <errno.h>
#include <talloc.h>

#include "gp/scp03t.h"

enum {
	TAG_INITIALISE = 0xBF23,
	TAG_CONFIGURE = 0xBF24,
	TAG_METADATA = 0xBF25,
	TAG_REPLACE = 0xBF26,
};

enum {
	INITIALISE_MAX = 1024,             /* bytes of the whole InitialiseSecureChannel */
	COMMAND_MAX = 8 * 1024,            /* plain bytes of a command: metadata with an icon */
	DP_DATA_MAX = 128,                 /* dpProprietaryData with tag and length */
	INSTALL_BOUND_PROFILE_PACKAGE = 1, /* RemoteOpId */
	KEY_TYPE_AES = 0x88,
	MAC_CHAINING_BYTES = 16,
};

struct stage;

struct bpp {
	struct crypto *crypto;
	struct bpp_terms terms;
	const struct stage *stage;
	enum bpp_progress progress;
	enum bpp_command command;
	enum bpp_reason reason;

	struct buf pending;   /* bytes of an object that is not all there */
	size_t package_left;  /* bytes of 'BF36' still to come */
	size_t sequence_left; /* of the sequence being read, 'A0' to 'A3' */
	bool in_sequence;

	struct scp03t keys;
	struct buf plain; /* the command that the sequence carries, so far */
	struct buf metadata_value;
	struct metadata metadata;
	bool admitted;
	struct buf dp_data;
	struct installer *installer;
};

/* A package is these objects in this order. Protected segments come inside a sequence. */
struct stage {
	const char *name;
	uint32_t tag;     /* of the sequence, or of the command itself */
	uint32_t segment; /* tag of the segments inside, 0: the command is not protected */
	enum bpp_command command;
	bool optional;
	enum bpp_reason (*segment_done)(struct bpp *b, struct slice plain);
	enum bpp_reason (*command_done)(struct bpp *b, struct slice command);
};

static enum bpp_reason collect(struct bpp *b, struct slice plain);
static enum bpp_reason install(struct bpp *b, struct slice plain);
static enum bpp_reason initialise_secure_channel(struct bpp *b, struct slice command);
static enum bpp_reason configure_isdp(struct bpp *b, struct slice command);
static enum bpp_reason store_metadata(struct bpp *b, struct slice command);
static enum bpp_reason replace_session_keys(struct bpp *b, struct slice command);
static enum bpp_reason finish_profile(struct bpp *b, struct slice command);

static const struct stage stages[] = {
	{"ES8+.InitialiseSecureChannel", TAG_INITIALISE, 0, BPP_INITIALISE_SECURE_CHANNEL, false,
	 NULL, initialise_secure_channel},
	{"ES8+.ConfigureISDP", 0xA0, 0x87, BPP_CONFIGURE_ISDP, false, collect, configure_isdp},
	{"ES8+.StoreMetadata", 0xA1, 0x88, BPP_STORE_METADATA, false, collect, store_metadata},
	{"ES8+.ReplaceSessionKeys", 0xA2, 0x87, BPP_REPLACE_SESSION_KEYS, true, collect,
	 replace_session_keys},
	{"ES8+.LoadProfileElements", 0xA3, 0x86, BPP_LOAD_PROFILE_ELEMENTS, false, install,
	 finish_profile},
};

enum { STAGE_COUNT = sizeof(stages) / sizeof(stages[0]) };

static int bpp_destroy(struct bpp *b)
{
	crypto_wipe(&b->keys, sizeof(b->keys));
	buf_reset(&b->plain);
	buf_reset(&b->pending);
	return 0;
}

struct bpp *bpp_new(void *ctx, struct crypto *c, const struct bpp_terms *terms)
{
	struct bpp *b = talloc_zero(ctx, struct bpp);

	if (!b)
		return NULL;
	talloc_set_destructor(b, bpp_destroy);
	b->crypto = c;
	b->terms = *terms;
	b->pending = buf_new(b);
	b->plain = buf_new(b);
	b->metadata_value = buf_new(b);
	b->dp_data = buf_new(b);
	return b;
}

/* ---- the commands ---- */

static int parse_initialise(struct slice value, struct tlv t[5], struct tlv crt[3])
{
	static const struct tlv_field fields[] = {
		{"remoteOpId", 0x82, 0, 1, 8},
		{"transactionId", 0x80, 0, 1, 16},
		{"controlRefTemplate", 0xA6, 0, 0, 0},
		{"smdpOtpk", 0x5F49, 0, EC_POINT_BYTES, EC_POINT_BYTES},
		{"smdpSign", 0x5F37, 0, EC_SIGNATURE_BYTES, EC_SIGNATURE_BYTES},
	};
	static const struct tlv_field crt_fields[] = {
		{"keyType", 0x80, 0, 1, 1},
		{"keyLen", 0x81, 0, 1, 1},
		{"hostId", 0x84, 0, 1, 16},
	};

	if (tlv_sequence(value, fields, 5, t, NULL) < 0)
		return -EBADMSG;
	return tlv_sequence(t[2].value, crt_fields, 3, crt, NULL);
}

/* SGP.22 5.5.1: smdpSign covers the data objects before it as received, and then
 * otPK.EUICC.ECKA as the eUICC knows it: so a package is bound to one card and one download. */
static int verify_initialise(struct bpp *b, const struct tlv t[5])
{
	const uint8_t *first = t[0].whole.p;
	uint8_t point[EC_POINT_BYTES];
	struct buf own = buf_new(b);
	struct slice parts[2];
	int r;

	ec_key_point(b->terms.one_time_key, point);
	tlv_put(&own, 0x5F49, slice_of(point, sizeof(point)));
	if (!buf_ok(&own))
		return -ENOMEM;
	parts[0] = slice_of(first, (size_t)(t[4].whole.p - first));
	parts[1] = buf_slice(&own);
	r = ec_verify(b->crypto, b->terms.signer, parts, 2, t[4].value);
	buf_reset(&own);
	return r;
}

static enum bpp_reason agree_keys(struct bpp *b, struct slice otpk, const struct tlv crt[3])
{
	uint8_t secret[EC_SECRET_BYTES];
	int r;

	r = ec_agree(b->crypto, b->terms.one_time_key, otpk, secret);
	if (r == 0)
		r = scp03t_derive(b->crypto, slice_of(secret, sizeof(secret)), crt[0].value.p[0],
				  crt[1].value.p[0], crt[2].value, b->terms.eid, &b->keys);
	crypto_wipe(secret, sizeof(secret));
	if (r == -EINVAL)
		return BPP_INCORRECT_INPUT_VALUES;
	return r < 0 ? BPP_UNKNOWN_ERROR : BPP_OK;
}

static enum bpp_reason initialise_secure_channel(struct bpp *b, struct slice command)
{
	struct tlv whole, t[5], crt[3];
	int64_t operation;

	if (tlv_only(command, TAG_INITIALISE, &whole) < 0 ||
	    parse_initialise(whole.value, t, crt) < 0 || tlv_integer(t[0].value, &operation) < 0)
		return BPP_INCORRECT_INPUT_VALUES;
	if (verify_initialise(b, t) < 0)
		return BPP_INVALID_SIGNATURE;
	if (operation != INSTALL_BOUND_PROFILE_PACKAGE)
		return BPP_UNSUPPORTED_REMOTE_OPERATION;
	if (!slice_eq(t[1].value, b->terms.transaction_id))
		return BPP_INVALID_TRANSACTION_ID;
	if (crt[0].value.p[0] != KEY_TYPE_AES || crt[1].value.p[0] != AES128_BYTES)
		return BPP_UNSUPPORTED_CRT_VALUES;
	return agree_keys(b, t[3].value, crt);
}

static enum bpp_reason configure_isdp(struct bpp *b, struct slice command)
{
	static const struct tlv_field fields[] = {
		{"dpProprietaryData", 0xB8, TLV_OPTIONAL, 0, DP_DATA_MAX},
	};
	static const struct tlv_field data_fields[] = {{"dpOid", 0x80, 0, 1, 0}};
	struct tlv whole, data, oid;

	if (tlv_only(command, TAG_CONFIGURE, &whole) < 0 ||
	    tlv_sequence(whole.value, fields, 1, &data, NULL) < 0)
		return BPP_INCORRECT_INPUT_VALUES;
	if (!tlv_present(&data))
		return BPP_OK;
	if (data.whole.n > DP_DATA_MAX || tlv_sequence(data.value, data_fields, 1, &oid, NULL) < 0)
		return BPP_INCORRECT_INPUT_VALUES;
	buf_put_slice(&b->dp_data, data.value);
	return buf_ok(&b->dp_data) ? BPP_OK : BPP_INSUFFICIENT_MEMORY;
}

static enum bpp_reason store_metadata(struct bpp *b, struct slice command)
{
	struct tlv whole;

	if (tlv_only(command, TAG_METADATA, &whole) < 0)
		return BPP_INCORRECT_INPUT_VALUES;
	buf_put_slice(&b->metadata_value, whole.value);
	if (!buf_ok(&b->metadata_value))
		return BPP_INSUFFICIENT_MEMORY;
	if (metadata_parse(buf_slice(&b->metadata_value), &b->metadata) < 0)
		return BPP_INCORRECT_INPUT_VALUES;
	b->admitted = true;
	return b->terms.admit(b->terms.arg, buf_slice(&b->metadata_value), &b->metadata);
}

static enum bpp_reason replace_session_keys(struct bpp *b, struct slice command)
{
	static const struct tlv_field fields[] = {
		{"initialMacChainingValue", 0x80, 0, MAC_CHAINING_BYTES, MAC_CHAINING_BYTES},
		{"ppkEnc", 0x81, 0, AES128_BYTES, AES128_BYTES},
		{"ppkCmac", 0x82, 0, AES128_BYTES, AES128_BYTES},
	};
	struct tlv whole, t[3];

	if (tlv_only(command, TAG_REPLACE, &whole) < 0 ||
	    tlv_sequence(whole.value, fields, 3, t, NULL) < 0)
		return BPP_INCORRECT_INPUT_VALUES;
	scp03t_replace(&b->keys, t[0].value.p, t[1].value.p, t[2].value.p);
	return BPP_OK;
}

static enum bpp_reason installer_reason(const struct bpp *b)
{
	return installer_status(b->installer) == PE_NOT_ENOUGH_MEMORY ? BPP_INSUFFICIENT_MEMORY
								      : BPP_PE_PROCESSING_ERROR;
}

static bool same_iccid(const struct bpp *b)
{
	struct slice iccid = installer_iccid(b->installer);

	return iccid.n == 0 || slice_eq(iccid, b->metadata.field[METADATA_ICCID].value);
}

static enum bpp_reason install(struct bpp *b, struct slice plain)
{
	if (!b->installer)
		b->installer = installer_new(b, b->crypto, b->terms.memory);
	if (!b->installer)
		return BPP_INSUFFICIENT_MEMORY;
	if (installer_push(b->installer, plain) < 0)
		return installer_reason(b);
	/* Known from the ProfileHeader on. */
	if (!same_iccid(b))
		return BPP_DATA_MISMATCH;
	if (b->metadata.class == CLASS_TEST && !installer_has_test_keys(b->installer))
		return BPP_INVALID_NAA_KEY;
	return BPP_OK;
}

static enum bpp_reason finish_profile(struct bpp *b, struct slice command)
{
	(void)command;
	if (!b->installer)
		return BPP_PE_PROCESSING_ERROR;
	return installer_finish(b->installer) < 0 ? installer_reason(b) : BPP_OK;
}

/* ---- segments ---- */

static enum bpp_reason collect(struct bpp *b, struct slice plain)
{
	if (plain.n > COMMAND_MAX - b->plain.n)
		return BPP_INCORRECT_INPUT_VALUES;
	buf_put_slice(&b->plain, plain);
	return buf_ok(&b->plain) ? BPP_OK : BPP_INSUFFICIENT_MEMORY;
}

static enum bpp_reason take_segment(struct bpp *b, struct slice segment)
{
	struct buf plain = buf_new(b);
	enum bpp_reason reason;
	int r;

	r = scp03t_unwrap(b->crypto, &b->keys, segment, &plain);
	if (r == -EKEYREJECTED)
		reason = BPP_SCP03T_SECURITY_ERROR;
	else if (r == -EBADMSG || r == -EINVAL)
		reason = BPP_SCP03T_STRUCTURE_ERROR;
	else if (r < 0 || !buf_ok(&plain))
		reason = BPP_UNKNOWN_ERROR;
	else
		reason = b->stage->segment_done(b, buf_slice(&plain));
	buf_reset(&plain);
	return reason;
}

/* ---- the stream ---- */

/* An object's header: what it is, and whether its place is here. */
struct object {
	uint32_t tag;
	size_t header;
	size_t length;
};

static enum bpp_progress fail(struct bpp *b, enum bpp_reason reason)
{
	b->reason = reason;
	b->progress = BPP_FAILED;
	return b->progress;
}

/* A header that does not fit is the InitialiseSecureChannel's fault before the channel is open,
 * and the secure channel's structure error afterwards. */
static enum bpp_reason structure_error(const struct bpp *b)
{
	return b->command == BPP_INITIALISE_SECURE_CHANNEL ? BPP_INCORRECT_INPUT_VALUES
							   : BPP_SCP03T_STRUCTURE_ERROR;
}

static enum bpp_reason end_stage(struct bpp *b, struct slice command)
{
	enum bpp_reason reason =
		b->terms.fault ? b->terms.fault(b->terms.arg, b->stage->name) : BPP_OK;

	if (reason == BPP_OK)
		reason = b->stage->command_done(b, command);

	buf_reset(&b->plain);
	if (reason != BPP_OK)
		return reason;
	b->stage++;
	b->in_sequence = false;
	if (b->stage < stages + STAGE_COUNT)
		b->command = b->stage->command;
	else if (b->package_left)
		return BPP_SCP03T_STRUCTURE_ERROR;
	else
		b->progress = BPP_COMPLETE;
	return BPP_OK;
}

/* The header of the package, or of a sequence: consumed by itself. */
static enum bpp_reason open_sequence(struct bpp *b, const struct object *o)
{
	if (o->header > b->package_left || o->length > b->package_left - o->header)
		return structure_error(b);
	b->package_left -= o->header + o->length;
	b->sequence_left = o->length;
	b->in_sequence = true;
	buf_consume(&b->pending, o->header);
	return o->length ? BPP_OK : end_stage(b, buf_slice(&b->plain));
}

static void consume(struct bpp *b, const struct object *o)
{
	buf_consume(&b->pending, o->header + o->length);
}

static enum bpp_reason take_initialise(struct bpp *b, const struct object *o)
{
	size_t n = o->header + o->length;
	enum bpp_reason reason;

	if (n > b->package_left)
		return structure_error(b);
	b->package_left -= n;
	reason = end_stage(b, slice_of(b->pending.p, n));
	consume(b, o);
	return reason;
}

static enum bpp_reason take_protected(struct bpp *b, const struct object *o)
{
	size_t n = o->header + o->length;
	enum bpp_reason reason;

	if (n > b->sequence_left)
		return structure_error(b);
	b->sequence_left -= n;
	reason = take_segment(b, slice_of(b->pending.p, n));
	consume(b, o);
	if (reason == BPP_OK && b->sequence_left == 0)
		reason = end_stage(b, buf_slice(&b->plain));
	return reason;
}

/* What object has to come now. @max: bytes of it that must be there before it is taken, 0 for the
 * header alone. */
static bool expected(struct bpp *b, uint32_t tag, size_t *max)
{
	if (!b->stage) {
		*max = 0;
		return tag == BPP_TAG;
	}
	if (b->in_sequence) {
		*max = SCP03T_SEGMENT_ACCEPTED;
		return tag == b->stage->segment;
	}
	if (b->stage->optional && tag != b->stage->tag)
		b->stage++;
	b->command = b->stage->command;
	*max = b->stage->segment ? 0 : INITIALISE_MAX;
	return tag == b->stage->tag;
}

static enum bpp_reason take(struct bpp *b, const struct object *o)
{
	if (!b->stage) {
		b->package_left = o->length;
		b->stage = stages;
		buf_consume(&b->pending, o->header);
		return BPP_OK;
	}
	if (b->in_sequence)
		return take_protected(b, o);
	return b->stage->segment ? open_sequence(b, o) : take_initialise(b, o);
}

/* Takes one object off the front of what is pending. Returns false when more bytes are needed, or
 * none are wanted. */
static bool step(struct bpp *b)
{
	enum bpp_reason reason;
	struct object o;
	size_t max;
	int r;

	if (b->progress != BPP_MORE)
		return false;
	r = tlv_header(buf_slice(&b->pending), &o.tag, &o.length, &o.header);
	if (r == 0)
		return false;
	if (r < 0 || !expected(b, o.tag, &max) || (max && o.length > max - o.header)) {
		fail(b, structure_error(b));
		return false;
	}
	if (max && b->pending.n < o.header + o.length)
		return false;
	reason = take(b, &o);
	if (reason != BPP_OK)
		fail(b, reason);
	return reason == BPP_OK;
}

enum bpp_progress bpp_push(struct bpp *b, struct slice bytes)
{
	if (b->progress != BPP_MORE)
		return b->progress;
	buf_put_slice(&b->pending, bytes);
	if (!buf_ok(&b->pending))
		return fail(b, BPP_INSUFFICIENT_MEMORY);
	while (step(b))
		;
	/* The package has ended, its bytes have not. */
	if (b->progress == BPP_COMPLETE && b->pending.n)
		return fail(b, BPP_SCP03T_STRUCTURE_ERROR);
	return b->progress;
}

enum bpp_progress bpp_progress(const struct bpp *b)
{
	return b->progress;
}

bool bpp_between_objects(const struct bpp *b)
{
	return b->pending.n == 0;
}

bool bpp_is_segment(uint32_t tag)
{
	for (size_t i = 0; i < STAGE_COUNT; i++)
		if (tag == stages[i].tag || (stages[i].segment && tag == stages[i].segment))
			return true;
	return false;
}

int bpp_function(size_t index, struct softeuicc_function *function)
{
	if (index >= STAGE_COUNT)
		return 0;
	*function = (struct softeuicc_function){stages[index].name, stages[index].tag, 1};
	return 1;
}

enum bpp_command bpp_command(const struct bpp *b)
{
	return b->command;
}

enum bpp_reason bpp_reason(const struct bpp *b)
{
	return b->reason;
}

struct slice bpp_metadata_value(const struct bpp *b)
{
	return buf_slice(&b->metadata_value);
}

const struct metadata *bpp_metadata(const struct bpp *b)
{
	return b->admitted ? &b->metadata : NULL;
}

struct slice bpp_dp_data(const struct bpp *b)
{
	return buf_slice(&b->dp_data);
}

struct installer *bpp_installer(const struct bpp *b)
{
	return b->installer;
}
