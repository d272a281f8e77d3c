/*
 * Opening and closing a store: folder, lock, schema, settings, this device's
 * chain. Key and signed head are in store-identity.c. See store.h.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/desk-check.h"
#include "core/error.h"
#include "core/search-token.h"
#include "core/setting.h"
#include "core/store-identity.h"
#include "core/store-merge.h"
#include "core/store-project.h"
#include "core/store-reference.h"
#include "core/store.h"

static const char select_key[] = "SELECT public_key FROM device WHERE id = :id";
static const char select_last[] =
	"SELECT e.seq, e.hash, json_extract(CAST(e.header AS TEXT), '$.hlc') FROM event_log e "
	"WHERE e.device = (SELECT number FROM device WHERE id = :device) ORDER BY e.seq DESC LIMIT 1";

#define NFS_MAGIC  0x6969
#define SMB_MAGIC  0x517b
#define SMB2_MAGIC 0xfe534d42
#define CIFS_MAGIC 0xff534d42

static char *
path_in(const Store *store, const char *name)
{
	return g_build_filename(store->folder, name, NULL);
}

/* ---- folder and lock ---- */

bool
store_folder_is_remote(const char *folder)
{
	struct statfs fs;

	if (statfs(folder, &fs) != 0)
		return false;
	switch ((unsigned long)fs.f_type & 0xffffffff) {
	case NFS_MAGIC:
	case SMB_MAGIC:
	case SMB2_MAGIC:
	case CIFS_MAGIC:
		return true;
	default:
		return false;
	}
}

static bool
refuse_network(const char *folder, GError **error)
{
	if (!store_folder_is_remote(folder))
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
		_("%s is on a network file system, where a store can be damaged. Put it on a local disk."),
		folder);
	return false;
}

static bool
refuse_path(const char *path, GError **error)
{
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
		_("%1$s cannot be opened: %2$s. Nothing was changed. The folder must be "
		  "yours to write in."),
		path, g_strerror(errno));
	return false;
}

static bool
make_folder(Store *store, GError **error)
{
	static const char *const parts[] = {"", "drafts", "files", "backup"};

	for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *path = path_in(store, parts[i]);

		if (g_mkdir_with_parents(path, 0700) != 0) {
			g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
				_("The folder %1$s cannot be made: %2$s."), path,
				g_strerror(errno));
			return false;
		}
		g_chmod(path, 0700);
	}
	if (access(store->folder, R_OK | W_OK | X_OK) != 0)
		return refuse_path(store->folder, error);
	return refuse_network(store->folder, error);
}

static bool
take_lock(Store *store, GError **error)
{
	g_autofree char *path = path_in(store, "lock");

	store->lock_fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (store->lock_fd < 0)
		return refuse_path(path, error);
	if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_LOCKED,
			_("Another amends owns the store in %s."), store->folder);
		return false;
	}
	return true;
}

/* ---- key and head ---- */

/* Whether it is the key this device's events are proved with; false with `error` if that cannot
 * be read. */
static bool
is_own_key(Store *store, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(store->db, select_key, error);
	bool own;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", store->device.id);
	own = db_step(stmt, error) &&
	      sqlite3_column_bytes(stmt, 0) == sizeof store->device.public_key &&
	      memcmp(sqlite3_column_blob(stmt, 0), store->device.public_key,
		      sizeof store->device.public_key) == 0;
	sqlite3_reset(stmt);
	return own;
}

static bool
read_key(Store *store, GError **error)
{
	g_autoptr(GError) local = NULL;

	if (!key_read(store->folder, store->device.key, error))
		return false;
	key_public(store->device.key, store->device.public_key);
	if (is_own_key(store, &local))
		return true;
	if (local)
		g_propagate_error(error, g_steal_pointer(&local));
	else
		key_refuse(store->folder, error);
	return false;
}

bool
head_write(Store *store, GError **error)
{
	Head head = {.seq = store->device.seq};

	if (store->head_bad)
		return true; /* what it says is evidence, and stays */
	g_strlcpy(head.hash, store->device.prev, HASH_LEN);
	store->head_late = !head_sign(store->folder, store->device.key, &head, error);
	return !store->head_late;
}

bool
head_fits(Db *db, const char *folder, const Device *device, Head *ret, GError **error)
{
	g_autoptr(GPtrArray) events = NULL;

	if (!head_read(folder, device->public_key, ret, error))
		return false;
	if (!ret->found && device->seq > 1) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("The signed head is missing: the end of the log cannot be proved."));
		return false;
	}
	if (ret->seq == 0)
		return true;
	events = log_read_device(db, device->id, ret->seq, 1, error);
	if (!events)
		return false;
	if (events->len > 0 && ((Event *)events->pdata[0])->seq == ret->seq &&
		strcmp(((Event *)events->pdata[0])->hash, ret->hash) == 0)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("Event %" PRId64
		  " of this device, which the signed head names, is missing or "
		  "changed."),
		ret->seq);
	return false;
}

