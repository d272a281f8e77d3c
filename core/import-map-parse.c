/*
 * Reads maps line by line, so that every mistake keeps its line. What a
 * section may hold is in `sections`. See import-map.h.
 */
#include "config.h"

#include "core/import-map.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/file-copy.h"
#include "core/import-date.h"
#include "core/import-map-private.h"
#include "core/text.h"

#define MISTAKES_SHOWN 40
#define MAP_MOST       (1024 * 1024)
#define WORD_MOST      100u /* characters of name and source */

typedef struct Parser Parser;

/* One `key = value` line of a section, or its heading. */
typedef void (*LineFunc)(Parser *parser, char *key, char *value);

typedef struct Section {
	const char *name;
	LineFunc take;
	bool last_equals; /* `=` is looked for from the right: source values may hold one */
} Section;

struct Parser {
	ImportMap *map;
	const Section *section;
	ImportTable *table; /* of a [values] section, NULL if its heading is wrong */
	unsigned line;
	unsigned n_mistakes;
	GString *mistakes;
};

static void G_GNUC_PRINTF(2, 3) parser_blame(Parser *parser, const char *format, ...)
{
	g_autofree char *sentence = NULL, *clean = NULL;
	va_list args;

	if (parser->n_mistakes++ >= MISTAKES_SHOWN)
		return;
	va_start(args, format);
	sentence = g_strdup_vprintf(format, args);
	va_end(args);
	clean = text_dup_clean(sentence, false);
	if (parser->mistakes->len)
		g_string_append_c(parser->mistakes, '\n');
	if (parser->line)
		g_string_append_printf(parser->mistakes, _("line %u: "), parser->line);
	g_string_append(parser->mistakes, clean);
}

static void
parser_blame_word(
	Parser *parser, const char *format, const char *word, const char *const *words)
{
	g_autofree char *near = import_text_dup_nearest(word, words);
	g_autofree char *sentence = g_strdup_printf(format, word);

	parser_blame(parser, "%s%s", sentence, near);
}

/* Notes where a column or a code is named, for what is told later. */
static void
parser_note(Parser *parser, GArray *into, ImportField field, const char *name)
{
	ImportUse use = {parser->line, field, g_strdup(name)};

	g_array_append_val(into, use);
}

static bool
parser_read_field(Parser *parser, const char *name, ImportField *ret)
{
	for (unsigned i = 0; i < N_IMPORT_FIELDS; i++) {
		if (!strcmp(name, import_field_names[i])) {
			*ret = (ImportField)i;
			return true;
		}
	}
	parser_blame_word(
		parser, _("A complaint has no field called \"%s\"."), name, import_field_names);
	return false;
}

/* A02, or A02.1 of a second level. */
static bool
code_fits(const char *code, char letter)
{
	if (code[0] != letter || !g_ascii_isdigit(code[1]) || !g_ascii_isdigit(code[2]))
		return false;
	return !code[3] || (code[3] == '.' && code[4] &&
				   strspn(code + 4, "0123456789") == strlen(code + 4));
}

static bool
parser_check_code(Parser *parser, ImportField field, const char *value)
{
	char letter = import_field_code_letter(field);

	if (field == IMPORT_FIELD_KIND && !g_strv_contains(import_kind_names, value)) {
		parser_blame_word(
			parser, _("\"%s\" is no kind of contact."), value, import_kind_names);
		return false;
	}
	if (letter && code_fits(value, letter))
		parser_note(parser, parser->map->codes, field, value);
	if (!letter || code_fits(value, letter))
		return true;
	parser_blame(parser,
		_("\"%1$s\" is no code for %2$s: %3$c and two digits are, for example %3$c99."),
		value, import_field_names[field], letter);
	return false;
}

static void
take_string(Parser *parser, char **into, const char *key, const char *value)
{
	if (*into)
		parser_blame(parser, _("\"%s\" is given twice."), key);
	else
		*into = g_strdup(value);
}

