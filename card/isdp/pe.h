/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the handlers of profile elements share: the installation under way. Private to the
 * installer. */
#ifndef ISDP_PE_H
#define ISDP_PE_H

#include "codec/tlv.h"
#include "isdp/pe_table.h"
#include "store/cdma_store.h"
#include "store/gp_store.h"

/* The element being installed. */
struct pe {
	const struct pe_type *type;
	struct slice value; /* of the ProfileElement's TLV */
	bool mandated;
	int identification; /* -1: none (ProfileHeader), or not legible */
};

enum { PE_MESSAGE_MAX = 64 }; /* statusMessage, EUICCResponse */

struct pe_report {
	enum pe_status status;
	int identification; /* -1: absent */
	int64_t offset;     /* -1: absent */
};

struct installer {
	struct crypto *crypto;
	uint64_t memory; /* most that may be used */
	uint64_t used;

	struct buf element; /* as much of the current one as has arrived */
	size_t length;      /* of the whole element, 0 until its header is there */

	bool header_seen;
	bool complete;
	bool failed;
	enum pe_status status;
	enum installer_clash clash;
	const struct pe_type *culprit; /* the kind of the element that failed, NULL: none */
	char message[PE_MESSAGE_MAX + 1];
	const uint8_t *fault; /* in the element, NULL: nowhere in particular */
	struct pe_report *reports;
	size_t report_count;

	uint8_t iccid[10];
	struct slice iot_aid; /* of iotOptions, empty where the header has none */
	struct uicc_content *content;
	struct file *context;        /* the MF, DF or ADF that PINs are for */
	struct file *adf;            /* where AKA parameters and further files go */
	enum template_family family; /* of @adf */
	struct gp_application *applications;
	struct cdma_parameter *cdmas;
};

/* Records why the element fails: @at (or NULL) is the place in it. Returns @status. */
enum pe_status pe_fail(struct installer *in, enum pe_status status, const void *at,
		       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Fails with memory-failure: this process has no more. */
enum pe_status pe_out_of_memory(struct installer *in);

/* Tells in the response that the element, which the installation keeps, is not of full use:
 * @status says why. Returns PE_OK, or memory-failure. */
enum pe_status pe_note(struct installer *in, const struct pe *pe, enum pe_status status);

/* Copies @from, absent where it is empty, to a talloc child of @ctx. False: out of memory. */
bool pe_keep(void *ctx, struct slice from, struct slice *to);

/* Takes @bytes of the non-volatile memory, or fails with not-enough-memory. */
enum pe_status pe_charge(struct installer *in, uint64_t bytes);

/* Reads a SEQUENCE's components; a violation of its syntax is invalid-request-format. */
enum pe_status pe_sequence(struct installer *in, struct slice value, const struct tlv_field *fields,
			   size_t n, struct tlv *out);

/* Reads an INTEGER between @min and @max, or @otherwise where @t is absent. */
enum pe_status pe_number(struct installer *in, const struct tlv *t, int64_t min, int64_t max,
			 int64_t otherwise, int64_t *out);

/* A file by filePath of the package (8.3.5): identifiers from below the MF, empty for the MF. */
struct file *pe_path(struct installer *in, struct slice path);

/* ---- one handler for each kind of element ----
 * One that returns what the eUICC lacks (pe-not-supported, runtime-, lib-, template- or
 * feature-not-supported) has installed nothing: the element is left out where it is not mandated.
 */

enum pe_status pe_header(struct installer *in, const struct pe *pe);
enum pe_status pe_end(struct installer *in, const struct pe *pe);
enum pe_status pe_template(struct installer *in, const struct pe *pe);
enum pe_status pe_generic_file_management(struct installer *in, const struct pe *pe);
enum pe_status pe_pin_codes(struct installer *in, const struct pe *pe);
enum pe_status pe_puk_codes(struct installer *in, const struct pe *pe);
enum pe_status pe_aka_parameter(struct installer *in, const struct pe *pe);
enum pe_status pe_cdma_parameter(struct installer *in, const struct pe *pe);
enum pe_status pe_security_domain(struct installer *in, const struct pe *pe);
enum pe_status pe_rfm(struct installer *in, const struct pe *pe);
enum pe_status pe_application(struct installer *in, const struct pe *pe);

#endif
