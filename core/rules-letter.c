/*
 * Letters: what is kept is what its hash says, and none is marked sent before
 * it holds what the complaint's policy and its own template demand (DOMAIN
 * 1.3-1.7). See rules.h.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/letter.h"
#include "core/reference.h"
#include "core/rules-private.h"

static void
check_written(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const char *code = rules_text(event, "letter"), *text = rules_text(event, "text");
	g_autofree char *hash = letter_dup_hash(text);
	g_autofree char *kept = letter_dup_text(text, NULL);

	if (ticket->state == TICKET_STATE_VOID)
		rules_refuse(context, REFUSAL_STATE, event, NULL,
			g_strdup(_("This complaint was voided; nobody is written to.")));
	if (strcmp(hash, rules_text(event, "sha256")) != 0)
		rules_refuse(context, REFUSAL_FIELD, event, "sha256",
			g_strdup(_(
				"The hash is not that of the text. Write the letter again.")));
	if (!kept || strcmp(kept, text) != 0)
		rules_refuse(context, REFUSAL_FIELD, event, "text",
			g_strdup(_("The letter is empty, or holds control characters. Clean it "
				   "first.")));
	if (context->reference &&
		!letter_set_find(context->reference->letters, code,
			rules_text(event, "language"), rules_text(event, "template_version"),
			0))
		rules_refuse(context, REFUSAL_UNKNOWN, event, "letter",
			g_strdup_printf(_("There is no template %1$s in %2$s, version %3$s."),
				code, rules_text(event, "language"),
				rules_text(event, "template_version")));
}

static void
check_time(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	int64_t at = rules_int(event, "at");

	if (at > context->now_us + US_PER_MINUTE)
		rules_refuse(context, REFUSAL_FIELD, event, "at",
			g_strdup(_("That time lies in the future. Record it once it has "
				   "happened.")));
	else if (at < ticket->received_us)
		rules_refuse(context, REFUSAL_FIELD, event, "at",
			g_strdup(_("It cannot have been sent before the complaint was "
				   "received.")));
	else if (at < context->now_us - US_PER_DAY && !rules_text(event, "evidence")[0])
		rules_refuse(context, REFUSAL_FIELD, event, "evidence",
			g_strdup(_("Sent earlier, entered now: give the number of the posting "
				   "or message.")));
}

/* The version it was written from, else the one in force: another desk may know newer ones. */
static const LetterTemplate *
find_template(const RuleContext *context, const TicketLetter *letter)
{
	const LetterSet *set = context->reference->letters;
	const LetterTemplate *found =
		letter_set_find(set, letter->letter, letter->language, letter->version, 0);

	return found ? found
		     : letter_set_find(set, letter->letter, letter->language, NULL, DAY_LAST);
}

static void
check_content(RuleContext *context, const Ticket *ticket, const TicketLetter *letter,
	const ActEvent *event)
{
	LetterCheck check = {.ticket = ticket, .text = letter->text};
	g_autoptr(GPtrArray) gaps = NULL;

	if (!context->reference)
		return;
	check.letter = find_template(context, letter);
	if (!check.letter) {
		rules_refuse(context, REFUSAL_UNKNOWN, event, "letter",
			g_strdup_printf(_("There is no template %1$s in %2$s, version %3$s."),
				letter->letter, letter->language, letter->version));
		return;
	}
	check.words = letter_set_words(context->reference->letters, letter->language);
	check.policy = policy_set_find(
		context->reference->policies, ticket->policy, ticket->policy_version);
	gaps = letter_gaps(&check);
	for (guint i = 0; i < gaps->len; i++)
		rules_refuse(
			context, REFUSAL_FIELD, event, "letter", g_strdup(gaps->pdata[i]));
}

static void
check_sent(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	const TicketLetter *letter = ticket_letter(ticket, rules_text(event, "letter"));

	if (!letter) {
		rules_refuse(context, REFUSAL_UNKNOWN, event, "letter",
			g_strdup(_("There is no such letter on this complaint.")));
		return;
	}
	if (letter->sent_us) {
		rules_refuse(context, REFUSAL_STATE, event, "letter",
			g_strdup(_("This letter is marked sent already.")));
		return;
	}
	if (ticket->erased && !letter->text[0]) {
		rules_refuse(context, REFUSAL_STATE, event, "letter",
			g_strdup(_("The text of this letter was erased.")));
		return;
	}
	check_time(context, ticket, event);
	check_content(context, ticket, letter, event);
}

void
rules_check_letter(RuleContext *context, const Ticket *ticket, const ActEvent *event)
{
	if (event->kind == EVENT_LETTER_WRITTEN)
		check_written(context, ticket, event);
	else
		check_sent(context, ticket, event);
}

void
rules_check_letter_undone(
	RuleContext *context, const Ticket *before, const Ticket *after, const ActEvent *undo)
{
	for (guint i = 0; i < before->letters->len; i++) {
		const TicketLetter *letter = before->letters->pdata[i];

		if (letter->sent_us && !ticket_letter(after, letter->id))
			rules_refuse(context, REFUSAL_OVERTAKEN, undo, "undoes",
				g_strdup(_("This letter is marked sent. Take that back "
					   "first.")));
	}
}
