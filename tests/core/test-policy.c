/* core/policy.h: the shipped file, versions pinned and chosen by day, and every mistake by file
 * and line. */
#include "config.h"

#include "core/policy-set.h"

#include <glib/gstdio.h>

#include "core/day.h"
#include "core/error.h"

#define GOOD                                                                                   \
	"[policy]\nid=X-1\nversion=1\nfrom=2020-03-01\ntitle=T\nfamily=statutory\n"            \
	"start=received\nstop=told\nlimit=15\nunit=calendar-days\ncount-receipt-day=no\n"      \
	"roll=no\nsource=s\narticle=a\nmark=V\n"
/* GOOD has 15 lines: what a test adds begins at line 16. */

/* A step without a word on how it comes: its group begins at line 16, more at line 21. */
#define RUNG(total) "[extension 1]\ntotal=" total "\nreason=yes\ntold=yes\nmark=V\n"

static PolicySet *
load_shipped(void)
{
	g_autofree char *folder =
		g_build_filename(g_getenv("AMENDS_DATADIR"), "policies", NULL);
	g_autoptr(GError) error = NULL;
	PolicySet *set = policy_set_load(folder, &error);

	g_assert_no_error(error);
	return set;
}

static void
test_shipped(void)
{
	g_autoptr(PolicySet) set = load_shipped();
	const Policy *policy = policy_set_find(set, "CN-NFRA-15", NULL);

	g_assert_nonnull(policy);
	g_assert_cmpint(policy->family, ==, POLICY_FAMILY_STATUTORY);
	g_assert_cmpint(policy->limit, ==, 15);
	g_assert_cmpint(policy->unit, ==, POLICY_UNIT_CALENDAR_DAYS);
	g_assert_false(policy->count_receipt);
	g_assert_false(policy->roll);
	g_assert_false(policy_needs_calendar(policy));
	g_assert_cmpuint(policy->n_rungs, ==, 2);
	g_assert_cmpint(policy->rungs[0].total, ==, 30);
	g_assert_cmpint(policy->rungs[1].total, ==, 60);
	g_assert_cmpuint(policy->rungs[1].approvers, ==,
		1 << POLICY_APPROVER_UPPER_INSTITUTION | 1 << POLICY_APPROVER_HEAD_OFFICE);
	g_assert_true(policy->rungs[1].told);
	g_assert_cmpuint(policy_rung_of_total(policy, 60), ==, 2);
	g_assert_cmpuint(policy_rung_of_total(policy, 90), ==, 0);
	g_assert_cmpint(policy->warn.amber, ==, 5);
	g_assert_cmpint(policy->warn.last_call, ==, 9 * 60);
	/* The step to 60 states no warnings of its own: those of the step below. */
	g_assert_cmpint(policy->rungs[1].warn.amber, ==, 7);
	g_assert_cmpint(policy->rungs[1].warn.last_call, ==, 9 * 60);
	g_assert_true(policy->pauses[POLICY_PAUSE_EXTERNAL_APPRAISAL].told);
	g_assert_false(policy->pauses[POLICY_PAUSE_MEDIATION].told);
	g_assert_cmpint(policy->pauses[POLICY_PAUSE_MEDIATION].ground.mark, ==, POLICY_MARK_K);
	g_assert_false(policy->pauses[POLICY_PAUSE_CUSTOMER].allowed);
	g_assert_nonnull(policy->ground.house_rule);
	g_assert_cmpstr(policy_title(policy, "en"), !=, policy_title(policy, "zh_CN"));
	g_assert_false(policy_is_house(policy));
	g_assert_cmpuint(policy->warn_roles[0], ==, 1 << POLICY_WARN_OWNER);
	g_assert_cmpuint(policy->warn_roles[1], ==,
		1 << POLICY_WARN_OWNER | 1 << POLICY_WARN_SUPERVISOR);
	g_assert_cmpuint(policy->final_response, ==,
		1 << POLICY_PART_OUTCOME | 1 << POLICY_PART_REASONS | 1 << POLICY_PART_WAYS_ON);
}

