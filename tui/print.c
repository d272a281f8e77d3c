/*
 * See tui/print.h. A PrintJob goes from question to question as the data of its
 * dialog's hook, then to the printer's child watch, and is freed with the last
 * of them; its owner is the app itself, so that no view need stay for it.
 */
#include "config.h"

#include "tui/print.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/desk-close.h"
#include "core/text.h"
#include "tui/app-private.h"
#include "tui/dialog.h"

typedef struct PrintJob {
	char ticket[UUID_LEN];
	char *number, *text, *path;
	char *title, *name; /* of the paper or letter, and for its file */
	PaperKind kind;
	bool letter; /* no receipt: it is marked sent by itself */
	App *app;
	guint watch;
	GPid pid;
	AppCall *call; /* while the printer runs */
} PrintJob;

static void
job_free(void *data)
{
	PrintJob *job = data;

	if (job->watch)
		g_source_remove(job->watch);
	g_free(job->number);
	g_free(job->text);
	g_free(job->path);
	g_free(job->title);
	g_free(job->name);
	g_free(job);
}

static PrintJob *
job_copy(const PrintJob *job)
{
	PrintJob *copy = g_new0(PrintJob, 1);

	g_strlcpy(copy->ticket, job->ticket, UUID_LEN);
	copy->number = g_strdup(job->number);
	copy->text = g_strdup(job->text);
	copy->path = g_strdup(job->path);
	copy->title = g_strdup(job->title);
	copy->name = g_strdup(job->name);
	copy->kind = job->kind;
	copy->letter = job->letter;
	copy->app = job->app;
	return copy;
}

/* A hook with a copy of its own: the one of the dialog before is freed with it. */
static ViewHook
hook_for(const PrintJob *job)
{
	return (ViewHook){
		.owner = &job->app->root, .data = job_copy(job), .free_data = job_free};
}

static void
record(const PrintJob *job, const char *way)
{
	Act *act;

	if (job->letter)
		return;
	act = desk_act(app_desk(job->app));
	act_add(act, EVENT_RECEIPT_GIVEN, job->ticket);
	act_text(act, "paper", paper_name(job->kind));
	act_text(act, "way", way);
	app_submit(job->app, act, NULL, NULL, (ViewHook){.owner = &job->app->root});
}

/* ---- printer ---- */

static void
printer_done(GPid pid, gint status, gpointer data)
{
	PrintJob *job = data;
	App *app = job->app;

	job->watch = 0;
	g_spawn_close_pid(pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		app_say(app, _("%s was handed to the printer."), job->number);
		record(job, "printer");
	} else {
		app_say_error(app, "%s",
			_("The printer did not take it; nothing was recorded. Try again, or "
			  "choose "
			  "a file."));
	}
	view_touch(&app->root, VIEW_STALE_PAINT);
	app_call_free(job->call);
}

