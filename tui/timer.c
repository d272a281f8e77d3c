/*
 * See timer.h. The moment of the last key is kept in `activity-PERSON` of the
 * store's folder, once a minute: what an entry that outlived its program can
 * be cut back to. Not a fact of the log until a person says so.
 */
#include "config.h"

#include "tui/timer.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/day.h"
#include "core/words.h"
#include "tui/dialog.h"
#include "tui/form.h"

struct Timer {
	int64_t idle_us;
	char person[UUID_LEN];	  /* whom the rest is about */
	int64_t active_us;	  /* last key, boot clock; 0 unknown */
	int64_t kept_us;	  /* of it, in the file */
	int64_t away_us, back_us; /* boot clock; 0: not away, not back yet */
	int64_t later_us;	  /* put off: not before, boot clock */
	char recovered[UUID_LEN]; /* entry whose question waits */
	char put_off[UUID_LEN];	  /* entry that is asked about at the next sign-on */
	bool told;		  /* that a question waits */
};

Timer *
timer_new(int64_t idle_us)
{
	Timer *timer = g_new0(Timer, 1);

	timer->idle_us = idle_us;
	return timer;
}

void
timer_free(Timer *timer)
{
	g_free(timer);
}

const char *
timer_name_of(const TimeEntry *entry)
{
	return entry->number && *entry->number ? entry->number : _("no complaint");
}

static int64_t
boot_us(const App *app)
{
	return app_env(app)->boot_us(app_env(app));
}

static int64_t
wall_of(const App *app, int64_t boot)
{
	return app_now_us(app) - (boot_us(app) - boot);
}

/* ---- acts ---- */

static void
add_stop(Act *act, const TimeEntry *entry, int64_t worked_us, const char *how)
{
	worked_us = MAX(worked_us, 0);
	act_add(act, EVENT_TIME_STOPPED, entry->id);
	act_int(act, "end", entry->start_us + worked_us);
	act_int(act, "worked_us", worked_us);
	act_text(act, "how", how);
}

static void
add_start(const App *app, Act *act, const char *ticket)
{
	Env *env = app_env(app);

	act_add(act, EVENT_TIME_STARTED, NULL);
	act_text(act, "ticket", ticket);
	act_text(act, "person", desk_person(app_desk(app))->id);
	act_int(act, "start", app_now_us(app));
	act_text(act, "boot", env->boot_id);
	act_int(act, "boot_us", boot_us(app));
}

static void
say_saved(View *owner, const ActResult *result, void *data)
{
	if (result->outcome == ACT_SAVED)
		app_say(owner->app, "%s", (const char *)data);
}

/* Takes `act` and `words`. */
static void
send(View *owner, Act *act, char *words)
{
	app_submit(owner->app, act, NULL, say_saved,
		(ViewHook){.owner = owner, .data = words, .free_data = g_free});
}

static void
stop(View *owner, const TimeEntry *entry, int64_t worked_us, const char *how)
{
	Act *act = desk_act(view_desk(owner));
	g_autofree char *worked = words_dup_duration(worked_us);

	add_stop(act, entry, worked_us, how);
	send(owner, act,
		g_strdup_printf(
			_("Timer of %1$s stopped after %2$s."), timer_name_of(entry), worked));
}

static void
start(View *owner, const VerbSubject *subject)
{
	Act *act = desk_act(view_desk(owner));
	const char *name = *subject->id ? subject->number : _("no complaint");

	add_start(owner->app, act, subject->id);
	send(owner, act, g_strdup_printf(_("Timer of %s started."), name));
}

static void
switch_over(View *owner, const TimeEntry *entry, const VerbSubject *subject)
{
	Act *act = desk_act(view_desk(owner));
	int64_t worked_us = desk_running_us(view_desk(owner), entry);
	g_autofree char *worked = words_dup_duration(worked_us);

	add_stop(act, entry, worked_us, "switched");
	add_start(owner->app, act, subject->id);
	send(owner, act,
		g_strdup_printf(_("Timer of %1$s stopped after %2$s; that of %3$s started."),
			timer_name_of(entry), worked, subject->number));
}

void
timer_run(App *app, View *view, Verb verb)
{
	const TimeEntry *running = desk_running(app_desk(app));
	VerbSubject subject;

	app_subject(app, &subject);
	if (!running)
		start(view, &subject);
	else if (!*subject.id || strcmp(subject.id, running->ticket) == 0)
		stop(view, running, desk_running_us(app_desk(app), running), "stopped");
	else
		switch_over(view, running, &subject);
}

