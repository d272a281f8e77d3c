/*
 * Policy files. Key-file syntax ([group], key=value, # comment), read line by
 * line so that every mistake has its line; what a group may hold is a table.
 */
#include "config.h"

#include "core/policy.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/error.h"
#include "core/line-file.h"

#define LIMIT_MAX 4000

typedef enum KeyKind {
	KEY_TEXT,
	KEY_BOOL,
	KEY_COUNT,
	KEY_DAY,
	KEY_MINUTE,
	KEY_WORD,
	KEY_APPROVERS,
} KeyKind;

typedef struct KeySpec {
	const char *name;
	KeyKind kind;
	size_t offset;
	bool required;
	const char *const *words; /* of KEY_WORD, in the order of its enum */
} KeySpec;

typedef struct Group {
	void *object;
	const KeySpec *keys;
	unsigned line, seen; /* bits of keys already read */
	char *name;
} Group;

typedef struct Parser {
	Policy *policy;
	LineMistakes *mistakes;
	GArray *groups; /* of Group, the last one is open */
	bool lost;	/* in a group that is not known */
} Parser;

static const char *const family_words[] = {"statutory", "internal", NULL};
static const char *const start_words[] = {"received", "transfer-received", "decision-received",
	"review-applied", "logged", "assigned", NULL};
static const char *const stop_words[] = {"told", "decided", "closed", NULL};
static const char *const unit_words[] = {
	"calendar-days", "business-days", "elapsed-hours", "weeks", NULL};
static const char *const mark_words[] = {"K", "S", "V", NULL};
static const char *const pause_words[] = {
	"mediation", "external-appraisal", "customer", "partner", NULL};
static const char *const approver_words[] = {"none", "handler", "supervisor", "branch-manager",
	"head-of-complaints", "upper-institution", "head-office", NULL};

#define GROUND_KEYS(type, must)                                                                \
	{"source", KEY_TEXT, offsetof(type, ground.source), must, NULL},                       \
		{"article", KEY_TEXT, offsetof(type, ground.article), must, NULL},             \
		{"house-rule", KEY_TEXT, offsetof(type, ground.house_rule), false, NULL},      \
	{                                                                                      \
		"mark", KEY_WORD, offsetof(type, ground.mark), true, mark_words                \
	}
#define WARN_KEYS(type)                                                                        \
	{"amber", KEY_COUNT, offsetof(type, warn.amber), false, NULL},                         \
		{"red", KEY_COUNT, offsetof(type, warn.red), false, NULL},                     \
	{                                                                                      \
		"last-call", KEY_MINUTE, offsetof(type, warn.last_call), false, NULL           \
	}

/* Add a row here for a new key of a policy. */
static const KeySpec policy_keys[] = {
	{"id", KEY_TEXT, offsetof(Policy, id), true, NULL},
	{"version", KEY_TEXT, offsetof(Policy, version), true, NULL},
	{"from", KEY_DAY, offsetof(Policy, from), true, NULL},
	{"title", KEY_TEXT, offsetof(Policy, title), true, NULL},
	{"title[zh_CN]", KEY_TEXT, offsetof(Policy, title_zh), false, NULL},
	{"family", KEY_WORD, offsetof(Policy, family), true, family_words},
	{"start", KEY_WORD, offsetof(Policy, start), true, start_words},
	{"stop", KEY_WORD, offsetof(Policy, stop), true, stop_words},
	{"limit", KEY_COUNT, offsetof(Policy, limit), true, NULL},
	{"unit", KEY_WORD, offsetof(Policy, unit), true, unit_words},
	{"count-receipt-day", KEY_BOOL, offsetof(Policy, count_receipt), true, NULL},
	{"roll", KEY_BOOL, offsetof(Policy, roll), true, NULL},
	{"close-of-business", KEY_MINUTE, offsetof(Policy, close), false, NULL},
	{"calendar", KEY_TEXT, offsetof(Policy, calendar), false, NULL},
	WARN_KEYS(Policy),
	GROUND_KEYS(Policy, true),
	{NULL, KEY_TEXT, 0, false, NULL},
};

static const KeySpec rung_keys[] = {
	{"total", KEY_COUNT, offsetof(PolicyRung, total), true, NULL},
	{"unit", KEY_WORD, offsetof(PolicyRung, unit), false, unit_words},
	{"reason", KEY_BOOL, offsetof(PolicyRung, reason), true, NULL},
	{"told", KEY_BOOL, offsetof(PolicyRung, told), true, NULL},
	{"approvers", KEY_APPROVERS, offsetof(PolicyRung, approvers), true, NULL},
	WARN_KEYS(PolicyRung),
	GROUND_KEYS(PolicyRung, false),
	{NULL, KEY_TEXT, 0, false, NULL},
};

static const KeySpec licence_keys[] = {
	{"told", KEY_BOOL, offsetof(PolicyLicence, told), false, NULL},
	GROUND_KEYS(PolicyLicence, false),
	{NULL, KEY_TEXT, 0, false, NULL},
};

