/*
 * What one value of one field means for the columns of `ticket`. Every column
 * and sign comes from the tables here; what was typed is bound.
 */
#include "config.h"

#include "core/query-private.h"

#include <glib/gi18n.h>
#include <jansson.h>

#include "core/day.h"
#include "core/env.h"
#include "core/ticket.h"

#define NEVER "9223372036854775807" /* due_us where no statutory clock runs */

/* The statutory clock stops when the customer has been told (DOMAIN 1.1, P4). */
#define WAITING "open = 1 AND told_us = 0"

/* Add a row here, in the order of the enum, for a new field. */
static const char *const columns[N_QUERY_FIELDS] = {
	[QUERY_STATE] = "state",
	[QUERY_TICKET] = "counter",
	[QUERY_OWNER] = "owner",
	[QUERY_BRANCH] = "branch",
	[QUERY_CHANNEL] = "channel",
	[QUERY_BUSINESS] = "business",
	[QUERY_REASON] = "reason",
	[QUERY_CLASS] = "class",
	[QUERY_LEVEL] = "level",
	[QUERY_KIND] = "contact_kind",
	[QUERY_CUSTOMER] = "complainant",
	[QUERY_PHONE] = "phone",
	[QUERY_ACCOUNT] = "account_tail",
	[QUERY_SUBJECT] = "subject",
	[QUERY_RECEIVED] = "received_us",
	[QUERY_ENTERED] = "entered_us",
	[QUERY_DUE] = "due_us",
	[QUERY_TOLD] = "told_us",
	[QUERY_CLOSED] = "closed_us",
	[QUERY_UPDATED] = "updated_us",
	[QUERY_LEFT] = "due_us",
	[QUERY_AGE] = "received_us",
	[QUERY_REDRESS] = "redress_minor",
};

static const char *const signs[N_QUERY_OPS] = {
	[QUERY_OP_IS] = "=",
	[QUERY_OP_EXACT] = "=",
	[QUERY_OP_LT] = "<",
	[QUERY_OP_LE] = "<=",
	[QUERY_OP_GT] = ">",
	[QUERY_OP_GE] = ">=",
};

const char *
query_column(QueryField field)
{
	g_assert((int)field >= 0 && field < N_QUERY_FIELDS && columns[field]);
	return columns[field];
}

static void
emit_compare(Emitter *e, const char *column, const char *sign, int64_t number)
{
	g_string_append_printf(e->sql, "%s %s ", column, sign);
	query_emit_number(e, number);
}

void
query_emit_equal(Emitter *e, const char *column, const char *text)
{
	g_string_append_printf(e->sql, "%s = ", column);
	query_emit_text(e, text);
}

/* ---- numbers and words ---- */

static void
emit_number_value(Emitter *e, const char *column, const QueryValue *v)
{
	if (v->op != QUERY_OP_RANGE) {
		emit_compare(e, column, signs[v->op], v->number);
		return;
	}
	if (*v->text)
		emit_compare(e, column, ">=", v->number);
	if (*v->text && *v->to)
		g_string_append(e->sql, " AND ");
	if (*v->to)
		emit_compare(e, column, "<=", v->number_to);
}

static void
emit_class(Emitter *e, const QueryValue *v)
{
	char class[2] = {(char)v->number, '\0'};

	query_emit_equal(e, "class", class);
}

/* ---- dates ---- */

static bool
fail_date(Emitter *e, QueryField field, const QueryValue *v, const char *text)
{
	return query_emit_fail(e, v->column,
		g_strdup_printf(
			_("\"%1$s\" is no date. Examples: today, -3d, 2026-10-01, %2$s"), text,
			query_field_info(field)->example));
}

/* One end as a span [from, to); "3d" of a due date is a moment, from = to. */
static bool
read_span(Emitter *e, QueryField field, const QueryValue *v, const char *text, int64_t span[2])
{
	int64_t us;

	e->plan->needs_now = true;
	if (field == QUERY_DUE && query_read_duration(text, &us)) {
		span[0] = span[1] = e->ctx->now_us + us;
		return true;
	}
	if (e->ctx->date &&
		e->ctx->date(text, e->ctx->now_us, e->ctx->zone, &span[0], &span[1]))
		return true;
	return fail_date(e, field, v, text);
}

