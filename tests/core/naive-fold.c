/* See naive-fold.h. */
#include "config.h"

#include "tests/core/naive-fold.h"

#include <string.h>

#include "core/ticket-fields.h"

#define STATES "new|investigating|waiting|reply|told|closed|withdrawn|void|archive"
#define FLAGS  "vulnerable|media|regulator|agitated"
#define CLOSED 5

typedef struct Naive {
	json_t *t;	 /* the ticket */
	json_t *effects; /* of this pass */
	json_t *gone;	 /* event id -> true: taken back */
	json_t *undos;	 /* event id -> true: undos that took effect */
	const GPtrArray *sorted;
	char group[UUID_LEN], second[UUID_LEN];
} Naive;

/* Payload field -> ticket field, copied where the event applies; absent becomes "". */
static const struct {
	EventKind kind;
	const char *from, *to;
} copies[] = {
	{EVENT_STATUS_CHANGED, NULL, NULL},
	{EVENT_OWNER_ACCEPTED, "person", "owner"},
	{EVENT_OWNER_ASKED, "person", "asked"},
	{EVENT_CATEGORY_CHANGED, "channel", "channel"},
	{EVENT_CATEGORY_CHANGED, "business", "business"},
	{EVENT_CATEGORY_CHANGED, "reason", "reason"},
	{EVENT_CATEGORY_CHANGED, "class", "class"},
	{EVENT_CAUSE_SET, "cause", "cause"},
	{EVENT_CAUSE_SET, "text", "cause_text"},
	{EVENT_CAUSE_SET, "disclosure", "disclosure"},
	{EVENT_ENDING_SET, "ending", "ending"},
	{EVENT_CUSTOMER_TOLD, "how", "told_how"},
	{EVENT_CUSTOMER_TOLD, "text", "told_text"},
	{EVENT_CUSTOMER_TOLD, "evidence", "evidence"},
	{EVENT_REACTION_RECORDED, "matter", "matter"},
	{EVENT_REACTION_RECORDED, "treatment", "treatment"},
	{EVENT_REACTION_RECORDED, "words", "words"},
	{EVENT_REACTION_RECORDED, "asked_by", "asked_by"},
	{EVENT_AGREEMENT_RECORDED, "agreed", "agreed"},
	{EVENT_AFTERCARE_PLANNED, "day", "aftercare_day"},
	{EVENT_SOURCE_KEPT, "source", "source"},
	{EVENT_SOURCE_KEPT, "source_key", "source_key"},
	{EVENT_SOURCE_KEPT, "source_id", "source_id"},
	{EVENT_SOURCE_KEPT, "columns_kinds", "columns_kinds"},
	{EVENT_SOURCE_KEPT, "columns_file", "columns_file"},
};

/* Of intake: the same name on both sides. */
static const char *const begun[] = {"number", "branch", "zone", "channel", "business", "reason",
	"class", "subject", "text", "complainant", "phone", "account_tail", "outside_ref"};
static const char *const logged[] = {"callback", "agent", "authority", "complained_branch",
	"complained_department", "complained_person", "complained_person_id", "currency",
	"outside_due", "recording", "told_beforehand", "policy", "policy_version", "calendar",
	"calendar_version"};

