/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of PE-GenericFileManagement by the files that they are about. */
#include "profile/diff_files.h"

/* The file that a command is about: the selected path, and below it what was created last. */
struct position {
	char path[2 * 8 + 1]; /* filePath, SIZE (0..8) */
	char file[2 * 2 + 1]; /* fileID */
};

static bool take(const json_t *command, const char *name, char *out, size_t n)
{
	const char *text = json_string_value(json_object_get(command, name));

	if (!text || strlen(text) >= n)
		return false;
	memcpy(out, text, strlen(text) + 1);
	return true;
}

/* False for a path that cannot be one. */
static bool follow(struct position *at, const json_t *command)
{
	const json_t *fcp = json_object_get(command, "createFCP");

	if (json_object_get(command, "filePath")) {
		at->file[0] = '\0';
		return take(command, "filePath", at->path, sizeof(at->path));
	}
	return !fcp || take(fcp, "fileID", at->file, sizeof(at->file));
}

static int put(json_t *files, const struct position *at, json_t *command)
{
	char key[sizeof(at->path) + sizeof(at->file)];
	json_t *steps;

	snprintf(key, sizeof(key), "%s%s", at->path, at->file);
	steps = json_object_get(files, key);
	if (!steps) {
		steps = json_array();
		if (json_object_set_new(files, key, steps))
			return -1;
	}
	return json_array_append(steps, command);
}

json_t *diff_files_of(const json_t *managements)
{
	json_t *files = json_object(), *commands, *command;
	size_t i, k;

	json_array_foreach ((json_t *)managements, i, commands) {
		struct position at = {"", ""};

		json_array_foreach (commands, k, command) {
			if (!follow(&at, command) ||
			    (!json_object_get(command, "filePath") && put(files, &at, command))) {
				json_decref(files);
				return NULL;
			}
		}
	}
	return files;
}
