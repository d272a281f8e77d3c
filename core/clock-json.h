/*
 * A clock and its derivation as JSON, for scripts: `amends policy try --json`
 * and `amends explain --json`. Keys never change their meaning; words are
 * those of policy files, with "_" for "-" in verdicts and states.
 */
#pragma once

#include "core/clock-explain.h"

/* Several clocks of one ticket or question. The first is the one asked about. */
typedef struct ClockJson {
	const ClockInput *inputs;
	size_t n_inputs;
	const char *language;	    /* of titles; sentences come in the program's own */
	const GPtrArray *typed;	    /* what was typed for each event; NULL if it was not */
} ClockJson;

/* One object with a line end. Caller frees. */
char *clock_dup_json(const ClockJson *json);
/* {"error": CODE, "message": TEXT}, for what could not even be asked. Caller frees. */
char *clock_dup_json_error(const GError *error);
/* A policy's own numbers and words. Caller frees. */
char *clock_dup_json_policy(const Policy *policy);

/* "running", "met_late", "overdue": machine words for states and verdicts. */
const char *clock_state_name(ClockState state);
const char *clock_verdict_name(ClockVerdict verdict);
const char *clock_event_name(ClockEventKind kind);