/* ---- the last key ---- */

static void
keep_activity(Timer *timer, App *app)
{
	g_autofree char *name = NULL, *text = NULL;

	if (timer->active_us - timer->kept_us < US_PER_MINUTE)
		return;
	name = g_strconcat("activity-", timer->person, NULL);
	text = g_strdup_printf("%" PRId64 "\n", wall_of(app, timer->active_us));
	/* Not worth a message: without it one answer fewer is offered. */
	desk_keep_file(app_desk(app), name, text);
	timer->kept_us = timer->active_us;
}

/* Wall clock of the last key of an earlier session; 0 if it is not known. */
static int64_t
read_activity(App *app, const char *person)
{
	g_autofree char *name = g_strconcat("activity-", person, NULL);
	g_autofree char *path = g_build_filename(desk_folder(app_desk(app)), name, NULL);
	g_autofree char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL) ? g_ascii_strtoll(text, NULL, 10)
							    : 0;
}

/* ---- questions ---- */

/* Talking to the customer is work, whatever the keys say. */
static bool
contact_is_open(App *app)
{
	View *view = app_view(app);

	return form_view_is(view, "contact") || form_view_is(view, "intake");
}

static bool
may_ask(const Timer *timer, App *app)
{
	View *view = app_view(app);

	return view && boot_us(app) >= timer->later_us && app_top(app) == view &&
	       !(view->ops->context & IN_TEXT) && !(view->ops->flags & VIEW_BARE);
}

static void
back_answered(View *owner, int answer, void *data)
{
	Timer *timer = data;
	App *app = owner->app;
	const TimeEntry *running = desk_running(app_desk(app));
	int64_t away_us = (timer->back_us ? timer->back_us : boot_us(app)) - timer->away_us;
	int64_t whole_us = running ? desk_running_us(app_desk(app), running) : 0;
	int64_t before_us = whole_us - (boot_us(app) - timer->away_us);
	Act *act;

	timer->told = false;
	if (running && answer == 0) {
		timer->later_us = boot_us(app) + timer->idle_us;
		return;
	}
	timer->away_us = timer->back_us = 0;
	if (!running)
		return;
	if (answer == 1) {
		app_say(app, "%s", _("Counted. The timer goes on."));
		return;
	}
	if (answer == 3) {
		stop(owner, running, before_us, "stopped");
		return;
	}
	/* Work before and since coming back counts: the entry ends, a new one begins. */
	act = desk_act(app_desk(app));
	add_stop(act, running, MAX(before_us, 0), "stopped");
	add_start(app, act, running->ticket);
	send(owner, act,
		g_strdup_printf(_("%d minutes not counted. The timer goes on."),
			(int)(away_us / US_PER_MINUTE)));
}

static void
ask_back(Timer *timer, App *app, const TimeEntry *running)
{
	const char *options[] = {_("it was work: count it"),
		_("not counted; the timer goes on from now"),
		_("not counted; the timer stopped then"), NULL};
	int64_t from_us = wall_of(app, timer->away_us);
	g_autofree char *from = us_dup_text(from_us, app_zone(app));
	g_autofree char *text =
		g_strdup_printf(_("The timer of %1$s runs. No key since %2$s. Was that work?"),
			timer_name_of(running), from);
	DialogChoice choice = {.title = _("You were away"),
		.text = text,
		.options = options,
		.no_cancel = true,
		.cancelled_too = true};

	dialog_choice(
		app, &choice, back_answered, (ViewHook){.owner = app_view(app), .data = timer});
}

typedef struct Recovered {
	Timer *timer;
	int64_t until_us; /* worked until the last key; -1 not known */
} Recovered;

static void
recovered_answered(View *owner, int answer, void *data)
{
	const Recovered *recovered = data;
	App *app = owner->app;
	const TimeEntry *running = desk_running(app_desk(app));

	if (!running || strcmp(running->id, recovered->timer->recovered) != 0 || answer == 0 ||
		answer == 4) {
		g_strlcpy(recovered->timer->put_off, recovered->timer->recovered, UUID_LEN);
		app_say(app, "%s",
			_("The timer goes on; at the next sign-on it is asked again."));
	} else if (answer == 1) {
		app_say(app, "%s", _("Counted. The timer goes on."));
	} else {
		stop(owner, running, answer == 2 ? recovered->until_us : 0, "recovered");
	}
	recovered->timer->recovered[0] = '\0';
}

