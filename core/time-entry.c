/* Folding the events of one stretch of work. See time-entry.h. Pure. */
#include "config.h"

#include "core/time-entry.h"

#include "core/event.h"

TimeEntry *
time_entry_new(void)
{
	TimeEntry *entry = g_new0(TimeEntry, 1);

	entry->text = g_strdup("");
	entry->how = g_strdup("");
	entry->number = g_strdup("");
	return entry;
}

void
time_entry_free(TimeEntry *entry)
{
	if (!entry)
		return;
	g_free(entry->text);
	g_free(entry->how);
	g_free(entry->number);
	g_free(entry);
}

static void
set_text(char **text, const Event *event, const char *field)
{
	g_free(*text);
	*text = g_strdup(event_text(event, field));
}

static void
set_ticket(TimeEntry *entry, const Event *event)
{
	g_strlcpy(entry->ticket, event_text(event, "ticket"), sizeof entry->ticket);
}

/* What a timer's start and a typed stretch have in common. */
static void
begin(TimeEntry *entry, const Event *event)
{
	g_strlcpy(entry->id, event->subject, sizeof entry->id);
	g_strlcpy(entry->person, event_text(event, "person"), sizeof entry->person);
	set_ticket(entry, event);
	entry->start_us = event_int(event, "start");
}

static bool
apply_started(TimeEntry *entry, const Event *event)
{
	if (*entry->id)
		return false;
	begin(entry, event);
	g_strlcpy(entry->boot, event_text(event, "boot"), sizeof entry->boot);
	entry->boot_us = event_int(event, "boot_us");
	entry->running = true;
	return true;
}

static bool
apply_stopped(TimeEntry *entry, const Event *event)
{
	if (!entry->running)
		return false;
	entry->running = false;
	entry->worked_us = event_int(event, "worked_us");
	set_text(&entry->how, event, "how");
	set_text(&entry->text, event, "text");
	return true;
}

static bool
apply_entered(TimeEntry *entry, const Event *event)
{
	if (*entry->id)
		return false;
	begin(entry, event);
	entry->worked_us = event_int(event, "worked_us");
	set_text(&entry->text, event, "text");
	entry->typed = true;
	return true;
}

static bool
apply_corrected(TimeEntry *entry, const Event *event)
{
	if (!*entry->id || entry->running)
		return false;
	set_ticket(entry, event);
	entry->start_us = event_int(event, "start");
	entry->worked_us = event_int(event, "worked_us");
	entry->corrected = true;
	return true;
}

bool
time_entry_apply(TimeEntry *entry, const Event *event)
{
	if (!event->payload || (*entry->id && strcmp(entry->id, event->subject) != 0))
		return false;
	if (event->kind == EVENT_TIME_STARTED)
		return apply_started(entry, event);
	if (event->kind == EVENT_TIME_STOPPED)
		return apply_stopped(entry, event);
	if (event->kind == EVENT_TIME_ENTERED)
		return apply_entered(entry, event);
	if (event->kind == EVENT_TIME_CORRECTED)
		return apply_corrected(entry, event);
	return false;
}

int64_t
time_entry_elapsed_us(const TimeEntry *entry, Env *env)
{
	int64_t us;

	if (!entry->running)
		return entry->worked_us;
	/* a boot without a name is no proof that the origin is the same */
	if (*env->boot_id && strcmp(entry->boot, env->boot_id) == 0)
		us = env->boot_us(env) - entry->boot_us;
	else
		us = env_now_us(env) - entry->start_us;
	return MAX(us, 0);
}
