/*
 * From the answers of a closing form to one atomic act. Both forms, on the spot
 * and guided, name their fields alike:
 *   claim_kind                 a claim to be added where none is named
 *   outcome_N, reason_N        of claim N, counted from 1
 *   redress_kind, redress_minor, redress_currency, redress_paid, voucher
 *   promise_N                  kept, broken or released
 *   cause, cause_text, disclosure
 *   ending, how, at, told_text, rights, evidence
 *   matter, treatment, words, agreed, day
 * What is empty, hidden or as the complaint has it already makes no event.
 */
#pragma once

#include "tui/form.h"

/* Claims a form can answer at once; what is more is answered on the ticket page first. */
#define CLOSE_MAX_CLAIMS 20

/* All of it but the status; `closes` adds that, and stops a timer that runs on the ticket. */
Act *close_act_new(const Form *form, const Ticket *ticket, bool closes);

/* "refund 300.00 CNY, text": a claim in words; caller frees. */
char *close_dup_claim(Desk *desk, const Claim *claim);

/* The cause as the bank will mostly see it for this reason, as the log's word. */
const char *close_cause_for(const char *reason);

/* Sources of reasons for an answer: phrases by digit, or typed. */
void close_find_reason(const Form *form, const char *typed, FormFinds *finds);
void close_find_claim(const Form *form, const char *typed, FormFinds *finds);

/* The day `days` from now, never a weekend, as the after-care call's default; caller frees. */
char *close_dup_day(const Form *form, int days);
