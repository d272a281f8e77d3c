/* The proof over a connection; core/desk.h has the door for screens. See audit.c. */
#pragma once

#include "core/desk.h"
#include "core/store.h"

/* Verifies every chain and what lies beside it. False and error only where the store cannot be
 * read at all. */
bool audit_verify(Db *db, AuditReport *report, GError **error);

/*
 * Makes all derived rows again in memory and compares. With `dice` the events arrive in an
 * order of its choice, each refolding its subject; NULL: as they are. *ret_difference (caller
 * frees) is NULL if all are equal.
 */
bool audit_rebuild(
	Db *db, const Reference *reference, Env *dice, char **ret_difference, GError **error);
