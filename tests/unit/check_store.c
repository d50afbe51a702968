/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/notification_store.h"
#include "store/profile_store.h"
#include "unit.h"

static void *ctx;
static char *path;
static struct store *s;
static char *error;

static void setup(void)
{
	char dir[] = "/tmp/check_store.XXXXXX";

	ctx = talloc_new(NULL);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = talloc_asprintf(ctx, "%s/card.euicc", dir);
	ck_assert_int_eq(store_create(path, false, ctx, &s, &error), 0);
	ck_assert_int_eq(store_commit(s), 0);
}

static void teardown(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-lock"};

	talloc_free(s);
	for (size_t i = 0; i < 4; i++)
		unlink(talloc_asprintf(ctx, "%s%s", path, suffixes[i]));
	*strrchr(path, '/') = '\0';
	ck_assert_int_eq(rmdir(path), 0);
	talloc_free(ctx);
}

static int reopen(void)
{
	talloc_free(s);
	s = NULL;
	return store_open(path, SOFTEUICC_DURABILITY_PROCESS, ctx, &s, &error);
}

START_TEST(values_survive)
{
	struct slice v;

	ck_assert_int_eq(store_set(s, "eid", unhex(ctx, "8904")), 0);
	ck_assert_int_eq(store_set_number(s, "n", -5), 0);
	ck_assert_int_eq(store_commit(s), 0);
	ck_assert_int_eq(reopen(), 0);
	ck_assert_int_eq(store_get(s, "eid", ctx, &v), 1);
	assert_hex(v, "8904");
	ck_assert_int_eq(store_get_number(s, "n", 0), -5);
	ck_assert_int_eq(store_get_number(s, "absent", 7), 7);
	ck_assert_int_eq(store_get(s, "absent", ctx, &v), 0);
}
END_TEST

START_TEST(rollback_undoes)
{
	ck_assert_int_eq(store_set_number(s, "n", 1), 0);
	ck_assert_int_eq(store_commit(s), 0);
	ck_assert_int_eq(store_set_number(s, "n", 2), 0);
	store_rollback(s);
	ck_assert_int_eq(store_get_number(s, "n", 0), 1);
}
END_TEST

