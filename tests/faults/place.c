/* See place.h. */
#include "config.h"

#include "tests/faults/place.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- namespace and disks ---- */

static bool
write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return written;
}

bool
place_enter_namespace(void)
{
	unsigned uid = geteuid(), gid = getegid();
	g_autofree char *uids = g_strdup_printf("%u %u 1", uid, uid);
	g_autofree char *gids = g_strdup_printf("%u %u 1", gid, gid);

	if (uid != 0 &&
		(unshare(CLONE_NEWUSER) != 0 || !write_text("/proc/self/setgroups", "deny") ||
			!write_text("/proc/self/uid_map", uids) ||
			!write_text("/proc/self/gid_map", gids)))
		return false;
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

bool
place_set_read_only(Place *place, bool read_only)
{
	return mount("none", place->home, NULL,
		       MS_REMOUNT | MS_NOSUID | MS_NODEV | (read_only ? MS_RDONLY : 0),
		       NULL) == 0;
}

void
place_fill(Place *place, bool full)
{
	g_autofree char *path = g_build_filename(place->home, "filler", NULL);
	char block[4096];
	int fd;

	if (!full) {
		g_assert_cmpint(g_unlink(path), ==, 0);
		return;
	}
	memset(block, 'x', sizeof block);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	g_assert_cmpint(fd, >=, 0);
	while (write(fd, block, sizeof block) > 0)
		;
	g_assert_cmpint(errno, ==, ENOSPC);
	close(fd);
}

/* ---- a place ---- */

static void
copy(const char *from, const char *to)
{
	const char *argv[] = {"cp", "-rL", from, to, NULL};
	int status = -1;

	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		NULL, NULL, &status, NULL));
	g_assert_cmpint(status, ==, 0);
}

static void
give_home(const Place *place)
{
	if (geteuid() == 0)
		g_assert_cmpint(chown(place->home, PLACE_USER, PLACE_USER), ==, 0);
	g_assert_cmpint(g_chmod(place->home, 0700), ==, 0);
}

void
place_init(Place *place, unsigned disk_kb)
{
	const char *build = g_getenv("AMENDS_BUILDDIR"), *data = g_getenv("AMENDS_DATADIR");
	g_autofree char *program = g_build_filename(build ? build : ".", "amends", NULL);
	g_autofree char *size = g_strdup_printf("size=%uk,mode=0700", disk_kb);

	*place = (Place){.base = g_dir_make_tmp("amends-test-XXXXXX", NULL)};
	g_assert_cmpint(g_chmod(place->base, 0755), ==, 0);
	place->home = g_build_filename(place->base, "home", NULL);
	place->program = g_build_filename(place->base, "amends", NULL);
	place->assets = g_build_filename(place->base, "assets", NULL);
	copy(program, place->program);
	copy(data, place->assets);
	g_assert_cmpint(g_mkdir(place->home, 0700), ==, 0);
	place->mounted = disk_kb > 0;
	if (place->mounted)
		g_assert_cmpint(
			mount("none", place->home, "tmpfs", MS_NOSUID | MS_NODEV, size), ==, 0);
	give_home(place);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	return g_remove(path);
}

