/*
 * Reference data: policies, calendars, routing rules, taxonomy, authority,
 * readings. What comes with the program, and over it what compliance has
 * published (core/reference-item.h). Immutable: a publication makes a new one,
 * and the old ones stay until their desk closes, for screens and clocks point
 * into them. Each thread has its own pointer, so nothing is swapped under
 * anybody.
 */
#pragma once

#include "core/authority.h"
#include "core/calendar.h"
#include "core/letter-template.h"
#include "core/pinyin.h"
#include "core/policy-route.h"
#include "core/policy-set.h"
#include "core/reference-item.h"
#include "core/taxonomy.h"

typedef struct Reference {
	PolicySet *policies;   /* all versions */
	PolicyRoutes *routes;  /* the newest */
	GHashTable *calendars; /* code or alias -> Calendar, the newest of each */
	TaxonomySet *taxonomy;
	Authority *authority;
	LetterSet *letters;
	PinyinTable *pinyin;
	const struct Reference *base; /* lends the last three, or NULL */
} Reference;

Reference *reference_load(const char *assets, GError **error);
void reference_free(Reference *reference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reference, reference_free)

/*
 * `base`, which must outlive it, under what was published (ReferenceItem *, oldest first). What
 * cannot be read any more takes its calendar away: a missing calendar is named, a wrong one is
 * not.
 */
Reference *reference_new_over(const Reference *base, const GPtrArray *items);

/*
 * Whether `text` could be published now; AMENDS_ERROR_SYNTAX has the mistakes by line as
 * `name:line: ...`. `ret` gets what it is, by its own looks, and its code, version and text.
 */
bool reference_check_text(const Reference *reference, const char *name, const char *text,
	ReferenceItem *ret, GError **error);

/* The policy of a new complaint; NULL if no rule fits or none is in force yet. */
const Policy *reference_route(const Reference *reference, const PolicySituation *situation);
/* A policy's clocks beside it that are in force on `day`, "ID VERSION" each; caller frees. */
GStrv reference_dup_beside(const Reference *reference, const Policy *policy, int32_t day);

/* Last day that the calendar `code` covers; DAY_NONE if there is no such calendar. */
int32_t reference_calendar_end(const Reference *reference, const char *code);
/* The first day that two versions of a calendar do not say the same of, coverage included;
 * DAY_NONE where they agree. Either may be NULL. */
int32_t reference_first_change(const Calendar *before, const Calendar *after);