/* A file without a name as the printer's stdin: neither waits nor breaks as a pipe would. */
static int
open_text(const char *text)
{
	int fd = memfd_create("paper", MFD_CLOEXEC);

	if (fd >= 0 && (write(fd, text, strlen(text)) != (gssize)strlen(text) ||
			       lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
to_printer(const PrintJob *job)
{
	g_autofree char *lp = g_find_program_in_path("lp");
	char *argv[] = {lp, (char *)"-t", job->number, NULL};
	GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
			    G_SPAWN_STDERR_TO_DEV_NULL;
	g_autoptr(GError) error = NULL;
	PrintJob *own;
	GPid pid;
	bool started;
	int fd;

	if (!lp) {
		app_say_error(job->app, "%s",
			_("There is no printing system (lp) on this machine. Choose a file or "
			  "your "
			  "terminal's printer."));
		return;
	}
	fd = open_text(job->text);
	started = fd >= 0 && g_spawn_async_with_fds(NULL, argv, NULL, flags, NULL, NULL, &pid,
				     fd, -1, -1, &error);
	if (fd >= 0)
		close(fd);
	if (!started) {
		app_say_error(job->app, _("The printer could not be started: %s"),
			error ? error->message : g_strerror(errno));
		return;
	}
	own = job_copy(job);
	own->pid = pid;
	own->call = app_call_new(job->app,
		(ViewHook){.owner = &job->app->root, .data = own, .free_data = job_free});
	own->watch = g_child_watch_add(pid, printer_done, own);
}

/* ---- file ---- */

bool
print_write_file(const char *path, const char *text, bool over)
{
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (over ? O_TRUNC : O_EXCL);
	int fd = g_open(path, flags, 0600);
	int error = 0;

	if (fd < 0)
		return false;
	if (fchmod(fd, 0600) != 0 || write(fd, text, strlen(text)) != (gssize)strlen(text) ||
		fsync(fd) != 0)
		error = errno ? errno : EIO;
	if (close(fd) != 0 && !error)
		error = errno;
	errno = error;
	return !error;
}

static void
save_to(const PrintJob *job, bool over)
{
	if (print_write_file(job->path, job->text, over)) {
		app_say(job->app, _("Written to %s."), job->path);
		record(job, "file");
		return;
	}
	app_say_error(job->app, _("%1$s could not be written: %2$s. Choose another place."),
		job->path, g_strerror(errno));
}

static void
over_answered(View *owner, int answer, void *data)
{
	save_to(data, true);
}

char *
print_dup_full_path(const char *typed)
{
	if (g_str_has_prefix(typed, "~/"))
		return g_build_filename(g_get_home_dir(), typed + 2, NULL);
	return g_strdup(typed);
}

static void
path_typed(View *owner, const char *path, void *data)
{
	PrintJob *job = data;
	const char *options[] = {_("write over it"), NULL};
	g_autofree char *text = NULL;
	DialogChoice choice = {.title = _("There is such a file"), .options = options};

	g_free(job->path);
	job->path = print_dup_full_path(path);
	if (!g_file_test(job->path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK)) {
		save_to(job, false);
		return;
	}
	choice.text = text = g_strdup_printf(_("%s is there already."), job->path);
	dialog_choice(job->app, &choice, over_answered, hook_for(job));
}

static void
to_file(const PrintJob *job)
{
	g_autofree char *path =
		g_strdup_printf("~/%s-%s.txt", job->number, job->name);
	DialogPrompt prompt = {.title = _("Write to a file"),
		.text = _("Where to? The file can be read by you alone."),
		.initial = path};

	dialog_prompt(job->app, &prompt, path_typed, hook_for(job));
}

/* ---- terminal ---- */

static void
to_terminal(const PrintJob *job)
{
	g_free(job->app->print);
	job->app->print = g_strdup(job->text);
	app_say(job->app, _("%s was sent to the printer of your terminal."), job->number);
	record(job, "terminal");
}

char *
print_take(App *app)
{
	return g_steal_pointer(&app->print);
}

/* ---- the paper ---- */

static unsigned
paper_width(const char *text, size_t len, void *data)
{
	return cells_width_n(data, text, len);
}

static const char *
name_of(Desk *desk, const char *id)
{
	const Person *person = *id ? desk_person_by_id(desk, id) : NULL;

	return person ? person->name : NULL;
}

static char *
dup_text(App *app, const Ticket *ticket, PaperKind kind)
{
	Desk *desk = app_desk(app);
	PaperFacts facts = {
		.ticket = ticket,
		.taxonomy = desk_taxonomy(desk),
		.policy = policy_set_find(
			desk_policies(desk), ticket->policy, ticket->policy_version),
		.zone = app_zone(app),
		.now_us = app_now_us(app),
		.branch_name = desk_branch_name(desk),
		.branch_phone = print_branch_phone(app),
		.logged_by = name_of(desk, ticket->logged_by),
		.handled_by = name_of(desk, ticket->owner),
		.practice = desk_is_practice(desk),
		.width = paper_width,
		.data = (void *)app_rules(app),
	};

	return paper_dup(kind, &facts);
}

char *
print_dup_paper(App *app, const char *ticket_id, PaperKind kind, GError **error)
{
	g_autoptr(Ticket) ticket = desk_ticket_for_receipt(app_desk(app), ticket_id, error);

	return ticket ? dup_text(app, ticket, kind) : NULL;
}

static void
way_answered(View *owner, int answer, void *data)
{
	PrintJob *job = data;

	switch (answer) {
	case 1:
		to_printer(job);
		break;
	case 2:
		to_file(job);
		break;
	case 3:
		to_terminal(job);
		break;
	case 4:
		app_say(job->app, _("%s: read out and recorded."), job->number);
		record(job, "read_out");
		break;
	case 5:
		dialog_text(job->app, job->title, job->text);
		break;
	default:
		break;
	}
}

/* Strings of `job` are the caller's still. */
static void
ask_way(const PrintJob *job)
{
	const char *options[] = {_("printer"), _("file"), _("printer of this terminal"),
		_("read out, nothing on paper"), _("look at it first"), NULL};
	const char *blocked[G_N_ELEMENTS(options)] = {NULL};
	DialogChoice choice = {
		.title = job->title, .options = options, .blocked = blocked, .enter = 1};

	if (job->letter)
		blocked[3] = _("a letter is sent");
	dialog_choice(job->app, &choice, way_answered, hook_for(job));
}

void
print_paper(App *app, const char *ticket_id, PaperKind kind)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_ticket_for_receipt(app_desk(app), ticket_id, &error);
	g_autofree char *text = NULL;
	PrintJob job = {.app = app, .kind = kind};

	if (!ticket) {
		app_say_error(app, "%s", error->message);
		return;
	}
	g_strlcpy(job.ticket, ticket->id, UUID_LEN);
	job.number = ticket->number;
	job.title = (char *)paper_title(kind);
	job.name = (char *)paper_name(kind);
	job.text = text = dup_text(app, ticket, kind);
	ask_way(&job);
}

void
print_letter(App *app, const Ticket *ticket, const char *title, const TicketLetter *letter)
{
	g_autofree char *text =
		paper_dup_wrapped(letter->text, paper_width, (void *)app_rules(app));
	PrintJob job = {.app = app,
		.number = ticket->number,
		.title = (char *)title,
		.name = letter->letter,
		.text = text,
		.letter = true};

	g_strlcpy(job.ticket, ticket->id, UUID_LEN);
	ask_way(&job);
}

static void
kind_answered(View *owner, int answer, void *ticket)
{
	print_paper(owner->app, ticket, (PaperKind)(answer - 1));
}

void
print_run(App *app, View *view, Verb verb)
{
	const char *options[N_PAPER_KINDS + 1] = {NULL}, *blocked[N_PAPER_KINDS + 1] = {NULL};
	DialogChoice choice = {.title = _("Print"), .options = options, .blocked = blocked};
	VerbSubject subject;

	app_subject(app, &subject);
	if (!subject.id[0])
		return;
	for (int i = 0; i < N_PAPER_KINDS; i++)
		options[i] = paper_title((PaperKind)i);
	if (subject.state != TICKET_STATE_CLOSED)
		blocked[PAPER_CLOSING] = _("once it is closed");
	dialog_choice(app, &choice, kind_answered,
		(ViewHook){&app->root, g_strdup(subject.id), g_free});
}

void
print_set_branch_phone(App *app, const char *phone)
{
	g_free(app->branch_phone);
	app->branch_phone = g_strdup(phone);
}

const char *
print_branch_phone(const App *app)
{
	return app->branch_phone ? app->branch_phone : "";
}
