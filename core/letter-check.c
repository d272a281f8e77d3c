/*
 * What is missing in a letter, and the acts of writing and sending one. What a
 * text holds is told by words the template names; white space does not count,
 * so that an editor may break lines anew. See core/letter.h.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/letter-field.h"

static char *
dup_without_space(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (!g_unichar_isspace(g_utf8_get_char(p)))
			g_string_append_unichar(out, g_utf8_get_char(p));
	return g_string_free(out, FALSE);
}

static bool
holds(const char *bare_text, const char *words)
{
	g_autofree char *bare = dup_without_space(words);

	return strstr(bare_text, bare) != NULL;
}

static void
add_gap(GPtrArray *gaps, char *sentence)
{
	g_ptr_array_add(gaps, sentence);
}

/* [[what is to be written]], each once. */
static void
find_blanks(GPtrArray *gaps, const char *text)
{
	for (const char *at = strstr(text, "[["); at; at = strstr(at, "[[")) {
		const char *end = strstr(at, "]]");
		g_autofree char *label = NULL, *sentence = NULL;

		at += 2;
		label = g_strndup(at, end ? (size_t)(end - at) : strcspn(at, "\n"));
		sentence = g_strdup_printf(_("Still to be written in the letter: %s."),
			g_strdelimit(label, "\n", ' '));
		if (!g_ptr_array_find_with_equal_func(gaps, sentence, g_str_equal, NULL))
			add_gap(gaps, g_steal_pointer(&sentence));
	}
}

static void
find_claims(GPtrArray *gaps, const LetterCheck *check, const char *bare)
{
	const GPtrArray *claims = check->ticket->claims;

	for (guint i = 0; i < claims->len; i++) {
		const Claim *claim = claims->pdata[i];
		const char *name = letter_outcome_name(claim->outcome);
		g_autofree char *key = g_strdup_printf("outcome.%s", name ? name : "");
		const char *words = letter_words_get(check->words, key);

		if (!name)
			add_gap(gaps, g_strdup_printf(_("Claim %u has no answer yet: upheld, "
							"partly, not upheld "
							"or not handled."),
					      i + 1));
		else if (words && !holds(bare, words))
			add_gap(gaps, g_strdup_printf(_("The letter does not say how claim %1$u "
							"was decided: \"%2$s\"."),
					      i + 1, words));
	}
}

static void
find_reasons(GPtrArray *gaps, const LetterCheck *check)
{
	const GPtrArray *claims = check->ticket->claims;

	for (guint i = 0; i < claims->len; i++) {
		const Claim *claim = claims->pdata[i];

		if (claim->outcome != CLAIM_OPEN && claim->outcome != CLAIM_UPHELD &&
			!claim->reason[0])
			add_gap(gaps,
				g_strdup_printf(
					_("Claim %u was not upheld in full: say why."), i + 1));
	}
}

/* True if every one of the proof's words stands in the letter. */
static bool
proves(const LetterProof *proof, const char *bare)
{
	for (char **words = proof->words; *words; words++)
		if (!holds(bare, *words))
			return false;
	return true;
}

static void
find_part(GPtrArray *gaps, const LetterCheck *check, unsigned part, const char *bare)
{
	g_autofree char *place = letter_dup_place(check->policy);
	const LetterProof *proof = letter_template_proof(check->letter, part, place);
	g_autofree char *words = proof ? g_strjoinv("\", \"", proof->words) : NULL;

	if (part == POLICY_PART_OUTCOME)
		find_claims(gaps, check, bare);
	if (part == POLICY_PART_REASONS)
		find_reasons(gaps, check);
	if (!proof && part != POLICY_PART_OUTCOME)
		add_gap(gaps,
			g_strdup_printf(_("The policy demands %s, which this template does not "
					  "have. Use another template."),
				letter_part_words(part)));
	else if (proof && !proves(proof, bare))
		add_gap(gaps, g_strdup_printf(_("The letter lacks %1$s: \"%2$s\"."),
				      letter_part_words(part), words));
}

