/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_time.h"

#include <stdlib.h>
#include <time.h>

double bench_cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *values, size_t n)
{
	qsort(values, n, sizeof(values[0]), ascending);
	return values[n / 2];
}