bool
head_check(Store *store, GError **error)
{
	Head head;

	if (store->head_late && !head_write(store, error)) {
		g_prefix_error(error, "%s",
			_("The log is whole, but its signed head could not be written, so that its end could "
			  "not be proved later: "));
		return false;
	}
	if (!head_fits(store->db, store->folder, &store->device, &head, error))
		return false;
	if (head.seq == store->device.seq)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("The signed head names event %1$" PRId64
		  " of this device, but the last is %2$" PRId64 ": an old head was put back."),
		head.seq, store->device.seq);
	return false;
}

/*
 * At the start a head may be behind, after a loss of power: it is brought up. One that names
 * what is not there is kept as it is, so that no later act covers up what was taken out.
 */
static void
open_head(Store *store)
{
	Head head;

	store->head_bad = !head_fits(store->db, store->folder, &store->device, &head, NULL);
	if (!store->head_bad && head.seq < store->device.seq)
		head_write(store, NULL);
}

/* ---- settings and chain ---- */

static void
set_no_settings(GError **error)
{
	if (error && !*error)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("The store lacks its own settings. Run: amends doctor"));
}

static bool
read_chain(Db *db, Device *device, GError **error)
{
	g_autoptr(GError) local = NULL;
	sqlite3_stmt *stmt = db_stmt(db, select_last, error);
	guint64 hlc;

	if (!stmt)
		return false;
	memset(device->prev, '0', HASH_LEN - 1);
	db_bind_text(stmt, ":device", device->id);
	if (db_step(stmt, &local)) {
		device->seq = db_int(stmt, 0);
		g_strlcpy(device->prev, db_text(stmt, 1), HASH_LEN);
		hlc = g_ascii_strtoull(db_text(stmt, 2), NULL, 16);
		device->hlc_ms = (int64_t)(hlc >> 16);
		device->hlc_counter = hlc & 0xffff;
	}
	sqlite3_reset(stmt);
	if (!local)
		return true;
	g_propagate_error(error, g_steal_pointer(&local));
	return false;
}

bool
device_read(Db *db, Device *device, GError **error)
{
	g_autofree char *id = setting_dup(db, "device", error);
	g_autofree char *tag = setting_dup(db, "tag", NULL);
	g_autofree char *realm = setting_dup(db, "realm", NULL);

	if (!id || !tag || !realm) {
		set_no_settings(error);
		return false;
	}
	g_strlcpy(device->id, id, UUID_LEN);
	g_strlcpy(device->tag, tag, sizeof device->tag);
	g_strlcpy(device->realm, realm, sizeof device->realm);
	return read_chain(db, device, error);
}

static bool
read_settings(Store *store, GError **error)
{
	store->branch = setting_dup(store->db, "branch", NULL);
	store->branch_name = setting_dup(store->db, "branch_name", NULL);
	store->zone_name = setting_dup(store->db, "zone", NULL);
	if (!store->branch || !store->zone_name) {
		set_no_settings(error);
		return false;
	}
	store->zone = g_time_zone_new_identifier(store->zone_name);
	if (!store->zone)
		store->zone = g_time_zone_new_utc();
	return true;
}

/* Letters that cannot be taken for a digit when read out. */
void
device_make_tag(Device *device, Env *env)
{
	static const char letters[] = "ABCDEFGHJKMNPQRTUVWXY";
	unsigned char dice[2];

	env->random(env, dice, sizeof dice);
	device->tag[0] = letters[dice[0] % (sizeof letters - 1)];
	device->tag[1] = letters[dice[1] % (sizeof letters - 1)];
	device->tag[2] = '\0';
}

static void
add_created(Store *store, Act *act)
{
	act_add(act, EVENT_DESK_CREATED, store->device.id);
	act_text(act, "branch", store->branch);
	act_text(act, "branch_name", store->branch_name);
	act_text(act, "zone", store->zone_name);
}

/* Whose copy this store was (core/restore.c), and where its chain stood then. */
static void
add_restored(Store *store, Act *act)
{
	g_autofree char *from = setting_dup(store->db, "restored_from", NULL);
	g_autofree char *seq = setting_dup(store->db, "restored_seq", NULL);
	g_autofree char *head = setting_dup(store->db, "restored_head", NULL);

	act_add(act, EVENT_DESK_RESTORED, store->device.id);
	act_text(act, "from", from);
	act_int(act, "seq", seq ? g_ascii_strtoll(seq, NULL, 10) : 0);
	act_text(act, "head", head);
}

/* The first event of a chain says where it comes from. */
static bool
write_first(Store *store, GError **error)
{
	g_autofree char *from = setting_dup(store->db, "restored_from", NULL);
	g_autoptr(Act) act = act_new(store->env, "");
	g_autoptr(ActResult) result = act_result_new();
	char hex[65];

	sodium_bin2hex(hex, sizeof hex, store->device.public_key, 32);
	if (from)
		add_restored(store, act);
	else
		add_created(store, act);
	act_text(act, "tag", store->device.tag);
	act_text(act, "public_key", hex);
	store_apply(store, act, result);
	if (result->outcome == ACT_SAVED)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DATABASE, "%s",
		result->error ? result->error : "desk.created");
	return false;
}

