/*
 * The authority table: how much redress a role may grant on one complaint.
 * A data file (assets/authority/redress.tsv), a bank's own figures.
 */
#pragma once

#include "core/person.h"

typedef struct Authority Authority;

/* SYNTAX names file, line and field. */
Authority *authority_new_from_file(const char *path, GError **error);
void authority_free(Authority *authority);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Authority, authority_free)

/* Limit in minor units; 0 if the role has none for this currency, INT64_MAX if without limit.
 */
int64_t authority_limit(const Authority *authority, StaffRole role, const char *currency);
