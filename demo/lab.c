/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/lab.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/random.h>
#include <talloc.h>

enum { WORDS_MAX = 32, KEY_BYTES = 16 };

/* ---- commands ---- */

const char *lab_path(struct lab *lab, const char *name)
{
	const char *path = talloc_asprintf(lab->stage, "%s/%s", stage_directory(lab->stage), name);

	return path ? path : "";
}

/* The words after the first, up to NULL. */
static size_t collect(const char **words, size_t n, va_list args)
{
	const char *word;

	while ((word = va_arg(args, const char *)) && n + 1 < WORDS_MAX)
		words[n++] = word;
	words[n] = NULL;
	return n;
}

static int fail_json(struct lab *lab, const char *name, const char *text)
{
	return stage_fail(lab->stage, -EBADMSG, "%s: this is no JSON: %s", name, text);
}

int lab_run(struct lab *lab, json_t **out, ...)
{
	const char *words[WORDS_MAX] = {lab->program};
	struct actor_config config = {.name = "commands", .argv = words};
	char *text;
	va_list args;
	int r;

	va_start(args, out);
	collect(words, 1, args);
	va_end(args);
	r = stage_run(lab->stage, &config, lab->stage, &text);
	if (r)
		return r;
	if (out) {
		*out = json_loads(text, 0, NULL);
		r = *out ? 0 : fail_json(lab, words[1], text);
	}
	talloc_free(text);
	return r;
}

/* lpac prints a line of JSON for each step, the last of type "lpa" being the result. */
static json_t *result_of_lpac(char *text)
{
	json_t *result = NULL;

	for (char *rest, *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		json_t *j = json_loads(line, 0, NULL);
		const char *type = json_string_value(json_object_get(j, "type"));

		if (type && !strcmp(type, "lpa")) {
			json_decref(result);
			result = json_incref(json_object_get(j, "payload"));
		}
		json_decref(j);
	}
	return result;
}

static int take_result(struct lab *lab, char *text, const char *what, json_t **out)
{
	json_t *payload = result_of_lpac(text);
	const json_t *code = json_object_get(payload, "code");
	const char *message = json_string_value(json_object_get(payload, "message"));
	int r = 0;

	if (!json_is_integer(code) || json_integer_value(code))
		r = stage_fail(lab->stage, -EIO, "lpac %s: %s", what,
			       message ? message : "no result");
	else if (out)
		*out = json_incref(json_object_get(payload, "data"));
	json_decref(payload);
	return r;
}

int lab_lpac(struct lab *lab, const struct reader *reader, json_t **out, ...)
{
	const char *words[WORDS_MAX] = {lab->lpac};
	struct actor_config config = {.name = "lpac", .argv = words};
	char *text = NULL;
	va_list args;
	int r;

	va_start(args, out);
	collect(words, 1, args);
	va_end(args);
	/* lpac 2.3.0 heeds the name only beside an index. */
	const char *const environment[] = {
		"LPAC_APDU=pcsc", "LPAC_HTTP=curl",
		talloc_asprintf(lab->stage, "LPAC_APDU_PCSC_DRV_IFID=%td", reader - lab->readers),
		talloc_asprintf(lab->stage, "LPAC_APDU_PCSC_DRV_NAME=%s", reader->name), NULL};
	config.environment = environment;
	r = stage_run(lab->stage, &config, lab->stage, &text);
	if (r == 0)
		r = take_result(lab, text, words[1], out);
	talloc_free(text);
	return r;
}

/* ---- subscriptions ---- */

static int random_hex(char out[2 * KEY_BYTES + 1])
{
	unsigned char bytes[KEY_BYTES];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return -EIO;
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return 0;
}

static const char *file_of(struct lab *lab, const char *name, const char *extension)
{
	return lab_path(lab, talloc_asprintf(lab->stage, "%s.%s", name, extension));
}

int lab_describe(struct lab *lab, const struct lab_subscription *s)
{
	char k[2 * KEY_BYTES + 1], opc[2 * KEY_BYTES + 1];
	const char *path = file_of(lab, s->name, "json");
	json_t *j;
	int r = random_hex(k);

	if (r == 0)
		r = random_hex(opc);
	if (r)
		return stage_fail(lab->stage, r, "no random numbers");
	j = json_pack("{s:s, s:s, s:s, s:s*, s:s, s:{s:s, s:s, s:s}}", "profileType",
		      LAB_PROFILE_TYPE, "iccid", s->iccid, "imsi", s->imsi, "msisdn", s->msisdn,
		      "serviceProvider", "softeuicc", "authentication", "algorithm", "milenage",
		      "k", k, "opc", opc);
	if (!j || json_dump_file(j, path, JSON_INDENT(2)))
		r = stage_fail(lab->stage, -EIO, "%s cannot be written", path);
	json_decref(j);
	return r;
}

int lab_subscribe(struct lab *lab, const struct lab_subscription *s)
{
	return lab_run(lab, NULL, "mno", "subscriber", "add", "--description",
		       file_of(lab, s->name, "json"), "--store", lab_path(lab, "mno.db"), NULL);
}

