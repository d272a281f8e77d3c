/* core/ticket-fold.h against a second fold written apart, on scripted and random histories. */
#include "config.h"

#include "core/ticket-fold.h"

#include "core/ticket-apply.h"
#include "core/ticket-fields.h"
#include "tests/core/naive-fold.h"
#include "tests/core/store-fixture.h"

#define ACTS_A_SEED 24

static const char select_effect[] = "SELECT r.effect FROM receipt r JOIN event_log e ON e.row "
				    "= r.row WHERE e.event_id = :id";

static const char *
effect_name(int effect)
{
	static const char *const names[] = {"applied", "conflict", "ignored", "undo"};

	return names[effect];
}

static int
stored_effect(StoreFixture *f, const char *id)
{
	sqlite3_stmt *stmt = db_stmt(f->store->db, select_effect, NULL);
	int effect;

	db_bind_text(stmt, ":id", id);
	g_assert_true(db_step(stmt, NULL));
	effect = (int)db_int(stmt, 0);
	sqlite3_reset(stmt);
	return effect;
}

static void
compare_tickets(const Ticket *ticket, const json_t *naive)
{
	json_t *ours = part_to_json(&ticket_part, ticket, true), *value;
	const char *key;

	json_object_foreach(ours, key, value)
	{
		g_autofree char *a = json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS);
		g_autofree char *b = json_dumps(
			json_object_get(naive, key), JSON_ENCODE_ANY | JSON_SORT_KEYS);

		if (strcmp(key, "due_us") != 0 && g_strcmp0(a, b) != 0)
			g_error("%s %s: fold says %s, naive fold says %s", ticket->number, key,
				a, b);
	}
	json_decref(ours);
}

/* Both folds agree on ticket `id`, and the receipts hold what they say. */
static void
compare(StoreFixture *f, const char *id)
{
	g_autoptr(GPtrArray) events = log_read_subject(f->store->db, id, NULL);
	g_autofree FoldEffect *effects = g_new0(FoldEffect, events->len);
	g_autoptr(Ticket) ticket = ticket_fold(events, NULL, effects);
	json_t *naive_effects, *naive = naive_fold(events, NULL, &naive_effects);

	compare_tickets(ticket, naive);
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];
		const char *theirs =
			json_string_value(json_object_get(naive_effects, event->id));
		int stored = stored_effect(f, event->id);

		if (strcmp(theirs, effect_name(effects[i])) != 0)
			g_error("%s: fold says %s, naive fold %s", event->kind_name,
				effect_name(effects[i]), theirs);
		if (stored != (int)effects[i])
			g_error("%s: fold says %s, its receipt %s", event->kind_name,
				effect_name(effects[i]), effect_name(stored));
	}
	json_decref(naive);
	json_decref(naive_effects);
}

/* ---- scripted ---- */

static void
note(StoreFixture *f, const char *id, char ret[UUID_LEN])
{
	Act *act = store_fixture_act(f, HANDLER);
	g_autoptr(ActResult) result = NULL;

	act_add(act, EVENT_NOTE_ADDED, id);
	act_text(act, "text", "a note");
	result = store_fixture_apply(f, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	g_strlcpy(ret, result->event_ids->pdata[0], UUID_LEN);
}

static Act *
undo_act(StoreFixture *f, int person, const char *id, const char *event)
{
	const char *const ids[] = {event, NULL};
	Act *act = store_fixture_act(f, person);

	act_add(act, EVENT_ACT_UNDONE, id);
	act_list(act, "undoes", ids);
	return act;
}

static void
move(StoreFixture *f, const char *id, const char *to, char ret[UUID_LEN])
{
	Act *act = store_fixture_act(f, HANDLER);
	g_autoptr(ActResult) result = NULL;

	act_add(act, EVENT_STATUS_CHANGED, id);
	act_text(act, "to", to);
	act_text(act, "reason", "so");
	result = store_fixture_apply(f, act);
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
	g_strlcpy(ret, result->event_ids->pdata[0], UUID_LEN);
}

static void
test_undo(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	char noted[UUID_LEN], moved[UUID_LEN];
	g_autoptr(Ticket) ticket = NULL;

	store_fixture_init(&f, 1);
	id = store_fixture_log(&f, HANDLER);
	note(&f, id, noted);
	move(&f, id, "investigating", moved);
	store_fixture_save(&f, undo_act(&f, HANDLER, id, noted));
	compare(&f, id);
	store_fixture_save(&f, undo_act(&f, HANDLER, id, moved));
	compare(&f, id);
	ticket = store_fixture_ticket(&f, id);
	g_assert_cmpint(ticket->note_count, ==, 0);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_NEW);
	store_fixture_prove(&f);
}

