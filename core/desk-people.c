/*
 * People at the desk: the staff file as a value, sign-on and sign-off, second
 * persons. PINs are argon2id, checked off the UI thread; a wrong one is an
 * event, and each makes the next try wait longer. See desk.h.
 */
#include "config.h"

#include "core/desk-people.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sodium.h>
#include <unistd.h>

#include "core/desk-private.h"
#include "core/error.h"
#include "core/text.h"

static const char select_people[] =
	"SELECT p.id, p.number, p.name, p.role, p.branch, p.active, p.wrong_pins, p.last_wrong_us, "
	"EXISTS (SELECT 1 FROM pin WHERE person = p.id) FROM person p ORDER BY p.number";
static const char select_hash[] = "SELECT hash FROM pin WHERE person = :person";

static void
set(char **text, const char *value)
{
	g_free(*text);
	*text = g_strdup(value);
}

static Person *
read_person(sqlite3_stmt *stmt)
{
	Person *person = person_new();

	g_strlcpy(person->id, db_text(stmt, 0), sizeof person->id);
	set(&person->number, db_text(stmt, 1));
	set(&person->name, db_text(stmt, 2));
	person->role = (StaffRole)db_int(stmt, 3);
	set(&person->branch, db_text(stmt, 4));
	person->active = db_int(stmt, 5) != 0;
	person->wrong_pins = (unsigned)db_int(stmt, 6);
	person->last_wrong_us = db_int(stmt, 7);
	person->has_pin = db_int(stmt, 8) != 0;
	return person;
}

static Person *
person_copy(const Person *from)
{
	Person *person = person_new();

	memcpy(person->id, from->id, sizeof person->id);
	set(&person->number, from->number);
	set(&person->name, from->name);
	set(&person->branch, from->branch);
	person->role = from->role;
	person->active = from->active;
	person->has_pin = from->has_pin;
	return person;
}

bool
desk_read_people(Desk *desk, GError **error)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_people, error);
	g_autoptr(GError) local = NULL;

	if (!stmt)
		return false;
	g_ptr_array_set_size(desk->people, 0);
	while (db_step(stmt, &local))
		g_ptr_array_add(desk->people, read_person(stmt));
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return false;
	}
	if (desk->current) {
		const Person *now = desk_person_by_id(desk, desk->current->id);
		Person *fresh = now ? person_copy(now) : NULL;

		person_free(desk->current);
		desk->current = fresh;
	}
	return true;
}

const Person *
desk_person(Desk *desk)
{
	return desk->current;
}

const GPtrArray *
desk_people(Desk *desk)
{
	return desk->people;
}

const Person *
desk_person_by_id(Desk *desk, const char *id)
{
	for (guint i = 0; i < desk->people->len; i++) {
		const Person *person = desk->people->pdata[i];

		if (strcmp(person->id, id) == 0)
			return person;
	}
	return NULL;
}

const Person *
desk_person_by_number(Desk *desk, const char *number)
{
	for (guint i = 0; i < desk->people->len; i++) {
		const Person *person = desk->people->pdata[i];

		if (g_ascii_strcasecmp(person->number, number) == 0)
			return person;
	}
	return NULL;
}

/* ---- PINs ---- */

bool
desk_hash_pin(Desk *desk, Act *act, const char *pin, GError **error)
{
	g_autofree char *digits = text_dup_number(pin);
	const char *problem = person_pin_problem(digits, desk->practice);
	size_t len = strlen(digits);
	char hash[crypto_pwhash_STRBYTES];

	if (problem) {
		g_set_error_literal(error, AMENDS_ERROR, AMENDS_ERROR_INVALID, problem);
		return false;
	}
	if (crypto_pwhash_str(hash, digits, len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
		    crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_IO,
			_("There is not enough memory for the PIN."));
		return false;
	}
	sodium_memzero(digits, len);
	g_free(act->pin_hash);
	act->pin_hash = g_strdup(hash);
	return true;
}

