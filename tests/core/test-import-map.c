/* core/import-map.h and import-date.h: forms of dates, mistakes told by line, headers, values.
 */
#include "config.h"

#include "core/import-map.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "core/env.h"
#include "core/error.h"
#include "core/import-date.h"

static const struct {
	const char *form, *text, *want; /* want NULL: refused */
	int64_t seconds;		/* UTC, zone Asia/Shanghai */
} dates[] = {
	/* Add a row here to prove another form. */
	{"MM/DD/YY", "01/10/23", "2023-01-10", 1673280000},
	{"MM/DD/YY", "01/10/2023", NULL, 0},
	{"MM/DD/YY", "01/10/69", "1969-01-10", -30787200},
	{"MM/DD/YY", "01/10/68", "2068-01-10", 3093350400},
	{"MM/DD/YYYY", "7/9/2013", "2013-07-09", 1373299200},
	{"MM/DD/YYYY", "07/09/13", NULL, 0},
	{"MM/DD/YYYY", "13/09/2013", NULL, 0},
	{"MM/DD/YYYY", "02/29/2023", NULL, 0},
	{"MM/DD/YYYY", "02/29/2024", "2024-02-29", 1709136000},
	{"MM/DD/YYYY", "0/29/2024", NULL, 0},
	{"MM/DD/YYYY", "02/29/2024 ", NULL, 0},
	{"MM/DD/YYYY", "002/29/2024", NULL, 0},
	{"YYYY-MM-DD", "2025-06-13", "2025-06-13", 1749744000},
	{"YYYY-MM-DD", "1899-12-31", NULL, 0},
	{"YYYY-MM-DD", "2200-01-01", NULL, 0},
	{"YYYY-MM-DD", "", NULL, 0},
	{"YYYY-MM-DD", "2025-06", NULL, 0},
	{"YYYYMMDD", "20250613", "2025-06-13", 1749744000},
	{"YYYYMMDD", "2025613", NULL, 0},
	{"YYYY/M/D H:MM:SS", "2020/1/6 12:09:38", "2020-01-06T12:09:38+08:00", 1578283778},
	{"YYYY/M/D H:MM:SS", "2018/7/17 7:13:58", "2018-07-17T07:13:58+08:00", 1531782838},
	{"YYYY/M/D H:MM:SS", "2018/7/17 24:13:58", NULL, 0},
	{"YYYY/M/D H:MM:SS", "2018/7/17 7:60:58", NULL, 0},
	{"YYYY年M月D日", "2018年7月17日", "2018-07-17", 1531756800},
	{"YYYY年M月D日", "2018年7月17", NULL, 0},
	{"YYYY-MM-DDTHH:MM:SSZ", "2023-07-21T12:00:00-05:00", "2023-07-21T12:00:00-05:00",
		1689958800},
	{"YYYY-MM-DDTHH:MM:SSZ", "2023-07-21T12:00:00Z", "2023-07-21T12:00:00+00:00",
		1689940800},
	{"YYYY-MM-DDTHH:MM:SSZ", "2023-07-21T12:00:00", NULL, 0},
	{"EXCEL", "45123", "2023-07-16", 1689436800},
	{"EXCEL", "45123.5", "2023-07-16T12:00:00+08:00", 1689480000},
	{"EXCEL", "60", NULL, 0},
	{"EXCEL", "60.5", NULL, 0},
	{"EXCEL", "0", NULL, 0},
	{"EXCEL", "0.5", NULL, 0},
	{"EXCEL", "1", "1900-01-01", -2209017943},
	{"EXCEL", "59", "1900-02-28", -2204006743},
	{"EXCEL", "61", "1900-03-01", -2203920343},
	{"EXCEL", "46083.999988426", "2026-03-02T23:59:59+08:00", 1772467199},
	{"EXCEL1904", "0", "1904-01-01", -2082873600},
	{"EXCEL1904", "44621.25", "2026-03-02T06:00:00+08:00", 1772402400},
	{"EXCEL", "1e5", NULL, 0},
	{"EXCEL", "45123x", NULL, 0},
	{"EXCEL", "", NULL, 0},
	{"EXCEL", "999999999999", NULL, 0},
};