/* Both saw "new"; the hub numbered the other one first: ours becomes a conflict, and is kept.
 */
static void
test_conflict(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	g_autoptr(GPtrArray) events = NULL;
	g_autoptr(Ticket) before = NULL, after = NULL;
	char moved[UUID_LEN];
	const Conflict *conflict;

	store_fixture_init(&f, 2);
	id = store_fixture_log(&f, HANDLER);
	events = log_read_subject(f.store->db, id, NULL);
	for (guint i = 0; i < events->len; i++)
		store_fixture_confirm(&f, ((const Event *)events->pdata[i])->id);
	before = store_fixture_ticket(&f, id);
	move(&f, id, "waiting", moved);
	store_fixture_feed(&f, EVENT_STATUS_CHANGED, id, before->base_status,
		json_pack("{s:s, s:s}", "from", "new", "to", "reply"));
	compare(&f, id);
	after = store_fixture_ticket(&f, id);
	g_assert_cmpint(after->state, ==, TICKET_STATE_REPLY);
	g_assert_cmpint(after->conflicts->len, ==, 1);
	conflict = after->conflicts->pdata[0];
	g_assert_cmpstr(conflict->event, ==, moved);
	g_assert_cmpstr(conflict->mine, ==, "waiting");
	g_assert_cmpstr(conflict->theirs, ==, "reply");
	store_fixture_prove(&f);
}

/* What we took back had been overtaken: the undo is a named conflict and takes nothing back. */
static void
test_undo_overtaken(void)
{
	g_auto(StoreFixture) f = {0};
	g_autofree char *id = NULL;
	g_autoptr(GPtrArray) events = NULL;
	g_autoptr(Ticket) ticket = NULL;
	char moved[UUID_LEN];

	store_fixture_init(&f, 3);
	id = store_fixture_log(&f, HANDLER);
	move(&f, id, "investigating", moved);
	events = log_read_subject(f.store->db, id, NULL);
	for (guint i = 0; i < events->len; i++)
		store_fixture_confirm(&f, ((const Event *)events->pdata[i])->id);
	store_fixture_save(&f, undo_act(&f, HANDLER, id, moved));
	store_fixture_feed(&f, EVENT_STATUS_CHANGED, id, moved,
		json_pack("{s:s, s:s}", "from", "investigating", "to", "reply"));
	compare(&f, id);
	ticket = store_fixture_ticket(&f, id);
	g_assert_cmpint(ticket->state, ==, TICKET_STATE_REPLY);
	g_assert_cmpint(ticket->conflicts->len, ==, 1);
	g_assert_cmpstr(
		((const Conflict *)ticket->conflicts->pdata[0])->field, ==, "act.undone");
	store_fixture_prove(&f);
}

/* ---- random ---- */

typedef struct Walk {
	StoreFixture *f;
	GRand *dice;
	GPtrArray *tickets; /* char * */
	GPtrArray *ids;	    /* char *, of events */
	unsigned saved, refused, fed;
} Walk;

static unsigned
roll(Walk *walk, unsigned n)
{
	return (unsigned)g_rand_int_range(walk->dice, 0, (int)n);
}

static const char *
any(Walk *walk, const GPtrArray *list)
{
	return list->len > 0 ? list->pdata[roll(walk, list->len)] : NULL;
}

static const GPtrArray *
parts_named(const Ticket *ticket, const char *field)
{
	if (strcmp(field, "claim") == 0)
		return ticket->claims;
	if (strcmp(field, "promise") == 0)
		return ticket->promises;
	if (strcmp(field, "entry") == 0)
		return ticket->redress;
	/* A field may name parts of several lists. */
	if (strcmp(field, "request") == 0)
		return ticket->extensions->len > ticket->requests->len ? ticket->extensions
								      : ticket->requests;
	if (strcmp(field, "letter") == 0)
		return ticket->letters;
	return strcmp(field, "link") == 0 ? ticket->links : NULL;
}