static void
ask_recovered(Timer *timer, App *app, const TimeEntry *running)
{
	Desk *desk = app_desk(app);
	int64_t last_us = read_activity(app, timer->person);
	int64_t whole_us = desk_running_us(desk, running);
	bool known = last_us >= running->start_us && last_us <= app_now_us(app);
	int64_t until_us = known ? MIN(last_us - running->start_us, whole_us) : -1;
	g_autofree char *whole = words_dup_duration(whole_us);
	g_autofree char *until = words_dup_duration(until_us);
	g_autofree char *since = us_dup_text(running->start_us, app_zone(app));
	g_autofree char *all =
		g_strdup_printf(_("it ran all the time: %s, and goes on"), whole);
	g_autofree char *key = known ? g_strdup_printf(_("until the last key: %s"), until)
				     : g_strdup(_("until the last key"));
	g_autofree char *text = g_strdup_printf(_("The timer of %1$s has run since %2$s, in an "
						  "earlier session. How long did you work?"),
		timer_name_of(running), since);
	const char *options[] = {all, key, _("nothing: drop it"), _("ask me later"), NULL};
	const char *blocked[] = {
		NULL, known ? NULL : _("when that was is not known"), NULL, NULL};
	DialogChoice choice = {.title = _("A timer was left running"),
		.text = text,
		.options = options,
		.blocked = blocked,
		.no_cancel = true,
		.cancelled_too = true};
	Recovered *recovered = g_new0(Recovered, 1);

	recovered->timer = timer;
	recovered->until_us = until_us;
	dialog_choice(app, &choice, recovered_answered,
		(ViewHook){.owner = app_view(app), .data = recovered, .free_data = g_free});
}

/* ---- the app's hooks ---- */

static bool
is_about(const Timer *timer, const Person *person)
{
	return person && strcmp(timer->person, person->id) == 0;
}

static void
ask_what_waits(Timer *timer, App *app, bool at_once)
{
	const TimeEntry *running = desk_running(app_desk(app));

	if (!running) {
		timer->away_us = timer->back_us = 0;
		timer->recovered[0] = '\0';
		timer->told = false;
		return;
	}
	if (!timer->away_us && !timer->recovered[0])
		return;
	if (at_once || may_ask(timer, app)) {
		if (timer->recovered[0])
			ask_recovered(timer, app, running);
		else
			ask_back(timer, app, running);
	} else if (!timer->told && app_top(app) == app_view(app) &&
		   boot_us(app) >= timer->later_us) {
		timer->told = true;
		app_say(app,
			_("The timer of %s runs: it will be asked about once this form is "
			  "left."),
			timer_name_of(running));
	}
}

void
timer_greet(Timer *timer, App *app, bool unlocked)
{
	const Person *person = desk_person(app_desk(app));
	const TimeEntry *running = desk_running(app_desk(app));
	bool same = unlocked && is_about(timer, person);

	if (!same) {
		*timer = (Timer){.idle_us = timer->idle_us};
		g_strlcpy(timer->person, person->id, sizeof timer->person);
		if (running)
			g_strlcpy(timer->recovered, running->id, sizeof timer->recovered);
	} else if (running && !timer->away_us && timer->active_us &&
		   boot_us(app) - timer->active_us >= timer->idle_us) {
		timer->away_us = timer->active_us;
	}
	if (timer->away_us && !timer->back_us)
		timer->back_us = boot_us(app);
	ask_what_waits(timer, app, true);
}

static bool
is_put_off(Timer *timer, App *app)
{
	const TimeEntry *running = desk_running(app_desk(app));

	return running && strcmp(timer->put_off, running->id) == 0;
}

void
timer_tick(Timer *timer, App *app)
{
	const Person *person = app_desk(app) ? desk_person(app_desk(app)) : NULL;
	int64_t last_us = app_last_key_us(app);

	if (!is_about(timer, person))
		return;
	if (timer->away_us && !timer->back_us && last_us > timer->away_us)
		timer->back_us = last_us;
	if (!timer->away_us && desk_running(app_desk(app)) && !contact_is_open(app) &&
		boot_us(app) - last_us >= timer->idle_us)
		timer->away_us = last_us;
	/* While the question about an earlier session waits, its last key must not be lost. */
	if (!timer->recovered[0] && !is_put_off(timer, app)) {
		timer->active_us = last_us;
		keep_activity(timer, app);
	}
	ask_what_waits(timer, app, false);
}
