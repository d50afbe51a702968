/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks through all files of the UICC in a PC/SC reader and prints them, one a line:
 *
 *   walk READER [DIRECTORY:REFERENCE=VALUE...]
 *
 * Each argument is a PIN or ADM key to verify in a directory before its files are read, all three
 * in hexadecimal, the directory as it is printed. It knows nothing of the profile: applications
 * come from EF.DIR; in every directory all identifiers are tried that begin with a byte that ETSI
 * and 3GPP give to files (TS 102 221 8.6 and clause 13, TS 31.102 clause 4); kind and sizes come
 * from the FCP. Contents are got by READ BINARY, READ RECORD and RETRIEVE DATA alone, and each
 * record is searched for by SEARCH RECORD.
 *
 * A line is the path, from the MF or with the application's AID, and
 *
 *   df
 *   transparent CONTENT
 *   linear-fixed RECORD-LENGTH CONTENT, cyclic RECORD-LENGTH CONTENT
 *   ber-tlv CONTENT
 *
 * where CONTENT is "refused" if the access rules do not let it be read. Exit status: 0, 1 (PC/SC
 * error, or an answer that no UICC gives), 2 (usage). */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

enum {
	PATH_BYTES = 12,
	AID_BYTES = 16,
	DIRECTORIES = 64, /* waiting to be walked in one application */
	SW_SECURITY_STATUS = 0x6982,
	SW_FILE_NOT_FOUND = 0x6A82,
	SW_PIN_DISABLED = 0x6984,
	SW_DEACTIVATED = 0x6283,
};

struct directory {
	unsigned char aid[AID_BYTES];
	size_t aid_n; /* 0: in the MF */
	unsigned char path[PATH_BYTES];
	size_t path_n; /* below the MF or the ADF */
};

/* What is of interest in an FCP. */
struct fcp {
	unsigned char descriptor;
	unsigned record_length, records;
	unsigned long size;
};

static SCARDHANDLE card;
static struct answer answer;
static char **keys;

static _Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

static _Noreturn void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}

/* ---- commands ---- */

static unsigned send(const unsigned char header[4], const void *data, size_t n, int le)
{
	unsigned char apdu[TERMINAL_APDU_MAX];
	size_t length = 4;

	memcpy(apdu, header, 4);
	if (n) {
		apdu[length++] = (unsigned char)n;
		memcpy(apdu + length, data, n);
		length += n;
	}
	if (le >= 0)
		apdu[length++] = (unsigned char)le;
	if (terminal_send(card, apdu, length, &answer))
		exit(EXIT_FAILURE);
	return answer.p[answer.n - 2] * 256u + answer.p[answer.n - 1];
}

#define HEADER(...) ((const unsigned char[4]){__VA_ARGS__})

/* Finds @tag among the objects in @p, with tags and lengths of one byte; lengths to 255 by '81'. */
static const unsigned char *find(const unsigned char *p, size_t n, unsigned tag, size_t *length)
{
	const unsigned char *end = p + n;

	while (end - p >= 2) {
		unsigned seen = *p++;

		*length = *p++;
		if (*length == 0x81 && p < end)
			*length = *p++;
		if (*length > (size_t)(end - p))
			return NULL;
		if (seen == tag)
			return p;
		p += *length;
	}
	return NULL;
}

/* Reads the FCP that the last answer is (TS 102 221 11.1.1.3). */
static struct fcp read_fcp(void)
{
	struct fcp fcp = {0};
	size_t n, length = 0;
	const unsigned char *all = find(answer.p, answer.n - 2, 0x62, &n);
	const unsigned char *p = all ? find(all, n, 0x82, &length) : NULL;

	if (!p || (length != 2 && length != 5))
		fail("no FCP with a file descriptor");
	fcp.descriptor = p[0];
	if (length == 5) {
		fcp.record_length = p[2] * 256u + p[3];
		fcp.records = p[4];
	}
	p = find(all, n, 0x80, &length);
	for (size_t i = 0; p && i < length; i++)
		fcp.size = fcp.size << 8 | p[i];
	return fcp;
}

static int is_df(const struct fcp *fcp)
{
	return (fcp->descriptor & 0x3F) == 0x38;
}

/* By its path, from the MF or, as '7FFF', from the current ADF (TS 102 221 8.4.2). */
static unsigned select_path(const struct directory *d, unsigned fid)
{
	unsigned char path[2 + PATH_BYTES + 2] = {0x7F, 0xFF};
	size_t n = d->aid_n ? 2 : 0;

	memcpy(path + n, d->path, d->path_n);
	n += d->path_n;
	if (fid) {
		path[n++] = (unsigned char)(fid >> 8);
		path[n++] = (unsigned char)fid;
	}
	if (n == 0)
		return send(HEADER(0x00, 0xA4, 0x00, 0x04), "\x3F\x00", 2, 0);
	return send(HEADER(0x00, 0xA4, 0x08, 0x04), path, n, 0);
}

