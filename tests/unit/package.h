/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profile packages for the installer's tests, and the installation of one. */
#ifndef TESTS_UNIT_PACKAGE_H
#define TESTS_UNIT_PACKAGE_H

#include "codec/tlv.h"
#include "isdp/installer.h"
#include "unit.h"

enum { MEMORY = 1 << 20, TESTED_ID = 9 };

/* Packages are written as TAG{VALUE}, hex, nested; see put_element(). */

/* ProfileHeader 3.3 with usim and milenage, templates MF and USIM. */
#define ICCID  "83{89000123456789012341}"
#define HEADER "80{03} 81{03} " ICCID " A5{81{} 84{}} A6{06{67810F010201} 06{67810F010204}}"
/* The files of PE-MF: MF, EF.ICCID, EF.DIR, EF.ARR. */
#define TWO_RECORDS   "A1{82{4221000A} 80{14}}"
#define MF_BASE       "A2{A1{C6{010A}}}"
#define MF_REST       "A4{83{98001032547698103214}} A5{" TWO_RECORDS "} A6{" TWO_RECORDS "}"
#define PUKS          "A1{30{80{01} 81{3131313131313131}}}"
#define PINS          "A1{A0{30{80{01} 81{30303030FFFFFFFF} 82{01}} 30{80{0A} 81{3535353535353535} 83{03}}}}"
#define LOCAL_PIN     "A1{A0{30{80{0081} 81{3939393939393939}}}}"
#define USIM_AID      "A0000000871002FF33FFFF89"
#define USIM_BASE     "A2{A1{83{7FD0} 84{" USIM_AID "} C6{81010A}}}"
#define USIM_IDENTITY "A3{83{080910101032540636}} A4{" TWO_RECORDS "}"
#define USIM_REST     "AD{} AE{} B2{} B6{}"
#define USIM_FILES                                                                                 \
	USIM_BASE " " USIM_IDENTITY " A8{83{FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF}} " USIM_REST

#define OID(n) "81{67810F0102" n "} "
#define MF     OID("01") MF_BASE MF_REST
#define USIM   OID("0402") USIM_FILES

/* One installation at a time: the fixture makes them. */
extern void *ctx;
extern struct buf package;
extern struct installer *in;

void package_setup(void);
void package_teardown(void);

/* Appends an element whose components after the PEHeader @spec says; @id -1: no PEHeader. */
void put_element(uint32_t tag, bool mandated, int id, const char *spec);
void put_header(const char *spec);
/* Header, MF, PUK, PINs, and the ADF.USIM with its local PIN. */
void put_base(void);
void put_end(void);

/* Gives the package to the installer in parts of @segment bytes; returns the last result. */
int push(size_t segment);

void assert_response(const char *hex);
/* The file at a path in hex, which must be there; and its content. */
struct file *at(const char *path);
void assert_content(const char *path, const char *hex);

#endif