typedef struct SignOn {
	char *number, *pin, *hash;
	char person[UUID_LEN];
	bool second, right;
	Act *act;
	DeskSignOnDone done;
	void *data;
	SignOnOutcome outcome;
	int64_t wait_us;
} SignOn;

static void
sign_on_free(SignOn *try)
{
	sodium_memzero(try->pin, strlen(try->pin));
	g_free(try->number);
	g_free(try->pin);
	g_free(try->hash);
	g_free(try);
}

static char *
dup_hash(Desk *desk, const char *person)
{
	sqlite3_stmt *stmt = db_stmt(desk->reader, select_hash, NULL);
	char *hash = NULL;

	if (!stmt)
		return NULL;
	db_bind_text(stmt, ":person", person);
	if (db_step(stmt, NULL))
		hash = g_strdup(db_text(stmt, 0));
	sqlite3_reset(stmt);
	return hash;
}

/* What can be said before the slow part: on the caller's thread, since it owns the reader. */
static void
begin_try(Desk *desk, SignOn *try)
{
	const Person *person;
	int64_t ready;

	desk_read_people(desk, NULL);
	person = desk_person_by_number(desk, try->number);
	try->outcome = SIGN_ON_WRONG;
	if (!person)
		return;
	g_strlcpy(try->person, person->id, UUID_LEN);
	ready = person->last_wrong_us + person_pin_delay_us(person->wrong_pins);
	if (person->wrong_pins > 0 && ready > env_now_us(desk->env)) {
		/* Never longer than the delay itself, whatever the clock has done meanwhile. */
		try->outcome = SIGN_ON_WAIT;
		try->wait_us = MIN(
			ready - env_now_us(desk->env), person_pin_delay_us(person->wrong_pins));
		return;
	}
	try->hash = dup_hash(desk, person->id);
}

static void
verify(Desk *desk, void *data)
{
	SignOn *try = data;
	/* An unknown number takes as long as a wrong PIN. */
	static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
				     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

	if (try->outcome == SIGN_ON_WRONG)
		try->right = crypto_pwhash_str_verify(try->hash ? try->hash : nobody, try->pin,
				     strlen(try->pin)) == 0 &&
			     try->hash;
}

static void
submit_person_event(
	Desk *desk, EventKind kind, const char *person, const char *actor, const char *how)
{
	Act *act = act_new(desk->env, actor);

	act_add(act, kind, person);
	if (how)
		act_text(act, "how", how);
	desk_submit(desk, act, NULL, NULL);
}

/* One running timer a person; it ends with the shift. */
static void
stop_timer(Desk *desk, const char *how)
{
	const TimeEntry *running = desk_running(desk);
	Act *act;

	if (!running)
		return;
	act = desk_act(desk);
	act_add(act, EVENT_TIME_STOPPED, running->id);
	act_int(act, "end", env_now_us(desk->env));
	act_int(act, "worked_us", desk_running_us(desk, running));
	act_text(act, "how", how);
	desk_submit(desk, act, NULL, NULL);
}

static void
become(Desk *desk, const char *person)
{
	const Person *found = desk_person_by_id(desk, person);

	person_free(desk->current);
	desk->current = found ? person_copy(found) : NULL;
	desk->running_known = false;
	desk->last_ticket[0] = '\0';
}

static void
settle(Desk *desk, SignOn *try)
{
	const Person *person = desk_person_by_id(desk, try->person);

	if (try->outcome == SIGN_ON_WRONG && try->right && (!person || !person->active)) {
		try->outcome = SIGN_ON_INACTIVE; /* told to who has the PIN only */
	} else if (try->outcome == SIGN_ON_WRONG && try->right) {
		try->outcome = SIGN_ON_OK;
		if (try->second) {
			g_strlcpy(try->act->second, try->person, UUID_LEN);
		} else {
			if (desk->current && strcmp(desk->current->id, try->person) != 0)
				desk_sign_off(desk, "changed");
			become(desk, try->person);
			submit_person_event(
				desk, EVENT_SIGNED_ON, try->person, try->person, NULL);
		}
	} else if (try->outcome == SIGN_ON_WRONG && try->person[0]) {
		submit_person_event(desk, EVENT_PIN_WRONG, try->person, "", NULL);
	}
}

