/* core/text.h: nothing unsafe passes, folding is final, masks hide, grapheme steps meet. */
#include "config.h"

#include "core/text.h"

#include "core/text-prose.h"
#include "tests/core/torture.h"

typedef char *TextMap(const char *text);

typedef struct MapCase {
	TextMap *map;
	const char *in, *out;
} MapCase;

static const MapCase map_cases[] = {
	{text_dup_nfc, NULL, ""},
	{text_dup_nfc, "", ""},
	{text_dup_nfc, " \xe3\x80\x80 王小明\t\xc2\xa0", "王小明"},
	{text_dup_nfc, "e\xcc\x81", "\xc3\xa9"},
	{text_dup_nfc, "（全角）ＡＢＣ，", "（全角）ＡＢＣ，"},
	{text_dup_nfc, "\xef\xa8\x99子e\xcc\x81", "\xef\xa8\x99子\xc3\xa9"},
	{text_dup_nfc, "\xf0\xaf\xa0\x80", "\xf0\xaf\xa0\x80"},
	{text_dup_nfc, "a\xff", "a\xef\xbf\xbd"},
	{text_dup_nfc, "\xe3\x80\x80", ""},
	{text_dup_search, NULL, ""},
	{text_dup_search, "ATM", "atm"},
	{text_dup_search, "ＡＴＭ１２", "atm12"},
	{text_dup_search, "ﾃﾞﾋﾞｯﾄ", "デビット"},
	{text_dup_search,
		"Stra\xc3\x9f"
		"e",
		"strasse"},
	{text_dup_search, "\xc3\x89", "\xc3\xa9"},
	{text_dup_search, "年\xe2\x80\x8b费", "年费"},
	{text_dup_search, "葛\xf3\xa0\x84\x80", "葛"},
	{text_dup_search, "⼈", "人"},
	{text_dup_search, "，", ","},
	{text_dup_search, "\xc0\x80x", "\xef\xbf\xbd\xef\xbf\xbdx"},
	{text_dup_command, "：ｗｑ　／", ":wq /"},
	{text_dup_command, "，。、；：？！（）", ",./;:?!()"},
	{text_dup_command, "“手续费”《》【】＜＝＞￥", "\"手续费\"<>[]<=>$"},
	{text_dup_command, "\xff", "\xef\xbf\xbd"},
	{text_dup_number, "１３８ ００００　２２１０", "13800002210"},
	{text_dup_number, "２０２６－０５−２０ー", "2026-05-20-"},
	{text_dup_number, "300。50", "300.50"},
	{text_dup_number, "９．５０／２：３", "9.50/2:3"},
	{text_dup_number,
		"0571\xe2\x80\x94"
		"8888",
		"0571-8888"},
	{text_dup_number, "三百", "三百"},
	{text_dup_mask_name, "", ""},
	{text_dup_mask_name, NULL, ""},
	{text_dup_mask_name, "王小明", "王*明"},
	{text_dup_mask_name, "王明", "王*"},
	{text_dup_mask_name, "王", "*"},
	{text_dup_mask_name, "欧阳娜娜", "欧阳*娜"},
	{text_dup_mask_name, "阿依古丽·买买提", "阿******提"},
	{text_dup_mask_name, "王\xf0\xb1\x8d\x90明", "王*明"},
	{text_dup_mask_name, "葛\xf3\xa0\x84\x80小明", "葛\xf3\xa0\x84\x80*明"},
	{text_dup_mask_name, "Zhang Li", "Z**** L*"},
	{text_dup_mask_name, "Li", "L*"},
	{text_dup_mask_name, "X", "*"},
	{text_dup_mask_name, "e\xcc\x81ric", "\xc3\xa9***"},
	{text_dup_mask_phone, "", ""},
	{text_dup_mask_phone, "13800002210", "138****2210"},
	{text_dup_mask_phone, "１３８ ００００ ２２１０", "138****2210"},
	{text_dup_mask_phone, "+8613800002210", "+861******2210"},
	{text_dup_mask_phone, "0571-88880000", "057*-****0000"},
	{text_dup_mask_phone, "88880000", "****0000"},
	{text_dup_mask_phone, "8888000", "****000"},
	{text_dup_mask_phone, "95588", "***88"},
	{text_dup_mask_phone, "12", "**"},
	{text_dup_mask_phone, "王小明", "*小明"},
	{text_dup_mask_phone, "\xee\x80\x80\xee\x80\x81", "**"},
	{text_dup_mask_phone, "+-", "**"},
	{text_dup_mask_account, "", ""},
	{text_dup_mask_account, "6222020200008848", "6222 **** **** 8848"},
	{text_dup_mask_account, "6222 0202 0000 8848 123", "6222 **** **** 8123"},
	{text_dup_mask_account, "8848", "..8848"},
	{text_dup_mask_account, "..", "**"},
	{text_dup_mask_account, "62228848", "**** 8848"},
	{text_dup_mask_account, "12345", "**** 45"},
	{text_dup_mask_id, "", ""},
	{text_dup_mask_id, "330102199003071234", "330*************34"},
	{text_dup_mask_id, "33010219900307123X", "330*************3X"},
	{text_dup_mask_id, "E1234567", "******67"},
	{text_dup_mask_id, "12", "**"},
	{text_dup_mask_id, "\xf0\xbf\xbf\xbd", "*"},
};

