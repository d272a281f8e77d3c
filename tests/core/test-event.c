/*
 * core/event.h: what is sealed verifies, what is changed by one byte does not,
 * hostile payloads are refused by name, and events of the first release
 * (tests/core/data/events-v1) verify for ever. AMENDS_WRITE_FIXTURES=FOLDER
 * writes the fixture of every kind that has none there yet.
 */
#include "config.h"

#include "core/event.h"

#include <sodium.h>

#include "core/error.h"
#include "core/event-check.h"
#include "core/words.h"
#include "tests/core/torture.h"

#define NOW_US (INT64_C(1767225600) * US_PER_SECOND)
#define A_UUID "0190a5b2-7c00-7abc-8def-0123456789ab"

static unsigned char public_key[32], secret_key[64];

static void
make_keys(void)
{
	unsigned char seed[32];

	memset(seed, 7, sizeof seed);
	crypto_sign_seed_keypair(public_key, secret_key, seed);
}

/* A value that just fits: the first word, one line, one column. */
static json_t *
sample_value(const FieldDef *def)
{
	g_auto(GStrv) words = g_strsplit(def->arg ? def->arg : "", "|", -1);

	switch (def->type) {
	case FIELD_LINE:
		return json_string("柜台 counter 7");
	case FIELD_TEXT:
		return json_string("first\nsecond\t\x1b[31m 老人");
	case FIELD_CODE:
		return json_string("C01.2");
	case FIELD_UUID:
	case FIELD_PERSON:
		return json_string(A_UUID);
	case FIELD_TIME:
		return json_integer(NOW_US);
	case FIELD_DAY:
		return json_string("2026-02-28");
	case FIELD_INT:
		return json_integer(INT64_C(9007199254740993));
	case FIELD_MINOR:
		return json_integer(30000);
	case FIELD_BOOL:
		return json_true();
	case FIELD_ENUM:
		return json_string(words[0]);
	case FIELD_SET:
		return json_pack("[s]", words[0]);
	case FIELD_LINES:
		return json_pack("[s]", "one");
	case FIELD_UUIDS:
		return json_pack("[s]", A_UUID);
	case FIELD_HASH:
		return json_string(EVENT_NO_HASH);
	case FIELD_COLUMNS:
		return json_pack("[[ss][sns]]", "ID", "", "raw", "/w==");
	}
	g_assert_not_reached();
}

static json_t *
sample_payload(EventKind kind, bool all)
{
	const KindDef *row = event_kind_def(kind);
	json_t *payload = json_object();

	for (unsigned i = 0; i < row->n_fields; i++)
		if (all || row->fields[i].need)
			json_object_set_new(
				payload, row->fields[i].name, sample_value(&row->fields[i]));
	return payload;
}

static Event *
sample_event(EventKind kind)
{
	Event *event = event_new(kind);
	Env env;

	env_init_fake(&env, NOW_US, kind + 1);
	event->realm = g_strdup("practice");
	env_uuid7(&env, event->id);
	env_uuid7(&env, event->subject);
	env_uuid7(&env, event->device);
	env_uuid7(&env, event->actor);
	if (event_kind_def(kind)->guard != GUARD_NONE)
		env_uuid7(&env, event->base);
	event->seq = INT64_C(9007199254740993);
	event->crit = kind % 2;
	event_hlc_next("", NOW_US, event->hlc);
	json_decref(event->payload);
	event->payload = sample_payload(kind, true);
	event_seal(event, &env, secret_key);
	return event;
}

static Event *
again(const Event *e, GError **error)
{
	return event_new_from_bytes(e->header, e->payload_bytes, e->salt, e->sig, error);
}

