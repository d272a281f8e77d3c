/* Tables of roles and styles, and the theme file reader. See theme.h. */
#include "config.h"

#include "tui/theme.h"

#include <glib/gi18n.h>

#include "core/error.h"

#define B STYLE_BOLD
#define U STYLE_UNDERLINE
#define R STYLE_REVERSE

/* clang-format off */
static const char *const role_names[N_ROLES] = {
	[ROLE_DEFAULT] = "default",
	[ROLE_OVERDUE] = "overdue",
	[ROLE_DUE_TODAY] = "due-today",
	[ROLE_DUE_SOON] = "due-soon",
	[ROLE_LATER] = "later",
	[ROLE_SELECTED] = "selected",
	[ROLE_MARKER] = "marker",
	[ROLE_MARKED] = "marked",
	[ROLE_TITLE] = "title",
	[ROLE_PRACTICE] = "practice",
	[ROLE_TIMER] = "timer",
	[ROLE_ERROR] = "error",
	[ROLE_DONE] = "done",
	[ROLE_LINK] = "link",
	[ROLE_UNAVAILABLE] = "unavailable",
	[ROLE_FIELD] = "field",
	[ROLE_FIELD_PROBLEM] = "field-problem",
	[ROLE_HIT] = "hit",
	[ROLE_HEAT_1] = "heat-1",
	[ROLE_HEAT_2] = "heat-2",
	[ROLE_HEAT_3] = "heat-3",
	[ROLE_HEADING] = "heading",
	[ROLE_LABEL] = "label",
	[ROLE_HINT] = "hint",
	[ROLE_HINT_KEY] = "hint-key",
	[ROLE_BORDER] = "border",
	[ROLE_POPUP] = "popup",
};

/* Chips set both colours, so they read on light and dark terminals; ratios in UI 6.8. */
static const RoleStyle table_256[N_ROLES] = {
	[ROLE_DEFAULT] = {-1, -1, 0},
	[ROLE_OVERDUE] = {16, 202, B},
	[ROLE_DUE_TODAY] = {16, 214, 0},
	[ROLE_DUE_SOON] = {-1, -1, B},
	[ROLE_LATER] = {-1, -1, 0},
	[ROLE_SELECTED] = {-1, -1, R},
	[ROLE_MARKER] = {-1, -1, B},
	[ROLE_MARKED] = {-1, -1, B},
	[ROLE_TITLE] = {231, 25, 0},
	[ROLE_PRACTICE] = {16, 175, 0},
	[ROLE_TIMER] = {16, 117, 0},
	[ROLE_ERROR] = {231, 124, 0},
	[ROLE_DONE] = {-1, -1, 0},
	[ROLE_LINK] = {-1, -1, U},
	[ROLE_UNAVAILABLE] = {244, -1, 0},
	[ROLE_FIELD] = {-1, -1, U},
	[ROLE_FIELD_PROBLEM] = {16, 214, 0},
	[ROLE_HIT] = {16, 220, 0},
	[ROLE_HEAT_1] = {16, 153, 0},
	[ROLE_HEAT_2] = {16, 75, 0},
	[ROLE_HEAT_3] = {231, 25, 0},
	[ROLE_HEADING] = {-1, -1, B},
	[ROLE_LABEL] = {-1, -1, 0},
	[ROLE_HINT] = {-1, -1, 0},
	[ROLE_HINT_KEY] = {-1, -1, B},
	[ROLE_BORDER] = {-1, -1, 0},
	[ROLE_POPUP] = {-1, -1, 0},
};

static const RoleStyle table_16[N_ROLES] = {
	[ROLE_DEFAULT] = {-1, -1, 0},
	[ROLE_OVERDUE] = {7, 1, B},
	[ROLE_DUE_TODAY] = {0, 3, 0},
	[ROLE_DUE_SOON] = {-1, -1, B},
	[ROLE_LATER] = {-1, -1, 0},
	[ROLE_SELECTED] = {-1, -1, R},
	[ROLE_MARKER] = {-1, -1, B},
	[ROLE_MARKED] = {-1, -1, B},
	[ROLE_TITLE] = {7, 4, 0},
	[ROLE_PRACTICE] = {0, 5, 0},
	[ROLE_TIMER] = {0, 6, 0},
	[ROLE_ERROR] = {7, 1, 0},
	[ROLE_DONE] = {-1, -1, 0},
	[ROLE_LINK] = {-1, -1, U},
	[ROLE_UNAVAILABLE] = {-1, -1, 0},
	[ROLE_FIELD] = {-1, -1, U},
	[ROLE_FIELD_PROBLEM] = {0, 3, 0},
	[ROLE_HIT] = {0, 3, 0},
	[ROLE_HEAT_1] = {-1, -1, 0},
	[ROLE_HEAT_2] = {-1, -1, 0},
	[ROLE_HEAT_3] = {-1, -1, 0},
	[ROLE_HEADING] = {-1, -1, B},
	[ROLE_LABEL] = {-1, -1, 0},
	[ROLE_HINT] = {-1, -1, 0},
	[ROLE_HINT_KEY] = {-1, -1, B},
	[ROLE_BORDER] = {-1, -1, 0},
	[ROLE_POPUP] = {-1, -1, 0},
};

