/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/link_address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "reader-bridge/local_socket.h"

enum { BACKLOG = 4 };

union any_address {
	struct sockaddr any;
	struct sockaddr_un local;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static const struct {
	const char *name; /* with the colon before the port */
	int family;
} hosts[] = {{"127.0.0.1:", AF_INET}, {"localhost:", AF_INET}, {"[::1]:", AF_INET6}};

const char *link_address_path(const char *address)
{
	static const char prefix[] = "unix:";

	return strncmp(address, prefix, sizeof(prefix) - 1) ? NULL : address + sizeof(prefix) - 1;
}

static int read_port(const char *text, in_port_t *port)
{
	char *end;
	unsigned long number;

	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	number = strtoul(text, &end, 10);
	if (*end || number > UINT16_MAX)
		return -EINVAL;
	*port = htons((uint16_t)number);
	return 0;
}

static void set_host(union any_address *a, int family, in_port_t port)
{
	memset(a, 0, sizeof(*a));
	if (family == AF_INET)
		a->in = (struct sockaddr_in){.sin_family = AF_INET,
					     .sin_port = port,
					     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	else
		a->in6 = (struct sockaddr_in6){
			.sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = in6addr_loopback};
}

static socklen_t size_of(const union any_address *a)
{
	switch (a->any.sa_family) {
	case AF_INET:
		return sizeof(a->in);
	case AF_INET6:
		return sizeof(a->in6);
	default:
		return sizeof(a->local);
	}
}

/* *@host: which of the hosts it is; one behind the last for a path. */
static int read_address(const char *address, union any_address *a, size_t *host)
{
	const char *path = link_address_path(address);
	size_t n = sizeof(hosts) / sizeof(hosts[0]);
	in_port_t port;

	*host = n;
	if (path)
		return *path ? local_socket_address(path, &a->local) : -EINVAL;
	for (size_t i = 0; i < n; i++) {
		size_t length = strlen(hosts[i].name);

		if (strncmp(address, hosts[i].name, length))
			continue;
		if (read_port(address + length, &port))
			return -EINVAL;
		set_host(a, hosts[i].family, port);
		*host = i;
		return 0;
	}
	return -EINVAL;
}

static int fail(const char *address, int r, void *ctx, char **error)
{
	*error = r == -EINVAL ? talloc_asprintf(ctx,
						"%s: neither unix:PATH nor HOST:PORT of this "
						"machine (127.0.0.1, [::1], localhost)",
						address)
			      : talloc_asprintf(ctx, "%s: %s", address, strerror(-r));
	return r;
}

static int bind_host(const union any_address *a, int *out)
{
	int one = 1, r = 0;
	int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0 ||
	    bind(fd, &a->any, size_of(a)) < 0)
		r = -errno;
	if (r)
		close(fd);
	else
		*out = fd;
	return r;
}

static const char *bound_address(int fd, size_t host, void *ctx)
{
	union any_address a = {.any.sa_family = AF_UNSPEC};
	socklen_t n = sizeof(a);

	if (getsockname(fd, &a.any, &n) < 0)
		return NULL;
	return talloc_asprintf(ctx, "%s%u", hosts[host].name,
			       ntohs(a.any.sa_family == AF_INET ? a.in.sin_port : a.in6.sin6_port));
}

int link_address_listen(const char *address, void *ctx, int *fd, const char **bound, char **error)
{
	const char *path = link_address_path(address);
	union any_address a;
	size_t host;
	int r = read_address(address, &a, &host);

	if (r == 0)
		r = path ? local_socket_bind(path, fd) : bind_host(&a, fd);
	if (r)
		return fail(address, r, ctx, error);
	*bound = path ? talloc_strdup(ctx, address) : bound_address(*fd, host, ctx);
	if (listen(*fd, BACKLOG) < 0)
		r = -errno;
	else if (!*bound)
		r = -ENOMEM;
	if (r == 0)
		return 0;
	if (path)
		unlink(path);
	close(*fd);
	return fail(address, r, ctx, error);
}

/* To this machine, where a connection is made at once or not at all. */
int link_address_connect(const char *address, void *ctx, int *fd, char **error)
{
	union any_address a;
	size_t host;
	int r = read_address(address, &a, &host);

	if (r)
		return fail(address, r, ctx, error);
	*fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return fail(address, -errno, ctx, error);
	if (connect(*fd, &a.any, size_of(&a)) == 0)
		return 0;
	r = -errno;
	close(*fd);
	return fail(address, r, ctx, error);
}
