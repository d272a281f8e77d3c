/*
 * core/letter.h: every shipped template over a full and a bare complaint in
 * both languages, as text; what is missing is named; no letter is marked sent
 * before it holds what policy and template demand; the hash proves the text.
 */
#include "config.h"

#include "core/letter.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/desk-letter.h"
#include "core/error.h"
#include "tests/core/desk-fixture.h"

#define HOSTILE "\033[2J\a\xe2\x80\xae evil [[gap]] {number}\r\n\ttab"

/* ---- templates ---- */

#define HEAD "letter = x\nlanguage = en\nversion = 1\nfrom = 2026-01-01\ntitle = T\nmark = K\n"

static void
test_mistakes(void)
{
	const struct {
		const char *text, *wanted;
	} rows[] = {
		{"| x\n", "t:0"},
		{HEAD, "The letter has no text."},
		{HEAD "| {nobody}\n", "t:7: There is no field {nobody} here."},
		{HEAD "| {claim.reason}\n", "t:7: There is no field {claim.reason} here."},
		{HEAD "| {number\n", "t:7: A { has no } or a } no {."},
		{HEAD "| number}\n", "t:7: A { has no }"},
		{HEAD "if number\n| x\n", "A block has no end."},
		{HEAD "| x\nend\n", "t:8: There is no block to end here."},
		{HEAD "each money\n| x\nend\n", "t:7: money is none of: claim, redress."},
		{HEAD "each claim\neach redress\nend\nend\n| x\n",
			"each stands in no other each."},
		{HEAD "needs = nothing\n| x\n", "t:7: nothing is no part of a letter"},
		{HEAD "needs = reasons\n| x\n", "It needs reasons, but no"},
		{HEAD "proof reasons =\n| x\n", "t:7: proof reasons has no value."},
		{HEAD "proof reasons = ;\n| x\n", "t:7: reasons has no value."},
		{HEAD "records = maybe\n| x\n", "t:7: maybe is none of: nothing, acknowledged"},
		{HEAD "title = again\n| x\n", "t:7: title is given twice."},
		{HEAD "ask number = x\n| x\n", "t:7: number is given twice."},
		{HEAD "| x\nmark = V\n", "t:8: mark stands before the letter's first line."},
		{HEAD "what\n| x\n", "t:7: A line is key = value"},
		{HEAD "| \xff\n", "t:7: This is not UTF-8"},
		{"letter = X\nlanguage = fr\nfrom = soon\nmark = Q\n| x\n",
			"t:2: fr is none of"},
		{HEAD "if claims\nif claims\nif claims\nif claims\nif claims\nif claims\nif claims\n"
		      "| x\nend\nend\nend\nend\nend\nend\nend\n",
			"t:13: Blocks stand at most 6 deep."},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(LetterTemplate) letter =
			letter_template_parse("t", rows[i].text, strlen(rows[i].text), &error);
		const char *wanted = i == 0 ? "The key letter is missing." : rows[i].wanted;

		g_assert_null(letter);
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
		if (!strstr(error->message, wanted))
			g_error("row %u lacks \"%s\": %s", i, wanted, error->message);
	}
}

