/*
 * amends letter: templates and letters of a complaint listed, shown, written
 * from a template or a file, marked sent, checked. The rules are
 * core/rules-letter.c. Names are starred in what is shown unless --exact.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "core/day.h"
#include "core/desk-letter.h"
#include "core/export.h"
#include "core/words.h"
#include "tui/cli-ask.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

static const CliChoice ways[] = {{"in_person", NULL}, {"letter", NULL}, {"email", NULL},
	{"sms", NULL}, {"message", NULL}, {NULL, NULL}};

/* ---- list ---- */

static void
list_templates(Cli *cli)
{
	static const unsigned widths[] = {20, 6, 10, 0};
	const LetterSet *set = desk_letters(cli->desk);

	for (unsigned i = 0; i < letter_set_count(set); i++) {
		const LetterTemplate *letter = letter_set_nth(set, i);
		const char *cells[] = {
			letter->code, letter->language, letter->version, letter->title};
		static const char *const marks[] = {"K", "S", "V"};

		if (cli->json)
			export_fields_json(cli->out, "letter", letter->code, "language",
				letter->language, "version", letter->version, "title",
				letter->title, "records", letter_records_name(letter->records),
				"source", letter->ground.source, "mark",
				marks[letter->ground.mark], NULL);
		else
			cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
	}
}

static char *
dup_time(Cli *cli, int64_t us)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(us / US_PER_SECOND);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, desk_zone(cli->desk));

	return us ? g_date_time_format(local, "%Y-%m-%d %H:%M") : NULL;
}

static void
list_letters(Cli *cli, const Ticket *ticket)
{
	static const unsigned widths[] = {3, 20, 6, 17, 17, 0};

	for (guint i = 0; i < ticket->letters->len; i++) {
		const TicketLetter *letter = ticket->letters->pdata[i];
		g_autofree char *n = g_strdup_printf("%u", i + 1);
		g_autofree char *made = dup_time(cli, letter->made_us);
		g_autofree char *sent = dup_time(cli, letter->sent_us);
		const char *cells[] = {n, letter->letter, letter->language, made,
			sent ? sent : _("not sent"), letter->sha256};

		if (cli->json)
			export_fields_json(cli->out, "number", ticket->number, "n", n, "letter",
				letter->letter, "language", letter->language, "version",
				letter->version, "sha256", letter->sha256, "written", made,
				"sent", sent, "how", sent ? letter->how : NULL, NULL);
		else
			cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
	}
}

static int
run_list(Cli *cli)
{
	g_autoptr(Ticket) ticket = NULL;

	if (!cli_word(cli, 1)) {
		list_templates(cli);
		return CLI_FOUND;
	}
	if (!(ticket = cli_ticket(cli, 1)))
		return CLI_ERROR;
	list_letters(cli, ticket);
	return ticket->letters->len > 0 ? CLI_FOUND : CLI_NONE;
}

/* ---- one letter of a complaint ---- */

/* By its place in the list; the last where no number is given. NULL once told. */
static const TicketLetter *
find_letter(Cli *cli, const Ticket *ticket)
{
	const char *word = cli_word(cli, 2);
	uint64_t n = ticket->letters->len;

	if (n == 0) {
		cli_fail(cli, _("%s has no letter yet: amends letter write."), ticket->number);
		return NULL;
	}
	if (word && (!g_ascii_string_to_unsigned(word, 10, 1, n, &n, NULL))) {
		cli_fail(cli, _("%1$s has letters 1 to %2$u; %3$s is none of them."),
			ticket->number, ticket->letters->len, word);
		return NULL;
	}
	return ticket->letters->pdata[n - 1];
}

