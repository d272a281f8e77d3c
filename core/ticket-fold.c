/*
 * The reducer. See ticket-fold.h. One function a kind of event, one switch
 * that the compiler keeps complete.
 */
#include "config.h"

#include "core/ticket-fold.h"

#include "core/ticket-fields.h"

#define STATE_WORDS "new|investigating|waiting|reply|told|closed|withdrawn|void|archive"

int
word_index(const char *words, const char *word)
{
	size_t len = word ? strlen(word) : 0;
	int at = 0;

	if (len == 0)
		return -1;
	for (const char *w = words; w; at++) {
		const char *bar = strchrnul(w, '|');

		if ((size_t)(bar - w) == len && memcmp(w, word, len) == 0)
			return at;
		w = *bar ? bar + 1 : NULL;
	}
	return -1;
}

const char *
ticket_state_name(TicketState state)
{
	static const char *const names[N_TICKET_STATES] = {"new", "investigating", "waiting",
		"reply", "told", "closed", "withdrawn", "void", "archive"};

	return names[state];
}

bool
ticket_state_from_name(const char *name, TicketState *ret)
{
	int at = word_index(STATE_WORDS, name);

	if (at >= 0)
		*ret = (TicketState)at;
	return at >= 0;
}

/* ---- reading a payload ---- */

static const char *
text_of(const Event *event, const char *field)
{
	const char *value = json_string_value(json_object_get(event->payload, field));

	return value ? value : "";
}

static int64_t
int_of(const Event *event, const char *field)
{
	return json_integer_value(json_object_get(event->payload, field));
}

static bool
bool_of(const Event *event, const char *field)
{
	return json_is_true(json_object_get(event->payload, field));
}

static void
take_text(char **slot, const Event *event, const char *field)
{
	slot_set(slot, text_of(event, field));
}

static void
take_id(char *slot, const Event *event, const char *field)
{
	g_strlcpy(slot, text_of(event, field), UUID_LEN);
}

static unsigned
flags_of(const json_t *set)
{
	unsigned flags = 0;
	size_t i;
	json_t *word;

	json_array_foreach((json_t *)set, i, word)
	{
		int at = word_index("vulnerable|media|regulator|agitated", json_string_value(word));

		if (at >= 0)
			flags |= 1u << at;
	}
	return flags;
}

/* ---- intake ---- */

static void
begin(Ticket *ticket, const Event *event)
{
	g_strlcpy(ticket->id, event->subject, UUID_LEN);
	take_text(&ticket->number, event, "number");
	ticket->counter = int_of(event, "counter");
	ticket->received_us = int_of(event, "received");
	ticket->entered_us = int_of(event, "entered");
	take_text(&ticket->branch, event, "branch");
	take_text(&ticket->zone, event, "zone");
	take_text(&ticket->channel, event, "channel");
	take_text(&ticket->business, event, "business");
	take_text(&ticket->reason, event, "reason");
	take_text(&ticket->class, event, "class");
	take_text(&ticket->subject, event, "subject");
	take_text(&ticket->text, event, "text");
	take_text(&ticket->complainant, event, "complainant");
	take_text(&ticket->phone, event, "phone");
	take_text(&ticket->account_tail, event, "account_tail");
	take_text(&ticket->outside_ref, event, "outside_ref");
	g_strlcpy(ticket->logged_by, event->actor, UUID_LEN);
	g_strlcpy(ticket->base_status, event->id, UUID_LEN);
	g_strlcpy(ticket->base_category, event->id, UUID_LEN);
}

static void
apply_other_party(Ticket *ticket, const Event *event)
{
	size_t i;
	json_t *name;

	take_text(&ticket->callback, event, "callback");
	take_text(&ticket->agent, event, "agent");
	take_text(&ticket->authority, event, "authority");
	ticket->people = MAX(int_of(event, "people"), 1);
	json_array_foreach(json_object_get(event->payload, "representatives"), i, name)
	{
		char **slot = part_append(ticket->representatives, &name_part);

		slot_set(slot, json_string_value(name));
	}
	take_text(&ticket->complained_branch, event, "complained_branch");
	take_text(&ticket->complained_department, event, "complained_department");
	take_text(&ticket->complained_person, event, "complained_person");
	take_id(ticket->complained_person_id, event, "complained_person_id");
	ticket->flags = flags_of(json_object_get(event->payload, "flags"));
	ticket->amount_minor = int_of(event, "amount");
	take_text(&ticket->currency, event, "currency");
	take_text(&ticket->outside_due, event, "outside_due");
	take_text(&ticket->recording, event, "recording");
	take_text(&ticket->told_beforehand, event, "told_beforehand");
}