static void
test_versions(void)
{
	g_autofree char *folder = g_dir_make_tmp("amends-letters-XXXXXX", NULL);
	g_autofree char *old = g_build_filename(folder, "a.letter", NULL);
	g_autofree char *new = g_build_filename(folder, "b.letter", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(LetterSet) set = NULL;
	const char *later = "letter = x\nlanguage = en\nversion = 2\nfrom = 2026-06-01\n"
			    "title = T\nmark = K\n| later\n";

	g_assert_true(g_file_set_contents(old, HEAD "| now\n", -1, NULL));
	g_assert_true(g_file_set_contents(new, later, -1, NULL));
	set = letter_set_load(folder, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(letter_set_count(set), ==, 2);
	g_assert_null(letter_set_find(set, "x", "en", NULL, 20453));
	g_assert_cmpstr(letter_set_find(set, "x", "en", NULL, 20454)->version, ==, "1");
	g_assert_cmpstr(letter_set_find(set, "x", "en", NULL, 21000)->version, ==, "2");
	g_assert_cmpstr(letter_set_find(set, "x", "en", "1", 0)->version, ==, "1");
	g_assert_null(letter_set_find(set, "x", "zh_CN", NULL, 21000));
	letter_set_free(g_steal_pointer(&set));
	g_assert_true(g_file_set_contents(new, HEAD "| twice\n", -1, NULL));
	g_assert_null(letter_set_load(folder, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX);
	remove(old);
	remove(new);
	g_rmdir(folder);
}

/* ---- filling ---- */

static void
answer(DeskFixture *f, const char *id, const char *outcome, const char *reason)
{
	g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, NULL);
	Act *act = desk_act(f->desk);

	for (guint i = 0; i < ticket->claims->len; i++) {
		const Claim *claim = ticket->claims->pdata[i];

		act_add(act, EVENT_CLAIM_ANSWERED, id);
		act_base(act, claim->answer_event);
		act_text(act, "claim", claim->id);
		act_text(act, "outcome", i == 0 ? outcome : "upheld");
		act_text(act, "reason", reason);
	}
	g_free(desk_fixture_submit(f, act));
}

static void
follow(DeskFixture *f, const char *id, const char *policy)
{
	const Policy *newest = policy_set_find(desk_policies(f->desk), policy, NULL);
	Act *act;

	desk_fixture_sign_on(f, FIXTURE_COMPLIANCE);
	act = desk_act(f->desk);
	act_add(act, EVENT_POLICY_CHANGED, id);
	act_text(act, "policy", policy);
	act_text(act, "policy_version", newest->version);
	act_text(act, "reason", "test");
	g_free(desk_fixture_submit(f, act));
	desk_fixture_sign_on(f, FIXTURE_HANDLER);
}

/* The second claim, redress, an approved extension, the customer told: all that letters show.
 */
static char *
full(DeskFixture *f, const char *text, const char *name)
{
	g_autofree char *id = desk_fixture_init_log(f, text, name);
	g_autofree char *request = NULL;
	g_autoptr(Ticket) ticket = NULL;
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_CLAIM_ADDED, id);
	act_new_id(act, "claim");
	act_text(act, "kind", "W02");
	act_int(act, "amount", 30000);
	act_text(act, "currency", "CNY");
	act_add(act, EVENT_EXTENSION_REQUESTED, id);
	act_int(act, "rung", 1);
	act_text(act, "reason", "complex");
	g_free(desk_fixture_submit(f, act));
	answer(f, id, "partly", "the fee was shown in the contract");
	act = desk_act(f->desk);
	act_add(act, EVENT_REDRESS_ENTERED, id);
	act_new_id(act, "entry");
	act_text(act, "kind", "refund");
	act_int(act, "minor", 10000);
	act_text(act, "currency", "CNY");
	act_text(act, "paid", "2026-05-25");
	ticket = desk_ticket(f->desk, id, NULL);
	request = g_strdup(((TicketExtension *)ticket->extensions->pdata[0])->id);
	g_free(desk_fixture_submit(f, act));
	desk_fixture_sign_on(f, FIXTURE_SUPERVISOR);
	act = desk_act(f->desk);
	act_add(act, EVENT_EXTENSION_APPROVED, id);
	act_text(act, "request", request);
	act_text(act, "standing", "supervisor");
	g_free(desk_fixture_submit(f, act));
	desk_fixture_sign_on(f, FIXTURE_HANDLER);
	return g_steal_pointer(&id);
}

static void
assert_clean(const char *text)
{
	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		g_assert_true(*p == '\n' || !g_unichar_iscntrl(g_utf8_get_char(p)));
	g_assert_null(strstr(text, "\xe2\x80\xae"));
	g_assert_null(strstr(text, "\n\n\n"));
}

static void
golden(const char *name, const char *text)
{
	g_autofree char *path = g_strdup_printf(
		"%s/tests/core/data/letters/%s.txt", g_getenv("AMENDS_SRCDIR"), name);
	g_autofree char *wanted = NULL, *line = g_strconcat(text, "\n", NULL);

	if (g_strcmp0(g_getenv("AMENDS_UPDATE_GOLDEN"), "1") == 0)
		g_assert_true(g_file_set_contents(path, line, -1, NULL));
	if (!g_file_get_contents(path, &wanted, NULL, NULL))
		g_error("no %s; AMENDS_UPDATE_GOLDEN=1 writes it", path);
	if (strcmp(wanted, line) != 0)
		g_error("%s differs:\n%s", path, line);
}

static void
fill_all(DeskFixture *f, const char *id, const char *kind)
{
	const LetterSet *set = desk_letters(f->desk);

	for (unsigned i = 0; i < letter_set_count(set); i++) {
		const LetterTemplate *letter = letter_set_nth(set, i);
		g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, NULL);
		g_autoptr(LetterDraft) draft =
			desk_letter_fill(f->desk, ticket, letter, "0571-8888 1234");
		g_autoptr(GString) text = g_string_new(draft->text);
		g_autofree char *name =
			g_strdup_printf("%s-%s-%s", letter->code, letter->language, kind);

		assert_clean(draft->text);
		if (!strstr(kind, "hostile")) {
			g_assert_null(strstr(draft->text, "{"));
			for (guint n = 0; n < draft->missing->len; n++)
				g_string_append_printf(text, "\n-- missing: %s",
					(char *)draft->missing->pdata[n]);
			golden(name, text->str);
		}
		for (guint n = 0; n < draft->missing->len; n++) {
			g_autofree char *gap =
				g_strdup_printf("[[%s]]", (char *)draft->missing->pdata[n]);

			g_assert_nonnull(strstr(draft->text, gap));
		}
	}
}

