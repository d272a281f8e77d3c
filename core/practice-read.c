/*
 * Reads the files of assets/practice: lines that a person can write and check
 * without knowing the program (the README there shows each). A line is one
 * act; what it may say is what core/event.def has. See practice-private.h.
 */
#include "config.h"

#include "core/practice-private.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/error.h"
#include "core/line-file.h"

typedef struct Reading {
	PracticeData *data;
	LineMistakes mistakes;
	int64_t now_us;
	GTimeZone *zone;
	PracticeBlock *block;
	PracticeAct *act;
	PracticeEvent *event;
} Reading;

/* ---- owning ---- */

static void
field_free(void *data)
{
	PracticeField *field = data;

	g_free(field->name);
	g_free(field->value);
	g_free(field);
}

static void
event_free_one(void *data)
{
	PracticeEvent *event = data;

	g_ptr_array_unref(event->fields);
	g_string_free(event->text, TRUE);
	g_free(event);
}

static void
act_free_one(void *data)
{
	PracticeAct *act = data;

	g_free(act->actor);
	g_free(act->second);
	g_ptr_array_unref(act->events);
	g_free(act);
}

static void
block_free(void *data)
{
	PracticeBlock *block = data;

	g_free(block->name);
	g_free(block->file);
	g_free(block->number);
	g_hash_table_unref(block->ids);
	g_free(block);
}

static void
person_free_one(void *data)
{
	PracticePerson *person = data;

	g_free(person->number);
	g_free(person->role);
	g_free(person->branch);
	g_free(person->name);
	g_free(person);
}

void
practice_data_free(PracticeData *data)
{
	if (!data)
		return;
	g_ptr_array_unref(data->acts);
	g_ptr_array_unref(data->blocks);
	g_ptr_array_unref(data->people);
	g_free(data);
}

/* ---- moments ---- */

bool
practice_parse_moment(const char *text, int64_t now_us, GTimeZone *zone, int64_t *ret_us)
{
	char *end = NULL;
	int64_t n = g_ascii_strtoll(text, &end, 10);
	int minute = 12 * 60;

	if ((text[0] != '-' && text[0] != '+') || end == text + 1 || n < -4000 || n > 4000)
		return false;
	if (*end == 'd') {
		if (end[1] && (end[1] != ' ' || (minute = day_parse_minute(end + 2)) < 0))
			return false;
		*ret_us = us_of_local(day_of_us(now_us, zone) + (int32_t)n, minute * 60, zone);
		return true;
	}
	if ((*end != 'h' && *end != 'm') || end[1])
		return false;
	*ret_us = now_us + n * (*end == 'h' ? US_PER_HOUR : US_PER_MINUTE);
	return true;
}

/* ---- lines ---- */

static char *
take_word(char **at)
{
	char *word = *at;

	*at += strcspn(word, " ");
	if (**at)
		*(*at)++ = '\0';
	*at += strspn(*at, " ");
	return word;
}

static void
read_person(Reading *r, char *rest, unsigned no)
{
	PracticePerson *person = g_new0(PracticePerson, 1);

	person->number = g_strdup(take_word(&rest));
	person->role = g_strdup(take_word(&rest));
	person->branch = g_strdup(take_word(&rest));
	person->name = g_strdup(rest);
	g_ptr_array_add(r->data->people, person);
	if (!person->name[0])
		line_mistakes_add(
			&r->mistakes, no, _("a person is: number, role, branch, name"));
}

static void
begin_block(Reading *r, char *name, unsigned no)
{
	for (guint i = 0; i < r->data->blocks->len; i++)
		if (strcmp(((PracticeBlock *)r->data->blocks->pdata[i])->name, name) == 0)
			line_mistakes_add(&r->mistakes, no,
				_("there is a complaint \"%s\" already"), name);
	r->block = g_new0(PracticeBlock, 1);
	r->block->name = g_strdup(name);
	r->block->file = g_strdup(r->mistakes.file);
	r->block->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	r->act = NULL;
	r->event = NULL;
	g_ptr_array_add(r->data->blocks, r->block);
}

static void
read_field(Reading *r, const char *part, unsigned no)
{
	PracticeField *field = g_new0(PracticeField, 1);
	const char *equals = strchr(part, '=');

	field->name = equals ? g_strndup(part, (size_t)(equals - part)) : g_strdup(part);
	field->value = g_strdup(equals ? equals + 1 : "");
	g_ptr_array_add(r->event->fields, field);
	if (!equals || !equals[1])
		line_mistakes_add(&r->mistakes, no, _("\"%s\" is not field=value"), part);
}

