/* The code of its header. */
#include "config.h"

#include "core/desk-clock.h"

#include <glib/gi18n.h>

#include "core/clock-explain.h"
#include "core/clock-json.h"
#include "core/day.h"
#include "core/desk-private.h"
#include "core/rules.h"
#include "core/ticket-due.h"
#include "core/words.h"

static const char *
language(void)
{
	return words_is_chinese() ? "zh_CN" : "en";
}

static void
add(GString *text, const char *line)
{
	if (!line || !line[0])
		return;
	g_string_append(text, line);
	if (text->str[text->len - 1] != '\n')
		g_string_append_c(text, '\n');
}

static void
add_taken(GString *text, char *line)
{
	add(text, line);
	g_free(line);
}

/* ---- what stands over all clocks ---- */

/* New facts begin a new period, never a new complaint: its age goes on. */
static void
add_age(GString *text, const Ticket *ticket, const Clock *clock, int64_t now_us,
	GTimeZone *zone)
{
	int days = day_of_us(now_us, zone) - day_of_us(ticket->received_us, zone);
	g_autofree char *at = us_dup_text(ticket->received_us, zone);

	add_taken(text,
		g_strdup_printf(ngettext("First received %1$s, %2$d day ago.",
					"First received %1$s, %2$d days ago.", days),
			at, days));
	if (clock && clock->restarts)
		add_taken(text,
			g_strdup_printf(ngettext("The period began anew %u time.",
						"The period began anew %u times.",
						clock->restarts),
				clock->restarts));
}

/* ---- one clock ---- */

static char *
dup_state(const Clock *clock, GTimeZone *zone)
{
	g_autofree char *due =
		clock->due_us != CLOCK_NEVER ? us_dup_text(clock->due_us, zone) : NULL;
	g_autofree char *stopped =
		clock->stopped_us != CLOCK_NEVER ? us_dup_text(clock->stopped_us, zone) : NULL;
	g_autofree char *code = clock_dup_error_code(clock);

	if (code)
		return g_strdup_printf("%s: %s", clock_state_text(clock->state), code);
	if (stopped && due)
		return g_strdup_printf(_("%1$s: due %2$s, done %3$s%4$s"),
			clock_state_text(clock->state), due, stopped,
			clock->attested ? _(" (entered late, attested by a second person)")
					: "");
	if (due)
		return g_strdup_printf(
			_("%1$s: due %2$s"), clock_state_text(clock->state), due);
	return g_strdup(clock_state_text(clock->state));
}

static void
add_ground(GString *text, const PolicyGround *ground)
{
	if (ground->source)
		add_taken(text,
			ground->article
				? g_strdup_printf(_("Rule: %1$s, article %2$s. Mark %3$s"),
					  ground->source, ground->article,
					  clock_mark_text(ground->mark))
				: g_strdup_printf(_("Rule: %1$s. Mark %2$s"), ground->source,
					  clock_mark_text(ground->mark)));
	if (ground->house_rule)
		add_taken(text, g_strdup_printf(_("House rule: %s"), ground->house_rule));
}

static void
add_clock(GString *text, const ClockInput *input, unsigned number, bool days)
{
	Clock clock;
	g_autoptr(GPtrArray) lines = clock_explain(input, &clock);
	g_autoptr(GPtrArray) spans = days ? NULL : clock_explain_spans(lines);

	add_taken(text,
		g_strdup_printf("\n%u. %s (%s %s, %s)", number,
			policy_title(input->policy, language()), input->policy->id,
			input->policy->version, clock_family_text(input->policy)));
	add_taken(text, dup_state(&clock, input->zone));
	if (input->calendar)
		add_taken(text,
			g_strdup_printf(_("Working days by calendar %1$s, version %2$s."),
				calendar_code(input->calendar),
				calendar_version(input->calendar)));
	add_taken(text, clock_explain_text(spans ? spans : lines, &clock, input->zone));
	add_taken(text, clock_dup_moves_text(&clock));
	add_ground(text, &input->policy->ground);
}

/* ---- extensions ---- */

static const char *
name_of(Desk *desk, const char *id)
{
	const Person *person = desk_person_by_id(desk, id);

	return person ? person->name : "-";
}