static int
word_index(const char *const *words, const char *word)
{
	for (int i = 0; words[i] != NULL; i++)
		if (g_str_equal(words[i], word))
			return i;
	return -1;
}

const char *
policy_approver_name(PolicyApprover approver)
{
	g_assert(approver < N_POLICY_APPROVERS);
	return approver_words[approver];
}

int
policy_approver_from_name(const char *name)
{
	return word_index(approver_words, name);
}

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
	ground_clear(&policy->ground);
	for (unsigned i = 0; i < POLICY_RUNGS_MAX; i++)
		ground_clear(&policy->rungs[i].ground);
	for (unsigned i = 0; i < N_POLICY_PAUSES; i++)
		ground_clear(&policy->pauses[i].ground);
	ground_clear(&policy->new_facts.ground);
	ground_clear(&policy->agreed.ground);
	ground_clear(&policy->reopen.ground);
	g_free(policy);
}

static void
bad_word(Parser *parser, unsigned no, const char *const *words, const char *value)
{
	g_autofree char *all = g_strjoinv(", ", (char **)words);

	if (words == unit_words && g_str_equal(value, "billing-cycles"))
		line_mistakes_add(parser->mistakes, no,
			_("Billing cycles cannot be counted by this version; choose one of: "
			  "%s."),
			all);
	else
		line_mistakes_add(parser->mistakes, no,
			_("\"%1$s\" is not known here; choose one of: %2$s."), value, all);
}

static void
read_word(Parser *parser, void *field, const KeySpec *spec, const char *value, unsigned no)
{
	int index = word_index(spec->words, value);

	if (index < 0)
		bad_word(parser, no, spec->words, value);
	else
		*(unsigned *)field = (unsigned)index;
}

