/* SPDX-License-Identifier: GPL-3.0-or-later */
/* softeuicc mno serve: runs the operator's servers. */
#include <getopt.h>
#include <string.h>
#include <talloc.h>

#include "cli/cli.h"
#include "cli/mno.h"
#include "cli/serve.h"
#include "profile/file.h"
#include "servers/mno/mno_server.h"
#include "servers/mno/smpp_server.h"
#include "servers/rsp/activation_code.h"

#define MNO_LISTEN   "127.0.0.1:8543"
#define REQUESTER    "2.999.20"
#define PROFILE_TYPE "standard"

enum { CERTIFICATE_MAX = 64 << 10 };

static const char name[] = "mno";

static void print_help(void)
{
	puts("usage: softeuicc mno serve --smdp URL [--listen HOST:PORT] [--store FILE]\n"
	     "                           [--pki DIR] [--address HOST[:PORT]]\n"
	     "                           [--profile-type TYPE] [--requester OID]\n"
	     "                           [--certificate FILE --key FILE] [--smpp HOST:PORT]\n"
	     "                           [--trail FILE] [--verify-companion]\n"
	     "                           [--smdp-certificate FILE]\n\n"
	     "The operator's servers, until interrupted: the entitlement server of devices\n"
	     "(GSMA TS.43), and web pages for their users.\n\n"
	     "  --smdp URL           https://HOST[:PORT] of the SM-DP+ to order profiles from\n"
	     "  --listen HOST:PORT   where to listen, " MNO_LISTEN " by default; port 0 takes\n"
	     "                       a free one\n"
	     "  --store FILE         as for mno subscriber\n"
	     "  --pki DIR            keys and certificates, laid out as GSMA SGP.26's; by default\n"
	     "                       $SOFTEUICC_PKI, or the installed test PKI\n"
	     "  --address ADDRESS    what devices and users know it by, by default where it\n"
	     "                       listens\n"
	     "  --profile-type TYPE  of the profiles that it orders, " PROFILE_TYPE " by default\n"
	     "  --requester OID      as whom it orders, " REQUESTER " by default\n"
	     "  --certificate FILE   with which TLS client certificate, DER or PEM; by default\n"
	     "                       that of the PKI's SM-DP+\n"
	     "  --key FILE           and its private key\n"
	     "  --smpp HOST:PORT     where clients of the short message centre connect\n"
	     "  --trail FILE         where to write each message, as JSON\n"
	     "  --verify-companion   who shares a number enters a code that the other device\n"
	     "                       has got by short message\n"
	     "  --smdp-certificate FILE\n"
	     "                       the SM-DP+'s as a TLS client, DER: nobody else is believed\n"
	     "                       who reports downloads");
}

enum {
	OPT_LISTEN = 256,
	OPT_STORE,
	OPT_PKI,
	OPT_SMDP,
	OPT_PROFILE_TYPE,
	OPT_REQUESTER,
	OPT_CERTIFICATE,
	OPT_KEY,
	OPT_ADDRESS,
	OPT_TRAIL,
	OPT_VERIFY_COMPANION,
	OPT_SMPP,
	OPT_SMDP_CERTIFICATE,
};