static void
apply_logged(Ticket *ticket, const Event *event)
{
	begin(ticket, event);
	apply_other_party(ticket, event);
	ticket->contact_kind = (ContactKind)word_index(
		"complaint|enquiry|suggestion|report|petition", text_of(event, "contact_kind"));
	ticket->level = (Level)word_index("ordinary|important|major", text_of(event, "level"));
	ticket->restricted = bool_of(event, "restricted");
	take_text(&ticket->policy, event, "policy");
	take_text(&ticket->policy_version, event, "policy_version");
	take_text(&ticket->calendar, event, "calendar");
	take_text(&ticket->calendar_version, event, "calendar_version");
	/* Who is asked first answers for it until another accepts (DOMAIN 1.3), unless it is about them. */
	if (strcmp(ticket->complained_person_id, event->actor) != 0)
		g_strlcpy(ticket->owner, event->actor, UUID_LEN);
	g_strlcpy(ticket->base_owner, event->id, UUID_LEN);
}

static void
apply_archived(Ticket *ticket, const Event *event)
{
	begin(ticket, event);
	ticket->archive = true;
	ticket->state = TICKET_STATE_ARCHIVE;
}

static void
apply_source(Ticket *ticket, const Event *event)
{
	size_t i;
	json_t *pair;

	take_text(&ticket->source, event, "source");
	take_text(&ticket->source_key, event, "source_key");
	take_text(&ticket->source_id, event, "source_id");
	json_array_foreach(json_object_get(event->payload, "columns"), i, pair)
	{
		SourceColumn *column = part_append(ticket->columns, &column_part);
		const char *raw = json_string_value(json_array_get(pair, 2));

		slot_set(&column->name, json_string_value(json_array_get(pair, 0)));
		slot_set(&column->value, json_string_value(json_array_get(pair, 1)));
		if (raw) {
			gsize len;
			guchar *bytes = g_base64_decode(raw, &len);

			column->raw = g_bytes_new_take(bytes, len);
		}
	}
}

static void
apply_claim(Ticket *ticket, const Event *event)
{
	Claim *claim = part_append(ticket->claims, &claim_part);

	take_id(claim->id, event, "claim");
	take_text(&claim->kind, event, "kind");
	take_text(&claim->text, event, "text");
	claim->amount_minor = int_of(event, "amount");
	take_text(&claim->currency, event, "currency");
}

/* ---- handling ---- */

static void
apply_contact(Ticket *ticket, const Event *event)
{
	Contact *contact = part_append(ticket->contacts, &contact_part);

	take_text(&contact->how, event, "how");
	contact->outward = strcmp(text_of(event, "direction"), "out") == 0;
	contact->reached = strcmp(text_of(event, "reached"), "reached") == 0;
	contact->at_us = int_of(event, "at");
	if (contact->outward && contact->reached && !ticket->first_contact_us)
		ticket->first_contact_us = contact->at_us;
}

static void
apply_promise(Ticket *ticket, const Event *event)
{
	Promise *promise = part_append(ticket->promises, &promise_part);

	take_id(promise->id, event, "promise");
	take_text(&promise->what, event, "what");
	promise->by_us = int_of(event, "by");
	g_strlcpy(promise->made_by, event->actor, UUID_LEN);
}

static FoldEffect
apply_promise_settled(Ticket *ticket, const Event *event)
{
	for (guint i = 0; i < ticket->promises->len; i++) {
		Promise *promise = ticket->promises->pdata[i];

		if (strcmp(promise->id, text_of(event, "promise")) == 0) {
			take_text(&promise->result, event, "result");
			return FOLD_APPLIED;
		}
	}
	return FOLD_IGNORED;
}

