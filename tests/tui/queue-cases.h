/*
 * Complaints for the tests of queue and page: a dozen in both languages, in
 * every state a desk has at once, made through acts. Personal data in them
 * is listed here, so that a test can look for what must not be shown.
 */
#pragma once

#include "tests/tui/harness.h"

/* Seeded personal data that no masked screen may show. */
extern const char *const queue_secrets[]; /* NULL-terminated */

/* A desk with the cases, `number` signed on, and the queue as its home, started. */
Harness *queue_harness_new(int rows, int cols, const char *lang, const char *number);
/* The same without any complaint. */
Harness *queue_harness_new_empty(int rows, int cols, const char *lang, const char *number);
/* Logs one more as the person `number`, received `ago_us` ago; returns its id, caller frees. */
char *queue_harness_log(Harness *h, const char *number, const char *subject, int64_t ago_us);
/* Submits an act that must be saved; takes it. */
void queue_harness_act(Harness *h, Act *act);
