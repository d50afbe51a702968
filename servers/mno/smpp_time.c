/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "servers/mno/smpp_time.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

enum { FIELDS = 6, QUARTERS_MAX = 48 };

/* Two digits, or -1. */
static int pair(const uint8_t *p)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	return 10 * (p[0] - '0') + (p[1] - '0');
}

/* Years and months from now on are those of the calendar. */
static int relative(const int fields[FIELDS], int64_t now, int64_t *out)
{
	time_t then = (time_t)now;
	struct tm tm;

	if (!gmtime_r(&then, &tm))
		return -EINVAL;
	tm.tm_year += fields[0];
	tm.tm_mon += fields[1];
	tm.tm_mday += fields[2];
	tm.tm_hour += fields[3];
	tm.tm_min += fields[4];
	tm.tm_sec += fields[5];
	*out = (int64_t)timegm(&tm);
	return 0;
}

static int absolute(const int fields[FIELDS], int quarters, char direction, int64_t *out)
{
	struct tm tm = {
		.tm_year = 100 + fields[0],
		.tm_mon = fields[1] - 1,
		.tm_mday = fields[2],
		.tm_hour = fields[3],
		.tm_min = fields[4],
		.tm_sec = fields[5],
	};

	if (fields[1] < 1 || fields[1] > 12 || fields[2] < 1 || fields[2] > 31 || fields[3] > 23 ||
	    fields[4] > 59 || fields[5] > 59 || quarters < 0 || quarters > QUARTERS_MAX)
		return -EINVAL;
	*out = (int64_t)timegm(&tm) + (direction == '+' ? -1 : 1) * 900 * quarters;
	return 0;
}

int smpp_time_parse(struct slice text, int64_t now, int64_t *out)
{
	int fields[FIELDS];
	char direction;

	if (text.n != SMPP_TIME_CHARACTERS)
		return -EINVAL;
	for (size_t i = 0; i < FIELDS; i++) {
		fields[i] = pair(text.p + 2 * i);
		if (fields[i] < 0)
			return -EINVAL;
	}
	direction = (char)text.p[15];
	if (text.p[12] < '0' || text.p[12] > '9')
		return -EINVAL;
	if (direction == 'R')
		return relative(fields, now, out);
	if (direction != '+' && direction != '-')
		return -EINVAL;
	return absolute(fields, pair(text.p + 13), direction, out);
}

void smpp_time_text(int64_t time, char text[SMPP_TIME_CHARACTERS + 1])
{
	time_t then = (time_t)time;
	struct tm tm;

	text[0] = '\0';
	if (gmtime_r(&then, &tm))
		snprintf(text, SMPP_TIME_CHARACTERS + 1, "%02u%02u%02u%02u%02u%02u000+",
			 (unsigned)tm.tm_year % 100, (unsigned)tm.tm_mon % 12 + 1,
			 (unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100,
			 (unsigned)tm.tm_min % 100, (unsigned)tm.tm_sec % 100);
}