static void
test_maps(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(map_cases); i++) {
		const MapCase *c = &map_cases[i];
		g_autofree char *out = c->map(c->in);

		g_assert_cmpstr(out, ==, c->out);
	}
}

typedef struct ProseCase {
	const char *in, *out;
} ProseCase;

/* Of Wang Fang and 欧阳小龙. */
static const ProseCase prose_cases[] = {
	{NULL, ""},
	{"rang 13800002211 twice", "rang 138****2211 twice"},
	{"电话１３８００００２２１１。", "电话138****2211。"},
	{"一三八零零零零二二一一", "一三八****二二一一"},
	{"138 0000 2211, 138-0000-2211", "138****2211, 138-****-2211"},
	{"138.0000.2211", "138.****.2211"},
	{"(138) 0000–2211", "(138)****-2211"},
	{"138\u200b0000\u00a02211", "138\u200b****2211"},
	{"6222 0212 3456 7890 123 x", "622************0123 x"},
	{"10000.00 of 999999.99 on 3.4", "10000.00 of 999999.99 on 3.4"},
	{"123456\n789", "123456\n789"},
	{"li.fang@example.com", "l***@example.com"},
	{"13800002211@139.com @ x @li", "1***@139.com @ x @li"},
	{"wang fang WANG  FANG WangFang", "W*** F*** W*** F*** W*** F***"},
	{"Wang\u200b Fang, Ｗａｎｇ-Fang", "W*** F***, W*** F***"},
	{"Mr Wang; Fang's; WANG", "Mr W***; F***'s; W***"},
	{"swang fangs wangle fang Wangle", "swang fangs wangle fang Wangle"},
	{"欧阳小龙说，欧阳 小龙的卡", "欧阳*龙说，欧阳*龙的卡"},
	{"欧阳\n小龙 欧阳", "欧阳*龙 欧阳"},
	{"\xff 138\xff", "\uFFFD 138\uFFFD"},
};

static void
test_prose(void)
{
	static const char *const names[] = {"", "Wang Fang", "欧阳小龙", NULL};
	g_autofree char *nobody = text_dup_mask_prose("Wang Fang 13800002211", NULL);

	g_assert_cmpstr(nobody, ==, "Wang Fang 138****2211");
	for (size_t i = 0; i < G_N_ELEMENTS(prose_cases); i++) {
		const ProseCase *c = &prose_cases[i];
		g_autofree char *out = text_dup_mask_prose(c->in, names);

		g_assert_cmpstr(out, ==, c->out);
	}
}

typedef struct CleanCase {
	const char *in, *line, *lines;
} CleanCase;

static const CleanCase clean_cases[] = {
	{NULL, "", ""},
	{"王小明 OK", "王小明 OK", "王小明 OK"},
	{"a\x1b[31mb", "a<1B>[31mb", "a<1B>[31mb"},
	{"a\tb\nc\r\nd\re", "a b c d e", "a b\nc\nd\ne"},
	{"\x7f\xc2\x9b", "<7F><9B>", "<7F><9B>"},
	{"x\xe2\x80\xaey", "x<202E>y", "x<202E>y"},
	{"\xd8\x9c\xe2\x80\x8e\xe2\x81\xa9", "<61C><200E><2069>", "<61C><200E><2069>"},
	{"\xe2\x80\x8b\xef\xbb\xbf\xc2\xad", "<200B><FEFF><AD>", "<200B><FEFF><AD>"},
	{"\xe2\x80\xa8\xc2\x85", "<2028><85>", "<2028><85>"},
	{"\xff\xc0\x80\xed\xa0\x80", "<FF><C0><80><ED><A0><80>", "<FF><C0><80><ED><A0><80>"},
	{"\xe4\xb8", "<E4><B8>", "<E4><B8>"},
	{"\xf3\xa0\x81\x81", "<E0041>", "<E0041>"},
	{"\xe3\x85\xa4\xef\xbf\xbf", "<3164><FFFF>", "<3164><FFFF>"},
	/* Extension H, private use, IVS, combining marks, Arabic number sign. */
	{"\xf0\xb1\x8d\x90\xee\xa0\x80", "\xf0\xb1\x8d\x90\xee\xa0\x80",
		"\xf0\xb1\x8d\x90\xee\xa0\x80"},
	{"葛\xf3\xa0\x84\x80"
	 "e\xcc\x81\xd8\x80",
		"葛\xf3\xa0\x84\x80"
		"e\xcc\x81\xd8\x80",
		"葛\xf3\xa0\x84\x80"
		"e\xcc\x81\xd8\x80"},
};