static void
test_table(void)
{
	static const struct {
		EventKind kind;
		const char *field;
	} rows[] = {
#define FIELD(id, name, type, need, arg) {EVENT_##id, name},
#include "core/event.def"
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_nonnull(event_kind_field(rows[i].kind, rows[i].field));
	for (unsigned i = 0; i < N_EVENT_KINDS; i++) {
		const KindDef *row = event_kind_def(i);

		g_assert_true(event_is_code(row->name));
		g_assert_cmpuint(event_kind_from_name(row->name), ==, i);
		for (unsigned j = 0; j < row->n_fields; j++)
			g_assert_true(
				event_kind_field(i, row->fields[j].name) == &row->fields[j]);
	}
	g_assert_cmpuint(event_kind_def(EVENT_PIN_SET)->n_fields, ==, 0);
	g_assert_cmpuint(event_kind_from_name("dream.had"), ==, EVENT_UNKNOWN);
	for (unsigned i = 0; i < N_SUBJECT_KINDS; i++)
		g_assert_cmpuint(event_subject_from_name(event_subject_name(i)), ==, i);
	g_assert_cmpuint(event_subject_from_name("cause"), ==, SUBJECT_UNKNOWN);
}

static void
test_seal_parse_verify(void)
{
	for (unsigned i = 0; i < N_EVENT_KINDS; i++) {
		g_autoptr(Event) made = sample_event(i);
		g_autoptr(GError) error = NULL;
		g_autoptr(Event) read = NULL;
		const char *why = NULL;

		g_assert_true(event_check_payload(i, made->payload, NULL, &error));
		g_assert_no_error(error);
		read = again(made, &error);
		g_assert_no_error(error);
		g_assert_true(event_verify(read, public_key, &why));
		g_assert_null(why);
		g_assert_cmpstr(read->hash, ==, made->hash);
		g_assert_cmpint(read->seq, ==, made->seq);
		g_assert_cmpuint(read->kind, ==, i);
		g_assert_cmpuint(read->subject_kind, ==, made->subject_kind);
		g_assert_cmpstr(read->base, ==, made->base);
		g_assert_true(read->crit == made->crit);
		g_assert_true(json_equal(read->payload, made->payload));
	}
}

static void
test_header_keys(void)
{
	static const char *const keys[] = {"v", "alg", "realm", "event_id", "subject_kind",
		"subject", "device_id", "device_seq", "prev", "actor", "hlc", "kind", "kv",
		"crit", "base", "payload_hash"};
	g_autoptr(Event) event = sample_event(EVENT_STATUS_CHANGED);
	gsize len;
	const char *bytes = g_bytes_get_data(event->header, &len);
	json_auto_t *header = json_loadb(bytes, len, 0, NULL);
	unsigned n = 0;

	for (void *at = json_object_iter(header); at; at = json_object_iter_next(header, at))
		g_assert_cmpstr(json_object_iter_key(at), ==, keys[n++]);
	g_assert_cmpuint(n, ==, G_N_ELEMENTS(keys));
	g_assert_null(g_strstr_len(bytes, len, "counter 7"));
}

/* True if the changed event is still taken for true. */
static bool
passes(GBytes *header, const char *payload, const unsigned char *salt, const unsigned char *sig)
{
	g_autoptr(Event) event = event_new_from_bytes(header, payload, salt, sig, NULL);

	return event && event_verify(event, public_key, NULL);
}

static void
test_every_byte(void)
{
	g_autoptr(Event) e = sample_event(EVENT_CLAIM_ADDED);
	gsize len;
	const unsigned char *bytes = g_bytes_get_data(e->header, &len);

	g_assert_true(passes(e->header, e->payload_bytes, e->salt, e->sig));
	for (unsigned bit = 1; bit < 256; bit *= 2) {
		for (gsize i = 0; i < len; i++) {
			g_autofree unsigned char *copy = g_memdup2(bytes, len);
			g_autoptr(GBytes) header = NULL;

			copy[i] ^= bit;
			header = g_bytes_new(copy, len);
			g_assert_false(passes(header, e->payload_bytes, e->salt, e->sig));
		}
		for (gsize i = 0; e->payload_bytes[i]; i++) {
			g_autofree char *copy = g_strdup(e->payload_bytes);

			copy[i] = (char)(copy[i] ^ bit);
			g_assert_false(passes(e->header, copy, e->salt, e->sig));
		}
		for (gsize i = 0; i < sizeof e->salt; i++) {
			e->salt[i] ^= bit;
			g_assert_false(passes(e->header, e->payload_bytes, e->salt, e->sig));
			e->salt[i] ^= bit;
		}
		for (gsize i = 0; i < sizeof e->sig; i++) {
			e->sig[i] ^= bit;
			g_assert_false(passes(e->header, e->payload_bytes, e->salt, e->sig));
			e->sig[i] ^= bit;
		}
	}
}

static void
test_erased(void)
{
	g_autoptr(Event) made = sample_event(EVENT_NOTE_ADDED);
	g_autoptr(GError) error = NULL;
	g_autoptr(Event) read =
		event_new_from_bytes(made->header, NULL, NULL, made->sig, &error);

	g_assert_no_error(error);
	g_assert_null(read->payload);
	g_assert_true(event_verify(read, public_key, NULL));
	g_assert_cmpstr(event_text(read, "text"), ==, "");
	g_assert_cmpint(event_int(read, "text"), ==, 0);
	g_assert_false(event_flag(read, "text"));
}

/* The header of `e` with the first `from` replaced. */
static GBytes *
with_header(const Event *e, const char *from, const char *to)
{
	gsize len;
	const char *bytes = g_bytes_get_data(e->header, &len);
	g_autofree char *text = g_strndup(bytes, len);
	g_auto(GStrv) halves = g_strsplit(text, from, 2);
	g_autofree char *changed = g_strconcat(halves[0], to, halves[1], NULL);

	g_assert_cmpuint(g_strv_length(halves), ==, 2);
	return g_bytes_new(changed, strlen(changed));
}

static void
expect_header(const char *from, const char *to, AmendsError code)
{
	g_autoptr(Event) e = sample_event(EVENT_CLAIM_ANSWERED);
	g_autoptr(GBytes) header = with_header(e, from, to);
	g_autoptr(GError) error = NULL;
	g_autoptr(Event) read =
		event_new_from_bytes(header, e->payload_bytes, e->salt, e->sig, &error);

	g_assert_null(read);
	g_assert_error(error, AMENDS_ERROR, (int)code);
}

static void
test_strict_header(void)
{
	expect_header("{\"v\":1", "{\"v\":2", AMENDS_ERROR_NEWER);
	expect_header("\"alg\":1", "\"alg\":2", AMENDS_ERROR_NEWER);
	expect_header("{\"v\":1", "{\"v\":1,\"v\":1", AMENDS_ERROR_DAMAGED);
	expect_header("{\"v\":1", "{ \"v\":1", AMENDS_ERROR_DAMAGED);
	expect_header("{\"v\":1", "{\"x\":0,\"v\":1", AMENDS_ERROR_DAMAGED);
	expect_header("{\"v\":1,", "{", AMENDS_ERROR_DAMAGED);
	expect_header("\"v\":1", "\"v\":1.0", AMENDS_ERROR_DAMAGED);
	expect_header("\"realm\":\"practice\",", "", AMENDS_ERROR_DAMAGED);
	expect_header("\"practice\"", "\"prac\\u0000tice\"", AMENDS_ERROR_DAMAGED);
	expect_header("\"practice\"", "\"pr\\\"act\"", AMENDS_ERROR_DAMAGED);
	expect_header("\"practice\"", "\"\\u0070ractice\"", AMENDS_ERROR_DAMAGED);
	expect_header(
		"\"device_seq\":9007199254740993", "\"device_seq\":0", AMENDS_ERROR_DAMAGED);
	expect_header("\"kv\":1", "\"kv\":0", AMENDS_ERROR_DAMAGED);
	expect_header("\"crit\":", "\"crit\":1,\"c\":", AMENDS_ERROR_DAMAGED);
	expect_header("\"base\":", "\"base\":\"\",\"b\":", AMENDS_ERROR_DAMAGED);
	expect_header("\"kind\":", "\"group\":null,\"kind\":", AMENDS_ERROR_DAMAGED);
}

static void
test_newer_kind(void)
{
	static const struct {
		const char *from, *to;
	} changes[] = {{"claim.added", "dream.had"}, {"\"kv\":1", "\"kv\":2"}};

	for (unsigned i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autoptr(Event) e = sample_event(EVENT_CLAIM_ADDED);
		g_autoptr(GBytes) header = with_header(e, changes[i].from, changes[i].to);
		g_autoptr(GError) error = NULL;
		g_autoptr(Event) read = NULL;
		gsize len;
		const unsigned char *bytes = g_bytes_get_data(header, &len);

		crypto_sign_detached(e->sig, NULL, bytes, len, secret_key);
		read = event_new_from_bytes(header, e->payload_bytes, e->salt, e->sig, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(read->kind, ==, EVENT_UNKNOWN);
		g_assert_true(event_verify(read, public_key, NULL));
	}
}

static void
expect_parse(const char *bytes, size_t len, int code)
{
	g_autoptr(GError) error = NULL;
	json_auto_t *payload = event_parse_payload(bytes, len, &error);

	g_assert_null(payload);
	g_assert_error(error, AMENDS_ERROR, code);
	g_assert_true(g_utf8_validate(error->message, -1, NULL));
}

static char *
nested(unsigned depth)
{
	GString *text = g_string_new("{\"a\":");

	for (unsigned i = 1; i < depth; i++)
		g_string_append_c(text, '[');
	g_string_append_c(text, '1');
	for (unsigned i = 1; i < depth; i++)
		g_string_append_c(text, ']');
	return g_string_free(g_string_append_c(text, '}'), FALSE);
}

static void
test_hostile_json(void)
{
	static const struct {
		const char *text;
		int code;
	} rows[] = {
		{"", AMENDS_ERROR_SYNTAX},
		{"{", AMENDS_ERROR_SYNTAX},
		{"[]", AMENDS_ERROR_INVALID},
		{"7", AMENDS_ERROR_SYNTAX},
		{"{} {}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":1,\"a\":1}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":{\"b\":1,\"b\":2}}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":1.0}", AMENDS_ERROR_INVALID},
		{"{\"a\":[{\"b\":1e3}]}", AMENDS_ERROR_INVALID},
		{"{\"a\":-0.0}", AMENDS_ERROR_INVALID},
		{"{\"a\":1e999}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":NaN}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":9223372036854775808}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":\"\\u0000\"}", AMENDS_ERROR_SYNTAX},
		{"{\"\\u0000\":1}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":\"\\ud800\"}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":\"\xff\"}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":\"\xed\xa0\x80\"}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":\"\xc0\x80\"}", AMENDS_ERROR_SYNTAX},
		{"{\"a\":\"\n\"}", AMENDS_ERROR_SYNTAX},
	};
	g_autofree char *deepest = nested(16), *too_deep = nested(17),
			*bottomless = nested(9000);
	json_auto_t *good = event_parse_payload(deepest, strlen(deepest), NULL);

	g_assert_nonnull(good);
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		expect_parse(rows[i].text, strlen(rows[i].text), rows[i].code);
	expect_parse("{\"a\":\"\0\"}", 9, AMENDS_ERROR_SYNTAX);
	expect_parse(too_deep, strlen(too_deep), AMENDS_ERROR_INVALID);
	expect_parse(bottomless, strlen(bottomless), AMENDS_ERROR_SYNTAX);
}

static void
test_size(void)
{
	g_autofree char *fill = g_strnfill(EVENT_MAX_PAYLOAD - 8, 'x');
	g_autofree char *fits = g_strdup_printf("{\"a\":\"%s\"}", fill);
	g_autofree char *over = g_strdup_printf("{\"a\":\"%sx\"}", fill);
	json_auto_t *built = json_pack("{ss%}", "a", over, (size_t)EVENT_MAX_PAYLOAD);
	json_auto_t *read = event_parse_payload(fits, strlen(fits), NULL);

	g_assert_cmpuint(strlen(fits), ==, EVENT_MAX_PAYLOAD);
	g_assert_nonnull(read);
	g_assert_true(event_check_payload(EVENT_UNKNOWN, read, NULL, NULL));
	expect_parse(over, strlen(over), AMENDS_ERROR_INVALID);
	g_assert_false(event_check_payload(EVENT_UNKNOWN, built, NULL, NULL));
}

/* Puts `value` (taken) into a good payload of `kind` and expects a refusal that names `field`.
 */
static void
expect_refused(EventKind kind, const char *field, json_t *value)
{
	json_auto_t *payload = sample_payload(kind, true);
	g_autoptr(GError) error = NULL;
	const char *named = NULL;

	g_assert_nonnull(value);
	json_object_set_new(payload, field, value);
	g_assert_false(event_check_payload(kind, payload, &named, &error));
	g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, words_field(field)));
	if (named)
		g_assert_cmpstr(named, ==, field);
}

