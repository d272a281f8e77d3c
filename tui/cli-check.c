/* amends audit verify, and amends doctor: findings of tui/doctor.h, each with its remedy. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/export.h"
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

static void
say_finding(Cli *cli, const Finding *finding)
{
	static const char *const signs[] = {"ok", "--", "!!", "??"};

	if (cli->json) {
		export_fields_json(cli->out, "check", finding->check, "level",
			signs[finding->level], "text", finding->text, "remedy", finding->remedy,
			NULL);
		return;
	}
	cli_say(cli, "%s  %s: %s\n", signs[finding->level], finding->check, finding->text);
	if (finding->remedy)
		cli_say(cli, "    %s\n", finding->remedy);
}

int
cli_run_doctor(Cli *cli)
{
	DoctorConfig config = {
		.folder = cli_folder(cli),
		.assets = cli->places->assets,
		.env = &cli->env,
		.locale = cli->places->locale,
		.practice = cli->practice,
		.fix = cli_has(cli, "fix"),
		.rebuild = cli_has(cli, "rebuild")};
	g_autoptr(GPtrArray) findings = doctor_check(&config);
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