static void
test_clean(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(clean_cases); i++) {
		const CleanCase *c = &clean_cases[i];
		g_autofree char *line = text_dup_clean(c->in, false);
		g_autofree char *lines = text_dup_clean(c->in, true);

		g_assert_cmpstr(line, ==, c->line);
		g_assert_cmpstr(lines, ==, c->lines);
	}
}

/* Written apart from the code under test: what a terminal must never get. */
static void
assert_harmless(const char *text, bool keep_newlines)
{
	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		g_assert_true(c >= 0x20 || (keep_newlines && c == '\n'));
		g_assert_false(c >= 0x7f && c <= 0x9f);
		g_assert_false(c == 0x61c || (c >= 0x200b && c <= 0x200f));
		g_assert_false(c >= 0x2028 && c <= 0x202e);
		g_assert_false(c >= 0x2060 && c <= 0x206f);
		g_assert_false(c == 0xfeff || c == 0xad);
	}
}

static void
check_final(TextMap *map, const char *text)
{
	g_autofree char *once = map(text);
	g_autofree char *twice = map(once);

	g_assert_true(g_utf8_validate(once, -1, NULL));
	g_assert_cmpstr(once, ==, twice);
}

static void
check_steps(const char *text)
{
	size_t len = strlen(text), n = 0, at = 0;

	while (at < len) {
		size_t next = text_next_grapheme(text, at);

		g_assert_cmpuint(next, >, at);
		g_assert_cmpuint(text_prev_grapheme(text, next), ==, at);
		for (size_t inside = at + 1; inside < next; inside++) {
			g_assert_cmpuint(text_next_grapheme(text, inside), ==, next);
			g_assert_cmpuint(text_prev_grapheme(text, inside), ==, at);
		}
		at = next;
		n++;
	}
	g_assert_cmpuint(at, ==, len);
	g_assert_cmpuint(text_count_graphemes(text), ==, n);
}

static void
torture_one(const char *text, size_t len, bool is_utf8, void *data)
{
	g_autofree char *line = text_dup_clean(text, false);
	g_autofree char *lines = text_dup_clean(text, true);
	g_autofree char *name = text_dup_mask_name(text);
	g_autofree char *phone = text_dup_mask_phone(text);
	g_autofree char *account = text_dup_mask_account(text);
	g_autofree char *id = text_dup_mask_id(text);
	bool has_nul = memchr(text, '\0', len) != NULL;
	size_t bad = 0;

	assert_harmless(line, false);
	assert_harmless(lines, true);
	g_assert_cmpint(text_is_storable(text, (gssize)len, &bad), ==, is_utf8 && !has_nul);
	g_assert_cmpuint(bad, <=, len);
	check_final(text_dup_nfc, text);
	check_final(text_dup_search, text);
	check_final(text_dup_command, text);
	check_final(text_dup_number, text);
	if (len < 2000)
		check_steps(text);
	g_assert_cmpuint(text_distance(text, line, 3), <=, 4);
}

static void
test_torture(void)
{
	unsigned n = torture_each(torture_one, NULL);

	g_test_message("%u strings", n);
}

/* Every character, alone and behind another one, folds to something that folds no further. */
static void
test_fold_is_final(void)
{
	for (gunichar c = 1; c < 0x110000; c++) {
		char buf[16] = "\xce\xb1";

		if (c >= 0xd800 && c < 0xe000)
			continue;
		buf[2 + g_unichar_to_utf8(c, buf + 2)] = '\0';
		if (c < 0x20000 || c >= 0x2f800)
			check_final(text_dup_search, buf);
		if (c >= 0x40000 && c < 0xe0000)
			c = 0xe0000;
	}
}

