/*
 * What others owe a complaint: requests to other departments, merging, the
 * hand-over of a shift. Rules by code and field, taking back, derived rows made
 * again, and what lists read of them.
 */
#include "config.h"

#include <string.h>

#include "core/desk-merge.h"
#include "core/desk-private.h"
#include "core/desk-request.h"
#include "core/desk-shift.h"
#include "tests/core/desk-fixture.h"
#include "tests/core/store-fixture.h"

#define NONE	(-1)
#define NO_UUID "00000000-0000-7000-8000-000000000000"

/* ---- requests ---- */

static Act *
make_request(StoreFixture *f, int person, const char *id, const char *due)
{
	return store_fixture_one(f, person, EVENT_REQUEST_MADE, id, "department", "D02",
		"question", "Which branch cancelled the card?", "due", due, NULL);
}

static char *
dup_request(StoreFixture *f, const char *id, guint at)
{
	g_autoptr(Ticket) ticket = store_fixture_ticket(f, id);

	g_assert_cmpuint(ticket->requests->len, >, at);
	return g_strdup(((const TicketRequest *)ticket->requests->pdata[at])->id);
}

static int64_t
count(Db *db, const char *sql)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DbStmt) stmt = db_prepare(db, sql, &error);

	g_assert_no_error(error);
	g_assert_true(db_step(stmt, &error));
	return db_int(stmt, 0);
}

static void
test_request_rules(void)
{
	enum { MADE, CHASED, ANSWERED, CANCELLED };
	static const struct {
		int what, person, code;
		const char *field;
		int64_t rows; /* of table request afterwards */
	} steps[] = {
		{CHASED, HANDLER, NONE, NULL, 1},
		{CHASED, TELLER, NONE, NULL, 1},
		{CANCELLED, TELLER, REFUSAL_ROLE, NULL, 1},
		{CHASED, AUDITOR, REFUSAL_ROLE, NULL, 1},
		{ANSWERED, TELLER, NONE, NULL, 0},
		{ANSWERED, HANDLER, REFUSAL_STATE, "request", 0},
		{CHASED, HANDLER, REFUSAL_STATE, "request", 0},
		{CANCELLED, HANDLER, REFUSAL_STATE, "request", 0},
	};
	static const struct {
		const char *due;
		int code;
	} dues[] = {{"2020-01-01", REFUSAL_FIELD}, {"2026-02-30", REFUSAL_FIELD},
		{"2199-12-31", NONE}};
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL, *request = NULL;

	store_fixture_init(&f, 31);
	id = store_fixture_log(&f, HANDLER);
	for (unsigned i = 0; i < G_N_ELEMENTS(dues); i++)
		store_fixture_expect(&f, make_request(&f, HANDLER, id, dues[i].due),
			dues[i].code, dues[i].code == NONE ? NULL : "due");
	request = dup_request(&f, id, 0);
	store_fixture_expect(&f,
		store_fixture_one(&f, HANDLER, EVENT_REQUEST_CHASED, id, "request", NO_UUID,
			"how", "phone", NULL),
		REFUSAL_UNKNOWN, "request");
	for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++) {
		static const EventKind kinds[] = {EVENT_REQUEST_MADE, EVENT_REQUEST_CHASED,
			EVENT_REQUEST_ANSWERED, EVENT_REQUEST_CANCELLED};
		static const char *const fields[] = {NULL, "how", "text", "reason"};
		int what = steps[i].what;

		g_test_message("step %u", i);
		store_fixture_expect(&f,
			store_fixture_one(&f, steps[i].person, kinds[what], id, "request",
				request, fields[what], what == CHASED ? "phone" : "so it is",
				NULL),
			steps[i].code, steps[i].field);
		g_assert_cmpint(
			count(f.store->db, "SELECT COUNT(*) FROM request"), ==, steps[i].rows);
	}
	store_fixture_prove(&f);
}

static void
undo_last(StoreFixture *f, int person, const char *id)
{
	g_autoptr(GPtrArray) events = log_read_subject(f->store->db, id, NULL);
	const Event *last = events->pdata[events->len - 1];
	Act *act = store_fixture_act(f, person);

	act_add(act, EVENT_ACT_UNDONE, id);
	act_list(act, "undoes", (const char *const[]){last->id, NULL});
	store_fixture_save(f, act);
}

