/*
 * Letters of a complaint on the screen: choosing a template or a letter kept,
 * writing it in a form or in one's own editor, looking at it, printing it,
 * marking it sent together with what that stands for.
 */
#pragma once

#include "core/desk-letter.h"
#include "tui/app.h"

/* A route of VERB_LETTER. */
void letter_run(App *app, View *view, Verb verb);

/* ---- letter-form.c; each takes `ticket` ---- */
/* Writing a letter; `text` is what it begins with. */
void letter_write(App *app, Ticket *ticket, const LetterTemplate *letter, const char *text);
/* Marking a kept letter sent. */
void letter_send(App *app, Ticket *ticket, const TicketLetter *letter);