static const RoleStyle table_mono[N_ROLES] = {
	[ROLE_DEFAULT] = {-1, -1, 0},
	[ROLE_OVERDUE] = {-1, -1, B},
	[ROLE_DUE_TODAY] = {-1, -1, U},
	[ROLE_DUE_SOON] = {-1, -1, 0},
	[ROLE_LATER] = {-1, -1, 0},
	[ROLE_SELECTED] = {-1, -1, R},
	[ROLE_MARKER] = {-1, -1, B},
	[ROLE_MARKED] = {-1, -1, B},
	[ROLE_TITLE] = {-1, -1, R},
	[ROLE_PRACTICE] = {-1, -1, R},
	[ROLE_TIMER] = {-1, -1, B},
	[ROLE_ERROR] = {-1, -1, R},
	[ROLE_DONE] = {-1, -1, 0},
	[ROLE_LINK] = {-1, -1, U},
	[ROLE_UNAVAILABLE] = {-1, -1, 0},
	[ROLE_FIELD] = {-1, -1, U},
	[ROLE_FIELD_PROBLEM] = {-1, -1, B},
	[ROLE_HIT] = {-1, -1, R},
	[ROLE_HEAT_1] = {-1, -1, 0},
	[ROLE_HEAT_2] = {-1, -1, 0},
	[ROLE_HEAT_3] = {-1, -1, 0},
	[ROLE_HEADING] = {-1, -1, B},
	[ROLE_LABEL] = {-1, -1, 0},
	[ROLE_HINT] = {-1, -1, 0},
	[ROLE_HINT_KEY] = {-1, -1, B},
	[ROLE_BORDER] = {-1, -1, 0},
	[ROLE_POPUP] = {-1, -1, 0},
};

/* Nothing but black and white and one yellow; every chip bold. */
static const RoleStyle table_high_contrast[N_ROLES] = {
	[ROLE_DEFAULT] = {-1, -1, 0},
	[ROLE_OVERDUE] = {0, 7, B},
	[ROLE_DUE_TODAY] = {0, 3, B},
	[ROLE_DUE_SOON] = {-1, -1, B},
	[ROLE_LATER] = {-1, -1, 0},
	[ROLE_SELECTED] = {-1, -1, B | R},
	[ROLE_MARKER] = {-1, -1, B | R},
	[ROLE_MARKED] = {-1, -1, B},
	[ROLE_TITLE] = {-1, -1, B | R},
	[ROLE_PRACTICE] = {0, 3, B},
	[ROLE_TIMER] = {-1, -1, B | U},
	[ROLE_ERROR] = {-1, -1, B | R},
	[ROLE_DONE] = {-1, -1, B},
	[ROLE_LINK] = {-1, -1, B | U},
	[ROLE_UNAVAILABLE] = {-1, -1, 0},
	[ROLE_FIELD] = {-1, -1, U},
	[ROLE_FIELD_PROBLEM] = {0, 3, B},
	[ROLE_HIT] = {-1, -1, B | R},
	[ROLE_HEAT_1] = {-1, -1, 0},
	[ROLE_HEAT_2] = {-1, -1, B},
	[ROLE_HEAT_3] = {-1, -1, B | R},
	[ROLE_HEADING] = {-1, -1, B | U},
	[ROLE_LABEL] = {-1, -1, B},
	[ROLE_HINT] = {-1, -1, 0},
	[ROLE_HINT_KEY] = {-1, -1, B | R},
	[ROLE_BORDER] = {-1, -1, B},
	[ROLE_POPUP] = {-1, -1, 0},
};

static const struct {
	const char *name;
	const RoleStyle *table;
} themes[N_THEMES] = {
	[THEME_AUTO] = {"auto", NULL},
	[THEME_256] = {"256", table_256},
	[THEME_16] = {"16", table_16},
	[THEME_MONO] = {"mono", table_mono},
	[THEME_HIGH_CONTRAST] = {"high-contrast", table_high_contrast},
};

