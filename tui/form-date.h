/*
 * Days and times as people type them (UI 3.3), always echoed before they
 * count: today, tomorrow, yesterday, +3d, +3w, -1d, mon..sun (never today),
 * 14:00, 05-19, 05-19 16:30, 2026-05-19, 0519, 5月19日, 今天, 明天, 后天, 昨天,
 * 前天, 周一, 下周一, full-width digits too. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct FormDateRules {
	int64_t now_us;
	GTimeZone *zone;
	bool past; /* a day without its year or week is the nearest behind us, else before us */
} FormDateRules;

/*
 * Reads `text`: *ret_day as core/day.h counts, *ret_minute of the day or -1
 * where none was typed (a time alone is today). False with *ret_problem, a
 * sentence the caller frees, naming both readings of an ambiguous date.
 */
bool form_date_read(const char *text, const FormDateRules *rules, int32_t *ret_day,
	int *ret_minute, char **ret_problem);

/* "300", "1,234.5", "￥300" as minor units; false if it is no such amount. */
bool form_money_read(const char *text, int64_t *ret_minor);
