/* The proof over a connection; core/desk.h has the door for screens. See audit.c. */
#pragma once

#include "core/desk.h"
#include "core/store.h"

/* Verifies every chain and what lies beside it. False and error only where the store cannot be read at all. */
bool audit_verify(Db *db, AuditReport *report, GError **error);

/*
 * Makes all derived rows again in memory and compares. `shuffle` lets the events arrive in another
 * order, each refolding its subject. *ret_difference (caller frees) is NULL if all are equal.
 */
bool audit_rebuild(Db *db, const Reference *reference, Env *env, bool shuffle, char **ret_difference,
	GError **error);
