/* amends policy of the built program: list, show, diff, check, and what-if questions. */
#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#include "tests/tui/cli-run.h"

#define RECEIVED "policy try CN-NFRA-15 --received 2026-03-02T09:30:00+08:00 "
#define EXTENDED                                                                               \
	"--event '2026-03-16T10:00:00+08:00 extend reason=complex approved_by=handler_lead "   \
	"told=2026-03-16' "
#define NOW "--now 2026-03-17T23:59:59+08:00 "

static void
test_list(void)
{
	expect("policy list", 0, "CN-NFRA-15");
	expect("policy list", 0, "house rule");
	g_assert_cmpuint(expect_json("policy list --json", 0), >=, 34);
	expect("policy", 2, "Use it like this");
	expect("policy frobnicate", 2, "list");
	expect("policy list more", 2, "Use it like this");
}

static void
test_show(void)
{
	expect("policy show CN-NFRA-15", 0, "Article: 19");
	expect("policy show CN-NFRA-15", 0, "V: read in the text of the rule");
	expect("policy show CN-NFRA-15@2020-03-01", 0, "30 days in all need a reason");
	expect("policy show CN-NFRA-15@1999", 2, "There is no policy");
	expect("policy show CN-HOUSE-17WD", 0, "house rule");
	expect("policy show US-REGE-10BD", 0, "Where a new account: 20 working days in all.");
	expect("policy show US-REGZ-RESOLVE", 0, "at most 90 days");
	expect("policy show CN-NFRA-51", 2, "CN-NFRA-15");
	g_assert_cmpuint(expect_json("policy show IN-RBI-IO-20 --json", 0), ==, 1);
}

static void
test_diff(void)
{
	expect("policy diff CN-NFRA-15 CN-NFRA-15-ROLL", 0, "+ [policy] calendar=CN");
	expect("policy diff CN-NFRA-15 CN-NFRA-15-ROLL", 0, "- [policy] roll=no");
	expect("policy diff CN-NFRA-15 CN-NFRA-15", 1, "They do not differ");
	expect("policy diff CN-NFRA-15 NONE", 2, "There is no policy");
	g_assert_cmpuint(
		expect_json("policy diff CN-NFRA-15 CN-NFRA-15-INCL --json", 0), >=, 4);
}

static void
test_check(void)
{
	g_autofree char *path = g_build_filename(home, "mine.policy", NULL);
	g_autofree char *check = g_strdup_printf("policy check %s", path);
	g_autofree char *json = g_strdup_printf("policy check %s --json", path);
	const char *bad = "[policy]\nid=MINE\nversion=1\nfrom=tomorrow\nlimit=0\n"
			  "[extension 1]\ntotal=never\n[pause lunch]\n";

	g_assert_true(g_file_set_contents(path, bad, -1, NULL));
	expect(check, 2, "mine.policy:4: \"tomorrow\" is not a date");
	expect(check, 2, "mine.policy:7: \"never\"");
	expect(check, 2, "mine.policy:8: [pause lunch]");
	g_assert_cmpuint(expect_json(json, 2), ==, 1);
	bad = "[policy]\nid=MINE\nversion=1\nfrom=2026-01-01\ntitle=T\nfamily=internal\n"
	      "start=received\nstop=told\nlimit=10\nunit=calendar-days\ncount-receipt-day=no\n"
	      "roll=no\nsource=ours\narticle=1\nmark=K\n";
	g_assert_true(g_file_set_contents(path, bad, -1, NULL));
	expect(check, 0, "MINE version 1, house rule");
	g_assert_cmpuint(expect_json(json, 0), ==, 1);
	g_remove(path);
	expect(check, 2, "mine.policy");
}

/* The value of a key in the one object that `line` answers with. Caller frees. */
static char *
dup_value(const char *line, int code, const char *key)
{
	g_auto(Said) said = run(line);
	json_error_t error;
	json_t *answer = json_loads(said.out, JSON_REJECT_DUPLICATES, &error);
	char *text;

	g_assert_cmpint(said.code, ==, code);
	if (!answer)
		g_error("%s: %s in %s", line, error.text, said.out);
	text = json_dumps(json_object_get(answer, key), JSON_ENCODE_ANY | JSON_COMPACT);
	json_decref(answer);
	return text;
}

