/*
 * Restoring. The new store is made in a folder beside the old one, which has
 * the file `unfinished` until it is whole; a folder so marked is what a killed
 * restore left and is cleared by the next, one without the mark is a store and
 * is set aside. See restore.h.
 */
#include "config.h"

#include "core/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/backup-private.h"
#include "core/desk-private.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "core/schema.h"
#include "core/setting.h"
#include "core/store-reference.h"
#include "core/text.h"

#define UNFINISHED  "unfinished"
#define SPARE_BYTES (16 * 1024 * 1024)

/* An event of the device as it was, not confirmed by a hub: see OutboxState. */
static const char update_outbox[] = "UPDATE outbox SET state = 1";
static const char select_tags[] =
	"SELECT json_extract(p.payload, '$.tag') FROM event_log e JOIN event_payload p ON p.row = e.row "
	"WHERE e.kind IN ('desk.created', 'desk.restored')";
static const char attach_copy[] = "ATTACH :path AS copy";
/* Work, not who came and looked. */
static const char count_left[] =
	"SELECT COUNT(*) FROM main.event_log e WHERE e.kind NOT IN ('backup.made', 'person.signed_on', "
	"'person.signed_off', 'pin.wrong', 'lookup.made', 'data.seen') AND NOT EXISTS "
	"(SELECT 1 FROM copy.event_log c WHERE c.event_id = e.event_id)";
/* 1: the store that is there does not know the copy's device; 2: it knows it by another key. */
static const char select_stranger[] =
	"SELECT CASE WHEN m.id IS NULL THEN 1 WHEN m.public_key <> c.public_key THEN 2 ELSE 0 END "
	"FROM copy.device c LEFT JOIN main.device m ON m.id = c.id "
	"WHERE c.id = (SELECT value FROM copy.setting WHERE name = 'device')";
static const char select_left[] =
	"SELECT t.number FROM main.ticket t WHERE t.id IN (SELECT e.subject FROM main.event_log e WHERE "
	"e.subject_kind = 0 AND NOT EXISTS (SELECT 1 FROM copy.event_log c WHERE c.event_id = e.event_id)) "
	"ORDER BY t.counter DESC LIMIT 20";

struct Restore {
	RestoreConfig config;
	RestoreFacts facts;
	char *folder, *parent, *base, *from; /* absolute; base is the folder's own name */
	char *staging;
	int lock_fd;	/* of the store that is there */
	int staging_fd; /* holds a lock, so that another restore does not take it for a leftover
			 */
	GHashTable *tags;
};

/* ---- places ---- */

static bool
step(Restore *restore, GError **error)
{
	return backup_go_on(restore->config.go, restore->config.data, error);
}

static char *
dup_prefix(const Restore *restore)
{
	return g_strdup_printf(".%s.restoring-", restore->base);
}

/* parent/old-DATE/NAME, so that AMENDS_HOME=parent/old-DATE opens it. */
static char *
move_aside(Restore *restore, const char *from, GError **error)
{
	g_autofree char *stamp = backup_dup_stamp(restore->config.env, restore->config.zone);
	g_autofree char *name = g_strconcat("old-", stamp, NULL);
	g_autofree char *home = g_build_filename(restore->parent, name, NULL);
	char *to;

	for (int n = 2; g_mkdir(home, 0700) != 0; n++) {
		g_autofree char *again = g_strdup_printf("%s-%d", name, n);

		if (errno != EEXIST) {
			file_set_error(home, errno, error);
			return NULL;
		}
		g_free(home);
		home = g_build_filename(restore->parent, again, NULL);
	}
	to = g_build_filename(home, restore->base, NULL);
	if (g_rename(from, to) == 0 && file_sync(home, error) &&
		file_sync(restore->parent, error))
		return to;
	if (error && !*error)
		file_set_error(from, errno, error);
	g_free(to);
	return NULL;
}

/* What a killed restore left beside the store: a copy that was not whole goes, a store is set
 * aside. */