static void
test_full(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = full(&f, "客户称首年免年费，账单仍扣三百元。", "王小明");

	g_assert_cmpuint(letter_set_count(desk_letters(f.desk)), ==, 12);
	fill_all(&f, id, "full");
	follow(&f, id, "UK-DISP-8W");
	fill_all(&f, id, "uk");
}

static void
test_bare(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "x", NULL);

	fill_all(&f, id, "bare");
}

static void
test_hostile(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = full(&f, HOSTILE, "\xe2\x80\xae evil [[gap]]");
	g_autoptr(Ticket) ticket = desk_ticket(f.desk, id, NULL);
	const LetterTemplate *letter =
		desk_letter_template(f.desk, "acknowledgement", "en", NULL);
	g_autoptr(LetterDraft) draft = desk_letter_fill(f.desk, ticket, letter, NULL);
	g_autofree char *kept = letter_dup_text(draft->text, NULL);

	fill_all(&f, id, "hostile");
	g_assert_nonnull(strstr(draft->text, "<1B>[2J"));
	g_assert_null(strstr(draft->text, "[[gap]]"));
	g_assert_nonnull(strstr(draft->text, "{number}"));
	g_assert_cmpstr(kept, ==, draft->text);
}

/* ---- what is missing ---- */

static bool
names(const GPtrArray *gaps, const char *part)
{
	for (guint i = 0; i < gaps->len; i++)
		if (strstr(gaps->pdata[i], part))
			return true;
	return false;
}

static char *
all_of(const GPtrArray *gaps)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < gaps->len; i++)
		g_string_append_printf(all, "%s\n", (char *)gaps->pdata[i]);
	return g_string_free(all, FALSE);
}

