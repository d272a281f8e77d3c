/*
 * Answers: by an option, else typed at a prompt on stderr with numbers to
 * choose from. Dates, durations and sums as people write them. Whatever cannot
 * be read is answered with what can, and an example.
 */
#include "config.h"

#include "tui/cli-ask.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "core/day.h"
#include "core/text.h"
#include "core/words.h"
#include "tui/cli-private.h"

/* A line of stdin, byte by byte: what follows may be meant for another program. NULL at its
 * end. */
static char *
dup_typed(void)
{
	GString *line = g_string_new(NULL);
	char ch;
	ssize_t n;

	while ((n = read(STDIN_FILENO, &ch, 1)) == 1 && ch != '\n' && line->len < 65536)
		g_string_append_c(line, ch);
	if (n <= 0 && line->len == 0) {
		g_string_free(line, TRUE);
		return NULL;
	}
	return g_strstrip(g_string_free(line, FALSE));
}

static char *
dup_answer(Cli *cli, const char *name, const char *question, const char *initial)
{
	g_autofree char *typed = NULL;

	if (initial)
		cli_note(cli, "%s [%s]", question, initial);
	else
		cli_note(cli, "%s", question);
	typed = dup_typed();
	if (!typed) {
		cli_fail(cli,
			_("No answer came. Nothing was changed. Answer with an option instead: "
			  "--%s"),
			name);
		return NULL;
	}
	if (!text_is_storable(typed, -1, NULL)) {
		cli_fail(
			cli, _("\"%s\" is not UTF-8 text. Set your terminal to UTF-8."), typed);
		return NULL;
	}
	return typed[0] ? g_steal_pointer(&typed) : g_strdup(initial ? initial : "");
}

static const char *
choice_words(const CliChoice *choice)
{
	return choice->words ? _(choice->words) : words_code(choice->code);
}

static const char *
find_choice(const char *typed, const CliChoice *choices)
{
	g_autofree char *word = text_dup_command(typed);
	int64_t number = strspn(word, "0123456789") == strlen(word)
				 ? g_ascii_strtoll(word, NULL, 10)
				 : 0;

	g_strdelimit(word, " -", '_');
	for (int i = 0; choices[i].code; i++)
		if (number == i + 1 || g_ascii_strcasecmp(word, choices[i].code) == 0 ||
			strcmp(typed, choice_words(&choices[i])) == 0)
			return choices[i].code;
	return NULL;
}

const char *
cli_choose(Cli *cli, const char *what, const char *typed, const CliChoice *choices)
{
	g_autoptr(GPtrArray) codes = g_ptr_array_new();
	const char *found = find_choice(typed, choices);

	if (found)
		return found;
	for (int i = 0; choices[i].code; i++)
		g_ptr_array_add(codes, (char *)choices[i].code);
	g_ptr_array_add(codes, NULL);
	cli_unknown(cli, what, typed, (const char *const *)codes->pdata);
	return NULL;
}

const char *
cli_ask_choice(Cli *cli, const char *name, const char *question, const CliChoice *choices,
	const char *initial)
{
	const char *given = cli_option(cli, name);

	if (given)
		return cli_choose(cli, name, given, choices);
	for (;;) {
		g_autofree char *typed = NULL;
		const char *found;

		for (int i = 0; choices[i].code; i++)
			cli_note(cli, "  %d  %s", i + 1, choice_words(&choices[i]));
		typed = dup_answer(cli, name, question, initial);
		if (!typed)
			return NULL;
		found = find_choice(typed, choices);
		if (found)
			return found;
		cli_note(cli, _("Answer with one of the numbers."));
	}
}

char *
cli_ask_text(Cli *cli, const char *name, const char *question, bool needed, const char *initial)
{
	const char *given = cli_option(cli, name);

	if (given)
		return g_strdup(given);
	for (;;) {
		g_autofree char *typed = dup_answer(cli, name, question, initial);

		if (!typed)
			return NULL;
		if (typed[0])
			return g_steal_pointer(&typed);
		if (!needed)
			return NULL;
		cli_note(cli, _("This needs an answer."));
	}
}

/* ---- values ---- */

bool
cli_date(Cli *cli, const char *text, DateDirection direction, DateInput *ret)
{
	DateContext context = {
		.direction = direction,
		.now_us = env_now_us(&cli->env),
		.zone = desk_zone(cli->desk),
		.calendar = desk_calendar(cli->desk),
	};
	g_autoptr(GError) error = NULL;

	if (date_input_parse(text, &context, ret, &error))
		return true;
	cli_fail_error(cli, error);
	return false;
}

bool
cli_duration(Cli *cli, const char *text, int64_t *ret_us)
{
	g_autofree char *plain = text_dup_number(text);
	int64_t us = 0;
	const char *at = plain;

	while (g_ascii_isdigit(*at)) {
		char *end;
		int64_t n = g_ascii_strtoll(at, &end, 10);

		if (n > 24 * 60)
			break;
		if (*end == 'h' || *end == 'H')
			us += n * US_PER_HOUR;
		else if (*end == 'm' || *end == 'M' || *end == '\0')
			us += n * US_PER_MINUTE;
		else
			break;
		at = *end ? end + 1 : end;
	}
	if (*at || us <= 0) {
		cli_fail(
			cli, _("\"%s\" is no length of time. Examples: 25m, 1h30m, 90."), text);
		return false;
	}
	*ret_us = us;
	return true;
}

bool
cli_money(Cli *cli, const char *text, int64_t *ret_minor)
{
	g_autofree char *plain = text_dup_number(text);
	g_auto(GStrv) parts = NULL;
	size_t decimals;

	for (char *from = plain, *to = plain;; from++) { /* thousands */
		if (*from != ',')
			*to++ = *from;
		if (!*from)
			break;
	}
	parts = g_strsplit(plain, ".", 2);
	decimals = parts[0] && parts[1] ? strlen(parts[1]) : 0;
	if (!parts[0] || !parts[0][0] || strlen(parts[0]) > 13 || decimals > 2 ||
		strspn(parts[0], "0123456789") != strlen(parts[0]) ||
		(parts[1] && (decimals == 0 || strspn(parts[1], "0123456789") != decimals))) {
		cli_fail(cli, _("\"%s\" is no sum of money. Examples: 300, 12.50."), text);
		return false;
	}
	*ret_minor = g_ascii_strtoll(parts[0], NULL, 10) * 100;
	if (decimals > 0)
		*ret_minor += g_ascii_strtoll(parts[1], NULL, 10) * (decimals == 1 ? 10 : 1);
	return true;
}

static int
today_number(Cli *cli)
{
	DayParts day = day_to_parts(day_of_us(env_now_us(&cli->env), desk_zone(cli->desk)));

	return day.year * 10000 + day.month * 100 + day.day;
}

const TaxonomyEntry *
cli_taxonomy(Cli *cli, TaxonomyFacet facet, const char *text)
{
	const TaxonomySet *set = desk_taxonomy(cli->desk);
	g_autoptr(GArray) found = taxonomy_match(set, facet, text, today_number(cli), 2);
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	if (found->len > 0)
		return g_array_index(found, TaxonomyMatch, 0).entry;
	all = taxonomy_list(set, facet, today_number(cli));
	for (guint i = 0; i < all->len; i++) {
		const TaxonomyEntry *entry = all->pdata[i];

		g_ptr_array_add(names, words_is_chinese() ? entry->zh : entry->en);
	}
	g_ptr_array_add(names, NULL);
	cli_unknown(cli, taxonomy_facet_name(facet), text, (const char *const *)names->pdata);
	return NULL;
}