/* [from, to) of a value; an open end is the end of time. */
static bool
read_bounds(
	Emitter *e, QueryField field, const QueryValue *v, int64_t *ret_from, int64_t *ret_to)
{
	int64_t a[2] = {INT64_MIN, INT64_MIN}, b[2] = {INT64_MAX, INT64_MAX};

	if (*v->text && !read_span(e, field, v, v->text, a))
		return false;
	if (v->op == QUERY_OP_RANGE && *v->to && !read_span(e, field, v, v->to, b))
		return false;
	switch (v->op) {
	case QUERY_OP_LT:
		*ret_from = INT64_MIN;
		*ret_to = a[0];
		return true;
	case QUERY_OP_LE:
		*ret_from = INT64_MIN;
		*ret_to = a[0] == a[1] ? a[1] + 1 : a[1];
		return true;
	case QUERY_OP_GT:
		*ret_from = a[0] == a[1] ? a[1] + 1 : a[1];
		*ret_to = INT64_MAX;
		return true;
	case QUERY_OP_GE:
		*ret_from = a[0];
		*ret_to = INT64_MAX;
		return true;
	case QUERY_OP_RANGE:
		*ret_from = a[0];
		*ret_to = b[0] == b[1] && b[1] < INT64_MAX ? b[1] + 1 : b[1];
		return true;
	case QUERY_OP_IS:
	case QUERY_OP_EXACT:
		*ret_from = a[0];
		*ret_to = a[1];
		/* "due:3d" would be one microsecond: a sign was meant. */
		return a[0] < a[1] || fail_date(e, field, v, v->text);
	case QUERY_OP_PREFIX:
	case QUERY_OP_CONTAINS:
	case QUERY_OP_NONE:
	case N_QUERY_OPS:
		break;
	}
	g_assert_not_reached();
}

/* told_us and closed_us are 0, due_us is NEVER, where there is no such day. */
static void
emit_none_day(Emitter *e, QueryField field, bool none)
{
	g_string_append_printf(e->sql, "%s %s %s", columns[field],
		none		     ? "="
		: field == QUERY_DUE ? "<"
				     : ">",
		field == QUERY_DUE ? NEVER : "0");
}

static bool
emit_date(Emitter *e, QueryField field, const QueryValue *v)
{
	int64_t from, to;

	if (v->op == QUERY_OP_NONE) {
		emit_none_day(e, field, true);
		return true;
	}
	if (!read_bounds(e, field, v, &from, &to))
		return false;
	/* An end that is open bounds nothing, and must not be taken for the bound of an index.
	 */
	if (from > INT64_MIN)
		emit_compare(e, columns[field], ">=", from);
	if (from > INT64_MIN && to < INT64_MAX)
		g_string_append(e->sql, " AND ");
	if (to < INT64_MAX)
		emit_compare(e, columns[field], "<", to);
	if (query_field_info(field)->none) {
		g_string_append(e->sql, from > INT64_MIN || to < INT64_MAX ? " AND " : "");
		emit_none_day(e, field, false);
	}
	return true;
}

static bool
check_signed(Emitter *e, QueryField field, const QueryValue *v)
{
	if (v->op != QUERY_OP_IS && v->op != QUERY_OP_EXACT)
		return true;
	return query_emit_fail(e, v->column,
		g_strdup_printf(_("%1$s needs a sign before the time. Example: %2$s"),
			query_field_info(field)->name, query_field_info(field)->example));
}

static bool
emit_left(Emitter *e, const QueryValue *v)
{
	QueryValue at = *v;

	if (!check_signed(e, QUERY_LEFT, v))
		return false;
	e->plan->needs_now = true;
	at.number += e->ctx->now_us;
	at.number_to += e->ctx->now_us;
	g_string_append(e->sql, WAITING " AND due_us < " NEVER " AND ");
	emit_number_value(e, "due_us", &at);
	return true;
}

