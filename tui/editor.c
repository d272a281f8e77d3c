/* See tui/editor.h. The job waits in the app for the end of the turn. */
#include "config.h"

#include "tui/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tui/app-private.h"
#include "tui/print.h"

#define EDITED_MAX (1024 * 1024)

typedef struct EditorJob {
	char *path;
	EditorDone done;
	AppCall *call;
} EditorJob;

static const char *
editor_command(void)
{
	const char *visual = g_getenv("VISUAL");

	return visual && *visual ? visual : g_getenv("EDITOR");
}

const char *
editor_blocked(const App *app)
{
	const char *command = editor_command();

	if (app->no_editor)
		return _("Other programs may not be started from this desk. Type here.");
	if (!command || !*command)
		return _("No editor is named in EDITOR. Type here.");
	return NULL;
}

void
editor_forbid(App *app, bool forbidden)
{
	app->no_editor = forbidden;
}

static char *
dup_path(App *app, const char *name)
{
	g_autofree char *file = g_strdup_printf("edit-%s.txt", name);

	return g_build_filename(desk_folder(app_desk(app)), file, NULL);
}

void
editor_drop(App *app)
{
	EditorJob *job = g_steal_pointer(&app->edit);

	if (!job)
		return;
	app_call_free(job->call);
	g_free(job->path);
	g_free(job);
}

void
editor_edit(App *app, const char *name, const char *text, EditorDone done, ViewHook hook)
{
	EditorJob *job = g_new0(EditorJob, 1);

	editor_drop(app);
	job->path = dup_path(app, name);
	job->done = done;
	job->call = app_call_new(app, hook);
	app->edit = job;
	g_unlink(job->path);
	if (print_write_file(job->path, text, false)) {
		app_wish(app, APP_WISH_EDIT);
		return;
	}
	app_say_error(app, _("%1$s could not be written: %2$s. Choose another place."),
		job->path, g_strerror(errno));
	editor_drop(app);
}

/* A plain file of one's own that is not too long; NULL otherwise. */
static char *
dup_file(const char *path)
{
	int fd = g_open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0);
	g_autofree char *text = NULL;
	struct stat st;
	gssize n = -1;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= EDITED_MAX) {
		text = g_malloc0((gsize)st.st_size + 1);
		n = read(fd, text, (gsize)st.st_size);
	}
	close(fd);
	return n >= 0 && !memchr(text, '\0', (gsize)n) ? g_steal_pointer(&text) : NULL;
}

/* The file and what editors leave beside it. */
static void
remove_files(const char *path)
{
	g_autofree char *backup = g_strconcat(path, "~", NULL);

	g_unlink(path);
	g_unlink(backup);
}

char *
editor_take_left(App *app, const char *name)
{
	g_autofree char *path = dup_path(app, name);
	char *text = dup_file(path);

	remove_files(path);
	return text;
}

/* As a program of its own would have them; it cannot be stopped, as nobody would wake it. */
static void
set_up_child(gpointer data)
{
	static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1};
	sigset_t none;

	for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
		signal(numbers[i], SIG_DFL);
	signal(SIGTSTP, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* True if the editor's text counts: it ended well, or died with what it had saved. */
static bool
run_command(App *app, const char *path)
{
	g_auto(GStrv) words = NULL;
	g_autoptr(GStrvBuilder) argv = g_strv_builder_new();
	g_auto(GStrv) all = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;

	if (!g_shell_parse_argv(editor_command(), NULL, &words, &error)) {
		app_say_error(app, _("The editor could not be started: %s"), error->message);
		return false;
	}
	for (char **word = words; *word; word++)
		g_strv_builder_add(argv, *word);
	g_strv_builder_add(argv, path);
	all = g_strv_builder_end(argv);
	if (!g_spawn_sync(NULL, all, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN,
		    set_up_child, NULL, NULL, NULL, &status, &error)) {
		app_say_error(app, _("The editor could not be started: %s"), error->message);
		return false;
	}
	if (WIFSIGNALED(status) || WEXITSTATUS(status) == 0)
		return true;
	app_say_error(app, "%s", _("The editor ended without saving; the text is as it was."));
	return false;
}

void
editor_run(App *app)
{
	EditorJob *job = app->edit;
	g_autofree char *text = NULL;

	if (!job)
		return;
	if (!editor_blocked(app) && run_command(app, job->path)) {
		text = dup_file(job->path);
		if (!text)
			app_say_error(app, "%s",
				_("What the editor left is no text of at most 1 MiB; the text "
				  "is as it was."));
	}
	remove_files(job->path);
	if (text && job->call->owner)
		job->done(job->call->owner, text, job->call->data);
	editor_drop(app);
}