/* Each act on a request is taken back; the row follows, with how often it was chased. */
static void
test_request_undo(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL, *request = NULL;

	store_fixture_init(&f, 32);
	id = store_fixture_log(&f, HANDLER);
	store_fixture_save(&f, make_request(&f, HANDLER, id, "2199-12-31"));
	request = dup_request(&f, id, 0);
	store_fixture_save(&f, store_fixture_one(&f, HANDLER, EVENT_REQUEST_CHASED, id,
				       "request", request, "how", "phone", NULL));
	g_assert_cmpint(count(f.store->db, "SELECT chased FROM request"), ==, 1);
	undo_last(&f, HANDLER, id);
	g_assert_cmpint(count(f.store->db, "SELECT chased FROM request"), ==, 0);
	store_fixture_save(&f, store_fixture_one(&f, HANDLER, EVENT_REQUEST_ANSWERED, id,
				       "request", request, "text", "By the branch", NULL));
	g_assert_cmpint(count(f.store->db, "SELECT COUNT(*) FROM request"), ==, 0);
	undo_last(&f, HANDLER, id);
	g_assert_cmpint(count(f.store->db, "SELECT COUNT(*) FROM request"), ==, 1);
	store_fixture_prove(&f);
}

static void
test_request_list(void)
{
	static const struct {
		const char *due, *left;
	} rows[] = {/* in the order of the list; today is Wednesday 2026-05-20 */
		{"2026-05-20", "due today"}, {"2026-05-21", "1 working day left"},
		{"2026-05-25", "3 working days left"}};
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "card cancelled", "Wang Wei");
	RequestWindow window = {.max = 2};
	g_autoptr(GPtrArray) first = NULL, rest = NULL;
	RequestCounts counts;
	g_autofree char *late = NULL;

	for (unsigned i = G_N_ELEMENTS(rows); i-- > 0;) {
		Act *act = desk_act(f.desk);

		act_add(act, EVENT_REQUEST_MADE, id);
		act_text(act, "department", "D02");
		act_text(act, "question", "Who?");
		act_text(act, "due", rows[i].due);
		g_free(desk_fixture_submit(&f, act));
	}
	first = desk_requests(f.desk, &window, NULL);
	g_assert_cmpuint(first->len, ==, 2);
	window.after = first->pdata[1];
	rest = desk_requests(f.desk, &window, NULL);
	g_assert_cmpuint(rest->len, ==, 1);
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		const RequestRow *row = i < 2 ? first->pdata[i] : rest->pdata[0];
		g_autofree char *left = desk_request_dup_left(f.desk, row->due);

		g_assert_cmpstr(row->due, ==, rows[i].due);
		g_assert_cmpstr(left, ==, rows[i].left);
		g_assert_cmpstr(row->ticket, ==, id);
	}
	g_assert_cmpint(desk_count(f.desk, "is:request-open", 10, NULL), ==, 1);
	g_assert_cmpint(desk_count(f.desk, "is:request-overdue", 10, NULL), ==, 0);
	g_assert_cmpint(desk_count(f.desk, "是:协办中", 10, NULL), ==, 1);
	f.env.fake_now_us += 2 * US_PER_DAY; /* Friday */
	g_assert_cmpint(desk_count(f.desk, "is:request-overdue", 10, NULL), ==, 1);
	g_assert_true(desk_request_counts(f.desk, &counts, NULL));
	g_assert_cmpint(counts.open, ==, 3);
	g_assert_cmpint(counts.overdue, ==, 2);
	late = desk_request_dup_left(f.desk, "2026-05-20");
	g_assert_cmpstr(late, ==, "2 working days late");
	/* Somebody else's are not mine. */
	window = (RequestWindow){.person = f.people[FIXTURE_TELLER], .max = 10};
	g_clear_pointer(&rest, g_ptr_array_unref);
	rest = desk_requests(f.desk, &window, NULL);
	g_assert_cmpuint(rest->len, ==, 0);
	/* A closed complaint asks nobody any more. */
	desk_fixture_close(&f, id);
	g_assert_cmpint(desk_count(f.desk, "is:request-open", 10, NULL), ==, 0);
}

