/* Reading: ls, show. Everything masked unless --exact --why, which is an event. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/day.h"
#include "core/export.h"
#include "core/text.h"
#include "core/words.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"

#define WINDOW 500

/* ---- walking a list ---- */

static int64_t
wanted_rows(Cli *cli)
{
	const char *max = cli_option(cli, "max");
	int64_t n = max ? g_ascii_strtoll(max, NULL, 10) : INT64_MAX;

	if (n > 0)
		return n;
	cli_fail(cli, _("--max needs a number above 0."));
	return -1;
}

int64_t
cli_walk(Cli *cli, const char *query, CliEachWindow each, void *data)
{
	g_autoptr(GPtrArray) before = NULL;
	int64_t left = wanted_rows(cli), n = 0;

	while (left > 0) {
		QueueWindow window = {.query = query, .max = (unsigned)MIN(left, WINDOW)};
		g_autoptr(GError) error = NULL;
		GPtrArray *rows;

		window.after = before ? before->pdata[before->len - 1] : NULL;
		rows = desk_queue(cli->desk, &window, &error);
		if (!rows) {
			cli_fail_error(cli, error);
			cli_note(cli, _("Example: amends %s"), cli->command->example);
			return -1;
		}
		n += rows->len;
		left -= rows->len;
		each(cli, rows, data);
		g_clear_pointer(&before, g_ptr_array_unref);
		before = rows;
		if (rows->len < window.max)
			break;
	}
	return left < 0 ? -1 : n;
}

/* ---- ls ---- */

static unsigned
screen_cols(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
		size.ws_col >= 40)
		return size.ws_col;
	return 0;
}

static const char *
due_sign(Cli *cli, const QueueRow *row)
{
	int64_t now = env_now_us(&cli->env);
	int32_t today = day_of_us(now, desk_zone(cli->desk));

	if (row->gap[0])
		return "!!";
	if (row->due_us == INT64_MAX || row->closed_us || row->told_us || row->archive)
		return "  ";
	if (row->due_us < now)
		return "!!";
	if (row->due_us < us_of_day_start(today + 1, desk_zone(cli->desk)))
		return "! ";
	return row->due_us < us_of_day_start(today + 4, desk_zone(cli->desk)) ? ". " : "  ";
}

static char *
dup_due(Cli *cli, const QueueRow *row)
{
	char day[11];

	if (row->gap[0])
		return queue_row_dup_gap(row);
	if (row->due_us == INT64_MAX)
		return g_strdup("-");
	day_format_iso(day_of_us(row->due_us, desk_zone(cli->desk)), day);
	return g_strdup(day);
}

enum { LS_SIGN, LS_NUMBER, LS_STATE, LS_DUE, LS_OWNER, LS_NAME, LS_REASON, LS_SUBJECT, N_LS };

/* On a terminal a row is a line. The number is what the next command is typed with: never cut.
 */
static void
fit_columns(Cli *cli, const GPtrArray *rows, unsigned *widths)
{
	static const unsigned wide[N_LS] = {2, 13, 8, 10, 10, 12, 20, 0};
	static const unsigned narrow[N_LS] = {2, 10, 6, 10, 6, 8, 8, 0};
	unsigned cols = screen_cols(), used = 0;

	memcpy(widths, cols == 0 || cols >= 110 ? wide : narrow, sizeof(wide));
	for (guint i = 0; i < rows->len; i++) {
		const QueueRow *row = rows->pdata[i];

		widths[LS_NUMBER] =
			MAX(widths[LS_NUMBER], cells_width(&cli->rules, row->number));
	}
	if (!cols)
		return;
	for (int i = 0; i < LS_SUBJECT; i++)
		used += widths[i] + 1;
	/* The last cell stays free: some terminals wrap when it is written. */
	widths[LS_SUBJECT] = cols > used + 4 ? cols - used - 1 : 4;
}

static void
print_row(Cli *cli, const QueueRow *row, const unsigned *widths)
{
	const Person *owner = row->owner[0] ? desk_person_by_id(cli->desk, row->owner) : NULL;
	g_autofree char *due = dup_due(cli, row);
	g_autofree char *name = text_dup_mask_name(row->complainant);
	g_autofree char *subject = export_dup_masked_title(row);
	const char *cells[N_LS] = {due_sign(cli, row), row->number,
		words_state_short(row->state), due, owner ? owner->name : "-", name,
		taxonomy_label(desk_taxonomy(cli->desk), TAXONOMY_REASON, row->reason,
			words_is_chinese()),
		subject};
	bool overdue = cells[LS_SIGN][0] == '!' && cli->colour;

	if (overdue)
		cli_write(cli, "\033[1m", 4);
	cli_row(cli, widths, cells, N_LS);
	if (overdue)
		cli_write(cli, "\033[0m", 4);
}

