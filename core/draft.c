/*
 * Drafts: one file a form in folder/drafts, written by a thread of its own,
 * whole and forced to disk, the newest state winning. What is typed is here
 * within a second, whatever happens to the process. See desk.h.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <jansson.h>

#include "core/desk-private.h"

#define KEEP_US (7 * US_PER_DAY)

struct Drafts {
	char *folder;
	bool stepped, stopping;
	GThread *thread;
	GMutex mutex;
	GCond wake, written;
	GHashTable *waiting; /* path -> JSON text; NULL text: to be removed */
	unsigned writing;
	bool failed; /* the last one could not be written: the disk is full or gone */
};

void
draft_free(Draft *draft)
{
	if (!draft)
		return;
	g_free(draft->name);
	g_free(draft->form);
	g_free(draft->subject);
	g_strfreev(draft->fields);
	g_free(draft);
}

/* `*failed` stays as it is where one is removed: that says nothing about writing. */
static void
write_draft(const char *path, const char *text, bool *failed)
{
	if (text[0])
		*failed = !g_file_set_contents_full(path, text, -1,
			G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
			NULL);
	else
		g_unlink(path);
}

static bool
write_next(Drafts *drafts)
{
	GHashTableIter iter;
	void *path, *text;
	bool failed = drafts->failed;

	g_hash_table_iter_init(&iter, drafts->waiting);
	if (!g_hash_table_iter_next(&iter, &path, &text))
		return false;
	g_hash_table_iter_steal(&iter);
	drafts->writing++;
	g_mutex_unlock(&drafts->mutex);
	write_draft(path, text, &failed);
	g_free(path);
	g_free(text);
	g_mutex_lock(&drafts->mutex);
	drafts->failed = failed;
	drafts->writing--;
	g_cond_broadcast(&drafts->written);
	return true;
}

static void *
thread_main(void *data)
{
	Drafts *drafts = data;

	g_mutex_lock(&drafts->mutex);
	while (write_next(drafts) || !drafts->stopping)
		if (g_hash_table_size(drafts->waiting) == 0 && !drafts->stopping)
			g_cond_wait(&drafts->wake, &drafts->mutex);
	g_mutex_unlock(&drafts->mutex);
	return NULL;
}

Drafts *
drafts_new(const char *folder, bool stepped)
{
	Drafts *drafts = g_new0(Drafts, 1);

	drafts->folder = g_build_filename(folder, "drafts", NULL);
	drafts->stepped = stepped;
	drafts->waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_mutex_init(&drafts->mutex);
	g_cond_init(&drafts->wake);
	g_cond_init(&drafts->written);
	if (!stepped)
		drafts->thread = g_thread_new("drafts", thread_main, drafts);
	return drafts;
}

void
drafts_free(Drafts *drafts)
{
	if (!drafts)
		return;
	g_mutex_lock(&drafts->mutex);
	drafts->stopping = true;
	g_cond_broadcast(&drafts->wake);
	g_mutex_unlock(&drafts->mutex);
	if (drafts->thread)
		g_thread_join(drafts->thread);
	g_hash_table_unref(drafts->waiting);
	g_mutex_clear(&drafts->mutex);
	g_cond_clear(&drafts->wake);
	g_cond_clear(&drafts->written);
	g_free(drafts->folder);
	g_free(drafts);
}

static void
put(Drafts *drafts, char *path, char *text)
{
	if (drafts->stepped) {
		write_draft(path, text, &drafts->failed);
		g_free(path);
		g_free(text);
		return;
	}
	g_mutex_lock(&drafts->mutex);
	g_hash_table_replace(drafts->waiting, path, text);
	g_cond_broadcast(&drafts->wake);
	g_mutex_unlock(&drafts->mutex);
}