/* Every row of the shared table of rules; what vectors/README names beyond it. */
static void
test_all_shipped(void)
{
	static const char *const ids[] = {"CN-NFRA-15", "CN-NFRA-15-ROLL", "CN-NFRA-15-INCL",
		"CN-NFRA-REVIEW-APPLY", "CN-NFRA-REVIEW-DECIDE", "CN-PBOC-15",
		"CN-REG-TRANSFER-7WD", "CN-HOUSE-1WD", "CN-HOUSE-60WD", "CN-HOUSE-CONTACT",
		"CN-HOUSE-ACK", "EU-PSD2-15BD", "UK-DISP-8W", "UK-DISP-3BD", "UK-PSD-15BD",
		"AU-RG271-30", "AU-RG271-21", "AU-RG271-45", "AU-RG271-ACK-1BD",
		"AU-RG271-ACK-24H", "AU-RG271-5BD-NOLETTER", "US-CFPB-15", "US-CFPB-60",
		"US-REGE-10BD", "US-REGE-20BD", "US-REGE-45", "US-REGE-90", "US-REGZ-ACK-30",
		"US-REGZ-RESOLVE", "IN-RBI-30", "IN-RBI-IO-20", "HK-IC4-ACK-7", "HK-IC4-30",
		"HK-IC4-60", "SG-FACHR-ACK-2BD", "SG-FACHR-20BD"};
	g_autoptr(PolicySet) set = load_shipped();

	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		const Policy *policy = policy_set_find(set, ids[i], NULL);

		g_test_message("%s", ids[i]);
		g_assert_nonnull(policy);
		g_assert_nonnull(policy->ground.source);
		g_assert_nonnull(policy->title_zh);
		g_assert_nonnull(policy->zone);
		g_assert_cmpint(policy_is_house(policy), ==,
			g_str_has_prefix(ids[i], "CN-HOUSE-"));
	}
	g_assert_cmpint(policy_set_find(set, "CN-HOUSE-17WD", NULL)->limit, ==, 17);
	g_assert_null(policy_set_find(set, "CN-HOUSE-61WD", NULL));
	g_assert_null(policy_set_find(set, "CN-HOUSE-nWD", NULL));
}