static void
clear_leftovers(Restore *restore)
{
	g_autofree char *prefix = dup_prefix(restore);
	g_autoptr(GDir) dir = g_dir_open(restore->parent, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(restore->parent, name, NULL);
		g_autofree char *mark = g_build_filename(path, UNFINISHED, NULL);
		int fd;

		if (!g_str_has_prefix(name, prefix))
			continue;
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
			if (g_file_test(mark, G_FILE_TEST_EXISTS))
				file_remove_tree(path);
			else
				g_free(move_aside(restore, path, NULL));
		}
		if (fd >= 0)
			close(fd);
	}
}

static bool
lock_present(Restore *restore, GError **error)
{
	g_autofree char *lock = g_build_filename(restore->folder, "lock", NULL);
	g_autofree char *store = g_build_filename(restore->folder, "store.db", NULL);

	restore->facts.present = g_file_test(store, G_FILE_TEST_EXISTS);
	if (!g_file_test(restore->folder, G_FILE_TEST_IS_DIR))
		return true;
	restore->lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (restore->lock_fd >= 0 && flock(restore->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	if (restore->lock_fd < 0)
		return file_set_error(lock, errno, error);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED,
		_("Another amends has the store in %s open. Close it on every screen, then restore. Nothing "
		  "was changed."),
		restore->folder);
	return false;
}

static bool
make_staging(Restore *restore, GError **error)
{
	static const char *const parts[] = {"drafts", "files", "backup"};
	g_autofree char *prefix = dup_prefix(restore);
	g_autofree char *name = g_strconcat(prefix, "XXXXXX", NULL);
	g_autofree char *staging = g_build_filename(restore->parent, name, NULL);
	g_autofree char *mark = NULL;

	if (!g_mkdtemp_full(staging, 0700))
		return file_set_error(restore->parent, errno, error);
	restore->staging = g_steal_pointer(&staging);
	restore->staging_fd = open(restore->staging, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (restore->staging_fd < 0 || flock(restore->staging_fd, LOCK_EX | LOCK_NB) != 0)
		return file_set_error(restore->staging, errno, error);
	mark = g_build_filename(restore->staging, UNFINISHED, NULL);
	if (!file_write_new(mark, "", error))
		return false;
	for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *path = g_build_filename(restore->staging, parts[i], NULL);

		if (g_mkdir(path, 0700) != 0)
			return file_set_error(path, errno, error);
	}
	return true;
}

/* ---- the copy ---- */

static bool
check_realm(const Restore *restore, const char *realm, GError **error)
{
	if (strcmp(realm, restore->config.realm) == 0)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		strcmp(realm, "practice") == 0
			? _("This is a copy of a practice store. It goes back there only: --practice. Nothing "
			    "was changed.")
			: _("This is a copy of a real store, which does not belong into the practice store. "
			    "Nothing was changed."));
	return false;
}

static bool
check_room(const Restore *restore, const char *from, GError **error)
{
	g_autofree char *store = g_build_filename(from, "store.db", NULL);
	int64_t room = file_room(restore->parent);
	struct stat st;

	if (room < 0 || stat(store, &st) != 0 || room >= st.st_size + SPARE_BYTES)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_FULL,
		_("There is not enough room in %1$s: %2$d MB are needed, %3$d MB are free. Nothing was "
		  "changed."),
		restore->parent, (int)((st.st_size + SPARE_BYTES) / 1000000) + 1,
		(int)(room / 1000000));
	return false;
}

static bool
copy_listed(Restore *restore, const Manifest *manifest, GError **error)
{
	for (guint i = 0; i < manifest->files->len; i++) {
		const ManifestFile *file = manifest->files->pdata[i];
		g_autofree char *from = g_build_filename(restore->from, file->name, NULL);
		g_autofree char *to = g_build_filename(restore->staging, file->name, NULL);
		char hash[HASH_LEN];

		if (!step(restore, error) || !file_copy(from, to, hash, NULL, error) ||
			!backup_check_sum(file, hash, error))
			return false;
	}
	return true;
}

static Db *
open_staged(const Restore *restore, DbMode mode, GError **error)
{
	g_autofree char *path = g_build_filename(restore->staging, "store.db", NULL);

	return backup_open_db(path, mode, error);
}

