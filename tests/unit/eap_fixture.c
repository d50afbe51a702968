/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap_fixture.h"

#include <errno.h>

void *ctx;
struct crypto *crypto;
struct eap_server *server;
struct eap_peer *peer;
struct eap_server_config server_config;
struct eap_peer_config peer_config;
enum eap_type type;
struct behaviour behaviour;

static void copy(uint8_t *out, const char *hex)
{
	struct slice s = unhex(ctx, hex);

	memcpy(out, s.p, s.n);
}

/* ---- the authentication centre ---- */

static int quintet(void *arg, const char *imsi, bool separation, struct eap_quintet *out)
{
	(void)arg;
	ck_assert_str_eq(imsi, IMSI);
	ck_assert(separation == (eap_server_type(server) == EAP_AKA_PRIME));
	copy(out->rand, RAND);
	copy(out->autn, behaviour.auc_autn);
	copy(out->xres, RES);
	out->xres_length = 8;
	copy(out->ck, CK);
	copy(out->ik, IK);
	return behaviour.auc_fails;
}

static int resynchronise(void *arg, const char *imsi, const uint8_t rand[16], struct slice auts)
{
	(void)arg;
	ck_assert_str_eq(imsi, IMSI);
	assert_hex(slice_of(rand, 16), RAND);
	assert_hex(auts, AUTS);
	behaviour.resynchronised++;
	return behaviour.auc_fails;
}

/* SRES and Kc of a RAND: some function of it and of a key. */
static void gsm(const uint8_t rand[16], uint8_t key, uint8_t sres[4], uint8_t kc[8])
{
	for (int i = 0; i < 4; i++)
		sres[i] = rand[i] ^ key;
	for (int i = 0; i < 8; i++)
		kc[i] = rand[8 + i] ^ (uint8_t)~key;
}

static int triplet(void *arg, const char *imsi, struct eap_triplet *out)
{
	(void)arg;
	ck_assert_str_eq(imsi, IMSI);
	copy(out->rand, RAND);
	if (!behaviour.auc_repeats)
		out->rand[15] ^= (uint8_t)behaviour.triplets++;
	gsm(out->rand, 0, out->sres, out->kc);
	return behaviour.auc_fails;
}

/* ---- the USIM ---- */

static enum eap_usim_result authenticate(void *arg, const uint8_t rand[16], const uint8_t autn[16],
					 struct eap_usim_answer *out)
{
	(void)arg;
	if (behaviour.usim_refuses || !slice_eq(slice_of(rand, 16), unhex(ctx, RAND)) ||
	    !slice_eq(slice_of(autn, 16), unhex(ctx, behaviour.auc_autn)))
		return EAP_USIM_REFUSES;
	copy(out->auts, AUTS);
	if (behaviour.synchronisation_failures-- > 0)
		return EAP_USIM_SYNCHRONISATION_FAILURE;
	copy(out->res, behaviour.usim_res);
	out->res_length = strlen(behaviour.usim_res) / 2;
	copy(out->ck, CK);
	copy(out->ik, IK);
	return EAP_USIM_OK;
}

static enum eap_usim_result run_gsm(void *arg, const uint8_t rand[16], uint8_t sres[4],
				    uint8_t kc[8])
{
	(void)arg;
	gsm(rand, behaviour.usim_key, sres, kc);
	return behaviour.usim_refuses ? EAP_USIM_REFUSES : EAP_USIM_OK;
}

/* ---- both sides ---- */

void eap_setup(void)
{
	ctx = talloc_new(NULL);
	ck_assert_int_eq(crypto_new(ctx, NULL, NULL, &crypto), 0);
	behaviour = (struct behaviour){.usim_res = RES, .auc_autn = AUTN};
	server_config = (struct eap_server_config){
		.crypto = crypto,
		.auc = {.quintet = quintet, .resynchronise = resynchronise, .triplet = triplet},
		.network = slice_str("WLAN"),
	};
	peer_config = (struct eap_peer_config){
		.crypto = crypto,
		.usim = {.authenticate = authenticate, .run_gsm = run_gsm},
		.imsi = IMSI,
		.realm = REALM,
		.network = slice_str("WLAN"),
	};
}

