/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ServicesList of the ProfileHeader: what a profile may demand of the eUICC. */
#include "isdp/pe_table.h"

/* By context tag. javacard: a profile demands it for its security domain, which is kept; of what
 * would need a virtual machine PE-Application's status tells. */
static const struct {
	const char *name;
	bool supported;
} services[] = {
	{"contactless", false},
	{"usim", true},
	{"isim", true},
	{"csim", true},
	{"milenage", true},
	{"tuak128", true},
	{"cave", false},
	{"gba-usim", true},
	{"gba-isim", true},
	{"mbms", false},
	{"eap", false},
	{"javacard", true},
	{"multos", false},
	{"multiple-usim", true},
	{"multiple-isim", true},
	{"multiple-csim", true},
	{"tuak256", true},
	{"usim-test-algorithm", true},
	{"ber-tlv", true},
	{"dfLink", true},
	{"cat-tp", false},
	{"get-identity", true},
	{"profile-a-x25519", true},
	{"profile-b-p256", true},
	{"suciCalculatorApi", false},
	{"dns-resolution", false},
	{"scp11ac", false},
	{"scp11c-authorization-mechanism", false},
	{"s16mode", false},
	{"eaka", false},
};

enum { SERVICES = sizeof(services) / sizeof(services[0]) };

bool profile_service_supported(unsigned service)
{
	return service < SERVICES && services[service].supported;
}

const char *profile_service_name(unsigned service)
{
	return service < SERVICES ? services[service].name : NULL;
}
