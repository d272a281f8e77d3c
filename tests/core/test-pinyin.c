/* core/pinyin.h: names are found by every reading, pick lists rank as people expect. */
#include "config.h"

#include "core/pinyin.h"

#include <glib/gstdio.h>

#include "core/error.h"
#include "tests/core/torture.h"

static PinyinTable *
load_table(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_build_filename(g_getenv("AMENDS_DATADIR"), "pinyin", NULL);
	PinyinTable *table = pinyin_table_load(dir, &error);

	g_assert_no_error(error);
	return table;
}

typedef struct KeyCase {
	const char *name;
	const char *first; /* the keys that must come first, in this order */
	const char *also;  /* keys that must be among them */
	const char *never;
} KeyCase;

static const KeyCase key_cases[] = {
	{"王小明", "wxm wangxiaoming", "", ""},
	{"单雄信", "sxx shanxiongxin", "dxx danxiongxin chanxiongxin", ""},
	{"仇英", "qy qiuying", "cy chouying", ""},
	{"曾国藩", "zgf zengguofan", "cgf", ""},
	{"查良镛", "zly zhaliangyong", "chaliangyong", ""},
	{"覃辉", "qh qinhui", "th tanhui", ""},
	{"乐嘉", "yj yuejia", "lj lejia", ""},
	{"尉迟恭", "ycg yuchigong", "wcg weichigong", ""},
	{"单于", "cy chanyu", "", ""},
	{"單于", "cy chanyu", "", ""},
	{"万俟卨", "mqx moqixie", "", ""},
	{"任盈盈", "ryy renyingying", "", ""},
	{"区大相", "odx oudaxiang", "qudaxiang", ""},
	{"朴槿惠", "pjh piaojinhui", "pujinhui", ""},
	{"吕布", "lb lvbu", "", "lubu"},
	{"女单", "nd nvdan", "", ""},
	{"于单", "yd yudan", "yushan", ""},
	{"Zhang Li", "zl zhangli", "", ""},
	{"ＺＨＡＮＧ　Ｌｉ", "zl zhangli", "", ""},
	{"王Ann", "wa wangann", "", ""},
	{"\xf0\xb1\x8d\x90王", "w wang", "", ""},
	{"\xf0\xa0\x80\x80", "h he", "", ""},
	{"  ，。", "", "", ""},
	{"", "", "", ""},
	{NULL, "", "", ""},
};

static void
check_keys(const PinyinTable *table, const KeyCase *c)
{
	g_auto(GStrv) keys = pinyin_dup_keys(table, c->name);
	g_auto(GStrv) first = g_strsplit(c->first, " ", -1);
	g_auto(GStrv) also = g_strsplit(c->also, " ", -1);

	g_assert_cmpuint(g_strv_length(keys), <=, PINYIN_MAX_KEYS);
	if (*c->first == '\0')
		g_assert_null(keys[0]);
	for (unsigned i = 0; first[i] != NULL; i++)
		g_assert_cmpstr(keys[i], ==, first[i]);
	for (unsigned i = 0; also[i] != NULL; i++)
		g_assert_true(g_strv_contains((const char *const *)keys, also[i]));
	g_assert_false(g_strv_contains((const char *const *)keys, c->never));
	for (unsigned i = 0; keys[i] != NULL; i++)
		g_assert_false(g_strv_contains((const char *const *)keys + i + 1, keys[i]));
}

static void
test_keys(void)
{
	g_autoptr(PinyinTable) table = load_table();

	for (size_t i = 0; i < G_N_ELEMENTS(key_cases); i++)
		check_keys(table, &key_cases[i]);
}

/* Many polyphones: the number of keys is bounded, and so is the time. */
static void
test_key_bound(void)
{
	g_autoptr(PinyinTable) table = load_table();
	g_autoptr(GString) name = g_string_new(NULL);
	g_auto(GStrv) keys = NULL;

	for (int i = 0; i < 5000; i++)
		g_string_append(name, "和单行");
	keys = pinyin_dup_keys(table, name->str);
	g_assert_cmpuint(g_strv_length(keys), ==, PINYIN_MAX_KEYS);
}

typedef struct MatchCase {
	const char *text, *typed;
	PinyinRank rank;
} MatchCase;

