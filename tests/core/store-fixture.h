/* A stepped store without a desk, with people and a second device whose events can be fed in.
 */
#pragma once

#include "core/store.h"

enum {
	TELLER,
	HANDLER,
	SUPERVISOR,
	COMPLIANCE,
	HEAD_OFFICE,
	AUDITOR,
	ADMINISTRATOR,
	N_STORE_PEOPLE
};

typedef struct StoreFixture {
	Env env;
	char *folder;
	Reference *reference;
	Store *store;
	char people[N_STORE_PEOPLE][UUID_LEN];
	/* another device, with its own key and chain */
	Device other;
	int64_t hub; /* the number the hub gave last */
} StoreFixture;

void store_fixture_init(StoreFixture *f, uint64_t seed);
void store_fixture_clear(StoreFixture *f);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreFixture, store_fixture_clear)

/* Closes and opens the store. */
void store_fixture_reopen(StoreFixture *f);
/* Removes a folder and all in it. */
void store_fixture_remove(const char *folder);
/* Applies and frees `act`; caller frees the result. */
ActResult *store_fixture_apply(StoreFixture *f, Act *act);
/* The same, expecting ACT_SAVED. */
void store_fixture_save(StoreFixture *f, Act *act);
/* The outcome of one that is expected to be refused: its first code, or -1 if it was not
 * refused; `field` is set. */
int store_fixture_refusal(StoreFixture *f, Act *act, const char **field);
Act *store_fixture_act(StoreFixture *f, int person);
/* An ordinary complaint with a claim, logged by `person`. Returns its id; caller frees. */
char *store_fixture_log(StoreFixture *f, int person);
Ticket *store_fixture_ticket(StoreFixture *f, const char *id);
/* A confirmed event of the other device, appended and its ticket folded anew. Takes `payload`.
 */
void store_fixture_feed(StoreFixture *f, EventKind kind, const char *subject, const char *base,
	json_t *payload);
/* The hub confirms the own event `id`. */
void store_fixture_confirm(StoreFixture *f, const char *id);
/* Fails if proof or rebuilding (also shuffled) finds anything. */
void store_fixture_prove(StoreFixture *f);
/* One event by `person`, with pairs of field and text; NULL ends. The text of "#field" is read
 * as an integer. */
Act *store_fixture_one(StoreFixture *f, int person, EventKind kind, const char *subject, ...);
/* `act` with a second person's authorisation. */
Act *store_fixture_second(StoreFixture *f, Act *act, int person);
/* Applies and frees `act`, which is refused with `code` and `field`, or saved where `code` is
 * -1. */
void store_fixture_expect(StoreFixture *f, Act *act, int code, const char *field);
