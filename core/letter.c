/*
 * Filling a template: its steps one after the other, blocks skipped or
 * repeated, each {field} replaced by its value or by a gap. See core/letter.h.
 */
#include "config.h"

#include "core/letter.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/error.h"
#include "core/letter-field.h"
#include "core/text.h"

const char *
letter_outcome_name(ClaimOutcome outcome)
{
	static const char *const names[N_CLAIM_OUTCOMES] = {
		[CLAIM_UPHELD] = "upheld",
		[CLAIM_PARTLY] = "partly",
		[CLAIM_NOT_UPHELD] = "not_upheld",
		[CLAIM_NOT_HANDLED] = "not_handled",
	};

	return names[outcome];
}

char *
letter_dup_place(const Policy *policy)
{
	return policy ? g_strndup(policy->id, strcspn(policy->id, "-")) : g_strdup("");
}

/* ---- one line ---- */

static void
note_missing(LetterFill *fill, const char *label)
{
	if (!g_ptr_array_find_with_equal_func(fill->missing, label, g_str_equal, NULL))
		g_ptr_array_add(fill->missing, g_strdup(label));
}

/* What stands for a value that is not there, and a word for the list of what is missing. */
static void
put_gap(LetterFill *fill, const char *name)
{
	g_autofree char *key = g_strdup_printf("field.%s", name);
	const char *label = letter_template_ask(fill->letter, name);

	if (!label)
		label = letter_words_get(fill->words, key);
	if (!label)
		label = name;
	g_string_append_printf(fill->out, "[[%s]]", label);
	note_missing(fill, label);
}

/* A value may not look like a gap. */
static void
put_value(LetterFill *fill, const char *value)
{
	for (; *value; value++) {
		g_string_append_c(fill->out, *value);
		if (value[0] == '[' && value[1] == '[')
			g_string_append_c(fill->out, ' ');
	}
}

static void
put_field(LetterFill *fill, const char *name)
{
	g_autofree char *value = letter_field_dup(fill, name);

	if (value)
		put_value(fill, value);
	else
		put_gap(fill, name);
}

/* Blocks left out leave no more than one blank line behind. */
static void
put_line(LetterFill *fill, const char *line)
{
	if (!*line && (fill->out->len == 0 || g_str_has_suffix(fill->out->str, "\n\n")))
		return;
	while (*line) {
		size_t plain = strcspn(line, "{");
		const char *end;
		g_autofree char *name = NULL;

		g_string_append_len(fill->out, line, (gssize)plain);
		line += plain;
		if (!*line)
			break;
		end = strchr(line, '}');
		name = g_strndup(line + 1, (size_t)(end - line - 1));
		put_field(fill, name);
		line = end + 1;
	}
	g_string_append_c(fill->out, '\n');
}

/* ---- blocks ---- */

static bool
condition_holds(const LetterFill *fill, const LetterStep *step)
{
	g_autofree char *value = letter_field_dup(fill, step->text);
	bool found;

	if (!value)
		found = false;
	else if (!step->values)
		found = true;
	else
		found = g_strv_contains((const char *const *)step->values, value);
	return step->kind == LETTER_STEP_IF ? found : !found;
}

static void run_steps(LetterFill *fill, unsigned from, unsigned to);

static void
run_each(LetterFill *fill, const LetterStep *step, unsigned first)
{
	const Ticket *ticket = fill->ticket;
	bool claims = step->row == LETTER_ROW_CLAIM;
	const GPtrArray *rows = claims ? ticket->claims : ticket->redress;

	fill->row = step->row;
	for (fill->at = 0; fill->at < rows->len; fill->at++)
		if (claims || !((const Redress *)rows->pdata[fill->at])->reversed)
			run_steps(fill, first, step->end);
	fill->row = LETTER_ROW_NONE;
}

static void
run_steps(LetterFill *fill, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++) {
		const LetterStep *step = fill->letter->steps->pdata[i];

		switch (step->kind) {
		case LETTER_STEP_LINE:
			put_line(fill, step->text);
			break;
		case LETTER_STEP_IF:
		case LETTER_STEP_UNLESS:
			if (!condition_holds(fill, step))
				i = step->end;
			break;
		case LETTER_STEP_EACH:
			run_each(fill, step, i + 1);
			i = step->end;
			break;
		case LETTER_STEP_END:
			break;
		}
	}
}

LetterDraft *
letter_fill(const LetterTemplate *letter, const LetterWords *words, const LetterFacts *facts)
{
	LetterDraft *draft = g_new0(LetterDraft, 1);
	LetterFill fill = {.letter = letter,
		.words = words,
		.facts = facts,
		.ticket = facts->paper->ticket,
		.out = g_string_new(NULL),
		.missing = g_ptr_array_new_with_free_func(g_free)};

	run_steps(&fill, 0, letter->steps->len);
	draft->text = g_strstrip(g_string_free(fill.out, FALSE));
	draft->missing = fill.missing;
	return draft;
}

void
letter_draft_free(LetterDraft *draft)
{
	if (!draft)
		return;
	g_free(draft->text);
	g_ptr_array_unref(draft->missing);
	g_free(draft);
}

/* ---- its text ---- */

char *
letter_dup_text(const char *text, GError **error)
{
	g_autofree char *clean = text_dup_clean(text, true);

	g_strstrip(clean);
	if (!*clean)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID, "%s",
			_("The letter is empty."));
	else if (strlen(clean) > LETTER_MAX)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("The letter is longer than %d KiB. Shorten it, or attach the rest as "
			  "a file."),
			LETTER_MAX / 1024);
	else
		return g_steal_pointer(&clean);
	return NULL;
}

char *
letter_dup_hash(const char *text)
{
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}
