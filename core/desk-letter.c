/* Letters over a desk's reference data. See desk-letter.h. */
#include "config.h"

#include "core/desk-letter.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/desk-private.h"
#include "core/error.h"
#include "core/text.h"
#include "core/ticket-due.h"

const LetterSet *
desk_letters(Desk *desk)
{
	return desk->reference->letters;
}

static void
set_unknown(Desk *desk, const char *code, const char *language, GError **error)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autofree char *clean = text_dup_clean(code, false);

	for (unsigned i = 0; i < letter_set_count(desk_letters(desk)); i++) {
		const LetterTemplate *letter = letter_set_nth(desk_letters(desk), i);

		if (g_str_equal(letter->language, language))
			g_string_append_printf(
				all, "%s%s", all->len > 0 ? ", " : "", letter->code);
	}
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
		_("There is no letter %1$s in %2$s. There are: %3$s."), clean, language,
		all->str);
}

const LetterTemplate *
desk_letter_template(Desk *desk, const char *code, const char *language, GError **error)
{
	int32_t today = day_of_us(env_now_us(desk->env), desk->zone);
	const LetterTemplate *letter =
		letter_set_find(desk_letters(desk), code, language, NULL, today);

	if (!letter)
		set_unknown(desk, code, language, error);
	return letter;
}

const LetterTemplate *
desk_letter_of(Desk *desk, const TicketLetter *letter)
{
	const LetterTemplate *found = letter_set_find(
		desk_letters(desk), letter->letter, letter->language, letter->version, 0);

	return found ? found
		     : desk_letter_template(desk, letter->letter, letter->language, NULL);
}

static bool
has_han(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (g_unichar_get_script(g_utf8_get_char(text)) == G_UNICODE_SCRIPT_HAN)
			return true;
	return false;
}

const char *
desk_letter_language(const Ticket *ticket)
{
	return has_han(ticket->text) || has_han(ticket->complainant) ? "zh_CN" : "en";
}

/* When the answer would be due were the approved extension told now; 0 without one. */
static int64_t
expected_us(Desk *desk, Ticket *ticket)
{
	TicketExtension *extension = letter_extension(ticket);
	int64_t now_us = env_now_us(desk->env), due_us = 0;
	Clock clock;

	if (!extension)
		return 0;
	extension->state = EXTENSION_TOLD;
	extension->told_us = now_us;
	if (ticket_evaluate(ticket, desk->reference, now_us, &clock))
		due_us = clock_stored_due_us(&clock);
	extension->state = EXTENSION_APPROVED;
	extension->told_us = 0;
	return due_us == ticket->due_us ? 0 : due_us;
}

static const Policy *
policy_of(Desk *desk, const Ticket *ticket)
{
	return policy_set_find(
		desk->reference->policies, ticket->policy, ticket->policy_version);
}

LetterDraft *
desk_letter_fill(
	Desk *desk, Ticket *ticket, const LetterTemplate *letter, const char *branch_phone)
{
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	const Person *owner = ticket->owner[0] ? desk_person_by_id(desk, ticket->owner) : NULL;
	PaperFacts paper = {
		.ticket = ticket,
		.taxonomy = desk->reference->taxonomy,
		.policy = policy_of(desk, ticket),
		.zone = zone,
		.now_us = env_now_us(desk->env),
		.branch_name = desk->branch_name,
		.branch_phone = branch_phone,
		.handled_by = owner ? owner->name : NULL,
		.practice = desk->practice,
	};
	LetterFacts facts = {.paper = &paper, .expected_us = expected_us(desk, ticket)};

	return letter_fill(letter, letter_set_words(desk_letters(desk), letter->language), &facts);
}

GPtrArray *
desk_letter_gaps(
	Desk *desk, const Ticket *ticket, const LetterTemplate *letter, const char *text)
{
	LetterCheck check = {
		.letter = letter,
		.words = letter_set_words(desk_letters(desk), letter->language),
		.ticket = ticket,
		.policy = policy_of(desk, ticket),
		.text = text,
	};

	return letter_gaps(&check);
}
