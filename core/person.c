/* Staff roles and the wait after wrong PINs. See person.h. Pure. */
#include "config.h"

#include "core/person.h"

#include <glib/gi18n.h>
#include <string.h>

/* The words of event.def's role fields. */
static const char *const role_names[N_STAFF_ROLES] = {
	[STAFF_TELLER] = "teller",
	[STAFF_HANDLER] = "handler",
	[STAFF_SUPERVISOR] = "supervisor",
	[STAFF_HEAD_OFFICE] = "head_office",
	[STAFF_COMPLIANCE] = "compliance",
	[STAFF_AUDITOR] = "auditor",
	[STAFF_ADMINISTRATOR] = "administrator",
};

Person *
person_new(void)
{
	Person *person = g_new0(Person, 1);

	person->number = g_strdup("");
	person->name = g_strdup("");
	person->branch = g_strdup("");
	return person;
}

void
person_free(Person *person)
{
	if (!person)
		return;
	g_free(person->number);
	g_free(person->name);
	g_free(person->branch);
	g_free(person);
}

const char *
staff_role_name(StaffRole role)
{
	g_assert((unsigned)role < N_STAFF_ROLES);
	return role_names[role];
}

bool
staff_role_from_name(const char *name, StaffRole *ret)
{
	for (unsigned i = 0; i < N_STAFF_ROLES; i++) {
		if (strcmp(role_names[i], name) != 0)
			continue;
		*ret = (StaffRole)i;
		return true;
	}
	return false;
}

bool
staff_role_is_lead(StaffRole role)
{
	return role == STAFF_SUPERVISOR || role == STAFF_HEAD_OFFICE ||
	       role == STAFF_COMPLIANCE;
}

bool
staff_role_is_desk(StaffRole role)
{
	return role != STAFF_AUDITOR && role != STAFF_ADMINISTRATOR;
}

int64_t
person_pin_delay_us(unsigned wrong)
{
	static const int64_t delays[] = {0, 0, 0, 5 * US_PER_SECOND, 15 * US_PER_SECOND,
		60 * US_PER_SECOND, 5 * US_PER_MINUTE, 15 * US_PER_MINUTE};

	return delays[MIN(wrong, G_N_ELEMENTS(delays) - 1)];
}

static bool
pin_is_simple(const char *pin)
{
	size_t len = strlen(pin);
	bool same = true, up = true, down = true;

	for (size_t i = 1; i < len; i++) {
		same &= pin[i] == pin[i - 1];
		up &= pin[i] == pin[i - 1] + 1;
		down &= pin[i] == pin[i - 1] - 1;
	}
	return same || up || down;
}

const char *
person_pin_problem(const char *digits, bool practice)
{
	size_t len = strlen(digits);

	if (len < 4 || len > 12 || strspn(digits, "0123456789") != len)
		return _("A PIN is 4 to 12 digits.");
	if (!practice && pin_is_simple(digits))
		return _(
			"This PIN is too easy to guess. Avoid the same digit throughout and runs such as "
			"1234.");
	return NULL;
}