/* addition or replacement: text to add after GOOD; mistake expected (NULL: fine) */
static const struct {
	const char *add, *mistake;
} additions[] = {
	{"", NULL},
	{"# comment\n\n calendar = CN \r\n", NULL},
	{"[extension 1]\ntotal=30\nreason=yes\ntold=no\napprovers=supervisor\nmark=V\n", NULL},
	{"colour=red\n", "f.policy:16: \"colour\""},
	{"id=Y\n", "f.policy:16:"},
	{"amber\n", "f.policy:16:"},
	{"amber=\n", "f.policy:16:"},
	{"amber=five\n", "f.policy:16: \"five\""},
	{"amber=-1\n", "f.policy:16:"},
	{"amber=99999999999999999999999\n", "f.policy:16:"},
	{"amber=2\nred=5\n", "f.policy:1:"},
	{"last-call=9:00\n", "f.policy:16:"},
	{"close-of-business=24:00\n", "f.policy:16:"},
	{"[pause lunch]\n", "f.policy:16: [pause lunch]"},
	{"[pause customer]\n", "f.policy:16:"},
	{"[pause mediation]\nmark=V\n[pause mediation]\nmark=V\n", "f.policy:18:"},
	{"[pause mediation]\n", "f.policy:16: [pause mediation] needs the key \"mark\""},
	{"[pause mediation\n", "f.policy:16:"},
	{"[pause mediation]\ntold=maybe\nmark=V\n", "f.policy:17: \"maybe\""},
	{"[extension 2]\ntotal=30\nreason=yes\ntold=no\napprovers=supervisor\nmark=V\n",
		"f.policy:16:"},
	{"[extension 5]\n", "f.policy:16:"},
	{"[extension 1]\ntotal=15\nreason=yes\ntold=no\napprovers=supervisor\nmark=V\n",
		"above 15"},
	{"[extension 1]\ntotal=30\nreason=yes\ntold=no\napprovers=king\nmark=V\n",
		"f.policy:20: \"king\""},
	{"[extension 1]\ntotal=30\n", "\"reason\""},
	{"[extension 1]\ntotal=30\nreason=yes\ntold=no\nmark=V\n", "f.policy:16: An extension by"},
	{RUNG("30") "by=holding-reply\n", NULL},
	{RUNG("stated") "by=holding-reply\n", NULL},
	{RUNG("stated") "by=provisional-credit\n", "f.policy:16: Only a holding reply"},
	{RUNG("30") "by=holding-reply\napprovers=supervisor\n", "f.policy:16: Approvers go"},
	{RUNG("30") "by=magic\n", "f.policy:21: \"magic\""},
	{RUNG("0") "approvers=supervisor\n", "f.policy:17: The total must"},
	{RUNG("30") "approvers=none\n", "f.policy:21: \"none\""},
	{RUNG("2") "unit=weeks\napprovers=supervisor\n", "f.policy:16: The total is"},
	{RUNG("3") "unit=weeks\napprovers=supervisor\n", NULL},
	{RUNG("2") "unit=billing-cycles\napprovers=supervisor\n", "f.policy:16: A step"},
	{RUNG("stated") "by=holding-reply\n[extension 2]\ntotal=60\nreason=no\ntold=no\n"
			"approvers=supervisor\nmark=V\n",
		"f.policy:22: Nothing can follow"},
	{"[when hardship]\nlimit=7\nmark=V\n", NULL},
	{"[when hardship]\nlimit=0\nmark=V\n", "f.policy:16: The limit"},
	{"[when hardship]\napplies=perhaps\nmark=V\n", "f.policy:17: \"perhaps\""},
	{"[when moon]\nlimit=7\nmark=V\n", "f.policy:16: [when moon]"},
	{"[when hardship]\nextension-1=30\nmark=V\n", "f.policy:16: A condition changes"},
	{"[when hardship]\nlimit=7\nmark=V\n[when foreign]\nlimit=8\nmark=V\n",
		"f.policy:16: [when hardship] and [when foreign]"},
	{"[when hardship]\nlimit=7\nmark=V\n[when foreign]\nexpiry=route\nmark=V\n", NULL},
	{RUNG("30") "approvers=supervisor\n[when foreign]\nlimit=30\nmark=V\n",
		"f.policy:22: The total is"},
	{"expiry=late\n", "f.policy:16: \"late\""},
	{"cap=90\n", "f.policy:1: A cap"},
	{"copies=3\n", "f.policy:1: A family"},
	{"zone=Asia/Shanghai\n", NULL},
	{"zone=Moon/Base\n", "f.policy:1: \"Moon/Base\" is not a time zone"},
	{"beside=X-2, X-3\n", NULL},
	{"beside=X-2, X-1\n", "f.policy:1: A policy cannot"},
	{"beside=X-2, X-2\n", "f.policy:1: \"X-2\" stands"},
	{"beside=X-2,,X-3\n", "f.policy:16: A name is missing"},
	{"amber=half\nred=3\n", NULL},
	{"amber=quarter\n", "f.policy:16: \"quarter\""},
	{"warn-red=owner, supervisor\n", NULL},
	{"warn-red=the king\n", "f.policy:16: \"the king\""},
	{"final-response=outcome, reasons, ways-on\n", NULL},
	{"final-response=poem\n", "f.policy:16: \"poem\""},
	{"[policy]\n", "f.policy:16:"},
	{"title[zh_CN]=\xff\n", "f.policy:16:"},
};

static void
test_additions(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(additions); i++) {
		g_autofree char *text = g_strconcat(GOOD, additions[i].add, NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Policy) policy = policy_parse("f.policy", text, strlen(text), &error);

		g_test_message("%zu: %s", i, error == NULL ? "fine" : error->message);
		if (additions[i].mistake == NULL) {
			g_assert_no_error(error);
			g_assert_nonnull(policy);
			continue;
		}
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		g_assert_nonnull(strstr(error->message, additions[i].mistake));
	}
}