static bool
copy_backup(Restore *restore, GError **error)
{
	g_autoptr(Manifest) manifest = manifest_read(restore->from, error);
	g_autoptr(Db) db = NULL;
	unsigned char public_key[32];

	if (!manifest || !check_realm(restore, manifest->facts.realm, error) ||
		!check_room(restore, restore->from, error) ||
		!copy_listed(restore, manifest, error))
		return false;
	db = open_staged(restore, DB_READER, error);
	if (!db || !backup_prove_db(db, &manifest->facts, public_key, error))
		return false;
	if (!manifest_is_signed(manifest, public_key))
		return backup_damaged(
			error, _("Its list of files is not signed by its device."));
	restore->facts.copy = manifest->facts;
	restore->facts.copy.files = manifest->files->len - 1;
	return true;
}

static bool
copy_kept(Restore *restore, GError **error)
{
	g_autofree char *folder = g_build_filename(restore->folder, "files", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *from = g_build_filename(folder, name, NULL);
		g_autofree char *to = g_build_filename(restore->staging, "files", name, NULL);
		char hash[HASH_LEN];

		if (!file_name_is_hash(name))
			continue;
		if (!step(restore, error) || !file_copy(from, to, hash, NULL, error))
			return false;
		restore->facts.copy.files++;
	}
	return true;
}

/* The head is what does not fit, or the key is lost: all else must prove. */
static bool
copy_here(Restore *restore, GError **error)
{
	g_autofree char *path = g_build_filename(restore->folder, "store.db", NULL);
	BackupFacts *facts = &restore->facts.copy;
	g_autoptr(Db) from = NULL, to = NULL;
	unsigned char public_key[32];
	Device device = {.seq = 0};

	if (!restore->facts.present) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no store in %s yet."), restore->folder);
		return false;
	}
	if (!check_room(restore, restore->folder, error))
		return false;
	from = backup_open_db(path, DB_READER, error);
	if (!from || !device_read(from, &device, error) ||
		!check_realm(restore, device.realm, error))
		return false;
	facts->seq = device.seq;
	g_strlcpy(facts->head, device.prev, HASH_LEN);
	g_strlcpy(facts->device, device.id, UUID_LEN);
	g_strlcpy(facts->realm, device.realm, sizeof facts->realm);
	g_strlcpy(facts->tag, device.tag, sizeof facts->tag);
	facts->made_us = env_now_us(restore->config.env);
	to = open_staged(restore, DB_COPY, error);
	return to && db_copy(from, to, restore->config.go, restore->config.data, error) &&
	       db_exec(to, "PRAGMA journal_mode=DELETE", error) &&
	       backup_prove_db(to, facts, public_key, error) && copy_kept(restore, error);
}

/* ---- what is left behind ---- */

static void
read_numbers(Restore *restore, Db *db)
{
	g_autoptr(GStrvBuilder) numbers = g_strv_builder_new();
	sqlite3_stmt *stmt = db_stmt(db, select_left, NULL);

	while (stmt && db_step(stmt, NULL))
		g_strv_builder_add(numbers, db_text(stmt, 0));
	restore->facts.numbers = g_strv_builder_end(numbers);
}

/*
 * Compares with the store that is there, as far as it can be read. Whoever forges a whole
 * backup needs a key of their own for it: DAMAGED where a device is known here by another one.
 */
static bool
compare_with_present(Restore *restore, GError **error)
{
	g_autofree char *path = g_build_filename(restore->folder, "store.db", NULL);
	g_autofree char *copy = g_build_filename(restore->staging, "store.db", NULL);
	g_autoptr(Db) db = NULL;
	sqlite3_stmt *stmt;
	int64_t stranger;

	if (!restore->facts.present || restore->facts.here)
		return true;
	restore->facts.left = -1;
	db = backup_open_db(path, DB_READER, NULL);
	stmt = db ? db_stmt(db, attach_copy, NULL) : NULL;
	if (!stmt)
		return true;
	db_bind_text(stmt, ":path", copy);
	if (!db_run(stmt, NULL))
		return true;
	restore->facts.left = db_query_int(db, count_left, -1);
	read_numbers(restore, db);
	stranger = db_query_int(db, select_stranger, 0);
	restore->facts.stranger = stranger == 1;
	return stranger != 2 ||
	       backup_damaged(
		       error, _("The store that is there knows its device by another key."));
}