/* ---- merging ---- */

static Act *
merge(StoreFixture *f, int person, const char *source, const char *into)
{
	return store_fixture_one(f, person, EVENT_TICKET_MERGED, source, "into", into, "number",
		"whatever", "reason", "came twice", NULL);
}

static Act *
unmerge(StoreFixture *f, int person, const char *source, const char *into)
{
	return store_fixture_one(f, person, EVENT_TICKET_UNMERGED, source, "into", into,
		"reason", "another card", NULL);
}

static void
merge_both(StoreFixture *f, const char *source, const char *into)
{
	store_fixture_expect(f, merge(f, HANDLER, source, into), REFUSAL_SECOND_PERSON, NULL);
	store_fixture_save(
		f, store_fixture_second(f, merge(f, HANDLER, source, into), SUPERVISOR));
}

static void
test_merge_rules(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *a = NULL, *b = NULL, *c = NULL, *gone = NULL;
	g_autoptr(Ticket) source = NULL, target = NULL;

	store_fixture_init(&f, 33);
	a = store_fixture_log(&f, HANDLER);
	b = store_fixture_log(&f, HANDLER);
	c = store_fixture_log(&f, HANDLER);
	gone = store_fixture_log(&f, HANDLER);
	store_fixture_save(&f, store_fixture_second(&f,
				       store_fixture_one(&f, HANDLER, EVENT_TICKET_VOIDED, gone,
					       "reason", "twice", NULL),
				       SUPERVISOR));
	store_fixture_expect(&f, merge(&f, HANDLER, a, NO_UUID), REFUSAL_UNKNOWN, "into");
	store_fixture_expect(&f, merge(&f, HANDLER, a, a), REFUSAL_FIELD, "into");
	store_fixture_expect(&f, merge(&f, HANDLER, a, gone), REFUSAL_STATE, "into");
	store_fixture_expect(&f, merge(&f, HANDLER, gone, a), REFUSAL_STATE, NULL);
	store_fixture_expect(&f, unmerge(&f, HANDLER, a, b), REFUSAL_STATE, "into");
	merge_both(&f, a, b);
	source = store_fixture_ticket(&f, a);
	target = store_fixture_ticket(&f, b);
	g_assert_cmpstr(source->merged_into, ==, b);
	/* It keeps its clock, its number and its reply. */
	g_assert_true(ticket_is_open(source));
	g_assert_cmpint(source->due_us, <, INT64_MAX);
	g_assert_cmpint(source->told_us, ==, 0);
	g_assert_cmpstr(source->number, !=, target->number);
	/* twice; a circle; a chain from either end; the target ends while something goes on in
	 * it */
	store_fixture_expect(&f, merge(&f, HANDLER, a, c), REFUSAL_STATE, "into");
	store_fixture_expect(&f, merge(&f, HANDLER, b, a), REFUSAL_STATE, NULL);
	store_fixture_expect(&f, merge(&f, HANDLER, c, a), REFUSAL_STATE, "into");
	store_fixture_expect(&f, merge(&f, HANDLER, b, c), REFUSAL_STATE, NULL);
	store_fixture_expect(&f,
		store_fixture_one(
			&f, HANDLER, EVENT_TICKET_VOIDED, b, "reason", "mistake", NULL),
		REFUSAL_STATE, NULL);
	store_fixture_expect(&f, unmerge(&f, HANDLER, a, c), REFUSAL_STATE, "into");
	/* two sources of one target are no chain */
	merge_both(&f, c, b);
	g_assert_cmpint(count(f.store->db, "SELECT COUNT(*) FROM merged"), ==, 2);
	store_fixture_save(&f, unmerge(&f, HANDLER, a, b));
	g_assert_cmpint(count(f.store->db, "SELECT COUNT(*) FROM merged"), ==, 1);
	merge_both(&f, a, b); /* and again */
	store_fixture_prove(&f);
}

