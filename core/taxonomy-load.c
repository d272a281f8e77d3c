/*
 * Reads the taxonomy's files. A file is UTF-8, lines of fields split by one
 * tab; lines that begin with '#' are for people; the first other line names
 * the columns. Every refusal names file, line and column, so that a person
 * who adds a row is led to the mistake.
 */
#include "config.h"

#include "core/taxonomy-private.h"

#include <glib/gi18n.h>

#include "core/error.h"

typedef enum Column {
	COLUMN_ID,
	COLUMN_PARENT,
	COLUMN_ZH,
	COLUMN_EN,
	COLUMN_CLASS,
	COLUMN_DIGIT,
	COLUMN_PY,
	COLUMN_ALIASES,
	COLUMN_JRT,
	COLUMN_CFPB,
	COLUMN_FCA,
	COLUMN_BUSINESS,
	COLUMN_REASON,
	COLUMN_VALID_FROM,
	COLUMN_VALID_TO,
	N_COLUMNS,
} Column;

static const char *const column_names[N_COLUMNS] = {"id", "parent", "zh", "en", "class",
	"digit", "py", "aliases", "jrt", "cfpb", "fca", "business", "reason", "valid_from",
	"valid_to"};

/* Where the reader stands, for refusals. */
typedef struct Reader {
	TaxonomySet *set;
	TaxonomyFacet facet;
	const char *file;
	unsigned line;
	int columns[N_COLUMNS]; /* Column of the n-th field */
	unsigned n_columns;
	const char *fields[N_COLUMNS]; /* by Column, "" where the file has no such column */
	const TaxonomyEntry *digits[10];
} Reader;

static void
reader_refuse(const Reader *r, Column column, const char *why, GError **error)
{
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
		_("%1$s, line %2$u, field %3$s: %4$s"), r->file, r->line, column_names[column],
		why);
}

static void
entry_free(gpointer data)
{
	TaxonomyEntry *e = data;

	g_free(e->id);
	g_free(e->zh);
	g_free(e->en);
	g_strfreev(e->initials);
	g_strfreev(e->pinyin);
	g_strfreev(e->aliases);
	for (int i = 0; i < N_TAXONOMY_MAPS; i++)
		g_strfreev(e->maps[i]);
	g_free(e->business);
	g_free(e->reason);
	g_free(e);
}

static char **
dup_list(const char *text)
{
	g_auto(GStrv) parts = NULL;
	g_autoptr(GStrvBuilder) out = NULL;

	/* Most lists are empty, and they are read at each start. */
	if (!*text)
		return g_new0(char *, 1);
	parts = g_strsplit(text, ";", -1);
	out = g_strv_builder_new();
	for (char **p = parts; *p; p++) {
		g_strstrip(*p);
		if (**p)
			g_strv_builder_add(out, *p);
	}
	return g_strv_builder_end(out);
}

static unsigned
count_han(const char *text)
{
	unsigned n = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p))
		n += g_unichar_get_script(g_utf8_get_char(p)) == G_UNICODE_SCRIPT_HAN;
	return n;
}

/* One reading, "nian fei", to "nf" and "nianfei". False if a syllable holds anything but a-z.
 */
static bool
split_reading(const char *reading, unsigned *ret_n, GString *initials, GString *pinyin)
{
	g_auto(GStrv) parts = g_strsplit(reading, " ", -1);

	*ret_n = 0;
	for (char **p = parts; *p; p++) {
		if (!**p || strspn(*p, "abcdefghijklmnopqrstuvwxyz") != strlen(*p))
			return false;
		g_string_append_c(initials, **p);
		g_string_append(pinyin, *p);
		++*ret_n;
	}
	return true;
}

/* The first reading is of zh itself, one syllable a character; later ones may be of a longer or
 * shorter name. */
static bool
read_pinyin(const Reader *r, TaxonomyEntry *e, GError **error)
{
	g_auto(GStrv) readings = dup_list(r->fields[COLUMN_PY]);
	guint n = g_strv_length(readings);

	e->initials = g_new0(char *, n + 1);
	e->pinyin = g_new0(char *, n + 1);
	for (guint i = 0; i < n; i++) {
		g_autoptr(GString) initials = g_string_new(NULL);
		g_autoptr(GString) pinyin = g_string_new(NULL);
		unsigned syllables;

		if (!split_reading(readings[i], &syllables, initials, pinyin)) {
			reader_refuse(r, COLUMN_PY,
				_("syllables are letters a to z, split by one space."), error);
			return false;
		}
		if (i == 0 && syllables != count_han(e->zh)) {
			reader_refuse(r, COLUMN_PY,
				_("the first reading needs one syllable for each Chinese "
				  "character of zh."),
				error);
			return false;
		}
		e->initials[i] = g_strdup(initials->str);
		e->pinyin[i] = g_strdup(pinyin->str);
	}
	return true;
}

