/*
 * Practice data becomes a history: every act is applied at its own past
 * moment, in order of time, by the store's ordinary way, with only the store's
 * clock exchanged while it lasts. One transaction holds it all, so a store is
 * either empty or filled. See practice.h.
 */
#include "config.h"

#include "core/practice.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>

#include "core/day.h"
#include "core/desk-private.h"
#include "core/error.h"
#include "core/practice-private.h"

#define PRACTICE_PIN "0000"

static const char select_used[] =
	"SELECT EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM ticket)";

typedef struct Fill {
	Desk *desk;
	Store *store;
	PracticeData *data;
	Env env;		 /* the store's while filling: shows the moment of the act */
	Act *act;		 /* being made */
	const PracticeAct *from; /* from this */
	GHashTable *people;	 /* number -> id */
	char *pin_hash;
	bool ok, changed;
	GError *error;
} Fill;

/* ---- fields ---- */

static int64_t
moved_now_us(Env *env)
{
	return env->fake_now_us;
}

static void
fail_at(Fill *fill, const PracticeEvent *event, const char *what)
{
	if (!fill->error)
		g_set_error(&fill->error, AMENDS_ERROR, AMENDS_ERROR_INVALID, "%s:%u: %s",
			event->file, event->line, what);
}

static const char *
person_id(Fill *fill, const char *number)
{
	const char *id = g_hash_table_lookup(fill->people, number);

	return id ? id : number;
}

/* The id that `label` stands for in this complaint. */
static const char *
label_id(Fill *fill, PracticeBlock *block, const char *label)
{
	char *id = g_hash_table_lookup(block->ids, label);

	if (!id) {
		id = g_malloc(UUID_LEN);
		env_uuid7(&fill->env, id);
		g_hash_table_insert(block->ids, g_strdup(label), id);
	}
	return id;
}

static PracticeBlock *
find_block(Fill *fill, const char *name)
{
	for (guint i = 0; i < fill->data->blocks->len; i++) {
		PracticeBlock *block = fill->data->blocks->pdata[i];

		if (strcmp(block->name, name) == 0)
			return block;
	}
	return NULL;
}

/* "25m", "1h" in microseconds, or a plain number. */
static int64_t
parse_amount(const char *text)
{
	char *end = NULL;
	int64_t n = g_ascii_strtoll(text, &end, 10);

	return *end == 'm' ? n * US_PER_MINUTE : *end == 'h' ? n * US_PER_HOUR : n;
}

static void
add_columns(Act *act, const char *field, char **pairs)
{
	for (; *pairs; pairs++) {
		char *colon = strchr(*pairs, ':');

		if (colon)
			*colon++ = '\0';
		act_column(act, field, *pairs, colon ? colon : "", NULL);
	}
}

static void
add_moment(Fill *fill, Act *act, const PracticeEvent *event, const FieldDef *def,
	const char *value)
{
	int64_t now = env_now_us(fill->desk->env), us = 0;
	char day[11];

	if (!practice_parse_moment(value, now, fill->store->zone, &us)) {
		fail_at(fill, event, value);
		return;
	}
	if (def->type == FIELD_TIME) {
		act_int(act, def->name, us);
		return;
	}
	day_format_iso(day_of_us(us, fill->store->zone), day);
	act_text(act, def->name, day);
}

/* "to=zh-02" of a link: the other complaint's id, and its number. */
static void
add_link(Fill *fill, Act *act, const PracticeEvent *event, const char *name)
{
	const PracticeBlock *other = find_block(fill, name);

	if (!other || !other->number) {
		fail_at(fill, event, name);
		return;
	}
	act_text(act, "to", other->subject);
	act_text(act, "number", other->number);
}

static void
add_field(Fill *fill, const PracticeEvent *event, const FieldDef *def, const char *value)
{
	Act *act = fill->act;
	g_auto(GStrv) list = g_strsplit(value, ", ", -1);

	switch (def->type) {
	case FIELD_PERSON:
		act_text(act, def->name, person_id(fill, value));
		break;
	case FIELD_UUID:
		if (event->kind == EVENT_LINK_ADDED && strcmp(def->name, "to") == 0)
			add_link(fill, act, event, value);
		else
			act_text(act, def->name, label_id(fill, fill->from->block, value));
		break;
	case FIELD_TIME:
	case FIELD_DAY:
		add_moment(fill, act, event, def, value);
		break;
	case FIELD_INT:
	case FIELD_MINOR:
		act_int(act, def->name, parse_amount(value));
		break;
	case FIELD_BOOL:
		act_bool(act, def->name, strcmp(value, "yes") == 0);
		break;
	case FIELD_SET:
	case FIELD_LINES:
	case FIELD_UUIDS:
		act_list(act, def->name, (const char *const *)list);
		break;
	case FIELD_COLUMNS:
		add_columns(act, def->name, list);
		break;
	case FIELD_LINE:
	case FIELD_TEXT:
	case FIELD_CODE:
	case FIELD_ENUM:
	case FIELD_HASH:
		act_text(act, def->name, value);
		break;
	}
}

/* ---- what a line need not say ---- */