int lab_sign(struct lab *lab, const struct lab_subscription *s)
{
	return lab_run(lab, NULL, "mno", "contract", "add", s->imsi, "--store",
		       lab_path(lab, "mno.db"), NULL);
}

/* ---- servers ---- */

static int start_server(struct lab *lab, const char *name, const char *const *argv,
			struct actor **actor, const char **url)
{
	const struct actor_config config = {.name = name, .argv = argv, .lasting = true};
	int r = stage_start(lab->stage, &config, actor);

	return r ? r : stage_wait_line(lab->stage, *actor, "listening on ", url);
}

static int start_smdpp(struct lab *lab)
{
	const char *argv[] = {lab->program, "smdpp",
			      "--listen",   "127.0.0.1:0",
			      "--store",    lab_path(lab, "smdpp.db"),
			      "--trail",    stage_trail(lab->stage),
			      NULL};

	return start_server(lab, "smdpp", argv, &lab->smdpp, &lab->smdp);
}

static int start_mno(struct lab *lab)
{
	const char *argv[] = {lab->program,
			      "mno",
			      "serve",
			      "--listen",
			      "127.0.0.1:0",
			      "--store",
			      lab_path(lab, "mno.db"),
			      "--smdp",
			      lab->smdp,
			      "--profile-type",
			      LAB_PROFILE_TYPE,
			      "--requester",
			      LAB_REQUESTER,
			      "--trail",
			      stage_trail(lab->stage),
			      NULL};

	return start_server(lab, "mno", argv, &lab->mno, &lab->operator);
}

/* The SM-DP+ makes the profiles of a type from one description, each with keys of its own, and says
 * which, so that the operator's HLR knows them. */
static int fill_stock(struct lab *lab, const struct lab_subscription *stock)
{
	const char *path = file_of(lab, "stock", "json");
	char count[8];
	json_t *made;
	int r;

	snprintf(count, sizeof(count), "%d", LAB_STOCK);
	r = lab_describe(lab, stock);
	if (r == 0)
		r = lab_run(lab, &made, "smdpp", "stock", "--type", LAB_PROFILE_TYPE,
			    "--description", file_of(lab, stock->name, "json"), "--count", count,
			    "--store", lab_path(lab, "smdpp.db"), "--json", NULL);
	if (r)
		return r;
	if (json_dump_file(made, path, 0))
		r = stage_fail(lab->stage, -EIO, "%s cannot be written", path);
	json_decref(made);
	return r ? r
		 : lab_run(lab, NULL, "mno", "subscriber", "add", "--description", path, "--store",
			   lab_path(lab, "mno.db"), NULL);
}

int lab_start_servers(struct lab *lab, const struct lab_subscription *stock)
{
	int r = start_smdpp(lab);

	if (r == 0)
		r = start_mno(lab);
	if (r == 0)
		r = lab_run(lab, NULL, "smdpp", "operator", LAB_REQUESTER, "--url", lab->operator,
			    "--store", lab_path(lab, "smdpp.db"), NULL);
	return r ? r : fill_stock(lab, stock);
}

/* ---- cards ---- */

int lab_make_uicc(struct lab *lab, const struct lab_subscription *s)
{
	return lab_run(lab, NULL, "init", file_of(lab, s->name, "euicc"), "--uicc",
		       file_of(lab, s->name, "json"), NULL);
}

int lab_make_euicc(struct lab *lab, const char *name, const char *eid)
{
	return lab_run(lab, NULL, "init", file_of(lab, name, "euicc"), "--eid", eid, NULL);
}

int lab_insert(struct lab *lab, const char *name, const struct reader **reader)
{
	const struct reader *slot = &lab->readers[lab->card_count];
	const char *image = file_of(lab, name, "euicc");
	const char *argv[] = {lab->program, "card", image, "--reader", slot->address, NULL};
	const struct actor_config config = {.name = talloc_asprintf(lab->stage, "card-%s", name),
					    .argv = argv,
					    .lasting = true};
	int r;

	if (lab->card_count == lab->reader_count)
		return stage_fail(lab->stage, -ENODEV, "there are only %zu readers",
				  lab->reader_count);
	/* pcscd takes its time to see that the card before has gone. */
	if (!reader_wait(slot, false))
		return stage_fail(lab->stage, -EBUSY, "there is a card in reader %s", slot->name);
	r = stage_start(lab->stage, &config, &lab->cards[lab->card_count]);
	if (r)
		return r;
	lab->card_count++;
	*reader = slot;
	return 0;
}

int lab_wait_cards(struct lab *lab)
{
	for (size_t i = 0; i < lab->card_count; i++)
		if (!reader_wait(&lab->readers[i], true))
			return stage_fail(lab->stage, -ETIMEDOUT,
					  "no card comes into reader %s: %s", lab->readers[i].name,
					  actor_last_words(lab->cards[i]));
	return 0;
}
