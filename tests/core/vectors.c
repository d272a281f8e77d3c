/* See vectors.h: a row becomes a what-if question, its answer is compared. */
#include "config.h"

#include "tests/core/vectors.h"

#include <string.h>

#include "core/csv.h"
#include "core/day.h"
#include "core/env.h"
#include "core/error.h"

enum { COL_ID, COL_POLICY, COL_CALENDAR, COL_ZONE, COL_RECEIVED, COL_EVENTS, COL_FIELD, COL_EXPECTED,
	N_COLUMNS };

static const char *const column_names[N_COLUMNS] = {"id", "policy", "calendar", "tz",
	"received_at", "events", "field", "expected"};

bool
vector_data_load(const char *assets, VectorData *ret, GError **error)
{
	g_autofree char *policies = g_build_filename(assets, "policies", NULL);
	g_autofree char *calendars = g_build_filename(assets, "calendars", NULL);

	memset(ret, 0, sizeof(*ret));
	ret->policies = policy_set_load(policies, error);
	if (ret->policies != NULL)
		ret->calendars = calendar_load_folder(calendars, error);
	if (ret->calendars != NULL)
		return true;
	vector_data_clear(ret);
	return false;
}

void
vector_data_clear(VectorData *data)
{
	g_clear_pointer(&data->policies, policy_set_free);
	g_clear_pointer(&data->calendars, g_hash_table_unref);
}

static void
row_free(gpointer data)
{
	VectorRow *row = data;

	g_free(row->id);
	g_free(row->problem);
	g_free(row->unread);
	g_free(row);
}

/* The moment as the table writes it. */
static char *
dup_moment(int64_t us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = NULL;
	g_autoptr(GDateTime) local = NULL;

	if (us == CLOCK_NEVER)
		return g_strdup("none");
	utc = g_date_time_new_from_unix_utc(us / US_PER_SECOND);
	local = g_date_time_to_timezone(utc, zone);
	return g_date_time_format(local, "%Y-%m-%dT%H:%M:%S%:z");
}

/* Both as moments: an offset may be written in another way. */
static char *
dup_due_problem(const ClockInput *input, const char *expected)
{
	Clock clock;
	g_autofree char *is = NULL;
	g_autoptr(GError) error = NULL;
	int64_t us;

	clock_evaluate(input, &clock);
	if (clock.state == CLOCK_STATE_ERROR) {
		g_autofree char *code = clock_dup_error_code(&clock);

		return g_strdup_printf("expected %s, got %s", expected, code);
	}
	if (!policy_script_parse_time(expected, input->zone, &us, &error))
		return g_strdup(error->message);
	if (clock.due_us != CLOCK_NEVER && clock.due_us / US_PER_SECOND == us / US_PER_SECOND)
		return NULL;
	is = dup_moment(clock.due_us, input->zone);
	return g_strdup_printf("expected %s, got %s", expected, is);
}

/* The last event of the question must have been said no to. */
static char *
dup_rejected_problem(const ClockInput *input, const char *expected)
{
	ClockInput before = *input;
	ClockVerdict verdict;

	before.n_events--;
	verdict = clock_judge(&before, &input->events[before.n_events]);
	if (!clock_verdict_is_refusal(verdict))
		return g_strdup("the last event was not rejected");
	return dup_due_problem(input, expected);
}

static char *
dup_error_problem(const ClockInput *input, const char *expected)
{
	Clock clock;
	g_autofree char *code = NULL;

	clock_evaluate(input, &clock);
	code = clock_dup_error_code(&clock);
	return g_strcmp0(code, expected) == 0
		       ? NULL
		       : g_strdup_printf("expected %s, got %s", expected, code ? code : "a date");
}

static char *
dup_problem(const PolicyScript *script, const char *field, const char *expected, GString *unread)
{
	ClockInput input = policy_script_input(script);
	Clock clock;

	if (g_str_equal(field, "due"))
		return dup_due_problem(&input, expected);
	if (g_str_equal(field, "ack_due"))
		return policy_script_find(script, POLICY_SCRIPT_ACK_DUE, &input)
			       ? dup_due_problem(&input, expected)
			       : g_strdup("no acknowledgement here or beside");
	if (g_str_equal(field, "escalate_due"))
		return policy_script_find(script, POLICY_SCRIPT_ESCALATE_DUE, &input)
			       ? dup_due_problem(&input, expected)
			       : g_strdup("nothing is escalated here or beside");
	if (g_str_equal(field, "due_after_rejected_command"))
		return dup_rejected_problem(&input, expected);
	if (g_str_equal(field, "error"))
		return dup_error_problem(&input, expected);
	if (!g_str_equal(field, "status"))
		return g_strdup_printf("the field \"%s\" is not known", field);
	clock_evaluate(&input, &clock);
	return vector_dup_status_problem(script, &clock, expected, unread);
}

