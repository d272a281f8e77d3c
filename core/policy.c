/*
 * Policy files. Key-file syntax ([group], key=value, # comment), read line by
 * line so that every mistake has its line; what a group may hold is a table.
 * The words are core/policy-words.c, contradictions core/policy-check.c.
 */
#include "config.h"

#include "core/policy.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/error.h"
#include "core/policy-private.h"

#define LIMIT_MAX  4000
#define COPIES_MAX 60

typedef enum KeyKind {
	KEY_TEXT,
	KEY_LIST, /* of texts, by commas */
	KEY_BOOL,
	KEY_COUNT,
	KEY_LIMIT, /* a count; n in a family */
	KEY_TOTAL, /* a count, or "stated" */
	KEY_LEFT,  /* a count of units left, or "half" */
	KEY_DAY,
	KEY_MINUTE,
	KEY_WORD,
	KEY_SET, /* of words, by commas, as bits */
} KeyKind;

typedef struct KeySpec {
	const char *name;
	KeyKind kind;
	size_t offset;
	bool required;
	const char *const *words; /* of KEY_WORD and KEY_SET, in the order of its enum */
} KeySpec;

typedef struct Group {
	void *object;
	const KeySpec *keys;
	unsigned line, seen; /* bits of keys already read */
	char *name;
} Group;

struct PolicyLines {
	GArray *groups; /* of Group, the last one is open */
};

typedef struct Parser {
	Policy *policy;
	LineMistakes *mistakes;
	PolicyLines lines;
	int copy;  /* of a family: which one is read */
	bool lost; /* in a group that is not known */
} Parser;

#define GROUND_KEYS(type, must)                                                                \
	{"source", KEY_TEXT, offsetof(type, ground.source), must, NULL},                       \
		{"article", KEY_TEXT, offsetof(type, ground.article), must, NULL},             \
		{"house-rule", KEY_TEXT, offsetof(type, ground.house_rule), false, NULL},      \
	{                                                                                      \
		"mark", KEY_WORD, offsetof(type, ground.mark), true, policy_mark_words         \
	}
#define WARN_KEYS(type)                                                                        \
	{"amber", KEY_LEFT, offsetof(type, warn.amber), false, NULL},                          \
		{"red", KEY_LEFT, offsetof(type, warn.red), false, NULL},                      \
	{                                                                                      \
		"last-call", KEY_MINUTE, offsetof(type, warn.last_call), false, NULL           \
	}
#define ROLE_KEY(name, i)                                                                      \
	{                                                                                      \
		name, KEY_SET, offsetof(Policy, warn_roles[i]), false, policy_warn_role_words  \
	}

/* Add a row here for a new key of a policy; at most 32. */
static const KeySpec policy_keys[] = {
	{"id", KEY_TEXT, offsetof(Policy, id), true, NULL},
	{"version", KEY_TEXT, offsetof(Policy, version), true, NULL},
	{"from", KEY_DAY, offsetof(Policy, from), true, NULL},
	{"title", KEY_TEXT, offsetof(Policy, title), true, NULL},
	{"title[zh_CN]", KEY_TEXT, offsetof(Policy, title_zh), false, NULL},
	{"family", KEY_WORD, offsetof(Policy, family), true, policy_family_words},
	{"start", KEY_WORD, offsetof(Policy, start), true, policy_start_words},
	{"stop", KEY_WORD, offsetof(Policy, stop), true, policy_stop_words},
	{"expiry", KEY_WORD, offsetof(Policy, expiry), false, policy_expiry_words},
	{"limit", KEY_LIMIT, offsetof(Policy, limit), true, NULL},
	{"unit", KEY_WORD, offsetof(Policy, unit), true, policy_unit_words},
	{"cap", KEY_COUNT, offsetof(Policy, cap), false, NULL},
	{"count-receipt-day", KEY_BOOL, offsetof(Policy, count_receipt), true, NULL},
	{"roll", KEY_BOOL, offsetof(Policy, roll), true, NULL},
	{"close-of-business", KEY_MINUTE, offsetof(Policy, close), false, NULL},
	{"calendar", KEY_TEXT, offsetof(Policy, calendar), false, NULL},
	{"zone", KEY_TEXT, offsetof(Policy, zone), false, NULL},
	{"beside", KEY_LIST, offsetof(Policy, beside), false, NULL},
	{"copies", KEY_COUNT, offsetof(Policy, copies), false, NULL},
	{"final-response", KEY_SET, offsetof(Policy, final_response), false, policy_part_words},
	ROLE_KEY("warn-amber", 0),
	ROLE_KEY("warn-red", 1),
	ROLE_KEY("warn-last-call", 2),
	ROLE_KEY("warn-overdue", 3),
	WARN_KEYS(Policy),
	GROUND_KEYS(Policy, true),
	{NULL, KEY_TEXT, 0, false, NULL},
};