/* The names of the columns where there are no `rows`. */
static void
print_csv(Cli *cli, const GPtrArray *rows)
{
	g_autoptr(GString) csv = g_string_new(NULL);

	if (rows)
		export_rows_csv(cli->desk, rows, false, csv);
	else
		export_csv_header(csv);
	cli_write_csv(cli, csv);
}

static void
print_rows(Cli *cli, const GPtrArray *rows, void *data)
{
	unsigned widths[N_LS];

	fit_columns(cli, rows, widths);
	if (cli->json)
		export_rows_json(cli->desk, rows, false, cli->out);
	else if (cli->csv)
		print_csv(cli, rows);
	else
		for (guint i = 0; i < rows->len; i++)
			print_row(cli, rows->pdata[i], widths);
	cli_write(cli, "", 0);
}

int
cli_run_ls(Cli *cli)
{
	g_autofree char *query = cli_dup_words(cli, 0);
	g_autoptr(GError) error = NULL;
	int64_t n;

	if (cli_has(cli, "count")) {
		n = desk_count(cli->desk, query, INT32_MAX, &error);
		if (n < 0)
			return cli_fail_error(cli, error);
		cli_say(cli, "%" PRId64 "\n", n);
		return n > 0 ? CLI_FOUND : CLI_NONE;
	}
	if (cli->csv)
		print_csv(cli, NULL);
	n = cli_walk(cli, query, print_rows, NULL);
	if (n == 0)
		cli_note(cli, _("No complaints fit."));
	return n < 0 ? CLI_ERROR : n > 0 ? CLI_FOUND : CLI_NONE;
}

/* ---- show ---- */

static void
say_field(Cli *cli, const char *label, const char *value)
{
	static const unsigned widths[] = {16, 0};
	const char *cells[] = {label, value};

	if (value && value[0])
		cli_row(cli, widths, cells, 2);
}

static void
say_moment(Cli *cli, const char *label, int64_t us)
{
	g_autofree char *text =
		us && us != INT64_MAX ? us_dup_text(us, desk_zone(cli->desk)) : NULL;

	say_field(cli, label, text);
}

static char *
dup_prose(Cli *cli, const Ticket *ticket, const char *text)
{
	return cli->exact ? g_strdup(text) : export_dup_masked_text(ticket, text);
}

static void
say_text(Cli *cli, const Ticket *ticket, const char *text)
{
	g_autofree char *masked = dup_prose(cli, ticket, text);

	cli_say(cli, "%s\n", masked);
}

/* Takes `masked`. */
static void
say_personal(Cli *cli, const char *label, const char *value, char *masked)
{
	say_field(cli, label, cli->exact || !value[0] ? value : masked);
	g_free(masked);
}

static void
say_claims(Cli *cli, const Ticket *ticket)
{
	for (guint i = 0; i < ticket->claims->len; i++) {
		const Claim *claim = ticket->claims->pdata[i];
		g_autofree char *money =
			claim->amount_minor
				? words_dup_money(claim->amount_minor, claim->currency)
				: g_strdup("");
		const char *label = taxonomy_label(desk_taxonomy(cli->desk), TAXONOMY_CLAIM,
			claim->kind, words_is_chinese());
		g_autofree char *text = dup_prose(cli, ticket, claim->text);

		cli_say(cli, _("Claim %1$u: %2$s %3$s %4$s (%5$s)\n"), i + 1, label, money,
			text, words_claim_outcome(claim->outcome));
	}
}

static void
say_ledger(Cli *cli, const Ticket *ticket)
{
	for (guint i = 0; i < ticket->promises->len; i++) {
		const Promise *promise = ticket->promises->pdata[i];
		g_autofree char *by = us_dup_text(promise->by_us, desk_zone(cli->desk));
		g_autofree char *what = dup_prose(cli, ticket, promise->what);

		cli_say(cli, _("Promise %1$u: by %2$s, %3$s %4$s\n"), i + 1, by, what,
			promise->result[0] ? words_code(promise->result) : "");
	}
	for (guint i = 0; i < ticket->redress->len; i++) {
		const Redress *entry = ticket->redress->pdata[i];
		g_autofree char *money = words_dup_money(entry->minor, entry->currency);

		cli_say(cli, _("Redress %1$u: %2$s %3$s, paid %4$s %5$s\n"), i + 1, money,
			words_code(entry->kind), entry->paid[0] ? entry->paid : "-",
			entry->reversed ? _("(reversed)") : "");
	}
	for (guint i = 0; i < ticket->links->len; i++) {
		const Link *link = ticket->links->pdata[i];

		cli_say(cli, _("Linked: %1$s (%2$s)\n"), link->number,
			words_code(link->relation));
	}
	for (guint i = 0; i < ticket->files->len; i++) {
		const AttachedFile *file = ticket->files->pdata[i];
		g_autofree char *name = dup_prose(cli, ticket, file->name);

		cli_say(cli, _("File: %1$s, %2$" PRId64 " bytes, SHA-256 %3$s\n"), name,
			file->size, file->sha256);
	}
}