static void
expect_taken(EventKind kind, const char *field, json_t *value)
{
	json_auto_t *payload = sample_payload(kind, true);
	g_autoptr(GError) error = NULL;

	g_assert_nonnull(value);
	json_object_set_new(payload, field, value);
	event_check_payload(kind, payload, NULL, &error);
	g_assert_no_error(error);
}

static json_t *
filled(size_t len, const char *with)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < len; i++)
		g_string_append(text, with);
	return json_string(text->str);
}

static void
test_strings(void)
{
	expect_taken(EVENT_LINK_ADDED, "number", filled(400, "老"));
	expect_refused(EVENT_LINK_ADDED, "number", filled(401, "老"));
	expect_refused(EVENT_LINK_ADDED, "number", json_string("a\nb"));
	expect_refused(EVENT_LINK_ADDED, "number", json_string("a\tb"));
	expect_refused(EVENT_LINK_ADDED, "number", json_string(""));
	expect_refused(EVENT_LINK_ADDED, "number", json_string(" \u3000"));
	expect_refused(EVENT_LINK_ADDED, "number", json_null());
	expect_refused(EVENT_LINK_ADDED, "number", json_integer(7));
	expect_taken(EVENT_LINK_ADDED, "number", json_string("\x7f\u202e\xc2\x85"));
	expect_taken(EVENT_NOTE_ADDED, "text", filled(EVENT_MAX_TEXT, "x"));
	expect_refused(EVENT_NOTE_ADDED, "text", filled(EVENT_MAX_TEXT + 1, "x"));
	expect_refused(EVENT_NOTE_ADDED, "text", json_string("\n"));
	expect_taken(EVENT_NOTE_ADDED, "text", json_string("\x01\x1b[2J\r\n"));
	expect_refused(EVENT_NOTE_ADDED, "text", json_stringn_nocheck("a\0b", 3));
	expect_refused(EVENT_NOTE_ADDED, "text", json_stringn_nocheck("\xff", 1));
	expect_taken(EVENT_CLAIM_ADDED, "kind", filled(60, "x"));
	expect_refused(EVENT_CLAIM_ADDED, "kind", filled(61, "x"));
	expect_refused(EVENT_CLAIM_ADDED, "kind", json_string("a b"));
	expect_refused(EVENT_CLAIM_ADDED, "kind", json_string("费"));
	expect_refused(EVENT_CLAIM_ADDED, "claim",
		json_string("0190A5B2-7c00-7abc-8def-0123456789ab"));
	expect_refused(
		EVENT_CLAIM_ADDED, "claim", json_string("0190a5b2-7c00-7abc-8def-0123456789a"));
	expect_refused(EVENT_CLAIM_ADDED, "claim",
		json_string("0190a5b2x7c00-7abc-8def-0123456789ab"));
	expect_refused(EVENT_OWNER_ASKED, "person", json_string("me"));
	expect_refused(EVENT_FILE_ATTACHED, "sha256", json_string("ff"));
	expect_taken(EVENT_AFTERCARE_PLANNED, "day", json_string("2028-02-29"));
	expect_refused(EVENT_AFTERCARE_PLANNED, "day", json_string("2026-02-29"));
	expect_refused(EVENT_AFTERCARE_PLANNED, "day", json_string("2026-2-1"));
	expect_refused(EVENT_AFTERCARE_PLANNED, "day", json_string("0000-01-01"));
	expect_refused(EVENT_AFTERCARE_PLANNED, "day", json_string("2026-13-01"));
}