/* "2018-09-04" to 20180904; "" to 0; anything else to -1. */
static int
read_day(const char *text)
{
	int digits[8], n = 0;

	if (!*text)
		return 0;
	for (int i = 0; i < 10; i++) {
		bool dash = i == 4 || i == 7;

		if (dash ? text[i] != '-' : !g_ascii_isdigit(text[i]))
			return -1;
		if (!dash)
			digits[n++] = text[i] - '0';
	}
	int year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
	int month = digits[4] * 10 + digits[5], day = digits[6] * 10 + digits[7];

	if (text[10] || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return -1;
	return year * 10000 + month * 100 + day;
}

static bool
read_days(const Reader *r, TaxonomyEntry *e, GError **error)
{
	e->valid_from = read_day(r->fields[COLUMN_VALID_FROM]);
	e->valid_to = read_day(r->fields[COLUMN_VALID_TO]);
	if (e->valid_from < 0 || e->valid_to < 0) {
		reader_refuse(r, e->valid_from < 0 ? COLUMN_VALID_FROM : COLUMN_VALID_TO,
			_("a day reads like 2026-10-01."), error);
		return false;
	}
	if (e->valid_to && e->valid_to < e->valid_from) {
		reader_refuse(
			r, COLUMN_VALID_TO, _("the last day is before the first."), error);
		return false;
	}
	return true;
}

static bool
read_digit(Reader *r, TaxonomyEntry *e, GError **error)
{
	const char *digit = r->fields[COLUMN_DIGIT];

	if (!*digit)
		return true;
	if (*digit < '1' || *digit > '9' || digit[1]) {
		reader_refuse(r, COLUMN_DIGIT, _("a digit is 1 to 9, or empty."), error);
		return false;
	}
	e->digit = *digit - '0';
	if (r->digits[e->digit]) {
		reader_refuse(r, COLUMN_DIGIT, _("another row has this digit."), error);
		return false;
	}
	r->digits[e->digit] = e;
	return true;
}

static bool
read_parent(const Reader *r, TaxonomyEntry *e, GError **error)
{
	const char *parent = r->fields[COLUMN_PARENT];

	if (!*parent)
		return true;
	e->parent = taxonomy_get(r->set, r->facet, parent);
	if (!e->parent)
		reader_refuse(r, COLUMN_PARENT, _("no row further up has this id."), error);
	return e->parent != NULL;
}

static bool
read_class(const Reader *r, TaxonomyEntry *e, GError **error)
{
	const char *class = r->fields[COLUMN_CLASS];

	e->class = e->parent ? e->parent->class : 'O';
	if (!*class)
		return true;
	if (r->facet != TAXONOMY_REASON || class[1] || !strchr("SRO", class[0])) {
		reader_refuse(r, COLUMN_CLASS,
			_("a reason's class is S (service contact), R (expected return) or O "
			  "(other); other files leave it empty."),
			error);
		return false;
	}
	e->class = class[0];
	return true;
}

/* Categories name one business and one reason, and take the reason's class. */
static bool
read_pair(const Reader *r, TaxonomyEntry *e, GError **error)
{
	const TaxonomyEntry *reason;

	e->business = g_strdup(r->fields[COLUMN_BUSINESS]);
	e->reason = g_strdup(r->fields[COLUMN_REASON]);
	if (r->facet != TAXONOMY_CATEGORY)
		return true;
	if (!taxonomy_get(r->set, TAXONOMY_BUSINESS, e->business)) {
		reader_refuse(r, COLUMN_BUSINESS, _("business.tsv has no such id."), error);
		return false;
	}
	reason = taxonomy_get(r->set, TAXONOMY_REASON, e->reason);
	if (!reason) {
		reader_refuse(r, COLUMN_REASON, _("reason.tsv has no such id."), error);
		return false;
	}
	e->class = reason->class;
	return true;
}

/* Ids go into queries, where a dot joins the levels. */
static bool
id_is_plain(const char *id)
{
	for (const char *p = id; *p; p++)
		if (!g_ascii_isalnum(*p) && (*p != '.' || p == id || !p[1]))
			return false;
	return *id != '\0';
}

static bool
read_names(const Reader *r, TaxonomyEntry *e, GError **error)
{
	e->id = g_strdup(r->fields[COLUMN_ID]);
	e->zh = g_strdup(r->fields[COLUMN_ZH]);
	e->en = g_strdup(r->fields[COLUMN_EN]);
	if (!id_is_plain(e->id)) {
		reader_refuse(
			r, COLUMN_ID, _("an id is letters and digits, like C01.2."), error);
		return false;
	}
	if (taxonomy_get(r->set, r->facet, e->id)) {
		reader_refuse(r, COLUMN_ID, _("another row has this id."), error);
		return false;
	}
	if (!*e->zh || !*e->en) {
		reader_refuse(
			r, *e->zh ? COLUMN_EN : COLUMN_ZH, _("a label is missing."), error);
		return false;
	}
	return true;
}

static bool
read_row(Reader *r, GError **error)
{
	TaxonomyEntry *e = g_new0(TaxonomyEntry, 1);

	e->facet = r->facet;
	g_ptr_array_add(r->set->entries[r->facet], e);
	e->aliases = dup_list(r->fields[COLUMN_ALIASES]);
	for (int i = 0; i < N_TAXONOMY_MAPS; i++)
		e->maps[i] = dup_list(r->fields[COLUMN_JRT + i]);
	if (!read_names(r, e, error) || !read_parent(r, e, error) || !read_class(r, e, error) ||
		!read_pair(r, e, error) || !read_digit(r, e, error) ||
		!read_pinyin(r, e, error) || !read_days(r, e, error))
		return false;
	g_hash_table_insert(r->set->by_id[r->facet], e->id, e);
	return true;
}

static int
column_find(const char *name)
{
	for (int i = 0; i < N_COLUMNS; i++)
		if (g_str_equal(name, column_names[i]))
			return i;
	return -1;
}

static bool
read_head(Reader *r, char **fields, GError **error)
{
	bool seen[N_COLUMNS] = {false};

	for (char **f = fields; *f; f++) {
		int column = column_find(*f);

		if (column < 0 || seen[column]) {
			g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
				_("%1$s, line %2$u: the head line names the column \"%3$s\", "
				  "which is unknown or there twice."),
				r->file, r->line, *f);
			return false;
		}
		seen[column] = true;
		r->columns[r->n_columns++] = column;
	}
	for (Column need = COLUMN_ID; need <= COLUMN_EN; need++) {
		if (need != COLUMN_PARENT && !seen[need]) {
			reader_refuse(r, need, _("the head line lacks this column."), error);
			return false;
		}
	}
	return true;
}

