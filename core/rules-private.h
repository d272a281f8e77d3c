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

/* Refuses a moment that is still to come; false then. */
bool rules_check_past(RuleContext *context, const ActEvent *event, const char *field);
/*
 * What is entered more than a day late, across the end of a period or under a doubtful clock
 * (field "at") needs the number of its evidence and a second person (DESIGN 4).
 */
void rules_check_late(RuleContext *context, const Ticket *ticket, const ActEvent *event);

/* How a kind is judged, where a theme has a table of its own. */
typedef struct KindRule {
	EventKind kind;
	void (*check)(RuleContext *context, const Ticket *ticket, const ActEvent *event);
	bool open;  /* only while the complaint is open */
	bool undo;  /* can be taken back */
	bool moves; /* taking it back may move a date: UNDO_DATES */
} KindRule;
/* Of a kind of rules-clock.c; NULL for any other. */
const KindRule *rules_clock_rule(EventKind kind);
/* Refuses a policy that is not known here, or that the complaint follows already. */
void rules_check_policy(RuleContext *context, const Ticket *ticket, const ActEvent *event);
/* Refuses taking back what an extension stands on, or what would move a date that has passed. */
void rules_check_clock_undone(RuleContext *context, const Ticket *before, const Ticket *after,
	const ActEvent *undo);
/* rules-request.c: request.*, shift.* */
void rules_check_request(RuleContext *context, const Ticket *ticket, const ActEvent *event);
void rules_check_shift(RuleContext *context, const Person *person, const ActEvent *event);
/* rules-merge.c: ticket.merged, ticket.unmerged */
void rules_check_merge(RuleContext *context, const Ticket *ticket, const ActEvent *event);
/* Refuses while another complaint goes on in this one. */
void rules_check_no_source(RuleContext *context, const Ticket *ticket, const ActEvent *event);