static const KeySpec rung_keys[] = {
	{"total", KEY_TOTAL, offsetof(PolicyRung, total), true, NULL},
	{"unit", KEY_WORD, offsetof(PolicyRung, unit), false, policy_unit_words},
	{"by", KEY_WORD, offsetof(PolicyRung, by), false, policy_grant_words},
	{"reason", KEY_BOOL, offsetof(PolicyRung, reason), true, NULL},
	{"told", KEY_BOOL, offsetof(PolicyRung, told), true, NULL},
	{"approvers", KEY_SET, offsetof(PolicyRung, approvers), false, policy_approver_words},
	WARN_KEYS(PolicyRung),
	GROUND_KEYS(PolicyRung, false),
	{NULL, KEY_TEXT, 0, false, NULL},
};

static const KeySpec licence_keys[] = {
	{"told", KEY_BOOL, offsetof(PolicyLicence, told), false, NULL},
	GROUND_KEYS(PolicyLicence, false),
	{NULL, KEY_TEXT, 0, false, NULL},
};

static const char *const no_yes[] = {"no", "yes", NULL};

static const KeySpec when_keys[] = {
	{"limit", KEY_COUNT, offsetof(PolicyWhen, limit), false, NULL},
	{"extension-1", KEY_COUNT, offsetof(PolicyWhen, totals[0]), false, NULL},
	{"extension-2", KEY_COUNT, offsetof(PolicyWhen, totals[1]), false, NULL},
	{"expiry", KEY_WORD, offsetof(PolicyWhen, expiry), false, policy_expiry_words},
	{"applies", KEY_WORD, offsetof(PolicyWhen, applies), false, no_yes},
	GROUND_KEYS(PolicyWhen, false),
	{NULL, KEY_TEXT, 0, false, NULL},
};

static void
ground_clear(PolicyGround *ground)
{
	g_free(ground->source);
	g_free(ground->article);
	g_free(ground->house_rule);
}

void
policy_free(Policy *policy)
{
	if (policy == NULL)
		return;
	g_free(policy->id);
	g_free(policy->version);
	g_free(policy->title);
	g_free(policy->title_zh);
	g_free(policy->calendar);
	g_free(policy->zone);
	g_clear_pointer(&policy->place, g_time_zone_unref);
	g_strfreev(policy->beside);
	ground_clear(&policy->ground);
	for (unsigned i = 0; i < POLICY_RUNGS_MAX; i++)
		ground_clear(&policy->rungs[i].ground);
	for (unsigned i = 0; i < N_POLICY_PAUSES; i++)
		ground_clear(&policy->pauses[i].ground);
	for (unsigned i = 0; i < N_POLICY_CONDITIONS; i++)
		ground_clear(&policy->whens[i].ground);
	ground_clear(&policy->new_facts.ground);
	ground_clear(&policy->agreed.ground);
	ground_clear(&policy->reopen.ground);
	g_free(policy);
}

static void
bad_word(Parser *parser, unsigned no, const char *const *words, const char *value)
{
	g_autofree char *all = g_strjoinv(", ", (char **)words);

	line_mistakes_add(parser->mistakes, no,
		_("\"%1$s\" is not known here; choose one of: %2$s."), value, all);
}

static void
read_word(Parser *parser, void *field, const KeySpec *spec, const char *value, unsigned no)
{
	int index = policy_word_index(spec->words, value);

	if (index < 0)
		bad_word(parser, no, spec->words, value);
	else
		*(unsigned *)field = (unsigned)index;
}

/* The first approver is nobody and cannot be named. */
static void
read_set(Parser *parser, unsigned *field, const KeySpec *spec, const char *value, unsigned no)
{
	g_auto(GStrv) names = g_strsplit(value, ",", -1);
	int first = spec->words == policy_approver_words;

	for (char **name = names; *name != NULL; name++) {
		int index = policy_word_index(spec->words, g_strstrip(*name));

		if (index < first)
			bad_word(parser, no, spec->words + first, *name);
		else
			*field |= 1U << index;
	}
}

