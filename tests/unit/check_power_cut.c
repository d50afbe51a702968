/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process is killed at every write to the image that a command makes, before it and in the
 * middle of it: afterwards the card is in the state before the command or after it, and after it
 * where its answer had left. SQLite's unix VFS lets its system calls be replaced, which is how the
 * writes are counted. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "card_fixture.h"
#include "naa/algorithm.h"
#include "uicc/uicc.h"
#include "unit.h"

#define ENABLED  "988812010000000030F7" /* of testvectors/profiles/files.json */
#define DISABLED "98880100000000000010"
#define ARRIVING "98880100000000000020"
#define USIM     "A0000000871002"

static struct card_fixture *f;

/* ---- the cut ---- */

static struct {
	bool armed;
	int left;     /* writes until the one that is cut */
	bool halfway; /* it is cut in its middle */
	ssize_t (*pwrite)(int fd, const void *p, size_t n, off_t at);
	int (*ftruncate)(int fd, off_t size);
	int (*unlink)(const char *path);
} cut;

static bool is_cut(void)
{
	return cut.armed && --cut.left == 0;
}

static void die(void)
{
	kill(getpid(), SIGKILL);
}

static ssize_t counted_pwrite(int fd, const void *p, size_t n, off_t at)
{
	if (is_cut()) {
		if (cut.halfway)
			cut.pwrite(fd, p, n / 2, at);
		die();
	}
	return cut.pwrite(fd, p, n, at);
}

static int counted_ftruncate(int fd, off_t size)
{
	if (is_cut())
		die();
	return cut.ftruncate(fd, size);
}

static int counted_unlink(const char *path)
{
	if (is_cut())
		die();
	return cut.unlink(path);
}

static void replace(const char *name, sqlite3_syscall_ptr with, sqlite3_syscall_ptr *former)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find("unix");

	*former = vfs->xGetSystemCall(vfs, name);
	if (*former)
		ck_assert_int_eq(vfs->xSetSystemCall(vfs, name, with), SQLITE_OK);
}

/* SQLite has one of the two pwrite; which one depends on how it was built. */
static void watch_writes(void)
{
	sqlite3_syscall_ptr p;

	replace("pwrite64", (sqlite3_syscall_ptr)counted_pwrite, &p);
	if (!p)
		replace("pwrite", (sqlite3_syscall_ptr)counted_pwrite, &p);
	ck_assert_ptr_nonnull(p);
	cut.pwrite = (ssize_t(*)(int, const void *, size_t, off_t))p;
	replace("ftruncate", (sqlite3_syscall_ptr)counted_ftruncate, &p);
	cut.ftruncate = (int (*)(int, off_t))p;
	replace("unlink", (sqlite3_syscall_ptr)counted_unlink, &p);
	cut.unlink = (int (*)(const char *))p;
}

/* ---- the commands ---- */

static void enable(void)
{
	cut.armed = true;
	ck_assert_int_eq(es10_code(f, "BF3111 A00C5A0A" DISABLED "810100"), 0);
}

/* With REFRESH, which a reset performs. */
static void enable_with_refresh(void)
{
	uint16_t sw;

	fixture_hex(f, "8110000003000080", &sw);
	cut.armed = true;
	ck_assert_int_eq(es10_code(f, "BF3111 A00C5A0A" DISABLED "8101FF"), 0);
}

static void disable(void)
{
	cut.armed = true;
	ck_assert_int_eq(es10_code(f, "BF3211 A00C5A0A" ENABLED "810100"), 0);
}

static void delete (void)
{
	cut.armed = true;
	ck_assert_int_eq(es10_code(f, "BF330C 5A0A" DISABLED), 0);
}

static void memory_reset(void)
{
	cut.armed = true;
	ck_assert_int_eq(es10_code(f, "BF3404 82020580"), 0);
}

static void remove_notification(void)
{
	cut.armed = true;
	ck_assert_int_eq(es10_code(f, "BF3003 800101"), 0);
}

struct package {
	const uint8_t *end;
	struct slice result;
};

/* The last segment alone is watched. The others write how far the package has come. */
static bool send_segment(void *arg, struct slice segment)
{
	struct package *p = arg;

	cut.armed = segment.p + segment.n == p->end;
	p->result = es10(f, segment);
	return p->result.n == 0;
}