static const char *const colour_names[] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
};
/* clang-format on */

void
theme_init(Theme *ret, ThemeKind wanted, int colours, bool no_color)
{
	ThemeKind kind = wanted;

	if (kind == THEME_AUTO)
		kind = THEME_256;
	if (kind == THEME_256 && colours < 256)
		kind = THEME_16;
	if (no_color || (colours < 8 && kind != THEME_HIGH_CONTRAST))
		kind = THEME_MONO;
	ret->kind = kind;
	memcpy(ret->styles, themes[kind].table, sizeof ret->styles);
	if (kind != THEME_HIGH_CONTRAST || colours >= 8)
		return;
	for (int i = 0; i < N_ROLES; i++) {
		RoleStyle *style = &ret->styles[i];

		if (style->bg >= 0) /* a chip without colours is reverse video */
			*style = (RoleStyle){-1, -1, style->attrs | STYLE_REVERSE};
	}
}

bool
theme_kind_from_name(const char *name, ThemeKind *ret)
{
	for (int i = 0; i < N_THEMES; i++) {
		if (strcmp(themes[i].name, name) == 0) {
			*ret = (ThemeKind)i;
			return true;
		}
	}
	return false;
}

const char *
theme_kind_name(ThemeKind kind)
{
	return themes[kind].name;
}

const char *
theme_role_name(Role role)
{
	return role_names[role];
}

bool
theme_role_from_name(const char *name, Role *ret)
{
	for (int i = 0; i < N_ROLES; i++) {
		if (strcmp(role_names[i], name) == 0) {
			*ret = (Role)i;
			return true;
		}
	}
	return false;
}

static bool
colour_from_name(const char *name, int16_t *ret)
{
	gint64 value;

	for (size_t i = 0; i < G_N_ELEMENTS(colour_names); i++) {
		if (strcmp(colour_names[i], name) == 0) {
			*ret = (int16_t)i;
			return true;
		}
	}
	if (strcmp(name, "default") == 0) {
		*ret = -1;
		return true;
	}
	if (!g_ascii_string_to_signed(name, 10, 0, 255, &value, NULL))
		return false;
	*ret = (int16_t)value;
	return true;
}

static uint8_t
attr_from_name(const char *name)
{
	if (strcmp(name, "bold") == 0)
		return STYLE_BOLD;
	if (strcmp(name, "underline") == 0)
		return STYLE_UNDERLINE;
	return strcmp(name, "reverse") == 0 ? STYLE_REVERSE : 0;
}

/* Reads "FG on BG bold"; on false *ret_word is the word that is no colour or attribute. */
static bool
style_parse(const char *text, RoleStyle *ret, char **ret_word)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
	RoleStyle style = {-1, -1, 0};
	int16_t *colour = &style.fg;

	for (char **word = words; *word; word++) {
		if (**word == '\0') {
			continue;
		} else if (strcmp(*word, "on") == 0) {
			colour = &style.bg;
		} else if (attr_from_name(*word)) {
			style.attrs |= attr_from_name(*word);
		} else if (!colour_from_name(*word, colour)) {
			*ret_word = g_strdup(*word);
			return false;
		}
	}
	*ret = style;
	return true;
}

static bool
theme_apply_line(Theme *theme, char *line, int number, GError **error)
{
	g_autofree char *word = NULL;
	char *equals = strchr(line, '=');
	Role role;

	g_strstrip(line);
	if (*line == '\0' || *line == '#')
		return true;
	if (!equals) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("Theme line %1$d has no \"=\". The colours in use are kept."),
			number);
		return false;
	}
	*equals = '\0';
	g_strstrip(line);
	if (!theme_role_from_name(line, &role)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("Theme line %1$d: there is no role \"%2$s\". The colours in use are "
			  "kept."),
			number, line);
		return false;
	}
	if (!style_parse(equals + 1, &theme->styles[role], &word)) {
		g_set_error(error, AMENDS_ERROR, AMENDS_ERROR_SYNTAX,
			_("Theme line %1$d: \"%2$s\" is no colour, bold, underline or reverse. "
			  "The colours in use are kept."),
			number, word);
		return false;
	}
	return true;
}

bool
theme_apply(Theme *theme, const char *text, GError **error)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	Theme changed = *theme;

	for (int i = 0; lines[i]; i++)
		if (!theme_apply_line(&changed, lines[i], i + 1, error))
			return false;
	*theme = changed;
	return true;
}