static void
read_list(Parser *parser, char ***field, const char *value, unsigned no)
{
	*field = g_strsplit(value, ",", -1);
	for (char **item = *field; *item != NULL; item++)
		if (*g_strstrip(*item) == '\0')
			line_mistakes_add(parser->mistakes, no,
				_("A name is missing between the commas."));
}

static void
read_count(Parser *parser, int *field, const char *value, unsigned no)
{
	guint64 n;

	if (g_ascii_string_to_unsigned(value, 10, 0, LIMIT_MAX, &n, NULL))
		*field = (int)n;
	else
		line_mistakes_add(parser->mistakes, no,
			_("\"%1$s\" is not a whole number from 0 to %2$d."), value, LIMIT_MAX);
}

static void
read_left(Parser *parser, int *field, const char *value, unsigned no)
{
	if (g_str_equal(value, "half"))
		*field = POLICY_WARN_HALF;
	else
		read_count(parser, field, value, no);
}

static void
read_total(Parser *parser, int *field, const char *value, unsigned no)
{
	if (g_str_equal(value, "stated")) {
		*field = POLICY_TOTAL_STATED;
		return;
	}
	read_count(parser, field, value, no);
	if (*field == POLICY_TOTAL_STATED)
		line_mistakes_add(parser->mistakes, no,
			_("The total must be above 0, or \"stated\" where the notice names "
			  "the day."));
}

static void
read_limit(Parser *parser, int *field, const char *value, unsigned no)
{
	if (g_str_equal(value, "n"))
		*field = parser->copy;
	else
		read_count(parser, field, value, no);
}

static void
read_bool(Parser *parser, bool *field, const char *value, unsigned no)
{
	*field = g_str_equal(value, "yes");
	if (!*field && !g_str_equal(value, "no"))
		line_mistakes_add(
			parser->mistakes, no, _("\"%s\" is neither yes nor no."), value);
}

static void
read_day(Parser *parser, int32_t *field, const char *value, unsigned no)
{
	*field = day_parse_iso(value);
	if (*field == DAY_NONE)
		line_mistakes_add(parser->mistakes, no,
			_("\"%s\" is not a date; write it as in 2020-03-01."), value);
}

static void
read_minute(Parser *parser, int *field, const char *value, unsigned no)
{
	*field = day_parse_minute(value);
	if (*field < 0)
		line_mistakes_add(parser->mistakes, no,
			_("\"%s\" is not a time; write it as in 09:00."), value);
}

static void
read_value(Parser *parser, void *field, const KeySpec *spec, const char *value, unsigned no)
{
	switch (spec->kind) {
	case KEY_TEXT:
		*(char **)field = g_strdup(value);
		break;
	case KEY_BOOL:
		read_bool(parser, field, value, no);
		break;
	case KEY_COUNT:
		read_count(parser, field, value, no);
		break;
	case KEY_LIMIT:
		read_limit(parser, field, value, no);
		break;
	case KEY_TOTAL:
		read_total(parser, field, value, no);
		break;
	case KEY_LEFT:
		read_left(parser, field, value, no);
		break;
	case KEY_DAY:
		read_day(parser, field, value, no);
		break;
	case KEY_MINUTE:
		read_minute(parser, field, value, no);
		break;
	case KEY_WORD:
		read_word(parser, field, spec, value, no);
		break;
	case KEY_SET:
		read_set(parser, field, spec, value, no);
		break;
	case KEY_LIST:
		read_list(parser, field, value, no);
		break;
	}
}

static void
read_key(Parser *parser, Group *group, char *line, unsigned no)
{
	char *equals = strchr(line, '=');
	unsigned i = 0;

	if (equals == NULL) {
		line_mistakes_add(parser->mistakes, no, _("This line is not key=value."));
		return;
	}
	*equals = '\0';
	g_strchomp(line);
	while (group->keys[i].name != NULL && !g_str_equal(group->keys[i].name, line))
		i++;
	if (group->keys[i].name == NULL)
		line_mistakes_add(parser->mistakes, no, _("\"%1$s\" is not a key of [%2$s]."),
			line, group->name);
	else if (group->seen & 1U << i)
		line_mistakes_add(parser->mistakes, no, _("\"%1$s\" stands in [%2$s] already."),
			line, group->name);
	else if (*g_strchug(equals + 1) == '\0')
		line_mistakes_add(parser->mistakes, no, _("\"%s\" has no value."), line);
	else
		read_value(parser, (char *)group->object + group->keys[i].offset,
			&group->keys[i], g_strchug(equals + 1), no);
	if (group->keys[i].name != NULL)
		group->seen |= 1U << i;
}

