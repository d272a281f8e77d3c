/*
 * Status phrases by meaning. A phrase is cut into words; "not" and "un" turn
 * the claim after them round; "decided" and "told" are what "in time" and
 * "late" after them speak of. A word that is neither a claim nor a filler is
 * reported as not read; a phrase without a claim fails.
 */
#include "config.h"

#include "core/day.h"
#include "core/env.h"
#include "tests/core/vectors.h"

typedef enum Subject { SUBJECT_WHOLE, SUBJECT_DECIDED, SUBJECT_TOLD } Subject;

typedef struct Reader {
	const PolicyScript *script;
	const Clock *clock;
	GPtrArray *words;
	unsigned at;
	Subject subject;
	unsigned claims;
	char *problem;
	GString *unread;
} Reader;

static int64_t
moment_of(const Reader *reader, ClockEventKind kind)
{
	const GArray *events = reader->script->events;

	for (unsigned i = 0; i < events->len; i++) {
		const ClockEvent *event = &g_array_index(events, ClockEvent, i);

		if (event->kind == kind)
			return event->at_us;
	}
	return CLOCK_NEVER;
}

static int64_t
now_of(const Reader *reader)
{
	return policy_script_input(reader->script).now_us;
}

static int32_t
day_of(const Reader *reader, int64_t us)
{
	return day_of_us(us, reader->script->zone);
}

static bool
is_ended(const Reader *reader)
{
	return reader->clock->state == CLOCK_STATE_ENDED;
}

static bool
is_open(const Reader *reader)
{
	const ClockState state = reader->clock->state;

	return state == CLOCK_STATE_RUNNING || state == CLOCK_STATE_PAUSED ||
	       state == CLOCK_STATE_BREACHED || state == CLOCK_STATE_LAPSED;
}

static bool
is_due_today(const Reader *reader)
{
	return is_open(reader) && reader->clock->due_day == day_of(reader, now_of(reader));
}

static bool
is_late(const Reader *reader)
{
	const ClockState state = reader->clock->state;
	int64_t decided = moment_of(reader, CLOCK_EVENT_DECIDED);

	if (reader->subject == SUBJECT_DECIDED)
		return decided != CLOCK_NEVER && decided > reader->clock->due_us;
	return state == CLOCK_STATE_BREACHED || state == CLOCK_STATE_MET_LATE;
}

static bool
is_in_time(const Reader *reader)
{
	int64_t decided = moment_of(reader, CLOCK_EVENT_DECIDED);

	if (reader->subject == SUBJECT_DECIDED)
		return decided <= reader->clock->due_us && decided != CLOCK_NEVER;
	if (reader->subject == SUBJECT_TOLD)
		return reader->clock->state == CLOCK_STATE_MET;
	return reader->clock->state == CLOCK_STATE_MET ||
	       reader->clock->state == CLOCK_STATE_RUNNING ||
	       reader->clock->state == CLOCK_STATE_PAUSED;
}

static bool
is_told(const Reader *reader)
{
	return reader->clock->state == CLOCK_STATE_MET ||
	       reader->clock->state == CLOCK_STATE_MET_LATE;
}

static bool
is_decided(const Reader *reader)
{
	return moment_of(reader, CLOCK_EVENT_DECIDED) != CLOCK_NEVER;
}

static bool
is_paused(const Reader *reader)
{
	return reader->clock->state == CLOCK_STATE_PAUSED;
}

static bool
is_running(const Reader *reader)
{
	return is_open(reader) && !is_paused(reader);
}

static bool
is_met(const Reader *reader)
{
	return reader->clock->state == CLOCK_STATE_MET;
}

static bool
is_unreachable(const Reader *reader)
{
	return reader->script->unanswered > 0;
}

static bool
is_error(const Reader *reader)
{
	return reader->clock->state == CLOCK_STATE_ERROR;
}

static bool
is_lapsed(const Reader *reader)
{
	return reader->clock->state == CLOCK_STATE_LAPSED;
}

static bool
is_restarted(const Reader *reader)
{
	return reader->clock->restarts > 0;
}

static bool
is_extended(const Reader *reader)
{
	return reader->clock->rung > 0;
}

