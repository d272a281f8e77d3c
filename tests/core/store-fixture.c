/* See store-fixture.h. */
#include "config.h"

#include "tests/core/store-fixture.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <sodium.h>

#include "core/audit.h"

/* 2026-05-20 14:00 +08:00, a Wednesday. */
#define NOW_US (INT64_C(1779256800) * US_PER_SECOND)

static void
open_store(StoreFixture *f)
{
	StoreConfig config = {
		.folder = f->folder,
		.env = &f->env,
		.reference = f->reference,
		.create = true,
		.stepped = true,
		.branch = "0571",
		.branch_name = "Hangzhou",
		.zone = "Asia/Shanghai",
	};
	g_autoptr(GError) error = NULL;

	f->store = store_open(&config, &error);
	g_assert_no_error(error);
}

static void
add_people(StoreFixture *f)
{
	static const char *const roles[] = {"teller", "handler", "supervisor", "compliance",
		"head_office", "auditor", "administrator"};
	Act *act = act_new(&f->env, "");

	for (int i = 0; i < N_STORE_PEOPLE; i++) {
		g_autofree char *number = g_strdup_printf("%d", 9001 + i);

		g_strlcpy(f->people[i], act_add(act, EVENT_PERSON_ADDED, NULL), UUID_LEN);
		act_text(act, "number", number);
		act_text(act, "name", roles[i]);
		act_text(act, "role", roles[i]);
		act_text(act, "branch", "0571");
	}
	store_fixture_save(f, act);
}

static void
make_other(StoreFixture *f)
{
	unsigned char seed[crypto_sign_SEEDBYTES];

	f->env.random(&f->env, seed, sizeof seed);
	crypto_sign_seed_keypair(f->other.public_key, f->other.key, seed);
	env_uuid7(&f->env, f->other.id);
	memset(f->other.prev, '0', HASH_LEN - 1);
	g_assert_true(log_add_device(f->store->db, f->other.id, f->other.public_key, NULL));
}

void
store_fixture_init(StoreFixture *f, uint64_t seed)
{
	g_autoptr(GError) error = NULL;

	env_init_fake(&f->env, NOW_US, seed);
	f->folder = g_dir_make_tmp("amends-test-XXXXXX", NULL);
	f->reference = reference_load(g_getenv("AMENDS_DATADIR"), &error);
	g_assert_no_error(error);
	open_store(f);
	add_people(f);
	make_other(f);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	return g_remove(path);
}