/* The extension a group's name numbers, from 0; -1 if it is none. */
static int
rung_index(const char *name)
{
	if (strlen(name) != 11 || !g_str_has_prefix(name, "extension "))
		return -1;
	return name[10] >= '1' && name[10] < '1' + POLICY_RUNGS_MAX ? name[10] - '1' : -1;
}

/* The object a group's keys fill, or NULL if the name is not that of a group. */
static void *
find_object(Policy *policy, const char *name, const KeySpec **ret_keys)
{
	int pause = g_str_has_prefix(name, "pause ") ? policy_pause_from_name(name + 6) : -1;
	int when = g_str_has_prefix(name, "when ") ? policy_condition_from_name(name + 5) : -1;
	int rung = rung_index(name);

	*ret_keys = pause < 0 && when >= 0 ? when_keys : licence_keys;
	if (pause >= 0)
		return &policy->pauses[pause];
	if (when >= 0)
		return &policy->whens[when];
	if (g_str_equal(name, "restart new-facts"))
		return &policy->new_facts;
	if (g_str_equal(name, "agreed-date"))
		return &policy->agreed;
	if (g_str_equal(name, "reopen"))
		return &policy->reopen;
	*ret_keys = rung >= 0 ? rung_keys : policy_keys;
	if (rung >= 0)
		return &policy->rungs[rung];
	return g_str_equal(name, "policy") ? policy : NULL;
}

unsigned
policy_line_of(const PolicyLines *lines, const void *object)
{
	for (unsigned i = 0; i < lines->groups->len; i++) {
		const Group *group = &g_array_index(lines->groups, Group, i);

		if (group->object == object)
			return group->line;
	}
	return 0;
}

static void
open_group(Parser *parser, char *line, unsigned no)
{
	Group group = {.line = no};
	size_t len = strlen(line);

	parser->lost = true;
	if (line[len - 1] != ']') {
		line_mistakes_add(parser->mistakes, no, _("The closing bracket is missing."));
		return;
	}
	line[len - 1] = '\0';
	group.object = find_object(parser->policy, line + 1, &group.keys);
	if (group.object == NULL) {
		line_mistakes_add(
			parser->mistakes, no, _("[%s] is not a group of a policy."), line + 1);
		return;
	}
	if (policy_line_of(&parser->lines, group.object) > 0) {
		line_mistakes_add(parser->mistakes, no, _("[%s] stands twice."), line + 1);
		return;
	}
	parser->lost = false;
	group.name = g_strdup(line + 1);
	if (group.keys == licence_keys)
		((PolicyLicence *)group.object)->allowed = true;
	if (group.keys == when_keys)
		((PolicyWhen *)group.object)->given = true;
	g_array_append_val(parser->lines.groups, group);
}

static void
read_line(char *line, unsigned no, void *data)
{
	Parser *parser = data;

	if (line[0] == '[')
		open_group(parser, line, no);
	else if (!parser->lost && parser->lines.groups->len > 0)
		read_key(parser,
			&g_array_index(
				parser->lines.groups, Group, parser->lines.groups->len - 1),
			line, no);
	else if (parser->lines.groups->len == 0 && !parser->lost)
		line_mistakes_add(parser->mistakes, no, _("A policy begins with [policy]."));
}

static void
check_required(Parser *parser)
{
	for (unsigned g = 0; g < parser->lines.groups->len; g++) {
		const Group *group = &g_array_index(parser->lines.groups, Group, g);

		for (unsigned i = 0; group->keys[i].name != NULL; i++)
			if (group->keys[i].required && !(group->seen & 1U << i))
				line_mistakes_add(parser->mistakes, group->line,
					_("[%1$s] needs the key \"%2$s\"."), group->name,
					group->keys[i].name);
	}
}

/*
 * A family's id has a small n, which is the number of the copy: CN-HOUSE-nWD.
 * The parser has read the first one, or the one asked for.
 */
