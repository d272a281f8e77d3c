/* amends reference: drafts of policies, calendars and routing rules, what they would move, and
 * publishing them; amends calendar import; which rule a complaint meets. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "core/calendar-import.h"
#include "core/day.h"
#include "core/desk-reference.h"
#include "core/export.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

#define SHORT_ID 13 /* of a UUIDv7: its time, enough to tell drafts apart */

static const char *
state_word(ReferenceState state)
{
	switch (state) {
	case REFERENCE_DRAFT:
		return _("draft");
	case REFERENCE_PUBLISHED:
		return _("published");
	case REFERENCE_DROPPED:
		return _("dropped");
	case REFERENCE_NONE:
	case N_REFERENCE_STATES:
		break;
	}
	return "";
}

static const char *
who(Cli *cli, const char *id)
{
	const Person *person = id[0] ? desk_person_by_id(cli->desk, id) : NULL;

	return person ? person->name : "";
}

/* ---- list, show ---- */

static void
say_item(Cli *cli, const ReferenceItem *item)
{
	static const unsigned widths[] = {14, 10, 9, 22, 14, 18, 0};
	g_autofree char *id = g_strndup(item->id, SHORT_ID);
	g_autofree char *at = us_dup_text(
		item->published_us ? item->published_us : item->drafted_us, desk_zone(cli->desk));
	const char *by = who(cli, item->published_us ? item->published_by : item->drafted_by);
	const char *cells[] = {
		id, state_word(item->state), item->what, item->code, item->version, by, at};

	if (cli->json)
		export_fields_json(cli->out, "id", item->id, "state",
			reference_state_name(item->state), "what", item->what, "code",
			item->code, "version", item->version, "drafted_by",
			who(cli, item->drafted_by), "settled_by", who(cli, item->published_by),
			NULL);
	else
		cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
}

static void
say_moves_state(Cli *cli)
{
	if (!cli->json && desk_moves_wait(cli->desk))
		cli_note(cli,
			_("Dates are still being moved by a published calendar; a desk that is open "
			  "goes on with it."));
}

static int
run_list(Cli *cli)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) items = desk_reference_items(cli->desk, &error);

	if (!items)
		return cli_fail_error(cli, error);
	for (guint i = 0; i < items->len; i++)
		say_item(cli, items->pdata[i]);
	say_moves_state(cli);
	return items->len > 0 ? CLI_FOUND : CLI_NONE;
}

/* Of word 1; NULL once told. */
static ReferenceItem *
find_item(Cli *cli)
{
	g_autoptr(GError) error = NULL;
	ReferenceItem *item = desk_reference_item(cli->desk, cli_word(cli, 1), &error);

	if (!item)
		cli_fail_error(cli, error);
	return item;
}

static int
run_show(Cli *cli)
{
	g_autoptr(ReferenceItem) item = find_item(cli);

	if (!item)
		return CLI_ERROR;
	if (cli->json)
		export_fields_json(cli->out, "id", item->id, "state",
			reference_state_name(item->state), "what", item->what, "code",
			item->code, "version", item->version, "text", item->text, NULL);
	else
		cli_say(cli, "%s", item->text);
	return CLI_FOUND;
}

/* ---- draft, publish, drop ---- */

static int
draft_text(Cli *cli, const char *name, const char *text)
{
	g_autoptr(GError) error = NULL;
	Act *act;

	if (!cli_need_person(cli))
		return CLI_ERROR;
	act = desk_reference_draft(cli->desk, name, text, &error);
	if (!act)
		return cli_fail_error(cli, error);
	return cli_submit(cli, act,
		_("Drafted. Nothing is in force yet: another person looks at it with amends "
		  "reference preview, and publishes it."));
}

static int
run_draft(Cli *cli)
{
	g_autofree char *text = NULL, *name = g_path_get_basename(cli_word(cli, 1));
	g_autoptr(GError) error = NULL;
	size_t len;

	if (!g_file_get_contents(cli_word(cli, 1), &text, &len, &error))
		return cli_fail_error(cli, error);
	if (strlen(text) != len)
		return cli_fail(cli, _("%s is no text."), name);
	return draft_text(cli, name, text);
}

static int
run_drop(Cli *cli)
{
	g_autoptr(ReferenceItem) item = NULL;

	if (!cli_need_person(cli) || !(item = find_item(cli)))
		return CLI_ERROR;
	if (!cli_word(cli, 2))
		return cli_fail(cli, _("Say why: amends reference drop ID \"REASON\""));
	return cli_submit(cli, desk_reference_drop(cli->desk, item, cli_word(cli, 2)),
		_("The draft is dropped."));
}

/* ---- preview ---- */

static char *
dup_moment(Cli *cli, int64_t us)
{
	return us == INT64_MAX ? g_strdup(_("no date")) : us_dup_text(us, desk_zone(cli->desk));
}