static void
say_head(Cli *cli, const Ticket *ticket)
{
	const Person *owner =
		ticket->owner[0] ? desk_person_by_id(cli->desk, ticket->owner) : NULL;
	g_autofree char *category = taxonomy_dup_path(
		desk_taxonomy(cli->desk), TAXONOMY_REASON, ticket->reason, words_is_chinese());
	g_autofree char *worked =
		words_dup_duration(desk_ticket_time_us(cli->desk, ticket->id));

	cli_say(cli, "%s  %s\n", ticket->number, words_state(ticket->state));
	say_moment(cli, _("Received"), ticket->received_us);
	say_moment(cli, _("Due"), ticket->due_us);
	say_moment(cli, _("Told"), ticket->told_us);
	say_moment(cli, _("Closed"), ticket->closed_us);
	say_field(cli, _("Owner"), owner ? owner->name : "");
	say_field(cli, _("Category"), category);
	say_personal(cli, _("Complainant"), ticket->complainant,
		text_dup_mask_name(ticket->complainant));
	say_personal(cli, _("Phone"), ticket->phone, text_dup_mask_phone(ticket->phone));
	say_personal(cli, _("Account"), ticket->account_tail,
		text_dup_mask_account(ticket->account_tail));
	say_field(cli, _("Time spent"), worked);
	say_field(cli, _("Source"), ticket->source);
}

static void
say_history(Cli *cli, const Ticket *ticket, const GPtrArray *lines)
{
	cli_say(cli, "\n%s\n", _("History"));
	for (guint i = 0; i < lines->len; i++) {
		const HistoryLine *line = lines->pdata[i];
		g_autofree char *at = us_dup_text(line->at_us, desk_zone(cli->desk));
		g_autofree char *masked = dup_prose(cli, ticket, line->text);
		g_autofree char *flat = text_dup_clean(masked, false);

		cli_say(cli, "%s  %s  %s: %s%s\n", at, line->who, line->kind, flat,
			line->undone ? _(" (taken back)") : "");
	}
}

bool
cli_log_seen(Cli *cli, const char *const *ids, unsigned n, const char *what)
{
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = NULL;

	if (!cli->exact || n == 0)
		return true;
	act = desk_act(cli->desk);
	for (unsigned i = 0; i < n; i++) {
		act_add(act, EVENT_DATA_SEEN, ids[i]);
		act_text(act, "what", what);
		act_text(act, "why", cli_option(cli, "why"));
	}
	result = desk_submit_wait(cli->desk, act);
	if (result->outcome != ACT_SAVED) {
		g_autofree char *text = act_result_dup_text(result);

		cli_fail(cli, "%s", text);
	}
	return result->outcome == ACT_SAVED;
}

int
cli_run_show(Cli *cli)
{
	g_autoptr(Ticket) ticket = cli_may_reveal(cli) ? cli_ticket(cli, 0) : NULL;
	g_autoptr(GPtrArray) history = NULL;
	g_autoptr(GError) error = NULL;
	const char *id = ticket ? ticket->id : NULL;

	if (!ticket || !cli_log_seen(cli, &id, 1, "reveal"))
		return CLI_ERROR;
	if (cli->json)
		return export_ticket_json(cli->desk, ticket, cli->exact, cli->out, &error)
			       ? CLI_FOUND
			       : cli_fail_error(cli, error);
	history = desk_history(cli->desk, ticket->id, &error);
	if (!history)
		return cli_fail_error(cli, error);
	say_head(cli, ticket);
	cli_say(cli, "\n");
	if (ticket->subject[0])
		say_text(cli, ticket, ticket->subject);
	say_text(cli, ticket, ticket->text);
	cli_say(cli, "\n");
	say_claims(cli, ticket);
	say_ledger(cli, ticket);
	say_history(cli, ticket, history);
	return CLI_FOUND;
}
