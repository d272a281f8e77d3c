/* Times of one thing done many times: medians for people, and "figure" lines for report.awk. For tests/bench. */
#pragma once

#include <glib.h>
#include <stdlib.h>

#define SERIES_MAX 5000

typedef struct Series {
	const char *name; /* of the figure: "search" gives search-p50-us and search-p99-us */
	unsigned n;
	double us[SERIES_MAX];
} Series;

static inline void
series_add(Series *series, double start_us)
{
	if (series->n < SERIES_MAX)
		series->us[series->n++] = (double)g_get_monotonic_time() - start_us;
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
	g_print("%s %s-p50-us %.1f\n%s %s-p99-us %.1f\n", who, series->name,
		series->us[series->n / 2], who, series->name, series->us[series->n * 99 / 100]);
}
