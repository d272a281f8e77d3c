/*
 * Ready-made queries: see tui/queue-query.h.
 */
#include "config.h"

#include "tui/queue-query.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/query.h"

/* Add a row here to add a view to the pick list. */
const QueueViewDef queue_views[] = {
	{"mine-free", N_("mine + unassigned"), "is:open (is:mine or is:unassigned or is:asked)",
		"due"},
	{"mine", N_("mine"), "is:open is:mine", "due"},
	{"asked", N_("asked of me"), "is:open is:asked", "due"},
	{"open", N_("all open"), "is:open", "due"},
	{"overdue", N_("overdue"), "is:overdue", "due"},
	{"soon", N_("due soon"), "is:due-soon", "due"},
	{"logged", N_("logged by me"), "is:logged", "-received"},
	{"closed", N_("closed"), "is:closed", "-closed"},
	{"archive", N_("imported history"), "is:archive", "-received"},
	{"all", N_("all but history"), "-is:archive", "-received"},
	{"extensions", N_("extensions to decide"), "is:extension-asked", "due"},
	{"extensions-told", N_("extensions to tell"), "is:extension-granted", "due"},
	{"requests", N_("asked of other departments"), "is:open is:request-open", "due"},
	{"late-requests", N_("other departments late"), "is:open is:request-overdue", "due"},
	{"merged", N_("merged repeats"), "is:merged", "-received"},
	{NULL, NULL, NULL, NULL},
};

/* Add a row here to add an order; `sort` is a word of the query language. */
const QueueSortDef queue_sorts[] = {
	{"due", N_("answer by, first due first"), N_("due")},
	{"-received", N_("received, newest first"), N_("newest")},
	{"received", N_("received, oldest first"), N_("oldest")},
	{"-updated", N_("changed, latest first"), N_("changed")},
	{"-level", N_("level, major first"), N_("level")},
	{"-closed", N_("closed, latest first"), N_("closed")},
	{NULL, NULL, NULL},
};

const QueueViewDef *
queue_view_by_code(const char *code)
{
	for (const QueueViewDef *def = queue_views; def->code; def++)
		if (strcmp(def->code, code) == 0)
			return def;
	return NULL;
}

const QueueSortDef *
queue_sort_by_sort(const char *sort)
{
	for (const QueueSortDef *def = queue_sorts; def->sort; def++)
		if (strcmp(def->sort, sort) == 0)
			return def;
	return NULL;
}

const QueueViewDef *
queue_view_of_role(StaffRole role)
{
	switch (role) {
	case STAFF_TELLER:
		return queue_view_by_code("logged");
	case STAFF_HANDLER:
		return queue_view_by_code("mine-free");
	case STAFF_SUPERVISOR:
	case STAFF_HEAD_OFFICE:
		return queue_view_by_code("open");
	case STAFF_COMPLIANCE:
	case STAFF_AUDITOR:
	case STAFF_ADMINISTRATOR:
	case N_STAFF_ROLES:
		break;
	}
	return queue_view_by_code("all");
}

/* The conditions alone, with the parentheses that were meant. */
static char *
dup_conditions(Query *query)
{
	Query conditions = {.root = query->root, .sort = N_QUERY_FIELDS};

	return query_dup_reading(&conditions, false);
}

static char *
dup_directives(Query *query)
{
	Query directives = *query;

	directives.root = NULL;
	return query_dup_reading(&directives, false);
}

char *
queue_query_dup(const QueueViewDef *view, const char *filter, const char *sort,
	unsigned *ret_column, GError **error)
{
	unsigned column = 0;
	g_autoptr(Query) query = query_parse(filter, &column, error);
	g_autofree char *conditions = NULL, *directives = NULL;
	GString *text;

	if (!query) {
		*ret_column = column;
		return NULL;
	}
	text = g_string_new(view->query);
	conditions = dup_conditions(query);
	directives = dup_directives(query);
	if (*conditions)
		g_string_append_printf(text, " (%s)", conditions);
	if (query->sort == N_QUERY_FIELDS)
		g_string_append_printf(text, " sort:%s", sort);
	if (*directives)
		g_string_append_printf(text, " %s", directives);
	return g_string_free(text, FALSE);
}