/* Both become part of what every row's events say, and `source` ends at the slash of its key.
 */
static void
take_word(Parser *parser, char **into, const char *key, const char *value)
{
	if (g_utf8_strlen(value, -1) > WORD_MOST || strchr(value, '/'))
		parser_blame(parser, _("%1$s has at most %2$u characters and no slash."), key,
			WORD_MOST);
	else
		take_string(parser, into, key, value);
}

/*
 * A name of the time zone database: Asia/Shanghai, UTC, Etc/GMT+8. GLib would take a path as
 * well and wait for what it leads to, and read "UTC-8" as POSIX does, which is eight hours
 * east.
 */
static bool
is_zone_name(const char *value)
{
	size_t first = strspn(value, G_CSET_A_2_Z G_CSET_a_2_z "-_");

	if (!g_ascii_isupper(value[0]) || (value[first] && value[first] != '/'))
		return false;
	return strspn(value, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_+/") == strlen(value);
}

static void
take_zone(Parser *parser, const char *value)
{
	if (parser->map->zone)
		parser_blame(parser, _("\"%s\" is given twice."), "zone");
	else if (is_zone_name(value))
		parser->map->zone = g_time_zone_new_identifier(value);
	if (!parser->map->zone)
		parser_blame(parser,
			_("There is no time zone \"%s\" on this machine; write one like "
			  "Asia/Shanghai or America/New_York (package tzdata)."),
			value);
}

static void
take_column(Parser *parser, GPtrArray *into, const char *value)
{
	g_ptr_array_add(into, g_strdup(value));
	parser_note(parser, parser->map->uses, N_IMPORT_FIELDS, value);
}

static void
take_name(Parser *parser, const char *value)
{
	GPtrArray *names = parser->map->names;

	for (guint i = 0; i < names->len; i++)
		if (!strcmp(names->pdata[i], value)) {
			parser_blame(parser, _("\"%s\" is given twice."), value);
			return;
		}
	g_ptr_array_add(names, g_strdup(value));
}

static void
take_encoding(Parser *parser, const char *value)
{
	parser->map->encoding = encoding_from_name(value);
	if (parser->map->encoding == ENCODING_AUTO && strcmp(value, "auto"))
		parser_blame_word(parser, _("\"%s\" is no encoding that can be read."), value,
			encoding_names);
}

static void
take_delimiter(Parser *parser, const char *value)
{
	static const char *const names[] = {"comma", "tab", "semicolon", "bar", NULL};
	static const char delimiters[] = ",\t;|";
	unsigned i = 0;

	while (names[i] && strcmp(names[i], value))
		i++;
	if (names[i])
		parser->map->delimiter = delimiters[i];
	else
		parser_blame_word(parser,
			_("delimiter is comma, tab, semicolon or bar, not \"%s\"."), value,
			names);
}

/* The keys of [map] that are one of two words. False if `key` is none of them. */
static bool
take_choice(Parser *parser, const char *key, const char *value)
{
	static const struct {
		const char *key, *first, *second;
	} choices[] = {
		{"rest", "keep", "drop"},
		{"header", "yes", "none"},
		{"dated", "yes", "no"},
	};
	ImportMap *map = parser->map;
	size_t i = 0;
	bool second;

	while (i < G_N_ELEMENTS(choices) && strcmp(choices[i].key, key))
		i++;
	if (i == G_N_ELEMENTS(choices))
		return false;
	second = !strcmp(value, choices[i].second);
	if (!second && strcmp(value, choices[i].first))
		parser_blame(parser, _("%1$s is %2$s or %3$s, not \"%4$s\"."), key,
			choices[i].first, choices[i].second, value);
	else if (i == 0)
		map->keeps_rest = !second;
	else if (i == 1)
		map->no_header = second;
	else
		map->undated = second;
	return true;
}

static void
take_map_line(Parser *parser, char *key, char *value)
{
	static const char *const keys[] = {"name", "source", "zone", "delimiter", "encoding",
		"sheet", "header", "column", "dated", "rest", "required", "id", NULL};
	ImportMap *map = parser->map;

	if (!strcmp(key, "name"))
		take_word(parser, &map->name, key, value);
	else if (!strcmp(key, "source"))
		take_word(parser, &map->source, key, value);
	else if (!strcmp(key, "zone"))
		take_zone(parser, value);
	else if (!strcmp(key, "required"))
		take_column(parser, map->required, value);
	else if (!strcmp(key, "id"))
		take_column(parser, map->ids, value);
	else if (!strcmp(key, "column"))
		take_name(parser, value);
	else if (!strcmp(key, "sheet"))
		take_string(parser, &map->sheet, key, value);
	else if (!strcmp(key, "delimiter"))
		take_delimiter(parser, value);
	else if (!strcmp(key, "encoding"))
		take_encoding(parser, value);
	else if (!take_choice(parser, key, value))
		parser_blame_word(parser, _("[map] knows no \"%s\"."), key, keys);
}

static void
take_field_line(Parser *parser, char *key, char *value)
{
	ImportField field;

	if (!parser_read_field(parser, key, &field))
		return;
	if (field == IMPORT_FIELD_SOURCE_ID)
		parser_blame(parser, _("source_id is made from the columns named by \"id\" in "
				       "[map]; write it there."));
	else if (import_field_code_letter(field))
		parser_blame(parser,
			_("%1$s holds codes: write a section [values %1$s from %2$s]."),
			import_field_names[field], value);
	else if (field == IMPORT_FIELD_KIND)
		parser_blame(parser,
			_("kind is a word of ours: write a section [values kind from %s], or "
			  "kind = enquiry under [constants]."),
			value);
	else {
		g_ptr_array_add(parser->map->columns[field], g_strdup(value));
		parser_note(parser, parser->map->uses, field, value);
	}
}

static void
take_empty_line(Parser *parser, char *key, char *value)
{
	if (strcmp(key, "value"))
		parser_blame(parser, _("Lines here are written \"%1$s = ...\", not \"%2$s\"."),
			"value", key);
	else
		g_hash_table_add(parser->map->empty, import_text_dup_key(value));
}

static void
take_date_line(Parser *parser, char *key, char *value)
{
	const char *fault = import_date_form_fault(value);

	if (strcmp(key, "form"))
		parser_blame(parser, _("Lines here are written \"%1$s = ...\", not \"%2$s\"."),
			"form", key);
	else if (fault)
		parser_blame(parser,
			_("\"%1$s\" is no form of a date: %2$s; write one like YYYY-MM-DD, "
			  "MM/DD/YY or YYYY/M/D H:MM:SS."),
			value, fault);
	else
		g_ptr_array_add(parser->map->dates, g_strdup(value));
}

static void
take_constant_line(Parser *parser, char *key, char *value)
{
	ImportField field;

	if (!parser_read_field(parser, key, &field))
		return;
	if (field == IMPORT_FIELD_RECEIVED || field == IMPORT_FIELD_SOURCE_ID)
		parser_blame(parser, _("%s cannot be the same for all rows."), key);
	else if (parser_check_code(parser, field, value))
		take_string(parser, &parser->map->constants[field], key, value);
}

static void
take_clean_line(Parser *parser, char *key, char *value)
{
	static const char *const names[] = {"lines", "spaces", "html", "escapes", NULL};
	g_auto(GStrv) words = g_strsplit_set(value, " \t,", -1);
	ImportField field;

	if (!parser_read_field(parser, key, &field))
		return;
	for (char **word = words; *word; word++) {
		unsigned i = 0;

		while (names[i] && strcmp(names[i], *word))
			i++;
		if (names[i])
			parser->map->clean[field] |= 1u << i;
		else if (**word)
			parser_blame_word(
				parser, _("There is no cleaning called \"%s\"."), *word, names);
	}
}

static void
take_value_line(Parser *parser, char *key, char *value)
{
	ImportTable *table = parser->table;
	g_autofree char *folded = import_text_dup_key(key);

	if (!table || !parser_check_code(parser, table->field, value))
		return;
	if (!strcmp(key, "*"))
		take_string(parser, &table->any, key, value);
	else if (g_hash_table_contains(table->values, folded))
		parser_blame(parser, _("\"%s\" is given twice."), key);
	else
		g_hash_table_insert(table->values, g_steal_pointer(&folded), g_strdup(value));
}

/* Add a row here to give maps another section. */
static const Section sections[] = {
	{"map", take_map_line, false},
	{"fields", take_field_line, false},
	{"dates", take_date_line, false},
	{"empty", take_empty_line, false},
	{"constants", take_constant_line, false},
	{"clean", take_clean_line, false},
	{"values", take_value_line, true},
};

/* `words` is what follows "values" in the heading: "channel from Submitted via". */
static void
parser_begin_table(Parser *parser, const char *words)
{
	const char *from = strstr(words, " from ");
	g_autofree char *name = from ? g_strndup(words, (size_t)(from - words)) : NULL;
	ImportTable *table;
	ImportField field;

	parser->table = NULL;
	if (!from || !*g_strstrip(name)) {
		parser_blame(parser, _("Write the heading as [values FIELD from COLUMN]."));
		return;
	}
	if (!parser_read_field(parser, name, &field))
		return;
	if (field == IMPORT_FIELD_RECEIVED || field == IMPORT_FIELD_SOURCE_ID) {
		parser_blame(parser, _("%s takes no value table."), name);
		return;
	}
	table = parser->table = g_new0(ImportTable, 1);
	table->field = field;
	table->column = import_text_dup_trim(from + strlen(" from "));
	table->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	table->line = parser->line;
	g_ptr_array_add(parser->map->tables, table);
	parser_note(parser, parser->map->uses, field, table->column);
}

static void
parser_begin_section(Parser *parser, char *heading)
{
	static const char *const names[] = {
		"map", "fields", "dates", "empty", "constants", "clean", "values", NULL};
	g_autofree char *name = NULL;
	size_t len = strlen(heading), word = strcspn(heading, " \t");

	parser->section = NULL;
	if (len == 0 || heading[len - 1] != ']') {
		parser_blame(parser, _("The heading of a section ends with ]."));
		return;
	}
	heading[len - 1] = '\0';
	name = g_strndup(heading, word);
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
		if (!strcmp(sections[i].name, name))
			parser->section = &sections[i];
	}
	if (!parser->section)
		parser_blame_word(parser, _("There is no section [%s]."), name, names);
	else if (parser->section->take == take_value_line)
		parser_begin_table(parser, heading + word);
	else if (strcmp(heading, name))
		parser_blame(parser, _("The heading must be [%s] alone."), name);
}