static const char *
str(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static int64_t
num(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void
put_str(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, json_string(value));
}

static void
put_num(json_t *object, const char *key, int64_t value)
{
	json_object_set_new(object, key, json_integer(value));
}

static void
put_bool(json_t *object, const char *key, bool value)
{
	json_object_set_new(object, key, json_boolean(value));
}

static int
place(const char *words, const char *word)
{
	g_auto(GStrv) list = g_strsplit(words, "|", -1);

	for (int i = 0; list[i]; i++)
		if (strcmp(list[i], word) == 0)
			return i;
	return -1;
}

static json_t *
list_of(Naive *n, const char *name)
{
	return json_object_get(n->t, name);
}

/* The part of list `name` whose id is `id`, or NULL. */
static json_t *
part(Naive *n, const char *name, const char *id)
{
	size_t i;
	json_t *item;

	json_array_foreach(
		list_of(n, name), i, item) if (strcmp(str(item, "id"), id) == 0) return item;
	return NULL;
}

static int64_t
wall_us(const char *hlc)
{
	return (int64_t)(g_ascii_strtoull(hlc, NULL, 16) >> 16) * 1000;
}

/* ---- guards: where the base of a guarded kind is kept ---- */

static json_t *
guard_home(Naive *n, const Event *e, const char **key)
{
	json_t *claim;

	switch (event_kind_def(e->kind)->guard) {
	case GUARD_STATUS:
		*key = "base_status";
		return n->t;
	case GUARD_OWNER:
		*key = "base_owner";
		return n->t;
	case GUARD_CATEGORY:
		*key = e->kind == EVENT_CAUSE_SET ? "base_cause" : "base_category";
		return n->t;
	case GUARD_REDRESS:
		*key = "base_redress";
		return n->t;
	case GUARD_OUTCOME:
		*key = "answer_event";
		if (e->kind == EVENT_CLAIM_ANSWERED)
			return claim = part(n, "claims", str(e->payload, "claim")), claim;
		*key = "base_ending";
		return n->t;
	case GUARD_NONE:
	case N_GUARDS:
		break;
	}
	return NULL;
}

static int64_t
redress_sum(Naive *n)
{
	int64_t sum = 0;
	size_t i;
	json_t *entry;

	json_array_foreach(list_of(n, "redress"), i, entry) sum +=
		json_is_true(json_object_get(entry, "reversed")) ? 0 : num(entry, "minor");
	return sum;
}

static char *
dup_theirs(Naive *n, const Event *e)
{
	static const char *const answers[] = {
		"", "upheld", "partly", "not_upheld", "not_handled"};
	g_auto(GStrv) states = g_strsplit(STATES, "|", -1);

	switch (event_kind_def(e->kind)->guard) {
	case GUARD_STATUS:
		return g_strdup(states[num(n->t, "state")]);
	case GUARD_OWNER:
		return g_strdup(str(n->t, "owner"));
	case GUARD_CATEGORY:
		return g_strdup(str(n->t, e->kind == EVENT_CAUSE_SET ? "cause" : "reason"));
	case GUARD_REDRESS:
		return g_strdup_printf("%" PRId64, redress_sum(n));
	case GUARD_OUTCOME:
		if (e->kind == EVENT_ENDING_SET)
			return g_strdup(str(n->t, "ending"));
		return g_strdup(
			answers[num(part(n, "claims", str(e->payload, "claim")), "outcome")]);
	case GUARD_NONE:
	case N_GUARDS:
		break;
	}
	return g_strdup("");
}

static char *
dup_mine(const Event *e)
{
	switch ((int)e->kind) {
	case EVENT_STATUS_CHANGED:
		return g_strdup(str(e->payload, "to"));
	case EVENT_OWNER_ACCEPTED:
		return g_strdup(str(e->payload, "person"));
	case EVENT_CAUSE_SET:
		return g_strdup(str(e->payload, "cause"));
	case EVENT_CATEGORY_CHANGED:
	case EVENT_REDRESS_REVERSED:
	case EVENT_TICKET_VOIDED:
		return g_strdup(str(e->payload, "reason"));
	case EVENT_REDRESS_ENTERED:
		return g_strdup_printf("%" PRId64, num(e->payload, "minor"));
	case EVENT_CLAIM_ANSWERED:
		return g_strdup(str(e->payload, "outcome"));
	case EVENT_ENDING_SET:
		return g_strdup(str(e->payload, "ending"));
	case EVENT_ACT_UNDONE:
		if (str(e->payload, "reason")[0])
			return g_strdup(str(e->payload, "reason"));
		break;
	default:
		break;
	}
	return g_strdup(e->kind_name);
}

static const char *
conflict(Naive *n, const Event *e)
{
	g_autofree char *mine = dup_mine(e), *theirs = dup_theirs(n, e);

	json_array_append_new(list_of(n, "conflicts"),
		json_pack("{s:s, s:s, s:s, s:s}", "event", e->id, "field", e->kind_name, "mine",
			mine, "theirs", theirs));
	return "conflict";
}

/* ---- what each kind does ---- */

static void
begin(Naive *n, const Event *e)
{
	put_str(n->t, "id", e->subject);
	for (unsigned i = 0; i < G_N_ELEMENTS(begun); i++)
		put_str(n->t, begun[i], str(e->payload, begun[i]));
	put_num(n->t, "counter", num(e->payload, "counter"));
	put_num(n->t, "received_us", num(e->payload, "received"));
	put_num(n->t, "entered_us", num(e->payload, "entered"));
	put_str(n->t, "logged_by", e->actor);
	put_str(n->t, "base_status", e->id);
	put_str(n->t, "base_category", e->id);
}

static int
bits(const json_t *words)
{
	int flags = 0;
	size_t i;
	json_t *word;

	json_array_foreach((json_t *)words, i, word) flags |=
		1 << place(FLAGS, json_string_value(word));
	return flags;
}

static void
log_complaint(Naive *n, const Event *e)
{
	size_t i;
	json_t *name;

	begin(n, e);
	for (unsigned k = 0; k < G_N_ELEMENTS(logged); k++)
		put_str(n->t, logged[k], str(e->payload, logged[k]));
	json_array_foreach(json_object_get(e->payload, "representatives"), i, name)
		json_array_append_new(
			list_of(n, "representatives"), json_pack("{s:O}", "name", name));
	put_num(n->t, "people", MAX(1, num(e->payload, "people")));
	put_num(n->t, "flags", bits(json_object_get(e->payload, "flags")));
	put_num(n->t, "amount_minor", num(e->payload, "amount"));
	put_num(n->t, "contact_kind",
		place("complaint|enquiry|suggestion|report|petition",
			str(e->payload, "contact_kind")));
	put_num(n->t, "level", place("ordinary|important|major", str(e->payload, "level")));
	put_bool(n->t, "restricted", json_is_true(json_object_get(e->payload, "restricted")));
	put_str(n->t, "base_owner", e->id);
	if (strcmp(str(n->t, "complained_person_id"), e->actor) != 0)
		put_str(n->t, "owner", e->actor);
}

static const char *
change_fact(Naive *n, const Event *e)
{
	static const char texts[] = "subject|complainant|phone|callback|account_tail|agent|"
				    "authority|complained_branch|"
				    "complained_department|complained_person|outside_ref|"
				    "outside_due|recording|told_beforehand";
	const char *field = str(e->payload, "field"), *value = str(e->payload, "value");
	g_auto(GStrv) words = g_strsplit(value, ",", -1);
	int at = -1, flags = 0;

	if (place(texts, field) >= 0) {
		put_str(n->t, field, value);
		return "applied";
	}
	if (strcmp(field, "people") == 0 || strcmp(field, "amount") == 0) {
		put_num(n->t, field[0] == 'p' ? "people" : "amount_minor",
			g_ascii_strtoll(value, NULL, 10));
		return "applied";
	}
	for (char **word = words; *word; word++)
		if ((at = place(FLAGS, g_strstrip(*word))) >= 0)
			flags |= 1 << at;
	if (strcmp(field, "flags") == 0) {
		put_num(n->t, "flags", flags);
		return "applied";
	}
	at = place(field[0] == 'l' ? "ordinary|important|major"
				   : "complaint|enquiry|suggestion|report|petition",
		value);
	if (at < 0)
		return "ignored";
	put_num(n->t, field, at);
	return "applied";
}

static void
add_contact(Naive *n, const Event *e)
{
	bool out = strcmp(str(e->payload, "direction"), "out") == 0;
	bool reached = strcmp(str(e->payload, "reached"), "reached") == 0;

	json_array_append_new(list_of(n, "contacts"),
		json_pack("{s:s, s:b, s:b, s:I}", "how", str(e->payload, "how"), "outward", out,
			"reached", reached, "at_us", (json_int_t)num(e->payload, "at")));
	if (out && reached && !num(n->t, "first_contact_us"))
		put_num(n->t, "first_contact_us", num(e->payload, "at"));
}

static void
change_status(Naive *n, const Event *e)
{
	int to = place(STATES, str(e->payload, "to"));

	if (to < CLOSED && num(n->t, "state") >= CLOSED) {
		put_num(n->t, "reopen_count", num(n->t, "reopen_count") + 1);
		put_num(n->t, "closed_us", 0);
		put_num(n->t, "told_us", 0);
		put_str(n->t, "agreed", "");
	}
	if (to == CLOSED)
		put_num(n->t, "closed_us", wall_us(e->hlc));
	put_num(n->t, "state", to);
}

static void
end(Naive *n, const Event *e, int state)
{
	put_num(n->t, "state", state);
	put_num(n->t, "closed_us", wall_us(e->hlc));
	if (state == 6)
		put_str(n->t, "ending", "withdrawn");
}

static void
enter_redress(Naive *n, const Event *e)
{
	const json_t *p = e->payload;
	bool under = e->group[0] && strcmp(e->group, n->group) == 0;

	json_array_append_new(list_of(n, "redress"),
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:b, s:s, s:s}", "id",
			str(p, "entry"), "kind", str(p, "kind"), "currency", str(p, "currency"),
			"text", str(p, "text"), "voucher", str(p, "voucher"), "paid",
			str(p, "paid"), "claim", str(p, "claim"), "minor",
			(json_int_t)num(p, "minor"), "reversed", 0, "entered_by", e->actor,
			"approved_by", under ? n->second : ""));
}