static const struct {
	const char *line;
	int code;
	const char *key, *value;
} answers[] = {
	{RECEIVED EXTENDED NOW "--json", 0, "due", "\"2026-04-01T23:59:59+08:00\""},
	{RECEIVED EXTENDED NOW "--json", 0, "rung", "1"},
	{RECEIVED EXTENDED NOW "--json", 0, "refused", "[]"},
	{RECEIVED EXTENDED NOW "--json", 0, "status", "\"running\""},
	{RECEIVED NOW "--json", 0, "due_today", "true"},
	{RECEIVED NOW "--json", 0, "warning", "\"last_call\""},
	{RECEIVED "--now 2026-03-18T00:00:00+08:00 --json", 0, "overdue_days", "1"},
	{"policy try HK-IC4-30 --received 2026-02-16T10:00:00+08:00 --now 2026-02-17 --json", 0,
		"ack_due", "\"2026-02-23T23:59:59+08:00\""},
	{RECEIVED "--zone Europe/London --now 2026-03-03 --json", 0, "due",
		"\"2026-03-17T23:59:59+00:00\""},
	{"policy try CN-HOUSE-3WD --received 2026-12-30 --json", 2, "error",
		"\"calendar_missing:CN-2027\""},
	{"policy try UK-DISP-3BD --received 2026-04-02 --calendar XX --json", 2, "error",
		"\"calendar_missing:XX\""},
	{"policy try UK-DISP-3BD --received 2026-04-02 --calendar SCT --now 2026-04-03 --json",
		0, "due", "\"2026-04-08T17:00:00+01:00\""},
	{"policy try CN-NFRA-15 --received 1969-12-31 --json", 2, "error",
		"\"date_out_of_range\""},
	{"policy try CN-NFRA-15 --received 2199-12-30 --json", 2, "error",
		"\"date_out_of_range:2200\""},
	{"policy try CN-NFRA-51 --received 2026-03-02 --json", 2, "error",
		"\"policy_unknown\""},
	{RECEIVED "--event '2026-03-03 party' --json", 2, "error", "\"not_understood\""},
	{RECEIVED "--zone Moon/Base --json", 2, "error", "\"not_understood\""},
};

static void
test_answers(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autofree char *value =
			dup_value(answers[i].line, answers[i].code, answers[i].key);

		g_test_message("%s", answers[i].line);
		g_assert_cmpstr(value, ==, answers[i].value);
	}
}

static void
test_try(void)
{
	expect(RECEIVED EXTENDED NOW, 0, "Due: Wed 2026-04-01 23:59 (Asia/Shanghai)");
	expect(RECEIVED EXTENDED NOW, 0, "days 1 to 13 of 30");
	expect(RECEIVED EXTENDED NOW, 0, "60 days in all need a reason");
	expect(RECEIVED EXTENDED NOW, 0, "CN-HOUSE-CONTACT (house rule)");
	expect(RECEIVED "--event '2026-03-16 extend approved_by=handler told=2026-03-16' " NOW,
		0, "Refused: ");
	expect(RECEIVED
		"--event '2026-03-16 extend approved_by=handler_lead told=2026-03-16' " NOW,
		0, "a reason is needed");
	expect("policy try CN-NFRA-15", 2, "--received");
	expect("policy try CN-HOUSE-3WD --received 2026-12-30 --now 2026-12-31", 2,
		"calendar missing: CN 2027");
	expect(RECEIVED "--now soon", 2, "is not a time");
}

/* Titles come in the language asked for. */
static void
test_language(void)
{
	expect("policy list --lang zh", 0, "银行业保险业消费投诉处理期限（15日）");
}

int
main(int argc, char **argv)
{
	int code;

	g_test_init(&argc, &argv, NULL);
	home_make();
	g_test_add_func("/cli-policy/list", test_list);
	g_test_add_func("/cli-policy/show", test_show);
	g_test_add_func("/cli-policy/diff", test_diff);
	g_test_add_func("/cli-policy/check", test_check);
	g_test_add_func("/cli-policy/answers", test_answers);
	g_test_add_func("/cli-policy/try", test_try);
	g_test_add_func("/cli-policy/language", test_language);
	code = g_test_run();
	home_remove();
	return code;
}
