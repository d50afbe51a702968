/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole card for tests, with an LPA's view of it: a fresh image in a temporary directory, ES10
 * functions on the ISD-R, and an SM-DP+ opposite. */
#ifndef TESTS_UNIT_CARD_FIXTURE_H
#define TESTS_UNIT_CARD_FIXTURE_H

#include "card.h"
#include "rsp_server.h"

struct card_fixture {
	char *dir;
	char *image;
	struct softeuicc *card;
	struct crypto *crypto;
	struct pki *pki;
	int64_t now;  /* of the card's clock; at first the time of the test */
	size_t block; /* data bytes in each STORE DATA */
	/* The function that shall answer with a code instead of being performed; NULL: none. */
	const char *faulty;
	int fault;
};

/* @memory: of the card, 0 for the default. */
struct card_fixture *fixture_new(uint64_t memory);
/* A card with these settings. */
struct card_fixture *fixture_new_with(const struct softeuicc_setting *settings, size_t n);
void fixture_free(struct card_fixture *f);
/* As after loss of power: the image is opened anew. */
void fixture_reopen(struct card_fixture *f);

/* One APDU; *@sw gets the status word. The data is gathered by GET RESPONSE. */
struct slice fixture_transmit(struct card_fixture *f, struct slice command, uint16_t *sw);
struct slice fixture_hex(struct card_fixture *f, const char *hex, uint16_t *sw);
void fixture_select_isdr(struct card_fixture *f);

/* A request by STORE DATA on the basic channel, in blocks. Returns the response data. */
struct slice es10_try(struct card_fixture *f, struct slice request, uint16_t *sw);
/* The same; fails the test on any status word but 9000 and 91XX. */
struct slice es10(struct card_fixture *f, struct slice request);
struct slice es10_hex(struct card_fixture *f, const char *hex);
/* The result code in @tag { 80 code }. */
int es10_code(struct card_fixture *f, const char *request);

/* An SM-DP+ of @curve. */
struct rsp_server *fixture_server(struct card_fixture *f, enum curve curve);
/* The calls up to the point that their names say. */
struct slice fixture_challenge(struct card_fixture *f);
void fixture_authenticate(struct card_fixture *f, struct rsp_server *s);
void fixture_prepare(struct card_fixture *f, struct rsp_server *s);
/* A package for the session of @s, with the sample profile. */
struct bpp_wish fixture_wish(struct card_fixture *f, const struct rsp_server *s, const char *iccid,
			     const char *more_metadata);
/* Loads segment by segment, and returns the ProfileInstallationResult, empty where none came. */
struct slice fixture_load(struct card_fixture *f, struct slice package);
/* All of it; fails the test unless the profile is installed. */
void fixture_install(struct card_fixture *f, const char *iccid, const char *more_metadata);

/* What a ProfileInstallationResult says. */
struct installation {
	bool success;
	int command;
	int reason;
	int64_t sequence;
	struct slice aid;
	struct slice sima_response; /* empty: absent */
};

/* Takes @result apart after checking the card's signature for @s. */
struct installation fixture_result(struct card_fixture *f, const struct rsp_server *s,
				   struct slice result);

#endif