static void
test_numbers(void)
{
	expect_refused(EVENT_CLAIM_ADDED, "amount", json_real(1));
	expect_refused(EVENT_CLAIM_ADDED, "amount", json_string("1"));
	expect_taken(EVENT_CLAIM_ADDED, "amount", json_integer(INT64_C(1000000000000000)));
	expect_refused(EVENT_CLAIM_ADDED, "amount", json_integer(INT64_C(1000000000000001)));
	expect_refused(EVENT_CLAIM_ADDED, "amount", json_integer(INT64_MIN));
	expect_refused(EVENT_FILE_ATTACHED, "size", json_integer(-1));
	expect_taken(EVENT_FILE_ATTACHED, "size", json_integer(INT64_MAX));
	expect_taken(EVENT_CONTACT_ADDED, "at", json_integer(-1));
	expect_refused(EVENT_CONTACT_ADDED, "at", json_integer(INT64_MAX));
	expect_refused(EVENT_CONTACT_ADDED, "at", json_integer(INT64_MIN));
	expect_refused(EVENT_PERSON_CHANGED, "active", json_integer(1));
}

static void
test_words_and_lists(void)
{
	json_auto_t *many = json_array();

	for (int i = 0; i < 201; i++)
		json_array_append_new(many, json_string(A_UUID));
	expect_refused(EVENT_CONTACT_ADDED, "how", json_string("pho"));
	expect_refused(EVENT_CONTACT_ADDED, "how", json_string("phone|letter"));
	expect_refused(EVENT_CONTACT_ADDED, "how", json_string(""));
	expect_taken(EVENT_CONTACT_ADDED, "how", json_string("message"));
	expect_taken(EVENT_COMPLAINT_LOGGED, "flags", json_pack("[ss]", "agitated", "media"));
	expect_refused(EVENT_COMPLAINT_LOGGED, "flags", json_pack("[ss]", "media", "media"));
	expect_refused(EVENT_COMPLAINT_LOGGED, "flags", json_pack("[s]", "rude"));
	expect_refused(EVENT_COMPLAINT_LOGGED, "flags", json_string("media"));
	expect_refused(EVENT_COMPLAINT_LOGGED, "representatives", json_array());
	expect_refused(EVENT_COMPLAINT_LOGGED, "representatives", json_pack("[i]", 1));
	expect_refused(EVENT_ACT_UNDONE, "undoes", json_deep_copy(many));
	json_array_remove(many, 0);
	expect_taken(EVENT_ACT_UNDONE, "undoes", json_deep_copy(many));
	expect_refused(EVENT_SOURCE_KEPT, "columns", json_pack("[[s]]", "ID"));
	expect_refused(EVENT_SOURCE_KEPT, "columns", json_pack("[[sns]]", "ID", "/w="));
	expect_refused(EVENT_SOURCE_KEPT, "columns", json_pack("[[sss]]", "ID", "x", "/w=="));
	expect_refused(EVENT_SOURCE_KEPT, "columns", json_pack("[[ssss]]", "a", "b", "c", "d"));
}

