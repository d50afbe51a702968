/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/store.h"

/* Numbers are digits without a plus; seq is the SEQ_HE of TS 33.102 annex C. */
static const char version_1[] =
	"CREATE TABLE subscribers("
	" imsi TEXT PRIMARY KEY, iccid TEXT NOT NULL UNIQUE, msisdn TEXT UNIQUE,"
	" algorithm INTEGER NOT NULL, options INTEGER NOT NULL, k BLOB NOT NULL,"
	" opc BLOB NOT NULL, rotations BLOB NOT NULL, constants BLOB NOT NULL,"
	" iterations INTEGER NOT NULL, seq INTEGER NOT NULL);"
	"CREATE TABLE shared_numbers(msisdn TEXT PRIMARY KEY, alerting INTEGER NOT NULL);"
	"CREATE TABLE members("
	" imsi TEXT PRIMARY KEY REFERENCES subscribers(imsi),"
	" msisdn TEXT NOT NULL REFERENCES shared_numbers(msisdn) ON DELETE CASCADE,"
	" position INTEGER NOT NULL);"
	"CREATE INDEX members_of ON members(msisdn, position);"
	"CREATE TRIGGER own_number BEFORE INSERT ON subscribers"
	" WHEN EXISTS(SELECT 1 FROM shared_numbers WHERE msisdn = NEW.msisdn)"
	" BEGIN SELECT RAISE(ABORT, 'a shared number'); END;"
	"CREATE TABLE messages("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, recipient TEXT NOT NULL,"
	" sender TEXT NOT NULL, text TEXT NOT NULL);"
	"CREATE TABLE codes("
	" id INTEGER PRIMARY KEY, msisdn TEXT NOT NULL, purpose TEXT NOT NULL, code TEXT NOT NULL,"
	" created INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
	" used INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX codes_of ON codes(msisdn, purpose);"
	"CREATE TABLE tokens("
	" imsi TEXT NOT NULL REFERENCES subscribers(imsi) ON DELETE CASCADE, device TEXT NOT NULL,"
	" digest BLOB NOT NULL UNIQUE, expires INTEGER NOT NULL, PRIMARY KEY(imsi, device))";

static const char *const versions[] = {version_1, NULL};

const struct db_kind mno_store_kind = {
	.application_id = 0x4D4E4F31, /* "MNO1" */
	.versions = versions,
};
