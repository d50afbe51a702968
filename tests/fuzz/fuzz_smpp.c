/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "servers/mno/smpp.h"
#include "servers/mno/smpp_client.h"
#include "servers/mno/smpp_pdu.h"
#include "servers/mno/smsc.h"
#include "servers/mno/store.h"
#include "servers/mno/submission.h"

static const char name[] = "fuzzer", password[] = "password", number[] = "882110000001";

static char store[4096];

static void remove_store(void)
{
	static const char *const files[] = {"", "-wal", "-shm"};
	char path[sizeof(store) + 8];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", store, files[i]);
		unlink(path);
	}
}

static void open_store(struct db **db)
{
	const char *directory = getenv("TMPDIR");
	char *error = NULL;

	snprintf(store, sizeof(store), "%s/fuzz_smpp.%ld", directory ? directory : "/tmp",
		 (long)getpid());
	atexit(remove_store);
	REQUIRE(db_open(store, &mno_store_kind, NULL, db, &error) == 0);
}

static void forget(void *arg, const char *line)
{
	(void)arg, (void)line;
}

/* One operator for all inputs, with a number that the client receives for. */
static struct smpp_centre *operator(void)
{
	static struct smpp_centre centre = {.log = forget};
	const struct smpp_client client = {name, number};
	const char *problem;

	if (centre.db)
		return &centre;
	open_store(&centre.db);
	REQUIRE(crypto_new(NULL, NULL, NULL, &centre.crypto) == 0);
	REQUIRE(db_write(centre.db, NULL, NULL,
			 "INSERT INTO shared_numbers(msisdn, alerting) VALUES(?, 0)", "s",
			 number) == 0);
	REQUIRE(smpp_client_add(centre.db, centre.crypto, &client, password, &problem) == 0);
	return &centre;
}

static void bind_client(struct smpp_session *s)
{
	struct buf b = buf_new(s);
	size_t mark = smpp_open(&b, SMPP_BIND_TRANSCEIVER, SMPP_ROK, 1);

	smpp_put_string(&b, name);
	smpp_put_string(&b, password);
	smpp_put_string(&b, "");
	buf_put(&b, "\x34\0\0", 4);
	smpp_close(&b, mark);
	smpp_session_receive(s, buf_slice(&b), 1);
}

/* What it says is whole packets. */
static void check_output(struct smpp_session *s)
{
	struct buf *out = smpp_session_output(s);
	struct slice rest = buf_slice(out), body;
	struct smpp_header h;

	REQUIRE(buf_ok(out));
	while (rest.n)
		REQUIRE(smpp_next(&rest, &h, &body) == 1);
	buf_consume(out, out->n);
}

/* The first byte says whether the client has bound before it sends what follows, in two pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smpp_centre *centre = operator();
	struct smpp_session *s;
	struct slice all = slice_of(data, size);
	size_t half = size / 2;

	if (size == 0)
		return 0;
	s = smpp_session_new(NULL, centre, "fuzz", 1);
	if (data[0] & 1)
		bind_client(s);
	smpp_session_receive(s, slice_sub(all, 1, half), 2);
	smpp_session_tick(s, 2);
	check_output(s);
	smpp_session_receive(s, slice_sub(all, 1 + half, SIZE_MAX), 3);
	smpp_session_tick(s, 100);
	check_output(s);
	talloc_free(s);
	REQUIRE(db_write(centre->db, NULL, NULL, "DELETE FROM messages", "") == 0);
	REQUIRE(db_write(centre->db, NULL, NULL, "DELETE FROM submissions", "") == 0);
	return 0;
}
