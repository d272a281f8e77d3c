/* core/query.h: what is understood, in both languages and any width; what is refused, and
 * where. */
#include "config.h"

#include "core/query.h"

#include "core/error.h"

/* Add a row here: as typed, the reading in English. */
static const struct {
	const char *typed, *reading;
} good[] = {
	{"", ""},
	{"  　 ", ""},
	{"is:open", "is:open"},
	{"IS:Open", "is:open"},
	{"is:open,overdue -is:mine", "is:open,overdue -is:mine"},
	{"is:paused-timer is:soon", "is:paused-timer is:due-soon"},
	{"state:new,told", "state:new,told"},
	{"s:inv", "state:investigating"},
	{"not state:closed", "-state:closed"},
	{"- state:closed", "-state:closed"},
	{"--state:closed", "--state:closed"},
	{"owner:me o:none o:1001", "owner:me owner:none owner:1001"},
	{"cat:收费", "cat:收费"},
	{"due<3d", "due:<3d"},
	{"due:<3d", "due:<3d"},
	{"left:<=2d", "left:<=2d"},
	{"received>=2026-10-01", "received:>=2026-10-01"},
	{"received:2026-10-01..2026-10-31", "received:2026-10-01..2026-10-31"},
	{"received:2026-10-01..", "received:2026-10-01.."},
	{"received:..today", "received:..today"},
	{"received:>=-10d", "received:>=-10d"},
	{"due:>+3d,none", "due:>+3d,none"},
	{"closed:\"2026-10-01 14:00\"", "closed:\"2026-10-01 14:00\""},
	{"level:2..3", "level:important..major"},
	{"level>=2", "level:>=important"},
	{"redress>99.5", "redress:>99.5"},
	{"has:file,note,redress,draft", "has:attach,note,redress,draft"},
	{"phone:^138 acct:8848", "phone:^138 acct:8848"},
	{"cust:\"王 伟\",李", "cust:\"王 伟\",李"},
	{"cust:\"none\"", "cust:\"none\""},
	{"cust:none", "cust:none"},
	{"cust:=王伟", "cust:=王伟"},
	{"subject:~ATM", "subject:~ATM"},
	{"手续费 \"两个 词\"", "\"手续费\" \"两个 词\""},
	{"-手续费", "-\"手续费\""},
	{"“他说\"不\"”", "“他说\"不\"”"},
	{"「一次”性」", "\"一次”性\""},
	{"0571A-1043", "0571A-1043"},
	{"0571a-1043", "0571A-1043"},
	{"０５７１Ａ－１０４３", "0571A-1043"},
	{"1043", "1043"},
	{"#1043", "#1043"},
	{"R-017", "\"R-017\""},
	{"1234567890", "\"1234567890\""},
	{"10:30", "\"10:30\""},
	{"#急", "\"#急\""},
	{"你好，世界。", "\"你好，世界。\""},
	{"a b or c", "(\"a\" \"b\") or \"c\""},
	{"a (b or c)", "\"a\" (\"b\" or \"c\")"},
	{"a|b", "\"a\" or \"b\""},
	{"a and b OR not c", "(\"a\" \"b\") or -\"c\""},
	{"((a))", "\"a\""},
	{"-(a b)", "-(\"a\" \"b\")"},
	{"(a)(b)", "\"a\" \"b\""},
	{"android orange nothing", "\"android\" \"orange\" \"nothing\""},
	{"\"or\" \"-x\"", "\"or\" \"-x\""},
	{"is:open sort:due", "is:open sort:due"},
	{"sort:-received limit:20", "sort:-received limit:20"},
	{"sort:-number is:open limit:5", "is:open sort:-number limit:5"},
	{"class:S,return 大类：其他", "class:service,return class:other"},
	{"kind:enquiry", "kind:enquiry"},
	/* Chinese names, full-width signs as an input method types them */
	{"状态：新登记，已告知", "state:new,told"},
	{"处理人：我", "owner:me"},
	{"处理人：无", "owner:none"},
	{"是：逾期　－是：我的", "is:overdue -is:mine"},
	{"网点：０５７１", "branch:0571"},
	{"到期＜３天", "due:<3天"},
	{"剩余：＜２天", "left:<2天"},
	{"收到：今天", "received:今天"},
	{"客户：王伟", "cust:王伟"},
	{"（投诉 或 咨询） 非 建议", "(\"投诉\" or \"咨询\") -\"建议\""},
	{"种类：投诉 且 有：附件", "kind:complaint has:attach"},
	{"未结 排序：－收到", "\"未结\" sort:-received"},
	{"＂手续费＂", "\"手续费\""},
	/* data, whatever it looks like */
	{"\"'; DROP TABLE ticket; --\"", "\"'; DROP TABLE ticket; --\""},
	{"cust:x'--", "cust:\"x'--\""},
	{"%_ \\", "\"%_\" \"\\\""},
};