/* What says who is in the way names both complaints. */
static void
test_merge_names(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *a = NULL, *b = NULL, *c = NULL, *text = NULL;
	g_autoptr(Ticket) first = NULL, second = NULL;
	g_autoptr(ActResult) result = NULL;

	store_fixture_init(&f, 34);
	a = store_fixture_log(&f, HANDLER);
	b = store_fixture_log(&f, HANDLER);
	c = store_fixture_log(&f, HANDLER);
	merge_both(&f, a, b);
	first = store_fixture_ticket(&f, a);
	second = store_fixture_ticket(&f, b);
	result = store_fixture_apply(&f, merge(&f, HANDLER, c, a));
	text = act_result_dup_text(result);
	g_assert_nonnull(strstr(text, first->number));
	g_assert_nonnull(strstr(text, second->number));
}

/* Chains made in one act are seen too, and nothing of the act stays. */
static void
test_merge_one_act(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *a = NULL, *b = NULL, *c = NULL;
	int64_t before;
	Act *act;

	store_fixture_init(&f, 35);
	a = store_fixture_log(&f, HANDLER);
	b = store_fixture_log(&f, HANDLER);
	c = store_fixture_log(&f, HANDLER);
	before = count(f.store->db, "SELECT COUNT(*) FROM event_log");
	act = merge(&f, HANDLER, a, b);
	act_add(act, EVENT_TICKET_MERGED, b);
	act_text(act, "into", c);
	act_text(act, "number", "x");
	act_text(act, "reason", "x");
	store_fixture_expect(
		&f, store_fixture_second(&f, act, SUPERVISOR), REFUSAL_STATE, NULL);
	g_assert_cmpint(count(f.store->db, "SELECT COUNT(*) FROM merged"), ==, 0);
	g_assert_cmpint(count(f.store->db, "SELECT COUNT(*) FROM event_log"), ==, before);
}

/* Events of `ticket` in the group of the merging of `source`. */
static unsigned
count_group(Desk *desk, const char *source, const char *ticket)
{
	g_autoptr(GPtrArray) of = log_read_subject(desk->reader, source, NULL);
	g_autoptr(GPtrArray) events = log_read_subject(desk->reader, ticket, NULL);
	const char *group = "";
	unsigned n = 0;

	for (guint i = 0; i < of->len; i++)
		if (((const Event *)of->pdata[i])->kind == EVENT_TICKET_MERGED)
			group = ((const Event *)of->pdata[i])->group;
	g_assert_cmpstr(group, !=, "");
	for (guint i = 0; i < events->len; i++)
		n += strcmp(((const Event *)events->pdata[i])->group, group) == 0;
	return n;
}

/* The act over two complaints is one group in one transaction; links stay after taking back. */
static void
test_merge_act(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *a = desk_fixture_init_log(&f, "first time", "Wang Wei");
	g_autofree char *b = desk_fixture_log(&f, "second time", "Wang Wei"), *id = NULL;
	g_autoptr(Ticket) one = desk_ticket(f.desk, b, NULL),
			  two = desk_ticket(f.desk, a, NULL);
	g_autoptr(GPtrArray) sources = NULL;
	g_autoptr(Ticket) source = NULL, target = NULL;
	MergedRow *row;
	Act *act = desk_merge_act(f.desk, one, two, "the same again");

	g_strlcpy(act->second, f.people[FIXTURE_SUPERVISOR], UUID_LEN);
	g_free(desk_fixture_submit(&f, act));
	/* authorisation, merging and a link there; a link here */
	g_assert_cmpuint(count_group(f.desk, b, b), ==, 3);
	g_assert_cmpuint(count_group(f.desk, b, a), ==, 1);
	sources = desk_merge_sources(f.desk, a, NULL);
	g_assert_cmpuint(sources->len, ==, 1);
	g_assert_cmpstr(((const MergedRow *)sources->pdata[0])->id, ==, b);
	source = desk_ticket(f.desk, b, NULL);
	row = desk_merge_target(f.desk, source, NULL);
	g_assert_cmpstr(row->number, ==, two->number);
	merged_row_free(row);
	g_assert_cmpint(desk_count(f.desk, "is:merged", 10, NULL), ==, 1);
	g_assert_cmpint(desk_count(f.desk, "-is:merged", 10, NULL), ==, 1);
	g_assert_cmpint(desk_count(f.desk, "is:merge-target", 10, NULL), ==, 1);
	act = desk_act(f.desk);
	act_add(act, EVENT_TICKET_UNMERGED, b);
	act_text(act, "into", a);
	act_text(act, "reason", "another card after all");
	g_free(desk_fixture_submit(&f, act));
	g_clear_pointer(&source, ticket_free);
	source = desk_ticket(f.desk, b, NULL);
	target = desk_ticket(f.desk, a, NULL);
	g_assert_cmpstr(source->merged_into, ==, "");
	g_assert_null(desk_merge_target(f.desk, source, NULL));
	g_assert_cmpuint(source->links->len, ==, 1);
	g_assert_cmpuint(target->links->len, ==, 1);
	g_assert_cmpint(desk_count(f.desk, "is:merged", 10, NULL), ==, 0);
}

