/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file in which a device keeps its token, and what the token is good for. */
#ifndef DEVICES_TOKEN_FILE_H
#define DEVICES_TOKEN_FILE_H

struct token_file {
	const char *path;
	const char *server;       /* its address */
	const char *terminal;     /* the device's identifier */
	const char *subscription; /* IMSI or MSISDN */
};

/* On @ctx; NULL where there is no file, none that makes sense, or one for something else. */
char *token_file_read(const struct token_file *file, void *ctx);
/* In the place of what was there; for the user's eyes alone. Returns 0 or negative errno. */
int token_file_write(const struct token_file *file, const char *token);
void token_file_remove(const struct token_file *file);

#endif