/* The error a question meets before there is a clock, as a table writes it. */
static char *
dup_question_problem(const char *field, const char *expected, const GError *error)
{
	bool range = g_error_matches(error, AMENDS_ERROR, AMENDS_ERROR_INVALID);

	if (g_str_equal(field, "error") && range && strstr(expected, "range") != NULL)
		return NULL;
	return g_strdup(error->message);
}

static bool
ask(PolicyScript *script, char *const *cells, GError **error)
{
	script->lenient = true;
	if (cells[COL_ZONE][0] != '\0' && !g_str_equal(cells[COL_ZONE], "-") &&
		!policy_script_set_zone(script, cells[COL_ZONE], error))
		return false;
	if (cells[COL_CALENDAR][0] != '\0' && !g_str_equal(cells[COL_CALENDAR], "-"))
		policy_script_set_calendar(script, cells[COL_CALENDAR]);
	return policy_script_receive(script, cells[COL_RECEIVED], error) &&
	       policy_script_add(script, cells[COL_EVENTS], error);
}

static void
run_row(const VectorData *data, char *const *cells, VectorRow *row)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) unread = g_string_new(NULL);
	g_autoptr(PolicyScript) script = policy_script_new(
		data->policies, data->calendars, cells[COL_POLICY], &error);

	if (script != NULL && ask(script, cells, &error))
		row->problem = dup_problem(
			script, cells[COL_FIELD], cells[COL_EXPECTED], unread);
	else
		row->problem =
			dup_question_problem(cells[COL_FIELD], cells[COL_EXPECTED], error);
	if (unread->len > 0)
		row->unread = g_strdup(unread->str);
}

typedef struct Bytes {
	const char *at;
	size_t left;
} Bytes;

static gssize
read_bytes(void *data, void *buf, size_t len, GError **error)
{
	Bytes *bytes = data;
	size_t n = MIN(len, bytes->left);

	memcpy(buf, bytes->at, n);
	bytes->at += n;
	bytes->left -= n;
	return (gssize)n;
}

/* Where each column stands. False if one is missing. */
static bool
find_columns(const CsvRow *header, unsigned ret[N_COLUMNS], GError **error)
{
	for (unsigned c = 0; c < N_COLUMNS; c++) {
		unsigned i = 0;

		while (i < header->n_fields &&
			(header->fields[i].len != strlen(column_names[c]) ||
				memcmp(header->fields[i].bytes, column_names[c],
					header->fields[i].len) != 0))
			i++;
		if (i == header->n_fields) {
			g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
				"the column \"%s\" is missing", column_names[c]);
			return false;
		}
		ret[c] = i;
	}
	return true;
}

static void
add_row(const VectorData *data, const CsvRow *csv, const unsigned columns[N_COLUMNS],
	GPtrArray *rows)
{
	char *cells[N_COLUMNS] = {NULL};
	VectorRow *row = g_new0(VectorRow, 1);

	for (unsigned c = 0; c < N_COLUMNS; c++) {
		const CsvField *field =
			columns[c] < csv->n_fields ? &csv->fields[columns[c]] : NULL;

		cells[c] = field ? g_strstrip(g_strndup(field->bytes, field->len))
				 : g_strdup("");
	}
	row->id = g_strdup(cells[COL_ID]);
	run_row(data, cells, row);
	g_ptr_array_add(rows, row);
	for (unsigned c = 0; c < N_COLUMNS; c++)
		g_free(cells[c]);
}

GPtrArray *
vectors_run(const VectorData *data, const char *csv, size_t len, GError **error)
{
	Bytes bytes = {csv, len};
	g_autoptr(CsvReader) reader = csv_reader_new(read_bytes, &bytes, ',');
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
	unsigned columns[N_COLUMNS];
	CsvRow row;

	if (csv_reader_next(reader, &row, error) != CSV_ROW) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX, "the table is empty");
		return NULL;
	}
	if (!find_columns(&row, columns, error))
		return NULL;
	while (csv_reader_next(reader, &row, error) == CSV_ROW)
		add_row(data, &row, columns, rows);
	return g_steal_pointer(&rows);
}