static void
test_missing_and_unknown(void)
{
	for (unsigned i = 0; i < N_EVENT_KINDS; i++) {
		const KindDef *row = event_kind_def(i);
		json_auto_t *least = sample_payload(i, false);

		g_assert_true(event_check_payload(i, least, NULL, NULL));
		for (unsigned j = 0; j < row->n_fields; j++) {
			json_auto_t *less = sample_payload(i, true);
			g_autoptr(GError) error = NULL;
			const char *named = NULL;

			json_object_del(less, row->fields[j].name);
			g_assert_true(event_check_payload(i, less, &named, &error) ==
				      !row->fields[j].need);
			g_assert_cmpstr(named, ==, error ? row->fields[j].name : NULL);
		}
		expect_refused(i, "surprise", json_integer(1));
	}
}

static void
test_compare(void)
{
	Event a = {.confirmed = true, .number = 9, .eff_hlc = "ffffffffffffffff"};
	Event b = {.confirmed = true, .number = 10};
	Event c = {.eff_hlc = "0000000000000001", .device = "b", .seq = 2};
	Event d = {.eff_hlc = "0000000000000001", .device = "b", .seq = 10};
	Event e = {.eff_hlc = "0000000000000001", .device = "c", .seq = 1};
	Event f = {.eff_hlc = "0000000000000002", .device = "a", .seq = 1};
	const Event *sorted[] = {&a, &b, &c, &d, &e, &f};

	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++)
			g_assert_cmpint(CLAMP(event_compare(sorted[i], sorted[j]), -1, 1), ==,
				(i > j) - (i < j));
}

