/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stream of profile elements: framing, order, what a failure means for the rest, and the
 * EUICCResponse. */
#include "isdp/installer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <talloc.h>

#include "isdp/pe.h"
#include "store/uicc_store.h"

enum {
	/* An element is buffered whole, in volatile memory: this bounds it. The memory is taken
	 * as the bytes arrive, so an announced length alone costs nothing. */
	ELEMENT_MAX = 1 << 20,
	TAG_PROFILE_HEADER = 0xA0,
	HEADER_MAX = 8, /* tag and length bytes that the codec reads at most */
	IDENTIFICATION_MAX = 32767,
};

static void wipe_slice(struct slice s)
{
	if (s.p)
		crypto_wipe((uint8_t *)s.p, s.n);
}

/* Keys and PINs passed through here; those of the content it wipes itself. */
static int wipe(struct installer *in)
{
	buf_reset(&in->element);
	for (const struct gp_application *a = in->applications; a; a = a->next)
		for (const struct gp_key *k = a->keys; k; k = k->next)
			wipe_slice(k->components);
	for (const struct cdma_parameter *c = in->cdmas; c; c = c->next) {
		const struct slice secrets[] = {c->authentication_key, c->ssd, c->hrpd,
						c->simple_ip, c->mobile_ip};

		for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
			wipe_slice(secrets[i]);
	}
	return 0;
}

struct installer *installer_new(void *ctx, struct crypto *c, uint64_t memory)
{
	struct installer *in = talloc_zero(ctx, struct installer);

	if (!in)
		return NULL;
	in->crypto = c;
	in->memory = memory;
	in->element = buf_new(in);
	in->content = content_new(in);
	if (!in->content) {
		talloc_free(in);
		return NULL;
	}
	talloc_set_destructor(in, wipe);
	return in;
}

/* ---- what the handlers use ---- */

enum pe_status pe_fail(struct installer *in, enum pe_status status, const void *at,
		       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(in->message, sizeof(in->message), format, args);
	va_end(args);
	in->fault = at;
	return status;
}

enum pe_status pe_out_of_memory(struct installer *in)
{
	return pe_fail(in, PE_MEMORY_FAILURE, NULL, "out of volatile memory");
}

bool pe_keep(void *ctx, struct slice from, struct slice *to)
{
	*to = slice_of(from.n ? talloc_memdup(ctx, from.p, from.n) : NULL, from.n);
	return from.n == 0 || to->p;
}

enum pe_status pe_charge(struct installer *in, uint64_t bytes)
{
	if (bytes > in->memory - in->used)
		return pe_fail(in, PE_NOT_ENOUGH_MEMORY, NULL, "not enough memory");
	in->used += bytes;
	return PE_OK;
}

enum pe_status pe_sequence(struct installer *in, struct slice value, const struct tlv_field *fields,
			   size_t n, struct tlv *out)
{
	const char *culprit;

	if (tlv_sequence(value, fields, n, out, &culprit) == 0)
		return PE_OK;
	return pe_fail(in, PE_INVALID_REQUEST_FORMAT, value.p, "%s: missing or malformed", culprit);
}

enum pe_status pe_number(struct installer *in, const struct tlv *t, int64_t min, int64_t max,
			 int64_t otherwise, int64_t *out)
{
	*out = otherwise;
	if (!tlv_present(t))
		return PE_OK;
	if (tlv_integer(t->value, out))
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, t->whole.p, "malformed INTEGER");
	if (*out < min || *out > max)
		return pe_fail(in, PE_BAD_VALUES, t->whole.p, "number out of range");
	return PE_OK;
}

struct file *pe_path(struct installer *in, struct slice path)
{
	enum { PATH_MAX_BYTES = 8 };

	return path.n <= PATH_MAX_BYTES ? file_by_path(in->content, NULL, path) : NULL;
}

/* ---- the outcome of an element ---- */

static bool add_report(struct installer *in, enum pe_status status, int identification,
		       int64_t offset)
{
	struct pe_report *r =
		talloc_realloc(in, in->reports, struct pe_report, in->report_count + 1);

	if (!r)
		return false;
	in->reports = r;
	r[in->report_count++] = (struct pe_report){status, identification, offset};
	return true;
}

/* Ends the installation: nothing that was built will be used. */
static void abort_installation(struct installer *in, enum pe_status status, int identification,
			       int64_t offset)
{
	in->failed = true;
	in->status = status;
	if (!add_report(in, status, identification, offset))
		in->status = PE_MEMORY_FAILURE;
}

/* Where in the element the handler found the fault. The element begins with its tag. */
static int64_t fault_offset(const struct installer *in)
{
	if (!in->fault || in->fault < in->element.p || in->fault > in->element.p + in->element.n)
		return -1;
	return in->fault - in->element.p;
}