static void
read_approvers(Parser *parser, unsigned *field, const char *value, unsigned no)
{
	g_auto(GStrv) names = g_strsplit(value, ",", -1);

	for (char **name = names; *name != NULL; name++) {
		int index = policy_approver_from_name(g_strstrip(*name));

		if (index <= 0)
			bad_word(parser, no, approver_words + 1, *name);
		else
			*field |= 1U << index;
	}
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
	case KEY_DAY:
		read_day(parser, field, value, no);
		break;
	case KEY_MINUTE:
		read_minute(parser, field, value, no);
		break;
	case KEY_WORD:
		read_word(parser, field, spec, value, no);
		break;
	case KEY_APPROVERS:
		read_approvers(parser, field, value, no);
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

/* The object a group's keys fill, or NULL if the name is not that of a group. */
static void *
find_object(Policy *policy, const char *name, const KeySpec **ret_keys)
{
	int pause = g_str_has_prefix(name, "pause ") ? word_index(pause_words, name + 6) : -1;

	*ret_keys = licence_keys;
	if (pause >= 0)
		return &policy->pauses[pause];
	if (g_str_equal(name, "restart new-facts"))
		return &policy->new_facts;
	if (g_str_equal(name, "agreed-date"))
		return &policy->agreed;
	if (g_str_equal(name, "reopen"))
		return &policy->reopen;
	if (g_str_equal(name, "policy")) {
		*ret_keys = policy_keys;
		return policy;
	}
	if (strlen(name) == 11 && g_str_has_prefix(name, "extension ") && name[10] >= '1' &&
		name[10] < '1' + POLICY_RUNGS_MAX) {
		*ret_keys = rung_keys;
		return &policy->rungs[name[10] - '1'];
	}
	return NULL;
}

static bool
is_group_open(const Parser *parser, const void *object)
{
	for (unsigned i = 0; i < parser->groups->len; i++)
		if (g_array_index(parser->groups, Group, i).object == object)
			return true;
	return false;
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
	if (is_group_open(parser, group.object)) {
		line_mistakes_add(parser->mistakes, no, _("[%s] stands twice."), line + 1);
		return;
	}
	parser->lost = false;
	group.name = g_strdup(line + 1);
	if (group.keys == licence_keys)
		((PolicyLicence *)group.object)->allowed = true;
	g_array_append_val(parser->groups, group);
}

static void
read_line(char *line, unsigned no, void *data)
{
	Parser *parser = data;

	if (line[0] == '[')
		open_group(parser, line, no);
	else if (!parser->lost && parser->groups->len > 0)
		read_key(parser, &g_array_index(parser->groups, Group, parser->groups->len - 1),
			line, no);
	else if (parser->groups->len == 0 && !parser->lost)
		line_mistakes_add(parser->mistakes, no, _("A policy begins with [policy]."));
}

static void
check_required(Parser *parser)
{
	for (unsigned g = 0; g < parser->groups->len; g++) {
		const Group *group = &g_array_index(parser->groups, Group, g);

		for (unsigned i = 0; group->keys[i].name != NULL; i++)
			if (group->keys[i].required && !(group->seen & 1U << i))
				line_mistakes_add(parser->mistakes, group->line,
					_("[%1$s] needs the key \"%2$s\"."), group->name,
					group->keys[i].name);
	}
}

static unsigned
line_of(const Parser *parser, const void *object)
{
	for (unsigned i = 0; i < parser->groups->len; i++) {
		const Group *group = &g_array_index(parser->groups, Group, i);

		if (group->object == object)
			return group->line;
	}
	return 0;
}

static bool
is_token(const char *text, const char *letters, size_t max)
{
	return strlen(text) <= max && text[strspn(text, letters)] == '\0';
}

static void
check_warn(Parser *parser, const PolicyWarn *warn, unsigned line)
{
	if (warn->red > warn->amber)
		line_mistakes_add(parser->mistakes, line, _("Red cannot come before amber."));
}

/* Warnings a rung does not state are those of the step below it; so is the unit. */
static void
check_rungs(Parser *parser)
{
	Policy *policy = parser->policy;

	for (unsigned i = 0; i < POLICY_RUNGS_MAX; i++) {
		PolicyRung *rung = &policy->rungs[i];
		int below = i == 0 ? policy->limit : policy->rungs[i - 1].total;
		PolicyUnit unit = i == 0 ? policy->unit : policy->rungs[i - 1].unit;
		const PolicyWarn *warn = i == 0 ? &policy->warn : &policy->rungs[i - 1].warn;
		unsigned line = line_of(parser, rung);

		if (line == 0)
			continue;
		if (i != policy->n_rungs)
			line_mistakes_add(parser->mistakes, line,
				_("Extensions are numbered 1, 2, 3 without a gap."));
		policy->n_rungs = i + 1;
		if (rung->unit == (PolicyUnit)-1)
			rung->unit = unit;
		if (rung->unit == unit && rung->total <= below)
			line_mistakes_add(parser->mistakes, line,
				_("The total is that of the whole period and must be above "
				  "%d."),
				below);
		rung->warn.amber = rung->warn.amber < 0 ? warn->amber : rung->warn.amber;
		rung->warn.red = rung->warn.red < 0 ? warn->red : rung->warn.red;
		rung->warn.last_call =
			rung->warn.last_call < 0 ? warn->last_call : rung->warn.last_call;
		check_warn(parser, &rung->warn, line);
	}
}

/* Nothing but the law's own rules may hold a statutory clock. */
static void
check_family(Parser *parser)
{
	const Policy *policy = parser->policy;
	unsigned line = line_of(parser, policy);

	if (policy->family != POLICY_FAMILY_STATUTORY)
		return;
	if (policy->stop != POLICY_STOP_TOLD)
		line_mistakes_add(parser->mistakes, line,
			_("A statutory period stops only when the customer has been told."));
	for (unsigned i = POLICY_PAUSE_CUSTOMER; i < N_POLICY_PAUSES; i++)
		if (policy->pauses[i].allowed)
			line_mistakes_add(parser->mistakes, line_of(parser, &policy->pauses[i]),
				_("A statutory period cannot wait for this."));
}

static void
check_whole(Parser *parser)
{
	const Policy *policy = parser->policy;
	unsigned line = line_of(parser, policy);
	bool hours = policy->unit == POLICY_UNIT_ELAPSED_HOURS;

	if (line == 0) {
		line_mistakes_add(parser->mistakes, 0, _("The group [policy] is missing."));
		return;
	}
	if (!is_token(policy->id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", 32))
		line_mistakes_add(parser->mistakes, line,
			_("An id is up to 32 capitals, digits and hyphens."));
	if (!is_token(policy->version, "abcdefghijklmnopqrstuvwxyz0123456789.-", 32))
		line_mistakes_add(parser->mistakes, line,
			_("A version is up to 32 small letters, digits, dots and hyphens."));
	if (policy->limit == 0)
		line_mistakes_add(parser->mistakes, line, _("The limit must be above 0."));
	if (hours && (policy->roll || policy->count_receipt || policy->close >= 0))
		line_mistakes_add(parser->mistakes, line,
			_("Elapsed hours know no days: roll, count-receipt-day and "
			  "close-of-business do not go with them."));
	check_warn(parser, &policy->warn, line);
	check_rungs(parser);
	check_family(parser);
	if (policy_needs_calendar(policy) && policy->calendar == NULL)
		line_mistakes_add(parser->mistakes, line,
			_("Working days need the key \"%s\"."), "calendar");
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
	return policy;
}

static Policy *
parse(const char *text, size_t len, LineMistakes *mistakes)
{
	g_autoptr(Policy) policy = policy_new();
	g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(Group));
	Parser parser = {.policy = policy, .mistakes = mistakes, .groups = groups};

	g_array_set_clear_func(groups, group_clear);
	line_file_each(text, len, mistakes, read_line, &parser);
	check_required(&parser);
	if (mistakes->count == 0)
		check_whole(&parser);
	return mistakes->count == 0 ? g_steal_pointer(&policy) : NULL;
}

Policy *
policy_parse(const char *name, const char *text, size_t len, GError **error)
{
	LineMistakes mistakes;
	Policy *policy;

	line_mistakes_init(&mistakes, name);
	policy = parse(text, len, &mistakes);
	line_mistakes_check(&mistakes, error);
	line_mistakes_clear(&mistakes);
	return policy;
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