/* Kinds that change a part made earlier; ignored where there is none. */
static const char *
change_part(Naive *n, const Event *e)
{
	const json_t *p = e->payload;
	json_t *found;

	switch ((int)e->kind) {
	case EVENT_PROMISE_SETTLED:
		if ((found = part(n, "promises", str(p, "promise"))))
			put_str(found, "result", str(p, "result"));
		break;
	case EVENT_REDRESS_REVERSED:
		if ((found = part(n, "redress", str(p, "entry"))))
			put_bool(found, "reversed", true);
		break;
	case EVENT_REDRESS_PAID:
		if ((found = part(n, "redress", str(p, "entry")))) {
			put_str(found, "paid", str(p, "paid"));
			put_str(found, "voucher", str(p, "voucher"));
		}
		break;
	case EVENT_CLAIM_ANSWERED:
		if ((found = part(n, "claims", str(p, "claim")))) {
			put_num(found, "outcome",
				1 + place("upheld|partly|not_upheld|not_handled",
					    str(p, "outcome")));
			put_str(found, "reason", str(p, "reason"));
		}
		break;
	default: /* EVENT_LINK_REMOVED */
		found = part(n, "links", str(p, "link"));
		for (size_t i = 0; found && i < json_array_size(list_of(n, "links")); i++)
			if (json_array_get(list_of(n, "links"), i) == found) {
				json_array_remove(list_of(n, "links"), i);
				break;
			}
		break;
	}
	return found ? "applied" : "ignored";
}