char *
desk_dup_extension(Desk *desk, const Ticket *ticket, const TicketExtension *extension)
{
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	g_autofree char *asked = us_dup_text(extension->asked_us, zone);
	g_autofree char *told =
		extension->told_us ? us_dup_text(extension->told_us, zone) : NULL;
	const char *by = name_of(desk, extension->decided_by);
	const char *as = words_code(extension->standing);
	g_autofree char *line = g_strdup_printf(
		_("Extension %1$d (%2$s), asked for by %3$s, %4$s"), (int)extension->rung,
		words_code(extension->reason), name_of(desk, extension->asked_by), asked);

	switch (extension->state) {
	case EXTENSION_REQUESTED:
		return g_strdup_printf(_("%s: waits to be decided"), line);
	case EXTENSION_REFUSED:
		return g_strdup_printf(_("%1$s: refused by %2$s as %3$s: %4$s"), line, by, as,
			extension->decision);
	case EXTENSION_APPROVED:
		return g_strdup_printf(
			_("%1$s: approved by %2$s as %3$s; the customer is still to be told"),
			line, by, as);
	case EXTENSION_TOLD:
		return g_strdup_printf(_("%1$s: approved by %2$s as %3$s, customer told %4$s"),
			line, by, as, told);
	case N_EXTENSION_STATES:
		break;
	}
	g_assert_not_reached();
}

PolicyApprover
desk_standing(Desk *desk, const Ticket *ticket, const TicketExtension *extension)
{
	unsigned mine = desk->current ? rules_standings(desk->current, ticket) : 0;
	unsigned asked = mine;
	Clock clock;

	if (desk_clock(desk, ticket, &clock) && extension->rung >= 1 &&
		extension->rung <= clock.policy->n_rungs)
		asked &= clock.policy->rungs[extension->rung - 1].approvers;
	if (!asked)
		asked = mine;
	for (unsigned i = N_POLICY_APPROVERS; i-- > 1;)
		if (asked & 1U << i)
			return (PolicyApprover)i;
	return POLICY_APPROVER_NONE;
}

/* ---- the whole ---- */

char *
desk_explain_clocks(Desk *desk, const Ticket *ticket, bool days)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	g_autoptr(GArray) facts = ticket_clock_facts(ticket);
	TicketClocks clocks = {ticket, desk->reference, zone, facts};
	int64_t now_us = env_now_us(desk->env);
	unsigned n = 0;
	ClockInput input;
	Clock clock;
	bool has_clock = ticket_evaluate(ticket, desk->reference, now_us, &clock);

	add_age(text, ticket, has_clock ? &clock : NULL, now_us, zone);
	for (guint i = 0; i < ticket->extensions->len; i++)
		add_taken(text, desk_dup_extension(desk, ticket, ticket->extensions->pdata[i]));
	for (unsigned i = 0; i < TICKET_CLOCKS_MAX; i++) {
		if (!ticket_clock_input(&clocks, i, &input))
			continue;
		input.now_us = now_us;
		add_clock(text, &input, ++n, days);
	}
	if (n == 0)
		add(text, _("No statutory clock runs on this one: it is not a complaint, it is "
			    "imported history, or it was received before the rule's first "
			    "day."));
	return g_strdup(text->str);
}

char *
desk_explain_json(Desk *desk, const Ticket *ticket)
{
	g_autoptr(GTimeZone) zone = ticket_dup_zone(ticket);
	g_autoptr(GArray) facts = ticket_clock_facts(ticket);
	TicketClocks clocks = {ticket, desk->reference, zone, facts};
	ClockInput inputs[TICKET_CLOCKS_MAX];
	ClockJson json = {.inputs = inputs, .language = language()};

	for (unsigned i = 0; i < TICKET_CLOCKS_MAX; i++) {
		if (!ticket_clock_input(&clocks, i, &inputs[json.n_inputs]))
			continue;
		inputs[json.n_inputs++].now_us = env_now_us(desk->env);
	}
	return json.n_inputs ? clock_dup_json(&json) : NULL;
}

/* ---- policies ---- */

const char *
desk_policy_version(Desk *desk, const char *policy)
{
	const Policy *found = policy_set_find(desk->reference->policies, policy, NULL);

	return found ? found->version : NULL;
}

char **
desk_policy_beside(Desk *desk, const char *policy, const char *version)
{
	const Policy *found = policy_set_find(desk->reference->policies, policy, version);
	GStrvBuilder *lines = g_strv_builder_new();
	char **list;

	for (char **id = found ? found->beside : NULL; id && *id; id++) {
		const char *newest = desk_policy_version(desk, *id);
		g_autofree char *line = newest ? g_strdup_printf("%s %s", *id, newest) : NULL;

		if (line)
			g_strv_builder_add(lines, line);
	}
	list = g_strv_builder_end(lines);
	g_strv_builder_unref(lines);
	return list;
}
