/*
 * core/event.h: the input is read as a header and as a payload. A header that
 * is taken is canonical; a payload that is taken is written and read the same.
 * Where a kind takes the payload, it is sealed: reading the bytes gives the
 * same event, and with any one bit changed nothing verifies.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <sodium.h>

#include "core/error.h"
#include "core/event.h"
#include "core/words.h"

#define NOW_US (INT64_C(1767225600) * US_PER_SECOND)

static unsigned char public_key[32], secret_key[64];

static void
set_up(void)
{
	unsigned char seed[32];

	memset(seed, 7, sizeof seed);
	g_assert_cmpint(sodium_init(), >=, 0);
	crypto_sign_seed_keypair(public_key, secret_key, seed);
}

/* What screens ask of an event, whatever its payload holds. */
static void
look_at(const Event *event)
{
	WordsNames names = {NULL, NULL, NULL, NULL};
	g_autofree char *words = NULL;

	if (event->kind == EVENT_UNKNOWN)
		return;
	for (unsigned i = 0; i < event_kind_def(event->kind)->n_fields; i++) {
		const char *field = event_kind_def(event->kind)->fields[i].name;

		g_assert_nonnull(event_text(event, field));
		event_int(event, field);
		event_flag(event, field);
	}
	names.zone = g_time_zone_new_utc();
	words = words_dup_event_with(&names, event);
	g_assert_nonnull(words);
	g_time_zone_unref(names.zone);
}

static Event *
seal(EventKind kind, json_t *payload)
{
	Event *event = event_new(kind);
	Env env;

	env_init_fake(&env, NOW_US, kind + 1);
	event->realm = g_strdup("practice");
	env_uuid7(&env, event->id);
	env_uuid7(&env, event->subject);
	env_uuid7(&env, event->device);
	env_uuid7(&env, event->actor);
	event->seq = 1;
	event_hlc_next("", NOW_US, event->hlc);
	json_decref(event->payload);
	event->payload = json_incref(payload);
	event_seal(event, &env, secret_key);
	return event;
}

/* One bit of one part of the event is changed. */
static void
check_flip(const Event *event, FuzzDice *dice)
{
	gsize len, payload_len = strlen(event->payload_bytes), at;
	const char *header = g_bytes_get_data(event->header, &len);
	g_autofree unsigned char *all =
		g_malloc(len + payload_len + 1 + sizeof event->salt + sizeof event->sig);
	unsigned char *payload = all + len, *salt = payload + payload_len + 1;
	unsigned char *sig = salt + sizeof event->salt;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Event) read = NULL;

	memcpy(all, header, len);
	memcpy(payload, event->payload_bytes, payload_len + 1);
	memcpy(salt, event->salt, sizeof event->salt);
	memcpy(sig, event->sig, sizeof event->sig);
	do
		at = fuzz_throw(dice, (uint32_t)(sig + sizeof event->sig - all));
	while (all + at == salt - 1); /* the NUL is no part of it */
	all[at] ^= (unsigned char)(1u << fuzz_throw(dice, 8));
	bytes = g_bytes_new(all, len);
	read = event_new_from_bytes(bytes, (const char *)payload, salt, sig, NULL);
	g_assert_false(read && event_verify(read, public_key, NULL));
}

static void
check_sealed(EventKind kind, json_t *payload, FuzzDice *dice)
{
	g_autoptr(Event) made = seal(kind, payload);
	g_autoptr(GError) error = NULL;
	g_autoptr(Event) read = event_new_from_bytes(
		made->header, made->payload_bytes, made->salt, made->sig, &error);

	g_assert_no_error(error);
	g_assert_true(event_verify(read, public_key, NULL));
	g_assert_cmpstr(read->hash, ==, made->hash);
	g_assert_cmpint(read->kind, ==, kind);
	g_assert_true(json_equal(read->payload, payload));
	look_at(read);
	for (unsigned i = 0; i < 3; i++)
		check_flip(made, dice);
}

static void
try_payload(json_t *payload, FuzzDice *dice)
{
	g_autofree char *written = event_dump_payload(payload), *again = NULL;
	json_auto_t *read = event_parse_payload(written, strlen(written), NULL);
	unsigned n_sealed = 0;

	g_assert_true(read && json_equal(read, payload));
	again = event_dump_payload(read);
	g_assert_cmpstr(again, ==, written);
	for (unsigned kind = 0; kind <= N_EVENT_KINDS; kind++) {
		g_autoptr(GError) error = NULL;
		const char *field = NULL;

		if (event_check_payload(kind, payload, &field, &error)) {
			if (kind != EVENT_UNKNOWN && n_sealed++ < 2)
				check_sealed(kind, payload, dice);
			continue;
		}
		fuzz_check_sentence(error->message);
		if (kind != EVENT_UNKNOWN && field)
			g_assert_nonnull(event_kind_field(kind, field));
	}
}

static void
try_header(const uint8_t *data, size_t size)
{
	static const unsigned char sig[64];
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(Event) event = event_new_from_bytes(bytes, NULL, NULL, sig, &error);

	if (event) {
		g_assert_false(event_verify(event, public_key, NULL));
		look_at(event);
		return;
	}
	fuzz_check_sentence(error->message);
	g_assert_true(g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_DAMAGED) ||
		      g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_NEWER));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzDice dice = fuzz_dice(data, size);
	g_autofree char *text = fuzz_dup_text(data, size);
	g_autoptr(GError) error = NULL;
	json_auto_t *payload = NULL;

	if (!public_key[0])
		set_up();
	payload = event_parse_payload(text, size, &error);
	if (payload)
		try_payload(payload, &dice);
	else
		fuzz_check_sentence(error->message);
	try_header(data, size);
	return 0;
}
