/* See doctor.h: the store. Disk and terminal are in doctor-disk.c and doctor-term.c. */
#include "config.h"

#include "tui/doctor.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "core/day.h"
#include "core/desk-check.h"
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

	*finding = (Finding){level, check, text, remedy};
	g_ptr_array_add(findings, finding);
}

/* ---- modes ---- */

static unsigned
check_mode(GPtrArray *findings, const char *folder, const char *name, mode_t wanted)
{
	g_autofree char *path = name ? g_build_filename(folder, name, NULL) : g_strdup(folder);
	struct stat st;

	if (stat(path, &st) != 0 || (st.st_mode & 0777 & ~wanted) == 0)
		return 0;
	finding_add(findings, FINDING_BAD, _("file modes"),
		g_strdup_printf(_("%1$s can be reached by others (mode %2$03o)."), path,
			st.st_mode & 0777),
		g_strdup_printf(_("Take it back: chmod %1$o %2$s"), (unsigned)wanted, path));
	return 1;
}

static void
check_modes(GPtrArray *findings, const char *folder)
{
	static const char *const folders[] = {"drafts", "files", "backup"};
	static const char *const files[] = {
		"store.db", "store.db-wal", "store.db-shm", "device.key", "head", "session"};
	unsigned bad = check_mode(findings, folder, NULL, 0700);

	for (unsigned i = 0; i < G_N_ELEMENTS(folders); i++)
		bad += check_mode(findings, folder, folders[i], 0700);
	for (unsigned i = 0; i < G_N_ELEMENTS(files); i++)
		bad += check_mode(findings, folder, files[i], 0600);
	if (bad == 0)
		finding_add(findings, FINDING_OK, _("file modes"),
			g_strdup(_("Only you can read the store.")), NULL);
}

/* ---- the store ---- */

/* A copy is promised only where there is one. */
static void
add_failure(GPtrArray *findings, const char *check, const char *folder, const GError *error)
{
	g_autofree char *copy = g_build_filename(folder, "backup", "before-upgrade.db", NULL);

	finding_add(findings, FINDING_BAD, check, g_strdup(error->message),
		g_file_test(copy, G_FILE_TEST_EXISTS)
			? g_strdup(_("Keep the folder as it is; a copy of it is in its folder "
				     "backup, made before the last upgrade."))
			: g_strdup(_("Keep this store as it is and tell whoever keeps your "
				     "backups.")));
}

static void
check_file(GPtrArray *findings, Desk *desk)
{
	g_autofree char *problem = NULL;
	g_autoptr(GError) error = NULL;

	if (!desk_quick_check(desk, &problem, &error))
		add_failure(findings, _("store"), desk_folder(desk), error);
	else if (problem)
		finding_add(findings, FINDING_BAD, _("store"),
			g_strdup_printf(_("The file of the store is damaged: %s."), problem),
			g_strdup(_("Stop working in it, keep a copy of the whole folder, then "
				   "compare: amends "
				   "audit verify")));
	else
		finding_add(findings, FINDING_OK, _("store"),
			g_strdup(_("The file of the store is sound.")), NULL);
}

static void
check_log(GPtrArray *findings, Desk *desk)
{
	AuditReport report = {0};
	g_autoptr(GError) error = NULL;
	g_autofree char *bad = NULL;

	if (!desk_audit_verify(desk, &report, &error)) {
		add_failure(findings, _("log"), desk_folder(desk), error);
		return;
	}
	bad = report.first_bad;
	if (report.ok)
		finding_add(findings, FINDING_OK, _("log"),
			g_strdup_printf(
				_("The log is whole: %" PRId64 " events."), report.events),
			NULL);
	else
		finding_add(findings, FINDING_BAD, _("log"), g_strdup(bad),
			g_strdup(_("Keep this store as it is and tell whoever keeps your "
				   "backups.")));
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
		finding_add(findings, FINDING_BAD, check, g_strdup(difference),
			g_strdup(_("What is shown differs from the log. The log is the truth "
				   "and is untouched; "
				   "please report this with the words above.")));
	else
		finding_add(findings, FINDING_OK, check,
			g_strdup(_("The log, folded again, gives exactly what is shown.")),
			NULL);
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
	check_modes(findings, config->folder);
	desk = desk_open(&desk_config, &error);
	if (!desk) {
		add_failure(findings, _("store"), config->folder, error);
		return;
	}
	check_file(findings, desk);
	check_log(findings, desk);
	check_clock(findings, desk);
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
	doctor_check_terminal(findings);
	return findings;
}