static const MatchCase match_cases[] = {
	{"年费", "年费", PINYIN_RANK_EXACT},
	{"ATM", "ａｔｍ", PINYIN_RANK_EXACT},
	{"年费", "年", PINYIN_RANK_PREFIX},
	{"年费", "", PINYIN_RANK_PREFIX},
	{"年费", NULL, PINYIN_RANK_PREFIX},
	{"年费", "  ", PINYIN_RANK_PREFIX},
	{"年费", "nf", PINYIN_RANK_INITIALS},
	{"年费", "NF", PINYIN_RANK_INITIALS},
	{"年费", "n", PINYIN_RANK_INITIALS},
	{"年费", "nianfei", PINYIN_RANK_FULL},
	{"年费", "nian fei", PINYIN_RANK_FULL},
	{"年费", "nianf", PINYIN_RANK_FULL},
	{"年费", "ni", PINYIN_RANK_FULL},
	{"西安", "xi'an", PINYIN_RANK_FULL},
	{"年费", "费", PINYIN_RANK_SUBSTRING},
	{"年费", "fei", PINYIN_RANK_SUBSTRING},
	{"年费", "f", PINYIN_RANK_SUBSTRING},
	{"年费", "nife", PINYIN_RANK_SUBSEQUENCE},
	{"信用卡年费", "信年", PINYIN_RANK_SUBSEQUENCE},
	{"年费", "lianfei", PINYIN_RANK_FUZZY},
	{"张三", "zangsan", PINYIN_RANK_FUZZY},
	{"张三", "zhansan", PINYIN_RANK_SUBSEQUENCE},
	{"林平", "lingpin", PINYIN_RANK_FUZZY},
	{"吕布", "lubu", PINYIN_RANK_FUZZY},
	{"吕布", "lvbu", PINYIN_RANK_FULL},
	{"年费", "nx", PINYIN_RANK_NONE},
	{"年费", "nff", PINYIN_RANK_NONE},
	{"年费", "nianfeix", PINYIN_RANK_NONE},
	{"", "x", PINYIN_RANK_NONE},
	{NULL, "x", PINYIN_RANK_NONE},
	{"王小明", "wxm", PINYIN_RANK_INITIALS},
	{"王小明", "王xm", PINYIN_RANK_INITIALS},
	{"王小明", "小m", PINYIN_RANK_SUBSTRING},
	{"王小明", "wangxm", PINYIN_RANK_SUBSEQUENCE},
	{"王小明", "xm", PINYIN_RANK_SUBSTRING},
	{"单雄信", "sxx", PINYIN_RANK_INITIALS},
	{"单雄信", "dxx", PINYIN_RANK_INITIALS},
	{"单雄信", "danxiongxin", PINYIN_RANK_FULL},
	{"万俟卨", "moqi", PINYIN_RANK_FULL},
	{"ATM吞卡", "atmtk", PINYIN_RANK_INITIALS},
	{"ATM吞卡", "atk", PINYIN_RANK_INITIALS},
	{"ATM吞卡", "tunka", PINYIN_RANK_SUBSTRING},
	{"Zhang Li", "zl", PINYIN_RANK_INITIALS},
	{"Zhang Li", "zhangli", PINYIN_RANK_INITIALS},
	{"Zhang Li", "li", PINYIN_RANK_SUBSTRING},
	{"Zhang Li", "zgi", PINYIN_RANK_SUBSEQUENCE},
	{"\xf0\xb1\x8d\x90王", "\xf0\xb1\x8d\x90w", PINYIN_RANK_INITIALS},
};

static void
test_match(void)
{
	g_autoptr(PinyinTable) table = load_table();

	for (size_t i = 0; i < G_N_ELEMENTS(match_cases); i++) {
		const MatchCase *c = &match_cases[i];
		PinyinRank rank = pinyin_match(table, c->text, c->typed);

		if (rank != c->rank)
			g_test_message("%s for %s", c->typed, c->text);
		g_assert_cmpint(rank, ==, c->rank);
	}
}

static void
test_match_entry(void)
{
	g_autoptr(PinyinTable) table = load_table();

	g_assert_cmpint(
		pinyin_match_entry(table, "0571", "杭州", "0571"), ==, PINYIN_RANK_EXACT);
	g_assert_cmpint(
		pinyin_match_entry(table, "0571", "杭州", "05"), ==, PINYIN_RANK_PREFIX);
	g_assert_cmpint(
		pinyin_match_entry(table, "0571", "杭州", "hz"), ==, PINYIN_RANK_INITIALS);
	g_assert_cmpint(pinyin_match_entry(table, NULL, "杭州", "zzz"), ==, PINYIN_RANK_NONE);
	g_assert_cmpint(pinyin_match_entry(NULL, NULL, "杭州", "hz"), ==, PINYIN_RANK_NONE);
	g_assert_cmpint(
		pinyin_match_entry(NULL, NULL, "杭州", "州"), ==, PINYIN_RANK_SUBSTRING);
}