static void install(void)
{
	struct rsp_server *s = fixture_server(f, CURVE_NIST_P256);
	struct slice package;
	struct bpp_wish w;
	struct package p;

	fixture_prepare(f, s);
	w = fixture_wish(f, s, ARRIVING, "");
	package = bpp_make(f->crypto, &w, f);
	p = (struct package){.end = package.p + package.n};
	bpp_each_segment(package, send_segment, &p);
	ck_assert(cut.armed);
	ck_assert(fixture_result(f, s, p.result).success);
}

static void verify_pin(void)
{
	uint16_t sw;

	cut.armed = true;
	fixture_hex(f, "0120000A 08 3939393939393939", &sw);
	ck_assert_uint_eq(sw >> 4, 0x63C);
}

static void authenticate(void)
{
	static const uint8_t sqn[6] = {0, 0, 0, 2, 0, 0x20}, amf[2] = {0x80, 0x00};
	struct aka *a = f->card->uicc->content->akas;
	const struct algorithm *algorithm = algorithm_of(a);
	uint8_t command[5 + 34] = {0x01, 0x88, 0x00, 0x81, 34, 16}, mac[8], other[8];
	uint8_t *rand = command + 6, *autn = rand + 17;
	struct aka_keys keys;
	uint16_t sw;

	ck_assert_int_eq(algorithm->f2345(f->crypto, a, rand, &keys), 0);
	ck_assert_int_eq(algorithm->f1(f->crypto, a, rand, sqn, amf, mac, other), 0);
	autn[-1] = 16;
	for (int i = 0; i < 6; i++)
		autn[i] = sqn[i] ^ keys.ak[i];
	memcpy(autn + 6, amf, sizeof(amf));
	memcpy(autn + 8, mac, sizeof(mac));
	fixture_hex(f, "01A4040C07" USIM, &sw);
	ck_assert_uint_eq(sw, 0x9000);
	cut.armed = true;
	ck_assert_uint_eq(fixture_transmit(f, slice_of(command, sizeof(command)), &sw).p[0], 0xDB);
}

/* No command: the image becomes one file again, and what was answered before stays. */
static void close_card(void)
{
	uint16_t sw;

	fixture_hex(f, "0120000A 08 3939393939393939", &sw);
	cut.armed = true;
	softeuicc_close(f->card);
}

/* The status that SUSPEND UICC has left is used up. */
static void resume(void)
{
	uint8_t command[5 + 8] = {0x80, 0x76, 0x01, 0x00, 8};
	struct slice answer;
	uint16_t sw;

	fixture_hex(f, "00A4000C 02 3F00", &sw);
	answer = fixture_hex(f, "80760000 04 0001 0101 0A", &sw);
	ck_assert_uint_eq(sw, 0x9000);
	ck_assert_uint_eq(answer.n, 2 + 8);
	memcpy(command + 5, answer.p + 2, 8);
	cut.armed = true;
	fixture_transmit(f, slice_of(command, sizeof(command)), &sw);
	ck_assert_uint_eq(sw, 0x9000);
}

/* On logical channel 1. */
#define ADM1       "0120000A 08 3838383838383838"
#define FILE_2F99  "01A4080C 02 2F99"
#define FILE_6F9A  "01A4080C 04 7F106F9A"
#define DF_TELECOM "01A4080C 02 7F10"
#define USIM_FIRST "01A4040C 07" USIM
#define ACM        "01A4000C 02 6F39"
#define PIN        "31323334FFFFFFFF"
#define WRONG      "3939393939393939"