static void
test_good(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Query) query = query_parse(good[i].typed, NULL, &error);

		g_test_message("typed: <%s>", good[i].typed);
		g_assert_no_error(error);
		g_autofree char *reading = query_dup_reading(query, false);

		g_assert_cmpstr(reading, ==, good[i].reading);
	}
}

/* The reading, in either language, means what was typed. */
static void
test_reading_reads_back(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(Query) query = query_parse(good[i].typed, NULL, NULL);

		for (int zh = 0; zh < 2; zh++) {
			g_autoptr(GError) error = NULL;
			g_autofree char *reading = query_dup_reading(query, zh);
			g_autoptr(Query) again = query_parse(reading, NULL, &error);

			g_test_message("reading: <%s>", reading);
			g_assert_no_error(error);
			g_autofree char *english = query_dup_reading(again, false);

			g_assert_cmpstr(english, ==, good[i].reading);
		}
	}
}

static void
test_chinese_reading(void)
{
	g_autoptr(Query) query = query_parse(
		"is:open (state:new or owner:me) -level:major sort:-due limit:3", NULL, NULL);
	g_autofree char *reading = query_dup_reading(query, true);

	g_assert_cmpstr(
		reading, ==, "是:未结 (状态:新登记 或 处理人:我) -等级:重大 排序:-到期 条数:3");
}

/* Add a row here: as typed, the column (in characters, from 1), what the message must hold. */
static const struct {
	const char *typed;
	unsigned column;
	const char *holds;
} bad[] = {
	{"stat:new", 1, "state"},
	{"is:open stat:new", 9, "no field \"stat\""},
	{"客护：王", 1, "客户"},
	{"客户称：不满", 1, "quotation marks"},
	{"http://x", 1, "no field"},
	{"is:opne", 4, "open"},
	{"是：逾其", 3, "逾期"},
	{"is:open,mien", 9, "mine"},
	{"state:", 7, "needs a value. Example: state:new"},
	{"state: new", 7, "needs a value"},
	{"state:new,", 11, "needs a value"},
	{"state:,new", 7, "needs a value"},
	{"state:<new", 7, "does not take this sign"},
	{"state:^new", 7, "does not take this sign"},
	{"cust:<王", 6, "does not take this sign"},
	{"level:4", 7, "Example: level:major"},
	{"due:..", 7, "one end at least"},
	{"due:<..today", 6, "no sign before it"},
	{"left:soon", 6, "Example: left:<2d"},
	{"left:<2x", 7, "Example"},
	{"left:<999999d", 7, "Example"},
	{"redress:>1.234", 10, "Example"},
	{"redress:>12,", 13, "Example"},
	{"phone:abc", 7, "Example: phone:^138"},
	{"acct:--", 6, "Example"},
	{"\"abc", 1, "never closed"},
	{"x cust:“王", 8, "never closed"},
	{"\"  \"", 1, "nothing between the quotation marks"},
	{"cust:\"\"", 6, "nothing between"},
	{"(a", 1, "never closed"},
	{"a (b (c)", 3, "never closed"},
	{"a)", 2, "never opened"},
	{"()", 1, "nothing between the parentheses"},
	{"or a", 1, "both sides"},
	{"a or", 4, "both sides"},
	{"a or or b", 6, "both sides"},
	{"a | ", 4, "both sides"},
	{"and a", 1, "both sides"},
	{"a and", 3, "both sides"},
	{"a and or b", 3, "both sides"},
	{"a and and b", 3, "both sides"},
	{"not", 1, "needs something after it"},
	{"a -", 3, "needs something after it"},
	{"(not)", 2, "needs something after it"},
	{"sort:colour", 6, "sort:-received"},
	{"sort:", 6, "sort:-received"},
	{"sort:owner", 6, "cannot be sorted"},
	{"sort:due sort:age", 15, "once"},
	{"limit:0", 7, "1 to 1000000"},
	{"limit:x", 7, "limit:20"},
	{"limit:1 limit:2", 15, "once"},
	{"(sort:due)", 2, "outside parentheses"},
	{"-sort:due", 2, "outside parentheses"},
	{"is:open or sort:due", 19, "both sides"},
	{"收到\xff", 3, "UTF-8"},
};

