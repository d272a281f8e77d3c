/*
 * Opening a desk: reference data, the store or the way to its owner, the
 * reader connection, the watch for other processes' commits. See desk.h.
 */
#include "config.h"

#include "core/desk.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/desk-private.h"
#include "core/desk-window.h"
#include "core/error.h"
#include "core/search-token.h"
#include "core/setting.h"

/* ---- the worker ---- */

typedef struct Piece {
	Desk *desk;
	DeskWork work, done;
	void *data;
} Piece;

static gboolean
piece_done(void *data)
{
	Piece *piece = data;

	piece->desk->pending--;
	piece->done(piece->desk, piece->data);
	g_free(piece);
	return G_SOURCE_REMOVE;
}

static void
run_piece(void *data, void *user_data)
{
	Piece *piece = data;
	GSource *source;

	piece->work(piece->desk, piece->data);
	if (piece->desk->stepped) {
		piece_done(piece);
		return;
	}
	/* Not g_main_context_invoke(): between two turns of the loop it would run it here. */
	source = g_idle_source_new();
	g_source_set_priority(source, G_PRIORITY_DEFAULT);
	g_source_set_callback(source, piece_done, piece, NULL);
	g_source_attach(source, piece->desk->context);
	g_source_unref(source);
}

void
desk_work(Desk *desk, DeskWork work, DeskWork done, void *data)
{
	Piece *piece = g_new(Piece, 1);

	*piece = (Piece){desk, work, done, data};
	desk->pending++;
	/* A thread of its own, for one of the common pool wakes up to be taken back when idle.
	 */
	if (!desk->stepped && !desk->worker)
		desk->worker = g_thread_pool_new(run_piece, NULL, 1, TRUE, NULL);
	if (desk->stepped)
		run_piece(piece, NULL);
	else
		g_thread_pool_push(desk->worker, piece, NULL);
}

/* ---- small files ---- */

typedef struct KeptFile {
	char *path, *text;
} KeptFile;

static void
write_kept(Desk *desk, void *data)
{
	KeptFile *kept = data;

	if (kept->text)
		g_file_set_contents_full(
			kept->path, kept->text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
	else
		g_unlink(kept->path);
}

static void
free_kept(Desk *desk, void *data)
{
	KeptFile *kept = data;

	g_free(kept->path);
	g_free(kept->text);
	g_free(kept);
}

void
desk_keep_file(Desk *desk, const char *name, const char *text)
{
	KeptFile *kept = g_new(KeptFile, 1);

	*kept = (KeptFile){g_build_filename(desk->folder, name, NULL), g_strdup(text)};
	desk_work(desk, write_kept, free_kept, kept);
}

/* ---- the watch ---- */

/*
 * The owner writes `head` after each commit; that is how other processes hear of it. The file
 * itself is watched, for it is written in place, and the folder for one that is put there:
 * to watch the folder for all that is written in it would make events of every page of the WAL.
 */
static void
watch_head(Desk *desk)
{
	g_autofree char *path = g_build_filename(desk->folder, "head", NULL);

	inotify_add_watch(desk->watch_fd, path, IN_MODIFY);
}

static bool
is_of_head(Desk *desk, const struct inotify_event *event)
{
	if (event->mask & IN_MODIFY)
		return true;
	if (event->len == 0 || strcmp(event->name, "head") != 0)
		return false;
	watch_head(desk);
	return true;
}

static gboolean
folder_changed(int fd, GIOCondition condition, void *data)
{
	Desk *desk = data;
	char buf[4096] __attribute__((aligned(8)));
	bool head = false;
	ssize_t n;

	while ((n = read(fd, buf, sizeof buf)) > 0) {
		for (char *at = buf; at < buf + n;) {
			const struct inotify_event *event =
				(const struct inotify_event *)(void *)at;

			head |= is_of_head(desk, event);
			at += sizeof *event + event->len;
		}
	}
	/* The answer of an act comes at once behind its commit: one reading, one painting. */
	desk->head_moved |= head;
	if (desk->head_moved && desk->acting == 0)
		desk_note_change(desk);
	return G_SOURCE_CONTINUE;
}

static void
start_watch(Desk *desk)
{
	GSource *source;

	desk->watch_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (desk->watch_fd < 0)
		return;
	inotify_add_watch(desk->watch_fd, desk->folder, IN_MOVED_TO);
	watch_head(desk);
	source = g_unix_fd_source_new(desk->watch_fd, G_IO_IN);
	g_source_set_callback(source, G_SOURCE_FUNC(folder_changed), desk, NULL);
	desk->watch = g_source_attach(source, desk->context);
	g_source_unref(source);
}

static void
stop_watch(Desk *desk)
{
	GSource *source = desk->watch
				  ? g_main_context_find_source_by_id(desk->context, desk->watch)
				  : NULL;

	if (source)
		g_source_destroy(source);
	if (desk->watch_fd > 0)
		close(desk->watch_fd);
}

/* ---- opening ---- */

/* Without a socket this process works alone; that is no reason not to work. */
static void
own_store(Desk *desk, Store *store)
{
	desk->store = store;
	desk->server = desk->stepped ? NULL : handover_serve(store, NULL);
}

static bool
open_store(Desk *desk, const DeskConfig *config, GError **error)
{
	StoreConfig store = {
		.folder = desk->folder,
		.env = desk->env,
		.reference = desk->base,
		.create = config->create,
		.practice = config->practice,
		.stepped = config->stepped,
		.branch = config->branch,
		.branch_name = config->branch_name,
		.zone = config->zone,
	};
	g_autoptr(GError) local = NULL;
	Store *opened;

	opened = store_open(&store, &local);
	if (opened) {
		own_store(desk, opened);
		return true;
	}
	if (g_error_matches(local, AMENDS_ERROR, AMENDS_ERROR_LOCKED))
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

/* What tells one file from another of the same name; 0 where there is none. */
static uint64_t
file_id(const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_ino : 0;
}

bool
desk_is_replaced(const Desk *desk)
{
	return file_id(desk->folder) != desk->file_id;
}

static bool
open_reader(Desk *desk, GError **error)
{
	g_autofree char *path = g_build_filename(desk->folder, "store.db", NULL);
	g_autofree char *realm = NULL;

	desk->file_id = file_id(desk->folder);
	desk->reader = db_open(path, DB_READER, desk->env->vfs, error);
	if (!desk->reader || !search_token_register(desk->reader->handle, error) ||
		!finder_register(desk->finder = finder_new(desk->reader), error))
		return false;
	desk->device = setting_dup(desk->reader, "device", NULL);
	desk->tag = setting_dup(desk->reader, "tag", NULL);
	desk->branch = setting_dup(desk->reader, "branch", NULL);
	desk->branch_name = setting_dup(desk->reader, "branch_name", NULL);
	desk->zone_name = setting_dup(desk->reader, "zone", NULL);
	realm = setting_dup(desk->reader, "realm", NULL);
	if (!desk->device || !desk->branch || !desk->zone_name) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("The store in %s cannot be read. Run: amends doctor"), desk->folder);
		return false;
	}
	desk->practice = g_strcmp0(realm, "practice") == 0;
	desk->zone = g_time_zone_new_identifier(desk->zone_name);
	if (!desk->zone)
		desk->zone = g_time_zone_new_utc();
	return true;
}

