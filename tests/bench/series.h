/*
 * Times of one thing done many times, as "WHO FIGURE VALUE" lines for report.awk. The
 * processor's time of the thread stands beside the time that passed: on a machine with other
 * work it is the one that can be compared. For tests/bench.
 */
#pragma once

#include <glib.h>
#include <stdlib.h>
#include <time.h>

#define SERIES_MAX 5000

typedef struct Series {
	const char *name; /* of the figure: "search" gives search-p50-us and search-p99-us */
	unsigned n;
	double us[SERIES_MAX], cpu_us[SERIES_MAX];
} Series;

typedef struct Start {
	double us, cpu_us;
} Start;

static inline double
series_cpu_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static inline Start
series_start(void)
{
	return (Start){(double)g_get_monotonic_time(), series_cpu_us()};
}

static inline void
series_add(Series *series, Start start)
{
	if (series->n >= SERIES_MAX)
		return;
	series->us[series->n] = (double)g_get_monotonic_time() - start.us;
	series->cpu_us[series->n++] = series_cpu_us() - start.cpu_us;
}

static inline int
series_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static inline void
series_print(Series *series, const char *who)
{
	if (series->n == 0)
		return;
	qsort(series->us, series->n, sizeof series->us[0], series_compare);
	qsort(series->cpu_us, series->n, sizeof series->cpu_us[0], series_compare);
	g_print("%s %s-p50-us %.1f\n%s %s-p99-us %.1f\n", who, series->name,
		series->us[series->n / 2], who, series->name, series->us[series->n * 99 / 100]);
	g_print("%s %s-cpu-p50-us %.1f\n%s %s-cpu-p99-us %.1f\n", who, series->name,
		series->cpu_us[series->n / 2], who, series->name,
		series->cpu_us[series->n * 99 / 100]);
}