static void
test_hlc(void)
{
	char hlc[HLC_LEN];

	event_hlc_next("", NOW_US + 999, hlc);
	g_assert_cmpint(event_hlc_us(hlc), ==, NOW_US);
	event_hlc_next(hlc, NOW_US - US_PER_DAY, hlc);
	g_assert_cmpint(event_hlc_us(hlc), ==, NOW_US);
	g_assert_true(g_str_has_suffix(hlc, "0001"));
	event_hlc_next(hlc, NOW_US + US_PER_SECOND, hlc);
	g_assert_cmpint(event_hlc_us(hlc), ==, NOW_US + US_PER_SECOND);
	event_hlc_next("000000000000ffff", 0, hlc);
	g_assert_cmpstr(hlc, ==, "0000000000010000");
}

/* ---- fixtures ---- */

static char *
to_hex(const unsigned char *bin, size_t len)
{
	char *hex = g_malloc(2 * len + 1);

	return sodium_bin2hex(hex, 2 * len + 1, bin, len);
}

static void
write_fixture(const char *folder, EventKind kind)
{
	g_autofree char *path =
		g_strdup_printf("%s/%s.json", folder, event_kind_def(kind)->name);
	g_autoptr(Event) e = sample_event(kind);
	g_autofree char *salt = to_hex(e->salt, sizeof e->salt);
	g_autofree char *sig = to_hex(e->sig, sizeof e->sig);
	g_autofree char *key = to_hex(public_key, sizeof public_key);
	gsize len;
	const char *bytes = g_bytes_get_data(e->header, &len);
	json_auto_t *json = json_pack("{ss% ss ss ss ss ss}", "header", bytes, (size_t)len,
		"payload", e->payload_bytes, "salt", salt, "sig", sig, "public_key", key,
		"hash", e->hash);

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		g_assert_cmpint(json_dump_file(json, path, JSON_INDENT(1)), ==, 0);
}