Desk *
desk_open(const DeskConfig *config, GError **error)
{
	g_autoptr(Desk) desk = g_new0(Desk, 1);

	desk->env = config->env;
	desk->folder = g_strdup(config->folder);
	desk->assets = g_strdup(config->assets);
	desk->stepped = config->stepped;
	desk->context = g_main_context_ref_thread_default();
	desk->people = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
	desk->references = g_ptr_array_new_with_free_func((GDestroyNotify)reference_free);
	desk->base = reference_load(config->assets, error);
	desk->reference = desk->base;
	if (!desk->base || !open_store(desk, config, error) || !open_reader(desk, error) ||
		!desk_read_people(desk, error) || !desk_read_reference(desk, error))
		return NULL;
	desk->drafts = drafts_new(desk->folder, desk->stepped);
	if (!desk->stepped)
		start_watch(desk);
	return g_steal_pointer(&desk);
}

void
desk_free(Desk *desk)
{
	if (!desk)
		return;
	stop_watch(desk);
	desk->closing = true;
	if (desk->worker)
		g_thread_pool_free(desk->worker, FALSE, TRUE);
	handover_stop(desk->server);
	if (desk->store)
		store_stop(desk->store);
	while (desk->pending > 0)
		g_main_context_iteration(desk->context, TRUE);
	drafts_free(desk->drafts);
	finder_free(desk->finder);
	db_close(desk->reader);
	store_close(desk->store);
	g_ptr_array_unref(desk->references);
	reference_free(desk->base);
	g_ptr_array_unref(desk->people);
	person_free(desk->current);
	time_entry_free(desk->running);
	g_clear_pointer(&desk->zone, g_time_zone_unref);
	g_main_context_unref(desk->context);
	g_free(desk->looked_up);
	g_free(desk->device);
	g_free(desk->tag);
	g_free(desk->branch);
	g_free(desk->branch_name);
	g_free(desk->zone_name);
	g_free(desk->folder);
	g_free(desk->assets);
	g_free(desk);
}

bool
desk_step(Desk *desk)
{
	return desk->store && store_step(desk->store);
}

bool
desk_take_over(Desk *desk)
{
	StoreConfig config = {.folder = desk->folder,
		.env = desk->env,
		.reference = desk->base,
		.stepped = desk->stepped};
	g_autoptr(Store) store = NULL;

	if (desk->store)
		return true;
	store = store_open(&config, NULL);
	if (!store || desk_is_replaced(desk))
		return false;
	own_store(desk, g_steal_pointer(&store));
	return true;
}

/* ---- what it is ---- */

Env *
desk_env(Desk *desk)
{
	return desk->env;
}

const char *
desk_folder(Desk *desk)
{
	return desk->folder;
}

const char *
desk_assets(Desk *desk)
{
	return desk->assets;
}

const char *
desk_tag(Desk *desk)
{
	return desk->tag;
}

const char *
desk_branch(Desk *desk)
{
	return desk->branch;
}

const char *
desk_branch_name(Desk *desk)
{
	return desk->branch_name ? desk->branch_name : "";
}

GTimeZone *
desk_zone(Desk *desk)
{
	return desk->zone;
}

const char *
desk_zone_name(Desk *desk)
{
	return desk->zone_name;
}

bool
desk_is_practice(Desk *desk)
{
	return desk->practice;
}

const char *
desk_suspicion(Desk *desk)
{
	if (!desk->store || !desk->store->head_bad)
		return NULL;
	return _(
		"The end of the log does not fit its signed head: something may be missing. Run amends audit "
		"verify, and tell whoever keeps your backups.");
}

bool
desk_is_second(Desk *desk)
{
	return !desk->store;
}

const TaxonomySet *
desk_taxonomy(Desk *desk)
{
	return desk->reference->taxonomy;
}

const PolicySet *
desk_policies(Desk *desk)
{
	return desk->reference->policies;
}

const Reference *
desk_reference(Desk *desk)
{
	return desk->reference;
}

const Calendar *
desk_calendar(Desk *desk)
{
	return g_hash_table_lookup(desk->reference->calendars, "CN");
}

const PinyinTable *
desk_pinyin(Desk *desk)
{
	return desk->reference->pinyin;
}