static void
torture_one(const char *text, size_t len, bool is_utf8, void *data)
{
	g_auto(GStrv) keys = pinyin_dup_keys(data, text);

	g_assert_cmpuint(g_strv_length(keys), <=, PINYIN_MAX_KEYS);
	g_assert_cmpint(pinyin_match(data, text, text), <=, PINYIN_RANK_PREFIX);
	g_assert_cmpint(pinyin_match(data, "王小明Ab", text), <=, PINYIN_RANK_NONE);
	g_assert_cmpint(pinyin_match(data, text, "wxm"), <=, PINYIN_RANK_NONE);
}

static void
test_torture(void)
{
	g_autoptr(PinyinTable) table = load_table();

	torture_each(torture_one, table);
}

/* Every line of the table is found, so it is sorted and whole. */
static void
test_table_sorted(void)
{
	g_autoptr(PinyinTable) table = load_table();
	g_autofree char *path =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "pinyin", "readings.tsv", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	unsigned n = 0;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (unsigned i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) part = g_strsplit(lines[i], "\t", 2);
		g_auto(GStrv) readings = NULL;

		if (*lines[i] == '\0' || *lines[i] == '#')
			continue;
		readings = g_strsplit(part[1], " ", -1);
		for (unsigned k = 0; readings[k] != NULL; k++)
			g_assert_cmpint(pinyin_match(table, part[0], readings[k]), <=,
				PINYIN_RANK_FULL);
		n++;
	}
	g_assert_cmpuint(n, >, 41000);
}

static void
test_bad_tables(void)
{
	g_autoptr(GError) missing = NULL;
	g_autoptr(GError) damaged = NULL;
	g_autofree char *dir = g_dir_make_tmp("amends-pinyin-XXXXXX", NULL);
	g_autofree char *readings = g_build_filename(dir, "readings.tsv", NULL);
	g_autofree char *surnames = g_build_filename(dir, "surnames.tsv", NULL);

	g_assert_null(pinyin_table_load(dir, &missing));
	g_assert_error(missing, AMENDS_ERROR, AMENDS_ERROR_IO);
	g_assert_true(g_file_set_contents(readings, "", 0, NULL));
	g_assert_null(pinyin_table_load(dir, &damaged));
	g_assert_error(damaged, AMENDS_ERROR, AMENDS_ERROR_DAMAGED);
	/* Rubbish in the lines finds nothing, and reads nothing outside. */
	g_assert_true(
		g_file_set_contents(readings, "#\n\n\t\n小\t\n王\t\xfd WANG\n", -1, NULL));
	g_assert_true(g_file_set_contents(surnames, "#\n王\n", -1, NULL));
	{
		g_autoptr(PinyinTable) table = pinyin_table_load(dir, NULL);
		g_auto(GStrv) keys = NULL;

		g_assert_nonnull(table);
		keys = pinyin_dup_keys(table, "王小明");
		g_assert_null(keys[0]);
	}
	g_remove(readings);
	g_remove(surnames);
	g_rmdir(dir);
}

/* Measured, not judged: wall time on a shared machine proves nothing. */
static void
test_speed(void)
{
	gint64 start = g_get_monotonic_time(), loaded, keyed;
	g_autoptr(PinyinTable) table = load_table();
	unsigned hits = 0;

	loaded = g_get_monotonic_time();
	for (int i = 0; i < 1000; i++) {
		g_auto(GStrv) keys = pinyin_dup_keys(table, "王小明");

		hits += keys[0] != NULL;
	}
	keyed = g_get_monotonic_time();
	for (int i = 0; i < 1000; i++)
		hits += pinyin_match(table, "信用卡年费争议", "zzz") == PINYIN_RANK_NONE;
	g_test_message("load %d us, 1000 names %d us, 1000 misses %d us", (int)(loaded - start),
		(int)(keyed - loaded), (int)(g_get_monotonic_time() - keyed));
	g_assert_cmpuint(hits, ==, 2000);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pinyin/keys", test_keys);
	g_test_add_func("/pinyin/key-bound", test_key_bound);
	g_test_add_func("/pinyin/match", test_match);
	g_test_add_func("/pinyin/match-entry", test_match_entry);
	g_test_add_func("/pinyin/table-sorted", test_table_sorted);
	g_test_add_func("/pinyin/bad-tables", test_bad_tables);
	g_test_add_func("/pinyin/torture", test_torture);
	g_test_add_func("/pinyin/speed", test_speed);
	return g_test_run();
}