static int
run_show(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_may_reveal(cli) ? cli_ticket(cli, 1) : NULL;
	const TicketLetter *letter = ticket ? find_letter(cli, ticket) : NULL;
	const char *id = ticket ? ticket->id : NULL;
	g_autofree char *text = NULL;

	if (!letter || !cli_log_seen(cli, &id, 1, "reveal"))
		return CLI_ERROR;
	text = cli->exact ? g_strdup(letter->text)
			  : export_dup_masked_text(ticket, letter->text);
	if (cli->json)
		export_fields_json(cli->out, "number", ticket->number, "letter",
			letter->letter, "language", letter->language, "sha256", letter->sha256,
			"text", text, NULL);
	else
		cli_say(cli, "%s\n", text);
	return CLI_FOUND;
}

/* ---- write ---- */

/* The text of --text FILE, else the filled template; NULL once told. */
static char *
dup_letter_text(Cli *cli, Ticket *ticket, const LetterTemplate *letter)
{
	const char *path = cli_option(cli, "text");
	g_autoptr(LetterDraft) draft = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *raw = NULL;
	char *text;

	if (path && !g_file_get_contents(path, &raw, NULL, &error)) {
		cli_fail(cli, _("%1$s cannot be read: %2$s"), path, error->message);
		return NULL;
	}
	if (!path)
		draft = desk_letter_fill(cli->desk, ticket, letter,
			settings_text(cli->settings, SETTING_BRANCH_PHONE));
	text = letter_dup_text(path ? raw : draft->text, &error);
	if (!text)
		cli_fail_error(cli, error);
	return text;
}

static void
note_gaps(Cli *cli, const Ticket *ticket, const LetterTemplate *letter, const char *text)
{
	g_autoptr(GPtrArray) gaps = desk_letter_gaps(cli->desk, ticket, letter, text);

	for (guint i = 0; i < gaps->len; i++)
		cli_note(cli, "%s", (const char *)gaps->pdata[i]);
}

static int
run_write(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 1);
	const char *language = cli_option(cli, "language");
	const LetterTemplate *letter;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	Act *act;

	if (!ticket)
		return CLI_ERROR;
	letter = desk_letter_template(cli->desk, cli_word(cli, 2) ? cli_word(cli, 2) : "",
		language ? language : desk_letter_language(ticket), &error);
	if (!letter)
		return cli_fail_error(cli, error);
	if (!(text = dup_letter_text(cli, ticket, letter)))
		return CLI_ERROR;
	note_gaps(cli, ticket, letter, text);
	act = desk_act(cli->desk);
	letter_add_written(act, ticket, letter, text);
	return cli_submit(cli, act, _("letter written; not sent yet."));
}

/* ---- sent ---- */

static bool
read_when(Cli *cli, LetterSending *sending)
{
	const char *at = cli_option(cli, "at");
	DateInput date;

	sending->at_us = env_now_us(&cli->env);
	if (!at)
		return true;
	if (!cli_date(cli, at, DATE_DIRECTION_PAST, &date))
		return false;
	sending->at_us = date.us;
	return true;
}

/* What a holding reply says is in the letter; the log wants it apart. */
static bool
read_reasons(Cli *cli, LetterSending *sending, char **ret_reasons, char day[11])
{
	const char *expected = cli_option(cli, "expected");
	DateInput date;

	if (!sending->record || sending->records != LETTER_RECORDS_HOLDING)
		return true;
	*ret_reasons = cli_ask_text(
		cli, "reasons", _("Which reasons does the letter give?"), true, NULL);
	sending->reasons = *ret_reasons;
	if (!*ret_reasons || !expected)
		return *ret_reasons != NULL;
	if (!cli_date(cli, expected, DATE_DIRECTION_FUTURE, &date))
		return false;
	day_format_iso(date.day, day);
	sending->expected = day;
	return true;
}

static int
run_sent(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 1);
	const TicketLetter *letter = ticket ? find_letter(cli, ticket) : NULL;
	const LetterTemplate *from = letter ? desk_letter_of(cli->desk, letter) : NULL;
	LetterSending sending = {.record = !cli_has(cli, "only")};
	g_autofree char *reasons = NULL;
	char day[11];
	Act *act;

	if (!letter)
		return CLI_ERROR;
	sending.letter = letter->id;
	sending.records = from ? from->records : LETTER_RECORDS_NOTHING;
	sending.evidence = cli_option(cli, "evidence");
	sending.how = cli_ask_choice(cli, "how", _("How was it sent?"), ways, "letter");
	if (!sending.how || !read_when(cli, &sending) ||
		!read_reasons(cli, &sending, &reasons, day))
		return CLI_ERROR;
	act = desk_act(cli->desk);
	letter_add_sent(act, ticket, &sending);
	return cli_submit(cli, act, _("letter marked sent."));
}

