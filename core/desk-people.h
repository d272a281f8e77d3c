/*
 * People at the desk: who is signed on, sign-on and sign-off, the second person on the
 * spot, PINs. Part of core/desk.h, which is what to include.
 */
#pragma once

#include "core/act.h"
#include "core/person.h"

typedef struct Desk Desk;

typedef enum SignOnOutcome {
	SIGN_ON_OK,
	SIGN_ON_WRONG, /* number or PIN: not told which */
	SIGN_ON_WAIT,  /* too many wrong PINs: wait_us left */
	SIGN_ON_INACTIVE,
	SIGN_ON_FAILED
} SignOnOutcome;
typedef void (*DeskSignOnDone)(SignOnOutcome outcome, int64_t wait_us, void *data);
/* Checks number and PIN off the caller's thread; on OK the person is signed on (and an earlier
 * one off). */
void desk_sign_on(
	Desk *desk, const char *number, const char *pin, DeskSignOnDone done, void *data);
/* The same, waiting. */
SignOnOutcome desk_sign_on_wait(
	Desk *desk, const char *number, const char *pin, int64_t *ret_wait_us);
/* `how`: "asked", "changed" or "locked". A running timer stops, except for "locked". */
void desk_sign_off(Desk *desk, const char *how);
/* The person signed on, or NULL. */
const Person *desk_person(Desk *desk);
const Person *desk_person_by_id(Desk *desk, const char *id); /* NULL if unknown */
const Person *desk_person_by_number(Desk *desk, const char *number);
const GPtrArray *desk_people(Desk *desk); /* const Person *, by number */
/* Sign-on of a practice desk or of a folder of one person: no PIN. Only where
 * desk_is_practice(). */
void desk_assume(Desk *desk, const char *person_id);
/*
 * The session file: while the process `pid` lives on this boot, other panes of the same user
 * act as the person signed on there. Saved after sign-on, cleared by sign-off and lock.
 */
void desk_session_save(Desk *desk, int64_t pid);
void desk_session_clear(Desk *desk);
bool desk_session_resume(Desk *desk);
/* A second person authorises `act` on the spot: on OK act->second is set. */
typedef struct Credentials {
	const char *number, *pin;
} Credentials;
void desk_authorise(
	Desk *desk, Act *act, const Credentials *second, DeskSignOnDone done, void *data);
SignOnOutcome desk_authorise_wait(Desk *desk, Act *act, const char *number, const char *pin);
/* argon2id of a new PIN of 4 to 12 digits into act->pin_hash; INVALID if too simple or short.
 */
bool desk_hash_pin(Desk *desk, Act *act, const char *pin, GError **error);