static void
apply_status(Ticket *ticket, const Event *event)
{
	TicketState to = ticket->state;

	ticket_state_from_name(text_of(event, "to"), &to);
	if (to < TICKET_STATE_CLOSED && ticket->state >= TICKET_STATE_CLOSED) {
		ticket->reopen_count++;
		ticket->closed_us = 0;
		slot_set(&ticket->agreed, "");
	}
	if (to == TICKET_STATE_CLOSED)
		ticket->closed_us = event_hlc_us(event->hlc);
	ticket->state = to;
}

static void
apply_owner(Ticket *ticket, const Event *event)
{
	take_id(ticket->owner, event, "person");
	ticket->asked[0] = '\0';
}

static void
apply_category(Ticket *ticket, const Event *event)
{
	take_text(&ticket->channel, event, "channel");
	take_text(&ticket->business, event, "business");
	take_text(&ticket->reason, event, "reason");
	take_text(&ticket->class, event, "class");
}

static void
apply_cause(Ticket *ticket, const Event *event)
{
	take_text(&ticket->cause, event, "cause");
	take_text(&ticket->cause_text, event, "text");
	take_text(&ticket->disclosure, event, "disclosure");
}

static unsigned
flags_from_words(const char *words)
{
	g_auto(GStrv) list = g_strsplit(words, ",", -1);
	unsigned flags = 0;

	for (char **word = list; *word; word++) {
		int at = word_index("vulnerable|media|regulator|agitated", g_strstrip(*word));

		if (at >= 0)
			flags |= 1u << at;
	}
	return flags;
}

/* Facts that are plain texts, by the log's name: add a row to make another one changeable. */
static const struct {
	const char *name;
	size_t offset;
} text_facts[] = {
	{"subject", offsetof(Ticket, subject)},
	{"complainant", offsetof(Ticket, complainant)},
	{"phone", offsetof(Ticket, phone)},
	{"callback", offsetof(Ticket, callback)},
	{"account_tail", offsetof(Ticket, account_tail)},
	{"agent", offsetof(Ticket, agent)},
	{"authority", offsetof(Ticket, authority)},
	{"complained_branch", offsetof(Ticket, complained_branch)},
	{"complained_department", offsetof(Ticket, complained_department)},
	{"complained_person", offsetof(Ticket, complained_person)},
	{"outside_ref", offsetof(Ticket, outside_ref)},
	{"outside_due", offsetof(Ticket, outside_due)},
	{"recording", offsetof(Ticket, recording)},
	{"told_beforehand", offsetof(Ticket, told_beforehand)},
};

static FoldEffect
apply_fact(Ticket *ticket, const Event *event)
{
	const char *field = text_of(event, "field"), *value = text_of(event, "value");
	int at;

	for (unsigned i = 0; i < G_N_ELEMENTS(text_facts); i++)
		if (strcmp(text_facts[i].name, field) == 0) {
			slot_set((char **)(void *)((char *)ticket + text_facts[i].offset), value);
			return FOLD_APPLIED;
		}
	if (strcmp(field, "level") == 0) {
		if ((at = word_index("ordinary|important|major", value)) < 0)
			return FOLD_IGNORED;
		ticket->level = (Level)at;
	} else if (strcmp(field, "contact_kind") == 0) {
		at = word_index("complaint|enquiry|suggestion|report|petition", value);
		if (at < 0)
			return FOLD_IGNORED;
		ticket->contact_kind = (ContactKind)at;
	} else if (strcmp(field, "flags") == 0) {
		ticket->flags = flags_from_words(value);
	} else if (strcmp(field, "people") == 0) {
		ticket->people = g_ascii_strtoll(value, NULL, 10);
	} else if (strcmp(field, "amount") == 0) {
		ticket->amount_minor = g_ascii_strtoll(value, NULL, 10);
	} else {
		return FOLD_IGNORED;
	}
	return FOLD_APPLIED;
}