static bool
read_line(Reader *r, const char *line, GError **error)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", -1);
	guint n = g_strv_length(fields);

	for (guint i = 0; i < n; i++)
		g_strstrip(fields[i]);
	if (r->n_columns == 0)
		return read_head(r, fields, error);
	if (n != r->n_columns) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("%1$s, line %2$u: %3$u fields where the head line has %4$u. Fields "
			  "are "
			  "split by one tab."),
			r->file, r->line, n, r->n_columns);
		return false;
	}
	for (int i = 0; i < N_COLUMNS; i++)
		r->fields[i] = "";
	for (guint i = 0; i < n; i++)
		r->fields[r->columns[i]] = fields[i];
	return read_row(r, error);
}

static bool
read_text(Reader *r, const char *text, GError **error)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		r->line++;
		if (g_str_has_suffix(*line, "\r"))
			(*line)[strlen(*line) - 1] = '\0';
		if (**line && **line != '#' && !read_line(r, *line, error))
			return false;
	}
	if (r->set->entries[r->facet]->len > 0)
		return true;
	g_set_error(
		error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, _("%1$s holds no rows."), r->file);
	return false;
}

static bool
read_facet(TaxonomySet *set, TaxonomyFacet facet, const char *folder, GError **error)
{
	g_autofree char *name = g_strconcat(taxonomy_facet_name(facet), ".tsv", NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) cause = NULL;
	Reader r = {.set = set, .facet = facet, .file = name};
	gsize len;

	if (!g_file_get_contents(path, &text, &len, &cause)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("The list %1$s cannot be read (%2$s). Nothing is lost; install "
			  "amends "
			  "again, or name the folder of its data."),
			path, cause->message);
		return false;
	}
	if (!g_utf8_validate_len(text, len, NULL)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("%1$s is not UTF-8 text. Save it as UTF-8 again."), name);
		return false;
	}
	return read_text(&r, g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text, error);
}

TaxonomySet *
taxonomy_load(const char *folder, GError **error)
{
	g_autoptr(TaxonomySet) set = g_new0(TaxonomySet, 1);

	for (int i = 0; i < N_TAXONOMY_FACETS; i++) {
		set->entries[i] = g_ptr_array_new_with_free_func(entry_free);
		set->by_id[i] = g_hash_table_new(g_str_hash, g_str_equal);
	}
	for (int i = 0; i < N_TAXONOMY_FACETS; i++)
		if (!read_facet(set, (TaxonomyFacet)i, folder, error))
			return NULL;
	return g_steal_pointer(&set);
}

void
taxonomy_free(TaxonomySet *set)
{
	if (!set)
		return;
	for (int i = 0; i < N_TAXONOMY_FACETS; i++) {
		g_hash_table_destroy(set->by_id[i]);
		g_ptr_array_unref(set->entries[i]);
	}
	g_free(set);
}
