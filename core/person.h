/*
 * Staff: number, name, role, branch, and what each role may do. The PIN is
 * not here: its argon2id hash stays in the store's local PIN table.
 */
#pragma once

#include "core/env.h"

#include <stdbool.h>

typedef enum StaffRole {
	STAFF_TELLER,
	STAFF_HANDLER,
	STAFF_SUPERVISOR,
	STAFF_HEAD_OFFICE,
	STAFF_COMPLIANCE,
	STAFF_AUDITOR,
	STAFF_ADMINISTRATOR,
	N_STAFF_ROLES
} StaffRole;

typedef struct Person {
	char id[37];
	char *number, *name, *branch;
	StaffRole role;
	bool active;
	bool has_pin;
	unsigned wrong_pins; /* since the last good one */
	int64_t last_wrong_us;
} Person;

/* Everything "" and false, a teller. */
Person *person_new(void);
void person_free(Person *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Person, person_free)

const char *staff_role_name(StaffRole role); /* "teller": the log's word */
/* False, and `ret` untouched, for a word that names no role. */
bool staff_role_from_name(const char *name, StaffRole *ret);
/* Supervisor, head office and compliance. */
bool staff_role_is_lead(StaffRole role);
/* May make ordinary acts on tickets: all but auditor and administrator. */
bool staff_role_is_desk(StaffRole role);
/* Microseconds to wait before the next try after `wrong` wrong PINs: 0, 0, 0, 5 s, 15 s, 60 s,
 * 5 min ... 15 min. */
int64_t person_pin_delay_us(unsigned wrong);
/*
 * What is wrong with `digits` as a PIN, as a sentence, NULL if nothing: 4 to 12 digits; unless
 * `practice`, neither one digit throughout nor a run. Translated, static.
 */
const char *person_pin_problem(const char *digits, bool practice);
