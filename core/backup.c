/*
 * Making a backup: the database through SQLite's own copying from one
 * snapshot, then the files, then the proof of what was written, then the name.
 * See backup.h.
 */
#include "config.h"

#include "core/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/backup-private.h"
#include "core/desk-private.h"
#include "core/error.h"
#include "core/file-copy.h"
#include "core/text.h"

/* What SQLite may need beside the bytes themselves. */
#define SPARE_BYTES (4 * 1024 * 1024)

static const char count_tickets[] = "SELECT COUNT(*) FROM ticket";
static const char count_events[] = "SELECT COUNT(*) FROM event_log";
static const char select_kept[] =
	"SELECT DISTINCT json_extract(p.payload, '$.sha256') FROM event_log e JOIN event_payload p "
	"ON p.row = e.row WHERE e.kind = 'file.attached'";

typedef struct Making {
	const BackupConfig *config;
	Manifest *manifest;
	char *final, *part; /* the folder's name to be, and until then */
	int part_fd;	    /* holds a lock on `part`, so that nobody clears it away */
	unsigned char key[64];
} Making;

static void
making_clear(Making *making)
{
	if (making->part_fd >= 0)
		close(making->part_fd);
	sodium_memzero(making->key, sizeof making->key);
	manifest_free(making->manifest);
	g_free(making->final);
	g_free(making->part);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Making, making_clear)

/* ---- where it goes ---- */

char *
backup_dup_stamp(Env *env, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc =
		g_date_time_new_from_unix_utc(env_now_us(env) / US_PER_SECOND);
	g_autoptr(GDateTime) local =
		zone ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);

	return g_date_time_format(local, "%Y-%m-%d-%H%M%S");
}

static char *
dup_dated(const Making *making, const char *folder)
{
	g_autofree char *stamp = backup_dup_stamp(making->config->env, making->config->zone);
	g_autofree char *name = g_strdup_printf("%s-%s", stamp, making->manifest->facts.tag);
	char *path = g_build_filename(folder, name, NULL);

	for (int n = 2; g_file_test(path, G_FILE_TEST_EXISTS); n++) {
		g_autofree char *again = g_strdup_printf("%s-%d", name, n);

		g_free(path);
		path = g_build_filename(folder, again, NULL);
	}
	return path;
}

static bool
refuse_name(const char *path, GError **error)
{
	g_autofree char *shown = text_dup_clean(path, false);

	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID,
		_("%s is there already. Nothing was changed; give a new name, or a folder to put it in."),
		shown);
	return false;
}

