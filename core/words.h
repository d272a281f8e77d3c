/*
 * Words for the log's codes, in the user's language, and the history's lines.
 * The log stores codes, never sentences; here is the one place where they
 * become words.
 */
#pragma once

#include "core/desk.h"

const char *words_state(TicketState state);	  /* "investigating" */
const char *words_state_short(TicketState state); /* at most 6 cells in English, 6 in Chinese */
const char *words_contact_kind(ContactKind kind);
const char *words_level(Level level);
const char *words_role(StaffRole role);
const char *words_class(const char *class);
const char *words_claim_outcome(ClaimOutcome outcome);
/* The word for a code of an ENUM or SET field ("partly", "in_person" ...); the code itself if it has none. */
const char *words_code(const char *code);
/* One word for a kind of event, for the history's column: at most 8 cells. */
const char *words_kind(EventKind kind);
/* The name of a payload field for people ("answer-by date of the sender"); the name itself if it has none. */
const char *words_field(const char *name);
/* "300.00 CNY" / "300.00 元"; caller frees. */
char *words_dup_money(int64_t minor, const char *currency);
/* "1h 25m" / "1时25分"; caller frees. */
char *words_dup_duration(int64_t us);
/* Fills the template of event.def with the payload's values in words; "(erased)" where the payload is gone. Caller frees. */
char *words_dup_event(Desk *desk, const Event *event);