static void
verified(Desk *desk, void *data)
{
	SignOn *try = data;

	settle(desk, try);
	if (!desk->closing)
		try->done(try->outcome, try->wait_us, try->data);
	sign_on_free(try);
}

static SignOn *
sign_on_new(const char *number, const char *pin)
{
	SignOn *try = g_new0(SignOn, 1);

	try->number = text_dup_number(number);
	try->pin = text_dup_number(pin);
	return try;
}

void
desk_sign_on(Desk *desk, const char *number, const char *pin, DeskSignOnDone done, void *data)
{
	SignOn *try = sign_on_new(number, pin);

	try->done = done;
	try->data = data;
	begin_try(desk, try);
	desk_work(desk, verify, verified, try);
}

void
desk_authorise(Desk *desk, Act *act, const Credentials *second, DeskSignOnDone done, void *data)
{
	SignOn *try = sign_on_new(second->number, second->pin);

	try->done = done;
	try->data = data;
	try->second = true;
	try->act = act;
	begin_try(desk, try);
	desk_work(desk, verify, verified, try);
}

static SignOnOutcome
try_and_wait(Desk *desk, SignOn *try, int64_t *ret_wait_us)
{
	SignOnOutcome outcome;

	begin_try(desk, try);
	verify(desk, try);
	settle(desk, try);
	outcome = try->outcome;
	if (ret_wait_us)
		*ret_wait_us = try->wait_us;
	sign_on_free(try);
	return outcome;
}

SignOnOutcome
desk_sign_on_wait(Desk *desk, const char *number, const char *pin, int64_t *ret_wait_us)
{
	return try_and_wait(desk, sign_on_new(number, pin), ret_wait_us);
}

SignOnOutcome
desk_authorise_wait(Desk *desk, Act *act, const char *number, const char *pin)
{
	SignOn *try = sign_on_new(number, pin);

	try->second = true;
	try->act = act;
	return try_and_wait(desk, try, NULL);
}

void
desk_sign_off(Desk *desk, const char *how)
{
	if (!desk->current)
		return;
	if (strcmp(how, "locked") != 0)
		stop_timer(desk, "signed_off");
	submit_person_event(desk, EVENT_SIGNED_OFF, desk->current->id, desk->current->id, how);
	desk_session_clear(desk);
	become(desk, "");
}

void
desk_assume(Desk *desk, const char *person_id)
{
	g_return_if_fail(desk->practice);
	become(desk, person_id);
}

/* ---- the session that other panes of the same user may use ---- */

void
desk_session_save(Desk *desk, int64_t pid)
{
	g_autofree char *text = NULL;

	if (!desk->current)
		return;
	text = g_strdup_printf(
		"%s %" PRId64 " %s\n", desk->current->id, pid, desk->env->boot_id);
	desk_keep_file(desk, "session", text);
}

void
desk_session_clear(Desk *desk)
{
	desk_keep_file(desk, "session", NULL);
}

bool
desk_session_resume(Desk *desk)
{
	g_autofree char *path = g_build_filename(desk->folder, "session", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) words = NULL;
	int64_t pid = 0;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return false;
	words = g_strsplit(g_strstrip(text), " ", -1);
	if (g_strv_length(words) != 3 || strcmp(words[2], desk->env->boot_id) != 0)
		return false;
	pid = g_ascii_strtoll(words[1], NULL, 10);
	if (pid <= 1 || kill((pid_t)pid, 0) != 0 || !desk_person_by_id(desk, words[0]))
		return false;
	become(desk, words[0]);
	return desk->current && desk->current->active;
}