/* Statuses that say what this eUICC lacks, not what is wrong with the profile. */
static bool lacks_support(enum pe_status status)
{
	return status == PE_NOT_SUPPORTED || status == PE_RUNTIME_NOT_SUPPORTED ||
	       status == PE_LIB_NOT_SUPPORTED || status == PE_TEMPLATE_NOT_SUPPORTED ||
	       status == PE_FEATURE_NOT_SUPPORTED;
}

enum pe_status pe_note(struct installer *in, const struct pe *pe, enum pe_status status)
{
	return add_report(in, status, pe->identification, -1) ? PE_OK : pe_out_of_memory(in);
}

static void conclude(struct installer *in, const struct pe *pe, enum pe_status status)
{
	if (status == PE_OK)
		return;
	if (lacks_support(status) && !pe->mandated) {
		if (add_report(in, status, pe->identification, fault_offset(in)))
			return;
		status = PE_MEMORY_FAILURE;
	}
	in->culprit = pe->type;
	abort_installation(in, status, pe->identification, fault_offset(in));
}

/* ---- elements ---- */

/* PEHeader, the first component of every element but the ProfileHeader. What a later version of
 * the format adds has one too; an element without (PE-Dummy) cannot be mandated. */
static int read_pe_header(struct pe *pe)
{
	static const struct tlv_field fields[] = {
		{"mandated", 0x80, TLV_OPTIONAL, 0, 0},
		{"identification", 0x81, 0, 1, 2},
	};
	struct slice rest = pe->value;
	struct tlv header, out[2];
	int64_t number;

	if (tlv_next(&rest, &header) != 1 || header.tag != 0xA0 ||
	    tlv_sequence(header.value, fields, 2, out, NULL) ||
	    tlv_integer(out[1].value, &number) || number < 0 || number > IDENTIFICATION_MAX ||
	    out[0].value.n != 0)
		return -EBADMSG;
	pe->mandated = tlv_present(&out[0]);
	pe->identification = (int)number;
	return 0;
}

static enum pe_status install(struct installer *in, const struct pe *pe, bool legible)
{
	bool is_header = pe->type && pe->type->install == pe_header;

	if (in->header_seen == is_header)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, NULL,
			       is_header ? "second ProfileHeader" : "ProfileHeader is not first");
	if (!pe->type || !pe->type->install)
		return pe_fail(in, PE_NOT_SUPPORTED, NULL, "%s not supported",
			       pe->type ? pe->type->name : "profile element");
	if (!is_header && !legible)
		return pe_fail(in, PE_INVALID_REQUEST_FORMAT, NULL, "%s: malformed PEHeader",
			       pe->type->name);
	return pe->type->install(in, pe);
}

/* One whole ProfileElement is in the buffer. */
static void process_element(struct installer *in)
{
	struct slice bytes = buf_slice(&in->element);
	struct pe pe = {.identification = -1};
	struct tlv t;
	bool legible;

	in->fault = NULL;
	in->message[0] = '\0';
	tlv_next(&bytes, &t); /* its header was read before */
	pe.type = pe_type_by_tag(t.tag);
	pe.value = t.value;
	legible = t.tag == TAG_PROFILE_HEADER || read_pe_header(&pe) == 0;
	if (t.tag == TAG_PROFILE_HEADER) /* it has no PEHeader; nothing goes without it */
		pe.mandated = true;
	conclude(in, &pe, install(in, &pe, legible));
}

/* ---- framing ---- */

/* Takes the bytes that the header of the next element still needs. */
static void take_header(struct installer *in, struct slice *bytes)
{
	uint32_t tag;
	size_t length, header;
	int r = 0;

	while (r == 0 && bytes->n > 0 && in->element.n < HEADER_MAX && buf_ok(&in->element)) {
		buf_put(&in->element, bytes->p, 1);
		*bytes = slice_sub(*bytes, 1, SIZE_MAX);
		r = tlv_header(buf_slice(&in->element), &tag, &length, &header);
	}
	if (r == 0 && in->element.n < HEADER_MAX)
		return;
	/* ProfileElement's alternatives are context specific and constructed. */
	if (r != 1 || (in->element.p[0] & 0xE0) != 0xA0) {
		pe_fail(in, PE_INVALID_REQUEST_FORMAT, NULL, "no profile element");
		abort_installation(in, PE_INVALID_REQUEST_FORMAT, -1, -1);
	} else if (length > ELEMENT_MAX) {
		pe_fail(in, PE_NOT_ENOUGH_MEMORY, NULL, "profile element too long");
		abort_installation(in, PE_NOT_ENOUGH_MEMORY, -1, -1);
	} else {
		in->length = header + length;
	}
}

static void take_value(struct installer *in, struct slice *bytes)
{
	struct slice part = slice_sub(*bytes, 0, in->length - in->element.n);

	buf_put_slice(&in->element, part);
	*bytes = slice_sub(*bytes, part.n, SIZE_MAX);
}

