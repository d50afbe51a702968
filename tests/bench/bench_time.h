/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the benchmarks measure time with. */
#ifndef TESTS_BENCH_BENCH_TIME_H
#define TESTS_BENCH_BENCH_TIME_H

#include <stddef.h>

/* CPU time of this process. */
double bench_cpu_seconds(void);
/* Sorts @values. */
double bench_median(double *values, size_t n);

#endif