void eap_teardown(void)
{
	talloc_free(ctx);
}

void new_peer(const char *network)
{
	peer_config.network = slice_str(network);
	ck_assert_int_eq(eap_peer_new(ctx, &peer_config, &peer), 0);
}

void start_with(uint64_t served, uint64_t taken)
{
	server_config.types = served;
	peer_config.types = taken;
	ck_assert_int_eq(eap_server_new(ctx, &server_config, &server), 0);
	new_peer("WLAN");
}

void start(enum eap_type as)
{
	type = as;
	start_with(EAP_BIT(as), EAP_BIT(as));
}

struct slice permanent_of(enum eap_type as)
{
	return slice_str(as == EAP_AKA   ? "0" IMSI "@" REALM
			 : as == EAP_SIM ? "1" IMSI "@" REALM
					 : "6" IMSI "@" REALM);
}

struct slice permanent(void)
{
	return permanent_of(type);
}

struct slice begin(struct slice identity)
{
	struct buf b = buf_new(ctx);

	ck_assert_int_eq(eap_server_begin(server, identity, &b), 0);
	return buf_slice(&b);
}

struct slice to_peer(struct slice packet)
{
	struct buf b = buf_new(ctx);

	ck_assert_int_eq(eap_peer_receive(peer, packet, &b), 0);
	return buf_slice(&b);
}

struct slice to_server(struct slice packet)
{
	struct buf b = buf_new(ctx);

	ck_assert_int_eq(eap_server_receive(server, packet, &b), 0);
	return buf_slice(&b);
}

void play(struct slice packet)
{
	while (packet.n) {
		packet = to_peer(packet);
		if (packet.n)
			packet = to_server(packet);
	}
}

/* ---- what is to be ---- */

void assert_ignored_by_server(struct slice packet)
{
	struct buf b = buf_new(ctx);

	ck_assert_int_eq(eap_server_receive(server, packet, &b), -EBADMSG);
	ck_assert_uint_eq(b.n, 0);
}

void assert_ignored_by_peer(struct slice packet)
{
	struct buf b = buf_new(ctx);

	ck_assert_int_eq(eap_peer_receive(peer, packet, &b), -EBADMSG);
	ck_assert_uint_eq(b.n, 0);
}

void assert_type(struct slice packet, enum eap_code code, enum eap_type as,
		 enum eap_subtype subtype)
{
	ck_assert_uint_gt(packet.n, EAP_SUBTYPE_AT);
	ck_assert_uint_eq(packet.p[0], code);
	ck_assert_uint_eq(packet.p[4], as);
	ck_assert_uint_eq(packet.p[EAP_SUBTYPE_AT], subtype);
}

void assert_subtype(struct slice packet, enum eap_code code, enum eap_subtype subtype)
{
	assert_type(packet, code, type, subtype);
}

void assert_success(void)
{
	ck_assert_int_eq(eap_server_verdict(server), EAP_SUCCEEDED);
	ck_assert_int_eq(eap_peer_verdict(peer), EAP_SUCCEEDED);
	ck_assert_mem_eq(eap_server_msk(server), eap_peer_msk(peer), EAP_MSK_BYTES);
	ck_assert_str_eq(eap_server_imsi(server), IMSI);
	ck_assert_int_eq(eap_server_type(server), eap_peer_type(peer));
}

void assert_failure(void)
{
	ck_assert_int_eq(eap_server_verdict(server), EAP_FAILED);
	ck_assert_int_eq(eap_peer_verdict(peer), EAP_FAILED);
	ck_assert_ptr_null(eap_server_msk(server));
	ck_assert_ptr_null(eap_peer_msk(peer));
}

struct slice with_bit_flipped(struct slice packet, size_t at)
{
	struct slice changed = slice_dup(ctx, packet);

	((uint8_t *)changed.p)[at] ^= 0x01;
	return changed;
}
