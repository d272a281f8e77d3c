/*
 * What-if questions: a policy, a receipt and events in words, without a
 * ticket. For `amends policy try` and for tables of test vectors. An event is
 * an optional time (a date alone is that local day), a word and its details:
 *
 *	2026-03-16T10:00:00+08:00 extend reason=complex approved_by=handler_lead told=2026-03-16
 *
 * several stand with "; " between. core/policy-script.c has the tables of
 * words. Nothing here knows tickets; the clock is core/clock.h.
 */
#pragma once

#include "core/clock.h"
#include "core/policy-set.h"

typedef struct PolicyScript {
	Policy policy; /* a copy whose strings belong to the set, with the changes asked for */
	GTimeZone *zone;
	GArray *events;	  /* ClockEvent; the first is what begins the clock */
	GPtrArray *typed; /* what was typed for each, NULL for the receipt */
	GPtrArray *kept;  /* texts that events borrow */
	const char *method; /* how the customer was told, as typed; NULL if not said */
	unsigned unanswered; /* attempts that reached nobody */
	int64_t now_us;	     /* as stated, else CLOCK_NEVER */
	bool lenient;	     /* a reason that is not mentioned was given */
	const PolicySet *policies;
	GHashTable *calendars; /* code -> Calendar */
} PolicyScript;

/*
 * Begins one in the policy's own zone and calendar, newest version. `policies` and `calendars`
 * outlive it. AMENDS_ERROR_NOT_FOUND offers the nearest ids.
 */
PolicyScript *policy_script_new(const PolicySet *policies, GHashTable *calendars,
	const char *id, GError **error);
void policy_script_free(PolicyScript *script);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PolicyScript, policy_script_free)

/* Both before the receipt. A calendar that is not loaded is an error of the clock, not of this. */
bool policy_script_set_zone(PolicyScript *script, const char *zone, GError **error);
void policy_script_set_calendar(PolicyScript *script, const char *code);

/*
 * The receipt, then events, then now. False with AMENDS_ERROR_SYNTAX (what is not understood)
 * or AMENDS_ERROR_INVALID (a date before 1970 or after 2199).
 */
bool policy_script_receive(PolicyScript *script, const char *at, GError **error);
bool policy_script_add(PolicyScript *script, const char *events, GError **error);
bool policy_script_set_now(PolicyScript *script, const char *at, GError **error);

/* The clock's input: now is what was stated, else the last event. Borrows from the script. */
ClockInput policy_script_input(const PolicyScript *script);
/* The same facts for a clock beside; false if there is no such policy. */
bool policy_script_input_beside(
	const PolicyScript *script, const char *id, ClockInput *ret);

typedef enum PolicyScriptDue {
	POLICY_SCRIPT_DUE,
	POLICY_SCRIPT_ACK_DUE,	    /* of the acknowledgement, here or beside */
	POLICY_SCRIPT_ESCALATE_DUE, /* to the internal ombudsman, here or beside */
} PolicyScriptDue;

/* The input of the clock that answers for such a date; false if the policy has none. */
bool policy_script_find(const PolicyScript *script, PolicyScriptDue which, ClockInput *ret);

/* "2026-03-02T09:30:00+08:00", also without seconds or zone, or a date. Errors as above. */
bool policy_script_parse_time(
	const char *text, GTimeZone *zone, int64_t *ret_us, GError **error);