static void
say_move(Cli *cli, const PreviewMove *move)
{
	static const unsigned widths[] = {14, 24, 22, 22, 0};
	g_autofree char *from = dup_moment(cli, move->from_us), *to = dup_moment(cli, move->to_us);
	const char *cells[] = {move->number, move->policy, from, to,
		move->becomes_overdue ? _("becomes overdue") : ""};

	if (cli->json)
		export_fields_json(cli->out, "number", move->number, "clock", move->policy, "from",
			from, "to", to, "becomes_overdue", move->becomes_overdue ? "yes" : "no",
			NULL);
	else
		cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
}

static void
say_progress(Cli *cli, int64_t done, int64_t total)
{
	if (isatty(STDERR_FILENO))
		cli_note(cli, _("%1$d of %2$d open complaints"), (int)done, (int)total);
}

/* Gone through to the end; NULL once told. */
static ReferencePreview *
make_preview(Cli *cli, const ReferenceItem *item)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ReferencePreview) preview = desk_reference_preview(cli->desk, item, &error);

	while (preview && !error && !preview->ended)
		if (!reference_preview_step(preview, &cli->env, US_PER_SECOND, &error) && !error)
			say_progress(cli, preview->done, preview->total);
	if (!error)
		return g_steal_pointer(&preview);
	cli_fail_error(cli, error);
	return NULL;
}

static int
run_preview(Cli *cli)
{
	g_autoptr(ReferenceItem) item = find_item(cli);
	g_autoptr(ReferencePreview) preview = item ? make_preview(cli, item) : NULL;
	g_autofree char *summary = NULL;

	if (!preview)
		return CLI_ERROR;
	for (guint i = 0; i < preview->moves->len; i++)
		say_move(cli, preview->moves->pdata[i]);
	summary = reference_preview_dup_summary(preview);
	if (!cli->json)
		cli_say(cli, "%s\n", summary);
	return preview->moved > 0 ? CLI_FOUND : CLI_NONE;
}

/* A command that ends would leave the moving to whoever opens the store next. */
static int
wait_for_moves(Cli *cli)
{
	MovesProgress progress = {.running = true};
	int64_t told = -1;

	while (progress.running && desk_moves_progress(cli->desk, &progress)) {
		g_autofree char *error = progress.error;

		if (error)
			return cli_fail(cli, "%s", error);
		if (progress.running && progress.done / 1000 != told) {
			told = progress.done / 1000;
			say_progress(cli, progress.done, progress.total);
		}
		if (progress.running)
			g_usleep(10000);
	}
	if (!cli->json && progress.code[0])
		cli_say(cli, _("%1$d complaints moved, %2$d became overdue.\n"),
			(int)progress.moved, (int)progress.overdue);
	return CLI_FOUND;
}

static int
run_publish(Cli *cli)
{
	g_autoptr(ReferenceItem) item = NULL;
	g_autoptr(ReferencePreview) preview = NULL;
	g_autofree char *summary = NULL;

	if (!cli_need_person(cli) || !(item = find_item(cli)))
		return CLI_ERROR;
	preview = make_preview(cli, item);
	if (!preview)
		return CLI_ERROR;
	summary = reference_preview_dup_summary(preview);
	cli_note(cli, "%s", summary);
	if (cli_submit(cli, desk_reference_publish(cli->desk, item), _("Published.")) !=
		CLI_FOUND)
		return CLI_ERROR;
	return wait_for_moves(cli);
}

/* ---- which rule ---- */

static void
say_step(Cli *cli, const PolicyRouteStep *step)
{
	g_autofree char *line = g_strdup_printf("%u", step->line);

	if (cli->json)
		export_fields_json(cli->out, "line", line, "rule", step->rule, "reason",
			step->reason, "chosen", step->chosen ? "yes" : "no", NULL);
	else
		cli_say(cli, "%s: %s\n   %s\n", line, step->rule, step->reason);
}

/* "kind=complaint channel=A01", received today unless day=2026-03-02. */
static GPtrArray *
route_situation(Cli *cli)
{
	PolicySituation in = {.kind = "complaint",
		.branch = desk_branch(cli->desk),
		.day = day_of_us(env_now_us(&cli->env), desk_zone(cli->desk))};

	for (unsigned i = 1; i < cli->words->len; i++) {
		char *word = cli->words->pdata[i], *value = strchr(word, '=');

		if (value)
			*value++ = '\0';
		if (value && strcmp(word, "day") == 0 && day_parse_iso(value) != DAY_NONE)
			in.day = day_parse_iso(value);
		else if (!value || !policy_situation_set(&in, word, value)) {
			cli_fail(cli,
				_("\"%s\" is no condition; write kind, level, class, flag, branch, "
				  "channel, business, reason, source or day, as in channel=A01."),
				word);
			return NULL;
		}
	}
	return desk_route(cli->desk, &in);
}