static bool
choose_place(Making *making, GError **error)
{
	const BackupConfig *config = making->config;
	g_autofree char *own = g_build_filename(config->folder, "backup", NULL);
	g_autofree char *to = g_canonicalize_filename(config->to ? config->to : own, NULL);
	g_autofree char *store = g_canonicalize_filename(config->folder, NULL);
	g_autofree char *manifest = g_build_filename(to, MANIFEST_NAME, NULL);
	g_autofree char *inside = g_strconcat(store, "/", NULL);

	if (config->to && (strcmp(to, store) == 0 || g_str_has_prefix(to, inside)))
		return refuse_name(to, error);
	if (g_file_test(to, G_FILE_TEST_IS_DIR) && !g_file_test(manifest, G_FILE_TEST_EXISTS))
		making->final = dup_dated(making, to);
	else if (g_file_test(to, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
		return refuse_name(to, error);
	else
		making->final = g_steal_pointer(&to);
	return true;
}

static int64_t
size_of(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
}

static int64_t
bytes_needed(const char *folder)
{
	g_autofree char *files = g_build_filename(folder, "files", NULL);
	g_autoptr(GDir) dir = g_dir_open(files, 0, NULL);
	int64_t sum =
		size_of(folder, "store.db") + size_of(folder, "store.db-wal") + SPARE_BYTES;
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		sum += size_of(files, name);
	return sum;
}

static bool
check_room(const Making *making, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(making->final);
	int64_t room = file_room(parent), need = bytes_needed(making->config->folder);

	if (room < 0)
		return file_set_error(parent, errno, error);
	if (room >= need)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_FULL,
		_("There is not enough room in %1$s: %2$d MB are needed, %3$d MB are free. Nothing was "
		  "changed."),
		parent, (int)(need / 1000000) + 1, (int)(room / 1000000));
	return false;
}

static int
lock_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool
make_part(Making *making, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(making->final);
	g_autofree char *base = g_path_get_basename(making->final);
	g_autofree char *name = g_strdup_printf(".%s.part-XXXXXX", base);
	g_autofree char *part = g_build_filename(parent, name, NULL), *files = NULL;

	if (!g_mkdtemp_full(part, 0700))
		return file_set_error(parent, errno, error);
	making->part = g_steal_pointer(&part);
	making->part_fd = lock_folder(making->part);
	files = g_build_filename(making->part, "files", NULL);
	return g_mkdir(files, 0700) == 0 || file_set_error(files, errno, error);
}

/* ---- what goes in ---- */

static bool
copy_database(Making *making, Db *from, GError **error)
{
	g_autofree char *path = g_build_filename(making->part, "store.db", NULL);
	g_autoptr(Db) copy = backup_open_db(path, DB_COPY, error);

	/* One file that stands alone, also on a medium that cannot be written. */
	return copy && db_copy(from, copy, making->config->go, making->config->data, error) &&
	       db_exec(copy, "PRAGMA journal_mode=DELETE", error);
}

static bool
copy_file(Making *making, const char *name, GError **error)
{
	g_autofree char *from = g_build_filename(making->config->folder, "files", name, NULL);
	g_autofree char *to = g_build_filename(making->part, "files", name, NULL);
	g_autofree char *listed = g_build_filename("files", name, NULL);
	g_autoptr(GError) local = NULL;
	char hash[HASH_LEN];
	int64_t size = 0;

	if (!file_copy(from, to, hash, &size, &local)) {
		if (g_error_matches(local, AMENDS_ERROR, AMENDS_ERROR_FULL)) {
			g_propagate_error(error, g_steal_pointer(&local));
			return false;
		}
		return true; /* counted as missing, if a complaint names it */
	}
	if (strcmp(hash, name) != 0) {
		g_unlink(to);
		return true;
	}
	manifest_add(making->manifest, hash, listed);
	making->manifest->facts.bytes += size;
	return true;
}

static bool
copy_files(Making *making, GError **error)
{
	g_autofree char *folder = g_build_filename(making->config->folder, "files", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (file_name_is_hash(name) &&
			(!backup_go_on(making->config->go, making->config->data, error) ||
				!copy_file(making, name, error)))
			return false;
	return true;
}

static int64_t
count_missing(Making *making, Db *db)
{
	sqlite3_stmt *stmt = db_stmt(db, select_kept, NULL);
	int64_t missing = 0;

	while (stmt && db_step(stmt, NULL)) {
		g_autofree char *path =
			g_build_filename(making->part, "files", db_text(stmt, 0), NULL);

		missing += !g_file_test(path, G_FILE_TEST_EXISTS);
	}
	return missing;
}

/* From one snapshot; the head is read before it, so that the copy is never older than the head.
 */
static bool
copy_snapshot(Making *making, GError **error)
{
	const char *folder = making->config->folder;
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);
	g_autoptr(Db) db = backup_open_db(path, DB_READER, error);
	BackupFacts *facts = &making->manifest->facts;
	Device device = {.seq = 0};
	Head head;

	if (!db || !device_read(db, &device, error))
		return false;
	key_public(making->key, device.public_key);
	if (!head_fits(db, folder, &device, &head, error)) {
		g_prefix_error(error, "%s ",
			_("This store does not prove, so no backup of it was made."));
		return false;
	}
	if (!db_exec(db, "BEGIN", error) || !device_read(db, &device, error))
		return false;
	facts->seq = device.seq;
	g_strlcpy(facts->head, device.prev, HASH_LEN);
	facts->events = db_query_int(db, count_events, 0);
	facts->tickets = db_query_int(db, count_tickets, 0);
	facts->schema = (int)db_query_int(db, "PRAGMA user_version", 0);
	if (!copy_database(making, db, error) || !copy_files(making, error))
		return false;
	facts->missing = count_missing(making, db);
	return true;
}

/* ---- proof and name ---- */

static bool
add_database(Making *making, GError **error)
{
	g_autofree char *path = g_build_filename(making->part, "store.db", NULL);
	g_autoptr(Db) copy = backup_open_db(path, DB_READER, error);
	g_autoptr(Manifest) sums = manifest_new();
	GPtrArray *files = making->manifest->files;
	unsigned char public_key[32];
	char hash[HASH_LEN];
	int64_t size = 0;

	if (!copy || !backup_prove_db(copy, &making->manifest->facts, public_key, error) ||
		!file_hash(path, hash, &size, error))
		return false;
	/* store.db is the first of the list */
	manifest_add(sums, hash, "store.db");
	g_ptr_array_extend_and_steal(sums->files, g_ptr_array_ref(files));
	making->manifest->files = g_steal_pointer(&sums->files);
	sums->files = files;
	making->manifest->facts.bytes += size;
	return file_sync(path, error);
}

static bool
give_name(Making *making, GError **error)
{
	g_autofree char *files = g_build_filename(making->part, "files", NULL);
	g_autofree char *parent = g_path_get_dirname(making->final);

	if (!file_sync(files, error) || !file_sync(making->part, error) ||
		!backup_go_on(making->config->go, making->config->data, error))
		return false;
	if (renameat2(AT_FDCWD, making->part, AT_FDCWD, making->final, RENAME_NOREPLACE) == 0 ||
		(errno == EINVAL && g_rename(making->part, making->final) == 0))
		return file_sync(parent, error);
	if (errno == EEXIST || errno == ENOTEMPTY)
		return refuse_name(making->final, error);
	return file_set_error(making->final, errno, error);
}

/* ---- those that are there ---- */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GStrv
backup_list(const char *folder)
{
	g_autofree char *own = g_build_filename(folder, "backup", NULL);
	g_autoptr(GDir) dir = g_dir_open(own, 0, NULL);
	GPtrArray *paths = g_ptr_array_new();
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *manifest = g_build_filename(own, name, MANIFEST_NAME, NULL);

		if (name[0] != '.' && g_file_test(manifest, G_FILE_TEST_EXISTS))
			g_ptr_array_add(paths, g_build_filename(own, name, NULL));
	}
	g_ptr_array_sort(paths, compare_names);
	g_ptr_array_add(paths, NULL);
	return (GStrv)g_ptr_array_free(paths, FALSE);
}