static void
test_bad(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		unsigned column = 0;
		g_autoptr(Query) query = query_parse(bad[i].typed, &column, &error);

		g_test_message(
			"typed: <%s>: %s", bad[i].typed, error ? error->message : "(fine)");
		g_assert_null(query);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		g_assert_cmpuint(column, ==, bad[i].column);
		g_assert_nonnull(strstr(error->message, bad[i].holds));
		g_assert_true(g_str_has_prefix(error->message, "Column "));
	}
}

static void
assert_refused(const char *unit, unsigned times, const char *end)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Query) query = NULL;

	for (unsigned i = 0; i < times; i++)
		g_string_append(text, unit);
	g_string_append(text, end);
	query = query_parse(text->str, NULL, &error);
	g_assert_null(query);
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
}

static void
test_limits(void)
{
	assert_refused("(", 3000, "a");
	assert_refused("-", 3000, "a");
	assert_refused("not ", 900, "a");
	assert_refused("a ", 1500, "");
	assert_refused("state:new,", 300, "new");
	assert_refused("状", 4001, "");
}

/* Any cut and any mixture of the good ones is read or refused, never worse; what is read reads
 * back. */
static void
test_mutations(void)
{
	for (unsigned n = 0; n < 20000; n++) {
		const char *a = good[g_test_rand_int_range(0, G_N_ELEMENTS(good))].typed;
		const char *b = good[g_test_rand_int_range(0, G_N_ELEMENTS(good))].typed;
		glong cut = g_test_rand_int_range(0, (int)g_utf8_strlen(a, -1) + 1);
		g_autofree char *head = g_utf8_substring(a, 0, cut);
		g_autofree char *text = g_strconcat(head, n % 3 ? " or " : "", b, NULL);
		unsigned column = 0;
		g_autoptr(GError) error = NULL;
		g_autoptr(Query) query = query_parse(text, &column, &error);

		if (!query) {
			g_assert_cmpuint(column, >=, 1);
			g_assert_cmpint(column, <=, g_utf8_strlen(text, -1) + 1);
			continue;
		}
		g_autofree char *reading = query_dup_reading(query, n & 1);
		g_autoptr(Query) again = query_parse(reading, NULL, &error);

		if (error)
			g_test_message("<%s> read as <%s>", text, reading);
		g_assert_no_error(error);
		g_autofree char *twice = query_dup_reading(again, n & 1);

		g_assert_cmpstr(twice, ==, reading);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/query/good", test_good);
	g_test_add_func("/query/reading-reads-back", test_reading_reads_back);
	g_test_add_func("/query/chinese-reading", test_chinese_reading);
	g_test_add_func("/query/bad", test_bad);
	g_test_add_func("/query/limits", test_limits);
	g_test_add_func("/query/mutations", test_mutations);
	return g_test_run();
}