static int
run_route(Cli *cli)
{
	const char *word = cli_word(cli, 1);
	g_autoptr(Ticket) ticket =
		word && !strchr(word, '=') ? cli_ticket(cli, 1) : NULL;
	g_autoptr(GPtrArray) steps = NULL;
	bool chosen = false;

	if (word && !strchr(word, '=') && !ticket)
		return CLI_ERROR;
	steps = ticket ? desk_route_ticket(cli->desk, ticket) : route_situation(cli);
	if (!steps)
		return CLI_ERROR;
	for (guint i = 0; i < steps->len; i++) {
		say_step(cli, steps->pdata[i]);
		chosen |= ((const PolicyRouteStep *)steps->pdata[i])->chosen;
	}
	if (!chosen && !cli->json)
		cli_say(cli, "%s\n", _("No rule fits: no statutory clock runs."));
	if (ticket && ticket->policy[0] && !cli->json)
		cli_say(cli, _("It follows %1$s, version %2$s.\n"), ticket->policy,
			ticket->policy_version);
	return chosen ? CLI_FOUND : CLI_NONE;
}

/* ---- the command ---- */

/* Add a row here for a new word after "amends reference". */
static const struct {
	const char *word;
	int (*run)(Cli *cli);
	unsigned words; /* at least, with the word itself */
	const char *usage;
} subcommands[] = {
	{"list", run_list, 1, "list"},
	{"show", run_show, 2, "show ID"},
	{"draft", run_draft, 2, "draft bank.cal"},
	{"preview", run_preview, 2, "preview ID"},
	{"publish", run_publish, 2, "publish ID"},
	{"drop", run_drop, 2, "drop ID \"REASON\""},
	{"route", run_route, 1, "route 1043"},
};

int
cli_run_reference(Cli *cli)
{
	const char *words[G_N_ELEMENTS(subcommands) + 1] = {NULL};
	const char *wanted = cli->words->len > 0 ? cli_word(cli, 0) : "list";

	for (unsigned i = 0; i < G_N_ELEMENTS(subcommands); i++) {
		words[i] = subcommands[i].word;
		if (strcmp(words[i], wanted) != 0)
			continue;
		if (cli->words->len < subcommands[i].words)
			return cli_fail(cli, _("Use it like this: amends reference %s"),
				subcommands[i].usage);
		return subcommands[i].run(cli);
	}
	return cli_unknown(cli, _("command"), wanted, words);
}

int
cli_policy_route(Cli *cli)
{
	return cli_open(cli) ? run_route(cli) : CLI_ERROR;
}

int
cli_policy_draft(Cli *cli)
{
	return cli_open(cli) ? run_draft(cli) : CLI_ERROR;
}

/* ---- amends calendar import ---- */

/* "2026..2030" or "2026". */
static bool
read_cover(Cli *cli, CalendarImport *import)
{
	const char *cover = cli_option(cli, "cover");
	g_auto(GStrv) ends = cover ? g_strsplit(cover, "..", 3) : NULL;
	guint n = ends ? g_strv_length(ends) : 0;
	guint64 first, last;

	if (!cover)
		return true;
	if (n < 1 || n > 2 || !g_ascii_string_to_unsigned(ends[0], 10, 1970, 2199, &first, NULL) ||
		!g_ascii_string_to_unsigned(ends[n - 1], 10, first, 2199, &last, NULL)) {
		cli_fail(cli, _("Write the years covered like 2026..2030, within 1970..2199."));
		return false;
	}
	import->first_year = (int)first;
	import->last_year = (int)last;
	return true;
}

int
cli_calendar_import(Cli *cli)
{
	const GPtrArray *given = cli_options(cli, "work");
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	CalendarImport import = {.code = cli_option(cli, "code"),
		.version = cli_option(cli, "version"),
		.title = cli_option(cli, "title")};
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	if (!import.code || !import.version)
		return cli_fail(cli,
			_("Use it like this: amends calendar import FILE --code CN --version 2027-1"));
	if (!read_cover(cli, &import))
		return CLI_ERROR;
	for (guint i = 0; given && i < given->len; i++)
		g_ptr_array_add(words, given->pdata[i]);
	g_ptr_array_add(words, NULL);
	if (given)
		import.work_words = (const char *const *)words->pdata;
	text = calendar_import_file(cli_word(cli, 1), &import, &error);
	if (!text)
		return cli_fail_error(cli, error);
	if (cli_has(cli, "draft"))
		return cli_open(cli) ? draft_text(cli, import.code, text) : CLI_ERROR;
	cli_write(cli, text, strlen(text));
	return CLI_FOUND;
}