/* The letter as a writer would leave it: every gap written over. */
static char *
dup_written(DeskFixture *f, const char *id, const LetterTemplate *letter)
{
	g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, NULL);
	g_autoptr(LetterDraft) draft = desk_letter_fill(f->desk, ticket, letter, NULL);
	g_autoptr(GString) text = g_string_new(draft->text);

	for (guint i = 0; i < draft->missing->len; i++) {
		g_autofree char *gap =
			g_strdup_printf("[[%s]]", (char *)draft->missing->pdata[i]);

		g_string_replace(text, gap, "as written", 0);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static const struct {
	const char *policy, *letter, *language, *cut, *gap;
} demands[] = {
	{"CN-NFRA-15", "decision", "en", "arbitration", "the ways on"},
	{"CN-NFRA-15", "decision", "zh_CN", "申请核查", "the ways on"},
	{"CN-NFRA-15", "decision", "en", "What we checked and found", "the reasons"},
	{"CN-NFRA-15", "decision", "en", "upheld in part", "how claim 1 was decided"},
	{"UK-DISP-8W", "decision", "en", "Financial Ombudsman Service, free", NULL},
	{"UK-DISP-8W", "decision", "en", "six months", "the time limit"},
	{"UK-DISP-8W", "decision", "zh_CN", "六个月内", "the time limit"},
	{"UK-DISP-8W", "decision", "en", "www.financial-ombudsman.org.uk", "web address"},
	{"UK-DISP-8W", "decision", "en", "We enclose the leaflet", "leaflet"},
	{"UK-DISP-8W", "decision", "en", "What we do to put it right", "put it right"},
	{"UK-DISP-8W", "holding-reply", "en", "We expect to answer by", "the day by which"},
	{"UK-DISP-8W", "holding-reply", "en", "www.financial", "web address"},
	{"UK-DISP-3BD", "summary-resolution", "en", "six months", "the time limit"},
	{"AU-RG271-30", "decision", "en", "Australian", "the right to go to the ombudsman"},
	{"AU-RG271-30", "extension-notice", "en", "AFCA", NULL},
	{"AU-RG271-30", "extension-notice", "en", "Australian", "the right to go"},
	{"IN-RBI-30", "decision", "en", "reviewed by our internal", "internal ombudsman"},
	{"IN-RBI-30", "decision", "en", "RBI Ombudsman", "the right to go"},
	{"HK-IC4-30", "decision", "en", "If you do not agree", "the ways on"},
	{"EU-PSD2-15BD", "decision", "zh_CN", "诉讼外纠纷解决机构", "the right to go"},
	{"SG-FACHR-20BD", "decision", "en", "If you do not agree", "the ways on"},
	{"US-CFPB-15", "decision", "en", "Steps we took", "the steps taken"},
	{"US-REGE-10BD", "decision", "en", "copies of the documents", "the documents"},
};

/* Whole, each letter holds what its policy demands; without the words, the part is named. */
static void
test_demands(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = full(&f, "x", "Jane Doe");
	const char *policy = "CN-NFRA-15"; /* what it follows from intake on */

	for (unsigned i = 0; i < G_N_ELEMENTS(demands); i++) {
		const LetterTemplate *letter = desk_letter_template(
			f.desk, demands[i].letter, demands[i].language, NULL);
		g_autofree char *text = NULL, *whole = NULL, *cut = NULL;
		g_autoptr(Ticket) ticket = NULL;
		g_autoptr(GPtrArray) none = NULL, gaps = NULL;
		g_autoptr(GString) left = NULL;

		if (strcmp(policy, demands[i].policy) != 0)
			follow(&f, id, policy = demands[i].policy);
		ticket = desk_ticket(f.desk, id, NULL);
		text = dup_written(&f, id, letter);
		none = desk_letter_gaps(f.desk, ticket, letter, text);
		whole = all_of(none);
		if (none->len > 0)
			g_error("row %u, whole: %s\n%s", i, whole, text);
		left = g_string_new(text);
		g_assert_cmpuint(g_string_replace(left, demands[i].cut, "", 0), >, 0);
		gaps = desk_letter_gaps(f.desk, ticket, letter, left->str);
		cut = all_of(gaps);
		if (demands[i].gap ? !names(gaps, demands[i].gap) : gaps->len > 0)
			g_error("row %u without \"%s\": %s\n%s", i, demands[i].cut, cut,
				left->str);
	}
}

static void
test_gaps(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "x", "Jane Doe");
	const LetterTemplate *letter = desk_letter_template(f.desk, "decision", "en", NULL);
	g_autoptr(Ticket) ticket = desk_ticket(f.desk, id, NULL);
	g_autoptr(LetterDraft) draft = desk_letter_fill(f.desk, ticket, letter, NULL);
	g_autoptr(GPtrArray) gaps = desk_letter_gaps(f.desk, ticket, letter, draft->text);
	g_autoptr(GPtrArray) notice = NULL;

	g_assert_true(names(gaps, "Still to be written in the letter: decision on the claim."));
	g_assert_true(names(gaps, "Claim 1 has no answer yet"));
	letter = desk_letter_template(f.desk, "extension-notice", "en", NULL);
	notice = desk_letter_gaps(f.desk, ticket, letter,
		"The reason is\nnone. You will have our\nanswer by tomorrow");
	g_assert_cmpuint(notice->len, ==, 1);
	g_assert_true(names(notice, "No extension is approved"));
	/* A template that has no such part. */
	letter = desk_letter_template(f.desk, "summary-resolution", "en", NULL);
	g_ptr_array_unref(g_steal_pointer(&notice));
	notice = desk_letter_gaps(f.desk, ticket, letter, "x");
	g_assert_true(names(notice, "which this template does not have"));
}

static void
test_language(void)
{
	g_autoptr(Ticket) ticket = ticket_new();

	g_assert_cmpstr(desk_letter_language(ticket), ==, "en");
	g_free(ticket->complainant);
	ticket->complainant = g_strdup("Zhang 伟");
	g_assert_cmpstr(desk_letter_language(ticket), ==, "zh_CN");
}

