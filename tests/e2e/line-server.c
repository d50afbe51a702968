/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server for the end-to-end tests.
 *
 *   line-server ANSWER
 *
 * Listens on a port of 127.0.0.1 that is free, and prints it in hexadecimal. Takes one connection:
 * reads a line, prints it, writes ANSWER, closes. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_somewhere(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof(at);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	if (s < 0 || bind(s, (struct sockaddr *)&at, n) < 0 || listen(s, 1) < 0 ||
	    getsockname(s, (struct sockaddr *)&at, &n) < 0) {
		perror("line-server");
		return -1;
	}
	printf("port %04X\n", ntohs(at.sin_port));
	fflush(stdout);
	return s;
}

int main(int argc, char **argv)
{
	int s = argc == 2 ? listen_somewhere() : -1, peer;
	char line[256];
	FILE *f;

	if (s < 0)
		return 1;
	peer = accept(s, NULL, NULL);
	f = peer < 0 ? NULL : fdopen(peer, "r+");
	if (!f || !fgets(line, sizeof(line), f)) {
		perror("line-server");
		return 1;
	}
	printf("got %s", line);
	if (write(peer, argv[1], strlen(argv[1])) < 0)
		perror("line-server");
	fclose(f);
	return 0;
}
