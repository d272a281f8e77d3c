/*
 * core/paper.h: the customer's own papers say what they must, in at most 80
 * cells and without a control character, whatever was typed.
 */
#include "config.h"

#include "core/paper.h"

#include <string.h>

#include "tests/core/desk-fixture.h"

#define HOSTILE                                                                                \
	"\033[2J\a\xe2\x80\xae"                                                                \
	" evil\r\n\ttab \xe2\x80\x8b"                                                          \
	"ﷺ 👩\xe2\x80\x8d"                                                                 \
	"👧 cafe\xcc\x81"

static unsigned
width(const char *text, size_t len, void *data)
{
	unsigned cols = 0;

	(*(int *)data)++;
	for (const char *p = text; p < text + len; p = g_utf8_next_char(p))
		cols += g_utf8_get_char(p) >= 0x1100 ? 2 : 1;
	return cols;
}

static char *
dup_paper(DeskFixture *f, PaperKind kind, const Ticket *ticket)
{
	int calls = 0;
	PaperFacts facts = {
		.ticket = ticket,
		.taxonomy = desk_taxonomy(f->desk),
		.policy = policy_set_find(
			desk_policies(f->desk), ticket->policy, ticket->policy_version),
		.zone = desk_zone(f->desk),
		.now_us = env_now_us(&f->env),
		.branch_name = "Hangzhou Xihu",
		.branch_phone = "0571-8888 1234",
		.logged_by = "赵敏",
		.width = width,
		.data = &calls,
	};
	char *text = paper_dup(kind, &facts);

	g_assert_cmpint(calls, >, 0);
	return text;
}

/* What holds for every paper. */
static void
assert_sound(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	int calls = 0;

	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (int i = 0; lines[i]; i++) {
		if (width(lines[i], strlen(lines[i]), &calls) > PAPER_COLS)
			g_error("line %d is too wide: %s", i + 1, lines[i]);
		g_assert_false(g_str_has_suffix(lines[i], " "));
		for (const char *p = lines[i]; *p; p = g_utf8_next_char(p))
			g_assert_false(g_unichar_iscntrl(g_utf8_get_char(p)));
	}
	g_assert_null(strstr(text, "\xe2\x80\xae"));
}

static void
assert_holds(const char *text, const char *wanted)
{
	if (!strstr(text, wanted))
		g_error("the paper lacks \"%s\":\n%s", wanted, text);
}

static void
test_registration(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id =
		desk_fixture_init_log(&f, "客户称首年免年费，账单仍扣三百元。", "王小明");
	g_autoptr(Ticket) ticket = desk_ticket(f.desk, id, NULL);
	g_autofree char *text = dup_paper(&f, PAPER_REGISTRATION, ticket);

	assert_sound(text);
	assert_holds(text, ticket->number);
	assert_holds(text, "王小明");
	assert_holds(text, "138****2210");
	assert_holds(text, "..8848");
	assert_holds(text, "4 June 2026 (Thu)");
	assert_holds(text, "30 days");
	assert_holds(text, "60");
	assert_holds(text, "You will be told");
	assert_holds(text, "0571-8888 1234");
	assert_holds(text, "Hangzhou Xihu");
	g_assert_null(strstr(text, "13800002210"));
}

static void
test_anonymous(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "x", NULL);
	g_autoptr(Ticket) ticket = desk_ticket(f.desk, id, NULL);
	g_autofree char *text = dup_paper(&f, PAPER_SIGNATURE, ticket);

	assert_sound(text);
	assert_holds(text, "not named");
	assert_holds(text, "Customer's signature");
}

static void
test_hostile(void)
{
	g_auto(DeskFixture) f = {0};
	GString *long_text = g_string_new(HOSTILE);
	g_autofree char *id = NULL, *text = NULL;
	g_autoptr(Ticket) ticket = NULL;

	for (int i = 0; i < 400; i++)
		g_string_append(long_text, "无空格的长文本，");
	for (int i = 0; i < 400; i++)
		g_string_append_c(long_text, 'w');
	id = desk_fixture_init_log(&f, "x", "y");
	ticket = desk_ticket(f.desk, id, NULL);
	/* Imported and received text need not have passed our own doors. */
	g_free(ticket->complainant);
	ticket->complainant = g_strdup("Evil\033[5i 名");
	g_free(ticket->text);
	ticket->text = g_string_free(long_text, FALSE);
	for (PaperKind kind = 0; kind < N_PAPER_KINDS; kind++) {
		g_free(text);
		text = dup_paper(&f, kind, ticket);
		assert_sound(text);
		assert_holds(text, "<1B>");
		/* Nothing of a long word is lost at the edges. */
		assert_holds(text, "wwwwwwwwww");
	}
}

static void
test_closing(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "slow queue", "Zhang Li");
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = NULL;

	desk_fixture_close(&f, id);
	ticket = desk_ticket(f.desk, id, NULL);
	text = dup_paper(&f, PAPER_CLOSING, ticket);
	assert_sound(text);
	assert_holds(text, "upheld");
	assert_holds(text, "2026-05-25");
	assert_holds(text, "re-examination");
	assert_holds(text, "Zhang Li");
	/* The bank's view of the cause stays inside. */
	g_assert_null(strstr(text, "rule or price"));
}

/* Every byte that was typed comes out, only with line ends and indents between. */
static void
test_wrap_loses_nothing(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f,
		"ATM吞卡后等了 45 分钟（无人理会），大堂经理说：「您自己打电话」；I had to "
		"call 955xx myself, "
		"and was sent on: 先去二号窗口，再去五号窗口。",
		"a");
	g_autoptr(Ticket) ticket = desk_ticket(f.desk, id, NULL);
	g_autofree char *text = dup_paper(&f, PAPER_REGISTRATION, ticket);
	GString *joined = g_string_new(NULL), *want = g_string_new(NULL);

	for (const char *p = text; *p; p++)
		if (*p != ' ' && *p != '\n')
			g_string_append_c(joined, *p);
	for (const char *p = ticket->text; *p; p++)
		if (*p != ' ' && *p != '\n')
			g_string_append_c(want, *p);
	assert_holds(joined->str, want->str);
	g_string_free(joined, TRUE);
	g_string_free(want, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/paper/registration", test_registration);
	g_test_add_func("/paper/anonymous", test_anonymous);
	g_test_add_func("/paper/hostile", test_hostile);
	g_test_add_func("/paper/closing", test_closing);
	g_test_add_func("/paper/wrap", test_wrap_loses_nothing);
	return g_test_run();
}
