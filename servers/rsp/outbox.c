/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/rsp/outbox.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <talloc.h>
#include <time.h>

#include "servers/common/json.h"

int outbox_put_off(struct db *db, const char *url, const char *path, json_t *members, int64_t now,
		   int64_t due, int64_t *id)
{
	char *whole = talloc_asprintf(NULL, "%s%s", url, path), *text = json_text(whole, members);
	int r = -ENOMEM;

	if (text)
		r = db_write(db, NULL, id,
			     "INSERT INTO outbox(url, body, created, due) VALUES(?, ?, ?, ?)",
			     "ssii", whole, text, now, due);
	json_decref(members);
	talloc_free(whole);
	return r;
}

int outbox_put(struct db *db, const char *url, const char *path, json_t *members, int64_t now)
{
	return outbox_put_off(db, url, path, members, now, now, NULL);
}

int outbox_take_back(struct db *db, int64_t id)
{
	return db_write(db, NULL, NULL, "DELETE FROM outbox WHERE id = ?", "i", id);
}

int outbox_take_back_equal(struct db *db, int64_t id)
{
	int changed = 0;
	int r = db_write(db, &changed, NULL,
			 "DELETE FROM outbox WHERE (url, body) ="
			 " (SELECT url, body FROM outbox WHERE id = ?)",
			 "i", id);

	if (r)
		return r;
	return changed ? 0 : -ENOENT;
}

struct letter {
	int64_t id;
	const char *url, *body;
	int64_t created, attempts;
};

static int next_letter(struct db *db, int64_t now, void *ctx, struct letter *out, int64_t *wait)
{
	sqlite3_stmt *q = db_query(db,
				   "SELECT id, url, body, created, attempts, due FROM outbox"
				   " ORDER BY due, id LIMIT 1",
				   "");
	int r = db_step(db, q);
	int64_t due;

	*wait = -1;
	if (r != 1)
		return r;
	due = sqlite3_column_int64(q, 5);
	*out = (struct letter){
		.id = sqlite3_column_int64(q, 0),
		.url = db_text(q, 1, ctx),
		.body = db_text(q, 2, ctx),
		.created = sqlite3_column_int64(q, 3),
		.attempts = sqlite3_column_int64(q, 4),
	};
	db_done(q);
	*wait = due > now ? due - now : 0;
	return due <= now;
}

static int put_off(struct db *db, const struct letter *l, int64_t now, const char *trouble)
{
	int64_t pause = OUTBOX_RETRY_SECONDS;

	for (int64_t i = 0; i < l->attempts && pause < OUTBOX_RETRY_SECONDS_MAX; i++)
		pause *= 2;
	if (pause > OUTBOX_RETRY_SECONDS_MAX)
		pause = OUTBOX_RETRY_SECONDS_MAX;
	return db_write(db, NULL, NULL,
			"UPDATE outbox SET due = ?, attempts = attempts + 1, trouble = ?"
			" WHERE id = ?",
			"isi", now + pause, trouble, l->id);
}

/* What has an answer has arrived, whatever the answer says: another attempt would get the same. */
static int deliver(struct db *db, struct rsp_caller *caller, const struct letter *l, int64_t now,
		   void *ctx, char **line)
{
	json_t *members = json_loads(l->body, 0, NULL);
	struct rsp_answer answer;
	char *error = NULL;
	int r = rsp_caller_call(caller, l->url, "", members, ctx, &answer, &error);

	json_decref(members);
	if (r == 0) {
		*line = talloc_asprintf(ctx, "sent %s %s%s%s%s%s", l->url,
					*answer.subject ? answer.subject : "ok",
					*answer.subject ? "/" : "", answer.reason,
					*answer.message ? ": " : "", answer.message);
		return outbox_take_back(db, l->id);
	}
	if (!error)
		error = talloc_asprintf(ctx, "%s: %s", l->url, strerror(-r));
	if (now - l->created >= OUTBOX_SECONDS) {
		*line = talloc_asprintf(ctx, "given up %s", error);
		return outbox_take_back(db, l->id);
	}
	*line = talloc_asprintf(ctx, "not sent %s", error);
	return put_off(db, l, now, error);
}

int outbox_send(struct db *db, struct rsp_caller *caller, int64_t now, void *ctx, char **line,
		int64_t *wait)
{
	struct letter l;
	int r = next_letter(db, now, ctx, &l, wait);

	if (r != 1)
		return r;
	r = deliver(db, caller, &l, now, ctx, line);
	return r < 0 ? r : 1;
}

/* ---- the thread ---- */

struct outbox {
	struct outbox_config config;
	struct db *db;
	struct rsp_caller *caller;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t condition;
	bool started, stop, woken; /* under the mutex, from the start of the thread on */
};

static int64_t outbox_now(const struct outbox *o)
{
	return o->config.now ? o->config.now(o->config.now_arg) : (int64_t)time(NULL);
}

/* Until woken, or for @seconds where that is not negative. Returns whether to go on. */
static bool wait_for_work(struct outbox *o, int64_t seconds)
{
	struct timespec until;
	bool go_on;
	int r = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += (time_t)seconds;
	pthread_mutex_lock(&o->mutex);
	while (!o->woken && !o->stop && r == 0)
		r = seconds < 0 ? pthread_cond_wait(&o->condition, &o->mutex)
				: pthread_cond_timedwait(&o->condition, &o->mutex, &until);
	o->woken = false;
	go_on = !o->stop;
	pthread_mutex_unlock(&o->mutex);
	return go_on;
}

static void *run(void *arg)
{
	struct outbox *o = arg;
	int64_t wait = 0;

	do {
		void *ctx = talloc_new(NULL);
		char *line = NULL;
		int r = outbox_send(o->db, o->caller, outbox_now(o), ctx, &line, &wait);

		if (line)
			o->config.log(o->config.log_arg, line);
		if (r == 1)
			wait = 0;
		else if (r < 0)
			wait = OUTBOX_RETRY_SECONDS;
		talloc_free(ctx);
	} while (wait_for_work(o, wait));
	return NULL;
}

void outbox_wake(struct outbox *o)
{
	if (!o)
		return;
	pthread_mutex_lock(&o->mutex);
	o->woken = true;
	pthread_cond_signal(&o->condition);
	pthread_mutex_unlock(&o->mutex);
}

static int outbox_destroy(struct outbox *o)
{
	if (o->started) {
		pthread_mutex_lock(&o->mutex);
		o->stop = true;
		pthread_cond_signal(&o->condition);
		pthread_mutex_unlock(&o->mutex);
		pthread_join(o->thread, NULL);
	}
	pthread_cond_destroy(&o->condition);
	pthread_mutex_destroy(&o->mutex);
	return 0;
}

/* It has a connection to the store and a tree of talloc of its own: what it uses while it runs is
 * nobody else's. */
int outbox_start(void *ctx, const struct outbox_config *config, struct outbox **out, char **error)
{
	struct outbox *o = talloc_zero(ctx, struct outbox);
	int r;

	*error = NULL;
	if (!o)
		return -ENOMEM;
	o->config = *config;
	pthread_mutex_init(&o->mutex, NULL);
	pthread_cond_init(&o->condition, NULL);
	talloc_set_destructor(o, outbox_destroy);
	r = db_open(config->store, config->kind, o, &o->db, error);
	if (r == 0)
		r = rsp_caller_new(o, config->caller, &o->caller);
	if (r == 0)
		r = -pthread_create(&o->thread, NULL, run, o);
	if (r) {
		if (*error)
			talloc_steal(ctx, *error);
		talloc_free(o);
		return r;
	}
	o->started = true;
	*out = o;
	return 0;
}
