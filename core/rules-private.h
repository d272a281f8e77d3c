/* Shared by the files of the validator; see rules.h. */
#pragma once

#include "core/rules.h"

/* A text or integer of the event's payload; "" and 0 if absent. */
const char *rules_text(const ActEvent *event, const char *field);
int64_t rules_int(const ActEvent *event, const char *field);
/* The local day of a time; caller frees. */
char *rules_dup_day(const RuleContext *context, int64_t us);
/* Judges absence.set and absence.ended of `person` (rules-absence.c). */
void rules_check_absence(RuleContext *context, const Person *person, const ActEvent *event);
/* Refuses when the actor's role may not make this kind. */
bool rules_check_role(RuleContext *context, const ActEvent *event);
/* Refuses where too few attempts to reach the customer are recorded (DOMAIN 5.1). */
void rules_check_unreachable(RuleContext *context, const Ticket *ticket, const ActEvent *event);
/* Judges letter.written and letter.sent (core/rules-letter.c). */
void rules_check_letter(RuleContext *context, const Ticket *ticket, const ActEvent *event);
/* Refuses to take back a letter that stays marked sent. */
void rules_check_letter_undone(
	RuleContext *context, const Ticket *before, const Ticket *after, const ActEvent *undo);
/* Refuses what stands between this ticket and its closing (DOMAIN 5.1). */
void rules_check_close(RuleContext *context, const Ticket *ticket, const ActEvent *event);