/* ---- the new incarnation ---- */

static void
note_tags(Restore *restore, Db *db)
{
	sqlite3_stmt *stmt = db ? db_stmt(db, select_tags, NULL) : NULL;

	while (stmt && db_step(stmt, NULL))
		g_hash_table_add(restore->tags, g_strdup(db_text(stmt, 0)));
}

static void
note_tags_in(Restore *restore, const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);
	g_autoptr(Db) db = g_file_test(path, G_FILE_TEST_EXISTS)
				   ? backup_open_db(path, DB_READER, NULL)
				   : NULL;

	note_tags(restore, db);
}

/* Numbers of two incarnations must never be the same: also those set aside have tags. */
static void
choose_tag(Restore *restore, Device *device, Db *db)
{
	g_autoptr(GDir) dir = g_dir_open(restore->parent, 0, NULL);
	const char *name;

	note_tags(restore, db);
	note_tags_in(restore, restore->folder);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *old =
			g_build_filename(restore->parent, name, restore->base, NULL);

		if (g_str_has_prefix(name, "old-"))
			note_tags_in(restore, old);
	}
	do
		device_make_tag(device, restore->config.env);
	while (g_hash_table_contains(restore->tags, device->tag) &&
		g_hash_table_size(restore->tags) < 400);
}

static bool
write_identity(Restore *restore, Db *db, const Device *device, GError **error)
{
	const BackupFacts *copy = &restore->facts.copy;
	g_autofree char *seq = g_strdup_printf("%" PRId64, copy->seq);

	return db_exec(db, "BEGIN IMMEDIATE", error) &&
	       setting_put(db, "device", device->id, error) &&
	       setting_put(db, "tag", device->tag, error) &&
	       setting_put(db, "restored_from", copy->device, error) &&
	       setting_put(db, "restored_seq", seq, error) &&
	       setting_put(db, "restored_head", copy->head, error) &&
	       log_add_device(db, device->id, device->public_key, error) &&
	       db_run(db_stmt(db, update_outbox, error), error) && db_exec(db, "COMMIT", error);
}

/* Derived rows of a store that lost the end of its log still show what is gone. */
static bool
fold_again(const Restore *restore, Db *db, GError **error)
{
	g_autoptr(Reference) base = NULL, reference = NULL;

	if (!restore->facts.here)
		return true;
	base = reference_load(restore->config.assets, error);
	reference = base ? store_reference_of_log(db, base, error) : NULL;
	return reference && project_anew(db, reference, error);
}

static bool
make_incarnation(Restore *restore, GError **error)
{
	g_autoptr(Db) db = open_staged(restore, DB_WRITER, error);
	Device device = {.seq = 0};
	bool written;

	if (!db || !schema_migrate(db, NULL, error) || !fold_again(restore, db, error))
		return false;
	choose_tag(restore, &device, db);
	env_uuid7(restore->config.env, device.id);
	if (!key_make(restore->staging, restore->config.env, device.key, error))
		return false;
	key_public(device.key, device.public_key);
	sodium_memzero(device.key, sizeof device.key);
	written = write_identity(restore, db, &device, error);
	g_strlcpy(restore->facts.tag, device.tag, sizeof restore->facts.tag);
	return written && step(restore, error);
}

/* ---- all of it ---- */

static bool
begin(Restore *restore, GError **error)
{
	if (!lock_present(restore, error))
		return false;
	clear_leftovers(restore);
	restore->facts.here = !restore->from;
	if (!make_staging(restore, error) || !step(restore, error) ||
		!(restore->from ? copy_backup(restore, error) : copy_here(restore, error)) ||
		!step(restore, error))
		return false;
	return compare_with_present(restore, error) && make_incarnation(restore, error);
}