static void
from_hex(const json_t *json, const char *key, unsigned char *ret, size_t len)
{
	const char *hex = json_string_value(json_object_get(json, key));
	size_t n = 0;

	g_assert_cmpint(sodium_hex2bin(ret, len, hex, strlen(hex), NULL, &n, NULL), ==, 0);
	g_assert_cmpuint(n, ==, len);
}

static void
check_fixture(const char *path)
{
	json_auto_t *json = json_load_file(path, 0, NULL);
	const char *header = json_string_value(json_object_get(json, "header"));
	g_autoptr(GBytes) bytes = g_bytes_new(header, strlen(header));
	g_autoptr(GError) error = NULL;
	g_autoptr(Event) event = NULL;
	unsigned char salt[32], sig[64], key[32];

	from_hex(json, "salt", salt, sizeof salt);
	from_hex(json, "sig", sig, sizeof sig);
	from_hex(json, "public_key", key, sizeof key);
	event = event_new_from_bytes(
		bytes, json_string_value(json_object_get(json, "payload")), salt, sig, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(event->hash, ==, json_string_value(json_object_get(json, "hash")));
	g_assert_true(event_verify(event, key, NULL));
	g_assert_cmpuint(event->kind, !=, EVENT_UNKNOWN);
	g_assert_true(event_check_payload(event->kind, event->payload, NULL, &error));
	g_assert_no_error(error);
}

static void
test_fixtures(void)
{
	g_autofree char *folder =
		g_build_filename(g_getenv("AMENDS_SRCDIR"), "tests/core/data/events-v1", NULL);
	const char *write = g_getenv("AMENDS_WRITE_FIXTURES");
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = NULL;
	const char *name;
	unsigned n = 0;

	for (unsigned i = 0; write && i < N_EVENT_KINDS; i++)
		write_fixture(write, i);
	dir = g_dir_open(folder, 0, &error);
	g_assert_no_error(error);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		check_fixture(path);
		n++;
	}
	g_assert_cmpuint(n, >=, N_EVENT_KINDS);
}

