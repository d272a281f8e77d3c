/*
 * Hostile text is kept: every valid string goes in by an act and comes back
 * byte for byte from the ticket, the history and the exact JSON, also after the store
 * was opened anew. What is no text is refused by name, nothing of it is written.
 */
#include "config.h"

#include <jansson.h>
#include <string.h>

#include "core/desk.h"
#include "core/export.h"
#include "core/text.h"
#include "tests/core/desk-fixture.h"
#include "tests/tui/hostile.h"

#define MOST_TEXT  (32 * 1024)
#define PER_ACT	   50
#define PER_TICKET 200

static bool
is_blank(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (!g_unichar_isspace(g_utf8_get_char(text)))
			return false;
	return true;
}

static bool
is_text(const HostileText *text)
{
	return text->valid && text->len <= MOST_TEXT && !is_blank(text->text);
}

/* Those a line takes as they are. */
static bool
is_line(const HostileText *text)
{
	g_autofree char *line = is_text(text) ? hostile_dup_line(text->text) : NULL;

	return line && strcmp(line, text->text) == 0;
}

/* Adds `texts` as notes, and those that are lines as promises and claims. */
static void
add_all(DeskFixture *f, const char *id, const GPtrArray *texts)
{
	Act *act = NULL;

	for (guint i = 0; i < texts->len; i++) {
		const HostileText *text = texts->pdata[i];

		if (!act)
			act = desk_act(f->desk);
		act_add(act, EVENT_NOTE_ADDED, id);
		act_text(act, "text", text->text);
		if (is_line(text)) {
			act_add(act, EVENT_CLAIM_ADDED, id);
			act_new_id(act, "claim");
			act_text(act, "kind", "W01");
			act_text(act, "text", text->text);
			act_add(act, EVENT_PROMISE_MADE, id);
			act_new_id(act, "promise");
			act_text(act, "what", text->text);
			act_int(act, "by", env_now_us(&f->env) + US_PER_DAY);
		}
		if (i % PER_ACT + 1 == PER_ACT || i + 1 == texts->len) {
			g_free(desk_fixture_submit(f, act));
			act = NULL;
			env_fake_advance(&f->env, US_PER_SECOND);
		}
	}
}

static GPtrArray *
storable(const GPtrArray *texts)
{
	GPtrArray *kept = g_ptr_array_new();

	for (guint i = 0; i < texts->len; i++)
		if (is_text(texts->pdata[i]))
			g_ptr_array_add(kept, texts->pdata[i]);
	return kept;
}

static void
check_ticket(DeskFixture *f, const char *id, const GPtrArray *texts)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, &error);
	guint n = 0;

	g_assert_no_error(error);
	for (guint i = 0; i < texts->len; i++) {
		const HostileText *text = texts->pdata[i];

		if (!is_line(text))
			continue;
		/* The complaint was logged with a claim of its own. */
		g_assert_cmpstr(((Claim *)ticket->claims->pdata[n + 1])->text, ==, text->text);
		g_assert_cmpstr(((Promise *)ticket->promises->pdata[n])->what, ==, text->text);
		n++;
	}
	g_assert_cmpuint(ticket->promises->len, ==, n);
	g_assert_cmpuint(ticket->note_count, ==, texts->len);
}

static const char *
history_note(const json_t *history, size_t *at)
{
	for (; *at < json_array_size(history); (*at)++) {
		const json_t *line = json_array_get(history, *at);

		if (strcmp(json_string_value(json_object_get(line, "kind")), "note") == 0)
			return json_string_value(
				json_object_get(json_array_get(history, (*at)++), "text"));
	}
	return NULL;
}

/* The bytes of the export hold nothing a terminal would act on, and read back as what was put
 * in. */
static void
check_json(DeskFixture *f, const char *id, const GPtrArray *texts)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_ticket(f->desk, id, &error);
	g_autoptr(GString) out = g_string_new(NULL);
	json_auto_t *json = NULL;
	size_t at = 0, n = 0;

	g_assert_true(export_ticket_json(f->desk, ticket, true, out, &error));
	for (const char *p = out->str; *p; p = g_utf8_next_char(p))
		g_assert_true(*p == '\n' || !text_is_unseen(g_utf8_get_char(p)));
	json = json_loads(out->str, 0, NULL);
	g_assert_nonnull(json);
	for (guint i = 0; i < texts->len; i++) {
		const HostileText *text = texts->pdata[i];
		const json_t *promise;

		g_assert_cmpstr(
			history_note(json_object_get(json, "history"), &at), ==, text->text);
		if (!is_line(text))
			continue;
		promise = json_array_get(json_object_get(json, "promises"), n++);
		g_assert_cmpstr(
			json_string_value(json_object_get(promise, "what")), ==, text->text);
	}
}

static void
test_kept(void)
{
	g_auto(DeskFixture) f = {.desk = NULL};
	g_autoptr(GPtrArray) all = hostile_texts(), texts = NULL;

	if (!all)
		return;
	texts = storable(all);
	g_assert_cmpuint(texts->len, >, 3000);
	desk_fixture_init(&f);
	while (texts->len > 0) {
		g_autofree char *id = desk_fixture_log(&f, "first", "Wang");
		g_autoptr(GPtrArray) some = g_ptr_array_new();

		for (guint i = 0; i < MIN(texts->len, PER_TICKET); i++)
			g_ptr_array_add(some, texts->pdata[i]);
		g_ptr_array_remove_range(texts, 0, some->len);
		add_all(&f, id, some);
		check_ticket(&f, id, some);
		desk_fixture_reopen(&f);
		check_ticket(&f, id, some);
		check_json(&f, id, some);
	}
}

/* Bytes that are no text, and control characters in a line: refused by the field's name. */
static void
test_refused(void)
{
	g_auto(DeskFixture) f = {.desk = NULL};
	g_autofree char *id = desk_fixture_init_log(&f, "first", "Wang");
	g_autoptr(Ticket) after = NULL;

	for (int i = 0; hostile_planted[i]; i++) {
		const char *text = hostile_planted[i];
		g_autoptr(Act) act = desk_act(f.desk);
		g_autoptr(ActResult) result = NULL;
		bool valid = g_utf8_validate(text, -1, NULL);
		g_autofree char *line = valid ? hostile_dup_line(text) : NULL;

		if (valid && strcmp(line, text) == 0)
			continue;
		act_add(act, EVENT_CLAIM_ADDED, id);
		act_new_id(act, "claim");
		act_text(act, "kind", "W01");
		act_text(act, "text", text);
		result = desk_submit_wait(f.desk, act);
		g_assert_cmpint(result->outcome, ==, ACT_REFUSED);
		g_assert_cmpstr(((Refusal *)result->refusals->pdata[0])->field, ==, "text");
	}
	after = desk_ticket(f.desk, id, NULL);
	g_assert_cmpuint(after->claims->len, ==, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hostile-store/kept", test_kept);
	g_test_add_func("/hostile-store/refused", test_refused);
	return g_test_run();
}