/* The older, the earlier it was received: signs and ends turn round. */
static bool
emit_age(Emitter *e, const QueryValue *v)
{
	QueryValue at = *v;

	if (!check_signed(e, QUERY_AGE, v))
		return false;
	e->plan->needs_now = true;
	at.number = e->ctx->now_us - v->number;
	at.number_to = e->ctx->now_us - v->number_to;
	if (v->op == QUERY_OP_RANGE) {
		at = (QueryValue){.op = QUERY_OP_RANGE,
			.text = v->to,
			.to = v->text,
			.number = at.number_to,
			.number_to = at.number};
	} else {
		at.op = v->op == QUERY_OP_LT   ? QUERY_OP_GT
			: v->op == QUERY_OP_LE ? QUERY_OP_GE
			: v->op == QUERY_OP_GT ? QUERY_OP_LT
					       : QUERY_OP_LE;
	}
	emit_number_value(e, "received_us", &at);
	return true;
}

/* ---- texts ---- */

static void
emit_text_value(Emitter *e, QueryField field, const QueryValue *v)
{
	bool names = field == QUERY_CUSTOMER || field == QUERY_SUBJECT;
	const char *column = field == QUERY_TICKET ? "number" : columns[field];

	if (v->op == QUERY_OP_NONE)
		query_emit_equal(e, column, "");
	else if (v->op == QUERY_OP_PREFIX || v->op == QUERY_OP_CONTAINS)
		query_emit_like(e, column, v->text, v->op);
	else if (field == QUERY_TICKET)
		query_emit_ticket(e, v->text);
	else if (names && v->op == QUERY_OP_IS)
		query_emit_like(e, column, v->text, QUERY_OP_CONTAINS);
	else
		query_emit_equal(e, column, v->text);
}

static char *
dup_digits(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *p = text; *p; p++)
		if (g_ascii_isdigit(*p))
			g_string_append_c(out, *p);
	return g_string_free(out, FALSE);
}

/* Numbers that begin so: ':' comes after the digits. */
static void
emit_phone_key(Emitter *e, const char *digits)
{
	g_autofree char *from = g_strconcat("t:", digits, NULL);
	g_autofree char *to = g_strconcat("t:", digits, ":", NULL);

	g_string_append(e->sql, "row IN (SELECT ticket_row FROM complainant_key WHERE key >= ");
	query_emit_text(e, from);
	g_string_append(e->sql, " AND key < ");
	query_emit_text(e, to);
	g_string_append_c(e->sql, ')');
}

static void
emit_phone(Emitter *e, const QueryValue *v, const char *digits)
{
	static const char bare[] = "replace(replace(phone, '-', ''), ' ', '')";

	if (e->driving) {
		emit_phone_key(e, digits);
		return;
	}
	if (v->op == QUERY_OP_EXACT)
		query_emit_equal(e, bare, digits);
	else
		query_emit_like(e, bare, digits,
			v->op == QUERY_OP_PREFIX ? QUERY_OP_PREFIX : QUERY_OP_CONTAINS);
}

/* The look-up of complainants has the index. */
static void
emit_tail(Emitter *e, const char *tail)
{
	g_autofree char *key = g_strconcat("a:", tail, NULL);

	if (!e->driving) {
		query_emit_equal(e, "account_tail", tail);
		return;
	}
	g_string_append(e->sql, "row IN (SELECT ticket_row FROM complainant_key WHERE key = ");
	query_emit_text(e, key);
	g_string_append_c(e->sql, ')');
}

/* Only the last four digits are ever kept: of a longer number the rest is dropped. */
static void
emit_account(Emitter *e, const QueryValue *v, const char *digits)
{
	size_t len = strlen(digits);

	if (v->op == QUERY_OP_PREFIX || v->op == QUERY_OP_CONTAINS)
		query_emit_like(e, "account_tail", digits, v->op);
	else if (len >= 4)
		emit_tail(e, digits + len - 4);
	else
		query_emit_like(e, "account_tail", digits, QUERY_OP_EXACT);
}

