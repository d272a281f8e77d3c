/* Which verb opens which screen, and which screen a role begins with. See desk-shell.h. */
#include "config.h"

#include "tui/desk-shell.h"

#include <glib/gi18n.h>

#include "core/desk-check.h"
#include "tui/export-file.h"
#include "tui/form-intake.h"
#include "tui/letter.h"
#include "tui/print.h"
#include "tui/reference.h"
#include "tui/ticket-forms.h"
#include "tui/timer.h"
#include "tui/view-close.h"
#include "tui/view-people.h"
#include "tui/view-queue.h"
#include "tui/view-shift.h"
#include "tui/view-time.h"
#include "tui/view-warnings.h"

View *
desk_shell_home(App *app)
{
	const Person *person = desk_person(app_desk(app));

	if (person && person->role == STAFF_TELLER)
		return intake_home(app);
	return view_queue_new(app);
}

static bool
has_lead(Desk *desk)
{
	const GPtrArray *people = desk_people(desk);

	for (guint i = 0; i < people->len; i++) {
		const Person *person = people->pdata[i];

		if (person->active && staff_role_is_lead(person->role))
			return true;
	}
	return false;
}

/* What waits for whoever may decide: the queue's view "extensions to decide". */
static void
tell_extensions(App *app)
{
	const Person *person = desk_person(app_desk(app));
	int64_t n = person && staff_role_is_lead(person->role)
			    ? desk_count(app_desk(app), "is:extension-asked", DESK_COUNT_QUICK,
				      NULL)
			    : 0;

	if (n > 0)
		app_say(app,
			ngettext("%d request for an extension waits to be decided.",
				"%d requests for an extension wait to be decided.", (int)n),
			(int)n);
}

void
desk_shell_tell(App *app)
{
	Desk *desk = app_desk(app);
	g_autoptr(GPtrArray) drafts = desk_drafts(desk);
	g_autofree char *clock = desk_dup_clock_warning(desk);

	if (desk_is_second(desk))
		app_say(app, "%s",
			_("This desk is open elsewhere too; what one saves the other shows."));
	if (!has_lead(desk))
		app_say(app, "%s",
			_("There is no supervisor yet, so nobody could authorise: add one "
			  "under people."));
	if (drafts && drafts->len)
		app_say(app,
			ngettext("%d draft of yours is kept: open the same form to go on.",
				"%d drafts of yours are kept: open the same form to go on.",
				(int)drafts->len),
			(int)drafts->len);
	tell_extensions(app);
	view_shift_tell(app);
	if (clock)
		app_say_error(app, "%s", clock);
	/* Last: it stays until Esc. */
	if (desk_suspicion(desk))
		app_say_error(app, "%s", desk_suspicion(desk));
}

static void
sign_on_run(App *app, View *view, Verb verb)
{
	if (desk_person(app_desk(app)))
		app_sign_off(app, "changed");
}

/* Add a row here to give a verb its screen. */
static const AppRoute own_routes[] = {
	{VERB_QUEUE, view_queue_run},
	{VERB_TIME, view_time_run},
	{VERB_PEOPLE, view_people_run},
	{VERB_WARNINGS, view_warnings_run},
	{VERB_ABSENCE, view_absence_run},
	{VERB_SHIFT, view_shift_run},
	{VERB_REQUESTS, view_requests_run},
	{VERB_REFERENCE, reference_run},
	{VERB_NEW, intake_run},
	{VERB_CLOSE, close_run},
	{VERB_PRINT, print_run},
	{VERB_LETTER, letter_run},
	{VERB_EXPORT, export_file_run},
	{VERB_TIMER, timer_run},
	{VERB_SIGN_ON, sign_on_run},
};

static AppRoute *
join_routes(void)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(AppRoute));
	AppRoute end = {.verb = VERB_NONE};

	g_array_append_vals(all, own_routes, G_N_ELEMENTS(own_routes));
	for (const AppRoute *route = ticket_routes; route->verb != VERB_NONE; route++)
		g_array_append_vals(all, route, 1);
	g_array_append_vals(all, &end, 1);
	return (AppRoute *)(void *)g_array_free(all, FALSE);
}

const AppRoute *
desk_shell_routes(void)
{
	static gsize once;
	static AppRoute *routes;

	if (g_once_init_enter(&once)) {
		routes = join_routes();
		g_once_init_leave(&once, 1);
	}
	return routes;
}