static void
add_part(Naive *n, const Event *e)
{
	const json_t *p = e->payload;

	switch ((int)e->kind) {
	case EVENT_CLAIM_ADDED:
		json_array_append_new(list_of(n, "claims"),
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:i, s:s}", "id",
				str(p, "claim"), "kind", str(p, "kind"), "text", str(p, "text"),
				"currency", str(p, "currency"), "reason", "", "amount_minor",
				(json_int_t)num(p, "amount"), "outcome", 0, "answer_event",
				""));
		break;
	case EVENT_PROMISE_MADE:
		json_array_append_new(list_of(n, "promises"),
			json_pack("{s:s, s:s, s:s, s:I, s:s}", "id", str(p, "promise"), "what",
				str(p, "what"), "result", "", "by_us", (json_int_t)num(p, "by"),
				"made_by", e->actor));
		break;
	case EVENT_LINK_ADDED:
		json_array_append_new(list_of(n, "links"),
			json_pack("{s:s, s:s, s:s, s:s}", "id", str(p, "link"), "to",
				str(p, "to"), "number", str(p, "number"), "relation",
				str(p, "relation")));
		break;
	default: /* EVENT_FILE_ATTACHED */
		json_array_append_new(list_of(n, "files"),
			json_pack("{s:s, s:s, s:I}", "name", str(p, "name"), "sha256",
				str(p, "sha256"), "size", (json_int_t)num(p, "size")));
		break;
	}
}