static void
emit_digits(Emitter *e, QueryField field, const QueryValue *v)
{
	g_autofree char *digits = dup_digits(v->text);

	if (v->op == QUERY_OP_NONE)
		query_emit_equal(e, columns[field], "");
	else if (field == QUERY_PHONE)
		emit_phone(e, v, digits);
	else
		emit_account(e, v, digits);
}

/* ---- is: and has: ---- */

static void
emit_among(Emitter *e, const char *const *ids)
{
	json_t *list = json_array();
	char *text;

	for (; ids && *ids; ids++)
		json_array_append_new(list, json_string(*ids));
	text = json_dumps(list, JSON_COMPACT);
	g_string_append(e->sql, "id IN (SELECT value FROM json_each(");
	query_emit_text(e, text);
	g_string_append(e->sql, "))");
	free(text);
	json_decref(list);
}

static void
emit_due_within(Emitter *e, int64_t from_us, int64_t to_us)
{
	e->plan->needs_now = true;
	g_string_append(e->sql, WAITING " AND ");
	emit_compare(e, "due_us", ">=", from_us);
	g_string_append(e->sql, " AND ");
	emit_compare(e, "due_us", "<", to_us);
}

static bool
emit_flag(Emitter *e, TicketFlag flag)
{
	g_string_append(e->sql, "flags <> 0 AND (flags & ");
	query_emit_number(e, flag);
	g_string_append(e->sql, ") <> 0");
	return true;
}

/* Conditions without a parameter. Add a row here for a plain "is:". */
static const char *const is_sql[N_QUERY_IS] = {
	[QUERY_IS_OPEN] = "open = 1",
	[QUERY_IS_UNASSIGNED] = "owner = '' AND open = 1",
	[QUERY_IS_RESTRICTED] = "restricted = 1",
	[QUERY_IS_ARCHIVE] = "archive = 1",
	/* the states of core/ticket-parts-clock.h; only open complaints have rows */
	[QUERY_IS_EXTENSION_ASKED] =
		"row IN (SELECT ticket_row FROM extension WHERE state = 0)",
	[QUERY_IS_EXTENSION_GRANTED] =
		"row IN (SELECT ticket_row FROM extension WHERE state = 2)",
};

/* Conditions an index answers (core/schema*.sql). The others hold for most rows, or for parts
 * of a text. */
static const bool is_indexed[N_QUERY_IS] = {
	[QUERY_IS_CLOSED] = true,
	[QUERY_IS_OVERDUE] = true,
	[QUERY_IS_DUE_SOON] = true,
	[QUERY_IS_MINE] = true,
	[QUERY_IS_UNASSIGNED] = true,
	[QUERY_IS_ASKED] = true,
	[QUERY_IS_LOGGED] = true,
	[QUERY_IS_RESTRICTED] = true,
	[QUERY_IS_PAUSED_TIMER] = true,
	[QUERY_IS_VULNERABLE] = true,
	[QUERY_IS_MEDIA] = true,
	[QUERY_IS_REGULATOR] = true,
	[QUERY_IS_AGITATED] = true,
	[QUERY_IS_EXTENSION_ASKED] = true,
	[QUERY_IS_EXTENSION_GRANTED] = true,
	[QUERY_IS_REQUEST_OPEN] = true,
	[QUERY_IS_REQUEST_OVERDUE] = true,
	[QUERY_IS_MERGED] = true,
	[QUERY_IS_MERGE_TARGET] = true,
};
static const bool has_indexed[N_QUERY_HAS] = {
	[QUERY_HAS_ATTACH] = true,
	[QUERY_HAS_REDRESS] = true,
	[QUERY_HAS_DRAFT] = true,
};

/* Where every pair of neighbours is a term, a part of a text is found by the full-text index.
 */
