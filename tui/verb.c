/*
 * The verb table and its prerequisites. The reasons are whole sentences: the
 * menu shows them behind a verb that cannot run, the message line after its key.
 */
#include "config.h"

#include "tui/verb.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/text.h"

static const VerbDef verb_defs[N_VERBS] = {
#define VERB(id, word, keys, fkey, contexts, roles, needs, usage, min_args, label, help)       \
	[VERB_##id] = {word, keys, fkey, contexts, roles, needs, usage, min_args, label, help},
#include "tui/verb.def"
};

const VerbDef *
verb_def(Verb verb)
{
	g_assert((unsigned)verb < N_VERBS);
	return &verb_defs[verb];
}

static const char *
role_reason(EventRoles roles)
{
	switch (roles) {
	case ROLES_LEAD:
		return _("This needs a supervisor.");
	case ROLES_IMPORT:
	case ROLES_ADMIN:
		return _("This needs a supervisor or an administrator.");
	case ROLES_COMPLIANCE:
		return _("This needs compliance.");
	case ROLES_DESK:
		return _("Auditors and administrators only read complaints.");
	case ROLES_PUBLISH:
		return _("This needs compliance or head office.");
	case ROLES_ANY:
	case ROLES_SYSTEM:
		break;
	}
	return _("Your role may not do this.");
}

static const char *
ticket_reason(unsigned needs, const VerbFacts *facts)
{
	const VerbSubject *subject = &facts->subject;
	bool open = subject->state < TICKET_STATE_CLOSED;

	if ((needs & (NEED_OPEN | NEED_LIVE)) && subject->state == TICKET_STATE_ARCHIVE)
		return _("This complaint is imported history; it can only be read.");
	if ((needs & (NEED_OPEN | NEED_LIVE)) && subject->state == TICKET_STATE_VOID)
		return _("This complaint was voided.");
	if ((needs & NEED_OPEN) && !open)
		return _("This complaint is closed; reopen it first.");
	if ((needs & NEED_CLOSED) && subject->state != TICKET_STATE_CLOSED &&
		subject->state != TICKET_STATE_WITHDRAWN)
		return _("This complaint is not closed.");
	if ((needs & NEED_ASKED) && (!facts->person || !*subject->asked ||
					    strcmp(subject->asked, facts->person->id) != 0))
		return _("You are not asked to take this complaint over.");
	if ((needs & NEED_NO_RECEIPT) && subject->receipt_given)
		return _("Its receipt is given; now only the customer can withdraw it.");
	return NULL;
}

const char *
verb_blocked(Verb verb, const VerbFacts *facts)
{
	const VerbDef *def = verb_def(verb);
	const Person *person = facts->person;

	if (!person && ((def->needs & NEED_PERSON) || def->roles != ROLES_ANY))
		return _("Sign on first.");
	if (person && !event_roles_fit(def->roles, person->role, facts->no_administrator))
		return role_reason(def->roles);
	if ((def->needs & NEED_TICKET) && !*facts->subject.id)
		return _("Select a complaint first.");
	return *facts->subject.id ? ticket_reason(def->needs, facts) : NULL;
}

const char *
verb_misplaced(Verb verb, VerbContext here)
{
	unsigned contexts = verb_def(verb)->contexts;

	if (contexts & here)
		return NULL;
	switch (contexts & IN_COMMAND) {
	case IN_QUEUE:
		return _("This works in the queue.");
	case IN_TICKET:
		return _("This works on the page of a complaint; open one first.");
	case IN_TIME:
		return _("This works on the time screen.");
	case IN_WARNINGS:
		return _("This works in the list of warnings; W opens it.");
	case IN_SHIFT:
		return _("This works on the screen of the shift; shift opens it.");
	case IN_QUEUE | IN_SHIFT:
		return _("This works in the queue and on the screen of the shift.");
	case IN_QUEUE | IN_TICKET:
		return _("This works in the queue and on the page of a complaint.");
	case IN_TICKET | IN_TIME:
		return _("This works on the page of a complaint and on the time screen.");
	case IN_QUEUE | IN_TICKET | IN_TIME:
		return _("This works in the queue, on the page of a complaint and on the time "
			 "screen.");
	case IN_TICKET | IN_TIME | IN_PEOPLE:
		return _("This works on the page of a complaint, on the time screen and in the "
			 "staff list.");
	case IN_COMMAND:
		return _("This does not work while you type; leave this form first.");
	default:
		return _("Not on this screen.");
	}
}

void
verb_subject_from_ticket(VerbSubject *ret, const Ticket *ticket)
{
	*ret = (VerbSubject){.state = ticket->state, .receipt_given = ticket->receipt_given};
	g_strlcpy(ret->id, ticket->id, sizeof ret->id);
	g_strlcpy(ret->number, ticket->number, sizeof ret->number);
	g_strlcpy(ret->owner, ticket->owner, sizeof ret->owner);
	g_strlcpy(ret->asked, ticket->asked, sizeof ret->asked);
}

Verb
verb_from_word(const char *word)
{
	for (int i = 0; i < N_VERBS; i++)
		if (strcmp(verb_defs[i].word, word) == 0)
			return (Verb)i;
	return VERB_NONE;
}

const char **
verb_nearest_words(const char *word, unsigned max)
{
	const char *words[N_VERBS + 1];

	for (int i = 0; i < N_VERBS; i++)
		words[i] = verb_defs[i].word;
	words[N_VERBS] = NULL;
	return text_nearest(word, words, max);
}
