/* A folder of letters: every version, sorted, and the words of each language. */
#include "config.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/letter-template.h"
#include "core/line-file.h"

struct LetterWords {
	GHashTable *words;
};

struct LetterSet {
	GPtrArray *letters; /* LetterTemplate; by code, language, from, version */
	GHashTable *words;  /* language -> LetterWords */
};

/* ---- words ---- */

/* What every language must have, beside the label of each field. */
static const char *const needed[] = {"date", "claim", "outcome.upheld", "outcome.partly",
	"outcome.not_upheld", "outcome.not_handled", "redress.refund", "redress.compensation",
	"redress.goodwill", "redress.waiver", "redress.interest", "redress.in_kind",
	"reason.complex", "reason.very-complex", "reason.special", "reason.outside-control",
	"reason.exceptional", "how.phone", "how.in_person", "how.letter", "how.email", "how.sms",
	"how.message", "field.customer", "field.expected", "field.extension_reason"};

typedef struct WordsReader {
	LetterWords *words;
	LineMistakes *mistakes;
} WordsReader;

static void
take_word(char *line, unsigned no, void *data)
{
	WordsReader *r = data;
	char *value = strchr(line, '=');

	if (!value) {
		line_mistakes_add(r->mistakes, no, _("A line is key = value: %s."), line);
		return;
	}
	*value++ = '\0';
	g_strstrip(line);
	g_strstrip(value);
	if (!*line || !*value)
		line_mistakes_add(r->mistakes, no, _("%s has no value."), line);
	else if (!g_hash_table_insert(r->words->words, g_strdup(line), g_strdup(value)))
		line_mistakes_add(r->mistakes, no, _("%s is given twice."), line);
}

LetterWords *
letter_words_parse(const char *name, const char *text, size_t len, GError **error)
{
	g_autoptr(LetterWords) words = g_new0(LetterWords, 1);
	LineMistakes mistakes;
	WordsReader reader = {.words = words, .mistakes = &mistakes};
	bool ok;

	words->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	line_mistakes_init(&mistakes, name);
	line_file_each(text, len, &mistakes, take_word, &reader);
	for (unsigned i = 0; i < G_N_ELEMENTS(needed); i++)
		if (!letter_words_get(words, needed[i]))
			line_mistakes_add(&mistakes, 0, _("The key %s is missing."), needed[i]);
	ok = line_mistakes_check(&mistakes, error);
	line_mistakes_clear(&mistakes);
	return ok ? g_steal_pointer(&words) : NULL;
}

void
letter_words_free(LetterWords *words)
{
	if (!words)
		return;
	g_hash_table_unref(words->words);
	g_free(words);
}

const char *
letter_words_get(const LetterWords *words, const char *key)
{
	return words ? g_hash_table_lookup(words->words, key) : NULL;
}

/* ---- the folder ---- */

static int
compare_letters(gconstpointer a, gconstpointer b)
{
	const LetterTemplate *l = *(const LetterTemplate *const *)a,
			     *m = *(const LetterTemplate *const *)b;
	int by = strcmp(l->code, m->code);

	if (by == 0)
		by = strcmp(l->language, m->language);
	if (by == 0 && l->from != m->from)
		by = l->from < m->from ? -1 : 1;
	return by != 0 ? by : strcmp(l->version, m->version);
}

static void
load_letter(LetterSet *set, const char *name, const char *text, size_t len, GError **error)
{
	g_autoptr(LetterTemplate) letter = letter_template_parse(name, text, len, error);

	if (!letter)
		return;
	if (letter_set_find(set, letter->code, letter->language, letter->version, 0))
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("%1$s: another file has %2$s version %3$s already."), name,
			letter->code, letter->version);
	else
		g_ptr_array_add(set->letters, g_steal_pointer(&letter));
}

static void
load_words(LetterSet *set, const char *name, const char *text, size_t len, GError **error)
{
	LetterWords *words = letter_words_parse(name, text, len, error);

	if (words)
		g_hash_table_insert(
			set->words, g_strndup(name, strlen(name) - strlen(".words")), words);
}

typedef void (*LoadOne)(
	LetterSet *set, const char *name, const char *text, size_t len, GError **error);

static bool
load_all(LetterSet *set, const char *folder, const char *suffix, LoadOne load, GString *all)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) names = line_file_list(folder, suffix, &error);

	if (!names) {
		g_string_append(all, error->message);
		return false;
	}
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
		g_autofree char *text = NULL;
		g_autoptr(GError) one = NULL;
		size_t len;

		if (g_file_get_contents(path, &text, &len, &one))
			load(set, names->pdata[i], text, len, &one);
		if (one)
			g_string_append_printf(
				all, "%s%s", all->len > 0 ? "\n" : "", one->message);
	}
	return all->len == 0;
}

LetterSet *
letter_set_load(const char *folder, GError **error)
{
	g_autoptr(LetterSet) set = g_new0(LetterSet, 1);
	g_autoptr(GString) all = g_string_new(NULL);

	set->letters =
		g_ptr_array_new_with_free_func((GDestroyNotify)(void *)letter_template_free);
	set->words = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)(void *)letter_words_free);
	if (g_file_test(folder, G_FILE_TEST_IS_DIR) &&
		(!load_all(set, folder, ".letter", load_letter, all) ||
			!load_all(set, folder, ".words", load_words, all))) {
		g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, all->str);
		return NULL;
	}
	g_ptr_array_sort(set->letters, compare_letters);
	return g_steal_pointer(&set);
}

void
letter_set_free(LetterSet *set)
{
	if (!set)
		return;
	g_ptr_array_unref(set->letters);
	g_hash_table_unref(set->words);
	g_free(set);
}

const LetterTemplate *
letter_set_find(const LetterSet *set, const char *code, const char *language,
	const char *version, int32_t day)
{
	const LetterTemplate *found = NULL;

	for (guint i = 0; i < set->letters->len; i++) {
		const LetterTemplate *letter = set->letters->pdata[i];

		if (!g_str_equal(letter->code, code) ||
			!g_str_equal(letter->language, language))
			continue;
		if (version ? g_str_equal(letter->version, version) : letter->from <= day)
			found = letter;
	}
	return found;
}

const LetterWords *
letter_set_words(const LetterSet *set, const char *language)
{
	return g_hash_table_lookup(set->words, language);
}

unsigned
letter_set_count(const LetterSet *set)
{
	return set->letters->len;
}

const LetterTemplate *
letter_set_nth(const LetterSet *set, unsigned n)
{
	return set->letters->pdata[n];
}