/* One or two words that claim something. Add a row here for a new one. */
static const struct {
	const char *first, *second;
	bool (*holds)(const Reader *reader);
	Subject subject; /* of what follows; SUBJECT_WHOLE leaves it */
} claims[] = {
	{"due", "today", is_due_today, SUBJECT_WHOLE},
	{"in", "time", is_in_time, SUBJECT_WHOLE},
	{"on", "time", is_in_time, SUBJECT_WHOLE},
	{"within", "time", is_in_time, SUBJECT_WHOLE},
	{"out", "of", is_late, SUBJECT_WHOLE},
	{"too", "late", is_late, SUBJECT_WHOLE},
	{"past", "due", is_late, SUBJECT_WHOLE},
	{"after", "due", is_late, SUBJECT_WHOLE},
	{"after", "deadline", is_late, SUBJECT_WHOLE},
	{"clock", "stopped", is_told, SUBJECT_WHOLE},
	{"timely", NULL, is_in_time, SUBJECT_WHOLE},
	{"punctual", NULL, is_in_time, SUBJECT_WHOLE},
	{"late", NULL, is_late, SUBJECT_WHOLE},
	{"overdue", NULL, is_late, SUBJECT_WHOLE},
	{"breached", NULL, is_late, SUBJECT_WHOLE},
	{"breach", NULL, is_late, SUBJECT_WHOLE},
	{"missed", NULL, is_late, SUBJECT_WHOLE},
	{"terminated", NULL, is_ended, SUBJECT_WHOLE},
	{"withdrawn", NULL, is_ended, SUBJECT_WHOLE},
	{"ended", NULL, is_ended, SUBJECT_WHOLE},
	{"voided", NULL, is_ended, SUBJECT_WHOLE},
	{"decided", NULL, is_decided, SUBJECT_DECIDED},
	{"decision", NULL, is_decided, SUBJECT_DECIDED},
	{"told", NULL, is_told, SUBJECT_TOLD},
	{"telling", NULL, is_told, SUBJECT_TOLD},
	{"notified", NULL, is_told, SUBJECT_TOLD},
	{"informed", NULL, is_told, SUBJECT_TOLD},
	{"answered", NULL, is_told, SUBJECT_TOLD},
	{"stopped", NULL, is_told, SUBJECT_WHOLE},
	{"met", NULL, is_met, SUBJECT_WHOLE},
	{"open", NULL, is_open, SUBJECT_WHOLE},
	{"running", NULL, is_running, SUBJECT_WHOLE},
	{"runs", NULL, is_running, SUBJECT_WHOLE},
	{"paused", NULL, is_paused, SUBJECT_WHOLE},
	{"suspended", NULL, is_paused, SUBJECT_WHOLE},
	{"unreachable", NULL, is_unreachable, SUBJECT_WHOLE},
	{"error", NULL, is_error, SUBJECT_WHOLE},
	{"lapsed", NULL, is_lapsed, SUBJECT_WHOLE},
	{"restarted", NULL, is_restarted, SUBJECT_WHOLE},
	{"extended", NULL, is_extended, SUBJECT_WHOLE},
};

static const char *const fillers[] = {"by", "days", "day", "the", "a", "an", "is", "was", "and",
	"but", "evidence", "kept", "customer", "complainant", "procedure", "clock", "still",
	"only", "yet", "at", "on", "same", "of", "time", "deadline", "status", "case", "period",
	"complaint", "with", "to", "has", "been", "as", "then", "so", "when", "though", "made",
	"stays", "remains", "ticket", NULL};

static void
fail(Reader *reader, const char *format, const char *word)
{
	if (reader->problem == NULL)
		reader->problem = g_strdup_printf(format, word);
}

static const char *
word_at(const Reader *reader, unsigned i)
{
	return i < reader->words->len ? reader->words->pdata[i] : "";
}

