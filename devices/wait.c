/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices/wait.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t wait_until(int timeout)
{
	return timeout < 0 ? -1 : now() + timeout;
}

static int remaining(int64_t deadline)
{
	int64_t left = deadline - now();

	if (deadline < 0)
		return -1;
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

int wait_for(int fd, short events, int stop, int64_t deadline)
{
	struct pollfd fds[] = {{.fd = fd, .events = events}, {.fd = stop, .events = POLLIN}};
	int n;

	do
		n = poll(fds, 2, remaining(deadline));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (fds[1].revents)
		return -ECANCELED;
	return n == 0 ? -ETIMEDOUT : 0;
}