static void
add_category(Fill *fill, Act *act, const PracticeEvent *event, const char *id)
{
	const TaxonomyEntry *entry =
		taxonomy_get(fill->store->reference->taxonomy, TAXONOMY_CATEGORY, id);

	if (!entry) {
		fail_at(fill, event, id);
		return;
	}
	act_text(act, "business", entry->business);
	act_text(act, "reason", entry->reason);
}

static void
add_defaults(Fill *fill, const PracticeEvent *event)
{
	Act *act = fill->act;
	const PracticeAct *from = fill->from;
	const KindDef *kind = event_kind_def(event->kind);

	if (event->kind == EVENT_COMPLAINT_LOGGED) {
		act_text(act, "contact_kind", "complaint");
		act_text(act, "level", "ordinary");
	}
	if (event->kind == EVENT_COMPLAINT_LOGGED || event->kind == EVENT_COMPLAINT_ARCHIVED)
		act_text(act, "channel", "A01");
	for (unsigned i = 0; i < kind->n_fields; i++) {
		const FieldDef *def = &kind->fields[i];

		if (!def->need)
			continue;
		if (def->type == FIELD_UUID)
			act_text(act, def->name, label_id(fill, from->block, def->name));
		else if (def->type == FIELD_PERSON)
			act_text(act, def->name, person_id(fill, from->actor));
		else if (strcmp(def->name, "at") == 0 || strcmp(def->name, "end") == 0 ||
			 strcmp(def->name, "start") == 0)
			act_int(act, def->name, from->at_us);
		else if (strcmp(def->name, "boot") == 0)
			act_text(act, "boot", "practice");
		else if (strcmp(def->name, "boot_us") == 0)
			act_int(act, "boot_us", 0);
	}
}

static const char *
subject_for(Fill *fill, const PracticeEvent *event)
{
	const PracticeField *field;

	switch (event_kind_def(event->kind)->subject) {
	case SUBJECT_TICKET:
		return fill->from->block->subject;
	case SUBJECT_BATCH:
		return label_id(fill, find_block(fill, "batch"), "batch");
	case SUBJECT_TIME:
		field = event->fields->len > 0 ? event->fields->pdata[0] : NULL;
		return field && strcmp(field->name, "entry") == 0
			       ? label_id(fill, fill->from->block, field->value)
			       : NULL;
	case SUBJECT_PERSON:
	case SUBJECT_DESK:
	case SUBJECT_REFERENCE:
	case N_SUBJECT_KINDS:
		break;
	}
	return NULL;
}

static void
add_event(Fill *fill, const PracticeEvent *event)
{
	Act *act = fill->act;
	const PracticeAct *from = fill->from;

	act_add(act, event->kind, subject_for(fill, event));
	add_defaults(fill, event);
	if (event_kind_def(event->kind)->subject == SUBJECT_TIME && from->block->number)
		if (event_kind_field(event->kind, "ticket"))
			act_text(act, "ticket", from->block->subject);
	if (event->kind == EVENT_SOURCE_KEPT)
		act_text(act, "batch", label_id(fill, find_block(fill, "batch"), "batch"));
	for (guint i = 0; i < event->fields->len; i++) {
		const PracticeField *field = event->fields->pdata[i];
		const FieldDef *def = event_kind_field(event->kind, field->name);

		if (def)
			add_field(fill, event, def, field->value);
		else if (strcmp(field->name, "about") == 0)
			add_category(fill, act, event, field->value);
		else if (strcmp(field->name, "entry") != 0)
			fail_at(fill, event, field->name);
	}
	act_text(act, "text", event->text->str);
}

/* ---- acts ---- */

static bool
apply(Fill *fill, Act *act, const char *file, unsigned line, ActResult *result)
{
	g_autofree char *text = NULL;

	if (store_apply_in(fill->store, act, result))
		return true;
	text = act_result_dup_text(result);
	g_set_error(&fill->error, AMENDS_ERROR, AMENDS_ERROR_INVALID, "%s:%u: %s", file, line,
		text);
	return false;
}

static bool
add_person(Fill *fill, const PracticePerson *person)
{
	g_autoptr(Act) act = act_new(&fill->env, "");
	g_autoptr(ActResult) result = act_result_new();
	const char *id = act_add(act, EVENT_PERSON_ADDED, NULL);

	g_hash_table_insert(fill->people, person->number, g_strdup(id));
	act_text(act, "number", person->number);
	act_text(act, "name", person->name);
	act_text(act, "role", person->role);
	act_text(act, "branch", person->branch);
	act_add(act, EVENT_PIN_SET, id);
	act->pin_hash = g_strdup(fill->pin_hash);
	return apply(fill, act, person->number, 0, result);
}