static json_t *
random_uuid(Walk *walk, const Ticket *ticket, const char *field)
{
	const GPtrArray *parts = ticket ? parts_named(ticket, field) : NULL;
	char id[UUID_LEN];

	if (parts && parts->len > 0 && roll(walk, 4) > 0)
		return json_string(
			parts->pdata[roll(walk, parts->len)]); /* id is the first member */
	env_uuid7(&walk->f->env, id);
	return json_string(id);
}

static json_t *
random_word(Walk *walk, const char *words)
{
	g_auto(GStrv) list = g_strsplit(words, "|", -1);

	return json_string(list[roll(walk, g_strv_length(list))]);
}

static json_t *
random_line(Walk *walk, const char *field)
{
	static const char *const values[] = {"ordinary", "major", "complaint", "enquiry",
		"media, agitated", "42", "", "王小明", "C12", "a line of text", "-1",
		"regulator"};

	return json_string(strcmp(field, "number") == 0
				   ? "0571X-1"
				   : values[roll(walk, G_N_ELEMENTS(values))]);
}

static json_t *
random_ids(Walk *walk)
{
	json_t *list = json_array();

	for (unsigned i = 1 + roll(walk, 3); i > 0; i--) {
		guint last = walk->ids->len, back = roll(walk, 12) + 1;

		if (last > 0)
			json_array_append_new(list,
				json_string(walk->ids->pdata[last > back ? last - back : 0]));
	}
	return list;
}

static json_t *
random_value(Walk *walk, const Ticket *ticket, const FieldDef *field)
{
	switch (field->type) {
	case FIELD_LINE:
	case FIELD_TEXT:
		return random_line(walk, field->name);
	case FIELD_CODE:
		return json_string(roll(walk, 2) ? "C11" : "CNY");
	case FIELD_UUID:
		return random_uuid(walk, ticket, field->name);
	case FIELD_PERSON:
		return json_string(walk->f->people[roll(walk, N_STORE_PEOPLE)]);
	case FIELD_TIME:
		return json_integer(
			env_now_us(&walk->f->env) + ((int64_t)roll(walk, 5) - 3) * US_PER_HOUR);
	case FIELD_DAY:
		return json_string("2026-06-01");
	case FIELD_INT:
	case FIELD_MINOR:
		return json_integer(roll(walk, 30000));
	case FIELD_BOOL:
		return json_boolean(roll(walk, 2));
	case FIELD_ENUM:
		return random_word(walk, field->arg);
	case FIELD_SET:
		return json_pack("[o]", random_word(walk, field->arg));
	case FIELD_LINES:
		return json_pack("[s]", "one");
	case FIELD_UUIDS:
		return random_ids(walk);
	case FIELD_HASH:
		return json_string(EVENT_NO_HASH);
	case FIELD_COLUMNS:
		return json_pack("[[s, s]]", "name", "value");
	}
	return json_null();
}

static json_t *
random_payload(Walk *walk, const Ticket *ticket, EventKind kind)
{
	const KindDef *def = event_kind_def(kind);
	json_t *payload = json_object();

	for (unsigned i = 0; i < def->n_fields; i++)
		if (def->fields[i].need || roll(walk, 2))
			json_object_set_new(payload, def->fields[i].name,
				random_value(walk, ticket, &def->fields[i]));
	return payload;
}

static EventKind
random_kind(Walk *walk)
{
	for (;;) {
		EventKind kind = (EventKind)roll(walk, N_EVENT_KINDS);

		if (event_kind_def(kind)->subject == SUBJECT_TICKET &&
			kind != EVENT_DATA_ERASED && kind != EVENT_COMPLAINT_LOGGED &&
			kind != EVENT_COMPLAINT_ARCHIVED && kind != EVENT_SOURCE_KEPT &&
			(kind != EVENT_TICKET_VOIDED || roll(walk, 8) == 0) &&
			(kind != EVENT_TICKET_WITHDRAWN || roll(walk, 8) == 0))
			return kind;
	}
}

static const char *
random_base(Walk *walk, Ticket *ticket, EventKind kind, const json_t *payload)
{
	const char *guard = ticket_guard(ticket, kind, payload);

	if (!guard)
		return NULL;
	return roll(walk, 4) ? guard : any(walk, walk->ids);
}