/* A date: when it ended or was told, or, after "due", the due day. */
static bool
read_date(Reader *reader, const char *word)
{
	int32_t day = day_parse_iso(word), is;
	bool due = reader->at > 0 && g_str_equal(word_at(reader, reader->at - 1), "due");

	if (day == DAY_NONE)
		return false;
	is = due || reader->clock->stopped_us == CLOCK_NEVER
		     ? reader->clock->due_day
		     : day_of(reader, reader->clock->stopped_us);
	if (day != is)
		fail(reader, "the day is not %s", word);
	reader->claims++;
	return true;
}

/* A number of days: how late it is, or was when told. */
static bool
read_number(Reader *reader, const char *word)
{
	const Clock *clock = reader->clock;
	guint64 n;
	int is = clock_overdue_days(clock, now_of(reader), reader->script->zone);

	if (!g_ascii_string_to_unsigned(word, 10, 0, 4000, &n, NULL))
		return false;
	if (clock->state == CLOCK_STATE_MET_LATE)
		is = day_of(reader, clock->stopped_us) - clock->due_day;
	if (clock->state == CLOCK_STATE_RUNNING)
		is = clock->due_day - day_of(reader, now_of(reader));
	if (is != (int)n)
		fail(reader, "the number of days is not %s", word);
	reader->claims++;
	return true;
}

/* "method=sms". */
static bool
read_method(Reader *reader, const char *word)
{
	if (!g_str_has_prefix(word, "method="))
		return false;
	if (g_strcmp0(reader->script->method, word + 7) != 0)
		fail(reader, "the customer was not told by %s", word + 7);
	reader->claims++;
	return true;
}

static bool
read_claim(Reader *reader, bool negated)
{
	const char *first = word_at(reader, reader->at);

	for (size_t i = 0; i < G_N_ELEMENTS(claims); i++) {
		bool two = claims[i].second != NULL;

		if (!g_str_equal(claims[i].first, first) ||
			(two && !g_str_equal(claims[i].second,
					word_at(reader, reader->at + 1))))
			continue;
		if (claims[i].subject != SUBJECT_WHOLE)
			reader->subject = claims[i].subject;
		if (claims[i].holds(reader) == negated)
			fail(reader, negated ? "it is \"%s\"" : "it is not \"%s\"", first);
		reader->claims++;
		reader->at += two ? 2 : 1;
		return true;
	}
	return false;
}

static bool
is_filler(const char *word)
{
	return g_strv_contains(fillers, word);
}

static void
read_word(Reader *reader)
{
	static const char *const nots[] = {"not", "no", "never", "without", NULL};
	const char *word = word_at(reader, reader->at);
	bool negated = g_strv_contains(nots, word);

	if (negated) {
		reader->at++;
		while (is_filler(word_at(reader, reader->at)))
			reader->at++;
	}
	if (reader->at >= reader->words->len || read_claim(reader, negated))
		return;
	word = word_at(reader, reader->at);
	if (!read_date(reader, word) && !read_number(reader, word) &&
		!read_method(reader, word) && !is_filler(word) && !g_str_equal(word, "due"))
		g_string_append_printf(reader->unread, " %s", word);
	reader->at++;
}

static GPtrArray *
split_phrase(const char *phrase)
{
	g_autofree char *plain = g_ascii_strdown(phrase, -1);
	g_auto(GStrv) parts = NULL;
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	/* A hyphen parts words, not the numbers of a date. */
	for (char *p = plain; *p != '\0'; p++)
		if (*p == '-' && !(g_ascii_isdigit(p[1]) && p > plain && g_ascii_isdigit(p[-1])))
			*p = ' ';
	parts = g_strsplit_set(plain, " _;,.:()/\t", -1);
	for (char **part = parts; *part != NULL; part++)
		if (**part != '\0')
			g_ptr_array_add(words, g_strdup(*part));
	return words;
}

char *
vector_dup_status_problem(
	const PolicyScript *script, const Clock *clock, const char *phrase, GString *unread)
{
	g_autoptr(GPtrArray) words = split_phrase(phrase);
	Reader reader = {
		.script = script, .clock = clock, .words = words, .unread = unread};

	while (reader.at < words->len)
		read_word(&reader);
	if (reader.claims == 0)
		fail(&reader, "the status \"%s\" claims nothing that is understood", phrase);
	return reader.problem;
}
