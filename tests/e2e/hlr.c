/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HLR/AuC for hostapd's EAP server, for the end-to-end tests: one subscriber with MILENAGE.
 *
 *   hlr SOCKET IMSI K OPC SQN
 *
 * hostapd (eap_sim_db=unix:SOCKET) sends a request in each datagram:
 *
 *   SIM-REQ-AUTH IMSI COUNT   answered SIM-RESP-AUTH IMSI KC:SRES:RAND...
 *   AKA-REQ-AUTH IMSI         answered AKA-RESP-AUTH IMSI RAND AUTN IK CK RES
 *   AKA-AUTS IMSI AUTS RAND   not answered
 *
 * Of another IMSI the answer is FAILURE. SQN is that of the first challenge, 12 hexadecimal digits.
 * Requests, and what became of AUTS, are printed; it ends with a signal. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <talloc.h>

#include "crypto/milenage.h"
#include "profile/asn1.h"

enum {
	KEY_BYTES = 16,
	RAND_BYTES = 16,
	SQN_BYTES = 6,
	MAC_BYTES = 8,
	AUTS_BYTES = SQN_BYTES + MAC_BYTES,
	RES_BYTES = 8,
	KC_BYTES = 8,
	SRES_BYTES = 4,
	SQN_STEP = 32, /* SQN = SEQ || IND, with IND of 5 bits (TS 33.102 C.1.1.1): the next SEQ */
	TRIPLETS_MAX = 3,
	DATAGRAM_MAX = 1024,
};

/* The separation bit of TS 33.102 annex H, for EAP-AKA'; EAP-AKA does not heed it. */
static const uint8_t amf[2] = {0x80, 0x00};
/* TS 33.102 6.3.3: AMF* in MAC-S. */
static const uint8_t amf_resynchronisation[2] = {0x00, 0x00};

struct hlr {
	void *ctx;
	struct crypto *crypto;
	struct milenage milenage;
	const char *imsi;
	uint64_t sqn;
};

/* ---- numbers ---- */

static void put_sqn(uint64_t sqn, uint8_t out[SQN_BYTES])
{
	for (int i = SQN_BYTES - 1; i >= 0; i--, sqn >>= 8)
		out[i] = (uint8_t)sqn;
}

static uint64_t get_sqn(const uint8_t in[SQN_BYTES])
{
	uint64_t sqn = 0;

	for (size_t i = 0; i < SQN_BYTES; i++)
		sqn = sqn << 8 | in[i];
	return sqn;
}

static void xor_into(uint8_t *out, const uint8_t *with, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] ^= with[i];
}

/* Exactly @n bytes. */
static bool read_hex(void *ctx, const char *hex, uint8_t *out, size_t n)
{
	struct buf bytes = buf_new(ctx);
	bool good = asn1_unhex(hex, &bytes) == 0 && buf_ok(&bytes) && bytes.n == n;

	if (good)
		memcpy(out, bytes.p, n);
	buf_reset(&bytes);
	return good;
}

static char *append_hex(char *text, char before, const uint8_t *p, size_t n)
{
	text = talloc_asprintf_append(text, "%c", before);
	for (size_t i = 0; i < n; i++)
		text = talloc_asprintf_append(text, "%02x", p[i]);
	return text;
}

/* ---- requests ---- */

/* " KC:SRES:RAND", by c2 and c3 of TS 33.102 6.8.1.2. */
static char *append_triplet(struct hlr *h, char *text)
{
	uint8_t rand[RAND_BYTES], res[RES_BYTES], ck[KEY_BYTES], ik[KEY_BYTES];

	if (crypto_random(h->crypto, rand, sizeof(rand)) < 0 ||
	    milenage_f2345(h->crypto, &h->milenage, rand, res, ck, ik, NULL, NULL) < 0)
		return NULL;
	xor_into(res, res + SRES_BYTES, SRES_BYTES);
	xor_into(ck, ck + KC_BYTES, KC_BYTES);
	xor_into(ck, ik, KC_BYTES);
	xor_into(ck, ik + KC_BYTES, KC_BYTES);
	text = append_hex(text, ' ', ck, KC_BYTES);
	text = append_hex(text, ':', res, SRES_BYTES);
	return append_hex(text, ':', rand, RAND_BYTES);
}

static char *triplets(struct hlr *h, const char *imsi, const char *count)
{
	char *text = talloc_asprintf(h->ctx, "SIM-RESP-AUTH %s", imsi);
	long n = count ? strtol(count, NULL, 10) : 0;

	if (n < 1 || n > TRIPLETS_MAX)
		return NULL;
	while (text && n--)
		text = append_triplet(h, text);
	return text;
}

