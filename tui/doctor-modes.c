/*
 * Who can reach the files of a store: folders 0700, files 0600, all of them
 * one's own, backups and attached files too, no links among them, and nobody
 * else who can exchange the folder. The only part of the doctor that may
 * change something, and only where asked.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/doctor-private.h"

#define MAX_TOLD  5
#define MAX_DEPTH 6

typedef struct Modes {
	GPtrArray *findings;
	bool fix;
	unsigned bad, fixed;
} Modes;

static void
tell(Modes *modes, char *text, char *remedy)
{
	if (++modes->bad <= MAX_TOLD) {
		finding_add(modes->findings, FINDING_BAD, _("file modes"), text, remedy);
		return;
	}
	g_free(text);
	g_free(remedy);
}

static void
check_one(Modes *modes, const char *path, const struct stat *st)
{
	g_autofree char *quoted = g_shell_quote(path);
	unsigned wanted = S_ISDIR(st->st_mode) ? 0700 : 0600;

	if (st->st_uid != geteuid()) {
		tell(modes, g_strdup_printf(_("%s belongs to somebody else."), path),
			g_strdup_printf(
				_("As root: chown -R %1$d %2$s"), (int)geteuid(), quoted));
		return;
	}
	if ((st->st_mode & 0777 & ~wanted) == 0)
		return;
	if (modes->fix && chmod(path, wanted) == 0) {
		modes->fixed++;
		return;
	}
	tell(modes,
		g_strdup_printf(_("%1$s can be reached by others (mode %2$03o)."), path,
			st->st_mode & 0777),
		g_strdup_printf(_("Take it back: chmod %1$o %2$s (or all at once: amends "
				  "doctor --fix)"),
			wanted, quoted));
}

static void
tell_link(Modes *modes, const char *path)
{
	g_autofree char *quoted = g_shell_quote(path);

	tell(modes, g_strdup_printf(_("%s is a link: what is kept there is elsewhere."), path),
		g_strdup_printf(
			_("See where it leads: readlink -f %1$s; unless that is wanted, take "
			  "it away: rm %1$s"),
			quoted));
}

/* Whoever may write in the folder around a store can put another one in its place. */
static void
check_around(Modes *modes, const char *folder)
{
	g_autofree char *around = g_path_get_dirname(folder);
	g_autofree char *quoted = g_shell_quote(around);
	struct stat st;

	if (stat(around, &st) != 0 || !(st.st_mode & 022) || (st.st_mode & S_ISVTX))
		return;
	tell(modes,
		g_strdup_printf(
			_("Others may write in %1$s (mode %2$03o) and so put another store in "
			  "the place of yours."),
			around, st.st_mode & 0777),
		g_strdup_printf(_("Take it back: chmod go-w %s"), quoted));
}

static void
walk(Modes *modes, const char *path, int depth)
{
	g_autoptr(GDir) dir = NULL;
	struct stat st;
	const char *name;

	/* The store itself may be behind a link, on another disk. */
	if ((depth == 0 ? stat(path, &st) : lstat(path, &st)) != 0)
		return;
	/* A link's own mode means nothing, and where it leads is not ours. */
	if (S_ISLNK(st.st_mode)) {
		tell_link(modes, path);
		return;
	}
	check_one(modes, path, &st);
	if (!S_ISDIR(st.st_mode) || depth == MAX_DEPTH)
		return;
	dir = g_dir_open(path, 0, NULL);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);

		walk(modes, inner, depth + 1);
	}
}

static void
check_umask(GPtrArray *findings)
{
	mode_t mask = umask(0);

	umask(mask);
	if ((mask & 022) != 022)
		finding_add(findings, FINDING_HINT, "umask",
			g_strdup_printf(_("The umask is %03o: other programs make files that "
					  "others may "
					  "write. amends sets its own modes."),
				mask),
			g_strdup(_("Into ~/.profile: umask 077")));
}

void
doctor_check_modes(GPtrArray *findings, const char *folder, bool fix)
{
	Modes modes = {findings, fix, 0, 0};

	walk(&modes, folder, 0);
	check_around(&modes, folder);
	if (modes.bad > MAX_TOLD)
		finding_add(findings, FINDING_BAD, _("file modes"),
			g_strdup_printf(_("And %u more like these."), modes.bad - MAX_TOLD),
			g_strdup(_("Take them all back: amends doctor --fix")));
	if (modes.fixed > 0)
		finding_add(findings, FINDING_OK, _("file modes"),
			g_strdup_printf(_("Taken back from others: %u."), modes.fixed), NULL);
	else if (modes.bad == 0)
		finding_add(findings, FINDING_OK, _("file modes"),
			g_strdup(_("Only you can read the store.")), NULL);
	check_umask(findings);
}