/* Every file of a public JSON torture set: refused or taken, never a crash; what is no JSON is
 * refused. */
static void
test_torture(void)
{
	g_autofree char *folder = g_build_filename(
		g_getenv("AMENDS_DATA"), "data/torture/json/test_parsing", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	if (!dir) {
		g_test_skip("no shared data");
		return;
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
		json_auto_t *payload = NULL;
		gsize len;

		if (!g_file_get_contents(path, &text, &len, NULL))
			continue;
		payload = event_parse_payload(text, len, NULL);
		g_assert_false(payload && g_str_has_prefix(name, "n_"));
	}
}

static bool
is_blank(const char *text)
{
	while (*text && g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return !*text;
}

/* Hostile text is stored exactly as it came, or refused: nothing in between. */
static void
keep_text(const char *text, size_t len, bool is_utf8, void *data)
{
	json_auto_t *payload = json_object();
	g_autoptr(Event) made = NULL, read = NULL;
	g_autoptr(GError) error = NULL;
	Env env;
	const char *kept;

	if (len == 0)
		return;
	json_object_set_new(payload, "text", json_stringn_nocheck(text, len));
	if (!event_check_payload(EVENT_NOTE_ADDED, payload, NULL, &error)) {
		g_assert_error(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);
		g_assert_true(!is_utf8 || memchr(text, 0, len) || len > EVENT_MAX_TEXT ||
			      is_blank(text));
		return;
	}
	g_assert_true(is_utf8);
	env_init_fake(&env, NOW_US, 1);
	made = sample_event(EVENT_NOTE_ADDED);
	json_decref(made->payload);
	made->payload = json_incref(payload);
	event_seal(made, &env, secret_key);
	read = again(made, &error);
	g_assert_no_error(error);
	kept = event_text(read, "text");
	g_assert_cmpmem(kept, strlen(kept), text, len);
}

static void
test_torture_text(void)
{
	unsigned n = torture_each(keep_text, NULL);

	g_test_message("%u strings", n);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(sodium_init(), >=, 0);
	make_keys();
	g_test_add_func("/event/table", test_table);
	g_test_add_func("/event/seal-parse-verify", test_seal_parse_verify);
	g_test_add_func("/event/header-keys", test_header_keys);
	g_test_add_func("/event/every-byte", test_every_byte);
	g_test_add_func("/event/erased", test_erased);
	g_test_add_func("/event/strict-header", test_strict_header);
	g_test_add_func("/event/newer-kind", test_newer_kind);
	g_test_add_func("/event/hostile-json", test_hostile_json);
	g_test_add_func("/event/size", test_size);
	g_test_add_func("/event/strings", test_strings);
	g_test_add_func("/event/numbers", test_numbers);
	g_test_add_func("/event/words-and-lists", test_words_and_lists);
	g_test_add_func("/event/missing-and-unknown", test_missing_and_unknown);
	g_test_add_func("/event/compare", test_compare);
	g_test_add_func("/event/hlc", test_hlc);
	g_test_add_func("/event/fixtures", test_fixtures);
	g_test_add_func("/event/torture", test_torture);
	g_test_add_func("/event/torture-text", test_torture_text);
	return g_test_run();
}