static void
name_copy(Parser *parser)
{
	Policy *policy = parser->policy;
	char *n = policy->id == NULL ? NULL : strchr(policy->id, 'n');
	unsigned line = policy_line_of(&parser->lines, policy);
	char *id;

	if ((n != NULL) != (policy->copies > 0) || policy->copies > COPIES_MAX) {
		line_mistakes_add(parser->mistakes, line,
			_("A family has a small n in its id and 1 to %d copies."), COPIES_MAX);
		return;
	}
	if (n == NULL)
		return;
	id = g_strdup_printf(
		"%.*s%d%s", (int)(n - policy->id), policy->id, parser->copy, n + 1);
	g_free(policy->id);
	policy->id = id;
	policy->copy = parser->copy;
}

static void
group_clear(gpointer data)
{
	g_free(((Group *)data)->name);
}

static Policy *
policy_new(void)
{
	static const PolicyWarn never = {-1, -1, -1};
	Policy *policy = g_new0(Policy, 1);

	policy->close = -1;
	policy->warn = never;
	for (unsigned i = 0; i < POLICY_RUNGS_MAX; i++) {
		policy->rungs[i].warn = never;
		policy->rungs[i].unit = (PolicyUnit)-1;
	}
	for (unsigned i = 0; i < N_POLICY_CONDITIONS; i++) {
		PolicyWhen *when = &policy->whens[i];

		when->limit = when->expiry = when->applies = -1;
		for (unsigned j = 0; j < POLICY_RUNGS_MAX; j++)
			when->totals[j] = -1;
	}
	return policy;
}

/* Who is warned where the file does not say: the owner, and from red on the supervisor. */
static void
fill_roles(Policy *policy)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(policy->warn_roles); i++)
		if (policy->warn_roles[i] == 0)
			policy->warn_roles[i] = 1U << POLICY_WARN_OWNER |
						(i > 0 ? 1U << POLICY_WARN_SUPERVISOR : 0);
}

static Policy *
parse(const char *text, size_t len, int copy, LineMistakes *mistakes)
{
	g_autoptr(Policy) policy = policy_new();
	g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(Group));
	Parser parser = {
		.policy = policy, .mistakes = mistakes, .lines = {groups}, .copy = copy};

	g_array_set_clear_func(groups, group_clear);
	line_file_each(text, len, mistakes, read_line, &parser);
	check_required(&parser);
	if (policy->zone)
		policy->place = g_time_zone_new_identifier(policy->zone);
	if (mistakes->count == 0 && policy_line_of(&parser.lines, policy) > 0)
		name_copy(&parser);
	if (mistakes->count == 0)
		policy_check(policy, &parser.lines, mistakes);
	fill_roles(policy);
	return mistakes->count == 0 ? g_steal_pointer(&policy) : NULL;
}

Policy *
policy_parse(const char *name, const char *text, size_t len, GError **error)
{
	LineMistakes mistakes;
	Policy *policy;

	line_mistakes_init(&mistakes, name);
	policy = parse(text, len, 1, &mistakes);
	line_mistakes_check(&mistakes, error);
	line_mistakes_clear(&mistakes);
	return policy;
}

Policy *
policy_parse_copy(const char *name, const char *text, size_t len, int n)
{
	LineMistakes mistakes;
	Policy *policy;

	line_mistakes_init(&mistakes, name);
	policy = parse(text, len, n, &mistakes);
	line_mistakes_clear(&mistakes);
	return policy;
}

/* ---- writing ---- */

static void
write_set(GString *text, const KeySpec *key, unsigned set)
{
	const char *comma = "";

	g_string_append_printf(text, "%s=", key->name);
	for (unsigned i = 0; key->words[i] != NULL; i++) {
		if (!(set & 1U << i))
			continue;
		g_string_append_printf(text, "%s%s", comma, key->words[i]);
		comma = ", ";
	}
	g_string_append_c(text, '\n');
}

static void
write_number(GString *text, const KeySpec *key, int n)
{
	if (key->kind == KEY_DAY) {
		char iso[11];

		day_format_iso(n, iso);
		g_string_append_printf(text, "%s=%s\n", key->name, iso);
	} else if (key->kind == KEY_TOTAL && n == POLICY_TOTAL_STATED) {
		g_string_append_printf(text, "%s=stated\n", key->name);
	} else if (n == POLICY_WARN_HALF) {
		g_string_append_printf(text, "%s=half\n", key->name);
	} else if (key->kind == KEY_MINUTE && n >= 0) {
		g_string_append_printf(text, "%s=%02d:%02d\n", key->name, n / 60, n % 60);
	} else if (n >= 0 && (n > 0 || key->kind != KEY_COUNT)) {
		g_string_append_printf(text, "%s=%d\n", key->name, n);
	}
}

