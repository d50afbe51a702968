/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card with a small profile, for the tests of the UICC: commands go to the rows of its table as
 * the dispatcher would send them, each one a transaction of its own.
 *
 *	MF      EF 2F06 ARR, 2F00 linear, 2F05 transparent; DF 7F10
 *	7F10    EF 6F06 ARR, 6F3A linear, DF 5F3A, which has EF 4F30
 *	USIM    EF 6F07 transparent, 6F38 transparent, 6F39 cyclic, 6F3B linear, 6F46 BER-TLV,
 *		DF 5F3B with EF 4F20 and EF 4F21, which is a link to 6F07
 *	ISIM    EF 6F02 transparent
 *
 * PINs, all with three tries: 01 "1111" in the MF and PUK 01 "11111111" with ten, 0A "ADM", 11
 * "8888"; 81 "2222" in USIM with PUK 81 "22222222"; 81 "3333" in ISIM without PUK. */
#ifndef TESTS_UNIT_UICC_FIXTURE_H
#define TESTS_UNIT_UICC_FIXTURE_H

#include "card.h"
#include "store/uicc_store.h"
#include "uicc/files.h"
#include "uicc/pin.h"
#include "uicc/uicc.h"
#include "unit.h"

#define USIM_AID "A0000000871002FF49FF0589"
#define ISIM_AID "A0000000871004FF49FF0589"

/* PIN values as they travel. */
#define PIN1  "31313131FFFFFFFF"
#define PIN2  "32323232FFFFFFFF"
#define UPIN  "38383838FFFFFFFF"
#define ADM   "41444DFFFFFFFFFF"
#define PUK1  "3131313131313131"
#define PUK2  "3232323232323232"
#define WRONG "39393939FFFFFFFF"

/* Access rules by their record in EF.ARR 2F06 and 6F06 alike. */
enum {
	ARR_OPEN = 1,      /* everything always */
	ARR_PIN1 = 2,      /* READ PIN1, UPDATE and INCREASE PIN2, DEACTIVATE and ACTIVATE ADM */
	ARR_READ_ONLY = 3, /* READ always, the rest never */
	ARR_EITHER = 4,    /* READ PIN1 or universal, UPDATE PIN1 and ADM */
	ARR_RECORDS = 4,
};

struct uicc_fixture {
	struct softeuicc *card;
	struct channel *ch; /* the basic channel */
	struct buf out;
	char path[64];
};

extern struct uicc_fixture fixture;

void uicc_fixture_setup(void);
void uicc_fixture_teardown(void);

/* The card loses power and comes back. */
void uicc_fixture_restart(void);

/* Sends an APDU to the row of the table that takes it; the response data is in fixture.out. */
uint16_t uicc_send(const char *hex);

/* Makes the application's ADF current. */
void uicc_enter(const char *aid);

struct file *uicc_file(const char *aid, const char *path);

/* Fails the test unless the APDU @hex is answered @sw with the data @response (NULL: any). */
void assert_answer_at(const char *file, int line, const char *hex, uint16_t sw,
		      const char *response);
#define assert_answer(hex, sw, response) assert_answer_at(__FILE__, __LINE__, hex, sw, response)

/* Sends an APDU through the dispatcher, and fails the test unless the response begins with @begin;
 * all of it is in fixture.out. */
void assert_transmit_at(const char *file, int line, const char *hex, const char *begin);
#define assert_transmit(hex, begin) assert_transmit_at(__FILE__, __LINE__, hex, begin)

/* A table of APDUs and their answers, gone through in order. */
struct exchange {
	const char *command;
	uint16_t sw;
	const char *response; /* NULL: none */
};

void run_exchanges(const struct exchange *x, size_t n);

#endif