/* ---- shifts ---- */

static Act *
hand(StoreFixture *f, int actor, int from, int to)
{
	return store_fixture_one(f, actor, EVENT_SHIFT_HANDED, f->people[from], "to",
		f->people[to], "text", "Call Mr W. at four", NULL);
}

static void
test_shift_rules(void)
{
	static const struct {
		int actor, from, to, code;
		const char *field;
	} hands[] = {
		{HANDLER, HANDLER, TELLER, NONE, NULL},
		{SUPERVISOR, HANDLER, TELLER, NONE, NULL},
		{TELLER, HANDLER, SUPERVISOR, REFUSAL_ROLE, NULL},
		{HANDLER, HANDLER, HANDLER, REFUSAL_FIELD, "to"},
		{HANDLER, HANDLER, AUDITOR, REFUSAL_ROLE, "to"},
		{AUDITOR, AUDITOR, HANDLER, REFUSAL_ROLE, NULL},
	};
	g_auto(StoreFixture) f = {0};
	g_autofree char *shift = NULL;
	Act *act;

	store_fixture_init(&f, 36);
	for (unsigned i = 0; i < G_N_ELEMENTS(hands); i++) {
		g_test_message("hand %u", i);
		act = hand(&f, hands[i].actor, hands[i].from, hands[i].to);
		if (i == 0)
			shift = g_strdup(act->id);
		store_fixture_expect(&f, act, hands[i].code, hands[i].field);
	}
	g_assert_cmpint(count(f.store->db, "SELECT COUNT(*) FROM shift"), ==, 2);
	for (int i = 0; i < 5; i++) {
		static const struct {
			int actor, subject, code;
		} accepts[] = {
			{SUPERVISOR, SUPERVISOR, REFUSAL_ROLE},
			{SUPERVISOR, TELLER, REFUSAL_ROLE},
			{TELLER, HANDLER, REFUSAL_ROLE},
			{TELLER, TELLER, NONE},
			{TELLER, TELLER, REFUSAL_STATE},
		};

		g_test_message("accept %d", i);
		store_fixture_expect(&f,
			store_fixture_one(&f, accepts[i].actor, EVENT_SHIFT_ACCEPTED,
				f.people[accepts[i].subject], "shift", shift, NULL),
			accepts[i].code, accepts[i].code == NONE ? NULL : "shift");
	}
	store_fixture_expect(&f,
		store_fixture_one(&f, TELLER, EVENT_SHIFT_ACCEPTED, f.people[TELLER], "shift",
			NO_UUID, NULL),
		REFUSAL_UNKNOWN, "shift");
	g_assert_cmpint(
		count(f.store->db, "SELECT COUNT(*) FROM shift WHERE accepted_us > 0"), ==, 1);
	store_fixture_prove(&f);
}

static unsigned
count_part(const GPtrArray *items, ShiftPart part)
{
	unsigned n = 0;

	for (guint i = 0; i < items->len; i++)
		n += ((const ShiftItem *)items->pdata[i])->part == part;
	return n;
}

static void
fill_shift(DeskFixture *f, const char *id)
{
	Act *act = desk_act(f->desk);

	act_add(act, EVENT_PROMISE_MADE, id);
	act_new_id(act, "promise");
	act_text(act, "what", "a call");
	act_int(act, "by", f->env.fake_now_us + US_PER_DAY);
	act_add(act, EVENT_REQUEST_MADE, id);
	act_text(act, "department", "D02");
	act_text(act, "question", "Who?");
	act_text(act, "due", "2026-05-25");
	g_free(desk_fixture_submit(f, act));
	desk_draft_save(f->desk, "note", id, (const char *const[]){"text", "half a", NULL});
}