/* ---- acts ---- */

static char *
write_letter(DeskFixture *f, const char *id, const LetterTemplate *letter, const char *text)
{
	g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, NULL);
	Act *act = desk_act(f->desk);

	letter_add_written(act, ticket, letter, text);
	g_free(desk_fixture_submit(f, act));
	g_clear_pointer(&ticket, ticket_free);
	ticket = desk_ticket(f->desk, id, NULL);
	return g_strdup(((TicketLetter *)ticket->letters->pdata[ticket->letters->len - 1])->id);
}

static void
refused(DeskFixture *f, Act *act, const char *field, const char *part)
{
	g_autoptr(Act) owned = act;
	g_autoptr(ActResult) result = desk_submit_wait(f->desk, act);

	g_assert_cmpint(result->outcome, ==, ACT_REFUSED);
	for (guint i = 0; i < result->refusals->len; i++) {
		const Refusal *refusal = result->refusals->pdata[i];

		if (g_strcmp0(refusal->field, field) == 0 && strstr(refusal->text, part))
			return;
	}
	g_error("not refused by %s \"%s\": %s", field, part, act_result_dup_text(result));
}

static Act *
sending(DeskFixture *f, const char *id, const LetterSending *how)
{
	g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, NULL);
	Act *act = desk_act(f->desk);

	letter_add_sent(act, ticket, how);
	return act;
}

static void
test_written(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "x", "Jane Doe");
	const LetterTemplate *letter = desk_letter_template(f.desk, "decision", "en", NULL);
	g_autofree char *letter_id = write_letter(&f, id, letter, "Dear [[name]]");
	g_autoptr(Ticket) ticket = desk_ticket(f.desk, id, NULL);
	const TicketLetter *kept = ticket_letter(ticket, letter_id);
	g_autofree char *hash = letter_dup_hash(kept->text);
	Act *act = desk_act(f.desk);

	g_assert_cmpstr(kept->sha256, ==, hash);
	g_assert_cmpstr(kept->version, ==, letter->version);
	g_assert_true(desk_letter_of(f.desk, kept) == letter);
	letter_add_written(act, ticket, letter, "one text");
	act_text(act, "text", "another text");
	refused(&f, act, "sha256", "The hash is not that of the text");
	act = desk_act(f.desk);
	letter_add_written(act, ticket, letter, "bell\a");
	refused(&f, act, "text", "control characters");
	act = desk_act(f.desk);
	letter_add_written(act, ticket, letter, "x");
	act_text(act, "template_version", "no-such");
	refused(&f, act, "letter", "There is no template decision in en, version no-such.");
	/* Kept with its gap, but not sent. */
	refused(&f,
		sending(&f, id,
			&(LetterSending){.letter = letter_id,
				.how = "letter",
				.at_us = env_now_us(&f.env)}),
		"letter", "Still to be written in the letter: name.");
}

static void
test_sent(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = full(&f, "x", "Jane Doe");
	const LetterTemplate *letter = desk_letter_template(f.desk, "decision", "en", NULL);
	g_autofree char *text = dup_written(&f, id, letter);
	g_autofree char *letter_id = write_letter(&f, id, letter, text);
	LetterSending how = {.letter = letter_id,
		.records = letter->records,
		.record = true,
		.how = "letter",
		.evidence = "EMS 1"};
	g_autoptr(Ticket) ticket = NULL;

	how.at_us = env_now_us(&f.env) + US_PER_HOUR;
	refused(&f, sending(&f, id, &how), "at", "in the future");
	how.at_us = env_now_us(&f.env) - 30 * US_PER_DAY;
	refused(&f, sending(&f, id, &how), "at", "before the complaint was received");
	how.at_us = env_now_us(&f.env);
	how.letter = id;
	refused(&f, sending(&f, id, &how), "letter", "There is no such letter");
	how.letter = letter_id;
	g_free(desk_fixture_submit(&f, sending(&f, id, &how)));
	ticket = desk_ticket(f.desk, id, NULL);
	g_assert_cmpint(ticket->told_us, ==, how.at_us);
	g_assert_cmpstr(ticket->told_how, ==, "letter");
	g_assert_true(ticket->rights_read);
	g_assert_cmpstr(ticket_letter(ticket, letter_id)->evidence, ==, "EMS 1");
	refused(&f, sending(&f, id, &how), "letter", "marked sent already");
}

