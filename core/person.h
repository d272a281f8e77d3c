/*
 * Staff: number, name, role, branch, and what each role may do. The PIN is
 * not here: its argon2id hash stays in the store's local PIN table.
 */
#pragma once

#include "core/env.h"

#include <stdbool.h>

typedef enum Role {
	ROLE_TELLER,
	ROLE_HANDLER,
	ROLE_SUPERVISOR,
	ROLE_HEAD_OFFICE,
	ROLE_COMPLIANCE,
	ROLE_AUDITOR,
	ROLE_ADMINISTRATOR,
	N_ROLES
} Role;

typedef struct Person {
	char id[37];
	char *number, *name, *branch;
	Role role;
	bool active;
	bool has_pin;
	unsigned wrong_pins;	  /* since the last good one */
	int64_t last_wrong_us;
} Person;

Person *person_new(void);
void person_free(Person *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Person, person_free)

const char *role_name(Role role);	    /* "teller": the log's word */
bool role_from_name(const char *name, Role *ret);
/* Supervisor, head office and compliance. */
bool role_is_lead(Role role);
/* May make ordinary acts on tickets: all but auditor and administrator. */
bool role_is_desk(Role role);
/* Microseconds to wait before the next try after `wrong` wrong PINs: 0, 0, 0, 5 s, 15 s, 60 s, 5 min ... 15 min. */
int64_t person_pin_delay_us(unsigned wrong);