static const struct {
	const char *from, *to, *mistake;
} changes[] = {
	{"unit=calendar-days", "unit=billing-cycles", "f.policy:1: Billing cycles"},
	{"unit=calendar-days", "unit=moons", "f.policy:10: \"moons\""},
	{"unit=calendar-days", "unit=business-days", "calendar"},
	{"roll=no", "roll=yes", "calendar"},
	{"roll=no", "roll=perhaps", "f.policy:12:"},
	{"stop=told", "stop=decided", "told"},
	{"from=2020-03-01", "from=2020-02-30", "f.policy:4:"},
	{"limit=15", "limit=0", "limit"},
	{"limit=15", "limit=4001", "f.policy:9:"},
	{"limit=15\n", "", "\"limit\""},
	{"mark=V\n", "", "\"mark\""},
	{"mark=V", "mark=Z", "f.policy:15:"},
	{"id=X-1", "id=x 1", "id"},
	{"version=1", "version=A/B", "version"},
	{"[policy]\n", "", "f.policy:1:"},
	{"stop=told", "stop=contacted", "f.policy:1: A statutory"},
	{"start=received", "start=decision-received", "f.policy:1: What begins"},
	{"id=X-1", "id=X-n", "f.policy:1: A family"},
	{"limit=15\nunit=calendar-days", "limit=7\ncap=90\nunit=billing-cycles",
		"f.policy:1: So many"},
};

static void
test_changes(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_auto(GStrv) parts = g_strsplit(GOOD, changes[i].from, 2);
		g_autofree char *text = g_strconcat(parts[0], changes[i].to, parts[1], NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Policy) policy = policy_parse("f.policy", text, strlen(text), &error);

		g_assert_null(policy);
		g_test_message("%zu: %s", i, error->message);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		g_assert_nonnull(strstr(error->message, changes[i].mistake));
	}
}

static void
test_empty(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(policy_parse("f.policy", "", 0, &error));
	g_assert_nonnull(strstr(error->message, "f.policy: "));
}

static void
write_file(const char *folder, const char *name, const char *version, const char *from)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *text = g_strdup_printf(
		"[policy]\nid=X-1\nversion=%s\nfrom=%s\ntitle=T\n"
		"family=internal\nstart=received\nstop=closed\nlimit=15\nunit=weeks\n"
		"count-receipt-day=no\nroll=no\nsource=s\narticle=a\nmark=V\n",
		version, from);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
test_versions(void)
{
	g_autofree char *folder = g_dir_make_tmp("amends-XXXXXX", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(PolicySet) set = NULL;

	write_file(folder, "b.policy", "2", "2026-07-01");
	write_file(folder, "a.policy", "10", "2020-03-01");
	write_file(folder, "notes.txt", "9", "2029-01-01");
	set = policy_set_load(folder, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(policy_set_find(set, "X-1", NULL)->version, ==, "2");
	g_assert_cmpstr(policy_set_find(set, "X-1", "10")->version, ==, "10");
	g_assert_null(policy_set_find(set, "X-1", "9"));
	g_assert_null(policy_set_find(set, "X-2", NULL));
	g_assert_null(policy_set_find_for_day(set, "X-1", day_parse_iso("2020-02-29")));
	g_assert_cmpstr(
		policy_set_find_for_day(set, "X-1", day_parse_iso("2026-06-30"))->version, ==,
		"10");
	g_assert_cmpstr(
		policy_set_find_for_day(set, "X-1", day_parse_iso("2026-07-01"))->version, ==,
		"2");
	/* Two mistakes in two files are told at once. */
	write_file(folder, "c.policy", "2", "2026-07-01");
	write_file(folder, "d.policy", "3", "tomorrow");
	g_assert_null(policy_set_load(folder, &error));
	g_assert_nonnull(strstr(error->message, "c.policy: "));
	g_assert_nonnull(strstr(error->message, "\nd.policy:4: "));
	for (const char *name = "abcd"; *name != '\0'; name++) {
		g_autofree char *path = g_strdup_printf("%s/%c.policy", folder, *name);

		g_remove(path);
	}
	{
		g_autofree char *path = g_build_filename(folder, "notes.txt", NULL);

		g_remove(path);
	}
	g_rmdir(folder);
	g_clear_error(&error);
	g_assert_null(policy_set_load(folder, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_IO);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/policy/shipped", test_shipped);
	g_test_add_func("/policy/all-shipped", test_all_shipped);
	g_test_add_func("/policy/additions", test_additions);
	g_test_add_func("/policy/changes", test_changes);
	g_test_add_func("/policy/empty", test_empty);
	g_test_add_func("/policy/versions", test_versions);
	return g_test_run();
}