static void
write_text(GString *text, const KeySpec *key, const char *value)
{
	if (value != NULL)
		g_string_append_printf(text, "%s=%s\n", key->name, value);
}

static void
write_list(GString *text, const KeySpec *key, char **list)
{
	g_autofree char *all = list == NULL ? NULL : g_strjoinv(", ", list);

	write_text(text, key, all);
}

/* One key with what the policy has; nothing for what it leaves open. */
static void
write_key(GString *text, const KeySpec *key, const void *field)
{
	switch (key->kind) {
	case KEY_TEXT:
		write_text(text, key, *(char *const *)field);
		break;
	case KEY_LIST:
		write_list(text, key, *(char **const *)field);
		break;
	case KEY_BOOL:
		write_text(text, key, *(const bool *)field ? "yes" : "no");
		break;
	case KEY_WORD:
		if (*(const int *)field >= 0)
			write_text(text, key, key->words[*(const int *)field]);
		break;
	case KEY_SET:
		if (*(const unsigned *)field != 0)
			write_set(text, key, *(const unsigned *)field);
		break;
	case KEY_COUNT:
	case KEY_LIMIT:
	case KEY_TOTAL:
	case KEY_LEFT:
	case KEY_DAY:
	case KEY_MINUTE:
		write_number(text, key, *(const int *)field);
		break;
	}
}

static void
write_group(GString *text, const char *name, const KeySpec *keys, const void *object)
{
	g_string_append_printf(text, "%s[%s]\n", text->len > 0 ? "\n" : "", name);
	for (; keys->name != NULL; keys++)
		/* A copy of a family stands for itself. */
		if (!g_str_equal(keys->name, "copies"))
			write_key(text, keys, (const char *)object + keys->offset);
}

static void
write_licence(GString *text, const char *name, const PolicyLicence *licence)
{
	if (licence->allowed)
		write_group(text, name, licence_keys, licence);
}

char *
policy_dup_text(const Policy *policy)
{
	GString *text = g_string_new(NULL);

	write_group(text, "policy", policy_keys, policy);
	for (unsigned i = 0; i < policy->n_rungs; i++) {
		g_autofree char *name = g_strdup_printf("extension %u", i + 1);

		write_group(text, name, rung_keys, &policy->rungs[i]);
	}
	for (unsigned i = 0; i < N_POLICY_PAUSES; i++) {
		g_autofree char *name = g_strconcat("pause ", policy_pause_words[i], NULL);

		write_licence(text, name, &policy->pauses[i]);
	}
	write_licence(text, "restart new-facts", &policy->new_facts);
	write_licence(text, "agreed-date", &policy->agreed);
	write_licence(text, "reopen", &policy->reopen);
	for (unsigned i = 0; i < N_POLICY_CONDITIONS; i++) {
		g_autofree char *name = g_strconcat("when ", policy_condition_words[i], NULL);

		if (policy->whens[i].given)
			write_group(text, name, when_keys, &policy->whens[i]);
	}
	return g_string_free(text, FALSE);
}

const char *
policy_title(const Policy *policy, const char *language)
{
	bool chinese = language != NULL && g_str_has_prefix(language, "zh");

	return chinese && policy->title_zh != NULL ? policy->title_zh : policy->title;
}

unsigned
policy_rung_of_total(const Policy *policy, int total)
{
	for (unsigned i = 0; i < policy->n_rungs; i++)
		if (policy->rungs[i].total == total)
			return i + 1;
	return 0;
}

bool
policy_needs_calendar(const Policy *policy)
{
	bool needs = policy->roll || policy->unit == POLICY_UNIT_BUSINESS_DAYS;

	for (unsigned i = 0; i < policy->n_rungs; i++)
		needs = needs || policy->rungs[i].unit == POLICY_UNIT_BUSINESS_DAYS;
	return needs;
}

bool
policy_is_house(const Policy *policy)
{
	return policy->family == POLICY_FAMILY_INTERNAL;
}
