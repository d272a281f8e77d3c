/*
 * The table of kinds (core/event.def) as types: what an event may be about,
 * which fields it has, who may make it. Free of JSON, so that screens may
 * include it.
 */
#pragma once

#include "core/person.h"

#include <stdbool.h>

#define UUID_LEN 37 /* with the NUL */
#define HASH_LEN 65 /* 64 hex digits with the NUL */
#define HLC_LEN	 17

typedef enum SubjectKind {
	SUBJECT_TICKET,
	SUBJECT_TIME,
	SUBJECT_PERSON,
	SUBJECT_DESK,
	SUBJECT_BATCH,
	SUBJECT_REFERENCE, /* a draft of a policy, a calendar, the routing rules */
	N_SUBJECT_KINDS,
	SUBJECT_UNKNOWN =
		N_SUBJECT_KINDS /* of a newer version: its name stands in the header only */
} SubjectKind;

typedef enum GuardKind {
	GUARD_NONE,
	GUARD_STATUS,
	GUARD_OWNER,
	GUARD_CATEGORY,
	GUARD_OUTCOME,
	GUARD_REDRESS,
	N_GUARDS
} GuardKind;

typedef enum EventRoles {
	ROLES_ANY,	  /* every signed-on person */
	ROLES_DESK,	  /* everyone but auditor and administrator */
	ROLES_LEAD,	  /* supervisor, head office, compliance */
	ROLES_IMPORT,	  /* supervisor, head office, compliance, administrator */
	ROLES_ADMIN,	  /* administrator, or a lead while there is none */
	ROLES_COMPLIANCE, /* 消保: policies, calendars, erasure */
	ROLES_PUBLISH,	  /* compliance, head office */
	ROLES_SYSTEM	  /* the desk itself */
} EventRoles;

typedef enum EventKind {
#define EVENT(id, name, subject, guard, roles, reads) EVENT_##id,
#include "core/event.def"
	N_EVENT_KINDS,
	EVENT_UNKNOWN =
		N_EVENT_KINDS /* made by a newer version: kept, shown as such, not folded */
} EventKind;

typedef enum FieldType {
	FIELD_LINE,
	FIELD_TEXT,
	FIELD_CODE,
	FIELD_UUID,
	FIELD_PERSON,
	FIELD_TIME,
	FIELD_DAY,
	FIELD_INT,
	FIELD_MINOR,
	FIELD_BOOL,
	FIELD_ENUM,
	FIELD_SET,
	FIELD_LINES,
	FIELD_UUIDS,
	FIELD_HASH,
	FIELD_COLUMNS
} FieldType;

typedef struct FieldDef {
	const char *name;
	FieldType type;
	bool need;
	const char *arg; /* words of an ENUM or SET, "a|b|c" */
} FieldDef;

typedef struct KindDef {
	const char *name;
	SubjectKind subject;
	GuardKind guard;
	EventRoles roles;
	const char *reads;
	const FieldDef *fields;
	unsigned n_fields;
} KindDef;

typedef struct Event Event;

/* The table's row for `kind` (not EVENT_UNKNOWN). */
const KindDef *event_kind_def(EventKind kind);

/* EVENT_UNKNOWN for a name this version does not know. */
EventKind event_kind_from_name(const char *name);

/* The row of field `name` in `kind` (not EVENT_UNKNOWN); NULL if the kind has no such field. */
const FieldDef *event_kind_field(EventKind kind, const char *name);

/* Whether `role` is one of `roles`; for ADMIN, where there is no administrator a lead stands
 * in. */
bool event_roles_fit(EventRoles roles, StaffRole role, bool no_administrator);

/* "ticket", "time" ...: the header's word. Not for SUBJECT_UNKNOWN. */
const char *event_subject_name(SubjectKind kind);

/* SUBJECT_UNKNOWN for a name this version does not know. */
SubjectKind event_subject_from_name(const char *name);