static void
remove_all(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void
place_clear(Place *place)
{
	if (!place->base)
		return;
	if (place->mounted)
		umount2(place->home, MNT_DETACH);
	remove_all(place->base);
	g_clear_pointer(&place->base, g_free);
	g_free(place->home);
	g_free(place->program);
	g_free(place->assets);
}

char *
place_path(const Place *place, const char *name)
{
	return g_build_filename(place->home, "practice", name, NULL);
}

/* ---- running it ---- */

static void
add_words(GPtrArray *argv, const char *words)
{
	g_auto(GStrv) parts = g_strsplit(words, " ", -1);

	for (int i = 0; parts[i]; i++)
		if (*parts[i])
			g_ptr_array_add(argv, g_strdelimit(g_strdup(parts[i]), "~", ' '));
}

static GPtrArray *
argv_of(const Place *place, const char *tool, const char *options, const char *words)
{
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

	if (geteuid() == 0) {
		g_autofree char *setpriv = g_find_program_in_path("setpriv");

		g_assert_nonnull(setpriv);
		g_ptr_array_add(argv, g_strdup(setpriv));
		add_words(argv, "--reuid=" G_STRINGIFY(PLACE_USER) " --regid=" G_STRINGIFY(
					PLACE_USER) " --clear-groups --");
	}
	if (tool) {
		add_words(argv, tool);
		add_words(argv, options);
	}
	g_ptr_array_add(argv, g_strdup(place->program));
	add_words(argv, words);
	g_ptr_array_add(argv, NULL);
	return argv;
}

GPtrArray *
place_argv(const Place *place)
{
	return argv_of(place, NULL, NULL, "");
}

GStrv
place_env(const Place *place)
{
	GStrv env = g_new0(char *, 9);
	int n = 0;

	env[n++] = g_strconcat("AMENDS_HOME=", place->home, NULL);
	env[n++] = g_strconcat("XDG_CONFIG_HOME=", place->home, NULL);
	env[n++] = g_strconcat("HOME=", place->home, NULL);
	env[n++] = g_strconcat("AMENDS_DATADIR=", place->assets, NULL);
	env[n++] = g_strdup("LANGUAGE=en");
	env[n++] = g_strdup("TERM=xterm-256color");
	env[n++] = g_strdup("AMENDS_GLYPHS=ascii");
	/* A leak check cannot be made in a traced process. */
	env[n++] = g_strdup("ASAN_OPTIONS=detect_leaks=0");
	return env;
}

void
place_run(const Place *place, Ran *ret, const char *strace, const char *words)
{
	place_run_under(place, ret, strace ? "strace -f -o /dev/null" : NULL, strace, words);
}

void
place_run_under(
	const Place *place, Ran *ret, const char *tool, const char *options, const char *words)
{
	g_autoptr(GPtrArray) argv = argv_of(place, tool, options, words);
	g_auto(GStrv) own = place_env(place), env = g_get_environ();
	g_autoptr(GError) error = NULL;
	int status = -1;

	ran_clear(ret);
	for (int i = 0; own[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(own[i], "=", 2);

		env = g_environ_setenv(env, pair[0], pair[1], TRUE);
	}
	g_spawn_sync("/", (char **)argv->pdata, env,
		G_SPAWN_SEARCH_PATH | G_SPAWN_STDIN_FROM_DEV_NULL, NULL, NULL, &ret->out,
		&ret->err, &status, &error);
	g_assert_no_error(error);
	ret->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void
ran_clear(Ran *ran)
{
	g_clear_pointer(&ran->out, g_free);
	g_clear_pointer(&ran->err, g_free);
}

void
place_expect(const Place *place, const char *words, int code, const char *text)
{
	g_auto(Ran) ran = {0};

	place_run(place, &ran, NULL, words);
	if (ran.code != code || (!strstr(ran.out, text) && !strstr(ran.err, text)))
		g_error("amends %s: code %d instead of %d, or \"%s\" missing in:\n%s%s", words,
			ran.code, code, text, ran.out, ran.err);
}

void
place_run_well(const Place *place, const char *words)
{
	place_expect(place, words, 0, "");
}

void
place_make_store(const Place *place)
{
	place_expect(place, "demo", 0, "PRACTICE");
}

int
place_count(const Place *place, const char *filter)
{
	g_autofree char *words = g_strconcat("--practice ls --count ", filter, NULL);
	g_auto(Ran) ran = {0};

	place_run(place, &ran, NULL, words);
	if (ran.code != 0 && ran.code != 1)
		g_error("amends %s: %s", words, ran.err);
	return (int)g_ascii_strtoll(ran.out, NULL, 10);
}

void
place_prove(const Place *place)
{
	place_expect(place, "--practice audit verify", 0, "The log is whole");
}

static char *
kept_path(const Place *place)
{
	return g_build_filename(place->base, "kept", NULL);
}

void
place_keep(const Place *place)
{
	g_autofree char *from = place_path(place, ""), *to = kept_path(place);
	const char *argv[] = {"cp", "-a", from, to, NULL};

	remove_all(to);
	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		NULL, NULL, NULL, NULL));
}

void
place_put_back(const Place *place)
{
	g_autofree char *to = place_path(place, ""), *from = kept_path(place);
	const char *argv[] = {"cp", "-a", from, to, NULL};

	remove_all(to);
	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		NULL, NULL, NULL, NULL));
}

gint64
place_wal_len(const Place *place)
{
	g_autofree char *path = place_path(place, "store.db-wal");
	struct stat st;

	return stat(path, &st) == 0 ? (gint64)st.st_size : 0;
}

bool
place_can_trace(const Place *place)
{
	g_auto(Ran) ran = {0};

	place_run(place, &ran, "-e inject=getppid:error=EIO:when=100", "--version");
	return ran.code == 0;
}
