/*
 * Letters as screens and command line use them: the templates of a desk, one
 * filled for a complaint, and what is missing before it may be marked sent.
 */
#pragma once

#include "core/desk.h"
#include "core/letter.h"

const LetterSet *desk_letters(Desk *desk);
/* A letter's template in force today; NULL and NOT_FOUND with the nearest codes. Borrowed. */
const LetterTemplate *desk_letter_template(
	Desk *desk, const char *code, const char *language, GError **error);
/* The language to write to the customer in: Chinese where the complaint is in Han characters.
 * Static. */
const char *desk_letter_language(const Ticket *ticket);
/* Filled for `ticket`, which is as before when this returns; `branch_phone` may be NULL. Caller
 * frees. */
LetterDraft *desk_letter_fill(
	Desk *desk, Ticket *ticket, const LetterTemplate *letter, const char *branch_phone);
/* letter_gaps() of a letter of the ticket, or of a text not yet kept. Caller frees. */
GPtrArray *desk_letter_gaps(
	Desk *desk, const Ticket *ticket, const LetterTemplate *letter, const char *text);
/* The template a kept letter was written from, or the one in force. NULL if neither is here.
 * Borrowed. */
const LetterTemplate *desk_letter_of(Desk *desk, const TicketLetter *letter);
