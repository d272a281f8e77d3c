/* amends policy: list, show, compare and check the files of assets/policies. No store is
 * opened. What-if questions are tui/cli-policy-try.c. */
#include "config.h"

#include "tui/cli-policy.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/clock-json.h"
#include "core/export.h"
#include "tui/cli-handlers.h"
#include "tui/language.h"

typedef struct SubCommand {
	const char *word;
	int (*run)(Cli *cli);
	unsigned words;	   /* with the word itself; 0 for any number */
	const char *usage; /* after "amends policy " */
} SubCommand;

PolicySet *
cli_load_policies(Cli *cli)
{
	g_autofree char *folder = g_build_filename(cli->places->assets, "policies", NULL);
	g_autoptr(GError) error = NULL;
	PolicySet *set = policy_set_load(folder, &error);

	if (!set)
		cli_fail_error(cli, error);
	return set;
}

/* ---- list ---- */

static void
say_row(Cli *cli, const Policy *policy)
{
	static const unsigned widths[] = {22, 11, 10, 2, 0};
	static const char *const marks[] = {"K", "S", "V"};
	const char *cells[] = {policy->id, policy->version, clock_family_text(policy),
		marks[policy->ground.mark], policy_title(policy, language_current())};

	cli_row(cli, widths, cells, G_N_ELEMENTS(cells));
}

/* Of a family the first stands for all. */
static int
run_list(Cli *cli)
{
	g_autoptr(PolicySet) set = cli_load_policies(cli);

	for (unsigned i = 0; set && i < policy_set_count(set); i++) {
		const Policy *policy = policy_set_nth(set, i);

		if (policy->copy > 1)
			continue;
		if (cli->json) {
			g_autofree char *json = clock_dup_json_policy(policy);

			cli_write(cli, json, strlen(json));
			continue;
		}
		say_row(cli, policy);
		if (policy->copies > 0)
			cli_say(cli, _("    and so on to the number %d\n"), policy->copies);
	}
	return set ? CLI_FOUND : CLI_ERROR;
}

/* ---- show ---- */

/* "ID" or "ID@VERSION"; NULL once told. */
static const Policy *
find_policy(Cli *cli, const PolicySet *set, const char *word)
{
	g_auto(GStrv) parts = g_strsplit(word, "@", 2);
	const Policy *policy = policy_set_find(set, parts[0], parts[0] ? parts[1] : NULL);
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	if (policy)
		return policy;
	for (unsigned i = 0; i < policy_set_count(set); i++)
		if (policy_set_nth(set, i)->copy <= 1)
			g_ptr_array_add(ids, policy_set_nth(set, i)->id);
	g_ptr_array_add(ids, NULL);
	cli_unknown(cli, _("policy"), word, (const char *const *)ids->pdata);
	return NULL;
}

static int
run_show(Cli *cli)
{
	g_autoptr(PolicySet) set = cli_load_policies(cli);
	const Policy *policy = set ? find_policy(cli, set, cli_word(cli, 1)) : NULL;
	g_autofree char *text = NULL;

	if (!policy)
		return CLI_ERROR;
	text = cli->json ? clock_dup_json_policy(policy)
			 : clock_policy_text(policy, language_current());
	if (cli->json)
		cli_write(cli, text, strlen(text));
	else
		cli_say(cli, "%s\n", text);
	return CLI_FOUND;
}

/* ---- check ---- */

/* A policy from a file; NULL once told, every mistake by line. */
static Policy *
read_policy(Cli *cli, const char *path)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	Policy *policy = NULL;
	size_t len;

	if (g_file_get_contents(path, &text, &len, &error))
		policy = policy_parse(name, text, len, &error);
	if (!policy && cli->json) {
		g_autofree char *json = clock_dup_json_error(error);

		cli_write(cli, json, strlen(json));
	}
	if (!policy)
		cli_fail_error(cli, error);
	return policy;
}