START_TEST(killed_process_loses_nothing_committed)
{
	int status;
	pid_t pid;

	talloc_free(s);
	s = NULL;
	pid = fork();
	if (pid == 0) {
		if (store_open(path, SOFTEUICC_DURABILITY_PROCESS, ctx, &s, &error) < 0)
			_exit(1);
		store_set_number(s, "kept", 1);
		store_commit(s);
		store_set_number(s, "lost", 1);
		kill(getpid(), SIGKILL);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(reopen(), 0);
	ck_assert_int_eq(store_get_number(s, "kept", 0), 1);
	ck_assert_int_eq(store_get_number(s, "lost", 0), 0);
}
END_TEST

START_TEST(second_owner_is_refused_reader_is_not)
{
	struct store *other;

	ck_assert_int_eq(store_open(path, SOFTEUICC_DURABILITY_PROCESS, ctx, &other, &error),
			 -EBUSY);
	ck_assert_ptr_nonnull(strstr(error, "in use"));
	ck_assert_int_eq(store_create(path, true, ctx, &other, &error), -EBUSY);
	ck_assert_int_eq(store_set_number(s, "n", 3), 0);
	ck_assert_int_eq(store_commit(s), 0);
	ck_assert_int_eq(store_open_readonly(path, ctx, &other, &error), 0);
	ck_assert_int_eq(store_get_number(other, "n", 0), 3);
	ck_assert_int_lt(store_set_number(other, "n", 4), 0);
	talloc_free(other);
}
END_TEST

START_TEST(existing_file_is_kept_unless_replaced)
{
	struct store *other = NULL;

	talloc_free(s);
	s = NULL;
	ck_assert_int_eq(store_create(path, false, ctx, &other, &error), -EEXIST);
	ck_assert_int_eq(store_create(path, true, ctx, &s, &error), 0);
}
END_TEST

/* Wherever the disk is full, nothing of the image stays. */
START_TEST(full_disk_leaves_nothing)
{
	char *name = talloc_asprintf(ctx, "%s.small", path);
	struct rlimit before, small;
	struct store *other;
	int r = -ENOSPC;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	for (small.rlim_cur = 0; r < 0; small.rlim_cur += 2048) {
		ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
		r = store_create(name, false, ctx, &other, &error);
		ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
		if (r < 0) {
			ck_assert_int_lt(access(name, F_OK), 0);
			ck_assert_int_lt(access(talloc_asprintf(ctx, "%s-wal", name), F_OK), 0);
		}
	}
	ck_assert_int_gt(small.rlim_cur, 2048);
	store_discard(other);
}
END_TEST

START_TEST(what_is_no_image_is_refused_untouched)
{
	char *name = talloc_asprintf(ctx, "%s.txt", path);
	struct store *other;
	int fd = open(name, O_WRONLY | O_CREAT, 0600);

	ck_assert_int_eq(write(fd, "no database, surely", 19), 19);
	close(fd);
	ck_assert_int_eq(store_open(name, SOFTEUICC_DURABILITY_PROCESS, ctx, &other, &error),
			 -EBADMSG);
	ck_assert_ptr_nonnull(strstr(error, "no card image"));
	unlink(name);
	ck_assert_int_eq(
		store_open("/nowhere/at/all", SOFTEUICC_DURABILITY_PROCESS, ctx, &other, &error),
		-ENOENT);
}
END_TEST

START_TEST(newer_version_is_refused)
{
	ck_assert_int_eq(store_write(s, NULL, "PRAGMA user_version = 99", ""), 0);
	ck_assert_int_eq(store_commit(s), 0);
	ck_assert_int_eq(reopen(), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(error, "version 99"));
}
END_TEST

static const char *const later[] = {
	"ALTER TABLE aka DROP COLUMN ks",
	"ALTER TABLE aka DROP COLUMN ks_rand",
	"ALTER TABLE aka DROP COLUMN naf_order",
	"ALTER TABLE gp_application DROP COLUMN load_block",
	"ALTER TABLE notification DROP COLUMN expendable",
	"ALTER TABLE aka DROP COLUMN source",
	"ALTER TABLE aka DROP COLUMN uses_max",
	"ALTER TABLE aka DROP COLUMN uses",
	"ALTER TABLE pin DROP COLUMN shared",
	"DROP TABLE setting",
};

/* An image as the first version left it. */
START_TEST(older_version_is_migrated)
{
	int64_t id = 0;

	for (size_t i = 0; i < COUNT(later); i++)
		ck_assert_int_eq(store_write(s, NULL, later[i], ""), 0);
	ck_assert_int_eq(store_write(s, &id,
				     "INSERT INTO aka VALUES(NULL, NULL, 1, 1, 1, x'', x'', x'',"
				     " x'', 1, 1, x'', x'', x'')",
				     ""),
			 0);
	ck_assert_int_eq(store_set_number(s, "memory_total", 4096), 0);
	ck_assert_int_eq(store_write(s, NULL, "PRAGMA user_version = 1", ""), 0);
	ck_assert_int_eq(store_commit(s), 0);
	ck_assert_int_eq(reopen(), 0);
	ck_assert_int_eq(store_write(s, NULL,
				     "UPDATE aka SET ks = ?, ks_rand = ?, naf_order = ?"
				     " WHERE id = ? AND algorithm = 1 AND ks IS NULL",
				     "bbbi", slice_str("k"), slice_str("r"), slice_str("o"), id),
			 0);
	ck_assert_uint_eq(profile_store_free_memory(s), 4096);
	ck_assert_int_eq(store_commit(s), 0);
	ck_assert_int_eq(reopen(), 0);
}
END_TEST

static struct profile sample(uint8_t n)
{
	uint8_t *bytes = talloc_zero_array(ctx, uint8_t, 26);

	bytes[0] = n;
	bytes[25] = n;
	return (struct profile){
		.iccid = slice_of(bytes, 10),
		.isdp_aid = slice_of(bytes + 10, 16),
		.metadata = unhex(ctx, "5A00"),
		.size = 1000 * n,
	};
}

START_TEST(profiles)
{
	struct profile p = sample(1), q = sample(2), out;

	ck_assert_int_eq(profile_store_add(s, &p), 0);
	ck_assert_int_eq(profile_store_add(s, &q), 0);
	ck_assert_int_eq(profile_store_add(s, &q), -EEXIST);
	ck_assert_int_eq(profile_store_total_size(s), 3000);
	ck_assert_int_eq(profile_store_enabled(s, ctx, &out), 0);
	ck_assert_int_eq(profile_store_set_state(s, q.id, PROFILE_ENABLED), 0);
	ck_assert_int_eq(profile_store_enabled(s, ctx, &out), 1);
	ck_assert_int_eq(out.id, q.id);
	ck_assert_ptr_null(out.nickname.p);
	ck_assert_int_eq(profile_store_set_nickname(s, p.id, slice_str("mine")), 0);
	ck_assert_int_eq(profile_store_by_iccid(s, p.iccid, ctx, &out), 1);
	ck_assert(slice_eq(out.nickname, slice_str("mine")));
	ck_assert_int_eq(profile_store_by_aid(s, q.isdp_aid, ctx, &out), 1);
	ck_assert_int_eq(out.id, q.id);
	ck_assert_int_eq(profile_store_next(s, 0, ctx, &out), 1);
	ck_assert_int_eq(out.id, p.id);
	ck_assert_int_eq(profile_store_next(s, out.id, ctx, &out), 1);
	ck_assert_int_eq(profile_store_next(s, out.id, ctx, &out), 0);
	ck_assert_int_eq(profile_store_delete(s, q.id), 0);
	ck_assert_int_eq(profile_store_by_iccid(s, q.iccid, ctx, &out), 0);
}
END_TEST

START_TEST(notification_numbers_never_repeat)
{
	struct notification n = {.address = slice_str("a"), .content = slice_str("c")}, out;

	ck_assert_int_eq(notification_store_next_sequence(s, &n.sequence), 0);
	ck_assert_int_eq(n.sequence, 1);
	ck_assert_int_eq(notification_store_add(s, &n), 0);
	ck_assert_int_eq(notification_store_get(s, 1, ctx, &out), 1);
	ck_assert(slice_eq(out.address, n.address));
	ck_assert_int_eq(notification_store_remove(s, 1), 0);
	ck_assert_int_eq(notification_store_remove(s, 1), -ENOENT);
	ck_assert_int_eq(store_commit(s), 0);
	ck_assert_int_eq(reopen(), 0);
	ck_assert_int_eq(notification_store_next_sequence(s, &n.sequence), 0);
	ck_assert_int_eq(n.sequence, 2);
	ck_assert_int_eq(notification_store_next(s, 0, ctx, &out), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *t = tcase_create("store");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, values_survive);
	tcase_add_test(t, rollback_undoes);
	tcase_add_test(t, killed_process_loses_nothing_committed);
	tcase_add_test(t, second_owner_is_refused_reader_is_not);
	tcase_add_test(t, existing_file_is_kept_unless_replaced);
	tcase_add_test(t, full_disk_leaves_nothing);
	tcase_add_test(t, what_is_no_image_is_refused_untouched);
	tcase_add_test(t, newer_version_is_refused);
	tcase_add_test(t, older_version_is_migrated);
	tcase_add_test(t, profiles);
	tcase_add_test(t, notification_numbers_never_repeat);
	suite_add_tcase(suite, t);
	return unit_main(suite);
}