static void
test_dates(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Shanghai");

	for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
		ImportDate date = {.year = -1};
		g_autofree char *got = NULL;

		g_test_message("%s %s", dates[i].form, dates[i].text);
		g_assert_null(import_date_form_fault(dates[i].form));
		if (import_date_parse(dates[i].form, dates[i].text, &date)) {
			got = import_date_dup_text(&date, zone);
			g_assert_cmpint(import_date_to_us(&date, zone), ==,
				dates[i].seconds * US_PER_SECOND);
		} else {
			g_assert_cmpint(date.year, ==, -1);
		}
		g_assert_cmpstr(got, ==, dates[i].want);
	}
}

static void
test_bad_forms(void)
{
	static const char *const forms[] = {"", "YYYY", "MM/DD", "YYY-MM-DD", "YYYY-MMM-DD",
		"YYYY-MM-DD MM", "YYYY-MM-DD YYYY", "YYYY-MM-DD SS", "YYYYMD", "YYYY-MM-DDZ",
		"%Y-%m-%d"};

	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		g_assert_nonnull(import_date_form_fault(forms[i]));
}

#define HEAD                                                                                   \
	"[map]\nname = t\nzone = Asia/Shanghai\n"                                              \
	"[dates]\nform = YYYY-MM-DD\nform = MM/DD/YY\n[fields]\nreceived = Day\n"

static ImportMap *
map_of(const char *text)
{
	g_autoptr(GError) error = NULL;
	ImportMap *map = import_map_parse("t.map", text, strlen(text), &error);

	g_assert_no_error(error);
	return map;
}

/* Each map has exactly the mistakes listed: "line N: " and a word of each. */
static const struct {
	const char *text;
	const char *want[6];
} mistakes[] = {
	{"", {"name", "zone", "received", "form"}},
	{HEAD "txet = Story\n", {"line 9: A complaint has no field called \"txet\""}},
	{HEAD "channel = Via\n", {"line 9: channel holds codes"}},
	{HEAD "source_id = Via\n", {"line 9: source_id"}},
	{HEAD "text Story\n", {"line 9: The line has no \"=\""}},
	{HEAD "text =\n", {"line 9: Something is missing"}},
	{HEAD "[dates]\nform = YY\nfrom = YYYY-MM-DD\n",
		{"line 10: \"YY\" is no form", "line 11: Lines here"}},
	{HEAD "[constants]\nchannel = X1\nbusiness = B01\nbusiness = B02\n",
		{"line 10: \"X1\" is no code", "line 12: \"business\" is given twice"}},
	{HEAD "[constants]\nchannel = A1\nbusiness = B01.\nreason = C01.x\nclaim = W01.2\n",
		{"line 10: \"A1\"", "line 11: \"B01.\"", "line 12: \"C01.x\""}},
	{HEAD "[constants]\nreceived = 2020-01-01\n", {"line 10: received cannot be"}},
	{HEAD "[clean]\ntext = linse\n", {"line 10: There is no cleaning"}},
	{HEAD "[feilds]\ntext = Story\n", {"line 9: There is no section [feilds]"}},
	{HEAD "[values channel from Via]\nWeb = B01\nWEB = A01\nweb = A02\n",
		{"line 10: \"B01\" is no code", "line 12: \"web\" is given twice"}},
	{HEAD "[values channel of Via]\nWeb = A01\n", {"line 9: Write the heading as"}},
	{HEAD "[values chanel from Via]\nWeb = A01\n", {"line 9: A complaint has no field"}},
	{HEAD "[values channel from Via]\n", {"line 9: This value table has no lines"}},
	{HEAD "[map]\nencoding = gb18031\nheader = no\ncolumn = a\ncolumn = a\ndated = never\n",
		{"line 10: \"gb18031\" is no encoding that can be read. Nearest: gb18030",
			"line 11: header is yes or none, not \"no\"",
			"line 13: \"a\" is given twice", "line 14: dated is yes or no",
			"Lines \"column = ...\" in [map]"}},
	{HEAD "[constants]\nkind = enquriy\n[fields]\nkind = Type\n",
		{"line 10: \"enquriy\" is no kind of contact. Nearest: enquiry",
			"line 12: kind is a word of ours"}},
	{HEAD "[values kind from Type]\nx = complain\n",
		{"line 10: \"complain\" is no kind", "line 9: This value table"}},
	{"[map]\nname = t\nzone = Asia/Shanghai\ndated = no\n[fields]\nreceived = Day\n",
		{"[dates] needs a line"}},
	{"[map]\nname = t\nzone = Asia/Shanghai\n[fields]\ntext = Story\n[dates]\nform = "
	 "EXCEL\n",
		{"[fields] needs a line \"received = ...\"; where the rows have no date"}},
	{HEAD "[map]\ndelimiter = colon\nrest = lose\nname = u\nsorce = x\n",
		{"line 10: delimiter is", "line 11: rest is",
			"line 12: \"name\" is given twice",
			"line 13: [map] knows no \"sorce\""}},
	{HEAD "[fields\n", {"line 9: The heading of a section ends"}},
	{HEAD "[\n", {"line 9: The heading of a section ends"}},
	{HEAD "[fields more]\n", {"line 9: The heading must be [fields] alone"}},
	{"name = t\nzone = x\n" HEAD, {"line 1: The map begins with a section"}},
	{"[map]\nname = t\nzone = Atlantis/Centre\n[dates]\nform = YYYY-MM-DD\n"
	 "[fields]\nreceived = Day\n",
		{"line 3: There is no time zone"}},
	{"[map]\nname = a/b\nsource = ../x\nzone = UTC\ndated = no\n",
		{"line 2: name has at most 100 characters and no slash",
			"line 3: source has at most 100 characters and no slash",
			"[map] needs a line \"name"}},
};