static void
test_shift_screen(void)
{
	g_auto(DeskFixture) f = {0};
	g_autofree char *id = desk_fixture_init_log(&f, "card cancelled", "Wang Wei");
	g_autofree char *other = desk_fixture_log(&f, "fee", "Li Wei");
	g_autoptr(GPtrArray) items = NULL, waiting = NULL, handed = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = NULL;
	const ShiftHanded *shift;
	Act *act;

	for (int i = 0; i < 2; i++) {
		act = desk_act(f.desk);
		ticket = desk_ticket(f.desk, i ? other : id, NULL);
		act_add_on(act, EVENT_OWNER_ACCEPTED, ticket);
		act_text(act, "person", f.people[FIXTURE_HANDLER]);
		g_free(desk_fixture_submit(&f, act));
		g_clear_pointer(&ticket, ticket_free);
	}
	fill_shift(&f, id);
	items = desk_shift(f.desk, f.people[FIXTURE_HANDLER], &error);
	g_assert_no_error(error);
	g_assert_cmpuint(count_part(items, SHIFT_CLOCK), ==, 2);
	g_assert_cmpuint(count_part(items, SHIFT_PROMISE), ==, 1);
	g_assert_cmpuint(count_part(items, SHIFT_REQUEST), ==, 1);
	/* A colleague's is for leads. */
	g_assert_null(desk_shift(f.desk, f.people[FIXTURE_TELLER], &error));
	g_assert_nonnull(error);
	act = desk_shift_hand_act(f.desk, &(ShiftHand){.from = f.people[FIXTURE_HANDLER],
						  .to = f.people[FIXTURE_TELLER],
						  .text = "Call at four",
						  .items = items,
						  .ask = (const char *const[]){id, NULL}});
	g_free(desk_fixture_submit(&f, act));
	/* Nothing changed hands; one is asked for. */
	ticket = desk_ticket(f.desk, id, NULL);
	g_assert_cmpstr(ticket->owner, ==, f.people[FIXTURE_HANDLER]);
	g_assert_cmpstr(ticket->asked, ==, f.people[FIXTURE_TELLER]);
	desk_fixture_sign_on(&f, FIXTURE_TELLER);
	waiting = desk_shifts_to(f.desk, f.people[FIXTURE_TELLER], NULL);
	g_assert_cmpuint(waiting->len, ==, 1);
	shift = waiting->pdata[0];
	g_assert_cmpstr(shift->text, ==, "Call at four");
	handed = desk_shift_items(f.desk, shift, NULL);
	g_assert_cmpuint(handed->len, ==, 2);
	g_free(desk_fixture_submit(&f, desk_shift_accept_act(f.desk, shift->id)));
	g_clear_pointer(&waiting, g_ptr_array_unref);
	waiting = desk_shifts_to(f.desk, f.people[FIXTURE_TELLER], NULL);
	g_assert_cmpuint(waiting->len, ==, 0);
	desk_fixture_sign_on(&f, FIXTURE_SUPERVISOR);
	g_clear_pointer(&items, g_ptr_array_unref);
	items = desk_shift(f.desk, f.people[FIXTURE_HANDLER], NULL);
	g_assert_cmpuint(count_part(items, SHIFT_CLOCK), ==, 2);
	g_assert_cmpuint(count_part(items, SHIFT_DRAFT), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/others/request/rules", test_request_rules);
	g_test_add_func("/others/request/undo", test_request_undo);
	g_test_add_func("/others/request/list", test_request_list);
	g_test_add_func("/others/merge/rules", test_merge_rules);
	g_test_add_func("/others/merge/names", test_merge_names);
	g_test_add_func("/others/merge/one-act", test_merge_one_act);
	g_test_add_func("/others/merge/act", test_merge_act);
	g_test_add_func("/others/shift/rules", test_shift_rules);
	g_test_add_func("/others/shift/screen", test_shift_screen);
	return g_test_run();
}
