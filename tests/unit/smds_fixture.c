/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smds_fixture.h"

#include <unistd.h>

#include "post.h"
#include "servers/common/json.h"

struct rsp_server *ds;
struct rsp_client *lpa;
struct slice dp_certificate;
const char oid[] = "2.999.10";

static char *dir;

struct slice file_content(const char *path)
{
	struct buf b = buf_new(ctx);
	char chunk[512];
	size_t n;
	FILE *f = fopen(path, "rb");

	ck_assert_ptr_nonnull(f);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_put(&b, chunk, n);
	fclose(f);
	return buf_slice(&b);
}

void smds_setup(void)
{
	static const char *const names[] = {"smds.example.com", "127.0.0.1", NULL};
	struct rsp_config config = {.addresses = names, .now = now};
	char *error = NULL;

	smdpp_setup();
	dir = talloc_strdup(ctx, "/tmp/check_smds.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	config.store = talloc_asprintf(ctx, "%s/smds.db", dir);
	ck_assert_msg(smds_new(ctx, &config, &ds, &error) == 0, "%s", error);
	lpa = rsp_client_new(ctx, ds, CURVE_NIST_P256);
	dp_certificate = file_content(lpa->set->tls_certificate);
}

void smds_teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};

	talloc_free(ds);
	for (size_t i = 0; i < COUNT(suffixes); i++)
		unlink(talloc_asprintf(ctx, "%s/smds.db%s", dir, suffixes[i]));
	ck_assert_int_eq(rmdir(dir), 0);
	smdpp_teardown();
}

const char *call_as(struct rsp_server *server, const char *prefix, const char *who,
		    struct slice certificate, const char *function, json_t *members)
{
	struct rsp_response r;
	const char *body;

	if (who)
		json_object_set_new(members, "header",
				    json_pack("{s:s, s:s}", "functionRequesterIdentifier", who,
					      "functionCallIdentifier", "1"));
	body = json_text(ctx, members);
	json_decref(members);
	rsp_handle(server,
		   &(const struct http_request){
			   .method = "POST",
			   .path = talloc_asprintf(ctx, "%s%s", prefix, function),
			   .body = slice_str(body),
			   .certificate = certificate,
			   .headers = protocol_headers,
		   },
		   ctx, &r);
	ck_assert_uint_eq(r.http_status, 200);
	return r.status == STATUS_OK
		       ? ""
		       : talloc_asprintf(ctx, "%s/%s", rsp_status_codes[r.status].subject,
					 rsp_status_codes[r.status].reason);
}

const char *es12_by(struct slice certificate, const char *who, const char *function,
		    json_t *members)
{
	return call_as(ds, ES12_PATH, who, certificate, function, members);
}

const char *es12(const char *function, json_t *members)
{
	return es12_by(dp_certificate, oid, function, members);
}

json_t *event(const char *eid, const char *id)
{
	return json_pack("{s:s, s:s, s:s, s:b}", "eid", eid, "eventId", id, "rspServerAddress",
			 "smdpp.example.com", "forwardingIndicator", 0);
}
