/*
 * The table of kinds, made from core/event.def in two passes: the fields of
 * each kind as an array of their own, then one row a kind. Constant; no JSON.
 */
#include "config.h"

#include "core/event-kind.h"

#include <glib/gi18n.h>

/* Each EVENT closes the array before it and opens its own; FIELD rows fall into the open one.
 */
/* clang-format off */
static const FieldDef fields_before_the_first[] G_GNUC_UNUSED = {
#define EVENT(id, name, subject, guard, roles, reads) }; static const FieldDef fields_##id[] = {
#define NEED true
#define OPT false
#define FIELD(id, name, type, need, arg) {name, type, need, arg},
#include "core/event.def"
#undef NEED
#undef OPT
};

static const KindDef kinds[N_EVENT_KINDS] = {
#define EVENT(id, name, subject, guard, roles, reads) \
	[EVENT_##id] = {name, subject, guard, roles, reads, fields_##id, G_N_ELEMENTS(fields_##id)},
#include "core/event.def"
};
/* clang-format on */

static const char *const subject_names[N_SUBJECT_KINDS] = {
	[SUBJECT_TICKET] = "ticket",
	[SUBJECT_TIME] = "time",
	[SUBJECT_PERSON] = "person",
	[SUBJECT_DESK] = "desk",
	[SUBJECT_BATCH] = "batch",
	[SUBJECT_REFERENCE] = "reference",
};

const KindDef *
event_kind_def(EventKind kind)
{
	g_assert((unsigned)kind < N_EVENT_KINDS);
	return &kinds[kind];
}

EventKind
event_kind_from_name(const char *name)
{
	for (unsigned i = 0; i < N_EVENT_KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (EventKind)i;
	return EVENT_UNKNOWN;
}

const FieldDef *
event_kind_field(EventKind kind, const char *name)
{
	const KindDef *def = event_kind_def(kind);

	for (unsigned i = 0; i < def->n_fields; i++)
		if (strcmp(def->fields[i].name, name) == 0)
			return &def->fields[i];
	return NULL;
}

const char *
event_subject_name(SubjectKind kind)
{
	g_assert((unsigned)kind < N_SUBJECT_KINDS);
	return subject_names[kind];
}

SubjectKind
event_subject_from_name(const char *name)
{
	for (unsigned i = 0; i < N_SUBJECT_KINDS; i++)
		if (strcmp(subject_names[i], name) == 0)
			return (SubjectKind)i;
	return SUBJECT_UNKNOWN;
}

bool
event_roles_fit(EventRoles roles, StaffRole role, bool no_administrator)
{
	switch (roles) {
	case ROLES_ANY:
		return true;
	case ROLES_DESK:
		return staff_role_is_desk(role);
	case ROLES_LEAD:
		return staff_role_is_lead(role);
	case ROLES_IMPORT:
		return staff_role_is_lead(role) || role == STAFF_ADMINISTRATOR;
	case ROLES_ADMIN:
		return role == STAFF_ADMINISTRATOR ||
		       (no_administrator && staff_role_is_lead(role));
	case ROLES_COMPLIANCE:
		return role == STAFF_COMPLIANCE;
	case ROLES_PUBLISH:
		return role == STAFF_COMPLIANCE || role == STAFF_HEAD_OFFICE;
	case ROLES_SYSTEM:
		return false;
	}
	return false;
}
