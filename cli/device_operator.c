/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/device_operator.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/qr.h"
#include "eap/server.h"

struct device_operator device_operator_default(void)
{
	return (struct device_operator){.eap_types = EAP_BIT(EAP_AKA)};
}

int device_word(const char *option, const char *word, const char *const *words, size_t n)
{
	char all[100] = "";

	for (size_t i = 0; i < n; i++)
		if (!strcmp(word, words[i]))
			return (int)i;
	for (size_t i = 0; i < n; i++)
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s",
			 i == 0       ? ""
			 : i == n - 1 ? " or "
				      : ", ",
			 words[i]);
	device_usage("%s %s: %s", option, word, all);
	return -1;
}

static int read_auth(struct device_operator *o, const char *word)
{
	static const char *const words[] = {"aka", "aka-prime", "sim", "sms"};
	static const uint64_t types[] = {EAP_BIT(EAP_AKA), EAP_BIT(EAP_AKA_PRIME), EAP_BIT(EAP_SIM),
					 0};
	int i = device_word("--auth", word, words, sizeof(words) / sizeof(words[0]));

	if (i < 0)
		return -EINVAL;
	o->eap_types = types[i];
	return 0;
}

static int read_alerting(struct device_operator *o, const char *word)
{
	static const char *const words[] = {"flexible", "hunting"};

	o->alerting = word;
	return device_word("--alerting", word, words, 2) < 0 ? -EINVAL : 0;
}

static int read_contract(struct device_operator *o, const char *word)
{
	int i = device_word("--contract", word, contract_choice_names, CHOICES);

	if (i < 0)
		return -EINVAL;
	o->contract = (enum contract_choice)i;
	return 0;
}

int device_operator_option(struct device_operator *o, int c, const char *value)
{
	switch (c) {
	case OPT_OPERATOR:
		o->url = value;
		return 0;
	case OPT_PKI:
		o->pki = value;
		return 0;
	case OPT_MSISDN:
		o->msisdn = value;
		return 0;
	case OPT_STATE:
		o->state = value;
		return 0;
	case OPT_QR:
		o->image = value;
		return 0;
	case OPT_AUTH:
		return read_auth(o, value);
	case OPT_CONTRACT:
		return read_contract(o, value);
	case OPT_ALERTING:
		return read_alerting(o, value);
	default:
		return -ENOENT;
	}
}

int device_operator_check(const struct device_operator *o)
{
	if (!o->url)
		return device_usage("it needs --operator URL");
	if (strncmp(o->url, "https://", strlen("https://")) != 0)
		return device_usage("--operator %s: no https://HOST[:PORT]", o->url);
	return EXIT_OK;
}

void device_show_code(void *arg, const char *text)
{
	const struct device_operator *o = arg;

	if (o->image && qr_write(o->image, text))
		cli_fail("device", "--qr %s: it cannot be written", o->image);
	if (isatty(fileno(o->screen)))
		qr_print(o->screen, text);
}
