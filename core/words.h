/*
 * Words for the log's codes, in the user's language, and the history's lines.
 * The log stores codes, never sentences; here is the one place where they
 * become words.
 */
#pragma once

#include "core/event-kind.h"
#include "core/person.h"
#include "core/ticket.h"

struct Desk;

const char *words_state(TicketState state);	  /* "investigating" */
const char *words_state_short(TicketState state); /* at most 6 cells in English, 6 in Chinese */
const char *words_contact_kind(ContactKind kind);
const char *words_level(Level level);
const char *words_role(StaffRole role);
const char *words_class(const char *class_code); /* "S", "R", "O" */
const char *words_claim_outcome(ClaimOutcome outcome);
/* The word for a code of an ENUM or SET field ("partly", "in_person" ...); the code itself if
 * it has none. */
const char *words_code(const char *code);
/* One word for a kind of event (EVENT_UNKNOWN too), for the history's column: at most 8 cells.
 */
const char *words_kind(EventKind kind);
/* The name of a payload field for people ("answer-by date of the sender"); the name itself if
 * it has none. */
const char *words_field(const char *name);
/* "300.00 CNY" / "300.00 元", with the decimals of the currency; "" for no currency gives the
 * bare sum. Caller frees. */
char *words_dup_money(int64_t minor, const char *currency);
/* The bare sum with the decimals of the currency, in no language; caller frees. */
char *words_dup_sum(int64_t minor, const char *currency);
/* "1h 25m" / "1时25分", whole minutes, "25m" below an hour; negative counts as 0. Caller frees.
 */
char *words_dup_duration(int64_t us);

/* Names that are not in the log: how words.c asks for them. Each gives NULL for what it does
 * not know. */
typedef struct WordsNames {
	const char *(*person)(void *data, const char *id);
	/* `facet`: "channel", "business", "reason", "claim" or "department". */
	const char *(*label)(void *data, const char *facet, const char *id);
	GTimeZone *zone;
	void *data;
} WordsNames;

/*
 * Fills the template of event.def with the payload's values in words; "(erased)"
 * where the payload is gone, and a sentence for an event of a newer version. Text is
 * as typed, not cleaned for a screen. Caller frees.
 */
char *words_dup_event_with(const WordsNames *names, const Event *event);
/* The same with the people, taxonomy and zone of `desk` (core/words-desk.c). */
char *words_dup_event(struct Desk *desk, const Event *event);
/* True if the texts shown are Chinese: which label of the taxonomy to take. */
bool words_is_chinese(void);
