/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader-bridge/local_socket.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

int local_socket_address(const char *path, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(out->sun_path))
		return -ENAMETOOLONG;
	memcpy(out->sun_path, path, strlen(path) + 1);
	return 0;
}

/* A socket that refuses connections is what a killed process has left. */
static bool left_behind(const struct sockaddr_un *a)
{
	struct stat st;
	int fd, r;

	if (stat(a->sun_path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	r = fd < 0 ? -1 : connect(fd, (const struct sockaddr *)a, sizeof(*a));
	r = r < 0 && errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	return r;
}

static int bind_to(int fd, const struct sockaddr_un *a)
{
	mode_t mask = umask(0177);
	int r;

	if (left_behind(a))
		unlink(a->sun_path);
	r = bind(fd, (const struct sockaddr *)a, sizeof(*a)) < 0 ? -errno : 0;
	umask(mask);
	return r;
}

int local_socket_bind(const char *path, int *out)
{
	struct sockaddr_un a;
	int r = local_socket_address(path, &a);
	int fd;

	if (r)
		return r;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	r = bind_to(fd, &a);
	if (r)
		close(fd);
	else
		*out = fd;
	return r;
}