/* Person, form and subject make the name: one file each, letters and digits only. */
static char *
dup_path(Desk *desk, const char *form, const char *subject)
{
	g_autofree char *name =
		g_strdup_printf("%s.%s.%s", desk->current ? desk->current->id : "nobody", form,
			subject && subject[0] ? subject : "new");

	g_strcanon(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.", '_');
	return g_build_filename(desk->drafts->folder, name, NULL);
}

void
desk_draft_save(Desk *desk, const char *form, const char *subject, const char *const *fields)
{
	json_t *json = json_object(), *list = json_array();
	char *text;

	for (; fields[0] && fields[1]; fields += 2)
		json_array_append_new(list, json_pack("[s, s]", fields[0], fields[1]));
	json_object_set_new(json, "form", json_string(form));
	json_object_set_new(json, "subject", json_string(subject ? subject : ""));
	json_object_set_new(json, "at", json_integer(env_now_us(desk->env)));
	json_object_set_new(json, "fields", list);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	put(desk->drafts, dup_path(desk, form, subject), g_strdup(text ? text : "{}"));
	free(text);
}

DraftState
desk_draft_state(Desk *desk)
{
	Drafts *drafts = desk->drafts;
	DraftState state = DRAFT_WAITING;

	g_mutex_lock(&drafts->mutex);
	if (drafts->writing == 0 && g_hash_table_size(drafts->waiting) == 0)
		state = drafts->failed ? DRAFT_FAILED : DRAFT_SAVED;
	g_mutex_unlock(&drafts->mutex);
	return state;
}

void
desk_draft_drop(Desk *desk, const char *form, const char *subject)
{
	put(desk->drafts, dup_path(desk, form, subject), g_strdup(""));
}

static Draft *
read_draft(const char *path, const char *name)
{
	json_t *json = json_load_file(path, 0, NULL), *pair;
	g_autoptr(GStrvBuilder) fields = g_strv_builder_new();
	const char *form = json_string_value(json_object_get(json, "form"));
	const char *subject = json_string_value(json_object_get(json, "subject"));
	Draft *draft = NULL;
	size_t i;

	if (form && subject) {
		json_array_foreach(json_object_get(json, "fields"), i, pair)
		{
			const char *key = json_string_value(json_array_get(pair, 0));
			const char *value = json_string_value(json_array_get(pair, 1));

			if (key && value)
				g_strv_builder_add_many(fields, key, value, NULL);
		}
		draft = g_new0(Draft, 1);
		draft->name = g_strdup(name);
		draft->form = g_strdup(form);
		draft->subject = g_strdup(subject);
		draft->at_us = json_integer_value(json_object_get(json, "at"));
		draft->fields = g_strv_builder_end(fields);
	}
	json_decref(json);
	return draft;
}

bool
desk_draft_is_readable(const char *path)
{
	Draft *draft = read_draft(path, "");
	bool read = draft != NULL;

	draft_free(draft);
	return read;
}

static int
compare_newest(const void *a, const void *b)
{
	int64_t left = (*(Draft *const *)a)->at_us, right = (*(Draft *const *)b)->at_us;

	return left > right ? -1 : left < right;
}

static void
wait_until_written(Drafts *drafts)
{
	g_mutex_lock(&drafts->mutex);
	while (drafts->thread &&
		(drafts->writing > 0 || g_hash_table_size(drafts->waiting) > 0))
		g_cond_wait(&drafts->written, &drafts->mutex);
	g_mutex_unlock(&drafts->mutex);
}

/* Person, form, subject: a further part is of a file whose writing was cut short. */
static bool
is_whole(const char *name)
{
	unsigned dots = 0;

	for (; *name; name++)
		dots += *name == '.';
	return dots == 2;
}

GPtrArray *
desk_drafts(Desk *desk)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)draft_free);
	g_autoptr(GDir) dir = NULL;
	g_autofree char *prefix =
		g_strdup_printf("%s.", desk->current ? desk->current->id : "nobody");
	const char *name;

	wait_until_written(desk->drafts);
	dir = g_dir_open(desk->drafts->folder, 0, NULL);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(desk->drafts->folder, name, NULL);
		Draft *draft;

		if (!g_str_has_prefix(name, prefix) || !is_whole(name))
			continue;
		draft = read_draft(path, name);
		if (draft && draft->at_us < env_now_us(desk->env) - KEEP_US)
			g_unlink(path);
		if (draft && draft->at_us >= env_now_us(desk->env) - KEEP_US)
			g_ptr_array_add(list, draft);
		else
			draft_free(draft);
	}
	g_ptr_array_sort(list, compare_newest);
	return list;
}
