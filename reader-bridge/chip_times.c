/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a chip takes. No chip in particular: of the order in which those of the years around
 * 2020 are, with 150 ms for each operation on an elliptic curve, 10 ms for each write to memory,
 * and a line of 4 MHz with F = 512 and D = 32 (ISO/IEC 7816-3 7.1: 48 microseconds for the 12 etu
 * of a byte). */
#include "config.h"

#include "reader-bridge/chip_times.h"

enum { CURVE = 150, WRITE = 10, BYTE = 48 };

static const struct {
	const char *function;
	unsigned ms;
} times[] = {
	{"*", 3},
	{"SELECT", 12},
	{"READ BINARY", 5},
	{"READ RECORD", 5},
	{"SEARCH RECORD", 20},
	{"UPDATE BINARY", 5 + WRITE},
	{"UPDATE RECORD", 5 + WRITE},
	{"INCREASE", 5 + WRITE},
	{"CREATE FILE", 5 * WRITE},
	{"DELETE FILE", 5 * WRITE},
	{"VERIFY PIN", 2 * WRITE},
	{"AUTHENTICATE", 40 + WRITE},
	{"GET IDENTITY", 2 * CURVE},
	{"ES10b.GetEuiccInfo1", 15},
	{"ES10b.GetEuiccInfo2", 20},
	{"ES10b.GetEuiccChallenge", 10},
	/* two certificates and a signature to verify, one to make */
	{"ES10b.AuthenticateServer", 4 * CURVE + 30},
	/* the same, and a key pair */
	{"ES10b.PrepareDownload", 4 * CURVE + 30},
	/* of each segment */
	{"ES10b.LoadBoundProfilePackage", 3 * WRITE},
	{"ES10b.CancelSession", CURVE + WRITE},
	{"ES10b.ListNotification", 15},
	{"ES10b.RetrieveNotificationsList", 30},
	{"ES10b.RemoveNotificationFromList", 2 * WRITE},
	{"ES10c.GetProfilesInfo", 40},
	{"ES10c.SetNickname", 2 * WRITE},
	{"ES10c.EnableProfile", CURVE + 5 * WRITE},
	{"ES10c.DisableProfile", CURVE + 5 * WRITE},
	{"ES10c.DeleteProfile", CURVE + 20 * WRITE},
	{"ES10c.eUICCMemoryReset", CURVE + 100 * WRITE},
	{"ES10a.SetDefaultDpAddress", 2 * WRITE},
};

int chip_times(struct faults *f)
{
	int r = 0;

	faults_clear_times(f);
	faults_set_byte_time(f, BYTE);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]) && r == 0; i++)
		r = faults_set_time(f, times[i].function, times[i].ms);
	return r;
}