static void
apply_link(Ticket *ticket, const Event *event)
{
	Link *link = part_append(ticket->links, &link_part);

	take_id(link->id, event, "link");
	take_id(link->to, event, "to");
	take_text(&link->number, event, "number");
	take_text(&link->relation, event, "relation");
}

static FoldEffect
apply_link_removed(Ticket *ticket, const Event *event)
{
	for (guint i = 0; i < ticket->links->len; i++) {
		Link *link = ticket->links->pdata[i];

		if (strcmp(link->id, text_of(event, "link")) == 0) {
			part_free(&link_part, g_ptr_array_remove_index(ticket->links, i));
			return FOLD_APPLIED;
		}
	}
	return FOLD_IGNORED;
}

static void
apply_file(Ticket *ticket, const Event *event)
{
	AttachedFile *file = part_append(ticket->files, &file_part);

	take_text(&file->name, event, "name");
	take_text(&file->sha256, event, "sha256");
	file->size = int_of(event, "size");
}

static Redress *
find_redress(Ticket *ticket, const char *id)
{
	for (guint i = 0; i < ticket->redress->len; i++) {
		Redress *entry = ticket->redress->pdata[i];

		if (strcmp(entry->id, id) == 0)
			return entry;
	}
	return NULL;
}

static void
apply_redress(Ticket *ticket, const Event *event)
{
	Redress *entry = part_append(ticket->redress, &redress_part);

	take_id(entry->id, event, "entry");
	take_text(&entry->kind, event, "kind");
	take_id(entry->claim, event, "claim");
	entry->minor = int_of(event, "minor");
	take_text(&entry->currency, event, "currency");
	take_text(&entry->text, event, "text");
	take_text(&entry->voucher, event, "voucher");
	take_text(&entry->paid, event, "paid");
	g_strlcpy(entry->entered_by, event->actor, UUID_LEN);
	if (event->group[0] && strcmp(ticket->group, event->group) == 0)
		g_strlcpy(entry->approved_by, ticket->second, UUID_LEN);
}

static FoldEffect
apply_redress_change(Ticket *ticket, const Event *event)
{
	Redress *entry = find_redress(ticket, text_of(event, "entry"));

	if (!entry)
		return FOLD_IGNORED;
	if (event->kind == EVENT_REDRESS_REVERSED) {
		entry->reversed = true;
	} else {
		take_text(&entry->paid, event, "paid");
		take_text(&entry->voucher, event, "voucher");
	}
	return FOLD_APPLIED;
}

/* ---- closing ---- */

static FoldEffect
apply_answer(Ticket *ticket, const Event *event)
{
	Claim *claim = (Claim *)ticket_claim(ticket, text_of(event, "claim"));
	int outcome = word_index("upheld|partly|not_upheld|not_handled", text_of(event, "outcome"));

	if (!claim || outcome < 0)
		return FOLD_IGNORED;
	claim->outcome = (ClaimOutcome)(outcome + 1);
	take_text(&claim->reason, event, "reason");
	return FOLD_APPLIED;
}

static void
apply_told(Ticket *ticket, const Event *event)
{
	take_text(&ticket->told_how, event, "how");
	take_text(&ticket->told_text, event, "text");
	take_text(&ticket->evidence, event, "evidence");
	ticket->told_us = int_of(event, "at");
	ticket->rights_read = bool_of(event, "rights");
}

static void
apply_reaction(Ticket *ticket, const Event *event)
{
	take_text(&ticket->matter, event, "matter");
	take_text(&ticket->treatment, event, "treatment");
	take_text(&ticket->words, event, "words");
	take_id(ticket->asked_by, event, "asked_by");
	ticket->self_asked = bool_of(event, "self_asked");
}

static void
apply_end(Ticket *ticket, const Event *event, TicketState state)
{
	ticket->state = state;
	ticket->closed_us = event_hlc_us(event->hlc);
	if (state == TICKET_STATE_WITHDRAWN)
		slot_set(&ticket->ending, "withdrawn");
}

/* ---- the fold ---- */