Restore *
restore_begin(const RestoreConfig *config, GError **error)
{
	g_autoptr(Restore) restore = g_new0(Restore, 1);

	restore->config = *config;
	restore->lock_fd = restore->staging_fd = -1;
	restore->folder = g_canonicalize_filename(config->folder, NULL);
	restore->parent = g_path_get_dirname(restore->folder);
	restore->base = g_path_get_basename(restore->folder);
	restore->from = config->from ? g_canonicalize_filename(config->from, NULL) : NULL;
	restore->tags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return begin(restore, error) ? g_steal_pointer(&restore) : NULL;
}

void
restore_free(Restore *restore)
{
	if (!restore)
		return;
	if (restore->staging)
		file_remove_tree(restore->staging);
	if (restore->lock_fd >= 0)
		close(restore->lock_fd);
	if (restore->staging_fd >= 0)
		close(restore->staging_fd);
	g_hash_table_unref(restore->tags);
	g_strfreev(restore->facts.numbers);
	g_free(restore->folder);
	g_free(restore->parent);
	g_free(restore->base);
	g_free(restore->from);
	g_free(restore->staging);
	g_free(restore);
}

void
restore_stop_asking(Restore *restore)
{
	if (restore)
		restore->config.go = NULL;
}

const char *
restore_folder(const Restore *restore)
{
	return restore->staging;
}

const RestoreFacts *
restore_facts(const Restore *restore)
{
	return &restore->facts;
}

Act *
restore_dup_act(Desk *desk, const Restore *restore, const char *reason)
{
	const RestoreFacts *facts = &restore->facts;
	Act *act = desk_act(desk);

	act_add(act, EVENT_RESTORE_ORDERED, desk->device);
	act_text(act, "source", facts->here ? "here" : "backup");
	act_int(act, "made", facts->copy.made_us);
	if (facts->present && !facts->here && facts->left >= 0)
		act_int(act, "left", facts->left);
	act_bool(act, "blind", facts->left < 0);
	act_text(act, "reason", reason);
	return act;
}

static bool
sync_staging(Restore *restore, GError **error)
{
	static const char *const names[] = {"store.db", "device.key", "head", "files", ""};

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(restore->staging, names[i], NULL);

		if (!file_sync(path, error))
			return false;
	}
	return true;
}

/* The backups belong to the place, not to the incarnation. */
static void
take_backups_over(const Restore *restore, const char *aside)
{
	g_autofree char *from = g_build_filename(aside, "backup", NULL);
	g_autofree char *to = g_build_filename(restore->folder, "backup", NULL);

	if (g_file_test(from, G_FILE_TEST_IS_DIR) && g_rmdir(to) == 0 &&
		g_rename(from, to) != 0)
		g_mkdir(to, 0700);
}

static bool
exchange(Restore *restore, GError **error)
{
	bool there = g_file_test(restore->folder, G_FILE_TEST_EXISTS);
	unsigned how = there ? RENAME_EXCHANGE : RENAME_NOREPLACE;

	if (renameat2(AT_FDCWD, restore->staging, AT_FDCWD, restore->folder, how) == 0) {
		if (!there)
			g_clear_pointer(&restore->staging, g_free);
		return file_sync(restore->parent, error);
	}
	if (errno != EINVAL && errno != ENOSYS)
		return file_set_error(restore->folder, errno, error);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("This file system cannot exchange two folders in one step, so nothing was changed. Give "
		  "%s another name yourself, then restore again."),
		restore->folder);
	return false;
}

bool
restore_finish(Restore *restore, char **ret_aside, GError **error)
{
	g_autofree char *mark = g_build_filename(restore->staging, UNFINISHED, NULL);
	g_autofree char *old = NULL;

	*ret_aside = NULL;
	if (!step(restore, error) || !sync_staging(restore, error))
		return false;
	g_unlink(mark);
	if (!step(restore, error) || !exchange(restore, error))
		return false;
	/* From here on the new store is in place, and what is at `staging` is the old one. */
	old = g_steal_pointer(&restore->staging);
	step(restore, NULL);
	if (!old)
		return true;
	*ret_aside = move_aside(restore, old, error);
	if (!*ret_aside)
		return false;
	step(restore, NULL);
	take_backups_over(restore, *ret_aside);
	return true;
}