/* ---- printing ---- */

static void print_hex(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("%02X", p[i]);
}

static void print_path(const struct directory *d, unsigned fid)
{
	if (d->aid_n)
		print_hex(d->aid, d->aid_n);
	else
		printf("3F00");
	for (size_t i = 0; i < d->path_n; i += 2)
		printf("/%02X%02X", d->path[i], d->path[i + 1]);
	if (fid)
		printf("/%04X", fid);
}

/* Whether the last command was answered with data; says so where it was refused. */
static int granted(unsigned sw, unsigned fid)
{
	if (sw == SW_SECURITY_STATUS)
		printf("refused");
	else if (sw != 0x9000)
		fail("%04X: reading it is answered by %04X", fid, sw);
	return sw == 0x9000;
}

/* ---- files ---- */

static void read_binary(const struct fcp *fcp, unsigned fid)
{
	unsigned long n;

	for (unsigned long at = 0; at < fcp->size; at += n) {
		n = fcp->size - at < 256 ? fcp->size - at : 256;
		if (!granted(send(HEADER(0x00, 0xB0, (unsigned char)(at >> 8), (unsigned char)at),
				  NULL, 0, (int)(n % 256)),
			     fid))
			return;
		if (answer.n - 2 != n)
			fail("%04X: %lu bytes wanted, %zu come", fid, n, answer.n - 2);
		print_hex(answer.p, n);
	}
}

/* SEARCH RECORD for a record's content, from that record on, finds it first (TS 102 221 11.1.7). */
static void search(unsigned fid, unsigned char number)
{
	unsigned char content[255];
	size_t n = answer.n - 2;
	unsigned sw;

	memcpy(content, answer.p, n);
	sw = send(HEADER(0x00, 0xA2, number, 0x04), content, n, 0);
	if (sw != 0x9000 || answer.p[0] != number)
		fail("%04X: record %u is not found: %04X", fid, number, sw);
}

static void read_records(const struct fcp *fcp, unsigned fid)
{
	printf("%u ", fcp->record_length);
	for (unsigned i = 1; i <= fcp->records; i++) {
		if (!granted(send(HEADER(0x00, 0xB2, (unsigned char)i, 0x04), NULL, 0,
				  (int)fcp->record_length),
			     fid))
			return;
		if (answer.n - 2 != fcp->record_length)
			fail("%04X: a record of %zu bytes", fid, answer.n - 2);
		print_hex(answer.p, answer.n - 2);
		search(fid, (unsigned char)i);
	}
}

/* All objects, in the order of the list of tags that '5C' gives (TS 102 221 11.3.1). */
static void retrieve_data(unsigned fid)
{
	unsigned char tags[255];
	const unsigned char *list;
	size_t n;

	if (!granted(send(HEADER(0x80, 0xCB, 0x00, 0x80), "\x5C", 1, 0), fid))
		return;
	list = find(answer.p, answer.n - 2, 0x5C, &n);
	if (!list || n > sizeof(tags))
		fail("%04X: no list of tags", fid);
	memcpy(tags, list, n);
	for (size_t i = 0, bytes; i < n; i += bytes) {
		unsigned sw;

		bytes = 1;
		if ((tags[i] & 0x1F) == 0x1F)
			do
				bytes++;
			while (i + bytes < n && tags[i + bytes - 1] & 0x80);
		sw = send(HEADER(0x80, 0xCB, 0x00, 0x80), tags + i, bytes, 0);
		for (;;) {
			print_hex(answer.p, answer.n - 2);
			if (sw >> 8 != 0x62)
				break;
			sw = send(HEADER(0x80, 0xCB, 0x00, 0x00), NULL, 0, 0);
		}
		if (sw != 0x9000)
			fail("%04X: an object is answered by %04X", fid, sw);
	}
}

static void print_ef(const struct fcp *fcp, unsigned fid)
{
	switch (fcp->descriptor & 0x3F) {
	case 0x01:
		printf(" transparent ");
		read_binary(fcp, fid);
		break;
	case 0x02:
		printf(" linear-fixed ");
		read_records(fcp, fid);
		break;
	case 0x06:
		printf(" cyclic ");
		read_records(fcp, fid);
		break;
	case 0x39:
		printf(" ber-tlv ");
		retrieve_data(fid);
		break;
	default:
		fail("%04X: file descriptor byte %02X", fid, fcp->descriptor);
	}
	putchar('\n');
}

/* ---- directories ---- */

static void name_of(const struct directory *d, char *out)
{
	out += sprintf(out, "%s", d->aid_n ? "" : "3F00");
	for (size_t i = 0; i < d->aid_n; i++)
		out += sprintf(out, "%02X", d->aid[i]);
	for (size_t i = 0; i < d->path_n; i++)
		out += sprintf(out, "%s%02X", i % 2 ? "" : "/", d->path[i]);
}