static const struct scenario {
	void (*run)(void);
	bool settled; /* before the writes that are watched */
	bool owing;   /* what came before them shows where they are interrupted */
	/* Where there is no function: APDUs that are answered with 9000, and the one that is cut
	 * with its status word. */
	const char *first[3];
	const char *apdu;
	uint16_t sw;
} scenarios[] = {
	{.run = enable},
	{.run = enable_with_refresh},
	{.run = disable},
	{.run = delete},
	{.run = memory_reset},
	{.run = install, .owing = true},
	{.run = remove_notification},
	{.run = verify_pin},
	{.run = authenticate},
	{.run = close_card, .settled = true},
	{.run = resume, .owing = true},
	/* UPDATE BINARY */
	{.first = {FILE_2F99}, .apdu = "01D60003 04 41424344", .sw = 0x9000},
	/* UPDATE RECORD */
	{.first = {ADM1, "01A4080C 04 7F666F01"},
	 .apdu = "01DC0204 10 000102030405060708090A0B0C0D0E0F",
	 .sw = 0x9000},
	/* INCREASE */
	{.first = {USIM_FIRST, ACM}, .apdu = "81320000 03 000001 06", .sw = 0x9000},
	/* SET DATA */
	{.first = {ADM1, FILE_6F9A}, .apdu = "81DB0080 06 8004 11223344", .sw = 0x9000},
	/* CHANGE, ENABLE, UNBLOCK PIN, with the right value and a wrong one */
	{.first = {USIM_FIRST}, .apdu = "01240081 10" PIN "35353535FFFFFFFF", .sw = 0x9000},
	{.first = {USIM_FIRST}, .apdu = "01240081 10" WRONG PIN, .sw = 0x63C2},
	{.apdu = "01280001 08" PIN, .sw = 0x9000},
	{.apdu = "012C0001 10" WRONG PIN, .sw = 0x63C9},
	/* CREATE, DELETE, RESIZE FILE */
	{.first = {ADM1, DF_TELECOM},
	 .apdu = "01E00000 18 6216 82024121 83026F9C 8A0105 8B032F0602 80020010 8800",
	 .sw = 0x9000},
	{.first = {ADM1, DF_TELECOM}, .apdu = "01E40000 02 6F9A", .sw = 0x9000},
	{.first = {DF_TELECOM}, .apdu = "81D40000 0A 6208 83026F9A 80020200", .sw = 0x9000},
	/* DEACTIVATE, ACTIVATE FILE */
	{.first = {ADM1, FILE_2F99}, .apdu = "01040000", .sw = 0x9000},
	{.first = {ADM1}, .apdu = "01440800 04 7F106F9B", .sw = 0x9000},
	/* SUSPEND UICC, once the basic channel has left the ISD-R */
	{.first = {"00A4000C 02 3F00"}, .apdu = "80760000 04 0001 0101 0A", .sw = 0x9000},
};

static void run(const struct scenario *s)
{
	uint16_t sw;

	if (s->run) {
		s->run();
		return;
	}
	for (int i = 0; i < 3 && s->first[i]; i++) {
		fixture_hex(f, s->first[i], &sw);
		ck_assert_msg(sw == 0x9000, "%s: %04X", s->first[i], sw);
	}
	cut.armed = true;
	fixture_hex(f, s->apdu, &sw);
	ck_assert_msg(sw == s->sw, "%s: %04X", s->apdu, sw);
}

/* ---- the state ---- */

static char *add_hex(char *text, struct slice bytes)
{
	for (size_t i = 0; i < bytes.n; i++)
		text = talloc_asprintf_append(text, "%02X", bytes.p[i]);
	return talloc_asprintf_append(text, " ");
}

/* A digest of all files and PINs. */
static char *add_files(char *text, const struct uicc_content *c)
{
	struct buf all = buf_new(text);
	struct slice bytes;
	uint8_t digest[SHA256_BYTES];

	for (const struct file *file = c->mf; file; file = file_walk(c, file)) {
		const uint8_t head[] = {file->kind,          (uint8_t)(file->fid >> 8),
					(uint8_t)file->fid,  (uint8_t)(file->size >> 8),
					(uint8_t)file->size, file->life_cycle};

		buf_put(&all, head, sizeof(head));
		if (file->kind == FILE_BER_TLV)
			buf_put(&all, file->content, file->content_size);
		else if (!file_is_df(file) && !file->link)
			buf_put(&all, file->content, file->size);
	}
	for (const struct pin *p = c->pins; p; p = p->next) {
		buf_put(&all, p->value, sizeof(p->value));
		buf_put_u8(&all, p->enabled);
	}
	ck_assert(buf_ok(&all));
	bytes = buf_slice(&all);
	ck_assert_int_eq(crypto_sha256(f->crypto, &bytes, 1, digest), 0);
	return add_hex(text, slice_of(digest, sizeof(digest)));
}

/* Opens the card as after the cut, and says all that the commands change. */
static char *observe(void)
{
	char *text = talloc_strdup(f, "");

	fixture_reopen(f);
	/* The first ES10 command forgets it. */
	text = talloc_asprintf_append(text, "%d ", f->card->uicc->suspended);
	text = add_hex(text, es10_hex(f, "BF2D05 5C035A9F70"));
	text = add_hex(text, es10_hex(f, "BF2800"));
	text = add_files(text, f->card->uicc->content);
	for (const struct pin *p = f->card->uicc->content->pins; p; p = p->next)
		text = talloc_asprintf_append(text, "%02X:%d ", p->reference, p->tries);
	for (const struct aka *a = f->card->uicc->content->akas; a; a = a->next)
		text = add_hex(text, slice_of(a->sqn[0], sizeof(a->sqn)));
	softeuicc_close(f->card);
	f->card = NULL;
	return text;
}

