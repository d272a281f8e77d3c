/*
 * What lies about a store: its file system, lock and socket, drafts, backups,
 * stores set aside, what a restore that was cut off left.
 */
#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/desk-check.h"
#include "tui/doctor-private.h"

#define MAX_BACKUP_DAYS 7

/* ---- file system ---- */

static void
check_file_system(GPtrArray *findings, const char *folder)
{
	g_autofree char *quoted = g_shell_quote(folder);
	struct statvfs fs;

	if (statvfs(folder, &fs) != 0)
		return;
	if (fs.f_flag & ST_RDONLY)
		finding_add(findings, FINDING_BAD, _("file system"),
			g_strdup(_(
				"The file system is mounted to be read only: nothing can be saved.")),
			g_strdup_printf(
				_("Look why (dmesg | tail), then as root: mount -o remount,rw "
				  "\"$(findmnt -no TARGET -T %s)\""),
				quoted));
	else if (store_folder_is_remote(folder))
		finding_add(findings, FINDING_BAD, _("file system"),
			g_strdup_printf(
				_("%s is on a network file system, where a store can be damaged. "
				  "Put it on a local disk."),
				folder),
			g_strdup(_(
				"Make a backup, restore it where AMENDS_HOME names a local folder.")));
	else
		finding_add(findings, FINDING_OK, _("file system"),
			g_strdup(_("It is local and can be written.")), NULL);
}

/* ---- lock and socket ---- */

static bool
is_owned(const char *folder)
{
	g_autofree char *lock = g_build_filename(folder, "lock", NULL);
	int fd = open(lock, O_RDWR | O_CLOEXEC);
	bool owned = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0;

	if (fd >= 0)
		close(fd);
	return owned;
}

/* Asked before the doctor opens the store itself. */
static void
check_owner(GPtrArray *findings, const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "socket", NULL);
	bool owned = is_owned(folder), socket = g_file_test(path, G_FILE_TEST_EXISTS);

	if (owned && !socket)
		finding_add(findings, FINDING_HINT, _("other programs"),
			g_strdup(_(
				"Another amends has the store open, but has no socket: nothing can be "
				"handed to it from here.")),
			g_strdup(_("Close that one; the next to start takes over.")));
	else if (owned)
		finding_add(findings, FINDING_OK, _("other programs"),
			g_strdup(_(
				"Another amends has the store open, and acts from here are handed to "
				"it.")),
			NULL);
	else if (socket)
		finding_add(findings, FINDING_OK, _("other programs"),
			g_strdup(_(
				"A socket of an amends that died lies there. The next start clears it "
				"away.")),
			NULL);
}

/* ---- drafts ---- */

static void
check_drafts(GPtrArray *findings, const char *folder)
{
	g_autofree char *drafts = g_build_filename(folder, "drafts", NULL);
	g_autoptr(GDir) dir = g_dir_open(drafts, 0, NULL);
	g_autofree char *bad = NULL, *quoted = NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir)) && !bad) {
		g_autofree char *path = g_build_filename(drafts, name, NULL);

		if (!desk_draft_is_readable(path))
			bad = g_steal_pointer(&path);
	}
	quoted = bad ? g_shell_quote(bad) : NULL;
	if (bad)
		finding_add(findings, FINDING_BAD, _("drafts"),
			g_strdup_printf(
				_("The draft %s cannot be read, so the form does not offer it."),
				bad),
			g_strdup_printf(
				_("Look for words you miss: less %1$s; then take it away: rm %1$s"),
				quoted));
}

/* ---- backups ---- */

static void
check_backups(GPtrArray *findings, const DoctorConfig *config)
{
	/* Practice can be made anew. */
	FindingLevel bad = config->practice ? FINDING_HINT : FINDING_BAD;
	int64_t last = backup_last_us(config->folder);
	int days = (int)((env_now_us(config->env) - last) / US_PER_DAY);

	if (last == 0)
		finding_add(findings, bad, _("backup"), g_strdup(_("There is no backup here.")),
			g_strdup(_(
				"Make one, and another on a disk of its own: amends backup; amends "
				"backup --to PLACE")));
	else if (days > MAX_BACKUP_DAYS)
		finding_add(findings, bad, _("backup"),
			g_strdup_printf(_("The last backup is %d days old."), days),
			g_strdup(_("Make one: amends backup")));
	else
		finding_add(findings, FINDING_OK, _("backup"),
			g_strdup_printf(
				_("The last backup is %d days old. On this disk it does not help "
				  "when the disk is lost."),
				MAX(days, 0)),
			NULL);
}

/* ---- beside the store ---- */

static void
tell_beside(GPtrArray *findings, const char *path, bool left)
{
	g_autofree char *quoted = g_shell_quote(path);

	if (left)
		finding_add(findings, FINDING_HINT, _("beside it"),
			g_strdup_printf(_("A restore was cut off and left %s."), path),
			g_strdup(_(
				"The next restore clears it away, or sets it aside if it is a store.")));
	else
		finding_add(findings, FINDING_HINT, _("beside it"),
			g_strdup_printf(
				_("A store that was set aside is in %s. It holds personal data that "
				  "erasures do not reach."),
				path),
			g_strdup_printf(_("When nobody needs it any more: rm -r %s"), quoted));
}

static void
check_beside(GPtrArray *findings, const char *folder)
{
	g_autofree char *parent = g_path_get_dirname(folder);
	g_autofree char *base = g_path_get_basename(folder);
	g_autofree char *left = g_strdup_printf(".%s.restoring-", base);
	g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(parent, name, NULL);
		g_autofree char *store = g_build_filename(path, base, "store.db", NULL);

		if (g_str_has_prefix(name, left))
			tell_beside(findings, path, true);
		else if (g_str_has_prefix(name, "old-") &&
			 g_file_test(store, G_FILE_TEST_EXISTS))
			tell_beside(findings, path, false);
	}
}

void
doctor_check_place(GPtrArray *findings, const DoctorConfig *config)
{
	const char *folder = config->folder;

	check_file_system(findings, folder);
	check_owner(findings, folder);
	check_drafts(findings, folder);
	check_backups(findings, config);
	check_beside(findings, folder);
}
