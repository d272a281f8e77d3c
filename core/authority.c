/* The authority table read from its file. See authority.h. */
#include "config.h"

#include "core/authority.h"

#include <glib/gi18n.h>

#include "core/error.h"

typedef struct Limit {
	StaffRole role;
	char currency[8];
	int64_t minor;
} Limit;

struct Authority {
	GArray *limits;
};

void
authority_free(Authority *authority)
{
	if (!authority)
		return;
	g_array_unref(authority->limits);
	g_free(authority);
}

static bool
read_limit(const char *line, Limit *ret)
{
	g_auto(GStrv) cells = g_strsplit(line, "\t", -1);

	if (g_strv_length(cells) != 3 || !staff_role_from_name(cells[0], &ret->role) ||
		strlen(cells[1]) != 3)
		return false;
	g_strlcpy(ret->currency, cells[1], sizeof ret->currency);
	if (strcmp(cells[2], "-") == 0) {
		ret->minor = INT64_MAX;
		return true;
	}
	return g_ascii_string_to_signed(cells[2], 10, 0, INT64_MAX, &ret->minor, NULL);
}

Authority *
authority_new_from_file(const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(Authority) authority = g_new0(Authority, 1);

	authority->limits = g_array_new(FALSE, TRUE, sizeof(Limit));
	if (!g_file_get_contents(path, &text, NULL, error))
		return NULL;
	lines = g_strsplit(text, "\n", -1);
	for (unsigned i = 0; lines[i]; i++) {
		Limit limit = {0};

		if (lines[i][0] == '\0' || lines[i][0] == '#')
			continue;
		if (!read_limit(lines[i], &limit)) {
			g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
				_("%s, line %u: expected role, currency and limit, separated by tabs, for "
				  "example: teller, CNY, 20000."),
				path, i + 1);
			return NULL;
		}
		g_array_append_val(authority->limits, limit);
	}
	return g_steal_pointer(&authority);
}

int64_t
authority_limit(const Authority *authority, StaffRole role, const char *currency)
{
	for (guint i = 0; authority && i < authority->limits->len; i++) {
		const Limit *limit = &g_array_index(authority->limits, Limit, i);

		if (limit->role == role && g_ascii_strcasecmp(limit->currency, currency) == 0)
			return limit->minor;
	}
	return 0;
}