/* A vector, and the SQN of the next. */
static char *quintuplet(struct hlr *h, const char *imsi)
{
	uint8_t rand[RAND_BYTES], res[RES_BYTES], ck[KEY_BYTES], ik[KEY_BYTES];
	uint8_t autn[SQN_BYTES + sizeof(amf) + MAC_BYTES], ak[SQN_BYTES];
	char *text = talloc_asprintf(h->ctx, "AKA-RESP-AUTH %s", imsi);

	put_sqn(h->sqn, autn);
	memcpy(autn + SQN_BYTES, amf, sizeof(amf));
	if (crypto_random(h->crypto, rand, sizeof(rand)) < 0 ||
	    milenage_f1(h->crypto, &h->milenage, rand, autn, amf, autn + SQN_BYTES + sizeof(amf),
			NULL) < 0 ||
	    milenage_f2345(h->crypto, &h->milenage, rand, res, ck, ik, ak, NULL) < 0)
		return NULL;
	xor_into(autn, ak, SQN_BYTES);
	h->sqn += SQN_STEP;
	text = append_hex(text, ' ', rand, sizeof(rand));
	text = append_hex(text, ' ', autn, sizeof(autn));
	text = append_hex(text, ' ', ik, sizeof(ik));
	text = append_hex(text, ' ', ck, sizeof(ck));
	return append_hex(text, ' ', res, sizeof(res));
}

/* TS 33.102 6.3.5: the subscriber's SQN, where the USIM itself says so. */
static const char *resynchronise(struct hlr *h, const char *auts_hex, const char *rand_hex)
{
	uint8_t auts[AUTS_BYTES], rand[RAND_BYTES], ak[SQN_BYTES], mac[MAC_BYTES];

	if (!auts_hex || !rand_hex || !read_hex(h->ctx, auts_hex, auts, sizeof(auts)) ||
	    !read_hex(h->ctx, rand_hex, rand, sizeof(rand)))
		return "malformed AUTS";
	if (milenage_f2345(h->crypto, &h->milenage, rand, NULL, NULL, NULL, NULL, ak) < 0)
		return "no AK";
	xor_into(auts, ak, SQN_BYTES);
	if (milenage_f1(h->crypto, &h->milenage, rand, auts, amf_resynchronisation, NULL, mac) < 0)
		return "no MAC-S";
	if (!crypto_equal(slice_of(mac, sizeof(mac)), slice_of(auts + SQN_BYTES, MAC_BYTES)))
		return "wrong MAC-S";
	h->sqn = get_sqn(auts) + SQN_STEP;
	return "resynchronised";
}

/* The answer, NULL where none is due. */
static char *process(struct hlr *h, char *request)
{
	char *rest, *kind = strtok_r(request, " ", &rest), *imsi = strtok_r(NULL, " ", &rest);
	char *third = strtok_r(NULL, " ", &rest), *fourth = strtok_r(NULL, " ", &rest);
	bool sim = kind && !strcmp(kind, "SIM-REQ-AUTH"), known;
	char *answer = NULL;

	if (!kind || !imsi)
		return NULL;
	known = !strcmp(imsi, h->imsi);
	if (!strcmp(kind, "AKA-AUTS")) {
		puts(known ? resynchronise(h, third, fourth) : "AUTS of another");
		return NULL;
	}
	if (!sim && strcmp(kind, "AKA-REQ-AUTH") != 0)
		return NULL;
	if (known)
		answer = sim ? triplets(h, imsi, third) : quintuplet(h, imsi);
	return answer ? answer
		      : talloc_asprintf(h->ctx, "%s-RESP-AUTH %s FAILURE", sim ? "SIM" : "AKA",
					imsi);
}

/* ---- the socket ---- */

static int open_socket(const char *path)
{
	struct sockaddr_un here = {.sun_family = AF_UNIX};
	int s = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (s < 0 || strlen(path) >= sizeof(here.sun_path))
		return -1;
	memcpy(here.sun_path, path, strlen(path));
	return bind(s, (struct sockaddr *)&here, sizeof(here)) < 0 ? -1 : s;
}

static int serve(struct hlr *h, int s)
{
	for (;;) {
		struct sockaddr_un from;
		socklen_t length = sizeof(from);
		char request[DATAGRAM_MAX + 1], *answer;
		ssize_t n =
			recvfrom(s, request, DATAGRAM_MAX, 0, (struct sockaddr *)&from, &length);

		if (n < 0)
			return 1;
		request[n] = '\0';
		puts(request);
		answer = process(h, request);
		fflush(stdout);
		if (answer &&
		    sendto(s, answer, strlen(answer), 0, (struct sockaddr *)&from, length) < 0)
			perror("hlr: the answer");
		talloc_free(answer);
	}
}

int main(int argc, char **argv)
{
	struct hlr h = {.ctx = talloc_new(NULL)};
	uint8_t sqn[SQN_BYTES];
	int s;

	milenage_defaults(&h.milenage);
	if (argc != 6 || !read_hex(h.ctx, argv[3], h.milenage.k, KEY_BYTES) ||
	    !read_hex(h.ctx, argv[4], h.milenage.opc, KEY_BYTES) ||
	    !read_hex(h.ctx, argv[5], sqn, SQN_BYTES)) {
		fputs("usage: hlr SOCKET IMSI K OPC SQN\n", stderr);
		return 2;
	}
	h.imsi = argv[2];
	h.sqn = get_sqn(sqn);
	s = open_socket(argv[1]);
	if (s < 0 || crypto_new(h.ctx, NULL, NULL, &h.crypto) < 0) {
		fprintf(stderr, "hlr: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	puts("ready");
	fflush(stdout);
	return serve(&h, s);
}
