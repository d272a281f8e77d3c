/*
 * core/words.h: every code, field and kind of event.def has its word; templates
 * name fields that exist and leave nothing dangling; whole lines read as meant.
 */
#include "config.h"

#include "core/words.h"

#include "core/event.h"

#define WANG  "0190a5b2-7c00-7abc-8def-0123456789ab"
#define OTHER "0190a5b2-7c00-7abc-8def-0123456789ac"
#define AT_US ((json_int_t)(INT64_C(1767225600) * US_PER_SECOND)) /* 2026-01-01 00:00 UTC */

/* A word was found if another string than the one asked with comes back. */
static bool
has_word(const char *(*words)(const char *), const char *code)
{
	g_autofree char *copy = g_strdup(code);

	return words(copy) != copy;
}

static void
test_codes(void)
{
	for (unsigned i = 0; i < N_EVENT_KINDS; i++) {
		const KindDef *row = event_kind_def(i);

		for (unsigned j = 0; j < row->n_fields; j++) {
			const FieldDef *field = &row->fields[j];
			g_auto(GStrv) words = g_strsplit(field->arg ? field->arg : "", "|", -1);

			if (!has_word(words_field, field->name))
				g_error("no word for field %s", field->name);
			for (char **word = words; *word; word++)
				if (!has_word(
					    i == EVENT_FACT_CHANGED ? words_field : words_code,
					    *word))
					g_error("no word for code %s", *word);
		}
	}
	g_assert_cmpstr(words_code("dreamt"), ==, "dreamt");
	g_assert_cmpstr(words_field("dream"), ==, "dream");
	g_assert_cmpstr(words_code("partly"), ==, "partly upheld");
	g_assert_cmpstr(words_field("outside_due"), ==, "answer-by date of the sender");
}

static void
test_enums(void)
{
	for (unsigned i = 0; i < N_TICKET_STATES; i++) {
		g_assert_cmpuint(strlen(words_state(i)), >, 0);
		g_assert_cmpuint(strlen(words_state_short(i)), <=, 6);
	}
	for (unsigned i = 0; i <= N_EVENT_KINDS; i++) {
		g_assert_cmpuint(strlen(words_kind(i)), >, 0);
		g_assert_cmpuint(strlen(words_kind(i)), <=, 8);
	}
	for (unsigned i = 0; i < N_CONTACT_KINDS; i++)
		g_assert_cmpuint(strlen(words_contact_kind(i)), >, 0);
	for (unsigned i = 0; i < N_LEVELS; i++)
		g_assert_cmpuint(strlen(words_level(i)), >, 0);
	for (unsigned i = 0; i < N_STAFF_ROLES; i++)
		g_assert_true(has_word(words_code, staff_role_name(i)));
	for (unsigned i = 0; i < N_CLAIM_OUTCOMES; i++)
		g_assert_cmpuint(strlen(words_claim_outcome(i)), >, 0);
	g_assert_cmpstr(words_claim_outcome(CLAIM_OPEN), ==, "not answered");
	g_assert_cmpstr(words_class("S"), ==, "service contact");
	g_assert_false(words_is_chinese());
}

/* Templates: fields that exist, brackets that close, and optional fields only inside brackets.
 */
static void
check_template(EventKind kind)
{
	const char *at = event_kind_def(kind)->reads;
	bool inside = false;

	for (; *at; at++) {
		g_autofree char *name = NULL;
		const FieldDef *field;

		if (*at == '[' || *at == ']') {
			g_assert_true(inside == (*at == ']'));
			inside = !inside;
		}
		if (*at != '{')
			continue;
		name = g_strndup(at + 1, strcspn(at + 1, "}"));
		field = event_kind_field(kind, name);
		if (!field || (!field->need && !inside && kind != EVENT_FACT_CHANGED))
			g_error("%s: {%s}", event_kind_def(kind)->name, name);
	}
	g_assert_false(inside);
}

static void
test_templates(void)
{
	for (unsigned i = 0; i < N_EVENT_KINDS; i++)
		check_template(i);
}

