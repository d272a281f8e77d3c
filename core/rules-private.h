/* Shared by the files of the validator; see rules.h. */
#pragma once

#include "core/rules.h"

/* A text or integer of the event's payload; "" and 0 if absent. */
const char *rules_text(const ActEvent *event, const char *field);
int64_t rules_int(const ActEvent *event, const char *field);
/* The local day of a time; caller frees. */
char *rules_dup_day(const RuleContext *context, int64_t us);
/* Refuses when the actor's role may not make this kind. */
bool rules_check_role(RuleContext *context, const ActEvent *event);
/* Refuses where too few attempts to reach the customer are recorded (DOMAIN 5.1). */
void rules_check_unreachable(RuleContext *context, const Ticket *ticket, const ActEvent *event);
/* Refuses what stands between this ticket and its closing (DOMAIN 5.1). */
void rules_check_close(RuleContext *context, const Ticket *ticket, const ActEvent *event);
/* rules-request.c: request.*, shift.* */
void rules_check_request(RuleContext *context, const Ticket *ticket, const ActEvent *event);
void rules_check_shift(RuleContext *context, const Person *person, const ActEvent *event);
/* rules-merge.c: ticket.merged, ticket.unmerged */
void rules_check_merge(RuleContext *context, const Ticket *ticket, const ActEvent *event);
/* Refuses while another complaint goes on in this one. */
void rules_check_no_source(RuleContext *context, const Ticket *ticket, const ActEvent *event);