/* ---- check ---- */

static int
check_file(Cli *cli, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_autoptr(LetterTemplate) letter = NULL;
	g_autoptr(LetterWords) words = NULL;
	size_t len;

	if (!g_file_get_contents(path, &text, &len, &error))
		return cli_fail(cli, _("%1$s cannot be read: %2$s"), path, error->message);
	if (g_str_has_suffix(path, ".words"))
		words = letter_words_parse(path, text, len, &error);
	else
		letter = letter_template_parse(path, text, len, &error);
	if (error)
		return cli_fail_error(cli, error);
	if (cli->json)
		export_fields_json(cli->out, "file", path, "ok", "yes", NULL);
	else if (letter)
		cli_say(cli, _("%1$s: %2$s in %3$s, version %4$s, is in order.\n"), path,
			letter->code, letter->language, letter->version);
	else
		cli_say(cli, _("%s is in order.\n"), path);
	return CLI_FOUND;
}

/* Of a letter of a complaint: whether it could be marked sent. */
static int
check_letter(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_ticket(cli, 1);
	const TicketLetter *letter = ticket ? find_letter(cli, ticket) : NULL;
	const LetterTemplate *from = letter ? desk_letter_of(cli->desk, letter) : NULL;
	g_autoptr(GPtrArray) gaps = NULL;
	g_autofree char *hash = letter ? letter_dup_hash(letter->text) : NULL;

	if (!letter)
		return CLI_ERROR;
	if (!from)
		return cli_fail(cli, _("There is no template %1$s in %2$s, version %3$s."),
			letter->letter, letter->language, letter->version);
	if (strcmp(hash, letter->sha256) != 0)
		return cli_fail(cli, _("The text of this letter is not what its hash says."));
	gaps = desk_letter_gaps(cli->desk, ticket, from, letter->text);
	for (guint i = 0; i < gaps->len; i++)
		if (cli->json)
			export_fields_json(cli->out, "missing", gaps->pdata[i], NULL);
		else
			cli_say(cli, "%s\n", (const char *)gaps->pdata[i]);
	if (gaps->len == 0 && !cli->json)
		cli_say(cli, _("Nothing is missing; its hash is that of its text.\n"));
	return gaps->len == 0 ? CLI_FOUND : CLI_NONE;
}

/* ---- all of them ---- */

static const struct {
	const char *word;
	int (*run)(Cli *cli);
	bool person;
} forms[] = {{"list", run_list, false}, {"show", run_show, true}, {"write", run_write, true},
	{"sent", run_sent, true}, {"check", check_letter, false}};

static bool
is_file(const char *word)
{
	return word && (g_str_has_suffix(word, ".letter") || g_str_has_suffix(word, ".words") ||
			       strchr(word, '/'));
}

int
cli_run_letter(Cli *cli)
{
	const char *words[G_N_ELEMENTS(forms) + 1] = {NULL};
	const char *word = cli_word(cli, 0);

	if (strcmp(word, "check") == 0 && is_file(cli_word(cli, 1)))
		return check_file(cli, cli_word(cli, 1));
	for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++) {
		words[i] = forms[i].word;
		if (strcmp(word, forms[i].word) != 0)
			continue;
		if (!cli_open(cli) || (forms[i].person && !cli_need_person(cli)))
			return CLI_ERROR;
		if (strcmp(word, "list") != 0 && !cli_word(cli, 1))
			return cli_fail(cli, _("Which complaint? Example: amends %s"),
				cli->command->example);
		return forms[i].run(cli);
	}
	return cli_unknown(cli, _("command"), word, words);
}