int installer_push(struct installer *in, struct slice bytes)
{
	while (bytes.n > 0 && !in->failed) {
		if (in->complete) {
			pe_fail(in, PE_INVALID_REQUEST_FORMAT, NULL, "data after PE-End");
			abort_installation(in, PE_INVALID_REQUEST_FORMAT, -1, -1);
			break;
		}
		if (in->length == 0)
			take_header(in, &bytes);
		if (in->length != 0)
			take_value(in, &bytes);
		if (!buf_ok(&in->element)) {
			pe_fail(in, PE_MEMORY_FAILURE, NULL, "out of volatile memory");
			abort_installation(in, PE_MEMORY_FAILURE, -1, -1);
		}
		if (!in->failed && in->length != 0 && in->element.n == in->length) {
			process_element(in);
			buf_reset(&in->element);
			in->length = 0;
		}
	}
	return in->failed ? -ECANCELED : 0;
}

int installer_finish(struct installer *in)
{
	if (!in->complete && !in->failed) {
		pe_fail(in, PE_INVALID_REQUEST_FORMAT, NULL, "PE-End is missing");
		abort_installation(in, PE_INVALID_REQUEST_FORMAT, -1, -1);
	}
	return in->failed ? -ECANCELED : 0;
}

bool installer_complete(const struct installer *in)
{
	return in->complete && !in->failed;
}

enum pe_status installer_status(const struct installer *in)
{
	return in->status;
}

enum installer_clash installer_clash(const struct installer *in)
{
	return in->clash;
}

struct slice installer_iccid(const struct installer *in)
{
	return slice_of(in->iccid, in->header_seen ? sizeof(in->iccid) : 0);
}

uint64_t installer_size(const struct installer *in)
{
	return in->used;
}

struct uicc_content *installer_content(struct installer *in)
{
	return in->content;
}

char *installer_complaint(const struct installer *in, void *ctx)
{
	static const char *const names[] = {
		[PE_OK] = "ok",
		[PE_NOT_SUPPORTED] = "pe-not-supported",
		[PE_MEMORY_FAILURE] = "memory-failure",
		[PE_BAD_VALUES] = "bad-values",
		[PE_NOT_ENOUGH_MEMORY] = "not-enough-memory",
		[PE_INVALID_REQUEST_FORMAT] = "invalid-request-format",
		[PE_INVALID_PARAMETER] = "invalid-parameter",
		[PE_RUNTIME_NOT_SUPPORTED] = "runtime-not-supported",
		[PE_LIB_NOT_SUPPORTED] = "lib-not-supported",
		[PE_TEMPLATE_NOT_SUPPORTED] = "template-not-supported",
		[PE_FEATURE_NOT_SUPPORTED] = "feature-not-supported",
		[PE_PIN_CODE_MISSING] = "pin-code-missing",
		[PE_UNSUPPORTED_PROFILE_VERSION] = "unsupported-profile-version",
	};
	int identification =
		in->report_count ? in->reports[in->report_count - 1].identification : -1;
	char *text = talloc_strdup(ctx, "profile package");

	if (in->culprit)
		text = talloc_asprintf_append(text, ", element %s", in->culprit->name);
	if (identification >= 0)
		text = talloc_asprintf_append(text, ", identification %d", identification);
	return talloc_asprintf_append(text, ": %s (%d): %s", names[in->status], (int)in->status,
				      in->message);
}

/* ---- EUICCResponse ---- */

static void put_status(struct buf *out, const struct pe_report *r)
{
	size_t mark = tlv_open(out, 0x30);

	tlv_put_integer(out, 0x80, r->status);
	if (r->identification >= 0)
		tlv_put_integer(out, 0x81, r->identification);
	if (r->offset >= 0)
		tlv_put_integer(out, 0x83, r->offset);
	tlv_close(out, mark);
}

void installer_response(const struct installer *in, struct buf *out)
{
	const struct pe_report ok = {PE_OK, -1, -1};
	size_t response = tlv_open(out, 0x30), list = tlv_open(out, 0xA0);

	for (size_t i = 0; i < in->report_count; i++)
		put_status(out, &in->reports[i]);
	if (!in->failed)
		put_status(out, &ok);
	tlv_close(out, list);
	if (in->failed) {
		tlv_put(out, 0x81, (struct slice){NULL, 0});
		tlv_put_str(out, 0x82, in->message);
	}
	tlv_close(out, response);
}

int installer_save(struct installer *in, struct store *s, int64_t profile)
{
	int r;

	if (!installer_complete(in))
		return -EINVAL;
	r = uicc_store_save(s, profile, in->content);
	for (struct gp_application *a = in->applications; r == 0 && a; a = a->next)
		r = gp_store_add(s, profile, a);
	for (const struct cdma_parameter *c = in->cdmas; r == 0 && c; c = c->next)
		r = cdma_store_add(s, profile, c);
	return r;
}