char *
ticket_guard(Ticket *ticket, EventKind kind, const json_t *payload)
{
	const char *id;
	Claim *claim;

	if (kind == EVENT_UNKNOWN)
		return NULL;
	switch (event_kind_def(kind)->guard) {
	case GUARD_STATUS:
		return ticket->base_status;
	case GUARD_OWNER:
		return ticket->base_owner;
	case GUARD_CATEGORY:
		return kind == EVENT_CAUSE_SET ? ticket->base_cause : ticket->base_category;
	case GUARD_REDRESS:
		return ticket->base_redress;
	case GUARD_OUTCOME:
		if (kind == EVENT_ENDING_SET)
			return ticket->base_ending;
		id = json_string_value(json_object_get(payload, "claim"));
		claim = (Claim *)ticket_claim(ticket, id ? id : "");
		return claim ? claim->answer_event : NULL;
	case GUARD_NONE:
	case N_GUARDS:
		return NULL;
	}
	return NULL;
}

char *
ticket_dup_guarded_value(const Ticket *ticket, EventKind kind, const json_t *payload)
{
	static const char *const outcomes[] = {"", "upheld", "partly", "not_upheld", "not_handled"};
	const char *id;
	const Claim *claim;

	switch (event_kind_def(kind)->guard) {
	case GUARD_STATUS:
		return g_strdup(ticket_state_name(ticket->state));
	case GUARD_OWNER:
		return g_strdup(ticket->owner);
	case GUARD_CATEGORY:
		return g_strdup(kind == EVENT_CAUSE_SET ? ticket->cause : ticket->reason);
	case GUARD_REDRESS:
		return g_strdup_printf("%" PRId64, ticket_redress_minor(ticket));
	case GUARD_OUTCOME:
		if (kind == EVENT_ENDING_SET)
			return g_strdup(ticket->ending);
		id = json_string_value(json_object_get(payload, "claim"));
		claim = ticket_claim(ticket, id ? id : "");
		return g_strdup(claim ? outcomes[claim->outcome] : "");
	case GUARD_NONE:
	case N_GUARDS:
		break;
	}
	return g_strdup("");
}

/* What the event wanted the guarded field to be, in the same words. */
static char *
dup_wanted(const Event *event)
{
	static const char *const fields[] = {"to", "person", "cause", "outcome", "ending", "minor", "reason"};

	for (unsigned i = 0; i < G_N_ELEMENTS(fields); i++) {
		const json_t *value = json_object_get(event->payload, fields[i]);

		if (json_is_integer(value))
			return g_strdup_printf("%" PRId64, (int64_t)json_integer_value(value));
		if (json_is_string(value))
			return g_strdup(json_string_value(value));
	}
	return g_strdup(event->kind_name);
}

static FoldEffect
record_conflict(Ticket *ticket, const Event *event)
{
	Conflict *conflict = part_append(ticket->conflicts, &conflict_part);

	g_strlcpy(conflict->event, event->id, UUID_LEN);
	slot_set(&conflict->field, event->kind_name);
	g_free(conflict->mine);
	conflict->mine = dup_wanted(event);
	g_free(conflict->theirs);
	conflict->theirs = ticket_dup_guarded_value(ticket, event->kind, event->payload);
	return FOLD_CONFLICT;
}