static Act *
undoing(DeskFixture *f, const char *id, const char *const *events)
{
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_ACT_UNDONE, id);
	act_list(act, "undoes", events);
	return act;
}

/* A slip is taken back: the mark with what it stood for, then the letter, not the letter alone.
 */
static void
test_undone(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = full(&f, "x", "Jane Doe");
	const LetterTemplate *letter = desk_letter_template(f.desk, "decision", "en", NULL);
	g_autofree char *text = dup_written(&f, id, letter);
	g_autofree char *letter_id = write_letter(&f, id, letter, text);
	const char *written[] = {letter_id, NULL};
	g_autoptr(Act) act = NULL;
	g_autoptr(ActResult) sent = NULL;
	g_autoptr(Ticket) ticket = NULL;

	env_fake_advance(&f.env, US_PER_SECOND);
	act = sending(&f, id,
		&(LetterSending){.letter = letter_id,
			.records = letter->records,
			.record = true,
			.how = "letter",
			.at_us = env_now_us(&f.env)});
	sent = desk_submit_wait(f.desk, act);
	g_assert_cmpint(sent->outcome, ==, ACT_SAVED);
	refused(&f, undoing(&f, id, written), "undoes", "marked sent. Take that back first");
	g_ptr_array_add(sent->event_ids, NULL);
	g_free(desk_fixture_submit(
		&f, undoing(&f, id, (const char *const *)(void *)sent->event_ids->pdata)));
	ticket = desk_ticket(f.desk, id, NULL);
	g_assert_cmpint(ticket->told_us, ==, 0);
	g_assert_cmpint(ticket_letter(ticket, letter_id)->sent_us, ==, 0);
	g_free(desk_fixture_submit(&f, undoing(&f, id, written)));
	g_clear_pointer(&ticket, ticket_free);
	ticket = desk_ticket(f.desk, id, NULL);
	g_assert_cmpuint(ticket->letters->len, ==, 0);
}

/* Each kind of letter carries the event it stands for. */
static void
test_records(void)
{
	static const struct {
		const char *letter;
		EventKind kind;
	} rows[] = {{"acknowledgement", EVENT_COMPLAINT_ACKNOWLEDGED},
		{"extension-notice", EVENT_EXTENSION_TOLD},
		{"holding-reply", EVENT_HOLDING_REPLIED}, {"decision", EVENT_CUSTOMER_TOLD},
		{"summary-resolution", EVENT_CUSTOMER_TOLD},
		{"closing-summary", EVENT_UNKNOWN}};
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = full(&f, "x", "Jane Doe");

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		const LetterTemplate *letter =
			desk_letter_template(f.desk, rows[i].letter, "en", NULL);
		LetterSending how = {.letter = id,
			.records = letter->records,
			.record = true,
			.how = "email",
			.reasons = "r",
			.expected = "2026-07-01"};
		g_autoptr(Act) act = sending(&f, id, &how);
		bool more = rows[i].kind != EVENT_UNKNOWN;

		g_assert_cmpuint(act->events->len, ==, more ? 2 : 1);
		if (more)
			g_assert_cmpint(
				((ActEvent *)act->events->pdata[1])->kind, ==, rows[i].kind);
	}
}

static void
test_text(void)
{
	g_autofree char *long_text = g_strnfill(LETTER_MAX + 1, 'x');
	g_autofree char *clean = letter_dup_text("  a\r\nb\033\n ", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_cmpstr(clean, ==, "a\nb<1B>");
	g_assert_null(letter_dup_text(" \n", &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_null(letter_dup_text(long_text, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/letter/mistakes", test_mistakes);
	g_test_add_func("/letter/versions", test_versions);
	g_test_add_func("/letter/full", test_full);
	g_test_add_func("/letter/bare", test_bare);
	g_test_add_func("/letter/hostile", test_hostile);
	g_test_add_func("/letter/demands", test_demands);
	g_test_add_func("/letter/gaps", test_gaps);
	g_test_add_func("/letter/language", test_language);
	g_test_add_func("/letter/written", test_written);
	g_test_add_func("/letter/sent", test_sent);
	g_test_add_func("/letter/undone", test_undone);
	g_test_add_func("/letter/records", test_records);
	g_test_add_func("/letter/text", test_text);
	return g_test_run();
}
