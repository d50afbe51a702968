/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eap/identity.h"

#include <talloc.h>

enum { IMSI_DIGITS_MIN = 6 };

/* Permanent identity, pseudonym, identity of fast re-authentication. */
static const struct {
	enum eap_type type;
	uint8_t digits[4];
} leads[] = {
	{EAP_AKA, "024"},
	{EAP_SIM, "135"},
	{EAP_AKA_PRIME, "678"},
};

enum { LEADS = sizeof(leads) / sizeof(leads[0]) };

static uint8_t permanent_digit(enum eap_type type)
{
	size_t i = 0;

	while (i < LEADS - 1 && leads[i].type != type)
		i++;
	return leads[i].digits[0];
}

struct slice eap_identity(void *ctx, enum eap_type type, const char *imsi, const char *realm)
{
	const char *text = talloc_asprintf(ctx, "%c%s%s%s", permanent_digit(type), imsi,
					   *realm ? "@" : "", realm);

	return text ? slice_str(text) : slice_of(NULL, 0);
}

bool eap_identity_type(struct slice identity, enum eap_type *out)
{
	for (size_t i = 0; i < LEADS && identity.n; i++)
		if (memchr(leads[i].digits, identity.p[0], sizeof(leads[i].digits) - 1)) {
			*out = leads[i].type;
			return true;
		}
	return false;
}

bool eap_permanent_identity(enum eap_type type, struct slice identity,
			    char imsi[IMSI_DIGITS_MAX + 1])
{
	size_t n = 1;

	if (identity.n == 0 || identity.p[0] != permanent_digit(type))
		return false;
	while (n < identity.n && identity.p[n] >= '0' && identity.p[n] <= '9')
		n++;
	if (n < identity.n && identity.p[n] != '@')
		return false;
	n--;
	if (n < IMSI_DIGITS_MIN || n > IMSI_DIGITS_MAX)
		return false;
	memcpy(imsi, identity.p + 1, n);
	imsi[n] = '\0';
	return true;
}
