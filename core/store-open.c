/*
 * Opening and closing a store: folder, lock, keys, schema, this device's
 * chain and its signed head. See store.h.
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

#include "core/error.h"
#include "core/search-token.h"
#include "core/store.h"

static const char select_setting[] = "SELECT value FROM setting WHERE name = :name";
static const char select_key[] = "SELECT public_key FROM device WHERE id = :id";
static const char insert_setting[] = "INSERT INTO setting (name, value) VALUES (:name, :value)";
static const char select_last[] =
	"SELECT e.seq, e.hash, json_extract(CAST(e.header AS TEXT), '$.hlc') FROM event_log e "
	"WHERE e.device = (SELECT number FROM device WHERE id = :device) ORDER BY e.seq DESC LIMIT 1";

#define NFS_MAGIC 0x6969
#define SMB_MAGIC 0x517b
#define SMB2_MAGIC 0xfe534d42
#define CIFS_MAGIC 0xff534d42

static char *
path_in(const Store *store, const char *name)
{
	return g_build_filename(store->folder, name, NULL);
}

/* ---- folder and lock ---- */

static bool
refuse_network(const char *folder, GError **error)
{
	struct statfs fs;

	if (statfs(folder, &fs) != 0)
		return true;
	switch ((unsigned long)fs.f_type & 0xffffffff) {
	case NFS_MAGIC:
	case SMB_MAGIC:
	case SMB2_MAGIC:
	case CIFS_MAGIC:
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("%s is on a network file system, where a store can be damaged. Put it on a local "
			  "disk."),
			folder);
		return false;
	default:
		return true;
	}
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
				_("The folder %1$s cannot be made: %2$s."), path, g_strerror(errno));
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

/* ---- keys ---- */

static bool
write_private(const char *path, const char *text, GError **error)
{
	return g_file_set_contents_full(path, text, -1,
		G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* Whether it is the key this device's events are proved with; false with `error` if that cannot be
 * read. */
static bool
is_own_key(Store *store, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(store->db, select_key, error);
	bool own;

	if (!stmt)
		return false;
	db_bind_text(stmt, ":id", store->device.id);
	own = db_step(stmt, error) && sqlite3_column_bytes(stmt, 0) == sizeof store->device.public_key &&
		memcmp(sqlite3_column_blob(stmt, 0), store->device.public_key,
			sizeof store->device.public_key) == 0;
	sqlite3_reset(stmt);
	return own;
}

static bool
read_key(Store *store, GError **error)
{
	g_autofree char *path = path_in(store, "device.key");
	g_autofree char *hex = NULL;
	size_t len = 0;
	g_autoptr(GError) local = NULL;
	bool whole;

	if (!g_file_get_contents(path, &hex, NULL, NULL) && access(path, R_OK) != 0 && errno != ENOENT)
		return refuse_path(path, error);
	whole = hex &&
		sodium_hex2bin(store->device.key, 64, g_strstrip(hex), strlen(hex), NULL, &len, NULL) == 0 &&
		len == 64;
	if (hex)
		sodium_memzero(hex, strlen(hex));
	if (whole)
		crypto_sign_ed25519_sk_to_pk(store->device.public_key, store->device.key);
	if (whole && is_own_key(store, &local))
		return true;
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return false;
	}
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("The device's key %s is missing, damaged or another desk's. The complaints are "
		  "untouched. Put the key back as it was, or restore the store from a backup."),
		path);
	return false;
}

static bool
make_key(Store *store, GError **error)
{
	g_autofree char *path = path_in(store, "device.key");
	unsigned char seed[crypto_sign_SEEDBYTES];
	char hex[129];

	store->env->random(store->env, seed, sizeof seed);
	crypto_sign_seed_keypair(store->device.public_key, store->device.key, seed);
	sodium_bin2hex(hex, sizeof hex, store->device.key, 64);
	sodium_memzero(seed, sizeof seed);
	if (!write_private(path, hex, error))
		return false;
	sodium_memzero(hex, sizeof hex);
	return true;
}

/* ---- the signed head ---- */

/* One length for ever, within one sector of a disk: it is written over in place, whole or not at all. */
#define HEAD_LEN 256

/*
 * Not forced to disk each time, which would double the cost of an act: after a loss of
 * power it may be behind the log, never empty, and is made good at the next start.
 */
static bool
write_in_place(const char *path, const char *text, GError **error)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written;

	if (fd < 0)
		return write_private(path, text, error);
	written = pwrite(fd, text, HEAD_LEN, 0) == HEAD_LEN;
	if (!written)
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO, _("%1$s cannot be written: %2$s."), path,
			g_strerror(errno));
	close(fd);
	return written;
}

