/* See doctor.h: the store. Each other theme has a file of its own, doctor-*.c. */
#include "config.h"

#include "tui/doctor.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "core/backup.h"
#include "core/day.h"
#include "core/desk-check.h"
#include "core/error.h"
#include "tui/doctor-private.h"
#include "tui/places.h"

void
finding_free(Finding *finding)
{
	if (!finding)
		return;
	g_free(finding->text);
	g_free(finding->remedy);
	g_free(finding);
}

void
finding_add(
	GPtrArray *findings, FindingLevel level, const char *check, char *text, char *remedy)
{
	Finding *finding = g_new(Finding, 1);

	*finding = (Finding){level, check, text, remedy, false};
	g_ptr_array_add(findings, finding);
}

/* ---- the store ---- */

/* A copy is promised only where there is one. */
static char *
dup_way_back(const char *folder)
{
	g_autofree char *copy = g_build_filename(folder, "backup", "before-upgrade.db", NULL);
	g_auto(GStrv) backups = backup_list(folder);
	unsigned n = g_strv_length(backups);

	if (n > 0)
		return g_strdup_printf(
			_("Change nothing in the folder. The newest backup: amends restore %s"),
			backups[n - 1]);
	if (g_file_test(copy, G_FILE_TEST_EXISTS))
		return g_strdup(_("Keep the folder as it is; a copy of it is in its folder "
				  "backup, made before the last upgrade."));
	return g_strdup(_("Keep this store as it is and tell whoever keeps your backups."));
}

/* What can be made again from the log is; whether that is all, only trying tells. */
static void
add_mendable(GPtrArray *findings, FindingLevel level, const char *check, const char *folder,
	const char *text)
{
	g_autofree char *back = dup_way_back(folder);

	finding_add(findings, level, check, g_strdup(text),
		g_strdup_printf(
			_("If the log itself is whole, all else is made again from it, and the old "
			  "file is kept: amends doctor --rebuild --fix\n    If that says that the log "
			  "is damaged: %s"),
			back));
	((Finding *)findings->pdata[findings->len - 1])->mend = true;
}

static void
add_failure(GPtrArray *findings, const char *check, const char *folder, const GError *error)
{
	if (g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED) ||
		g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_DATABASE))
		add_mendable(findings, FINDING_UNSEEN, check, folder, error->message);
	else
		finding_add(findings, FINDING_UNSEEN, check, g_strdup(error->message),
			g_strdup(_(
				"Nothing is known to be damaged. Take out of the way what the words "
				"above name, then: amends doctor")));
}

static void
check_file(GPtrArray *findings, Desk *desk, bool all)
{
	g_autofree char *problem = NULL, *text = NULL;
	g_autoptr(GError) error = NULL;

	if (!(all ? desk_full_check : desk_quick_check)(desk, &problem, &error))
		add_failure(findings, _("store"), desk_folder(desk), error);
	else if (problem) {
		text = g_strdup_printf(_("The file of the store is damaged: %s."), problem);
		add_mendable(findings, FINDING_BAD, _("store"), desk_folder(desk), text);
	} else
		finding_add(findings, FINDING_OK, _("store"),
			g_strdup(_("The file of the store is sound.")), NULL);
}

static void
add_log(GPtrArray *findings, const char *folder, AuditReport *report)
{
	g_autofree char *bad = report->first_bad;

	if (report->ok)
		finding_add(findings, FINDING_OK, _("log"),
			g_strdup_printf(
				_("The log is whole: %" PRId64 " events."), report->events),
			NULL);
	else
		add_mendable(findings, FINDING_BAD, _("log"), folder, bad);
}

static void
check_log(GPtrArray *findings, Desk *desk)
{
	AuditReport report = {0};
	g_autoptr(GError) error = NULL;

	if (desk_audit_verify(desk, &report, &error))
		add_log(findings, desk_folder(desk), &report);
	else
		add_failure(findings, _("log"), desk_folder(desk), error);
}

/* Where only the end is in doubt there is a way on without a backup, by two people. */
static void
check_head(GPtrArray *findings, Desk *desk)
{
	g_autoptr(GError) error = NULL;

	if (desk_head_check(desk, &error))
		finding_add(findings, FINDING_OK, _("end of the log"),
			g_strdup(_("It is the one that was signed.")), NULL);
	else if (!g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED))
		add_failure(findings, _("end of the log"), desk_folder(desk), error);
	else
		finding_add(findings, FINDING_BAD, _("end of the log"),
			g_strdup(error->message),
			g_strdup(_(
				"Restore a backup that has it, or go on openly without it, as a new device "
				"and by two people: amends restore --here --why REASON")));
}