static void
test_storable(void)
{
	size_t at = 99;

	g_assert_true(text_is_storable("王", -1, &at));
	g_assert_cmpuint(at, ==, 99);
	g_assert_false(text_is_storable("a\0b", 3, &at));
	g_assert_cmpuint(at, ==, 1);
	g_assert_false(text_is_storable("ab\xff", -1, &at));
	g_assert_cmpuint(at, ==, 2);
	g_assert_true(text_is_storable("", 0, NULL));
	g_assert_false(text_is_storable("\xed\xa0\x80", -1, NULL));
}

static void
test_graphemes(void)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
		{"", 0},
		{"王小明", 3},
		{"e\xcc\x81x", 2},
		{"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7!",
			2},
		{"\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3", 2},
		{"a\r\nb", 3},
		{"\xff\xfe王", 3},
		{"葛\xf3\xa0\x84\x80", 1},
		{"각\xe1\x86\xa8", 1},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_cmpuint(text_count_graphemes(cases[i].text), ==, cases[i].n);
		check_steps(cases[i].text);
	}
	g_assert_cmpuint(text_next_grapheme("ab", 99), ==, 2);
	g_assert_cmpuint(text_prev_grapheme("ab", 99), ==, 1);
	g_assert_cmpuint(text_prev_grapheme("ab", 0), ==, 0);
	g_assert_cmpuint(text_next_grapheme(NULL, 0), ==, 0);
	g_assert_cmpuint(text_count_graphemes(NULL), ==, 0);
}

static void
test_distance(void)
{
	static const char *const words[] = {
		"owner", "state", "stage", "branch", "due", "处理人", "状态", NULL};
	g_autofree const char **near = text_nearest("statge", words, 2);
	g_autofree const char **swap = text_nearest("onwer", words, 5);
	g_autofree const char **zh = text_nearest("处里人", words, 3);
	g_autofree const char **none = text_nearest("zzzzz", words, 3);
	g_autofree const char **empty = text_nearest("", words, 3);

	g_assert_cmpuint(text_distance("ab", "ba", 5), ==, 1);
	g_assert_cmpuint(text_distance("kitten", "sitting", 5), ==, 3);
	g_assert_cmpuint(text_distance("kitten", "sitting", 1), ==, 2);
	g_assert_cmpuint(text_distance("ca", "abc", 5), ==, 3);
	g_assert_cmpuint(text_distance("状态", "状况", 2), ==, 1);
	g_assert_cmpuint(text_distance("", "abc", 5), ==, 3);
	g_assert_cmpuint(text_distance("", "abc", G_MAXUINT), ==, 3);
	g_assert_cmpuint(text_distance(NULL, "abc", 2), ==, 3);
	g_assert_cmpuint(text_distance("same", "same", 0), ==, 0);
	g_assert_cmpstr(near[0], ==, "state");
	g_assert_cmpstr(near[1], ==, "stage");
	g_assert_null(near[2]);
	g_assert_cmpstr(swap[0], ==, "owner");
	g_assert_null(swap[1]);
	g_assert_cmpstr(zh[0], ==, "处理人");
	g_assert_null(none[0]);
	g_assert_null(empty[0]);
}

/* Plain characters are folded without utf8proc; a letter that is not plain sends the whole text
 * to it. */
static void
test_search_of_plain_text(void)
{
	for (gunichar c = 1; c <= 0xffff; c++) {
		g_autofree char *alone = NULL, *beside = NULL, *expected = NULL;
		char utf8[8] = "", text[16], with[32];

		if (!g_unichar_validate(c))
			continue;
		utf8[g_unichar_to_utf8(c, utf8)] = '\0';
		g_snprintf(text, sizeof text, "x%sx", utf8);
		g_snprintf(with, sizeof with, "%s\u00e9", text);
		alone = text_dup_search(text);
		beside = text_dup_search(with);
		expected = g_strconcat(alone, "\u00e9", NULL);
		g_assert_cmpstr(beside, ==, expected);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/prose", test_prose);
	g_test_add_func("/text/maps", test_maps);
	g_test_add_func("/text/clean", test_clean);
	g_test_add_func("/text/storable", test_storable);
	g_test_add_func("/text/graphemes", test_graphemes);
	g_test_add_func("/text/distance", test_distance);
	g_test_add_func("/text/fold-is-final", test_fold_is_final);
	g_test_add_func("/text/torture", test_torture);
	g_test_add_func("/text/search-of-plain-text", test_search_of_plain_text);
	return g_test_run();
}
