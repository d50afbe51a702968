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

/* States and kinds are the numbers of the enumerations in subscriber.h, contract.h and service.h.
 * Of a device a subscriber has one service at a time, and a profile belongs to one service at a
 * time: whatever comes twice or at once is stopped here at the latest. */
static const char version_2[] =
	"ALTER TABLE subscribers ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE devices("
	" imsi TEXT NOT NULL REFERENCES subscribers(imsi) ON DELETE CASCADE, id TEXT NOT NULL,"
	" eid TEXT NOT NULL, vendor TEXT NOT NULL, model TEXT NOT NULL, software TEXT NOT NULL,"
	" name TEXT NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY(imsi, id));"
	"CREATE TABLE contracts("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,"
	" imsi TEXT NOT NULL REFERENCES subscribers(imsi) ON DELETE CASCADE,"
	" kind INTEGER NOT NULL, device TEXT NOT NULL, state INTEGER NOT NULL,"
	" offered INTEGER NOT NULL, decided INTEGER NOT NULL);"
	"CREATE INDEX contracts_of ON contracts(imsi, kind, device);"
	"CREATE TABLE services("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" kind INTEGER NOT NULL, state INTEGER NOT NULL,"
	" imsi TEXT NOT NULL REFERENCES subscribers(imsi) ON DELETE CASCADE,"
	" device TEXT NOT NULL, eid TEXT NOT NULL, iccid TEXT NOT NULL, profile TEXT NOT NULL,"
	" matching_id TEXT NOT NULL, address TEXT NOT NULL, share INTEGER NOT NULL,"
	" alerting INTEGER NOT NULL, problem TEXT NOT NULL, created INTEGER NOT NULL,"
	" changed INTEGER NOT NULL);"
	"CREATE UNIQUE INDEX services_of_devices ON services(imsi, device) WHERE state <> 5;"
	"CREATE UNIQUE INDEX services_of_euiccs ON services(imsi, eid) WHERE state <> 5;"
	"CREATE UNIQUE INDEX services_of_profiles ON services(iccid)"
	" WHERE state <> 5 AND iccid <> '';"
	"CREATE TRIGGER subscriber_served BEFORE DELETE ON subscribers"
	" WHEN EXISTS(SELECT 1 FROM services WHERE state <> 5 AND OLD.imsi IN (imsi, profile))"
	" BEGIN SELECT RAISE(ABORT, 'has a service'); END;"
	/* The numbers of states are SMPP's: 1 on its way, 4 deleted. */
	"ALTER TABLE messages ADD COLUMN data BLOB;"
	"ALTER TABLE messages ADD COLUMN header INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE messages ADD COLUMN protocol INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE messages ADD COLUMN class INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE messages ADD COLUMN state INTEGER NOT NULL DEFAULT 1;"
	"ALTER TABLE messages ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX messages_of ON messages(recipient, state);"
	"CREATE TABLE smpp_clients("
	" name TEXT PRIMARY KEY, salt BLOB NOT NULL, digest BLOB NOT NULL, number TEXT UNIQUE);"
	"CREATE TABLE submissions("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, client TEXT NOT NULL, source TEXT NOT NULL,"
	" destination TEXT NOT NULL, state INTEGER NOT NULL, receipt INTEGER NOT NULL,"
	" submitted INTEGER NOT NULL, expires INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0,"
	" reported INTEGER NOT NULL DEFAULT 0, message INTEGER, reference INTEGER NOT NULL,"
	" total INTEGER NOT NULL, part INTEGER NOT NULL, alphabet INTEGER NOT NULL,"
	" content BLOB NOT NULL);"
	"CREATE INDEX submissions_of ON submissions(client, state);"
	"CREATE INDEX submissions_as ON submissions(message);"
	"CREATE UNIQUE INDEX parts ON submissions(client, source, destination, reference, total,"
	" part) WHERE total <> 0 AND message IS NULL AND state = 1;"
	"CREATE TRIGGER message_settled AFTER UPDATE OF state ON messages BEGIN"
	" UPDATE submissions SET state = NEW.state, done = NEW.settled"
	" WHERE message = NEW.id AND state = 1; END;"
	"CREATE TRIGGER message_deleted AFTER DELETE ON messages BEGIN"
	" UPDATE submissions SET state = 4, done = CAST(strftime('%s', 'now') AS INTEGER)"
	" WHERE message = OLD.id AND state = 1; END";

static const char *const versions[] = {version_1, version_2, NULL};

const struct db_kind mno_store_kind = {
	.application_id = 0x4D4E4F31, /* "MNO1" */
	.versions = versions,
};