bool
head_write(Store *store, GError **error)
{
	g_autofree char *path = path_in(store, "head");
	g_autofree char *signed_text = NULL, *text = NULL;
	unsigned char sig[64];
	char hex[129];

	if (store->head_bad)
		return true; /* what it says is evidence, and stays */
	signed_text = g_strdup_printf("%" PRId64 " %s", store->device.seq, store->device.prev);
	crypto_sign_detached(sig, NULL, (const unsigned char *)signed_text, strlen(signed_text),
		store->device.key);
	sodium_bin2hex(hex, sizeof hex, sig, sizeof sig);
	text = g_strdup_printf("%s %s%*s\n", signed_text, hex,
		HEAD_LEN - 2 - (int)(strlen(signed_text) + strlen(hex)), "");
	return write_in_place(path, text, error);
}

static bool
read_head(Store *store, int64_t *ret_seq, char ret_hash[HASH_LEN], bool *ret_found, GError **error)
{
	g_autofree char *path = path_in(store, "head");
	g_autofree char *text = NULL;
	g_auto(GStrv) words = NULL;
	g_autofree char *signed_text = NULL;
	unsigned char sig[64];
	size_t len = 0;

	*ret_found = g_file_get_contents(path, &text, NULL, NULL);
	if (!*ret_found)
		return true;
	words = g_strsplit(g_strstrip(text), " ", -1);
	if (g_strv_length(words) == 3) {
		signed_text = g_strdup_printf("%s %s", words[0], words[1]);
		if (sodium_hex2bin(sig, sizeof sig, words[2], strlen(words[2]), NULL, &len, NULL) == 0 &&
			len == 64 &&
			crypto_sign_verify_detached(sig, (const unsigned char *)signed_text,
				strlen(signed_text), store->device.public_key) == 0) {
			*ret_seq = g_ascii_strtoll(words[0], NULL, 10);
			g_strlcpy(ret_hash, words[1], HASH_LEN);
			return true;
		}
	}
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("The signed head %s does not fit this device."), path);
	return false;
}

/* Whether the log still holds what the head names. *ret_seq is that event's number. */
static bool
head_fits(Store *store, int64_t *ret_seq, GError **error)
{
	char hash[HASH_LEN] = "";
	bool found;
	g_autoptr(GPtrArray) events = NULL;

	*ret_seq = 0;
	if (!read_head(store, ret_seq, hash, &found, error))
		return false;
	if (!found && store->device.seq > 1) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
			_("The signed head is missing: the end of the log cannot be proved."));
		return false;
	}
	if (!found || *ret_seq == 0)
		return true;
	events = log_read_device(store->db, store->device.id, *ret_seq, 1, error);
	if (!events)
		return false;
	if (events->len > 0 && ((Event *)events->pdata[0])->seq == *ret_seq &&
		strcmp(((Event *)events->pdata[0])->hash, hash) == 0)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("Event %" PRId64 " of this device, which the signed head names, is missing or "
		  "changed."),
		*ret_seq);
	return false;
}

bool
head_check(Store *store, GError **error)
{
	int64_t seq;

	if (!head_fits(store, &seq, error))
		return false;
	if (seq == store->device.seq)
		return true;
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
		_("The signed head names event %1$" PRId64 " of this device, but the last is %2$" PRId64
		  ": an old head was put back."),
		seq, store->device.seq);
	return false;
}

/*
 * At the start a head may be behind, after a loss of power: it is brought up. One that names
 * what is not there is kept as it is, so that no later act covers up what was taken out.
 */
static void
open_head(Store *store)
{
	int64_t seq;

	store->head_bad = !head_fits(store, &seq, NULL);
	if (!store->head_bad && seq < store->device.seq)
		head_write(store, NULL);
}

/* ---- settings and chain ---- */

static char *
dup_setting(Db *db, const char *name, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, select_setting, error);
	char *value = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":name", name);
	if (db_step(stmt, error))
		value = g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	return value;
}

static bool
add_setting(Db *db, const char *name, const char *value, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(db, insert_setting, error);

	if (!stmt)
		return false;
	db_bind_text(stmt, ":name", name);
	db_bind_text(stmt, ":value", value);
	return db_run(stmt, error);
}