static void
test_mistakes(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autoptr(GError) error = NULL;
		ImportMap *map = import_map_parse(
			"t.map", mistakes[i].text, strlen(mistakes[i].text), &error);
		g_auto(GStrv) lines = NULL;
		unsigned n = 0;

		g_assert_null(map);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		lines = g_strsplit(error->message, "\n", -1);
		g_test_message("%s", error->message);
		while (n < 6 && mistakes[i].want[n]) {
			g_assert_nonnull(lines[n + 1]);
			g_assert_nonnull(strstr(lines[n + 1], mistakes[i].want[n]));
			n++;
		}
		g_assert_cmpuint(g_strv_length(lines), ==, n + 1);
	}
}

static void
expect_zone(const char *zone, bool fits)
{
	g_autofree char *text =
		g_strdup_printf("[map]\nname = t\nzone = %s\ndated = no\n", zone);
	g_autoptr(GError) error = NULL;
	g_autoptr(ImportMap) map = import_map_parse("t.map", text, strlen(text), &error);

	g_test_message("%s", zone);
	g_assert_cmpint(map != NULL, ==, fits);
	g_assert_true(fits || strstr(error->message, "line 3: There is no time zone"));
}

/* Only names of the database are zones: no path, no sum of hours, which POSIX counts backwards.
 */
static void
test_zones(void)
{
	static const char *const good[] = {"UTC", "PRC", "Asia/Shanghai", "Etc/GMT+8",
		"America/Argentina/Buenos_Aires", "America/Port-au-Prince"};
	static const char *const bad[] = {"/dev/zero", "/etc/passwd", "../../dev/zero",
		"Asia/../Asia/Shanghai", ":Asia/Shanghai", "UTC-8", "CST-8", "+08:00", "8",
		"EST5EDT,M3.2.0,M11.1.0", "Asia", "Asia/", "posix/Asia/Shanghai", "leapseconds",
		"zone.tab"};

	for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
		expect_zone(good[i], true);
	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
		expect_zone(bad[i], false);
}

/* A folder, a device without end and a pipe without a writer are no maps, and are told at once.
 */
static void
test_no_plain_file(void)
{
	g_autofree char *folder = g_dir_make_tmp("amends-map-XXXXXX", NULL);
	g_autofree char *pipe = g_build_filename(folder, "pipe.map", NULL);
	const char *const paths[] = {folder, pipe, "/dev/zero"};

	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	for (unsigned i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(import_map_load(paths[i], &error));
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	}
	g_unlink(pipe);
	g_rmdir(folder);
}

static void
test_many_mistakes(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 100; i++)
		g_string_append(text, "x\n");
	g_assert_null(import_map_parse("t.map", text->str, text->len, &error));
	g_assert_true(g_str_has_suffix(error->message, "and 60 more mistakes"));
}