static void
test_money(void)
{
	static const struct {
		int64_t minor;
		const char *currency, *text;
	} rows[] = {
		{30000, "CNY", "300.00 CNY"},
		{5, "GBP", "0.05 GBP"},
		{0, "CNY", "0.00 CNY"},
		{-30001, "CNY", "-300.01 CNY"},
		{-5, "CNY", "-0.05 CNY"},
		{500, "JPY", "500 JPY"},
		{1234, "KWD", "1.234 KWD"},
		{1234, "XXX", "12.34 XXX"},
		{1234, "", "12.34"},
		{INT64_MAX, "", "92233720368547758.07"},
		{INT64_MIN, "", "-92233720368547758.08"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = words_dup_money(rows[i].minor, rows[i].currency);

		g_assert_cmpstr(text, ==, rows[i].text);
	}
}

static void
test_duration(void)
{
	static const struct {
		int64_t us;
		const char *text;
	} rows[] = {
		{0, "0m"},
		{-1, "0m"},
		{INT64_MIN, "0m"},
		{US_PER_MINUTE - 1, "0m"},
		{59 * US_PER_MINUTE, "59m"},
		{US_PER_HOUR, "1h 0m"},
		{85 * US_PER_MINUTE, "1h 25m"},
		{100 * US_PER_HOUR, "100h 0m"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = words_dup_duration(rows[i].us);

		g_assert_cmpstr(text, ==, rows[i].text);
	}
}

/* ---- lines ---- */

static const char *
person(void *data, const char *id)
{
	return strcmp(id, WANG) == 0 ? "王小明" : NULL;
}

static const char *
label(void *data, const char *facet, const char *id)
{
	return strcmp(facet, "business") == 0 && strcmp(id, "C01") == 0 ? "credit card" : NULL;
}

/* Takes `payload`, NULL for an erased one. */
static char *
line(EventKind kind, json_t *payload)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
	WordsNames names = {.person = person, .label = label, .zone = zone};
	g_autoptr(Event) event = event_new(kind);

	json_decref(event->payload);
	event->payload = payload;
	return words_dup_event_with(&names, event);
}

#define EXPECT(kind, payload, text)                                                            \
	do {                                                                                   \
		g_autofree char *is = line(kind, payload);                                     \
		g_assert_cmpstr(is, ==, text);                                                 \
	} while (0)

static void
test_lines(void)
{
	EXPECT(EVENT_NOTE_ADDED, json_pack("{ss}", "text", "two  {spaces} [and]\nlines"),
		"two  {spaces} [and]\nlines");
	EXPECT(EVENT_CLAIM_ADDED, json_pack("{ss}", "kind", "refund"), "claim: refund");
	EXPECT(EVENT_CLAIM_ADDED,
		json_pack("{ss ss si ss}", "kind", "refund", "text", "the fee", "amount", 30000,
			"currency", "CNY"),
		"claim: refund 300.00 CNY, the fee");
	EXPECT(EVENT_CATEGORY_CHANGED,
		json_pack("{ss ss ss}", "business", "C01", "reason", "R9", "why", "slip"),
		"category credit card, R9 (slip)");
	EXPECT(EVENT_OWNER_ACCEPTED, json_pack("{ss}", "person", WANG),
		"王小明 is now the owner");
	EXPECT(EVENT_OWNER_ACCEPTED, json_pack("{ss}", "person", OTHER),
		"a person this desk does not know is now the owner");
	EXPECT(EVENT_CUSTOMER_TOLD, json_pack("{ss sI}", "how", "in_person", "at", AT_US),
		"customer told (in person, 2026-01-01 08:00)");
	EXPECT(EVENT_STATUS_CHANGED, json_pack("{ss ss}", "from", "new", "to", "reply"),
		"from new to to be told");
	EXPECT(EVENT_ACT_AUTHORISED,
		json_pack(
			"{ss s[sss]}", "person", WANG, "covers", "void", "close_major", "x.y"),
		"authorised by 王小明: void, closing a major complaint, x.y");
	EXPECT(EVENT_TIME_STOPPED,
		json_pack("{sI ss}", "worked_us", (json_int_t)(85 * US_PER_MINUTE), "how",
			"stopped"),
		"timer stopped after 1h 25m (stopped)");
	EXPECT(EVENT_PIN_SET, json_object(), "PIN set");
}

static void
test_facts(void)
{
	EXPECT(EVENT_FACT_CHANGED, json_pack("{ss}", "field", "phone"),
		"phone is now: (empty)");
	EXPECT(EVENT_FACT_CHANGED, json_pack("{ss ss}", "field", "level", "value", "major"),
		"level is now: major");
	EXPECT(EVENT_FACT_CHANGED,
		json_pack("{ss ss}", "field", "flags", "value", "media, agitated"),
		"flags is now: press, agitated");
	EXPECT(EVENT_FACT_CHANGED, json_pack("{ss ss}", "field", "amount", "value", "30000"),
		"amount is now: 300.00");
	EXPECT(EVENT_FACT_CHANGED, json_pack("{ss ss}", "field", "subject", "value", "media"),
		"subject is now: media");
}

static void
test_nothing_to_say(void)
{
	g_autoptr(Event) newer = event_new(EVENT_NOTE_ADDED);
	WordsNames nobody = {0};
	g_autofree char *text = NULL;

	EXPECT(EVENT_NOTE_ADDED, NULL, "(erased)");
	EXPECT(EVENT_PIN_SET, NULL, "PIN set");
	newer->kind = EVENT_UNKNOWN;
	text = words_dup_event_with(&nobody, newer);
	g_assert_cmpstr(text, ==, "made by a newer version of this program");
	/* a payload that lacks what the template needs, and values of the wrong type */
	for (unsigned i = 0; i < N_EVENT_KINDS; i++) {
		g_autofree char *empty = line(i, json_object());
		json_auto_t *odd = json_object();
		g_autofree char *strange = NULL;

		for (unsigned j = 0; j < event_kind_def(i)->n_fields; j++)
			json_object_set_new(
				odd, event_kind_def(i)->fields[j].name, json_null());
		strange = line(i, json_incref(odd));
		g_assert_nonnull(empty);
		g_assert_nonnull(strange);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words/codes", test_codes);
	g_test_add_func("/words/enums", test_enums);
	g_test_add_func("/words/templates", test_templates);
	g_test_add_func("/words/money", test_money);
	g_test_add_func("/words/duration", test_duration);
	g_test_add_func("/words/lines", test_lines);
	g_test_add_func("/words/facts", test_facts);
	g_test_add_func("/words/nothing-to-say", test_nothing_to_say);
	return g_test_run();
}