static bool
read_settings(Store *store, GError **error)
{
	g_autofree char *id = dup_setting(store->db, "device", error);
	g_autofree char *tag = dup_setting(store->db, "tag", NULL);
	g_autofree char *realm = dup_setting(store->db, "realm", NULL);

	store->branch = dup_setting(store->db, "branch", NULL);
	store->branch_name = dup_setting(store->db, "branch_name", NULL);
	store->zone_name = dup_setting(store->db, "zone", NULL);
	if (!id || !tag || !realm || !store->branch || !store->zone_name) {
		if (error && !*error)
			g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED,
				_("The store lacks its own settings. Run: amends doctor"));
		return false;
	}
	g_strlcpy(store->device.id, id, UUID_LEN);
	g_strlcpy(store->device.tag, tag, sizeof store->device.tag);
	g_strlcpy(store->device.realm, realm, sizeof store->device.realm);
	store->zone = g_time_zone_new_identifier(store->zone_name);
	if (!store->zone)
		store->zone = g_time_zone_new_utc();
	return true;
}

static bool
read_chain(Store *store, GError **error)
{
	Device *device = &store->device;
	sqlite3_stmt *stmt = db_stmt(store->db, select_last, error);
	guint64 hlc;

	if (!stmt)
		return false;
	memset(device->prev, '0', HASH_LEN - 1);
	db_bind_text(stmt, ":device", device->id);
	if (db_step(stmt, error)) {
		device->seq = db_int(stmt, 0);
		g_strlcpy(device->prev, db_text(stmt, 1), HASH_LEN);
		hlc = g_ascii_strtoull(db_text(stmt, 2), NULL, 16);
		device->hlc_ms = (int64_t)(hlc >> 16);
		device->hlc_counter = hlc & 0xffff;
	}
	sqlite3_reset(stmt);
	return !error || !*error;
}

/* A letter that cannot be taken for a digit when read out. */
static void
make_tag(Store *store)
{
	static const char letters[] = "ABCDEFGHJKMNPQRTUVWXY";
	unsigned char dice[2];

	store->env->random(store->env, dice, sizeof dice);
	store->device.tag[0] = letters[dice[0] % (sizeof letters - 1)];
	store->device.tag[1] = letters[dice[1] % (sizeof letters - 1)];
	store->device.tag[2] = '\0';
}

static bool
write_created(Store *store, GError **error)
{
	g_autoptr(Act) act = act_new(store->env, "");
	g_autoptr(ActResult) result = act_result_new();
	char hex[65];

	sodium_bin2hex(hex, sizeof hex, store->device.public_key, 32);
	act_add(act, EVENT_DESK_CREATED, store->device.id);
	act_text(act, "tag", store->device.tag);
	act_text(act, "branch", store->branch);
	act_text(act, "branch_name", store->branch_name);
	act_text(act, "zone", store->zone_name);
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
	make_tag(store);
	env_uuid7(store->env, store->device.id);
	g_strlcpy(store->device.realm, config->practice ? "practice" : "bank", sizeof store->device.realm);
	if (!make_key(store, error) || !db_exec(store->db, "BEGIN IMMEDIATE", error))
		return false;
	if (!add_setting(store->db, "device", store->device.id, error) ||
		!add_setting(store->db, "tag", store->device.tag, error) ||
		!add_setting(store->db, "realm", store->device.realm, error) ||
		!add_setting(store->db, "branch", config->branch, error) ||
		!add_setting(store->db, "branch_name", config->branch_name ? config->branch_name : "", error) ||
		!add_setting(store->db, "zone", config->zone ? config->zone : "Asia/Shanghai", error) ||
		!log_add_device(store->db, store->device.id, store->device.public_key, error) ||
		!db_exec(store->db, "COMMIT", error)) {
		db_exec(store->db, "ROLLBACK", NULL);
		return false;
	}
	return read_settings(store, error) && read_chain(store, error) && write_created(store, error);
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
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND, _("There is no store in %s yet."),
			store->folder);
		return false;
	}
	store->db = db_open(path, DB_WRITER, store->env->vfs, error);
	if (!store->db || !search_token_register(store->db->handle, error) ||
		!schema_migrate(store->db, backup, error))
		return false;
	id = dup_setting(store->db, "device", error);
	if (id) {
		if (!read_settings(store, error) || !read_key(store, error) || !read_chain(store, error))
			return false;
		open_head(store);
		return store->device.seq > 0 || write_created(store, error);
	}
	if ((error && *error) || !refuse_emptied(store, error))
		return false;
	if (!config->create || !config->branch) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND, _("There is no store in %s yet."),
			store->folder);
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
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND, _("There is no store in %s yet."),
			store->folder);
		return NULL;
	}
	if (!make_folder(store, error) || !take_lock(store, error) ||
		!open_database(store, config, error))
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
	if (store->db)
		sqlite3_wal_checkpoint_v2(store->db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
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
