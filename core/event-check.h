/*
 * The forms of single values in headers and payloads. For core/event.c,
 * core/event-check.c and whoever needs to know a UUID when it sees one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* 8-4-4-4-12 lower-case hex digits, of any version. */
bool event_is_uuid(const char *text);
/* [A-Za-z0-9._-], 1 to 60. */
bool event_is_code(const char *text);
/* Exactly `len` lower-case hex digits. */
bool event_is_hex(const char *text, size_t len);
/* An existing day written YYYY-MM-DD. */
bool event_is_day(const char *text);
/* True if `word` is one of `words`, "a|b|c". */
bool event_is_word_of(const char *word, const char *words);
