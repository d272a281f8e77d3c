/*
 * What a role looks like: tables for 256, 16 and no colours and for high
 * contrast (UI 6.8), and files that change them. Mono is a table of its own,
 * never derived, because reverse video would be lost. Every role that means
 * something has a sign in the text too; colour is only the second carrier.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Add a role here, its name in theme.c, and a row in each table there. */
typedef enum Role {
	ROLE_DEFAULT,
	ROLE_OVERDUE,
	ROLE_DUE_TODAY,
	ROLE_DUE_SOON,
	ROLE_LATER,
	ROLE_SELECTED, /* a whole selected row; the marker alone is ROLE_MARKER, and cheaper */
	ROLE_MARKER,   /* ">" before the selected row, and what is bold in it */
	ROLE_MARKED,
	ROLE_TITLE,
	ROLE_PRACTICE,
	ROLE_TIMER,
	ROLE_ERROR,
	ROLE_DONE,
	ROLE_LINK,
	ROLE_UNAVAILABLE,
	ROLE_FIELD,
	ROLE_FIELD_PROBLEM,
	ROLE_HIT,
	ROLE_HEAT_1,
	ROLE_HEAT_2,
	ROLE_HEAT_3,
	ROLE_HEADING, /* head of a table or section */
	ROLE_LABEL,   /* label of a field or value */
	ROLE_HINT,    /* key line */
	ROLE_HINT_KEY,
	ROLE_BORDER,
	ROLE_POPUP,
	N_ROLES
} Role;

typedef enum ThemeKind {
	THEME_AUTO, /* by what the terminal can do */
	THEME_256,
	THEME_16,
	THEME_MONO,
	THEME_HIGH_CONTRAST,
	N_THEMES
} ThemeKind;

/* Attribute bits of RoleStyle and of Cell. */
enum {
	STYLE_BOLD = 1,
	STYLE_UNDERLINE = 2,
	STYLE_REVERSE = 4,
};

typedef struct RoleStyle {
	int16_t fg, bg; /* palette index, -1 = the terminal's own */
	uint8_t attrs;
} RoleStyle;

/* A value: copy it freely. */
typedef struct Theme {
	ThemeKind kind;
	RoleStyle styles[N_ROLES];
} Theme;

/*
 * Fills *ret for a terminal with `colours` colours. `wanted` is honoured as
 * far as they go; `no_color` (non-empty NO_COLOR) makes every theme mono.
 */
void theme_init(Theme *ret, ThemeKind wanted, int colours, bool no_color);

/* "auto", "256", "16", "mono", "high-contrast"; false for another name. */
bool theme_kind_from_name(const char *name, ThemeKind *ret);
const char *theme_kind_name(ThemeKind kind);

/* "overdue", "due-today", ...: the name in theme files and canvas dumps. */
const char *theme_role_name(Role role);
bool theme_role_from_name(const char *name, Role *ret);

/*
 * Applies a theme file's text to *theme: lines `role = [FG [on BG]] [bold]
 * [underline] [reverse]`, colours by name or 0-255, `#` comments. On false
 * *theme is untouched and the error names the line and what is wrong.
 */
bool theme_apply(Theme *theme, const char *text, GError **error);
