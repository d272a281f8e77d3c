/* See tui/export-file.h. The text is made when the path is known, so that it is of then. */
#include "config.h"

#include "tui/export-file.h"

#include <errno.h>
#include <glib/gi18n.h>

#include "core/export.h"
#include "tui/app-private.h"
#include "tui/dialog.h"
#include "tui/print.h"

static void
path_typed(View *owner, const char *typed, void *ticket_id)
{
	App *app = owner->app;
	g_autofree char *path = print_dup_full_path(typed);
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_ticket(app_desk(app), ticket_id, &error);
	g_autoptr(GString) text = g_string_new(NULL);

	if (!ticket || !export_ticket_json(app_desk(app), ticket, false, text, &error))
		app_say_error(app, "%s", error->message);
	else if (print_write_file(path, text->str, false))
		app_say(app, _("Written to %s."), path);
	else
		app_say_error(app, _("%1$s could not be written: %2$s. Choose another place."),
			path, g_strerror(errno));
}

void
export_file_run(App *app, View *view, Verb verb)
{
	VerbSubject subject;
	g_autofree char *path = NULL;
	DialogPrompt prompt = {.title = _("Write to a file"),
		.text = _(
			"This complaint as JSON, personal data masked. Where to? The file can "
			"be read by you alone. Lists: amends export.")};

	app_subject(app, &subject);
	if (!subject.id[0]) {
		app_say(app, "%s", _("Select a complaint first."));
		return;
	}
	prompt.initial = path = g_strdup_printf("~/%s.json", subject.number);
	dialog_prompt(
		app, &prompt, path_typed, (ViewHook){&app->root, g_strdup(subject.id), g_free});
}
