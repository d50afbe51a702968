/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request to the entitlement server; the first byte says how it comes. */
#include "fuzz.h"
#include "servers/mno/entitlement_document.h"
#include "servers/mno/entitlement_request.h"

enum { WAYS = 3 };

static const char *const types[WAYS] = {
	NULL, /* a query */
	"application/json",
	"application/x-www-form-urlencoded",
};

/* What was read is short text, without what steers terminals, and can be copied. */
static void check(const char *text)
{
	if (!text)
		return;
	REQUIRE(strlen(text) <= ENTITLEMENT_TEXT_MAX);
	for (; *text; text++)
		REQUIRE((uint8_t)*text >= 0x20 && *text != 0x7F);
}

/* Every parameter is a pointer, up to the packet. */
static void check_all(void *ctx, const struct entitlement_request *q)
{
	const char *const *texts = (const char *const *)q;
	struct entitlement_request copy;

	REQUIRE(entitlement_request_copy(q, ctx, &copy) == 0);
	for (size_t i = 0; i < offsetof(struct entitlement_request, eap_packet) / sizeof(*texts);
	     i++) {
		check(texts[i]);
		REQUIRE(!texts[i] == !((const char *const *)&copy)[i]);
	}
	REQUIRE(q->eap_packet.n <= ENTITLEMENT_EAP_MAX);
}

/* And it comes back in documents that keep their form. */
static void write_documents(void *ctx, const struct entitlement_request *q)
{
	struct entitlement_document d = {.token = q->token, .app = "ap2006"};
	const char *text = q->companion_name ? q->companion_name : "";
	const char *xml;

	d.answer = json_pack("{s:s, s:{s:s}}", "GeneralErrorText", text, "MSG", "Message", text);
	REQUIRE(d.answer);
	REQUIRE(entitlement_json(&d, ctx));
	xml = entitlement_xml(&d, ctx);
	REQUIRE(xml && !strncmp(xml, "<?xml", 5));
	json_decref(d.answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	unsigned way = size ? data[0] % WAYS : 0;
	struct slice rest = slice_sub(slice_of(data, size), 1, SIZE_MAX);
	const char *const headers[] = {types[way] ? "Content-Type" : NULL, types[way], NULL};
	const struct http_request request = {
		.method = types[way] ? "POST" : "GET",
		.path = "/",
		.query = types[way] ? NULL : talloc_strndup(ctx, (const char *)rest.p, rest.n),
		.headers = headers,
		.body = types[way] ? rest : slice_of(NULL, 0),
	};
	struct entitlement_request q;
	const char *problem = NULL;

	if (entitlement_request_read(&request, ctx, &q, &problem) == 0) {
		check_all(ctx, &q);
		write_documents(ctx, &q);
	} else {
		REQUIRE(problem);
	}
	talloc_free(ctx);
	return 0;
}
