/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smdpp_fixture.h"

#include <time.h>
#include <unistd.h>

#include "codec/tlv.h"
#include "servers/smdpp/stock.h"
#include "servers/smdpp/profile_package.h"

void *ctx;
struct rsp_server *dp;
struct rsp_client *client;
int64_t clock_offset;
const char *const addresses[] = {"smdpp.example.com:8443", "127.0.0.1:8443", NULL};

static char *path;

int64_t now(void *arg)
{
	(void)arg;
	return (int64_t)time(NULL) + clock_offset;
}

static void start(void)
{
	const struct rsp_config config = {.store = path, .addresses = addresses, .now = now};
	char *error = NULL;

	ck_assert_msg(smdpp_new(ctx, &config, &dp, &error) == 0, "%s", error);
}

void restart(void)
{
	talloc_free(dp);
	start();
	client->dp = dp;
}

void smdpp_setup(void)
{
	char dir[] = "/tmp/check_smdpp.XXXXXX";

	ctx = talloc_new(NULL);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = talloc_asprintf(ctx, "%s/made/smdpp.db", dir);
	clock_offset = 0;
	start();
	client = rsp_client_new(ctx, dp, CURVE_NIST_P256);
}

void smdpp_teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};

	talloc_free(dp);
	for (size_t i = 0; i < 3; i++)
		unlink(talloc_asprintf(ctx, "%s%s", path, suffixes[i]));
	for (size_t i = 0; i < 2; i++) {
		*strrchr(path, '/') = '\0';
		ck_assert_int_eq(rmdir(path), 0);
	}
	talloc_free(ctx);
}

struct slice package(size_t bytes)
{
	struct buf b = buf_new(ctx);
	size_t mark;

	buf_put_slice(&b, unhex(ctx, "A01C 800103 810103 8204 54455354 830A 89012345678901234567"
				     "A500 A600"));
	mark = tlv_open(&b, 0xA9);
	buf_fill(&b, 0x5A, bytes);
	tlv_close(&b, mark);
	buf_put_slice(&b, unhex(ctx, "AA00"));
	return buf_slice(&b);
}

struct download_order plain_order(void)
{
	return (struct download_order){.package = package(10),
				       .profile_class = PROFILE_CLASS_OPERATIONAL};
}

const char *place(const char *matching_id, const char *eid, const char *code, unsigned reusable)
{
	const struct download_order q = {
		.package = package(5000),
		.matching_id = matching_id,
		.eid = eid,
		.code = code,
		.profile_class = PROFILE_CLASS_OPERATIONAL,
		.events = 7,
		.reusable = reusable,
	};
	struct order o;
	char *error = NULL;

	ck_assert_msg(download_order_place(dp->db, dp->crypto, &q, 1, ctx, &o, &error) == 0, "%s",
		      error);
	return o.matching_id;
}

const char *state(const char *matching_id)
{
	struct order o;

	ck_assert_int_eq(order_by_matching_id(dp->db, matching_id, ctx, &o), 1);
	return order_state_names[o.state];
}

void check_package(const char *what)
{
	struct slice metadata, whole = rsp_open_package(client, &metadata),
			       expected = package(5000);

	ck_assert_msg(slice_eq(whole, expected), "%s: another package came out", what);
}

struct slice spoilt(struct slice der, size_t from_end)
{
	uint8_t *copy = talloc_memdup(ctx, der.p, der.n);

	copy[der.n - from_end] ^= 1;
	return slice_of(copy, der.n);
}

static json_t *description(void)
{
	json_t *d = json_pack("{s:s, s:s, s:{s:s, s:s, s:s}}", "iccid", "898821100000000001",
			      "imsi", "001010123456789", "authentication", "algorithm", "milenage",
			      "k", "465b5ce8b199b49faa5f0a2ee238a6bc", "opc",
			      "cd63cb71954a9f4e48a5994e37a02baf");

	ck_assert_ptr_nonnull(d);
	return d;
}

void fill_stock(const char *type, unsigned from, unsigned n)
{
	const struct download_order q = {
		.profile_type = type, .profile_class = PROFILE_CLASS_OPERATIONAL, .events = 7};
	json_t *first = description();

	for (unsigned i = from; i < from + n; i++) {
		char *error = NULL;
		json_t *d = stock_numbered(dp->crypto, first, i, ctx, &error);
		struct order o;

		ck_assert_msg(d != NULL, "%s", error);
		ck_assert_msg(stock_add(dp->db, dp->crypto, &q, d, 1, ctx, &o, &error) == 0, "%s",
			      error);
		ck_assert_str_eq(order_state_names[o.state], "available");
		json_decref(d);
	}
	json_decref(first);
}