static void
do_act(Walk *walk, const char *id)
{
	Act *act = store_fixture_act(walk->f, (int)roll(walk, 5));
	g_autoptr(Ticket) ticket = store_fixture_ticket(walk->f, id);
	g_autoptr(ActResult) result = NULL;

	for (unsigned i = 1 + roll(walk, 3) / 2; i > 0; i--) {
		EventKind kind = random_kind(walk);
		ActEvent *event;

		act_add(act, kind, id);
		event = act->events->pdata[act->events->len - 1];
		json_decref(event->payload);
		event->payload = random_payload(walk, ticket, kind);
		if (ticket_guard(ticket, kind, event->payload))
			act_base(act, random_base(walk, ticket, kind, event->payload));
	}
	if (roll(walk, 3) == 0)
		g_strlcpy(act->second, walk->f->people[roll(walk, 5)], UUID_LEN);
	result = store_fixture_apply(walk->f, act);
	walk->saved += result->outcome == ACT_SAVED;
	walk->refused += result->outcome == ACT_REFUSED;
	g_assert_cmpint(result->outcome, !=, ACT_FAILED);
	for (guint i = 0; i < result->event_ids->len; i++)
		g_ptr_array_add(walk->ids, g_strdup(result->event_ids->pdata[i]));
}

/* What the other device did without having seen ours; a hub does not judge it again. */
static void
do_feed(Walk *walk, const char *id)
{
	g_autoptr(Ticket) ticket = store_fixture_ticket(walk->f, id);
	EventKind kind = random_kind(walk);
	json_t *payload = random_payload(walk, ticket, kind);
	g_autofree char *base = g_strdup(random_base(walk, ticket, kind, payload));

	if (!event_check_payload(kind, payload, NULL, NULL)) {
		json_decref(payload);
		return;
	}
	store_fixture_feed(walk->f, kind, id, base, payload);
	walk->fed++;
}

/* The hub confirms some of what is pending, in our order. */
static void
do_confirm(Walk *walk, const char *id)
{
	g_autoptr(GPtrArray) events = log_read_subject(walk->f->store->db, id, NULL);
	unsigned left = roll(walk, 6);

	for (guint i = 0; i < events->len && left > 0; i++) {
		const Event *event = events->pdata[i];

		if (event->confirmed)
			continue;
		store_fixture_confirm(walk->f, event->id);
		left--;
	}
	g_assert_true(project_subject(
		walk->f->store->db, walk->f->reference, SUBJECT_TICKET, id, NULL));
}

static void
walk_once(Walk *walk)
{
	g_autofree char *id = store_fixture_log(walk->f, (int)roll(walk, 3));

	g_ptr_array_set_size(walk->ids, 0);
	for (int i = 0; i < ACTS_A_SEED; i++) {
		switch (roll(walk, 8)) {
		case 0:
			do_feed(walk, id);
			break;
		case 1:
			do_confirm(walk, id);
			break;
		default:
			do_act(walk, id);
			break;
		}
		compare(walk->f, id);
	}
}

static void
test_random(void)
{
	g_auto(StoreFixture) f = {0};
	unsigned seeds = g_getenv("AMENDS_LONG") ? 5000 : 200;
	Walk walk = {.f = &f};

	store_fixture_init(&f, 4);
	g_assert_true(db_exec(f.store->db, "PRAGMA synchronous = OFF", NULL));
	walk.ids = g_ptr_array_new_with_free_func(g_free);
	for (unsigned seed = 0; seed < seeds; seed++) {
		g_test_message("seed %u", seed);
		walk.dice = g_rand_new_with_seed(seed);
		walk_once(&walk);
		g_rand_free(walk.dice);
	}
	g_test_message("%u saved, %u refused, %u fed", walk.saved, walk.refused, walk.fed);
	g_assert_cmpuint(walk.saved, >, seeds * 2);
	g_assert_cmpuint(walk.refused, >, seeds * 2);
	g_ptr_array_unref(walk.ids);
	store_fixture_prove(&f);
}

/* A kind about tickets that the reducer does not know would be lost without a word. */
static void
test_every_kind(void)
{
	for (int kind = 0; kind < N_EVENT_KINDS; kind++)
		if (event_kind_def((EventKind)kind)->subject == SUBJECT_TICKET)
			g_assert_true(ticket_has_effect((EventKind)kind));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fold/every-kind", test_every_kind);
	g_test_add_func("/fold/undo", test_undo);
	g_test_add_func("/fold/conflict", test_conflict);
	g_test_add_func("/fold/undo-overtaken", test_undo_overtaken);
	g_test_add_func("/fold/random", test_random);
	return g_test_run();
}