static FoldEffect
apply_kind(Ticket *ticket, const Event *event)
{
	switch (event->kind) {
	case EVENT_COMPLAINT_LOGGED:
		return apply_logged(ticket, event), FOLD_APPLIED;
	case EVENT_COMPLAINT_ARCHIVED:
		return apply_archived(ticket, event), FOLD_APPLIED;
	case EVENT_SOURCE_KEPT:
		return apply_source(ticket, event), FOLD_APPLIED;
	case EVENT_CLAIM_ADDED:
		return apply_claim(ticket, event), FOLD_APPLIED;
	case EVENT_RECEIPT_GIVEN:
		ticket->receipt_given |= strcmp(text_of(event, "paper"), "registration") == 0;
		return FOLD_APPLIED;
	case EVENT_NOTE_ADDED:
		ticket->note_count++;
		return FOLD_APPLIED;
	case EVENT_CONTACT_ADDED:
		return apply_contact(ticket, event), FOLD_APPLIED;
	case EVENT_PROMISE_MADE:
		return apply_promise(ticket, event), FOLD_APPLIED;
	case EVENT_PROMISE_SETTLED:
		return apply_promise_settled(ticket, event);
	case EVENT_STATUS_CHANGED:
		return apply_status(ticket, event), FOLD_APPLIED;
	case EVENT_OWNER_ASKED:
		return take_id(ticket->asked, event, "person"), FOLD_APPLIED;
	case EVENT_OWNER_ACCEPTED:
		return apply_owner(ticket, event), FOLD_APPLIED;
	case EVENT_OWNER_DECLINED:
		ticket->asked[0] = '\0';
		return FOLD_APPLIED;
	case EVENT_CATEGORY_CHANGED:
		return apply_category(ticket, event), FOLD_APPLIED;
	case EVENT_CAUSE_SET:
		return apply_cause(ticket, event), FOLD_APPLIED;
	case EVENT_FACT_CHANGED:
		return apply_fact(ticket, event);
	case EVENT_LINK_ADDED:
		return apply_link(ticket, event), FOLD_APPLIED;
	case EVENT_LINK_REMOVED:
		return apply_link_removed(ticket, event);
	case EVENT_FILE_ATTACHED:
		return apply_file(ticket, event), FOLD_APPLIED;
	case EVENT_REDRESS_ENTERED:
		return apply_redress(ticket, event), FOLD_APPLIED;
	case EVENT_REDRESS_REVERSED:
	case EVENT_REDRESS_PAID:
		return apply_redress_change(ticket, event);
	case EVENT_CLAIM_ANSWERED:
		return apply_answer(ticket, event);
	case EVENT_ENDING_SET:
		return take_text(&ticket->ending, event, "ending"), FOLD_APPLIED;
	case EVENT_CUSTOMER_TOLD:
		return apply_told(ticket, event), FOLD_APPLIED;
	case EVENT_REACTION_RECORDED:
		return apply_reaction(ticket, event), FOLD_APPLIED;
	case EVENT_AGREEMENT_RECORDED:
		take_text(&ticket->agreed, event, "agreed");
		ticket->attempts = int_of(event, "attempts");
		return FOLD_APPLIED;
	case EVENT_AFTERCARE_PLANNED:
		return take_text(&ticket->aftercare_day, event, "day"), FOLD_APPLIED;
	case EVENT_TICKET_VOIDED:
		return apply_end(ticket, event, TICKET_STATE_VOID), FOLD_APPLIED;
	case EVENT_TICKET_WITHDRAWN:
		return apply_end(ticket, event, TICKET_STATE_WITHDRAWN), FOLD_APPLIED;
	case EVENT_ACT_AUTHORISED:
		g_strlcpy(ticket->group, event->group, UUID_LEN);
		take_id(ticket->second, event, "person");
		return FOLD_APPLIED;
	case EVENT_DATA_ERASED:
		ticket->erased = true;
		return FOLD_APPLIED;
	case EVENT_DATA_SEEN:
		return FOLD_APPLIED;
	case EVENT_ACT_UNDONE:
		return FOLD_UNDO;
	case EVENT_TIME_STARTED:
	case EVENT_TIME_STOPPED:
	case EVENT_TIME_ENTERED:
	case EVENT_TIME_CORRECTED:
	case EVENT_PERIOD_LOCKED:
	case EVENT_PERIOD_REOPENED:
	case EVENT_DESK_CREATED:
	case EVENT_PERSON_ADDED:
	case EVENT_PERSON_CHANGED:
	case EVENT_PIN_SET:
	case EVENT_PIN_WRONG:
	case EVENT_SIGNED_ON:
	case EVENT_SIGNED_OFF:
	case EVENT_LOOKUP_MADE:
	case EVENT_BATCH_STARTED:
	case EVENT_BATCH_ENDED:
	case N_EVENT_KINDS: /* = EVENT_UNKNOWN */
		break;
	}
	return FOLD_IGNORED;
}

