/*
 * The policies of a folder, in all their versions. Immutable once loaded; a
 * ticket pins id and version at intake, so old versions are never dropped.
 */
#pragma once

#include "core/policy.h"

typedef struct PolicySet PolicySet;

/* All *.policy of a folder, families with all their copies. NULL with every file's mistakes in
 * one error; two equal id and version are one, and so is a clock beside that no file has. */
PolicySet *policy_set_load(const char *folder, GError **error);
/* A set of all that `base` has, which must outlive it; more can be added before it is shared. */
PolicySet *policy_set_new_over(const PolicySet *base);
/* Adds a policy from its text, a family with all its copies. NULL with its mistakes by line, an
 * id and version that is there already and an unknown clock beside it included: then the set is
 * for the bin. Borrowed. */
const Policy *policy_set_add(
	PolicySet *set, const char *name, const char *text, size_t len, GError **error);
void policy_set_free(PolicySet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PolicySet, policy_set_free)

/* The pinned version, or the newest for version NULL. NULL if there is none. Borrowed from the
 * set. */
const Policy *policy_set_find(const PolicySet *set, const char *id, const char *version);
/* The version in force on a local day: what intake pins. NULL if none is yet. Borrowed. */
const Policy *policy_set_find_for_day(const PolicySet *set, const char *id, int32_t day);

/* All of them, by id, first day in force and version. Borrowed. */
unsigned policy_set_count(const PolicySet *set);
const Policy *policy_set_nth(const PolicySet *set, unsigned n);