static bool
is_han(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (g_utf8_get_char(p) < 0x4e00 || g_utf8_get_char(p) > 0x9fff)
			return false;
	return *text != '\0';
}

bool
query_value_is_indexed(const Emitter *e, QueryField field, const QueryValue *v)
{
	switch (query_field_info(field)->takes) {
	case QUERY_TAKES_WORD:
		return field == QUERY_IS    ? is_indexed[v->number]
		       : field == QUERY_HAS ? has_indexed[v->number]
					    : field != QUERY_CLASS;
	case QUERY_TAKES_MONEY:
		return v->number > 0 && (v->op == QUERY_OP_IS || v->op == QUERY_OP_EXACT ||
						v->op == QUERY_OP_GE || v->op == QUERY_OP_GT);
	case QUERY_TAKES_TEXT:
		if (field == QUERY_CUSTOMER || field == QUERY_SUBJECT)
			return v->op != QUERY_OP_NONE && is_han(v->text);
		return v->op == QUERY_OP_IS || v->op == QUERY_OP_EXACT;
	case QUERY_TAKES_DIGITS:
		if (field == QUERY_PHONE)
			return (v->op == QUERY_OP_PREFIX || v->op == QUERY_OP_EXACT) &&
			       strpbrk(v->text, "0123456789");
		return v->op != QUERY_OP_PREFIX && v->op != QUERY_OP_CONTAINS &&
		       v->op != QUERY_OP_NONE &&
		       strspn(v->text, "0123456789") == strlen(v->text) && strlen(v->text) >= 4;
	case QUERY_TAKES_CODE:
		return field != QUERY_CATEGORY; /* a pair of two fields */
	case QUERY_TAKES_PERSON:
	case QUERY_TAKES_DATE:
	case QUERY_TAKES_DURATION:
	case QUERY_TAKES_ORDINAL:
		return true;
	case QUERY_TAKES_SORT:
	case QUERY_TAKES_COUNT:
		break;
	}
	return false;
}

/* What stands in a table of its own is looked up there while rows are looked for, and asked of
 * one row while a list is walked. */
static void
emit_beside(Emitter *e, QueryIs is)
{
	static const struct {
		const char *driving, *walking;
	} texts[N_QUERY_IS] = {
		[QUERY_IS_REQUEST_OPEN] = {"row IN (SELECT ticket_row FROM request",
			"EXISTS (SELECT 1 FROM request WHERE ticket_row = ticket.row"},
		[QUERY_IS_REQUEST_OVERDUE] = {"row IN (SELECT ticket_row FROM request WHERE due < ",
			"EXISTS (SELECT 1 FROM request WHERE ticket_row = ticket.row AND due < "},
		[QUERY_IS_MERGED] = {"row IN (SELECT ticket_row FROM merged",
			"EXISTS (SELECT 1 FROM merged WHERE ticket_row = ticket.row"},
		[QUERY_IS_MERGE_TARGET] = {"id IN (SELECT into_id FROM merged",
			"EXISTS (SELECT 1 FROM merged WHERE into_id = ticket.id"},
	};
	g_autoptr(GTimeZone) zone =
		e->ctx->zone ? g_time_zone_ref(e->ctx->zone) : g_time_zone_new_utc();
	char today[11];

	g_string_append(e->sql, e->driving ? texts[is].driving : texts[is].walking);
	if (is == QUERY_IS_REQUEST_OVERDUE) {
		e->plan->needs_now = true;
		day_format_iso(day_of_us(e->ctx->now_us, zone), today);
		query_emit_text(e, today);
	}
	g_string_append_c(e->sql, ')');
}