/* What is more than copying fields. */
static const char *
do_special(Naive *n, const Event *e)
{
	const json_t *p = e->payload;

	switch ((int)e->kind) {
	case EVENT_COMPLAINT_LOGGED:
		log_complaint(n, e);
		break;
	case EVENT_COMPLAINT_ARCHIVED:
		begin(n, e);
		put_bool(n->t, "archive", true);
		put_num(n->t, "state", 8);
		if (json_object_get(p, "contact_kind"))
			put_num(n->t, "contact_kind",
				place("complaint|enquiry|suggestion|report|petition",
					str(p, "contact_kind")));
		break;
	case EVENT_FACT_CHANGED:
		return change_fact(n, e);
	case EVENT_CLAIM_ADDED:
	case EVENT_PROMISE_MADE:
	case EVENT_LINK_ADDED:
	case EVENT_FILE_ATTACHED:
		add_part(n, e);
		break;
	case EVENT_PROMISE_SETTLED:
	case EVENT_REDRESS_REVERSED:
	case EVENT_REDRESS_PAID:
	case EVENT_CLAIM_ANSWERED:
	case EVENT_LINK_REMOVED:
		return change_part(n, e);
	case EVENT_REDRESS_ENTERED:
		enter_redress(n, e);
		break;
	case EVENT_RECEIPT_GIVEN:
		if (strcmp(str(p, "paper"), "registration") == 0)
			put_bool(n->t, "receipt_given", true);
		break;
	case EVENT_NOTE_ADDED:
		put_num(n->t, "note_count", num(n->t, "note_count") + 1);
		break;
	case EVENT_CONTACT_ADDED:
		add_contact(n, e);
		break;
	case EVENT_STATUS_CHANGED:
		change_status(n, e);
		break;
	case EVENT_OWNER_ACCEPTED:
	case EVENT_OWNER_DECLINED:
		put_str(n->t, "asked", "");
		break;
	case EVENT_CUSTOMER_TOLD:
		put_num(n->t, "told_us", num(p, "at"));
		put_bool(n->t, "rights_read", json_is_true(json_object_get(p, "rights")));
		break;
	case EVENT_REACTION_RECORDED:
		put_bool(n->t, "self_asked", json_is_true(json_object_get(p, "self_asked")));
		break;
	case EVENT_AGREEMENT_RECORDED:
		put_num(n->t, "attempts", num(p, "attempts"));
		break;
	case EVENT_TICKET_VOIDED:
		end(n, e, 7);
		break;
	case EVENT_TICKET_WITHDRAWN:
		end(n, e, 6);
		break;
	case EVENT_ACT_AUTHORISED:
		g_strlcpy(n->group, e->group, UUID_LEN);
		g_strlcpy(n->second, str(p, "person"), UUID_LEN);
		break;
	case EVENT_DATA_ERASED:
		put_bool(n->t, "erased", true);
		break;
	default:
		break;
	}
	return "applied";
}

static void
touch(Naive *n, const Event *e)
{
	put_num(n->t, "updated_us", MAX(num(n->t, "updated_us"), wall_us(e->eff_hlc)));
}

static const char *
apply(Naive *n, const Event *e)
{
	const char *key = NULL, *effect;
	json_t *home;
	bool was_ended;

	if (e->kind == EVENT_UNKNOWN) {
		if (e->crit)
			put_bool(n->t, "newer", true);
		return "ignored";
	}
	if (!e->payload || event_kind_def(e->kind)->subject != SUBJECT_TICKET)
		return "ignored";
	home = guard_home(n, e, &key);
	if (home && strcmp(str(home, key), e->base) != 0)
		return conflict(n, e);
	was_ended = num(n->t, "state") >= CLOSED;
	effect = do_special(n, e);
	if (strcmp(effect, "applied") == 0)
		effect = naive_do_clock(n->t, e);
	if (strcmp(effect, "applied") != 0)
		return effect;
	naive_keep_fact(n->t, e, was_ended,
		e->group[0] && strcmp(e->group, n->group) == 0 && n->second[0]);
	for (unsigned i = 0; i < G_N_ELEMENTS(copies); i++)
		if (copies[i].kind == e->kind && copies[i].from)
			put_str(n->t, copies[i].to, str(e->payload, copies[i].from));
	if (home)
		put_str(home, key, e->id);
	if (e->kind != EVENT_DATA_SEEN)
		touch(n, e);
	return effect;
}