static const struct option options[] = {
	{"listen", required_argument, NULL, OPT_LISTEN},
	{"store", required_argument, NULL, OPT_STORE},
	{"pki", required_argument, NULL, OPT_PKI},
	{"smdp", required_argument, NULL, OPT_SMDP},
	{"smdp-certificate", required_argument, NULL, OPT_SMDP_CERTIFICATE},
	{"profile-type", required_argument, NULL, OPT_PROFILE_TYPE},
	{"requester", required_argument, NULL, OPT_REQUESTER},
	{"certificate", required_argument, NULL, OPT_CERTIFICATE},
	{"key", required_argument, NULL, OPT_KEY},
	{"address", required_argument, NULL, OPT_ADDRESS},
	{"smpp", required_argument, NULL, OPT_SMPP},
	{"trail", required_argument, NULL, OPT_TRAIL},
	{"verify-companion", no_argument, NULL, OPT_VERIFY_COMPANION},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

struct arguments {
	struct mno_config config;
	const char *listen;
	const char *addresses[2];
	const char *trail;
	const char *smpp;             /* NULL: none */
	const char *smdp_certificate; /* NULL: none */
};

static int start_smpp(const struct arguments *a, const char *store, void *ctx, char **error)
{
	const struct smpp_server_config config = {.store = store, .log = cli_log};
	struct http_listener listener;
	struct smpp_server *server;
	int r = http_listen(a->smpp, ctx, &listener, error);

	if (r == 0)
		r = smpp_start(&config, &listener, ctx, &server, error);
	if (r)
		*error = talloc_asprintf(ctx, "--smpp %s", *error ? *error : strerror(-r));
	else
		printf("short messages by smpp://%s\n", listener.address);
	return r;
}

static int read_certificate(struct arguments *a, void *ctx, char **error)
{
	struct buf b = buf_new(ctx);
	int r;

	if (!a->smdp_certificate)
		return 0;
	r = file_read(a->smdp_certificate, CERTIFICATE_MAX, &b);
	if (r)
		*error = talloc_asprintf(ctx, "--smdp-certificate %s: %s", a->smdp_certificate,
					 strerror(-r));
	a->config.smdp_certificate = buf_slice(&b);
	return r;
}

static int start(void *arg, struct http_listener *listener, void *ctx, char **error)
{
	struct arguments *a = arg;
	struct mno_server *server;
	struct http_server *http;
	int r = cli_open_trail(ctx, a->trail, &a->config.rsp.trail, error);

	if (r)
		return r;
	if (!a->addresses[0])
		a->addresses[0] = listener->address;
	a->config.rsp.addresses = a->addresses;
	r = read_certificate(a, ctx, error);
	if (r)
		return r;
	r = mno_server_new(ctx, &a->config, &server, error);
	if (r == 0 && a->smpp)
		r = start_smpp(a, server->rsp->config.store, ctx, error);
	return r ? r : mno_serve(server, listener, cli_log, NULL, ctx, &http, error);
}

static bool take(struct arguments *a, int option)
{
	const struct {
		int option;
		const char **into;
	} texts[] = {
		{OPT_LISTEN, &a->listen},
		{OPT_STORE, &a->config.rsp.store},
		{OPT_PKI, &a->config.rsp.pki},
		{OPT_SMDP, &a->config.smdp},
		{OPT_PROFILE_TYPE, &a->config.profile_type},
		{OPT_REQUESTER, &a->config.rsp.requester},
		{OPT_CERTIFICATE, &a->config.rsp.client_certificate},
		{OPT_KEY, &a->config.rsp.client_key},
		{OPT_ADDRESS, &a->addresses[0]},
		{OPT_TRAIL, &a->trail},
		{OPT_SMPP, &a->smpp},
		{OPT_SMDP_CERTIFICATE, &a->smdp_certificate},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].option == option) {
			*texts[i].into = optarg;
			return true;
		}
	return false;
}

static int check(const struct arguments *a)
{
	static const char https[] = "https://";
	const char *smdp = a->config.smdp;

	if (!smdp)
		return cli_usage(name, "serve needs --smdp URL");
	if (strncmp(smdp, https, strlen(https)) || !address_valid(smdp + strlen(https)))
		return cli_usage(name, "--smdp %s: should be https://HOST[:PORT]", smdp);
	if (a->addresses[0] && !address_valid(a->addresses[0]))
		return cli_usage(name, "--address %s: no address", a->addresses[0]);
	if (!a->config.rsp.client_certificate != !a->config.rsp.client_key)
		return cli_usage(name, "--certificate and --key go together");
	return EXIT_OK;
}

int mno_serve_command(int argc, char **argv)
{
	struct arguments a = {
		.config = {.rsp = {.requester = REQUESTER}, .profile_type = PROFILE_TYPE},
		.listen = MNO_LISTEN,
	};
	int c, r;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			print_help();
			return EXIT_OK;
		}
		if (c == OPT_VERIFY_COMPANION)
			a.config.verify_companion = true;
		else if (!take(&a, c))
			return cli_usage(name, "serve does not take that");
	}
	if (optind < argc)
		return cli_usage(name, "serve does not take '%s'", argv[optind]);
	r = check(&a);
	if (r)
		return r;
	return cli_run_server(
		&(const struct cli_running){
			.name = name, .start = start, .arg = &a, .public_keys = !a.config.rsp.pki},
		a.listen);
}