static void
check_files(GPtrArray *findings, Desk *desk)
{
	int64_t n = 0;
	g_auto(GStrv) bad = desk_bad_files(desk, 5, &n);
	g_autofree char *names = g_strjoinv("; ", bad);

	if (!bad[0])
		finding_add(findings, FINDING_OK, _("attached files"),
			g_strdup_printf(_("All are there and unchanged: %d."), (int)n), NULL);
	else
		finding_add(findings, desk_is_practice(desk) ? FINDING_HINT : FINDING_BAD,
			_("attached files"),
			g_strdup_printf(_("Not there, or changed: %s"), names),
			g_strdup(_(
				"Attach them again where somebody has them, or take them from a backup's "
				"folder files.")));
}

static void
check_sqlite(GPtrArray *findings)
{
	bool fault;
	const char *version = store_sqlite_version(&fault);

	finding_add(findings, FINDING_OK, "SQLite",
		g_strdup_printf(
			fault ? _("%s. Its known fault, of several programs writing the journal "
				  "back, cannot happen here: only one thread does it.")
			      : "%s.",
			version),
		NULL);
}

static void
check_clock(GPtrArray *findings, Desk *desk)
{
	int64_t behind = desk_clock_behind_us(desk);

	if (behind == 0) {
		finding_add(findings, FINDING_OK, _("clock"),
			g_strdup(_("The clock does not stand behind the last event.")), NULL);
		return;
	}
	finding_add(findings, FINDING_BAD, _("clock"),
		g_strdup_printf(
			_("The clock stands %" PRId64 " minutes behind the last event."),
			behind / US_PER_MINUTE),
		g_strdup(_("Set the machine's time, and let it follow a time server: "
			   "timedatectl set-ntp true")));
}

static void
check_rebuild(GPtrArray *findings, Desk *desk, bool shuffle)
{
	const char *check = shuffle ? _("rebuild, shuffled") : _("rebuild");
	g_autofree char *difference = NULL;
	g_autoptr(GError) error = NULL;

	if (!desk_rebuild_check(desk, shuffle, &difference, &error))
		add_failure(findings, check, desk_folder(desk), error);
	else if (difference)
		add_mendable(findings, FINDING_BAD, check, desk_folder(desk), difference);
	else
		finding_add(findings, FINDING_OK, check,
			g_strdup(_("The log, folded again, gives exactly what is shown.")),
			NULL);
}

/* Of one that does not open, the log can often be proved all the same. */
static void
check_closed(GPtrArray *findings, const char *folder)
{
	AuditReport report = {0};
	g_autoptr(GError) error = NULL;

	if (store_audit_closed(folder, &report, &error))
		add_log(findings, folder, &report);
}

/* Dates nobody can work out, and calendars that end within months. */
static void
check_calendars(GPtrArray *findings, Desk *desk)
{
	g_auto(GStrv) endings = desk_warning_calendars(desk);
	g_autoptr(GPtrArray) gaps =
		desk_warning_gaps(desk, WARNING_SCOPE_ALL, NULL, 1, NULL);

	for (char **text = endings; *text; text++)
		finding_add(findings, FINDING_HINT, _("calendars"), g_strdup(*text),
			g_strdup(_("Compliance publishes a new version of the calendar.")));
	if (gaps && gaps->len)
		finding_add(findings, FINDING_BAD, _("calendars"),
			g_strdup_printf(_("The dates of %1$s cannot be worked out: %2$s."),
				((const WarningRow *)gaps->pdata[0])->number,
				((const WarningRow *)gaps->pdata[0])->gap),
			g_strdup(_("List them all: amends due")));
}

static void
check_store(GPtrArray *findings, const DoctorConfig *config)
{
	DeskConfig desk_config = {
		.folder = config->folder, .assets = config->assets, .env = config->env};
	g_autoptr(GError) error = NULL;
	g_autoptr(Desk) desk = NULL;

	if (!places_has_store(config->folder)) {
		finding_add(findings, FINDING_HINT, _("store"),
			g_strdup_printf(_("There is no store in %s yet."), config->folder),
			g_strdup(_("Run amends to make one, or amends demo to practise.")));
		return;
	}
	doctor_check_modes(findings, config->folder, config->fix);
	doctor_check_place(findings, config);
	check_sqlite(findings);
	desk = desk_open(&desk_config, &error);
	if (!desk) {
		add_failure(findings, _("store"), config->folder, error);
		check_closed(findings, config->folder);
		return;
	}
	check_file(findings, desk, config->rebuild);
	check_log(findings, desk);
	check_head(findings, desk);
	check_files(findings, desk);
	check_clock(findings, desk);
	check_calendars(findings, desk);
	if (!config->rebuild)
		return;
	check_rebuild(findings, desk, false);
	check_rebuild(findings, desk, true);
}

GPtrArray *
doctor_check(const DoctorConfig *config)
{
	GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);

	check_store(findings, config);
	doctor_check_disk(findings, config->folder);
	doctor_check_clock(findings);
	doctor_check_terminal(findings, config->locale);
	return findings;
}