/* ---- undoing ---- */

static const Event *
event_with(const Naive *n, const char *id)
{
	for (guint i = 0; i < n->sorted->len; i++)
		if (strcmp(((const Event *)n->sorted->pdata[i])->id, id) == 0)
			return n->sorted->pdata[i];
	return NULL;
}

/* Everything named stands, and nothing later stands on a guarded field of it. */
static bool
undo_stands(Naive *n, const Event *undo)
{
	json_t *named = json_object_get(undo->payload, "undoes"), *id, *other, *home;
	const char *key, *now;
	size_t i, j;

	json_array_foreach(named, i, id)
	{
		const Event *e = event_with(n, json_string_value(id));
		bool ours = false;

		if (!e || !e->payload || e->kind == EVENT_UNKNOWN ||
			json_object_get(n->gone, e->id) || e->kind == EVENT_ACT_UNDONE ||
			e->kind == EVENT_DATA_ERASED)
			return false;
		home = guard_home(n, e, &key);
		if (!home)
			continue;
		now = str(home, key);
		json_array_foreach(named, j, other) ours |=
			strcmp(json_string_value(other), now) == 0;
		if (!ours)
			return false;
	}
	return true;
}

static json_t *
blank(void)
{
	g_autoptr(Ticket) nothing = ticket_new();
	json_t *ticket = part_to_json(&ticket_part, nothing, true);

	return ticket;
}

static bool
pass(Naive *n, const json_t *baseline)
{
	json_decref(n->t);
	json_decref(n->effects);
	n->t = blank();
	if (baseline) {
		json_t *deep = json_deep_copy(baseline);

		json_object_update(n->t, deep);
		json_decref(deep);
	}
	n->effects = json_object();
	n->group[0] = n->second[0] = '\0';
	for (guint i = 0; i < n->sorted->len; i++) {
		const Event *e = n->sorted->pdata[i];
		const char *effect = "ignored";

		if (json_object_get(n->gone, e->id)) {
			/* as if it had never been */
		} else if (e->kind != EVENT_ACT_UNDONE || !e->payload) {
			effect = apply(n, e);
		} else if (json_object_get(n->undos, e->id)) {
			effect = "applied";
			touch(n, e);
		} else if (undo_stands(n, e)) {
			size_t k;
			json_t *id;

			json_object_set_new(n->undos, e->id, json_true());
			json_array_foreach(json_object_get(e->payload, "undoes"), k, id)
				json_object_set_new(
					n->gone, json_string_value(id), json_true());
			return false; /* once more from the beginning */
		} else {
			effect = conflict(n, e);
		}
		json_object_set_new(n->effects, e->id, json_string(effect));
	}
	return true;
}

static int
by_order(const void *pa, const void *pb)
{
	const Event *a = *(const Event *const *)pa, *b = *(const Event *const *)pb;
	int by;

	if (a->confirmed != b->confirmed)
		return a->confirmed ? -1 : 1;
	if (a->confirmed)
		return a->number < b->number ? -1 : a->number > b->number;
	if ((by = strcmp(a->eff_hlc, b->eff_hlc)) || (by = strcmp(a->device, b->device)))
		return by;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

json_t *
naive_fold(const GPtrArray *events, const json_t *baseline, json_t **ret_effects)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_copy((GPtrArray *)events, NULL, NULL);
	Naive n = {.gone = json_object(), .undos = json_object(), .sorted = sorted};

	g_ptr_array_set_free_func(sorted, NULL);
	g_ptr_array_sort(sorted, by_order);
	while (!pass(&n, baseline))
		;
	json_decref(n.gone);
	json_decref(n.undos);
	if (ret_effects)
		*ret_effects = n.effects;
	else
		json_decref(n.effects);
	return n.t;
}