/* Trims in place, and takes off one pair of double quotes, within which \" and \\ stand for "
 * and \. */
static char *
side_unquote(char *side)
{
	size_t len;
	char *to, *from;

	g_strstrip(side);
	len = strlen(side);
	if (len < 2 || side[0] != '"' || side[len - 1] != '"')
		return side;
	side[len - 1] = '\0';
	for (to = from = side + 1; *from; from++) {
		if (*from == '\\' && (from[1] == '"' || from[1] == '\\'))
			from++;
		*to++ = *from;
	}
	*to = '\0';
	return side + 1;
}

static void
parser_take_line(Parser *parser, char *line)
{
	char *equals, *key, *value;

	g_strstrip(line);
	if (!*line || *line == '#')
		return;
	if (*line == '[') {
		parser_begin_section(parser, line + 1);
		return;
	}
	if (!parser->section)
		return;
	equals = parser->section->last_equals ? strrchr(line, '=') : strchr(line, '=');
	if (!equals) {
		parser_blame(parser, _("The line has no \"=\": %s"), line);
		return;
	}
	*equals = '\0';
	key = side_unquote(line);
	value = side_unquote(equals + 1);
	if (!*key || !*value)
		parser_blame(parser, _("Something is missing beside the \"=\"."));
	else
		parser->section->take(parser, key, value);
}

