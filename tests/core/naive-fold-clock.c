/* Clocks, extensions, letters, requests and merging in the naive fold. See naive-fold.h. */
#include "config.h"

#include "tests/core/naive-fold.h"

#include <string.h>

static const char *
str(const json_t *object, const char *key)
{
	const char *value = key ? json_string_value(json_object_get(object, key)) : NULL;

	return value ? value : "";
}

static json_int_t
num(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static json_int_t
wall_us(const Event *e)
{
	return (json_int_t)(g_ascii_strtoull(e->hlc, NULL, 16) >> 16) * 1000;
}

static json_t *
find(const json_t *ticket, const char *list, const char *id)
{
	size_t i;
	json_t *item;

	json_array_foreach(json_object_get(ticket, list), i, item)
	{
		if (strcmp(str(item, "id"), id) == 0)
			return item;
	}
	return NULL;
}

static void
set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void
add(json_t *ticket, const char *list, json_t *item)
{
	json_array_append_new(json_object_get(ticket, list), item);
}

/* ---- facts ---- */

static const char *
fact_code(const Event *e, bool was_ended, bool is_ended)
{
	const char *to = str(e->payload, "to");

	switch ((int)e->kind) {
	case EVENT_STATUS_CHANGED:
		if (was_ended && !is_ended)
			return "reopened";
		return strcmp(to, "closed") == 0 || strcmp(to, "reply") == 0 ? to : NULL;
	case EVENT_CONTACT_ADDED:
		return strcmp(str(e->payload, "direction"), "out") == 0 &&
				       strcmp(str(e->payload, "reached"), "reached") == 0
			       ? str(e->payload, "how")
			       : NULL;
	case EVENT_RECEIPT_GIVEN:
		return strcmp(str(e->payload, "paper"), "registration") == 0 ? "registration"
									     : NULL;
	case EVENT_CLOCK_PAUSED:
	case EVENT_CLOCK_RESUMED:
		return str(e->payload, "pause");
	case EVENT_REVIEW_TOLD:
		return str(e->payload, "result");
	case EVENT_CLOCK_CONDITION:
		return str(e->payload, "condition");
	case EVENT_FACTS_NEW:
	case EVENT_DATE_AGREED:
	case EVENT_CREDIT_GIVEN:
	case EVENT_CYCLE_ENDED:
	case EVENT_MAJOR_REPORTED:
	case EVENT_TICKET_VOIDED:
		return "";
	case EVENT_CUSTOMER_TOLD:
	case EVENT_TICKET_WITHDRAWN:
	case EVENT_COMPLAINT_ACKNOWLEDGED:
	case EVENT_COMPLAINT_REPEATED:
	case EVENT_HOLDING_REPLIED:
	case EVENT_REVIEW_APPLIED:
		return str(e->payload, "how");
	default:
		return NULL;
	}
}

static const char *
fact_text(const Event *e)
{
	switch ((int)e->kind) {
	case EVENT_CUSTOMER_TOLD:
	case EVENT_DATE_AGREED:
	case EVENT_REVIEW_TOLD:
		return str(e->payload, "evidence");
	case EVENT_FACTS_NEW:
		return str(e->payload, "text");
	case EVENT_HOLDING_REPLIED:
		return str(e->payload, "reasons");
	case EVENT_CREDIT_GIVEN:
		return str(e->payload, "voucher");
	case EVENT_MAJOR_REPORTED:
		return str(e->payload, "to");
	default:
		return "";
	}
}

void
naive_keep_fact(json_t *ticket, const Event *e, bool was_ended, bool under_second)
{
	bool ended = num(ticket, "state") >= 5;
	const char *code = fact_code(e, was_ended, ended);
	json_int_t at = json_object_get(e->payload, "at") ? num(e->payload, "at") : wall_us(e);
	const char *day = e->kind == EVENT_HOLDING_REPLIED ? "expected" : "day";

	if (!code)
		return;
	add(ticket, "facts",
		json_pack("{s:s, s:s, s:I, s:I, s:s, s:s, s:s, s:b, s:b}", "id", e->id, "kind",
			e->kind_name, "at_us", at, "told_us",
			e->kind == EVENT_CLOCK_PAUSED ? num(e->payload, "told") : 0, "code",
			code, "text", fact_text(e), "day", str(e->payload, day), "on",
			json_is_true(json_object_get(e->payload, "on")), "attested",
			under_second && str(e->payload, "evidence")[0]));
}

/* ---- parts ---- */

static const char *
decide(json_t *extension, const Event *e)
{
	bool refused = e->kind == EVENT_EXTENSION_REFUSED;

	if (!extension || num(extension, "state") != 0)
		return "ignored";
	set(extension, "state", json_integer(refused ? 1 : 2));
	set(extension, "decided_us", json_integer(wall_us(e)));
	set(extension, "decided_by", json_string(e->actor));
	set(extension, "standing", json_string(str(e->payload, "standing")));
	set(extension, "decision", json_string(str(e->payload, refused ? "reason" : "text")));
	return "applied";
}

static const char *
tell(json_t *extension, const Event *e)
{
	if (!extension || num(extension, "state") != 2)
		return "ignored";
	set(extension, "state", json_integer(3));
	set(extension, "told_us", json_integer(num(e->payload, "at")));
	set(extension, "told_how", json_string(str(e->payload, "how")));
	set(extension, "evidence", json_string(str(e->payload, "evidence")));
	return "applied";
}

static const char *
change_request(json_t *request, const Event *e)
{
	if (!request || num(request, "state") != 0)
		return "ignored";
	if (e->kind == EVENT_REQUEST_CHASED) {
		set(request, "chased", json_integer(num(request, "chased") + 1));
		return "applied";
	}
	set(request, "ended_us", json_integer(wall_us(e)));
	set(request, "state", json_integer(e->kind == EVENT_REQUEST_ANSWERED ? 1 : 2));
	if (e->kind == EVENT_REQUEST_ANSWERED)
		set(request, "answer", json_string(str(e->payload, "text")));
	return "applied";
}

static const char *
send(json_t *letter, const Event *e)
{
	if (!letter)
		return "ignored";
	set(letter, "sent_us", json_integer(num(e->payload, "at")));
	set(letter, "how", json_string(str(e->payload, "how")));
	set(letter, "evidence", json_string(str(e->payload, "evidence")));
	return "applied";
}

static void
take_beside(json_t *ticket, const Event *e)
{
	g_autoptr(GString) lines = g_string_new("");
	size_t i;
	json_t *line;

	json_array_foreach(json_object_get(e->payload, "beside"), i, line)
	{
		if (i > 0)
			g_string_append_c(lines, '\n');
		g_string_append(lines, json_string_value(line));
	}
	set(ticket, "beside", json_string(lines->str));
}

static void
change_policy(json_t *ticket, const Event *e)
{
	static const char *const fields[] = {
		"policy", "policy_version", "calendar", "calendar_version"};

	for (unsigned i = 0; i < G_N_ELEMENTS(fields); i++)
		set(ticket, fields[i], json_string(str(e->payload, fields[i])));
	take_beside(ticket, e);
}

const char *
naive_do_clock(json_t *ticket, const Event *e)
{
	const json_t *p = e->payload;

	switch ((int)e->kind) {
	case EVENT_COMPLAINT_LOGGED:
		take_beside(ticket, e);
		break;
	case EVENT_POLICY_CHANGED:
		change_policy(ticket, e);
		break;
	case EVENT_DEADLINE_MOVED:
		set(ticket, "calendar_version", json_string(str(p, "calendar_version")));
		break;
	case EVENT_WARNING_ACKNOWLEDGED:
		add(ticket, "seen",
			json_pack("{s:s, s:s, s:s, s:I, s:I}", "person", e->actor, "clock",
				str(p, "clock"), "level", str(p, "level"), "due_us",
				num(p, "due"), "at_us", wall_us(e)));
		break;
	case EVENT_EXTENSION_REQUESTED:
		add(ticket, "extensions",
			json_pack(
				"{s:s, s:I, s:I, s:i, s:i, s:i, s:s, s:s, s:s, s:s, s:s, s:s, "
				"s:s, s:s}",
				"id", e->id, "rung", num(p, "rung"), "asked_us", wall_us(e),
				"decided_us", 0, "told_us", 0, "state", 0, "reason",
				str(p, "reason"), "text", str(p, "text"), "asked_by", e->actor,
				"decided_by", "", "standing", "", "decision", "", "told_how",
				"", "evidence", ""));
		break;
	case EVENT_EXTENSION_APPROVED:
	case EVENT_EXTENSION_REFUSED:
		return decide(find(ticket, "extensions", str(p, "request")), e);
	case EVENT_EXTENSION_TOLD:
		return tell(find(ticket, "extensions", str(p, "request")), e);
	case EVENT_LETTER_WRITTEN:
		add(ticket, "letters",
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:i}",
				"id", e->id, "made_by", e->actor, "letter", str(p, "letter"),
				"language", str(p, "language"), "version",
				str(p, "template_version"), "sha256", str(p, "sha256"), "text",
				str(p, "text"), "how", "", "evidence", "", "made_us",
				wall_us(e), "sent_us", 0));
		break;
	case EVENT_LETTER_SENT:
		return send(find(ticket, "letters", str(p, "letter")), e);
	case EVENT_REQUEST_MADE:
		add(ticket, "requests",
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:i, s:i, s:i}",
				"id", e->id, "made_by", e->actor, "department",
				str(p, "department"), "question", str(p, "question"), "due",
				str(p, "due"), "person", str(p, "person"), "answer", "",
				"made_us", wall_us(e), "ended_us", 0, "chased", 0, "state", 0));
		break;
	case EVENT_REQUEST_CHASED:
	case EVENT_REQUEST_ANSWERED:
	case EVENT_REQUEST_CANCELLED:
		return change_request(find(ticket, "requests", str(p, "request")), e);
	case EVENT_TICKET_MERGED:
		if (str(ticket, "merged_into")[0])
			return "ignored";
		set(ticket, "merged_into", json_string(str(p, "into")));
		break;
	case EVENT_TICKET_UNMERGED:
		if (strcmp(str(ticket, "merged_into"), str(p, "into")) != 0)
			return "ignored";
		set(ticket, "merged_into", json_string(""));
		break;
	default:
		break;
	}
	return "applied";
}