void
store_fixture_remove(const char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void
store_fixture_clear(StoreFixture *f)
{
	g_clear_pointer(&f->store, store_close);
	g_clear_pointer(&f->reference, reference_free);
	if (f->folder)
		store_fixture_remove(f->folder);
	g_clear_pointer(&f->folder, g_free);
}

void
store_fixture_reopen(StoreFixture *f)
{
	g_clear_pointer(&f->store, store_close);
	open_store(f);
}

ActResult *
store_fixture_apply(StoreFixture *f, Act *act)
{
	ActResult *result = act_result_new();

	env_fake_advance(&f->env, US_PER_SECOND);
	store_apply(f->store, act, result);
	act_free(act);
	return result;
}

void
store_fixture_save(StoreFixture *f, Act *act)
{
	g_autoptr(ActResult) result = store_fixture_apply(f, act);
	g_autofree char *text = act_result_dup_text(result);

	g_assert_cmpstr(text, ==, "");
	g_assert_cmpint(result->outcome, ==, ACT_SAVED);
}

int
store_fixture_refusal(StoreFixture *f, Act *act, const char **field)
{
	g_autoptr(ActResult) result = store_fixture_apply(f, act);
	const Refusal *first = result->refusals->len > 0 ? result->refusals->pdata[0] : NULL;

	g_assert_cmpint(result->outcome, !=, ACT_FAILED);
	if (field)
		*field = first ? first->field : NULL;
	return first ? (int)first->code : -1;
}

Act *
store_fixture_act(StoreFixture *f, int person)
{
	return act_new(&f->env, f->people[person]);
}

char *
store_fixture_log(StoreFixture *f, int person)
{
	Act *act = store_fixture_act(f, person);
	char *id = g_strdup(act_add(act, EVENT_COMPLAINT_LOGGED, NULL));

	act_text(act, "contact_kind", "complaint");
	act_text(act, "channel", "A01");
	act_text(act, "business", "B04");
	act_text(act, "reason", "C11");
	act_text(act, "level", "ordinary");
	act_text(act, "text", "waited two hours / 排队两小时");
	act_add(act, EVENT_CLAIM_ADDED, id);
	act_new_id(act, "claim");
	act_text(act, "kind", "W01");
	store_fixture_save(f, act);
	return id;
}

Ticket *
store_fixture_ticket(StoreFixture *f, const char *id)
{
	g_autoptr(GError) error = NULL;
	Ticket *ticket = project_fold(f->store->db, f->reference, id, NULL, &error);

	g_assert_no_error(error);
	g_assert_nonnull(ticket);
	return ticket;
}

void
store_fixture_feed(
	StoreFixture *f, EventKind kind, const char *subject, const char *base, json_t *payload)
{
	g_autoptr(Event) event = event_new(kind);
	g_autoptr(GError) error = NULL;

	env_uuid7(&f->env, event->id);
	g_free(event->realm);
	event->realm = g_strdup(f->store->device.realm);
	g_strlcpy(event->subject, subject, UUID_LEN);
	g_strlcpy(event->device, f->other.id, UUID_LEN);
	g_strlcpy(event->actor, f->people[SUPERVISOR], UUID_LEN);
	g_strlcpy(event->base, base ? base : "", UUID_LEN);
	g_strlcpy(event->prev, f->other.prev, HASH_LEN);
	event->seq = ++f->other.seq;
	device_tick(&f->other, &f->env, event->hlc);
	json_decref(event->payload);
	event->payload = payload;
	event_check_payload(kind, payload, NULL, &error);
	g_assert_no_error(error);
	event_seal(event, &f->env, f->other.key);
	g_strlcpy(f->other.prev, event->hash, HASH_LEN);
	event->confirmed = true;
	event->number = ++f->hub;
	event->recv_us = env_now_us(&f->env);
	log_append(f->store->db, event, false, NULL, &error);
	g_assert_no_error(error);
	project_subject(f->store->db, f->reference, SUBJECT_TICKET, subject, &error);
	g_assert_no_error(error);
}

void
store_fixture_confirm(StoreFixture *f, const char *id)
{
	g_autofree char *sql =
		g_strdup_printf("UPDATE receipt SET confirmed = 1, number = %" PRId64
				" WHERE confirmed = 0 AND row = (SELECT row FROM event_log "
				"WHERE event_id = '%s');"
				"DELETE FROM outbox WHERE row = (SELECT row FROM event_log "
				"WHERE event_id = '%s')",
			++f->hub, id, id);
	g_autoptr(GError) error = NULL;

	db_exec(f->store->db, sql, &error);
	g_assert_no_error(error);
}

void
store_fixture_prove(StoreFixture *f)
{
	AuditReport report;
	g_autoptr(GError) error = NULL;

	g_assert_true(audit_verify(f->store->db, &report, &error));
	g_assert_cmpstr(report.first_bad, ==, NULL);
	g_assert_true(report.ok);
	for (int shuffle = 0; shuffle < 2; shuffle++) {
		g_autofree char *difference = NULL;

		g_assert_true(audit_rebuild(f->store->db, f->reference,
			shuffle ? &f->env : NULL, &difference, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(difference, ==, NULL);
	}
}

Act *
store_fixture_one(StoreFixture *f, int person, EventKind kind, const char *subject, ...)
{
	Act *act = store_fixture_act(f, person);
	const char *field;
	va_list fields;

	act_add(act, kind, subject);
	va_start(fields, subject);
	while ((field = va_arg(fields, const char *))) {
		const char *value = va_arg(fields, const char *);

		if (field[0] == '#')
			act_int(act, field + 1, g_ascii_strtoll(value, NULL, 10));
		else
			act_text(act, field, value);
	}
	va_end(fields);
	return act;
}

Act *
store_fixture_second(StoreFixture *f, Act *act, int person)
{
	g_strlcpy(act->second, f->people[person], UUID_LEN);
	/* submitted again, as a screen does after asking */
	return act;
}

void
store_fixture_expect(StoreFixture *f, Act *act, int code, const char *field)
{
	const char *found = NULL;
	int got = store_fixture_refusal(f, act, &found);

	g_assert_cmpint(got, ==, code);
	g_assert_cmpstr(found, ==, field);
}