static bool
create(Store *store, const StoreConfig *config, GError **error)
{
	device_make_tag(&store->device, store->env);
	env_uuid7(store->env, store->device.id);
	g_strlcpy(store->device.realm, config->practice ? "practice" : "bank",
		sizeof store->device.realm);
	if (!key_make(store->folder, store->env, store->device.key, error))
		return false;
	key_public(store->device.key, store->device.public_key);
	if (!db_exec(store->db, "BEGIN IMMEDIATE", error))
		return false;
	if (!setting_put(store->db, "device", store->device.id, error) ||
		!setting_put(store->db, "tag", store->device.tag, error) ||
		!setting_put(store->db, "realm", store->device.realm, error) ||
		!setting_put(store->db, "branch", config->branch, error) ||
		!setting_put(store->db, "branch_name",
			config->branch_name ? config->branch_name : "", error) ||
		!setting_put(store->db, "zone", config->zone ? config->zone : "Asia/Shanghai",
			error) ||
		!log_add_device(store->db, store->device.id, store->device.public_key, error) ||
		!db_exec(store->db, "COMMIT", error)) {
		db_exec(store->db, "ROLLBACK", NULL);
		return false;
	}
	return device_read(store->db, &store->device, error) && read_settings(store, error) &&
	       write_first(store, error);
}

/*
 * A head is written after the first event only: with one, an empty database is one that lost
 * everything, and no new desk is begun over what is left of the old.
 */
static bool
refuse_emptied(Store *store, GError **error)
{
	g_autofree char *head = path_in(store, "head"), *path = path_in(store, "store.db");

	if (!g_file_test(head, G_FILE_TEST_EXISTS))
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("%1$s is missing or empty, though this desk has worked before. Nothing was changed. "
		  "Put it back from a backup; to begin anew, move the folder %2$s away first."),
		path, store->folder);
	return false;
}

static bool
open_database(Store *store, const StoreConfig *config, GError **error)
{
	g_autofree char *path = path_in(store, "store.db");
	g_autofree char *backup = path_in(store, "backup/before-upgrade.db");
	g_autofree char *id = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS) && !refuse_emptied(store, error))
		return false;
	if (!config->create && !g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no store in %s yet."), store->folder);
		return false;
	}
	store->db = db_open(path, DB_WRITER, store->env->vfs, error);
	if (!store->db || !search_token_register(store->db->handle, error) ||
		!schema_migrate(store->db, backup, error) ||
		!project_clocks_once(store->db, store->reference, error))
		return false;
	store_merge_setup(store);
	id = setting_dup(store->db, "device", error);
	if (id) {
		if (!device_read(store->db, &store->device, error) ||
			!read_settings(store, error) || !read_key(store, error))
			return false;
		open_head(store);
		return store->device.seq > 0 || write_first(store, error);
	}
	if ((error && *error) || !refuse_emptied(store, error))
		return false;
	if (!config->create || !config->branch) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no store in %s yet."), store->folder);
		return false;
	}
	return create(store, config, error);
}

Store *
store_open(const StoreConfig *config, GError **error)
{
	g_autoptr(Store) store = g_new0(Store, 1);

	store->env = config->env;
	store->reference = config->reference;
	store->folder = g_strdup(config->folder);
	store->stepped = config->stepped;
	store->lock_fd = -1;
	g_mutex_init(&store->mutex);
	g_cond_init(&store->wake);
	store->context = g_main_context_ref_thread_default();
	for (int i = 0; i < N_STORE_LANES; i++)
		g_queue_init(&store->lanes[i]);
	if (!config->create && !g_file_test(config->folder, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND,
			_("There is no store in %s yet."), store->folder);
		return NULL;
	}
	if (!make_folder(store, error) || !take_lock(store, error) ||
		!open_database(store, config, error) || !store_reference_open(store, error))
		return NULL;
	store_start(store);
	return g_steal_pointer(&store);
}

void
store_close(Store *store)
{
	if (!store)
		return;
	store_stop(store);
	if (store->head_late)
		head_write(store, NULL);
	if (store->db)
		sqlite3_wal_checkpoint_v2(
			store->db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	store_reference_close(store);
	db_close(store->db);
	sodium_memzero(store->device.key, sizeof store->device.key);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	g_free(store->folder);
	g_free(store->branch);
	g_free(store->branch_name);
	g_free(store->zone_name);
	g_clear_pointer(&store->zone, g_time_zone_unref);
	g_main_context_unref(store->context);
	g_mutex_clear(&store->mutex);
	g_cond_clear(&store->wake);
	g_free(store);
}