/* "claim.added kind=W01; amount=30000" */
static void
read_event(Reading *r, char *rest, unsigned no)
{
	const char *name = take_word(&rest);
	EventKind kind = event_kind_from_name(name);
	g_auto(GStrv) parts = g_strsplit(rest, "; ", -1);

	r->event = NULL;
	if (kind == EVENT_UNKNOWN) {
		line_mistakes_add(
			&r->mistakes, no, _("there is no kind of event \"%s\""), name);
		return;
	}
	r->event = g_new0(PracticeEvent, 1);
	r->event->kind = kind;
	r->event->fields = g_ptr_array_new_with_free_func(field_free);
	r->event->text = g_string_new(NULL);
	r->event->file = r->block->file;
	r->event->line = no;
	g_ptr_array_add(r->act->events, r->event);
	for (char **part = parts; *part && **part; part++)
		read_field(r, *part, no);
}

/* "-14d 10:30 1003+1005 claim.added ..." */
static void
read_act(Reading *r, char *line, unsigned no)
{
	g_autofree char *when = g_strdup(take_word(&line)), *who = NULL;
	char *plus;

	if (g_str_has_suffix(when, "d")) {
		char *whole = g_strdup_printf("%s %s", when, take_word(&line));

		g_free(when);
		when = whole;
	}
	r->act = g_new0(PracticeAct, 1);
	r->act->block = r->block;
	r->act->events = g_ptr_array_new_with_free_func(event_free_one);
	who = g_strdup(take_word(&line));
	plus = strchr(who, '+');
	r->act->actor = plus ? g_strndup(who, (size_t)(plus - who)) : g_strdup(who);
	r->act->second = plus ? g_strdup(plus + 1) : NULL;
	g_ptr_array_add(r->data->acts, r->act);
	if (!practice_parse_moment(when, r->now_us, r->zone, &r->act->at_us))
		line_mistakes_add(&r->mistakes, no,
			_("\"%s\" is no time such as -14d 10:30 or -2h"), when);
	else if (r->act->at_us > r->now_us)
		line_mistakes_add(&r->mistakes, no, _("\"%s\" lies in the future"), when);
	else if (r->act->at_us < r->block->last_us)
		line_mistakes_add(
			&r->mistakes, no, _("\"%s\" lies before the line above it"), when);
	r->block->last_us = r->act->at_us;
	read_event(r, line, no);
}

static void
read_text(Reading *r, const char *text)
{
	if (r->event->text->len > 0)
		g_string_append_c(r->event->text, '\n');
	g_string_append(r->event->text, text[0] == ' ' ? text + 1 : text);
}

static void
read_line(char *line, unsigned no, void *data)
{
	Reading *r = data;
	char *rest = line;

	if (g_str_has_prefix(line, "person ")) {
		take_word(&rest);
		read_person(r, rest, no);
	} else if (g_str_has_prefix(line, "== ")) {
		begin_block(r, line + 3, no);
	} else if (!r->block) {
		line_mistakes_add(
			&r->mistakes, no, _("this stands before the first \"== name\""));
	} else if (line[0] == '>' && r->event) {
		read_text(r, line + 1);
	} else if (g_str_has_prefix(line, "+ ") && r->act) {
		read_event(r, line + 2, no);
	} else {
		read_act(r, line, no);
	}
}

/* ---- files ---- */

static bool
read_file(Reading *r, const char *folder, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
	g_autoptr(GError) local = NULL;
	gsize len;
	bool ok;

	if (!g_file_get_contents(path, &text, &len, &local)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The practice data cannot be read: %s"), local->message);
		return false;
	}
	r->block = NULL;
	r->act = NULL;
	r->event = NULL;
	line_mistakes_init(&r->mistakes, name);
	line_file_each(text, len, &r->mistakes, read_line, r);
	ok = line_mistakes_check(&r->mistakes, error);
	line_mistakes_clear(&r->mistakes);
	return ok;
}

static int
compare_acts(const void *a, const void *b)
{
	const PracticeAct *x = *(const PracticeAct *const *)a,
			  *y = *(const PracticeAct *const *)b;

	return x->at_us < y->at_us ? -1 : x->at_us > y->at_us;
}

PracticeData *
practice_read(const char *folder, int64_t now_us, GTimeZone *zone, GError **error)
{
	g_autoptr(PracticeData) data = g_new0(PracticeData, 1);
	g_autoptr(GPtrArray) names = line_file_list(folder, ".practice", error);
	Reading reading = {.data = data, .now_us = now_us, .zone = zone};

	data->people = g_ptr_array_new_with_free_func(person_free_one);
	data->blocks = g_ptr_array_new_with_free_func(block_free);
	data->acts = g_ptr_array_new_with_free_func(act_free_one);
	if (!names)
		return NULL;
	for (guint i = 0; i < names->len; i++)
		if (!read_file(&reading, folder, names->pdata[i], error))
			return NULL;
	g_ptr_array_sort(
		data->acts, compare_acts); /* stable: acts of one minute keep their order */
	return g_steal_pointer(&data);
}
