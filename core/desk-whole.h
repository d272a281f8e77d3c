/*
 * Work over the whole store: proof, making the derived rows again, erasure. Part of
 * core/desk.h, which is what to include.
 */
#pragma once

#include "core/act.h"

typedef struct Desk Desk;

typedef struct AuditReport {
	bool ok;
	int64_t events, erased;
	char *first_bad; /* where and why, NULL if ok */
} AuditReport;
/* The signed head alone; desk_audit_verify() has it too, but only once all before it is whole.
 */
bool desk_head_check(Desk *desk, GError **error);
bool desk_audit_verify(Desk *desk, AuditReport *ret, GError **error);
/* Folds everything again and compares with the derived tables; `shuffle` feeds events in
 * another order. Text names the first difference. */
bool desk_rebuild_check(Desk *desk, bool shuffle, char **ret_difference, GError **error);
/* Erases the payloads of a ticket's events; reports done only after looking for the words in
 * the files. */
ActResult *desk_erase(Desk *desk, const char *ticket_id, const char *reason, const char *second,
	GError **error);