/* A PIN that is disabled counts as verified (TS 102 221 9.5.1). */
static void verify_keys(const struct directory *d)
{
	char name[2 * AID_BYTES + 3 * PATH_BYTES + 1];
	unsigned char value[8];

	name_of(d, name);
	for (char **key = keys; *key; key++) {
		const char *colon = strchr(*key, ':'), *equals = strchr(*key, '=');
		size_t n;
		unsigned sw;

		if (!colon || !equals || parse_hex(equals + 1, value, sizeof(value), &n) || n != 8)
			fail("no key: %s", *key);
		if (strlen(name) != (size_t)(colon - *key) ||
		    strncmp(*key, name, strlen(name)) != 0)
			continue;
		sw = send(HEADER(0x00, 0x20, 0x00, (unsigned char)strtoul(colon + 1, NULL, 16)),
			  value, n, -1);
		if (sw != 0x9000 && sw != SW_PIN_DISABLED)
			fail("%s: VERIFY is answered by %04X", *key, sw);
	}
}

/* One directory; those below it are put at the end of @queue. */
static void walk_directory(const struct directory *d, struct directory *queue, size_t *count)
{
	static const unsigned char first_bytes[] = {0x2F, 0x4F, 0x5F, 0x6D, 0x6F, 0x7F};

	verify_keys(d);
	print_path(d, 0);
	puts(" df");
	for (size_t i = 0; i < sizeof(first_bytes) * 256; i++) {
		unsigned fid = first_bytes[i / 256] * 256u + i % 256;
		unsigned sw;
		struct fcp fcp;

		if (fid == 0x7FFF) /* stands for the current ADF */
			continue;
		sw = select_path(d, fid);
		if (sw == SW_FILE_NOT_FOUND)
			continue;
		if (sw == SW_DEACTIVATED) {
			print_path(d, fid);
			puts(" deactivated");
			continue;
		}
		if (sw != 0x9000)
			fail("%04X: SELECT is answered by %04X", fid, sw);
		fcp = read_fcp();
		if (!is_df(&fcp)) {
			print_path(d, fid);
			print_ef(&fcp, fid);
			continue;
		}
		if (*count == DIRECTORIES || d->path_n + 2 > PATH_BYTES)
			fail("too many directories");
		queue[*count] = *d;
		queue[*count].path[d->path_n] = (unsigned char)(fid >> 8);
		queue[*count].path[d->path_n + 1] = (unsigned char)fid;
		queue[(*count)++].path_n += 2;
	}
}

/* The MF or an ADF, which is selected, and all below it. */
static void walk_all(const struct directory *root)
{
	struct directory queue[DIRECTORIES] = {*root};

	for (size_t i = 0, count = 1; i < count; i++) {
		unsigned sw = select_path(&queue[i], 0);

		if (sw != 0x9000)
			fail("a directory is answered by %04X", sw);
		walk_directory(&queue[i], queue, &count);
	}
}

/* The AIDs in EF.DIR (TS 102 221 13.1), selected in its order. */
static void walk_applications(void)
{
	struct directory mf = {0};
	struct fcp dir;

	if (select_path(&mf, 0x2F00) != 0x9000)
		fail("no EF.DIR");
	dir = read_fcp();
	for (unsigned i = 1; i <= dir.records; i++) {
		struct directory adf = {0};
		const unsigned char *p, *aid = NULL;
		size_t n;

		if (select_path(&mf, 0x2F00) != 0x9000 ||
		    send(HEADER(0x00, 0xB2, (unsigned char)i, 0x04), NULL, 0,
			 (int)dir.record_length) != 0x9000)
			fail("EF.DIR cannot be read");
		p = find(answer.p, answer.n - 2, 0x61, &n);
		if (p)
			aid = find(p, n, 0x4F, &adf.aid_n);
		if (!aid || adf.aid_n > AID_BYTES)
			continue;
		memcpy(adf.aid, aid, adf.aid_n);
		if (send(HEADER(0x00, 0xA4, 0x04, 0x04), adf.aid, adf.aid_n, 0) != 0x9000)
			fail("record %u of EF.DIR leads to no application", i);
		walk_all(&adf);
	}
}

int main(int argc, char **argv)
{
	const struct directory mf = {0};
	SCARDCONTEXT context;

	if (argc < 2) {
		fprintf(stderr, "usage: walk READER [DIRECTORY:REFERENCE=VALUE...]\n");
		return 2;
	}
	keys = argv + 2;
	if (pcsc_check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context),
		       "SCardEstablishContext") ||
	    terminal_connect(context, argv[1], &card))
		return EXIT_FAILURE;
	walk_all(&mf);
	walk_applications();
	SCardDisconnect(card, SCARD_LEAVE_CARD);
	SCardReleaseContext(context);
	return EXIT_SUCCESS;
}