/* Lines before the first section would pass unseen; the first of them is told. */
static void
parser_take_first_lines(Parser *parser, char *line, bool *told)
{
	g_strstrip(line);
	if (*told || parser->section || !*line || *line == '#' || *line == '[')
		return;
	*told = true;
	parser_blame(parser, _("The map begins with a section, for example [map]."));
}

static void
parser_check_whole(Parser *parser)
{
	ImportMap *map = parser->map;

	parser->line = 0;
	if (!map->name)
		parser_blame(parser, _("[map] needs a line \"%s = ...\"."), "name");
	if (!map->zone && !strstr(parser->mistakes->str, "tzdata"))
		parser_blame(parser, _("[map] needs a line \"%s = ...\"."), "zone");
	if (!map->columns[IMPORT_FIELD_RECEIVED]->len && !map->undated)
		parser_blame(parser,
			_("[fields] needs a line \"%s = ...\"; where the rows have no date, "
			  "[map] needs \"dated = no\"."),
			"received");
	if (!map->dates->len && (!map->undated || map->columns[IMPORT_FIELD_RECEIVED]->len))
		parser_blame(parser, _("[dates] needs a line \"%s = ...\"."), "form");
	if (map->names->len && !map->no_header)
		parser_blame(parser, _("Lines \"column = ...\" in [map] name the columns of a "
				       "table without a header: add \"header = none\"."));
	for (unsigned i = 0; i < map->tables->len; i++) {
		ImportTable *table = map->tables->pdata[i];

		parser->line = table->line;
		if (!g_hash_table_size(table->values) && !table->any)
			parser_blame(parser, _("This value table has no lines."));
	}
	if (map->name && !map->source)
		map->source = g_strdup(map->name);
	g_ptr_array_add(map->names, NULL);
}

