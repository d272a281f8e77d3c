/* amends audit verify, and amends doctor: findings of tui/doctor.h, each with its remedy. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/export.h"
#include "core/repair.h"
#include "tui/cli-handlers.h"
#include "tui/cli-private.h"
#include "tui/doctor.h"

int
cli_run_audit(Cli *cli)
{
	static const char *const words[] = {"verify", NULL};
	AuditReport report = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *bad = NULL, *events = NULL;

	if (strcmp(cli_word(cli, 0), "verify") != 0)
		return cli_unknown(cli, _("command"), cli_word(cli, 0), words);
	if (!desk_audit_verify(cli->desk, &report, &error))
		return cli_fail_error(cli, error);
	bad = report.first_bad;
	events = g_strdup_printf("%" PRId64, report.events);
	if (cli->json)
		export_fields_json(cli->out, "ok", report.ok ? "yes" : "no", "events", events,
			"first_bad", bad, NULL);
	else if (report.ok)
		cli_say(cli,
			_("The log is whole: %1$s events, of %2$" PRId64
			  " the content is erased.\n"),
			events, report.erased);
	if (report.ok)
		return CLI_FOUND;
	return cli_fail(cli,
		_("The log is not whole: %s Keep this store as it is and tell whoever keeps "
		  "your "
		  "backups."),
		bad);
}

/* Only what begins in the first column is a finding: a name may hold a newline. */
static char *
dup_indented(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (int i = 1; lines[0] && lines[i]; i++)
		g_strchug(lines[i]);
	return g_strjoinv("\n    ", lines);
}

static void
say_finding(Cli *cli, const Finding *finding)
{
	static const char *const signs[] = {"ok", "--", "!!", "??"};
	g_autofree char *text = NULL, *remedy = NULL;

	if (cli->json) {
		export_fields_json(cli->out, "check", finding->check, "level",
			signs[finding->level], "text", finding->text, "remedy", finding->remedy,
			NULL);
		return;
	}
	text = dup_indented(finding->text);
	cli_say(cli, "%s  %s: %s\n", signs[finding->level], finding->check, text);
	if (!finding->remedy)
		return;
	remedy = dup_indented(finding->remedy);
	cli_say(cli, "    %s\n", remedy);
}

/* Whoever may restore may do this too; the PIN is proved by the facts that were copied. */
static bool
is_allowed(Cli *cli)
{
	VerbFacts facts = {.person = NULL};

	if (!cli_need_person(cli))
		return false;
	facts.person = desk_person(cli->desk);
	if (event_roles_fit(verb_def(VERB_RESTORE)->roles, facts.person->role, false))
		return true;
	cli_fail(cli, "%s", verb_blocked(VERB_RESTORE, &facts));
	return false;
}

static bool
is_ordered(Cli *cli, const Repair *repair)
{
	DeskConfig config = {.folder = repair_folder(repair),
		.assets = cli->places->assets,
		.env = &cli->env};
	g_autoptr(GError) error = NULL;
	bool allowed;

	cli->desk = desk_open(&config, &error);
	if (!cli->desk) {
		cli_fail_error(cli, error);
		return false;
	}
	allowed = is_allowed(cli);
	g_clear_pointer(&cli->desk, desk_free);
	return allowed;
}

static bool
mend(Cli *cli, const DoctorConfig *config)
{
	RepairConfig repair_config = {config->folder, config->assets, config->env};
	g_autoptr(GError) error = NULL;
	g_autoptr(Repair) repair = repair_begin(&repair_config, &error);
	g_autofree char *kept = NULL;

	if (repair && !is_ordered(cli, repair))
		return false;
	if (!repair || !repair_finish(repair, &kept, &error)) {
		cli_fail_error(cli, error);
		return false;
	}
	cli_note(cli,
		_("All that is shown and searched was made again from the log, which is whole: %1$d events. "
		  "The file as it was: %2$s"),
		(int)repair_events(repair), kept);
	return true;
}

static bool
can_mend(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++)
		if (((const Finding *)findings->pdata[i])->mend)
			return true;
	return false;
}

static int
say_findings(Cli *cli, const GPtrArray *findings)
{
	unsigned bad = 0, unseen = 0;

	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];

		say_finding(cli, finding);
		bad += finding->level == FINDING_BAD;
		unseen += finding->level == FINDING_UNSEEN;
	}
	if (unseen > 0)
		return CLI_ERROR;
	return bad > 0 ? CLI_NONE : CLI_FOUND;
}

int
cli_run_doctor(Cli *cli)
{
	DoctorConfig config = {.folder = cli_folder(cli),
		.assets = cli->places->assets,
		.env = &cli->env,
		.locale = cli->places->locale,
		.practice = cli->practice,
		.fix = cli_has(cli, "fix"),
		.rebuild = cli_has(cli, "rebuild")};
	g_autoptr(GPtrArray) findings = doctor_check(&config);

	if (!config.fix || !config.rebuild || !can_mend(findings))
		return say_findings(cli, findings);
	if (mend(cli, &config)) {
		g_ptr_array_unref(findings);
		findings = doctor_check(&config);
		return say_findings(cli, findings);
	}
	say_findings(cli, findings);
	return CLI_ERROR;
}