static void
find_foundation(GPtrArray *gaps, const LetterCheck *check)
{
	if (check->letter->records != LETTER_RECORDS_EXTENSION)
		return;
	for (guint i = 0; i < check->ticket->extensions->len; i++) {
		const TicketExtension *extension = check->ticket->extensions->pdata[i];

		if (extension->state == EXTENSION_APPROVED ||
			extension->state == EXTENSION_TOLD)
			return;
	}
	add_gap(gaps, g_strdup(_("No extension is approved that this letter could tell of. Ask "
				 "for one, and have it approved first.")));
}

GPtrArray *
letter_gaps(const LetterCheck *check)
{
	GPtrArray *gaps = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *bare = dup_without_space(check->text);
	g_autofree char *place = letter_dup_place(check->policy);
	unsigned parts = letter_template_needs(check->letter, place);

	if (check->policy && check->letter->records == LETTER_RECORDS_TOLD)
		parts |= check->policy->final_response;
	find_blanks(gaps, check->text);
	find_foundation(gaps, check);
	for (unsigned part = 0; part < N_LETTER_PARTS; part++)
		if (parts & (1u << part))
			find_part(gaps, check, part, bare);
	return gaps;
}

/* ---- acts ---- */

const TicketLetter *
ticket_letter(const Ticket *ticket, const char *id)
{
	for (guint i = 0; i < ticket->letters->len; i++) {
		const TicketLetter *letter = ticket->letters->pdata[i];

		if (g_str_equal(letter->id, id))
			return letter;
	}
	return NULL;
}

TicketExtension *
letter_extension(const Ticket *ticket)
{
	for (guint i = ticket->extensions->len; i > 0; i--) {
		TicketExtension *extension = ticket->extensions->pdata[i - 1];

		if (extension->state == EXTENSION_APPROVED)
			return extension;
	}
	return NULL;
}

void
letter_add_written(
	Act *act, const Ticket *ticket, const LetterTemplate *letter, const char *text)
{
	g_autofree char *hash = letter_dup_hash(text);

	act_add(act, EVENT_LETTER_WRITTEN, ticket->id);
	act_text(act, "letter", letter->code);
	act_text(act, "language", letter->language);
	act_text(act, "template_version", letter->version);
	act_text(act, "sha256", hash);
	act_text(act, "text", text);
}

static void
add_when(Act *act, const LetterSending *sending)
{
	act_int(act, "at", sending->at_us);
	act_text(act, "how", sending->how);
}

static void
add_record(Act *act, const Ticket *ticket, const LetterSending *sending)
{
	const TicketExtension *extension = letter_extension(ticket);

	switch (sending->records) {
	case LETTER_RECORDS_ACKNOWLEDGED:
		act_add(act, EVENT_COMPLAINT_ACKNOWLEDGED, ticket->id);
		add_when(act, sending);
		break;
	case LETTER_RECORDS_EXTENSION:
		if (!extension)
			break;
		act_add(act, EVENT_EXTENSION_TOLD, ticket->id);
		act_text(act, "request", extension->id);
		add_when(act, sending);
		act_text(act, "evidence", sending->evidence);
		break;
	case LETTER_RECORDS_HOLDING:
		act_add(act, EVENT_HOLDING_REPLIED, ticket->id);
		add_when(act, sending);
		act_text(act, "reasons", sending->reasons);
		act_text(act, "expected", sending->expected);
		act_text(act, "letter", sending->letter);
		break;
	case LETTER_RECORDS_TOLD:
		act_add(act, EVENT_CUSTOMER_TOLD, ticket->id);
		add_when(act, sending);
		act_bool(act, "rights", true);
		act_text(act, "evidence", sending->evidence);
		break;
	case LETTER_RECORDS_NOTHING:
	case N_LETTER_RECORDS:
		break;
	}
}

void
letter_add_sent(Act *act, const Ticket *ticket, const LetterSending *sending)
{
	act_add(act, EVENT_LETTER_SENT, ticket->id);
	act_text(act, "letter", sending->letter);
	add_when(act, sending);
	act_text(act, "evidence", sending->evidence);
	if (sending->record)
		add_record(act, ticket, sending);
}