static void
parser_take_all(Parser *parser, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	bool told = false;

	for (char **line = lines; *line; line++) {
		parser->line++;
		parser_take_first_lines(parser, *line, &told);
		parser_take_line(parser, *line);
		told = told || parser->section;
	}
	parser_check_whole(parser);
}

ImportMap *
import_map_parse(const char *name, const char *bytes, size_t len, GError **error)
{
	g_autoptr(ImportMap) map = import_map_new();
	g_autoptr(GString) mistakes = g_string_new(NULL);
	g_autofree char *text = NULL;
	Parser parser = {.map = map, .mistakes = mistakes};

	if (len >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) {
		bytes += 3;
		len -= 3;
	}
	if (!text_is_storable(bytes, (gssize)len, NULL)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("The map %s is not UTF-8 text. Save it as UTF-8."), name);
		return NULL;
	}
	text = g_strndup(bytes, len);
	parser_take_all(&parser, text);
	if (!parser.n_mistakes)
		return g_steal_pointer(&map);
	if (parser.n_mistakes > MISTAKES_SHOWN)
		g_string_append_printf(mistakes, _("\nand %u more mistakes"),
			parser.n_mistakes - MISTAKES_SHOWN);
	g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
		_("The map %1$s cannot be used; nothing was imported.\n%2$s"), name,
		mistakes->str);
	return NULL;
}

ImportMap *
import_map_load(const char *path, GError **error)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autoptr(GString) bytes = file_dup_small(path, MAP_MOST, error);

	if (!bytes) {
		g_prefix_error(error, _("The map %s cannot be read: "), name);
		return NULL;
	}
	return import_map_parse(name, bytes->str, bytes->len, error);
}
