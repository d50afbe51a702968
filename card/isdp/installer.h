/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installs an unprotected profile package (TCA eUICC Profile Package: Interoperable Format) from a
 * stream of bytes: profile elements are processed as soon as each is complete. Nothing reaches
 * the store before installer_save(). */
#ifndef ISDP_INSTALLER_H
#define ISDP_INSTALLER_H

#include "crypto/crypto.h"
#include "store/store.h"
#include "uicc/content.h"

struct installer;

/* PEStatus status codes, PEDefinitions. */
enum pe_status {
	PE_OK = 0,
	PE_NOT_SUPPORTED = 1,
	PE_MEMORY_FAILURE = 2,
	PE_BAD_VALUES = 3,
	PE_NOT_ENOUGH_MEMORY = 4,
	PE_INVALID_REQUEST_FORMAT = 5,
	PE_INVALID_PARAMETER = 6,
	PE_RUNTIME_NOT_SUPPORTED = 7,
	PE_LIB_NOT_SUPPORTED = 8,
	PE_TEMPLATE_NOT_SUPPORTED = 9,
	PE_FEATURE_NOT_SUPPORTED = 10,
	PE_PIN_CODE_MISSING = 11,
	PE_UNSUPPORTED_PROFILE_VERSION = 31,
};

/* Two files in one place with the same identifier, or the same short one. */
enum installer_clash { CLASH_NONE, CLASH_FID, CLASH_SFI };

/* @memory: bytes of non-volatile memory that the profile may take, counted as installer_size(). */
struct installer *installer_new(void *ctx, struct crypto *c, uint64_t memory);

/* Takes the next bytes. Returns 0, or -ECANCELED once installation has failed; the reason is then
 * in the response and installer_status(). Later bytes are ignored. */
int installer_push(struct installer *in, struct slice bytes);
/* To be called when no more bytes will come: without PE-End the installation has failed. Returns as
 * installer_push(). */
int installer_finish(struct installer *in);
/* True once PE-End has been processed. */
bool installer_complete(const struct installer *in);
/* The status of the element that ended the installation, PE_OK if none did. */
enum pe_status installer_status(const struct installer *in);
/* What ended the installation, for people: profile element, PEStatus and reason. A talloc string.
 */
char *installer_complaint(const struct installer *in, void *ctx);
/* What makes that status bad-values, where it is one of these. */
enum installer_clash installer_clash(const struct installer *in);
/* The ICCID of the ProfileHeader, 10 bytes, empty before it came. Coded as in EF.ICCID and
 * StoreMetadata, the digits of each byte swapped, though the header has them in reading order. */
struct slice installer_iccid(const struct installer *in);
/* Whether the keys that have come for network access are ones that a test profile may have: they
 * are known to everybody, so that no operator's network takes them (SGP.22 2.4.5.3). */
bool installer_has_test_keys(const struct installer *in);
/* Bytes of non-volatile memory that the profile takes. */
uint64_t installer_size(const struct installer *in);
/* Appends the DER of EUICCResponse: what simaResponse of the installation result carries. */
void installer_response(const struct installer *in, struct buf *out);
/* The content built so far; the installer keeps owning it. */
struct uicc_content *installer_content(struct installer *in);
/* Writes everything for profile row @profile. Within the store's transaction. */
int installer_save(struct installer *in, struct store *s, int64_t profile);

#endif