static int
run_check(Cli *cli)
{
	g_autoptr(Policy) policy = read_policy(cli, cli_word(cli, 1));
	g_autofree char *json = NULL;

	if (!policy)
		return CLI_ERROR;
	if (!cli->json) {
		cli_say(cli, _("Without mistakes: %1$s version %2$s, %3$s.\n"), policy->id,
			policy->version, clock_family_text(policy));
		return CLI_FOUND;
	}
	json = clock_dup_json_policy(policy);
	cli_write(cli, json, strlen(json));
	return CLI_FOUND;
}

/* ---- diff ---- */

/* What a word of diff names: a file, else a policy that is loaded. NULL once told. */
static char *
dup_side(Cli *cli, const PolicySet *set, const char *word)
{
	const Policy *policy;

	if (g_file_test(word, G_FILE_TEST_EXISTS)) {
		g_autoptr(Policy) read = read_policy(cli, word);

		return read ? policy_dup_text(read) : NULL;
	}
	policy = find_policy(cli, set, word);
	return policy ? policy_dup_text(policy) : NULL;
}

/* Lines of `side` that `other` has not in the same group, as "[group] key=value". */
static GPtrArray *
lines_of(const char *side)
{
	g_auto(GStrv) lines = g_strsplit(side, "\n", -1);
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	const char *group = "";

	for (char **line = lines; *line; line++) {
		if (**line == '[')
			group = *line;
		else if (**line)
			g_ptr_array_add(all, g_strdup_printf("%s %s", group, *line));
	}
	return all;
}

static unsigned
say_missing(Cli *cli, const GPtrArray *side, GPtrArray *other, char sign)
{
	unsigned n = 0;

	for (guint i = 0; i < side->len; i++) {
		if (g_ptr_array_find_with_equal_func(other, side->pdata[i], g_str_equal, NULL))
			continue;
		n++;
		if (!cli->json)
			cli_say(cli, "%c %s\n", sign, (const char *)side->pdata[i]);
		else
			export_fields_json(cli->out, "side", sign == '-' ? "a" : "b", "line",
				(const char *)side->pdata[i], NULL);
	}
	return n;
}

static int
run_diff(Cli *cli)
{
	g_autoptr(PolicySet) set = cli_load_policies(cli);
	g_autofree char *a = set ? dup_side(cli, set, cli_word(cli, 1)) : NULL;
	g_autofree char *b = a ? dup_side(cli, set, cli_word(cli, 2)) : NULL;
	g_autoptr(GPtrArray) in_a = NULL, in_b = NULL;
	unsigned n;

	if (!b)
		return CLI_ERROR;
	in_a = lines_of(a);
	in_b = lines_of(b);
	n = say_missing(cli, in_a, in_b, '-');
	n += say_missing(cli, in_b, in_a, '+');
	if (n == 0)
		cli_note(cli, _("They do not differ."));
	return n > 0 ? CLI_FOUND : CLI_NONE;
}

/* ---- which ---- */

static const SubCommand subcommands[] = {
	{"list", run_list, 1, "list"},
	{"show", run_show, 2, "show ID[@VERSION]"},
	{"diff", run_diff, 3, "diff ID|FILE ID|FILE"},
	{"check", run_check, 2, "check FILE"},
	{"try", cli_policy_try, 2, "try ID --received TIME [--event EVENT ...] [--now TIME]"},
	{"draft", cli_policy_draft, 2, "draft FILE"},
	{"route", cli_policy_route, 0, "route [ID | CONDITION=VALUE ...]"},
};

int
cli_run_policy(Cli *cli)
{
	const char *words[G_N_ELEMENTS(subcommands) + 1] = {NULL};

	for (size_t i = 0; i < G_N_ELEMENTS(subcommands); i++) {
		words[i] = subcommands[i].word;
		if (strcmp(words[i], cli_word(cli, 0)) != 0)
			continue;
		if (subcommands[i].words > 0 && cli->words->len != subcommands[i].words)
			return cli_fail(cli, _("Use it like this: amends policy %s"),
				subcommands[i].usage);
		return subcommands[i].run(cli);
	}
	return cli_unknown(cli, _("command"), cli_word(cli, 0), words);
}
