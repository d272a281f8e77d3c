/* Line files: split, count, collect mistakes. */
#include "config.h"

#include "core/line-file.h"

#include <glib/gi18n.h>

#include "core/error.h"

#define MISTAKES_MAX 100

void
line_mistakes_init(LineMistakes *mistakes, const char *file)
{
	mistakes->file = file;
	mistakes->text = g_string_new(NULL);
	mistakes->count = 0;
}

void
line_mistakes_clear(LineMistakes *mistakes)
{
	g_string_free(mistakes->text, TRUE);
	mistakes->text = NULL;
}

void
line_mistakes_add(LineMistakes *mistakes, unsigned no, const char *format, ...)
{
	va_list args;

	if (mistakes->count++ >= MISTAKES_MAX)
		return;
	if (mistakes->text->len > 0)
		g_string_append_c(mistakes->text, '\n');
	g_string_append(mistakes->text, mistakes->file);
	if (no > 0)
		g_string_append_printf(mistakes->text, ":%u", no);
	g_string_append(mistakes->text, ": ");
	va_start(args, format);
	g_string_append_vprintf(mistakes->text, format, args);
	va_end(args);
}

bool
line_mistakes_check(const LineMistakes *mistakes, GError **error)
{
	if (mistakes->count == 0)
		return true;
	g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, mistakes->text->str);
	return false;
}

static unsigned
line_of_offset(const char *text, const char *at)
{
	unsigned no = 1;

	for (; text < at; text++)
		no += *text == '\n';
	return no;
}

void
line_file_each(const char *text, size_t len, LineMistakes *mistakes, LineFunc func, void *data)
{
	const char *bad;
	const char *end = text + len;
	unsigned no = 0;

	if (!g_utf8_validate(text, (gssize)len, &bad)) {
		line_mistakes_add(mistakes, line_of_offset(text, bad),
			_("This is not UTF-8 text; save the file as UTF-8."));
		return;
	}
	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		text += 3;
	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		const char *stop = nl == NULL ? end : nl;
		g_autofree char *line = g_strndup(text, (size_t)(stop - text));

		no++;
		g_strstrip(line);
		if (line[0] != '\0' && line[0] != '#')
			func(line, no, data);
		text = nl == NULL ? end : nl + 1;
	}
}

char *
line_word_cut(char **rest)
{
	char *word = *rest;
	char *end = word;

	while (*end != '\0' && !g_ascii_isspace(*end))
		end++;
	if (*end != '\0')
		*end++ = '\0';
	*rest = g_strchug(end);
	return word;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
line_file_list(const char *folder, const char *suffix, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &cause);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	if (dir == NULL) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The folder %1$s cannot be read: %2$s"), folder, cause->message);
		return NULL;
	}
	while ((name = g_dir_read_name(dir)) != NULL)
		if (name[0] != '.' && g_str_has_suffix(name, suffix))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return g_steal_pointer(&names);
}