static void
test_not_text(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(import_map_parse("t.map", "[map]\nname = \xD6\xD0\n", 15, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
	g_clear_error(&error);
	g_assert_null(import_map_load("no/such.map", &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND);
}

static void
test_header(void)
{
	static const char *const good[] = {"Story", "Day", NULL};
	static const char *const bad[] = {"Dya", "Storey", "Other", NULL};
	g_autoptr(ImportMap) map =
		map_of(HEAD "received = Date\ntext = Absent\n[map]\nrequired = Story\n"
			    "required = Day\n");
	g_autoptr(GError) error = NULL;

	g_assert_true(import_map_check_header(map, good, &error));
	g_assert_no_error(error);
	g_assert_false(import_map_check_header(map, bad, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_NOT_FOUND);
	g_assert_nonnull(strstr(error->message, "\"Day\". Nearest: Dya"));
	g_assert_nonnull(strstr(error->message, "\"Story\". Nearest: Storey"));
	g_assert_null(strstr(error->message, "Absent"));
	g_assert_true(
		strstr(error->message, "\"Day\"") == g_strrstr(error->message, "\"Day\""));
}

/* A row as name, value, name, value, NULL. */
static const char *
lookup(void *data, const char *column)
{
	for (const char *const *pair = data; pair[0]; pair += 2) {
		if (!strcmp(pair[0], column))
			return pair[1];
	}
	return NULL;
}

#define RICH                                                                                   \
	"\xEF\xBB\xBF# remark\r\n" HEAD                                                        \
	"text = Story\r\ntext = Short\nsubject = =x = y\nstate = \" State \"\n"                \
	"[map]\nsource = src\nid = No\nid = Sub\n[empty]\nvalue = None\n"                      \
	"[constants]\nbranch = 0571A\nproduct = card\n[fields]\nproduct = Product\n"           \
	"[clean]\ntext = lines html escapes\nsubject = spaces\n"                               \
	"[values channel from Via]\nWeb = A06\na = b = A01\n"                                  \
	"[values channel from Way]\n\"*\" = A08\n"                                             \
	"[values status_text from Via]\nWeb = over the net\n"

static void
test_values(void)
{
	static const char *const row[] = {"Day", " 01/10/23\t", "Story", "None", "Short",
		"\n\t\t\xE3\x80\x80 one &amp; &#x4E8C;&#0; \\n\n\n \n two \n\n", "=x = y", "a",
		"Via", "wEB ", "No", "7", "Sub", "b", " State ", "TX", NULL};
	static const char *const want[N_IMPORT_FIELDS] = {
		[IMPORT_FIELD_RECEIVED] = "2023-01-10",
		[IMPORT_FIELD_TEXT] = "one & \xE4\xBA\x8C&#0;\n\ntwo",
		[IMPORT_FIELD_CHANNEL] = "A06",
		[IMPORT_FIELD_BUSINESS] = "B99",
		[IMPORT_FIELD_REASON] = "C99",
		[IMPORT_FIELD_CLAIM] = "W99",
		[IMPORT_FIELD_BRANCH] = "0571A",
		[IMPORT_FIELD_PRODUCT] = "card",
		[IMPORT_FIELD_STATE] = "TX",
		[IMPORT_FIELD_STATUS_TEXT] = "over the net",
		[IMPORT_FIELD_SUBJECT] = "a",
		[IMPORT_FIELD_SOURCE_ID] = "7/b",
	};
	g_autoptr(ImportMap) map = map_of(RICH);
	ImportValues values;
	ImportFault fault;

	g_assert_cmpstr(import_map_source(map), ==, "src");
	g_assert_true(import_map_keeps_rest(map));
	g_assert_true(import_map_apply(map, lookup, (void *)row, &values, &fault));
	for (int i = 0; i < N_IMPORT_FIELDS; i++)
		g_assert_cmpstr(values.fields[i], ==, want[i]);
	g_assert_cmpint(values.received_us, ==, 1673280000 * US_PER_SECOND);
	g_assert_false(values.received_has_time);
	import_values_clear(&values);
}

static void
test_tables_in_order(void)
{
	static const char *const by_way[] = {"Day", "2023-01-10", "Via", "?", "Way", "", NULL};
	static const char *const equals[] = {"Day", "2023-01-10", "Via", "A = b", NULL};
	static const char *const neither[] = {"Day", "2023-01-10", "No", "7", NULL};
	g_autoptr(ImportMap) map = map_of(RICH);
	ImportValues values;
	ImportFault fault;

	g_assert_true(import_map_apply(map, lookup, (void *)by_way, &values, &fault));
	g_assert_cmpstr(values.fields[IMPORT_FIELD_CHANNEL], ==, "A08");
	import_values_clear(&values);
	g_assert_true(import_map_apply(map, lookup, (void *)equals, &values, &fault));
	g_assert_cmpstr(values.fields[IMPORT_FIELD_CHANNEL], ==, "A01");
	import_values_clear(&values);
	g_assert_true(import_map_apply(map, lookup, (void *)neither, &values, &fault));
	g_assert_cmpstr(values.fields[IMPORT_FIELD_CHANNEL], ==, "A99");
	g_assert_null(values.fields[IMPORT_FIELD_TEXT]);
	g_assert_null(values.fields[IMPORT_FIELD_SOURCE_ID]);
	import_values_clear(&values);
}

static void
test_no_date(void)
{
	static const char *const none[] = {"Day", " None ", NULL};
	static const char *const other[] = {"Day", "10.01.2023", NULL};
	static const char *const hostile[] = {"Day", "\x1B[2J\n2023", NULL};
	g_autoptr(ImportMap) map = map_of(RICH);
	ImportValues values;
	ImportFault fault;

	g_assert_false(import_map_apply(map, lookup, (void *)none, &values, &fault));
	g_assert_cmpstr(fault.column, ==, "Day");
	g_free(fault.reason);
	g_assert_false(import_map_apply(map, lookup, (void *)other, &values, &fault));
	g_assert_nonnull(strstr(fault.reason, "\"10.01.2023\""));
	g_assert_nonnull(strstr(fault.reason, "YYYY-MM-DD, MM/DD/YY"));
	g_assert_null(values.fields[IMPORT_FIELD_RECEIVED]);
	g_free(fault.reason);
	g_assert_false(import_map_apply(map, lookup, (void *)hostile, &values, &fault));
	g_assert_nonnull(strstr(fault.reason, "\"<1B>[2J 2023\""));
	g_free(fault.reason);
}

/* Any bytes at all: a map or a list of mistakes, and nothing in it that a terminal would obey.
 */
static void
test_any_map(void)
{
	static const char *const pieces[] = {HEAD, "[", "]", "=", "\n", "text", "[values ",
		" from ", "channel", "x = A01", "\x1B", "\"", "*", "#", "[fields]",
		"\xE6\x8A\x95", "[clean]\ntext = ", "[dates]\nform = ", "YYYY", "\\", "\xFF"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(5);

	for (int turn = 0; turn < 3000; turn++) {
		g_autoptr(GString) text = g_string_new(turn % 2 ? HEAD : "");
		int n = g_rand_int_range(rand, 0, 12);
		g_autoptr(GError) error = NULL;
		g_autoptr(ImportMap) map = NULL;

		for (int i = 0; i < n; i++)
			g_string_append(
				text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
		map = import_map_parse("t.map", text->str, text->len, &error);
		g_assert_true((map == NULL) == (error != NULL));
		if (error)
			g_assert_null(strchr(error->message, '\x1B'));
	}
}

/* The ids in the taxonomy's files, by the first word of each line. */
static bool
code_is_shipped(void *data, ImportField field, const char *code)
{
	return g_hash_table_contains(data, code);
}

static GHashTable *
shipped_codes(void)
{
	static const char *const names[] = {"channel", "business", "reason", "claim"};
	GHashTable *codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *file = g_strconcat(names[i], ".tsv", NULL);
		g_autofree char *path =
			g_build_filename(g_getenv("AMENDS_DATADIR"), "taxonomy", file, NULL);
		g_autofree char *text = NULL;
		g_auto(GStrv) lines = NULL;

		g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
		lines = g_strsplit(text, "\n", -1);
		for (char **line = lines; *line; line++)
			g_hash_table_add(codes, g_strndup(*line, strcspn(*line, "\t")));
	}
	return codes;
}

/* What a map does, in words; with a file also what does not fit. */
static void
test_summary(void)
{
	static const char *const columns[] = {"Day", "Storey", "Via", "Colour", NULL};
	g_autoptr(ImportMap) map =
		map_of(HEAD "text = Story\ntext = Short\n[constants]\n"
			    "channel = A06\n[values channel from Via]\nx = A01\n");
	g_autofree char *alone = import_map_dup_summary(map, NULL);
	g_autofree char *with = import_map_dup_summary(map, columns);

	g_assert_cmpstr(alone, ==, "received: Day\ntext: Story, Short\nchannel: Via, = A06");
	g_assert_nonnull(strstr(with, "line 9: There is no column \"Story\". Nearest: Storey"));
	g_assert_nonnull(strstr(with, "line 10: There is no column \"Short\""));
	g_assert_nonnull(strstr(with, "stays empty"));
	g_assert_null(strstr(alone, "stays empty"));
	g_assert_nonnull(strstr(with, "Kept with the complaint, in no field: Storey, Colour."));
}

/* A table without header and dates; enquiries by the map. */
static void
test_undated(void)
{
	static const char *const row[] = {"2", "How?", "1", "7", NULL};
	g_autoptr(ImportMap) map =
		map_of("[map]\nname = t\nzone = Asia/Shanghai\nheader = none\ndated = no\n"
		       "delimiter = semicolon\nencoding = gbk\n[fields]\ntext = 2\n"
		       "[constants]\nkind = enquiry\n");
	ImportValues values;
	ImportFault fault;

	g_assert_cmpint(import_map_encoding(map), ==, ENCODING_GB18030);
	g_assert_cmpint(import_map_delimiter(map), ==, ';');
	g_assert_null(import_map_columns(map)[0]);
	g_assert_true(import_map_apply(map, lookup, (void *)row, &values, &fault));
	g_assert_null(values.fields[IMPORT_FIELD_RECEIVED]);
	g_assert_cmpstr(values.fields[IMPORT_FIELD_KIND], ==, "enquiry");
	g_assert_cmpstr(values.fields[IMPORT_FIELD_TEXT], ==, "How?");
	import_values_clear(&values);
}

static void
test_unknown_codes(void)
{
	g_autoptr(GHashTable) codes = shipped_codes();
	g_autoptr(ImportMap) map =
		map_of(HEAD "[constants]\nreason = C98\n[values channel from Via]\nweb = A03\n"
			    "* = A77\n[values business from P]\nx = B02.1\ny = B02.77\n"
			    "[values tags from P]\nx = anything\n");
	g_autoptr(GError) error = NULL;

	g_assert_false(import_map_check_codes(map, code_is_shipped, codes, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	g_assert_nonnull(
		strstr(error->message, "line 10: There is no code \"C98\" for reason"));
	g_assert_nonnull(
		strstr(error->message, "line 13: There is no code \"A77\" for channel"));
	g_assert_nonnull(strstr(error->message, "line 16: There is no code \"B02.77\""));
	g_assert_null(strstr(error->message, "A03"));
	g_assert_null(strstr(error->message, "B02.1\""));
	g_assert_null(strstr(error->message, "anything"));
}

static void
test_shipped(void)
{
	static const char *const maps[] = {
		"cfpb", "zh-messages", "zh-bank-questions", "example"};
	g_autoptr(GHashTable) codes = shipped_codes();

	for (size_t i = 0; i < G_N_ELEMENTS(maps); i++) {
		g_autofree char *file = g_strconcat(maps[i], ".map", NULL);
		g_autofree char *path =
			g_build_filename(g_getenv("AMENDS_DATADIR"), "maps", file, NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(ImportMap) map = import_map_load(path, &error);

		g_assert_no_error(error);
		g_assert_cmpstr(import_map_name(map), ==, maps[i]);
		g_assert_cmpint(import_map_delimiter(map), ==, i == 2 ? '\t' : ',');
		g_assert_cmpint(import_map_has_header(map), ==, i != 2);
		g_assert_true(import_map_check_codes(map, code_is_shipped, codes, &error));
		g_assert_no_error(error);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/import-map/dates", test_dates);
	g_test_add_func("/import-map/bad-forms", test_bad_forms);
	g_test_add_func("/import-map/mistakes", test_mistakes);
	g_test_add_func("/import-map/zones", test_zones);
	g_test_add_func("/import-map/no-plain-file", test_no_plain_file);
	g_test_add_func("/import-map/many-mistakes", test_many_mistakes);
	g_test_add_func("/import-map/not-text", test_not_text);
	g_test_add_func("/import-map/header", test_header);
	g_test_add_func("/import-map/values", test_values);
	g_test_add_func("/import-map/tables-in-order", test_tables_in_order);
	g_test_add_func("/import-map/no-date", test_no_date);
	g_test_add_func("/import-map/any-map", test_any_map);
	g_test_add_func("/import-map/unknown-codes", test_unknown_codes);
	g_test_add_func("/import-map/summary", test_summary);
	g_test_add_func("/import-map/undated", test_undated);
	g_test_add_func("/import-map/shipped", test_shipped);
	return g_test_run();
}