FoldEffect
ticket_apply(Ticket *ticket, const Event *event)
{
	FoldEffect effect;
	char *guard;

	if (event->kind == EVENT_UNKNOWN) {
		ticket->newer |= event->crit;
		return FOLD_IGNORED;
	}
	if (!event->payload) /* erased: the baseline holds what it did */
		return FOLD_IGNORED;
	guard = ticket_guard(ticket, event->kind, event->payload);
	if (guard && strcmp(guard, event->base) != 0)
		return record_conflict(ticket, event);
	effect = apply_kind(ticket, event);
	if (effect == FOLD_APPLIED && guard)
		g_strlcpy(guard, event->id, UUID_LEN);
	if (effect == FOLD_APPLIED && event->kind != EVENT_DATA_SEEN)
		ticket->updated_us = MAX(ticket->updated_us, event_hlc_us(event->eff_hlc));
	return effect;
}

static const Event *
find_event(const GPtrArray *events, const char *id)
{
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];

		if (strcmp(event->id, id) == 0)
			return event;
	}
	return NULL;
}

/*
 * Whether what `undo` takes back still stands: each event is there, not taken
 * back before, and is the last to have set its guarded field.
 */
static bool
undo_fits(Ticket *ticket, const GPtrArray *events, GHashTable *gone, const Event *undo)
{
	size_t i;
	json_t *id;
	g_autoptr(GHashTable) own = g_hash_table_new(g_str_hash, g_str_equal);

	json_array_foreach(json_object_get(undo->payload, "undoes"), i, id)
		g_hash_table_add(own, (char *)json_string_value(id));
	json_array_foreach(json_object_get(undo->payload, "undoes"), i, id)
	{
		const Event *event = find_event(events, json_string_value(id));
		const char *guard;

		if (!event || !event->payload || g_hash_table_contains(gone, event->id))
			return false;
		guard = ticket_guard(ticket, event->kind, event->payload);
		if (guard && !g_hash_table_contains(own, guard))
			return false;
	}
	return true;
}

static Ticket *
ticket_new_from_baseline(const json_t *baseline)
{
	Ticket *ticket = ticket_new();

	if (baseline)
		part_from_json(&ticket_part, ticket, baseline);
	return ticket;
}

/* One pass. Returns the first undo that calls for another pass without its events, or NULL. */
static const Event *
fold_pass(Ticket *ticket, const GPtrArray *sorted, GHashTable *gone, GHashTable *undos,
	GHashTable *effects)
{
	for (guint i = 0; i < sorted->len; i++) {
		Event *event = sorted->pdata[i];
		FoldEffect effect = FOLD_IGNORED;

		if (!g_hash_table_contains(gone, event->id))
			effect = ticket_apply(ticket, event);
		if (effect == FOLD_UNDO && g_hash_table_contains(undos, event->id)) {
			effect = FOLD_APPLIED;
			ticket->updated_us = MAX(ticket->updated_us, event_hlc_us(event->eff_hlc));
		} else if (effect == FOLD_UNDO) {
			if (undo_fits(ticket, sorted, gone, event))
				return event;
			effect = record_conflict(ticket, event);
		}
		g_hash_table_insert(effects, event, GINT_TO_POINTER(effect));
	}
	return NULL;
}

Ticket *
ticket_fold(const GPtrArray *events, const json_t *baseline, FoldEffect *effects)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_copy((GPtrArray *)events, NULL, NULL);
	g_autoptr(GHashTable) gone = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) undos = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	Ticket *ticket = ticket_new_from_baseline(baseline);
	const Event *undo;

	g_ptr_array_set_free_func(sorted, NULL);
	g_ptr_array_sort(sorted, event_compare_indirect);
	while ((undo = fold_pass(ticket, sorted, gone, undos, seen))) {
		size_t i;
		json_t *id;

		json_array_foreach(json_object_get(undo->payload, "undoes"), i, id)
			g_hash_table_add(gone, (char *)json_string_value(id));
		g_hash_table_add(undos, (char *)undo->id);
		ticket_free(ticket);
		ticket = ticket_new_from_baseline(baseline);
	}
	for (guint i = 0; effects && i < events->len; i++)
		effects[i] = (FoldEffect)GPOINTER_TO_INT(g_hash_table_lookup(seen, events->pdata[i]));
	return ticket;
}
