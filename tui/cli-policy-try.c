/* amends policy try: a receipt, events in words, and what follows from them under a policy. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/clock-json.h"
#include "core/clock-warn.h"
#include "core/day.h"
#include "core/policy-script.h"
#include "tui/cli-policy.h"
#include "tui/language.h"

#define CLOCKS_MAX 9 /* the one asked about and those beside it */

/* Told on stderr; with --json also as an object. */
static int
fail_question(Cli *cli, const GError *error)
{
	if (cli->json) {
		g_autofree char *json = clock_dup_json_error(error);

		cli_write(cli, json, strlen(json));
	}
	return cli_fail_error(cli, error);
}

static bool
read_events(Cli *cli, PolicyScript *script, GError **error)
{
	const GPtrArray *events = cli_options(cli, "event");

	for (guint i = 0; events && i < events->len; i++)
		if (!policy_script_add(script, events->pdata[i], error))
			return false;
	return true;
}

/* Without --now it is now. */
static bool
read_question(Cli *cli, PolicyScript *script, GError **error)
{
	const char *zone = cli_option(cli, "zone"), *code = cli_option(cli, "calendar");
	const char *now = cli_option(cli, "now");

	if (zone && !policy_script_set_zone(script, zone, error))
		return false;
	if (code)
		policy_script_set_calendar(script, code);
	if (!policy_script_receive(script, cli_option(cli, "received"), error) ||
		!read_events(cli, script, error))
		return false;
	if (now)
		return policy_script_set_now(script, now, error);
	if (script->now_us == CLOCK_NEVER)
		script->now_us = env_now_us(&cli->env);
	return true;
}

static size_t
find_inputs(const PolicyScript *script, ClockInput inputs[CLOCKS_MAX])
{
	size_t n = 0;

	inputs[n++] = policy_script_input(script);
	for (char **id = script->policy.beside; id && *id && n < CLOCKS_MAX; id++)
		n += policy_script_input_beside(script, *id, &inputs[n]);
	return n;
}

static char *
dup_due(const Clock *clock, GTimeZone *zone)
{
	if (clock->due_us == CLOCK_NEVER)
		return g_strdup(clock_state_text(clock->state));
	return us_dup_text(clock->due_us, zone);
}

static void
say_refused(Cli *cli, const GPtrArray *lines, const Clock *clock, GTimeZone *zone)
{
	for (guint i = 0; i < lines->len; i++) {
		const ClockLine *line = lines->pdata[i];
		g_autofree char *text = NULL;

		if (line->kind != CLOCK_LINE_EVENT || !clock_verdict_is_refusal(line->verdict))
			continue;
		text = clock_line_dup_text(line, clock, zone);
		cli_say(cli, _("Refused: %s\n"), text);
	}
}

static void
say_beside(Cli *cli, const ClockInput *input)
{
	Clock clock;
	g_autofree char *due = NULL;

	clock_evaluate(input, &clock);
	due = dup_due(&clock, input->zone);
	cli_say(cli, "%s (%s): %s, %s\n", input->policy->id, clock_family_text(input->policy), due,
		clock_state_text(clock.state));
}

static void
say_answer(Cli *cli, const ClockInput *inputs, size_t n)
{
	GTimeZone *zone = inputs[0].zone;
	Clock clock;
	g_autoptr(GPtrArray) lines = clock_explain(&inputs[0], &clock);
	g_autoptr(GPtrArray) spans = clock_explain_spans(lines);
	g_autofree char *text = clock_explain_text(spans, &clock, zone);
	g_autofree char *moves = clock_dup_moves_text(&clock);
	g_autofree char *due = dup_due(&clock, zone);

	cli_say(cli, "%s %s (%s): %s\n", inputs[0].policy->id, inputs[0].policy->version,
		clock_family_text(inputs[0].policy),
		policy_title(inputs[0].policy, language_current()));
	cli_say(cli, _("Due: %1$s (%2$s)\nState: %3$s\n"), due,
		g_time_zone_get_identifier(zone), clock_state_text(clock.state));
	say_refused(cli, lines, &clock, zone);
	cli_say(cli, "\n%s", text);
	if (moves[0])
		cli_say(cli, "\n%s\n", moves);
	if (n > 1)
		cli_say(cli, "\n%s\n", _("Beside it:"));
	for (size_t i = 1; i < n; i++)
		say_beside(cli, &inputs[i]);
}

/* A date that cannot be worked out is an error of the question. */
static int
answer(Cli *cli, const PolicyScript *script)
{
	ClockInput inputs[CLOCKS_MAX];
	size_t n = find_inputs(script, inputs);
	ClockJson json = {.inputs = inputs,
		.n_inputs = n,
		.language = language_current(),
		.typed = script->typed};
	g_autofree char *text = NULL, *code = NULL;
	Clock clock;

	clock_evaluate(&inputs[0], &clock);
	if (cli->json) {
		text = clock_dup_json(&json);
		cli_write(cli, text, strlen(text));
	} else {
		say_answer(cli, inputs, n);
	}
	code = clock_dup_error_code(&clock);
	if (!code)
		return CLI_FOUND;
	cli_note(cli, "%s", code);
	return CLI_ERROR;
}

int
cli_policy_try(Cli *cli)
{
	g_autofree char *folder = g_build_filename(cli->places->assets, "calendars", NULL);
	g_autoptr(PolicySet) set = cli_load_policies(cli);
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) calendars = set ? calendar_load_folder(folder, &error) : NULL;
	g_autoptr(PolicyScript) script = NULL;

	if (!set)
		return CLI_ERROR;
	if (!cli_option(cli, "received"))
		return cli_fail(cli, _("Say when it began: --received 2026-03-02T09:30:00+08:00"));
	if (calendars)
		script = policy_script_new(set, calendars, cli_word(cli, 1), &error);
	if (!script || !read_question(cli, script, &error))
		return fail_question(cli, error);
	return answer(cli, script);
}