static struct slice read_file(const char *path)
{
	struct buf b = buf_new(f);
	FILE *file = fopen(path, "rb");
	uint8_t chunk[4096];
	size_t n;

	ck_assert_msg(file != NULL, "%s", path);
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_put(&b, chunk, n);
	fclose(file);
	return buf_slice(&b);
}

static void restore(struct slice image)
{
	FILE *file = fopen(f->image, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(image.p, 1, image.n, file), image.n);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_ne(access(talloc_asprintf(f, "%s-wal", f->image), F_OK), 0);
}

/* Runs the command in a process of its own, which ends without closing the card: killed at the
 * write numbered @at (0: at none), or when the answer has come. Returns whether it came. */
static bool answered(const struct scenario *s, int at, bool halfway)
{
	int status, answer[2];
	char byte = 0;
	pid_t pid;
	bool came;

	ck_assert_int_eq(pipe(answer), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		fixture_reopen(f);
		fixture_hex(f, "0070000001", &(uint16_t){0});
		cut.left = at;
		cut.halfway = halfway;
		run(s);
		if (write(answer[1], &byte, 1) == 1)
			die();
		_exit(EXIT_FAILURE);
	}
	close(answer[1]);
	came = read(answer[0], &byte, 1) == 1;
	close(answer[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "status %d", status);
	return came;
}

/* What the profile has not: a BER-TLV file that anybody may resize, and a file to activate. */
static void create_files(void)
{
	static const char *const apdus[] = {
		"0070000001",
		ADM1,
		DF_TELECOM,
		"01E00000 1F 621D 82027921 83026F9A 8A0105 AB0A80015F90008401D49000 80020100 8800",
		"01E00000 18 6216 82024121 83026F9B 8A0105 8B032F0602 80020010 8800",
		"01A4000C 02 6F9B",
		"01040000",
	};
	uint16_t sw;

	for (size_t i = 0; i < COUNT(apdus); i++) {
		fixture_hex(f, apdus[i], &sw);
		ck_assert_msg(sw == 0x9000, "%s: %04X", apdus[i], sw);
	}
}

static void setup(void)
{
	struct slice package;
	struct rsp_server *s;
	struct bpp_wish w;

	cut.armed = false;
	watch_writes();
	f = fixture_new(0);
	s = fixture_server(f, CURVE_NIST_P256);
	package = read_file(
		talloc_asprintf(f, "%s/testvectors/profiles/files.der", getenv("top_builddir")));
	fixture_prepare(f, s);
	w = fixture_wish(f, s, ENABLED, "B60D 300B 8002 0470 8105 612E636F6D");
	w.profile = package;
	ck_assert(fixture_result(f, s, fixture_load(f, bpp_make(f->crypto, &w, f))).success);
	fixture_install(f, DISABLED, "B60D 300B 8002 0470 8105 612E636F6D");
	ck_assert_int_eq(es10_code(f, "BF3111 A00C5A0A" ENABLED "810100"), 0);
	create_files();
}

static void teardown(void)
{
	fixture_free(f);
}

START_TEST(before_or_after)
{
	const struct scenario *s = &scenarios[_i];
	char *before = observe(), *after;
	struct slice image = read_file(f->image);
	int write = 0;
	bool came;

	if (s->owing) {
		char *settled = before;

		ck_assert(!answered(s, 1, false));
		before = observe();
		ck_assert_str_ne(before, settled);
		restore(image);
	}
	ck_assert(answered(s, 0, false));
	after = observe();
	ck_assert_str_ne(before, after);
	do {
		write++;
		for (int halfway = 0; halfway < 2; halfway++) {
			char *seen;

			restore(image);
			came = answered(s, write, halfway);
			seen = observe();
			if (came || s->settled || strcmp(seen, before) != 0)
				ck_assert_msg(strcmp(seen, after) == 0, "write %d: %s", write,
					      seen);
			talloc_free(seen);
		}
	} while (!came);
	/* At least a frame of the log and its header were there to be cut. */
	ck_assert_int_gt(write, 2);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("power_cut");
	TCase *t = tcase_create("power_cut");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, before_or_after, 0, COUNT(scenarios));
	suite_add_tcase(s, t);
	return unit_main(s);
}
