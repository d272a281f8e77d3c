/*
 * Taking back: whose, which kinds, and whole acts only. Apart from core/rules.h because it
 * looks at the ticket's events, not at the ticket. The store calls it.
 */
#pragma once

#include "core/event.h"
#include "core/rules.h"

/* Refuses ids that are unknown, a colleague's, of kinds that stay, or only a part of an act.
 * `events`: Event *. */
void undo_check(RuleContext *rules, const ActEvent *wanted, const GPtrArray *events);

/* rules_undo_touches() of all that `wanted` names. */
unsigned undo_touches(const ActEvent *wanted, const GPtrArray *events);