static bool
apply_act(Fill *fill, const PracticeAct *from)
{
	const PracticeEvent *first = from->events->pdata[0];
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) result = act_result_new();

	fill->env.fake_now_us = from->at_us;
	act = act_new(&fill->env, person_id(fill, from->actor));
	if (from->second)
		g_strlcpy(act->second, person_id(fill, from->second), UUID_LEN);
	fill->act = act;
	fill->from = from;
	act->import = first->kind == EVENT_COMPLAINT_ARCHIVED;
	if (!from->block->subject[0])
		env_uuid7(&fill->env, from->block->subject);
	for (guint i = 0; i < from->events->len; i++)
		add_event(fill, from->events->pdata[i]);
	if (fill->error || !apply(fill, act, first->file, first->line, result))
		return false;
	if (result->number && !from->block->number)
		from->block->number = g_strdup(result->number);
	return true;
}

/* All people come on the day before the first act. */
static bool
apply_all(Fill *fill)
{
	const PracticeAct *first = fill->data->acts->pdata[0];

	fill->env.fake_now_us = first->at_us - US_PER_DAY;
	for (guint i = 0; i < fill->data->people->len; i++)
		if (!add_person(fill, fill->data->people->pdata[i]))
			return false;
	for (guint i = 0; i < fill->data->acts->len; i++)
		if (!apply_act(fill, fill->data->acts->pdata[i]))
			return false;
	return true;
}

static bool
is_empty(Fill *fill)
{
	sqlite3_stmt *stmt = db_stmt(fill->store->db, select_used, &fill->error);
	bool empty = false;

	if (stmt && db_step(stmt, &fill->error)) {
		empty = db_int(stmt, 0) == 0;
		sqlite3_reset(stmt);
	}
	return empty;
}

/* In the store's thread. The HLC goes back with the clock: a practice log is never
 * synchronised. */
static void
run_fill(Store *store, void *data)
{
	Fill *fill = data;
	Device before = store->device;
	Env *env = store->env;

	fill->store = store;
	if (!is_empty(fill)) {
		fill->ok = !fill->error;
		return;
	}
	fill->env = *env;
	fill->env.now_us = moved_now_us;
	store->env = &fill->env;
	store->device.hlc_ms = 0;
	fill->ok = db_exec(store->db, "BEGIN IMMEDIATE", &fill->error) && apply_all(fill) &&
		   db_exec(store->db, "COMMIT", &fill->error);
	store->env = env;
	env->fake_seed = fill->env.fake_seed;
	if (!fill->ok) {
		db_exec(store->db, "ROLLBACK", NULL);
		store->device = before;
		return;
	}
	fill->changed = true;
	fill->ok = head_write(store, &fill->error);
}

static bool
prepare(Fill *fill, const char *assets, GError **error)
{
	g_autofree char *folder = g_build_filename(assets, "practice", NULL);
	g_autoptr(Act) pin = act_new(fill->desk->env, "");

	fill->data =
		practice_read(folder, env_now_us(fill->desk->env), fill->desk->zone, error);
	if (!fill->data || !desk_hash_pin(fill->desk, pin, PRACTICE_PIN, error))
		return false;
	if (fill->data->acts->len == 0) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("There is no practice data in %s."), folder);
		return false;
	}
	fill->pin_hash = g_steal_pointer(&pin->pin_hash);
	return true;
}

bool
practice_fill(Desk *desk, const char *assets, GError **error)
{
	Fill fill = {.desk = desk};
	bool ok;

	if (!desk->practice) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
			_("Practice data goes into the practice store only. Nothing was "
			  "changed."));
		return false;
	}
	if (!desk->store || (desk_people(desk) && desk_people(desk)->len > 0))
		return true; /* in use already, here or by another process */
	fill.people = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	ok = prepare(&fill, assets, error);
	if (ok) {
		store_call(desk->store, run_fill, &fill);
		ok = fill.ok;
	}
	if (fill.changed)
		desk_note_change(desk);
	if (fill.error)
		g_propagate_error(error, fill.error);
	g_hash_table_unref(fill.people);
	practice_data_free(fill.data);
	g_free(fill.pin_hash);
	return ok;
}

/* ---- the folder ---- */

/* Held by the process that owns the store; see store.h. */
static bool
is_in_use(const char *folder)
{
	g_autofree char *lock = g_build_filename(folder, "lock", NULL);
	int fd = g_open(lock, O_RDWR | O_CLOEXEC, 0);
	bool used = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0;

	if (fd >= 0)
		close(fd);
	return used;
}

char *
practice_move_aside(const char *folder, Env *env, GTimeZone *zone, GError **error)
{
	char day[11];
	g_autofree char *to = NULL;

	if (!g_file_test(folder, G_FILE_TEST_EXISTS))
		return NULL;
	if (is_in_use(folder)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED,
			_("Another amends has the practice store open. Close it first; nothing "
			  "was changed."));
		return NULL;
	}
	day_format_iso(day_of_us(env_now_us(env), zone), day);
	to = g_strdup_printf("%s.old-%s", folder, day);
	for (int n = 2; g_file_test(to, G_FILE_TEST_EXISTS); n++) {
		g_free(to);
		to = g_strdup_printf("%s.old-%s-%d", folder, day, n);
	}
	if (g_rename(folder, to) == 0)
		return g_steal_pointer(&to);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
		_("%1$s cannot be renamed: %2$s. Nothing was changed."), folder,
		g_strerror(errno));
	return NULL;
}