static bool
emit_is(Emitter *e, const QueryValue *v)
{
	int64_t now = e->ctx->now_us;
	int64_t soon = e->ctx->due_soon_us ? e->ctx->due_soon_us : 5 * US_PER_DAY;

	switch ((QueryIs)v->number) {
	case QUERY_IS_CLOSED:
		emit_compare(e, "state", "=", TICKET_STATE_CLOSED);
		return true;
	case QUERY_IS_OVERDUE:
		emit_due_within(e, INT64_MIN, now);
		return true;
	case QUERY_IS_DUE_SOON:
		emit_due_within(e, now, now + soon);
		return true;
	case QUERY_IS_MINE:
		return query_emit_me(e, "owner", v->column);
	case QUERY_IS_ASKED:
		g_string_append(e->sql, "asked <> '' AND ");
		return query_emit_me(e, "asked", v->column);
	case QUERY_IS_LOGGED:
		return query_emit_me(e, "logged_by", v->column);
	case QUERY_IS_PAUSED_TIMER:
		e->plan->needs_me = true;
		emit_among(e, e->ctx->paused_ids);
		return true;
	case QUERY_IS_VULNERABLE:
		return emit_flag(e, FLAG_VULNERABLE);
	case QUERY_IS_MEDIA:
		return emit_flag(e, FLAG_MEDIA);
	case QUERY_IS_REGULATOR:
		return emit_flag(e, FLAG_REGULATOR);
	case QUERY_IS_AGITATED:
		return emit_flag(e, FLAG_AGITATED);
	case QUERY_IS_OPEN:
	case QUERY_IS_UNASSIGNED:
	case QUERY_IS_RESTRICTED:
	case QUERY_IS_ARCHIVE:
	case QUERY_IS_EXTENSION_ASKED:
	case QUERY_IS_EXTENSION_GRANTED:
		g_string_append(e->sql, is_sql[v->number]);
		return true;
	case QUERY_IS_REQUEST_OPEN:
	case QUERY_IS_REQUEST_OVERDUE:
	case QUERY_IS_MERGED:
	case QUERY_IS_MERGE_TARGET:
		emit_beside(e, (QueryIs)v->number);
		return true;
	case N_QUERY_IS:
		break;
	}
	g_assert_not_reached();
}

static void
emit_has(Emitter *e, const QueryValue *v)
{
	switch ((QueryHas)v->number) {
	case QUERY_HAS_NOTE:
		g_string_append(e->sql, "note_count > 0");
		return;
	case QUERY_HAS_ATTACH:
		g_string_append(e->sql, "file_count > 0");
		return;
	case QUERY_HAS_REDRESS:
		g_string_append(e->sql, "redress_minor > 0");
		return;
	case QUERY_HAS_DRAFT:
		e->plan->needs_me = true;
		emit_among(e, e->ctx->draft_ids);
		return;
	case N_QUERY_HAS:
		break;
	}
	g_assert_not_reached();
}

bool
query_emit_value(Emitter *e, QueryField field, const QueryValue *v)
{
	switch (query_field_info(field)->takes) {
	case QUERY_TAKES_WORD:
		if (field == QUERY_IS)
			return emit_is(e, v);
		if (field == QUERY_HAS)
			emit_has(e, v);
		else if (field == QUERY_CLASS)
			emit_class(e, v);
		else
			emit_number_value(e, columns[field], v);
		return true;
	case QUERY_TAKES_MONEY:
		if (query_value_is_indexed(e, field, v))
			g_string_append(e->sql, "redress_minor > 0 AND ");
		emit_number_value(e, columns[field], v);
		return true;
	case QUERY_TAKES_ORDINAL:
		emit_number_value(e, columns[field], v);
		return true;
	case QUERY_TAKES_TEXT:
		emit_text_value(e, field, v);
		return true;
	case QUERY_TAKES_DIGITS:
		emit_digits(e, field, v);
		return true;
	case QUERY_TAKES_CODE:
		return query_emit_code_value(e, field, v);
	case QUERY_TAKES_PERSON:
		return query_emit_owner(e, v);
	case QUERY_TAKES_DATE:
		return emit_date(e, field, v);
	case QUERY_TAKES_DURATION:
		return field == QUERY_LEFT ? emit_left(e, v) : emit_age(e, v);
	case QUERY_TAKES_SORT:
	case QUERY_TAKES_COUNT:
		break;
	}
	g_assert_not_reached();
}
