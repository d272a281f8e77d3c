/* See warning-watch.h. */
#include "config.h"

#include "tui/warning-watch.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tui/app-private.h"

#define LEVELS (CLOCK_WARN_OVERDUE + 1)

struct WarningWatch {
	WarningCounts counts;
	bool known, stale;
	char person[UUID_LEN];	 /* whose they are */
	int64_t looked_us;	 /* up to when what came up was read */
	int64_t repeat_us;	 /* when the unseen are told again */
	int64_t waiting[LEVELS]; /* came up, not yet said */
};

WarningWatch *
warning_watch_new(void)
{
	WarningWatch *watch = g_new0(WarningWatch, 1);

	watch->stale = true;
	return watch;
}

void
warning_watch_free(WarningWatch *watch)
{
	g_free(watch);
}

void
warning_watch_touch(WarningWatch *watch)
{
	watch->stale = true;
}

static int64_t
sum_of(const int64_t *levels)
{
	int64_t sum = 0;

	for (int i = CLOCK_WARN_AMBER; i < LEVELS; i++)
		sum += levels[i];
	return sum;
}

/* Who signs on hears what is unseen, once, with the greeting's messages over. */
static void
change_person(WarningWatch *watch, App *app, const Person *person)
{
	int64_t now_us = app_now_us(app);

	g_strlcpy(watch->person, person ? person->id : "", UUID_LEN);
	memset(watch->waiting, 0, sizeof watch->waiting);
	watch->looked_us = now_us;
	watch->repeat_us = now_us + WARNING_REPEAT_US;
	if (person)
		desk_warning_unseen(app_desk(app), watch->waiting, NULL);
}

void
warning_watch_refresh(WarningWatch *watch, App *app)
{
	const Person *person = app_person(app);

	if (!watch->stale || !app_desk(app))
		return;
	watch->stale = false;
	if (strcmp(watch->person, person ? person->id : "") != 0)
		change_person(watch, app, person);
	watch->known = person && desk_warning_counts(app_desk(app), WARNING_SCOPE_ROLE, NULL,
					 &watch->counts, NULL);
}

/* ---- saying it ---- */

static bool
may_say(const App *app)
{
	const View *top = app_top(app);

	return top && !(top->ops->context & IN_TEXT) && !(top->ops->flags & VIEW_DIALOG) &&
	       !app->message;
}

static void
add_words(GString *words, int64_t n, ClockWarn level)
{
	if (!n)
		return;
	if (words->len)
		g_string_append(words, ", ");
	g_string_append_printf(words, "%s %s%d %s", warning_level_sign(level),
		n >= WARNING_COUNT_CAP ? ">" : "", (int)MIN(n, WARNING_COUNT_CAP - 1),
		warning_level_text(level));
}

static void
say(WarningWatch *watch, App *app)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (ClockWarn level = CLOCK_WARN_OVERDUE; level > CLOCK_WARN_NONE; level--)
		add_words(words, watch->waiting[level], level);
	memset(watch->waiting, 0, sizeof watch->waiting);
	watch->repeat_us = app_now_us(app) + WARNING_REPEAT_US;
	/* Which dates came up, by urgency; then the key that lists them. */
	app_say(app, _("Warnings: %1$s. %2$s lists them."), words->str,
		keymap_key_of(app_keymap(app), VERB_WARNINGS, IN_QUEUE, false));
	app_wish(app, APP_WISH_BEEP);
}

static void
look(WarningWatch *watch, App *app, int64_t now_us)
{
	int64_t found[LEVELS];

	if (now_us > watch->looked_us &&
		desk_warning_crossed(app_desk(app), watch->looked_us, now_us, found, NULL))
		for (int i = CLOCK_WARN_AMBER; i < LEVELS; i++)
			watch->waiting[i] += found[i];
	watch->looked_us = now_us;
	watch->stale = true;
}

bool
warning_watch_tick(WarningWatch *watch, App *app)
{
	int64_t now_us = app_now_us(app);
	bool paint = false;

	if (!watch->known || !app_person(app))
		return false;
	if (watch->counts.next_us <= now_us) {
		look(watch, app, now_us);
		warning_watch_refresh(watch, app);
		if (app_view(app))
			view_touch(app_view(app), VIEW_STALE_DATA);
		paint = true;
	}
	if (watch->repeat_us <= now_us && !sum_of(watch->waiting)) {
		watch->repeat_us = now_us + WARNING_REPEAT_US;
		desk_warning_unseen(app_desk(app), watch->waiting, NULL);
	}
	if (!sum_of(watch->waiting) || !may_say(app))
		return paint;
	say(watch, app);
	return true;
}

int64_t
warning_watch_next_us(const WarningWatch *watch)
{
	if (!watch->known)
		return INT64_MAX;
	return MIN(watch->counts.next_us, watch->repeat_us);
}

static void
add_count(GString *text, const char *sign, int64_t n)
{
	if (!n)
		return;
	g_string_append_printf(text, n >= WARNING_COUNT_CAP ? "%s%s%d+" : "%s%s%d",
		text->len ? " " : "", sign, (int)MIN(n, WARNING_COUNT_CAP - 1));
}

char *
warning_watch_dup_counts(const WarningWatch *watch, bool brief, Role *ret_role)
{
	const WarningCounts *counts = &watch->counts;
	GString *text = g_string_new(NULL);

	if (watch->known) {
		add_count(text, "!!", counts->late);
		add_count(text, "!", counts->today);
		if (!brief)
			add_count(text, ".", counts->soon);
		if (counts->gaps)
			add_count(text, "?", counts->gaps);
	}
	*ret_role = counts->late    ? ROLE_OVERDUE
		    : counts->today ? ROLE_DUE_TODAY
				    : ROLE_TITLE;
	return g_string_free(text, text->len == 0);
}