int64_t
backup_last_us(const char *folder)
{
	g_auto(GStrv) paths = backup_list(folder);
	int64_t last = 0;

	for (int i = 0; paths[i]; i++) {
		g_autoptr(Manifest) manifest = manifest_read(paths[i], NULL);

		if (manifest)
			last = MAX(last, manifest->facts.made_us);
	}
	return last;
}

/* Left by a process that died; one still at work holds its lock. */
static void
clear_parts(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		int fd = name[0] == '.' && strstr(name, ".part-") ? lock_folder(path) : -1;

		if (fd < 0)
			continue;
		file_remove_tree(path);
		close(fd);
	}
}

static void
rotate(const BackupConfig *config)
{
	g_autofree char *own = g_build_filename(config->folder, "backup", NULL);
	g_auto(GStrv) paths = NULL;
	unsigned n;

	clear_parts(own);
	if (config->to || config->keep == 0)
		return;
	paths = backup_list(config->folder);
	n = g_strv_length(paths);
	for (unsigned i = 0; i + config->keep < n; i++)
		file_remove_tree(paths[i]);
}

/* ---- all of it ---- */

static bool
begin(Making *making, GError **error)
{
	const char *folder = making->config->folder;
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);
	BackupFacts *facts = &making->manifest->facts;
	g_autoptr(Db) db = NULL;
	Device device = {.seq = 0};

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no store in %s yet."), folder);
		return false;
	}
	db = backup_open_db(path, DB_READER, error);
	if (!db || !device_read(db, &device, error) || !key_read(folder, making->key, error))
		return false;
	facts->made_us = env_now_us(making->config->env);
	g_strlcpy(facts->device, device.id, UUID_LEN);
	g_strlcpy(facts->tag, device.tag, sizeof facts->tag);
	g_strlcpy(facts->realm, device.realm, sizeof facts->realm);
	return choose_place(making, error) && check_room(making, error) &&
	       make_part(making, error);
}

char *
backup_make(const BackupConfig *config, BackupFacts *ret, GError **error)
{
	g_auto(Making) making = {.config = config, .part_fd = -1};

	making.manifest = manifest_new();
	if (!begin(&making, error) || !copy_snapshot(&making, error) ||
		!add_database(&making, error) ||
		!manifest_write(making.manifest, making.part, making.key, error) ||
		!give_name(&making, error)) {
		if (making.part)
			file_remove_tree(making.part);
		return NULL;
	}
	rotate(config);
	*ret = making.manifest->facts;
	ret->files = making.manifest->files->len - 1;
	return g_steal_pointer(&making.final);
}

/* The rule of backup.made (core/rules.c), asked before the work. */
bool
backup_may_carry_away(Desk *desk)
{
	const Person *person = desk_person(desk);
	bool led = false;

	for (guint i = 0; i < desk->people->len; i++) {
		const Person *other = desk->people->pdata[i];

		led |= other->active &&
		       (other->role == STAFF_ADMINISTRATOR || staff_role_is_lead(other->role));
	}
	return person && (!led || person->role == STAFF_ADMINISTRATOR ||
				 staff_role_is_lead(person->role));
}

Act *
backup_dup_act(Desk *desk, const BackupFacts *facts, bool elsewhere)
{
	Act *act = desk_act(desk);

	act_add(act, EVENT_BACKUP_MADE, desk->device);
	act_text(act, "place", elsewhere ? "elsewhere" : "own");
	act_int(act, "seq", facts->seq);
	act_text(act, "head", facts->head);
	act_int(act, "files", facts->files);
	return act;
}
