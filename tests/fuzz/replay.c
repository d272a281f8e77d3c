/*
 * The main() of a fuzzer in a build without libFuzzer: runs the inputs that are
 * kept for it, one TAP test for tests/fuzz/corpus/NAME and one for the folders
 * of $AMENDS_DATA that tests/fuzz/extra-corpus names. Files and folders as
 * arguments are run instead.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <signal.h>
#include <unistd.h>

#define INPUT_MAX ((gsize)32 << 10) /* of larger files, which are data and not inputs */

static char running[4096]; /* the input that runs, for tell_input() */

/* Where there is a sanitizer: called before it ends the process. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void
tell_input(void)
{
	static const char words[] = "\n# failing input: ";

	if (write(STDOUT_FILENO, words, sizeof words - 1) < 0 ||
		write(STDOUT_FILENO, running, strlen(running)) < 0 ||
		write(STDOUT_FILENO, "\n", 1) < 0)
		_exit(99);
}

static void
tell_input_at_signal(int number)
{
	tell_input();
}

static unsigned
run_file(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize len;
	g_autofree uint8_t *input = NULL;

	if (!g_file_get_contents(path, &bytes, &len, NULL))
		return 0;
	len = MIN(len, INPUT_MAX);
	/* Exactly as long as the input, so that a read past its end is seen. */
	input = g_memdup2(bytes, MAX(len, 1));
	g_strlcpy(running, path, sizeof running);
	g_assert_cmpint(LLVMFuzzerTestOneInput(input, len), ==, 0);
	return 1;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All files of a folder, of the folders in it too, in the order of their names. */
static unsigned
run_path(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;
	unsigned n = 0;

	if (!dir)
		return run_file(path);
	while ((name = g_dir_read_name(dir)) != NULL)
		g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++)
		n += run_path(names->pdata[i]);
	return n;
}

/* The folders that `list` gives `fuzzer`: lines of "NAME FOLDER". How many inputs they hold. */
static unsigned
run_extra(const char *list, const char *fuzzer)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	const char *data = g_getenv("AMENDS_DATA");
	unsigned n = 0;

	g_assert_true(g_file_get_contents(list, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (unsigned i = 0; data && lines[i]; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 2);

		if (words[0] && words[1] && strcmp(words[0], fuzzer) == 0) {
			g_autofree char *path = g_build_filename(data, words[1], NULL);

			n += run_path(path);
		}
	}
	return n;
}

static bool
has_extra(const char *list, const char *fuzzer)
{
	g_autofree char *text = NULL, *mark = g_strdup_printf("\n%s ", fuzzer);

	return g_file_get_contents(list, &text, NULL, NULL) && strstr(text, mark);
}

int
main(int argc, char **argv)
{
	g_autofree char *program = g_path_get_basename(argv[0]);
	const char *fuzzer = g_str_has_prefix(program, "fuzz-") ? program + 5 : program;
	const char *sources = g_getenv("AMENDS_SRCDIR") ? g_getenv("AMENDS_SRCDIR") : ".";
	g_autofree char *corpus = g_build_filename(sources, "tests/fuzz/corpus", fuzzer, NULL);
	g_autofree char *list = g_build_filename(sources, "tests/fuzz/extra-corpus", NULL);
	bool extra = has_extra(list, fuzzer);
	unsigned n = 0;

	signal(SIGABRT, tell_input_at_signal);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(tell_input);
	for (int i = 1; i < argc; i++)
		n += run_path(argv[i]);
	if (argc > 1)
		return n > 0 ? 0 : 1;
	printf("1..%d\n", extra ? 2 : 1);
	fflush(stdout);
	n = run_path(corpus);
	printf("%sok 1 - %u kept inputs\n", n > 0 ? "" : "not ", n);
	n = extra ? run_extra(list, fuzzer) : 0;
	if (n > 0)
		printf("ok 2 - %u inputs of the shared data\n", n);
	else if (extra)
		printf("ok 2 - inputs of the shared data # SKIP no data: AMENDS_DATA\n");
	return 0;
}
